"""The sample session holds together: worked out again from its files, not from the generator."""

import csv
import datetime
import filecmp
import re
import shutil
import tomllib
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from zcdesk.domain.errors import KnownError
from zcdesk.dossiers import specimen
from zcdesk.dossiers.specimen import SamplePaths, write_sample

SIZES = [
    (1, 1),
    (2, 1),
    (3, 2),
    (5, 1),
    (6, 1),
    (9, 4),
    (12, 1),
    (30, 3),
    (40, 1),
    (40, 7),
    (300, 1),
]
ITEMS = ["思想品德", "职业道德", "专业能力", "技术水平", "学术影响力"]


@pytest.fixture(scope="module")
def forty(tmp_path_factory: pytest.TempPathFactory) -> SamplePaths:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(specimen, "DOSSIERS_AT_MOST", 0)
        return write_sample(tmp_path_factory.mktemp("forty"))


@pytest.fixture(scope="module", params=SIZES, ids=lambda p: f"{p[0]}-applicants-seed-{p[1]}")
def told(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[SamplePaths, dict]:
    """A sample without dossiers, and its script."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(specimen, "DOSSIERS_AT_MOST", 0)
        paths = write_sample(tmp_path_factory.mktemp("sample"), *request.param)
    return paths, tomllib.loads(paths.script.read_text("utf-8"))


def table_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def numbers_in(paths: SamplePaths) -> list[str]:
    sheet = CalamineWorkbook.from_path(paths.roster).get_sheet_by_name("花名册")
    return [row[0] for row in sheet.to_python()[4:]]


def excluded(script: dict) -> set[str]:
    materials = script["materials"]
    gone = {e["applicant"] for e in materials["rejected"] + materials["withdrawn"]}
    return gone | set(script["defense"]["absent"])


def scores_of(script: dict, paths: SamplePaths) -> dict[str, Fraction]:
    totals: dict[str, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for row in table_of(paths.scores):
        totals[row["applicant"]][row["member"]] += Fraction(row["score"])
    return {n: sum(by.values(), Fraction(0)) / len(by) for n, by in totals.items()}


def passed_in(place: int, script: dict, paths: SamplePaths) -> dict[str, bool]:
    held = script["rounds"][place]
    recused = {(r["applicant"], r["member"]) for r in script.get("recusals", [])}
    yes: dict[str, int] = defaultdict(int)
    seen: set[str] = set()
    for row in table_of(paths.folder / held["ballots"]):
        seen.add(row["applicant"])
        yes[row["applicant"]] += row["vote"] == "同意"
    base = {n: sum((n, m) not in recused for m in held["present"]) for n in seen}
    return {n: 3 * yes[n] >= 2 * base[n] for n in seen}


def test_same_seed_same_bytes_and_another_seed_another_session(tmp_path: Path) -> None:
    one, two = write_sample(tmp_path / "one", 4, 5), write_sample(tmp_path / "two", 4, 5)
    names = sorted(p.relative_to(one.folder) for p in one.folder.rglob("*") if p.is_file())
    assert names == sorted(p.relative_to(two.folder) for p in two.folder.rglob("*") if p.is_file())
    assert len(names) > 4 * 4
    assert all(filecmp.cmp(one.folder / name, two.folder / name, shallow=False) for name in names)
    other = write_sample(tmp_path / "other", 4, 6)
    assert other.roster.read_bytes() != one.roster.read_bytes()


def test_writing_again_in_place_is_the_same_and_another_sample_is_refused(tmp_path: Path) -> None:
    before = write_sample(tmp_path, 2, 1).roster.read_bytes()
    assert write_sample(tmp_path, 2, 1).roster.read_bytes() == before
    with pytest.raises(KnownError, match="已有别的申报材料"):
        write_sample(tmp_path, 2, 9)
    assert tmp_path.joinpath("roster.xlsx").read_bytes() == before


@pytest.mark.parametrize("count", [0, -1, 10_000])
def test_a_number_out_of_range_is_refused(tmp_path: Path, count: int) -> None:
    with pytest.raises(KnownError, match="申报人数"):
        write_sample(tmp_path / "none", count)
    assert not (tmp_path / "none").exists()


def test_a_folder_that_cannot_be_made_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(KnownError, match="不能写入") as refused:
        write_sample(tmp_path / "file" / "below", 1)
    assert (
        refused.value.sentence == f"样例不能写入文件夹“{tmp_path / 'file' / 'below'}”：不是文件夹。"
    )


def test_a_full_disk_leaves_what_was_there(small_disk: Path) -> None:
    def content() -> dict[str, bytes]:
        return {str(p): p.read_bytes() for p in small_disk.rglob("*") if p.is_file()}

    write_sample(small_disk / "one", 2, 1)
    (small_disk / "filler").write_bytes(
        b"x" * (shutil.disk_usage(small_disk).free // 4096 * 4096 - 65_536)
    )
    before = content()
    for folder in ("one", "two", "three/below"):
        with pytest.raises(KnownError, match="磁盘已满。"):
            write_sample(small_disk / folder, 2, 1)
    assert content() == before
    assert sorted(path.name for path in small_disk.iterdir()) == ["filler", "one"]


def test_the_script_has_the_fixed_shape(told: tuple[SamplePaths, dict]) -> None:
    paths, script = told
    assert script["roster"] == paths.roster.name
    assert script["session"]["meeting_dates"] == [datetime.date(2024, 11, 20)]
    assert script["session"]["window_end"] == datetime.date(2024, 9, 30)
    assert script["settings"] == {}
    assert [m["id"] for m in script["members"]] == [f"P{n:02d}" for n in range(1, 26)]
    assert len({m["name"] for m in script["members"]}) == 25
    assert [m["role"] for m in script["members"]].count("chair") == 1
    assert [m["role"] for m in script["members"]].count("vice_chair") == 2
    assert script["materials"]["acknowledge_unclear"] is True
    assert len(numbers_in(paths)) == len(set(numbers_in(paths)))


def test_every_decision_is_about_one_applicant_and_has_its_papers(
    told: tuple[SamplePaths, dict],
) -> None:
    paths, script = told
    materials, defense = script["materials"], script["defense"]
    named = [e["applicant"] for e in materials["rejected"] + materials["withdrawn"]]
    named += [*defense["absent"], *(e["applicant"] for e in defense["exempt"])]
    assert len(named) == len(set(named))
    assert set(named) <= set(numbers_in(paths))
    reasons = materials["rejected"] + materials["withdrawn"] + defense["exempt"]
    assert all(len(entry["reason"]) > 5 for entry in reasons)
    for waiver in materials["waivers"]:
        assert set(waiver) == {"applicant", "rule", "reason", "document", "by"}
        assert all(waiver.values())
        assert waiver["applicant"] not in named


def test_panels_hold_everyone_qualified_once(told: tuple[SamplePaths, dict]) -> None:
    paths, script = told
    gone = {e["applicant"] for k in ("rejected", "withdrawn") for e in script["materials"][k]}
    panels = script["defense"]["panels"]
    placed = [n for panel in panels for n in panel["applicants"]]
    assert sorted(placed) == sorted(set(numbers_in(paths)) - gone)
    sitting = [m for panel in panels for m in panel["members"]]
    assert len(sitting) == len(set(sitting))
    assert all(len(panel["members"]) >= 3 for panel in panels)


def test_every_panel_member_scored_everyone_heard(told: tuple[SamplePaths, dict]) -> None:
    paths, script = told
    recused = {(r["applicant"], r["member"]) for r in script.get("recusals", [])}
    silent = set(script["defense"]["absent"])
    silent |= {e["applicant"] for e in script["defense"]["exempt"]}
    expected = {
        (n, m, item)
        for panel in script["defense"]["panels"]
        for n in panel["applicants"]
        for m in panel["members"]
        for item in ITEMS
        if n not in silent and (n, m) not in recused
    }
    rows = table_of(paths.scores)
    assert list(rows[0]) == ["applicant", "member", "item", "score"]
    assert len(rows) == len(expected)
    assert {(r["applicant"], r["member"], r["item"]) for r in rows} == expected
    for row in rows:
        assert re.fullmatch(r"\d+(\.5)?", row["score"])
        assert 0 <= Fraction(row["score"]) <= 20


def test_ballots_are_whole_sheets_of_members_who_may_vote(told: tuple[SamplePaths, dict]) -> None:
    paths, script = told
    recused = {(r["applicant"], r["member"]) for r in script.get("recusals", [])}
    exempt = {e["applicant"] for e in script["defense"]["exempt"]}
    line, scores = Fraction(script["defense"]["line"]), scores_of(script, paths)
    standing = {n for n, score in scores.items() if score >= line} | exempt
    for place, held in enumerate(script["rounds"]):
        listed = standing if held["applicants"] == "all" else set(held["applicants"])
        assert listed <= standing
        assert "P01" in held["present"]
        assert 3 * len(held["present"]) >= 2 * 25
        assert len(held["present"]) < 25
        assert bool(held["reason"]) == (place > 0)
        sheets: dict[str, list[str]] = defaultdict(list)
        for row in table_of(paths.folder / held["ballots"]):
            assert row["vote"] in ("同意", "不同意", "弃权")
            sheets[row["member"]].append(row["applicant"])
        assert len(held["present"]) - len(sheets) in (0, 1)
        for member, sheet in sheets.items():
            assert member in held["present"]
            assert sorted(sheet) == sorted(n for n in listed if (n, member) not in recused)


def test_the_result_meets_both_floors_or_says_why_not(told: tuple[SamplePaths, dict]) -> None:
    paths, script = told
    line, scores = Fraction(script["defense"]["line"]), scores_of(script, paths)
    assert line >= 60
    reviewed = set(numbers_in(paths)) - excluded(script)
    fallen = {n for n, score in scores.items() if score < line}
    assert fallen <= reviewed
    outcome: dict[str, bool] = {}
    for place, held in enumerate(script["rounds"]):
        result = passed_in(place, script, paths)
        if place:
            assert not any(outcome[n] for n in held["applicants"])
        outcome |= result
    assert set(outcome) == reviewed - fallen
    eliminated = len(fallen) + sum(not passed for passed in outcome.values())
    assert eliminated < len(reviewed)
    met = 100 * eliminated >= 20 * len(reviewed) and 100 * len(fallen) >= 10 * len(reviewed)
    assert bool(script["sealing"]["exception"]) == (not met)
    assert met == (len(reviewed) > 1)


def test_the_default_session_shows_what_sessions_are_like(forty: SamplePaths) -> None:
    script = tomllib.loads(forty.script.read_text("utf-8"))
    scores, line = scores_of(script, forty), Fraction(script["defense"]["line"])
    assert line > 60
    assert {"2", "3"} >= {str(len(script.get("recusals", [])))}
    assert len(script["defense"]["absent"]) == len(script["defense"]["exempt"]) == 1
    assert len(script["materials"]["withdrawn"]) == 1
    assert len(script["materials"]["rejected"]) >= 5
    assert len(script["materials"]["waivers"]) >= 2
    first, second = passed_in(0, script, forty), passed_in(1, script, forty)
    assert set(second.values()) == {True, False}
    assert not any(first[n] for n in second)
    cast = {row["member"] for row in table_of(forty.ballots[0])}
    assert len(set(script["rounds"][0]["present"]) - cast) == 1
    assert min(scores.values()) < line <= max(scores.values())


def test_a_recused_applicant_shows_both_bases(forty: SamplePaths) -> None:
    """Of 23 present one is recused: 15 votes are two thirds of 22, and not of 23."""
    script = tomllib.loads(forty.script.read_text("utf-8"))
    yes: dict[str, int] = defaultdict(int)
    for row in table_of(forty.ballots[0]):
        yes[row["applicant"]] += row["vote"] == "同意"
    assert len(script["rounds"][0]["present"]) == 23
    assert 15 in {yes[r["applicant"]] for r in script.get("recusals", [])}
