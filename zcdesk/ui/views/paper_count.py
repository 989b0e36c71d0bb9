"""A round on paper: ballots back, read off by one person, then by another, compared, counted."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QComboBox, QListWidget, QListWidgetItem, QStackedWidget, QWidget

from zcdesk.desk import paper_round, paper_set
from zcdesk.desk.paper_round import Reading
from zcdesk.domain.ballot import Round, RoundState
from zcdesk.ui.bench import Bench
from zcdesk.ui.dialogs import Ask, AskDialog, presiders, two_tokens
from zcdesk.ui.entry_grid import EntryGrid
from zcdesk.ui.models.paper_sheet import PaperSheetModel
from zcdesk.ui.models.table import Index
from zcdesk.ui.parts import button, column, label, named, panel, row, set_role

FIRST, SECOND, DIFFER, AGREED = range(4)
_DIGITS = 4
"""No committee has more ballots than four digits tell."""
_WIDTHS = (60, 96, 84, 84, 84, 84, 64, 64, 100)


class PaperCountPage(QWidget):
    """`annul_wanted` asks to annul the round. What is read stays in memory until it is counted."""

    annul_wanted = Signal()

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._bench = bench
        self._round: Round | None = None
        self._step = FIRST
        self._readings: list[Reading | None] = [None, None]
        self.heading = label("", "title")
        self.why = label("", "muted", wrap=True)
        self.annul = button(self.tr("作废本轮…"), self.annul_wanted.emit, "danger")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._back_page())
        self._stack.addWidget(self._read_page())
        self.setLayout(
            column(
                row(self.heading, None, self.annul), self.why, self._stack, gap=8, grow=self._stack
            )
        )

    # --- ballots handed back ---------------------------------------------------------------------

    def _back_page(self) -> QWidget:
        self.account = label("", "lead")
        self.voters = named(QListWidget(), self.tr("交回表决票的委员"))
        self.voters.itemChanged.connect(lambda _: self._show_account())
        self.print = button(self.tr("出具表决票和计票单…"), self._print)
        self.close_round = button(self.tr("结束收票…"), self._close, "primary")
        return panel(
            column(
                self.account,
                label(
                    self.tr("监督员逐一收票。没有交票的委员请取消勾选，按未交票计；之后不能补投。"),
                    "muted",
                    wrap=True,
                ),
                self.voters,
                row(self.print, self.close_round, None),
                gap=10,
            )
        )

    def _print(self) -> None:
        self._bench.pick.folder(self, self.tr("选择存放表决票的文件夹"), self._print_into)

    def _print_into(self, folder: Path) -> None:
        assert self._round is not None
        self._bench.ask(
            partial(paper_set.ballots_of, self._bench.desk, self._round, folder),
            lambda _: self._bench.done.emit(
                self.tr("表决票和计票单已写入 {folder}，请打印后发给委员。").format(folder=folder)
            ),
        )

    def _show_account(self) -> None:
        missing = len(self._missing())
        total = self.voters.count()
        self.account.setText(
            self.tr("发出 {a} ＝ 收回 {b} ＋ 未交 {c}").format(
                a=total, b=total - missing, c=missing
            )
        )

    def _missing(self) -> list[str]:
        items = (self.voters.item(place) for place in range(self.voters.count()))
        return [
            str(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item.checkState() is not Qt.CheckState.Checked
        ]

    def _close(self) -> None:
        assert self._round is not None
        missing = self._missing()
        verb = partial(paper_round.close, self._bench.desk, self._round.key, missing)
        if not missing:
            self._bench.do(verb)
            return
        dialog = AskDialog(
            self.tr("结束收票"),
            self.tr("有 {n} 名委员没有交票，按未交票计。须由主持人和监督员共同确认。").format(
                n=len(missing)
            ),
            [
                Ask("reason", self.tr("原因"), long=True),
                presiders(self._bench.case.current.members, self._round.present),
                *two_tokens(),
            ],
            self.tr("结束收票"),
            self,
        )
        dialog.given.connect(lambda said: self._bench.do(partial(verb, **said)))
        dialog.open()

    # --- ballots read off ------------------------------------------------------------------------

    def _read_page(self) -> QWidget:
        self.step = label("", "lead", wrap=True)
        self.told = label("", "muted", wrap=True)
        self.reader = named(QComboBox(), self.tr("录入人"))
        self.reader.currentIndexChanged.connect(lambda _: self._settle())
        self.reader.setMinimumContentsLength(12)
        self.reader_head = label(self.tr("录入人"), "muted")
        self.model = PaperSheetModel(self)
        self.model.typed.connect(self._settle)
        self.grid = EntryGrid(self.tr("票数录入"), self.model, self._judge, self._ended)
        for place, wide in enumerate(_WIDTHS):
            self.grid.view.setColumnWidth(place, wide)
        self.done = button(self.tr("录完"), self._done, "primary")
        self.again = [
            button(self.tr("更正第一次录入"), partial(self._correct, FIRST)),
            button(self.tr("更正第二次录入"), partial(self._correct, SECOND)),
        ]
        self.count = button(self.tr("计票…"), self._count, "primary")
        return panel(
            column(
                self.step,
                self.told,
                row(self.reader_head, self.reader, None),
                self.grid.view,
                row(self.done, *self.again, self.count, None),
                gap=8,
            )
        )

    def _judge(self, _index: Index, text: str) -> QValidator.State:
        """A whole number; one too large is told by its row's account, not cut to its first digit."""
        right = not text or (text.isascii() and text.isdigit() and len(text) <= _DIGITS)
        return QValidator.State.Acceptable if right else QValidator.State.Invalid

    def _ended(self) -> None:
        self.done.setFocus()

    # --- showing ---------------------------------------------------------------------------------

    def show_round(self, vote: Round) -> None:
        """Show a paper round; what was read of it so far stays."""
        fresh = self._round is None or (self._round.key, self._round.state) != (
            vote.key,
            vote.state,
        )
        self._round = vote
        self.heading.setText(self.tr("第 {n} 轮　纸质表决").format(n=vote.number))
        self.why.setText(self.tr("原因：{why}").format(why=vote.on_paper))
        is_open = vote.state is RoundState.OPEN
        self._stack.setCurrentIndex(0 if is_open else 1)
        if not fresh:
            return
        self._readings = [None, None]
        self.model.wipe()
        if is_open:
            self._fill_voters(vote)
        else:
            self._go(FIRST)

    def _fill_voters(self, vote: Round) -> None:
        names = {m.id: m.name for m in self._bench.case.current.members}
        self.voters.clear()
        for member in vote.voters:
            item = QListWidgetItem(f"{member}　{names[member]}")
            item.setData(Qt.ItemDataRole.UserRole, member)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            self.voters.addItem(item)
        self._show_account()

    def _go(self, step: int) -> None:
        """One of the four steps; the other person's reading is out of sight in the first two."""
        assert self._round is not None
        self._step = step
        case, desk, key = self._bench.case, self._bench.desk, self._round.key
        people = [(number, case.applicants[number].name) for number in self._round.applicants]
        first, second = self._readings
        marked = paper_round.differences(first, second) if first and second else ()
        own = self._readings[step] if step in (FIRST, SECOND) else first
        self.model.show_sheet(
            people,
            paper_round.due(desk, key),
            own.counts if own else None,
            marked,
            other=None if step in (FIRST, SECOND) or second is None else second.counts,
        )
        if step in (FIRST, SECOND):
            self._offer_readers(own.by if own else "")
        self._tell(len(marked))
        self._settle()
        if step in (FIRST, SECOND):
            self.grid.start()

    def _offer_readers(self, kept: str) -> None:
        assert self._round is not None
        other = self._readings[SECOND if self._step == FIRST else FIRST]
        self.reader.clear()
        self.reader.addItem(self.tr("请选择录入人"), "")
        for key, name in paper_round.readers(self._bench.desk, self._round.key):
            if other is None or other.by != key:
                self.reader.addItem(name, key)
        self.reader.setCurrentIndex(max(0, self.reader.findData(kept)))

    def _tell(self, differing: int) -> None:
        heads = (
            self.tr("第一次录入"),
            self.tr("第二次录入：换一个人，看不到第一次的数"),
            self.tr("■ 两次录入有 {n} 处不一致").format(n=differing),
            self.tr("● 两次录入一致，可以计票"),
        )
        self.step.setText(heads[self._step])
        set_role(self.step, ("lead", "lead", "violation", "good")[self._step])
        self.told.setText(
            self.tr("标出的格两人录得不同。请对照纸质票，由录错的人更正自己的录入。")
            if self._step == DIFFER
            else self.tr("主持人和监督员输入口令后计票。")
            if self._step == AGREED
            else self.tr(
                "逐人录入票数，回车或 Tab 到下一格。同意＋不同意＋弃权＋废票应等于收回的张数；"
                "看不清、多选的为废票，计入基数，不算同意。"
            )
        )

    def _settle(self) -> None:
        reading = self._step in (FIRST, SECOND)
        for made in (self.reader, self.reader_head, self.done):
            made.setVisible(reading)
        for made in self.again:
            made.setVisible(self._step == DIFFER)
        self.count.setVisible(self._step == AGREED)
        text = self.tr("录完，交给第二个人") if self._step == FIRST else self.tr("录完，核对")
        self.done.setText(text)
        self.done.setAccessibleName(text)
        self.done.setEnabled(bool(self.reader.currentData()) and not self.model.wrong)

    # --- what can be done ------------------------------------------------------------------------

    def _done(self) -> None:
        assert self._round is not None
        reading = Reading(str(self.reader.currentData()), self.model.counts)
        self._bench.ask(
            partial(paper_round.check, self._bench.desk, self._round.key, reading),
            lambda _: self._taken(reading),
        )

    def _taken(self, reading: Reading) -> None:
        self._readings[self._step] = reading
        self.model.wipe()
        first, second = self._readings
        if first is None or second is None:
            self._go(SECOND if second is None else FIRST)
        else:
            self._go(DIFFER if paper_round.differences(first, second) else AGREED)

    def _correct(self, step: int) -> None:
        self._go(step)

    def _count(self) -> None:
        first, second = self._readings
        if self._round is None or first is None or second is None:
            return
        verb = partial(paper_round.count, self._bench.desk, self._round.key, first, second)
        dialog = AskDialog(
            self.tr("计票"),
            self.tr("两次录入一致。主持人和监督员各自输入口令，票数即为最终结果，不能再改。"),
            [presiders(self._bench.case.current.members, self._round.present), *two_tokens()],
            self.tr("计票"),
            self,
        )
        dialog.given.connect(lambda said: self._bench.do(partial(verb, **said)))
        dialog.open()
