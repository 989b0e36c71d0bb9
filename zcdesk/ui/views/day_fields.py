"""Days: one, one that may be left out, several, or typed as text."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QDateEdit, QToolButton, QWidget

from zcdesk.domain.errors import Refused
from zcdesk.ui.parts import button, column, named, row

_WHOLE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_BETWEEN = frozenset("-/. ")
"""What a hand puts between year, month and day."""


class DayEdit(QDateEdit):
    """A day that can be typed as it is written, from the year on: 2023-06-01, 2023/6/1, 20230601.

    Qt goes on by itself when a part is full, and would go on once more for the stroke that
    follows: the day would land in the month. Where nothing is selected it would refuse figures.
    """

    def __init__(self) -> None:
        super().__init__()
        self._went_on = False
        self.setDisplayFormat("yyyy-MM-dd")
        self.setCalendarPopup(True)
        calendar = self.calendarWidget()
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setHorizontalHeaderFormat(
            QCalendarWidget.HorizontalHeaderFormat.SingleLetterDayNames
        )
        for name, arrow in (
            ("prevmonth", Qt.ArrowType.LeftArrow),
            ("nextmonth", Qt.ArrowType.RightArrow),
        ):
            turn = calendar.findChild(QToolButton, f"qt_calendar_{name}")
            if isinstance(turn, QToolButton):
                turn.setArrowType(arrow)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A stroke after a part that is full is taken as said; a figure begins its part anew."""
        typed = event.text()
        went_on, self._went_on = self._went_on, False
        if went_on and typed in _BETWEEN:
            event.accept()
            return
        if event.key() == Qt.Key.Key_Home:
            self.setSelectedSection(self.Section.YearSection)
            return
        figure = typed.isascii() and typed.isdigit()
        if figure and self.specialValueText() and self.date() == self.minimumDate():
            self.setDate(self.minimumDate().addDays(1))
            self.setSelectedSection(self.Section.YearSection)
        if figure and not self.lineEdit().hasSelectedText() and _WHOLE.fullmatch(self.text()):
            self.setSelectedSection(self.currentSection())
        if figure and self.lineEdit().selectedText() == self.text():
            # All was selected: Qt would put the whole day typed into one part of the old one.
            self.setSelectedSection(self.Section.YearSection)
        before = self.currentSection()
        super().keyPressEvent(event)
        self._went_on = figure and self.currentSection() != before


def day_edit(name: str, day: datetime.date) -> QDateEdit:
    """A day with a calendar."""
    made = DayEdit()
    set_day(made, day)
    return named(made, name)


def set_day(edit: QDateEdit, day: datetime.date) -> None:
    """Show a day."""
    edit.setDate(QDate(day.year, day.month, day.day))


def day_of(edit: QDateEdit) -> datetime.date:
    """The day shown."""
    shown = edit.date()
    return datetime.date(shown.year(), shown.month(), shown.day())


_NO_DAY = QDate(1999, 12, 31)


def open_day_edit(name: str, day: datetime.date) -> QDateEdit:
    """A day that may be left out: the lowest shows as 未填."""
    made = day_edit(name, day)
    made.setMinimumDate(_NO_DAY)
    made.setSpecialValueText("未填")
    return made


def set_open_day(edit: QDateEdit, day: datetime.date | None) -> None:
    """Show a day, or none."""
    edit.setDate(_NO_DAY if day is None else QDate(day.year, day.month, day.day))


def open_day_of(edit: QDateEdit) -> datetime.date | None:
    """The day shown; None for 未填."""
    return None if edit.date() == _NO_DAY else day_of(edit)


class Days(QWidget):
    """Several days, at least one, each in a field of its own."""

    def __init__(self, name: str, first: datetime.date) -> None:
        super().__init__()
        self._name = name
        self.edits: list[QDateEdit] = []
        self._list = column(gap=4)
        self.add = button(self.tr("再加一天"), self._next, "plain")
        self.remove = button(self.tr("去掉最后一天"), self._less, "plain")
        self.setLayout(column(self._list, row(self.add, self.remove, None), gap=2))
        self.show_days((first,))

    def show_days(self, days: Sequence[datetime.date]) -> None:
        """Show these days; nothing leaves the one that was there."""
        if not days:
            return
        while len(self.edits) > len(days):
            self._less()
        while len(self.edits) < len(days):
            self._more(days[len(self.edits)])
        for edit, day in zip(self.edits, days, strict=True):
            set_day(edit, day)

    def days(self) -> tuple[datetime.date, ...]:
        """The days in order, each once."""
        return tuple(sorted({day_of(edit) for edit in self.edits}))

    def _next(self) -> None:
        self._more(day_of(self.edits[-1]) + datetime.timedelta(days=1))
        self.edits[-1].setFocus()

    def _more(self, day: datetime.date) -> None:
        edit = day_edit(f"{self._name} {len(self.edits) + 1}", day)
        self.edits.append(edit)
        self._list.addLayout(row(edit, None))
        self.remove.setVisible(len(self.edits) > 1)

    def _less(self) -> None:
        edit = self.edits.pop()
        edit.hide()
        edit.deleteLater()
        self.remove.setVisible(len(self.edits) > 1)


def days_in_text(days: Sequence[datetime.date]) -> str:
    """Days as they are typed."""
    return "、".join(day.isoformat() for day in days)


def days_from(text: str, whose: str) -> tuple[datetime.date, ...]:
    """Days as typed, each to the day. Refused with a sentence that names whose they are."""
    found = []
    for part in filter(None, (each.strip() for each in re.split("[、，,；;]", text))):
        match = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", part, re.ASCII)
        try:
            found.append(
                datetime.date(*(int(number) for number in match.groups())) if match else None
            )
        except ValueError:
            found.append(None)
        if found[-1] is None:
            raise Refused(
                "setup",
                f"{whose}的失信记录日期“{part}”看不懂，请写到日，如 2023-05-16，多个用、分开。",
            )
    return tuple(day for day in found if day is not None)
