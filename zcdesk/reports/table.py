"""Tables of any length: rows drawn one after the other, never split, with the head on every page.

The library's own tables grow worse than linearly; here the cost of a row is the cost of its text.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Protocol

from zcdesk.reports.fonts import Face
from zcdesk.reports.page import Look, Paper
from zcdesk.reports.text import Line, balanced, break_lines, whole

CELL = Look(Face.SONG, 9, 12)
FORM = Look(Face.SONG, 12, 15)  # names on forms that people write on
FIGURE = Look(Face.FANG, 9.5, 12)  # 仿宋 has figures of one width, 宋 has not
HEAD = Look(Face.HEI, 9, 12)
_SMALLER, _SMALLEST = 0.75, 7.5
"""What part of its size, and how many points, a name keeps before one of its parts is torn."""
_PAD = 4.0  # above and below the lines of a row
_SIDE = 2.5  # left and right of a cell's text
_OUTER, _INNER = 1.0, 0.4
_ROUNDING = 0.01
_AHEAD = 3
"""Rows that are laid out before the first of them is drawn: the last two stay together."""
_REMEMBERED = 20_000
"""Cells whose lines are kept, of names, units, results; numbers (`whole`) do not come again."""


class Picture(Protocol):
    """A cell that is drawn, such as a bar."""

    def operators(self, x: float, y: float, width: float, height: float) -> str:
        """Drawing operators inside the given box (lower left corner)."""


Cell = str | Picture
BEGINNING = 72.0
"""Points that a head and two rows take: what announces a table stands above them."""
_Laid = tuple[Look, list[Line], float]  # look, lines and height of a cell


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its share of the width (about millimetres), how its text stands.

    `whole`: the text never wraps (编号, 身份证号); it is set smaller where it must be.
    `name`: the cells are people's names, `heads_person`: the title is one; a name of several parts
    breaks after the dot between them.
    """

    title: str
    share: float
    align: str = "centre"
    look: Look = CELL
    whole: bool = False
    name: bool = False
    heads_person: bool = False


class Table:
    """A table on a paper. No row is lower than `pitch`: room to sign or to mark in.

    `head`: how the titles of the columns look.
    """

    def __init__(
        self, paper: Paper, columns: Sequence[Column], *, pitch: float = 0.0, head: Look = HEAD
    ) -> None:
        self.paper = paper
        self.pitch, self.head = pitch, head
        self.columns = columns
        total = sum(column.share for column in columns)
        self.widths = [column.share / total * paper.geometry.width for column in columns]
        self.lefts = [paper.geometry.left + sum(self.widths[:n]) for n in range(len(columns))]
        self._broken: dict[tuple[int, str], _Laid] = {}
        self._top = 0.0

    def draw(
        self, rows: Iterable[Sequence[Cell]], *, head: bool = True, after: float = 0.0
    ) -> None:
        """Draw all rows from the current place on; `head`: under the columns' titles.

        `after` points are kept free below the last row, for what may not stand alone.
        The first two rows stay with the head, the last two with one another.
        """
        paper = self.paper
        top = [
            (_name if c.heads_person else _split)(c.title, self.head, width)
            for c, width in zip(self.columns, self.widths, strict=True)
        ]
        titles = [column.title for column in self.columns]
        over = _height(top) if head else 0.0
        tallest = paper.geometry.height - over
        # Few rows are held at a time: a heap that grows with the table is walked by the collector
        # again and again, a quarter of all the time at 50 000 rows.
        coming = self._laid(rows, tallest)
        ahead = deque(islice(coming, _AHEAD))
        paper.need(over + sum(height for _, _, height in islice(ahead, 2)))
        begun = False
        while ahead:
            row, cells, height = ahead[0]
            near_end = len(ahead) < _AHEAD
            last_two = near_end and sum(each[2] for each in ahead) + after > paper.room
            if begun and (height > paper.room or last_two):
                self._frame()
                paper.turn()
                begun = False
            if not begun:
                self._top, begun = paper.y, True
                if head:
                    self._row(top, titles, over, centre=True)
            self._row(cells, row, height)
            ahead.popleft()
            ahead.extend(islice(coming, 1))
        if begun:
            self._frame()

    def _laid(
        self, rows: Iterable[Sequence[Cell]], tallest: float
    ) -> Iterator[tuple[Sequence[Cell], list[_Laid], float]]:
        """Rows as they are drawn, with their heights, one after the other."""
        for row in rows:
            cells = [self._lines(n, cell) for n, cell in enumerate(row)]
            for part, lines in _pieces(row, cells, tallest):
                yield part, lines, max(self.pitch, _height(lines))

    def _lines(self, place: int, cell: Cell) -> _Laid:
        if not isinstance(cell, str):
            return CELL, [], 0.0
        known = self._broken.get((place, cell))
        if known is None:
            column = self.columns[place]
            centred = column.align == "centre"
            width = self.widths[place]
            known = (
                _name(cell, column.look, width)
                if column.name
                else _split(cell, column.look, width, whole=column.whole, centred=centred)
            )
            if not column.whole:
                if len(self._broken) >= _REMEMBERED:
                    self._broken.clear()
                self._broken[place, cell] = known
        return known

    def _row(
        self,
        cells: Sequence[_Laid],
        row: Sequence[Cell],
        height: float,
        *,
        centre: bool = False,
    ) -> None:
        paper = self.paper
        bottom = paper.geometry.top - paper.y - height
        operators = []
        for place, (look, lines, tall) in enumerate(cells):
            left, width = self.lefts[place], self.widths[place]
            cell = row[place]
            if not isinstance(cell, str):
                operators.append(cell.operators(left + 4, bottom + height / 2 - 3.5, width - 8, 7))
                continue
            middle = centre or self.columns[place].align == "centre"
            y = paper.y + (height - tall) / 2
            for line in lines:
                x = left + _SIDE
                if middle:
                    x = left + (width - line.width * look.size / 1000) / 2
                operators.append(paper.ink(x, paper.baseline(look, y), line.text, look))
                y += look.leading
        paper.y += height
        right = paper.geometry.left + paper.geometry.width
        operators.append(
            f"{_INNER} w {paper.geometry.left:.2f} {bottom:.2f} m {right:.2f} {bottom:.2f} l S"
        )
        paper.draw("\n".join(filter(None, operators)))

    def _frame(self) -> None:
        """Rules between columns and around what stands on this page."""
        paper = self.paper
        top, bottom = paper.geometry.top - self._top, paper.geometry.top - paper.y
        inner = " ".join(f"{x:.2f} {bottom:.2f} m {x:.2f} {top:.2f} l" for x in self.lefts[1:])
        left, width = paper.geometry.left, paper.geometry.width
        paper.draw(
            f"{_INNER} w {inner} S {_OUTER} w "
            f"{left:.2f} {bottom:.2f} {width:.2f} {top - bottom:.2f} re S"
        )


