"""A person without a mouse: keys go to whatever has the keyboard, and Tab leads to the next."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

MOST = 60
"""No window has so many stops."""


def at() -> QWidget:
    """Where the keyboard is: an open menu, or what has the focus."""
    menu = QApplication.activePopupWidget()
    focus = menu if isinstance(menu, QMenu) else QApplication.focusWidget()
    assert focus is not None, "nothing has the keyboard"
    return focus


def press(qtbot: QtBot, key: Qt.Key, held: Qt.KeyboardModifier | None = None) -> None:
    """Press a key where the keyboard is."""
    qtbot.keyClick(at(), key, held or Qt.KeyboardModifier.NoModifier)
    QApplication.processEvents()


def say(text: str) -> None:
    """Chinese comes from an input method, not from keys."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(at(), event)
    QApplication.processEvents()


def tab_to(qtbot: QtBot, wanted: QWidget) -> None:
    """Press Tab until the keyboard is there."""
    for _ in range(MOST):
        if QApplication.focusWidget() is wanted:
            return
        press(qtbot, Qt.Key.Key_Tab)
    msg = f"Tab does not lead to {wanted.accessibleName()}"
    raise AssertionError(msg)


def pick_in_menu(qtbot: QtBot, words: str) -> None:
    """Down to a line of the open menu, and Return."""
    menu = at()
    assert isinstance(menu, QMenu)
    for _ in range(MOST):
        chosen = menu.activeAction()
        # PySide gives None where nothing is chosen; its stubs do not say so.
        if chosen is not None and chosen.text().startswith(words):
            press(qtbot, Qt.Key.Key_Return)
            return
        press(qtbot, Qt.Key.Key_Down)
    msg = f"no line {words}"
    raise AssertionError(msg)
