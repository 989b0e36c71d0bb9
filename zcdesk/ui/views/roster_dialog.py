"""What a roster would bring in, shown before it is taken in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QTabWidget, QWidget

from zcdesk.desk.views import RosterLook
from zcdesk.ui.models.table import Column, RecordTable
from zcdesk.ui.parts import button, column, label, named, row
from zcdesk.ui.tables import table

Line = tuple[str, ...]


class RosterDialog(QDialog):
    """Problems with their cells, changes and additions; `accepted_roster` takes it in."""

    import_wanted = Signal()

    def __init__(self, look: RosterLook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("导入花名册"))
        self.resize(860, 520)
        tabs = named(QTabWidget(), self.tr("花名册内容"))
        tabs.tabBar().setAccessibleName(self.tr("花名册内容"))
        problems = [(p.sheet, p.cell, p.message, p.remedy) for p in look.problems]
        heads = (("工作表", 90), ("单元格", 70), ("问题", 330), ("怎样改", 260))
        tabs.addTab(
            _table(self.tr("导入问题"), heads, problems),
            self.tr("问题 {n}").format(n=len(problems)),
        )
        changed = [
            (entry.after.number, entry.after.name, c.heading, c.before or "—", c.after or "—")
            for entry in look.changed
            for c in entry.changes
        ]
        heads3 = (("编号", 70), ("姓名", 90), ("栏目", 150), ("原来", 230), ("改为", 230))
        tabs.addTab(
            _table(self.tr("改动"), heads3, changed),
            self.tr("改动 {n}").format(n=len(changed)),
        )
        added = [
            (a.number, a.name, a.employer, f"{a.specialty} {a.level.value}") for a in look.added
        ]
        heads4 = (("编号", 80), ("姓名", 120), ("单位", 320), ("申报", 200))
        tabs.addTab(
            _table(self.tr("新增"), heads4, added), self.tr("新增 {n}").format(n=len(added))
        )
        gone = [(a.number, a.name, a.employer) for a in look.missing]
        if gone:
            tabs.addTab(
                _table(self.tr("花名册中没有"), (("编号", 80), ("姓名", 120), ("单位", 400)), gone),
                self.tr("花名册中没有 {n}").format(n=len(gone)),
            )
        tabs.setCurrentIndex(0 if problems else (1 if changed else 2))
        summary = self.tr("将新增 {added} 人，更新 {changed} 人；{same} 人没有变化。").format(
            added=len(added), changed=len(look.changed), same=look.unchanged
        )
        if gone:
            summary += self.tr("原有的 {n} 人不在这份花名册中，仍予保留。").format(n=len(gone))
        self.setLayout(
            column(
                label(look.roster.source, "title"),
                label(summary, wrap=True),
                *self._warnings(look),
                tabs,
                row(
                    None,
                    button(self.tr("取消"), self.reject),
                    self._confirm(bool(added or changed)),
                ),
                gap=12,
                margin=20,
            )
        )
        self.finished.connect(self.deleteLater)

    def _warnings(self, look: RosterLook) -> list[QWidget]:
        lines: list[QWidget] = []
        if look.problems:
            text = self.tr("有 {n} 处没有读懂，对应的内容不会导入。建议改好花名册后重新导入。")
            lines.append(label(text.format(n=len(look.problems)), "violation", wrap=True))
        if look.notes:
            lines.append(label("".join(look.notes), "small", wrap=True))
        return lines

    def _confirm(self, anything: bool) -> QWidget:  # noqa: FBT001
        self.confirm = button(self.tr("导入"), self._import, "primary")
        self.confirm.setEnabled(anything)
        self.confirm.setDefault(True)
        return self.confirm

    def _import(self) -> None:
        self.import_wanted.emit()
        self.accept()


def _table(name: str, heads: tuple[tuple[str, int], ...], lines: Sequence[Line]) -> QWidget:
    columns: list[Column[tuple[int, Line]]] = [
        Column(head, _cell(place), width=width) for place, (head, width) in enumerate(heads)
    ]
    view = table(name)
    model = RecordTable[tuple[int, Line]](columns, lambda entry: str(entry[0]), view)
    model.set_records(enumerate(lines))
    view.setModel(model)
    for place, each in enumerate(columns):
        view.setColumnWidth(place, each.width)
    return view


def _cell(place: int) -> Callable[[tuple[int, Line]], str]:
    def text(entry: tuple[int, Line]) -> str:
        return entry[1][place]

    return text
