"""How many applicants there are of each kind: counted once, then kept up with every change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from zcdesk.desk.views import Row
from zcdesk.domain.session import ApplicantStatus


class Share(NamedTuple):
    """What one applicant adds to the counts."""

    blocking: bool
    unclear: bool
    unproven: bool
    begun: bool
    status: ApplicantStatus
    rules: frozenset[str]
    specialty: str
    panel: str

    @classmethod
    def of(cls, row: Row) -> Share:
        """The share of a row; of its findings only what is not settled."""
        return cls(
            row.blocking > 0,
            row.unclear > 0,
            row.wanting > 0,
            row.vetting_begun,
            row.status,
            frozenset(flag.finding.rule for flag in row.flags if not flag.settled),
            row.applicant.specialty,
            row.panel,
        )


@dataclass(slots=True)
class Tally:
    """Counts of applicants; an empty `panels` key stands for none."""

    blocking: int = 0
    unclear: int = 0
    unproven: int = 0
    begun: int = 0
    statuses: Counter[ApplicantStatus] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    specialties: Counter[str] = field(default_factory=Counter)
    panels: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Tally:
        """The counts over all of them."""
        made = cls()
        for row in rows:
            made.add(Share.of(row))
        return made

    def add(self, share: Share, times: int = 1) -> None:
        """Count a share; -1 takes it away."""
        self.blocking += times * share.blocking
        self.unclear += times * share.unclear
        self.unproven += times * share.unproven
        self.begun += times * share.begun
        self.statuses[share.status] += times
        self.specialties[share.specialty] += times
        self.panels[share.panel] += times
        for rule in share.rules:
            self.rules[rule] += times
