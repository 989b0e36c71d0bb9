"""The recount finds every figure that is not what the record gives, on every Python from 3.8."""

import copy
import json
import shutil
import subprocess
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zcdesk.handover import recount

PYTHONS = [
    path
    for path in sorted(Path("/root/.pyenv/versions").glob("3.*/bin/python3"))
    if tuple(map(int, path.parts[-3].split(".")[:2])) >= (3, 8)
]


def problems(record: dict[str, Any], result: dict[str, Any]) -> list[str]:
    return recount.recount(record, result) + recount.audit_breaks(record, result)


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, part in pairs:
        if isinstance(part, dict | list) and part:
            yield from leaves(part, (*path, key))
        else:
            yield (*path, key)


def changed(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return value[:-1] + ("0" if value[-1:] != "0" else "1")
    return [1] if value == [] else 1


def with_leaf(whole: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    other = copy.deepcopy(whole)
    part: Any = other
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = changed(part[path[-1]])
    return other


@pytest.mark.parametrize("names", [False, True])
def test_the_figures_worked_out_by_hand_agree(small: Any, names: bool) -> None:
    assert problems(small.record(names=names), small.result()) == []


def test_every_single_figure_of_the_result_is_compared(small: Any) -> None:
    record, result = small.record(), small.result()
    paths = list(leaves(result))
    assert len(paths) > 150
    missed = [path for path in paths if not problems(record, with_leaf(result, path))]
    assert missed == []


def test_no_key_of_the_contract_can_be_left_out(small: Any) -> None:
    record, result = small.record(), small.result()
    missed = set()
    for path in leaves(result):
        if not isinstance(path[-1], str):
            continue
        other = copy.deepcopy(result)
        part: Any = other
        for key in path[:-1]:
            part = part[key]
        del part[path[-1]]
        if not problems(record, other):
            missed.add((path[0], path[-1]))
    assert missed == set()


@pytest.mark.parametrize(
    ("path", "told"),
    [
        (("rounds", 0, "tallies", "001", "yes"), "申报人 001"),
        (("rounds", 0, "tallies", "002", "abstain"), "申报人 002"),
        (("rounds", 0, "cast"), "第 1 轮"),
        (("scores", 3, "marks", 0, "points"), "申报人 002"),
        (("panels", 0, "line"), "申报人 002"),
        (("applicants", 2, "defense"), "申报人 003"),
        (("parameters", "elimination.senior.overall"), "senior overall：floor"),
        (("settings", "pool"), "pool"),
        (("rules", "files", "titles.toml"), "sha256"),
        (("rounds", 0, "tallies", "001", "base"), "申报人 001 第 1 轮：record base"),
        (("rounds", 0, "tallies", "001", "passed"), "申报人 001 第 1 轮：record passed"),
        (("rounds", 0, "present", 0), "第 1 轮：M00 不在委员之列"),
        (("applicants", 3, "reason"), "不计入人员 004：reason"),
        (("applicants", 1, "waivers", 0, "document"), "申报人 002：waivers"),
        (("exception",), "会议：exception"),
        (("audit", 3, "digest"), "审计链第 4 条"),
        (("audit", 5, "head"), "审计链第 6 条"),
    ],
)
def test_a_changed_record_is_told_by_name(small: Any, path: tuple[Any, ...], told: str) -> None:
    record = small.record()
    part: Any = record
    for key in path[:-1]:
        part = part[key]
    old = part[path[-1]]
    part[path[-1]] = {"line": "71", "pool": "level"}.get(str(path[-1])) or (
        "defense_passed" if path[-1] == "defense" else changed(old)
    )
    if path[-1] == "elimination.senior.overall":
        part[path[-1]] = "3/4"
    found = problems(record, small.result())
    assert any(told in line for line in found), found


def test_a_log_that_says_something_else_is_told(small: Any) -> None:
    record = small.record()
    sealed = record["audit"][-1]
    sealed["body"] = sealed["body"].replace('"002":"vote_failed"', '"002":"passed"')
    assert "审计链第" in recount.audit_breaks(record, small.result())[0]


def test_a_tally_that_the_opened_box_did_not_give_is_told(small: Any) -> None:
    record, result = small.record(names=True), small.result()
    # Yes and no exchanged in record and result alike: only the log of the box still knows.
    record["rounds"][0]["tallies"]["002"] |= {"yes": 1, "no": 3}
    result["applicants"][1]["rounds"][0] |= {"yes": 1, "no": 3}
    assert recount.recount(record, result) == []
    assert any("申报人 002" in line for line in recount.audit_breaks(record, result))


def test_trimming_drops_one_highest_and_one_lowest_from_five_on(small: Any) -> None:
    record = small.record()
    record["settings"]["aggregate"] = "trimmed_mean"
    record["panels"][0]["members"] = ["M01", "M02", "M03", "M04", "M05"]
    for member, points in (("M04", "0"), ("M05", "60")):
        marks = [{"item": "专业能力", "points": points, "rank": 0}]
        record["scores"].append({"applicant": "002", "member": member, "marks": marks})
    # 0, 60, 70, 70.5, 71 → the mean of 60, 70 and 70.5
    assert recount.scores_of(record)["002"] == Fraction(401, 6)


def test_caps_alternatives_ranks_and_the_office_are_reckoned(small: Any) -> None:
    record = small.record()
    item = {"low": "0", "high": "10", "step": "1", "judged_by": "expert", "rank_factors": []}
    papers = item | {"name": "论文", "rank_factors": ["1", "4/5", "0.3"]}
    record["scheme"]["root"] = {
        "name": "合计", "cap": None, "combine": "sum",
        "parts": [
            {"name": "封顶", "cap": "5", "combine": "sum", "parts": [item | {"name": "甲"}]},
            {"name": "取高", "cap": None, "combine": "highest",
             "parts": [item | {"name": "乙"}, item | {"name": "丙"}]},
            papers,
        ],
    }  # fmt: skip

    def mark(name: str, points: str, rank: int = 0) -> Any:
        return {"item": name, "points": points, "rank": rank}

    record["scores"] = [
        {"applicant": "002", "member": "M01", "marks": [mark("甲", "9"), mark("乙", "3.5")]},
        {"applicant": "002", "member": "", "marks": [mark("丙", "4"), mark("论文", "10", 7)]},
    ]
    # min(9, 5) + max(3.5, 4) + 10 × 0.3, the last factor for every later place
    assert recount.scores_of(record)["002"] == 12


@pytest.mark.parametrize(
    ("pool", "names"),
    [
        ("level", ["senior/副高级", "senior_exam/副高级"]),
        ("specialty", ["senior/副高级/工程/机械", "senior_exam/副高级/会计/机械"]),
    ],
)
def test_finer_pools_have_their_own_names(small: Any, pool: str, names: list[str]) -> None:
    record = small.record()
    record["settings"]["pool"] = pool
    assert sorted(recount.groups_of(record)) == names


def test_one_specialty_written_in_two_ways_is_one_group_called_by_the_first(small: Any) -> None:
    record = small.record()
    record["settings"]["pool"] = "specialty"
    facts = [each["facts"] for each in record["applicants"] if each["facts"]["series"] == "工程"]
    series = {**record["series"], "工程": "工程技术", "工程技术系列": "工程技术"}
    record["series"] = series
    record["specialties"] = {"机械": "机械", "机械专业": "机械"}
    for place, each in enumerate(facts[1:]):
        each.update({"series": "工程技术系列"} if place % 2 else {"specialty": "机械专业"})
    assert sorted(recount.groups_of(record)) == [
        *("senior/副高级/工程/机械", "senior_exam/副高级/会计/机械"),
    ]
    # A record made before it told how specialties are compared takes them as written.
    del record["specialties"]
    assert "senior/副高级/工程/机械专业" in recount.groups_of(record)


def test_the_absent_count_where_the_setting_says_so(small: Any) -> None:
    record = small.record()
    record["settings"]["absent_from_defense"] = "eliminated"
    group = recount.groups_of(record)["senior"]
    assert (group["defense_eliminated"], group["eliminated"], group["participating"]) == (2, 3, 5)


def test_eight_of_forty_one_are_short_of_a_fifth(small: Any) -> None:
    rate = recount._rate(8, 41, Fraction(1, 5))
    assert (rate["percent"], rate["met"], rate["short_by"]) == ("19.51", False, 1)
    assert recount._rate(8, 40, Fraction(1, 5))["met"] is True


@pytest.mark.parametrize("bad", ["1e9", "1/0", True, 2.5, "", "½", "0x10", "1" * 30, None])
def test_only_exact_numbers_are_numbers(bad: Any) -> None:
    with pytest.raises((ValueError, ZeroDivisionError)):
        recount.exact(bad)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=3),
    lambda part: (
        st.lists(part, max_size=3) | st.dictionaries(st.text(max_size=3), part, max_size=3)
    ),
    max_leaves=8,
)


