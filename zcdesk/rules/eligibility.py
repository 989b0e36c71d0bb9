"""What every rule of an applicant looks at: the facts beside the session, its settings, its book."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from zcdesk.domain.applicant import Applicant, Degree, Education, Grade, Level, Route
from zcdesk.domain.dates import PartialDate
from zcdesk.domain.events import Setup
from zcdesk.domain.session import Settings
from zcdesk.rules.book import Book
from zcdesk.rules.index import RosterIndex, identity
from zcdesk.rules.standards import Way


@dataclass(frozen=True, slots=True)
class Subject:
    """An applicant under examination.

    `series` and `title_series` are canonical names. `level` is the present title's, None where
    there is no title or nobody knows. `exempt`: no assessments are asked of this kind of
    employer. `degrees` are those that may be the best obtained by the window's end: the certain
    one (None: no degree) first, then better ones whose date is missing or straddles the end.
    `identity` is the ID number, `others` are the same person's other rows, `passing` the grades
    of 合格 or better.
    """

    applicant: Applicant
    setup: Setup
    settings: Settings
    book: Book
    series: str
    title_series: str
    level: Level | None
    exempt: bool
    degrees: tuple[Education | None, ...]
    ways: Mapping[Education, Way] | None
    identity: str
    others: tuple[Applicant, ...]
    passing: frozenset[Grade]

    @property
    def year(self) -> int:
        """The review year."""
        return self.setup.session.review_year

    @property
    def window_end(self) -> datetime.date:
        """The last day of the intake period."""
        return self.setup.session.window_end

    @property
    def titled(self) -> bool:
        """There is a present title."""
        return self.applicant.title.on_file

    @property
    def transfer(self) -> bool:
        """The application is a title transfer (转评)."""
        return self.applicant.route is Route.TRANSFER

    @property
    def papered(self) -> bool:
        """The route is an exception whose ground the papers must show (破格, 绿色通道)."""
        return self.applicant.route.value in self.book.words("level.papered_routes")

    @property
    def start(self) -> PartialDate | None:
        """When tenure at the present level began."""
        title = self.applicant.title
        return title.level_first_obtained_on or title.obtained_on


def subject_of(
    applicant: Applicant, index: RosterIndex, setup: Setup, settings: Settings, book: Book
) -> Subject:
    """The subject, with what several rules need worked out once."""
    title, kind = applicant.title, applicant.employer_kind
    level = title.level
    if level is None and title.name:
        level = book.titles.level_of(title.series, title.name)
    return Subject(
        applicant,
        setup,
        settings,
        book,
        series=book.titles.series_name(applicant.series),
        title_series=book.titles.series_name(title.series),
        level=level,
        exempt=kind is not None and kind.value in book.words("assessment.exempt_kinds"),
        degrees=_degrees(applicant.degrees, setup.session.window_end),
        ways=book.ways(applicant.series, applicant.level),
        identity=identity(applicant),
        others=index.others(applicant),
        passing=_grades(book.words("assessment.passing_grades")),
    )


@lru_cache
def _grades(words: tuple[str, ...]) -> frozenset[Grade]:
    return frozenset(map(Grade, words))


def obtained(date: PartialDate | None, window_end: datetime.date) -> bool | None:
    """Whether something dates from the window's end or before; None where that is not known."""
    if date is None:
        return None
    if date.latest <= window_end:
        return True
    return None if date.earliest <= window_end else False


def _degrees(
    degrees: tuple[Degree, ...], window_end: datetime.date
) -> tuple[Education | None, ...]:
    best: Education | None = None
    doubtful: list[Education] = []
    for degree in degrees:
        known = obtained(degree.obtained_on, window_end)
        if known is None:
            doubtful.append(degree.education)
        elif known and (best is None or degree.education.rank > best.rank):
            best = degree.education
    above = dict.fromkeys(each for each in doubtful if best is None or each.rank > best.rank)
    return (best, *above)
