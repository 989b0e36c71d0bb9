"""The binding gives back what it borrows.

PySide6 6.12 on Python 3.11 loses one reference to None at almost every call; after some five thousand calls the
interpreter aborts. 6.9.3 is balanced. This test stands between us and a careless upgrade.
"""

import sys

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

CALLS = 2_000


def test_calls_into_qt_leave_the_count_of_none_alone(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    label.setText("0")
    before = sys.getrefcount(None)
    for number in range(CALLS):
        label.setText(str(number))
    assert abs(sys.getrefcount(None) - before) < CALLS // 20
