"""Small facts of the words of the field: order of levels, Chinese names, what is not printed."""

from fractions import Fraction

import pytest

from zcdesk.domain.applicant import Applicant, Assessment, Education, Grade, Level, Tier, Title
from zcdesk.domain.ballot import Choice, Paper, Round, box_words
from zcdesk.domain.committee import Member, Role
from zcdesk.domain.elimination import FloorResult, GroupResult
from zcdesk.domain.errors import KnownError, Refused
from zcdesk.domain.finding import Finding, Severity, Status
from zcdesk.domain.scoring import ScoreGroup, ScoreItem, ScoreScheme
from zcdesk.domain.session import ApplicantStatus, Phase


def test_levels_rise_by_one():
    words = ["员级", "助理级", "中级", "副高级", "正高级"]
    assert [Level(word).rank for word in words] == [0, 1, 2, 3, 4]
    assert [Level(word).next for word in words] == [*map(Level, words[1:]), None]


def test_tiers_are_those_of_the_notice():
    assert {level.value: level.tier for level in Level} == {
        "员级": Tier.JUNIOR,
        "助理级": Tier.JUNIOR,
        "中级": Tier.INTERMEDIATE,
        "副高级": Tier.SENIOR,
        "正高级": Tier.SENIOR,
    }


def test_a_second_bachelor_stands_beside_the_master():
    ranks = [Education(word).rank for word in ("中专", "大专", "本科", "硕士", "博士")]
    assert ranks == sorted(set(ranks))
    assert Education.SECOND_BACHELOR.rank == Education.MASTER.rank


def test_a_title_is_on_file_by_name_or_by_level():
    assert not Title().on_file
    assert Title(name="工程师").on_file
    assert Title(level=Level.INTERMEDIATE).on_file


def test_the_grade_of_a_year():
    person = Applicant(
        "001",
        "甲",
        "工程",
        "机械",
        Level.INTERMEDIATE,
        assessments=(Assessment(2022, Grade.EXCELLENT), Assessment(2023, Grade.BASIC)),
    )
    assert person.grade_of(2023) is Grade.BASIC
    assert person.grade_of(2021) is None


def test_a_paper_never_prints_its_choices():
    paper = Paper({"001": Choice.REJECT})
    assert "001" not in repr(paper)
    assert "REJECT" not in f"{paper} {paper!r}"


def test_sheets_leave_out_the_recused():
    vote = Round(
        key="1",
        number=1,
        reason="",
        present=("P1", "P2", "P3"),
        applicants=("001", "002"),
        recused={"001": ("P1", "P2"), "002": ("P2",)},
    )
    assert vote.sheet("P1") == ("002",)
    assert vote.sheet("P2") == ()
    assert vote.sheet("P3") == ("001", "002")
    assert vote.voters == ("P1", "P3")


def test_chair_and_vice_chair_preside():
    presides = {role.chinese: Member("P1", "甲", role).presides for role in Role}
    assert presides == {"主任委员": True, "副主任委员": True, "委员": False}


def test_phases_have_an_order_and_a_name():
    assert [phase.rank for phase in Phase] == list(range(6))
    assert [phase.chinese for phase in Phase][:2] == ["建立会议", "材料审核"]


def test_a_pass_is_never_called_obtained():
    assert ApplicantStatus.PASSED.chinese == "评审通过（待公示、待确认）"
    assert not any("已取得" in status.chinese for status in ApplicantStatus)


@pytest.mark.parametrize(
    ("eliminated", "participating", "percent"),
    [
        (8, 41, "19.51"),
        (9, 41, "21.95"),
        (5, 41, "12.20"),
        (0, 7, "0.00"),
        (7, 7, "100.00"),
        (1, 3, "33.33"),
        (2, 3, "66.67"),
        (1, 16, "6.25"),
        (1, 800, "0.13"),
        (1, 32, "3.13"),
    ],
)
def test_percentages_are_rounded_half_up_for_display(eliminated, participating, percent):
    result = FloorResult(eliminated, participating, None, met=True, short_by=0, most_pass=None)
    assert result.percent == percent
    assert result.fraction == f"{eliminated}/{participating}"


@pytest.mark.parametrize(
    ("overall", "defense", "met"),
    [(True, True, True), (True, False, False), (False, True, False), (False, False, False)],
)
def test_a_group_is_met_by_both_floors(overall, defense, met):
    def floor(holds: bool) -> FloorResult:
        return FloorResult(1, 10, Fraction(10), met=holds, short_by=0, most_pass=9)

    group = GroupResult("senior", 10, 1, 1, floor(overall), floor(defense))
    assert group.met is met


def test_only_a_violation_of_a_blocking_rule_blocks():
    blocking = {
        (status, severity)
        for status in Status
        for severity in Severity
        if Finding("quorum", status, severity, "–", "").blocks
    }
    assert blocking == {(Status.VIOLATION, Severity.BLOCKING)}


def test_items_of_a_scheme_stand_in_the_order_of_the_sheet():
    def item(name: str) -> ScoreItem:
        return ScoreItem(name, Fraction(0), Fraction(5), Fraction(1))

    inner = ScoreGroup("内", (item("b"), ScoreGroup("深", (item("c"),))))
    scheme = ScoreScheme("办法", ScoreGroup("总", (item("a"), inner, item("d"))))
    assert [each.name for each in scheme.items] == ["a", "b", "c", "d"]


def test_known_errors_carry_their_sentence():
    refused = Refused("quorum", "出席人数不足。")
    assert isinstance(refused, KnownError)
    assert (refused.rule, refused.sentence, str(refused)) == (
        "quorum",
        "出席人数不足。",
        "出席人数不足。",
    )


def test_the_boxes_of_a_round_are_counted():
    told = {"1": "", "2": "", "1b": "之2", "3z": "之26", "1aa": "之27", "12ab": "之28"}
    assert {key: box_words(key) for key in told} == told
