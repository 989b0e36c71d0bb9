"""The sample's workbook and people, read back with another library and other arithmetic."""

import datetime
import random
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from zcdesk.dossiers import specimen, specimen_lists
from zcdesk.dossiers.roster import read_roster
from zcdesk.dossiers.specimen import SamplePaths, write_sample
from zcdesk.dossiers.specimen_applicants import invent

RARE = set("𬭎㛃𠅤")
DATE_FORMS = [
    r"\d{4}-\d{2}-\d{2}",
    r"\d{4}/\d{1,2}/\d{1,2}",
    r"\d{4}\.\d{1,2}\.\d{1,2}",
    r"\d{4}\.\d{2}",
    r"\d{4}年\d{1,2}月",
    r"\d{6}",
    r"\d{8}",
    r"\d{4}-\d{2}",
    r"\d{4}/\d{2}",
    r"\d{4}年\d{1,2}月\d{1,2}日",
    r"\d{4}",
]
DATE_COLUMNS = (
    "出生年月 参加工作时间 毕业时间 取得时间 聘任时间 同级首次取得时间 现岗位起始时间".split()
)


def plain(heading: object) -> str:
    return re.sub(r"（.*?）|\s", "", str(heading))


def rows_of(paths: SamplePaths) -> list[dict[str, object]]:
    """The first sheet as a reader sees it: the lower heading, the upper where that is empty."""
    cells = CalamineWorkbook.from_path(paths.roster).get_sheet_by_name("花名册").to_python()
    headings = [plain(low or up) for up, low in zip(cells[2], cells[3], strict=True)]
    return [dict(zip(headings, row, strict=True)) for row in cells[4:]]


def list_of(paths: SamplePaths, sheet: str) -> list[dict[str, object]]:
    cells = CalamineWorkbook.from_path(paths.roster).get_sheet_by_name(sheet).to_python()
    return [dict(zip(map(str, cells[1]), row, strict=True)) for row in cells[2:]]


@pytest.fixture(scope="module")
def forty(tmp_path_factory: pytest.TempPathFactory) -> SamplePaths:
    return write_sample(tmp_path_factory.mktemp("forty"))


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> SamplePaths:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(specimen, "DOSSIERS_AT_MOST", 0)
        return write_sample(tmp_path_factory.mktemp("many"), 400, 3)


def check_holds(number: str) -> bool:
    """GB 11643: the sum of every character times 2 to the power of its place is 1 modulo 11."""
    values = [10 if c == "X" else int(c) for c in number]
    return sum(v * 2 ** (17 - n) for n, v in enumerate(values)) % 11 == 1


def test_three_sheets_below_title_and_instructions(forty: SamplePaths) -> None:
    book = CalamineWorkbook.from_path(forty.roster)
    assert book.sheet_names == ["花名册", "学历", "业绩成果"]
    cells = book.get_sheet_by_name("花名册").to_python()
    assert "花名册" in cells[0][0]
    assert "填表说明" in cells[1][0]
    row = rows_of(forty)[0]
    needed = (
        "编号 姓名 性别 身份证号 工作单位 单位性质 申报系列 申报专业 申报级别 申报方式 备注".split()
    )
    assert set(needed + DATE_COLUMNS) <= set(row)
    assert {f"{year}年度考核" for year in range(2015, 2024)} <= set(row)


def test_identity_numbers_are_text_and_right_but_for_the_planted(many: SamplePaths) -> None:
    wrong = []
    for row in rows_of(many):
        number = row["身份证号"]
        assert isinstance(number, str)
        if number == "":
            continue
        assert re.fullmatch(r"14(0[1-9]|1[01])99\d{11}[\dX]", number)
        odd = int(number[16]) % 2 == 1
        born = str(row["出生年月"]) if isinstance(row["出生年月"], str) else ""
        if not check_holds(number) or odd != (row["性别"] == "男"):
            wrong.append(row["编号"])
        elif re.fullmatch(r"\d{4}\.\d{2}", born):
            assert born == f"{number[6:10]}.{number[10:12]}"
    assert 1 <= len(wrong) <= 400 // 20


def test_an_identity_number_repeats_only_for_the_planted_pairs(forty: SamplePaths) -> None:
    counted = Counter(row["身份证号"] for row in rows_of(forty) if row["身份证号"])
    assert sorted(counted.values())[-3:] == [1, 2, 2]


def test_dates_come_in_the_forms_that_rosters_have(many: SamplePaths) -> None:
    seen = Counter()
    rows = rows_of(many)
    for cell in [row[c] for row in rows for c in DATE_COLUMNS]:
        if cell == "":
            continue
        if isinstance(cell, datetime.date):
            seen["cell"] += 1
        elif isinstance(cell, int | float):
            assert cell == int(cell)
            assert 1900 < cell < 2100 or 190000 < cell < 210000
            seen["number"] += 1
        else:
            form = [form for form in DATE_FORMS if re.fullmatch(form, str(cell))]
            assert form, cell
            seen[form[0]] += 1
    assert set(seen) == {"cell", "number", *DATE_FORMS}


@pytest.mark.parametrize("count", [10, 40])
def test_rare_names_are_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.setattr(specimen, "DOSSIERS_AT_MOST", 0)
    for seed in range(1, 5):
        names = [str(row["姓名"]) for row in rows_of(write_sample(tmp_path, count, seed))]
        assert any(RARE & set(name) for name in names)


def test_names_are_of_every_build(many: SamplePaths) -> None:
    names = [str(row["姓名"]) for row in rows_of(many)]
    assert any("·" in name for name in names)
    assert {2, 3, 4} <= {len(name) for name in names if "·" not in name}
    assert 400 // 100 <= sum(bool(RARE & set(name)) for name in names) <= 400 // 25


def test_other_sheets_speak_of_applicants(forty: SamplePaths) -> None:
    numbers = {row["编号"] for row in rows_of(forty)}
    studied, achieved = list_of(forty, "学历"), list_of(forty, "业绩成果")
    assert {row["编号"] for row in studied} == numbers
    assert {row["编号"] for row in achieved} == numbers
    assert all(row["学历"] and row["院校"] for row in studied)


def test_every_attachment_is_in_the_dossier(forty: SamplePaths) -> None:
    folders = {path.name[:3]: path for path in forty.dossiers.iterdir()}
    rows = list_of(forty, "业绩成果")
    assert len(rows) > 80
    assert all((folders[str(row["编号"])] / str(row["附件"])).is_file() for row in rows)


def test_beyond_two_hundred_no_dossier_is_promised(many: SamplePaths, tmp_path: Path) -> None:
    promised = {row["编号"] for row in list_of(many, "业绩成果") if row["附件"]}
    assert max(map(str, promised)) == "200"


@pytest.mark.parametrize(("count", "seed"), [(40, 1), (120, 8)])
def test_the_reader_takes_the_workbook_in_as_it_was_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int, seed: int
) -> None:
    monkeypatch.setattr(specimen, "DOSSIERS_AT_MOST", 0)
    read = read_roster(write_sample(tmp_path, count, seed).roster)
    meant = invent(random.Random(f"{seed} people"), specimen_lists.load(), count).applicants
    assert read.problems == ()
    for one, other in zip(read.applicants, meant, strict=True):
        # A clerk writes 机械专业 for 机械 now and then.
        practised = one.practised_specialty.removesuffix("专业")
        assert replace(one, practised_specialty=practised) == other
