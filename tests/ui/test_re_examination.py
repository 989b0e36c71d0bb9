"""复查 through the window: counted again, ticked against originals by keys, on paper, nothing changed."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.by_keys import at, press, tab_to
from tests.ui.conftest import Choose
from zcdesk.desk import defense, delivery, phases, re_examination, register, setup, voting
from zcdesk.desk.desk import Desk
from zcdesk.desk.sealing import TwoPeople, seal
from zcdesk.domain.ballot import Choice, Paper
from zcdesk.domain.committee import Panel
from zcdesk.domain.re_examination import Entry
from zcdesk.domain.session import ApplicantStatus
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.places import RESULT
from zcdesk.ui.views.re_examination_dialog import ReExaminationDialog

TOKENS = {"P01": "zhuren-token", "supervisor": "jiandu-token"}
HEAD = ("P01", TOKENS["P01"], TOKENS["supervisor"])


def click(qtbot: QtBot, made: QPushButton) -> None:
    assert made.isVisible(), made.text()
    assert made.isEnabled(), made.text()
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)


def shown(window: MainWindow) -> ReExaminationDialog:
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    (dialog,) = [d for d in window.findChildren(ReExaminationDialog) if d.isVisible()]
    return dialog


@pytest.fixture
def sealed(window: MainWindow, desk: Desk) -> MainWindow:
    """A sealed session of one round, at its result."""
    setup.enrol_many(desk, {f"P0{n}": f"100{n}" for n in range(1, 6)}, TOKENS)
    phases.forward(desk)
    register.decide(desk, "002", ApplicantStatus.REJECTED, "退休")
    register.qualify_all(desk)
    register.acknowledge_all(desk)
    defense.form_panels(desk, [Panel("第1组", ("P01", "P02", "P03"), ("001", "003"))])
    phases.forward(desk)
    defense.decide_without_scores(desk, [])
    defense.write_opinions(desk, {"001": "达到条件。", "003": "达到条件。"})
    phases.forward(desk)
    voting.arrive_all(desk, [f"P0{n}" for n in range(1, 6)])
    key = voting.open_round(desk).round.key
    for n in range(1, 6):
        paper = Paper(dict.fromkeys(("001", "003"), Choice.APPROVE if n % 2 else Choice.REJECT))
        voting.cast(desk, key, f"P0{n}", f"100{n}", paper)
    voting.close(desk, key)
    heads = dict(zip(("presider", "presider_token", "supervisor_token"), HEAD, strict=True))
    voting.open_box(desk, key, **heads)
    seal(desk, "人数过少", TwoPeople(*HEAD))
    window.show_page(RESULT)
    return window


def tick_two(dialog: ReExaminationDialog, qtbot: QtBot) -> tuple[Entry, Entry]:
    """Two entries of 003 ticked by keys alone, the second as wrong; a third one taken back."""
    dialog.tabs.setCurrentIndex(1)
    dialog.who.setCurrentIndex(dialog.who.findData("003"))
    assert {
        dialog.entries.record(row).entry.number for row in range(dialog.entries.rowCount())
    } == {"003"}
    dialog.view.setFocus()
    qtbot.keyClick(dialog.view, Qt.Key.Key_1)
    assert "复查人" in dialog.told.text()
    qtbot.keyClicks(dialog.by, "Mu Qingshan")
    dialog.view.setFocus()
    first, second = dialog.entries.record(0).entry, dialog.entries.record(1).entry
    qtbot.keyClick(dialog.view, Qt.Key.Key_1)
    assert dialog.view.currentIndex().row() == 1
    qtbot.keyClick(dialog.view, Qt.Key.Key_2)
    qtbot.keyClick(dialog.note, Qt.Key.Key_Return)
    assert "写明原件" in dialog.told.text()
    qtbot.keyClicks(dialog.note, "2004")
    qtbot.keyClick(dialog.note, Qt.Key.Key_Return)
    assert dialog.count.text() == "已核对 2 项，不一致 1 项"
    qtbot.keyClick(dialog.view, Qt.Key.Key_1)
    dialog.view.selectRow(2)
    click(qtbot, dialog.unmark)
    assert dialog.count.text() == "已核对 2 项，不一致 1 项"
    return first, second


def test_everything_is_counted_ticked_by_keys_and_printed(
    sealed: MainWindow, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    assert sealed.workplace is not None
    before, head = desk.case, desk.file.head
    click(qtbot, sealed.workplace.result.re_examine)
    dialog = shown(sealed)
    assert dialog.verdict.text().startswith("● 复算")
    assert "全部相符" in dialog.verdict.text()
    assert [part.agrees for part in dialog.parts.records if part.compared] != []
    assert not dialog.differences_view.isVisible()
    assert not dialog.write.isEnabled()
    first, second = tick_two(dialog, qtbot)
    # Leaving now would lose the two: it takes two clicks.
    dialog.close()
    assert dialog.isVisible()
    assert "还没有出具" in dialog.told.text()
    qtbot.keyClicks(dialog.ground, "zixun")
    place = tmp_path / "out"
    place.mkdir()
    assert isinstance(sealed.workplace.bench.pick, Choose)
    sealed.workplace.bench.pick.path = place
    click(qtbot, dialog.write)
    assert "已记入会议日志" in dialog.told.text()
    (told,) = re_examination.held(desk)
    assert (told.by, told.ground) == ("Mu Qingshan", "zixun")
    assert (told.entries, told.wrong_entries, told.differences) == (2, 1, 0)
    with pypdfium2.PdfDocument(place / told.document) as pdf:
        text = "".join(page.get_textpage().get_text_range() for page in pdf)
    assert first.title in text
    assert second.title in text
    assert "不一致" in text
    assert "2004" in text
    # Nothing of the result has changed, and the log says that it was done.
    assert desk.case == before
    assert desk.file.head != head
    assert desk.file.verify() == []
    dialog.close()
    assert not dialog.isVisible()


def test_a_package_of_this_session_is_taken_along_and_another_refused(
    sealed: MainWindow, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    assert sealed.workplace is not None
    package = delivery.write_outputs(desk, tmp_path).package
    other = tmp_path / "zc-other.zip"
    other.write_bytes(b"PK\3\4")
    sealed.actions_by_id["re-examine"].trigger()
    dialog = shown(sealed)
    pick = sealed.workplace.bench.pick
    assert isinstance(pick, Choose)
    pick.path = other
    click(qtbot, dialog.choose)
    assert dialog.verdict.text().startswith("■")
    pick.path = package
    click(qtbot, dialog.choose)
    assert "全部相符" in dialog.verdict.text()
    assert "会议纪要印出的数字" in [part.name for part in dialog.parts.records]
    # A code that is not this session's.
    qtbot.keyClicks(dialog.code, "0123 4567 89ab cdef")
    qtbot.keyClick(dialog.code, Qt.Key.Key_Return)
    assert "1 处不符" in dialog.verdict.text()
    assert dialog.differences_view.isVisible()
    assert "纸面上印出的日志校验码" in dialog.differences.records[0][1].stated
    dialog.close()


def test_a_package_alone_is_re_examined_from_the_start(
    sealed: MainWindow, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    assert sealed.workplace is not None
    package = delivery.write_outputs(desk, tmp_path).package
    pick = sealed.workplace.bench.pick
    assert isinstance(pick, Choose)
    pick.path = package
    sealed.verify()
    assert not sealed.checking.re_examine.isEnabled()
    click(qtbot, sealed.checking.first)
    click(qtbot, sealed.checking.re_examine)
    dialog = shown(sealed)
    assert "全部相符" in dialog.verdict.text()
    assert not dialog.code.isVisible()
    qtbot.keyClicks(dialog.by, "Mu")
    qtbot.keyClicks(dialog.ground, "tousu")
    place = tmp_path / "papers"
    place.mkdir()
    pick.path = place
    click(qtbot, dialog.write)
    assert "日志" not in dialog.told.text()
    (paper,) = place.iterdir()
    assert paper.read_bytes().startswith(b"%PDF")
    pick.path = tmp_path / "gone"
    click(qtbot, dialog.write)
    assert "无法写入" in dialog.told.text()
    dialog.close()


def test_by_keys_alone(sealed: MainWindow, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    """Opened, a wrong code told, entries of one person ticked, the paper written, closed."""
    assert sealed.workplace is not None
    key, held = Qt.Key, Qt.KeyboardModifier
    sealed.activateWindow()
    qtbot.waitUntil(sealed.isActiveWindow)
    press(qtbot, key.Key_C, held.ControlModifier | held.ShiftModifier)
    dialog = shown(sealed)
    qtbot.waitUntil(dialog.isActiveWindow)
    assert at() is dialog.parts_view
    tab_to(qtbot, dialog.code)
    qtbot.keyClicks(at(), "0123 4567 89ab cdef")
    press(qtbot, key.Key_Return)
    assert "1 处不符" in dialog.verdict.text()
    press(qtbot, key.Key_A, held.ControlModifier)
    press(qtbot, key.Key_Delete)
    press(qtbot, key.Key_Return)
    assert "全部相符" in dialog.verdict.text()
    tab_to(qtbot, dialog.by)
    qtbot.keyClicks(at(), "Mu")
    tab_to(qtbot, dialog.ground)
    qtbot.keyClicks(at(), "zixun")
    tab_to(qtbot, dialog.tabs.tabBar())
    press(qtbot, key.Key_Right)
    tab_to(qtbot, dialog.who)
    press(qtbot, key.Key_End)
    assert dialog.who.currentData() == "003"
    tab_to(qtbot, dialog.view)
    press(qtbot, key.Key_1)
    press(qtbot, key.Key_2)
    assert at() is dialog.note
    qtbot.keyClicks(at(), "2004")
    press(qtbot, key.Key_Return)
    assert dialog.count.text() == "已核对 2 项，不一致 1 项"
    place = tmp_path / "out"
    place.mkdir()
    assert isinstance(sealed.workplace.bench.pick, Choose)
    sealed.workplace.bench.pick.path = place
    tab_to(qtbot, dialog.write)
    press(qtbot, key.Key_Space)
    assert "已记入会议日志" in dialog.told.text()
    assert [each.by for each in re_examination.held(desk)] == ["Mu"]
    closed: list[int] = []
    dialog.finished.connect(closed.append)
    press(qtbot, key.Key_Escape)
    assert closed != []


def test_only_a_sealed_session_is_re_examined(window: MainWindow) -> None:
    assert window.workplace is not None
    window.show_page(RESULT)
    assert not window.workplace.result.re_examine.isVisible()
    assert not window.actions_by_id["re-examine"].isEnabled()
