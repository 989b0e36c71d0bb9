"""A seat that was left alone: the session stays open behind a passphrase."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from zcdesk.desk import views
from zcdesk.domain.errors import KnownError
from zcdesk.ui.bench import Bench
from zcdesk.ui.parts import button, column, hold_width, label, named, rehearsal_mark, row


class LockPage(QWidget):
    """`unlocked` once the passphrase is right."""

    unlocked = Signal()

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.setProperty("role", "kiosk")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._bench = bench
        self.passphrase = named(QLineEdit(), self.tr("会议口令"))
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setPlaceholderText(self.tr("会议口令"))
        self.passphrase.setProperty("kind", "large")
        hold_width(self.passphrase, 420)
        self.passphrase.returnPressed.connect(self._try)
        self.trouble = label("", "violation")
        head = label(self.tr("已锁定"), "title")
        self.told = label("", "muted")
        self.go = button(self.tr("继续"), self._try, "large")
        self.setLayout(
            column(
                row(None, rehearsal_mark(bench.case.current)),
                None,
                row(None, head, None),
                row(None, self.told, None),
                row(None, self.passphrase, None),
                row(None, self.trouble, None),
                row(None, self.go, None),
                None,
                gap=16,
                margin=24,
            )
        )

    def start(self, *, handed_back: bool = False) -> None:
        """Ask, because nobody was here for long or because a member handed the laptop back."""
        self.told.setText(
            self.tr("请把电脑交还秘书，由秘书输入会议口令继续。会议没有关闭，没有丢失任何内容。")
            if handed_back
            else self.tr("离开座位较久，请秘书输入会议口令继续。会议没有关闭，没有丢失任何内容。")
        )
        self.trouble.setText("")
        self.passphrase.clear()
        self.passphrase.setFocus()

    def _try(self) -> None:
        secret = self.passphrase.text()
        self.passphrase.clear()
        self._bench.ask(
            partial(views.check_passphrase, self._bench.desk, secret),
            lambda _: self.unlocked.emit(),
            self._refuse,
        )

    def _refuse(self, error: KnownError) -> None:
        self.trouble.setText(error.sentence)
        self.passphrase.setFocus()
