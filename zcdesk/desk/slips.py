"""A round with slips (投票券): drawn from a bag, each good for one sheet; nobody knows who cast.

The codes are made before the round opens and stand on paper only. The file keeps a digest of
each; after a crash the slip itself asks whether its sheet is in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from zcdesk.desk.desk import SUPERVISOR, Desk
from zcdesk.desk.papers import snapshot
from zcdesk.desk.session_fonts import with_session_fonts
from zcdesk.desk.voting import in_the_room, presiders_of, round_in
from zcdesk.domain.ballot import Paper, Round, RoundState, SlipClass
from zcdesk.domain.errors import Refused
from zcdesk.domain.events import BallotCast, RoundOpened
from zcdesk.domain.session import Phase
from zcdesk.reports import slips as paper
from zcdesk.rules import slips as rules
from zcdesk.rules.rounds import may_open
from zcdesk.store.ballots import BallotBox, sheet_of
from zcdesk.store.keys import read_slip, slip_code


@dataclass(frozen=True, slots=True, repr=False)
class Batch:
    """Slips made for a round that is about to open. It never prints its codes."""

    round: Round
    codes: tuple[str, ...]
    asked: tuple[str, ...] | None

    def __repr__(self) -> str:
        return "Batch(…)"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What slips would mean for a round: its classes, and the parts that leave none alone."""

    classes: tuple[SlipClass, ...]
    parts: tuple[tuple[str, ...], ...]

    @property
    def alone(self) -> tuple[SlipClass, ...]:
        """Classes of a single slip: their ballots would not be secret."""
        return tuple(each for each in self.classes if each.alone)


def outlook(
    desk: Desk,
    applicants: Sequence[str] | None = None,
    *,
    present: Sequence[str] | None = None,
    reason: str = "",
) -> Outlook:
    """The classes of the round that would be opened, and in which parts it might be held."""
    vote = _asked(desk, applicants, present, reason)
    return Outlook(vote.classes, parts_of(vote))


def prepare(
    desk: Desk,
    applicants: Sequence[str] | None = None,
    *,
    present: Sequence[str] | None = None,
    reason: str = "",
    alone_accepted: bool = False,
) -> Batch:
    """Make the slips of a round: as many as members get a sheet. Nothing is written.

    Refused with slip-alone where a slip stands alone, unless that was accepted.
    """
    vote = _asked(desk, applicants, present, reason)
    rules.check_alone(vote, accepted=alone_accepted)
    codes = [slip_code(each.label, desk.random) for each in vote.classes for _ in range(each.slips)]
    # Whoever prints them must not see an order: by the random letters behind the label.
    mixed = tuple(sorted(codes, key=lambda code: code.partition("-")[2]))
    return Batch(vote, mixed, None if applicants is None else tuple(applicants))


@with_session_fonts
def sheet_of_slips(desk: Desk, batch: Batch) -> bytes:
    """The slips as PDF, with marks to cut along: for the printer, never for the disk."""
    return paper.slips(snapshot(desk), batch.round, batch.codes)


def of_class(batch: Batch, kind: SlipClass) -> tuple[str, ...]:
    """The codes that are good for one class's sheet, in no order that anybody knows."""
    return tuple(code for code in batch.codes if code.partition("-")[0] == kind.label)


def kinds(vote: Round) -> list[str]:
    """What goes into the bag, a line for each class: how many slips, and for whom."""
    return [f"{each.slips}张　{paper.for_whom(vote, each)}" for each in vote.classes]


def warned(vote: Round) -> str:
    """What is wrong with these slips where one stands alone; empty otherwise."""
    try:
        rules.check_alone(vote, accepted=False)
    except Refused as alone:
        return alone.sentence
    return ""


def parts_of(vote: Round) -> tuple[tuple[str, ...], ...]:
    """The applicants of a round in as few parts as leave no slip alone; one part: it stays whole."""
    return rules.parts(vote)


def most_misread(desk: Desk) -> int:
    """After how many wrong codes in a row the secretary is called: as many as a PIN may be tried."""
    return desk.book.count("session.pin_tries")


def open_round(desk: Desk, batch: Batch) -> RoundOpened:
    """Open the round that the slips were made for, once they are printed and cut.

    Refused with slip-stale when attendance or recusals have changed since.
    """
    vote = batch.round
    now = _asked(desk, batch.asked, vote.present, vote.reason)
    if now != vote:
        raise Refused("slip-stale", "制券以后出席或回避情况有变，请作废已印的投票券，重新制券。")
    entries = [_entry(desk, vote.key, code) for code in batch.codes]
    event = RoundOpened(vote)
    also = BallotBox(desk.file).open_round(
        vote, presiders_of(desk, vote.present), SUPERVISOR, entries
    )
    desk.record([event], also=also)
    return event


def sheet(desk: Desk, key: str, code: str) -> tuple[str, ...]:
    """The applicants on the sheet of an unused slip."""
    vote = _with_slips(desk, key)
    entry = _known(desk, key, code)
    if BallotBox(desk.file).has_cast(key, entry):
        raise Refused("double-ballot", "这张投票券已经用过，票已计入，不能再次投票。")
    return sheet_of(vote, entry)


def has_cast(desk: Desk, key: str, code: str) -> bool:
    """Whether the sheet of this slip is in the box: what is asked first after a crash."""
    round_in(desk, key, RoundState.OPEN, RoundState.CLOSED, RoundState.OPENED)
    return BallotBox(desk.file).has_cast(key, _known(desk, key, code))


def cast(desk: Desk, key: str, code: str, sheet_marked: Paper) -> BallotCast:
    """Cast the sheet of a slip: final and durable when this returns."""
    asked = sheet(desk, key, code)
    strange = [number for number in sheet_marked.choices if number not in asked]
    if strange:
        raise Refused("round-applicant", f"这张投票券不能对{'、'.join(strange)}号申报人投票。")
    missing = [number for number in asked if number not in sheet_marked.choices]
    if missing:
        raise Refused("incomplete-sheet", f"表决票缺少{'、'.join(missing)}号申报人，弃权也须写明。")
    return BallotBox(desk.file).cast(key, _known(desk, key, code), sheet_marked.choices)


def _asked(
    desk: Desk, applicants: Sequence[str] | None, present: Sequence[str] | None, reason: str
) -> Round:
    desk.require(Phase.VOTING)
    attending = tuple(in_the_room(desk) if present is None else present)
    opened = may_open(
        desk.case, applicants, attending, reason=reason, settings=desk.settings, book=desk.book
    )
    return replace(opened, slips=True)


def _with_slips(desk: Desk, key: str) -> Round:
    vote = round_in(desk, key, RoundState.OPEN)
    if not vote.slips:
        raise Refused("slip-round", "这一轮不用投票券。")
    return vote


def _entry(desk: Desk, key: str, code: str) -> str:
    read = read_slip(code)
    if read is None:
        raise Refused("slip-code", "券码有误：请对照投票券逐个字符核对后重新输入。")
    return desk.file.slip_entry(key, *read)


def _known(desk: Desk, key: str, code: str) -> str:
    entry = _entry(desk, key, code)
    if not BallotBox(desk.file).on_roll(key, entry):
        raise Refused("slip-code", "这张投票券不是本轮的，不能用来投票。")
    return entry
