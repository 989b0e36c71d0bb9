"""What is fixed before the materials come in, in five parts: committee to settings."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLayout,
    QLineEdit,
    QListWidget,
    QStackedWidget,
    QWidget,
)

from zcdesk.desk import settings_choices
from zcdesk.desk.book_choice import BookChoice
from zcdesk.domain.committee import Committee, CommitteeKind, Staff
from zcdesk.domain.errors import Refused
from zcdesk.domain.events import Setup
from zcdesk.domain.session import ReviewSession
from zcdesk.ui.inputs import QuietCombo
from zcdesk.ui.parts import column, hold_width, label, limit_width, named, panel, row, scrolled
from zcdesk.ui.views.day_fields import (
    Days,
    day_edit,
    day_of,
    days_from,
    days_in_text,
    open_day_edit,
    open_day_of,
    set_day,
    set_open_day,
)
from zcdesk.ui.views.members_table import MembersTable
from zcdesk.ui.views.scheme_editor import SchemeEditor
from zcdesk.ui.views.scope_rows import ScopeRows
from zcdesk.ui.views.settings_editor import SettingsEditor

_KINDS = ((CommitteeKind.SERIES, "按系列组建"), (CommitteeKind.SPECIALTY, "按专业组建"))
COMMITTEE, MEETING, MEMBERS, SCHEME, SETTINGS = range(5)
PARTS = ("评委会", "会议", "委员", "量化赋分", "设置")
"""The parts of the form, in order."""


class SetupForm(QWidget):
    """A set-up as fields. What the form does not show stays as the set-up shown had it."""

    part_changed = Signal(int)

    def __init__(
        self, today: datetime.date, books: Sequence[BookChoice], further: Sequence[str] = ()
    ) -> None:
        """`further` names what comes after the form; then the list of parts is left to others to place."""
        super().__init__()
        self._base: Setup | None = None
        self._fault: QWidget | None = None
        self._committee_fields(today, books)
        self._meeting_fields(today)
        self.members = MembersTable()
        self.scheme = SchemeEditor()
        self.settings = SettingsEditor()
        self.parts = hold_width(named(QListWidget(), self.tr("会议信息的各部分")), 128)
        self.parts.ensurePolished()
        self.parts.addItems([*PARTS, *further])
        self.reach(0)
        self.stack = QStackedWidget()
        for place, inner in enumerate(self._pages()):
            self.stack.addWidget(scrolled(panel(inner, "paper"), PARTS[place]))
        self.parts.currentRowChanged.connect(self._show_part)
        whole = (self.stack,) if further else (self.parts, self.stack)
        self.setLayout(row(*whole, gap=20, grow=self.stack))
        self._show_book()
        self.book.currentIndexChanged.connect(self._show_book)
        self.go(COMMITTEE)

    def _committee_fields(self, today: datetime.date, books: Sequence[BookChoice]) -> None:
        self.book = named(QuietCombo(), self.tr("规则"))
        for choice in books:
            # Its own name only where two are made for one province and year.
            same = [each for each in books if each.title == choice.title]
            told = choice.title if len(same) == 1 else f"{choice.title}（{choice.id}）"
            self.book.addItem(told, choice)
        self.name = _line(self.tr("评委会名称"))
        self.organiser = _line(self.tr("组建单位"))
        self.approval = _line(self.tr("核准备案文号"))
        self.code = _line(self.tr("评委会代码"))
        self.code.setPlaceholderText(self.tr("用于移交包的文件名，只用字母和数字"))
        self.kind: QComboBox = named(QuietCombo(), self.tr("组建方式"))
        for kind, text in _KINDS:
            self.kind.addItem(text, kind)
        self.approved_from = open_day_edit(self.tr("核准起始日"), today.replace(month=1, day=1))
        self.approved_to = open_day_edit(self.tr("核准截止日"), today.replace(month=12, day=31))
        self.private = QCheckBox(self.tr("限民营企业有效"))
        named(self.private, self.private.text())
        self.scopes = ScopeRows(self._choice().series if self.book.count() else ())

    def _meeting_fields(self, today: datetime.date) -> None:
        self.meeting = Days(self.tr("会议日期"), today)
        self.window_end = day_edit(self.tr("收审期最后一天"), today)
        self.place = _line(self.tr("会议地点"))
        self.work_plan = _line(self.tr("年度评审工作方案文号"))
        self.scoring = _line(self.tr("量化赋分办法批准文号"))
        self.standard = _line(self.tr("评价标准公布文号"))
        self.secretary = _line(self.tr("秘书"))
        self.supervisor = _line(self.tr("监督员"))
        self.secretary_days = _line(self.tr("秘书的失信记录日期"))
        self.supervisor_days = _line(self.tr("监督员的失信记录日期"))
        for made in (self.secretary_days, self.supervisor_days):
            made.setPlaceholderText(self.tr("没有则留空；有则写到日，如 2023-05-16"))

    @property
    def series(self) -> QComboBox:
        """The series of the first row of what is approved."""
        return self.scopes.rows[0].series

    def _pages(self) -> tuple[QLayout, ...]:
        committee = _form(
            (self.tr("规则"), self.book),
            (self.tr("评委会名称"), self.name),
            (self.tr("组建单位"), self.organiser),
            (self.tr("评委会代码"), self.code),
            (self.tr("核准备案文号"), self.approval),
            (
                self.tr("核准有效期"),
                row(self.approved_from, label(self.tr("至"), "muted"), self.approved_to, None),
            ),
            (self.tr("组建方式"), row(self.kind, self.private, None)),
            (self.tr("核准范围"), self.scopes),
        )
        meeting = _form(
            (self.tr("会议日期"), self.meeting),
            (self.tr("收审期最后一天"), row(self.window_end, None)),
            (self.tr("会议地点"), self.place),
            (self.tr("工作方案文号"), self.work_plan),
            (self.tr("赋分办法文号"), self.scoring),
            (self.tr("评价标准文号"), self.standard),
            (self.tr("秘书"), self.secretary),
            (self.tr("秘书失信记录"), self.secretary_days),
            (self.tr("监督员"), self.supervisor),
            (self.tr("监督员失信记录"), self.supervisor_days),
        )
        members = column(
            label(
                self.tr("双击或直接键入修改。应有一名主任委员，总人数为单数。没有失信记录的留空。"),
                "muted",
                wrap=True,
            ),
            self.members,
            gap=8,
        )
        scheme = column(
            label(
                self.tr("双击或直接键入修改。步长如 0.25、0.5；排名系数只在按作者排名折算时填写。"),
                "muted",
                wrap=True,
            ),
            self.scheme,
            gap=8,
        )
        return (
            _page(panel(committee)),
            _page(panel(meeting)),
            members,
            scheme,
            _page(self.settings),
        )

    # --- parts ----------------------------------------------------------------------------------

    @property
    def part(self) -> int:
        """The part that is shown."""
        return self.stack.currentIndex()

    def go(self, part: int) -> None:
        """Show a part."""
        self.parts.setCurrentRow(part)

    def reach(self, further: int) -> None:
        """How many of the entries after the form may be gone to."""
        for place in range(len(PARTS), self.parts.count()):
            open_ = place < len(PARTS) + further
            flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            self.parts.item(place).setFlags(flags if open_ else Qt.ItemFlag.NoItemFlags)

    def check(self, part: int) -> None:
        """Refused with a sentence where a part cannot stand as it is typed."""
        match part:
            case 0:
                self._committee()
            case 1:
                self._session()
                self._staff()
            case 2:
                with self._at(self.members.view):
                    self.members.members()
            case 3:
                with self._at(self.scheme):
                    self.scheme.scheme()
            case _:
                with self._at(self.settings):
                    settings_choices.check(
                        self._choice(), self.settings.choices(), self.scheme.scheme()
                    )

    @contextmanager
    def _at(self, field: QWidget) -> Iterator[None]:
        """What is refused in here is the fault of this field."""
        try:
            yield
        except Refused:
            self._fault = field
            raise

    def go_to_fault(self) -> None:
        """Put the keyboard where the last refusal is mended."""
        if self._fault is not None:
            to_field(self._fault)

    def _show_part(self, part: int) -> None:
        if 0 <= part < len(PARTS):
            if part == MEMBERS:
                self.members.ask_for(self._least_members())
            self.stack.setCurrentIndex(part)
            self.part_changed.emit(part)

    def _least_members(self) -> int | None:
        """How many members the committee as typed has at least; None while it cannot be told."""
        try:
            return settings_choices.least_members(
                self._choice(), self.settings.choices(), self._committee()
            )
        except Refused:
            return None

    def _show_book(self) -> None:
        """Another book has another scheme and other defaults; what was shown stays chosen."""
        if not self.book.count():
            return
        book, base = self._choice(), self._base
        own = base is not None and base.session.rules == book.id
        standard = book.scheme
        scheme = base.scheme if base is not None and own else standard
        choices: Mapping[str, object] = base.choices if base is not None and own else {}
        self.scheme.show_scheme(scheme, standard)
        self.settings.show_settings(book, choices, scheme)

    # --- in and out -----------------------------------------------------------------------------

    def show_setup(self, setup: Setup) -> None:
        """Fill the form."""
        self._base = setup
        committee, session, staff = setup.committee, setup.session, setup.staff
        for place in range(self.book.count()):
            if self.book.itemData(place).id == session.rules:
                self.book.setCurrentIndex(place)
        self._show_book()
        self.name.setText(committee.name)
        self.organiser.setText(committee.organiser)
        self.approval.setText(committee.approval)
        self.code.setText(committee.code)
        self.kind.setCurrentIndex([kind for kind, _ in _KINDS].index(committee.kind))
        set_open_day(self.approved_from, committee.approved_from)
        set_open_day(self.approved_to, committee.approved_to)
        set_day(self.window_end, session.window_end)
        self.private.setChecked(committee.private_enterprises_only)
        self.scopes.show_scope(committee.scope)
        self.meeting.show_days(session.meeting_dates)
        self.place.setText(session.place)
        self.work_plan.setText(session.work_plan)
        self.scoring.setText(session.scoring_approval)
        self.standard.setText(session.standard)
        self.secretary.setText(staff.secretary)
        self.supervisor.setText(staff.supervisor)
        self.secretary_days.setText(days_in_text(staff.secretary_integrity))
        self.supervisor_days.setText(days_in_text(staff.supervisor_integrity))
        self.members.show_members(setup.members)

    def setup(self, *, rehearsal: bool) -> Setup:
        """The set-up as typed. Refused where something needed is missing."""
        for part in range(len(PARTS)):
            try:
                self.check(part)
            except Refused:
                self.go(part)
                raise
        return Setup(
            session=self._session(),
            committee=self._committee(),
            members=self.members.members(),
            staff=self._staff(),
            choices=self.settings.choices(),
            scheme=self.scheme.scheme(),
            rehearsal=rehearsal,
        )

    def _session(self) -> ReviewSession:
        choice = self._choice()
        with self._at(self.meeting):
            days = self.meeting.days()
        return ReviewSession(
            review_year=choice.review_year,
            meeting_dates=days,
            window_end=day_of(self.window_end),
            rules=choice.id,
            place=self.place.text().strip(),
            work_plan=self.work_plan.text().strip(),
            scoring_approval=self.scoring.text().strip(),
            standard=self.standard.text().strip(),
        )

    def _staff(self) -> Staff:
        staff = Staff(self.secretary.text().strip(), self.supervisor.text().strip())
        with self._at(self.secretary_days):
            own = days_from(self.secretary_days.text(), self.tr("秘书"))
        with self._at(self.supervisor_days):
            others = days_from(self.supervisor_days.text(), self.tr("监督员"))
        return replace(staff, secretary_integrity=own, supervisor_integrity=others)

    def _committee(self) -> Committee:
        with self._at(self.name):
            if not self.name.text().strip():
                raise Refused("setup", self.tr("请填写评委会名称。"))
        first, last = open_day_of(self.approved_from), open_day_of(self.approved_to)
        with self._at(self.approved_to):
            if first and last and last < first:
                raise Refused("setup", self.tr("核准有效期的截止日早于起始日。"))
        with self._at(self.scopes):
            scope = self.scopes.scope()
        return Committee(
            name=self.name.text().strip(),
            organiser=self.organiser.text().strip(),
            approval=self.approval.text().strip(),
            approved_from=first,
            approved_to=last,
            kind=self.kind.currentData(),
            private_enterprises_only=self.private.isChecked(),
            scope=scope,
            code=self.code.text().strip(),
        )

    def _choice(self) -> BookChoice:
        choice = self.book.currentData()
        if not isinstance(choice, BookChoice):
            raise Refused("unknown-rules", self.tr("程序中没有可用的规则文件。"))
        return choice


_READABLE = 760
"""Wider than this a line of a form is hard to follow."""


def _page(inner: QWidget) -> QLayout:
    box = panel(column(inner, None))
    limit_width(box, _READABLE)
    return row(box, None, grow=box)


def to_field(field: QWidget) -> None:
    """Put the keyboard into a field, or into the first one within."""
    able = Qt.FocusPolicy.TabFocus
    inner = [w for w in field.findChildren(QWidget) if w.focusPolicy().value & able.value]
    if not field.focusPolicy().value & able.value and inner:
        field = next((w for w in inner if w.isVisible() and w.isEnabled()), inner[0])
    field.setFocus(Qt.FocusReason.OtherFocusReason)
    if isinstance(field, QLineEdit):
        field.selectAll()


def _line(name: str) -> QLineEdit:
    return named(QLineEdit(), name)


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
