"""The vote: hand-worked thresholds, exact counting, who may cast, and what outcomes stand."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zcdesk.domain.ballot import Choice, Paper, Round, RoundState, Tally
from zcdesk.domain.errors import Refused
from zcdesk.domain.session import ApplicantStatus, RecusalBase
from zcdesk.rules.figures import needed, share_of, whole_of
from zcdesk.rules.voting import (
    base,
    choice_of,
    count,
    final_statuses,
    may_cast,
    may_take_sheet,
    outcome_of,
    passes,
)

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "voting.toml").read_text("utf-8"))
TWO_THIRDS = Fraction(2, 3)
PASSED, FAILED = ApplicantStatus.PASSED, ApplicantStatus.VOTE_FAILED
ELIGIBLE, EXEMPT = ApplicantStatus.DEFENSE_PASSED, ApplicantStatus.EXEMPT


def vote_of(
    present: int,
    applicants: Mapping[str, tuple[str, ...]],
    *,
    key: str = "1",
    number: int = 1,
    not_returned: tuple[str, ...] = (),
    state: RoundState = RoundState.CLOSED,
) -> Round:
    """A round with P01 … present; each applicant with the members recused."""
    return Round(
        key=key,
        number=number,
        reason="",
        present=tuple(f"P{place:02d}" for place in range(1, present + 1)),
        applicants=tuple(applicants),
        recused={each: out for each, out in applicants.items() if out},
        not_returned=not_returned,
        state=state,
    )


def sums(approve: int, reject: int = 0, abstain: int = 0) -> Mapping[Choice, int]:
    return {Choice.APPROVE: approve, Choice.REJECT: reject, Choice.ABSTAIN: abstain}


def tally(*, passed: bool) -> Tally:
    return Tally(9, 0, 9, 6 if passed else 5, 3 if passed else 4, 0, 0, passed, base_matters=False)


def opened(key: str, number: int, results: Mapping[str, bool], not_put: tuple[str, ...] = ()):
    vote = vote_of(9, dict.fromkeys(results, ()), key=key, number=number, state=RoundState.OPENED)
    tallies = {applicant: tally(passed=passed) for applicant, passed in results.items()}
    return replace(vote, tallies=tallies, not_put=not_put)


@pytest.mark.parametrize("case", CASES["pass"], ids=lambda case: case["name"])
def test_hand_worked_votes(case, figures, settings_with):
    recused = tuple(f"P{place:02d}" for place in range(1, case.get("recused", 0) + 1))
    missing = tuple(
        f"P{place:02d}" for place in range(case["present"], 0, -1)[: case.get("not_returned", 0)]
    )
    vote = vote_of(case["present"], {"001": recused}, not_returned=missing)
    counts = {"001": sums(case["yes"], case.get("no", 0), case.get("abstain", 0))}
    settings = settings_with(recusal_base=RecusalBase(case.get("recusal_base", "subtract")))
    result = count(vote, counts, settings, figures)["001"]
    assert result == Tally(
        present=case["present"],
        recused=case.get("recused", 0),
        base=case["base"],
        approve=case["yes"],
        reject=case.get("no", 0),
        abstain=case.get("abstain", 0),
        not_returned=case.get("not_returned", 0),
        passed=case["passed"],
        base_matters=case.get("base_matters", False),
    )


@pytest.mark.parametrize("row", CASES["threshold"], ids=lambda row: f"{row['committee']}人")
def test_thresholds_of_every_usual_committee(row):
    """Quorum and votes needed, worked out by hand for committees of 7 to 27."""
    assert needed(row["committee"], TWO_THIRDS) == row["quorum"]
    votes = {int(present): votes for present, votes in row["votes"].items()}
    assert {present: needed(present, TWO_THIRDS) for present in votes} == votes


def test_two_thirds_are_three_times_against_twice():
    """The share and the integers of the national rule agree for every base up to 500."""
    for of in range(501):
        least = needed(of, TWO_THIRDS)
        assert [3 * votes >= 2 * of for votes in (least - 1, least)] == [False, True], of


def test_nobody_passes_on_a_base_of_nothing():
    assert not passes(0, 0, TWO_THIRDS)
    assert not passes(0, 3, TWO_THIRDS)
    assert passes(0, 3, Fraction(0))


@pytest.mark.parametrize(("setting", "of"), [("subtract", 10), ("keep", 11)])
def test_the_base_follows_the_setting(setting, of):
    assert base(11, 1, RecusalBase(setting)) == of


def test_a_share_and_a_whole_number_are_read_exactly(figures):
    assert share_of(figures, "voting.pass") == TWO_THIRDS
    assert whole_of(figures, "defense.panel_minimum") == 3
    with pytest.raises(AssertionError):
        whole_of(figures, "voting.pass")


@given(
    present=st.integers(1, 40),
    data=st.data(),
)
def test_every_sheet_is_counted_once(present, data, figures, settings_with):
    ids = [f"P{place:02d}" for place in range(1, present + 1)]
    recused = tuple(data.draw(st.lists(st.sampled_from(ids), unique=True)))
    missing = tuple(data.draw(st.lists(st.sampled_from(ids), unique=True)))
    casting = present - len({*recused, *missing})
    approve = data.draw(st.integers(0, casting))
    reject = data.draw(st.integers(0, casting - approve))
    counts = {"001": sums(approve, reject, casting - approve - reject)}
    vote = vote_of(present, {"001": recused}, not_returned=missing)
    for setting in RecusalBase:
        result = count(vote, counts, settings_with(recusal_base=setting), figures)["001"]
        whole = result.approve + result.reject + result.abstain + result.not_returned
        assert whole == result.present - result.recused
        assert result.passed == (result.base > 0 and 3 * approve >= 2 * result.base)
        other = present if setting is RecusalBase.SUBTRACT else present - len(recused)
        assert result.base_matters == (result.passed != (other > 0 and 3 * approve >= 2 * other))


@pytest.mark.parametrize("counted", [sums(5, 3), sums(6, 4), sums(9, 0, 1), {}])
def test_a_box_that_lost_or_gained_a_ballot_is_not_counted(counted, figures, settings_with):
    vote = vote_of(9, {"001": ()})
    count(vote, {"001": sums(6, 3)}, settings_with(), figures)
    with pytest.raises(ValueError, match="001 do not add up"):
        count(vote, {"001": counted}, settings_with(), figures)


def test_nobody_casting_is_nobody_approving(figures, settings_with):
    vote = vote_of(3, {"001": ()}, not_returned=("P01", "P02", "P03"))
    result = count(vote, {}, settings_with(), figures)["001"]
    assert (result.not_returned, result.passed) == (3, False)


@pytest.mark.parametrize("word", ["同意", "不同意", "弃权"])
def test_votes_are_words(word):
    assert choice_of(word).value == word


@pytest.mark.parametrize("word", ["", "赞成", "同 意", "approve", "√"])
def test_other_words_are_refused(word):
    with pytest.raises(Refused) as refusal:
        choice_of(word)
    assert refusal.value.rule == "vote-word"


OPEN = vote_of(5, {"001": ("P03",), "002": ("P03", "P04")}, state=RoundState.OPEN)
FULL = {"001": Choice.APPROVE, "002": Choice.REJECT}


@pytest.mark.parametrize(
    ("member", "choices", "has_cast", "vote", "rule"),
    [
        ("P99", FULL, False, OPEN, "unknown-member"),
        ("P06", FULL, False, OPEN, "absent-ballot"),
        ("P01", FULL, True, OPEN, "double-ballot"),
        ("P01", FULL, False, replace(OPEN, state=RoundState.CLOSED), "late-ballot"),
        ("P04", FULL, False, OPEN, "recused-ballot"),
        ("P03", {}, False, OPEN, "recused-ballot"),
        ("P01", {**FULL, "003": Choice.ABSTAIN}, False, OPEN, "round-applicant"),
        ("P01", {**FULL, "777": Choice.ABSTAIN}, False, OPEN, "unknown-applicant"),
        ("P01", {"001": Choice.APPROVE}, False, OPEN, "incomplete-sheet"),
        ("P04", {}, False, OPEN, "incomplete-sheet"),
    ],
)
def test_papers_that_may_not_be_cast(member, choices, has_cast, vote, rule, case_with):
    case = case_with(statuses=dict.fromkeys(("001", "002", "003"), ELIGIBLE))
    with pytest.raises(Refused) as refusal:
        may_cast(case, vote, member, Paper(choices), has_cast=has_cast)
    assert refusal.value.rule == rule
    assert refusal.value.sentence.endswith("。")


def test_papers_that_may_be_cast(case_with):
    case = case_with(statuses=dict.fromkeys(("001", "002", "003"), ELIGIBLE))
    may_cast(case, OPEN, "P01", Paper(FULL), has_cast=False)
    may_cast(case, OPEN, "P04", Paper({"001": Choice.ABSTAIN}), has_cast=False)
    assert may_take_sheet(case, OPEN, "P01", has_cast=False) == ("001", "002")
    assert may_take_sheet(case, OPEN, "P04", has_cast=False) == ("001",)


def test_the_last_opened_round_that_held_an_applicant_decides(case_with, figures):
    rounds = [
        opened("2", 2, {"001": True, "002": False}),
        opened("1", 1, {"001": False, "002": True, "003": True}),
        replace(opened("3", 3, {"003": False}), state=RoundState.CLOSED, tallies={}),
        replace(opened("3b", 3, {"003": False}), state=RoundState.ANNULLED, tallies={}),
    ]
    statuses = dict.fromkeys(("001", "002", "003", "004"), ELIGIBLE)
    case = case_with(statuses=statuses, rounds=rounds)
    assert final_statuses(case) == {"001": PASSED, "002": FAILED, "003": PASSED, "004": ELIGIBLE}
    outcome = outcome_of(case, "001", figures)
    assert (outcome.passed, outcome.needed, outcome.param.key) == (True, 6, "voting.pass")
    assert outcome_of(case, "004", figures) is None


def test_a_vote_does_not_raise_the_dead(case_with):
    """Whoever failed the defense after a step back, or lost the application, stays so."""
    statuses = {
        "001": ApplicantStatus.DEFENSE_FAILED,
        "002": ApplicantStatus.DISQUALIFIED,
        "003": EXEMPT,
    }
    case = case_with(statuses=statuses, rounds=[opened("1", 1, dict.fromkeys(statuses, True))])
    assert final_statuses(case) == {**statuses, "003": PASSED}
    assert final_statuses(case, sealing=True) == {**statuses, "003": PASSED}


def test_everybody_recused_fails_the_vote_at_sealing_only(case_with):
    case = case_with(
        statuses={"001": ELIGIBLE, "002": EXEMPT},
        rounds=[opened("1", 1, {"001": True}, not_put=("002",))],
    )
    assert final_statuses(case) == {"001": PASSED, "002": EXEMPT}
    assert final_statuses(case, sealing=True) == {"001": PASSED, "002": FAILED}


@pytest.mark.parametrize("state", [RoundState.CLOSED, RoundState.ANNULLED])
def test_nobody_is_sealed_without_a_vote(state, case_with):
    unopened = replace(opened("1b", 1, {}, not_put=("002",)), state=state)
    case = case_with(
        statuses={"001": ELIGIBLE, "002": ELIGIBLE},
        rounds=[opened("1", 1, {"001": True}), unopened],
    )
    with pytest.raises(Refused) as refusal:
        final_statuses(case, sealing=True)
    assert refusal.value.rule == "round-one-complete"
