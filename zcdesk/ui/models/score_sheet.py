"""One member's own score sheet: applicants down, items across, range and step enforced."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QColor, QValidator

from zcdesk.desk import figures
from zcdesk.domain.errors import Refused
from zcdesk.domain.scoring import ScoreItem
from zcdesk.ui.look import colours
from zcdesk.ui.models.table import Index

_HEAD = 2
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ScoreSheetModel(QAbstractTableModel):
    """Marks in memory until they are handed in; `refused` carries why a mark was not taken."""

    refused = Signal(str)
    marked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: tuple[ScoreItem, ...] = ()
        self._applicants: list[tuple[str, str]] = []
        self._marks: dict[str, dict[str, Fraction]] = {}

    def show_sheet(
        self,
        items: Sequence[ScoreItem],
        applicants: Sequence[tuple[str, str]],
        marks: dict[str, dict[str, Fraction]],
    ) -> None:
        """Show a member's sheet: (number, name) and the member's own marks so far."""
        self.beginResetModel()
        self._items, self._applicants, self._marks = tuple(items), list(applicants), marks
        self.endResetModel()

    def wipe(self) -> None:
        """Forget everything."""
        self.show_sheet((), (), {})

    @property
    def marks(self) -> dict[str, dict[str, Fraction]]:
        """The marks by applicant and item."""
        return {number: dict(given) for number, given in self._marks.items() if given}

    @property
    def left(self) -> int:
        """How many marks are still missing."""
        asked = len(self._items) * len(self._applicants)
        return asked - sum(len(given) for given in self._marks.values())

    def judge(self, index: Index, text: str) -> QValidator.State:
        """What a text is while it is typed: nothing that cannot become a mark is let in."""
        item = self._item(index)
        if item is None:
            return QValidator.State.Invalid
        found = figures.as_typed(item, text)
        states = QValidator.State
        return {True: states.Acceptable, None: states.Intermediate, False: states.Invalid}[found]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Applicants."""
        return 0 if parent.isValid() else len(self._applicants)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Number, name, the items, the total."""
        return 0 if parent.isValid() else _HEAD + len(self._items) + 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Only the items' cells can be written in."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if self._item(index) else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Marks, and the total once a row is whole."""
        if not index.isValid():
            return None
        number, name = self._applicants[index.row()]
        item = self._item(index)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            if index.column() < _HEAD:
                return (number, name)[index.column()]
            given = self._marks.get(number, {})
            if item is not None:
                return figures.points_in_words(given[item.name]) if item.name in given else ""
            whole = len(given) == len(self._items)
            return figures.points_in_words(sum(given.values(), Fraction(0))) if whole else "—"
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() >= _HEAD:
            return _RIGHT
        if role == Qt.ItemDataRole.BackgroundRole and item is not None:
            blank = item.name not in self._marks.get(number, {})
            return QColor(colours().unclear_soft) if blank else None
        if role == Qt.ItemDataRole.ToolTipRole and item is not None:
            return figures.item_range(item)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take a mark; an empty text takes it away."""
        item = self._item(index)
        if item is None or role != Qt.ItemDataRole.EditRole:
            return False
        number = self._applicants[index.row()][0]
        text = str(value).strip()
        given = self._marks.setdefault(number, {})
        try:
            if text:
                given[item.name] = figures.points(item, text)
            else:
                given.pop(item.name, None)
        except Refused as error:
            self.refused.emit(error.sentence)
            return False
        self.dataChanged.emit(
            self.index(index.row(), 0), self.index(index.row(), self.columnCount() - 1)
        )
        self.marked.emit()
        return True

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Items with their range and step."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section >= _HEAD else _LEFT
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if section < _HEAD:
            return ("编号", "姓名")[section]
        place = section - _HEAD
        if place < len(self._items):
            item = self._items[place]
            return f"{item.name}\n{figures.item_range(item)}"
        return "合计"

    def _item(self, index: Index) -> ScoreItem | None:
        place = index.column() - _HEAD
        return self._items[place] if index.isValid() and 0 <= place < len(self._items) else None
