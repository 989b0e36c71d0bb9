"""Times on papers read as people write them."""

from zcdesk.reports.wording import clock


def test_the_time_of_day() -> None:
    assert clock("2024-11-20T09:05:00") == "9:05"
    assert clock("2024-11-20T14:30:59") == "14:30"
    assert clock("8:50") == "8:50"
    assert clock("") == ""
