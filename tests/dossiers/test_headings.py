"""Which rows are the header, and what each heading stands for."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zcdesk.domain.applicant import Education, Grade
from zcdesk.dossiers.headings import find_header, heading_of, key_of, plain, roster_table

FULL = ["编号", "姓名", "性别", "申报系列"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("编号", "编号"), (" 编\n号 ", "编号"), ("＊编号（必填）", "编号"), ("编号(注（一）)", "编号"),
        ("编号（没写完", "编号"), ("２０２３年度考核", "2023年度考核"), ("（说明）", ""), ("", ""),
        ("姓　名：", "姓名"),
    ],
)  # fmt: skip
def test_plain_headings(written: str, meant: str) -> None:
    assert plain(written) == meant


@pytest.mark.parametrize(
    ("heading", "found"),
    [
        ("编号", ("number", 0)), ("序号", ("number", 1)), ("证件号码", ("id_number", 2)),
        ("2023年度考核", ("2023", 0)), ("2023年考核", ("2023", 1)), ("2023考核", ("2023", 2)),
        ("1023考核", None), ("23年度考核", None), ("年度考核", None), ("民族", None),
    ],
)  # fmt: skip
def test_keys(heading: str, found: tuple[str, int] | None) -> None:
    assert key_of("applicants", heading) == found


def test_assessments_stand_on_the_first_sheet_only() -> None:
    assert key_of("degrees", "2023年度考核") is None


def test_headings_for_people() -> None:
    assert heading_of("applicants", "id_number") == "身份证号"
    assert heading_of("applicants", "2023") == "2023年度考核"


@pytest.mark.parametrize(
    ("rows", "first", "last", "number", "name"),
    [
        ([FULL], 0, 0, 0, 1),
        ([["名册", "", "", ""], ["", "", "", ""], FULL], 2, 2, 0, 1),
        (
            [["编号", "", "性别", "申报"], ["", "姓名", "", "申报系列"], ["1", "李", "男", "工程"]],
            0,
            1,
            0,
            1,
        ),
        ([["说明", "", "编号", ""], FULL], 1, 1, 0, 1),
        ([FULL, ["", "", "", ""]], 0, 0, 0, 1),
        ([FULL, ["（必填）", "", "（男/女）", ""]], 0, 1, 0, 1),
        ([["姓名", "编号", "性别", "民族"], ["1", "编号", "学历", ""]], 0, 0, 1, 0),
    ],
)
def test_the_header(rows: list[list[str]], first: int, last: int, number: int, name: int) -> None:
    header = find_header("applicants", rows)
    assert header is not None
    assert (header.first, header.last) == (first, last)
    assert (header.columns["number"], header.columns["name"]) == (number, name)


def test_no_header() -> None:
    assert find_header("applicants", []) is None
    assert find_header("applicants", [["1", "李明"], ["2", ""]]) is None


@given(st.lists(st.lists(st.sampled_from([*FULL, "", "x", 1]), min_size=3, max_size=3), max_size=5))
def test_every_column_has_one_part(rows: list[list[str | int]]) -> None:
    header = find_header("applicants", rows)
    if header is not None:
        told = [column for column, _ in (*header.ignored, *header.repeated)]
        assert sorted([*header.columns.values(), *told]) == [0, 1, 2]


def test_no_heading_means_two_things(root: Path) -> None:
    tables = tomllib.loads((root / "resources/roster/headings.toml").read_text("utf-8"))
    for names in tables.values():
        listed = [name for accepted in names.values() for name in accepted]
        assert len(listed) == len(set(listed))
        assert all(plain(name) == name for name in listed)


def test_words_stand_for_words_of_the_program() -> None:
    words = roster_table("words")
    assert set(words["grade"].values()) == {grade.value for grade in Grade}
    assert set(words["education"].values()) == {degree.value for degree in Education}


def test_a_second_column_of_a_field_is_repeated_under_any_name() -> None:
    found = find_header("applicants", [["序号", "编号", "姓名", "单位", "工作单位"]])
    assert found is not None
    # 序号 beside 编号 is just a counter; of two columns for the unit one would lose its values.
    assert found.ignored == ((0, "序号"),)
    assert found.repeated == ((3, "单位"),)
    assert (found.columns["number"], found.columns["employer"]) == (1, 4)
    found = find_header("applicants", [["编号", "姓名", "2023年度考核", "2023考核"]])
    assert found is not None
    assert found.repeated == ((3, "2023考核"),)


def test_bare_years_below_a_wide_heading_are_its_years() -> None:
    rows = [
        ["编号", "姓名", "年度考核", "", "", "备注"],
        ["", "", "2021", "2022年度", "2023年", ""],
    ]
    found = find_header("applicants", rows)
    assert found is not None
    assert [found.columns[year] for year in ("2021", "2022", "2023")] == [2, 3, 4]
    assert found.columns["remark"] == 5
