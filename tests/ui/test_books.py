"""Rule books in the window: checked, added, held beside the session's own, and whom it touches."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.by_keys import at, press, tab_to
from tests.ui.conftest import AtOnce
from zcdesk.desk.desk import Desk
from zcdesk.desk.resources import resources_folder, shipped_book
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.pick import Pick, Picked
from zcdesk.ui.runner import Runner
from zcdesk.ui.tables import Table
from zcdesk.ui.views.books_dialog import BooksDialog


class Choosing(Pick):
    """The file dialogs' stand-in."""

    opened = saved = Path()

    def file(self, parent: QWidget, title: str, kinds: str, then: Picked) -> None:
        then(self.opened)

    def save(self, parent: QWidget, title: str, name: str, kinds: str, then: Picked) -> None:
        then(self.saved)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Books are added for one person: here for nobody."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def pick() -> Choosing:
    """What the file dialogs choose."""
    return Choosing()


@pytest.fixture
def next_year(tmp_path: Path) -> Path:
    """Next year's book, written by an officer: it says nothing of people who have retired."""
    text = (resources_folder() / "rules" / "shanxi-2024.toml").read_text("utf-8")
    for before, after in (
        ('id = "shanxi-2024"', 'id = "shanxi-2025"'),
        ("review_year = 2024", "review_year = 2025"),
        ('value = ["退休", "离职", "公务员"]', 'value = ["离职", "公务员"]'),
    ):
        assert before in text
        text = text.replace(before, after)
    file = tmp_path / "own" / "shanxi-2025.toml"
    file.parent.mkdir()
    file.write_text(text, "utf-8")
    return file


@pytest.fixture
def dialog(
    desk: Desk, pick: Choosing, qapp_dressed: object, qtbot: QtBot, tmp_path: Path
) -> BooksDialog:
    """The dialog over the session of three, the second of whom has retired."""
    made = BooksDialog(desk, pick, Runner(AtOnce()))
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def lines(tabs: QTabWidget, place: int) -> list[list[str]]:
    """What a tab's table shows."""
    view = tabs.widget(place)
    assert isinstance(view, Table)
    model = view.model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_the_sessions_book_beside_next_years_tells_whom_it_touches(
    dialog: BooksDialog, pick: Choosing, next_year: Path, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    pick.opened = next_year
    qtbot.mouseClick(dialog.open_file, Qt.MouseButton.LeftButton)
    assert "可以使用" in dialog.remarks.toPlainText()
    assert dialog.before.currentText() == "本会议的规则（山西2024年度）"
    assert dialog.after.currentText() == "shanxi-2025.toml"
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert [dialog.tabs.tabText(n) for n in range(2)] == ["规则不同之处 1", "受影响的申报人 1"]
    assert lines(dialog.tabs, 0) == [
        ["不能申报的在岗状态", "退休、离职、公务员（待核实）", "离职、公务员（待核实）"]
    ]
    [touched] = lines(dialog.tabs, 1)
    assert touched[:2] == ["002", "钱丽华"]
    assert touched[3].startswith("不符合　")
    assert "退休" in touched[3]
    assert not touched[4].startswith("不符合")
    assert "有 1 处不同。" in dialog.told.text()
    assert "1 名申报人" in dialog.told.text()
    before = desk.book.sha256
    pick.saved = tmp_path / "对比.xlsx"
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    sheets = openpyxl.load_workbook(pick.saved)
    assert sheets["受影响的申报人"]["B2"].value == "钱丽华"
    assert desk.book.sha256 == before
    qtbot.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
    assert "已加入" in dialog.told.text()
    assert shipped_book("shanxi-2025").review_year == 2025


def test_a_book_with_a_fault_is_shown_with_it_and_cannot_be_added(
    dialog: BooksDialog, pick: Choosing, next_year: Path, qtbot: QtBot
) -> None:
    text = next_year.read_text("utf-8")
    next_year.write_text(text.replace("淘汰率不低于 10%", "淘汰率不低于 12%"), "utf-8")
    pick.opened = next_year
    qtbot.mouseClick(dialog.open_file, Qt.MouseButton.LeftButton)
    assert "淘汰率不低于 12%" in dialog.remarks.toPlainText()
    assert "不能使用" in dialog.told.text()
    assert not dialog.add.isEnabled()
    next_year.write_text("value = 0.5", "utf-8")
    qtbot.mouseClick(dialog.open_file, Qt.MouseButton.LeftButton)
    assert "shanxi-2025.toml" in dialog.told.text()
    assert dialog.told.property("role") == "violation"


def test_nowhere_to_write_is_a_sentence(
    dialog: BooksDialog, pick: Choosing, qtbot: QtBot, tmp_path: Path
) -> None:
    qtbot.mouseClick(dialog.compare, Qt.MouseButton.LeftButton)
    assert "两份规则内容相同。" in dialog.told.text()
    assert "都不变" in dialog.told.text()
    pick.saved = tmp_path / "none" / "对比.xlsx"
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    assert dialog.told.text() == ("无法写入“对比.xlsx”：文件或文件夹不存在，会议数据没有受影响。")


def test_without_a_session_only_the_books_are_compared(
    pick: Choosing, next_year: Path, qapp_dressed: object, qtbot: QtBot
) -> None:
    made = BooksDialog(None, pick, Runner(AtOnce()))
    qtbot.addWidget(made)
    pick.opened = next_year
    qtbot.mouseClick(made.open_file, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(made.compare, Qt.MouseButton.LeftButton)
    assert made.tabs.count() == 1
    assert made.told.text() == "有 1 处不同。"


def test_the_menu_opens_it_over_the_session_and_over_none(window: MainWindow, qtbot: QtBot) -> None:
    for own in (1, 0):
        qtbot.keyClick(
            window,
            Qt.Key.Key_U,
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
        )
        (made,) = window.findChildren(BooksDialog)
        assert made.before.itemText(0).startswith("本会议的规则") == bool(own)
        made.close()
        QApplication.sendPostedEvents(made, QEvent.Type.DeferredDelete)
        qtbot.keyClick(window, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)


def test_by_keys_alone(
    dialog: BooksDialog, pick: Choosing, next_year: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    """Opened, held beside the session's own, both tabs read, kept as a table, closed."""
    key = Qt.Key
    pick.opened, pick.saved = next_year, tmp_path / "对比.xlsx"
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    tab_to(qtbot, dialog.open_file)
    press(qtbot, key.Key_Space)
    assert "可以使用" in dialog.remarks.toPlainText()
    tab_to(qtbot, dialog.after)
    while dialog.after.currentIndex() > 0:
        press(qtbot, key.Key_Up)
    press(qtbot, key.Key_End)
    assert dialog.after.currentText() == "shanxi-2025.toml"
    press(qtbot, key.Key_Return)
    assert "有 1 处不同。" in dialog.told.text()
    tab_to(qtbot, dialog.tabs.tabBar())
    press(qtbot, key.Key_Right)
    assert dialog.tabs.currentIndex() == 1
    touched = dialog.tabs.currentWidget()
    tab_to(qtbot, touched)
    assert at() is touched
    press(qtbot, key.Key_Down)
    tab_to(qtbot, dialog.save)
    press(qtbot, key.Key_Space)
    assert pick.saved.exists()
    press(qtbot, key.Key_Escape)
    assert not dialog.isVisible()
