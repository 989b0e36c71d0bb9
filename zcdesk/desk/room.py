"""What everybody in the room may see: no scores, no applicant's name, no tally before the box is open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from zcdesk.desk import audience, views, voting
from zcdesk.desk.desk import Desk
from zcdesk.desk.views import Quorum
from zcdesk.domain.ballot import Round, RoundState
from zcdesk.domain.case import Case
from zcdesk.domain.session import Phase


@dataclass(frozen=True, slots=True)
class StepsOut:
    """A member in the room who keeps out of the review of these applicants, told by number."""

    member: str
    applicants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Announced:
    """An applicant's tally once the box is open, told by number."""

    applicant: str
    approve: int
    base: int
    passed: bool


@dataclass(frozen=True, slots=True)
class Room:
    """One look at the screen of the room. `sitting`: the day; `round` 0: no round to show.

    `held_back`: whose tally is not shown while somebody in the room keeps out of their review.
    `issued` and `returned` count sheets, or slips in a round with `slips`; `counting`: the round is
    over, its box still shut.
    """

    committee: str
    rehearsal: bool
    phase: Phase
    sitting: str
    quorum: Quorum
    steps_out: tuple[StepsOut, ...]
    round: int = 0
    issued: int = 0
    returned: int = 0
    counting: bool = False
    announced: tuple[Announced, ...] = ()
    held_back: tuple[str, ...] = ()
    slips: bool = False


def room(desk: Desk) -> Room:
    """The room's view of the session as on file."""
    case = desk.case
    here = voting.in_the_room(desk)
    shown = voting.open_now(desk) or _last_opened(case)
    days = [entry.sitting for entry in case.attendance.values() if entry.member in here]
    known = Room(
        committee=case.current.committee.name,
        rehearsal=case.current.rehearsal,
        phase=case.current_phase,
        sitting=max(days).isoformat() if days else "",
        quorum=views.quorum(desk, here),
        steps_out=_steps_out(case, here),
    )
    if shown is None or case.current_phase.rank < Phase.VOTING.rank:
        return known
    return Room(
        known.committee,
        known.rehearsal,
        known.phase,
        known.sitting,
        known.quorum,
        known.steps_out,
        round=shown.number,
        issued=len(shown.voters),
        returned=shown.cast,
        counting=shown.state is RoundState.CLOSED,
        announced=_announced(case, shown),
        held_back=_held_back(case, shown),
        slips=shown.slips,
    )


def _held_back(case: Case, shown: Round) -> tuple[str, ...]:
    """Those of an opened round whose tally waits until somebody has left the room."""
    if shown.state is not RoundState.OPENED:
        return ()
    seen = audience.round_list(case, audience.ROOM, shown.key)
    return tuple(number for number in shown.applicants if number not in seen)


def _last_opened(case: Case) -> Round | None:
    opened = [each for each in case.rounds.values() if each.state is RoundState.OPENED]
    return opened[-1] if opened else None


def _announced(case: Case, shown: Round) -> tuple[Announced, ...]:
    return tuple(
        Announced(number, tally.approve, tally.base, tally.passed)
        for number, tally in audience.tallies(case, audience.ROOM, shown.key).items()
    )


def _steps_out(case: Case, here: tuple[str, ...]) -> tuple[StepsOut, ...]:
    """Those in the room who are recused from what is in hand: the panels' hearings, or the round."""
    match case.current_phase:
        case Phase.DEFENSE:
            in_hand: Iterable[tuple[str, str]] = (
                (recusal.member, recusal.applicant)
                for recusal in case.recusals.values()
                if case.panel_of(recusal.applicant) is not None
            )
        case Phase.VOTING:
            in_hand = (
                (member, applicant)
                for each in case.rounds.values()
                if each.state is RoundState.OPEN
                for applicant in each.applicants
                for member in each.recused.get(applicant, ())
            )
        case _:
            in_hand = ()
    found: dict[str, list[str]] = {}
    for member, applicant in in_hand:
        found.setdefault(member, []).append(applicant)
    return tuple(
        StepsOut(member.name, tuple(found[member.id]))
        for member in case.current.members
        if member.id in found and member.id in here
    )
