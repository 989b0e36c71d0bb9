"""A table of frozen records that sorts and filters itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
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
    """A column: its heading, its text, what it sorts by (None: the text), its width in pixels.

    `collated` ranks all its texts at once, where two of them cannot be compared in a moment.
    """

    heading: str
    text: Callable[[R], str]
    sort_key: Callable[[R], Any] | None = None
    width: int = 100
    numeric: bool = False
    colour: Callable[[R], str] | None = None
    collated: Callable[[Iterable[str]], Mapping[str, int]] | None = None


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
        self._order: list[R] | None = []
        """Every record as it is sorted, whatever the filter; None: to be sorted anew."""
        self._shown: list[R] = []
        self._found = 0
        """The row that was asked for last: it is asked for again."""
        self._keep: Callable[[R], bool] = _everything
        self._sorted_by: tuple[int, bool] | None = None

    # --- records --------------------------------------------------------------------------------

    def set_records(self, records: Iterable[R]) -> None:
        """Show other records."""
        self.beginResetModel()
        self._all = {self._key(record): record for record in records}
        self._order = None
        self._arrange()
        self.endResetModel()

    def put(self, record: R) -> None:
        """Replace one record: one changed row, unless it enters, leaves or moves."""
        key = self._key(record)
        old, row = self._all.get(key), self.row_of(key)
        stays = old is not None and self._order is not None and self._stays(old, record)
        self._all[key] = record
        if stays and self._order is not None:
            self._order[_place(self._order, old)] = record
        if stays and row is not None and self._passes(record):
            self._shown[row] = record
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.columns) - 1))
            return
        self.beginResetModel()
        if not stays:
            self._order = None
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

    def get(self, key: str) -> R | None:
        """A record, shown or not; None: there is none."""
        return self._all.get(key)

    def row_of(self, key: str) -> int | None:
        """The row that shows a record; None while it is filtered out."""
        wanted = self._all.get(key)
        if wanted is None or not self._passes(wanted):
            return None
        if self._found >= len(self._shown) or self._shown[self._found] is not wanted:
            self._found = _place(self._shown, wanted)
        return self._found

    def _stays(self, old: R, record: R) -> bool:
        """Whether a record stands where it stood before it changed."""
        if self._sorted_by is None:
            return True
        column = self.columns[self._sorted_by[0]]
        key = column.text if column.collated is not None else column.sort_key or column.text
        return bool(key(old) == key(record))

    def _arrange(self) -> None:
        if self._order is None:
            self._order = self._sorted()
        self._shown = self._chosen(self._order)

    def _sorted(self) -> list[R]:
        found = list(self._all.values())
        if self._sorted_by is None:
            return found
        at, descending = self._sorted_by
        column = self.columns[at]
        text = column.text
        if column.collated is not None:
            ranks = column.collated({text(record) for record in found})
            found.sort(key=lambda record: ranks[text(record)], reverse=descending)
        else:
            found.sort(key=column.sort_key or text, reverse=descending)
        return found

    def _passes(self, record: R) -> bool:
        """Whether the filter leaves a record."""
        return self._keep(record)

    def _chosen(self, order: list[R]) -> list[R]:
        """What the filter leaves of all of them, as a list of its own."""
        return [record for record in order if self._keep(record)]

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
        self._order = None
        self._arrange()
        # By identity, and in one walk: a view keeps many an index, and each was looked for alone.
        places = {id(record): place for place, record in enumerate(self._shown)}
        after = [
            self.index(places[id(record)], index.column())
            for record, index in zip(old, before, strict=True)
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()


def _place(records: list[R], wanted: object) -> int:
    """Where a record stands: it itself, for equal ones would be compared field by field."""
    return next(place for place, record in enumerate(records) if record is wanted)


def _everything(_: object) -> bool:
    return True
