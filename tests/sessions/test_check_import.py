"""The contract of the roster's import, and of the command line of `check`.

The tables are written with the libraries that clerks' programs are closest to: XlsxWriter (both
date systems), xlwt and odfpy, and plain text in two encodings.
"""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
import xlwt  # type: ignore[import-untyped]
from odf.opendocument import OpenDocumentSpreadsheet  # type: ignore[import-untyped]
from odf.table import Table, TableCell, TableRow  # type: ignore[import-untyped]
from odf.text import P  # type: ignore[import-untyped]

from zcdesk.desk.examination import look_at
from zcdesk.domain.applicant import Applicant
from zcdesk.dossiers.roster import Roster

HEAD = ["编号", "姓名", "申报系列", "申报专业", "申报级别"]
ROW = ["001", "甲", "工程", "机械", "副高级"]
ID_NUMBER = "140105198503151017"


def csv_roster(folder: Path, *lines: str, encoding: str = "utf-8") -> Roster:
    path = folder / "r.csv"
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return look_at(path)


def xlsx_roster(
    folder: Path, *sheets: tuple[str, Sequence[Any]], epoch_1904: bool = False
) -> Roster:
    """Rows from A1 on; None is an empty cell, a tuple is a formula and its result."""
    book = xlsxwriter.Workbook(str(folder / "r.xlsx"), {"date_1904": epoch_1904})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets:
        sheet = book.add_worksheet(name)
        for y, row in enumerate(rows):
            for x, value in enumerate(row):
                if isinstance(value, tuple):
                    sheet.write_formula(y, x, value[0], None, value[1])
                elif isinstance(value, datetime.date):
                    sheet.write_datetime(y, x, value, day)
                elif isinstance(value, str):
                    sheet.write_string(y, x, value)
                elif value is not None:
                    sheet.write(y, x, value)
    book.close()
    return look_at(folder / "r.xlsx")


def cells_of(roster: Roster) -> list[str]:
    assert all(p.sheet and p.message.strip() and p.remedy.strip() for p in roster.problems)
    return [problem.cell for problem in roster.problems]


def one(roster: Roster) -> Applicant:
    (applicant,) = roster.applicants
    return applicant


def day_of(applicant: Applicant) -> tuple[int, int, int] | None:
    date = applicant.title.obtained_on
    return (date.year, date.month, date.day) if date else None


def titles_dates(values: Sequence[Any]) -> list[list[Any]]:
    """A table with one row a value of 取得时间, the values from F2 on."""
    return [[*HEAD, "取得时间"], *([f"{n}", *ROW[1:], value] for n, value in enumerate(values))]


# --- dates


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2019-11-03", (2019, 11, 3)),
        ("2019/11/3", (2019, 11, 3)),
        ("2019.11", (2019, 11, 0)),
        ("2019年11月", (2019, 11, 0)),
        ("2019.11.3", (2019, 11, 3)),
        ("201911", (2019, 11, 0)),
        ("20191103", (2019, 11, 3)),
        ("2019-11", (2019, 11, 0)),
        ("2019/11", (2019, 11, 0)),
        ("2019年11月3日", (2019, 11, 3)),
        ("2019", (2019, 0, 0)),
        ("2016.10", (2016, 10, 0)),
        ("2019／11／3", (2019, 11, 3)),
        ("2020-02-29", (2020, 2, 29)),
    ],
)
def test_a_date_keeps_its_precision(text: str, date: tuple[int, ...], tmp_path: Path) -> None:
    roster = csv_roster(tmp_path, ",".join([*HEAD, "取得时间"]), ",".join([*ROW, text]))
    assert (cells_of(roster), day_of(one(roster))) == ([], date)


@pytest.mark.parametrize(
    "text",
    "昨天 2019-02-29 2019.13 201913 20190231 2019-00 43772 19 11/3/2019 2019.11-3 无 -".split(),
)
def test_a_date_that_cannot_be_read_leaves_its_field_empty(text: str, tmp_path: Path) -> None:
    roster = csv_roster(tmp_path, ",".join([*HEAD, "取得时间"]), ",".join([*ROW, text]))
    assert (cells_of(roster), day_of(one(roster))) == (["F2"], None)


