"""A sheet of a roster as columns: every cell read once, every cell that cannot be read named.

Columns repeat few values, so a column is read through a table of the texts already seen; this
is what keeps ten thousand rows within the cost of opening the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any

from zcdesk.dossiers.cells import Cell, Unread, address, refuse_fault, text_of
from zcdesk.dossiers.cells_process import Sheet
from zcdesk.dossiers.headings import Header, heading_of, plain
from zcdesk.dossiers.roster_words import Read


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """One cell of a roster that was not taken in: what is wrong, and how to mend it."""

    sheet: str
    cell: str
    message: str
    remedy: str


class _Seen(dict[Cell, Any]):
    """What each cell means; a cell is read when it is first met."""

    def __init__(self, read: Read) -> None:
        super().__init__()
        self._read = read
        self.unread = False

    def __missing__(self, cell: Cell) -> Any:
        try:
            refuse_fault(cell)
            value = self._read(cell)
        except Unread as unread:
            value = unread
            self.unread = True
        self[cell] = value
        return value


class Columns:
    """The rows of a sheet below its header that are not empty, column by column."""

    def __init__(self, kind: str, sheet: Sheet, header: Header) -> None:
        self._kind = kind
        self._sheet = sheet
        self._header = header
        first = header.last + 1
        body = sheet.rows[first:]
        filled = [_is_filled(row) for row in body]
        self.rows: Sequence[int] = list(compress(range(first, len(sheet.rows)), filled))
        self._columns = list(zip(*compress(body, filled), strict=True))
        self._seen: dict[Read, _Seen] = {}
        self._problems: list[tuple[int, int, Unread]] = []
        self._remarks: list[tuple[int, int, str]] = []

    def __contains__(self, key: str) -> bool:
        return key in self._header.columns

    @property
    def years(self) -> list[str]:
        """Keys of the assessment columns, by year."""
        return sorted(key for key in self._header.columns if key.isdigit())

    def cells(self, key: str) -> Sequence[Cell]:
        """The cells of a column as they are; empty ones where the sheet has no such column."""
        if key not in self or not self.rows:
            return [""] * len(self.rows)
        return self._columns[self._header.columns[key]]

    def read(self, key: str, read: Read) -> list[Any]:
        """The values of a column; a cell that cannot be read is a problem and reads as empty."""
        seen = self._seen.setdefault(read, _Seen(read))
        values = list(map(seen.__getitem__, self.cells(key)))
        if seen.unread:
            for place, value in enumerate(values):
                if isinstance(value, Unread):
                    self.report(key, place, value)
                    values[place] = seen[""]
        return values

    def report(self, key: str, place: int, unread: Unread) -> None:
        """Name the cell of a column in the row at this place."""
        self._problems.append((self.rows[place], self._header.columns[key], unread))

    def remark(self, key: str, place: int, text: str) -> None:
        """Say in a note why the cell of a column in the row at this place says nothing."""
        self._remarks.append((self.rows[place], self._header.columns[key], text))

    def need(self, key: str) -> None:
        """Name the header when a needed column is not there."""
        if key not in self:
            heading = heading_of(self._kind, key)
            unread = Unread(f"缺少“{heading}”一列", f"请加上标题为“{heading}”的一列")
            self._problems.append((self._header.last, 0, unread))

    def problems(self) -> Iterator[ImportProblem]:
        """All problems of the sheet, in the order of its cells."""
        for column, heading in self._header.repeated:
            unread = Unread(f"标题“{text_of(heading)}”重复", "请删去或改名多余的一列")
            self._problems.append((self._header.last, column, unread))
        for row, column, unread in sorted(self._problems, key=lambda problem: problem[:2]):
            yield ImportProblem(
                self._sheet.name,
                self._address(row, column),
                f"{unread.message}。",
                f"{unread.remedy}。",
            )

    def _beside(self, heading: str) -> bool:
        name = heading_of("applicants", "name")
        return self._kind != "applicants" and plain(text_of(heading)) == plain(name)

    def notes(self) -> Iterator[str]:
        """What was left out, if it says anything at all: columns, then single cells."""
        for column, heading in self._header.ignored:
            where = self._address(self._header.last, column)
            if text_of(heading):
                # In the sheets of details a name beside the number alarms whoever reads that it
                # was left out.
                told = "不必读入，各行按编号归到人" if self._beside(heading) else "未读入"
                yield f"工作表“{self._sheet.name}”{where} 的“{text_of(heading)}”一列{told}。"
            elif self.rows and any(map(text_of, self._columns[column])):
                yield f"工作表“{self._sheet.name}”{where} 的一列没有标题，未读入。"
        for row, column, text in sorted(self._remarks):
            yield f"工作表“{self._sheet.name}”{self._address(row, column)}：{text}"

    def _address(self, row: int, column: int) -> str:
        return address(row + self._sheet.top, column + self._sheet.left)


def _is_filled(row: Sequence[Cell]) -> bool:
    """Whether a row holds more than spaces; its first cell tells for nearly all rows."""
    first = row[0]
    if first != "" and not (isinstance(first, str) and first.isspace()):
        return True
    return any(cell != "" and text_of(cell) for cell in row)
