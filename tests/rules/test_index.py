"""The index by identity number: who stands for the same person, before and after an edit."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from zcdesk.domain.applicant import Applicant, Level
from zcdesk.rules.index import RosterIndex, identity


def row(number: str, id_number: str) -> Applicant:
    return Applicant(number, "甲", "工程", "机械", Level.INTERMEDIATE, id_number=id_number)


def test_rows_of_the_same_person() -> None:
    rows = [row("1", "12x"), row("2", "12X "), row("3", "13"), row("4", ""), row("5", "")]
    index = RosterIndex.of(rows)
    assert index.tied(rows[0]) == ("2",)
    assert index.others(rows[1]) == (rows[0],)
    assert index.tied(rows[2]) == ()
    assert index.tied(rows[3]) == ()


def test_one_who_is_not_in_the_index_still_finds_the_others() -> None:
    index = RosterIndex.of([row("1", "12")])
    assert index.tied(row("9", "12")) == ("1",)


def test_an_exchange_leaves_the_old_index_alone() -> None:
    before = row("1", "12")
    index = RosterIndex.of([before, row("2", "12"), row("3", "13")])
    changed = index.replaced(before, replace(before, id_number="13"))
    assert index.tied(row("2", "12")) == ("1",)
    assert changed.tied(row("2", "12")) == ()
    assert changed.tied(row("1", "13")) == ("3",)


ids = st.sampled_from(["", "1", "2", "1x", "1X"])


@given(
    st.lists(ids, max_size=6), st.integers(0, 5), ids, st.sampled_from(["edit", "add", "remove"])
)
def test_an_exchange_equals_building_anew(held: list[str], at: int, new: str, how: str) -> None:
    rows = {str(n): row(str(n), each) for n, each in enumerate(held)}
    before = None if how == "add" else rows.get(str(at))
    number = before.number if before else "new"
    after = None if how == "remove" else row(number, new)
    index = RosterIndex.of(rows.values()).replaced(before, after)
    if before:
        del rows[before.number]
    if after:
        rows[after.number] = after
    whole = RosterIndex.of(rows.values())
    assert {key: set(v) for key, v in index.rows.items()} == {
        key: set(v) for key, v in whole.rows.items()
    }
    assert all(identity(each) == key for key, v in index.rows.items() for each in v)
