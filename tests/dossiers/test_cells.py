"""Cells: every accepted form of a date and the refusals; addresses; foreign files held at bay."""

import datetime
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from zcdesk.domain.dates import PartialDate
from zcdesk.domain.errors import Unreadable
from zcdesk.dossiers.cells import (
    Cell,
    Unread,
    address,
    date_in_csv,
    date_of,
    narrow,
    text_of,
    word_of,
)
from zcdesk.dossiers.cells_limits import DEFAULT_LIMITS
from zcdesk.dossiers.cells_process import read_table
from zcdesk.dossiers.roster import read_roster

DAY, MONTH, YEAR = PartialDate(2019, 11, 3), PartialDate(2019, 11), PartialDate(2019)
NEEDED = ["编号", "姓名", "申报系列", "申报专业", "申报级别"]


@pytest.mark.parametrize(
    ("cell", "date"),
    [
        ("2019-11-03", DAY), ("2019/11/3", DAY), ("2019.11.3", DAY), ("2019年11月3日", DAY),
        ("20191103", DAY), ("2019.11", MONTH), ("2019年11月", MONTH), ("201911", MONTH),
        ("2019-11", MONTH), ("2019/11", MONTH), ("2019", YEAR), (2019, YEAR), (2019.0, YEAR),
        (201911, MONTH), (201911.0, MONTH), ("２０１９／１１／３", DAY), (" 2019.11　", MONTH),
        ("2016.1", PartialDate(2016, 1)), ("2016.10", PartialDate(2016, 10)),
        ("\x002019-11-03", DAY), ("\x002019-11-03T08:30:00", DAY), ("2020-02-29", PartialDate(2020, 2, 29)),
        ("", None), ("  ", None),
    ],
)  # fmt: skip
def test_dates(cell: Cell, date: PartialDate | None) -> None:
    assert date_of(cell) == date


@pytest.mark.parametrize(
    "cell",
    [
        2016.1, 2016.5, 20191103, 43772, 43772.5, 0, -2019, 1e300, float("nan"), float("inf"),
        "2016.13", "2019-00", "2019-11-00", "2019-02-29", "2019-11.3", "2019年11月3", "2019年", "19.11",
        "2019113", "201913", "2019 11 3", "不详", "2019-11-03 至今", "１９年", "٢٠١٩", "1899", "2201",
        "\x0008:00:00", "\x00TRUE", "2019-11-03T00:00:00",
    ],
)  # fmt: skip
def test_what_is_no_date(cell: Cell) -> None:
    with pytest.raises(Unread) as caught:
        date_of(cell)
    assert caught.value.message
    assert caught.value.remedy


def test_a_csv_does_not_say_which_month_2016_1_was() -> None:
    for text in ("2016.1", " 2016.1"):
        with pytest.raises(Unread):
            date_in_csv(text)
    assert date_in_csv("2016.10") == PartialDate(2016, 10)
    assert date_in_csv("2016.01") == PartialDate(2016, 1)


@given(st.one_of(st.text(), st.floats(), st.integers(), st.from_regex(r"[0-9.\-/年月日]{1,12}")))
def test_a_date_is_read_or_refused(cell: Cell) -> None:
    try:
        date = date_of(cell)
    except Unread:
        return
    assert date is None or 1900 <= date.year <= 2200


@pytest.mark.parametrize(
    ("row", "column", "where"),
    [(0, 0, "A1"), (6, 4, "E7"), (0, 25, "Z1"), (9, 26, "AA10"), (0, 701, "ZZ1"), (1, 702, "AAA2")],
)
def test_addresses(row: int, column: int, where: str) -> None:
    assert address(row, column) == where


def test_texts_keep_their_characters() -> None:
    assert text_of(" 阿依古丽·买买提　") == "阿依古丽·买买提"
    assert text_of("𬭎㛃𠅤﨑") == "𬭎㛃𠅤﨑"
    assert text_of("一\r\n二") == "一 二"
    assert text_of("\u200b001\ufeff") == "001"
    assert [text_of(1.0), text_of(3), text_of(2.5)] == ["1", "3", "2.5"]
    assert narrow("ＡＢ１２（）·𬭎") == "AB12()·𬭎"
    assert word_of(" 正 高\n级 ") == "正高级"


@pytest.mark.parametrize("since_1904", [False, True])
def test_date_cells_of_both_calendars(tmp_path: Path, since_1904: bool) -> None:
    path = tmp_path / "r.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": since_1904}) as book:
        sheet = book.add_worksheet()
        for number, form in enumerate(("yyyy-mm-dd", 'yyyy"年"m"月"', "m/d/yy")):
            day = datetime.date(2019, 11, 3)
            sheet.write_datetime(number, 0, day, book.add_format({"num_format": form}))
    (found,) = read_table(path, DEFAULT_LIMITS).sheets
    assert [date_of(row[0]) for row in found.rows] == [DAY, DAY, DAY]


