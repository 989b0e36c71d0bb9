"""The kiosk: nothing preselected, words and keys, blanks confirmed, no trace of who was before."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from zcdesk.desk import defense, phases, register, setup, voting
from zcdesk.desk.desk import Desk
from zcdesk.domain.ballot import Choice, Round
from zcdesk.domain.committee import Panel
from zcdesk.domain.session import ApplicantStatus
from zcdesk.ui.bench import Bench
from zcdesk.ui.views.kiosk import CONFIRM, CURTAIN, EXIT, SHEET, THANKS, WHO, Kiosk


@pytest.fixture
def vote(desk: Desk) -> Round:
    """A round over two applicants for four members in the room."""
    setup.enrol_many(
        desk,
        {f"P0{n}": f"100{n}" for n in range(1, 6)},
        {"P01": "zhuren-token", "supervisor": "jiandu-token"},
    )
    phases.forward(desk)
    register.decide(desk, "002", ApplicantStatus.REJECTED, "退休")
    register.qualify_all(desk)
    register.acknowledge_all(desk)
    defense.form_panels(desk, [Panel("第1组", ("P01", "P02", "P03"), ("001", "003"))])
    phases.forward(desk)
    defense.decide_without_scores(desk, [])
    defense.write_opinions(desk, {"001": "达到条件。", "003": "达到条件。"})
    phases.forward(desk)
    voting.arrive_all(desk, ["P01", "P02", "P03", "P04"])
    return voting.open_round(desk).round


@pytest.fixture
def kiosk(bench: Bench, vote: Round, qtbot: QtBot) -> Kiosk:
    made = Kiosk(bench, thanks_ms=50_000)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    qtbot.waitExposed(made)
    made.start(vote)
    return made


def take_sheet(kiosk: Kiosk, qtbot: QtBot, member: str = "P02", pin: str = "1002") -> None:
    qtbot.mouseClick(kiosk.begin, Qt.MouseButton.LeftButton)
    assert kiosk.stack.currentIndex() == WHO
    kiosk.sign_in.member.setCurrentIndex(kiosk.sign_in.member.findData(member))
    qtbot.keyClicks(kiosk.sign_in.pin, pin)
    qtbot.keyClick(kiosk.sign_in.pin, Qt.Key.Key_Return)


def words_on_screen(kiosk: Kiosk) -> str:
    return "\n".join(label.text() for label in kiosk.findChildren(QLabel))


def test_nothing_is_preselected(kiosk: Kiosk, qtbot: QtBot) -> None:
    qtbot.mouseClick(kiosk.begin, Qt.MouseButton.LeftButton)
    assert kiosk.sign_in.member.currentData() == ""
    assert not kiosk.sign_in.go.isEnabled()
    kiosk.curtain()
    take_sheet(kiosk, qtbot)
    assert kiosk.stack.currentIndex() == SHEET
    assert kiosk.sheet.choices() == {}
    for number in ("001", "003"):
        buttons = kiosk.sheet.line(number)
        assert [made.text() for made in buttons.values()] == ["同意", "不同意", "弃权"]
        assert not any(made.isChecked() for made in buttons.values())


def test_keys_mark_in_words_and_the_last_mark_holds(kiosk: Kiosk, qtbot: QtBot) -> None:
    take_sheet(kiosk, qtbot)
    qtbot.keyClicks(kiosk.sheet, "12")
    assert kiosk.sheet.choices() == {"001": Choice.APPROVE, "003": Choice.REJECT}
    qtbot.keyClick(kiosk.sheet, Qt.Key.Key_Up)
    qtbot.keyClicks(kiosk.sheet, "3")
    assert kiosk.sheet.choices()["001"] is Choice.ABSTAIN
    qtbot.mouseClick(kiosk.sheet.line("003")[Choice.APPROVE], Qt.MouseButton.LeftButton)
    assert kiosk.sheet.choices()["003"] is Choice.APPROVE


def test_blank_lines_are_confirmed_as_abstentions(
    kiosk: Kiosk, vote: Round, desk: Desk, qtbot: QtBot
) -> None:
    take_sheet(kiosk, qtbot)
    qtbot.keyClicks(kiosk.sheet, "1")
    qtbot.keyClick(kiosk.sheet, Qt.Key.Key_Return)
    assert kiosk.stack.currentIndex() == CONFIRM
    assert kiosk.confirm_text.text() == "有 1 项没有填写，投出时记为弃权"
    assert "孙宏伟" in kiosk.confirm_list.text()
    assert "投出后不能更改。" in words_on_screen(kiosk)
    # Enter alone does not cast: the way back has the focus.
    assert kiosk.return_to_sheet.hasFocus()
    qtbot.mouseClick(kiosk.return_to_sheet, Qt.MouseButton.LeftButton)
    assert kiosk.stack.currentIndex() == SHEET
    assert kiosk.sheet.choices() == {"001": Choice.APPROVE}
    assert voting.turnout(desk, vote.key).returned == 0


def test_a_cast_leaves_no_trace_and_counts_once(
    kiosk: Kiosk, vote: Round, desk: Desk, qtbot: QtBot
) -> None:
    take_sheet(kiosk, qtbot)
    qtbot.keyClicks(kiosk.sheet, "12")
    qtbot.keyClick(kiosk.sheet, Qt.Key.Key_Return)
    qtbot.mouseClick(kiosk.cast, Qt.MouseButton.LeftButton)
    assert kiosk.stack.currentIndex() == THANKS
    assert kiosk.thanks.text() == "您的票已计入"
    assert voting.turnout(desk, vote.key).cast == {"P02"}
    assert kiosk.sheet.choices() == {}
    assert kiosk._member == kiosk._pin == ""
    assert "李秀英" not in words_on_screen(kiosk)
    kiosk.curtain()
    assert kiosk.turnout.text() == "已发出 4 张，已收回 1 张"
    qtbot.mouseClick(kiosk.begin, Qt.MouseButton.LeftButton)
    # Who has cast is told so and cannot be chosen; who is not in the room is not there at all.
    assert reachable(kiosk) == ["", "P01", "P03", "P04"]
    assert kiosk.sign_in.member.itemText(2) == "李秀英　P02　您的票已计入"


def reachable(kiosk: Kiosk) -> list[str]:
    combo = kiosk.sign_in.member
    entries = [combo.model().index(n, 0) for n in range(combo.count())]
    enabled = [e for e in entries if e.flags() & Qt.ItemFlag.ItemIsEnabled]
    return [combo.itemData(entry.row()) for entry in enabled]


def test_after_a_crash_the_roll_knows_who_has_cast(
    kiosk: Kiosk, vote: Round, desk: Desk, qtbot: QtBot
) -> None:
    take_sheet(kiosk, qtbot)
    qtbot.keyClicks(kiosk.sheet, "11")
    qtbot.keyClick(kiosk.sheet, Qt.Key.Key_Return)
    qtbot.mouseClick(kiosk.cast, Qt.MouseButton.LeftButton)
    folder = desk.file.folder
    desk.file.close()
    again = setup.open_session(folder, "huiyi-kouling", now=desk.now, random=desk.random)
    fresh = Kiosk(Bench(again, kiosk._bench.runner, kiosk._bench.aside, kiosk._bench.pick))
    qtbot.addWidget(fresh)
    fresh.show()
    fresh.start(again.case.rounds[vote.key])
    assert fresh.turnout.text() == "已发出 4 张，已收回 1 张"
    qtbot.mouseClick(fresh.begin, Qt.MouseButton.LeftButton)
    assert reachable(fresh) == ["", "P01", "P03", "P04"]
    take = fresh.sign_in.member
    take.setCurrentIndex(take.findData("P01"))
    qtbot.keyClicks(fresh.sign_in.pin, "1001")
    qtbot.keyClick(fresh.sign_in.pin, Qt.Key.Key_Return)
    assert fresh.stack.currentIndex() == SHEET
    assert fresh.sheet.choices() == {}
    fresh.hide()
    again.file.close()


@pytest.mark.parametrize("way_out", ["curtain", "idle", "hide", "give_up"])
def test_every_way_out_of_the_sheet_wipes_it(kiosk: Kiosk, qtbot: QtBot, way_out: str) -> None:
    take_sheet(kiosk, qtbot)
    qtbot.keyClicks(kiosk.sheet, "12")
    match way_out:
        case "curtain":
            kiosk.curtain()
        case "idle":
            assert kiosk._idle.isActive()
            kiosk._idle.timeout.emit()
        case "hide":
            kiosk.hide()
        case _:
            qtbot.mouseClick(kiosk.sheet.give_up, Qt.MouseButton.LeftButton)
    assert kiosk.sheet.choices() == {}
    assert kiosk._member == kiosk._pin == ""
    if way_out != "hide":
        assert kiosk.stack.currentIndex() == CURTAIN


def test_a_wrong_pin_shows_no_sheet_and_five_lock_the_seat(kiosk: Kiosk, qtbot: QtBot) -> None:
    take_sheet(kiosk, qtbot, pin="9999")
    assert kiosk.stack.currentIndex() == WHO
    assert kiosk.sign_in.trouble.text()
    assert kiosk.sign_in.pin.text() == ""
    for _ in range(4):
        qtbot.keyClicks(kiosk.sign_in.pin, "9999")
        qtbot.keyClick(kiosk.sign_in.pin, Qt.Key.Key_Return)
    qtbot.keyClicks(kiosk.sign_in.pin, "1002")
    qtbot.keyClick(kiosk.sign_in.pin, Qt.Key.Key_Return)
    assert kiosk.stack.currentIndex() == WHO
    assert "锁定" in kiosk.sign_in.trouble.text()


def test_only_the_passphrase_leads_back_to_the_secretary(kiosk: Kiosk, qtbot: QtBot) -> None:
    qtbot.mouseClick(kiosk.exit, Qt.MouseButton.LeftButton)
    assert kiosk.stack.currentIndex() == EXIT
    with qtbot.assertNotEmitted(kiosk.left):
        qtbot.keyClicks(kiosk.passphrase, "falsch")
        qtbot.keyClick(kiosk.passphrase, Qt.Key.Key_Return)
    with qtbot.waitSignal(kiosk.left):
        qtbot.keyClicks(kiosk.passphrase, "huiyi-kouling")
        qtbot.keyClick(kiosk.passphrase, Qt.Key.Key_Return)


def test_return_begins_at_the_curtain_as_space_does(kiosk: Kiosk, qtbot: QtBot) -> None:
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        kiosk.curtain()
        kiosk.begin.setFocus()
        qtbot.keyClick(kiosk.begin, key)
        assert kiosk.stack.currentIndex() == WHO
