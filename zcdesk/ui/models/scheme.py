"""A scoring scheme as lines: groups and items, one under the other, indented."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from zcdesk.desk import scheme as schemes
from zcdesk.domain.errors import Refused
from zcdesk.domain.scoring import Combine, JudgedBy, ScoreGroup, ScoreItem, ScoreScheme
from zcdesk.ui.models.table import Index

HEADS = ("名称", "最低", "最高", "步长", "封顶", "合计方式", "评定", "排名系数")
NAME, LOW, HIGH, STEP, CAP, COMBINE, JUDGED, FACTORS = range(len(HEADS))
COMBINES = {"相加": Combine.SUM, "取最高": Combine.HIGHEST}
JUDGES = {"专家": JudgedBy.EXPERT, "办事机构": JudgedBy.OFFICE}
_OF_GROUPS, _OF_ITEMS = (CAP, COMBINE), (LOW, HIGH, STEP, JUDGED, FACTORS)


@dataclass(frozen=True, slots=True)
class Line:
    """A group or an item as typed; `cells` hold the texts in the order of the headings."""

    depth: int
    group: bool
    cells: tuple[str, ...]

    def put(self, column: int, text: str) -> Line:
        """The line with another text in a cell."""
        return replace(self, cells=(*self.cells[:column], text, *self.cells[column + 1 :]))


def new_item(depth: int) -> Line:
    """An item of 0 to 20 points by half points."""
    return Line(depth, group=False, cells=("", "0", "20", "0.5", "", "", "专家", ""))


def new_group(depth: int) -> Line:
    """An empty group."""
    return Line(depth, group=True, cells=("", "", "", "", "", "相加", "", ""))


class SchemeModel(QAbstractTableModel):
    """Lines that can be written in, moved up and down, in and out."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []
        self._root = ScoreGroup("", ())
        self._name = ""

    def show_scheme(self, scheme: ScoreScheme) -> None:
        """Show a scheme."""
        self.beginResetModel()
        self._name, self._root = scheme.name, scheme.root
        self.lines = list(_lines(scheme.root.parts, 0))
        self.endResetModel()

    def scheme(self, name: str, cap: str) -> ScoreScheme:
        """The scheme as typed. Refused with a sentence where it cannot be one."""
        parts, rest = _parts(self.lines, 0)
        assert not rest
        whole = schemes.number(cap, "总分封顶") if cap.strip() else None
        root = replace(self._root, name=self._root.name or name, parts=parts, cap=whole)
        made = ScoreScheme(name.strip() or self._name, root)
        schemes.check(made)
        return made

    # --- changing -------------------------------------------------------------------------------

    def insert(self, place: int, line: Line) -> None:
        """One more line."""
        self.beginInsertRows(QModelIndex(), place, place)
        self.lines.insert(place, line)
        self.endInsertRows()

    def remove(self, place: int) -> None:
        """A line with all that stands in it."""
        last = self._end(place) - 1
        self.beginRemoveRows(QModelIndex(), place, last)
        del self.lines[place : last + 1]
        self.endRemoveRows()

    def move(self, place: int, step: int) -> int:
        """Past the neighbour of the same group; answers where it now stands."""
        other = self._neighbour(place, step)
        if other is None:
            return place
        first, second = min(place, other), max(place, other)
        self.beginResetModel()
        upper = self.lines[first : self._end(first)]
        lower = self.lines[second : self._end(second)]
        self.lines[first : second + len(lower)] = lower + upper
        self.endResetModel()
        return other if step < 0 else first + len(lower)

    def shift(self, place: int, step: int) -> bool:
        """Into the group above (1) or out of its group (-1); False where that cannot be."""
        line = self.lines[place]
        above = self._neighbour(place, -1)
        if step > 0 and (above is None or not self.lines[above].group):
            return False
        if step < 0 and (line.depth == 0 or self._neighbour(place, 1) is not None):
            return False
        self.beginResetModel()
        for each in range(place, self._end(place)):
            moved = self.lines[each]
            self.lines[each] = replace(moved, depth=moved.depth + step)
        self.endResetModel()
        return True

    def _end(self, place: int) -> int:
        """The place behind a line and all that stands in it."""
        depth, end = self.lines[place].depth, place + 1
        while end < len(self.lines) and self.lines[end].depth > depth:
            end += 1
        return end

    def _neighbour(self, place: int, step: int) -> int | None:
        depth = self.lines[place].depth
        at = self._end(place) if step > 0 else place - 1
        while 0 <= at < len(self.lines) and self.lines[at].depth > depth:
            at += step
        inside = 0 <= at < len(self.lines) and self.lines[at].depth == depth
        return at if inside else None

    # --- what Qt asks -----------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Lines."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Headings."""
        return 0 if parent.isValid() else len(HEADS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """What belongs to a group or to an item can be written in."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        own = _OF_GROUPS if self.lines[index.row()].group else _OF_ITEMS
        found = super().flags(index)
        return found | Qt.ItemFlag.ItemIsEditable if index.column() in (NAME, *own) else found

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The texts; a name is indented and says that it is a group."""
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        text = line.cells[index.column()]
        if role == Qt.ItemDataRole.EditRole:
            return text
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if index.column() != NAME:
            return text or ("—" if index.flags() & Qt.ItemFlag.ItemIsEditable else "")
        return "　　" * line.depth + ("【组】" if line.group else "") + (text or "（未填名称）")

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Write a cell."""
        if role != Qt.ItemDataRole.EditRole:
            return False
        place = index.row()
        self.lines[place] = self.lines[place].put(index.column(), str(value).strip())
        self.dataChanged.emit(index, index)
        return True

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The headings."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADS[section]
        return None


def _lines(parts: Sequence[ScoreItem | ScoreGroup], depth: int) -> Iterator[Line]:
    for part in parts:
        if isinstance(part, ScoreItem):
            judged = next(word for word, by in JUDGES.items() if by is part.judged_by)
            low, high, step = map(schemes.in_words, (part.low, part.high, part.step))
            ranks = "、".join(map(schemes.in_words, part.rank_factors))
            yield Line(
                depth, group=False, cells=(part.name, low, high, step, "", "", judged, ranks)
            )
        else:
            how = next(word for word, each in COMBINES.items() if each is part.combine)
            cap = schemes.in_words(part.cap)
            yield Line(depth, group=True, cells=(part.name, "", "", "", cap, how, "", ""))
            yield from _lines(part.parts, depth + 1)


def _parts(
    lines: Sequence[Line], depth: int
) -> tuple[tuple[ScoreItem | ScoreGroup, ...], Sequence[Line]]:
    """The parts at a depth, and the lines that belong further out."""
    parts: list[ScoreItem | ScoreGroup] = []
    rest = lines
    while rest and rest[0].depth >= depth:
        line, rest = rest[0], rest[1:]
        if line.group:
            inner, rest = _parts(rest, depth + 1)
            parts.append(_group(line, inner))
        else:
            parts.append(_item(line))
    return tuple(parts), rest


def _group(line: Line, parts: tuple[ScoreItem | ScoreGroup, ...]) -> ScoreGroup:
    name, cap = line.cells[NAME], line.cells[CAP]
    whole = schemes.number(cap, f"“{name}”的封顶分") if cap else None
    return ScoreGroup(name, parts, whole, COMBINES[line.cells[COMBINE]])


def _item(line: Line) -> ScoreItem:
    name = line.cells[NAME]
    if not name:
        raise Refused("scheme", "有一个赋分要素没有名称。")
    low, high, step = (
        schemes.number(
            line.cells[at], f"“{name}”的{HEADS[at]}分" if at != STEP else f"“{name}”的步长"
        )
        for at in (LOW, HIGH, STEP)
    )
    ranks = schemes.factors(line.cells[FACTORS], f"“{name}”")
    return ScoreItem(name, low, high, step, JUDGES[line.cells[JUDGED]], ranks)
