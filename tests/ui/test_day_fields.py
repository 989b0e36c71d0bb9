"""A day is typed as it stands on paper: whatever is put between its parts, the day is the day."""

from __future__ import annotations

import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from zcdesk.ui.views.day_fields import day_edit, day_of, open_day_edit, open_day_of, set_open_day

START = datetime.date(2026, 1, 1)
WRITTEN = {
    "2023-06-01": datetime.date(2023, 6, 1),
    "2026/05/31": datetime.date(2026, 5, 31),
    "20241120": datetime.date(2024, 11, 20),
    "2024.9.30": datetime.date(2024, 9, 30),
    "2024-2-29": datetime.date(2024, 2, 29),
    "2023 6 1": datetime.date(2023, 6, 1),
}


@pytest.mark.parametrize("begin", [None, Qt.Key.Key_Home, Qt.Key.Key_End])
def test_a_day_is_typed_as_it_is_written(qtbot: QtBot, begin: Qt.Key | None) -> None:
    for written, day in WRITTEN.items():
        for make in (day_edit, open_day_edit):
            edit = make("会议日期", START)
            qtbot.addWidget(edit)
            edit.show()
            edit.setFocus(Qt.FocusReason.TabFocusReason)
            if begin is Qt.Key.Key_End:
                QTest.keyClick(edit, begin)
            if begin is not None:
                QTest.keyClick(edit, Qt.Key.Key_Home)
            QTest.keyClicks(edit, written)
            edit.clearFocus()
            assert day_of(edit) == day, (written, begin)


def test_a_day_typed_over_one_that_is_all_selected_is_the_day_typed(qtbot: QtBot) -> None:
    for written, day in WRITTEN.items():
        edit = day_edit("会议日期", START)
        qtbot.addWidget(edit)
        edit.show()
        QTest.keyClick(edit, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        assert edit.lineEdit().selectedText() == "2026-01-01"
        QTest.keyClicks(edit, written)
        edit.clearFocus()
        assert day_of(edit) == day, written


def test_a_click_into_a_part_and_figures_set_that_part(qtbot: QtBot) -> None:
    """Where nothing is marked figures are not refused: they begin the part anew."""
    edit = day_edit("会议日期", START)
    qtbot.addWidget(edit)
    edit.show()
    edit.lineEdit().setCursorPosition(6)
    QTest.keyClicks(edit, "11")
    assert day_of(edit) == datetime.date(2026, 11, 1)
    QTest.keyClicks(edit, "20")
    assert day_of(edit) == datetime.date(2026, 11, 20)


def test_a_day_left_out_is_none_and_can_be_typed(qtbot: QtBot) -> None:
    edit = open_day_edit("核准截止日", START)
    qtbot.addWidget(edit)
    edit.show()
    set_open_day(edit, None)
    assert (edit.text(), open_day_of(edit)) == ("未填", None)
    edit.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClicks(edit, "2026-05-31")
    edit.clearFocus()
    assert open_day_of(edit) == datetime.date(2026, 5, 31)
