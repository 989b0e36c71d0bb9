"""Facts pinned to pages and ticked as checked in the window, by keys and by mouse."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from zcdesk.desk import phases, vetting
from zcdesk.desk.desk import Desk
from zcdesk.domain.vetting import Pin, Region
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.places import MATERIALS
from zcdesk.ui.proof import Proof
from zcdesk.ui.views.dossier_layout import Place
from zcdesk.ui.views.fact_mark import FactMark
from zcdesk.ui.views.filing_dialog import FilingDialog
from zcdesk.ui.views.filing_report import FilingReport
from zcdesk.ui.views.form_fields import fields
from zcdesk.ui.views.list_fields import LISTS
from zcdesk.ui.views.materials_page import MaterialsPage

NUMBER = "001"
Press = Callable[[str], None]


def scan(*pages: int) -> bytes:
    images = [Image.new("L", (300, 400), shade) for shade in pages]
    out = io.BytesIO()
    images[0].save(out, "PDF", save_all=True, append_images=images[1:])
    return out.getvalue()


@pytest.fixture
def page(window: MainWindow, desk: Desk, tmp_path: Path) -> MaterialsPage:
    """The first applicant with two documents, read from the second page of the first."""
    folder = tmp_path / "papers" / NUMBER
    folder.mkdir(parents=True)
    (folder / "毕业证书.pdf").write_bytes(scan(200, 220, 240))
    (folder / "获奖证书.pdf").write_bytes(scan(210))
    place = window.workplace
    assert place is not None
    place.show_page(MATERIALS)
    place.bench.pick.path = folder.parent  # type: ignore[attr-defined]
    window.import_dossiers()
    asked = place.materials.findChild(FilingDialog)
    assert asked is not None
    asked.confirm.click()
    report = place.materials.findChild(FilingReport)
    assert report is not None
    report.accept()
    place.materials.select(NUMBER)
    window.resize(1366, 768)
    window.activateWindow()
    QApplication.processEvents()
    # Page by page: where one reads does not change when the pane settles.
    place.materials.viewer.toggle_single()
    place.materials.viewer.canvas.go_to(Place(0, 1))
    return place.materials


@pytest.fixture
def press(window: MainWindow) -> Press:
    def pressed(shortcut: str) -> None:
        actions = window.actions_by_id.values()
        (action,) = [a for a in actions if a.shortcut().toString() == shortcut]
        assert action.isEnabled(), shortcut
        action.trigger()

    return pressed


def pins(desk: Desk) -> dict[str, Pin]:
    return {pin.fact: pin for pin in desk.case.vetting(NUMBER).pins}


def ticked(desk: Desk) -> set[str]:
    return {line.id for line in vetting.fact_lines(desk, NUMBER) if line.checked}


def mark(page: MaterialsPage, fact: str) -> FactMark:
    (found,) = [each for each in page.side.form.findChildren(FactMark) if each.fact == fact]
    return found


def at_field(page: MaterialsPage, fact: str) -> QWidget:
    made = page.side.form.field(fact)
    made.setFocus()
    return made


def test_a_field_is_pinned_opened_and_unpinned_by_keys(
    page: MaterialsPage, desk: Desk, press: Press
) -> None:
    at_field(page, "title.obtained_on")
    press("Ctrl+B")
    documents = page.viewer.documents
    pin = pins(desk)["title.obtained_on"]
    assert (pin.document, pin.page, pin.region) == (documents[0].key, 1, None)
    shown = mark(page, "title.obtained_on").line
    assert shown is not None
    assert shown.pinned
    page.viewer.canvas.go_to(Place(1, 0))
    at_field(page, "title.obtained_on")
    press("Ctrl+J")
    assert page.viewer.canvas.current == Place(0, 1)
    assert page.viewer.region.shown == (documents[0], 1, None)
    press("Ctrl+Shift+J")
    assert pins(desk) == {}
    press("Ctrl+Z")
    assert pins(desk) == {"title.obtained_on": pin}
    press("Ctrl+Shift+Z")
    assert pins(desk) == {}


def test_ticks_of_a_field_and_of_its_group_are_taken_back_and_done_again(
    page: MaterialsPage, desk: Desk, press: Press
) -> None:
    at_field(page, "title.obtained_on")
    press("Ctrl+T")
    assert ticked(desk) == {"title.obtained_on"}
    press("Ctrl+Shift+T")
    group = {each.id for each in vetting.fact_lines(desk, NUMBER) if each.group == "现职称"}
    assert len(group) > 3
    assert ticked(desk) == group
    press("Ctrl+Shift+T")
    assert ticked(desk) == set()
    press("Ctrl+Z")
    assert ticked(desk) == group
    press("Ctrl+Z")
    assert ticked(desk) == {"title.obtained_on"}
    press("Ctrl+Shift+Z")
    assert ticked(desk) == group


def test_a_tick_falls_with_an_edit_and_the_pin_says_so(
    page: MaterialsPage, desk: Desk, press: Press, qtbot: QtBot
) -> None:
    made = at_field(page, "employer")
    press("Ctrl+B")
    press("Ctrl+T")
    made.clear()  # type: ignore[attr-defined]
    qtbot.keyClicks(made, "Plant 2")
    qtbot.keyClick(made, Qt.Key.Key_Return)
    shown = mark(page, "employer").line
    assert shown is not None
    assert (shown.checked, shown.doubt) == (False, "钉住后内容已改")
    assert "请重新核对" in mark(page, "employer").toolTip()
    press("Ctrl+Z")
    shown = mark(page, "employer").line
    assert shown is not None
    assert (shown.checked, shown.doubt) == (True, "")


def test_a_part_of_the_page_is_framed_by_keys(
    page: MaterialsPage, desk: Desk, press: Press, qtbot: QtBot
) -> None:
    made = at_field(page, "title.obtained_on")
    press("Ctrl+Shift+B")
    layer = page.viewer.region
    assert page.window().focusWidget() is layer
    before = layer._region
    qtbot.keyClick(layer, Qt.Key.Key_Left)
    qtbot.keyClick(layer, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(layer, Qt.Key.Key_Return)
    wanted = Region(before.left - 20, before.top, before.right - 20, before.bottom + 20)
    assert pins(desk)["title.obtained_on"].region == wanted
    assert layer.shown == (page.viewer.documents[0], 1, wanted)
    assert page.window().focusWidget() is made
    press("Ctrl+Shift+B")
    qtbot.keyClick(layer, Qt.Key.Key_Escape)
    assert page.window().focusWidget() is made
    assert pins(desk)["title.obtained_on"].region == wanted


@pytest.mark.parametrize("quarters", [0, 1])
def test_a_part_of_the_page_is_framed_by_the_mouse_however_it_is_turned(
    page: MaterialsPage, desk: Desk, qtbot: QtBot, quarters: int
) -> None:
    at_field(page, "title.obtained_on")
    page.viewer.rotate(quarters)
    qtbot.keyClick(page.viewer.canvas, Qt.Key.Key_K)
    layer = page.viewer.region
    here = page.viewer.canvas.current
    assert page.viewer.canvas.turns(here) == quarters
    where = page.viewer.canvas.sheet(here)
    top = max(where.top(), 0)
    one = QPoint(where.left() + where.width() // 4, top + 60)
    other = QPoint(where.left() + where.width() // 2, top + 140)
    for send, at in (
        (qtbot.mousePress, one),
        (qtbot.mouseMove, other),
        (qtbot.mouseRelease, other),
    ):
        args = () if send is qtbot.mouseMove else (Qt.MouseButton.LeftButton,)
        send(layer, *args, pos=at)
    pin = pins(desk)["title.obtained_on"]
    assert pin.page == here.page
    assert pin.region is not None
    seen = pin.region.turned(quarters)
    assert (seen.left, seen.right) == (
        (one.x() - where.left()) * 1000 // where.width(),
        (other.x() - where.left()) * 1000 // where.width(),
    )
    # Opened again it is framed where it was drawn.
    page.proofs.do(["title.obtained_on"], Proof.OPEN)
    assert layer.shown == (page.viewer.documents[0], here.page, pin.region)


def test_a_click_without_a_drag_frames_nothing(
    page: MaterialsPage, desk: Desk, press: Press, qtbot: QtBot
) -> None:
    at_field(page, "title.obtained_on")
    press("Ctrl+Shift+B")
    qtbot.mouseClick(page.viewer.region, Qt.MouseButton.LeftButton, pos=QPoint(80, 80))
    assert page.viewer.region.choosing
    assert pins(desk) == {}


def test_the_mark_beside_a_field_pins_opens_and_ticks(
    page: MaterialsPage, desk: Desk, qtbot: QtBot
) -> None:
    beside = mark(page, "degrees.0")
    left, right = QPoint(8, 10), QPoint(beside.width() - 8, 10)
    qtbot.mouseClick(beside, Qt.MouseButton.LeftButton, pos=left)
    assert pins(desk)["degrees.0"].page == 1
    page.viewer.canvas.go_to(Place(0, 0))
    qtbot.mouseClick(beside, Qt.MouseButton.LeftButton, pos=left)
    assert page.viewer.canvas.current == Place(0, 1)
    qtbot.mouseClick(beside, Qt.MouseButton.LeftButton, pos=right)
    assert ticked(desk) == {"degrees.0"}
    qtbot.mouseClick(beside, Qt.MouseButton.LeftButton, pos=right)
    assert ticked(desk) == set()


def test_the_list_is_gone_through_by_keys_alone(
    page: MaterialsPage, desk: Desk, press: Press, qtbot: QtBot
) -> None:
    press("Ctrl+L")
    tab = page.side.vetting
    assert page.window().focusWidget() is tab.table
    tab.open_only.click()
    tab.table.setFocus()
    left = [tab.model.record(n).id for n in range(tab.model.rowCount())]
    assert left == [each.id for each in vetting.fact_lines(desk, NUMBER) if each.wanting]
    qtbot.keyClick(tab.table, Qt.Key.Key_P)
    assert set(pins(desk)) == {left[0]}
    assert tab.current == left[0]
    qtbot.keyClick(tab.table, Qt.Key.Key_Space)
    # Pinned and checked: it leaves the list, and the next one is under the keyboard.
    assert tab.current == left[1]
    shift = Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(tab.table, Qt.Key.Key_Down, shift)
    qtbot.keyClick(tab.table, Qt.Key.Key_Down, shift)
    qtbot.keyClick(tab.table, Qt.Key.Key_Space)
    assert ticked(desk) == set(left[:4])
    assert "已钉住 1 项，已核 4 项" in tab.count.text()
    tab.open_only.click()
    tab.select(left[0])
    tab.table.setFocus()
    qtbot.keyClick(tab.table, Qt.Key.Key_Delete)
    assert pins(desk) == {}


def test_without_a_fact_or_a_page_a_sentence_says_what_to_do(
    page: MaterialsPage, window: MainWindow, press: Press
) -> None:
    told: list[str] = []
    page._bench.refused.connect(told.append)
    page.list.first.setFocus()
    press("Ctrl+B")
    assert "请先在“信息”或“核对”中选一条" in told.pop()
    at_field(page, "title.obtained_on")
    press("Ctrl+J")
    assert "还没有钉住" in told.pop()
    page.select("002")
    at_field(page, "title.obtained_on")
    press("Ctrl+B")
    assert "请先导入申报材料" in told.pop()


def test_a_page_that_the_list_lies_over_is_shown_before_it_is_pinned(
    page: MaterialsPage, window: MainWindow, desk: Desk, press: Press
) -> None:
    window.resize(960, 700)
    QApplication.processEvents()
    assert not page.viewer.isVisible()
    at_field(page, "title.obtained_on")
    press("Ctrl+B")
    assert pins(desk) == {}
    assert page.viewer.isVisible()
    at_field(page, "title.obtained_on")
    press("Ctrl+B")
    assert set(pins(desk)) == {"title.obtained_on"}


def test_the_fact_that_keys_mean_is_not_carried_to_another_person(
    page: MaterialsPage, desk: Desk, press: Press
) -> None:
    at_field(page, "title.obtained_on")
    page.list.first.setFocus()
    page.select("002")
    press("Ctrl+T")
    assert not vetting.begun(desk, "002")


def test_the_list_of_facts_calls_them_what_the_form_does() -> None:
    names = {field.key: (field.group, field.title) for field in fields() if field.key != "remark"}
    told = {key: name for key, name in vetting.NAMES.items() if key in names}
    assert told == names
    assert {kind.key: kind.title for kind in LISTS} == {
        kind.key: vetting.NAMES[kind.key][0] for kind in LISTS
    }


def test_the_list_of_people_tells_and_filters_whose_facts_are_not_proven(
    page: MaterialsPage, desk: Desk
) -> None:
    people = len(desk.case.applicants)
    assert "依据未核完" not in page.list.counts.text()
    relied = [each.id for each in vetting.fact_lines(desk, NUMBER) if each.rules]
    page.proofs.do(relied, Proof.TICK)
    assert f"依据未核完 {people} 人" in page.list.counts.text()
    for fact in relied:
        page.proofs.do([fact], Proof.PIN)
    assert f"依据未核完 {people - 1} 人" in page.list.counts.text()
    kind = page.list.strip.kind
    kind.setCurrentIndex(kind.findData("wanting"))
    shown = [page.list.model.record(n).applicant.number for n in range(page.list.model.rowCount())]
    assert NUMBER not in shown
    assert len(shown) == people - 1


def test_the_line_about_unproven_facts_leads_to_the_list(
    page: MaterialsPage, window: MainWindow, desk: Desk
) -> None:
    place = window.workplace
    assert place is not None
    phases.forward(desk)
    page.proofs.do(["channel"], Proof.TICK)
    (told,) = (each for each in phases.warnings(desk) if each.rule == phases.UNPROVEN)
    place.header.lack_wanted.emit(told)
    assert page.list.current == told.applicant
    assert page.window().focusWidget() is page.side.vetting.table
