"""The workbook of the invented roster (花名册), in the form that a clerk makes."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter

from zcdesk.domain.applicant import Achievement, Applicant, Degree
from zcdesk.dossiers.specimen_cells import Cell, Hand
from zcdesk.dossiers.specimen_facts import REVIEW_YEAR

_TITLE = f"{REVIEW_YEAR}年度工程系列高级职称申报人员花名册（样例）"
_NOTE = (
    "填表说明：1.本表由用人单位填写，逐级审核后报送；2.身份证号请以文本格式填写；"
    "3.年度考核填写任现职以来各年度等次，非公经济组织等可不填写；4.表中人物、单位均为虚构。"
)
_FIRST_YEAR = 2015
_HEADER_ROWS = (2, 3)
# XlsxWriter stamps the clock unless it is told a date.
_MADE = datetime.datetime(REVIEW_YEAR, 10, 8, tzinfo=datetime.UTC).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class _Column:
    """One column: the heading over several columns, its own heading, its width, its cells."""

    group: str
    heading: str
    width: int
    cell: Callable[[Applicant, Hand], Cell]


def _degree(applicant: Applicant) -> Degree:
    return applicant.degrees[0]


def _others(applicant: Applicant) -> str:
    return "；".join(
        f"{other.series}/{other.specialty}/{other.level.value}"
        for other in applicant.other_applications
    )


def _records(applicant: Applicant) -> str:
    return "；".join(
        f"{record.recorded_on.iso} {record.cause}" for record in applicant.integrity_records
    )


def _year(year: int) -> _Column:
    return _Column(
        "历年年度考核结果（等次）",
        f"{year}年度考核",
        7,
        lambda a, h: h.grade(a.grade_of(year)),
    )


_STUDIES, _HELD = "最高学历学位", "现任专业技术职称"
_COLUMNS: tuple[_Column, ...] = (
    _Column("", "编号", 6, lambda a, _: a.number),
    _Column("", "姓 名", 14, lambda a, _: a.name),
    _Column("", "性\n别", 4, lambda a, _: a.sex.value if a.sex else ""),
    _Column("", "出生年月", 12, lambda a, h: h.date(a.born_on)),
    _Column("", "身份证号\n（18位，文本格式）", 21, lambda a, _: a.id_number),
    _Column("", "工作单位", 30, lambda a, _: a.employer),
    _Column("", "所在市", 7, lambda a, _: a.city),
    _Column("", "单位性质", 13, lambda a, _: a.employer_kind.value if a.employer_kind else ""),
    _Column("", "在岗状态", 9, lambda a, _: a.post_status),
    _Column("", "申报渠道", 13, lambda a, _: a.channel),
    _Column("", "参加工作\n时间", 12, lambda a, h: h.date(a.work_started_on)),
    _Column(_STUDIES, "学历", 9, lambda a, _: _degree(a).schooling),
    _Column(_STUDIES, "学位", 6, lambda a, _: _degree(a).degree),
    _Column(_STUDIES, "毕业院校", 15, lambda a, _: _degree(a).school),
    _Column(_STUDIES, "所学专业", 18, lambda a, _: _degree(a).major),
    _Column(_STUDIES, "毕业时间", 12, lambda a, h: h.date(_degree(a).obtained_on)),
    _Column(_HELD, "现职称", 12, lambda a, _: a.title.name),
    _Column(_HELD, "现职称系列", 9, lambda a, _: a.title.series),
    _Column(_HELD, "现职称专业", 10, lambda a, _: a.title.specialty),
    _Column(_HELD, "现职称级别", 8, lambda a, _: a.title.level.value if a.title.level else ""),
    _Column(_HELD, "取得时间", 12, lambda a, h: h.date(a.title.obtained_on)),
    _Column(_HELD, "聘任时间", 12, lambda a, h: h.date(a.title.appointed_on)),
    _Column(_HELD, "取得方式", 7, lambda a, _: a.title.obtained_by),
    _Column(
        _HELD,
        "同级首次取得时间\n（转评人员填写）",
        14,
        lambda a, h: h.date(a.title.level_first_obtained_on),
    ),
    _Column("", "现从事专业", 12, lambda a, h: h.practised(a.practised_specialty)),
    _Column("", "现岗位起始时间", 12, lambda a, h: h.date(a.post_started_on)),
    _Column("", "申报系列", 7, lambda a, _: a.series),
    _Column("", "申报专业", 10, lambda a, _: a.specialty),
    _Column("", "申报级别", 8, lambda a, _: a.level.value),
    _Column("", "申报方式", 8, lambda a, _: a.route.value),
    _Column("", "同年其他申报\n（系列/专业/级别）", 20, lambda a, _: _others(a)),
    _Column("", "考试合格有效期", 9, lambda a, h: h.date(a.exam_valid_until)),
    _Column("", "诚信记录", 26, lambda a, _: _records(a)),
    *(_year(year) for year in range(_FIRST_YEAR, REVIEW_YEAR)),
    _Column("", "推荐单位意见", 9, lambda _a, _h: "同意推荐"),
    _Column("", "备注", 26, lambda a, _: a.remark),
)


def write_roster(path: Path, applicants: Sequence[Applicant], rng: Random) -> None:
    """Write the workbook: sheets 花名册, 学历, 业绩成果. The same input gives the same bytes."""
    hands = [Hand(rng, applicant) for applicant in applicants]
    # Made in memory: on a full disk the library would complain beside our sentence.
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        book.set_properties({"title": _TITLE, "created": _MADE})
        _Sheets(book).write(applicants, hands)
    path.write_bytes(made.getvalue())


class _Sheets:
    """The three sheets and their formats."""

    def __init__(self, book: Any) -> None:
        font = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
        grid = font | {"border": 1, "text_wrap": True}
        self._book = book
        self._title = book.add_format(font | {"font_size": 16, "bold": True, "align": "center"})
        self._note = book.add_format(font | {"text_wrap": True})
        self._head = book.add_format(
            grid | {"bold": True, "align": "center", "bg_color": "#E8EEF4"}
        )
        self._text = book.add_format(grid | {"num_format": "@"})
        self._number = book.add_format(grid)
        self._date = book.add_format(grid | {"num_format": "yyyy-mm-dd"})

    def write(self, applicants: Sequence[Applicant], hands: Sequence[Hand]) -> None:
        self._roster(applicants, hands)
        self._list(
            "学历",
            ("编号", "姓名", "学历", "学位", "院校", "专业", "毕业时间"),
            [
                (a.number, a.name, *self._studied(degree, hand))
                for a, hand in zip(applicants, hands, strict=True)
                for degree in a.degrees
            ],
        )
        self._list(
            "业绩成果",
            ("编号", "姓名", "类别", "名称", "完成时间", "排名", "附件"),
            [
                (a.number, a.name, *self._achieved(one, hand))
                for a, hand in zip(applicants, hands, strict=True)
                for one in a.achievements
            ],
        )

    def _studied(self, one: Degree, hand: Hand) -> tuple[Cell, ...]:
        return (one.schooling, one.degree, one.school, one.major, hand.date(one.obtained_on))

    def _achieved(self, one: Achievement, hand: Hand) -> tuple[Cell, ...]:
        return (one.kind, one.title, hand.date(one.completed_on), one.rank, one.attachment)

    def _roster(self, applicants: Sequence[Applicant], hands: Sequence[Hand]) -> None:
        sheet = self._book.add_worksheet("花名册")
        last = len(_COLUMNS) - 1
        sheet.merge_range(0, 0, 0, last, _TITLE, self._title)
        sheet.merge_range(1, 0, 1, last, _NOTE, self._note)
        sheet.set_row(0, 28)
        sheet.set_row(_HEADER_ROWS[1], 40)
        self._two_row_header(sheet)
        first = _HEADER_ROWS[1] + 1
        for index, (applicant, hand) in enumerate(zip(applicants, hands, strict=True)):
            for column, field in enumerate(_COLUMNS):
                self._put(sheet, first + index, column, field.cell(applicant, hand))
        sheet.freeze_panes(first, 2)
        sheet.set_landscape()
        sheet.set_paper(8)  # A3
        sheet.repeat_rows(*_HEADER_ROWS)

    def _two_row_header(self, sheet: Any) -> None:
        upper, lower = _HEADER_ROWS
        column = 0
        while column < len(_COLUMNS):
            group = _COLUMNS[column].group
            end = column
            while group and end + 1 < len(_COLUMNS) and _COLUMNS[end + 1].group == group:
                end += 1
            if group:
                sheet.merge_range(upper, column, upper, end, group, self._head)
            for place in range(column, end + 1):
                heading = _COLUMNS[place].heading
                sheet.set_column(place, place, _COLUMNS[place].width)
                if group:
                    sheet.write_string(lower, place, heading, self._head)
                else:
                    sheet.merge_range(upper, place, lower, place, heading, self._head)
            column = end + 1

    def _list(self, name: str, headings: Sequence[str], rows: Sequence[tuple[Cell, ...]]) -> None:
        sheet = self._book.add_worksheet(name)
        sheet.merge_range(0, 0, 0, len(headings) - 1, f"申报人员{name}明细（样例）", self._title)
        for column, heading in enumerate(headings):
            sheet.write_string(1, column, heading, self._head)
        for index, row in enumerate(rows, start=2):
            for column, cell in enumerate(row):
                self._put(sheet, index, column, cell)
        sheet.set_column(0, len(headings) - 1, 14)
        sheet.set_column(3, 3, 40 if name == "业绩成果" else 14)
        sheet.freeze_panes(2, 0)

    def _put(self, sheet: Any, row: int, column: int, cell: Cell) -> None:
        # Only write_string keeps text text: an identity number stays eighteen characters.
        if isinstance(cell, datetime.date):
            sheet.write_datetime(row, column, cell, self._date)
        elif isinstance(cell, int):
            sheet.write_number(row, column, cell, self._number)
        elif cell:
            sheet.write_string(row, column, cell, self._text)
        else:
            sheet.write_blank(row, column, None, self._text)
