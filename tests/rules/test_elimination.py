"""Elimination: whole people against whole floors, groups as the notice and the setting cut them."""

import tomllib
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zcdesk.domain.applicant import Applicant, Level
from zcdesk.domain.case import Status
from zcdesk.domain.errors import Refused
from zcdesk.domain.session import AbsentFromDefense, ApplicantStatus, Pool
from zcdesk.rules.elimination import (
    against_floor,
    chinese_name,
    exception_for,
    excluded,
    finer,
    groups,
    shortfall,
)

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "elimination.toml").read_text("utf-8"))


def people(rows):
    """Applicants and statuses from the rows of a case, numbered in order."""
    applicants, statuses = {}, {}
    for row in rows:
        for _ in range(row["count"]):
            number = f"{len(applicants) + 1:03d}"
            applicants[number] = Applicant(
                number,
                f"申报人{number}",
                row.get("series", "工程"),
                row.get("specialty", "机械"),
                Level(row["level"]),
            )
            statuses[number] = ApplicantStatus(row["status"])
    return applicants, statuses


@pytest.mark.parametrize("case", CASES["floor"], ids=lambda case: case["name"])
def test_hand_worked_floors(case):
    result = against_floor(case["out"], case["total"], Fraction(case["floor"], 100))
    assert (result.met, result.short_by) == (case["met"], case["short_by"])
    assert result.most_pass == case["most_pass"]
    assert result.percent == case["percent"]
    assert result.fraction == f"{case['out']}/{case['total']}"
    assert result.floor == case["floor"]


@pytest.mark.parametrize("total", CASES["least"])
def test_the_fewest_that_have_to_fall(total):
    for share, least in zip((10, 15, 20), CASES["least"][total], strict=True):
        found = [
            out
            for out in range(int(total) + 1)
            if against_floor(out, int(total), Fraction(share, 100)).met
        ]
        assert found[0] == least
        assert against_floor(0, int(total), Fraction(share, 100)).short_by == least


@given(st.integers(1, 2000), st.data(), st.integers(0, 100))
def test_met_is_the_comparison_of_whole_numbers(total, data, percent):
    out = data.draw(st.integers(0, total))
    result = against_floor(out, total, Fraction(percent, 100))
    assert result.met == (100 * out >= percent * total)
    assert result.met == (result.short_by == 0)
    after = out + result.short_by
    assert 100 * after >= percent * total
    assert result.met or 100 * (after - 1) < percent * total
    assert 100 * (total - result.most_pass) >= percent * total


def test_no_floor_is_always_met():
    result = against_floor(0, 7, None)
    assert (result.floor, result.met, result.short_by, result.most_pass) == (None, True, 0, None)


@pytest.mark.parametrize("case", CASES["group"], ids=lambda case: case["name"])
def test_hand_worked_groups(case, shipped):
    names = ("pool", "junior_floor", "absent_from_defense")
    settings = shipped.settings({name: case[name] for name in names if name in case})
    found = groups(*people(case["people"]), settings, shipped)
    figures = {
        group.group: [
            group.participating,
            group.defense_eliminated,
            group.eliminated,
            group.overall.met,
            group.defense.met,
        ]
        for group in found
    }
    assert figures == case["expect"]
    assert list(figures) == list(case["expect"])


def test_floors_carry_their_parameter(shipped):
    rows = [
        {"level": level, "status": "passed", "count": 1} for level in ("副高级", "中级", "员级")
    ]
    rows.append({"series": "会计", "level": "副高级", "status": "passed", "count": 1})
    found = groups(*people(rows), shipped.settings({}), shipped)
    params = [
        (group.overall.param.key, group.defense.param and group.defense.param.key)
        for group in found
    ]
    assert params == [
        ("elimination.senior.overall", "elimination.senior.defense"),
        ("elimination.senior_exam.overall", "elimination.senior_exam.defense"),
        ("elimination.intermediate.overall", None),
        ("elimination.junior_floor", None),
    ]
    assert [(g.overall.floor, g.defense.floor) for g in found] == [
        (20, 10),
        (15, 10),
        (10, None),
        (None, None),
    ]


def test_the_committees_own_floor_for_juniors_is_a_percentage(shipped):
    rows = [{"level": "员级", "status": "passed", "count": 1}]
    settings = shipped.settings({"junior_floor": 5})
    (group,) = groups(*people(rows), settings, shipped)
    assert group.overall.floor == 5


