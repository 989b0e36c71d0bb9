"""F1 in a dialog opens the help at what the dialog is about, and leaves the dialog as it was."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

import zcdesk.ui
from zcdesk.desk import phases
from zcdesk.desk.desk import Desk
from zcdesk.ui.dialog_help import OF_DIALOG, OF_TITLE
from zcdesk.ui.dialogs import AskDialog
from zcdesk.ui.help_pages import page
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.places import MATERIALS
from zcdesk.ui.views.help_window import HelpWindow
from zcdesk.ui.views.keys_dialog import KeysDialog

SOURCES = sorted(Path(zcdesk.ui.__file__).parent.rglob("*.py"))


def dialog_classes() -> Iterator[str]:
    """Every dialog of the window, by the name of its class."""
    known = {"QDialog"}
    trees = [ast.parse(source.read_text("utf-8")) for source in SOURCES]
    for _ in range(2):  # a dialog made of another one
        for tree in trees:
            for node in ast.walk(tree):
                if isinstance(node, ast.ClassDef):
                    bases = {base.id for base in node.bases if isinstance(base, ast.Name)}
                    if bases & known:
                        known.add(node.name)
    return iter(known - {"QDialog"})


def titles() -> Iterator[str]:
    """What stands in the source as the title of a short question; names of people left out."""
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id in ("AskDialog", "SecretDialog") and node.args:
                words = [
                    each.value
                    for each in ast.walk(node.args[0])
                    if isinstance(each, ast.Constant) and isinstance(each.value, str)
                ]
                if words:
                    yield "".join(words)


def test_every_dialog_has_a_place_in_the_help() -> None:
    assert set(dialog_classes()) - {"AskDialog", "HelpWindow"} - set(OF_DIALOG) == set()


def test_every_question_has_a_place_in_the_help() -> None:
    found = list(titles())
    assert len(found) > 15
    lost = [title for title in found if not any(words in title for words, _ in OF_TITLE)]
    # "{n}号{name}：" stands before a verb that is chosen when it is asked.
    assert [title for title in lost if title != "号："] == []


@pytest.mark.parametrize("place", sorted({*OF_DIALOG.values(), *(p for _, p in OF_TITLE)}))
def test_the_heading_is_on_the_page(place: tuple[str, str]) -> None:
    topic, heading = place
    headings = re.findall(r"^#+ (.*)$", page(topic).markdown, re.MULTILINE)
    assert not heading or heading in headings


def test_f1_tells_of_the_dialog_and_escape_goes_back_to_it(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    phases.forward(desk)
    place = window.workplace
    assert place is not None
    place.refresh()
    window.show_page(MATERIALS)
    place.materials.select("002")
    place.materials.side.reject.click()
    (asked,) = [d for d in window.findChildren(AskDialog) if d.isVisible()]
    field = asked.field("reason")
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    field.setFocus()
    field.setPlainText("half typed")  # type: ignore[union-attr]
    assert pressed(asked, qtbot) == ("materials", "怎样做")
    assert asked.isVisible()
    assert field.hasFocus() or asked.focusWidget() is field
    assert asked.answers()["reason"] == "half typed"
    asked.reject()
    window.keys()
    (keys,) = [d for d in window.findChildren(KeysDialog) if d.isVisible()]
    assert pressed(keys, qtbot) == ("session", "口令和密码")
    keys.close()


def pressed(dialog: QDialog, qtbot: QtBot) -> tuple[str, str]:
    """F1 where the keyboard is, what shows, and Escape."""
    qtbot.waitUntil(lambda: dialog.isActiveWindow() and dialog.focusWidget() is not None)
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_F1)
    (helped,) = dialog.findChildren(HelpWindow)
    assert helped.isVisible()
    told = helped.topic, helped.heading
    if helped.heading:  # the heading stands at the top of what shows, or the page ends there
        bar = helped.text.verticalScrollBar()
        assert bar.value() > 0 or bar.maximum() == 0
    qtbot.keyClick(helped.text, Qt.Key.Key_Escape)
    assert not helped.isVisible()
    return told
