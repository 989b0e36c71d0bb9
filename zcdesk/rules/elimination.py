"""Elimination (淘汰率): groups, floors, and what a line would do to them; whole people only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from zcdesk.domain.applicant import Applicant, Level, Tier
from zcdesk.domain.case import Case, Status
from zcdesk.domain.citation import Param
from zcdesk.domain.elimination import FloorResult, GroupResult
from zcdesk.domain.errors import Refused
from zcdesk.domain.session import (
    AbsentFromDefense,
    ApplicantStatus,
    ExamReview,
    Pool,
    Settings,
)
from zcdesk.rules.book import Book
from zcdesk.rules.figures import needed, share_of
from zcdesk.rules.titles import specialty_key

_Floor = tuple[Fraction | None, Param | None]
# A floor as a share of the group (None: no floor) and the parameter that it stands in.

_OUT = frozenset(
    {ApplicantStatus.REJECTED, ApplicantStatus.WITHDRAWN, ApplicantStatus.DISQUALIFIED}
)


def excluded(case: Case, settings: Settings) -> Mapping[str, Status]:
    """Applicants outside the denominator (正式参加评审人数) with their reasons, in roster order."""
    return {
        number: case.statuses[number]
        for number in case.applicants
        if _is_out(case.status(number), settings)
    }


def _is_out(status: ApplicantStatus, settings: Settings) -> bool:
    if status is ApplicantStatus.ABSENT:
        return settings.absent_from_defense is AbsentFromDefense.EXCLUDED
    return status in _OUT


def groups(
    applicants: Mapping[str, Applicant],
    statuses: Mapping[str, ApplicantStatus],
    settings: Settings,
    book: Book,
) -> tuple[GroupResult, ...]:
    """The elimination groups as the setting `pool` cuts them; empty groups are left out.

    An applicant still under way takes part and is not eliminated yet; one whose papers are not
    examined yet (待审核) does not take part.
    """
    return _cut(applicants, statuses, settings.pool, settings=settings, book=book)


def finer(
    applicants: Mapping[str, Applicant],
    statuses: Mapping[str, ApplicantStatus],
    settings: Settings,
    book: Book,
) -> tuple[GroupResult, ...]:
    """The groups that finer cuts than the setting give, for the overview: level, then specialty."""
    ways = list(Pool)
    seen = {group.group for group in groups(applicants, statuses, settings, book)}
    split = []
    for pool in ways[ways.index(settings.pool) + 1 :]:
        cut = _cut(applicants, statuses, pool, settings=settings, book=book)
        split += [group for group in cut if group.group not in seen]
        seen |= {group.group for group in cut}
    return tuple(split)


@dataclass(frozen=True, slots=True)
class _Cell:
    """One group before it is counted: its kind, its name, its members' statuses."""

    kind: str
    level: Level | None
    name: str
    statuses: list[ApplicantStatus]


def _cut(
    applicants: Mapping[str, Applicant],
    statuses: Mapping[str, ApplicantStatus],
    pool: Pool,
    *,
    settings: Settings,
    book: Book,
) -> tuple[GroupResult, ...]:
    cells: dict[tuple[object, ...], _Cell] = {}
    for number, applicant in applicants.items():
        status = statuses[number]
        if status is ApplicantStatus.PENDING or _is_out(status, settings):
            continue
        series = book.titles.series_name(applicant.series)
        kind = _kind(series, applicant.level, settings)
        split = pool is not Pool.TIER and applicant.level.tier is Tier.SENIOR
        level = applicant.level if split else None
        key: tuple[object, ...] = (kind, level)
        words = [kind] if level is None else [kind, level.value]
        if pool is Pool.SPECIALTY:
            key += (series, specialty_key(applicant.specialty))
            # The group is called as the roster first writes it.
            words += [applicant.series, applicant.specialty]
        cell = cells.setdefault(key, _Cell(kind, level, "/".join(words), []))
        cell.statuses.append(status)
    # The sort is stable: groups of one kind and level keep the roster's order.
    return tuple(
        _group(cell.name, cell.statuses, *_floors(cell.kind, settings, book))
        for cell in sorted(cells.values(), key=_place)
    )