@pytest.mark.parametrize("epoch_1904", [False, True])
def test_dates_of_a_workbook_in_both_date_systems(epoch_1904: bool, tmp_path: Path) -> None:
    table = titles_dates(
        [
            datetime.date(2019, 11, 3),
            2019,
            201911,
            2016.1,
            2016.11,
            ('="2019"', "2019"),
            True,
            ("=1/0", "#DIV/0!"),
        ]
    )
    roster = xlsx_roster(tmp_path, ("花名册", table), epoch_1904=epoch_1904)
    assert [day_of(applicant) for applicant in roster.applicants] == [
        (2019, 11, 3),
        (2019, 0, 0),
        (2019, 11, 0),
        None,
        None,
        (2019, 0, 0),
        None,
        None,
    ]
    assert cells_of(roster) == ["F5", "F6", "F8", "F9"]


@pytest.mark.parametrize(
    "heading",
    "毕业时间 出生年月 出生日期 取得时间 现职称取得时间 参加工作时间 聘任时间 同级首次取得时间 "
    "现岗位起始时间 考试合格有效期".split(),
)
def test_every_column_of_dates_names_its_unreadable_cell(heading: str, tmp_path: Path) -> None:
    roster = csv_roster(tmp_path, ",".join([*HEAD, heading]), ",".join([*ROW, "昨天"]))
    assert (len(roster.applicants), cells_of(roster)) == (1, ["F2"])
    # A day of graduation without 学历 and 学位 is told of besides.
    assert len(roster.notes) == (heading == "毕业时间")


# --- words


GRADES = {
    "优秀": "优秀",
    "合格": "合格",
    "称职": "合格",
    "基本合格": "基本合格",
    "基本称职": "基本合格",
    "不合格": "不合格",
    "不称职": "不合格",
    "不确定等次": "不确定等次",
    "不定等次": "不确定等次",
    "未定等次": "不确定等次",
    "不确定": "不确定等次",
}
NO_GRADES = ("良好", "优", "/", "无", "未参加", "1")


@pytest.mark.parametrize(
    "heading", ["2023年度考核", "2023考核", "2023年考核", "２０２３年度考核（等次）"]
)
def test_grades_of_a_year(heading: str, tmp_path: Path) -> None:
    words = [*GRADES, *NO_GRADES, ""]
    rows = [",".join([f"{n}", *ROW[1:], word]) for n, word in enumerate(words)]
    roster = csv_roster(tmp_path, ",".join([*HEAD, heading]), *rows)
    read = [[(a.year, a.grade.value) for a in one.assessments] for one in roster.applicants]
    assert read == [[(2023, GRADES[word])] if word in GRADES else [] for word in words]
    assert cells_of(roster) == [f"F{row}" for row in range(13, 19)]


@pytest.mark.parametrize(
    ("schooling", "degree", "ranks_as"),
    [
        ("博士", "", "博士"),
        ("研究生", "", "硕士"),
        ("研究生", "博士", "博士"),
        ("研究生", "硕士", "硕士"),
        ("硕士", "", "硕士"),
        ("", "硕士", "硕士"),
        ("大学", "", "本科"),
        ("大学本科", "学士", "本科"),
        ("本科", "", "本科"),
        ("", "学士", "本科"),
        ("大学本科", "硕士", "硕士"),
        ("第二学士", "", "第二学士"),
        ("专科", "", "大专"),
        ("大学专科", "", "大专"),
        ("大专", "", "大专"),
        ("中专", "", "中专"),
    ],
)
def test_the_degree_is_the_higher_of_two_words(
    schooling: str, degree: str, ranks_as: str, tmp_path: Path
) -> None:
    head, row = ",".join([*HEAD, "学历", "学位"]), ",".join([*ROW, schooling, degree])
    roster = csv_roster(tmp_path, head, row)
    assert cells_of(roster) == []
    assert [d.education.value for d in one(roster).degrees] == [ranks_as]


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("学历", "家里蹲"),
        ("学历", "高中"),
        ("学位", "文凭"),
        ("单位性质", "国企"),
        ("单位类别", "事业"),
        ("申报方式", "正常申报"),
        ("现职称级别", "高级"),
        ("诚信记录", "有过"),
        ("诚信记录", "2022-13-01 造假"),
        ("同年其他申报", "会计/会计"),
        ("同年其他申报", "会计/会计/高级"),
    ],
)
def test_a_word_nobody_knows_is_a_problem_and_the_row_comes_in(
    heading: str, text: str, tmp_path: Path
) -> None:
    roster = csv_roster(tmp_path, ",".join([*HEAD, heading]), ",".join([*ROW, text]))
    assert (one(roster).number, cells_of(roster)) == ("001", ["F2"])


