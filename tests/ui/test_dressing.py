"""A look that is changed while somebody works: like one worn from the start, and nothing is lost."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import AtOnce, build_all
from zcdesk.desk import defense, phases, register, setup, voting
from zcdesk.desk.desk import Desk
from zcdesk.desk.resources import resources_folder
from zcdesk.domain.committee import Panel
from zcdesk.domain.session import ApplicantStatus
from zcdesk.ui.look import Look, colours, look, sizes
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.outside import Outside
from zcdesk.ui.places import ATTENDANCE, MATERIALS, SESSION, VOTING
from zcdesk.ui.runner import Runner
from zcdesk.ui.tables import Table
from zcdesk.ui.theme import wear


@pytest.fixture(autouse=True)
def worn(qapp_dressed: QApplication) -> Iterator[None]:
    yield
    if look() != Look():
        wear(qapp_dressed, resources_folder(), Look())


def settle(window: MainWindow, qtbot: QtBot) -> None:
    """Until everything has the new look, by the window's own turns."""
    qtbot.waitUntil(lambda: not window.dressing.busy, timeout=20_000)
    QApplication.processEvents()


def pictures(window: MainWindow) -> list[QImage]:
    """Every page of the session and every screen that a member sits at."""
    place = window.workplace
    assert place is not None
    found = []

    def shoot() -> None:
        held = window.focusWidget()
        if held is not None:
            held.clearFocus()
        for table in window.findChildren(Table):
            if table.isVisible() and table.model() is not None:
                # How far the last column was once stretched is remembered, and no look.
                table.setColumnWidth(table.model().columnCount() - 1, 100)
        shown, last = window.grab().toImage(), None
        for _ in range(20):  # a layout may ask for another round, on a busy machine for several
            if shown == last:
                break
            for _ in range(3):
                QApplication.processEvents()
            time.sleep(0.005)
            shown, last = window.grab().toImage(), shown
        found.append(shown)

    for number in range(place.pages.count()):
        window.show_page(number)
        shoot()
    for screen in range(1, place.whole.count()):
        place.whole.setCurrentIndex(screen)
        shoot()
    place.whole.setCurrentIndex(0)
    return found


def opened_again(window: MainWindow, desk: Desk, tmp_path: Path) -> MainWindow:
    """The same session in a window that starts in the present look."""
    folder = desk.file.folder
    window.close()
    made = MainWindow(
        Outside(
            now=desk.now,
            random=desk.random,
            icons=resources_folder() / "icons",
            full_screen=False,
            settings=QSettings(str(tmp_path / "again.ini"), QSettings.Format.IniFormat),
            runner=lambda: Runner(AtOnce()),
        )
    )
    made.resize(window.size())
    made.show()
    made.show_desk(setup.open_session(folder, "huiyi-kouling", now=desk.now, random=desk.random))
    build_all(made)
    return made


