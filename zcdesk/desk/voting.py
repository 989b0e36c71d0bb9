"""Ballots: opening a round, casting, closing, opening the box, annulling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from zcdesk.desk.agreement import check_two_others
from zcdesk.desk.desk import SECRETARY, SUPERVISOR, Desk
from zcdesk.domain.ballot import Paper, Round, RoundState, class_of
from zcdesk.domain.committee import Attendance
from zcdesk.domain.errors import Refused
from zcdesk.domain.events import (
    AttendanceRecorded,
    BallotCast,
    BoxOpened,
    RoundAnnulled,
    RoundClosed,
    RoundOpened,
)
from zcdesk.domain.session import Phase
from zcdesk.rules import voting as rules
from zcdesk.rules.rounds import may_open
from zcdesk.store.ballots import BallotBox
from zcdesk.store.sittings import Continuity


@dataclass(frozen=True, slots=True)
class Turnout:
    """What the room may see of an open round: sheets out, sheets back, who has cast."""

    issued: int
    returned: int
    cast: frozenset[str]


def arrive(desk: Desk, member: str) -> AttendanceRecorded:
    """A member signs in at today's sitting."""
    if desk.case.member(member) is None:
        raise Refused("unknown-member", f"委员名单中没有编号“{member}”。")
    if member in in_the_room(desk):
        raise Refused("attendance", "该委员已经签到。")
    return _attend(desk, Attendance(desk.now().date(), member, desk.stamp()))


def leave(desk: Desk, member: str) -> AttendanceRecorded:
    """A member leaves the sitting; rounds already open keep their attendance."""
    for entry in desk.case.attendance.values():
        if entry.member == member and not entry.left_at:
            left = Attendance(entry.sitting, member, entry.arrived_at, desk.stamp())
            return _attend(desk, left)
    raise Refused("attendance", "该委员没有签到，或已经离席。")


def _attend(desk: Desk, entry: Attendance) -> AttendanceRecorded:
    desk.require(Phase.SETUP, Phase.MATERIALS, Phase.DEFENSE, Phase.VOTING)
    event = AttendanceRecorded(entry)
    desk.record([event])
    return event


def arrive_all(desk: Desk, members: Sequence[str]) -> None:
    """Several members sign in at once."""
    new = [member for member in members if member not in in_the_room(desk)]
    for member in new:
        if desk.case.member(member) is None:
            raise Refused("unknown-member", f"委员名单中没有编号“{member}”。")
    day, at = desk.now().date(), desk.stamp()
    if new:
        desk.record([AttendanceRecorded(Attendance(day, member, at)) for member in new])


def in_the_room(desk: Desk) -> tuple[str, ...]:
    """Members who have signed in and not left, in the committee's order."""
    here = {entry.member for entry in desk.case.attendance.values() if not entry.left_at}
    return tuple(member.id for member in desk.case.current.members if member.id in here)


def open_round(
    desk: Desk,
    applicants: Sequence[str] | None = None,
    *,
    present: Sequence[str] | None = None,
    reason: str = "",
    on_paper: str = "",
) -> RoundOpened:
    """Open a round for those in the room; no applicants means everybody still to be decided.

    `on_paper` says why the round is held with paper ballots: there is no box then.
    """
    desk.require(Phase.VOTING)
    attending = tuple(in_the_room(desk) if present is None else present)
    opened = may_open(
        desk.case, applicants, attending, reason=reason, settings=desk.settings, book=desk.book
    )
    if on_paper.strip():
        event = RoundOpened(replace(opened, on_paper=on_paper.strip()))
        desk.record([event])
        return event
    event = RoundOpened(opened)
    heads = presiders_of(desk, attending)
    _require_tokens(desk, heads)
    also = BallotBox(desk.file).open_round(opened, heads, SUPERVISOR)
    desk.record([event], also=also)
    return event


