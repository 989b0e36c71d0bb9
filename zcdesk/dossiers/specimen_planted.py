"""A planted problem: the applicant who has it and what the clerk did about it."""

from __future__ import annotations

from dataclasses import dataclass

from zcdesk.domain.applicant import Applicant, Education, EmployerKind, Level
from zcdesk.dossiers.specimen_careers import Wish

# Where a case wants a career of known length: no exempt kind, no unusual turn.
KNOWN = Wish(
    level=Level.ASSOCIATE_SENIOR,
    education=Education.BACHELOR,
    title_year=2016,
    kind=EmployerKind.PUBLIC,
    plain=True,
)


@dataclass(frozen=True, slots=True)
class Waiver:
    """A recorded waiver (豁免) of one rule for one applicant."""

    applicant: str
    rule: str
    reason: str
    document: str
    by: str


@dataclass(frozen=True, slots=True)
class Planted:
    """An applicant with a problem: the rules that find it, and a rejection or waivers, if any.

    `partner`: the number of the clean row that the problem needs beside it.
    """

    applicant: Applicant
    rules: tuple[str, ...]
    rejected: str = ""
    waivers: tuple[Waiver, ...] = ()
    partner: str = ""
