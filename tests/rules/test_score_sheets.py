"""Score sheets: what may stand on one, and what a freeze still lacks."""

from dataclasses import replace
from fractions import Fraction

import pytest

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
from zcdesk.domain.session import ApplicantStatus
from zcdesk.rules.score_sheets import check_finished, check_mark, check_sheet, unfinished
from zcdesk.rules.scoring import OFFICE

HALF = Fraction(1, 2)
TALK = ScoreItem("答辩", Fraction(8), Fraction(20), HALF)
PAPER = ScoreItem("论文", Fraction(0), Fraction(20), HALF, rank_factors=(Fraction(1), HALF))
YEARS = ScoreItem("年限", Fraction(0), Fraction(5), Fraction(1))
DEGREE = ScoreItem("学历", Fraction(0), Fraction(5), Fraction(1))
CHECKED = ScoreItem("考核", Fraction(0), Fraction(5), Fraction(1), JudgedBy.OFFICE)
EITHER = ScoreGroup("资历", (YEARS, DEGREE), combine=Combine.HIGHEST)
SCHEME = ScoreScheme("综合", ScoreGroup("总分", (TALK, PAPER, EITHER, CHECKED)))
PANEL = Panel("一组", ("P01", "P02", "P03"), ("001", "002"))


@pytest.fixture
def case(case_with):
    """001 and 002 are heard by P01, P02, P03; P03 is recused from 001; 003 has no panel."""
    return case_with(
        statuses=dict.fromkeys(("001", "002", "003"), ApplicantStatus.QUALIFIED),
        recusals=[("001", "P03")],
        scheme=SCHEME,
        panels={"一组": PANEL},
    )


def rule_of(call, *args):
    with pytest.raises(Refused) as refusal:
        call(*args)
    return refusal.value.rule


@pytest.mark.parametrize("points", ["8", "8.5", "14", "20"])
def test_marks_within_range_and_on_a_step(points):
    check_mark(TALK, Mark("答辩", Fraction(points)))


@pytest.mark.parametrize("points", ["7.5", "20.5", "-8", "8.25", "0", "19.99"])
def test_marks_outside_range_or_between_steps(points):
    assert rule_of(check_mark, TALK, Mark("答辩", Fraction(points))) == "score-range"


@pytest.mark.parametrize(("points", "fits"), [("0.1", True), ("0.6", True), ("0.5", False)])
def test_steps_are_counted_from_the_lower_end(points, fits):
    item = ScoreItem("奇数起点", Fraction("0.1"), Fraction("5.1"), HALF)
    mark = Mark("奇数起点", Fraction(points))
    if fits:
        check_mark(item, mark)
    else:
        assert rule_of(check_mark, item, mark) == "score-range"


def test_the_sentence_says_what_is_asked():
    with pytest.raises(
        Refused, match=r"“答辩”的赋分8\.25不符合要求，应为8至20分，以0\.5分为一档。"
    ):
        check_mark(TALK, Mark("答辩", Fraction("8.25")))


def test_a_rank_is_given_where_it_is_asked():
    check_mark(PAPER, Mark("论文", Fraction(5), 1))
    for mark, item in [
        (Mark("论文", Fraction(5)), PAPER),
        (Mark("论文", Fraction(5), -1), PAPER),
        (Mark("答辩", Fraction(9), 1), TALK),
        (Mark("答辩", Fraction(9), -1), TALK),
    ]:
        assert rule_of(check_mark, item, mark) == "score-range"


@pytest.mark.parametrize(
    ("applicant", "member", "marks", "rule"),
    [
        ("009", "P01", (), "unknown-applicant"),
        ("003", "P01", (), "panel-size"),
        ("001", "P99", (), "unknown-member"),
        ("001", "P04", (), "unknown-member"),
        ("001", "P03", (), "recused-score"),
        ("001", "P01", (("答辩", "9"), ("答辩", "9")), "score-double"),
        ("001", "P01", (("外语", "9"),), "score-range"),
        ("001", "P01", (("考核", "4"),), "score-range"),
        ("001", OFFICE, (("答辩", "9"),), "score-range"),
        ("001", "P01", (("答辩", "21"),), "score-range"),
    ],
)
def test_sheets_that_may_not_be_filed(case, applicant, member, marks, rule):
    given = tuple(Mark(name, Fraction(points)) for name, points in marks)
    assert rule_of(check_sheet, case, ScoreSheet(applicant, member, given)) == rule


def test_sheets_that_may(case):
    check_sheet(case, ScoreSheet("001", "P01", (Mark("答辩", Fraction(9)),)))
    check_sheet(case, ScoreSheet("002", "P03", ()))
    check_sheet(case, ScoreSheet("001", OFFICE, (Mark("考核", Fraction(5)),)))


def full(applicant, member, *names):
    marks = {
        "答辩": Mark("答辩", Fraction(9)),
        "论文": Mark("论文", Fraction(5), 1),
        "年限": Mark("年限", Fraction(2)),
        "考核": Mark("考核", Fraction(2)),
    }
    return ScoreSheet(applicant, member, tuple(marks[name] for name in names))


def filed(case, *sheets):
    return replace(case, scores={pair(each.applicant, each.member): each for each in sheets})


WHOLE = [
    full("001", "P01", "答辩", "论文", "年限"),
    full("001", "P02", "答辩", "论文", "年限"),
    full("001", OFFICE, "考核"),
    full("002", "P01", "答辩", "论文", "年限"),
    full("002", "P02", "答辩", "论文", "年限"),
    full("002", "P03", "答辩", "论文", "年限"),
    full("002", OFFICE, "考核"),
]


def test_one_alternative_is_enough_and_the_recused_owe_nothing(case):
    done = filed(case, *WHOLE)
    assert unfinished(done, PANEL) == ()
    check_finished(done, PANEL)


def test_what_is_missing_is_named(case):
    lacking = [full("001", "P02", "答辩", "年限"), full("002", "P03", "答辩", "论文")]
    done = filed(case, *WHOLE[:1], *lacking, *WHOLE[2:5])
    assert unfinished(done, PANEL) == (("P02", "001"), ("P03", "002"), ("", "002"))
    told = "评委02对申报人001（001）、评委03对申报人002（002）、办事机构对申报人002（002）"
    with pytest.raises(Refused, match=told) as refusal:
        check_finished(done, PANEL)
    assert refusal.value.rule == "score-unfinished"


@pytest.mark.parametrize("status", ["exempt", "absent", "withdrawn", "rejected", "disqualified"])
def test_whoever_is_not_heard_is_not_scored(case, status):
    statuses = {
        **case.statuses,
        "002": replace(case.statuses["002"], status=ApplicantStatus(status)),
    }
    done = replace(filed(case, *WHOLE[:3]), statuses=statuses)
    assert unfinished(done, PANEL) == ()


def test_a_panel_that_is_recused_as_a_whole_cannot_freeze(case_with):
    case = case_with(
        statuses={"001": ApplicantStatus.QUALIFIED},
        recusals=[("001", member) for member in PANEL.members],
        panels={"一组": PANEL},
    )
    with pytest.raises(Refused, match="应改由其他评议组评议") as refusal:
        check_finished(case, replace(PANEL, applicants=("001",)))
    assert refusal.value.rule == "score-unfinished"
