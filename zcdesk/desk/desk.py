"""The desk: one open session with its rule book, its clock and its papers."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from zcdesk.domain.applicant import Applicant
from zcdesk.domain.case import Case
from zcdesk.domain.errors import Refused
from zcdesk.domain.events import Event
from zcdesk.domain.finding import Finding
from zcdesk.domain.session import ApplicantStatus, Phase, Settings
from zcdesk.dossiers.vault import Vault
from zcdesk.reports.fonts import AddedFont
from zcdesk.rules.book import Book
from zcdesk.rules.catalogue import examine
from zcdesk.rules.index import RosterIndex
from zcdesk.store.casefile import CaseFile
from zcdesk.store.driver import Database

SECRETARY = "secretary"
CHAIR = "chair"
SUPERVISOR = "supervisor"

OUT_OF_THE_ROSTER = (ApplicantStatus.REJECTED, ApplicantStatus.WITHDRAWN)
"""Cross-row rules do not look at these, and their findings neither block nor ask for anything."""


@dataclass(slots=True)
class Desk:
    """An open session. Every change goes through a verb of this package, and through `record`.

    `now` supplies local time; `random` as many random bytes as it is asked for.
    """

    file: CaseFile
    book: Book
    settings: Settings
    vault: Vault
    now: Callable[[], datetime.datetime]
    random: Callable[[int], bytes]
    unshown: dict[str, str] = field(default_factory=dict, repr=False)
    """What is wrong with documents that do not show all they hold, by key; no part of the record."""

    added_fonts: tuple[AddedFont, ...] | None = field(default=None, repr=False)
    """The session's own fonts; None until one of its papers asks for them."""

    _index: tuple[Case, RosterIndex] | None = field(default=None, repr=False)

    @property
    def case(self) -> Case:
        """Everything on file."""
        return self.file.case

    def stamp(self) -> str:
        """Local time as the log writes it, to the second."""
        return self.now().isoformat(timespec="seconds")

    def record(
        self,
        events: Sequence[Event],
        actor: str = SECRETARY,
        also: Callable[[Database], None] | None = None,
    ) -> Case:
        """Write events, and what goes with them, in one transaction; all of it or nothing."""
        return self.file.record(events, actor=actor, at=self.stamp(), also=also)

    def index(self) -> RosterIndex:
        """Who else is in the roster, for the rules that look across rows."""
        # Kept with the case that it was made from: two threads may ask while a third state is written.
        case, kept = self.case, self._index
        if kept is None or kept[0] is not case:
            kept = self._index = (case, RosterIndex.of(active_applicants(case)))
        return kept[1]

    def findings(self, number: str) -> tuple[Finding, ...]:
        """What every rule says of one applicant as on file."""
        applicant = self.case.applicants[number]
        return examine(applicant, self.index(), self.case.current, self.settings, self.book)

    def require(self, *phases: Phase) -> None:
        """Refuse a step that does not belong to the phase the session is in."""
        now = self.case.current_phase
        if now not in phases:
            names = "、".join(phase.chinese for phase in phases)
            raise Refused("phase", f"当前处于“{now.chinese}”阶段，此操作只能在“{names}”阶段进行。")


def active_applicants(case: Case) -> list[Applicant]:
    """The applicants that are neither rejected nor withdrawn."""
    return [
        applicant
        for number, applicant in case.applicants.items()
        if case.status(number) not in OUT_OF_THE_ROSTER
    ]
