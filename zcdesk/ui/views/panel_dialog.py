"""Forming a panel: a name, at least three members, and whom it hears."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QWidget

from zcdesk.domain.case import Case
from zcdesk.domain.committee import Panel
from zcdesk.domain.session import ApplicantStatus
from zcdesk.ui.parts import button, column, label, named, row

_OUT = (ApplicantStatus.REJECTED, ApplicantStatus.WITHDRAWN)


class PanelDialog(QDialog):
    """`formed` carries the panel."""

    formed = Signal(object)

    def __init__(self, case: Case, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("新建评议组"))
        self.resize(680, 480)
        taken = {number for panel in case.panels.values() for number in panel.applicants}
        self._names = set(case.panels)
        self.name = named(QLineEdit(f"第{len(case.panels) + 1}组"), self.tr("评议组名称"))
        self.members = _checks(
            self.tr("评委"),
            [(m.id, f"{m.id} {m.name}（{m.role.chinese}）") for m in case.current.members],
        )
        self.applicants = _checks(
            self.tr("申报人"),
            [
                (n, f"{n} {a.name}　{a.specialty}")
                for n, a in case.applicants.items()
                if n not in taken and case.status(n) not in _OUT
            ],
        )
        self.confirm = button(self.tr("组建"), self._form, "primary")
        self.confirm.setDefault(True)
        self._hint = label("", "muted")
        for each in (self.members, self.applicants):
            each.itemChanged.connect(self._judge)
        self.name.textChanged.connect(self._judge)
        self.setLayout(
            column(
                label(self.tr("新建评议组"), "title"),
                row(label(self.tr("名称"), "muted"), self.name),
                row(
                    column(self._head(self.tr("评委"), self.members), self.members),
                    column(self._head(self.tr("申报人"), self.applicants), self.applicants),
                    gap=16,
                ),
                row(self._hint, None, button(self.tr("取消"), self.reject), self.confirm),
                gap=12,
                margin=20,
            )
        )
        self.finished.connect(self.deleteLater)
        self._judge()

    def _head(self, text: str, checks: QListWidget) -> QHBoxLayout:
        every = button(self.tr("全选"), lambda: _check_all(checks), "plain")
        every.setAccessibleName(f"{text}全选")
        every.setAutoDefault(False)
        return row(label(text, "strong"), None, every)

    def _judge(self) -> None:
        members, applicants = _checked(self.members), _checked(self.applicants)
        name = self.name.text().strip()
        if name in self._names:
            hint = self.tr("已有同名的评议组")
        else:
            hint = self.tr("评委 {m} 人（至少 3 人），申报人 {a} 人").format(
                m=len(members), a=len(applicants)
            )
        self._hint.setText(hint)
        enough = len(members) >= 3 and bool(applicants)  # noqa: PLR2004 - the desk asks it again
        self.confirm.setEnabled(bool(name) and name not in self._names and enough)

    def _form(self) -> None:
        self.formed.emit(
            Panel(
                self.name.text().strip(),
                tuple(_checked(self.members)),
                tuple(_checked(self.applicants)),
            )
        )
        self.accept()


def _checks(name: str, entries: list[tuple[str, str]]) -> QListWidget:
    made = named(QListWidget(), name)
    for key, text in entries:
        item = QListWidgetItem(text)
        item.setData(Qt.ItemDataRole.UserRole, key)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Unchecked)
        made.addItem(item)
    return made


def _check_all(checks: QListWidget) -> None:
    everything = all(
        checks.item(place).checkState() is Qt.CheckState.Checked for place in range(checks.count())
    )
    state = Qt.CheckState.Unchecked if everything else Qt.CheckState.Checked
    for place in range(checks.count()):
        checks.item(place).setCheckState(state)


def _checked(checks: QListWidget) -> list[str]:
    items = (checks.item(place) for place in range(checks.count()))
    return [
        str(item.data(Qt.ItemDataRole.UserRole))
        for item in items
        if item.checkState() is Qt.CheckState.Checked
    ]
