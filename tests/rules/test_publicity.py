"""The period of a public notice, worked out on the calendar by hand."""

from datetime import date

import pytest

from zcdesk.desk.resources import shipped_book
from zcdesk.domain.errors import Refused
from zcdesk.rules.publicity import period


@pytest.fixture(scope="module")
def book():
    return shipped_book("shanxi-2024")


def test_five_working_days_from_a_monday(book):
    assert period(date(2024, 11, 25), book).last == date(2024, 11, 29)


def test_a_weekend_does_not_count(book):
    assert period(date(2024, 11, 20), book).last == date(2024, 11, 26)  # Wed to Tue
    assert period(date(2024, 11, 23), book).last == date(2024, 11, 29)  # from a Saturday


def test_the_national_day_of_2024(book):
    """放假 10-01 to 10-07; 09-29 (Sunday) and 10-12 (Saturday) are worked."""
    off = [date(2024, 10, day) for day in range(1, 8)]
    worked = [date(2024, 9, 29), date(2024, 10, 12)]
    found = period(date(2024, 9, 29), book, holidays=off, made_up=worked)
    # 29, 30 September; 8, 9, 10 October
    assert found.last == date(2024, 10, 10)
    assert found.off == tuple(off)
    assert found.made_up == (date(2024, 9, 29),)
    assert found.counted == (
        date(2024, 9, 29),
        date(2024, 9, 30),
        date(2024, 10, 8),
        date(2024, 10, 9),
        date(2024, 10, 10),
    )
    later = period(date(2024, 10, 8), book, holidays=off, made_up=worked)
    assert later.last == date(2024, 10, 12)
    assert later.off == ()


def test_longer_but_never_shorter(book):
    assert period(date(2024, 11, 25), book, working_days=6).last == date(2024, 12, 2)
    with pytest.raises(Refused, match="不得少于5个工作日"):
        period(date(2024, 11, 25), book, working_days=4)


def test_a_day_cannot_be_both(book):
    day = date(2024, 11, 30)
    with pytest.raises(Refused, match="既是放假日又是调休上班日"):
        period(date(2024, 11, 25), book, holidays=[day], made_up=[day])


def test_holidays_without_end_are_refused(book):
    off = [date.fromordinal(date(2024, 11, 25).toordinal() + n) for n in range(200)]
    with pytest.raises(Refused, match="太多"):
        period(date(2024, 11, 25), book, holidays=off)
