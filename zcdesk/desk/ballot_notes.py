"""What the room is told before and after a round: who may be put to it, what its tally gives away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zcdesk.desk.desk import Desk
from zcdesk.desk.figures import Counted, NextRound
from zcdesk.domain.ballot import Round, Tally
from zcdesk.domain.errors import KnownError
from zcdesk.domain.session import ApplicantStatus, RecusalBase
from zcdesk.rules import rounds
from zcdesk.rules.figures import needed, share_of
from zcdesk.rules.voting import MAY_BE_VOTED_ON, base, final_statuses, passes

FEW = 4
"""With no more ballots than this a count may tell who voted what."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be put to the next round; `state` says how they stand."""

    number: str
    name: str
    state: str


def candidates(desk: Desk) -> list[Candidate]:
    """Who may be put to the next round: whoever round 1 has left, then whoever has not passed."""
    case = desk.case
    left = rounds.not_held(case)
    now = final_statuses(case)
    waiting = left or tuple(
        number
        for number, status in now.items()
        if case.status(number) in MAY_BE_VOTED_ON and status is not ApplicantStatus.PASSED
    )
    return [Candidate(n, case.applicants[n].name, now[n].chinese) for n in waiting]


def further(desk: Desk) -> bool:
    """The next round is a further one, which needs a reason."""
    return bool(desk.case.rounds) and not rounds.not_held(desk.case)


def attempt(
    desk: Desk, applicants: Sequence[str], present: Sequence[str], reason: str = ""
) -> NextRound:
    """Try a round on these applicants without opening it; a reason still to come is supposed."""
    supposed = reason.strip() or ("—" if further(desk) else "")
    try:
        vote = rounds.may_open(
            desk.case,
            tuple(applicants),
            tuple(present),
            reason=supposed,
            settings=desk.settings,
            book=desk.book,
        )
    except KnownError as error:
        return NextRound(None, error.sentence)
    return NextRound(vote, "")


def exposed(desk: Desk, vote: Round) -> str:
    """A warning where so few vote on somebody that the count may tell who; empty otherwise."""
    few = [
        desk.case.applicants[number].name
        for number in vote.applicants
        if len(vote.present) - len(vote.recused.get(number, ())) <= FEW
    ]
    if not few:
        return ""
    return f"对{'、'.join(few)}投票的委员不超过 {FEW} 人，票数可能让人推知个人的意见。"


def unanimous(tally: Tally) -> bool:
    """Every ballot says the same: whoever reads the count knows each of them."""
    read = (tally.approve, tally.reject, tally.abstain, tally.spoilt)
    return sum(1 for count in read if count) == 1 and tally.not_returned == 0


def told(desk: Desk, counted: Sequence[Counted]) -> list[str]:
    """Sentences on a counted round: outcomes that hang on the base, counts that tell every vote."""
    notes = [_bases(desk, each) for each in counted if each.tally.base_matters]
    alike = [each.name for each in counted if unanimous(each.tally)]
    if alike:
        notes.append(
            f"{'、'.join(alike)}的票完全一致：这样的结果本身就说出了每个人的票，无从保密。"
        )
    few = [
        each.name
        for each in counted
        if not unanimous(each.tally) and each.tally.present - each.tally.recused <= FEW
    ]
    if few:
        notes.append(f"对{'、'.join(few)}投票的不超过 {FEW} 人，请勿在会外谈论票数。")
    return notes


def _bases(desk: Desk, each: Counted) -> str:
    """Both recusal bases, the one in force first."""
    tally, share = each.tally, share_of(desk.book, "voting.pass")
    chosen = desk.settings.recusal_base
    words = []
    for setting in sorted(RecusalBase, key=lambda setting: setting is not chosen):
        of = base(tally.present, tally.recused, setting)
        way = "回避不计入基数" if setting is RecusalBase.SUBTRACT else "回避计入基数"
        outcome = "通过" if passes(tally.approve, of, share) else "未通过"
        words.append(f"{way}时 {tally.approve}/{of}（须 {needed(of, share)} 票）{outcome}")
    return f"◆ {each.name}的结果取决于回避口径：{words[0]}，为本次所用；{words[1]}。"
