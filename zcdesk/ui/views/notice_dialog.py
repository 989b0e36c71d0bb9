"""The public notice: from when, for how long, which days count, and where objections go."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QSpinBox,
    QWidget,
)

from zcdesk.desk import notice
from zcdesk.desk.desk import Desk
from zcdesk.desk.notice import Asked
from zcdesk.domain.contact import Contact
from zcdesk.domain.errors import KnownError
from zcdesk.ui.look import px
from zcdesk.ui.parts import (
    button,
    column,
    fit,
    hold_height,
    label,
    named,
    panel,
    row,
    say,
    scrolled,
    set_role,
)
from zcdesk.ui.views.day_fields import day_edit, day_of

_WIDTH, _DAYS, _LINES, _MOST = 880, 290, 58, 60


class NoticeDialog(QDialog):
    """`given` carries what is wanted (Asked) and the contact, once the days make a period."""

    given = Signal(object, object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("公示"))
        self._desk = desk
        self.starts = day_edit(self.tr("起始日期"), desk.now().date())
        least = notice.least_days(desk)
        self.working_days = named(QSpinBox(), self.tr("工作日数"))
        self.working_days.setRange(least, _MOST)
        self.working_days.setSuffix(self.tr(" 个工作日"))
        self.off = self._days(self.tr("放假"))
        self.made_up = self._days(self.tr("调休上班"))
        self.office, self.phone, self.address = (
            named(QLineEdit(), name)
            for name in (self.tr("受理部门"), self.tr("电话"), self.tr("地址"))
        )
        for made in (self.office, self.phone, self.address):
            made.setPlaceholderText(self.tr("留空则留横线手填"))
        self.source = label("", "small", wrap=True)
        self.told = label("", "strong", wrap=True)
        self.note = label("", "unclear", wrap=True)
        self.days = named(QListWidget(), self.tr("公示期逐日"))
        self.days.setMinimumHeight(px(_LINES))
        self.confirm = button(self.tr("出具"), self._give, "primary")
        self.confirm.setDefault(True)
        cancel = button(self.tr("取消"), self.reject)
        cancel.setAutoDefault(False)
        inner = panel(
            column(
                label(self.tr("公示"), "title"),
                row(self._form(least), self._counted(), gap=24),
                gap=12,
            )
        )
        foot = row(None, cancel, self.confirm)
        self.setLayout(column(scrolled(inner, self.tr("公示")), foot, gap=16, margin=24))
        fit(self, inner, px(_WIDTH))
        self._proposed, self._sentence = ("", ""), ""
        self.starts.dateChanged.connect(lambda _: self._started())
        self.working_days.valueChanged.connect(lambda _: self._judge())
        self.off.textChanged.connect(self._judge)
        self.made_up.textChanged.connect(self._judge)
        self.finished.connect(self.deleteLater)
        self._started()

    def _days(self, name: str) -> QPlainTextEdit:
        made = named(QPlainTextEdit(), name)
        made.setTabChangesFocus(True)
        made.setPlaceholderText(self.tr("没有则留空；如 2024-10-01至2024-10-07、2024-10-12"))
        return hold_height(made, _LINES)

    def _form(self, least: int) -> QFormLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        begin = row(self.starts, None)
        form.addRow(label(self.tr("起始日期"), "muted"), begin)
        form.addRow(label(self.tr("公示时间"), "muted"), row(self.working_days, None))
        form.addRow(
            label(""), label(self.tr("不少于 {n} 个工作日。").format(n=least), "small", wrap=True)
        )
        form.addRow(label(self.tr("放假"), "muted"), self.off)
        form.addRow(label(self.tr("调休上班"), "muted"), self.made_up)
        form.addRow(label(""), self.source)
        for made in (self.office, self.phone, self.address):
            form.addRow(label(made.accessibleName(), "muted"), made)
        return form

    def _counted(self) -> QWidget:
        made = panel(column(self.told, self.note, self.days, gap=8, grow=self.days))
        made.setMinimumWidth(px(_DAYS))
        return made

    def asked(self) -> Asked:
        """What stands in the fields."""
        return Asked(
            day_of(self.starts),
            self.off.toPlainText(),
            self.made_up.toPlainText(),
            self.working_days.value(),
        )

    def _started(self) -> None:
        """Another first day: the days of its year, where nobody has typed others."""
        if not self._own:
            off, made_up, self._sentence = notice.proposed(day_of(self.starts))
            self._proposed = (off, made_up)
            for made, text in ((self.off, off), (self.made_up, made_up)):
                made.blockSignals(True)  # noqa: FBT003 - Qt's own
                made.setPlainText(text)
                made.blockSignals(False)  # noqa: FBT003 - Qt's own
        self._judge()

    @property
    def _own(self) -> bool:
        """Somebody typed other days than those proposed."""
        return (self.off.toPlainText(), self.made_up.toPlainText()) != self._proposed

    def _judge(self) -> None:
        own = self.tr("放假和调休按您填写的计算，不再随起始日期改变。")
        self.source.setText(own if self._own else self._sentence)
        self.days.clear()
        try:
            planned = notice.plan(self._desk, self.asked())
        except KnownError as error:
            set_role(self.told, "violation")
            say(self.told, error.sentence)
            say(self.note, "")
            self.confirm.setEnabled(False)
            return
        set_role(self.told, "strong")
        say(self.told, planned.words)
        say(self.note, planned.note)
        self.days.addItems([day.words for day in planned.days])
        self.confirm.setEnabled(True)

    def _give(self) -> None:
        contact = Contact(
            *(each.text().strip() for each in (self.office, self.phone, self.address))
        )
        self.given.emit(self.asked(), contact)
        self.accept()