@pytest.mark.parametrize(
    "heading", ["在岗状态", "申报渠道", "报送渠道", "备注", "单位", "现任职称", "从事专业"]
)
def test_free_words_are_no_import_problem(heading: str, tmp_path: Path) -> None:
    roster = csv_roster(tmp_path, ",".join([*HEAD, heading]), ",".join([*ROW, "借调"]))
    assert (cells_of(roster), roster.notes) == ([], ())
    assert "借调" in repr(one(roster))


# --- rows


def test_a_row_without_a_needed_value_stays_out_and_each_cell_is_named(tmp_path: Path) -> None:
    rows = [[value if x != hole else "" for x, value in enumerate(ROW)] for hole in range(5)]
    rows = [[row[0] and f"{n}", *row[1:]] for n, row in enumerate(rows)]
    rows += [["6", "乙", "工程", "机械", "高级"], ["7", "丙", "", "", "中级"], ["8", *ROW[1:]]]
    roster = csv_roster(tmp_path, *(",".join(row) for row in [HEAD, *rows]))
    assert [applicant.number for applicant in roster.applicants] == ["8"]
    assert cells_of(roster) == ["A2", "B3", "C4", "D5", "E6", "E7", "C8", "D8"]
    assert {problem.sheet for problem in roster.problems} == {"r.csv"}


def test_of_two_rows_with_one_number_the_upper_one_stays(tmp_path: Path) -> None:
    roster = csv_roster(
        tmp_path, ",".join(HEAD), ",".join(ROW), "002,乙,工程,机械,中级", "001,丙,会计,会计,中级"
    )
    assert [a.name for a in roster.applicants] == ["甲", "乙"]
    assert cells_of(roster) == ["A4"]


def test_addresses_count_empty_rows_and_columns_at_the_edge(tmp_path: Path) -> None:
    empty: list[Any] = []
    bad = ["002", "乙", "工程", "机械", "高级"]
    table = [
        empty,
        empty,
        [None, None, *HEAD],
        empty,
        [None, None, *ROW],
        empty,
        [None, None, *bad],
    ]
    roster = xlsx_roster(tmp_path, ("花名册", table))
    assert (one(roster).name, cells_of(roster)) == ("甲", ["G7"])


def test_an_id_number_that_is_a_number_is_refused_with_its_address(tmp_path: Path) -> None:
    for heading in ("身份证号", "身份证号码", "证件号码"):
        table = [[*HEAD, heading], [*ROW, int(ID_NUMBER)], ["002", *ROW[1:], ID_NUMBER]]
        roster = xlsx_roster(tmp_path, ("花名册", table))
        assert [a.id_number for a in roster.applicants] == ["", ID_NUMBER]
        assert cells_of(roster) == ["F2"]


def test_unknown_columns_are_noted_without_a_problem(tmp_path: Path) -> None:
    roster = csv_roster(tmp_path, ",".join([*HEAD, "手机号"]), ",".join([*ROW, "1"]))
    assert cells_of(roster) == []
    assert len(roster.notes) == 1
    assert "手机号" in roster.notes[0]


# --- headings


