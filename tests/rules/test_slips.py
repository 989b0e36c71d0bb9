"""Slips: one that stands alone is refused, and parts are offered that leave none alone."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zcdesk.domain.ballot import Round
from zcdesk.domain.errors import Refused
from zcdesk.rules import slips

PRESENT = tuple(f"M{n}" for n in range(1, 8))


def vote(recused: dict[str, tuple[str, ...]], *applicants: str) -> Round:
    return Round("1", 1, "", PRESENT, applicants or ("A1", "A2", "A3"), recused, slips=True)


def test_without_recusals_everybody_has_the_same_slip() -> None:
    one = vote({})
    assert slips.alone(one) == ()
    assert slips.parts(one) == (("A1", "A2", "A3"),)
    slips.check_alone(one, accepted=False)


def test_one_recused_member_stands_alone_unless_the_applicant_is_voted_on_apart() -> None:
    one = vote({"A2": ("M3",)})
    (alone,) = slips.alone(one)
    assert alone.applicants == ("A1", "A3")
    with pytest.raises(Refused) as refused:
        slips.check_alone(one, accepted=False)
    assert refused.value.rule == "slip-alone"
    assert "分开单独表决" in refused.value.sentence
    slips.check_alone(one, accepted=True)
    assert slips.parts(one) == (("A1", "A3"), ("A2",))


def test_two_recused_members_hide_each_other() -> None:
    one = vote({"A2": ("M3", "M4")})
    slips.check_alone(one, accepted=False)
    assert slips.parts(one) == (("A1", "A2", "A3"),)


def test_where_all_but_one_keep_out_no_part_helps() -> None:
    one = vote({"A1": PRESENT[1:]}, "A1")
    assert slips.parts(one) == (("A1",),)
    with pytest.raises(Refused, match="其他方式"):
        slips.check_alone(one, accepted=False)


@given(
    st.dictionaries(
        st.sampled_from(["A1", "A2", "A3", "A4", "A5"]),
        st.sets(st.sampled_from(PRESENT), min_size=1, max_size=5).map(lambda s: tuple(sorted(s))),
    )
)
def test_parts_hold_everybody_once_and_leave_no_slip_alone(
    recused: dict[str, tuple[str, ...]],
) -> None:
    """Two or more always vote on each applicant here, so that parts can always help."""
    one = vote(recused, "A1", "A2", "A3", "A4", "A5")
    parts = slips.parts(one)
    assert sorted(number for part in parts for number in part) == sorted(one.applicants)
    assert all(slips.alone(replace(one, applicants=part)) == () for part in parts)
    assert (len(parts) == 1) == (slips.alone(one) == ())
