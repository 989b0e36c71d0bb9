"""A round with slips, from the bag to the sums: each good for once, nobody named, parts offered."""

import re
from collections.abc import Callable, Sequence

import pypdfium2
import pytest

from zcdesk.desk import delivery, sealing, setup, slips, voting
from zcdesk.desk.desk import Desk
from zcdesk.domain.ballot import Choice, Paper, RoundState
from zcdesk.domain.committee import Recusal
from zcdesk.domain.errors import Refused
from zcdesk.domain.events import RecusalDeclared
from zcdesk.store.ballots import BallotBox
from zcdesk.store.errors import AlreadyCast

Make = Callable[..., Desk]
TWO = {
    "presider": "P01",
    "presider_token": "zhuren-kouling",
    "supervisor_token": "jiandu-kouling",
}


def marked(desk: Desk, key: str, code: str, choice: Choice = Choice.APPROVE) -> Paper:
    return Paper(dict.fromkeys(slips.sheet(desk, key, code), choice))


def keeping_out(*pairs: str) -> Sequence[Recusal]:
    """Pairs as "002 P09"."""
    return [Recusal(*pair.split(), "同一单位") for pair in pairs]


def test_a_round_with_slips_is_counted_like_every_round(before_the_vote: Make) -> None:
    desk = before_the_vote(keeping_out("002 P08", "002 P09"))
    batch = slips.prepare(desk)
    assert "002" not in repr(batch)
    assert batch.codes[0] not in repr(batch)
    assert sorted(code[0] for code in batch.codes) == ["A"] * 7 + ["B"] * 2
    assert desk.case.rounds == {}  # nothing is written before they are printed
    key = slips.open_round(desk, batch).round.key
    for place, code in enumerate(batch.codes[:-1]):
        assert not slips.has_cast(desk, key, code)
        event = slips.cast(desk, key, code, marked(desk, key, code))
        assert (event.issued, event.returned) == (9, place + 1)
        assert slips.has_cast(desk, key, code)
    assert voting.turnout(desk, key) == voting.Turnout(9, 8, frozenset())
    # The last one does not come back: of its class it is known, not whose it is.
    with pytest.raises(Refused, match="原因"):
        voting.close(desk, key)
    event = voting.close(desk, key, reason="一名委员未投", **TWO)
    label = batch.codes[-1][0]
    assert (event.not_returned, event.slips_out) == ((), (label,))
    tallies = voting.open_box(desk, key, **TWO).tallies
    missing = {"001": 1, "002": int(label == "A"), "003": 1}
    assert {n: t.not_returned for n, t in tallies.items()} == missing
    assert tallies["002"].approve + tallies["002"].not_returned == tallies["002"].base == 7
    assert tallies["001"].base == 9
    assert desk.case.rounds[key].state is RoundState.OPENED
    assert desk.file.verify() == []


def test_a_sealed_session_with_slips_is_recomputed_by_its_package(
    before_the_vote: Make, tmp_path
) -> None:
    desk = before_the_vote(keeping_out("002 P08", "002 P09"))
    batch = slips.prepare(desk)
    key = slips.open_round(desk, batch).round.key
    for code in batch.codes[:-2]:
        slips.cast(desk, key, code, marked(desk, key, code))
    voting.close(desk, key, reason="两名委员未投", **TWO)
    voting.open_box(desk, key, **TWO)
    sealing.seal(desk, "人数过少，无人落选", sealing.TwoPeople(*TWO.values()))
    out = delivery.write_outputs(desk, tmp_path)
    answer = delivery.verify(out.package)
    assert answer.ok, [line for line in answer.lines if not line.ok]
    with pypdfium2.PdfDocument(out.papers["minutes.pdf"]) as pdf:
        text = "".join(page.get_textpage().get_text_range() for page in pdf)
    assert "一次性投票券" in re.sub(r"\s", "", text)


def test_a_used_a_foreign_and_a_misread_slip_are_refused(before_the_vote: Make) -> None:
    desk = before_the_vote()
    batch, other = slips.prepare(desk), slips.prepare(desk)
    key = slips.open_round(desk, batch).round.key
    code = batch.codes[0]
    paper = marked(desk, key, code)
    slips.cast(desk, key, code.lower().replace("-", " "), paper)
    with pytest.raises(Refused) as used:
        slips.cast(desk, key, code, paper)
    assert used.value.rule == "double-ballot"
    # Below the desk too: the row turns once.
    entry = desk.file.slip_entry(key, code[0], code)
    with pytest.raises(AlreadyCast):
        BallotBox(desk.file).cast(key, entry, paper.choices)
    with pytest.raises(Refused, match="不是本轮的"):
        slips.sheet(desk, key, other.codes[0])
    with pytest.raises(Refused, match="券码有误"):
        slips.sheet(desk, key, code[:-1] + ("0" if code[-1] != "0" else "2"))
    assert voting.turnout(desk, key).returned == 1


