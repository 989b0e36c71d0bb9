"""The tables as one workbook, one sheet a table, for the platform's upload.

Everything that is not a count is written as text: an 18-digit ID keeps its digits, and a text
that begins with = stays a text.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from zcdesk.reports.edition import Edition, printed
from zcdesk.reports.form_tables import archive_sheets, form_sheets
from zcdesk.reports.snapshot import Snapshot
from zcdesk.reports.tables import REHEARSAL, Sheet, Value, sheets

# A workbook carries a date of its making; the same session must give the same bytes.
_MADE = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
_WIDEST = 40
_A3, _A4 = 8, 9
_WIDE_TABLE = 170
"""Figures' widths of a table that is printed on A3."""
_FIRST_WIDE = 0x2000
_LONGEST_EDGE = 100  # characters; a header holds 255
_LINE, _TALLEST = 15.0, 409.0  # points; no row of a workbook is taller


@dataclass(frozen=True, slots=True)
class _Looks:
    """How the cells of a workbook look."""

    head: object
    text: object
    figure: object
    note: object


def workbook(snapshot: Snapshot, edition: Edition = Edition.SUBMISSION) -> bytes:
    """The workbook (.xlsx); the archive edition adds the tables that name experts."""
    shown = printed(snapshot, edition)
    held = [*sheets(shown), *form_sheets(shown)]
    if edition is Edition.ARCHIVE:
        held += archive_sheets(shown)
    return book_of(
        held,
        f"{shown.committee.name}{shown.session.review_year}年度评审结果",
        f"校验码 {shown.seal.check_code}",
        rehearsal=shown.rehearsal,
    )


def book_of(held: Sequence[Sheet], title: str, comments: str, *, rehearsal: bool = False) -> bytes:
    """Sheets as one workbook with a title; the same sheets give the same bytes."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    comments += f"　{REHEARSAL}" if rehearsal else ""
    book.set_properties({"title": title, "comments": comments, "created": _MADE})
    cell = {"text_wrap": True, "valign": "vcenter", "border": 1}
    looks = _Looks(
        head=book.add_format(cell | {"bold": True, "align": "center"}),
        text=book.add_format(cell | {"num_format": "@"}),
        figure=book.add_format(cell | {"align": "center"}),
        note=book.add_format({"bold": True, "font_color": "#C00000"}),  # runs on over the columns
    )
    for sheet in held:
        page = book.add_worksheet(sheet.name)
        _write(page, sheet, looks, rehearsal=rehearsal)
        page.set_header(f"&L{_plain(title)}&R{_plain(sheet.name)}")
        page.set_footer(f"&L{_plain(comments)}&R第 &P 页，共 &N 页")
    book.close()
    return buffer.getvalue()


def _plain(text: str) -> str:
    """A text above or below a printed page, where & would begin a command."""
    return text[:_LONGEST_EDGE].replace("&", "＆")


def _write(page: Worksheet, sheet: Sheet, looks: _Looks, *, rehearsal: bool) -> None:
    top = 0
    if rehearsal:
        page.write_string(0, 0, REHEARSAL, looks.note)
        top = 1
    widths = [_width(title, [row[n] for row in sheet.rows]) for n, title in enumerate(sheet.head)]
    for place, width in enumerate(widths):
        page.set_column(place, place, width)
    for place, title in enumerate(sheet.head):
        page.write_string(top, place, title, looks.head)
    for below, row in enumerate(sheet.rows, start=top + 1):
        page.set_row(below, _height(row, widths))
        for place, value in enumerate(row):
            if isinstance(value, int):
                page.write_number(below, place, value, looks.figure)
            else:
                page.write_string(below, place, value, looks.text)
    page.set_paper(_A3 if sum(widths) > _WIDE_TABLE else _A4)
    page.freeze_panes(top + 1, 2)
    page.repeat_rows(top)
    page.set_landscape()
    page.fit_to_pages(1, 0)


def _width(title: str, values: Sequence[Value]) -> int:
    """What the longest line of a column takes, in figures' widths."""
    lines = [line for value in (title, *values) for line in str(value).split("\n")]
    return min(2 + max(map(_figures, lines)), _WIDEST)


def _figures(line: str) -> int:
    """A Chinese character is two figures wide."""
    return sum(1 + (ord(character) >= _FIRST_WIDE) for character in line)


def _height(row: Sequence[Value], widths: Sequence[int]) -> float:
    """Points that the lines of a row take: not every program works that out by itself."""
    lines = [
        sum(max(1, -(-_figures(line) // (width - 1))) for line in str(value).split("\n"))
        for value, width in zip(row, widths, strict=True)
    ]
    return min(_LINE * max(lines), _TALLEST)
