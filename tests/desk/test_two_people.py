"""What two people do together: void a round, close it early, open its box. One of them alone does nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from zcdesk.desk import sealing, voting
from zcdesk.desk.desk import Desk
from zcdesk.domain.ballot import Choice, Paper, RoundState
from zcdesk.domain.errors import KnownError
from zcdesk.domain.session import Phase

Make = Callable[..., Desk]

CHAIR, SUPERVISOR = "zhuren-kouling", "jiandu-kouling"
PASSPHRASE = "huiyi-kouling"
BOTH = {"presider": "P01", "presider_token": CHAIR, "supervisor_token": SUPERVISOR}
NOT_BOTH = {
    "chair alone": ({**BOTH, "supervisor_token": "x"}, "监督员的开箱口令不正确"),
    "supervisor alone": ({**BOTH, "presider_token": "x"}, "主任委员的开箱口令不正确"),
    "chair as both": ({**BOTH, "supervisor_token": CHAIR}, "监督员"),
    "supervisor as both": ({**BOTH, "presider_token": SUPERVISOR}, "主任委员"),
    "one in place of another": ({**BOTH, "presider": "P02"}, "副主任委员"),
    "a member who presides not": ({**BOTH, "presider": "P03"}, "主任委员或副主任委员"),
    "no member": ({**BOTH, "presider": "supervisor"}, "主任委员或副主任委员"),
}


def voted(desk: Desk, pin_of: Callable[[str], str], but: str = "") -> str:
    """A round in which everybody has cast, but one."""
    key = voting.open_round(desk).round.key
    for member in desk.case.rounds[key].voters:
        if member != but:
            sheet = voting.sheet(desk, key, member, pin_of(member))
            paper = Paper(dict.fromkeys(sheet, Choice.APPROVE))
            voting.cast(desk, key, member, pin_of(member), paper)
    return key


def test_one_alone_neither_voids_nor_closes_a_round_nor_opens_its_box(
    before_the_vote: Make, pin_of: Callable[[str], str]
) -> None:
    desk = before_the_vote()
    key = voted(desk, pin_of, but="P09")
    case, head = desk.case, desk.file.head
    for who, (two, words) in NOT_BOTH.items():
        for step in (voting.annul, voting.close):
            with pytest.raises(KnownError, match=words) as told:
                step(desk, key, reason="停电", **two)
            assert told.value.sentence.count("。") == 1, who
    assert (desk.case, desk.file.head) == (case, head)
    # The box is as it was: the last sheet goes in, and it is counted by both.
    sheet = voting.sheet(desk, key, "P09", pin_of("P09"))
    voting.cast(desk, key, "P09", pin_of("P09"), Paper(dict.fromkeys(sheet, Choice.REJECT)))
    voting.close(desk, key)
    case, head = desk.case, desk.file.head
    for who, (two, _) in NOT_BOTH.items():
        with pytest.raises(KnownError) as told:
            voting.open_box(desk, key, **two)
        assert told.value.sentence.count("。") == 1, who
    assert (desk.case, desk.file.head) == (case, head)
    assert not desk.case.rounds[key].tallies
    opened = voting.open_box(desk, key, **BOTH)
    assert {(t.approve, t.reject) for t in opened.tallies.values()} == {(8, 1)}
    for tokens in ((CHAIR, "x"), ("x", SUPERVISOR), (CHAIR, CHAIR), (SUPERVISOR, SUPERVISOR)):
        head = desk.file.head
        with pytest.raises(KnownError):
            sealing.seal(desk, "人数过少，无人落选", sealing.TwoPeople("P01", *tokens))
        assert (desk.file.head, desk.case.current_phase) == (head, Phase.VOTING)


def test_a_round_whose_token_is_lost_is_voided_by_the_other_holder_and_the_secretary(
    before_the_vote: Make, pin_of: Callable[[str], str]
) -> None:
    for kept, by in (
        ({"presider_token": CHAIR, "supervisor_token": ""}, ("P01", "secretary")),
        ({"presider_token": "", "supervisor_token": SUPERVISOR}, ("supervisor", "secretary")),
    ):
        desk = before_the_vote()
        key = voted(desk, pin_of)
        case, head = desk.case, desk.file.head
        wrong = {name: token and "x" for name, token in kept.items()}
        for told in (
            {**kept, "passphrase": ""},
            {**kept, "passphrase": "x"},
            {**wrong, "passphrase": PASSPHRASE},
            {"presider_token": "", "supervisor_token": "", "passphrase": PASSPHRASE},
            {**kept, "passphrase": CHAIR},
        ):
            with pytest.raises(KnownError) as refusal:
                voting.annul(desk, key, reason="口令遗失", presider="P01", **told)
            assert refusal.value.sentence.count("。") == 1
        with pytest.raises(KnownError, match="主任委员或副主任委员"):
            voting.annul(
                desk, key, reason="口令遗失", presider="P03", **kept, passphrase=PASSPHRASE
            )
        assert (desk.case, desk.file.head) == (case, head)
        voided = voting.annul(
            desk, key, reason="口令遗失", presider="P01", **kept, passphrase=PASSPHRASE
        )
        assert voided.by == by
        assert desk.case.rounds[key].state is RoundState.ANNULLED
        desk.file.close()


def test_a_round_is_voided_by_two_with_a_reason_and_held_again(
    before_the_vote: Make, pin_of: Callable[[str], str]
) -> None:
    desk = before_the_vote()
    key = voted(desk, pin_of)
    for reason in ("", "  "):
        with pytest.raises(KnownError, match="原因"):
            voting.annul(desk, key, reason=reason, **BOTH)
    voided = voting.annul(desk, key, reason="开箱口令遗失", **BOTH)
    assert set(voided.by) == {"P01", "supervisor"}
    assert desk.case.rounds[key].state is RoundState.ANNULLED
    with pytest.raises(KnownError):
        voting.open_box(desk, key, **BOTH)
    again = voting.open_round(desk).round
    assert (again.number, again.key != key) == (1, True)
    assert voting.turnout(desk, again.key).returned == 0
