"""The tables as one workbook, one sheet a table, for the platform's upload.

Everything that is not a count is written as text: an 18-digit ID keeps its digits, and a text
that begins with = stays a text.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from zcdesk.reports.edition import Edition, printed
from zcdesk.reports.form_tables import archive_sheets, form_sheets
from zcdesk.reports.snapshot import Snapshot
from zcdesk.reports.tables import REHEARSAL, Sheet, sheets

# A workbook carries a date of its making; the same session must give the same bytes.
_MADE = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
_WIDEST = 48


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
    comments += REHEARSAL if rehearsal else ""
    book.set_properties({"title": title, "comments": comments, "created": _MADE})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1})
    text = book.add_format({"num_format": "@", "valign": "vcenter"})
    for sheet in held:
        _write(book.add_worksheet(sheet.name), sheet, bold, text, rehearsal=rehearsal)
    book.close()
    return buffer.getvalue()


def _write(page: Worksheet, sheet: Sheet, bold: object, text: object, *, rehearsal: bool) -> None:
    top = 0
    if rehearsal:
        page.write_string(0, 0, REHEARSAL, bold)
        top = 1
    for place, title in enumerate(sheet.head):
        page.write_string(top, place, title, bold)
    for below, row in enumerate(sheet.rows, start=top + 1):
        for place, value in enumerate(row):
            if isinstance(value, int):
                page.write_number(below, place, value)
            else:
                page.write_string(below, place, value, text)
    for place, title in enumerate(sheet.head):
        longest = max([len(title), *(len(str(row[place])) for row in sheet.rows)])
        page.set_column(place, place, min(2 * longest + 2, _WIDEST))
    page.freeze_panes(top + 1, 2)
    page.repeat_rows(top)
    page.set_landscape()
    page.fit_to_pages(1, 0)
