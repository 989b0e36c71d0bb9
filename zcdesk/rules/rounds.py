"""Rounds of ballots (轮次): which may be opened, with whom, and what quorum they need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from zcdesk.domain.ballot import Round, RoundState
from zcdesk.domain.case import Case
from zcdesk.domain.citation import Params
from zcdesk.domain.errors import Refused
from zcdesk.domain.session import ApplicantStatus, Settings
from zcdesk.rules import recusal
from zcdesk.rules.figures import needed, share_of
from zcdesk.rules.voting import MAY_BE_VOTED_ON, final_statuses, passes


def may_open(
    case: Case,
    applicants: Sequence[str] | None,
    present: Iterable[str],
    *,
    reason: str,
    settings: Settings,
    book: Params,
) -> Round:
    """The round that may be opened now, its attendance and recusals frozen.

    `applicants` None stands for all: of round 1 everyone not yet held, of a later round everyone
    who passed the defense and has not passed so far. Refused with unknown-member,
    unknown-applicant, round-applicant, round-one-complete, round-reason, max-rounds, quorum, or
    round-open while an earlier round waits for its box.
    """
    attending = recusal.in_order(case, tuple(present))
    for each in applicants or ():
        recusal.known(case, each)
    if any(r.state in {RoundState.OPEN, RoundState.CLOSED} for r in case.rounds.values()):
        raise Refused("round-open", "上一轮投票尚未开箱，不能开始新一轮投票。")
    number = _number(case, applicants, attending, reason, settings)
    listed = _all(case, number) if applicants is None else tuple(applicants)
    _check_listed(case, listed, number)
    _check_quorum(case, attending, book)
    ordered = tuple(each for each in case.applicants if each in listed)
    out = recusal.recused(case, ordered, attending)
    not_put = tuple(each for each in ordered if out.get(each) == attending)
    return Round(
        key=_fresh_key(case, number),
        number=number,
        reason=reason,
        present=attending,
        applicants=tuple(each for each in ordered if each not in not_put),
        recused=out,
        not_put=not_put,
    )


def not_held(case: Case) -> tuple[str, ...]:
    """Applicants for the committee whom no round that stands has held so far, in roster order."""
    held = {number for vote in _standing(case) for number in (*vote.applicants, *vote.not_put)}
    return tuple(
        number
        for number in case.applicants
        if case.status(number) in MAY_BE_VOTED_ON and number not in held
    )


def _standing(case: Case) -> tuple[Round, ...]:
    return tuple(r for r in case.rounds.values() if r.state is not RoundState.ANNULLED)


def _number(
    case: Case,
    applicants: Sequence[str] | None,
    attending: tuple[str, ...],
    reason: str,
    settings: Settings,
) -> int:
    """The number of the round asked for: 1 while round 1 has applicants left, else the next."""
    standing = _standing(case)
    if not standing:
        return 1
    last = max(vote.number for vote in standing)
    left = not_held(case)
    if last == 1 and left:
        # A reason tells a further round from a part that lists somebody twice.
        further = reason.strip() and (applicants is None or not set(applicants) <= set(left))
        if further or attending != standing[0].present:
            names = "、".join(left)
            raise Refused(
                "round-one-complete",
                f"第一轮尚未完成，申报人{names}还应由相同的出席评委表决，才能进行下一轮。",
            )
        return 1
    if not reason.strip():
        raise Refused("round-reason", "第一轮之后再次投票须写明理由。")
    if last + 1 > settings.max_rounds:
        raise Refused("max-rounds", f"最多进行{settings.max_rounds}轮投票，不能再开新一轮。")
    return last + 1


_NOT_PASSED_SO_FAR = MAY_BE_VOTED_ON | {ApplicantStatus.VOTE_FAILED}


def _all(case: Case, number: int) -> tuple[str, ...]:
    if number == 1:
        return not_held(case)
    return tuple(n for n, status in final_statuses(case).items() if status in _NOT_PASSED_SO_FAR)


def _check_listed(case: Case, listed: tuple[str, ...], number: int) -> None:
    if not listed:
        raise Refused("round-applicant", "本轮没有可以表决的申报人。")
    left = not_held(case)
    for each in listed:
        if listed.count(each) > 1:
            raise Refused("round-applicant", f"申报人{each}在本轮中重复列出。")
        if case.status(each) not in MAY_BE_VOTED_ON:
            status = case.status(each).chinese
            raise Refused("round-applicant", f"申报人{each}的状态为“{status}”，不能提交表决。")
        if number == 1 and each not in left:
            raise Refused("round-applicant", f"申报人{each}已在第一轮的另一批中表决。")


def _check_quorum(case: Case, attending: tuple[str, ...], book: Params) -> None:
    size, share = len(case.current.members), share_of(book, "quorum.share")
    if not passes(len(attending), size, share):
        raise Refused(
            "quorum",
            f"出席评委{len(attending)}人，评委会共{size}人，"
            f"至少{needed(size, share)}人出席方可投票。",
        )
    if not any(m.presides for m in case.current.members if m.id in attending):
        raise Refused("quorum", "主任委员和副主任委员均未出席，不能投票。")


def _fresh_key(case: Case, number: int) -> str:
    place = 1
    while f"{number}{_suffix(place)}" in case.rounds:
        place += 1
    return f"{number}{_suffix(place)}"


def _suffix(place: int) -> str:
    """Nothing for the first, then b … z, ba …: bijective, so that no two places share one."""
    letters = ""
    rest = place if place > 1 else 0
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("a") + letter) + letters
    return letters
