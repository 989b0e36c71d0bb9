"""A small screen and large text: no pane of the applicants is cut off, none lies beside the screen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.test_clipping import clipped, settle, worn
from tests.ui.test_materials_flow import press
from zcdesk.desk import phases, register
from zcdesk.desk.desk import Desk
from zcdesk.desk.resources import resources_folder
from zcdesk.domain.applicant import Achievement
from zcdesk.domain.dates import PartialDate
from zcdesk.ui.look import Look
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.parts import column, panel
from zcdesk.ui.places import MATERIALS, RESULT
from zcdesk.ui.rail import Rail, RailButton
from zcdesk.ui.sides import Sides
from zcdesk.ui.theme import wear
from zcdesk.ui.views.materials_page import MaterialsPage
from zcdesk.ui.views.panes import DOSSIER, LIST, SIDE

__all__ = ["worn"]


@pytest.fixture
def page(window: MainWindow, desk: Desk) -> MaterialsPage:
    """Somebody with long works, one of them finished too late."""
    before = desk.case.applicants["001"]
    works = (
        Achievement("论文", "大型煤矿智能化综采工作面无人值守关键技术研究", PartialDate(2020, 5)),
        Achievement("专利", "一种用于高炉煤气余压利用的透平发电装置", PartialDate(2024, 10)),
    )
    phases.forward(desk)
    register.edit(desk, before, replace(before, achievements=works))
    place = window.workplace
    assert place is not None
    place.refresh()
    window.show_page(MATERIALS)
    place.materials.load()
    place.materials.select("001")
    return place.materials


def beside(top: QWidget) -> list[str]:
    """Areas whose content lies beside what shows."""
    return [
        area.accessibleName()
        for area in top.findChildren(QAbstractScrollArea)
        if area.isVisible() and area.horizontalScrollBar().maximum() > 0
    ]


def panes(page: MaterialsPage) -> list[QWidget]:
    return [each for each in (page.list, page.viewer, page.side) if each.isVisible()]


@pytest.mark.parametrize(
    ("text", "size", "many"),
    [
        ("10.5", (1366, 768), 3),
        ("10.5", (910, 512), 2),
        ("18", (1366, 768), 2),
        ("28", (1366, 768), 1),
    ],
)
def test_every_pane_is_reached_and_shown_whole(
    page: MaterialsPage,
    window: MainWindow,
    qapp_dressed: QApplication,
    worn: None,
    text: str,
    size: tuple[int, int],
    many: int,
) -> None:
    if text != "10.5":
        wear(qapp_dressed, resources_folder(), Look.of("light", text))
    window.resize(*size)
    settle()
    assert (window.width(), window.height()) == size
    assert page.panes.many == many
    seen: set[int] = set()
    for _ in range(3):
        press(window, "F6")
        for tab in range(page.side.tabs.count()):
            page.side.tabs.setCurrentIndex(tab)
            settle()
            # In large text the list's last column lies beside; the head of the side pane says it too.
            large = text != "10.5"
            found = [name for name in beside(window) if not (large and name == "申报人列表")]
            assert found == [], (tab, panes(page))
            assert clipped(window) == []
        shown = panes(page)
        assert len(shown) == many
        seen |= {(page.list, page.viewer, page.side).index(each) for each in shown}
    assert seen == {LIST, DOSSIER, SIDE}


def test_one_pane_alone_gives_way_to_what_is_asked_for(
    page: MaterialsPage, window: MainWindow, qapp_dressed: QApplication, worn: None, qtbot: QtBot
) -> None:
    wear(qapp_dressed, resources_folder(), Look.of("light", "28"))
    settle()
    assert panes(page) == [page.list]
    qtbot.keyClick(page.list.view, Qt.Key.Key_Return)
    assert panes(page) == [page.side]
    qtbot.mouseClick(page.panes.choice.button(DOSSIER), Qt.MouseButton.LeftButton)
    assert panes(page) == [page.viewer]
    press(window, "F4")
    assert panes(page) == [page.side]
    assert page.side.isAncestorOf(window.focusWidget())
    press(window, "Ctrl+F")
    assert panes(page) == [page.list]
    assert page.list.search.hasFocus()
    press(window, "Ctrl+L")
    assert panes(page) == [page.side]
    window.show_page(0)
    window.show_page(MATERIALS)
    assert page.side.isAncestorOf(window.focusWidget())


def test_the_rail_is_as_wide_as_its_words_from_the_start(
    qapp_dressed: QApplication, worn: None, qtbot: QtBot
) -> None:
    """Whoever starts with large text sees whole words; the style sheet had narrowed the buttons."""
    wear(qapp_dressed, resources_folder(), Look.of("light", "28"))
    icon = resources_folder() / "icons" / "session.svg"
    made = RailButton(icon, "签到回避", "Ctrl+3")
    rail = Rail(panel(column(made, None)))
    qtbot.addWidget(rail)
    rail.resize(100, 400)
    rail.show()
    settle()
    assert (
        rail.viewport().width() >= made.width() >= made.fontMetrics().horizontalAdvance("签到回避")
    )


def test_the_window_opens_no_larger_than_the_screen(window: MainWindow) -> None:
    """The screen of the tests is 800 pixels wide and high: the frame has to fit as well."""
    made = MainWindow(window._outside)
    room = made.screen().availableGeometry()
    assert made.width() < room.width()
    assert made.height() + 32 <= room.height()
    made.close()
    made.deleteLater()


def test_the_result_page_needs_no_scrolling_on_a_small_screen(
    window: MainWindow, desk: Desk
) -> None:
    """768 pixels less the title bar of the window."""
    place = window.workplace
    assert place is not None
    window.resize(1366, 768 - 36)
    window.show_page(RESULT)
    for tab in range(place.result.tabs.count()):
        place.result.tabs.setCurrentIndex(tab)
        settle()
        assert place.pages.currentWidget().verticalScrollBar().maximum() == 0  # type: ignore[attr-defined]


@pytest.mark.parametrize(("text", "size"), [("10.5", (910, 476)), ("28", (1366, 732))])
def test_no_page_lies_beside_the_screen(
    window: MainWindow,
    qapp_dressed: QApplication,
    worn: None,
    text: str,
    size: tuple[int, int],
) -> None:
    """Their two parts stand below one another where there is no room for both."""
    if text != "10.5":
        wear(qapp_dressed, resources_folder(), Look.of("light", text))
    window.resize(*size)
    place = window.workplace
    assert place is not None
    for number in range(place.pages.count()):
        window.show_page(number)
        settle()
        area = place.pages.currentWidget()
        assert isinstance(area, QAbstractScrollArea)
        assert area.horizontalScrollBar().maximum() == 0, area.accessibleName()
    below = []
    for sides in window.findChildren(Sides):
        first, second = sides.findChildren(
            QFrame, options=Qt.FindChildOption.FindDirectChildrenOnly
        )
        below.append(second.y() > first.y())
    assert any(below) is (text == "28")
