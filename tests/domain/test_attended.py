"""Who was there, and who presided."""

import datetime
from dataclasses import replace

from zcdesk.domain.attended import attended, presiding
from zcdesk.domain.ballot import Round
from zcdesk.domain.committee import Attendance, Member, Role

CHAIR, VICE, ONE, TWO = (
    Member("P01", "甲", Role.CHAIR),
    Member("P02", "乙", Role.VICE_CHAIR),
    Member("P03", "丙"),
    Member("P04", "丁"),
)
ALL = (CHAIR, VICE, ONE, TWO)
ROUND = Round("1", 1, "", ("P04", "P02"), ("001",), {})
DAY = datetime.date(2024, 11, 20)


def test_whoever_signed_in_or_stood_in_a_round_was_there_in_the_committees_order():
    entry = Attendance(DAY, "P03", "09:00", "09:30")
    assert attended(ALL, [entry], [ROUND]) == (VICE, ONE, TWO)
    assert attended(ALL, [], []) == ()


def test_the_last_box_says_who_presided_then_the_chair_then_a_vice_chair():
    by_vice = replace(ROUND, presiding="P02")
    by_chair = replace(ROUND, presiding="P01")
    assert presiding(ALL, [by_chair, by_vice]) is VICE
    assert presiding(ALL, [by_vice, by_chair]) is CHAIR
    assert presiding((CHAIR, ONE), [by_vice]) is CHAIR
    assert presiding((VICE, ONE), []) is VICE
    assert presiding((ONE, TWO), [ROUND]) is None
