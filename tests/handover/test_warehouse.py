"""The department's tables and questions, from packages worked out by hand."""

import contextlib
import copy
import os
import random
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import pytest

from zcdesk.domain.errors import KnownError
from zcdesk.handover.gathered import TABLES, GatheredPackage, gathered
from zcdesk.handover.package import PackageInfo
from zcdesk.handover.verify import Examined, examine_package
from zcdesk.handover.warehouse import DIMENSIONS, Rate, Warehouse


@pytest.fixture
def found(package: PackageInfo) -> Examined:
    """The small session's package, verified."""
    return examine_package(package.path)


def another(found: Examined, name: str, **facts: Any) -> GatheredPackage:
    """The same session under another committee's name and in another year."""
    record, result = copy.deepcopy(dict(found.record)), copy.deepcopy(dict(found.result))
    result["committee"]["name"] = facts.pop("committee", "甲评委会")
    result["session"]["review_year"] = facts.pop("year", 2024)
    for place, applicant in enumerate(record["applicants"]):
        applicant["facts"].update({k: v[place] for k, v in facts.items()})
    return gathered(replace(found, name=name, record=record, result=result), f"/in/{name}.zip")


def column(package: GatheredPackage, table: str, name: str) -> list[Any]:
    place = [each for each, _ in TABLES[table]].index(name)
    return [row[place] for row in package.rows[table]]


def test_rows_of_a_session_worked_out_by_hand(found: Examined) -> None:
    rows = gathered(found, "/in/a.zip")
    assert rows.value("committee") == "山西省工程系列高级职称评审委员会"
    assert rows.value("review_year") == 2024
    assert rows.value("signed_at") == "2024-11-20T17:30:05"
    assert column(rows, "applicants", "group_name") == [
        "senior", "senior", "senior", None, "senior", None, "senior_exam",
    ]  # fmt: skip
    assert column(rows, "applicants", "eliminated") == [
        False,
        True,
        True,
        False,
        False,
        False,
        False,
    ]
    assert column(rows, "applicants", "defense_eliminated") == [
        False, False, True, False, False, False, False,
    ]  # fmt: skip
    assert column(rows, "applicants", "score") == [
        "323/4",
        "141/2",
        "367/6",
        None,
        None,
        None,
        None,
    ]
    assert rows.rows["committee_groups"][1][3:] == (
        "senior_exam", 1, 0, 0, 3, 20, False, 1, 1, 10, False, 1,
    )  # fmt: skip
    assert column(rows, "exceptions", "reason") == ["仅一人参评"]
    assert len(rows.rows["rounds"]) == 4
    for table, columns in TABLES.items():
        assert all(len(row) == len(columns) for row in rows.rows[table])


def test_rates_by_every_dimension(found: Examined, tmp_path: Path) -> None:
    cities = ["太原", "太原", "大同", "大同", "大同", "", ""]
    packages = [
        another(found, "a", committee="甲评委会", city=cities),
        another(found, "b", committee="乙评委会", year=2023, city=cities),
    ]
    with Warehouse.open(tmp_path / "all.duckdb") as house:
        house.put(packages)
        fifth, tenth, exam = Fraction(1, 5), Fraction(1, 10), Fraction(3, 20)
        assert house.rates("review_year", "committee", "group_name") == [
            Rate((2023, "乙评委会", "senior"), 1, 4, 2, 1, fifth, tenth),
            Rate((2023, "乙评委会", "senior_exam"), 1, 1, 0, 0, exam, tenth),
            Rate((2024, "甲评委会", "senior"), 1, 4, 2, 1, fifth, tenth),
            Rate((2024, "甲评委会", "senior_exam"), 1, 1, 0, 0, exam, tenth),
        ]
        # 001 and 002 from 太原, 003 and 005 from 大同, 007 from nowhere; 004 and 006 do not count.
        assert house.rates("city") == [
            Rate(("",), 2, 2, 0, 0, exam, tenth),
            Rate(("大同",), 2, 4, 2, 2, fifth, tenth),
            Rate(("太原",), 2, 4, 2, 0, fifth, tenth),
        ]
        # Two floors in one figure are no floor.
        assert house.rates("review_year") == [
            Rate((2023,), 1, 5, 2, 1, None, tenth),
            Rate((2024,), 1, 5, 2, 1, None, tenth),
        ]
        assert [each.by for each in house.rates("series", "level")] == [
            ("会计", "副高级"), ("工程", "副高级"),
        ]  # fmt: skip
        for dimension in DIMENSIONS:
            rates = house.rates(dimension)
            assert sum(r.participating for r in rates) == 10
            assert sum(r.eliminated for r in rates) == 4
        with pytest.raises(ValueError, match="secret"):
            house.rates("secret")