def test_a_changed_look_is_the_look_of_a_window_that_started_in_it(
    window: MainWindow, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    before = pictures(window)  # every page has been seen in the old look
    window.wear_theme("dark")
    window.set_text("14")
    settle(window, qtbot)
    pictures(window)
    changed = pictures(window)
    fresh = opened_again(window, desk, tmp_path)
    pictures(fresh)  # as often seen as the other one: a text knows its height once it was laid out
    started = pictures(fresh)
    fresh.close()
    fresh.deleteLater()
    assert [
        n for n, (one, other) in enumerate(zip(changed, started, strict=True)) if one != other
    ] == []
    assert all(one != other for one, other in zip(before, changed, strict=True))


def test_everything_takes_the_letters_of_what_it_lies_in(window: MainWindow, qtbot: QtBot) -> None:
    build_all(window)
    small = sizes().body
    for number in range(6):
        window.show_page(number)
        QApplication.processEvents()
    window.wear_theme("dark")
    window.set_text("14")  # while the first change is on its way
    settle(window, qtbot)
    assert sizes().body > small
    kept = [
        (each.metaObject().className(), each.accessibleName(), each.font().pixelSize())
        for each in window.findChildren(QWidget)
        # Without a wish of its own or of the sheet; a list that opens is a window.
        if not each.isWindow()
        and each.font().resolveMask() == 0
        and not each.parentWidget().isWindow()
        and each.font().pixelSize() != each.parentWidget().font().pixelSize()
    ]
    assert kept == []


def test_the_last_of_several_looks_holds(window: MainWindow, qtbot: QtBot) -> None:
    """Keys come faster than the turns: what was begun is left, nothing stays in an old look."""
    turns = 0
    for theme, text in (("dark", "12"), ("contrast", "18"), ("light", "14"), ("contrast", "16")):
        window.wear_theme(theme)
        window.set_text(text)
        for _ in range(turns):
            window.dressing._turn()  # each time the next one comes at another moment
        turns += 7
    settle(window, qtbot)
    ink, body = QColor(colours().ink), sizes().body
    plain = [each for each in window.findChildren(QLineEdit) if not each.property("kind")]
    assert len(plain) > 30
    assert {each.palette().text().color().name() for each in plain if each.isEnabled()} == {
        ink.name()
    }
    assert {each.font().pixelSize() for each in plain} == {body}
    assert window.updatesEnabled()


def test_a_page_that_comes_into_sight_in_the_middle_is_never_seen_bare(
    window: MainWindow, qtbot: QtBot
) -> None:
    assert window.workplace is not None
    page = window.workplace.session
    leads = [each for each in page.findChildren(QLabel) if each.property("role") == "lead"]
    assert leads
    window.show_page(ATTENDANCE)
    window.set_text("18")
    while not window.updatesEnabled():
        QApplication.processEvents()
    assert window.dressing.busy
    assert any(each.font().pixelSize() != sizes().lead for each in leads)  # out of sight still
    window.show_page(SESSION)
    assert all(each.font().pixelSize() == sizes().lead for each in leads if each.isVisible())
    settle(window, qtbot)


def test_what_is_being_typed_stays(window: MainWindow, qtbot: QtBot) -> None:
    assert window.workplace is not None
    window.show_page(MATERIALS)
    page = window.workplace.materials
    page.select("001")
    field = page.side.form.field("employer")
    assert isinstance(field, QLineEdit)
    stored = field.text()
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "half ")
    window.wear_theme("dark")
    qtbot.keyClicks(field, "typed")  # before the change is through
    window.change_text(2)
    settle(window, qtbot)
    assert field.hasFocus()
    assert field.text() == "half typed"
    assert window.workplace.bench.case.applicants["001"].employer == stored
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert window.workplace.bench.case.applicants["001"].employer == "half typed"


def test_a_ballot_in_hand_stays(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    pins = {f"P0{n}": f"100{n}" for n in range(1, 6)}
    setup.enrol_many(desk, pins, {"P01": "zhuren-token", "supervisor": "jiandu-token"})
    phases.forward(desk)
    register.decide(desk, "002", ApplicantStatus.REJECTED, "退休")
    register.qualify_all(desk)
    register.acknowledge_all(desk)
    defense.form_panels(desk, [Panel("第1组", ("P01", "P02", "P03"), ("001", "003"))])
    phases.forward(desk)
    defense.decide_without_scores(desk, [])
    defense.write_opinions(desk, {"001": "达到条件。", "003": "达到条件。"})
    phases.forward(desk)
    voting.arrive_all(desk, list(pins))
    vote = voting.open_round(desk).round
    place = window.workplace
    assert place is not None
    window.show_page(VOTING)
    place.voting.kiosk_wanted.emit(vote)
    kiosk = place.kiosk
    qtbot.mouseClick(kiosk.begin, Qt.MouseButton.LeftButton)
    kiosk.sign_in.member.setCurrentIndex(kiosk.sign_in.member.findData("P02"))
    qtbot.keyClicks(kiosk.sign_in.pin, "1002")
    qtbot.keyClick(kiosk.sign_in.pin, Qt.Key.Key_Return)
    qtbot.keyClicks(kiosk.sheet, "1")
    marks = kiosk.sheet.choices()
    window.wear_theme("contrast")
    window.change_text(1)
    settle(window, qtbot)
    assert marks
    assert kiosk.sheet.choices() == marks
    assert place.away
    assert not window.menuBar().isVisible()
    ground = window.grab().toImage().pixelColor(4, window.height() - 4)
    assert ground == QColor(colours().paper)
