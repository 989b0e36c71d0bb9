"""One person's reading of the paper ballots: applicants down, votes across, the account beside."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QColor

from zcdesk.domain.ballot import PaperCount
from zcdesk.ui.look import colours
from zcdesk.ui.models.table import Index

FIGURES = (("approve", "同意"), ("reject", "不同意"), ("abstain", "弃权"), ("spoilt", "废票"))
_HEADS = ("编号", "姓名", *(chinese for _, chinese in FIGURES), "合计", "应为", "核对")
_HEAD, _SUM, _DUE, _STATE = 2, 6, 7, 8
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class PaperSheetModel(QAbstractTableModel):
    """Figures in memory until both readings agree."""

    typed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._people: list[tuple[str, str]] = []
        self._due: dict[str, int] = {}
        self._read: dict[str, dict[str, int]] = {}
        self._marked: frozenset[tuple[str, str]] = frozenset()
        self._other: Mapping[str, PaperCount] | None = None

    def show_sheet(
        self,
        people: Sequence[tuple[str, str]],
        due: Mapping[str, int],
        read: Mapping[str, PaperCount] | None = None,
        marked: Collection[tuple[str, str]] = (),
        *,
        other: Mapping[str, PaperCount] | None = None,
    ) -> None:
        """Show (number, name) with what is due; `marked` cells were read otherwise by the other.

        With `other`, both readings are shown side by side and nothing can be typed.
        """
        self.beginResetModel()
        self._people, self._due, self._other = list(people), dict(due), other
        self._marked = frozenset(marked)
        given = read or {}
        self._read = {
            number: {name: getattr(given[number], name) for name, _ in FIGURES}
            if number in given
            else {}
            for number, _ in people
        }
        self.endResetModel()

    def wipe(self) -> None:
        """Forget everything."""
        self.show_sheet((), {})

    @property
    def counts(self) -> dict[str, PaperCount]:
        """What was read of each applicant; a cell left empty counts as none."""
        return {
            number: PaperCount(**{name: read.get(name, 0) for name, _ in FIGURES})
            for number, read in self._read.items()
        }

    @property
    def wrong(self) -> list[str]:
        """Names of those whose figures do not come to what is due."""
        return [name for number, name in self._people if self._sum(number) != self._due[number]]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Applicants."""
        return 0 if parent.isValid() else len(self._people)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Number, name, the figures, their sum, what is due, whether it comes out."""
        return 0 if parent.isValid() else len(_HEADS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Only the figures can be typed."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        typed = self._other is None and self._figure(index)
        return flags | Qt.ItemFlag.ItemIsEditable if typed else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: PLR0911 - one a role
        """Figures, and the account of each row."""
        if not index.isValid():
            return None
        number, name = self._people[index.row()]
        figure = self._figure(index)
        differs = (number, figure) in self._marked
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._text(index.column(), number, name)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if _HEAD <= index.column() <= _DUE else _LEFT
        if role == Qt.ItemDataRole.ForegroundRole:
            if differs:
                return QColor(colours().violation)
            if index.column() == _STATE:
                right = self._sum(number) == self._due[number]
                told = colours().good if right else colours().violation
                return QColor(told if self._read[number] else colours().muted)
        if role == Qt.ItemDataRole.BackgroundRole and figure:
            if differs:
                return QColor(colours().violation_soft)
            return None if figure in self._read[number] else QColor(colours().unclear_soft)
        if role == Qt.ItemDataRole.ToolTipRole and differs:
            return "两次录入不一致，请对照纸质票"
        return None

    def _text(self, column: int, number: str, name: str) -> str:
        if column < _HEAD:
            return (number, name)[column]
        if column < _SUM:
            figure = FIGURES[column - _HEAD][0]
            told = str(self._read[number].get(figure, ""))
            if self._other is None or (number, figure) not in self._marked:
                return told
            return f"{told} ≠ {getattr(self._other[number], figure)}"
        if column == _SUM:
            return str(self._sum(number))
        if column == _DUE:
            return str(self._due[number])
        if not self._read[number]:
            return "○ 未录入"
        return "● 相符" if self._sum(number) == self._due[number] else "■ 不符"

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take a figure; an empty text takes it away."""
        figure, text = self._figure(index), str(value).strip()
        if not figure or role != Qt.ItemDataRole.EditRole or self._other is not None:
            return False
        number = self._people[index.row()][0]
        if not text:
            self._read[number].pop(figure, None)
        elif text.isascii() and text.isdigit():
            self._read[number][figure] = int(text)
        else:
            return False
        row = index.row()
        self.dataChanged.emit(self.index(row, 0), self.index(row, self.columnCount() - 1))
        self.typed.emit()
        return True

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The headings."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(_HEADS):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if _HEAD <= section <= _DUE else _LEFT
        return _HEADS[section] if role == Qt.ItemDataRole.DisplayRole else None

    def _figure(self, index: Index) -> str:
        place = index.column() - _HEAD
        return FIGURES[place][0] if index.isValid() and 0 <= place < len(FIGURES) else ""

    def _sum(self, number: str) -> int:
        return sum(self._read[number].values())