@pytest.mark.parametrize(
    ("participating", "eliminated", "floor", "met", "short"),
    [(41, 9, Fraction(1, 5), True, 0), (41, 8, Fraction(1, 5), False, 1),
     (40, 8, Fraction(1, 5), True, 0), (1, 0, Fraction(3, 20), False, 1), (7, 0, None, True, 0)],
)  # fmt: skip
def test_floors_are_whole_people(
    participating: int, eliminated: int, floor: Fraction | None, met: bool, short: int
) -> None:
    rate = Rate(("x",), 1, participating, eliminated, 0, floor, None)
    assert (rate.met, rate.short_by) == (met, short)
    # The floor of the defense alone, which nobody fell at.
    assert Rate(("x",), 1, participating, eliminated, 0, None, floor).met is (floor is None)


def test_committees_under_a_floor_with_their_exception(found: Examined, tmp_path: Path) -> None:
    with Warehouse.open(tmp_path / "all.duckdb") as house:
        house.put([another(found, "a")])
        (row,) = house.below_floor()
    assert (row["committee"], row["group_name"], row["short_by"]) == ("甲评委会", "senior_exam", 1)
    assert row["exception"] == "仅一人参评"


def test_one_person_at_one_level_in_two_committees(found: Examined, tmp_path: Path) -> None:
    ids = [f"14010119800101{n:04d}" for n in range(7)]
    other = ["", "", "14010119800101000x", *ids[:1], "", "", ""]
    born = [None] * 5 + [{"year": 1980, "month": 5, "day": 0}] * 2
    first = another(found, "a", committee="甲", id_number=[*ids[:5], "", ""], born_on=born)
    second = another(found, "b", committee="乙", id_number=other, born_on=born)
    later = another(found, "c", committee="丙", year=2025, id_number=ids)
    with Warehouse.open(tmp_path / "all.duckdb") as house:
        house.put([first, second, later])
        twice = house.twice()
    # 001 of 甲 is 004 of 乙; 006 and 007 have no ID number, but the name and the month agree.
    assert [(row["name"], row["certain"], row["packages"]) for row in twice] == [
        ("申报人1、申报人4", True, ["a", "b"]),
        ("申报人6", False, ["a", "b"]),
        ("申报人7", False, ["a", "b"]),
    ]
    (certain,) = (row for row in twice if row["certain"])
    assert certain["id_number"] == ids[0]
    assert certain["applications"] == ["乙（004号，rejected）", "甲（001号，passed）"]


def test_a_package_put_again_takes_its_own_place(found: Examined, tmp_path: Path) -> None:
    with Warehouse.open(tmp_path / "all.duckdb") as house:
        house.put([another(found, "a"), another(found, "b", committee="乙")])
        before = house.counts()
        house.put([another(found, "a", committee="改名")])
        assert house.counts() == before
        assert [each["committee"] for each in house.sessions()] == ["乙", "改名"]
        house.put([])
    with Warehouse.open(tmp_path / "all.duckdb", read_only=True) as house:
        assert house.counts()["applicants"] == 14
        assert house.rows("exceptions")[0]["reason"] == "仅一人参评"
        with pytest.raises(ValueError, match="secrets"):
            house.rows("secrets")


def test_a_batch_is_taken_whole_or_not(found: Examined, tmp_path: Path) -> None:
    good = another(found, "a")
    broken = replace(good, name="b", rows={**good.rows, "rounds": [("b", "not a year", *"x" * 13)]})
    with Warehouse.open(tmp_path / "all.duckdb") as house:
        house.put([another(found, "old")])
    with (
        pytest.raises(KnownError, match="没有改动"),
        Warehouse.open(tmp_path / "all.duckdb") as house,
    ):
        house.put([good, broken])
    with Warehouse.open(tmp_path / "all.duckdb") as house:
        assert [each["package"] for each in house.sessions()] == ["old"]


def test_texts_are_never_commands(found: Examined, tmp_path: Path) -> None:
    evil = "'; DROP TABLE packages; --"
    package = another(found, evil, committee=evil)
    with Warehouse.open(tmp_path / "it's all.duckdb") as house:
        house.put([package])
        house.put([package])
        assert house.sessions()[0]["committee"] == evil
        house.write_parquet(tmp_path / "it's parquet")


