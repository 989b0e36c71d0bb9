"""The panel's line: exact comparison, never below the pass mark, previews at each position."""

import tomllib
from fractions import Fraction
from pathlib import Path

import pytest

from zcdesk.domain.applicant import Applicant, Level
from zcdesk.domain.errors import Refused
from zcdesk.domain.session import ApplicantStatus
from zcdesk.rules.line import check_line, defense_result, line_positions, line_preview

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "scoring.toml").read_text("utf-8"))
QUALIFIED, FAILED = ApplicantStatus.QUALIFIED, ApplicantStatus.DEFENSE_FAILED


@pytest.mark.parametrize("case", CASES["line"], ids=lambda case: case["name"])
def test_hand_worked_lines(case):
    result = defense_result(Fraction(case["score"]), Fraction(case["line"]))
    assert (result is ApplicantStatus.DEFENSE_PASSED) is case["passes"]


@pytest.mark.parametrize("line", ["60", "60.01", "75", "101"])
def test_a_line_may_be_raised(line, settings_with):
    check_line(Fraction(line), settings_with())


@pytest.mark.parametrize("line", ["59.99", "0", "-1"])
def test_a_line_is_never_below_the_pass_mark(line, settings_with):
    with pytest.raises(Refused) as refusal:
        check_line(Fraction(line), settings_with())
    assert refusal.value.rule == "line-below-pass-mark"


SCORES = {
    "001": Fraction(55),
    "002": Fraction(70),
    "003": Fraction(70),
    "004": Fraction(90),
    "005": Fraction(20),
}


@pytest.fixture
def people():
    """Eleven 副高级 engineers; 005 is exempt from the defense, 006 … have no score yet."""
    numbers = [f"{place:03d}" for place in range(1, 12)]
    applicants = {n: Applicant(n, n, "工程", "机械", Level.ASSOCIATE_SENIOR) for n in numbers}
    statuses = dict.fromkeys(numbers, QUALIFIED)
    return applicants, {**statuses, "002": FAILED, "005": ApplicantStatus.EXEMPT}


@pytest.mark.parametrize(
    ("line", "falls", "met"),
    [("60", ["001"], False), ("70", ["001"], False), ("70.01", ["001", "002", "003"], True)],
)
def test_what_a_position_would_do(people, shipped, line, falls, met):
    """Of eleven, two have to fall at the defense: ceil(11 × 10 %)."""
    preview = line_preview(
        *people, SCORES, Fraction(line), settings=shipped.settings({}), book=shipped
    )
    assert list(preview.falls) == falls
    assert preview.defense_met is met
    (group,) = preview.groups
    assert (group.participating, group.defense_eliminated) == (11, len(falls))


def test_positions_are_the_pass_mark_and_the_scores_above(settings_with):
    assert line_positions(SCORES.values(), settings_with()) == (60, 70, 90)
    assert line_positions((), settings_with()) == (60,)