def _require_tokens(desk: Desk, heads: Sequence[str]) -> None:
    """Refuse by name: every head in the room takes a part of the key, whoever presides later."""
    known = desk.file.secrets.holders()
    missing = [m for m in desk.case.current.members if m.id in heads and m.id not in known]
    names = [f"{m.role.chinese}{m.name}" for m in missing]
    if SUPERVISOR not in known:
        names.append(f"监督员{desk.case.current.staff.supervisor}")
    if names:
        raise Refused(
            "token", f"{'、'.join(names)}还没有设置开箱口令，请先在“签到回避”中由本人设置。"
        )


def presiders_of(desk: Desk, attending: Sequence[str]) -> list[str]:
    """Chair and vice chairs among these members: each may open the box with the supervisor."""
    members = desk.case.current.members
    return [member.id for member in members if member.presides and member.id in attending]


def open_sitting(desk: Desk, presider: str, token: str) -> Continuity:
    """Chair or vice chair opens the sitting: until it closes, the log is keyed by the token.

    What comes back says, with a sentence for the presider, what could be checked of the log
    before it. StoreDamaged when the file was changed since this presider's last sitting.
    """
    member = desk.case.member(presider)
    if member is None or not member.presides:
        raise Refused("token", "会议须由主任委员或副主任委员以本人口令开始。")
    return desk.file.open_sitting(presider, token)


def close_sitting(desk: Desk) -> None:
    """The sitting ends; the token's key is forgotten."""
    desk.file.close_sitting()


def open_now(desk: Desk) -> Round | None:
    """The round in progress: open, or closed with its box still shut."""
    for entry in desk.case.rounds.values():
        if entry.state in (RoundState.OPEN, RoundState.CLOSED):
            return entry
    return None


def turnout(desk: Desk, key: str) -> Turnout:
    """How many sheets are out and back, and who has cast.

    Paper ballots are not counted in, and of slips nobody knows who cast.
    """
    vote = desk.case.rounds[key]
    if vote.on_paper or vote.slips:
        return Turnout(len(vote.voters), vote.cast, frozenset())
    box = BallotBox(desk.file)
    issued, returned = box.turnout(key)
    return Turnout(issued, returned, frozenset(box.cast_by(key)))


def sheet(desk: Desk, key: str, member: str, pin: str) -> tuple[str, ...]:
    """The applicants on a member's sheet, after the PIN. Refused when the sheet was cast."""
    entry = _by_name(desk, key)
    _check_pin(desk, member, pin)
    rules.may_take_sheet(
        desk.case, entry, member, has_cast=BallotBox(desk.file).has_cast(key, member)
    )
    return entry.sheet(member)


def cast(desk: Desk, key: str, member: str, pin: str, paper: Paper) -> BallotCast:
    """Cast a sheet: final and durable when this returns."""
    entry = _by_name(desk, key)
    _check_pin(desk, member, pin)
    box = BallotBox(desk.file)
    rules.may_cast(desk.case, entry, member, paper, has_cast=box.has_cast(key, member))
    return box.cast(key, member, paper.choices)


def check_paper(desk: Desk, key: str, member: str, paper: Paper) -> None:
    """Refuse a paper that could not be cast, without casting it."""
    cast_already = BallotBox(desk.file).has_cast(key, member)
    rules.may_cast(desk.case, desk.case.rounds[key], member, paper, has_cast=cast_already)


def _check_pin(desk: Desk, member: str, pin: str) -> None:
    desk.file.secrets.check_pin(member, pin, tries=desk.book.count("session.pin_tries"))


def close(
    desk: Desk,
    key: str,
    *,
    reason: str = "",
    presider: str = "",
    presider_token: str = "",
    supervisor_token: str = "",
) -> RoundClosed:
    """Close a round: when all have cast, or by two people together with a reason."""
    entry = _with_box(desk, key, RoundState.OPEN)
    left = BallotBox(desk.file).left(key)
    missing = () if entry.slips else tuple(m for m in entry.voters if m in left)
    if left:
        if not reason.strip():
            raise Refused("round-reason", "还有委员未投票，提前结束须写明原因。")
        two_people(desk, presider, presider_token, supervisor_token)
    slips = tuple(class_of(slip) for slip in left) if entry.slips else ()
    event = RoundClosed(key, reason, missing, slips)
    desk.record([event])
    return event


