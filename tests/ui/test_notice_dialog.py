"""The public notice: whoever prepares it sees each day, counted or not, and may change what is decreed."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from zcdesk.desk.desk import Desk
from zcdesk.desk.notice import Asked
from zcdesk.domain.contact import Contact
from zcdesk.ui.views.day_fields import set_day
from zcdesk.ui.views.notice_dialog import NoticeDialog

Open = Callable[[datetime.date], NoticeDialog]


@pytest.fixture
def opened(desk: Desk, qapp_dressed: object, qtbot: QtBot) -> Open:
    """The dialog as it stands on a day."""

    def make(day: datetime.date) -> NoticeDialog:
        desk.now = lambda: datetime.datetime.combine(day, datetime.time(9))
        made = NoticeDialog(desk)
        qtbot.addWidget(made)
        made.show()
        qtbot.waitExposed(made)
        return made

    return make


def lines(dialog: NoticeDialog) -> list[str]:
    return [dialog.days.item(place).text() for place in range(dialog.days.count())]


def test_the_national_day_stands_there_and_each_day_says_whether_it_counts(opened: Open) -> None:
    dialog = opened(datetime.date(2024, 9, 27))
    assert "国办发明电〔2023〕7号" in dialog.source.text()
    assert dialog.off.toPlainText() == "2024-10-01至2024-10-07"
    assert dialog.told.text() == "2024年9月27日至2024年10月9日，共5个工作日。"
    assert lines(dialog)[2] == "9月29日　周日　第 2 个工作日（调休上班）"
    assert lines(dialog)[4] == "10月1日　周二　不计入（放假）"
    assert len(lines(dialog)) == 13
    assert dialog.days.minimumHeight() > 0


def test_days_are_typed_by_keys_alone_and_the_count_follows(opened: Open, qtbot: QtBot) -> None:
    dialog = opened(datetime.date(2024, 11, 25))
    given: list[tuple[Asked, Contact]] = []
    dialog.given.connect(lambda asked, contact: given.append((asked, contact)))
    assert dialog.told.text() == "2024年11月25日至2024年11月29日，共5个工作日。"
    order = [dialog.starts, dialog.working_days, dialog.off, dialog.made_up, dialog.office]
    order[0].setFocus()
    for _ in ("year", "month"):
        qtbot.keyClick(dialog.starts, Qt.Key.Key_Tab)
    for here, there in itertools.pairwise(order):
        qtbot.keyClick(here, Qt.Key.Key_Tab)
        assert dialog.focusWidget() is there, there.accessibleName()
    dialog.off.setFocus()
    qtbot.keyClick(dialog.off, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(dialog.off, "11-27")
    assert dialog.told.text() == "2024年11月25日至2024年12月2日，共5个工作日。"
    dialog.made_up.setFocus()
    qtbot.keyClick(dialog.made_up, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(dialog.made_up, "2024-11-30")
    assert dialog.told.text() == "2024年11月25日至2024年11月30日，共5个工作日。"
    assert "第 5 个工作日（调休上班）" in lines(dialog)[-1]
    qtbot.keyClick(dialog.working_days, Qt.Key.Key_Up)
    assert dialog.told.text() == "2024年11月25日至2024年12月2日，共6个工作日。"
    qtbot.keyClicks(dialog.phone, "0351-0000000")
    qtbot.keyClick(dialog.phone, Qt.Key.Key_Return)
    assert given == [
        (
            Asked(datetime.date(2024, 11, 25), "11-27", "2024-11-30", 6),
            Contact("", "0351-0000000", ""),
        )
    ]


def test_what_cannot_be_read_is_told_and_nothing_is_issued(opened: Open, qtbot: QtBot) -> None:
    dialog = opened(datetime.date(2024, 11, 25))
    dialog.off.selectAll()
    qtbot.keyClicks(dialog.off, "11-31")
    assert "放假日期“11-31”看不懂" in dialog.told.text()
    assert dialog.days.count() == 0
    assert not dialog.confirm.isEnabled()
    dialog.off.selectAll()
    qtbot.keyClicks(dialog.off, "11-30")
    dialog.made_up.selectAll()
    qtbot.keyClicks(dialog.made_up, "11-30")
    assert "2024-11-30不能既是放假日又是调休上班日" in dialog.told.text()
    assert not dialog.confirm.isEnabled()
    dialog.made_up.selectAll()
    qtbot.keyClick(dialog.made_up, Qt.Key.Key_Delete)
    assert dialog.confirm.isEnabled()


def test_another_year_brings_its_own_days_unless_somebody_typed(opened: Open, qtbot: QtBot) -> None:
    dialog = opened(datetime.date(2024, 11, 25))
    set_day(dialog.starts, datetime.date(2025, 9, 26))
    assert dialog.off.toPlainText() == "2025-10-01至2025-10-08"
    assert "国办发明电〔2024〕12号" in dialog.source.text()
    set_day(dialog.starts, datetime.date(2031, 3, 3))
    assert dialog.off.toPlainText() == ""
    assert "没有2031年的放假安排，请按国务院办公厅当年的通知填写" in dialog.source.text()
    qtbot.keyClicks(dialog.off, "2031-03-04")
    set_day(dialog.starts, datetime.date(2024, 11, 25))
    assert dialog.off.toPlainText() == "2031-03-04"
    assert dialog.source.text() == "放假和调休按您填写的计算，不再随起始日期改变。"
