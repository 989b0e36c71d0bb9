"""One member's own score sheet: applicants down, items across, range and step enforced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QColor, QValidator

from zcdesk.desk import figures, marking
from zcdesk.domain.case import Case
from zcdesk.domain.errors import Refused
from zcdesk.domain.scoring import Mark, ScoreItem
from zcdesk.ui.look import colours
from zcdesk.ui.models.table import Index

_HEAD = 2
_MOST_PLACES = 99
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class _Cell:
    """A column that is typed into: an item's points, or the applicant's place among the authors."""

    item: ScoreItem
    place: bool = False


class ScoreSheetModel(QAbstractTableModel):
    """Marks in memory until they are handed in; `refused` carries why a mark was not taken."""

    refused = Signal(str)
    marked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._case: Case | None = None
        self._member = ""
        self._cells: tuple[_Cell, ...] = ()
        self._applicants: list[tuple[str, str]] = []
        self._points: dict[str, dict[str, Mark]] = {}
        self._places: dict[str, dict[str, int]] = {}
        self._on_file: set[str] = set()

    def show_sheet(self, case: Case, member: str, numbers: Sequence[str]) -> None:
        """Show a member's (or the office's) sheet for these applicants, with the own marks so far."""
        self.beginResetModel()
        self._case, self._member = case, member
        cells = []
        for item in marking.items(case, member):
            cells.append(_Cell(item))
            if item.rank_factors:
                cells.append(_Cell(item, place=True))
        self._cells = tuple(cells)
        self._applicants = [(number, case.applicants[number].name) for number in numbers]
        self._points = {number: marking.own(case, number, member) for number in numbers}
        self._on_file = {number for number, given in self._points.items() if given}
        self._places = {
            number: {name: mark.rank for name, mark in given.items() if mark.rank}
            for number, given in self._points.items()
        }
        self.endResetModel()

    def wipe(self) -> None:
        """Forget everything."""
        self.beginResetModel()
        self._case, self._member, self._cells = None, "", ()
        self._applicants, self._points, self._places = [], {}, {}
        self._on_file = set()
        self.endResetModel()

    @property
    def marks(self) -> dict[str, Mapping[str, Mark]]:
        """The whole marks by applicant and item; a mark that lacks its place is not one yet.

        An applicant without any is among them only where the sheet on file is to be emptied.
        """
        given = {number: self._whole(number) for number, _ in self._applicants}
        return {n: marks for n, marks in given.items() if marks or n in self._on_file}

    @property
    def left(self) -> int:
        """How many cells of unfinished sheets are still empty."""
        return sum(
            len(self._cells) - len(self._points[number]) - len(self._places[number])
            for number, _ in self._applicants
            if not self._finished(number)
        )

    @property
    def unfinished(self) -> list[str]:
        """Names of those whose sheet lacks something."""
        return [name for number, name in self._applicants if not self._finished(number)]

    def judge(self, index: Index, text: str) -> QValidator.State:
        """What a text is while it is typed: a figure that is no mark is let in, and told when given."""
        cell = self._cell(index)
        if cell is None:
            return QValidator.State.Invalid
        if cell.place:
            found: bool | None = not text or _place(text) is not None
        else:
            found = marking.as_typed(cell.item, text)
        states = QValidator.State
        return {True: states.Acceptable, None: states.Intermediate, False: states.Invalid}[found]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Applicants."""
        return 0 if parent.isValid() else len(self._applicants)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Number, name, the items, the total."""
        return 0 if parent.isValid() else _HEAD + len(self._cells) + 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Only the items' cells can be written in."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if self._cell(index) else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Marks, and the total once a row is whole."""
        if not index.isValid():
            return None
        number, name = self._applicants[index.row()]
        cell = self._cell(index)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            if index.column() < _HEAD:
                return (number, name)[index.column()]
            return self._total(number) if cell is None else self._text(number, cell)
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() >= _HEAD:
            return _RIGHT
        if role == Qt.ItemDataRole.BackgroundRole and cell is not None:
            blank = not self._text(number, cell) and not self._finished(number)
            return QColor(colours().unclear_soft) if blank else None
        if role == Qt.ItemDataRole.ToolTipRole and cell is not None:
            return _asked(cell)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take a mark; an empty text takes it away."""
        cell = self._cell(index)
        if cell is None or role != Qt.ItemDataRole.EditRole:
            return False
        number, row = self._applicants[index.row()][0], index.row()
        try:
            self._put(number, cell, str(value).strip())
        except Refused as error:
            self.refused.emit(error.sentence)
            return False
        self.dataChanged.emit(self.index(row, 0), self.index(row, self.columnCount() - 1))
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
        if place < len(self._cells):
            cell = self._cells[place]
            return f"{'本人名次' if cell.place else cell.item.name}\n{_asked(cell)}"
        return "合计"

    # --- marks ------------------------------------------------------------------------------------

    def _cell(self, index: Index) -> _Cell | None:
        place = index.column() - _HEAD
        return self._cells[place] if index.isValid() and 0 <= place < len(self._cells) else None

    def _put(self, number: str, cell: _Cell, text: str) -> None:
        name = cell.item.name
        if cell.place:
            place = _place(text)
            if text and place is None:
                raise Refused("score-range", f"名次应为 1 至 {_MOST_PLACES} 的整数。")
            self._places[number].pop(name, None)
            if place is not None:
                self._places[number][name] = place
        elif text:
            self._points[number][name] = marking.points(cell.item, text)
        else:
            self._points[number].pop(name, None)

    def _text(self, number: str, cell: _Cell) -> str:
        name = cell.item.name
        if cell.place:
            return str(self._places[number].get(name, ""))
        mark = self._points[number].get(name)
        return figures.points_in_words(mark.points) if mark else ""

    def _whole(self, number: str) -> dict[str, Mark]:
        ranked = {cell.item.name for cell in self._cells if cell.place}
        places = self._places[number]
        return {
            name: replace(mark, rank=places.get(name, 0))
            for name, mark in self._points[number].items()
            if name not in ranked or name in places
        }

    def _finished(self, number: str) -> bool:
        return self._case is not None and marking.finished(
            self._case, self._member, self._whole(number)
        )

    def _total(self, number: str) -> str:
        if self._case is None or not self._finished(number):
            return "—"
        return marking.total(self._case, self._member, self._whole(number))


def _place(text: str) -> int | None:
    right = text.isascii() and text.isdigit() and 0 < int(text) <= _MOST_PLACES
    return int(text) if right else None


def _asked(cell: _Cell) -> str:
    return "第几作者" if cell.place else figures.item_range(cell.item)
