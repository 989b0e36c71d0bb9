"""The roster by identity number: which rows stand for the same person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from zcdesk.domain.applicant import Applicant
from zcdesk.rules.titles import plain


def identity(applicant: Applicant) -> str:
    """What a person is known by: the ID number without spaces, x as X; empty: not on file."""
    return plain(applicant.id_number).upper()


@dataclass(frozen=True, slots=True)
class RosterIndex:
    """The applicants that cross-row rules look at, by identity number.

    Build it from those neither rejected nor withdrawn; the one examined need not be among them.
    """

    rows: Mapping[str, tuple[Applicant, ...]]

    @classmethod
    def of(cls, applicants: Iterable[Applicant]) -> RosterIndex:
        """The index of a roster."""
        rows: dict[str, tuple[Applicant, ...]] = {}
        for applicant in applicants:
            key = identity(applicant)
            if key:
                rows[key] = (*rows.get(key, ()), applicant)
        return cls(rows)

    def others(self, applicant: Applicant) -> tuple[Applicant, ...]:
        """The other rows of the same person."""
        same = self.rows.get(identity(applicant), ())
        return tuple(each for each in same if each.number != applicant.number)

    def tied(self, applicant: Applicant) -> tuple[str, ...]:
        """Numbers of the applicants whose findings may change with this one's facts."""
        return tuple(each.number for each in self.others(applicant))

    def replaced(self, before: Applicant | None, after: Applicant | None) -> RosterIndex:
        """The index with one row exchanged; None: there was none, or there is none any more."""
        rows = dict(self.rows)
        if before is not None:
            kept = self.others(before)
            rows.pop(identity(before), None)
            if kept:
                rows[identity(before)] = kept
        if after is not None and identity(after):
            rows[identity(after)] = (*rows.get(identity(after), ()), after)
        return RosterIndex(rows)
