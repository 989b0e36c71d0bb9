"""Bars have the lengths of their figures."""

import re
from fractions import Fraction

import pypdfium2
import pytest

from zcdesk.domain.ballot import Tally
from zcdesk.domain.elimination import FloorResult, GroupResult
from zcdesk.reports.charts import VoteBar, rate_chart
from zcdesk.reports.page import Paper


def lengths(operators):
    """Widths of the filled boxes."""
    return [float(wide) for wide in re.findall(r"[\d.]+ [\d.]+ ([\d.]+) [\d.]+ re f", operators)]


def test_votes_are_shares_of_the_base():
    tally = Tally(10, 1, 9, 6, 2, 0, 1, True, False)
    bar = VoteBar(tally, Fraction(2, 3)).operators(100, 50, 90, 7)
    assert lengths(bar) == pytest.approx([60, 20, 10])
    assert "160.00 48.00 m 160.00 59.00 l S" in bar  # the tick at two thirds: 6 of 9 just pass


def test_a_kept_base_leaves_room_for_the_recused():
    tally = Tally(10, 1, 10, 6, 3, 0, 0, False, True)
    bar = VoteBar(tally, Fraction(2, 3)).operators(0, 50, 100, 7)
    assert lengths(bar) == pytest.approx([60, 30])


def test_rates_against_floors():
    """8 of 41 is 19.51 %, shown as not met, in words and in red."""
    overall = FloorResult(8, 41, Fraction(20), False, 1, 32)
    none = FloorResult(0, 41, None, True, 0, None)
    paper = Paper("试验", check_code="", rehearsal=False)
    rate_chart(paper, [GroupResult("senior", 41, 0, 8, overall, none)])
    pdf = paper.finish()
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    assert "8/41＝19.51%，下限 20%，未达到" in text
    assert "0/41＝0.00%（不设下限）" in text


def test_no_groups_no_chart():
    paper = Paper("试验", check_code="", rehearsal=False)
    rate_chart(paper, [])
    assert paper.y == 0
