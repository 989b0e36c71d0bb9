"""The menus, made from the table of commands, and their state."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from zcdesk.ui.actions import ACTIONS, Action, State


def build_menus(window: QMainWindow, run: Callable[[Action], None]) -> dict[str, QAction]:
    """Fill the menu bar of a window; `run` is told which command was chosen."""
    bar = window.menuBar()
    menus = {name: bar.addMenu(name) for name in dict.fromkeys(a.menu for a in ACTIONS)}
    below: dict[str, QMenu] = {}
    made: dict[str, QAction] = {}
    for action in ACTIONS:
        menu = menus[action.menu]
        if action.rule_before:
            menu.addSeparator()
        if action.submenu:
            if action.submenu not in below:
                below[action.submenu] = menu.addMenu(action.submenu)
            menu = below[action.submenu]
        made[action.id] = _entry(window, action, run)
        menu.addAction(made[action.id])
    return made


def _entry(window: QMainWindow, action: Action, run: Callable[[Action], None]) -> QAction:
    made = QAction(action.text, window)
    if action.shortcut:
        made.setShortcut(QKeySequence(action.shortcut))
    made.setCheckable(action.chosen is not None)
    made.triggered.connect(lambda: run(action))
    # The menu is out of sight while a member sits here; what is allowed still works.
    window.addAction(made)
    return made


def settle_menus(made: dict[str, QAction], state: State) -> None:
    """Allow what is possible as things stand, and tick what is chosen."""
    for action in ACTIONS:
        entry = made[action.id]
        entry.setEnabled(action.when(state))
        if action.chosen is not None:
            entry.setChecked(action.chosen(state))
