"""The audit chain: each entry follows from the one before, and any edit shows."""

import dataclasses
import hashlib
import json

import pytest

from zcdesk.domain.audit import (
    EVENTS,
    GENESIS,
    AuditEntry,
    digest_of,
    entry,
    event_in,
    event_of,
    first_break,
    kind_of,
    lines_of,
)
from zcdesk.domain.codec import encode
from zcdesk.domain.events import BallotCast, ExceptionRecorded, OpinionWritten


def chain_of(*events: object) -> list[AuditEntry]:
    entries: list[AuditEntry] = []
    for event in events:
        before = entries[-1] if entries else None
        entries.append(entry(before, event, actor="秘书", at="2024-11-20T09:00:00"))
    return entries


CHAIN = chain_of(OpinionWritten("001", "同意"), ExceptionRecorded("仅一人"), BallotCast("1", 9, 4))


def test_the_head_is_the_hash_worked_out_by_hand():
    body = (
        '{"actor":"秘书","at":"2024-11-20T09:00:00","event":"OpinionWritten",'
        '"payload":{"applicant":"001","opinion":"同意"}}'
    )
    digest = hashlib.sha256(body.encode()).hexdigest()
    head = hashlib.sha256(f"{'0' * 64}|1|{digest}".encode()).hexdigest()
    assert CHAIN[0] == AuditEntry(1, body, digest, head)
    second = hashlib.sha256(f"{head}|2|{CHAIN[1].digest}".encode()).hexdigest()
    assert CHAIN[1].head == second
    assert GENESIS == "0" * 64


def test_a_whole_chain_has_no_break():
    assert first_break(CHAIN) is None
    assert first_break([]) is None


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("forge_digest", [False, True])
@pytest.mark.parametrize("forge_head", [False, True])
def test_an_edited_body_shows_where_it_is(place, forge_digest, forge_head):
    forged = list(CHAIN)
    body = forged[place].body.replace("09:00", "10:00")
    changes = {"body": body}
    if forge_digest:
        changes["digest"] = digest_of(body)
    if forge_head:
        changes["head"] = "f" * 64
    forged[place] = dataclasses.replace(forged[place], **changes)
    assert first_break(forged) == place + 1


def test_a_missing_or_moved_entry_shows():
    assert first_break(CHAIN[1:]) == 1
    assert first_break([CHAIN[0], CHAIN[2]]) == 2
    assert first_break([CHAIN[1], CHAIN[0], CHAIN[2]]) == 1


def test_a_cut_tail_does_not_show_but_the_head_differs():
    # The chain alone cannot know its length: the head is printed on the minutes for that.
    assert first_break(CHAIN[:2]) is None
    assert CHAIN[1].head != CHAIN[2].head


def test_an_event_comes_back_from_its_body():
    for line in CHAIN:
        body = json.loads(line.body)
        assert kind_of(line) == body["event"]
        event = event_of(body["event"], body["payload"])
        assert encode(event) == body["payload"]
    assert event_of("BallotCast", {"round": "1", "issued": 9, "returned": 4}) == BallotCast(
        "1", 9, 4
    )


def test_the_list_of_events_is_closed():
    assert "BallotCast" in EVENTS
    with pytest.raises(ValueError, match="unknown event"):
        event_of("TallyChanged", {})
    with pytest.raises(ValueError, match="BallotCast"):
        event_of("BallotCast", {"round": "1", "issued": 9, "returned": 4, "member": "P01"})


def test_a_cast_has_no_field_for_who_or_what():
    assert [field.name for field in dataclasses.fields(BallotCast)] == [
        "round",
        "issued",
        "returned",
    ]


def test_a_line_gives_its_event_back():
    assert [event_in(line) for line in CHAIN] == [
        OpinionWritten("001", "同意"),
        ExceptionRecorded("仅一人"),
        BallotCast("1", 9, 4),
    ]


def test_lines_are_found_by_their_event_and_not_by_a_word_in_them(monkeypatch):
    told = chain_of(OpinionWritten("001", "见 BallotCast"), BallotCast("1", 9, 4))
    lines = (*CHAIN, *told)
    assert lines_of(lines, BallotCast) == [CHAIN[2], told[1]]
    assert lines_of(lines, OpinionWritten) == [CHAIN[0], told[0]]

    def parsed(line):
        assert "BallotCast" in line.body  # a roster's body is never parsed in search of another
        return kind_of(line)

    monkeypatch.setattr("zcdesk.domain.audit.kind_of", parsed)
    assert len(lines_of(lines, BallotCast)) == 2


def test_a_salted_line_has_another_digest_and_the_same_event():
    bare = CHAIN[0]
    event = event_in(bare)
    salted = entry(None, event, actor="秘书", at="2024-11-20T09:00:00", salt="ab" * 16)
    assert json.loads(salted.body) == {**json.loads(bare.body), "salt": "ab" * 16}
    assert salted.digest == digest_of(salted.body) != bare.digest
    assert event_in(salted) == event
    assert first_break([salted]) is None
