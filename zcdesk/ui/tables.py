"""Tables that look and behave alike: whole rows, fixed heights, colours kept when selected."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from zcdesk.ui.models.table import Index, RecordTable
from zcdesk.ui.parts import named


class _KeepsColour(QStyledItemDelegate):
    """A selected row keeps the colours of its cells."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """The selected text in the colour that the model gives."""
        super().initStyleOption(option, index)
        colour = index.data(Qt.ItemDataRole.ForegroundRole)
        if isinstance(colour, QColor):
            palette: QPalette = option.palette  # type: ignore[attr-defined]
            palette.setColor(QPalette.ColorRole.HighlightedText, colour)


def table(name: str) -> QTableView:
    """A table that selects whole rows, has no row numbers and a fixed row height."""
    made = QTableView()
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
    rows.setDefaultSectionSize(34)
    made.horizontalHeader().setHighlightSections(False)
    made.horizontalHeader().setDefaultAlignment(
        Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    )
    made.horizontalHeader().setStretchLastSection(True)
    made.setItemDelegate(_KeepsColour(made))
    return named(made, name)


def list_view(name: str, model: RecordTable[Any]) -> QTableView:
    """A table over a model, its columns as wide as the model says."""
    made = table(name)
    made.setModel(model)
    for place, each in enumerate(model.columns):
        made.setColumnWidth(place, each.width)
    return made
