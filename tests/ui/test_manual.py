"""The manual speaks of the program that there is: every name it quotes, every picture, every page."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from zcdesk.desk import manual
from zcdesk.desk.resources import resources_folder
from zcdesk.ui.actions import ACTIONS, PAGES
from zcdesk.ui.help_pages import TOPICS, key_groups
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.views.manual_dialog import ManualDialog
from zcdesk.ui.views.paper_dialog import PaperDialog

MANUAL = resources_folder() / "manual"
TEXTS = {path.stem: path.read_text("utf-8") for path in sorted(MANUAL.glob("*.md"))}
PRESSED = {
    *("button", "QPushButton", "QCheckBox", "addMenu", "addAction", "addTab", "setTabText"),
    *("Command", "AskDialog", "SignIn", "_menu"),
}
"""What makes something that one presses: buttons, boxes, tabs, entries of menus."""
SET_LATER = {"进入{phase}", "去封存", "还缺 {n} 项"}
"""Texts of the head's buttons, which change with the phase."""


def called(node: ast.Call) -> str:
    match node.func:
        case ast.Name(name) | ast.Attribute(attr=name):
            return name
    return ""


def words(node: ast.AST) -> set[str]:
    return {
        each.value
        for each in ast.walk(node)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    }


def names_in(source: str) -> set[str]:
    """Texts of everything that is pressed in a module; {…} stands for what is filled in."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and called(node) in PRESSED:
            found |= {name for each in node.args for name in words(each)}
        if isinstance(node, ast.ClassDef) and any("Enum" in ast.dump(b) for b in node.bases):
            found |= words(node)
    return found


@pytest.fixture(scope="module")
def names(root: Path) -> set[str]:
    found = {action.text for action in ACTIONS} | {action.menu for action in ACTIONS} | {*PAGES}
    for path in sorted((root / "zcdesk" / "ui").rglob("*.py")):
        found |= names_in(path.read_text("utf-8"))
    head = root / "zcdesk" / "ui" / "views" / "header.py"
    assert words(ast.parse(head.read_text("utf-8"))) >= SET_LATER
    return {name for name in found | SET_LATER if re.search(r"[一-鿿]", name)}


def quoted(text: str) -> list[str]:
    return re.findall(r"「([^」]*)」", text)


def unknown(text: str, names: set[str]) -> list[str]:
    """Names quoted in a text that nothing of the window bears."""
    patterns = [re.sub(r"\\\{\w*\\\}", ".+", re.escape(name)) for name in names if "{" in name]
    return [
        name
        for name in quoted(text)
        if name not in names and not any(re.fullmatch(pattern, name) for pattern in patterns)
    ]


def test_every_name_quoted_is_on_a_button_a_tab_or_in_a_menu(names: set[str]) -> None:
    told = TEXTS | {"articles": manual.section("articles", {})}
    assert sum(len(quoted(text)) for text in told.values()) > 150
    gone = {key: each for key, text in told.items() if (each := unknown(text, names))}
    assert gone == {}


def test_a_name_that_was_changed_is_found(names: set[str]) -> None:
    assert unknown("点「开箱计票…」，再点「进入材料审核」。", names) == []
    assert unknown("点「开箱点票…」。", names) == ["开箱点票…"]
    assert names_in('button(self.tr("投"), f)\nlabel(self.tr("话"))\n') == {"投"}


def test_every_section_is_help_and_bound(qapp_dressed: QApplication) -> None:
    bound = {key for each in manual.booklets() for key in (*each.sections, *each.appendices)}
    assert bound == set(TOPICS)
    whole = manual.booklets()[0]
    for text in TEXTS.values():
        for topic in re.findall(r"\(topic:([^)]*)\)", text):
            assert topic in TOPICS
    assert {"hour", "install", "trouble", "articles"} <= {*whole.sections, *whole.appendices}


def test_keys_named_are_the_keys_that_there_are() -> None:
    """「签署…」（Ctrl+Shift+S）: what stands behind a command's name is its key."""
    keys = {action.text: action.shortcut for action in ACTIONS}
    checked = 0
    for text in TEXTS.values():
        for name, key in re.findall(r"「([^」]*)」（((?:Ctrl|Shift|Alt)\+[^，）]*)）", text):
            assert keys.get(name, key) == key, name
            checked += name in keys
    assert checked >= 10


def test_a_booklet_is_saved_from_the_menu(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.actions_by_id["manual"].trigger()
    (dialog,) = window.findChildren(ManualDialog)
    assert all(each.accessibleName() for each in dialog.findChildren(QAbstractButton))
    qtbot.keyClick(dialog.list, Qt.Key.Key_Down)
    monkeypatch.setattr(window._outside.pick, "save", lambda *asked: asked[-1](tmp_path / "a.pdf"))
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.save.isEnabled, timeout=20_000)
    assert dialog.told.text().startswith("已存为“a.pdf”")
    members = manual.booklets()[1]
    assert (tmp_path / "a.pdf").read_bytes() == manual.bind(members, key_groups())
    monkeypatch.setattr(window._outside.pick, "folder", lambda *asked: asked[-1](tmp_path / "none"))
    qtbot.mouseClick(dialog.save_all, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.save.isEnabled, timeout=20_000)
    assert dialog.told.text().startswith("无法写入“使用手册.pdf”")
    dialog.reject()


def test_a_booklet_is_shown_and_printed(window: MainWindow, qtbot: QtBot) -> None:
    window.manual()
    (dialog,) = [each for each in window.findChildren(ManualDialog) if each.isVisible()]
    dialog.list.setCurrentRow(2)
    qtbot.mouseClick(dialog.print, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(dialog.findChildren(PaperDialog)), timeout=20_000)
    (paper,) = dialog.findChildren(PaperDialog)
    assert paper.windowTitle() == "主任委员和监督员须知"
    qtbot.waitUntil(lambda: bool(paper.form.paper.text()), timeout=20_000)
    assert "1" in paper.form.paper.text()
    assert dialog._kept is not None
    folder = Path(dialog._kept.name)
    assert (folder / "主任委员和监督员须知.pdf").is_file()
    paper.reject()
    dialog.reject()
    assert not folder.exists()
