"""What is fixed before the materials come in: committee, year, days, members, staff, settings."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QDate
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QFormLayout,
    QLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from zcdesk.desk import views
from zcdesk.domain.applicant import Level
from zcdesk.domain.committee import Committee, CommitteeKind, Scope, Staff
from zcdesk.domain.errors import Refused
from zcdesk.domain.events import Setup
from zcdesk.domain.session import ReviewSession
from zcdesk.ui.parts import column, label, named, row
from zcdesk.ui.views.members_table import MembersTable

_KINDS = ((CommitteeKind.SERIES, "按系列组建"), (CommitteeKind.SPECIALTY, "按专业组建"))


class SetupForm(QWidget):
    """A set-up as fields. What the form does not show stays as the set-up shown had it."""

    def __init__(self, today: datetime.date) -> None:
        super().__init__()
        self._base: Setup | None = None
        self.book = named(QComboBox(), self.tr("规则"))
        for choice in views.books():
            self.book.addItem(f"{choice.title}（{choice.id}）", choice)
        self.name = _line(self.tr("评委会名称"))
        self.organiser = _line(self.tr("组建单位"))
        self.approval = _line(self.tr("核准备案文号"))
        self.kind = named(QComboBox(), self.tr("组建方式"))
        for kind, text in _KINDS:
            self.kind.addItem(text, kind)
        self.approved_from = _day(self.tr("核准起始日"), today.replace(month=1, day=1))
        self.approved_to = _day(self.tr("核准截止日"), today.replace(month=12, day=31))
        self.private = QCheckBox(self.tr("限民营企业有效"))
        named(self.private, self.private.text())
        self.series = named(QComboBox(), self.tr("系列"))
        self.series.addItems(
            list(views.series_names(self._choice().id)) if self.book.count() else []
        )
        self.levels = {level: QCheckBox(level.value) for level in views.levels()}
        for level, box in self.levels.items():
            named(box, f"核准级别 {level.value}")
            box.setChecked(level.tier.value == "高级")
        self.meeting = _day(self.tr("会议日期"), today)
        self.window_end = _day(self.tr("收审截止日"), today)
        self.place = _line(self.tr("会议地点"))
        self.work_plan = _line(self.tr("年度评审工作方案文号"))
        self.scoring = _line(self.tr("量化赋分办法批准文号"))
        self.standard = _line(self.tr("评价标准公布文号"))
        self.secretary = _line(self.tr("秘书"))
        self.supervisor = _line(self.tr("监督员"))
        self.members = MembersTable()
        self.setLayout(self._layout())

    def _layout(self) -> QVBoxLayout:
        committee = _form(
            (self.tr("规则"), self.book),
            (self.tr("评委会名称"), self.name),
            (self.tr("组建单位"), self.organiser),
            (self.tr("核准备案文号"), self.approval),
            (
                self.tr("核准有效期"),
                row(self.approved_from, label(self.tr("至"), "muted"), self.approved_to, None),
            ),
            (self.tr("组建方式"), row(self.kind, self.private, None)),
            (self.tr("核准系列"), self.series),
            (self.tr("核准级别"), row(*self.levels.values(), None)),
        )
        meeting = _form(
            (self.tr("会议日期"), self.meeting),
            (self.tr("收审截止日"), self.window_end),
            (self.tr("会议地点"), self.place),
            (self.tr("工作方案文号"), self.work_plan),
            (self.tr("赋分办法文号"), self.scoring),
            (self.tr("评价标准文号"), self.standard),
            (self.tr("秘书"), self.secretary),
            (self.tr("监督员"), self.supervisor),
        )
        whole = row(
            column(label(self.tr("评委会"), "lead"), committee, None, gap=10),
            column(label(self.tr("会议"), "lead"), meeting, None, gap=10),
            gap=32,
        )
        whole.setStretch(0, 1)
        whole.setStretch(1, 1)
        return column(whole, label(self.tr("委员"), "lead"), self.members, gap=10)

    def show_setup(self, setup: Setup) -> None:
        """Fill the form."""
        self._base = setup
        committee, session = setup.committee, setup.session
        for place in range(self.book.count()):
            if self.book.itemData(place).id == session.rules:
                self.book.setCurrentIndex(place)
        self.name.setText(committee.name)
        self.organiser.setText(committee.organiser)
        self.approval.setText(committee.approval)
        self.kind.setCurrentIndex([kind for kind, _ in _KINDS].index(committee.kind))
        for edit, day in (
            (self.approved_from, committee.approved_from),
            (self.approved_to, committee.approved_to),
            (self.meeting, session.meeting_dates[0] if session.meeting_dates else None),
            (self.window_end, session.window_end),
        ):
            if day is not None:
                edit.setDate(QDate(day.year, day.month, day.day))
        self.private.setChecked(committee.private_enterprises_only)
        if committee.scope:
            first = committee.scope[0]
            place = self.series.findText(first.series)
            if place < 0:
                self.series.addItem(first.series)
                place = self.series.count() - 1
            self.series.setCurrentIndex(place)
            for level, box in self.levels.items():
                box.setChecked(level in first.levels)
        self.place.setText(session.place)
        self.work_plan.setText(session.work_plan)
        self.scoring.setText(session.scoring_approval)
        self.standard.setText(session.standard)
        self.secretary.setText(setup.staff.secretary)
        self.supervisor.setText(setup.staff.supervisor)
        self.members.show_members(setup.members)

    def setup(self, *, rehearsal: bool) -> Setup:
        """The set-up as typed. Refused where something needed is missing."""
        if not self.name.text().strip():
            raise Refused("setup", self.tr("请填写评委会名称。"))
        levels = tuple(level for level, box in self.levels.items() if box.isChecked())
        if not levels:
            raise Refused("setup", self.tr("请至少选择一个核准级别。"))
        choice = self._choice()
        base = self._base
        choices: Mapping[str, object] = base.choices if base else {}
        return Setup(
            session=self._session(choice),
            committee=self._committee(levels),
            members=self.members.members(),
            staff=replace(
                base.staff if base else Staff("", ""),
                secretary=self.secretary.text().strip(),
                supervisor=self.supervisor.text().strip(),
            ),
            choices=choices,
            scheme=base.scheme if base else views.scheme_of(choice.id),
            rehearsal=rehearsal,
        )

    def _session(self, choice: views.BookChoice) -> ReviewSession:
        days = [_date(self.meeting)]
        if self._base is not None:
            days += [day for day in self._base.session.meeting_dates[1:] if day not in days]
        return ReviewSession(
            review_year=choice.review_year,
            meeting_dates=tuple(days),
            window_end=_date(self.window_end),
            rules=choice.id,
            place=self.place.text().strip(),
            work_plan=self.work_plan.text().strip(),
            scoring_approval=self.scoring.text().strip(),
            standard=self.standard.text().strip(),
        )

    def _committee(self, levels: tuple[Level, ...]) -> Committee:
        rest: tuple[Scope, ...] = ()
        specialties: tuple[str, ...] = ("*",)
        code = ""
        if self._base is not None:
            code = self._base.committee.code
            if self._base.committee.scope:
                first, *others = self._base.committee.scope
                rest, specialties = tuple(others), first.specialties
        return Committee(
            name=self.name.text().strip(),
            organiser=self.organiser.text().strip(),
            approval=self.approval.text().strip(),
            approved_from=_date(self.approved_from),
            approved_to=_date(self.approved_to),
            kind=self.kind.currentData(),
            private_enterprises_only=self.private.isChecked(),
            scope=(Scope(self.series.currentText(), levels, specialties), *rest),
            code=code,
        )

    def _choice(self) -> views.BookChoice:
        choice = self.book.currentData()
        if not isinstance(choice, views.BookChoice):
            raise Refused("unknown-rules", self.tr("程序中没有可用的规则文件。"))
        return choice


def _line(name: str) -> QLineEdit:
    return named(QLineEdit(), name)


def _day(name: str, day: datetime.date) -> QDateEdit:
    made = QDateEdit(QDate(day.year, day.month, day.day))
    made.setDisplayFormat("yyyy-MM-dd")
    made.setCalendarPopup(True)
    return named(made, name)


def _date(edit: QDateEdit) -> datetime.date:
    shown = edit.date()
    return datetime.date(shown.year(), shown.month(), shown.day())


def _form(*lines: tuple[str, QWidget | QLayout]) -> QFormLayout:
    form = QFormLayout()
    form.setHorizontalSpacing(16)
    form.setVerticalSpacing(8)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    for title, made in lines:
        if isinstance(made, QWidget):
            form.addRow(label(title, "muted"), made)
        else:
            form.addRow(label(title, "muted"), made)
    return form
