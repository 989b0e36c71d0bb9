"""What a rule says of one subject."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from zcdesk.domain.citation import Citation


class Status(Enum):
    """Answer of a rule."""

    OK = "ok"
    VIOLATION = "violation"
    UNCLEAR = "unclear"
    NOT_APPLICABLE = "not_applicable"


class Severity(Enum):
    """Weight of a rule: does a violation keep the applicant from the defense?"""

    BLOCKING = "blocking"
    ATTENTION = "attention"


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule applied to one subject (审核意见).

    `article` is the place in the notice, or – ; `message` one sentence that a clerk can act
    on; `evidence` the facts used, as JSON values, with the arithmetic; `remedy` what would
    clear it (empty when nothing is to be done); `citations` the clauses behind the rule.
    """

    rule: str
    status: Status
    severity: Severity
    article: str
    message: str
    evidence: Mapping[str, object] = field(default_factory=dict)
    remedy: str = ""
    citations: tuple[Citation, ...] = ()

    @property
    def blocks(self) -> bool:
        """A violation of a blocking rule."""
        return self.status is Status.VIOLATION and self.severity is Severity.BLOCKING
