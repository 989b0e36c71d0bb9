"""To whom a document goes that lies in the wrong dossier: found by name, number or initials."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from zcdesk.domain.applicant import Applicant
from zcdesk.ui.look import px
from zcdesk.ui.models.applicants import words_of
from zcdesk.ui.models.filing import PEOPLE, Candidate
from zcdesk.ui.models.table import RecordTable
from zcdesk.ui.parts import button, column, label, named, row
from zcdesk.ui.tables import list_view
from zcdesk.ui.theme import GAP


class MoveDialog(QDialog):
    """`given` carries the applicant's number and the reason."""

    given = Signal(str, str)

    def __init__(
        self, title: str, owner: str, others: Iterable[Applicant], parent: QWidget | None = None
    ) -> None:
        """Whoever the document's title names stands first, and is chosen where it is one person."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("改归其他申报人"))
        people = [Candidate.of(each) for each in others]
        self._people = sorted(people, key=lambda each: each.name not in title)
        self._meant = sum(each.name in title for each in people) == 1
        self.reason = named(QLineEdit(), self.tr("原因"))
        self.reason.setPlaceholderText(self.tr("例如：扫描时放错"))
        self.reason.textChanged.connect(lambda _: self._judge())
        self.search = named(QLineEdit(), self.tr("查找申报人"))
        self.search.setPlaceholderText(self.tr("姓名、编号、单位或拼音首字母"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _: self._offer())
        self.search.installEventFilter(self)
        self.model = RecordTable[Candidate](PEOPLE, lambda each: each.number, self)
        self.table = list_view(self.tr("归给谁"), self.model)
        self.table.doubleClicked.connect(lambda _: self.reason.setFocus())
        self.confirm = button("", self._give, "primary")
        self.confirm.setDefault(True)
        cancel = button(self.tr("取消"), self.reject)
        cancel.setAutoDefault(False)
        told = self.tr("现在{owner}名下。原因记入日志；钉在它上面的信息须重新钉住。")
        self.setLayout(
            column(
                label(self.tr("把“{title}”改归其他申报人").format(title=title), "title", wrap=True),
                label(told.format(owner=owner), "muted", wrap=True),
                self.search,
                self.table,
                row(label(self.tr("原因"), "muted"), self.reason, grow=self.reason),
                row(None, cancel, self.confirm),
                gap=12,
                margin=20,
                grow=self.table,
            )
        )
        whole = self.screen().availableGeometry()
        self.resize(min(px(560), whole.width() - GAP), min(px(560), whole.height() - GAP))
        # A selection model is the view's own: it lives as long.
        self.table.selectionModel().selectionChanged.connect(lambda _new, _old: self._judge())
        self.finished.connect(self.deleteLater)
        self._offer()
        self.search.setFocus()

    @property
    def chosen(self) -> Candidate | None:
        """Whom the document would go to."""
        rows = self.table.selectionModel().selectedRows()
        return self.model.record(rows[0].row()) if rows else None

    def _offer(self) -> None:
        words = words_of(self.search.text())
        self.model.set_records(c for c in self._people if all(word in c.hay for word in words))
        # Nobody is chosen by standing first in the roster.
        if self.model.rowCount() and (words or self._meant):
            self.table.selectRow(0)
        self._judge()

    def _judge(self) -> None:
        chosen = self.chosen
        who = f"{chosen.number}号{chosen.name}" if chosen else ""
        self.confirm.setText(self.tr("改归{who}").format(who=who) if who else self.tr("改归"))
        self.confirm.setAccessibleName(self.confirm.text())
        self.confirm.setEnabled(chosen is not None and bool(self.reason.text().strip()))

    def _give(self) -> None:
        if (chosen := self.chosen) is not None:
            self.given.emit(chosen.number, self.reason.text())
            self.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the search one goes down into the list, and with Enter on to the reason."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            match event.key():
                case Qt.Key.Key_Down | Qt.Key.Key_Up:
                    at = self.table.currentIndex().row()
                    at += 1 if event.key() == Qt.Key.Key_Down else -1
                    self.table.selectRow(max(0, min(at, self.model.rowCount() - 1)))
                    return True
                case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                    self.reason.setFocus()
                    return True
        return super().eventFilter(watched, event)
