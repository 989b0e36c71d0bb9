"""An applicant's scores and votes as on file: nothing that is still secret."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from zcdesk.desk.figures import Counted
from zcdesk.ui.parts import clear, column, empty_state, label, panel, row, rule, scrolled
from zcdesk.ui.theme import GAP


class ScoresTab(QWidget):
    """The score once the panel is frozen, and the panel's opinion."""

    def __init__(self) -> None:
        super().__init__()
        self._list = column(gap=GAP, margin=12)
        self.setLayout(column(scrolled(panel(self._list, "paper"), self.tr("评分")), gap=0))

    def show_scores(self, panel_name: str, score: str, opinion: str, *, frozen: bool) -> None:
        """Show what may be seen."""
        clear(self._list)
        if not panel_name:
            self._list.addWidget(
                empty_state(
                    self.tr("尚未分组"), self.tr("在“答辩评议”中组建评议组，把申报人分到组里。")
                )
            )
            return
        self._list.addWidget(label(panel_name, "strong"))
        if score:
            self._list.addLayout(row(label(score, "display"), label(self.tr("分"), "muted"), None))
        elif frozen:
            self._list.addWidget(label(self.tr("没有评分。"), "muted"))
        else:
            text = self.tr("评分冻结前不显示任何分数。")
            self._list.addWidget(label(text, "muted", wrap=True))
        if opinion:
            self._list.addWidget(rule())
            self._list.addWidget(label(self.tr("评议组意见"), "strong"))
            self._list.addWidget(label(opinion, wrap=True))
        self._list.addStretch(1)


class VotesTab(QWidget):
    """The tallies of the opened rounds."""

    def __init__(self) -> None:
        super().__init__()
        self._list = column(gap=GAP, margin=12)
        self.setLayout(column(scrolled(panel(self._list, "paper"), self.tr("表决")), gap=0))

    def show_votes(self, counted: Sequence[Counted], *, round_open: bool) -> None:
        """Show the opened rounds; of an open one nothing but that it is open."""
        clear(self._list)
        if round_open:
            text = self.tr("投票正在进行。开箱之前不显示任何票数。")
            self._list.addWidget(label(text, "unclear", wrap=True))
        for each in counted:
            tally = each.tally
            word = self.tr("通过") if tally.passed else self.tr("未通过")
            self._list.addLayout(
                row(
                    label(self.tr("第 {n} 轮").format(n=each.round.number), "strong"),
                    None,
                    label(word, "good" if tally.passed else "violation"),
                )
            )
            self._list.addWidget(label(tally_text(each), wrap=True))
            if tally.base_matters:
                self._list.addWidget(
                    label(self.tr("◆ 回避基数的算法会改变这一结果"), "unclear", wrap=True)
                )
            self._list.addWidget(rule())
        if not counted and not round_open:
            self._list.addWidget(
                empty_state(self.tr("还没有表决"), self.tr("表决开箱后，这里列出每一轮的票数。"))
            )
        self._list.addStretch(1)


def tally_text(each: Counted) -> str:
    """A tally in words and whole people."""
    tally = each.tally
    parts = [f"同意 {tally.approve}", f"不同意 {tally.reject}", f"弃权 {tally.abstain}"]
    if tally.not_returned:
        parts.append(f"未交票 {tally.not_returned}")
    base = f"基数 {tally.base}（出席 {tally.present}"
    base += f"，回避 {tally.recused}）" if tally.recused else "）"
    return "，".join((*parts, base))
