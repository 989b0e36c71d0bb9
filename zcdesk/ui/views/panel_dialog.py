"""Forming a panel: a name, at least three members, and whom it hears."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QWidget

from zcdesk.domain.case import Case
from zcdesk.domain.committee import Panel
from zcdesk.domain.session import ApplicantStatus
from zcdesk.ui.look import px
from zcdesk.ui.parts import button, column, label, named, row

_OUT = (ApplicantStatus.REJECTED, ApplicantStatus.WITHDRAWN)


class PanelDialog(QDialog):
    """`formed` carries the panel. Whoever another panel hears stands last and can be taken over."""

    formed = Signal(object)

    def __init__(self, case: Case, parent: QWidget | None = None, now: Panel | None = None) -> None:
        super().__init__(parent)
        self._now = now
        title = self.tr("新建评议组") if now is None else self.tr("改组评议组")
        self.setWindowTitle(title)
        whole = self.screen().availableGeometry()
        self.resize(min(px(760), whole.width() - 16), min(px(560), whole.height() - 16))
        self._names = set(case.panels) - ({now.name} if now else set())
        name = f"第{len(case.panels) + 1}组" if now is None else now.name
        self.name = named(QLineEdit(name), self.tr("评议组名称"))
        self.name.setReadOnly(now is not None)
        self.members = _checks(
            self.tr("评委"),
            [(m.id, f"{m.id} {m.name}（{m.role.chinese}）") for m in case.current.members],
            now.members if now else (),
        )
        free, taken = _applicants(case, now)
        self._free = len(free)
        self.applicants = _checks(self.tr("申报人"), [*free, *taken], now.applicants if now else ())
        text = self.tr("组建") if now is None else self.tr("改组")
        self.confirm = button(text, self._form, "primary")
        self.confirm.setDefault(True)
        self._hint = label("", "muted", wrap=True)
        for each in (self.members, self.applicants):
            each.itemChanged.connect(self._judge)
        self.name.textChanged.connect(self._judge)
        self.setLayout(
            column(
                label(title, "title"),
                row(label(self.tr("名称"), "muted"), self.name),
                row(
                    column(self._head(self.tr("评委"), self.members, None), self.members),
                    column(
                        self._head(self.tr("申报人"), self.applicants, self._free), self.applicants
                    ),
                    gap=16,
                ),
                self._hint,
                row(None, button(self.tr("取消"), self.reject), self.confirm),
                gap=12,
                margin=20,
            )
        )
        self.finished.connect(self.deleteLater)
        self._judge()
        (self.name if now is None else self.members).setFocus()

    def _head(self, text: str, checks: QListWidget, most: int | None) -> QHBoxLayout:
        every = button(self.tr("全选"), lambda: _check_all(checks, most), "plain")
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
            if not applicants:
                hint += self.tr("；申报人可以在各组建好后平均分配")
        self._hint.setText(hint)
        enough = len(members) >= 3  # noqa: PLR2004 - the desk asks it again
        self.confirm.setEnabled(bool(name) and name not in self._names and enough)

    def _form(self) -> None:
        kept = self._now or Panel("", (), ())
        self.formed.emit(
            replace(
                kept,
                name=self.name.text().strip(),
                members=tuple(_checked(self.members)),
                applicants=tuple(_checked(self.applicants)),
            )
        )
        self.accept()


Entries = list[tuple[str, str]]


def _applicants(case: Case, now: Panel | None) -> tuple[Entries, Entries]:
    """Those free or already this panel's, and those whom other panels hear that are not frozen."""
    free: Entries = []
    taken: Entries = []
    for number, applicant in case.applicants.items():
        if case.status(number) in _OUT:
            continue
        text = f"{number} {applicant.name}　{applicant.specialty}"
        panel = case.panel_of(number)
        if panel is None or (now is not None and panel.name == now.name):
            free.append((number, text))
        elif not panel.frozen:
            taken.append((number, f"{text}（现在{panel.name}）"))
    return free, taken


def _checks(name: str, entries: Entries, chosen: Collection[str] = ()) -> QListWidget:
    made = named(QListWidget(), name)
    made.ensurePolished()
    for key, text in entries:
        item = QListWidgetItem(text)
        item.setData(Qt.ItemDataRole.UserRole, key)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        on = key in chosen
        item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        made.addItem(item)
    return made


def _check_all(checks: QListWidget, most: int | None) -> None:
    """The first `most` entries (None: all of them), or none where they are ticked already."""
    count = checks.count() if most is None else most
    everything = all(checks.item(n).checkState() is Qt.CheckState.Checked for n in range(count))
    state = Qt.CheckState.Unchecked if everything else Qt.CheckState.Checked
    for place in range(count):
        checks.item(place).setCheckState(state)


def _checked(checks: QListWidget) -> list[str]:
    items = (checks.item(place) for place in range(checks.count()))
    return [
        str(item.data(Qt.ItemDataRole.UserRole))
        for item in items
        if item.checkState() is Qt.CheckState.Checked
    ]
