"""Dialogs that ask for a few words: a reason, a waiver, two people's tokens. None blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QLineEdit, QPlainTextEdit, QWidget

from zcdesk.ui.look import px
from zcdesk.ui.parts import button, column, fit, hold_height, label, named, panel, row, scrolled
from zcdesk.ui.theme import GAP

_WIDTH = 520

if TYPE_CHECKING:
    from zcdesk.domain.committee import Member


@dataclass(frozen=True, slots=True)
class Ask:
    """One field of a dialog. `choices` (value, text) makes it a list, `secret` hides the text."""

    key: str
    title: str
    value: str = ""
    required: bool = True
    secret: bool = False
    long: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""


class AskDialog(QDialog):
    """A short form. `given` carries the answers by key once everything required is there."""

    given = Signal(dict)

    def __init__(
        self,
        title: str,
        explanation: str,
        fields: Sequence[Ask],
        confirm: str,
        parent: QWidget | None = None,
        kind: str = "primary",
        *,
        cancellable: bool = True,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._fields = tuple(fields)
        self._inputs: dict[str, QLineEdit | QPlainTextEdit | QComboBox] = {}
        form = QFormLayout()
        form.setHorizontalSpacing(2 * GAP)
        form.setVerticalSpacing(GAP + 2)
        for field in fields:
            made = self._input(field)
            self._inputs[field.key] = made
            form.addRow(label(field.title, "muted"), made)
        self.confirm = button(confirm, self._give, kind)
        self.confirm.setDefault(True)
        cancel = button(self.tr("取消"), self.reject)
        cancel.setAutoDefault(False)
        cancel.setVisible(cancellable)
        head = [label(title, "title"), label(explanation, "muted", wrap=True)]
        shown = head if explanation else head[:1]
        inner = panel(column(*shown, 4, form, None, gap=12))
        foot = row(None, cancel, self.confirm)
        self.setLayout(column(scrolled(inner, title), foot, gap=16, margin=24))
        fit(self, inner, px(_WIDTH))
        self.finished.connect(self.deleteLater)
        self._judge()
        typed = next((field for field in fields if not field.choices), None)
        if typed is not None and typed.secret:
            # Who presides is chosen already: what is typed at once is the secret, and a list would swallow it.
            self._inputs[typed.key].setFocus()

    def field(self, key: str) -> QLineEdit | QPlainTextEdit | QComboBox:
        """The input of a field."""
        return self._inputs[key]

    def answers(self) -> Mapping[str, str]:
        """What stands in the fields."""
        return {key: _text(made) for key, made in self._inputs.items()}

    def _input(self, field: Ask) -> QLineEdit | QPlainTextEdit | QComboBox:
        if field.choices:
            combo = QComboBox()
            for value, text in field.choices:
                combo.addItem(text, value)
            combo.setCurrentIndex(max(0, combo.findData(field.value)))
            return named(combo, field.title)
        if field.long:
            area = QPlainTextEdit(field.value)
            hold_height(area, 96)
            area.setTabChangesFocus(True)
            area.setPlaceholderText(field.hint)
            area.textChanged.connect(self._judge)
            return named(area, field.title)
        line = QLineEdit(field.value)
        line.setPlaceholderText(field.hint)
        if field.secret:
            line.setEchoMode(QLineEdit.EchoMode.Password)
        line.textChanged.connect(self._judge)
        return named(line, field.title)

    def _judge(self) -> None:
        answers = self.answers()
        self.confirm.setEnabled(
            all(answers[field.key].strip() for field in self._fields if field.required)
        ) if hasattr(self, "confirm") else None

    def _give(self) -> None:
        answers = dict(self.answers())
        for made in self._inputs.values():
            if isinstance(made, QLineEdit) and made.echoMode() is QLineEdit.EchoMode.Password:
                made.clear()
        self.given.emit(answers)
        self.accept()


def _text(made: QLineEdit | QPlainTextEdit | QComboBox) -> str:
    if isinstance(made, QComboBox):
        return str(made.currentData())
    return made.toPlainText() if isinstance(made, QPlainTextEdit) else made.text()


def presiders(members: Sequence[Member], present: Sequence[str] | None = None) -> Ask:
    """Who presides: the chair first, then the vice chairs; only those present, where that counts."""
    heads = [m for m in members if m.presides and (present is None or m.id in present)]
    heads.sort(key=lambda member: member.role.value != "chair")
    choices = tuple((m.id, f"{m.name}（{m.role.chinese}）") for m in heads) or (("", "—"),)
    return Ask("presider", "主持人", choices=choices)


def two_tokens() -> tuple[Ask, Ask]:
    """The tokens of whoever presides and of the supervisor."""
    return (
        Ask("presider_token", "主持人开箱口令", secret=True),
        Ask("supervisor_token", "监督员开箱口令", secret=True),
    )
