"""One view of 汇总 on the screen: its table with bars in the rows, or what stands where none is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QWidget

from zcdesk.desk.gathered_views import Line, View
from zcdesk.ui.models.gathered import table_of
from zcdesk.ui.models.table import RECORD, Index
from zcdesk.ui.parts import column, empty_state, label
from zcdesk.ui.tables import list_view
from zcdesk.ui.theme import GAP
from zcdesk.ui.views.rate_cells import RateCells, scale_of
from zcdesk.ui.views.trend_chart import TrendChart


class ViewTable(QWidget):
    """`chosen` carries the row under the cursor, `opened` one that somebody wants to go into."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, view: View, *actions: QWidget) -> None:
        super().__init__()
        self.view = view
        self._model = table_of(view)
        self.table = list_view(view.title, self._model)
        self.table.setItemDelegate(RateCells(scale_of(view), self.table))
        self.table.activated.connect(self._open)
        self.table.selectionModel().currentRowChanged.connect(self._choose)
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.chart = TrendChart() if view.key == "trend" else None
        note = label(view.note, "muted", wrap=True)
        if not view.note:  # shown before it stands anywhere it would be a window of its own
            note.hide()
        if view.lines:
            parts: tuple[QWidget, ...] = (note, self.table, *((self.chart,) if self.chart else ()))
            self.setLayout(column(*parts, gap=GAP, grow=self.table))
        else:
            self.table.setParent(self)
            self.table.hide()
            body = empty_state(view.title, view.empty, *actions)
            self.setLayout(column(note, body, grow=body))

    def lines(self) -> Sequence[Line]:
        """The rows as they stand on the screen."""
        return [self._model.index(row, 0).data(RECORD) for row in range(self._model.rowCount())]

    @property
    def current(self) -> Line | None:
        """The row under the cursor."""
        index = self.table.currentIndex()
        return index.data(RECORD) if index.isValid() else None

    def _choose(self, now: QModelIndex, _before: QModelIndex) -> None:
        line: Line | None = now.data(RECORD) if now.isValid() else None
        if self.chart is not None and line is not None:
            title = "　".join(map(str, line.cells[:2]))
            self.chart.show_trend(title, line.trend)
        self.chosen.emit(line)

    def _open(self, index: Index) -> None:
        self.opened.emit(index.data(RECORD))
