"""Several unclear findings acknowledged at once: by rule, each with whom it concerns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QWidget

from zcdesk.desk.views import Row
from zcdesk.ui.parts import button, column, label, named, row

Pair = tuple[str, str]


class AcknowledgeDialog(QDialog):
    """`acknowledged` carries (applicant, rule) of what was ticked; nothing is ticked at first."""

    acknowledged = Signal(object)

    def __init__(
        self, rows: Sequence[Row], names: Mapping[str, str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("成批确认"))
        self.resize(760, 520)
        self.list = named(QListWidget(), self.tr("待确认的事项"))
        self.list.setWordWrap(True)
        self.rules = named(QListWidget(), self.tr("审核项"))
        self.rules.setFixedWidth(210)
        for each in (self.list, self.rules):  # its items are measured in the look they will have
            each.ensurePolished()
        self._waiting = [
            (each, flag.finding)
            for each in rows
            if not each.out
            for flag in each.flags
            if flag.asks
        ]
        counts: dict[str, int] = {}
        for _, finding in self._waiting:
            counts[finding.rule] = counts.get(finding.rule, 0) + 1
        for rule, number in counts.items():
            item = QListWidgetItem(f"{names.get(rule, rule)}　{number}")
            item.setData(Qt.ItemDataRole.UserRole, rule)
            self.rules.addItem(item)
        self.rules.currentRowChanged.connect(self._show)
        self.list.itemChanged.connect(self._judge)
        self.every = button(self.tr("全选"), self._tick_all, "plain")
        self.confirm = button(self.tr("确认已核"), self._give, "primary")
        self._ticked: set[Pair] = set()
        self.setLayout(
            column(
                label(self.tr("成批确认"), "title"),
                label(
                    self.tr("逐项看过再勾选。确认只表示已经核对，会记入日志，不改变审核意见。"),
                    "muted",
                    wrap=True,
                ),
                row(self.rules, self.list, grow=self.list),
                row(self.every, None, button(self.tr("取消"), self.reject), self.confirm),
                gap=12,
                margin=20,
            )
        )
        self.finished.connect(self.deleteLater)
        self.rules.setCurrentRow(0)
        self._judge()

    def _show(self, place: int) -> None:
        rule = self.rules.item(place).data(Qt.ItemDataRole.UserRole)
        self.list.blockSignals(True)  # noqa: FBT003 - Qt's own
        self.list.clear()
        for each, finding in self._waiting:
            if finding.rule != rule:
                continue
            pair = (each.applicant.number, rule)
            item = QListWidgetItem(f"{pair[0]} {each.applicant.name}　{finding.message}")
            item.setData(Qt.ItemDataRole.UserRole, pair)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            ticked = Qt.CheckState.Checked if pair in self._ticked else Qt.CheckState.Unchecked
            item.setCheckState(ticked)
            self.list.addItem(item)
        self.list.blockSignals(False)  # noqa: FBT003 - Qt's own

    def _judge(self) -> None:
        for place in range(self.list.count()):
            item = self.list.item(place)
            applicant, rule = item.data(Qt.ItemDataRole.UserRole)
            pair = (str(applicant), str(rule))
            if item.checkState() is Qt.CheckState.Checked:
                self._ticked.add(pair)
            else:
                self._ticked.discard(pair)
        self.confirm.setEnabled(bool(self._ticked))
        n = len(self._ticked)
        self.confirm.setText(self.tr("确认已核 {n} 项").format(n=n) if n else self.tr("确认已核"))

    def _tick_all(self) -> None:
        items = [self.list.item(place) for place in range(self.list.count())]
        checked = Qt.CheckState.Checked
        everything = all(item.checkState() is checked for item in items)
        for item in items:
            item.setCheckState(Qt.CheckState.Unchecked if everything else checked)

    def _give(self) -> None:
        self.acknowledged.emit(sorted(self._ticked))
        self.accept()
