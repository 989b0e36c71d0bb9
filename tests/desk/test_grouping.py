"""Applicants are dealt out evenly, a specialty in one panel where it fits, by one way for all panels."""

import itertools
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from zcdesk.desk.grouping import deal
from zcdesk.domain.applicant import Applicant, Level
from zcdesk.domain.committee import Panel


def people(words: str) -> dict[str, Applicant]:
    """One applicant for each specialty named, numbered in order."""
    return {
        f"{n:03d}": Applicant(f"{n:03d}", "甲", "工程", specialty, Level.ASSOCIATE_SENIOR)
        for n, specialty in enumerate(words, 1)
    }


def panel(place: int, *applicants: str) -> Panel:
    """A panel of three members of its own."""
    return Panel(f"第{place}组", tuple(f"P{place}{n}" for n in range(3)), applicants)


def nobody(_: str) -> tuple[str, ...]:
    return ()


def shares(words: str, count: int) -> list[tuple[str, ...]]:
    made = people(words)
    dealt = deal([panel(n) for n in range(1, count + 1)], list(made), made, nobody)
    return [each.applicants for each in dealt]


def test_specialties_stay_together_where_they_fit() -> None:
    made = people("机机机机电电土土水")
    found = shares("机机机机电电土土水", 2)
    # 9 people, at most 5 a share: 机 4 and 水 1 against 电 2 and 土 2, or as even.
    assert sorted(map(len, found)) == [4, 5]
    for specialty in "机电土水":
        heard = [
            n for n, share in enumerate(found) for a in share if made[a].specialty == specialty
        ]
        assert len(set(heard)) == 1


def test_a_specialty_larger_than_a_share_is_divided_evenly() -> None:
    assert sorted(map(len, shares("机机机机机机机", 3))) == [2, 2, 3]


def test_the_order_of_the_roster_stays() -> None:
    assert all(list(share) == sorted(share) for share in shares("机电机电土机", 2))
    made = people("机机机机")
    (one,) = deal([panel(1, "003")], ["001", "002", "004"], made, nobody)
    assert one.applicants == ("001", "002", "003", "004")


def test_whom_a_panel_hears_stays_and_its_specialty_comes_to_it() -> None:
    made = people("机电机机电电土")
    now = [panel(1, "001"), panel(2, "002")]
    first, second = deal(now, ["003", "004", "005", "006", "007"], made, nobody)
    assert {"001", "003", "004"} <= set(first.applicants)
    assert {"002", "005", "006"} <= set(second.applicants)
    assert len(first.applicants) + len(second.applicants) == 7


def test_what_fits_nowhere_is_divided_for_numbers_to_be_even() -> None:
    assert sorted(map(len, shares("机机机机电电电电土土土土", 2))) == [6, 6]


def test_the_smaller_panel_is_filled_first() -> None:
    made = people("机电土水化热")
    first, second = deal(
        [panel(1, "001", "002", "003"), panel(2)], ["004", "005", "006"], made, nobody
    )
    assert first.applicants == ("001", "002", "003")
    assert second.applicants == ("004", "005", "006")


def test_whoever_is_known_to_a_member_is_heard_by_others() -> None:
    made = people("机机机机")
    out = {"001": ("P10",), "002": ("P10", "P20", "P21")}
    dealt = deal([panel(1), panel(2)], list(made), made, lambda n: out.get(n, ()))
    where = {n: each.name for each in dealt for n in each.applicants}
    # 001: nobody of the second keeps out; 002: one of the first against two of the second.
    assert (where["001"], where["002"]) == ("第2组", "第1组")


def test_a_panel_left_with_nobody_gets_the_last_of_whoever_was_dealt_most() -> None:
    # Two specialties of two, three panels: the third would hear nobody.
    assert shares("机机电电", 3) == [("001",), ("003", "004"), ("002",)]
    # What is left of the first gives no more: the second fills the second empty panel.
    assert shares("机机电电土土", 5) == [("001",), ("003",), ("005", "006"), ("002",), ("004",)]


def test_nobody_is_moved_who_is_heard_already_to_fill_a_panel() -> None:
    made = people("机机机电电")
    heard = panel(1, "001", "002", "003")
    dealt = deal([heard, panel(2), panel(3)], ["004", "005"], made, nobody)
    assert [each.applicants for each in dealt] == [("001", "002", "003"), ("004",), ("005",)]
    # Nobody waited but one: no panel has two of whom one could go.
    dealt = deal([heard, panel(2), panel(3)], ["004"], made, nobody)
    assert [each.applicants for each in dealt] == [("001", "002", "003"), ("004",), ()]


def test_the_only_applicant_is_not_handed_on_from_panel_to_panel() -> None:
    assert shares("机", 3) == [("001",), (), ()]


def test_who_alone_waited_may_leave_the_panel_that_hears_somebody_already() -> None:
    made = people("机电土")
    # 002 is known in the first and the third panel and goes to the second, which has somebody.
    known = {"002": ("P10", "P30")}
    dealt = deal(
        [panel(1), panel(2, "001"), panel(3)], ["002", "003"], made, lambda n: known.get(n, ())
    )
    assert [each.applicants for each in dealt] == [("003",), ("001",), ("002",)]


def test_whoever_fills_a_panel_is_the_one_whom_fewest_of_its_members_know() -> None:
    made = people("机机机机")
    three = ("P20", "P21", "P30")
    for known, second, third in (
        ({}, ("002", "004"), ("003",)),
        # The last of the first panel would be 003, known to one of the third; 004 is known to nobody.
        ({"003": three}, ("002",), ("004",)),
        # The first is dealt all four; whom others know stay with it.
        ({"003": three, "004": (*three, "P31")}, ("002",), ("001",)),
    ):
        dealt = deal(
            [panel(1), panel(2), panel(3)],
            list(made),
            made,
            lambda n, known=known: known.get(n, ()),
        )
        assert [each.applicants for each in dealt[1:]] == [second, third], known


@given(
    st.lists(st.sampled_from("机电土水化"), min_size=1, max_size=40),
    st.integers(1, 8),
    st.data(),
)
def test_everybody_is_heard_once_and_no_panel_hears_nobody(
    words: list[str], count: int, data: st.DataObject
) -> None:
    made = people("".join(words))
    numbers = list(made)
    already = data.draw(st.integers(0, len(numbers)))
    kept = data.draw(st.lists(st.integers(0, count - 1), min_size=already, max_size=already))
    now = [
        panel(n + 1, *(numbers[place] for place, at in enumerate(kept) if at == n))
        for n in range(count)
    ]
    known = data.draw(st.sets(st.sampled_from(numbers)))
    dealt = deal(now, numbers[already:], made, lambda n: ("P10", "P20") if n in known else ())
    heard = Counter(itertools.chain.from_iterable(each.applicants for each in dealt))
    assert heard == Counter(numbers)
    assert [(d.name, d.members) for d in dealt] == [(n.name, n.members) for n in now]
    for before, after in zip(now, dealt, strict=True):
        assert set(before.applicants) <= set(after.applicants)
    even = -(-len(numbers) // count)
    if not known:
        # Nobody gets more than an even share, but whoever had more before.
        assert all(
            len(after.applicants) <= max(even, len(before.applicants))
            for before, after in zip(now, dealt, strict=True)
        )
    if not already and count <= len(numbers):
        assert all(each.applicants for each in dealt)
    if not all(each.applicants for each in dealt):
        waited = set(numbers[already:])
        assert not any(len(d.applicants) > 1 and waited & set(d.applicants) for d in dealt)
