"""Who may be shown what: every list, counter and figure computed for the one who looks at it.

Decided from the case alone; nothing here changes anything. Two rules stand above the rest. Whoever
keeps out of an applicant's review learns nothing of that applicant, and no count includes what its
viewer may not see, so that no two figures can be subtracted. Before the box is open there is
nothing about votes but how many sheets are back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from zcdesk.desk.desk import CHAIR, SECRETARY, SUPERVISOR
from zcdesk.desk.voting import Turnout
from zcdesk.domain.ballot import RoundState, Tally
from zcdesk.domain.case import Case, pair
from zcdesk.domain.committee import Role
from zcdesk.domain.elimination import GroupResult
from zcdesk.domain.errors import Refused
from zcdesk.domain.events import Document
from zcdesk.domain.scoring import ScoreSheet
from zcdesk.domain.session import ApplicantStatus, Phase, Settings
from zcdesk.rules import elimination, scoring
from zcdesk.rules.book import Book
from zcdesk.rules.voting import final_statuses


class Eyes(Enum):
    """Whose eyes a screen or paper is for."""

    SECRETARY = "secretary"
    SUPERVISOR = "supervisor"
    MEMBER = "member"
    ROOM = "room"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks; `member` is the id where a member does, the chair like every other."""

    eyes: Eyes
    member: str = ""


SECRETARYS = Viewer(Eyes.SECRETARY)
"""Whoever sits at the secretary's desk."""

ROOM = Viewer(Eyes.ROOM)
"""Everybody who sits in the room and looks at the screen on the wall."""


def viewer(case: Case, who: str) -> Viewer:
    """The viewer for secretary, chair, supervisor or a member's id. Refused for a stranger."""
    if who in (SECRETARY, SUPERVISOR):
        return Viewer(Eyes(who))
    members = case.current.members
    wanted = (m for m in members if m.id == who or (who == CHAIR and m.role is Role.CHAIR))
    found = next(wanted, None)
    if found is None:
        raise Refused("unknown-member", f"委员名单中没有编号“{who}”。")
    return Viewer(Eyes.MEMBER, found.id)


# --- applicants -----------------------------------------------------------------------------------


def may_see(case: Case, looks: Viewer, number: str) -> bool:
    """Whether the viewer may know anything of an applicant.

    On the screen of the room stands only whom nobody who is present keeps out of.
    """
    out = case.recused_from(number)
    if looks.eyes is Eyes.MEMBER:
        return looks.member not in out
    if looks.eyes is Eyes.ROOM:
        here = {entry.member for entry in case.attendance.values() if not entry.left_at}
        return not here & set(out)
    return True


def applicants(case: Case, looks: Viewer) -> tuple[str, ...]:
    """The applicants that a list may hold, in the order of the roster."""
    return tuple(number for number in case.applicants if may_see(case, looks, number))


def status(case: Case, looks: Viewer, number: str) -> ApplicantStatus | None:
    """Where an applicant stands; the room is told results, not what led to them."""
    if not may_see(case, looks, number):
        return None
    if looks.eyes is Eyes.ROOM and case.current_phase.rank < Phase.SEALED.rank:
        return None
    return case.status(number)


def status_counts(case: Case, looks: Viewer) -> Mapping[ApplicantStatus, int]:
    """How many stand where, of those that the viewer may see."""
    shown = (status(case, looks, number) for number in applicants(case, looks))
    return Counter(each for each in shown if each is not None)


def documents(case: Case, looks: Viewer, number: str) -> tuple[Document, ...]:
    """The dossier: for the secretary, and for members who do not keep out."""
    reads = looks.eyes in (Eyes.SECRETARY, Eyes.MEMBER) and may_see(case, looks, number)
    return case.documents.get(number, ()) if reads else ()


def opinion(case: Case, looks: Viewer, number: str) -> str:
    """The panel's written opinion; empty where it may not be shown."""
    reads = looks.eyes is not Eyes.ROOM and may_see(case, looks, number)
    return case.opinions.get(number, "") if reads else ""


# --- scores ---------------------------------------------------------------------------------------


