"""The vote as the secretary sees it: rounds, turnout, closing, the box, the tallies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from zcdesk.desk import ballot_notes, figures, presence, slips, views, voting
from zcdesk.desk.figures import Counted
from zcdesk.desk.slips import Batch
from zcdesk.domain.ballot import Round, RoundState
from zcdesk.domain.session import Phase
from zcdesk.ui.bench import Bench
from zcdesk.ui.dialogs import Ask, AskDialog, presiders, two_tokens
from zcdesk.ui.models.rounds import ROUNDS, TALLIES, TURNS, Turn
from zcdesk.ui.models.seats import quorum_text
from zcdesk.ui.models.table import RecordTable
from zcdesk.ui.parts import (
    button,
    card,
    column,
    empty_state,
    hold_least_width,
    label,
    panel,
    row,
    say,
    set_kind,
    set_role,
)
from zcdesk.ui.printing import Printers
from zcdesk.ui.sides import Sides
from zcdesk.ui.tables import list_view
from zcdesk.ui.views.paper_count import PaperCountPage
from zcdesk.ui.views.round_dialog import RoundDialog
from zcdesk.ui.views.slips_dialog import SlipsDialog


class VotingPage(QWidget):
    """Rounds on the left; on the right the chosen one: ready, open, closed or opened."""

    kiosk_wanted = Signal(object)
    attendance_wanted = Signal()

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._leading = False
        self._bench = bench
        self.printers = Printers()
        self.rounds = RecordTable[Round](ROUNDS, lambda r: r.key, self)
        self.view = list_view(self.tr("表决轮次"), self.rounds)
        self.view.selectionModel().currentRowChanged.connect(lambda *_: self._show())
        self.open = button(self.tr("开始一轮投票…"), self._open, "primary")
        self.quorum = label("", "strong", wrap=True)
        self.next_text = label("", "muted", wrap=True)
        self.unsat = label("", "unclear", wrap=True)
        self._stack = QStackedWidget()
        self._stack.addWidget(
            empty_state(
                self.tr("还没有投票"),
                self.tr("委员签到、达到法定人数后，在左边点“开始一轮投票…”。"),
                button(self.tr("去签到"), self.attendance_wanted.emit),
            )
        )
        self._stack.addWidget(self._open_page())
        self._stack.addWidget(self._counted_page())
        self.paper = PaperCountPage(bench)
        self.paper.annul_wanted.connect(self._annul)
        self._stack.addWidget(self.paper)
        left = column(
            label(self.tr("轮次"), "lead"),
            self.view,
            self.quorum,
            self.unsat,
            self.next_text,
            row(self.open, None),
            gap=10,
            margin=16,
        )
        left_card = card(left)
        hold_least_width(left_card, 250)
        right = card(column(self._stack, margin=12))
        self.setLayout(column(Sides(left_card, right, (2, 5))))

    def _open_page(self) -> QWidget:
        self.heading = label("", "title")
        self.turnout = label("", "display")
        self.turnout_text = label("", "muted")
        self.who = RecordTable[Turn](
            TURNS,
            lambda t: t[0],
            self,
        )
        self.who_view = list_view(self.tr("谁已投票"), self.who)
        self.nobody = label(
            self.tr("本轮用投票券投票：只知道用了几张，不知道谁已投票。"), "muted", wrap=True
        )
        self.nobody.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.kiosk = button(self.tr("进入投票屏"), self._kiosk, "large")
        self.close_round = button(self.tr("结束投票…"), self._close)
        self.open_box = button(self.tr("开箱计票…"), self._open_box, "large")
        self.annul = button(self.tr("作废本轮…"), self._annul, "danger")
        self.state_text = label("", "muted", wrap=True)
        return panel(
            column(
                self.heading,
                self.state_text,
                row(self.turnout, self.turnout_text, None),
                self.who_view,
                self.nobody,
                row(self.kiosk, self.open_box, None),
                row(self.close_round, None, self.annul),
                gap=12,
                grow=self.nobody,
            )
        )

    def _counted_page(self) -> QWidget:
        self.counted_heading = label("", "title")
        self.counted_text = label("", "muted", wrap=True)
        self.notes = label("", "unclear", wrap=True)
        self.tallies = RecordTable[Counted](TALLIES, lambda c: c.number, self)
        return panel(
            column(
                self.counted_heading,
                self.counted_text,
                list_view(self.tr("票数"), self.tallies),
                self.notes,
                gap=12,
            )
        )

    # --- showing --------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the rounds as on file; the newest one after a change in their number."""
        case = self._bench.case
        kept = self._chosen() if self.rounds.total == len(case.rounds) else None
        self.rounds.set_records(case.rounds.values())
        if case.rounds:
            place = self.rounds.row_of(kept.key) if kept else len(case.rounds) - 1
            self.view.selectRow(place if place is not None else len(case.rounds) - 1)
        self._show_next()
        self._show()

    def _show_next(self) -> None:
        desk, case = self._bench.desk, self._bench.case
        here = voting.in_the_room(desk)
        say(self.unsat, "")
        quorum = views.quorum(desk, here)
        self.quorum.setText(quorum_text(quorum))
        set_role(self.quorum, "good" if quorum.met else "violation")
        if case.current_phase is not Phase.VOTING:
            self.open.setEnabled(False)
            early = case.current_phase.rank < Phase.VOTING.rank
            self.next_text.setText(self.tr("进入评委会表决阶段后投票。") if early else "")
            return
        if presence.presiding(desk) is None:
            say(self.unsat, self.tr("◆ 会议还没有开始：请主持人在“签到回避”页输入口令开始。"))
        following = figures.next_round(desk, here)
        self.open.setEnabled(following.round is not None)
        if following.round is None:
            self.next_text.setText(following.refusal)
        else:
            self.next_text.setText(
                self.tr("下一轮：第 {n} 轮，{a} 名申报人，{m} 名委员投票。").format(
                    n=following.round.number,
                    a=len(following.round.applicants),
                    m=len(following.round.voters),
                )
                + (self.tr("不必再投的，到“结果移交”封存。") if following.round.number > 1 else "")
            )

    def _show(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            self._stack.setCurrentIndex(0)
            return
        name = self.tr("第 {n} 轮").format(n=chosen.number)
        if chosen.state in (RoundState.OPENED, RoundState.ANNULLED):
            self.counted_heading.setText(name)
            self.counted_text.setText(self._counted_words(chosen))
            counted = figures.counted(self._bench.case, chosen.key)
            self.tallies.set_records(counted)
            say(self.notes, "\n".join(ballot_notes.told(self._bench.desk, counted)))
            self._stack.setCurrentIndex(2)
            return
        if chosen.on_paper:
            self.paper.show_round(chosen)
            self._stack.setCurrentIndex(3)
            return
        is_open = chosen.state is RoundState.OPEN
        self.heading.setText(name)
        self.state_text.setText(
            self.tr("开箱之前，任何人都看不到票数。")
            if is_open
            else self.tr("投票已结束，等待主持人和监督员共同开箱。")
        )
        self.turnout_text.setText(
            self.tr("投票券 已用 / 印发") if chosen.slips else self.tr("收回 / 发出")
        )
        ended = self.close_round.hasFocus() and not is_open
        for made, shown in (
            (self.who_view, not chosen.slips),
            (self.nobody, chosen.slips),
            (self.kiosk, is_open),
            (self.close_round, is_open),
            (self.open_box, not is_open),
        ):
            made.setVisible(shown)
        if ended:
            self.open_box.setFocus()  # the next in line would be the one that destroys the ballots
        self._stack.setCurrentIndex(1)
        self._bench.ask(
            partial(voting.turnout, self._bench.desk, chosen.key), partial(self._count, chosen)
        )

    def _counted_words(self, vote: Round) -> str:
        if vote.state is RoundState.ANNULLED:
            return self.tr("本轮作废：{reason}").format(reason=vote.annul_reason)
        words = [self.tr("发出 {a} 张，收回 {b} 张").format(a=len(vote.voters), b=vote.cast)]
        if vote.missing:
            words.append(self.tr("未交 {n} 张").format(n=len(vote.missing)))
        if vote.slips:
            words.append(self.tr("用投票券投票"))
        if vote.on_paper:
            words.append(self.tr("纸质表决：{why}，两人分别录入一致").format(why=vote.on_paper))
        if vote.reason:
            words.append(self.tr("本轮原因：{reason}").format(reason=vote.reason))
        if vote.not_put:
            words.append(
                self.tr("全部在场委员回避、未付表决：{who}").format(who="、".join(vote.not_put))
            )
        return "；".join(words) + "。"

    def _count(self, vote: Round, turnout: voting.Turnout) -> None:
        case = self._bench.case
        if vote.state is RoundState.OPEN and case.rounds[vote.key].state is not RoundState.OPEN:
            return
        self.turnout.setText(f"{turnout.returned} / {turnout.issued}")
        names = {m.id: m.name for m in case.current.members}
        self.who.set_records(
            (f"{member} {names[member]}", "● 已投" if member in turnout.cast else "○ 未投")
            for member in (() if vote.slips else vote.voters)
        )
        everybody = turnout.returned == turnout.issued
        set_kind(self.close_round, "large" if everybody else "")
        self.kiosk.setVisible(vote.state is RoundState.OPEN and not everybody)
        if self._leading and vote.state is RoundState.OPEN:
            (self.close_round if everybody else self.kiosk).setFocus()
        self._leading = False

    def _chosen(self) -> Round | None:
        index = self.view.selectionModel().currentIndex()
        if not index.isValid() or index.row() >= self.rounds.rowCount():
            return None
        return self._bench.case.rounds.get(self.rounds.record(index.row()).key)

    # --- what can be done -----------------------------------------------------------------------

    def _open(self) -> None:
        dialog = RoundDialog(self._bench, self)
        dialog.opened.connect(
            lambda applicants, reason, why: self._bench.do(
                partial(
                    voting.open_round,
                    self._bench.desk,
                    applicants,
                    reason=reason,
                    on_paper=why,
                ),
                self.lead_on,
            )
        )
        dialog.slips_wanted.connect(self._prepare_slips)
        dialog.open()

    def _prepare_slips(self, applicants: tuple[str, ...], reason: str, accepted: bool) -> None:  # noqa: FBT001 - a signal's argument
        making = partial(
            slips.prepare, self._bench.desk, applicants, reason=reason, alone_accepted=accepted
        )
        self._bench.ask(making, self._print_slips)

    def _print_slips(self, batch: Batch) -> None:
        dialog = SlipsDialog(self._bench, batch, self, printers=self.printers)
        dialog.ready.connect(
            lambda printed: self._bench.do(
                partial(slips.open_round, self._bench.desk, printed), self.lead_on
            )
        )
        dialog.open()

    def lead_on(self, _: object = None) -> None:
        """Put the keyboard at what comes next in the round, once it is known how many have voted."""
        self._leading = True
        self._show()

    def _kiosk(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self.kiosk_wanted.emit(chosen)

    def _close(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        if chosen.cast == len(chosen.voters):
            self._bench.do(partial(voting.close, self._bench.desk, chosen.key))
            return
        left = len(chosen.voters) - chosen.cast
        text = self.tr("还有 {n} 名委员没有投票，结束后按未交票计。须由主持人和监督员共同确认。")
        if chosen.slips:
            text = self.tr(
                "还有 {n} 张投票券没有用，结束后按未交票计。须由主持人和监督员共同确认。"
            )
        self._two(
            self.tr("提前结束投票"),
            text.format(n=left),
            self.tr("结束投票"),
            chosen,
            partial(voting.close, self._bench.desk, chosen.key),
            reason=True,
        )

    def _open_box(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._two(
                self.tr("开箱计票"),
                self.tr("主持人和监督员各自输入开箱口令。票箱只在内存中打开，只留下合计数。"),
                self.tr("开箱"),
                chosen,
                partial(voting.open_box, self._bench.desk, chosen.key),
            )

    def _annul(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._two(
                self.tr("作废本轮"),
                self.tr("本轮的票全部销毁，不计票。须由主持人和监督员共同确认；")
                + self.tr("其中一人的口令遗失的留空，由另一人和秘书（输入会议口令）共同确认。"),
                self.tr("作废"),
                chosen,
                partial(voting.annul, self._bench.desk, chosen.key),
                reason=True,
                may_be_lost=True,
            )

    def _two(
        self,
        title: str,
        text: str,
        confirm: str,
        vote: Round,
        verb: Callable[..., object],
        *,
        reason: bool = False,
        may_be_lost: bool = False,
    ) -> None:
        heads = presiders(self._bench.case.current.members, vote.present)
        asked = [heads, *(replace(each, required=not may_be_lost) for each in two_tokens())]
        if reason:
            asked.insert(0, Ask("reason", self.tr("原因"), long=True))
        if may_be_lost:
            asked.append(Ask("passphrase", self.tr("会议口令"), secret=True, required=False))
        dialog = AskDialog(title, text, asked, confirm, self)
        dialog.given.connect(lambda said: self._bench.do(partial(verb, **said)))
        dialog.open()
