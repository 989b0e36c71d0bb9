"""The ballot box from the outside: one sheet a member, sums for two tokens, nothing else."""

import os
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
from nacl.public import PrivateKey, SealedBox

from zcdesk.domain import events as ev
from zcdesk.domain.ballot import Choice, Round
from zcdesk.store import boxes
from zcdesk.store.casefile import CaseFile
from zcdesk.store.envelopes import Envelopes
from zcdesk.store.errors import AlreadyCast, NotOnRoll, StoreDamaged, WrongSecret

AT = "2024-11-30T09:00:00"
YES, NO, NONE = Choice.APPROVE, Choice.REJECT, Choice.ABSTAIN
PRESENT = tuple(f"M{n:02d}" for n in range(1, 8))
# M03 keeps out of A001; M04 out of everybody, and so gets no sheet.
ROUND = Round("1", 1, "", PRESENT, ("A001", "A002"), {"A001": ("M03", "M04"), "A002": ("M04",)})
TOKENS = ("M01", "token of M01", "token of supervisor")


def test_the_sums_are_those_of_the_sheets(file: CaseFile, ballot_box: Callable) -> None:
    box = ballot_box(file, ROUND)
    assert box.turnout("1") == (6, 0)
    answers = [
        box.cast("1", "M07", {"A001": YES, "A002": NO}),
        box.cast("1", "M01", {"A001": YES, "A002": NONE}),
        box.cast("1", "M03", {"A002": NO}),
        box.cast("1", "M05", {"A001": NO, "A002": YES}),
    ]
    assert answers == [ev.BallotCast("1", 6, n) for n in (1, 2, 3, 4)]
    assert box.turnout("1") == (6, 4)
    assert box.cast_by("1") == ("M01", "M03", "M05", "M07")
    assert box.has_cast("1", "M03")
    assert not box.has_cast("1", "M02")
    expected = {"A001": {YES: 2, NO: 1, NONE: 0}, "A002": {YES: 1, NO: 2, NONE: 1}}
    assert box.count("1", *TOKENS) == expected
    assert box.count("1", "M02", "token of M02", "token of supervisor") == expected  # vice chair
    assert file.case.rounds["1"].cast == 4
    assert file.verify() == []


def test_one_sheet_a_member(file: CaseFile, ballot_box: Callable) -> None:
    box = ballot_box(file, ROUND)
    box.cast("1", "M01", {"A001": YES, "A002": YES})
    head, content = file.head, box.count("1", *TOKENS)
    with pytest.raises(AlreadyCast) as again:
        box.cast("1", "M01", {"A001": NO, "A002": NO})
    assert again.value.sentence == "您的票已计入，不能再次投票。"
    for member in ("M04", "M09", ""):  # no sheet; not attending; nobody
        with pytest.raises(NotOnRoll):
            box.cast("1", member, {})
    with pytest.raises(NotOnRoll):
        box.cast("2", "M01", {})
    for choices in ({"A001": YES}, {"A001": YES, "A002": YES, "A003": YES}):
        with pytest.raises(ValueError, match="exactly"):
            box.cast("1", "M02", choices)
    assert (file.head, box.count("1", *TOKENS)) == (head, content)
    assert not box.has_cast("1", "M02")


def test_a_closed_round_takes_no_sheet(file: CaseFile, ballot_box: Callable) -> None:
    box = ballot_box(file, ROUND)
    file.record([ev.RoundClosed("1", "提前结束", PRESENT)], actor="", at=AT)
    with pytest.raises(NotOnRoll):
        box.cast("1", "M01", {"A001": YES, "A002": YES})


@pytest.mark.parametrize(
    ("tokens", "sentence"),
    [
        (("M01", "x", "token of supervisor"), "主持人的开箱口令不正确，请重新输入。"),
        (("M01", "token of M01", "x"), "监督员的开箱口令不正确，请重新输入。"),
        (("M01", "token of M02", "token of supervisor"), "主持人的开箱口令不正确，请重新输入。"),
        (("M03", "x", "token of supervisor"), "所选主持人不持有本轮票箱的口令，请重新输入。"),
        (
            ("supervisor", "token of supervisor", "token of supervisor"),
            "所选主持人不持有本轮票箱的口令，请重新输入。",
        ),
    ],
)
def test_both_tokens_are_needed(
    file: CaseFile, ballot_box: Callable, tokens: tuple[str, str, str], sentence: str
) -> None:
    box = ballot_box(file, ROUND)
    with pytest.raises(WrongSecret) as refusal:
        box.count("1", *tokens)
    assert refusal.value.sentence == sentence


