"""The applicant's facts as a form: every keystroke is judged, every finished field is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QVBoxLayout, QWidget

from zcdesk.domain.applicant import Applicant
from zcdesk.domain.errors import Refused
from zcdesk.ui.inputs import Input, being_typed, fill, make_input, mark_wrong, text_of
from zcdesk.ui.parts import column, label, panel, row, say, scrolled
from zcdesk.ui.theme import GAP
from zcdesk.ui.views.fact_mark import FactMark
from zcdesk.ui.views.form_fields import fields
from zcdesk.ui.views.form_proofs import FACT, FormProofs
from zcdesk.ui.views.grade_grid import GradeGrid
from zcdesk.ui.views.list_fields import LISTS
from zcdesk.ui.views.record_list import RecordList


class ApplicantForm(QWidget):
    """`drafted` carries the record as typed so far, `finished` the record before and after."""

    drafted = Signal(object)
    finished = Signal(object, object)

    def __init__(self, review_year: int) -> None:
        super().__init__()
        self._fields = {field.key: field for field in fields()}
        self._inputs: dict[str, Input] = {}
        self._saved: Applicant | None = None
        self._filling = False
        self._note = label("", "violation", wrap=True)
        self._note.setContentsMargins(12, 8, 12, 0)
        self._note.hide()
        self.proofs = FormProofs(self)
        self.grades = GradeGrid(review_year)
        self.lists = {kind.key: RecordList(kind) for kind in LISTS}
        parts: list[GradeGrid | RecordList] = [self.grades, *self.lists.values()]
        for part in parts:
            part.typed.connect(self._typed)
            part.finished.connect(self._finish)
            part.proof_wanted.connect(self.proofs.ask)
        self.area = scrolled(panel(self._layout(), "paper"), self.tr("申报人信息"))
        self.setLayout(column(self._note, self.area, gap=0))

    def _layout(self) -> QVBoxLayout:
        inner = column(gap=2 * GAP, margin=12)
        groups = list(dict.fromkeys(field.group for field in self._fields.values()))
        own: dict[str, list[QWidget]] = {
            "现职称": [self.lists["degrees"], self.grades, self.lists["achievements"]],
            "申报": [self.lists["other_applications"]],
            "其他": [self.lists["integrity_records"]],
        }
        for group in groups:
            inner.addLayout(column(label(group, "strong"), self._group(group), gap=GAP))
            for made in own.get(group, []):
                inner.addWidget(made)
        inner.addStretch(1)
        return inner

    def field(self, key: str) -> Input:
        """The input of a field."""
        return self._inputs[key]

    def show_applicant(self, applicant: Applicant | None, *, writable: bool) -> None:
        """Show a record. A field being typed in is left alone where the record is the same one."""
        before, self._saved = self._saved, applicant
        same = before is not None and applicant is not None and before.number == applicant.number
        writable = writable and applicant is not None
        self._filling = True
        for key, made in self._inputs.items():
            made.setEnabled(writable)
            if not (same and being_typed(made)):
                fill(made, self._fields[key].text(applicant) if applicant else "")
        self.grades.show_grades(applicant, writable=writable)
        for key, made_list in self.lists.items():
            records = getattr(applicant, key) if applicant else ()
            made_list.show_records(records, writable=writable, anew=not same)
        self._filling = False
        if not same:
            self.area.verticalScrollBar().setValue(0)
        self._mark_problem("", None)

    def draft(self) -> Applicant | None:
        """The record as it stands in the form; None while a field cannot be read."""
        saved = self._saved
        if saved is None:
            return None
        drafted, wrong, where = saved, None, ""
        for key, field in self._fields.items():
            text = text_of(self._inputs[key])
            if text == field.text(saved):
                continue
            try:
                drafted = field.put(drafted, text)
            except Refused as error:
                wrong, where = wrong or f"“{field.title}”：{error.sentence}", where or key
        changed: dict[str, Any] = {"assessments": self.grades.grades(saved)}
        for key, made in self.lists.items():
            try:
                changed[key] = made.records()
            except Refused as error:
                wrong = wrong or f"“{made.kind.title}”：{error.sentence}"
        self._mark_problem(where, wrong)
        return None if wrong else replace(drafted, **changed)

    def _group(self, group: str) -> QFormLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(6)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for field in self._fields.values():
            if field.group == group:
                made = make_input(field.title, field.choices, field.hint, self._typed, self._finish)
                self._inputs[field.key] = made
                title = label(field.title, "muted")
                title.setMinimumWidth(104)
                made.setProperty(FACT, field.key)
                mark = FactMark(field.key, self.proofs.ask)
                form.addRow(title, row(made, mark, gap=4, grow=made))
        return form

    def _typed(self) -> None:
        if self._filling:
            return
        drafted = self.draft()
        if drafted is not None:
            self.drafted.emit(drafted)

    def _finish(self) -> None:
        if self._filling:
            return
        drafted = self.draft()
        if drafted is None or self._saved is None or drafted == self._saved:
            return
        before, self._saved = self._saved, drafted
        for made in self.findChildren(QLineEdit):
            made.setModified(False)
        self.finished.emit(before, drafted)

    def _mark_problem(self, where: str, sentence: str | None) -> None:
        for key, made in self._inputs.items():
            mark_wrong(made, wrong=key == where)
        say(self._note, sentence or "")
