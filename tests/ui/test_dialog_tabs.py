"""The Tab key in every dialog: once round all of its stops, in the order of reading, and no trap."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, pairwise
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui import test_every_dialog, test_secrecy_dialogs
from tests.ui.test_accessible import alone, nameless
from tests.ui.test_clipping import dialogs_of_papers, screens_of_a_session, settle
from tests.ui.test_dialog_help import dialog_classes
from zcdesk.desk import phases
from zcdesk.desk.desk import Desk
from zcdesk.ui.main_window import MainWindow

MOST = 400
"""No dialog has so many stops."""
LINKS = 60
"""Presses that may stay in one stop: a text leads from link to link."""
SLACK = 8


def called(widget: QWidget) -> str:
    return f"{type(widget).__name__} “{widget.accessibleName()[:16]}”"


def cycle(top: QWidget) -> tuple[list[QWidget], str]:
    """Where the Tab key leads, from the first stop until one comes again, and what is wrong."""
    found: list[QWidget] = []
    stayed = 0
    for _ in range(MOST):
        focus = QApplication.focusWidget()
        if focus is None or focus.window() is not top:
            return found, "the keyboard is lost"
        if found and focus is found[-1]:
            stayed += 1
            if stayed > LINKS:
                return found, f"{called(focus)} is a trap"
        elif focus in found:
            return found, "" if focus is found[0] else f"{called(focus)} comes before the first"
        else:
            found.append(focus)
            stayed = 0
        QTest.keyClick(focus, Qt.Key.Key_Tab)
        if len(found) == 1 and QApplication.focusWidget() is focus and stayed > 1:
            return found, ""  # the only stop
    return found, "no end"


def wanted(top: QWidget) -> list[QWidget]:
    """What shows and takes the keyboard."""
    return [
        w
        for w in top.findChildren(QWidget)
        if w.isVisible()
        and w.window() is top
        and w.isEnabled()
        and w.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus
        and w.focusProxy() is None
        and not w.objectName().startswith("qt_")
        and alone(w)
    ]


def place(widget: QWidget, top: QWidget) -> QRect:
    return QRect(widget.mapTo(top, QPoint(0, 0)), widget.size())


def against_reading(found: list[QWidget], top: QWidget) -> list[str]:
    """Steps up or to the left; one of them leads round to the first stop again."""
    back = []
    for before, after in pairwise([*found, found[0]] if found else []):
        a, b = place(before, top), place(after, top)
        below, right = b.top() >= a.bottom() - SLACK, b.left() >= a.right() - SLACK
        if not (below or right or a.contains(b.center())):
            back.append(f"{called(before)} → {called(after)}")
    return [] if len(back) <= 1 else back


def troubles(dialog: QDialog, qtbot: QtBot) -> list[str]:
    """What is wrong with the Tab key here."""
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    settle()
    if dialog.focusWidget() is None:
        stops = wanted(dialog)
        return [] if not stops else ["nothing has the keyboard"]
    found, wrong = cycle(dialog)
    missed = [f"Tab does not reach {called(w)}" for w in wanted(dialog) if w not in found]
    return [*([wrong] if wrong else []), *missed, *against_reading(found, dialog)]


def every_dialog(window: MainWindow, desk: Desk, folder: Path) -> Iterator[QDialog]:
    """Each kind of dialog, some of them in several states."""
    assert window.workplace is not None
    walked = chain(dialogs_of_papers(window), screens_of_a_session(window))
    for _, top in walked:
        if isinstance(top, QDialog):
            yield top
    yield from test_every_dialog.dialogs(window, desk, folder / "申报材料")
    yield from test_secrecy_dialogs.dialogs(window.workplace, folder)


def test_tab_goes_once_round_every_dialog(
    window: MainWindow, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    phases.forward(desk)
    found, forgotten = [], set(dialog_classes())
    for dialog in every_dialog(window, desk, tmp_path):
        ours = not dialog.isVisible()
        if ours:
            dialog.open()
        name = type(dialog).__name__
        forgotten.discard(name)
        found += [f"{name} {dialog.windowTitle()}: {each}" for each in troubles(dialog, qtbot)]
        found += [f"{name}: {each} has no name" for each in nameless(dialog)]
        if ours:
            dialog.reject()
            dialog.hide()
            dialog.deleteLater()
    assert not found, "\n".join(["", *dict.fromkeys(found)])
    assert forgotten == set()


def test_the_guard_bites(qapp_dressed: QApplication, qtbot: QtBot) -> None:
    top = QDialog()
    qtbot.addWidget(top)
    trap, line = QPlainTextEdit(), QLineEdit()
    first, second = QPushButton("一"), QPushButton("二")
    for each, name in ((trap, "陷阱"), (line, "行"), (first, "一"), (second, "二")):
        each.setAccessibleName(name)
    across = QHBoxLayout()
    across.addWidget(first)
    across.addWidget(second)
    whole = QVBoxLayout(top)
    for each in (line, trap):
        whole.addWidget(each)
    whole.addLayout(across)
    top.open()
    line.setFocus()
    assert "QPlainTextEdit “陷阱” is a trap" in troubles(top, qtbot)
    trap.setTabChangesFocus(True)
    line.setFocus()
    assert troubles(top, qtbot) == []
    QWidget.setTabOrder(second, line)
    QWidget.setTabOrder(first, second)
    QWidget.setTabOrder(line, first)
    QWidget.setTabOrder(first, trap)
    line.setFocus()
    assert [each.split(" →")[0] for each in troubles(top, qtbot)] != []
