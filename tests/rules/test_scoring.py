"""Scores: exact totals, means, trimming, display, ranking."""

import tomllib
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zcdesk.domain.case import pair
from zcdesk.domain.committee import Panel
from zcdesk.domain.errors import Refused
from zcdesk.domain.scoring import (
    Combine,
    JudgedBy,
    Mark,
    ScoreGroup,
    ScoreItem,
    ScoreScheme,
    ScoreSheet,
)
from zcdesk.domain.session import Aggregate, ApplicantStatus
from zcdesk.rules.scoring import (
    OFFICE,
    Place,
    aggregate,
    display,
    plain,
    points_of,
    ranking,
    score_of,
    scores,
    total,
)

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "scoring.toml").read_text("utf-8"))


def item(name, high="20", *, judged_by=JudgedBy.EXPERT, factors=()):
    return ScoreItem(
        name, Fraction(0), Fraction(high), Fraction("0.5"), judged_by, tuple(map(Fraction, factors))
    )


FACTORS = ("1", "0.8", "0.7", "0.6", "0.5", "0.3")
SCHEME = ScoreScheme(
    "综合",
    ScoreGroup(
        "总分",
        (
            item("品德"),
            ScoreGroup("业绩", (item("论文", factors=FACTORS), item("获奖")), cap=Fraction(25)),
            ScoreGroup("资历", (item("年限"), item("学历")), combine=Combine.HIGHEST),
            ScoreGroup("空", (), combine=Combine.HIGHEST),
            item("考核", judged_by=JudgedBy.OFFICE),
        ),
    ),
)


@pytest.mark.parametrize("case", CASES["total"], ids=lambda case: case["name"])
def test_hand_worked_totals(case):
    marks = tuple(
        Mark(name, Fraction(points), case.get("rank", {}).get(name, 0))
        for name, points in case["marks"].items()
    )
    office = tuple(Mark(name, Fraction(points)) for name, points in case.get("office", {}).items())
    assert total(ScoreSheet("001", "P01", marks), SCHEME, office) == Fraction(case["total"])


@pytest.mark.parametrize("case", CASES["aggregate"], ids=lambda case: case["name"])
def test_hand_worked_scores(case, figures, settings_with):
    settings = settings_with(aggregate=Aggregate(case["aggregate"]))
    score = aggregate([Fraction(each) for each in case["totals"]], settings, figures)
    assert str(score) == case["fraction"]
    assert display(score) == case["display"]


@given(totals=st.lists(st.fractions(0, 100), min_size=1, max_size=12))
def test_means_are_exact_and_trimming_starts_at_five(totals, figures, settings_with):
    mean = aggregate(totals, settings_with(), figures)
    assert mean * len(totals) == sum(totals)
    trimmed = aggregate(totals, settings_with(aggregate=Aggregate.TRIMMED_MEAN), figures)
    if len(totals) < 5:
        assert trimmed == mean
    else:
        assert trimmed * (len(totals) - 2) == sum(totals) - max(totals) - min(totals)


@pytest.mark.parametrize(
    ("score", "shown"),
    [
        ("1729/20", "86.45"),
        ("86.445", "86.45"),
        ("86.4449", "86.44"),
        ("0.005", "0.01"),
        ("0.0049", "0.00"),
        ("60", "60.00"),
        ("200/3", "66.67"),
        ("99.995", "100.00"),
        ("-0.005", "-0.01"),
        ("-0.004", "0.00"),
    ],
)
def test_scores_are_rounded_half_up_for_display(score, shown):
    assert display(Fraction(score)) == shown


@pytest.mark.parametrize(
    ("points", "shown"),
    [
        ("20", "20"),
        ("0.5", "0.5"),
        ("0.25", "0.25"),
        ("-1.5", "-1.5"),
        ("-2", "-2"),
        ("1/3", "1/3"),
        ("0.05", "0.05"),
        ("0", "0"),
        ("0.000001", "0.000001"),
        ("0.0000001", "1/10000000"),
        ("1/128", "1/128"),
    ],
)
def test_points_are_written_as_a_person_would(points, shown):
    assert plain(Fraction(points)) == shown


@pytest.mark.parametrize(("text", "points"), [("18", 18), (" 17.5 ", Fraction(35, 2)), ("-1", -1)])
def test_points_are_read_exactly(text, points):
    assert points_of(text) == points


@pytest.mark.parametrize(
    "text", ["", "十", "1/2", "1e3", "1.", ".5", "nan", "１８", "1,5", "9" * 20]
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(Refused) as refusal:
        points_of(text)
    assert refusal.value.rule == "score-range"


def sheet(member, points, applicant="001"):
    """Every dimension with the same points."""
    names = ("思想品德", "职业道德", "专业能力", "技术水平", "学术影响力")
    return ScoreSheet(applicant, member, tuple(Mark(name, Fraction(points)) for name in names))


@pytest.fixture
def panel_case(case_with):
    """Panel of four, P04 recused from 001; sheets of three members, and one of a stranger."""
    sheets = [sheet("P01", "16"), sheet("P02", "17"), sheet("P04", "20"), sheet("P09", "0")]
    return case_with(
        statuses=dict.fromkeys(("001", "002", "003"), ApplicantStatus.QUALIFIED),
        recusals=[("001", "P04")],
        panels={"一组": Panel("一组", ("P01", "P02", "P03", "P04"), ("001", "002"))},
        scores={pair(each.applicant, each.member): each for each in sheets},
    )


def test_only_the_panel_and_nobody_recused_counts(panel_case, figures, settings_with):
    # P01 gave 80 in all, P02 85.
    assert score_of(panel_case, "001", settings_with(), figures) == Fraction(165, 2)


def test_without_a_sheet_or_a_panel_there_is_no_score(panel_case, figures, settings_with):
    assert score_of(panel_case, "002", settings_with(), figures) is None
    assert score_of(panel_case, "003", settings_with(), figures) is None
    numbers = ("001", "002", "003")
    assert scores(panel_case, numbers, settings_with(), figures) == {"001": Fraction(165, 2)}


def test_the_offices_marks_count_for_every_expert(panel_case, figures, settings_with):
    office = ScoreSheet("001", OFFICE, (Mark("考核", Fraction(4)),))
    expert = ScoreSheet("001", "P01", (Mark("品德", Fraction(10)),))
    setup = panel_case.current
    case = replace(
        panel_case,
        setup={"-": replace(setup, scheme=SCHEME)},
        scores={pair("001", OFFICE): office, pair("001", "P01"): expert},
    )
    assert score_of(case, "001", settings_with(), figures) == 14


def test_equal_scores_share_a_place():
    given_scores = {
        "003": Fraction(80),
        "001": Fraction(90),
        "002": Fraction(80),
        "004": Fraction(70),
    }
    assert ranking(given_scores) == (
        Place(1, "001", Fraction(90)),
        Place(2, "003", Fraction(80)),
        Place(2, "002", Fraction(80)),
        Place(4, "004", Fraction(70)),
    )
    assert ranking({}) == ()
