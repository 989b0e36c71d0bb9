"""What two rule books say differently, as a workbook: for the meeting that decides about next year."""

from __future__ import annotations

from pathlib import Path

from zcdesk.desk import book_words
from zcdesk.desk.books import Compared
from zcdesk.desk.writing import write_whole
from zcdesk.reports.tables import Sheet
from zcdesk.reports.workbook import book_of

DIFFERENT = ("项目", "原来", "改为")
TOUCHED = ("编号", "姓名", "要求", "按原规则", "按新规则")


def write_comparison(found: Compared, path: Path) -> None:
    """Write both tables. Unreadable where there is no room or no permission."""
    sheets = [
        Sheet("规则不同之处", "", DIFFERENT, book_words.difference_rows(found)),
        Sheet("受影响的申报人", "", TOUCHED, book_words.touched_rows(found)),
    ]
    title = f"规则对比：{book_words.title(found.before)}与{book_words.title(found.after)}"
    write_whole(path, book_of(sheets, title, ""))
