"""The annual assessments as a small grid: one list of grades for each year."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from zcdesk.desk import assessments
from zcdesk.domain.applicant import Applicant, Assessment, Grade
from zcdesk.domain.errors import Refused
from zcdesk.ui.inputs import Input, QuietCombo, fill, make_input, text_of
from zcdesk.ui.parts import button, clear, column, label, named, row, say, set_role
from zcdesk.ui.views.fact_mark import FactMark
from zcdesk.ui.views.form_proofs import FACT

_LEAST, _MOST, _ACROSS = 8, 40, 3


class GradeGrid(QWidget):
    """`finished` when a grade was chosen, or one was given to a row of years."""

    typed = Signal()
    finished = Signal()
    proof_wanted = Signal(str, object)

    def __init__(self, review_year: int) -> None:
        super().__init__()
        self._review_year = review_year
        self.inputs: dict[int, Input] = {}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(2)
        for place in range(_ACROSS):
            self._grid.setColumnStretch(place, 1)
        self._saved: Applicant | None = None
        self._done: tuple[Assessment, ...] = ()
        self.first = self._year_line(self.tr("起始年度"))
        self.last = self._year_line(self.tr("截止年度"))
        self.grade = named(QuietCombo(), self.tr("几个年度的考核结果"))
        for grade in Grade:
            self.grade.addItem(grade.value, grade)
        self.fill = button(self.tr("填入"), self._fill)
        self.fill.setAccessibleName(self.tr("把考核结果填入这几个年度"))
        self.fill.setToolTip(self.tr("只填还空着的年度"))
        self._told = label("", "small", wrap=True)
        self._told.hide()
        to = label(self.tr("至"), "muted")
        self._quick = row(self.first, to, self.last, self.grade, self.fill, gap=6)
        self.setLayout(
            column(label(self.tr("年度考核"), "strong"), self._quick, self._told, self._grid, gap=6)
        )

    def _year_line(self, name: str) -> QLineEdit:
        made = named(QLineEdit(), name)
        made.setPlaceholderText(self.tr("年度"))
        made.setMaxLength(5)
        made.setMinimumWidth(52)
        made.returnPressed.connect(self._fill)
        return made

    def show_grades(self, applicant: Applicant | None, *, writable: bool) -> None:
        """Show the years that tenure may ask for, and every year on file."""
        before, self._saved = self._saved, applicant
        same = before is not None and applicant is not None and before.number == applicant.number
        years = self._years(applicant)
        if years != list(self.inputs):
            self._build(years)
        for year, made in self.inputs.items():
            grade = applicant.grade_of(year) if applicant else None
            made.blockSignals(True)  # noqa: FBT003 - Qt's own
            fill(made, grade.value if grade else "")
            made.blockSignals(False)  # noqa: FBT003 - Qt's own
            made.setEnabled(writable)
        for each in (self.first, self.last, self.grade, self.fill):
            each.setEnabled(writable)
        if not same or not (self.first.isModified() or self.last.isModified()):
            self._propose()
        if not same or applicant is None or applicant.assessments != self._done:
            say(self._told, "")

    def _propose(self) -> None:
        """The row that is most likely wanted: the years that nobody has filled in."""
        years = assessments.gap(self._saved, self._review_year) if self._saved else None
        for made, year in zip((self.first, self.last), years or ("", ""), strict=True):
            made.setText(str(year))
        self.grade.setCurrentIndex(self.grade.findData(Grade.QUALIFIED))

    def _fill(self) -> None:
        saved, grade = self._saved, self.grade.currentData()
        if saved is None or not self.fill.isEnabled():
            return
        try:
            done = assessments.fill(
                self.grades(saved), self.first.text(), self.last.text(), grade, self._review_year
            )
        except Refused as error:
            set_role(self._told, "violation")
            say(self._told, error.sentence)
            return
        set_role(self._told, "small")
        say(self._told, assessments.in_words(done, grade))
        if not done.filled:
            return
        self._done = done.assessments
        self.first.setModified(False)
        self.last.setModified(False)
        chosen = {year: text_of(made) for year, made in self.inputs.items()}
        chosen |= dict.fromkeys(done.filled, grade.value)
        years = list(range(max(chosen), min(chosen) - 1, -1))
        if years != list(self.inputs):
            self._build(years)
        for year, made in self.inputs.items():
            made.blockSignals(True)  # noqa: FBT003 - Qt's own
            fill(made, chosen.get(year, ""))
            made.blockSignals(False)  # noqa: FBT003 - Qt's own
        self.typed.emit()
        self.finished.emit()

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
            fact = f"assessments.{year}"
            made.setProperty(FACT, fact)
            head = row(
                label(str(year), "small"), FactMark(fact, self.proof_wanted.emit), None, gap=2
            )
            self._grid.addLayout(head, line, across, bottom)
            self._grid.addWidget(made, line + 1, across)
