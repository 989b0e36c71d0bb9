"""Which columns a table shows, and in which order."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QWidget

from zcdesk.ui.look import px
from zcdesk.ui.parts import button, column, label, named, row
from zcdesk.ui.tables import ColumnState, Table

_STATE = int(Qt.ItemDataRole.UserRole)


class ColumnsDialog(QDialog):
    """Changes the table as it is told; the table remembers it."""

    def __init__(self, table: Table, standard: list[ColumnState], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("选择列"))
        self._table = table
        self._standard = standard
        self.list = named(QListWidget(), self.tr("列"))
        self.up = button(self.tr("上移"), lambda: self._move(-1))
        self.down = button(self.tr("下移"), lambda: self._move(1))
        self.reset = button(self.tr("恢复默认"), lambda: self._show(self._standard))
        self.close_button = button(self.tr("完成"), self.accept, "primary")
        self.close_button.setDefault(True)
        self.setLayout(
            column(
                label(self.tr("选择列"), "title"),
                label(
                    self.tr("勾选要显示的列；列宽可以在表头上拖动。下次打开时照此显示。"),
                    "muted",
                    wrap=True,
                ),
                row(self.list, column(self.up, self.down, self.reset, None)),
                row(None, self.close_button),
                gap=12,
                margin=24,
            )
        )
        self._show(table.columns())
        self.list.itemChanged.connect(self._apply)
        self.list.setFocus()
        self.resize(px(460), px(420))
        self.finished.connect(self.deleteLater)

    def _show(self, states: list[ColumnState], current: int = 0) -> None:
        self.list.blockSignals(True)  # noqa: FBT003 - Qt's own
        self.list.clear()
        for state in states:
            item = QListWidgetItem(state.heading or self.tr("（无标题）"))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if state.shown else Qt.CheckState.Unchecked)
            item.setData(_STATE, state)
            self.list.addItem(item)
        self.list.blockSignals(False)  # noqa: FBT003 - Qt's own
        self.list.setCurrentRow(current)
        self._table.arrange(self._states())

    def _states(self) -> list[ColumnState]:
        items = [self.list.item(place) for place in range(self.list.count())]
        return [
            replace(item.data(_STATE), shown=item.checkState() is Qt.CheckState.Checked)
            for item in items
        ]

    def _apply(self, item: QListWidgetItem) -> None:
        if not any(state.shown for state in self._states()):
            item.setCheckState(Qt.CheckState.Checked)  # a table without columns helps nobody
            return
        self._table.arrange(self._states())

    def _move(self, step: int) -> None:
        place = self.list.currentRow()
        states = self._states()
        if place >= 0 and 0 <= place + step < len(states):
            states[place], states[place + step] = states[place + step], states[place]
            self._show(states, place + step)