def test_a_mark_may_be_taken_off_or_added(shipped):
    rows = [
        {"series": "会计", "level": "副高级", "status": "passed", "count": 1},
        {"series": "工程技术", "level": "副高级", "status": "passed", "count": 1},
    ]
    choice = [
        {"series": "会计", "level": "副高级", "off": True},
        {"series": "工程", "level": "副高级"},
    ]
    settings = shipped.settings({"exam_and_review": choice})
    applicants, statuses = people(rows)
    assert [g.group for g in groups(applicants, statuses, settings, shipped)] == [
        "senior",
        "senior_exam",
    ]
    only = {"001": applicants["001"]}
    assert [g.group for g in groups(only, statuses, settings, shipped)] == ["senior"]


@pytest.mark.parametrize(
    ("pool", "names"),
    [
        (
            Pool.TIER,
            [
                *("senior/正高级", "senior/副高级"),
                *("senior/正高级/工程/机械", "senior/副高级/工程/机械", "intermediate/工程/机械"),
            ],
        ),
        (
            Pool.LEVEL,
            ["senior/正高级/工程/机械", "senior/副高级/工程/机械", "intermediate/工程/机械"],
        ),
        (Pool.SPECIALTY, []),
    ],
)
def test_the_overview_has_the_finer_groups(pool, names, shipped):
    levels = ("中级", "副高级", "正高级")
    rows = [{"level": level, "status": "passed", "count": 1} for level in levels]
    settings = shipped.settings({"pool": pool.value})
    assert [g.group for g in finer(*people(rows), settings, shipped)] == names


def test_the_excluded_are_named_with_their_reasons(case_with, settings_with):
    statuses = {
        "003": ApplicantStatus.ABSENT,
        "001": ApplicantStatus.REJECTED,
        "002": ApplicantStatus.PASSED,
        "004": ApplicantStatus.PENDING,
    }
    case = case_with(statuses=statuses)
    assert excluded(case, settings_with()) == {
        "003": Status(ApplicantStatus.ABSENT),
        "001": Status(ApplicantStatus.REJECTED),
    }
    counted = settings_with(absent_from_defense=AbsentFromDefense.ELIMINATED)
    assert list(excluded(case, counted)) == ["001"]


def senior(failed_at_defense: int, failed_at_vote: int, passed: int, book):
    rows = [
        {"level": "副高级", "status": "defense_failed", "count": failed_at_defense},
        {"level": "副高级", "status": "vote_failed", "count": failed_at_vote},
        {"level": "副高级", "status": "passed", "count": passed},
    ]
    return groups(*people(rows), book.settings({}), book)


@pytest.mark.parametrize(
    ("fell", "lacks"),
    [
        ((5, 3, 33), "高级综合淘汰率8/41＝19.51%，低于20%，还差1人"),
        ((4, 5, 32), "高级答辩评议淘汰率4/41＝9.76%，低于10%，还差1人"),
        (
            (0, 0, 1),
            "高级综合淘汰率0/1＝0.00%，低于20%，还差1人，答辩评议淘汰率0/1＝0.00%，低于10%，还差1人",
        ),
    ],
)
def test_a_floor_that_is_not_met_asks_for_an_exception(fell, lacks, shipped):
    found = senior(*fell, shipped)
    assert shortfall(found[0]) == lacks
    for reason in ("", "  \n"):
        with pytest.raises(Refused, match=lacks) as refusal:
            exception_for(found, reason)
        assert refusal.value.rule == "elimination-floor"
    assert exception_for(found, " 仅有一人申报。 ") == "仅有一人申报。"


def test_an_exception_that_is_not_needed_is_dropped(shipped):
    assert exception_for(senior(5, 4, 32, shipped), "仅有一人申报。") == ""
    assert exception_for((), "仅有一人申报。") == ""


@pytest.mark.parametrize(
    ("group", "name"),
    [
        ("senior", "高级"),
        ("senior_exam/副高级", "高级（考评结合）/副高级"),
        ("intermediate/工程/机械", "中级/工程/机械"),
        ("junior", "初级"),
    ],
)
def test_groups_have_a_name_for_people(group, name):
    assert chinese_name(group) == name