def test_parquet_is_read_by_another_engine_by_year(found: Examined, tmp_path: Path) -> None:
    with Warehouse.open(tmp_path / "all.duckdb") as house:
        house.put([another(found, "a"), another(found, "b", year=2023)])
        house.write_parquet(tmp_path / "lake")
        house.write_parquet(tmp_path / "lake")  # again, in the place of the first
    assert sorted(each.name for each in (tmp_path / "lake" / "applicants").iterdir()) == [
        "review_year=2023", "review_year=2024",
    ]  # fmt: skip
    (counted,) = duckdb.execute(
        "SELECT count(*), count(DISTINCT package), min(review_year) FROM "
        f"read_parquet('{tmp_path}/lake/applicants/*/*.parquet', hive_partitioning = true)"
    ).fetchall()
    assert counted == (14, 2, 2023)


def test_no_floating_point_column_exists() -> None:
    kinds = {kind for columns in TABLES.values() for _, kind in columns}
    assert kinds == {"VARCHAR", "INTEGER", "BIGINT", "BOOLEAN", "DATE", "TIMESTAMP"}


@pytest.mark.parametrize("kind", ["text", "folder", "nowhere", "other", "older"])
def test_a_file_that_is_none_of_ours_is_a_sentence(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x.duckdb"
    if kind == "text":
        path.write_text("编号,姓名\n" * 1000, "utf-8")
    elif kind == "folder":
        path.mkdir()
    elif kind == "nowhere":
        path = tmp_path / "gone" / "x.duckdb"
    elif kind == "older":
        with duckdb.connect(str(path)) as connection:
            connection.execute("CREATE TABLE packages (package VARCHAR)")
    else:
        with duckdb.connect(str(path)) as connection:
            connection.execute("CREATE VIEW packages AS SELECT 1 AS package")
    with pytest.raises(KnownError) as refused, Warehouse.open(path):
        pytest.fail("opened")
    assert "x.duckdb" in refused.value.sentence
    assert "\n" not in refused.value.sentence
    assert kind != "nowhere" or not path.exists()


def test_the_database_never_reaches_for_the_network(found: Examined, tmp_path: Path) -> None:
    with Warehouse.open(tmp_path / "all.duckdb") as house:
        told = house._dicts(
            "SELECT name, value FROM duckdb_settings() WHERE name LIKE 'auto%extensions'"
        )
    assert {each["value"] for each in told} == {"false"}
    assert len(told) == 2


def test_sums_of_random_sessions_agree_with_plain_counting(tmp_path: Path) -> None:
    """An oracle of plain Python over made-up rows."""
    dice = random.Random(23)
    packages = []
    for place in range(12):
        key = (f"p{place}", 2020 + place % 3, f"c{place % 4}")
        people = [
            (*key, str(n), f"n{n}", "", "", dice.choice("太大临"), "", "", dice.choice("工农"), "",
             dice.choice(["副高级", "正高级"]), "", "senior", "", True, out := dice.random() < 0.3,
             out and dice.random() < 0.5, None)
            for n in range(dice.randrange(1, 30))
        ]  # fmt: skip
        groups = [(*key, "senior", 0, 0, 0, 1, 5, True, 0, 1, 10, True, 0)]
        rows: dict[str, Sequence[Any]] = {t: [] for t in TABLES}
        packages.append(
            GatheredPackage(key[0], {**rows, "applicants": people, "committee_groups": groups})
        )
    everyone = [row for each in packages for row in each.rows["applicants"]]
    places = {"review_year": 1, "city": 7, "series": 10, "level": 12}
    with Warehouse.open(tmp_path / "all.duckdb") as house:
        house.put(packages)
        for names in (("review_year", "city"), ("level", "series"), ("city",)):
            for rate in house.rates(*names):
                held = [r for r in everyone if tuple(r[places[n]] for n in names) == rate.by]
                assert rate.participating == len(held)
                assert rate.eliminated == sum(r[17] for r in held)
                assert rate.defense_eliminated == sum(r[18] for r in held)
                assert rate.packages == len({r[0] for r in held})
                assert (rate.floor, rate.defense_floor) == (Fraction(1, 5), Fraction(1, 10))


def fill(place: Path, left: int) -> None:
    """Leave no room on a small file system but this many bytes."""
    filler = place / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(b"x" * 4096):
            pass
    os.truncate(filler, filler.stat().st_size - left)


@pytest.mark.parametrize("left", [0, 8192, 65_536, 400_000, 1_200_000])
def test_a_full_disk_is_named_and_leaves_no_new_file(
    found: Examined, small_disk: Path, left: int
) -> None:
    fill(small_disk, left)
    with (
        pytest.raises(KnownError) as refused,
        Warehouse.open(small_disk / "all.duckdb") as house,
    ):
        house.put([another(found, "a")])
    assert refused.value.sentence.startswith(("汇总库“all.duckdb”没有写成", "无法打开汇总库"))
    assert "磁盘已满" in refused.value.sentence
    assert [path.name for path in small_disk.iterdir()] == ["filler"]


@pytest.mark.parametrize("left", [0, 8192, 1_700_000])
def test_a_full_disk_leaves_the_file_as_it_was(
    found: Examined, small_disk: Path, left: int
) -> None:
    file = small_disk / "all.duckdb"
    with Warehouse.open(file) as house:
        house.put([another(found, "a")])
    before = file.read_bytes()
    fill(small_disk, left)
    with (
        pytest.raises(KnownError, match=r"磁盘已满.*已有内容没有改动。"),
        Warehouse.open(file) as house,
    ):
        house.put([another(found, "b")])
    assert {path.name for path in small_disk.iterdir()} == {"filler", "all.duckdb"}
    assert file.read_bytes() == before
    (small_disk / "filler").unlink()
    with Warehouse.open(file) as house:
        house.put([another(found, "b")])
        assert [each["package"] for each in house.sessions()] == ["a", "b"]


def test_what_fails_in_the_middle_leaves_the_file_as_it_was(
    found: Examined, tmp_path: Path
) -> None:
    file = tmp_path / "all.duckdb"
    with Warehouse.open(file) as house:
        house.put([another(found, "a")])
    before = file.read_bytes()
    with contextlib.suppress(ZeroDivisionError), Warehouse.open(file) as house:
        house.put([another(found, "b")])
        raise ZeroDivisionError
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.glob("all*")] == ["all.duckdb"]


