"""Tables that look and behave alike: whole rows, fixed heights, colours kept when selected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from zcdesk.ui.look import look, px
from zcdesk.ui.models.table import Index, RecordTable
from zcdesk.ui.palette import TEXT_SIZES
from zcdesk.ui.parts import named

_ROW, _LEAST_ROWS, _LEAST_WIDTH, _LEAST_COLUMN = 34, 4, 160, 24


class KeepsColour(QStyledItemDelegate):
    """A selected row keeps the colours of its cells."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """The selected text in the colour that the model gives."""
        super().initStyleOption(option, index)
        colour = index.data(Qt.ItemDataRole.ForegroundRole)
        if isinstance(colour, QColor):
            palette: QPalette = option.palette  # type: ignore[attr-defined]
            palette.setColor(QPalette.ColorRole.HighlightedText, colour)


@dataclass(frozen=True, slots=True)
class ColumnState:
    """A column as somebody has arranged it; the width is the one at the standard text size."""

    heading: str
    width: int
    shown: bool = True


class Table(QTableView):
    """A table whose columns can be chosen, moved and widened, and grow with the text."""

    columns_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._pixels = look().text.pixels
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        header.setMinimumSectionSize(px(_LEAST_COLUMN))
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._menu)

    def setColumnWidth(self, column: int, width: int) -> None:
        """Set a width, given in pixels at the standard text size."""
        super().setColumnWidth(column, px(width))

    def sizeHint(self) -> QSize:
        """A few rows: a page grows by what room there is, not by what the table would like."""
        head = self.horizontalHeader().sizeHint().height()
        return QSize(px(_LEAST_WIDTH), head + px(_ROW) * _LEAST_ROWS)

    def minimumSizeHint(self) -> QSize:
        """Less than this is scrolled to, not shown."""
        head = self.horizontalHeader().sizeHint().height()
        return QSize(px(_LEAST_WIDTH), head + px(_ROW) * 2)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Home and End lead to the first and the last row: where whole rows are chosen nobody
        looks for them in the columns.
        """
        actions = QAbstractItemView.CursorAction
        rows, here = self.model().rowCount(), self.currentIndex()
        reading = self.editTriggers() == QAbstractItemView.EditTrigger.NoEditTriggers
        if reading and rows and action in (actions.MoveHome, actions.MoveEnd):
            row = 0 if action is actions.MoveHome else rows - 1
            return self.model().index(row, max(here.column(), 0))
        return super().moveCursor(action, modifiers)

    def changeEvent(self, event: QEvent) -> None:
        """Rows and columns follow the size of the text."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._follow()

    def _follow(self) -> None:
        before, self._pixels = self._pixels, look().text.pixels
        if before == self._pixels:
            return
        self.verticalHeader().setDefaultSectionSize(px(_ROW))
        self.horizontalHeader().setMinimumSectionSize(px(_LEAST_COLUMN))
        for column in range(self.horizontalHeader().count()):
            width = self.columnWidth(column)
            if width:
                super().setColumnWidth(column, width * self._pixels // before)

    # --- columns as somebody wants them -----------------------------------------------------------

    def columns(self) -> list[ColumnState]:
        """The columns from left to right; a hidden one keeps its width."""
        header = self.horizontalHeader()
        found = []
        for place in range(header.count()):
            column = header.logicalIndex(place)
            hidden = header.isSectionHidden(column)
            if hidden:  # the width of a hidden section is told as 0
                header.showSection(column)
            width = header.sectionSize(column) * TEXT_SIZES[0].pixels // self._pixels
            if hidden:
                header.hideSection(column)
            found.append(ColumnState(self._heading(column), width, not hidden))
        return found

    def arrange(self, wanted: Sequence[ColumnState]) -> None:
        """Arrange the columns; one that is not mentioned stays, and one is always shown."""
        header = self.horizontalHeader()
        by_heading = {self._heading(column): column for column in range(header.count())}
        if not any(state.shown for state in wanted if state.heading in by_heading):
            return
        place = 0
        for state in wanted:
            column = by_heading.get(state.heading)
            if column is None:
                continue
            header.moveSection(header.visualIndex(column), place)
            header.setSectionHidden(column, not state.shown)
            if state.width > 0:
                self.setColumnWidth(column, state.width)
            place += 1

    def _heading(self, column: int) -> str:
        return str(self.model().headerData(column, Qt.Orientation.Horizontal))

    def _menu(self, _: QPoint) -> None:
        self.columns_wanted.emit()


def table(name: str) -> Table:
    """A table that selects whole rows, has no row numbers and a fixed row height."""
    made = Table()
    made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    made.setShowGrid(False)
    made.setAlternatingRowColors(True)
    made.setWordWrap(False)
    made.setTabKeyNavigation(False)
    made.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    rows = made.verticalHeader()
    rows.setVisible(False)
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    rows.setMinimumSectionSize(1)
    rows.setDefaultSectionSize(px(_ROW))
    made.horizontalHeader().setHighlightSections(False)
    made.horizontalHeader().setDefaultAlignment(
        Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    )
    made.horizontalHeader().setStretchLastSection(True)
    made.setItemDelegate(KeepsColour(made))
    return named(made, name)


def list_view(name: str, model: RecordTable[Any]) -> Table:
    """A table over a model, its columns as wide as the model says."""
    made = table(name)
    made.setModel(model)
    for place, each in enumerate(model.columns):
        made.setColumnWidth(place, each.width)
    return made
