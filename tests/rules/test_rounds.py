"""Rounds: who may be put to the vote, when, with which attendance."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from zcdesk.domain.ballot import Round, RoundState, Tally
from zcdesk.domain.errors import Refused
from zcdesk.domain.session import ApplicantStatus
from zcdesk.rules.rounds import may_open, not_held

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "voting.toml").read_text("utf-8"))
ELIGIBLE, EXEMPT = ApplicantStatus.DEFENSE_PASSED, ApplicantStatus.EXEMPT
NINE = tuple(f"P{place:02d}" for place in range(1, 10))
SEVEN = NINE[:7]
FOUR = dict.fromkeys(("001", "002", "003", "004"), ELIGIBLE)


def held(
    key: str, number: int, passed: str = "", failed: str = "", *, present=NINE, not_put=()
) -> Round:
    """An opened round with the applicants that it passed and failed."""
    results = {**dict.fromkeys(passed.split(), True), **dict.fromkeys(failed.split(), False)}
    tallies = {
        applicant: Tally(9, 0, 9, 6 * won, 9 - 6 * won, 0, 0, won, base_matters=False)
        for applicant, won in results.items()
    }
    return Round(
        key=key,
        number=number,
        reason="",
        present=present,
        applicants=tuple(results),
        recused={},
        not_put=not_put,
        state=RoundState.OPENED,
        tallies=tallies,
    )


@pytest.fixture
def opening(case_with, settings_with, figures):
    """Open a round on a case; attendance is everybody unless the test says otherwise."""

    def run(applicants=None, *, present=NINE, reason="", max_rounds=3, **about):
        case = case_with(**{"statuses": FOUR, **about})
        settings = settings_with(max_rounds=max_rounds)
        return may_open(case, applicants, present, reason=reason, settings=settings, book=figures)

    return run


@pytest.fixture
def refusal(opening):
    """The rule that an opening is refused by."""

    def run(*args, **about):
        with pytest.raises(Refused) as refused:
            opening(*args, **about)
        assert refused.value.sentence.endswith("。")
        return refused.value.rule

    return run


def test_round_one_holds_everybody_for_the_committee(opening):
    statuses = {
        "003": ELIGIBLE,
        "001": EXEMPT,
        "002": ApplicantStatus.DEFENSE_FAILED,
        "005": ApplicantStatus.REJECTED,
    }
    vote = opening(statuses=statuses)
    assert (vote.key, vote.number, vote.state) == ("1", 1, RoundState.OPEN)
    assert vote.applicants == ("003", "001")
    assert (vote.present, vote.recused, vote.not_put) == (NINE, {}, ())


def test_the_order_is_the_rosters_and_attendance_the_committees(opening):
    vote = opening(("004", "001"), present=(*reversed(SEVEN), "P01"))
    assert vote.applicants == ("001", "004")
    assert vote.present == SEVEN


def test_recusals_are_frozen_for_those_present(opening):
    recusals = [("001", "P03"), ("001", "P01"), ("002", "P09")]
    vote = opening(present=SEVEN, recusals=recusals)
    assert vote.recused == {"001": ("P01", "P03")}


def test_whoever_has_no_unrecused_member_is_not_put_to_the_vote(opening):
    vote = opening(present=SEVEN, recusals=[("002", member) for member in SEVEN])
    assert vote.applicants == ("001", "003", "004")
    assert vote.not_put == ("002",)
    assert all("002" not in vote.sheet(member) for member in SEVEN)
    almost = opening(present=SEVEN, recusals=[("002", member) for member in SEVEN[1:]])
    assert almost.not_put == ()


@pytest.mark.parametrize("case", CASES["quorum"], ids=lambda case: case["name"])
def test_hand_worked_quorums(case, opening, refusal):
    present = tuple(f"P{place:02d}" for place in range(1, case["present"] + 1))
    if case["enough"]:
        assert len(opening(size=case["committee"], present=present).present) == case["present"]
    else:
        assert refusal(size=case["committee"], present=present) == "quorum"


def test_somebody_who_presides_is_there(opening, refusal):
    assert refusal(present=NINE[2:]) == "quorum"
    assert opening(present=NINE[1:]).present == NINE[1:]


def test_a_member_twice_is_one_member(refusal):
    assert refusal(present=(*NINE[:5], "P01", "P02")) == "quorum"


@pytest.mark.parametrize(
    ("applicants", "rule"),
    [
        (("001", "999"), "unknown-applicant"),
        (("001", "001"), "round-applicant"),
        ((), "round-applicant"),
        (("001", "005"), "round-applicant"),
    ],
)
def test_lists_that_cannot_be_voted_on(applicants, rule, refusal):
    statuses = {**FOUR, "005": ApplicantStatus.DEFENSE_FAILED}
    assert refusal(applicants, statuses=statuses) == rule


def test_strangers_do_not_attend(refusal):
    assert refusal(present=(*NINE, "P77")) == "unknown-member"


def test_nobody_left_for_the_committee(refusal):
    assert refusal(statuses={"001": ApplicantStatus.DEFENSE_FAILED}) == "round-applicant"


@pytest.mark.parametrize("state", [RoundState.OPEN, RoundState.CLOSED])
def test_one_box_at_a_time(state, refusal):
    assert refusal(("002",), rounds=[replace(held("1", 1, "001"), state=state)]) == "round-open"


def test_round_one_in_parts(opening):
    first = held("1", 1, "001")
    second = opening(("003", "002"), rounds=[first])
    assert (second.key, second.number, second.applicants) == ("1b", 1, ("002", "003"))
    third = opening(rounds=[first, held("1b", 1, "002 003")])
    assert (third.key, third.number, third.applicants) == ("1c", 1, ("004",))


def test_parts_do_not_count_for_max_rounds(opening):
    parts = [held("1", 1, "001"), held("1b", 1, "002"), held("1c", 1, "003")]
    assert opening(rounds=parts, max_rounds=1).key == "1d"


def test_somebody_in_another_part_is_not_held_twice(refusal):
    assert refusal(("001", "002"), rounds=[held("1", 1, "001")]) == "round-applicant"
    assert refusal(("001",), rounds=[held("1", 1, "001")]) == "round-applicant"


def test_whoever_was_not_put_to_the_vote_had_a_part(refusal, opening):
    parts = [held("1", 1, "001", not_put=("002",))]
    assert refusal(("002",), rounds=parts) == "round-applicant"
    assert opening(rounds=parts).applicants == ("003", "004")


def test_parts_have_the_same_attendance(refusal):
    parts = [held("1", 1, "001")]
    assert refusal(("002", "003", "004"), rounds=parts, present=SEVEN) == "round-one-complete"


@pytest.mark.parametrize("applicants", [None, ("001",), ("001", "002")])
def test_no_further_round_before_round_one_is_complete(applicants, refusal):
    parts = [held("1", 1, failed="001")]
    assert refusal(applicants, rounds=parts, reason="复议") == "round-one-complete"


@pytest.mark.parametrize("applicants", [("002",), ("002", "003", "004")])
def test_a_part_may_give_a_reason_too(applicants, opening):
    assert opening(applicants, rounds=[held("1", 1, "001")], reason="分批表决").number == 1


ONE = held("1", 1, passed="001 002", failed="003 004")


def test_a_further_round_of_all_holds_who_has_not_passed(opening):
    vote = opening(rounds=[ONE], reason="淘汰率未达到", present=SEVEN)
    assert (vote.key, vote.number, vote.applicants) == ("2", 2, ("003", "004"))
    assert (vote.reason, vote.present) == ("淘汰率未达到", SEVEN)


def test_a_further_round_may_list_who_has_passed(opening):
    assert opening(("001",), rounds=[ONE], reason="淘汰率未达到").applicants == ("001",)


def test_all_after_two_rounds_follows_the_last_outcome(opening):
    two = held("2", 2, passed="003", failed="001")
    vote = opening(rounds=[ONE, two], reason="再议")
    assert (vote.number, vote.applicants) == (3, ("001", "004"))


def test_all_includes_who_was_not_put_to_the_vote_before(opening):
    one = held("1", 1, passed="001 002 003", not_put=("004",))
    assert opening(rounds=[one], reason="更换出席评委").applicants == ("004",)


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_further_round_has_a_reason(reason, refusal):
    assert refusal(("003",), rounds=[ONE], reason=reason) == "round-reason"


def test_everybody_has_passed_already(refusal):
    one = held("1", 1, passed="001 002 003 004")
    assert refusal(rounds=[one], reason="再议") == "round-applicant"


def test_there_are_so_many_rounds_and_no_more(opening, refusal):
    rounds = [ONE, held("2", 2, failed="003")]
    assert opening(("003",), rounds=rounds, reason="再议", max_rounds=3).number == 3
    assert refusal(("003",), rounds=rounds, reason="再议", max_rounds=2) == "max-rounds"


def test_an_annulled_round_is_held_again_under_its_number(opening):
    lost = replace(held("2", 2), state=RoundState.ANNULLED, applicants=("003",))
    again = opening(("003",), rounds=[ONE, lost], reason="口令遗失，重新投票", max_rounds=2)
    assert (again.key, again.number) == ("2b", 2)
    lost_part = replace(held("1b", 1), state=RoundState.ANNULLED, applicants=("002",))
    part = opening(("002",), rounds=[held("1", 1, "001"), lost_part])
    assert (part.key, part.number) == ("1c", 1)
    lost_first = replace(held("1", 1), state=RoundState.ANNULLED, applicants=("001",))
    first = opening(rounds=[lost_first], present=SEVEN)
    assert (first.key, first.number, first.applicants) == ("1b", 1, ("001", "002", "003", "004"))


def test_keys_never_run_out(opening):
    letters = ["", *"bcdefghijklmnopqrstuvwxyz", "aa", "ab"]
    parts = [replace(held(f"1{each}", 1), state=RoundState.ANNULLED) for each in letters]
    assert opening(rounds=parts).key == "1ac"


def test_a_lower_line_after_round_one_adds_a_part(opening, case_with):
    """A step back to the defense may let another applicant through after round 1."""
    one = held("1", 1, "001 002 003")
    assert not_held(case_with(statuses=FOUR, rounds=[one])) == ("004",)
    assert opening(rounds=[one]).key == "1b"
    later = opening(("004",), rounds=[one, held("2", 2, failed="003")], reason="补充表决")
    assert (later.key, later.number) == ("3", 3)
