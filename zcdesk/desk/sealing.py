"""Sealing: the elimination gauge, the exception, the final statuses."""

from __future__ import annotations

from dataclasses import dataclass

from zcdesk.desk.desk import Desk
from zcdesk.desk.voting import open_now, two_people
from zcdesk.domain.elimination import GroupResult
from zcdesk.domain.errors import Refused
from zcdesk.domain.events import Event, ExceptionRecorded, Sealed
from zcdesk.domain.session import Phase
from zcdesk.rules import elimination
from zcdesk.rules.voting import final_statuses
from zcdesk.store import notes


@dataclass(frozen=True, slots=True)
class TwoPeople:
    """Who presides and the supervisor, with the tokens that prove them. Never printed."""

    presider: str
    presider_token: str
    supervisor_token: str

    def __repr__(self) -> str:
        return "TwoPeople(…)"


def gauge(desk: Desk) -> tuple[GroupResult, ...]:
    """The elimination groups as they stand; opened votes count, an open round does not."""
    statuses = final_statuses(desk.case)
    return elimination.groups(desk.case.applicants, statuses, desk.settings, desk.book)


def splits(desk: Desk) -> tuple[GroupResult, ...]:
    """The finer groups, shown whatever the pool setting is."""
    statuses = final_statuses(desk.case)
    return elimination.finer(desk.case.applicants, statuses, desk.settings, desk.book)


def seal(desk: Desk, exception: str, two: TwoPeople) -> tuple[Event, ...]:
    """Make the results final. Both floors of every group must hold, or an exception says why not.

    Refused with round-one-complete while somebody was never put to the vote, and with
    elimination-floor where a floor is not met and no reason is given.
    """
    desk.require(Phase.VOTING)
    if open_now(desk) is not None:
        raise Refused("round-open", "还有一轮投票没有开箱，不能封存。")
    two_people(desk, two.presider, two.presider_token, two.supervisor_token)
    statuses = final_statuses(desk.case, sealing=True)
    groups = elimination.groups(desk.case.applicants, statuses, desk.settings, desk.book)
    kept = elimination.exception_for(groups, exception)
    events: list[Event] = []
    if exception.strip():
        events.append(ExceptionRecorded(exception.strip()))
    events.append(Sealed(statuses, groups, kept))
    desk.record(events, actor=two.presider, also=notes.wipe)
    desk.file.vacuum()
    return tuple(events)
