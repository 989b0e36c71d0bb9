"""The help is read and searched by keys alone: opened, followed, searched, closed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.by_keys import at, press, say
from tests.ui.test_clipping import SCREEN, clipped, settle, worn  # noqa: F401 - a fixture
from zcdesk.desk.resources import resources_folder
from zcdesk.ui.help_pages import TOPICS, page, title
from zcdesk.ui.help_search import find
from zcdesk.ui.look import Look
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.places import KIOSK
from zcdesk.ui.theme import wear
from zcdesk.ui.views.help_window import HelpWindow

KEY = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def marked(help_: HelpWindow) -> list[str]:
    return [each.cursor.selectedText() for each in help_.text.extraSelections()]  # type: ignore[attr-defined]


def in_sight(help_: HelpWindow) -> bool:
    """What is marked first stands in the view."""
    mark = help_.text.extraSelections()[0]  # kept: its cursor goes with it
    rect = help_.text.cursorRect(mark.cursor)  # type: ignore[attr-defined]
    return help_.text.viewport().rect().contains(rect)


def after_f1(window: MainWindow, qtbot: QtBot) -> HelpWindow:
    """The help that F1 opens."""
    window.activateWindow()
    QApplication.processEvents()
    press(qtbot, KEY.Key_F1)
    made = window.beside.help
    assert made is not None
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


@pytest.fixture
def opened(qapp_dressed: QApplication, qtbot: QtBot) -> Iterator[HelpWindow]:
    """The help by itself."""
    below = QWidget()
    made = HelpWindow(below)
    made.show_topic("materials")
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    below.deleteLater()


def test_f1_contents_links_and_escape(window: MainWindow, qtbot: QtBot) -> None:
    assert window.workplace is not None
    window.show_page(1)
    opened = after_f1(window, qtbot)
    assert opened.topic == "materials"
    assert at() is opened.text
    while at() is not opened.contents:
        press(qtbot, KEY.Key_Tab, SHIFT)
    press(qtbot, KEY.Key_Home)
    assert opened.topic == TOPICS[0]
    press(qtbot, KEY.Key_Down)
    press(qtbot, KEY.Key_Down)
    assert (opened.topic, opened.text.document().begin().text()) == ("start", title("start"))
    # The page's own links: Tab goes from one to the next, Return follows it.
    press(qtbot, KEY.Key_Tab)
    for _ in range(3):
        press(qtbot, KEY.Key_Tab)
        if opened.text.textCursor().selectedText() == "新建会议":
            break
    press(qtbot, KEY.Key_Return)
    assert opened.topic == "new"
    # Ctrl+F is the help's here, and the applicants' once it is closed.
    press(qtbot, KEY.Key_F, CTRL)
    assert at() is opened.search.words
    press(qtbot, KEY.Key_Escape)
    assert not opened.isVisible()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    press(qtbot, KEY.Key_F, CTRL)
    assert at() is window.workplace.materials.list.search


def test_words_are_found_gone_to_and_marked(opened: HelpWindow, qtbot: QtBot) -> None:
    press(qtbot, KEY.Key_F, CTRL)
    assert at() is opened.search.words
    say("投票密码")
    press(qtbot, KEY.Key_Return)
    first = opened.topic
    assert set(marked(opened)) == {"投票密码"}
    assert in_sight(opened)
    assert opened.search.told.text() == f"找到 {opened.search.hits.count()} 处"
    # On to the next, also on another page; back again.
    pages = []
    for _ in range(opened.search.hits.count() - 1):
        press(qtbot, KEY.Key_F3)
        pages.append(opened.topic)
        assert set(marked(opened)) == {"投票密码"}
        assert in_sight(opened)
    assert len(set(pages)) > 2
    press(qtbot, KEY.Key_F3)
    assert opened.topic == first
    press(qtbot, KEY.Key_F3, SHIFT)
    assert opened.topic == pages[-1]
    # The list of what was found is a stop of its own.
    press(qtbot, KEY.Key_Tab)
    assert at() is opened.search.hits
    press(qtbot, KEY.Key_Home)
    press(qtbot, KEY.Key_Return)
    assert opened.topic == first
    # Esc gives the contents back, once more closes.
    press(qtbot, KEY.Key_Escape)
    assert opened.isVisible()
    assert (opened.contents.isVisible(), marked(opened)) == (True, [])
    press(qtbot, KEY.Key_Escape)
    assert not opened.isVisible()


def test_initials_small_letters_and_several_words(opened: HelpWindow, qtbot: QtBot) -> None:
    press(qtbot, KEY.Key_F, CTRL)
    qtbot.keyClicks(at(), "tpsfbm")
    press(qtbot, KEY.Key_Return)
    assert opened.topic == "secrecy"
    assert marked(opened) == ["投票是否保密"]
    press(qtbot, KEY.Key_F, CTRL)
    qtbot.keyClicks(at(), "pdf")
    texts = [hit.part.text.casefold() for hit in find("pdf")]
    press(qtbot, KEY.Key_Down)
    press(qtbot, KEY.Key_Return)
    assert len(texts) > 2
    assert len(texts) == opened.search.hits.count()
    assert marked(opened)[0].casefold() == "pdf"
    both = find("监督员 口令")
    assert both
    assert all("监督员" in hit.part.text and "口令" in hit.part.text for hit in both)


def test_nothing_found_is_a_sentence_and_much_is_cut(opened: HelpWindow, qtbot: QtBot) -> None:
    press(qtbot, KEY.Key_F, CTRL)
    say("子虚乌有")
    press(qtbot, KEY.Key_Return)
    assert opened.search.told.text() == ("帮助里没有“子虚乌有”。请换个词，或者只输入其中两三个字。")
    assert (opened.topic, marked(opened)) == ("materials", [])
    press(qtbot, KEY.Key_A, CTRL)
    say("会")
    press(qtbot, KEY.Key_Return)
    assert opened.search.told.text() == (
        f"找到 {len(find('会'))} 处，列出前 60 处。多输几个字，找得更准。"
    )
    assert opened.search.hits.count() == 60
    # F1 elsewhere begins anew.
    opened.show_topic("voting")
    assert (opened.search.words.text(), opened.contents.isVisible()) == ("", True)


@pytest.mark.parametrize("key", TOPICS)
def test_every_page_is_searched(key: str, qapp_dressed: QApplication) -> None:
    """A word of its text, taken from the page's source and not from the index."""
    shown = page(key)
    last = [line for line in (shown.markdown or shown.html).splitlines() if line.strip()][-1]
    word = max(
        ("".join(c if "一" <= c <= "鿿" else " " for c in last)).split() or [title(key)], key=len
    )
    assert key in {hit.part.topic for hit in find(word)}


