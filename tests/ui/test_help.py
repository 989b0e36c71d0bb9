"""Help for every screen, the secrecy page held to tests that exist, licences of everything shipped."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QFont, QImage, QTextDocument
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from zcdesk.desk.manual import promises
from zcdesk.desk.resources import resources_folder
from zcdesk.ui.actions import ACTIONS, PAGES
from zcdesk.ui.help_pages import TOPICS, page, title
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.places import KIOSK, LOCK, SCORING, STUDY
from zcdesk.ui.views.about_dialog import AboutDialog, parts

MANUAL = resources_folder() / "manual"
MADE = {"shortcuts", "secrecy", "articles"}
"""Pages that are made from tables."""


def press_f1(window: MainWindow) -> str:
    window.activateWindow()
    window.actions_by_id["help"].trigger()
    assert window.beside.help is not None
    assert window.beside.help.isVisible()
    topic = window.beside.help.topic
    window.beside.help.close()
    return topic


def test_f1_opens_the_page_of_the_screen(window: MainWindow) -> None:
    place = window.workplace
    assert place is not None
    told = []
    for number in range(len(PAGES)):
        window.show_page(number)
        told.append(press_f1(window))
    for number in (KIOSK, SCORING, LOCK, STUDY):
        place.whole.setCurrentIndex(number)
        place.state_changed.emit()
        told.append(press_f1(window))
        assert not window.beside.help.contents.isVisible()
    place.whole.setCurrentIndex(0)
    for go in (window.open_session, window.new_session, window.verify, window.gather):
        go()
        told.append(press_f1(window))
    assert told == [
        *("session", "materials", "attendance", "defense", "voting", "result"),
        *("kiosk", "scoring", "lock", "study"),
        *("start", "new", "verify", "gather"),
    ]
    # What is left are pages that no screen of the window has for its own.
    assert set(TOPICS) - set(told) == {
        *("hour", "install", "projector", "papers", "trouble"),
        *("members", "holders", "receiver", "articles", "shortcuts", "secrecy"),
    }


@pytest.mark.parametrize("key", TOPICS)
def test_every_page_has_a_title_and_says_something(key: str, qapp_dressed: QApplication) -> None:
    shown = page(key)
    text = shown.markdown or shown.html
    assert len(re.findall(r"[一-鿿]", text)) > 30
    assert shown.title
    # Offline: a link leads to another page of the help, and nowhere else.
    for link in re.findall(r"\]\(([^)]*)\)|href=['\"]([^'\"]*)", text):
        target = "".join(link)
        if target.startswith("picture:"):
            continue
        assert target.removeprefix("topic:") in TOPICS, target


def test_no_page_is_left_over() -> None:
    assert {path.stem for path in MANUAL.glob("*.md")} == set(TOPICS) - MADE
    assert [title(key) for key in ("start", "secrecy")] == ["开始", "投票是否保密"]


def test_links_lead_to_pages(window: MainWindow, qtbot: QtBot) -> None:
    window.help_on("start")
    assert window.beside.help is not None
    window.beside.help.text.anchorClicked.emit(QUrl("topic:verify"))
    assert window.beside.help.topic == "verify"
    window.beside.help.text.anchorClicked.emit(QUrl("https://example.org/"))
    assert window.beside.help.topic == "verify"
    qtbot.keyClick(window.beside.help, Qt.Key.Key_Escape)
    assert not window.beside.help.isVisible()


def test_no_page_lends_its_look_to_the_next(window: MainWindow) -> None:
    """The first line is the heading, what follows is not; pictures are there and fit."""
    for topic in ("trouble", "voting", "kiosk"):
        window.help_on(topic)
        assert window.beside.help is not None
        text = window.beside.help.text
        first = text.document().begin()
        assert (first.text(), first.blockFormat().headingLevel()) == (title(topic), 1)
        assert first.next().begin().fragment().charFormat().fontWeight() == QFont.Weight.Normal
        QApplication.processEvents()
        if topic == "trouble":
            continue
        shown = text.loadResource(
            QTextDocument.ResourceType.ImageResource.value, QUrl("picture:line")
        )
        assert isinstance(shown, QImage)
        assert 300 < shown.deviceIndependentSize().width() <= text.viewport().width()


def test_every_shortcut_is_on_the_page_of_shortcuts(qapp_dressed: QApplication) -> None:
    told = page("shortcuts").html
    for action in ACTIONS:
        if action.shortcut:
            assert action.text in told
    for key in ("Ctrl+N", "F1", "F5", "1 2 3", "Esc"):
        assert key in told


# --- 投票是否保密 ---------------------------------------------------------------------------------


def functions_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def missing(root: Path, names: tuple[str, ...]) -> list[str]:
    gone = []
    for name in names:
        file, _, function = name.partition("::")
        path = root / file
        if (
            not path.is_file()
            or not function.startswith("test_")
            or function not in functions_of(path)
        ):
            gone.append(name)
    return gone


def test_each_promise_names_tests_that_exist(root: Path) -> None:
    lines = promises()
    assert len(lines) >= 8
    for line in lines:
        assert missing(root, line.tests) == []
        # Only what no program can prevent stands without a test.
        assert bool(line.tests) == (line.safe != "nobody")
    assert {line.safe for line in lines} == {"yes", "no", "nobody"}


def test_the_guard_of_promises_bites(root: Path) -> None:
    names = ("tests/store/test_secrecy.py::test_that_is_not_there", "tests/none.py::test_a")
    assert missing(root, names) == list(names)


def test_the_page_shows_every_promise_with_its_proof(qapp_dressed: QApplication) -> None:
    told = page("secrecy").html
    for line in promises():
        assert line.why in told
        for test in line.tests:
            assert test.partition("::")[2] in told


# --- 关于 ------------------------------------------------------------------------------------------


def shipped(root: Path) -> set[str]:
    """Every package that an installation brings in, by uv.lock."""
    lock = tomllib.loads((root / "uv.lock").read_text("utf-8"))
    packages = {each["name"]: each for each in lock["package"]}
    seen: set[str] = set()
    todo = ["zcdesk"]
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            found = packages[name]
            todo += [each["name"] for each in found.get("dependencies", ())]
            for extra in found.get("optional-dependencies", {}).values():
                todo += [each["name"] for each in extra] if name == "zcdesk" else []
    return seen - {"zcdesk"}


def test_everything_shipped_is_listed_with_its_licence(root: Path) -> None:
    listed = tomllib.loads((root / "resources/licences/libraries.toml").read_text("utf-8"))
    entries = listed["library"]
    assert {each["package"] for each in entries if "package" in each} == shipped(root)
    assert all(each["licence"] and each["use"] for each in entries)


def test_every_font_comes_with_the_text_of_its_licence(root: Path) -> None:
    told = {part.name: " ".join(part.licence.split()) for part in parts(resources_folder())}
    texts = sorted((root / "resources" / "fonts").glob("LICENSE-*.txt"))
    assert len(texts) == 5
    fonts = [licence for name, licence in told.items() if name.startswith("字体")]
    assert len(fonts) == 5
    for path in texts:
        assert any(" ".join(path.read_text("utf-8").split()) in licence for licence in fonts), path


def test_about_shows_what_is_chosen(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_by_id["about"].trigger()
    (dialog,) = window.findChildren(AboutDialog)
    first = dialog.text.toPlainText()
    qtbot.keyClick(dialog.list, Qt.Key.Key_End)
    assert dialog.text.toPlainText() not in ("", first)
    qtbot.mouseClick(dialog.done_button, Qt.MouseButton.LeftButton)
