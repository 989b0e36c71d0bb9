"""The window for the room shows what everybody may see, and follows the secretary's window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from zcdesk.desk import defense, phases, register, setup, voting
from zcdesk.desk.desk import Desk
from zcdesk.desk.room import room
from zcdesk.domain.ballot import Choice, Paper
from zcdesk.domain.committee import Panel, Recusal
from zcdesk.domain.session import ApplicantStatus, Phase
from zcdesk.ui.main_window import MainWindow

MEMBERS = ("P01", "P02", "P03", "P04", "P05")
TOKENS = {"P01": "zhuren-token", "supervisor": "jiandu-token"}
TWO = {
    "presider": "P01",
    "presider_token": TOKENS["P01"],
    "supervisor_token": TOKENS["supervisor"],
}


@pytest.fixture
def heard(desk: Desk) -> Desk:
    """Two applicants before one panel; P02 keeps out of 003, and P05 is not in the room."""
    setup.enrol_many(desk, dict.fromkeys(MEMBERS, "246810"), TOKENS)
    phases.forward(desk)
    register.decide(desk, "002", ApplicantStatus.REJECTED, "已退休")
    register.declare_recusals(desk, [Recusal("003", "P02", "同一单位"), Recusal("003", "P05", "")])
    register.qualify_all(desk)
    register.acknowledge_all(desk)
    defense.form_panels(desk, [Panel("一组", MEMBERS, ("001", "003"))])
    voting.arrive_all(desk, MEMBERS[:4])
    phases.forward(desk)
    return desk


@pytest.fixture
def voted(heard: Desk) -> Desk:
    """A round is open, and one sheet is in."""
    defense.decide_without_scores(heard, [])
    for number in ("001", "003"):
        defense.write_opinions(heard, {number: "评议组意见：水平突出"})
    phases.forward(heard)
    opened = voting.open_round(heard).round
    cast(heard, opened.key, "P01", Choice.APPROVE)
    return heard


def cast(desk: Desk, key: str, member: str, choice: Choice) -> None:
    sheet = desk.case.rounds[key].sheet(member)
    voting.cast(desk, key, member, "246810", Paper(dict.fromkeys(sheet, choice)))


def shown(top: QWidget) -> str:
    return "\n".join(made.text() for made in top.findChildren(QLabel) if not made.isHidden())


def test_materials_show_no_applicant_at_all(desk: Desk) -> None:
    seen = room(desk)
    assert seen.phase is Phase.SETUP
    assert (seen.steps_out, seen.round, seen.announced) == ((), 0, ())


def test_at_the_defense_the_room_is_told_who_steps_out(heard: Desk) -> None:
    seen = room(heard)
    # P05 keeps out of it too, but is not there to step out.
    assert [(each.member, each.applicants) for each in seen.steps_out] == [("李秀英", ("003",))]
    assert (seen.quorum.size, seen.quorum.present, seen.quorum.needed) == (5, 4, 4)
    assert seen.round == 0


def test_an_open_round_shows_its_turnout_only(voted: Desk) -> None:
    seen = room(voted)
    assert (seen.round, seen.issued, seen.returned, seen.counting) == (1, 4, 1, False)
    assert seen.announced == ()
    assert [(each.member, each.applicants) for each in seen.steps_out] == [("李秀英", ("003",))]


def test_tallies_come_after_the_opening_and_not_before(voted: Desk) -> None:
    for member in ("P02", "P03", "P04"):
        cast(voted, "1", member, Choice.REJECT if member == "P03" else Choice.APPROVE)
    voting.close(voted, "1")
    closed = room(voted)
    assert closed.counting
    assert closed.announced == ()
    assert closed.steps_out == ()
    voting.open_box(voted, "1", **TWO)
    seen = room(voted)
    # P02 keeps out of 003 and sits in the room.
    assert [each.applicant for each in seen.announced] == ["001"]
    assert seen.held_back == ("003",)
    voting.leave(voted, "P02")
    seen = room(voted)
    told = {a.applicant: (a.approve, a.base, a.passed) for a in seen.announced}
    # 003 without P02: two of three, exactly two thirds.
    assert told == {"001": (3, 4, True), "003": (2, 3, True)}
    assert seen.held_back == ()


def test_the_window_keeps_in_step_and_names_no_applicant(
    window: MainWindow, voted: Desk, qtbot: QtBot
) -> None:
    place = window.workplace
    assert place is not None
    window.actions_by_id["project"].trigger()
    screen = window.beside.projector
    assert screen is not None
    QApplication.processEvents()
    assert "已收回 1 / 4" in shown(screen)
    assert "李秀英：003 号" in shown(screen)
    place.bench.do(lambda: cast_event(voted, "P03"))
    assert "已收回 2 / 4" in shown(screen)
    hidden = [a.name for a in voted.case.applicants.values()]
    hidden += ["同意", "评议组意见", "太原样例机械", "水平突出"]
    assert not any(word in shown(screen) for word in hidden)
    assert "演 练" in shown(screen)
    qtbot.keyClick(screen, Qt.Key.Key_Escape)
    assert not screen.isVisible()


def cast_event(desk: Desk, member: str) -> object:
    sheet = desk.case.rounds["1"].sheet(member)
    return voting.cast(desk, "1", member, "246810", Paper(dict.fromkeys(sheet, Choice.REJECT)))


def test_it_can_be_read_from_a_chair(window: MainWindow, qtbot: QtBot) -> None:
    window.project()
    screen = window.beside.projector
    assert screen is not None
    least = min(made.fontInfo().pixelSize() for made in screen.findChildren(QLabel))
    assert least >= 28 * 4 // 3
    screen.activateWindow()
    QApplication.processEvents()
    for _ in range(9):
        qtbot.keyClick(screen, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    smallest = min(made.fontInfo().pixelSize() for made in screen.findChildren(QLabel))
    assert smallest == 18 * 4 // 3
    screen.close()


def test_it_closes_with_the_session(window: MainWindow) -> None:
    window.project()
    window.close_session()
    assert window.beside.projector is not None
    assert not window.beside.projector.isVisible()
