"""What a count gives away is said: before a round that few vote in, after one in which all agree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from zcdesk.desk import ballot_notes, figures, voting
from zcdesk.desk.desk import Desk
from zcdesk.domain.ballot import Choice, Paper, Tally
from zcdesk.domain.committee import Recusal

YES, NO, NONE = Choice.APPROVE, Choice.REJECT, Choice.ABSTAIN
TWO = {"presider_token": "zhuren-kouling", "supervisor_token": "jiandu-kouling"}


def test_what_a_count_gives_away_is_said(
    before_the_vote: Callable[..., Desk], pin_of: Callable[[str], str]
) -> None:
    """001: nine times 同意. 002: eight and one. 003: five keep out, and the four that vote differ."""
    desk = before_the_vote([Recusal("003", f"P0{n}", "同一单位") for n in range(5, 10)])
    tried = ballot_notes.attempt(desk, ("001", "002", "003"), voting.in_the_room(desk))
    assert tried.round is not None, tried.refusal
    assert ballot_notes.exposed(desk, tried.round) == (
        "对孙𬭎投票的委员不超过 4 人，票数可能让人推知个人的意见。"
    )
    others = replace(tried.round, applicants=("001", "002"))
    assert ballot_notes.exposed(desk, others) == ""

    key = voting.open_round(desk).round.key
    assert figures.counted(desk.case, key) == []  # nothing is told while the box is shut
    for member in desk.case.rounds[key].voters:
        marks = {
            "001": YES,
            "002": NO if member == "P09" else YES,
            "003": NONE if member == "P01" else NO,
        }
        sheet = voting.sheet(desk, key, member, pin_of(member))
        paper = Paper({number: marks[number] for number in sheet})
        voting.cast(desk, key, member, pin_of(member), paper)
    voting.close(desk, key)
    voting.open_box(desk, key, presider="P01", **TWO)
    counted = figures.counted(desk.case, key)
    alike, few = (line for line in ballot_notes.told(desk, counted) if "基数" not in line)
    assert alike == "赵志强的票完全一致：这样的结果本身就说出了每个人的票，无从保密。"
    assert few == "对孙𬭎投票的不超过 4 人，请勿在会外谈论票数。"


def test_one_voice_is_one_whatever_it_says_and_whoever_did_not_vote() -> None:
    nothing = Tally(6, 1, 5, 0, 0, 0, 0, passed=False, base_matters=False)
    for alike in ({"approve": 5}, {"reject": 5}, {"abstain": 5}, {"spoilt": 5}):
        assert ballot_notes.unanimous(replace(nothing, **alike))
    for apart in ({"approve": 4, "reject": 1}, {"reject": 4, "spoilt": 1}, {}):
        assert not ballot_notes.unanimous(replace(nothing, **apart))
    # One sheet was not handed in: whose it was nobody knows.
    assert not ballot_notes.unanimous(replace(nothing, approve=4, not_returned=1))
