"""What holds for the whole window: names for everything, one table of commands, Chinese buttons."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontInfo, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QDialogButtonBox,
    QLabel,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from zcdesk.domain.session import Phase
from zcdesk.ui.actions import ACTIONS, PAGES, State
from zcdesk.ui.dialogs import Ask, AskDialog
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.theme import FAMILIES
from zcdesk.ui.trouble import CrashDialog, places
from zcdesk.ui.views.setup_dialog import SetupDialog


def nameless(top: QWidget) -> list[str]:
    """Widgets that the keyboard reaches and a screen reader could not name."""
    found = []
    for widget in top.findChildren(QWidget):
        inner = isinstance(widget.parent(), QAbstractScrollArea) or isinstance(widget, QScrollBar)
        own = widget.objectName().startswith("qt_")
        reached = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if reached and not inner and not own and not widget.accessibleName():
            found.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
    return found


def test_everything_that_takes_the_focus_has_a_name(window: MainWindow) -> None:
    assert window.workplace is not None
    for place in range(len(PAGES)):
        window.show_page(place)
    assert nameless(window) == []


def test_the_guard_of_names_bites(window: MainWindow, qtbot: QtBot) -> None:
    bare = QWidget()
    qtbot.addWidget(bare)
    inner = QAbstractButton.__subclasses__()
    assert inner
    from PySide6.QtWidgets import QLineEdit

    QLineEdit(bare)
    assert nameless(bare) == ["QLineEdit in QWidget"]


def test_dialogs_have_names_too(window: MainWindow) -> None:
    fields = [Ask("a", "原因", long=True), Ask("b", "文号"), Ask("c", "谁", choices=(("1", "一"),))]
    dialog = AskDialog("豁免", "", fields, "记录", window)
    assert nameless(dialog) == []
    dialog.reject()


def test_every_command_has_a_text_and_its_own_keys() -> None:
    assert all(action.text and action.menu for action in ACTIONS)
    # A size of the text is one of a row: larger and smaller have keys, the sizes have none.
    keys = Counter(QKeySequence(a.shortcut).toString() for a in ACTIONS if not a.submenu)
    assert [key for key, n in keys.items() if n > 1 or not key] == []
    ids = Counter(action.id for action in ACTIONS)
    assert max(ids.values()) == 1


def test_commands_ask_for_their_state() -> None:
    allowed = lambda state: {a.id for a in ACTIONS if a.when(state)}  # noqa: E731
    looks = {a.id for a in ACTIONS if a.id.startswith(("theme-", "text-"))}
    assert allowed(State()) - looks == {
        *("new", "open", "rehearse", "verify", "gather", "books", "quit"),
        *("help", "shortcuts", "secrecy", "manual", "diary", "about"),
    }
    # A member at the ballot can do nothing that belongs to the secretary.
    assert allowed(State(Phase.VOTING, kiosk=True, can_undo=True)) == {"help"}
    # Nothing is undone once the materials are closed, least of all while a round is open.
    assert "undo" in allowed(State(Phase.MATERIALS, can_undo=True))
    assert "undo" not in allowed(State(Phase.VOTING, can_undo=True))


def test_every_command_finds_its_method(window: MainWindow) -> None:
    done: list[str] = []

    class Told:
        def __getattr__(self, name: str):
            assert hasattr(MainWindow, name), name
            return lambda *_: done.append(name)

    for action in ACTIONS:
        action.run(Told())
    assert len(done) == len(ACTIONS)


def test_buttons_speak_chinese(qapp_dressed: QApplication, qtbot: QtBot) -> None:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    assert box.button(QDialogButtonBox.StandardButton.Cancel).text() == "取消"


def test_the_bundled_type_is_used(qapp_dressed: QApplication) -> None:
    assert QFontInfo(QApplication.font()).family() == FAMILIES[0]


def test_a_rehearsal_is_marked_all_the_time(window: MainWindow) -> None:
    assert window.workplace is not None
    for place in range(len(PAGES)):
        window.show_page(place)
        assert window.workplace.header.rehearsal.isVisible()
    for place in range(window.workplace.whole.count()):
        window.workplace.whole.setCurrentIndex(place)
        shown = window.workplace.whole.currentWidget().findChildren(QLabel)
        assert any(label.text() == "演 练" and label.isVisible() for label in shown)
    assert "演练" in window.windowTitle()


def test_a_bug_is_told_without_what_it_was_about(window: MainWindow, qtbot: QtBot) -> None:
    def broken(secret: str) -> None:
        raise ValueError(secret)

    with pytest.raises(ValueError, match="001 同意") as caught:
        broken("001 同意")
    assert "同意" not in "\n".join(places(caught.value))
    dialog = CrashDialog(caught.value, window)
    qtbot.addWidget(dialog)
    shown = "\n".join(label.text() for label in dialog.findChildren(QLabel))
    assert "同意" not in shown


def test_every_empty_page_says_what_to_do_next(window: MainWindow) -> None:
    assert window.workplace is not None
    for place in (3, 4):
        window.show_page(place)
        page = window.workplace.pages.currentWidget()
        seen = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
        assert any(text.startswith("还没有") for text in seen)


def test_a_seat_left_alone_asks_for_the_passphrase(window: MainWindow, qtbot: QtBot) -> None:
    place = window.workplace
    assert place is not None
    assert window._idle.timer.interval() == 60_000 * place.bench.desk.settings.idle_minutes
    window._idle.timer.timeout.emit()
    assert place.locked
    assert not window.actions_by_id["undo"].isEnabled()
    assert not window.menuBar().isVisible()
    qtbot.keyClicks(place.lock.passphrase, "falsch")
    qtbot.mouseClick(place.lock.go, Qt.MouseButton.LeftButton)
    assert place.locked
    assert place.lock.trouble.text()
    assert place.lock.passphrase.hasFocus()
    qtbot.keyClicks(place.lock.passphrase, "huiyi-kouling")
    qtbot.keyClick(place.lock.passphrase, Qt.Key.Key_Return)
    assert not place.locked


@pytest.mark.parametrize("wide", [1280, 480])
def test_a_sentence_comes_and_goes_without_moving_anything(
    window: MainWindow, qtbot: QtBot, wide: int
) -> None:
    """Once everything below went up and down with it, under the hand that was about to click."""
    place = window.workplace
    assert place is not None
    window.resize(wide, 700)
    window.show_page(2)
    QApplication.processEvents()
    before = (place.pages.geometry(), place.header.geometry())
    place.banner.refuse("主任委员和副主任委员都还没有设置开箱口令，请先选中其一，设置口令。")
    QApplication.processEvents()
    assert (place.pages.geometry(), place.header.geometry()) == before
    banner = place.banner
    assert banner.isVisible()
    assert banner.height() >= banner.heightForWidth(banner.width())
    way = place.header.forward
    where = QRect(way.mapTo(banner.parentWidget(), QPoint(0, 0)), way.size())
    assert banner.geometry().intersects(where) is (wide < 700)  # there it lies on all of the head
    banner.hide()
    QApplication.processEvents()
    assert (place.pages.geometry(), place.header.geometry()) == before


def test_keys_and_clicks_count_as_somebody(window: MainWindow, qtbot: QtBot) -> None:
    place = window.workplace
    assert place is not None
    timer = window._idle.timer
    timer.start(2000)
    qtbot.wait(600)
    assert timer.remainingTime() < 1600
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Shift)
    assert timer.remainingTime() > 1700


def test_what_is_done_in_a_dialog_counts_as_somebody(window: MainWindow, qtbot: QtBot) -> None:
    """Once the lock fell on whoever had just closed a dialog that was long to fill in."""
    place = window.workplace
    assert place is not None
    timer = window._idle.timer
    window.show_page(0)
    qtbot.mouseClick(place.session.change, Qt.MouseButton.LeftButton)
    (dialog,) = place.findChildren(SetupDialog)
    qtbot.waitUntil(lambda: QApplication.focusWindow() is dialog.windowHandle())
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.start(20_000)
    qtbot.wait(400)
    left = timer.remainingTime()
    assert left < 19_800
    dialog.reject()
    window.activateWindow()  # a window manager does this
    qtbot.waitUntil(lambda: QApplication.focusWindow() is window.windowHandle())
    assert timer.remainingTime() > left


def test_another_program_in_front_counts_as_nobody(window: MainWindow, qtbot: QtBot) -> None:
    timer, app = window._idle.timer, QApplication.instance()
    assert isinstance(app, QApplication)
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.start(20_000)
    qtbot.wait(300)
    left = timer.remainingTime()
    app.focusWindowChanged.emit(None)
    assert timer.remainingTime() <= left
    app.focusWindowChanged.emit(window.windowHandle())
    assert timer.remainingTime() > left


def test_the_setup_can_be_changed_before_materials_come_in(
    window: MainWindow, qtbot: QtBot
) -> None:
    place = window.workplace
    assert place is not None
    window.show_page(0)
    qtbot.mouseClick(place.session.change, Qt.MouseButton.LeftButton)
    (dialog,) = place.findChildren(SetupDialog)
    dialog.form.place.setText("太原")
    qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    setup = place.bench.case.current
    assert setup.session.place == "太原"
    assert setup.rehearsal
    assert len(setup.members) == 5
