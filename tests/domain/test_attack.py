"""The outcome of the attack on oneself: it means something only where every search works."""

from dataclasses import replace
from fractions import Fraction

import pytest

from zcdesk.domain.attack import AttackOutcome, Guessing, Probe

GUESS = Guessing(members=8, methods=16, trials=80, best=14, worst=6, control_trials=6, control=6)
PROBE = Probe("票箱", "选票", found=0, planted=4, hidden=4)
CLEAN = AttackOutcome("某评委会", 2024, True, 2, "ab" * 32, "", (PROBE,), GUESS, 100, 100, 0)


def test_chance_is_one_in_the_number_of_members() -> None:
    assert GUESS.chance == Fraction(1, 8)
    # 80 questions: 10 by chance; 33 or fewer hits are luck once in 3 × 10^10, 34 are not.
    assert [replace(GUESS, best=hits).at_chance for hits in (10, 33, 34)] == [True, True, False]
    assert not replace(GUESS, best=80).at_chance
    few = replace(GUESS, members=2, trials=1000, best=500)
    assert [replace(few, worst=hits).at_chance for hits in (500, 397, 396)] == [True, True, False]


def test_nine_of_eighteen_is_luck() -> None:
    """It happened: 1 in 23 000 for one method, 1 in 1 400 for the sixteen together."""
    assert replace(GUESS, members=9, trials=18, best=9, worst=2).at_chance


def test_nothing_found_by_searches_that_work_is_clean() -> None:
    assert CLEAN.works
    assert CLEAN.clean


@pytest.mark.parametrize(
    "changed",
    [
        {"probes": (PROBE, replace(PROBE, planted=3))},
        {"probes": (replace(PROBE, planted=0, hidden=0),)},
        {"guessing": replace(GUESS, control=5)},
        {"guessing": replace(GUESS, control=0, control_trials=0)},
        {"seen": 99},
        {"seen": 0, "traces": 0},
    ],
)
def test_a_search_that_misses_what_it_must_find_proves_nothing(changed: dict) -> None:
    outcome = replace(CLEAN, **changed)
    assert not outcome.works
    assert not outcome.clean


@pytest.mark.parametrize(
    "changed",
    [
        {"probes": (PROBE, replace(PROBE, found=1))},
        {"guessing": replace(GUESS, best=40)},
        {"left": 1},
    ],
)
def test_what_is_found_is_said(changed: dict) -> None:
    outcome = replace(CLEAN, **changed)
    assert outcome.works
    assert not outcome.clean
