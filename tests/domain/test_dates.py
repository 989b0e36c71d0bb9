"""Partial dates keep their precision; years are added as 民法典 第二百零二条 says."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zcdesk.domain.dates import PartialDate, add_years, in_beijing

DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2200, 12, 31))


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "said"),
    [
        ("2016", "2016-01-01", "2016-12-31", "2016年"),
        ("2016-02", "2016-02-01", "2016-02-29", "2016年2月"),
        ("2017-02", "2017-02-01", "2017-02-28", "2017年2月"),
        ("2016-07-31", "2016-07-31", "2016-07-31", "2016年7月31日"),
    ],
)
def test_precision_is_kept(text, earliest, latest, said):
    date = PartialDate.parse(text)
    assert date.iso == text
    assert date.earliest.isoformat() == earliest
    assert date.latest.isoformat() == latest
    assert str(date) == said


@pytest.mark.parametrize(
    "text",
    [
        "",
        "16",
        "2016-7",
        "2016-07-",
        "2016-13",
        "2016-02-30",
        "2017-02-29",
        "1899",
        "2201",
        "2016.07",
    ],
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - datetime words it for months and days
        PartialDate.parse(text)


def test_a_day_needs_its_month():
    with pytest.raises(ValueError, match="a day without a month"):
        PartialDate(2016, 0, 3)


@given(DAYS)
def test_a_whole_day_is_neither_earlier_nor_later(day):
    date = PartialDate.of(day)
    assert (date.earliest, date.latest) == (day, day)
    assert PartialDate.parse(date.iso) == date
    assert date.iso == day.isoformat()


@pytest.mark.parametrize(
    ("day", "years", "then"),
    [
        ("2020-02-29", 3, "2023-02-28"),
        ("2020-02-29", 4, "2024-02-29"),
        ("2021-02-28", 3, "2024-02-28"),
        ("2021-11-20", 3, "2024-11-20"),
        ("2023-06-01", 3, "2026-06-01"),
    ],
)
def test_years_are_added_by_the_calendar(day, years, then):
    assert add_years(datetime.date.fromisoformat(day), years).isoformat() == then


def test_a_moment_of_anywhere_is_told_as_clocks_in_china_show_it():
    at = datetime.datetime(2024, 11, 20, 17, 30, 5, tzinfo=datetime.UTC)
    assert f"{in_beijing(at):%Y-%m-%d %H:%M:%S}" == "2024-11-21 01:30:05"
    west = datetime.timezone(datetime.timedelta(hours=-5))
    assert in_beijing(at.astimezone(west)) == at
    assert in_beijing(at.astimezone(west)).hour == 1
