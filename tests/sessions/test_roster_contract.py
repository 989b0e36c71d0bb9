"""Every column of the roster's contract, under every heading, in every kind of file: one answer."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
import xlwt  # type: ignore[import-untyped]
from odf.opendocument import OpenDocumentSpreadsheet  # type: ignore[import-untyped]
from odf.table import Table, TableCell, TableRow  # type: ignore[import-untyped]
from odf.text import P  # type: ignore[import-untyped]

from zcdesk.desk.examination import look_at
from zcdesk.domain.applicant import (
    Applicant,
    Assessment,
    Degree,
    Education,
    EmployerKind,
    Grade,
    IntegrityRecord,
    Level,
    OtherApplication,
    Route,
    Sex,
    Title,
)
from zcdesk.domain.dates import PartialDate

# Heading, what is accepted too, the cell. In the order of the contract's table.
COLUMNS: list[tuple[str, tuple[str, ...], str]] = [
    ("编号", ("序号",), "001"),
    ("姓名", (), "买买提·艾力𬭎㛃𠅤"),
    ("性别", (), "女"),
    ("出生年月", ("出生日期",), "198503"),
    ("身份证号", ("身份证号码", "证件号码"), "14010519850315101X"),
    ("工作单位", ("单位",), "太原样例设计院"),
    ("所在市", (), "太原市"),
    ("单位性质", ("单位类别",), "其他非公经济组织"),
    ("在岗状态", (), "在职在岗"),
    ("申报渠道", ("报送渠道",), "用人单位"),
    ("参加工作时间", (), "2008.7"),
    ("学历", (), "大学本科"),
    ("学位", (), "硕士"),
    ("毕业院校", (), "样例大学"),
    ("所学专业", (), "机械工程"),
    ("毕业时间", (), "2011年7月1日"),
    ("现职称", ("现任职称",), "工程师"),
    ("现职称系列", (), "工程"),
    ("现职称专业", (), "机械"),
    ("现职称级别", (), "中级"),
    ("取得时间", ("现职称取得时间",), "2018/11/20"),
    ("聘任时间", (), "2018年12月"),
    ("取得方式", (), "评审"),
    ("同级首次取得时间", (), "20171103"),
    ("现从事专业", ("从事专业",), "机械设计"),
    ("现岗位起始时间", (), "2016"),
    ("申报系列", (), "工程"),
    ("申报专业", (), "机械"),
    ("申报级别", (), "副高级"),
    ("申报方式", (), "转评"),
    ("同年其他申报", (), "会计／会计／中级；经济/工商/正高级"),
    ("考试合格有效期", (), "2026-12-31"),
    ("诚信记录", (), "2019.3 论文；2021 学历 造假"),
    ("2022年度考核", ("2022考核", "2022年考核"), "称职"),
    ("2023年度考核", ("2023考核", "2023年考核"), "不定等次"),
    ("备注", (), "第一行 第二行"),
]

# Worked out by hand from the contract.
EXPECTED = Applicant(
    number="001",
    name="买买提·艾力𬭎㛃𠅤",
    series="工程",
    specialty="机械",
    level=Level.ASSOCIATE_SENIOR,
    route=Route.TRANSFER,
    sex=Sex.FEMALE,
    born_on=PartialDate(1985, 3),
    id_number="14010519850315101X",
    employer="太原样例设计院",
    city="太原市",
    employer_kind=EmployerKind.OTHER_NON_PUBLIC,
    post_status="在职在岗",
    channel="用人单位",
    work_started_on=PartialDate(2008, 7),
    degrees=(
        Degree(
            Education.MASTER,
            PartialDate(2011, 7, 1),
            schooling="大学本科",
            degree="硕士",
            school="样例大学",
            major="机械工程",
        ),
    ),
    title=Title(
        name="工程师",
        series="工程",
        specialty="机械",
        level=Level.INTERMEDIATE,
        obtained_on=PartialDate(2018, 11, 20),
        appointed_on=PartialDate(2018, 12),
        obtained_by="评审",
        level_first_obtained_on=PartialDate(2017, 11, 3),
    ),
    practised_specialty="机械设计",
    post_started_on=PartialDate(2016),
    other_applications=(
        OtherApplication("会计", "会计", Level.INTERMEDIATE),
        OtherApplication("经济", "工商", Level.FULL_SENIOR),
    ),
    exam_valid_until=PartialDate(2026, 12, 31),
    integrity_records=(
        IntegrityRecord(PartialDate(2019, 3), "论文"),
        IntegrityRecord(PartialDate(2021), "学历 造假"),
    ),
    assessments=(Assessment(2022, Grade.QUALIFIED), Assessment(2023, Grade.UNDETERMINED)),
    remark="第一行 第二行",
)

Rows = Sequence[Sequence[Any]]


def _csv(encoding: str) -> Callable[[Path, Rows], Path]:
    def write(folder: Path, rows: Rows) -> Path:
        path = folder / "roster.csv"
        path.write_bytes("\r\n".join(",".join(map(str, row)) for row in rows).encode(encoding))
        return path

    return write


def _xlsx(folder: Path, rows: Rows) -> Path:
    path = folder / "roster.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("花名册")
        day = book.add_format({"num_format": "yyyy/m/d"})
        for y, row in enumerate(rows):
            for x, value in enumerate(row):
                if isinstance(value, datetime.date):
                    sheet.write_datetime(y, x, value, day)
                elif isinstance(value, str):
                    sheet.write_string(y, x, value)
                else:
                    sheet.write_number(y, x, value)
    return path


def _xls(folder: Path, rows: Rows) -> Path:
    path = folder / "roster.xls"
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("花名册")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for y, row in enumerate(rows):
        for x, value in enumerate(row):
            sheet.write(y, x, value, *([day] if isinstance(value, datetime.date) else []))
    book.save(str(path))
    return path


def _ods(folder: Path, rows: Rows) -> Path:
    path = folder / "roster.ods"
    document = OpenDocumentSpreadsheet()
    table = Table(name="花名册")
    for row in rows:
        line = TableRow()
        for value in row:
            if isinstance(value, datetime.date):
                cell = TableCell(valuetype="date", datevalue=value.isoformat())
            elif isinstance(value, str):
                cell = TableCell(valuetype="string")
            else:
                cell = TableCell(valuetype="float", value=value)
            cell.addElement(P(text=str(value)))
            line.addElement(cell)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    document.save(str(path))
    return path


KINDS = {
    "csv utf-8": _csv("utf-8"),
    "csv with a mark": _csv("utf-8-sig"),
    "csv gb18030": _csv("gb18030"),
    "xlsx": _xlsx,
    "xls": _xls,
    "ods": _ods,
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_reads_the_same_from_every_kind_of_file(kind: str, tmp_path: Path) -> None:
    rows = [[column[0] for column in COLUMNS], [column[2] for column in COLUMNS]]
    roster = look_at(KINDS[kind](tmp_path, rows))
    assert roster.problems == ()
    assert roster.notes == ()
    assert roster.applicants == (EXPECTED,)


@pytest.mark.parametrize(
    ("heading", "other"), [(column[0], other) for column in COLUMNS for other in column[1]]
)
def test_every_heading_that_is_accepted_too_means_the_same(
    heading: str, other: str, tmp_path: Path
) -> None:
    head = [other if column[0] == heading else column[0] for column in COLUMNS]
    roster = look_at(_csv("utf-8")(tmp_path, [head, [column[2] for column in COLUMNS]]))
    assert (roster.problems, roster.notes, roster.applicants) == ((), (), (EXPECTED,))


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_cells_that_are_dates_and_numbers_read_the_same(kind: str, tmp_path: Path) -> None:
    """Days of the calendar, and whole numbers YYYY and YYYYMM; nothing else that is a number."""
    head = ["编号", "姓名", "申报系列", "申报专业", "申报级别", "取得时间", "考试合格有效期"]
    values: list[tuple[Any, PartialDate | None]] = [
        (datetime.date(2018, 11, 20), PartialDate(2018, 11, 20)),
        (2018, PartialDate(2018)),
        (201811, PartialDate(2018, 11)),
        (20181120, None),
        (2018.1, None),
        (43424, None),
        ("2018-11-20", PartialDate(2018, 11, 20)),
    ]
    rows = [
        [number, "甲", "工程", "机械", "副高级", value, value]
        for number, (value, _) in enumerate(values, 1)
    ]
    roster = look_at(KINDS[kind](tmp_path, [head, *rows]))
    read = [(a.number, a.title.obtained_on, a.exam_valid_until) for a in roster.applicants]
    assert read == [(str(n), day, day) for n, (_, day) in enumerate(values, 1)]
    assert [problem.cell for problem in roster.problems] == ["F5", "G5", "F6", "G6", "F7", "G7"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_word_of_a_closed_list_is_understood(kind: str, tmp_path: Path) -> None:
    head = ["编号", "姓名", "申报系列", "申报专业", "申报级别", "单位性质", "申报方式", "性别"]
    employers = "机关事业单位 国有企业 民营企业 其他非公经济组织 灵活就业 自由职业 劳务派遣".split()
    levels = "员级 助理级 中级 副高级 正高级".split()
    routes = ["正常", "破格", "转评", "绿色通道", ""]
    rows = [
        [str(n), "甲", "工程", "机械", levels[n % 5], employer, routes[n % 5], "男女"[n % 2]]
        for n, employer in enumerate(employers)
    ]
    roster = look_at(KINDS[kind](tmp_path, [head, *rows]))
    assert roster.problems == ()
    told = [(a.level.value, a.route.value, a.sex and a.sex.value) for a in roster.applicants]
    assert told == [
        (levels[n % 5], routes[n % 5] or "正常", "男女"[n % 2]) for n in range(len(employers))
    ]
    assert [a.employer_kind and a.employer_kind.value for a in roster.applicants] == employers
