"""What stands on the screen is Chinese: each English word there is one that offices know, or a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QGroupBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.test_accessible import pages_of_a_session
from tests.ui.test_clipping import screens_without_one
from tests.ui.test_dialog_tabs import every_dialog
from zcdesk.desk import phases
from zcdesk.desk.desk import Desk
from zcdesk.ui.main_window import MainWindow

KNOWN = {
    *("PDF", "USB", "PIN", "Excel", "WPS", "CSV", "A3", "A4", "U"),
    *("Ctrl", "Shift", "Alt", "Tab", "Esc", "Del", "Home", "End"),
}
"""What offices know as it is, and what is printed on the keys."""
FORMATS = {"Parquet", "TTF", "TTC", "Apache-2.0"}
"""Names of formats and of a licence: there is no Chinese one, and whoever asks for it knows it."""
MARKS = re.compile(
    r"\S*[/\\]\S*"  # a path
    r"|[\w()（）.-]*\.(?:zcd|xlsx|pdf|zip|json|toml|csv|txt|p12|pfx|pem|duckdb|7z|age|ttf)\b"
    r"|\b(?:[0-9a-f]{4}[ -]?){2,}\b"  # a digest
    r"|\b(?:[0-9A-Z]{4}-){2,}[0-9A-Z]{4}\b"  # a code
    r"|“[^”]*”"  # what somebody wrote
    r"|\bF[0-9]{1,2}\b"
    r"|(?<![A-Za-z])[A-Z]{1,3}[0-9]+\b"  # a cell
    r"|(?<![A-Za-z])[A-Z](?![A-Za-z])"  # a key, a grade, a letter of a code
)
WORD = re.compile(r"[A-Za-z][A-Za-z0-9#.+-]*")


def bare(text: str) -> list[str]:
    """English words of a text that nobody has to know."""
    plain = re.sub(r"<[^>]*>", " ", text)
    return [
        word
        for word in WORD.findall(MARKS.sub(" ", plain))
        if not {each for each in re.split(r"[+.\-0-9=]", word) if each} <= KNOWN
        and word not in FORMATS
    ]


def told(top: QWidget) -> Iterator[str]:
    """Everything that is read on a screen, and what is spoken or shown about its parts."""
    yield top.windowTitle()
    shown = [w for w in (top, *top.findChildren(QWidget)) if w.isVisible() and w.window() is top]
    for widget in shown:
        yield from (widget.toolTip(), widget.accessibleName())
        match widget:
            case QLabel() | QAbstractButton():
                yield widget.text()
            case QLineEdit() | QPlainTextEdit():
                yield widget.placeholderText()
            case QGroupBox():
                yield widget.title()
            case QComboBox():
                yield from (widget.itemText(n) for n in range(widget.count()))
            case QTabBar():
                yield from (widget.tabText(n) for n in range(widget.count()))
            case QTableView():
                model, across = widget.model(), Qt.Orientation.Horizontal
                count = model.columnCount() if model is not None else 0
                yield from (str(model.headerData(n, across) or "") for n in range(count))
            case _:
                pass
        for action in widget.findChildren(QAction):
            yield action.text()


def test_no_screen_and_no_dialog_speaks_english(
    window: MainWindow, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    phases.forward(desk)
    found: dict[str, None] = {}

    def look(name: str, top: QWidget) -> None:
        QApplication.processEvents()
        for text in told(top):
            if words := bare(text):
                found[f"{name}: {'、'.join(words)} in {text[:60]!r}"] = None

    for name, top in pages_of_a_session(window):
        look(name, top)
    for dialog in every_dialog(window, desk, tmp_path):
        ours = not dialog.isVisible()
        if ours:
            dialog.open()
        look(type(dialog).__name__, dialog)
        if ours:
            dialog.reject()
            dialog.hide()
            dialog.deleteLater()
    for name, top in screens_without_one(window):
        look(name, top)
    assert not found, "\n".join(["", *found])


def test_the_guard_bites(qapp_dressed: QApplication, qtbot: QtBot) -> None:
    top = QDialog()
    qtbot.addWidget(top)
    line = QLineEdit(top)
    line.setPlaceholderText("从脚本（TOML）填入")
    line.setToolTip("open the file")
    button = QLabel("存为工作簿（xlsx）…", top)
    button.setAccessibleName("按 Ctrl+Shift+F1，选“abc.zip”，F5 投影，存为 PDF")
    top.show()
    assert [word for text in told(top) for word in bare(text)] == [
        *("open", "the", "file", "TOML", "xlsx"),
    ]
