"""How a clerk writes a fact into a cell: the many forms of a date, the words of a grade."""

from __future__ import annotations

import datetime
from random import Random

from zcdesk.domain.applicant import Applicant, EmployerKind, Grade
from zcdesk.domain.dates import PartialDate

Cell = str | int | datetime.date

_OFFICIAL_WORDS = {
    Grade.QUALIFIED: "称职",
    Grade.BASIC: "基本称职",
    Grade.UNQUALIFIED: "不称职",
    Grade.UNDETERMINED: "不定等次",
}
# How often a date keeps to the row's own habit: most clerks copy what the applicant wrote.
_HABIT = 0.7
_FORMS = 6


class Hand:
    """The habits of whoever filled in one row."""

    def __init__(self, rng: Random, applicant: Applicant) -> None:
        self._rng = rng
        self._form = rng.randrange(_FORMS)
        official = applicant.employer_kind is EmployerKind.PUBLIC
        self._official = official and rng.random() < 0.5

    def date(self, when: PartialDate | None) -> Cell:
        """The date in one of the forms that rosters come in, never finer than it is known."""
        if when is None:
            return ""
        rng = self._rng
        form = self._form if rng.random() < _HABIT else rng.randrange(_FORMS)
        year, month, day = when.year, when.month, when.day
        if day:
            whole: tuple[Cell, ...] = (
                datetime.date(year, month, day),
                f"{year}-{month:02d}-{day:02d}",
                f"{year}/{month}/{day}",
                f"{year}.{month}.{day}",
                f"{year}{month:02d}{day:02d}",
                f"{year}年{month}月{day}日",
            )
            return whole[form]
        if month:
            return (
                year * 100 + month,
                f"{year}-{month:02d}",
                f"{year}/{month:02d}",
                f"{year}.{month:02d}",
                f"{year}{month:02d}",
                f"{year}年{month}月",
            )[form]
        return year if form % 2 else str(year)

    def grade(self, grade: Grade | None) -> str:
        """The grade in the words of the applicant's kind of employer."""
        if grade is None:
            return ""
        return _OFFICIAL_WORDS.get(grade, grade.value) if self._official else grade.value

    def practised(self, specialty: str) -> str:
        """现从事专业, sometimes with the word 专业 behind it."""
        return f"{specialty}专业" if specialty and self._rng.random() < 0.15 else specialty
