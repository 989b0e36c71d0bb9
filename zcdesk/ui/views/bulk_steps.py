"""Steps that take in many applicants at once: asked, done, told, and each put where it can be undone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from zcdesk.desk import bulk, panels, register, views
from zcdesk.desk.bulk import Bulk
from zcdesk.desk.panels import Grouping
from zcdesk.domain.committee import Panel
from zcdesk.domain.errors import KnownError
from zcdesk.domain.events import StatusSet, UnclearAcknowledged
from zcdesk.domain.session import ApplicantStatus
from zcdesk.ui.bench import Bench
from zcdesk.ui.dialogs import AskDialog
from zcdesk.ui.history import Accepted, History
from zcdesk.ui.views.acknowledge_dialog import AcknowledgeDialog
from zcdesk.ui.views.grouping_dialog import GroupingDialog

_NAMES = 4
"""So many people are named behind a rule; the rest are counted."""


class BulkSteps(QObject):
    """`load` reads the list anew."""

    def __init__(self, bench: Bench, page: QWidget, load: Callable[[], None]) -> None:
        super().__init__(page)
        self._bench, self._page, self._load = bench, page, load
        self.history: History | None = None

    def qualify_clean(self) -> None:
        """Qualify everybody without an open violation."""
        self._bench.do(partial(register.qualify_clean, self._bench.desk), self._qualified)

    def _qualified(self, decided: tuple[StatusSet, ...]) -> None:
        case = self._bench.case
        left = sum(case.status(n) is ApplicantStatus.PENDING for n in case.applicants)
        rest = self.tr("还有 {n} 人有不符合的事项，仍待审核。").format(n=left) if left else ""
        if decided:
            self._keep(decided)
            told = self.tr("已把 {n} 人判为合格，可以撤销。").format(n=len(decided))
            self._bench.done.emit(told + rest)
        else:
            self._bench.refused.emit(self.tr("没有可以判为合格的申报人。") + rest)

    def acknowledge_all(self) -> None:
        """Say what waits for an acknowledgement, and acknowledge all of it when told so."""
        found = register.waiting(self._bench.desk)
        if not found:
            self._bench.refused.emit(self.tr("没有待确认的事项。"))
            return
        told = self.tr("确认只表示已经逐项核对，会逐项记入日志，不改变审核意见。将要确认：")
        dialog = AskDialog(
            self.tr("待确认的全部确认已核"),
            "\n".join([told, *self._listed(found)]),
            [],
            self.tr("确认已核 {n} 项").format(n=len(found)),
            self._page,
        )
        dialog.given.connect(lambda _: self._acknowledge(found))
        dialog.open()

    def _listed(self, found: list[tuple[str, str]]) -> list[str]:
        """A line for each rule: its name, how many, and of whom."""
        desk, case = self._bench.desk, self._bench.case
        names = views.finding_names(desk)
        of_rule: dict[str, list[str]] = {}
        for number, rule in found:
            who = f"{number}号{case.applicants[number].name}" if number else self.tr("本次会议")
            of_rule.setdefault(rule, []).append(who)
        lines = []
        for rule, people in of_rule.items():
            shown = "、".join(people[:_NAMES]) + (self.tr("等") if len(people) > _NAMES else "")
            told = self.tr("• {rule}　{n} 项：{who}")
            lines.append(told.format(rule=names[rule], n=len(people), who=shown))
        return lines

    def acknowledge_some(self) -> None:
        """Tick several unclear findings and acknowledge them together."""
        rows = views.rows(self._bench.desk)
        if not any(each.unclear for each in rows):
            self._bench.refused.emit(self.tr("没有待确认的事项。"))
            return
        dialog = AcknowledgeDialog(rows, views.rule_names(self._bench.desk), self._page)
        dialog.acknowledged.connect(self._acknowledge)
        dialog.open()

    def _acknowledge(self, found: list[tuple[str, str]]) -> None:
        self._bench.do(partial(register.acknowledge, self._bench.desk, found), self._acknowledged)

    def _acknowledged(self, event: UnclearAcknowledged) -> None:
        self._keep(event)
        told = self.tr("已确认 {n} 项，逐项记入日志；可以撤销。").format(n=len(event.findings))
        self._bench.done.emit(told)

    def group(self) -> None:
        """Deal everybody without a panel out to new panels, by specialty."""
        dialog = GroupingDialog(self._bench.desk, self._page)
        dialog.formed.connect(self._group)
        dialog.open()

    def _group(self, wanted: tuple[Panel, ...]) -> None:
        self._bench.do(partial(panels.group, self._bench.desk, wanted), self.grouped)

    def spread(self) -> None:
        """Give everybody without a panel to one that is there."""
        self._bench.do(partial(panels.distribute, self._bench.desk), self.grouped)

    def grouped(self, done: Grouping) -> None:
        """Panels were formed or filled."""
        self._keep(done)
        told = self.tr("已分到 {n} 个评议组，可以撤销。").format(n=len(done.formed))
        self._bench.done.emit(told)

    # --- back and again -------------------------------------------------------------------------

    def move(self, done: Bulk, *, back: bool, accepted: Accepted) -> None:
        """Take a step back, or do it again."""

        def moved(_: object) -> None:
            accepted()
            self._load()
            verb = self.tr("已撤销") if back else self.tr("已重做")
            self._bench.done.emit(f"{verb}：{bulk.in_words(done)}。")

        def refused(error: KnownError) -> None:
            assert self.history is not None
            self.history.stood_still()
            self._bench.refused.emit(error.sentence)

        verb = bulk.take_back if back else bulk.do_again
        self._bench.do(partial(verb, self._bench.desk, done), moved, refused)

    def _keep(self, done: Bulk) -> None:
        assert self.history is not None
        self.history.push(done)
