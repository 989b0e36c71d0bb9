"""Changing what was set up, while nothing has come in yet."""

from __future__ import annotations

import datetime

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QDialog, QWidget

from zcdesk.desk.book_choice import BookChoice
from zcdesk.domain.errors import Refused
from zcdesk.domain.events import Setup
from zcdesk.ui.look import px
from zcdesk.ui.parts import button, column, label, row, say
from zcdesk.ui.views.setup_form import SetupForm


class SetupDialog(QDialog):
    """`changed` carries the new set-up, made from the book of the session itself."""

    changed = Signal(object)

    def __init__(
        self,
        setup: Setup,
        book: BookChoice,
        today: datetime.date,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("修改会议信息"))
        room = parent.window().size() if parent is not None else QSize(980, 640)
        self.resize(QSize(px(980), px(640)).boundedTo(room))
        self._before = setup
        self.form = SetupForm(today, (book,))
        self.form.show_setup(setup)
        self.form.book.setEnabled(False)
        self.trouble = label("", "violation", wrap=True)
        self.trouble.hide()
        self.confirm = button(self.tr("保存"), self._save, "primary")
        self.setLayout(
            column(
                label(self.tr("修改会议信息"), "title"),
                self.trouble,
                self.form,
                row(None, button(self.tr("取消"), self.reject), self.confirm),
                gap=12,
                margin=20,
                grow=self.form,
            )
        )
        self.finished.connect(self.deleteLater)

    def _save(self) -> None:
        try:
            after = self.form.setup(rehearsal=self._before.rehearsal)
        except Refused as error:
            say(self.trouble, error.sentence)
            self.form.go_to_fault()
            return
        self.changed.emit(after)
        self.accept()
