"""How each column of a roster is read: one cell in, one value out, or Unread with the remedy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from enum import Enum
from functools import cache, partial
from typing import TypeVar

from zcdesk.domain.applicant import (
    Education,
    EmployerKind,
    Grade,
    IntegrityRecord,
    Level,
    OtherApplication,
    Route,
    Sex,
)
from zcdesk.dossiers.cells import (
    Cell,
    Unread,
    date_of,
    narrow,
    shown,
    text_of,
    whole,
    word_of,
)
from zcdesk.dossiers.cells_faults import MARK
from zcdesk.dossiers.headings import roster_table

Read = Callable[[Cell], object]
Word = TypeVar("Word", bound=Enum)

_DIVIDED = re.compile(r"[;；\r\n]+")
_SLASH = re.compile(r"[/／]")
_LEADING_DATE = re.compile(r"[0-9０-９][0-9０-９年月日./／．\-－]*")
_SCIENTIFIC = re.compile(r"\d+(\.\d+)?[eE]\+?\d+", re.ASCII)
_NONE = "无"


def number_of(cell: Cell) -> str:
    """编号: text as it is (001 stays 001), a whole number as its digits."""
    if isinstance(cell, str):
        if cell.isascii() and cell.isalnum():
            return cell
        if cell.startswith(MARK):
            raise Unread(f"编号“{shown(cell)}”是日期或逻辑值", "请把单元格设为文本后重新填写编号")
        return narrow(text_of(cell)).strip()
    if not whole(cell):
        raise Unread(f"编号“{shown(cell)}”不是整数", "请把单元格设为文本后重新填写编号")
    return str(int(cell))


def id_number_of(cell: Cell) -> str:
    """身份证号: text only. Typed as a number it has lost its last digits and is never guessed."""
    if isinstance(cell, str) and not cell.startswith(MARK):
        if cell.isascii() and cell[:-1].isdigit():
            return cell.strip()
        text = "".join(narrow(text_of(cell)).split())
        if not _SCIENTIFIC.fullmatch(text):
            return text
    raise Unread(
        "身份证号不是文本格式，末几位可能已经丢失",
        "请把单元格设为文本，再按证件重新填写全部 18 位",
    )


def name_of(cell: Cell) -> str:
    """姓名: every character as it is."""
    if not isinstance(cell, str) or cell.startswith(MARK):
        raise Unread(f"姓名“{shown(cell)}”不是文字", "请填写姓名")
    return text_of(cell)


def words(kind: type[Word], what: str, cell: Cell) -> Word | None:
    """A word of a closed list; None for an empty cell."""
    word = word_of(cell)
    if not word:
        return None
    try:
        return kind(word)
    except ValueError:
        raise Unread(f"{what}“{shown(cell)}”不在可用的词之中", _choose(kind)) from None


def grade_of(cell: Cell) -> Grade | None:
    """年度考核等次 with its accepted synonyms."""
    word = word_of(cell)
    if not word:
        return None
    if word not in roster_table("words")["grade"]:
        raise Unread(f"考核等次“{shown(cell)}”看不懂", _choose(Grade))
    return Grade(roster_table("words")["grade"][word])


def degree_word(what: str, cell: Cell) -> str:
    """学历 or 学位 as written, if it is a word that has a rank."""
    word = word_of(cell)
    if word and word not in roster_table("words")["education"]:
        known = "、".join(roster_table("words")["education"])
        raise Unread(f"{what}“{shown(cell)}”看不懂", f"请改为{known}之一，没有的留空")
    return word


@cache
def education_of(schooling: str, degree: str) -> Education | None:
    """The higher of 学历 and 学位; 研究生 without 学位 is 硕士."""
    table = roster_table("words")["education"]
    known = [Education(table[word]) for word in (schooling, degree) if word]
    return max(known, key=lambda education: education.rank, default=None)


def other_applications_of(cell: Cell) -> tuple[OtherApplication, ...]:
    """同年其他申报: 系列/专业/级别; …"""
    return tuple(_application(part) for part in _parts(cell))


def _application(part: str) -> OtherApplication:
    fields = [field.strip() for field in _SLASH.split(part)]
    if len(fields) == 3 and all(fields):  # noqa: PLR2004 - 系列/专业/级别
        level = words(Level, "同年其他申报的级别", fields[2])
        if level is not None:
            return OtherApplication(fields[0], fields[1], level)
    raise Unread(f"同年其他申报“{shown(part)}”看不懂", "请写成 系列/专业/级别，多项之间用分号隔开")


def integrity_records_of(cell: Cell) -> tuple[IntegrityRecord, ...]:
    """诚信记录: 日期 事由; …"""
    if not isinstance(cell, str) or cell.startswith(MARK):
        return (_record(cell, ""),)
    return tuple(_split_record(part) for part in _parts(cell))


def _split_record(part: str) -> IntegrityRecord:
    match = _LEADING_DATE.match(part)
    if match is None:
        raise Unread(f"诚信记录“{shown(part)}”没有日期", "请写成 2022-05-01 事由，多条用分号隔开")
    return _record(match[0], part[match.end() :].strip().lstrip(",，:：、").strip())


def _record(written: Cell, cause: str) -> IntegrityRecord:
    day = date_of(written)
    if day is None:
        raise Unread(
            f"诚信记录“{shown(written)}”没有日期", "请写成 2022-05-01 事由，多条用分号隔开"
        )
    return IntegrityRecord(day, cause)


def _parts(cell: Cell) -> Iterable[str]:
    text = cell if isinstance(cell, str) and not cell.startswith(MARK) else text_of(cell)
    # Only the ends are trimmed: a line break inside divides too.
    if text.strip() == _NONE:
        return ()
    return [part.strip() for part in _DIVIDED.split(text) if part.strip()]


def _choose(kind: type[Enum]) -> str:
    return f"请改为{'、'.join(word.value for word in kind)}之一"


sex_of: Read = partial(words, Sex, "性别")
level_of: Read = partial(words, Level, "级别")
route_of: Read = partial(words, Route, "申报方式")
employer_kind_of: Read = partial(words, EmployerKind, "单位性质")
