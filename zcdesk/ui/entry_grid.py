"""Tables that are typed into: figures cell by cell, Return or Tab goes on where one is taken."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QValidator
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from zcdesk.ui.models.table import Index
from zcdesk.ui.tables import Table, table

Judge = Callable[[Index, str], QValidator.State]
"""What a text in a cell is while it is being typed."""


class _AsTyped(QValidator):
    def __init__(self, judge: Judge, index: Index, parent: QObject) -> None:
        super().__init__(parent)
        self._judge, self._index = judge, index

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        """Whether this may stand there."""
        return self._judge(self._index, text), text, place


class GoesOn(QStyledItemDelegate):
    """Return and Tab take the figure; `taken` so that the next cell can be gone to."""

    taken = Signal()

    def __init__(self, judge: Judge, parent: QObject) -> None:
        super().__init__(parent)
        self._judge = judge
        self.took = True
        """Whether the model took what was last typed."""

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Give the model the text as it was typed."""
        if isinstance(editor, QLineEdit):
            self.took = model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A line that takes figures only."""
        made = super().createEditor(parent, option, index)
        line = made if isinstance(made, QLineEdit) else QLineEdit(parent)
        line.setValidator(_AsTyped(self._judge, index, line))
        line.setAccessibleName(self.tr("输入"))
        return line

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The cell's own ground first: the style sheet leaves it out."""
        ground = index.data(Qt.ItemDataRole.BackgroundRole)
        if isinstance(ground, QColor):
            cell: QRect = option.rect  # type: ignore[attr-defined]
            painter.fillRect(cell.adjusted(2, 2, -2, -2), ground)
        super().paint(painter, option, index)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Return or Tab while a figure is being typed."""
        if (
            isinstance(editor, QWidget)
            and isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
        ):
            self.commitData.emit(editor)
            self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
            self.taken.emit()
            return True
        return super().eventFilter(editor, event)


class EntryGrid:
    """A table to type into, from column `first` to `last`; `ended` is called after the last cell."""

    def __init__(
        self, name: str, model: QAbstractTableModel, judge: Judge, ended: Callable[[], None]
    ) -> None:
        self.view: Table = table(name)
        self._ended = ended
        trigger = QAbstractItemView.EditTrigger
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.view.setEditTriggers(
            trigger.AnyKeyPressed | trigger.DoubleClicked | trigger.EditKeyPressed
        )
        self.view.setTabKeyNavigation(True)
        self.view.setModel(model)
        self._delegate = GoesOn(judge, self.view)
        self._delegate.taken.connect(self._go_on, Qt.ConnectionType.QueuedConnection)
        self.view.setItemDelegate(self._delegate)
        self.view.horizontalHeader().setStretchLastSection(False)

    def start(self) -> None:
        """Stand on the first cell that can be typed into."""
        model = self.view.model()
        for column in range(model.columnCount()):
            index = model.index(0, column)
            if index.flags() & Qt.ItemFlag.ItemIsEditable:
                self.view.setCurrentIndex(index)
                break
        self.view.setFocus()

    def _go_on(self) -> None:
        """From cell to cell and on to the next row; a figure that was not taken is asked again."""
        index = self.view.currentIndex()
        if not index.isValid():
            return
        following = self._next(index) if self._delegate.took and index.data() else index
        if following is None:
            self._ended()
            return
        self.view.setCurrentIndex(following)
        self.view.edit(following)

    def _next(self, index: QModelIndex) -> QModelIndex | None:
        model, row = self.view.model(), index.row()
        cells = [c for c in range(model.columnCount()) if _typed(model.index(row, c))]
        later = [column for column in cells if column > index.column()]
        if later:
            return model.index(row, later[0])
        return model.index(row + 1, cells[0]) if row + 1 < model.rowCount() else None


def _typed(index: Index) -> bool:
    return bool(index.flags() & Qt.ItemFlag.ItemIsEditable)
