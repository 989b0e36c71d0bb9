"""Applicants are dealt out evenly, a specialty in one panel where it fits."""

import itertools
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from zcdesk.desk.grouping import spread
from zcdesk.domain.applicant import Applicant, Level


def people(*specialties: str) -> list[Applicant]:
    return [
        Applicant(f"{n:03d}", "甲", "工程", specialty, Level.ASSOCIATE_SENIOR)
        for n, specialty in enumerate(specialties, 1)
    ]


def test_specialties_stay_together_where_they_fit() -> None:
    shares = spread(people(*"机机机机电电土土水"), 2)
    # 9 people, at most 5 a share: 机 4 and 水 1 against 电 2 and 土 2, or as even.
    assert sorted(map(len, shares)) == [4, 5]
    where = {
        s: {n for n, share in enumerate(shares) for a in share if a.specialty == s}
        for s in "机电土水"
    }
    assert all(len(each) == 1 for each in where.values())


def test_a_specialty_larger_than_a_share_is_divided_evenly() -> None:
    shares = spread(people(*"机机机机机机机"), 3)
    assert sorted(map(len, shares)) == [2, 2, 3]


def test_the_order_of_the_roster_stays() -> None:
    for share in spread(people(*"机电机电土机"), 2):
        assert [a.number for a in share] == sorted(a.number for a in share)


@given(st.lists(st.sampled_from("机电土水化"), min_size=1, max_size=40), st.integers(1, 8))
def test_everybody_is_heard_once_and_nobody_alone_hears_none(words: list[str], count: int) -> None:
    if count > len(words):
        return
    applicants = people(*words)
    shares = spread(applicants, count)
    heard = Counter(a.number for a in itertools.chain(*shares))
    assert heard == Counter(a.number for a in applicants)
    assert all(shares)
