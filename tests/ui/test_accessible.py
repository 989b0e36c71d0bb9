"""Whoever works by keyboard or by ear reaches everything: names, order, and a focus that is seen."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.test_clipping import dialogs_of_papers
from zcdesk.ui.actions import PAGES
from zcdesk.ui.dialogs import Ask, AskDialog
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.places import KIOSK, LOCK, SCORING, STUDY
from zcdesk.ui.views.move_dialog import MoveDialog

SPOKEN = {
    QAccessible.Role.PushButton,
    QAccessible.Role.CheckBox,
    QAccessible.Role.RadioButton,
    QAccessible.Role.ComboBox,
    QAccessible.Role.EditableText,
    QAccessible.Role.List,
    QAccessible.Role.Table,
    QAccessible.Role.Tree,
    QAccessible.Role.Slider,
    QAccessible.Role.PageTab,
    QAccessible.Role.MenuItem,
    QAccessible.Role.SpinBox,
}
"""What a screen reader stops at."""


def walk(found: QAccessibleInterface, depth: int = 0) -> Iterator[QAccessibleInterface]:
    """Every accessible thing below, cells of tables apart: their texts are names."""
    yield found
    tables = (QAccessible.Role.Table, QAccessible.Role.List, QAccessible.Role.Tree)
    if found.role() in tables or depth > 40:
        return
    for place in range(found.childCount()):
        child = found.child(place)
        if child is not None and child.isValid():
            yield from walk(child, depth + 1)


def nameless(top: QWidget) -> list[str]:
    """What a screen reader would stop at and could not name."""
    gone = []
    for each in walk(QAccessible.queryAccessibleInterface(top)):
        state = each.state()
        if each.role() not in SPOKEN or state.invisible:
            continue
        inner = each.object()
        own = inner is not None and inner.objectName().startswith("qt_")
        parent = inner.parent() if inner is not None else None
        # The line inside an editable list or a date is spoken by the list's own name.
        held = parent is not None and hasattr(parent, "lineEdit")
        if not own and not held and not each.text(QAccessible.Text.Name).strip():
            gone.append(f"{each.role().name} {type(inner).__name__} in {type(parent).__name__}")
    return gone


def pages_of_a_session(window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """The pages, and what takes their place for members."""
    place = window.workplace
    assert place is not None
    for number, name in enumerate(PAGES):
        window.show_page(number)
        yield name, window
    for number, name in ((KIOSK, "投票屏"), (SCORING, "评分"), (LOCK, "锁定"), (STUDY, "阅卷")):
        place.whole.setCurrentIndex(number)
        yield name, window
    place.whole.setCurrentIndex(0)


def screens(window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    yield from pages_of_a_session(window)
    window.help_on("secrecy")
    yield "帮助", window.beside.help
    window.beside.help.close()
    for name, go in (
        ("关于", window.about),
        ("选择列", window.choose_columns),
        ("使用手册", window.manual),
    ):
        window.show_page(1)
        go()
        dialog = [d for d in window.findChildren(QDialog) if d.isVisible()][-1]
        yield name, dialog
        dialog.close()
    fields = [Ask("a", "理由", long=True), Ask("b", "文号"), Ask("c", "谁", choices=(("1", "一"),))]
    asked = AskDialog("豁免", "说明", fields, "记录", window)
    asked.show()
    yield "询问", asked
    asked.close()
    assert window.workplace is not None
    people = window.workplace.bench.case.applicants.values()
    moved = MoveDialog("学历证书.pdf", "001号赵志强", people, window)
    moved.show()
    yield "改归", moved
    moved.close()
    window.project()
    yield "投影", window.beside.projector
    window.beside.projector.close()
    for name, go in (
        ("开始", window.open_session),
        ("新建", window.new_session),
        ("核验", window.verify),
        ("汇总", window.gather),
    ):
        go()
        yield name, window


def test_everything_a_screen_reader_stops_at_has_a_name(window: MainWindow) -> None:
    walk = chain(dialogs_of_papers(window), screens(window))
    found = [f"{name}: {each}" for name, top in walk for each in nameless(top)]
    assert not found, "\n".join(["", *found])


def test_the_guard_of_names_bites(qapp_dressed: QApplication, qtbot: QtBot) -> None:
    top = QWidget()
    qtbot.addWidget(top)
    layout = QVBoxLayout(top)
    layout.addWidget(QLineEdit())
    layout.addWidget(QPushButton())
    top.show()
    assert [each.split()[0] for each in nameless(top)] == ["EditableText", "Button"]


def stops(top: QWidget) -> list[QWidget]:
    """Where the Tab key leads, from the first stop round to it again."""
    found: list[QWidget] = []
    for _ in range(200):
        QTest.keyClick(QApplication.focusWidget() or top, Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        if focus is None or focus in found:
            break
        found.append(focus)
    return found


def alone(widget: QWidget) -> bool:
    """One of several that exclude one another: Tab stops at the chosen one, arrows at the others."""
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    return group is None or not group.exclusive() or widget is group.checkedButton()


def test_the_tab_key_goes_round_and_reaches_each_enabled_stop(window: MainWindow) -> None:
    missed = []
    for number, name in enumerate(PAGES):
        window.show_page(number)
        window.activateWindow()
        QApplication.processEvents()
        reached = stops(window)
        assert len(reached) > 2, name
        missed += [
            f"{name}: {type(w).__name__} {w.accessibleName()}"
            for w in window.findChildren(QWidget)
            if w.isVisible()
            and w.isEnabled()
            and w.focusPolicy() & Qt.FocusPolicy.TabFocus
            and w not in reached
            and w.focusProxy() is None
            and not w.objectName().startswith("qt_")
            and alone(w)
        ]
    assert not missed, "\n".join(["", *missed])


def test_the_order_on_the_start_is_that_of_reading(window: MainWindow) -> None:
    window.open_session()
    window.activateWindow()
    QApplication.processEvents()
    window.start.folder.setFocus()
    told = [w for w in stops(window.start) if window.start.isAncestorOf(w)]
    left = window.start.open.parentWidget()
    columns = [w for w in told if w.parentWidget() is left]
    tops = [w.mapTo(window, QPoint(0, 0)).y() for w in columns if w is not window.start.browse]
    turn = tops.index(min(tops))
    round_ = tops[turn:] + tops[:turn]
    assert round_ == sorted(round_)


def test_the_focus_is_seen(window: MainWindow) -> None:
    """A stop looks different with the focus than without it."""
    window.open_session()
    window.activateWindow()
    QApplication.processEvents()
    for made in (window.start.new, window.start.folder, window.start.verify):
        window.start.secret.setFocus()
        QApplication.processEvents()
        before = made.grab().toImage()
        made.setFocus(Qt.FocusReason.TabFocusReason)
        QApplication.processEvents()
        assert made.grab().toImage() != before, made.accessibleName()
