"""What the screen asks of the desk about scores, lines, rounds and floors; nothing changes here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from zcdesk.desk import audience, marking, sealing
from zcdesk.desk.defense import APART
from zcdesk.desk.desk import Desk
from zcdesk.domain.ballot import Round, Tally
from zcdesk.domain.case import Case
from zcdesk.domain.committee import Panel
from zcdesk.domain.elimination import FloorResult, GroupResult
from zcdesk.domain.errors import KnownError
from zcdesk.domain.scoring import ScoreItem
from zcdesk.domain.session import ApplicantStatus
from zcdesk.rules import elimination, line, rounds, scoring
from zcdesk.rules.score_sheets import unfinished
from zcdesk.rules.voting import final_statuses

# --- floors ---------------------------------------------------------------------------------------


OVERALL, AT_DEFENSE = "综合", "答辩评议"


@dataclass(frozen=True, slots=True)
class Gauge:
    """One rate of one group in whole people, and the sentence that says it."""

    group: str
    rate: str
    floor: FloorResult
    sentence: str


def gauges(groups: Sequence[GroupResult]) -> list[Gauge]:
    """The overall and the defense rate of each group; a rate without a floor is told too."""
    made = []
    for group in groups:
        name = elimination.chinese_name(group.group)
        for rate, floor in ((OVERALL, group.overall), (AT_DEFENSE, group.defense)):
            if rate == AT_DEFENSE and floor.floor is None:
                continue
            made.append(Gauge(name, rate, floor, gauge_sentence(rate, floor)))
    return made


def gauge_sentence(rate: str, floor: FloorResult) -> str:
    """A rate against its floor: 综合 8/41 = 19.51 % < 20 %，至少还差 1 人."""
    head = f"{rate} {floor.fraction} = {floor.percent} %"
    if floor.floor is None:
        return f"{head}（不设下限）"
    least = scoring.plain(floor.floor)
    if floor.met:
        return f"{head} ≥ {least} %，已达下限，最多可通过 {floor.most_pass} 人"
    # A rate may be rounded up to its floor on paper and still fall short in people.
    return f"{head} < {least} %，至少还差 {floor.short_by} 人"


def gauges_now(desk: Desk) -> list[Gauge]:
    """The gauges as they stand; an open round counts nothing."""
    return gauges(sealing.gauge(desk))


def splits_now(desk: Desk) -> list[Gauge]:
    """The finer splits as they stand, whatever the setting: figures alone, no floor is asked."""
    made = []
    for group in sealing.splits(desk):
        name = elimination.chinese_name(group.group)
        for rate, floor in ((OVERALL, group.overall), (AT_DEFENSE, group.defense)):
            if floor.floor is not None or rate == OVERALL:
                plain = replace(floor, floor=None, met=True, short_by=0, most_pass=None)
                told = f"{rate} {floor.fraction} = {floor.percent} %"
                made.append(Gauge(name, rate, plain, told))
    return made


def excluded(desk: Desk) -> list[tuple[str, str, str]]:
    """Number, name and reason of everybody outside the denominator."""
    case = desk.case
    return [
        (number, case.applicants[number].name, f"{status.status.chinese} {status.reason}".strip())
        for number, status in elimination.excluded(case, desk.settings).items()
    ]


# --- scores ---------------------------------------------------------------------------------------


def item_range(item: ScoreItem) -> str:
    """An item's range and step in words."""
    low, high, step = (scoring.plain(part) for part in (item.low, item.high, item.step))
    return f"{low}–{high}，步长 {step}"


def heard(case: Case) -> list[str]:
    """Applicants who take part in the defense."""
    return [number for number in case.applicants if case.status(number) in line.HEARD]


def set_apart_able(case: Case) -> list[str]:
    """Applicants who can be absent, exempt from the defense or disqualified."""
    return [n for n in case.applicants if case.status(n) in {*line.HEARD, *APART}]


def lacking(case: Case, panel: Panel) -> dict[str, list[str]]:
    """For each member of a panel the names of those whose sheet is not finished."""
    names: dict[str, list[str]] = {}
    for member, number in unfinished(case, panel):
        names.setdefault(member, []).append(case.applicants[number].name)
    return names


def scored(case: Case, panel: Panel) -> dict[str, tuple[int, int]]:
    """For each member of a panel, and the office, how many sheets are finished of how many.

    Once frozen they are those on file: who was heard is no longer told by what came of the vote.
    """
    lacking = unfinished(case, panel)
    counts = {}
    office = (marking.OFFICE,) if marking.items(case, marking.OFFICE) else ()
    for member in (*panel.members, *office):
        asked = (
            sum(1 for number in panel.applicants if marking.own(case, number, member))
            if panel.frozen
            else len(marking.to_score(case, panel, member))
        )
        left = sum(1 for who, _ in lacking if who == member)
        counts[member] = (asked - left, asked)
    return counts


