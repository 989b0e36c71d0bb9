"""The applicant's facts as a form: every keystroke is judged, every finished field is kept."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QWidget

from zcdesk.domain.applicant import Applicant
from zcdesk.domain.errors import Refused
from zcdesk.ui.parts import column, hold_width, label, named, panel, scrolled
from zcdesk.ui.theme import GAP
from zcdesk.ui.views.form_fields import Field, fields

Input = QLineEdit | QComboBox


class ApplicantForm(QWidget):
    """`drafted` carries the record as typed so far, `finished` the record before and after."""

    drafted = Signal(object)
    finished = Signal(object, object)

    def __init__(self, review_year: int) -> None:
        super().__init__()
        self._fields = {field.key: field for field in fields(review_year)}
        self._inputs: dict[str, Input] = {}
        self._saved: Applicant | None = None
        self._filling = False
        self._note = label("", "violation", wrap=True)
        self._note.hide()
        inner = column(gap=0, margin=12)
        for group in dict.fromkeys(field.group for field in self._fields.values()):
            inner.addWidget(label(group, "strong"))
            inner.addSpacing(GAP)
            inner.addLayout(self._group(group))
            inner.addSpacing(2 * GAP)
        self._more = label("", "muted", wrap=True)
        inner.addWidget(self._more)
        inner.addStretch(1)
        self.setLayout(
            column(self._note, scrolled(panel(inner, "paper"), self.tr("申报人信息")), gap=0)
        )

    def field(self, key: str) -> Input:
        """The input of a field."""
        return self._inputs[key]

    def show_applicant(self, applicant: Applicant | None, *, writable: bool) -> None:
        """Show a record. A field being typed in is left alone where the record is the same one."""
        same = self._saved is not None and applicant is not None
        same = (
            same
            and self._saved is not None
            and applicant is not None
            and (self._saved.number == applicant.number)
        )
        self._saved = applicant
        self._filling = True
        for key, made in self._inputs.items():
            made.setEnabled(writable and applicant is not None)
            if same and made.hasFocus() and isinstance(made, QLineEdit) and made.isModified():
                continue
            self._fill(made, self._fields[key].text(applicant) if applicant else "")
        self._filling = False
        self._more.setText(_more(applicant))
        if not same:
            self._note.hide()
        self._mark_problem(None)

    def draft(self) -> Applicant | None:
        """The record as it stands in the form; None while a field cannot be read."""
        if self._saved is None:
            return None
        drafted = self._saved
        problem = None
        for key, field in self._fields.items():
            text = _text(self._inputs[key])
            if text == field.text(self._saved):
                continue
            try:
                drafted = field.put(drafted, text)
            except Refused as error:
                problem = problem or (field, error.sentence)
        self._mark_problem(problem)
        return None if problem else drafted

    def _group(self, group: str) -> QFormLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(6)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for field in self._fields.values():
            if field.group == group:
                made = self._input(field)
                self._inputs[field.key] = made
                title = label(field.title, "muted")
                hold_width(title, 104)
                form.addRow(title, made)
        return form

    def _input(self, field: Field) -> Input:
        if field.choices:
            combo = QComboBox()
            for word in field.choices:
                combo.addItem(word or self.tr("（未填）"), word)
            combo.currentIndexChanged.connect(self._typed)
            combo.activated.connect(lambda _: self._finish())
            return named(combo, field.title)
        line = QLineEdit()
        line.setPlaceholderText(field.hint)
        line.textEdited.connect(self._typed)
        line.editingFinished.connect(self._finish)
        return named(line, field.title)

    def _fill(self, made: Input, text: str) -> None:
        if isinstance(made, QComboBox):
            made.setCurrentIndex(max(0, made.findData(text)))
        elif made.text() != text:
            made.setText(text)
            made.setCursorPosition(0)

    def _typed(self) -> None:
        if self._filling:
            return
        drafted = self.draft()
        if drafted is not None:
            self.drafted.emit(drafted)

    def _finish(self) -> None:
        drafted = self.draft()
        if drafted is None or self._saved is None or drafted == self._saved:
            return
        before, self._saved = self._saved, drafted
        for made in self._inputs.values():
            if isinstance(made, QLineEdit):
                made.setModified(False)
        self.finished.emit(before, drafted)

    def _mark_problem(self, problem: tuple[Field, str] | None) -> None:
        wrong = problem[0].key if problem else None
        for key, made in self._inputs.items():
            is_wrong = key == wrong
            if bool(made.property("problem")) is not is_wrong:
                made.setProperty("problem", is_wrong)
                made.style().unpolish(made)
                made.style().polish(made)
        self._note.setVisible(problem is not None)
        if problem:
            self._note.setText(f"“{problem[0].title}”：{problem[1]}")


def _text(made: Input) -> str:
    return str(made.currentData()) if isinstance(made, QComboBox) else made.text()


def _more(applicant: Applicant | None) -> str:
    """What the form shows and does not edit: the lists that come with the roster."""
    if applicant is None:
        return ""
    lines = []
    for degree in applicant.degrees[1:]:
        when = f"，{degree.obtained_on}" if degree.obtained_on else ""
        lines.append(f"其他学历：{degree.education.value} {degree.school}{when}")
    for other in applicant.other_applications:
        lines.append(f"同年其他申报：{other.series}/{other.specialty}/{other.level.value}")
    for record in applicant.integrity_records:
        lines.append(f"诚信记录：{record.recorded_on} {record.cause}")
    for work in applicant.achievements:
        when = f"（{work.completed_on}）" if work.completed_on else ""
        lines.append(f"业绩成果：{work.title}{when}")
    return "\n".join(lines)