def test_a_member_at_the_ballot_searches_nothing(window: MainWindow, qtbot: QtBot) -> None:
    assert window.workplace is not None
    window.workplace.whole.setCurrentIndex(KIOSK)
    window.workplace.state_changed.emit()
    made = after_f1(window, qtbot)
    press(qtbot, KEY.Key_F, CTRL)
    assert at() is made.text
    assert not made.search.isVisible()
    press(qtbot, KEY.Key_Escape)


def test_large_text_leaves_the_search_its_room(
    opened: HelpWindow,
    qapp_dressed: QApplication,
    worn: None,  # noqa: F811
    qtbot: QtBot,
) -> None:
    wear(qapp_dressed, resources_folder(), Look.of("light", "28"))
    opened.resize(SCREEN[0] - 40, SCREEN[1] - 60)
    press(qtbot, KEY.Key_F, CTRL)
    for words in ("回避", "子虚乌有"):
        press(qtbot, KEY.Key_A, CTRL)
        say(words)
        press(qtbot, KEY.Key_Return)
        settle()
        assert clipped(opened) == []
        assert opened.width() <= SCREEN[0]
        assert opened.height() <= SCREEN[1]


def test_the_keys_are_on_the_page_of_shortcuts(qapp_dressed: QApplication) -> None:
    told = page("shortcuts").html
    assert "帮助窗口" in told
    assert "在帮助中查找" in told