@pytest.mark.parametrize(
    "head",
    [
        ["编 号", "姓\n名", "申报系列（必填）", "申报专业(见目录)", "　申报级别"],
        ["序号", "姓名", "申报系列", "申报专业", "申报级别"],
        ["编号（说明\n两行）", "姓　名", "申报\n系列", "申 报 专 业", "申报级别（五级）"],
    ],
)
def test_headings_as_clerks_write_them(head: list[str], tmp_path: Path) -> None:
    assert one(xlsx_roster(tmp_path, ("花名册", [head, ROW]))).number == "001"


def test_columns_stand_in_any_order_below_a_title(tmp_path: Path) -> None:
    table = [
        ["某某系列申报人花名册"],
        ["说明：编号、姓名必填"],
        [],
        [None, *HEAD[::-1]],
        [None, *ROW[::-1]],
    ]
    roster = xlsx_roster(tmp_path, ("花名册", table))
    assert (one(roster).name, one(roster).level.value, cells_of(roster)) == ("甲", "副高级", [])


def test_a_header_two_rows_high_with_merged_cells(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "r.xlsx"))
    sheet = book.add_worksheet("花名册")
    plain = book.add_format()
    sheet.merge_range("A1:J1", "花名册", plain)
    sheet.merge_range("A2:A3", "编号", plain)
    sheet.merge_range("B2:B3", "姓名", plain)
    sheet.merge_range("C2:E2", "申报情况", plain)
    sheet.write_row("C3", ["申报系列", "申报专业", "申报级别"])
    sheet.merge_range("F2:H2", "现职称", plain)
    sheet.write_row("F3", ["现职称", "取得时间", "现职称级别"])
    sheet.merge_range("I2:J2", "年度考核", plain)
    sheet.write_row("I3", ["2023年度考核", "2022考核"])
    sheet.write_row("A4", [*ROW, "工程师", "2019.11", "中级", "合格", "优秀"])
    sheet.write_row("A5", ["002", *ROW[1:], "工程师", "昨天", "中级", "合格", "好"])
    book.close()
    roster = look_at(tmp_path / "r.xlsx")
    first, second = roster.applicants
    assert (day_of(first), day_of(second)) == ((2019, 11, 0), None)
    assert [a.grade.value for a in first.assessments] == ["优秀", "合格"]
    assert cells_of(roster) == ["G5", "J5"]


def test_words_of_headings_in_a_row_of_data_are_data(tmp_path: Path) -> None:
    table = [[*HEAD, "备注", "单位"], ["001", "甲", "出版", "编号", "副高级", "学历", "单位"]]
    applicant = one(xlsx_roster(tmp_path, ("花名册", table)))
    assert (applicant.specialty, applicant.remark, applicant.employer) == ("编号", "学历", "单位")


# --- further sheets


def test_degrees_and_achievements_on_sheets_of_their_own(tmp_path: Path) -> None:
    roster = xlsx_roster(
        tmp_path,
        ("花名册", [HEAD, ROW]),
        (
            "学历",
            [
                ["编号", "学历", "学位", "院校", "专业", "毕业时间"],
                ["001", "大学", "学士", "太原", "机械", "2008.07"],
                ["999", "大学", "", "", "", "2008"],
                ["001", "研究生", "", "", "", "后年"],
            ],
        ),
        (
            "业绩成果",
            [
                ["编号", "类别", "名称", "完成时间", "排名", "附件"],
                ["001", "论文", "题", "2020.11", "1", "a.pdf"],
                ["001", "论文", "题", 2020.1, "1", ""],
                ["998", "论文", "题", "2020", "1", ""],
            ],
        ),
    )
    applicant = one(roster)
    assert [d.education.value for d in applicant.degrees] == ["本科", "硕士"]
    assert [a.attachment for a in applicant.achievements] == ["a.pdf", ""]
    assert [(p.sheet, p.cell) for p in roster.problems] == [
        ("学历", "A3"),
        ("学历", "F4"),
        ("业绩成果", "D3"),
        ("业绩成果", "A4"),
    ]