def test_a_slip_is_for_its_applicants_only(before_the_vote: Make) -> None:
    desk = before_the_vote(keeping_out("002 P08", "002 P09"))
    batch = slips.prepare(desk)
    key = slips.open_round(desk, batch).round.key
    code = next(code for code in batch.codes if code.startswith("B"))
    assert slips.sheet(desk, key, code) == ("001", "003")
    yes = Choice.APPROVE
    with pytest.raises(Refused) as strange:
        slips.cast(desk, key, code, Paper({"001": yes, "002": yes, "003": yes}))
    assert strange.value.rule == "round-applicant"
    with pytest.raises(Refused) as missing:
        slips.cast(desk, key, code, Paper({"001": yes}))
    assert missing.value.rule == "incomplete-sheet"
    slips.cast(desk, key, code, Paper({"001": yes, "003": yes}))


def test_a_slip_that_stands_alone_is_refused_and_a_separate_round_hides_it(
    before_the_vote: Make,
) -> None:
    desk = before_the_vote(keeping_out("002 P09"))
    found = slips.outlook(desk)
    assert [each.slips for each in found.alone] == [1]
    assert found.parts == (("001", "003"), ("002",))
    with pytest.raises(Refused) as alone:
        slips.prepare(desk)
    assert alone.value.rule == "slip-alone"
    for part, issued in zip(found.parts, (9, 8), strict=True):
        assert slips.outlook(desk, part).alone == ()
        batch = slips.prepare(desk, part)
        key = slips.open_round(desk, batch).round.key
        assert len(batch.codes) == issued
        for code in batch.codes:
            slips.cast(desk, key, code, marked(desk, key, code))
        voting.close(desk, key)
        voting.open_box(desk, key, **TWO)
    assert [vote.number for vote in desk.case.rounds.values()] == [1, 1]


def test_a_slip_alone_can_be_accepted(before_the_vote: Make) -> None:
    desk = before_the_vote(keeping_out("002 P09"))
    batch = slips.prepare(desk, alone_accepted=True)
    assert slips.open_round(desk, batch).round.slips


def test_slips_of_another_attendance_are_refused(before_the_vote: Make) -> None:
    desk = before_the_vote()
    batch = slips.prepare(desk, ["001", "002"])
    voting.leave(desk, "P07")
    later = slips.prepare(desk, ["001", "002"])
    assert len(later.codes) == 8
    # The attendance of the batch was given by hand; a recusal declared since is what changes it.
    desk.record([RecusalDeclared(Recusal("001", "P03", "同一单位"))])
    with pytest.raises(Refused) as stale:
        slips.open_round(desk, batch)
    assert stale.value.rule == "slip-stale"


def test_a_round_is_either_with_slips_or_by_name(before_the_vote: Make, pin_of) -> None:
    desk = before_the_vote()
    batch = slips.prepare(desk)
    key = slips.open_round(desk, batch).round.key
    with pytest.raises(Refused) as by_pin:
        voting.sheet(desk, key, "P03", pin_of("P03"))
    assert by_pin.value.rule == "slip-round"
    voting.annul(desk, key, reason="投票券未能印出", **TWO)
    key = voting.open_round(desk).round.key
    assert voting.sheet(desk, key, "P03", pin_of("P03")) == ("001", "002", "003")
    with pytest.raises(Refused) as by_slip:
        slips.sheet(desk, key, batch.codes[0])
    assert by_slip.value.rule == "slip-round"


def test_after_a_crash_the_slip_asks_whether_its_sheet_is_in(before_the_vote: Make) -> None:
    desk = before_the_vote()
    batch = slips.prepare(desk)
    key = slips.open_round(desk, batch).round.key
    first, second = batch.codes[:2]
    slips.cast(desk, key, first, marked(desk, key, first))
    folder = desk.file.folder
    desk.file.close()
    again = setup.open_session(folder, "huiyi-kouling", now=desk.now, random=desk.random)
    try:
        assert slips.has_cast(again, key, first)
        assert not slips.has_cast(again, key, second)
        slips.cast(again, key, second, marked(again, key, second))
        assert voting.turnout(again, key).returned == 2
    finally:
        again.file.close()


def test_every_code_stands_on_the_sheet_once_and_in_no_file(before_the_vote: Make) -> None:
    desk = before_the_vote(keeping_out("002 P08", "002 P09"))
    batch = slips.prepare(desk)
    data = slips.sheet_of_slips(desk, batch)
    slips.open_round(desk, batch)
    with pypdfium2.PdfDocument(data) as pdf:
        text = "\n".join(page.get_textpage().get_text_range() for page in pdf)
    for code in batch.codes:
        assert text.count(code) == 1
    assert "回避002" in text
    # Not by class and not by the order of making: by random letters.
    printed = re.findall(r"[A-Z]-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", text)
    assert [code[2:] for code in printed] == sorted(code[2:] for code in batch.codes)
    for line in desk.file.audit():
        assert not any(code in line.body for code in batch.codes)