def _pieces(
    row: Sequence[Cell], cells: list[_Laid], tallest: float
) -> Iterator[tuple[Sequence[Cell], list[_Laid]]]:
    """The row itself; one that is taller than a page goes on in rows below it."""
    most = int((tallest - 2 * _PAD) // max(look.leading for look, _, _ in cells))
    longest = max(len(lines) for _, lines, _ in cells)
    if longest <= most:
        yield row, cells
        return
    for start in range(0, longest, most):
        parts = [(look, lines[start : start + most]) for look, lines, _ in cells]
        rest = row if start == 0 else [cell if isinstance(cell, str) else "" for cell in row]
        yield rest, [(look, lines, len(lines) * look.leading) for look, lines in parts]


def _height(cells: Sequence[_Laid]) -> float:
    return max([CELL.leading, *(tall for _, _, tall in cells)]) + 2 * _PAD


def _name(text: str, look: Look, width: float) -> _Laid:
    """Look, lines and height of a name: broken after a dot, set smaller where a part is too wide.

    Only a part that is too wide even so is torn, into lines of about one length.
    """
    room = width - 2 * _SIDE
    parts = text.replace("·", "·\n").split("\n")
    widest = max(map(look.width, parts))
    if widest > room:
        smallest = max(_SMALLER, _SMALLEST / look.size)
        by = max(smallest, room / widest)
        look = replace(look, size=look.size * by, leading=look.leading * by)
    ems = int(1000 * room / look.size)
    torn = any(look.width(part) > room + _ROUNDING for part in parts)
    lines = (
        [line for part in parts for line in balanced(part, look.face, ems)]
        if torn
        else break_lines(whole(text), look.face, ems + 1)
    )
    return look, lines, len(lines) * look.leading


def _split(
    text: str, look: Look, width: float, *, whole: bool = False, centred: bool = False
) -> _Laid:
    """Look, lines and height of a cell's text.

    Centred lines are of about one length, and in no cell does the last character stand alone.
    """
    room = width - 2 * _SIDE
    if whole:
        natural = look.width(text)
        if natural > room:
            look = replace(look, size=look.size * room / natural)
        return look, break_lines(text, look.face, 10**9), look.leading
    ems = int(1000 * room / look.size)
    lines = break_lines(text, look.face, ems)
    if len(lines) > 1 and "\n" not in text:
        lines = balanced(text, look.face, ems) if centred else _accompanied(text, look, ems, lines)
    return look, lines, len(lines) * look.leading


def _accompanied(text: str, look: Look, ems: int, lines: list[Line]) -> list[Line]:
    """The lines, the last of which takes some characters of the one above where it has but one."""
    if len(lines[-1].text) > 1:
        return lines
    # 有限公司 stays whole; of many lines none becomes much shorter.
    for fewer in (3000, 2000, 1000) if len(lines) == 2 else (1000, 2000, 3000):  # noqa: PLR2004
        attempt = break_lines(text, look.face, ems - fewer)
        if len(attempt) == len(lines):
            return attempt
    return lines
