"""The defense without scores: the panel names who failed, everybody else passes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QWidget

from zcdesk.ui.look import px
from zcdesk.ui.parts import button, column, label, named, row


class FailDialog(QDialog):
    """`decided` carries the numbers of those who failed."""

    decided = Signal(list)

    def __init__(self, heard: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("不评分，直接定出未通过者"))
        self.list = named(QListWidget(), self.tr("答辩评议未通过者"))
        self.list.ensurePolished()
        for number, name in heard:
            item = QListWidgetItem(f"{number}　{name}")
            item.setData(Qt.ItemDataRole.UserRole, number)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.itemChanged.connect(lambda _: self._tell())
        self.told = label("", "strong", wrap=True)
        cancel = button(self.tr("取消"), self.reject)
        cancel.setAutoDefault(False)
        self.confirm = button(self.tr("确定"), self._decide, "primary")
        self.setLayout(
            column(
                label(self.tr("不评分，直接定出未通过者"), "title"),
                label(
                    self.tr("勾选答辩评议未通过的人（空格键勾选），其余判为通过。"),
                    "muted",
                    wrap=True,
                ),
                self.list,
                self.told,
                row(None, cancel, self.confirm),
                gap=10,
                margin=20,
                grow=self.list,
            )
        )
        whole = self.screen().availableGeometry()
        self.resize(min(px(520), whole.width() - 16), min(px(520), whole.height() - 16))
        self.finished.connect(self.deleteLater)
        self.list.setFocus()
        self._tell()

    @property
    def failed(self) -> list[str]:
        """The numbers that are ticked."""
        items = (self.list.item(place) for place in range(self.list.count()))
        return [
            str(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item.checkState() is Qt.CheckState.Checked
        ]

    def _tell(self) -> None:
        fell = len(self.failed)
        self.told.setText(
            self.tr("未通过 {a} 人，通过 {b} 人").format(a=fell, b=self.list.count() - fell)
        )

    def _decide(self) -> None:
        self.decided.emit(self.failed)
        self.accept()
