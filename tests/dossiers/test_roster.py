"""Rosters as people write them: headers, needed values, doubles, other sheets, file kinds."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
import xlsxwriter
import xlwt
from hypothesis import given
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from zcdesk.domain.applicant import (
    Achievement,
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
from zcdesk.domain.errors import Unreadable
from zcdesk.dossiers.roster import Roster, read_roster

Rows = Sequence[Sequence[object]]

NEEDED = ["编号", "姓名", "申报系列", "申报专业", "申报级别"]
LI = ["001", "李明", "工程", "机械", "副高级"]


def workbook(path: Path, sheets: Mapping[str, Rows], *, top: int = 0, left: int = 0) -> Path:
    """An .xlsx with each value in its own type."""
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, value in enumerate(row):
                    if isinstance(value, str):
                        sheet.write_string(top + r, left + c, value)
                    elif value is not None:
                        sheet.write(top + r, left + c, value)
    return path


@pytest.fixture
def roster(tmp_path: Path) -> Callable[..., Roster]:
    """Read a roster made of these rows (or sheets)."""

    def read(rows: Rows, *, top: int = 0, left: int = 0, **others: Rows) -> Roster:
        sheets = {"花名册": rows, **others}
        return read_roster(workbook(tmp_path / "roster.xlsx", sheets, top=top, left=left))

    return read


def told(found: Roster) -> list[tuple[str, str]]:
    """Where the problems are."""
    return [(problem.sheet, problem.cell) for problem in found.problems]


def test_every_column_reaches_its_field(roster: Callable[..., Roster]) -> None:
    cells = {
        "编号": "001", "姓名": "欧阳𬭎", "性别": "女", "出生年月": datetime.date(1980, 2, 29),
        "身份证号": "14010219800229002x", "工作单位": "太原重工（集团）", "所在市": "太原",
        "单位性质": "国有企业", "在岗状态": "在职在岗", "申报渠道": "用人单位",
        "参加工作时间": "2002.07", "学历": "研究生", "学位": "博士", "毕业院校": "太原理工大学",
        "所学专业": "机械", "毕业时间": 201006, "现职称": "工程师", "现职称系列": "工程",
        "现职称专业": "机械", "现职称级别": "中级", "取得时间": "2015年11月", "聘任时间": "2016/1/5",
        "取得方式": "评审", "同级首次取得时间": 2014, "现从事专业": "机械", "现岗位起始时间": "20160105",
        "申报系列": "工程", "申报专业": "机械", "申报级别": "副高级", "申报方式": "破格",
        "同年其他申报": "工程／机械／副高级；经济/工商管理/中级", "考试合格有效期": 2025,
        "诚信记录": "2020-02-29 材料造假; 2021年3月1日 抄袭", "2023年度考核": "优秀", "2022考核": "称职",
        "2021年考核": "不定等次", "备注": "=1+1",
    }  # fmt: skip
    found = roster([list(cells), list(cells.values())])
    assert not found.problems
    assert not found.notes
    assert found.applicants == (
        Applicant(
            number="001",
            name="欧阳𬭎",
            series="工程",
            specialty="机械",
            level=Level.ASSOCIATE_SENIOR,
            route=Route.EXCEPTIONAL,
            sex=Sex.FEMALE,
            born_on=PartialDate(1980, 2, 29),
            id_number="14010219800229002x",
            employer="太原重工（集团）",
            city="太原",
            employer_kind=EmployerKind.STATE_OWNED,
            post_status="在职在岗",
            channel="用人单位",
            work_started_on=PartialDate(2002, 7),
            degrees=(
                Degree(
                    Education.DOCTORATE,
                    PartialDate(2010, 6),
                    "研究生",
                    "博士",
                    "太原理工大学",
                    "机械",
                ),
            ),
            title=Title(
                "工程师",
                "工程",
                "机械",
                Level.INTERMEDIATE,
                PartialDate(2015, 11),
                PartialDate(2016, 1, 5),
                "评审",
                PartialDate(2014),
            ),
            practised_specialty="机械",
            post_started_on=PartialDate(2016, 1, 5),
            other_applications=(
                OtherApplication("工程", "机械", Level.ASSOCIATE_SENIOR),
                OtherApplication("经济", "工商管理", Level.INTERMEDIATE),
            ),
            exam_valid_until=PartialDate(2025),
            integrity_records=(
                IntegrityRecord(PartialDate(2020, 2, 29), "材料造假"),
                IntegrityRecord(PartialDate(2021, 3, 1), "抄袭"),
            ),
            assessments=(
                Assessment(2021, Grade.UNDETERMINED),
                Assessment(2022, Grade.QUALIFIED),
                Assessment(2023, Grade.EXCELLENT),
            ),
            remark="=1+1",
        ),
    )


def test_needed_columns_alone_make_an_applicant(roster: Callable[..., Roster]) -> None:
    assert roster([NEEDED, LI]).applicants == (
        Applicant("001", "李明", "工程", "机械", Level.ASSOCIATE_SENIOR),
    )


def test_each_missing_needed_value_is_a_problem_and_the_row_stays_out(
    roster: Callable[..., Roster],
) -> None:
    found = roster([NEEDED, ["001", "", "工程", "  ", "高级"], ["002", *LI[1:]]])
    assert [applicant.number for applicant in found.applicants] == ["002"]
    assert told(found) == [("花名册", "B2"), ("花名册", "D2"), ("花名册", "E2")]
    assert found.problems[0].message == "姓名为空。"
    assert found.problems[2].message == "级别“高级”不在可用的词之中。"
    assert found.problems[2].remedy == "请改为员级、助理级、中级、副高级、正高级之一。"


def test_of_two_rows_with_one_number_the_upper_stays(roster: Callable[..., Roster]) -> None:
    found = roster([NEEDED, LI, ["001", "王芳", *LI[2:]], ["1", "赵强", *LI[2:]]])
    assert [(a.number, a.name) for a in found.applicants] == [("001", "李明"), ("1", "赵强")]
    assert told(found) == [("花名册", "A3")]


def test_a_number_that_stood_above_is_taken_even_if_its_row_stayed_out(
    roster: Callable[..., Roster],
) -> None:
    found = roster([NEEDED, ["001", "", *LI[2:]], LI])
    assert not found.applicants
    assert told(found) == [("花名册", "B2"), ("花名册", "A3")]


@pytest.mark.parametrize(
    ("value", "number"),
    [(1, "1"), (1.0, "1"), ("001", "001"), (" ００１ ", "001"), ("Ａ-7", "A-7")],
)
def test_numbers(roster: Callable[..., Roster], value: object, number: str) -> None:
    assert [a.number for a in roster([NEEDED, [value, *LI[1:]]]).applicants] == [number]


@pytest.mark.parametrize("value", [1.5, True, datetime.date(2024, 1, 1)])
def test_a_number_that_is_none(roster: Callable[..., Roster], value: object) -> None:
    found = roster([NEEDED, [value, *LI[1:]]])
    assert (found.applicants, told(found)) == ((), [("花名册", "A2")])


def test_an_identity_number_typed_as_a_number_is_refused(roster: Callable[..., Roster]) -> None:
    found = roster([["身份证号码", *NEEDED], [140102198002290021, *LI]], top=3, left=2)
    assert found.applicants[0].id_number == ""
    assert told(found) == [("花名册", "C5")]
    assert "身份证号" in found.problems[0].message


def test_a_cell_that_cannot_be_read_leaves_its_field_empty(roster: Callable[..., Roster]) -> None:
    columns = [
        "性别",
        "单位性质",
        "申报方式",
        "现职称级别",
        "2023年度考核",
        "取得时间",
        "诚信记录",
        "同年其他申报",
    ]
    bad = ["不详", "央企", "特批", "高级", "良好", 2016.1, "抄袭", "工程/机械"]
    found = roster([NEEDED + columns, LI + bad])
    assert found.applicants == (Applicant("001", "李明", "工程", "机械", Level.ASSOCIATE_SENIOR),)
    assert told(found) == [("花名册", f"{letter}2") for letter in "FGHIJKLM"]
    assert all(p.message.endswith("。") and p.remedy.endswith("。") for p in found.problems)


def test_a_header_below_title_and_instructions(roster: Callable[..., Roster]) -> None:
    shuffled = [" 申报\n系列（必填） ", "姓　名", "申 报 级 别", "＊编号", "申报专业(二级)"]
    found = roster(
        [
            ["2024年度申报人花名册"],
            ["说明：编号、姓名必填"],
            shuffled,
            ["工程", "李明", "中级", "001", "机械"],
        ]
    )
    assert [(a.number, a.specialty) for a in found.applicants] == [("001", "机械")]
    assert not found.problems


def test_a_header_of_two_rows(roster: Callable[..., Roster]) -> None:
    found = roster(
        [
            ["花名册"],
            ["编号", "姓名", "现职称", None, "申报", None, None, "备注"],
            [None, None, "现职称", "现职称级别", "申报系列", "申报专业", "申报级别", "（可空）"],
            ["001", "李明", "工程师", "中级", "工程", "机械", "副高级", "新"],
        ]
    )
    assert not found.problems
    assert [(a.title, a.remark) for a in found.applicants] == [
        (Title("工程师", level=Level.INTERMEDIATE), "新")
    ]


def test_the_lower_cell_of_a_header_names_the_column(roster: Callable[..., Roster]) -> None:
    upper = ["编号", "姓名", "性别", "申报", None, None]
    lower = [None, None, "民族", "申报系列", "申报专业", "申报级别"]
    found = roster([upper, lower, ["001", "李明", "汉", "工程", "机械", "中级"]])
    assert found.applicants[0].sex is None
    assert not found.problems
    assert found.notes == ("工作表“花名册”C2 的“民族”一列未读入。",)


def test_a_row_of_notes_below_the_header_is_no_applicant(roster: Callable[..., Roster]) -> None:
    found = roster([NEEDED, ["（必填）", None, "（见目录）"], LI])
    assert (len(found.applicants), found.problems) == (1, ())


def test_unknown_columns_are_left_out_with_a_note(roster: Callable[..., Roster]) -> None:
    found = roster([[*NEEDED, "民族", None], [*LI, "汉", "多写的"]])
    assert not found.problems
    assert found.notes == (
        "工作表“花名册”F1 的“民族”一列未读入。",
        "工作表“花名册”G1 的一列没有标题，未读入。",
    )


def test_a_name_beside_the_number_of_a_detail_alarms_nobody(roster: Callable[..., Roster]) -> None:
    found = roster(
        [NEEDED, LI],
        学历=[["编号", "姓 名", "学历", "备忘"], ["001", "李明", "本科", "略"]],
    )
    assert found.notes == (
        "工作表“学历”B1 的“姓 名”一列不必读入，各行按编号归到人。",
        "工作表“学历”D1 的“备忘”一列未读入。",
    )


def test_the_heading_itself_counts_before_what_is_accepted_too(
    roster: Callable[..., Roster],
) -> None:
    found = roster([["序号", *NEEDED], [1, *LI]])
    assert [a.number for a in found.applicants] == ["001"]
    assert (found.problems, len(found.notes)) == ((), 1)


def test_a_repeated_heading_is_a_problem(roster: Callable[..., Roster]) -> None:
    found = roster([[*NEEDED, "姓名"], [*LI, "王芳"]])
    assert (found.applicants[0].name, told(found)) == ("李明", [("花名册", "F1")])


def test_a_needed_column_that_is_not_there(roster: Callable[..., Roster]) -> None:
    found = roster([NEEDED[:4], LI[:4]])
    assert (found.applicants, told(found)) == ((), [("花名册", "A1")])
    assert "申报级别" in found.problems[0].message


def test_empty_rows_count_in_addresses_only(roster: Callable[..., Roster]) -> None:
    found = roster([NEEDED, [None], [" ", "　"], LI, [], ["002", "", *LI[2:]]], top=5, left=25)
    assert len(found.applicants) == 1
    assert told(found) == [("花名册", "AA11")]


def test_degrees_of_their_own_sheet_follow_the_first(roster: Callable[..., Roster]) -> None:
    found = roster(
        [[*NEEDED, "学历", "毕业时间"], [*LI, "硕士", "2010.07"]],
        学历=[
            ["编号", "学历", "学位", "院校", "专业", "毕业时间"],
            ["001", "硕士", "", "", "", "2010-07"],
            ["001", "大学本科", "学士", "中北大学", "机械", "2007.07"],
            ["009", "本科", "", "", "", ""],
            ["001", "", "", "中北大学", "", ""],
            ["", "本科", "", "", "", ""],
            ["001", "高中", "", "", "", ""],
        ],
    )
    assert found.applicants[0].degrees == (
        Degree(Education.MASTER, PartialDate(2010, 7), "硕士"),
        Degree(Education.BACHELOR, PartialDate(2007, 7), "大学本科", "学士", "中北大学", "机械"),
    )
    assert told(found) == [("学历", "A4"), ("学历", "B5"), ("学历", "A6"), ("学历", "B7")]


def test_achievements(roster: Callable[..., Roster]) -> None:
    found = roster(
        [NEEDED, LI],
        业绩成果=[
            ["编号", "类别", "名称", "完成时间", "排名", "附件"],
            ["001", "专利", "一种阀门", "2021.05", 1, "阀门.pdf"],
            ["001", "论文", "论阀门", "待定", "2/3", ""],
            ["007", "论文", "论水", "", "", ""],
        ],
    )
    assert found.applicants[0].achievements == (
        Achievement("专利", "一种阀门", PartialDate(2021, 5), "1", "阀门.pdf"),
        Achievement("论文", "论阀门", None, "2/3"),
    )
    assert told(found) == [("业绩成果", "D3"), ("业绩成果", "A4")]


def test_a_date_of_graduation_alone_is_noted(roster: Callable[..., Roster]) -> None:
    header = (*NEEDED, "毕业时间", "学历", "学位")
    rows = [
        (*LI, "2003.07", "", ""),
        ("002", *LI[1:], "2003.07", "本科", ""),
        ("003", *LI[1:], "2003.07", "", "硕士"),
        ("004", *LI[1:], "", "", ""),
    ]
    found = roster([header, *rows])
    assert [len(each.degrees) for each in found.applicants] == [0, 1, 1, 0]
    (note,) = found.notes
    assert note.startswith("工作表“花名册”F2：填了毕业时间，没有填学历或学位")


def test_other_sheets_are_noted(roster: Callable[..., Roster]) -> None:
    found = roster([NEEDED, LI], 字典=[["男"], ["女"]])
    assert (found.notes, found.problems) == (("工作表“字典”未读入。",), ())


def test_a_sheet_without_header_is_a_problem(roster: Callable[..., Roster]) -> None:
    assert told(roster([NEEDED, LI], 学历=[["本科"]])) == [("学历", "A1")]


def test_an_unknown_series_comes_in_with_a_note(tmp_path: Path) -> None:
    path = workbook(tmp_path / "r.xlsx", {"甲": [NEEDED, LI]})
    found = read_roster(path, series_known=lambda series: series == "会计")
    assert (len(found.applicants), found.problems, len(found.notes)) == (1, (), 1)
    assert not read_roster(path, series_known=lambda series: series == "工程").notes


def test_old_excel(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("花名册")
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for column, (heading, value) in enumerate(
        zip([*NEEDED, "身份证号"], [*LI, 1.4e17], strict=True)
    ):
        sheet.write(4, column + 1, heading)
        sheet.write(5, column + 1, value)
    sheet.write(4, 7, "出生年月")
    sheet.write(5, 7, datetime.date(1980, 5, 6), day)
    book.save(str(tmp_path / "r.xls"))
    found = read_roster(tmp_path / "r.xls")
    assert [(a.number, a.born_on) for a in found.applicants] == [("001", PartialDate(1980, 5, 6))]
    assert told(found) == [("花名册", "G6")]


def test_open_document(tmp_path: Path) -> None:
    book = OpenDocumentSpreadsheet()
    table = Table(name="花名册")
    book.spreadsheet.addElement(table)
    blank = TableRow(numberrowsrepeated=3)
    blank.addElement(TableCell(numbercolumnsrepeated=9))
    table.addElement(blank)
    for texts in ([*NEEDED, "出生年月", "身份证号"], LI):
        row = TableRow()
        row.addElement(TableCell())
        for text in texts:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=text))
            row.addElement(cell)
        table.addElement(row)
    row.addElement(TableCell(valuetype="date", datevalue="1980-05-06"))
    row.addElement(TableCell(valuetype="float", value="140102198002290000"))
    book.save(str(tmp_path / "r.ods"))
    found = read_roster(tmp_path / "r.ods")
    assert [(a.number, a.born_on) for a in found.applicants] == [("001", PartialDate(1980, 5, 6))]
    assert told(found) == [("花名册", "H5")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv(tmp_path: Path, encoding: str) -> None:
    text = '编号,姓名,申报系列,申报专业,申报级别,取得时间,备注\r\n\r\n001,欧阳𬭎,工程,机械,中级,20191103,"一\r\n二"\r\n'
    text += "002,李·明,工程,机械,中级,2016.1\r\n003,王,工程,机械,高\r\n"
    (tmp_path / "名册.csv").write_bytes(text.encode(encoding))
    found = read_roster(tmp_path / "名册.csv")
    assert [(a.name, a.title.obtained_on, a.remark) for a in found.applicants] == [
        ("欧阳𬭎", PartialDate(2019, 11, 3), "一 二"),
        ("李·明", None, ""),
    ]
    assert told(found) == [("名册.csv", "F4"), ("名册.csv", "E5")]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("r.xlsx", b""),
        ("r.xlsx", b"PK\x03\x04 no archive"),
        ("r.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 no compound file"),
        ("r.xls", b"<html><table></table></html>"),
        ("r.docx", b""),
        ("r.csv", b"\xff\xfe\x16\x7f\xf7S"),
        ("r.csv", '编号,姓名,申报系列\n1,"李,工程\n'.encode()),
        ("r.csv", b""),
        ("r.csv", "甲,乙\n1,2\n".encode()),
    ],
)
def test_what_is_no_roster_is_refused_in_one_sentence(
    tmp_path: Path, name: str, data: bytes
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(Unreadable) as caught:
        read_roster(tmp_path / name)
    assert caught.value.sentence.endswith("。")
    assert "\n" not in caught.value.sentence


@pytest.mark.parametrize(("characters", "comes_in"), [(131_072, True), (131_073, False)])
def test_a_field_of_a_csv_that_is_too_long_is_called_so(
    tmp_path: Path, characters: int, comes_in: bool
) -> None:
    text = f"编号,姓名,申报系列,申报专业,申报级别,工作单位\n1,李明,工程,机械,中级,{'长' * characters}\n"
    (tmp_path / "r.csv").write_text(text, "utf-8")
    if comes_in:
        assert len(read_roster(tmp_path / "r.csv").applicants) == 1
        return
    with pytest.raises(Unreadable) as caught:
        read_roster(tmp_path / "r.csv")
    assert "第 2 行有一格超过 131072 个字符" in caught.value.sentence


def test_a_roster_that_is_not_there_or_no_file(tmp_path: Path) -> None:
    (tmp_path / "folder.xlsx").mkdir()
    for name in ("none.xlsx", "folder.xlsx"):
        with pytest.raises(Unreadable):
            read_roster(tmp_path / name)


_WORDS = st.sampled_from(
    [
        "编号",
        "姓名",
        "申报系列",
        "申报专业",
        "申报级别",
        "诚信记录",
        "2023考核",
        "1",
        "李",
        "中级",
        "2016.13",
        "",
        "\0x",
    ]
)


@given(st.lists(st.lists(st.one_of(_WORDS, st.text(max_size=12)), max_size=8), max_size=8))
def test_no_sheet_raises_anything(rows: list[list[str]]) -> None:
    """Below the file: any cells at all give applicants and problems, or no header."""
    from zcdesk.dossiers.cells import date_of
    from zcdesk.dossiers.cells_process import Sheet
    from zcdesk.dossiers.headings import find_header
    from zcdesk.dossiers.roster_columns import Columns
    from zcdesk.dossiers.roster_rows import read_applicants

    width = max(map(len, rows), default=0)
    cells = [NEEDED + [""] * width] + [row + [""] * (width + 5 - len(row)) for row in rows]
    header = find_header("applicants", cells)
    assert header is not None
    columns = Columns("applicants", Sheet("甲", shown=True, top=0, left=0, rows=cells), header)
    applicants = read_applicants(columns, date_of)
    problems = list(columns.problems())
    assert len({applicant.number for applicant in applicants}) == len(applicants)
    assert all(problem.message and problem.remedy for problem in problems)
