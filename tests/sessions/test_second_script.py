"""A session written by hand, its figures worked out by hand.

Panel one raised its line to 70, panel two kept 60.

    A01 (80+82+84)/3 = 82            passes the line of 70
    A02 (75+76)/2 = 151/2 = 75.50    one expert keeps out
    A03 70                           on the line: passes
    A04 (69.5+70+70)/3 = 419/6 = 69.83   falls
    A05 (90+90+90.5)/3 = 541/6 = 90.17
    A06 absent: outside the denominator
    A07 88
    B01 60 on the line; B02 (59.5+60+60)/3 = 359/6 = 59.83 falls; B06 exempt

Round 1: 8 of 9 attend (3·8 ≥ 2·9), P07 does not cast.

    A02: base 8−1 = 7, yes 5: 15 ≥ 14 passes; on a base of 8 15 < 16 would fail → base matters
    A03: base 8, yes 6: 18 ≥ 16 passes
    A05: base 8, yes 5: 15 < 16 fails
    B01: base 8, yes 5 fails
    B03: base 8−2 = 6, yes 4: 12 ≥ 12 passes; on 8 12 < 16 → base matters

Round 2: all 9 attend; A05 and B01 get 6 of 9: 18 ≥ 18 passes.

    senior      N = 6 (A01–A05, A07), D = 1 (A04), E = 1: 1/6 = 16.67 % < 20 %, short by 2 − 1 = 1
    senior_exam N = 6 (B01–B06), D = 1 (B02), E = 1: 1/6 = 16.67 % ≥ 15 %
"""

from __future__ import annotations

from typing import Any

import pytest

Told = Any


@pytest.fixture
def result(told: Told) -> dict[str, Any]:
    return told.run()


def _applicant(result: dict[str, Any], number: str) -> dict[str, Any]:
    return next(entry for entry in result["applicants"] if entry["number"] == number)


def test_hand_worked_figures(result: dict[str, Any]) -> None:
    assert result["groups"] == [
        {
            "group": "senior",
            "participating": 6,
            "defense_eliminated": 1,
            "eliminated": 1,
            "overall": {
                "fraction": "1/6",
                "percent": "16.67",
                "floor": 20,
                "met": False,
                "short_by": 1,
            },
            "defense": {
                "fraction": "1/6",
                "percent": "16.67",
                "floor": 10,
                "met": True,
                "short_by": 0,
            },
        },
        {
            "group": "senior_exam",
            "participating": 6,
            "defense_eliminated": 1,
            "eliminated": 1,
            "overall": {
                "fraction": "1/6",
                "percent": "16.67",
                "floor": 15,
                "met": True,
                "short_by": 0,
            },
            "defense": {
                "fraction": "1/6",
                "percent": "16.67",
                "floor": 10,
                "met": True,
                "short_by": 0,
            },
        },
    ]
    scores = {
        entry["number"]: entry["score"] and (entry["score"]["fraction"], entry["score"]["display"])
        for entry in result["applicants"]
    }
    assert scores["A01"] == ("82", "82.00")
    assert scores["A02"] == ("151/2", "75.50")
    assert scores["A04"] == ("419/6", "69.83")
    assert scores["A05"] == ("541/6", "90.17")
    assert scores["B02"] == ("359/6", "59.83")
    assert scores["A06"] is None
    assert scores["B06"] is None
    statuses = {entry["number"]: entry["status"] for entry in result["applicants"]}
    assert statuses == {
        "A01": "passed",
        "A02": "passed",
        "A03": "passed",
        "A04": "defense_failed",
        "A05": "passed",
        "A06": "absent",
        "A07": "passed",
        "A08": "rejected",
        "B01": "passed",
        "B02": "defense_failed",
        "B03": "passed",
        "B04": "passed",
        "B05": "passed",
        "B06": "passed",
    }
    assert result["excluded"] == [
        {"number": "A06", "status": "absent", "reason": ""},
        {"number": "A08", "status": "rejected", "reason": "材料不齐"},
    ]
    assert result["exception"].startswith("参评人数少")


def test_hand_worked_tallies(result: dict[str, Any]) -> None:
    def tally(number: str, place: int) -> tuple[Any, ...]:
        entry = _applicant(result, number)["rounds"][place]
        names = "round present recused base yes no abstain not_returned passed base_matters"
        return tuple(entry[name] for name in names.split())

    assert tally("A02", 0) == (1, 8, 1, 7, 5, 1, 0, 1, True, True)
    assert tally("A03", 0) == (1, 8, 0, 8, 6, 1, 0, 1, True, False)
    assert tally("A05", 0) == (1, 8, 0, 8, 5, 0, 2, 1, False, False)
    assert tally("A05", 1) == (2, 9, 0, 9, 6, 3, 0, 0, True, False)
    assert tally("B01", 0) == (1, 8, 0, 8, 5, 2, 0, 1, False, False)
    assert tally("B01", 1) == (2, 9, 0, 9, 6, 2, 1, 0, True, False)
    assert tally("B03", 0) == (1, 8, 2, 6, 4, 1, 0, 1, True, True)
    assert _applicant(result, "A04")["rounds"] == []


def test_the_other_recusal_base_fails_whom_it_matters_for(told: Told) -> None:
    told.values["settings"]["recusal_base"] = "keep"
    result = told.run()
    statuses = {entry["number"]: entry["status"] for entry in result["applicants"]}
    # A02: 15 < 16; B03: 12 < 16. Nobody else changes.
    assert statuses["A02"] == statuses["B03"] == "vote_failed"
    # senior E = 2: 2/6 = 33.33 % ≥ 20 %; every floor is met, so the exception is dropped.
    assert [group["eliminated"] for group in result["groups"]] == [2, 2]
    assert result["exception"] == ""


def test_the_absent_may_count_as_eliminated(told: Told) -> None:
    told.values["settings"]["absent_from_defense"] = "eliminated"
    senior = told.run()["groups"][0]
    # A06 joins: N = 7, D = E = 2: 28.57 %.
    assert (senior["participating"], senior["defense_eliminated"], senior["eliminated"]) == (
        7,
        2,
        2,
    )
    assert senior["overall"]["percent"] == "28.57"


def test_trimmed_mean_needs_five_experts(told: Told) -> None:
    told.values["settings"]["aggregate"] = "trimmed_mean"
    result = told.run()
    assert _applicant(result, "A01")["score"]["fraction"] == "82"