def open_box(
    desk: Desk, key: str, *, presider: str, presider_token: str, supervisor_token: str
) -> BoxOpened:
    """Chair (or presiding vice chair) and supervisor open the box; only sums are kept."""
    entry = _with_box(desk, key, RoundState.CLOSED)
    box = BallotBox(desk.file)
    counts = box.count(key, presider, presider_token, supervisor_token)
    tallies = rules.count(entry, counts, desk.settings, desk.book)
    event = BoxOpened(key, presider, tallies)
    desk.record([event], actor=presider, also=box.destroy(key))
    box.vacuum()
    return event


def annul(
    desk: Desk,
    key: str,
    *,
    reason: str,
    presider: str,
    presider_token: str,
    supervisor_token: str,
    passphrase: str = "",
) -> RoundAnnulled:
    """Annul a round whose box was never opened, by two people with a reason.

    A box whose token is lost cannot be opened any more: with an empty token, the other holder and
    the secretary, by the `passphrase`, void the round together, so that it can be held again.
    """
    round_in(desk, key, RoundState.OPEN, RoundState.CLOSED)
    if not reason.strip():
        raise Refused("round-reason", "作废一轮投票须写明原因。")
    by = _who_annul(desk, presider, presider_token, supervisor_token, passphrase)
    box = BallotBox(desk.file)
    event = RoundAnnulled(key, reason, by)
    desk.record([event], actor=by[0], also=box.destroy(key))
    box.vacuum()
    return event


def _who_annul(
    desk: Desk, presider: str, presider_token: str, supervisor_token: str, passphrase: str
) -> tuple[str, str]:
    if passphrase and not presider_token and supervisor_token:
        lost, agreed = presider, {SUPERVISOR: supervisor_token, SECRETARY: passphrase}
    elif passphrase and presider_token and not supervisor_token:
        lost, agreed = SUPERVISOR, {presider: presider_token, SECRETARY: passphrase}
    else:
        two_people(desk, presider, presider_token, supervisor_token)
        return presider, SUPERVISOR
    member = desk.case.member(presider)
    if member is None or not member.presides:
        raise Refused("token", "须由主任委员或副主任委员与监督员共同操作。")
    check_two_others(desk, lost, agreed)
    first, second = agreed
    return first, second


def two_people(desk: Desk, presider: str, presider_token: str, supervisor_token: str) -> None:
    """Chair (or a vice chair) and supervisor prove themselves with their tokens."""
    member = desk.case.member(presider)
    if member is None or not member.presides:
        raise Refused("token", "须由主任委员或副主任委员与监督员共同操作。")
    if not desk.file.secrets.check_holder(presider, presider_token):
        raise Refused("token", f"{member.role.chinese}的开箱口令不正确。")
    if not desk.file.secrets.check_holder(SUPERVISOR, supervisor_token):
        raise Refused("token", "监督员的开箱口令不正确。")


def _by_name(desk: Desk, key: str) -> Round:
    entry = _with_box(desk, key, RoundState.OPEN)
    if entry.slips:
        raise Refused("slip-round", "这一轮用投票券投票，不以委员本人的个人密码投票。")
    return entry


def _with_box(desk: Desk, key: str, state: RoundState) -> Round:
    entry = round_in(desk, key, state)
    if entry.on_paper:
        raise Refused("paper-round", "这一轮用纸质表决票，没有电子票箱。")
    return entry


def round_in(desk: Desk, key: str, *states: RoundState) -> Round:
    """The round with this key, in one of these states; refused otherwise."""
    entry = desk.case.rounds.get(key)
    if entry is None or entry.state not in states:
        raise Refused("round-applicant", "这一轮投票当前不能进行此操作。")
    return entry