@pytest.mark.skipif(os.name == "nt", reason="Windows tells who may read otherwise")
def test_who_may_read_and_where_a_link_leads_stay(found: Examined, tmp_path: Path) -> None:
    """A file closed to others was open to all after the next gathering, a link a file of its own."""
    (tmp_path / "shelf").mkdir()
    file, link = tmp_path / "shelf" / "all.duckdb", tmp_path / "all.duckdb"
    link.symlink_to(file)
    for package in ("a", "b"):
        with Warehouse.open(link) as house:
            house.put([another(found, package)])
        assert link.is_symlink()
        if package == "a":
            file.chmod(0o600)
    assert file.stat().st_mode & 0o777 == 0o600
    with Warehouse.open(file, read_only=True) as house:
        assert [each["package"] for each in house.sessions()] == ["a", "b"]


_HOLDS = """
import duckdb, sys
held = duckdb.connect(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("name", ["all.duckdb", "all.duckdb.part"])
def test_what_another_program_works_on_is_refused_and_left(
    found: Examined, tmp_path: Path, name: str
) -> None:
    file = tmp_path / "all.duckdb"
    with Warehouse.open(file) as house:
        house.put([another(found, "a")])
    before = file.read_bytes()
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDS, str(tmp_path / name)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(KnownError, match="正被另一个程序打开"), Warehouse.open(file):
            pytest.fail("two at once")
        assert (tmp_path / name).exists()
    assert file.read_bytes() == before
    # What is left of a program that is gone is in nobody's way.
    with Warehouse.open(file) as house:
        assert len(house.sessions()) == 1
    assert [path.name for path in tmp_path.glob("all*")] == ["all.duckdb"]


def test_a_foreign_database_is_left_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "other.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("CREATE TABLE packages (package VARCHAR)")
    before = file.read_bytes()
    with pytest.raises(KnownError, match="不是本版本程序的汇总库"), Warehouse.open(file):
        pytest.fail("opened")
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.glob("other*")] == ["other.duckdb"]


def test_parquet_on_a_full_disk_is_named(found: Examined, small_disk: Path, tmp_path: Path) -> None:
    with Warehouse.open(tmp_path / "all.duckdb") as house:
        house.put([another(found, "a")])
    fill(small_disk, 0)
    with (
        Warehouse.open(tmp_path / "all.duckdb", read_only=True) as house,
        pytest.raises(KnownError, match=r"无法写入文件夹.*磁盘已满。"),
    ):
        house.write_parquet(small_disk / "parquet")