def _place(cell: _Cell) -> tuple[int, int]:
    """Order of the notice, the higher level first."""
    return _KINDS.index(cell.kind), -cell.level.rank if cell.level else 0


_KINDS = ("senior", "senior_exam", "intermediate", "junior")


def _kind(series: str, level: Level, settings: Settings) -> str:
    if level.tier is Tier.SENIOR:
        marked = ExamReview(series, level) in settings.exam_and_review
        return "senior_exam" if marked else "senior"
    return "intermediate" if level.tier is Tier.INTERMEDIATE else "junior"


def _floors(kind: str, settings: Settings, book: Book) -> tuple[_Floor, _Floor]:
    """The overall floor and the defense floor of a kind of group (三（五）)."""
    if kind == "junior":
        own = settings.junior_floor
        share = None if own is None else own / 100
        return (share, book["elimination.junior_floor"]), (None, None)
    overall = _floor(book, f"elimination.{kind}.overall")
    if kind == "intermediate":
        return overall, (None, None)
    return overall, _floor(book, f"elimination.{kind}.defense")


def _floor(book: Book, key: str) -> _Floor:
    return share_of(book, key), book[key]


def _group(
    name: str, statuses: list[ApplicantStatus], overall: _Floor, defense: _Floor
) -> GroupResult:
    n = len(statuses)
    at_defense = sum(1 for status in statuses if status in _AT_DEFENSE)
    e = at_defense + statuses.count(ApplicantStatus.VOTE_FAILED)
    return GroupResult(
        group=name,
        participating=n,
        defense_eliminated=at_defense,
        eliminated=e,
        overall=against_floor(e, n, *overall),
        defense=against_floor(at_defense, n, *defense),
    )


# Whoever is absent and still counted was counted as eliminated at the defense by the setting.
_AT_DEFENSE = frozenset({ApplicantStatus.DEFENSE_FAILED, ApplicantStatus.ABSENT})


def against_floor(
    eliminated: int, participating: int, share: Fraction | None, param: Param | None = None
) -> FloorResult:
    """A rate against a floor given as a share: met exactly when E reaches share × N."""
    if share is None:
        return FloorResult(
            eliminated,
            participating,
            floor=None,
            met=True,
            short_by=0,
            most_pass=None,
            param=param,
        )
    least = needed(participating, share)
    return FloorResult(
        eliminated=eliminated,
        participating=participating,
        floor=100 * share,
        met=eliminated >= least,
        short_by=max(0, least - eliminated),
        most_pass=participating - least,
        param=param,
    )


def exception_for(results: Iterable[GroupResult], exception: str) -> str:
    """The exception that a seal records: empty where every floor is met, else the reason given.

    Refused("elimination-floor") where a floor is not met and no reason is given.
    """
    short = [shortfall(group) for group in results if not group.met]
    if short and not exception.strip():
        sentence = f"淘汰率未达到下限，须说明理由方可封存：{'；'.join(short)}。"
        raise Refused("elimination-floor", sentence)
    return exception.strip() if short else ""


def shortfall(group: GroupResult) -> str:
    """What a group lacks, in words: which floor, the rate, and how many people more."""
    floors = (("综合", group.overall), ("答辩评议", group.defense))
    lacks = [
        f"{name}淘汰率{floor.fraction}＝{floor.percent}%，低于{floor.floor}%，还差{floor.short_by}人"
        for name, floor in floors
        if not floor.met
    ]
    return f"{chinese_name(group.group)}{'，'.join(lacks)}"


def chinese_name(group: str) -> str:
    """A group's name for people: 高级, 高级（考评结合）/副高级, …"""
    kind, *rest = group.split("/")
    return "/".join((_CHINESE[kind], *rest))


_CHINESE = {
    "senior": "高级",
    "senior_exam": "高级（考评结合）",
    "intermediate": "中级",
    "junior": "初级",
}
