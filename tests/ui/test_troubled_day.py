"""A vote at which much goes wrong, on a small screen and by keyboard alone: nobody touches a mouse.

Somebody is late, somebody forgets the PIN and is locked out, nobody falls in the end: a second
round, two who unlock a seat, an exception that lets the session be sealed all the same.
"""

from __future__ import annotations

import os

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from zcdesk.desk import defense, phases, register, setup, voting
from zcdesk.desk.desk import Desk
from zcdesk.domain.ballot import Choice, Paper
from zcdesk.domain.committee import Panel
from zcdesk.domain.session import ApplicantStatus, Phase
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.places import KIOSK
from zcdesk.ui.views.kiosk import CONFIRM, CURTAIN, SHEET, THANKS, WHO
from zcdesk.ui.workplace import Workplace

PASSPHRASE = "huiyi-kouling"
TOKENS = {"P01": "zhuren-token", "supervisor": "jiandu-token"}
PINS = {f"P0{n}": f"100{n}" for n in range(1, 6)}
MOST_TABS = 60
Key = Qt.Key


class Typist:
    """Knows the screen and the keyboard, and has no mouse."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.bot, self.window = qtbot, window

    @property
    def place(self) -> Workplace:
        assert self.window.workplace is not None
        return self.window.workplace

    def at(self) -> QWidget:
        """Where the keyboard is."""
        QApplication.processEvents()
        top = self.dialog() or self.window
        if not top.isActiveWindow():
            top.activateWindow()
            self.bot.waitUntil(top.isActiveWindow)
        found = top.focusWidget()
        assert found is not None, "the keyboard is nowhere"
        # What has the keyboard can be seen, however low the screen is.
        assert not found.visibleRegion().isEmpty(), f"out of sight: {found.accessibleName()}"
        return found

    def dialog(self) -> QDialog | None:
        shown = [d for d in self.window.findChildren(QDialog) if d.isVisible()]
        return shown[-1] if shown else None

    def press(self, *keys: Key) -> None:
        for key in keys:
            self.bot.keyClick(self.at(), key)

    def type(self, text: str) -> None:
        self.bot.keyClicks(self.at(), text)

    def command(self, shortcut: str) -> None:
        """A key of the menu."""
        (action,) = [
            a for a in self.window.actions_by_id.values() if a.shortcut().toString() == shortcut
        ]
        assert action.isEnabled(), shortcut
        action.trigger()

    def tab_to(self, wanted: QWidget, most: int = MOST_TABS) -> None:
        """The Tab key leads there."""
        for _ in range(most):
            if self.at() is wanted:
                return
            self.press(Key.Key_Tab)
        raise AssertionError(
            f"Tab does not lead to {wanted.accessibleName()} in {most} steps; it stands at {self.at().accessibleName()}"
        )

    def use(self, button: QWidget, most: int = MOST_TABS) -> None:
        self.tab_to(button, most)
        self.press(Key.Key_Space)

    def choose(self, combo: QComboBox, data: object) -> None:
        self.tab_to(combo)
        self.press(Key.Key_Home)
        for _ in range(combo.count()):
            if combo.currentData() == data:
                return
            self.press(Key.Key_Down)
        raise AssertionError(f"{data} is not offered")

    def fill(self, *lines: str) -> None:
        """The fields of a dialog one after the other, and Return."""
        for number, line in enumerate(lines):
            if number:
                self.press(Key.Key_Tab)
            self.type(line)
        self.press(Key.Key_Return)

    def words(self) -> str:
        shown = self.dialog() or self.window
        return "\n".join(each.text() for each in shown.findChildren(QLabel) if each.isVisible())

    def shoot(self, name: str) -> None:
        """Keep a picture where pictures are wanted."""
        folder = os.environ.get("ZCDESK_PICTURES")
        if folder:
            for _ in range(3):
                QApplication.processEvents()
            self.window.grab().save(f"{folder}/{name}.png")
            dialog = self.dialog()
            if dialog is not None:
                dialog.grab().save(f"{folder}/{name}-dialog.png")


@pytest.fixture
def typist(window: MainWindow, desk: Desk, qtbot: QtBot) -> Typist:
    """Two to be voted on, four in the room, the fifth on the road."""
    setup.enrol_many(desk, PINS, TOKENS)
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
    window.resize(910, 512 - 36)
    assert window.workplace is not None
    window.workplace.refresh()
    return Typist(qtbot, window)


def test_a_troubled_vote_is_held_by_keyboard_alone(typist: Typist, desk: Desk) -> None:
    place = typist.place
    open_round(typist)
    vote(typist, "P01", Key.Key_1, Key.Key_2)
    forget_the_pin(typist, "P02", desk)
    # Whoever came late is not among the voters of this round.
    typist.press(Key.Key_Return)
    offered = place.kiosk.sign_in.member
    assert [offered.itemData(n) for n in range(offered.count()) if offered.itemData(n)] == [
        *("P01", "P02", "P03", "P04"),
    ]
    typist.press(Key.Key_Escape)
    for member in ("P02", "P03", "P04"):
        vote(typist, member, Key.Key_1, Key.Key_2)
    assert "全部委员已投票" in typist.words()
    typist.shoot("07-all-voted")
    hand_back(typist)
    open_box(typist)
    assert desk.case.rounds["1"].tallies["001"].approve == 4
    come_late(typist, desk)
    vote_again(typist, desk)
    seal(typist, desk)


def open_round(typist: Typist) -> None:
    typist.command("Ctrl+5")
    typist.shoot("01-voting")
    typist.use(typist.place.voting.open)
    dialog = typist.dialog()
    assert dialog is not None
    typist.shoot("02-round")
    typist.use(dialog.confirm)  # type: ignore[attr-defined]
    # The next step stands ready under the keyboard.
    assert typist.at() is typist.place.voting.kiosk
    typist.shoot("03-open")
    typist.press(Key.Key_Space)
    assert typist.place.whole.currentIndex() == KIOSK


def vote(typist: Typist, member: str, *marks: Key) -> None:
    kiosk = typist.place.kiosk
    assert kiosk.stack.currentIndex() == CURTAIN
    typist.press(Key.Key_Return)
    typist.choose(kiosk.sign_in.member, member)
    typist.press(Key.Key_Tab)
    typist.type(PINS[member])
    typist.press(Key.Key_Return)
    assert kiosk.stack.currentIndex() == SHEET
    typist.shoot("05-sheet")
    for mark in marks:
        typist.press(mark)
    typist.press(Key.Key_Return)
    assert kiosk.stack.currentIndex() == CONFIRM
    typist.shoot("06-confirm")
    typist.use(kiosk.cast, most=2)
    assert kiosk.stack.currentIndex() == THANKS
    typist.press(Key.Key_Return)


def forget_the_pin(typist: Typist, member: str, desk: Desk) -> None:
    """Five wrong tries; secretary and supervisor unlock the seat, and the vote goes on."""
    place = typist.place
    typist.press(Key.Key_Return)
    typist.choose(place.kiosk.sign_in.member, member)
    typist.press(Key.Key_Tab)
    for _ in range(5):
        typist.type("9999")
        typist.press(Key.Key_Return)
    assert place.kiosk.stack.currentIndex() == WHO
    assert "锁定" in typist.words()
    assert "秘书与监督员" in typist.words()
    typist.shoot("04-locked")
    assert desk.file.secrets.locked() == (member,)
    typist.press(Key.Key_Escape)
    hand_back(typist)
    typist.command("Ctrl+3")
    assert typist.at() is place.attendance.view
    typist.press(Key.Key_Home)
    while place.attendance.view.currentIndex().row() != 1:
        typist.press(Key.Key_Down)
    typist.use(place.attendance.unlock)
    typist.shoot("04-unlock")
    typist.fill(PASSPHRASE, TOKENS["supervisor"])
    assert desk.file.secrets.locked() == ()
    typist.command("Ctrl+5")
    typist.use(place.voting.kiosk)


def hand_back(typist: Typist) -> None:
    typist.use(typist.place.kiosk.exit)
    typist.fill(PASSPHRASE)
    assert not typist.place.away


def open_box(typist: Typist) -> None:
    """The keyboard stands at what comes next: the round is ended, then its box is opened."""
    assert typist.at() is typist.place.voting.close_round
    typist.press(Key.Key_Return)
    assert typist.at() is typist.place.voting.open_box
    typist.press(Key.Key_Space)
    typist.shoot("08-open-box")
    dialog = typist.dialog()
    assert dialog is not None
    typist.tab_to(dialog.field("presider_token"))  # type: ignore[attr-defined]
    typist.fill(TOKENS["P01"], TOKENS["supervisor"])
    assert typist.dialog() is None
    typist.shoot("09-counted")


def come_late(typist: Typist, desk: Desk) -> None:
    place = typist.place
    typist.command("Ctrl+3")
    typist.press(Key.Key_End)
    assert place.attendance.view.currentIndex().row() == 4
    typist.use(place.attendance.sign_in)
    dialog = typist.dialog()
    if dialog is not None:
        typist.fill(PINS["P05"], PINS["P05"])
    assert "P05" in voting.in_the_room(desk)
    typist.shoot("10-late")


def vote_again(typist: Typist, desk: Desk) -> None:
    """A second round over whoever did not pass, with a reason; the late one votes as well."""
    place = typist.place
    typist.command("Ctrl+5")
    typist.use(place.voting.open)
    dialog = typist.dialog()
    assert dialog is not None
    typist.shoot("11-second-round")
    typist.tab_to(dialog.reason)  # type: ignore[attr-defined]
    typist.type("close vote")
    typist.use(dialog.confirm)  # type: ignore[attr-defined]
    assert desk.case.rounds["2"].applicants == ("003",)
    assert desk.case.rounds["2"].voters == tuple(PINS)
    for member in ("P01", "P02", "P03", "P04"):
        voting.cast(desk, "2", member, PINS[member], Paper({"003": Choice.APPROVE}))
    typist.press(Key.Key_Space)
    vote(typist, "P05", Key.Key_1)
    hand_back(typist)
    open_box(typist)
    assert desk.case.rounds["2"].tallies["003"].approve == 5


def seal(typist: Typist, desk: Desk) -> None:
    """Both passed: the floors are not met, and only an exception lets the session be sealed."""
    place = typist.place
    typist.command("Ctrl+6")
    typist.shoot("12-result")
    typist.use(place.result.seal)
    dialog = typist.dialog()
    assert dialog is not None
    assert "未达下限" in typist.words()
    typist.shoot("13-seal")
    typist.tab_to(dialog.field("exception"))  # type: ignore[attr-defined]
    typist.type("only two applicants")
    typist.tab_to(dialog.field("presider_token"))  # type: ignore[attr-defined]
    typist.fill(TOKENS["P01"], TOKENS["supervisor"])
    assert desk.case.current_phase is Phase.SEALED
    assert desk.case.exception_reason == "only two applicants"
    assert typist.at() is place.result.write
    assert "only two applicants" in typist.words()
    typist.shoot("14-sealed")
