"""The list of committees that should hand over (应报送名单): a table file, or one name a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from zcdesk.domain.errors import Unreadable
from zcdesk.dossiers.cells import text_of
from zcdesk.dossiers.cells_limits import DEFAULT_LIMITS
from zcdesk.dossiers.cells_process import KINDS, read_table

_HEADINGS = {
    "committee": ("评审委员会", "评委会", "committee"),
    "year": ("评审年度", "年度", "year"),
    "fingerprint": ("证书指纹", "指纹", "fingerprint"),
}


@dataclass(frozen=True, slots=True)
class Expected:
    """A committee that should have handed over; `year` 0: any. `fingerprint` empty: not known."""

    committee: str
    year: int = 0
    fingerprint: str = ""


def read_expected(path: Path) -> tuple[Expected, ...]:
    """The list: .xlsx, .xls, .ods or .csv with a column 评审委员会, or .txt with a name a line.

    年度 and 证书指纹 may be there too; a package whose certificate is another one is not gathered.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"无法读取名单“{path.name}”：文件不存在或没有权限。") from error
    if path.suffix.lower() == ".txt":
        lines = (line.strip() for line in _decoded(data).splitlines())
        return tuple(Expected(line) for line in lines if line)
    if path.suffix.lower() not in KINDS:
        raise Unreadable(f"名单“{path.name}”不是 xlsx、xls、ods、csv 或 txt 文件。")
    try:
        table = read_table(path, DEFAULT_LIMITS)
    except Unreadable as error:
        raise Unreadable(f"无法读取名单“{path.name}”：文件已损坏或不是表格。") from error
    sheet = table.sheets[0] if table.sheets else None
    rows = [[text_of(cell) for cell in row] for row in sheet.rows] if sheet else []
    return _rows(path.name, rows, sheet.top + 1 if sheet else 1)


def _rows(name: str, rows: Sequence[Sequence[str]], first: int) -> tuple[Expected, ...]:
    """The list below its headings; `first` is the number of the first row in the file."""
    places = {
        key: next((place for place, cell in enumerate(rows[0]) if cell in names), -1)
        if rows
        else -1
        for key, names in _HEADINGS.items()
    }
    if places["committee"] < 0:
        raise Unreadable(f"名单“{name}”的第一行里没有“评审委员会”这一列。")
    found = []
    for line, row in enumerate(rows[1:], start=first + 1):
        if not any(row):
            continue
        cells = {k: row[p] if 0 <= p < len(row) else "" for k, p in places.items()}
        year = cells["year"].removesuffix("年度").removesuffix("年")
        if (year and not (year.isascii() and year.isdigit())) or not cells["committee"]:
            raise Unreadable(f"名单“{name}”第 {line} 行的评审委员会或年度不对。")
        found.append(Expected(cells["committee"], int(year or 0), cells["fingerprint"]))
    return tuple(found)


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", errors="replace")
