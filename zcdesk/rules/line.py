"""The line of a panel (答辩评议分数线): what it decides, and what a position of it would do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from zcdesk.domain.applicant import Applicant
from zcdesk.domain.elimination import GroupResult
from zcdesk.domain.errors import Refused
from zcdesk.domain.session import ApplicantStatus, Settings
from zcdesk.rules.book import Book
from zcdesk.rules.elimination import groups
from zcdesk.rules.scoring import plain

HEARD = frozenset(
    {
        ApplicantStatus.QUALIFIED,
        ApplicantStatus.DEFENSE_PASSED,
        ApplicantStatus.DEFENSE_FAILED,
    }
)
"""Who is scored: in the defense, neither exempt (免答辩) nor absent nor out of the session."""


def defense_result(score: Fraction, line: Fraction) -> ApplicantStatus:
    """What the panel's line decides; everyone at the line passes the defense."""
    return ApplicantStatus.DEFENSE_PASSED if score >= line else ApplicantStatus.DEFENSE_FAILED


def check_line(line: Fraction, settings: Settings) -> None:
    """A panel may raise its line above the pass mark, never below: Refused otherwise."""
    if line < settings.pass_mark:
        raise Refused(
            "line-below-pass-mark",
            f"答辩评议分数线{plain(line)}分低于合格线{plain(settings.pass_mark)}分。",
        )


@dataclass(frozen=True, slots=True)
class LinePreview:
    """What a position of the line would do: who would fall, and the groups that would result."""

    line: Fraction
    falls: tuple[str, ...]
    groups: tuple[GroupResult, ...]

    @property
    def defense_met(self) -> bool:
        """Whether the defense floor would hold in every group."""
        return all(group.defense.met for group in self.groups)


def line_preview(
    applicants: Mapping[str, Applicant],
    statuses: Mapping[str, ApplicantStatus],
    scores: Mapping[str, Fraction],
    line: Fraction,
    *,
    settings: Settings,
    book: Book,
) -> LinePreview:
    """What a line would do to the applicants scored; everybody else keeps their status."""
    drawn = {
        number: defense_result(scores[number], line)
        for number, status in statuses.items()
        if status in HEARD and number in scores
    }
    falls = tuple(n for n in drawn if drawn[n] is ApplicantStatus.DEFENSE_FAILED)
    return LinePreview(line, falls, groups(applicants, {**statuses, **drawn}, settings, book))


def line_positions(scores: Iterable[Fraction], settings: Settings) -> tuple[Fraction, ...]:
    """The positions of the line that differ: the pass mark and every score above it, rising."""
    return tuple(sorted({settings.pass_mark, *(s for s in scores if s > settings.pass_mark)}))
