"""Who was in the room when (出席时间线): arrivals, departures, and what each round was opened with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from zcdesk.desk.desk import Desk
from zcdesk.domain.audit import lines_of
from zcdesk.domain.ballot import Round
from zcdesk.domain.committee import Member
from zcdesk.domain.events import RoundOpened
from zcdesk.rules.figures import needed, share_of


@dataclass(frozen=True, slots=True)
class Moment:
    """Somebody arrives or leaves; `present` members are in the room from then on. `at`: ISO."""

    at: str
    member: str
    arrives: bool
    present: int


@dataclass(frozen=True, slots=True)
class RoundMark:
    """A round as it was opened: attendance frozen, and the approvals that two thirds ask for."""

    at: str
    key: str
    number: int
    present: int
    needed: int


@dataclass(frozen=True, slots=True)
class DayLine:
    """One sitting day (ISO): its moments, its rounds, the quorum in people, the committee's size."""

    day: str
    moments: tuple[Moment, ...]
    rounds: tuple[RoundMark, ...]
    quorum: int
    size: int


def presiding(desk: Desk) -> Member | None:
    """Who presides over the sitting that is open; None while none is."""
    return desk.case.member(desk.file.sitting)


def pass_mark(desk: Desk, present: int) -> int:
    """Approvals that somebody needs with so many in the room, nobody recused."""
    return needed(present, share_of(desk.book, "voting.pass"))


def day_lines(desk: Desk) -> list[DayLine]:
    """A line for each day on which somebody signed in, in order."""
    case = desk.case
    size = len(case.current.members)
    quorum = needed(size, share_of(desk.book, "quorum.share"))
    opened = _opened(desk)
    names = {member.id: member.name for member in case.current.members}
    lines = []
    for day in sorted({entry.sitting for entry in case.attendance.values()}):
        steps = sorted(
            step
            for entry in case.attendance.values()
            if entry.sitting == day
            for step in (
                (entry.arrived_at, True, entry.member),
                (entry.left_at, False, entry.member),
            )
            if step[0]
        )
        moments, present = [], 0
        for at, arrives, member in steps:
            present += 1 if arrives else -1
            moments.append(Moment(at, names.get(member, member), arrives, present))
        marks = tuple(
            _mark(desk, vote, opened[key])
            for key, vote in case.rounds.items()
            if opened.get(key, "").startswith(day.isoformat())
        )
        lines.append(DayLine(day.isoformat(), tuple(moments), marks, quorum, size))
    return lines


def _mark(desk: Desk, vote: Round, at: str) -> RoundMark:
    present = len(vote.present)
    return RoundMark(at, vote.key, vote.number, present, pass_mark(desk, present))


def _opened(desk: Desk) -> Mapping[str, str]:
    times = {}
    for line in lines_of(desk.file.audit(), RoundOpened):
        body = json.loads(line.body)
        times[body["payload"]["round"]["key"]] = str(body["at"])
    return times
