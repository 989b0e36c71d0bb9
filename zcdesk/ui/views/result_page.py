"""Result and hand-over: the gauge, who is outside it, the exception, the seal, papers, package."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QStackedWidget, QTabWidget, QWidget

from zcdesk.desk import figures, issued, papers, sealing, stick, voting
from zcdesk.desk.delivery import Outputs
from zcdesk.desk.reading import Reader
from zcdesk.domain.attack import AttackOutcome
from zcdesk.domain.errors import KnownError
from zcdesk.domain.session import ApplicantStatus, Phase
from zcdesk.ui.bench import Bench
from zcdesk.ui.dialogs import Ask, AskDialog, presiders, two_tokens
from zcdesk.ui.look import colours
from zcdesk.ui.models.table import Column, RecordTable
from zcdesk.ui.parts import (
    button,
    card,
    column,
    empty_state,
    label,
    named,
    panel,
    row,
    scrolled,
)
from zcdesk.ui.sides import Sides
from zcdesk.ui.tables import list_view
from zcdesk.ui.theme import GAP
from zcdesk.ui.views.attack_dialog import AttackResult
from zcdesk.ui.views.gauge import GaugePanel
from zcdesk.ui.views.papers_panel import PapersPanel
from zcdesk.ui.views.re_examination_dialog import examine_session
from zcdesk.ui.views.stick_dialog import StickDialog

Result = tuple[str, str, str, str, str, ApplicantStatus]
Outside = tuple[str, str, str]
_FELL = (ApplicantStatus.VOTE_FAILED, ApplicantStatus.DEFENSE_FAILED)
KINDS = "移交包 (*.zip *.age *.7z)"

RESULTS: tuple[Column[Result], ...] = (
    Column("编号", lambda r: r[0], width=50),
    Column("姓名", lambda r: r[1], width=92),
    Column("结果", lambda r: r[5].chinese, width=206, colour=lambda r: _colour(r[5])),
    Column("专业", lambda r: r[2], width=96),
    Column("级别", lambda r: r[3], width=64),
    Column("原因", lambda r: r[4], width=110),
)
OUTSIDE: tuple[Column[Outside], ...] = (
    Column("编号", lambda r: r[0], width=50),
    Column("姓名", lambda r: r[1], width=92),
    Column("原因", lambda r: r[2], width=240),
)


def _colour(status: ApplicantStatus) -> str:
    if status is ApplicantStatus.PASSED:
        return colours().good
    return colours().violation if status in _FELL else colours().muted


class ResultPage(QWidget):
    """What came of it all, and what leaves the house."""

    def __init__(self, bench: Bench, reader: Reader) -> None:
        super().__init__()
        self._bench, self._reader = bench, reader
        self.gauge, self.splits = GaugePanel(), GaugePanel()
        self.outside = RecordTable[Outside](OUTSIDE, lambda r: r[0], self)
        self.results = RecordTable[Result](RESULTS, lambda r: r[0], self)
        self.issuing = PapersPanel(bench, reader)
        self.hint = label("", "muted", wrap=True)
        self.seal = button(self.tr("封存…"), self._seal, "primary")
        self.write = button(self.tr("出具纪要和移交包…"), self._write, "primary")
        self.to_stick = button(self.tr("移交到移动盘…"), self._to_stick)
        self.hand_over = button(self.tr("核验并移交…"), self._hand_over)
        self.attack = button(self.tr("自测攻击…"), bench.attack_wanted.emit)
        self.re_examine = button(self.tr("复查…"), self.examine_again)
        self.setLayout(column(Sides(self._left(), self._right(), (3, 4))))

    def _left(self) -> QWidget:
        self.rates = named(QTabWidget(), self.tr("淘汰率"))
        self.rates.tabBar().setAccessibleName(self.tr("淘汰率"))
        for made, title in ((self.gauge, self.tr("各组")), (self.splits, self.tr("分级别、专业"))):
            inner = panel(column(made, None, gap=GAP, margin=4), "paper")
            self.rates.addTab(scrolled(inner, title), title)
        self.rates.addTab(list_view(self.tr("不计入分母的人"), self.outside), "")
        return card(
            column(
                label(self.tr("淘汰率"), "lead"),
                self.rates,
                self.hint,
                row(self.seal, self.write, self.re_examine, None),
                row(self.to_stick, self.hand_over, self.attack, None),
                gap=10,
                margin=16,
                grow=self.rates,
            )
        )

    def _right(self) -> QWidget:
        self._stack = QStackedWidget()
        self.view = list_view(self.tr("评审结果"), self.results)
        self._stack.addWidget(self.view)
        self._stack.addWidget(
            empty_state(self.tr("还没有结果"), self.tr("导入花名册后，这里列出每个人的结果。"))
        )
        self.tabs = named(QTabWidget(), self.tr("结果和文件"))
        self.tabs.tabBar().setAccessibleName(self.tr("结果和文件"))
        self.tabs.addTab(self._stack, self.tr("评审结果"))
        self.tabs.addTab(self.issuing, self.tr("文件"))
        return card(column(self.tabs, margin=8))

    def refresh(self) -> None:
        """Show the result as it stands; an open round counts nothing."""
        desk, case = self._bench.desk, self._bench.case
        self.gauge.show_gauges(figures.gauges_now(desk))
        self.splits.show_gauges(figures.splits_now(desk))
        self.outside.set_records(figures.excluded(desk))
        self.rates.setTabText(2, self.tr("不计入 {n} 人").format(n=self.outside.total))
        statuses = figures.statuses_now(desk)
        self.results.set_records(
            (n, a.name, a.specialty, a.level.value, case.statuses[n].reason, statuses[n])
            for n, a in case.applicants.items()
        )
        self._stack.setCurrentIndex(0 if case.applicants else 1)
        phase = case.current_phase
        is_open = voting.open_now(desk) is not None
        self.seal.setVisible(phase.rank <= Phase.VOTING.rank)
        self.seal.setEnabled(phase is Phase.VOTING and not is_open and bool(case.rounds))
        self.write.setVisible(phase.rank >= Phase.SEALED.rank)
        self.to_stick.setVisible(phase is Phase.SEALED)
        self.hand_over.setVisible(phase is Phase.SEALED)
        for made in (self.attack, self.re_examine):
            made.setVisible(phase.rank >= Phase.SEALED.rank)
        self.hint.setText(self._hint(phase, is_open=is_open))
        self.issuing.refresh()

    def _hint(self, phase: Phase, *, is_open: bool) -> str:
        if phase.rank < Phase.VOTING.rank:
            return self.tr("表决开箱之后才能封存。")
        if phase is Phase.VOTING and is_open:
            return self.tr("投票正在进行，开箱之前这里不计入本轮。")
        if phase is Phase.VOTING:
            return self.tr(
                "封存后结果不能再改。下限未达到的，可再投一轮，或由主持人和监督员记录例外理由。"
            )
        exception = self._bench.case.exception_reason
        told = self.tr("例外理由：{reason}").format(reason=exception) if exception else ""
        if phase is Phase.HANDED_OVER:
            return self.tr("● 已移交：移交包在目标介质上核验通过。") + told
        return (
            self.tr(
                "会议已封存，只读。接下来：1. 出具纪要；2. 在“文件”中签署（可先手写签名）；"
                "3. 移交到移动盘，从盘上核验后即为移交。复查和自测攻击不是必做的。"
            )
            + told
        )

    def _seal(self) -> None:
        short = [gauge for gauge in figures.gauges_now(self._bench.desk) if not gauge.floor.met]
        text = self.tr("封存后，申报人信息、评分和票数都不能再改。")
        fields = []
        if short:
            lines = "\n".join(f"{gauge.group}：{gauge.sentence}" for gauge in short)
            text = self.tr(
                "以下淘汰率未达下限：\n{lines}\n要封存须写明例外理由，全文印入会议纪要。"
            ).format(lines=lines)
            fields.append(Ask("exception", self.tr("例外理由"), long=True))
        members = self._bench.case.current.members
        dialog = AskDialog(
            self.tr("封存会议"),
            text,
            [*fields, presiders(members), *two_tokens()],
            self.tr("封存"),
            self,
        )

        def given(said: dict[str, str]) -> None:
            two = sealing.TwoPeople(
                said["presider"], said["presider_token"], said["supervisor_token"]
            )
            verb = partial(sealing.seal, self._bench.desk, said.get("exception", ""), two)
            # What comes next is to write it all out.
            self._bench.do(verb, lambda _: self.write.setFocus())

        dialog.given.connect(given)
        dialog.open()

    def examine_again(self) -> None:
        """Open the 复查."""
        examine_session(self._bench, self)

    def tell_attack(self, outcome: AttackOutcome) -> None:
        """Show what came of the attack (自测攻击)."""
        AttackResult(self._bench, self._reader, outcome, self).open()

    # --- papers and package ----------------------------------------------------------------------

    def _write(self) -> None:
        self._bench.pick.folder(self, self.tr("选择存放文件和移交包的文件夹"), self._write_into)

    def _write_into(self, folder: Path) -> None:
        self.write.setEnabled(False)
        self._bench.ask(
            partial(issued.write_outputs, self._bench.desk, folder),
            partial(self._written, folder),
            self._not_written,
        )

    def _not_written(self, error: KnownError) -> None:
        self.write.setEnabled(True)
        self._bench.refused.emit(error.sentence)

    def _written(self, folder: Path, outputs: Outputs) -> None:
        self.write.setEnabled(True)
        self.tabs.setCurrentWidget(self.issuing)
        self.issuing.given.look_again(str(outputs.papers[papers.MINUTES]))
        self._bench.done.emit(self.tr("文件和移交包已写入 {folder}").format(folder=folder))

    def _to_stick(self) -> None:
        StickDialog(self._bench, self).open()

    def _hand_over(self) -> None:
        self._bench.pick.file(self, self.tr("从移交的介质上选择移交包"), KINDS, self._hand_over_at)

    def _hand_over_at(self, package: Path) -> None:
        if package.suffix == ".zip":
            self._check(package, "")
            return
        dialog = AskDialog(
            self.tr("核验并移交"),
            self.tr("这个移交包已加密，请输入写出时的口令。"),
            [Ask("password", self.tr("移交包口令"), secret=True)],
            self.tr("核验并移交"),
            self,
        )
        dialog.given.connect(lambda said: self._check(package, said["password"]))
        dialog.open()

    def _check(self, package: Path, password: str) -> None:
        self.hand_over.setEnabled(False)
        self._bench.do(
            partial(stick.hand_over, self._bench.desk, package, password),
            lambda _: self._handed_over(package),
            self._not_handed_over,
        )

    def _handed_over(self, package: Path) -> None:
        self.hand_over.setEnabled(True)
        self._bench.done.emit(self.tr("“{name}”核验通过，会议已移交。").format(name=package.name))

    def _not_handed_over(self, error: KnownError) -> None:
        self.hand_over.setEnabled(True)
        self._bench.refused.emit(error.sentence)
