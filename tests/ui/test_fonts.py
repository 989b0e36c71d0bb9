"""A font for a rare name, through the window: from the refusal, from the menu, on screen at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from tests.reports.small_font import small_font
from tests.ui.conftest import Choose, an_applicant
from tests.ui.test_accessible import nameless
from tests.ui.test_clipping import clipped
from zcdesk.desk import setup
from zcdesk.desk.desk import Desk
from zcdesk.domain.events import RosterImported
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.theme import FAMILIES
from zcdesk.ui.views.fonts_dialog import FontsDialog

RARE = "\U00031350"


@pytest.fixture
def rare(desk: Desk, window: MainWindow, tmp_path: Path) -> MainWindow:
    """A name that no shipped font draws; a font that does is what the file dialog gives."""
    desk.record([RosterImported("b.xlsx", "0" * 64, (an_applicant("004", f"王{RARE}"),), ())])
    choose(window, tmp_path / "补充.ttf", small_font(RARE))
    return window


def choose(window: MainWindow, path: Path, data: bytes) -> None:
    assert window.workplace is not None
    pick = window.workplace.bench.pick
    assert isinstance(pick, Choose)
    path.write_bytes(data)
    pick.path = path


def dialogs(window: MainWindow) -> list[FontsDialog]:
    return [made for made in window.findChildren(FontsDialog) if made.isVisible()]


def click(qtbot: QtBot, made: QPushButton) -> None:
    assert made.isVisible()
    assert made.isEnabled()
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)


def drawn() -> bool:
    """Whether the window's own type has ink for the character: not the box of a missing one."""
    families = QApplication.font().families()
    return any(QFontMetrics(QFont(f)).inFontUcs4(ord(RARE)) for f in families[len(FAMILIES) :])


def issue_attendance(window: MainWindow, folder: Path, qtbot: QtBot) -> None:
    place = window.workplace
    assert place is not None
    place.at_papers()
    assert isinstance(place.bench.pick, Choose)
    place.bench.pick.path = folder
    click(qtbot, place.result.issuing.issue)


def test_from_the_refusal_to_the_paper(
    rare: MainWindow, desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    place = rare.workplace
    assert place is not None
    assert not drawn()
    issue_attendance(rare, tmp_path, qtbot)
    assert "U+31350" in place.banner.sentence
    assert not list(tmp_path.glob("*.pdf"))
    (dialog,) = dialogs(rare)
    assert dialog.missing.text() == f"■ U+31350　王{RARE}"
    assert nameless(dialog) == []
    assert clipped(dialog) == []

    choose(rare, tmp_path / "不对.ttf", small_font("\U00031351"))
    click(qtbot, dialog.choose)
    assert "换一个字体" in dialog.told.text()
    assert dialog.choose.isEnabled()
    choose(rare, tmp_path / "补充.ttf", small_font(RARE))
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.told.text() == "● 字体已存入会议文件夹。"
    assert dialog.missing.text().startswith("● 没有")
    assert dialog.there.text() == f"1. 补充.ttf（0.0 MB，补“{RARE}”）"
    assert drawn()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)

    issue_attendance(rare, tmp_path, qtbot)
    assert list(tmp_path.glob("attendance-*.pdf"))
    assert not dialogs(rare)

    rare.close_session()
    assert not drawn()
    again = setup.open_session(desk.file.folder, "huiyi-kouling", now=desk.now, random=desk.random)
    rare.show_desk(again)
    assert drawn()


def test_from_the_menu_with_nothing_lacking(window: MainWindow) -> None:
    window.actions_by_id["fonts"].trigger()
    (dialog,) = dialogs(window)
    assert dialog.missing.text() == "● 没有。会议中的字都能显示和打印。"
    assert dialog.there.text() == "没有补充过字体。"


def test_many_characters_are_named_up_to_eight(desk: Desk, window: MainWindow) -> None:
    name = "".join(chr(0x31350 + n) for n in range(10))
    desk.record([RosterImported("b.xlsx", "0" * 64, (an_applicant("004", name),), ())])
    window.actions_by_id["fonts"].trigger()
    (dialog,) = dialogs(window)
    assert dialog.missing.text().count("■") == 8
    assert dialog.missing.text().endswith("等 10 个字")
