"""A cell of a roster: its values, its text, its address, and the dates that it may hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from zcdesk.domain.dates import PartialDate
from zcdesk.dossiers.cells_faults import MARK, UNCALCULATED

Cell = str | int | float
"""Text, or a number; a date, a time, a truth value or a fault is text that begins with `MARK`."""

_BLANK = "".join(filter(str.isspace, map(chr, range(0x3001)))) + "\ufeff\u200b\u200c\u200d\u2060"
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_DIGITS = re.compile(r"(\d{4})(?:(\d{2})(\d{2})?)?", re.ASCII)
_PARTS = re.compile(r"(\d{4})([-/.])(\d{1,2})(?:\2(\d{1,2}))?", re.ASCII)
_CHINESE = re.compile(r"(\d{4})年(\d{1,2})月(?:(\d{1,2})日)?", re.ASCII)
_CALENDAR = re.compile(MARK + r"(\d{4})-(\d{2})-(\d{2})(?:T.*)?", re.ASCII)
_MONTHLESS, _MONTHLY = 10_000, 1_000_000
_EXACT = 10**15
_FAULT = MARK + "#"
DATE_FORMS = "2019-11-03、2019年11月、2019.11 或 2019"


class Unread(Exception):
    """A cell that cannot be read: what is wrong with it, and how to mend it."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


def address(row: int, column: int) -> str:
    """The address of a cell as the sheet shows it, from row and column counted from 0."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"


def narrow(text: str) -> str:
    """Full-width ASCII made half-width; no other character is touched."""
    return text if text.isascii() else text.translate(_NARROW)


def text_of(cell: Cell) -> str:
    """What a cell says, without space at its ends; a line break inside becomes a space."""
    if not isinstance(cell, str):
        return str(int(cell)) if whole(cell) else repr(cell)
    text = cell.strip(_BLANK)
    return text if text.isprintable() else _CONTROL.sub(" ", text).strip(_BLANK)


def refuse_fault(cell: Cell) -> None:
    """Unread for a cell that holds a formula without a value."""
    if isinstance(cell, str) and cell[:2] == _FAULT:
        what = "公式没有计算结果" if cell == MARK + UNCALCULATED else f"公式出错（{cell[1:]}）"
        raise Unread(what, "请改正公式并重新保存，或直接填写内容")


def word_of(cell: Cell) -> str:
    """A cell that holds a word of a list: without any space, full-width forms made plain."""
    return "".join(unicodedata.normalize("NFKC", text_of(cell)).split())


def shown(cell: Cell) -> str:
    """A cell's text as a message quotes it: short."""
    text = text_of(cell)
    return text if len(text) <= 20 else text[:20] + "…"  # noqa: PLR2004 - one line of a list


def whole(number: float) -> bool:
    """Whether a number is whole, and small enough to have kept all its digits."""
    return -_EXACT < number < _EXACT and number == int(number)


def date_of(cell: Cell) -> PartialDate | None:
    """A date cell, a date in one of the accepted forms, or YYYY / YYYYMM as a whole number.

    None for an empty cell; Unread for everything else, a number with a fraction included:
    2016.10 typed as a number is 2016.1, and nobody knows which month was meant.
    """
    if isinstance(cell, str):
        text = narrow(cell).strip()
        if not text:
            return None
        match = _CALENDAR.fullmatch(text) if text[0] == MARK else None
        date = _date(match.groups()) if match else _typed_date(text)
    else:
        date = _numeric_date(cell)
    if date is None:
        raise Unread(f"日期“{shown(cell)}”看不懂", f"请改为 {DATE_FORMS} 这样的写法")
    return date


def date_in_csv(cell: Cell) -> PartialDate | None:
    """A date in a CSV, where 2016.1 may be what a spreadsheet left of the number 2016.10."""
    if isinstance(cell, str) and re.fullmatch(r"\d{4}\.1", narrow(cell).strip(), re.ASCII):
        raise Unread(
            f"日期“{shown(cell)}”分不清是 1 月还是 10 月",
            f"请写成 {shown(cell)[:4]}-01 或 {shown(cell)[:4]}-10",
        )
    return date_of(cell)


def _typed_date(text: str) -> PartialDate | None:
    if match := _DIGITS.fullmatch(text) or _CHINESE.fullmatch(text):
        return _date(match.groups())
    if match := _PARTS.fullmatch(text):
        return _date(match.group(1, 3, 4))
    return None


def _numeric_date(number: float) -> PartialDate | None:
    if isinstance(number, float):
        if not whole(number):
            raise Unread(
                f"日期“{shown(number)}”是带小数的数字，分不清月份",
                "请把单元格设为文本，再写成 2016-01 或 2016-10",
            )
        number = int(number)
    if number < _MONTHLESS:
        return _date((str(number), None, None))
    if number < _MONTHLY:
        return _date((str(number // 100), str(number % 100), None))
    return None


def _date(parts: Sequence[str | None]) -> PartialDate | None:
    year, month, day = parts
    # A month or a day of 0 is on no calendar; PartialDate would take it for an unknown one.
    if year is None or "0" in parts or "00" in parts:
        return None
    try:
        return PartialDate(int(year), int(month or 0), int(day or 0))
    except ValueError:
        return None