def test_faults_are_problems_and_not_empty_cells(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "花 & 册"
    sheet.append([*NEEDED, "性别", "备注"])
    sheet.append(["001", "李明", "工程", "机械", "中级", "#N/A", "=A1"])
    sheet.append(["=A9", "=A9", "=A9", "=A9", "#REF!", None, None])
    book.save(path)
    found = read_roster(path)
    assert [a.number for a in found.applicants] == ["001"]
    assert [p.cell for p in found.problems] == ["F2", "G2", "A3", "B3", "C3", "D3", "E3"]
    assert found.problems[0].message == "公式出错（#N/A）。"
    assert found.problems[1].message == "公式没有计算结果。"


def test_a_formula_with_a_result_is_its_result(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [*NEEDED, "备注"])
        sheet.write_row(1, 0, ["001", "李明", "工程", "机械"])
        sheet.write_formula(1, 4, '="中"&"级"', None, "中级")
        sheet.write_formula(1, 5, "=1+1", None, 2)
    found = read_roster(path)
    assert [(a.level.value, a.remark) for a in found.applicants] == [("中级", "2")]
    assert not found.problems


def swapped(path: Path, member: str, before: bytes, after: bytes) -> Path:
    """The same archive with one member's text changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, text.replace(before, after) if name == member else text)
    path.write_bytes(out.getvalue())
    return path


def plain_roster(path: Path) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, NEEDED)
        sheet.write_row(1, 0, ["001", "李明", "工程", "机械", "中级"])
    return path


def test_a_table_that_claims_the_whole_sheet_stops_the_child_only(tmp_path: Path) -> None:
    """Two cells at opposite corners: the reader asks for 400 GB and aborts its process."""
    path = swapped(
        plain_roster(tmp_path / "r.xlsx"), "xl/worksheets/sheet1.xml", b'r="E2"', b'r="XFD1048576"'
    )
    assert path.stat().st_size < 10_000
    with pytest.raises(Unreadable, match="读不出来"):
        read_roster(path)


def test_an_archive_that_unpacks_too_far_is_not_opened(tmp_path: Path) -> None:
    path = plain_roster(tmp_path / "r.xlsx")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/bomb.bin", bytes(20 * 2**20))
    assert path.stat().st_size < 2**20
    assert read_roster(path).applicants
    with pytest.raises(Unreadable, match="过大"):
        read_roster(path, limits=DEFAULT_LIMITS._replace(unpacked_bytes=2**20))


@pytest.mark.parametrize(
    ("limit", "value", "says"),
    [("file_bytes", 100, "MB"), ("rows", 1, "行"), ("columns", 3, "列"), ("members", 2, "过大")],
)
def test_limits(tmp_path: Path, limit: str, value: int, says: str) -> None:
    path = plain_roster(tmp_path / "r.xlsx")
    with pytest.raises(Unreadable, match=says):
        read_roster(path, limits=DEFAULT_LIMITS._replace(**{limit: value}))


def test_a_child_without_an_answer_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asleep = tmp_path / "asleep"
    asleep.write_text("#!/bin/sh\nexec sleep 60\n")
    asleep.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(asleep))
    with pytest.raises(Unreadable, match="1 秒"):
        read_roster(plain_roster(tmp_path / "r.xlsx"), limits=DEFAULT_LIMITS._replace(seconds=1))


def test_nothing_in_the_current_folder_is_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("json.py", "csv.py", "python_calamine.py"):
        (tmp_path / name).write_text("raise SystemExit(3)\n")
    monkeypatch.chdir(tmp_path)
    assert read_roster(plain_roster(tmp_path / "r.xlsx")).applicants


def test_the_child_imports_little() -> None:
    """Its start is paid at every import of a roster."""
    command = [
        sys.executable,
        "-P",
        "-X",
        "importtime",
        "-m",
        "zcdesk.dossiers.cells_child",
        ".csv",
    ]
    done = subprocess.run(
        [*command, json.dumps(DEFAULT_LIMITS)],
        input=b"",
        capture_output=True,
        env=os.environ,
        check=True,
    )
    modules = set(re.findall(r"\|\s+(\S+)$", done.stderr.decode(), re.MULTILINE))
    assert "python_calamine" in modules
    heavy = ("PySide6", "reportlab", "PIL", "pypdfium2", "cryptography", "tomllib", "dataclasses")
    assert not modules & set(heavy)