@given(data=st.data())
def test_any_wrong_shape_is_a_difference_and_no_crash(small: Any, data: st.DataObject) -> None:
    record, result = small.record(), small.result()
    target = data.draw(st.sampled_from([record, result]))
    key = data.draw(st.sampled_from(sorted(target)))
    target[key] = data.draw(JSON)
    assert isinstance(problems(record, result), list)


@pytest.mark.skipif(not PYTHONS, reason="no other Pythons on this machine")
def test_it_runs_alone_on_every_python_from_3_8(small: Any, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    for name, value in (("record", small.record()), ("result", small.result())):
        text = json.dumps(value, ensure_ascii=False)
        (tmp_path / "data" / f"{name}.json").write_text(text, "utf-8")
    script = tmp_path / "recount.py"
    shutil.copy(recount.__file__, script)
    forged = small.result()
    forged["applicants"][1]["rounds"][0]["yes"] = 4
    for result, code in ((small.result(), 0), (forged, 1)):
        (tmp_path / "data" / "result.json").write_text(json.dumps(result), "utf-8")
        for python in PYTHONS:
            done = subprocess.run([python, "-I", script], capture_output=True, check=False, cwd="/")
            assert done.returncode == code, done.stdout.decode() + done.stderr.decode()


def test_on_its_own_it_says_yes_or_names_the_difference(
    small: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").mkdir()
    record, result = tmp_path / "data" / "record.json", tmp_path / "data" / "result.json"
    record.write_text(json.dumps(small.record()), "utf-8")
    result.write_text(json.dumps(small.result()), "utf-8")
    assert recount.main([str(tmp_path)]) == 0
    assert "EVERYTHING AGREES" in capsys.readouterr().out
    forged = small.result()
    forged["groups"][0]["eliminated"] = 3
    result.write_text(json.dumps(forged), "utf-8")
    assert recount.main([str(tmp_path)]) == 1
    assert "淘汰率 senior：eliminated 复算为 2，结果文件为 3" in capsys.readouterr().out
    result.write_text("{", "utf-8")
    assert recount.main([str(tmp_path)]) == 2
