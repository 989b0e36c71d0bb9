"""The findings of one applicant: sentence, evidence, the clause's words, what would clear it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from zcdesk.desk.views import Flag
from zcdesk.domain.citation import Citation
from zcdesk.domain.finding import Status
from zcdesk.ui.parts import button, card, clear, column, empty_state, label, panel, row, scrolled
from zcdesk.ui.theme import GAP


def mark(flag: Flag) -> tuple[str, str]:
    """A flag's mark and word, and the role that colours it."""
    if flag.settled:
        return ("○ 已豁免" if flag.finding.blocks else "○ 已确认"), "muted"
    if flag.finding.blocks:
        return "■ 不符合", "violation"
    if flag.finding.status is Status.UNCLEAR:
        return "◆ 待确认", "unclear"
    return "○ 提示", "muted"


class FindingsPanel(QWidget):
    """Shows flags; `waive_wanted` and `acknowledge_wanted` carry a rule id."""

    waive_wanted = Signal(str)
    acknowledge_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._list = column(gap=10, margin=12)
        self._inner = panel(self._list, "paper")
        self.setLayout(column(scrolled(self._inner, self.tr("问题列表")), gap=0))
        self._shown: tuple[tuple[Flag, ...], bool] | None = None

    def show_flags(self, flags: Sequence[Flag], *, open_to_decisions: bool) -> None:
        """Show these flags; the buttons only while the materials are examined."""
        new = (tuple(flags), open_to_decisions)
        if new == self._shown:
            return
        self._shown = new
        clear(self._list)
        for flag in flags:
            self._list.addWidget(self._card(flag, open_to_decisions))
        if not flags:
            self._list.addWidget(
                empty_state(
                    self.tr("没有问题"), self.tr("全部规则都已检查，没有不符合或待确认的事项。")
                )
            )
        self._list.addStretch(1)

    def _card(self, flag: Flag, open_to_decisions: bool) -> QFrame:  # noqa: FBT001
        finding = flag.finding
        word, role = mark(flag)
        article = "" if finding.article in ("", "–", "—") else finding.article
        head = row(label(word, role), None, label(article, "small"))
        message = label(finding.message, wrap=True)
        lines: list[QWidget] = [message]
        for text in evidence_lines(finding.evidence):
            lines.append(label(text, "small", wrap=True))
        if finding.remedy and not flag.settled:
            lines.append(label(self.tr("怎样消除：") + finding.remedy, "muted", wrap=True))
        clause = self._clause(finding.citations)
        actions = row(
            *([clause[0]] if clause else []), None, *self._buttons(flag, open_to_decisions)
        )
        frame_role = {"violation": "finding-violation", "unclear": "finding-unclear"}
        body = column(head, *lines, *([clause[1]] if clause else []), actions, gap=6, margin=12)
        return card(body, frame_role.get(role, "finding-quiet"))

    def _buttons(self, flag: Flag, open_to_decisions: bool) -> list[QWidget]:  # noqa: FBT001
        rule = flag.finding.rule
        if flag.blocks:
            made = button(self.tr("豁免…"), lambda: self.waive_wanted.emit(rule))
        elif flag.asks:
            made = button(self.tr("确认已核"), lambda: self.acknowledge_wanted.emit(rule))
        else:
            return []
        made.setAccessibleName(f"{made.text()} {flag.finding.message}")
        made.setEnabled(open_to_decisions)
        return [made]

    def _clause(self, citations: Sequence[Citation]) -> tuple[QWidget, QWidget] | None:
        """A button that shows the clauses' own words, and the words."""
        if not citations:
            return None
        words = panel(
            column(
                *(
                    label(clause_text(citation), "muted", wrap=True)
                    for citation in dict.fromkeys(citations)
                ),
                gap=GAP,
            )
        )
        words.hide()
        made = button(self.tr("查看条文"), lambda: words.setVisible(words.isHidden()), "plain")
        return made, words


def clause_text(citation: Citation) -> str:
    """Source, article and, where the text is at hand, its own words."""
    source = citation.source
    head = f"《{source.title}》{citation.at}" if source.title else citation.at
    if citation.quote:
        return f"{head}：“{citation.quote}”"
    return f"{head}（未附原文）"


def evidence_lines(evidence: Mapping[str, object]) -> list[str]:
    """The arithmetic of the years: how many count, which do not, and why."""
    lines = []
    counted, required = evidence.get("counted"), evidence.get("required")
    if isinstance(counted, int) and isinstance(required, int):
        lines.append(f"已计 {counted} 年，应满 {required} 年")
    years = evidence.get("years")
    # Years in another level than the standard names count for nothing (三（二）): no list then.
    if isinstance(years, list | tuple) and counted == sum(1 for y in years if y.get("counts")):
        for counts, word in _YEARS:
            named = [_year(entry) for entry in years if entry.get("counts") is counts]
            if named:
                lines.append(f"{word}：{'、'.join(named)}")
    return lines


_YEARS = ((True, "计入年度"), (False, "不计年度"), (None, "待补年度"))


def _year(entry: Mapping[str, object]) -> str:
    grade = entry.get("grade")
    return f"{entry['year']}（{grade}）" if grade else str(entry["year"])
