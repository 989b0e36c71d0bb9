"""Who are you: a member and their PIN. Nothing is chosen for the next person."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from zcdesk.domain.committee import Member
from zcdesk.ui.parts import button, column, hold_width, label, named, row, say

_WIDTH = 420
_ENABLED = int(Qt.ItemDataRole.UserRole) - 1
"""The role by which a list of Qt's own takes an entry out of reach."""


class SignIn(QWidget):
    """`entered` carries member and PIN; the PIN is gone from the field by then."""

    entered = Signal(str, str)
    left = Signal()

    def __init__(self, heading: str, action: str) -> None:
        super().__init__()
        self._heading = label(heading, "title")
        self._heading.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.told = label("", "good", wrap=True)
        self.told.hide()
        self.member = named(QComboBox(), self.tr("委员"))
        self.pin = named(QLineEdit(), self.tr("投票密码"))
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.setInputMethodHints(
            Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhSensitiveData
        )
        self.pin.setPlaceholderText(self.tr("投票密码"))
        self.trouble = label("", "violation", wrap=True)
        self.go = button(action, self._enter, "large")
        self.back = button(self.tr("返回"), self._leave, "largeplain")
        for field in (self.member, self.pin):
            field.setProperty("kind", "large")
        self.member.currentIndexChanged.connect(self._judge)
        self.pin.textChanged.connect(self._judge)
        self.pin.returnPressed.connect(self._enter)
        inner = column(
            self._heading,
            self.told,
            12,
            label(self.tr("我是"), "muted"),
            self.member,
            label(self.tr("投票密码"), "muted"),
            self.pin,
            self.trouble,
            12,
            row(self.back, self.go),
            gap=8,
        )
        box = QWidget()
        box.setLayout(inner)
        hold_width(box, _WIDTH)
        self.setLayout(column(None, row(None, box, None), None))

    def ask(self, members: Sequence[Member], done: Collection[str] = ()) -> None:
        """Ask one of these members; nobody is preselected. Who is `done` is told so by the list."""
        self.member.clear()
        self.member.addItem(self.tr("请选择姓名"), "")
        for member in members:
            told = self.tr("　您的票已计入") if member.id in done else ""
            self.member.addItem(f"{member.name}　{member.id}{told}", member.id)
            if told:
                entry = self.member.model().index(self.member.count() - 1, 0)
                self.member.model().setData(entry, 0, _ENABLED)
        self.wipe()
        self.member.setFocus()

    def refuse(self, sentence: str) -> None:
        """Say why not; the PIN is asked anew."""
        say(self.told, "")
        self.trouble.setText(sentence)
        self.pin.clear()
        self.pin.setFocus()

    def tell(self, sentence: str) -> None:
        """Say what became of what was handed in just now."""
        say(self.told, sentence)

    def wipe(self) -> None:
        """Forget who was here."""
        say(self.told, "")
        self.member.setCurrentIndex(0)
        self.pin.clear()
        self.trouble.setText("")
        self._judge()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    def _judge(self) -> None:
        self.go.setEnabled(bool(self.member.currentData()) and bool(self.pin.text()))

    def _enter(self) -> None:
        if self.go.isEnabled():
            member, pin = str(self.member.currentData()), self.pin.text()
            self.pin.clear()
            self.entered.emit(member, pin)

    def _leave(self) -> None:
        self.wipe()
        self.left.emit()
