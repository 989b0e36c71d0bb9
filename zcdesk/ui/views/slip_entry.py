"""Which slip do you hold: its code from the paper. Nobody is asked who they are."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from zcdesk.ui.parts import button, column, hold_width, label, named, row, say

_WIDTH = 420
_PATTERN = "A-XXXX-XXXX-XXXX"


class SlipEntry(QWidget):
    """`entered` carries a code as it was typed."""

    entered = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        heading = label(self.tr("领取表决票"), "title")
        heading.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.code = named(QLineEdit(), self.tr("投票券上的券码"))
        self.code.setProperty("kind", "large")
        # Neither an input method nor the field itself keeps what was typed for the next person.
        self.code.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhLatinOnly
        )
        self.code.setPlaceholderText(_PATTERN)
        self.trouble = label("", "violation", wrap=True)
        self.go = button(self.tr("领取表决票"), self._enter, "large")
        self.back = button(self.tr("返回"), self._leave, "largeplain")
        self.code.textChanged.connect(self._judge)
        self.code.returnPressed.connect(self._enter)
        box = QWidget()
        box.setLayout(
            column(
                heading,
                12,
                label(self.tr("投票券上的券码"), "muted"),
                self.code,
                label(
                    self.tr(
                        "不分大小写，横线可以不输。券码里没有字母 I、L、O、U，"
                        "形似的是数字 1 和 0 或字母 V。"
                    ),
                    "muted",
                    wrap=True,
                ),
                self.trouble,
                12,
                row(self.back, self.go),
                gap=8,
            )
        )
        hold_width(box, _WIDTH)
        self.setLayout(column(None, row(None, box, None), None))
        self.wipe()

    def refuse(self, sentence: str) -> None:
        """Say why not; the code stays to be compared with the paper."""
        say(self.trouble, sentence)
        self.code.setFocus()

    def wipe(self) -> None:
        """Forget the slip, and what could bring it back by Ctrl+Z."""
        self.code.setText("")
        say(self.trouble, "")
        self._judge()

    def _judge(self) -> None:
        self.go.setEnabled(bool(self.code.text().strip()))

    def _enter(self) -> None:
        if self.go.isEnabled():
            self.entered.emit(self.code.text())

    def _leave(self) -> None:
        self.wipe()
        self.left.emit()
