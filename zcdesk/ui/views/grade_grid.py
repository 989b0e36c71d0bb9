"""The annual assessments as a small grid: one list of grades for each year."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from zcdesk.domain.applicant import Applicant, Assessment, Grade
from zcdesk.ui.inputs import Input, fill, make_input, text_of
from zcdesk.ui.parts import clear, column, label

_LEAST, _MOST, _ACROSS = 8, 40, 3


class GradeGrid(QWidget):
    """`finished` when a grade was chosen."""

    typed = Signal()
    finished = Signal()

    def __init__(self, review_year: int) -> None:
        super().__init__()
        self._review_year = review_year
        self.inputs: dict[int, Input] = {}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(2)
        for place in range(_ACROSS):
            self._grid.setColumnStretch(place, 1)
        self.setLayout(column(label(self.tr("年度考核"), "strong"), self._grid, gap=6))

    def show_grades(self, applicant: Applicant | None, *, writable: bool) -> None:
        """Show the years that tenure may ask for, and every year on file."""
        years = self._years(applicant)
        if years != list(self.inputs):
            self._build(years)
        for year, made in self.inputs.items():
            grade = applicant.grade_of(year) if applicant else None
            made.blockSignals(True)  # noqa: FBT003 - Qt's own
            fill(made, grade.value if grade else "")
            made.blockSignals(False)  # noqa: FBT003 - Qt's own
            made.setEnabled(writable)

    def grades(self, saved: Applicant) -> tuple[Assessment, ...]:
        """The assessments as chosen; those of years left alone stay as they are on file."""
        changed: dict[int, Grade | None] = {}
        for year, made in self.inputs.items():
            text, grade = text_of(made), saved.grade_of(year)
            if text != (grade.value if grade else ""):
                changed[year] = Grade(text) if text else None
        if not changed:
            return saved.assessments
        kept = [each for each in saved.assessments if each.year not in changed]
        kept += [Assessment(year, grade) for year, grade in changed.items() if grade]
        return tuple(sorted(kept, key=lambda each: each.year))

    def _years(self, applicant: Applicant | None) -> list[int]:
        first = self._review_year - _LEAST
        last = self._review_year
        if applicant is not None:
            title = applicant.title
            start = title.level_first_obtained_on or title.obtained_on
            known = [each.year for each in applicant.assessments]
            known += [start.year + 1] if start else []
            first = max(min([first, *known]), self._review_year - _MOST)
            last = max([last, *(each.year for each in applicant.assessments)])
        return list(range(last, first - 1, -1))

    def _build(self, years: list[int]) -> None:
        clear(self._grid)
        self.inputs = {}
        words = ("", *(grade.value for grade in Grade))
        for place, year in enumerate(years):
            made = make_input(f"{year}年度考核", words, "", self.typed.emit, self.finished.emit)
            self.inputs[year] = made
            line, across = 2 * (place // _ACROSS), place % _ACROSS
            bottom = Qt.AlignmentFlag.AlignBottom
            self._grid.addWidget(label(str(year), "small"), line, across, bottom)
            self._grid.addWidget(made, line + 1, across)
