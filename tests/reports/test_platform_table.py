"""The platform's own columns, named in a file."""

import csv
import io
import tomllib
from pathlib import Path

import openpyxl
import pytest

from zcdesk.domain.errors import Unreadable
from zcdesk.reports.platform_table import FIELDS, platform_sheet, read_mapping
from zcdesk.reports.tables import csv_file
from zcdesk.reports.workbook import book_of

SHIPPED = Path(__file__).parents[2] / "resources" / "handover" / "columns" / "platform.toml"


def mapping(*columns, rows="all", **more):
    values = {"name": "表", "file": "table", "rows": rows, "columns": list(columns), **more}
    return read_mapping(values, "x.toml")


def rows_of(full, *columns, **more):
    return platform_sheet(full, mapping(*columns, **more)).rows


def test_a_province_names_its_columns(full):
    sheet = platform_sheet(
        full,
        mapping(
            {"heading": "XM", "field": "name"},
            {"heading": "证件类型", "text": "111"},
            {"heading": "级别", "field": "level", "codes": {"正高级": "011", "副高级": "012"}},
            {"heading": "出生", "field": "born_on", "date": "YYYYMM"},
        ),
    )
    assert sheet.head == ("XM", "证件类型", "级别", "出生")
    for row, record in zip(sheet.rows, full.applicants, strict=True):
        who = record.applicant
        level = {"正高级": "011", "副高级": "012"}[who.level.value]
        assert row[:3] == [who.name, "111", level]
        born = who.born_on
        assert row[3] == (f"{born.year}{born.month:02d}" if born else "")


@pytest.mark.parametrize("field", sorted(FIELDS))
def test_every_field_is_text(full, field):
    rows = rows_of(full, {"heading": "x", "field": field})
    assert len(rows) == len(full.applicants)
    assert all(isinstance(cell, str) for row in rows for cell in row)


@pytest.mark.parametrize(
    ("rows", "those"),
    [
        ("all", lambda r: True),
        ("participating", lambda r: r.participates),
        ("passed", lambda r: r.status.value == "passed"),
        ("not_passed", lambda r: r.participates and r.status.value != "passed"),
    ],
)
def test_whose_rows(full, rows, those):
    made = rows_of(full, {"heading": "编号", "field": "number"}, rows=rows)
    assert [row[0] for row in made] == [r.applicant.number for r in full.applicants if those(r)]


def test_an_id_stays_text_in_both_files(full):
    sheet = platform_sheet(full, mapping({"heading": "证件号码", "field": "id_number"}))
    ids = [r.applicant.id_number for r in full.applicants]
    data = csv_file(sheet, rehearsal=False)
    assert data.startswith(b"\xef\xbb\xbf")
    assert [row[0] for row in csv.reader(io.StringIO(data.decode("utf-8-sig")))] == [
        "证件号码",
        *ids,
    ]
    page = openpyxl.load_workbook(io.BytesIO(book_of([sheet], "t", "c"))).worksheets[0]
    cells = [row[0] for row in page.iter_rows(min_row=2)]
    assert [cell.value or "" for cell in cells] == ids
    assert all(cell.data_type == "s" and cell.number_format == "@" for cell in cells if cell.value)


def test_no_cell_names_an_expert(full):
    columns = [{"heading": name, "field": name} for name in FIELDS]
    text = str(rows_of(full, *columns))
    assert [m.name for m in full.members if m.name in text] == []


def test_a_value_without_a_code_is_refused_by_name(full):
    with pytest.raises(Unreadable, match=r"列“级别”的代码表里没有“.*级”（\d+号）"):
        rows_of(full, {"heading": "级别", "field": "level", "codes": {"员级": "5"}})


@pytest.mark.parametrize(
    ("column", "sentence"),
    [
        ({"field": "name"}, "没有写列名"),
        ("姓名", "没有写列名"),
        ({"heading": "A"}, "且只写一个"),
        ({"heading": "A", "field": "name", "text": "x"}, "且只写一个"),
        ({"heading": "A", "field": "salary"}, "没有“salary”这个字段"),
        ({"heading": "A", "field": "born_on", "date": "D.M.Y"}, "日期格式"),
        ({"heading": "A", "field": "name", "codes": "x"}, "对照"),
        ({"heading": "A", "field": "name", "width": 5}, "不认识“width”"),
    ],
)
def test_what_a_mapping_cannot_mean_is_one_sentence(column, sentence):
    with pytest.raises(Unreadable, match=sentence) as refused:
        mapping(column)
    assert "x.toml" in refused.value.sentence
    assert "\n" not in refused.value.sentence


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name": ""}, "name"),
        ({"file": "../x"}, "file"),
        ({"rows": "some"}, "rows"),
        ({"columns": []}, "没有任何一列"),
        ({"columns": [{"heading": "A", "text": "1"}] * 2}, "重复"),
    ],
)
def test_what_a_table_cannot_be_is_one_sentence(values, sentence):
    with pytest.raises(Unreadable, match=sentence):
        mapping({"heading": "A", "text": "x"}, **values)


def test_the_shipped_mapping_is_one(full):
    table = read_mapping(tomllib.loads(SHIPPED.read_text("utf-8")), SHIPPED.name)
    sheet = platform_sheet(full, table)
    assert "证件号码" in sheet.head
    assert len(sheet.rows) == sum(r.participates for r in full.applicants)
    told = SHIPPED.read_text("utf-8")
    assert [name for name in FIELDS if name not in told] == []