@dataclass(frozen=True, slots=True)
class Ranked:
    """An applicant in a panel's ranking; `place` is shared by equals."""

    place: int
    number: str
    name: str
    score: Fraction

    @property
    def shown(self) -> str:
        """The score with two decimals."""
        return scoring.display(self.score)


_RANKED = {*line.HEARD, ApplicantStatus.VOTE_FAILED, ApplicantStatus.PASSED}


def ranking(desk: Desk, panel: Panel) -> list[Ranked]:
    """A frozen panel's applicants by score; empty before the freeze, so that nobody is led."""
    if not panel.frozen:
        return []
    heard = [n for n in panel.applicants if desk.case.status(n) in _RANKED]
    reached = scoring.scores(desk.case, heard, desk.settings, desk.book)
    return [
        Ranked(
            place.place, place.applicant, desk.case.applicants[place.applicant].name, place.score
        )
        for place in scoring.ranking(reached)
    ]


@dataclass(frozen=True, slots=True)
class LineLook:
    """What a position of the line would do."""

    line: Fraction
    falls: tuple[str, ...]
    gauges: tuple[Gauge, ...]
    defense_met: bool


def line_positions(desk: Desk, panel: Panel) -> list[Fraction]:
    """The positions of a panel's line that differ from one another, rising."""
    reached = [ranked.score for ranked in ranking(desk, panel)]
    kept = set() if panel.line is None else {panel.line}
    return sorted({*line.line_positions(reached, desk.settings), *kept})


def line_outlook(look: LineLook) -> list[tuple[bool, str]]:
    """Whether each floor is met at a line, and where what is missing can still come from."""
    told = []
    for gauge in look.gauges:
        floor = gauge.floor
        if floor.floor is None:
            continue
        name = f"{gauge.group}{gauge.rate}下限"
        if floor.met:
            told.append((True, f"● {name}已达到"))
        elif gauge.rate == OVERALL:
            told.append((False, f"◆ {name}还差 {floor.short_by} 人，可在表决中补足"))
        else:
            told.append((False, f"■ {name}还差 {floor.short_by} 人，只能由各组的分数线补足"))
    return told


def look_at_line(desk: Desk, panel: Panel, at: Fraction) -> LineLook:
    """What a panel's line at this position would do to its applicants and to the floors."""
    case = desk.case
    reached = {ranked.number: ranked.score for ranked in ranking(desk, panel)}
    statuses = {number: case.status(number) for number in case.applicants}
    seen = line.line_preview(
        case.applicants, statuses, reached, at, settings=desk.settings, book=desk.book
    )
    falls = tuple(number for number, score in reached.items() if score < at)
    return LineLook(at, falls, tuple(gauges(seen.groups)), seen.defense_met)


def points_in_words(value: Fraction) -> str:
    """Points as a person writes them; a fraction that never ends with two decimals and a sign."""
    text = scoring.plain(value)
    return f"{scoring.display(value)}…" if "/" in text else text


def score_in_words(desk: Desk, number: str) -> str:
    """An applicant's score once its panel is frozen; empty before."""
    panel = desk.case.panel_of(number)
    if panel is None or not panel.frozen:
        return ""
    score = scoring.score_of(desk.case, number, desk.settings, desk.book)
    return "" if score is None else scoring.display(score)


# --- rounds ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NextRound:
    """What opening a round now would be: for whom, or why it cannot be opened."""

    round: Round | None
    refusal: str

    @property
    def later(self) -> bool:
        """A round after the first, which needs a reason."""
        return self.round is not None and self.round.number > 1


def next_round(desk: Desk, present: Sequence[str], reason: str = "") -> NextRound:
    """Try a round for everybody still to be decided, without opening it."""
    asked = reason.strip() or "—"
    try:
        vote = rounds.may_open(
            desk.case,
            None,
            tuple(present),
            reason=asked,
            settings=desk.settings,
            book=desk.book,
        )
    except KnownError as error:
        return NextRound(None, error.sentence)
    return NextRound(vote, "")


@dataclass(frozen=True, slots=True)
class Counted:
    """One applicant's tally in one opened round."""

    round: Round
    number: str
    name: str
    tally: Tally


def counted(case: Case, key: str) -> list[Counted]:
    """The tallies of a round; empty until its box is opened."""
    vote = case.rounds[key]
    shown = audience.tallies(case, audience.SECRETARYS, key)
    return [
        Counted(vote, number, case.applicants[number].name, shown[number])
        for number in vote.applicants
        if number in shown
    ]


def statuses_now(desk: Desk) -> Mapping[str, ApplicantStatus]:
    """Everybody's status with the opened votes applied."""
    return final_statuses(desk.case)
