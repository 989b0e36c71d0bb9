"""Opening a round: on whom, why, and whether with slips or paper; refused before it is opened."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QSizePolicy,
    QWidget,
)

from zcdesk.desk import ballot_notes, legibility, slips, voting
from zcdesk.domain.ballot import Round
from zcdesk.ui.bench import Bench
from zcdesk.ui.look import px
from zcdesk.ui.parts import (
    button,
    column,
    hold_height,
    label,
    named,
    panel,
    row,
    say,
    scrolled,
    set_role,
)


class RoundDialog(QDialog):
    """`opened` carries applicants, reason and why it is held on paper (empty: it is not).

    `slips_wanted` carries applicants, reason and whether a slip that stands alone was accepted.
    """

    opened = Signal(object, str, str)
    slips_wanted = Signal(object, str, bool)

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = bench.desk
        self._further = ballot_notes.further(bench.desk)
        self._parts: tuple[tuple[str, ...], ...] = ()
        self.setWindowTitle(self.tr("开始一轮投票"))
        self.heading = label("", "title")
        self.applicants = self._list()
        every = button(self.tr("全选 / 全不选"), self._check_all, "plain")
        every.setAutoDefault(False)
        self.reason = named(QPlainTextEdit(), self.tr("本轮原因"))
        hold_height(self.reason, 56)
        self.reason.setTabChangesFocus(True)
        self.reason.setPlaceholderText(self.tr("为什么再投一轮；印入会议纪要"))
        self.reason_head = label(self.tr("本轮原因"), "muted")
        self.slips = QCheckBox(self.tr("用投票券（系统不知道谁已投票）"))
        self.slips.setAccessibleName(self.slips.text())
        self.alone = label("", "unclear", wrap=True)
        self.apart = button(self.tr("只勾选可以保密的一批"), self._take_apart)
        self.apart.setAutoDefault(False)
        self.agreed = QCheckBox(self.tr("持券人知情并同意，仍用投票券"))
        self.agreed.setAccessibleName(self.agreed.text())
        self.paper = QCheckBox(self.tr("用纸质表决票（电脑不能使用时）"))
        self.paper.setAccessibleName(self.paper.text())
        self.why = named(QLineEdit(), self.tr("为什么用纸质表决票"))
        self.why.setPlaceholderText(self.tr("为什么用纸质表决票；印入会议纪要"))
        self.told = label("", "muted", wrap=True)
        self.warning = label("", "unclear", wrap=True)
        self.confirm = button(self.tr("开始投票"), self._open, "primary")
        cancel = button(self.tr("取消"), self.reject)
        cancel.setAutoDefault(False)
        inner = panel(
            column(
                self.heading,
                label(self.tr("开始后，本轮的申报人和出席委员不再变动。"), "muted", wrap=True),
                row(label(self.tr("付表决的申报人"), "strong"), None, every),
                self.applicants,
                self.reason_head,
                self.reason,
                self.slips,
                self.alone,
                self.agreed,
                row(self.apart, None),
                self.paper,
                self.why,
                self.told,
                self.warning,
                gap=8,
                grow=self.applicants,
            )
        )
        foot = row(None, cancel, self.confirm)
        self.setLayout(column(scrolled(inner, self.windowTitle()), foot, gap=8, margin=20))
        self._settle_size()
        for made in (self.reason, self.reason_head):
            made.setVisible(self._further)
        self.applicants.itemChanged.connect(lambda _: self._judge())
        self.reason.textChanged.connect(self._judge)
        self.slips.toggled.connect(self._choose_slips)
        self.agreed.toggled.connect(lambda _: self._judge())
        self.paper.toggled.connect(self._choose_paper)
        self.why.textChanged.connect(lambda _: self._judge())
        self.finished.connect(self.deleteLater)
        self._judge()
        # What a further round wants first is its reason.
        (self.reason if self._further else self.applicants).setFocus()

    def _settle_size(self) -> None:
        whole = self.screen().availableGeometry()
        self.resize(min(px(560), whole.width() - 16), min(px(600), whole.height() - 16))

    def _list(self) -> QListWidget:
        made = named(QListWidget(), self.tr("付表决的申报人"))
        made.ensurePolished()
        for each in ballot_notes.candidates(self._desk):
            item = QListWidgetItem(f"{each.number}　{each.name}　{each.state}")
            item.setData(Qt.ItemDataRole.UserRole, each.number)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            made.addItem(item)
        made.setMinimumHeight(px(72))
        # It gives way before anything else has to be scrolled to.
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        if made.count():
            made.setCurrentRow(0)
        return made

    @property
    def chosen(self) -> tuple[str, ...]:
        """The numbers that are ticked."""
        items = (self.applicants.item(place) for place in range(self.applicants.count()))
        return tuple(
            str(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item.checkState() is Qt.CheckState.Checked
        )

    def _check_all(self) -> None:
        every = len(self.chosen) == self.applicants.count()
        state = Qt.CheckState.Unchecked if every else Qt.CheckState.Checked
        for place in range(self.applicants.count()):
            self.applicants.item(place).setCheckState(state)

    def _choose_slips(self, on: bool) -> None:  # noqa: FBT001 - a signal's argument
        if on:
            self.paper.setChecked(False)
        self._judge()

    def _choose_paper(self, on: bool) -> None:  # noqa: FBT001 - a signal's argument
        if on:
            self.slips.setChecked(False)
        self._judge()

    def _take_apart(self) -> None:
        """Tick the first part that leaves no slip alone; the others are put to the vote after it."""
        part = self._parts[0]
        for place in range(self.applicants.count()):
            item = self.applicants.item(place)
            held = item.data(Qt.ItemDataRole.UserRole) in part
            item.setCheckState(Qt.CheckState.Checked if held else Qt.CheckState.Unchecked)

    def _judge_slips(self, vote: Round | None) -> bool:
        """Say what slips would mean for this round; whether it can be held as it is asked for."""
        alone, self._parts = "", ()
        if vote is not None and self.slips.isChecked():
            alone = slips.warned(vote)
            parts = slips.parts_of(vote)
            self._parts = parts if len(parts) > 1 else ()
        say(self.alone, alone)
        self.agreed.setVisible(bool(alone))
        self.apart.setVisible(bool(self._parts))
        return not alone or self.agreed.isChecked()

    def _judge(self) -> None:
        here = voting.in_the_room(self._desk)
        tried = ballot_notes.attempt(self._desk, self.chosen, here)
        self.why.setVisible(self.paper.isChecked())
        vote = tried.round
        by_slips = self._judge_slips(vote)
        self.confirm.setText(
            self.tr("印制投票券…") if self.slips.isChecked() else self.tr("开始投票")
        )
        self.confirm.setAccessibleName(self.confirm.text())
        if vote is None:
            self.told.setText(tried.refusal)
            set_role(self.told, "violation")
            say(self.warning, "")
            self.confirm.setEnabled(False)
            return
        number = self.tr("开始第 {n} 轮投票").format(n=vote.number)
        part = (
            vote.number == 1 and len(vote.applicants) + len(vote.not_put) < self.applicants.count()
        )
        self.heading.setText(number + (self.tr("（分批）") if part else ""))
        told = self.tr("在场 {m} 名委员对 {n} 名申报人投票，发出 {v} 张表决票。")
        if self.slips.isChecked():
            told = self.tr("在场 {m} 名委员对 {n} 名申报人投票，印 {v} 张投票券。")
        words = [told.format(m=len(vote.present), n=len(vote.applicants), v=len(vote.voters))]
        if part:
            words.append(self.tr("其余申报人由相同的出席委员在另一批表决，各批合为第一轮。"))
        if vote.not_put:
            words.append(
                self.tr("在场委员全部回避、不付表决：{who}。").format(who="、".join(vote.not_put))
            )
        given = not self._further or bool(self.reason.toPlainText().strip())
        on_paper = not self.paper.isChecked() or bool(self.why.text().strip())
        if not given:
            words.append(self.tr("还须写明本轮原因。"))
        if not on_paper:
            words.append(self.tr("还须写明为什么用纸质表决票。"))
        self.told.setText("".join(words))
        set_role(self.told, "muted" if given and on_paper else "unclear")
        warned = (
            ballot_notes.exposed(self._desk, vote),
            legibility.before_a_round(self._desk, vote.applicants),
        )
        say(self.warning, "\n".join(filter(None, warned)))
        self.confirm.setEnabled(given and on_paper and by_slips)

    def _open(self) -> None:
        reason = self.reason.toPlainText().strip()
        if self.slips.isChecked():
            self.slips_wanted.emit(self.chosen, reason, self.agreed.isChecked())
        else:
            why = self.why.text().strip() if self.paper.isChecked() else ""
            self.opened.emit(self.chosen, reason, why)
        self.accept()
