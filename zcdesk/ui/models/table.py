"""A table of frozen records that sorts and filters itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QColor

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex
RECORD = Qt.ItemDataRole.UserRole
"""The role that gives the record of a row."""

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """A column: its heading, its text, what it sorts by (None: the text), its width in pixels."""

    heading: str
    text: Callable[[R], str]
    sort_key: Callable[[R], Any] | None = None
    width: int = 100
    numeric: bool = False
    colour: Callable[[R], str] | None = None


class RecordTable(QAbstractTableModel, Generic[R]):
    """Records in the order of the roster, the column sorted by, or whatever the filter leaves."""

    def __init__(
        self,
        columns: Sequence[Column[R]],
        key: Callable[[R], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._key = key
        self._all: dict[str, R] = {}
        self._shown: list[R] = []
        self._keep: Callable[[R], bool] = _everything
        self._sorted_by: tuple[int, bool] | None = None

    # --- records --------------------------------------------------------------------------------

    def set_records(self, records: Iterable[R]) -> None:
        """Show other records."""
        self.beginResetModel()
        self._all = {self._key(record): record for record in records}
        self._arrange()
        self.endResetModel()

    def put(self, record: R) -> None:
        """Replace one record: one changed row, unless it enters, leaves or moves."""
        key = self._key(record)
        row = self.row_of(key)
        if key in self._all and row is not None and self._keep(record) and self._stays(row, record):
            self._all[key] = record
            self._shown[row] = record
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.columns) - 1))
            return
        self.beginResetModel()
        self._all[key] = record
        self._arrange()
        self.endResetModel()

    def filter(self, keep: Callable[[R], bool] | None) -> None:
        """Show only some of the records; None shows all."""
        self.beginResetModel()
        self._keep = keep or _everything
        self._arrange()
        self.endResetModel()

    @property
    def records(self) -> tuple[R, ...]:
        """Every record, in the order it came."""
        return tuple(self._all.values())

    @property
    def total(self) -> int:
        """How many there are without the filter."""
        return len(self._all)

    def record(self, row: int) -> R:
        """The record that a row shows."""
        return self._shown[row]

    def row_of(self, key: str) -> int | None:
        """The row that shows a record; None while it is filtered out."""
        for row, record in enumerate(self._shown):
            if self._key(record) == key:
                return row
        return None

    def _stays(self, row: int, record: R) -> bool:
        if self._sorted_by is None:
            return True
        key = self._sort_key(self._sorted_by[0])
        return bool(key(self._shown[row]) == key(record))

    def _arrange(self) -> None:
        self._shown = [record for record in self._all.values() if self._keep(record)]
        if self._sorted_by is not None:
            column, descending = self._sorted_by
            self._shown.sort(key=self._sort_key(column), reverse=descending)

    def _sort_key(self, column: int) -> Callable[[R], Any]:
        found = self.columns[column]
        return found.sort_key or found.text

    # --- what Qt asks -----------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Rows shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, alignment, colour, or the record itself."""
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        record = self._shown[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return column.text(record)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if column.numeric else _LEFT
            case Qt.ItemDataRole.ForegroundRole:
                colour = column.colour(record) if column.colour else ""
                return QColor(colour) if colour else None
            case _:
                return record if role == RECORD else None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """The headings."""
        if orientation is Qt.Orientation.Horizontal and 0 <= section < len(self.columns):
            if role == Qt.ItemDataRole.DisplayRole:
                return self.columns[section].heading
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if self.columns[section].numeric else _LEFT
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; a column below zero gives back the order of the roster."""
        self.layoutAboutToBeChanged.emit()
        old = [self._shown[index.row()] for index in self.persistentIndexList()]
        before = self.persistentIndexList()
        down = order is Qt.SortOrder.DescendingOrder
        self._sorted_by = (column, down) if column >= 0 else None
        self._arrange()
        rows = {self._key(record): row for row, record in enumerate(self._shown)}
        after = [
            self.index(rows[self._key(record)], index.column())
            for record, index in zip(old, before, strict=True)
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()


def _everything(_: object) -> bool:
    return True
