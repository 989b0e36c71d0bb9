"""A presider's token keys the head of the log: what its next use proves, and what it cannot."""

import hashlib
import hmac
from collections.abc import Callable

import pytest

from zcdesk.domain import events as ev
from zcdesk.domain.ballot import Choice, Round
from zcdesk.store import seats
from zcdesk.store.casefile import CaseFile
from zcdesk.store.errors import SittingOpen, WrongSecret
from zcdesk.store.sittings import Continuity

AT = "2024-11-30T09:00:00"
CHAIR, TOKEN = "M01", "主任委员的口令"
VICE, VICE_TOKEN = "M02", "副主任委员的口令"
PASSPHRASE = "秘书的口令"


@pytest.fixture
def ready(file: CaseFile) -> CaseFile:
    """A session with one entry, its chair and vice chair enrolled."""
    file.secrets.enrol_holder(CHAIR, TOKEN)
    file.secrets.enrol_holder(VICE, VICE_TOKEN)
    return file


def say(file: CaseFile, opinion: str) -> None:
    file.record([ev.OpinionWritten("A001", opinion)], actor="秘书甲", at=AT)


def kept(file: CaseFile) -> tuple[str, int, bytes]:
    holder, number, mac = file.run(
        lambda db: db.conn.execute("SELECT holder, number, mac FROM sitting").fetchone()
    )
    return holder, int.from_bytes(number, "big"), mac


def test_the_row_is_what_the_formula_says(ready: CaseFile) -> None:
    """HMAC-SHA256 of the head under a key that BLAKE2b makes of the holder's private key."""
    ready.open_sitting(CHAIR, TOKEN)
    private = ready.run(lambda db: seats.private_key(db, CHAIR, TOKEN))
    assert private is not None
    key = hashlib.blake2b(b"sitting", key=bytes(private), digest_size=32).digest()
    for number in (1, 2, 3):
        mac = hmac.new(key, ready.head.encode(), hashlib.sha256).digest()
        assert kept(ready) == (CHAIR, number, mac)
        say(ready, f"意见{number}")
    assert bytes(private) != key


def test_the_next_sitting_of_the_same_presider_proves_the_log(ready: CaseFile) -> None:
    assert ready.open_sitting(CHAIR, TOKEN) == Continuity("", checked=False, unvouched=1)
    assert ready.sitting == CHAIR
    say(ready, "同意推荐")
    assert ready.verify() == []
    ready.close()
    with CaseFile.open(ready.folder, PASSPHRASE) as again:
        assert again.sitting == ""
        found = again.open_sitting(CHAIR, TOKEN)
        assert found == Continuity(CHAIR, checked=True, unvouched=0)
        assert found.sentence == "审计日志自上次会议以来未被改动。"


def test_what_was_recorded_between_sittings_is_counted_and_then_vouched_for(
    ready: CaseFile,
) -> None:
    ready.open_sitting(CHAIR, TOKEN)
    ready.close_sitting()
    ready.close_sitting()
    before = kept(ready)
    say(ready, "一")
    say(ready, "二")
    assert kept(ready) == before
    found = ready.open_sitting(CHAIR, TOKEN)
    assert found == Continuity(CHAIR, checked=True, unvouched=2)
    assert "2 条" in found.sentence
    assert kept(ready)[1] == 3


def test_a_sitting_of_another_presider_cannot_be_checked_and_says_so(ready: CaseFile) -> None:
    ready.open_sitting(CHAIR, TOKEN)
    say(ready, "一")
    ready.close_sitting()
    found = ready.open_sitting(VICE, VICE_TOKEN)
    assert found == Continuity(CHAIR, checked=False, unvouched=2)
    assert "他人主持" in found.sentence
    assert kept(ready)[0] == VICE
    assert ready.verify() == []


@pytest.mark.parametrize(
    ("holder", "token"), [(CHAIR, VICE_TOKEN), (CHAIR, ""), ("M03", TOKEN), ("", TOKEN)]
)
def test_a_wrong_token_opens_no_sitting(ready: CaseFile, holder: str, token: str) -> None:
    with pytest.raises(WrongSecret):
        ready.open_sitting(holder, token)
    assert ready.sitting == ""
    assert ready.run(lambda db: db.table("sitting").count) == 0


def test_a_sitting_is_opened_once(ready: CaseFile) -> None:
    ready.open_sitting(CHAIR, TOKEN)
    for holder, token in ((CHAIR, TOKEN), (VICE, VICE_TOKEN)):
        with pytest.raises(SittingOpen):
            ready.open_sitting(holder, token)
    assert ready.sitting == CHAIR


def test_a_new_token_raises_no_false_alarm(ready: CaseFile) -> None:
    ready.open_sitting(CHAIR, TOKEN)
    with pytest.raises(SittingOpen):
        ready.secrets.enrol_holder(CHAIR, "新的口令")
    ready.secrets.enrol_holder(VICE, "另一口令")
    ready.close_sitting()
    ready.secrets.enrol_holder(CHAIR, "新的口令")
    found = ready.open_sitting(CHAIR, "新的口令")
    assert found == Continuity("", checked=False, unvouched=1)
    assert "更换口令后第一次开会属正常情况" in found.sentence


def test_a_transaction_that_fails_leaves_the_row_as_it_was(ready: CaseFile) -> None:
    ready.open_sitting(CHAIR, TOKEN)
    before = kept(ready)

    def fail(_: object) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ready.record([ev.OpinionWritten("A001", "好")], actor="", at=AT, also=fail)
    assert kept(ready) == before
    assert ready.verify() == []


def test_casts_are_vouched_for_and_the_row_tells_only_how_many(
    ready: CaseFile, ballot_box: Callable
) -> None:
    current = Round("1", 1, "", ("M01", "M02", "M03"), ("A001", "A002"), {"A001": ("M02",)})
    box = ballot_box(ready, current)
    start = len(ready.audit())
    ready.open_sitting(CHAIR, f"token of {CHAIR}")
    sizes = set()
    for turn, member in enumerate(("M03", "M02", "M01"), start=1):
        box.cast("1", member, dict.fromkeys(current.sheet(member), Choice.REJECT))
        assert kept(ready)[:2] == (CHAIR, start + turn)
        assert ready.verify() == []
        sizes.add(
            ready.run(
                lambda db: db.conn.execute(
                    "SELECT typeof(number), length(number), length(mac) FROM sitting"
                ).fetchone()
            )
        )
    assert sizes == {("blob", 8, 32)}