# --- kinds of files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_rare_characters_survive_both_encodings_of_a_csv(encoding: str, tmp_path: Path) -> None:
    name = "欧阳𬭎㛃𠅤·艾力"
    roster = csv_roster(
        tmp_path, "花名册,,,,", ",".join(HEAD), ",".join(["001", name, *ROW[2:]]), encoding=encoding
    )
    assert (one(roster).name, cells_of(roster)) == (name, [])


MIXED = [datetime.date(2019, 11, 3), 2019, 201911, 2016.1, "2019.11"]
MIXED_DATES = [(2019, 11, 3), (2019, 0, 0), (2019, 11, 0), None, (2019, 11, 0)]


@pytest.mark.parametrize("epoch_1904", [False, True])
def test_an_xls_table_keeps_dates_and_addresses(epoch_1904: bool, tmp_path: Path) -> None:
    book = xlwt.Workbook()
    book.dates_1904 = epoch_1904
    sheet = book.add_sheet("花名册")
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for y, row in enumerate(titles_dates(MIXED), start=3):
        for x, value in enumerate(row, start=2):
            style = (day,) if isinstance(value, datetime.date) else ()
            sheet.write(y, x, value, *style)
    book.save(str(tmp_path / "r.xls"))
    roster = look_at(tmp_path / "r.xls")
    assert ([day_of(a) for a in roster.applicants], cells_of(roster)) == (MIXED_DATES, ["H8"])


def _ods_cell(value: Any) -> TableCell:
    if value is None:
        return TableCell(numbercolumnsrepeated=2)
    if isinstance(value, datetime.date):
        cell = TableCell(valuetype="date", datevalue=value.isoformat())
    elif isinstance(value, (int, float)):
        cell = TableCell(valuetype="float", value=value)
    else:
        cell = TableCell(valuetype="string")
    cell.addElement(P(text=str(value)))
    return cell


def test_an_ods_table_keeps_dates_and_addresses(tmp_path: Path) -> None:
    document, table = OpenDocumentSpreadsheet(), Table(name="花名册")
    blank = TableRow(numberrowsrepeated=3)
    blank.addElement(TableCell(numbercolumnsrepeated=1024))
    table.addElement(blank)
    for row in titles_dates(MIXED):
        line = TableRow()
        for value in [None, *row]:
            line.addElement(_ods_cell(value))
        table.addElement(line)
    rest = TableRow(numberrowsrepeated=1_040_000)
    rest.addElement(TableCell(numbercolumnsrepeated=1024))
    table.addElement(rest)
    document.spreadsheet.addElement(table)
    document.save(str(tmp_path / "r.ods"))
    roster = look_at(tmp_path / "r.ods")
    assert ([day_of(a) for a in roster.applicants], cells_of(roster)) == (MIXED_DATES, ["H8"])


# --- the command line

SCRIPT = """[session]
review_year = 2024
meeting_dates = [2024-11-20]
window_end = 2024-09-30
rules = "shanxi-2024"
[committee]
name = "委员会"
approved_from = 2023-06-01
approved_to = 2026-05-31
kind = "series"
[[committee.scope]]
series = "工程"
levels = ["员级"]
specialties = ["*"]
[[members]]
id = "P01"
name = "甲"
role = "chair"
"""
# An applicant without a title asks for the lowest level: nothing is broken, much is unclear.
GOOD = "编号,姓名,申报系列,申报专业,申报级别\n001,甲,工程,机械,员级\n"
JUMP = GOOD.replace("员级", "副高级")
OUT = '[materials]\nrejected = [{applicant = "001", reason = "理由"}]\n'
WAIVED = (
    "[materials]\nwaivers = ["
    + ", ".join(
        f'{{applicant = "001", rule = "{rule}", reason = "a", document = "b", by = "c"}}'
        for rule in ("level-by-level", "specialty-in-scope", "tenure-years")
    )
    + "]\n"
)


