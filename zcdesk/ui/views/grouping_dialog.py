"""Panels for everybody at once: how many, and who would hear whom before anything is formed."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QSpinBox, QWidget

from zcdesk.desk import panels
from zcdesk.desk.desk import Desk
from zcdesk.domain.committee import Panel
from zcdesk.domain.errors import KnownError
from zcdesk.ui.models.table import Column, RecordTable
from zcdesk.ui.parts import button, column, label, named, row, say
from zcdesk.ui.tables import list_view


class GroupingDialog(QDialog):
    """`formed` carries the panels."""

    formed = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("按专业分组"))
        self.resize(760, 420)
        self._desk = desk
        self._panels: tuple[Panel, ...] = ()
        self.count = named(QSpinBox(), self.tr("评议组数"))
        self.count.setRange(1, max(1, panels.most_panels(desk)))
        self.count.valueChanged.connect(self._propose)
        self.model = RecordTable[Panel](self._columns(), lambda panel: panel.name, self)
        self.trouble = label("", "violation", wrap=True)
        self.confirm = button(self.tr("组建"), self._form, "primary")
        self.confirm.setDefault(True)
        self.setLayout(
            column(
                label(self.tr("按专业分组"), "title"),
                label(
                    self.tr(
                        "未分组的申报人按专业分到各组，人数尽量相同；有评委回避的分到回避最少的组。评委按名单顺序轮流分配。"
                        "组建后可在“答辩评议”中调整。"
                    ),
                    "muted",
                    wrap=True,
                ),
                row(label(self.tr("分成"), "muted"), self.count, label(self.tr("个评议组")), None),
                self.trouble,
                list_view(self.tr("分组方案"), self.model),
                row(None, button(self.tr("取消"), self.reject), self.confirm),
                gap=12,
                margin=20,
            )
        )
        self.finished.connect(self.deleteLater)
        self._propose()

    def _columns(self) -> tuple[Column[Panel], ...]:
        case = self._desk.case
        names = {member.id: member.name for member in case.current.members}

        def specialties(panel: Panel) -> str:
            found = Counter(case.applicants[n].specialty for n in panel.applicants)
            return "、".join(f"{name} {n}" for name, n in found.most_common())

        def members(panel: Panel) -> str:
            return "、".join(names[member] for member in panel.members)

        return (
            Column("评议组", lambda panel: panel.name, width=80),
            Column("申报人", lambda p: f"{len(p.applicants)} 人", numeric=True, width=70),
            Column("专业", specialties, width=230),
            Column("评委", members, width=320),
        )

    def _propose(self) -> None:
        try:
            self._panels = panels.propose(self._desk, self.count.value())
        except KnownError as error:
            self._panels = ()
            say(self.trouble, error.sentence)
        else:
            say(self.trouble, "")
        self.model.set_records(self._panels)
        self.confirm.setEnabled(bool(self._panels))

    def _form(self) -> None:
        self.formed.emit(self._panels)
        self.accept()