def test_a_round_needs_its_key_holders(file: CaseFile, ballot_box: Callable) -> None:
    box = ballot_box(file, ROUND)
    second = replace(ROUND, key="2")
    for presiders in ((), ("M05",)):
        also = box.open_round(second, presiders, "supervisor")
        with pytest.raises(WrongSecret, match="尚未登记"):
            file.record([ev.RoundOpened(second)], actor="", at=AT, also=also)
    with pytest.raises(ValueError, match="one person"):
        box.open_round(second, ("M01",), "M01")
    assert list(file.case.rounds) == ["1"]
    assert file.verify() == []


def test_a_box_outlives_a_restart_and_dies_with_the_opening(
    file: CaseFile, ballot_box: Callable
) -> None:
    box = ballot_box(file, ROUND)
    box.cast("1", "M01", {"A001": YES, "A002": NO})
    file.close()
    with CaseFile.open(file.folder, "秘书的口令") as again:
        box = type(box)(again)
        box.cast("1", "M02", {"A001": YES, "A002": NO})
        assert box.count("1", *TOKENS)["A002"] == {YES: 0, NO: 2, NONE: 0}
        annulled = ev.RoundAnnulled("1", "令牌遗失", ("M01", "supervisor"))
        again.record([annulled], actor="", at=AT, also=box.destroy("1"))
        box.vacuum()
        with pytest.raises(StoreDamaged):
            box.count("1", *TOKENS)
        assert box.cast_by("1") == ("M01", "M02")
        assert again.verify() == []


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE roll SET voted = 0 WHERE voter = 'M01'",
        "UPDATE roll SET voted = 1 WHERE voter = 'M05'",
        "UPDATE boxes SET ballots = zeroblob(length(ballots)) WHERE applicant = 'A001'",
        "UPDATE boxes SET ballots = randomblob(length(ballots)) WHERE applicant = 'A001'",
        "DELETE FROM boxes WHERE applicant = 'A001'",
        "UPDATE boxes SET ballots = (SELECT ballots FROM boxes WHERE applicant = 'A002')",
        "UPDATE key_shares SET sealed = randomblob(80)",
    ],
)
def test_a_box_that_was_tampered_with_is_not_counted(
    file: CaseFile, ballot_box: Callable, damage: str
) -> None:
    """Two boxes with as many ballots each, so that only what binds a ballot to its box differs."""
    box = ballot_box(file, ROUND)
    box.cast("1", "M01", {"A001": YES, "A002": NO})
    box.cast("1", "M02", {"A001": YES, "A002": NO})
    file.run(lambda database: database.execute(damage))
    with pytest.raises(StoreDamaged):
        box.count("1", *TOKENS)


def test_a_failing_blank_out_does_not_make_a_cast_look_lost(
    file: CaseFile, ballot_box: Callable, monkeypatch
) -> None:
    box = ballot_box(file, ROUND)

    def broken(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("zcdesk.store.folder.blank_journal", broken)
    assert box.cast("1", "M01", {"A001": YES, "A002": NO}).returned == 1
    assert box.has_cast("1", "M01")


def test_envelopes_are_sealed_boxes_used_once() -> None:
    private = PrivateKey.generate()
    public = bytes(private.public_key)
    made = Envelopes(os.urandom)
    made.prepare(public, 3)
    sealed = [made.seal(public, b"paper") for _ in range(5)]  # two more than were ready
    assert {SealedBox(private).decrypt(each) for each in sealed} == {b"paper"}
    assert len({each[:32] for each in sealed}) == 5
    other = PrivateKey.generate()
    late = made.seal(bytes(other.public_key), b"paper")
    assert SealedBox(other).decrypt(late) == b"paper"


def test_every_order_of_a_box_is_as_likely_as_any_other() -> None:
    """Three ballots have six orders; 6 000 boxes put some 1 000 in each (spread about 29)."""
    dice = random.Random(3)
    ballots = [bytes([n]) * boxes.SLOT_BYTES for n in (1, 2, 3)]
    found = Counter(
        boxes.pack(ballots, 3 * boxes.SLOT_BYTES, dice.randbytes)[:: boxes.SLOT_BYTES]
        for _ in range(6000)
    )
    assert len(found) == 6
    assert all(850 < number < 1150 for number in found.values())