@pytest.fixture
def zcdesk(tmp_path: Path) -> Any:
    def run(roster: str, script: str, *options: str) -> subprocess.CompletedProcess[str]:
        (tmp_path / "r.csv").write_text(roster, "utf-8")
        (tmp_path / "s.toml").write_text(script, "utf-8")
        command = [sys.executable, "-m", "zcdesk", "check", "r.csv", "--script", "s.toml"]
        return subprocess.run(
            [*command, *options], cwd=tmp_path, capture_output=True, text=True, check=False
        )

    return run


@pytest.mark.parametrize(
    ("roster", "script", "code"),
    [
        pytest.param(GOOD, SCRIPT, 0, id="nothing wrong"),
        pytest.param(JUMP, SCRIPT, 1, id="blocking violation"),
        pytest.param(JUMP, SCRIPT + OUT, 0, id="of a rejected applicant"),
        pytest.param(JUMP, SCRIPT + WAIVED, 0, id="waived"),
        pytest.param(GOOD + "002,,工程,机械,员级\n", SCRIPT, 1, id="import problem"),
        pytest.param(GOOD, SCRIPT.replace("2024-11-20", "2025-01-02"), 1, id="session violation"),
    ],
)
def test_the_exit_code_says_whether_something_is_wrong(
    roster: str, script: str, code: int, zcdesk: Any
) -> None:
    done = zcdesk(roster, script, "--json")
    assert (done.returncode, done.stderr) == (code, "")
    answer = json.loads(done.stdout)
    assert (answer["format"], answer["rules"]) == ("zcdesk-findings/1", "shanxi-2024")
    assert list(answer["applicants"]) == ["001"]
    assert {len(findings) for findings in answer["applicants"].values()} == {21}
    assert {len(p.keys() & {"sheet", "cell", "message"}) for p in answer["import_problems"]} <= {3}


def test_what_keeps_nobody_from_the_defense_is_called_a_hint_as_in_the_window(zcdesk: Any) -> None:
    # 17 digits of a valid number, and none of its last signs: (Σ w·d) mod 11 = 2 asks for an X.
    roster = "编号,姓名,身份证号,申报系列,申报专业,申报级别\n001,甲,11010519491231002{},工程,机械,副高级\n"
    wrong = zcdesk(roster.format("1"), SCRIPT).stdout
    assert "001号 提示：身份证号的校验码有误" in wrong
    assert "001号 不符合：" in wrong
    assert "001号 待确认：" in wrong
    assert "001号 提示：" not in zcdesk(roster.format("X"), SCRIPT).stdout


def test_a_waiver_of_a_rule_that_is_none_is_told(zcdesk: Any) -> None:
    done = zcdesk(JUMP, SCRIPT + WAIVED.replace("level-by-level", "level-by-levels"), "--json")
    assert done.returncode == 1
    (note,) = json.loads(done.stdout)["notes"]
    assert note.startswith("脚本中001号申报人的豁免所指的要求“level-by-levels”不存在")
    assert (
        "level-by-levels"
        in zcdesk(JUMP, SCRIPT + WAIVED.replace("level-by-level", "level-by-levels")).stdout
    )
    assert json.loads(zcdesk(JUMP, SCRIPT + WAIVED, "--json").stdout)["notes"] == []


@pytest.mark.parametrize(
    ("roster", "script"),
    [
        pytest.param("甲,乙\n1,2\n", SCRIPT, id="no roster"),
        pytest.param(GOOD, "[session", id="not TOML"),
        pytest.param(GOOD, "", id="empty script"),
        pytest.param(GOOD, SCRIPT.replace("shanxi-2024", "../x"), id="no such rules"),
        pytest.param(GOOD, SCRIPT + "[settings]\ncolour = 1\n", id="no such setting"),
        pytest.param(GOOD, SCRIPT + '[settings]\npool = "all"\n', id="no such value"),
    ],
)
def test_what_cannot_run_is_one_sentence_and_exit_code_2(
    roster: str, script: str, zcdesk: Any
) -> None:
    done = zcdesk(roster, script)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "Traceback" not in done.stderr