def score_sheets(case: Case, looks: Viewer, number: str) -> Mapping[str, ScoreSheet]:
    """The score sheets of an applicant that the viewer may see, by member ("": the office's).

    Before the panel's scores are frozen a member sees the own sheet only, the supervisor none;
    the secretary keeps the sheets and sees them all. The room never sees one.
    """
    if looks.eyes is Eyes.ROOM or not may_see(case, looks, number):
        return {}
    sheets = {sheet.member: sheet for sheet in case.scores.values() if sheet.applicant == number}
    if looks.eyes is Eyes.SECRETARY or _frozen(case, number):
        return sheets
    own = looks.member if looks.eyes is Eyes.MEMBER else None
    return {member: sheet for member, sheet in sheets.items() if member == own}


def score(
    case: Case, looks: Viewer, number: str, settings: Settings, book: Book
) -> Fraction | None:
    """An applicant's score once it is frozen; before that there is none for anybody."""
    hidden = looks.eyes is Eyes.ROOM or not may_see(case, looks, number)
    if hidden or not _frozen(case, number):
        return None
    return scoring.score_of(case, number, settings, book)


def order(case: Case, looks: Viewer, settings: Settings, book: Book) -> tuple[str, ...]:
    """The applicants of a list that goes by score: an order tells scores, so it obeys the same rules.

    Those without a score that may be shown follow in the order of the roster.
    """
    shown = applicants(case, looks)
    scores = {n: score(case, looks, n, settings, book) for n in shown}
    ranked = [number for number in shown if scores[number] is not None]
    ranked.sort(key=lambda number: -(scores[number] or Fraction(0)))
    return (*ranked, *(number for number in shown if scores[number] is None))


def finished_sheets(case: Case, looks: Viewer, panel: str) -> Mapping[str, int]:
    """How many sheets each member of a panel has handed in: a member is told the own number only.

    Applicants whom the viewer may not see are not counted.
    """
    found = case.panels[panel]
    asked = found.members if looks.eyes in (Eyes.SECRETARY, Eyes.SUPERVISOR) else ()
    asked = (looks.member,) if looks.member in found.members else asked
    shown = [number for number in found.applicants if may_see(case, looks, number)]
    return {
        member: sum(pair(number, member) in case.scores for number in shown) for member in asked
    }


def _frozen(case: Case, number: str) -> bool:
    panel = case.panel_of(number)
    return panel is not None and panel.frozen


# --- votes ----------------------------------------------------------------------------------------


def round_list(case: Case, looks: Viewer, key: str) -> tuple[str, ...]:
    """The applicants of a round that the viewer may know to be in it."""
    return tuple(n for n in case.rounds[key].applicants if may_see(case, looks, n))


def turnout(looks: Viewer, counted: Turnout) -> Turnout:
    """Sheets out and back for everybody; who has cast for secretary and supervisor only."""
    if looks.eyes in (Eyes.SECRETARY, Eyes.SUPERVISOR):
        return counted
    return Turnout(counted.issued, counted.returned, frozenset())


def tallies(case: Case, looks: Viewer, key: str) -> Mapping[str, Tally]:
    """The tallies of a round once its box is open, of those whom the viewer may see."""
    vote = case.rounds[key]
    if vote.state is not RoundState.OPENED:
        return {}
    return {n: tally for n, tally in vote.tallies.items() if may_see(case, looks, n)}


def groups(case: Case, looks: Viewer, settings: Settings, book: Book) -> tuple[GroupResult, ...]:
    """The elimination groups with nobody in them whom the viewer may not see.

    A group with somebody hidden is left out whole: its figures less those of the visible would
    tell what became of the hidden. Whether a group is left out does not depend on what became.
    """
    if looks.eyes is Eyes.ROOM and case.current_phase.rank < Phase.SEALED.rank:
        return ()
    statuses = final_statuses(case)
    shown = {number: case.applicants[number] for number in applicants(case, looks)}
    anywhere = dict.fromkeys(case.applicants, ApplicantStatus.QUALIFIED)
    everybody = elimination.groups(case.applicants, anywhere, settings, book)
    whole = {group.group: group.participating for group in everybody}
    complete = {
        group.group
        for group in elimination.groups(shown, anywhere, settings, book)
        if whole.get(group.group) == group.participating
    }
    counted = elimination.groups(shown, statuses, settings, book)
    return tuple(group for group in counted if group.group in complete)


def may_read_log(looks: Viewer) -> bool:
    """The log names applicants, members and times: for secretary and supervisor only."""
    return looks.eyes in (Eyes.SECRETARY, Eyes.SUPERVISOR)
