"""Words and figures, worked by hand."""

import dataclasses
import datetime
from fractions import Fraction

import pytest

from zcdesk.reports import wording


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (23, "二十三"), (99, "九十九")],
)
def test_numeral(number, words):
    assert wording.numeral(number) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Fraction(1729, 20), "86.45"),
        (Fraction(60), "60.00"),
        (Fraction(12345, 1000), "12.35"),  # 12.345 is rounded half up
        (Fraction(200, 3), "66.67"),
        (None, "—"),
    ],
)
def test_score(value, words):
    assert wording.score(value) == words


def test_number_and_percent():
    assert wording.number(Fraction(60)) == "60"
    assert wording.number(Fraction(125, 2)) == "62.50"
    assert wording.percent(Fraction(15)) == "15%"
    assert wording.share(Fraction(2, 3)) == "2/3"


def test_dates():
    assert wording.date(datetime.date(2024, 9, 3)) == "2024年9月3日"
    assert wording.date(None) == ""
    assert wording.moment("2024-11-20T09:05:00") == "2024年11月20日 9:05"
    assert wording.moment("2024-11-20") == "2024年11月20日"
    assert wording.moment("") == ""


@pytest.mark.parametrize(
    ("group", "words"),
    [
        ("senior", "高级"),
        ("senior_exam", "高级（考评结合）"),
        ("senior/正高级", "高级·正高级"),
        ("senior/副高级/工程/机械", "高级·副高级·工程·机械"),
        ("intermediate/工程/机械", "中级·工程·机械"),
    ],
)
def test_group_name(group, words):
    assert wording.group_name(group) == words


def test_rounds_held_in_parts(snapshot):
    first, second = snapshot.rounds
    part = dataclasses.replace(first, round=dataclasses.replace(first.round, key="1b"))
    records = (first, part, second)
    names = [wording.round_name(record, records) for record in records]
    assert names == ["第一轮第一部分", "第一轮第二部分", "第二轮"]
