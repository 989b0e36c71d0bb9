"""The findings of one applicant: sentence, evidence, the clause's words, what would clear it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from zcdesk.desk.evidence import evidence_of
from zcdesk.desk.views import Flag
from zcdesk.domain.citation import Citation
from zcdesk.domain.finding import Finding, Status
from zcdesk.domain.session import Waiver
from zcdesk.ui.parts import button, clear, column, empty_state, label, named, panel, row, scrolled
from zcdesk.ui.theme import GAP
from zcdesk.ui.views.evidence_table import evidence_table


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
        self.area = scrolled(self._inner, self.tr("问题列表"))
        self.setLayout(column(self.area, gap=0))
        self.cards: list[FindingCard] = []
        self._whose = ""
        self._shown: tuple[tuple[Flag, ...], tuple[Finding, ...], bool] | None = None

    def show_flags(
        self,
        flags: Sequence[Flag],
        *,
        open_to_decisions: bool,
        others: Sequence[Finding] = (),
        whose: str = "",
    ) -> None:
        """Show these flags; the buttons only while the materials are examined.

        `others` are the findings with nothing to be looked at: listed on demand.
        """
        new = (tuple(flags), tuple(others), open_to_decisions)
        if new == self._shown:
            return
        self._shown = new
        at = self._decided() if whose == self._whose else ""
        self._whose = whose
        clear(self._list)
        self.cards = []
        for flag in flags:
            card = FindingCard(flag, open_to_decisions=open_to_decisions)
            card.waive_wanted.connect(self.waive_wanted)
            card.acknowledge_wanted.connect(self.acknowledge_wanted)
            self.cards.append(card)
            self._list.addWidget(card)
            card.show()  # a layout shows it one turn later, too late for the keyboard
        if not flags:
            self._list.addWidget(
                empty_state(
                    self.tr("没有问题"), self.tr("全部规则都已检查，没有不符合或待确认的事项。")
                )
            )
        if others:
            self._list.addWidget(self._others(others))
        self._list.addStretch(1)
        self._stay(at)

    def _decided(self) -> str:
        """The rule of the finding that has the keyboard: it has just been decided."""
        keyboard = self.window().focusWidget()
        return next((c.flag.finding.rule for c in self.cards if c.holds(keyboard)), "")

    def _stay(self, rule: str) -> None:
        """Stand where somebody was; begin at the top for whoever comes from elsewhere."""
        card = next((c for c in self.cards if rule and c.flag.finding.rule == rule), None)
        if card is None:
            self.area.verticalScrollBar().setValue(0)
            return
        self._list.activate()
        card.setFocus(Qt.FocusReason.OtherFocusReason)
        self.area.ensureWidgetVisible(card)

    def next_card(self) -> bool:
        """Move to the next finding that still waits; False after the last one."""
        waiting = [card for card in self.cards if card.flag.blocks or card.flag.asks]
        at = next(
            (n for n, card in enumerate(waiting) if card.holds(self.window().focusWidget())),
            -1,
        )
        if at + 1 >= len(waiting):
            return False
        card = waiting[at + 1]
        card.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.area.verticalScrollBar().setValue(card.geometry().top() - GAP)
        return True

    def _others(self, others: Sequence[Finding]) -> QWidget:
        lines = panel(
            column(*(label(f"○ {each.message}", "small", wrap=True) for each in others), gap=6)
        )
        lines.hide()
        text = self.tr("其余 {n} 项检查").format(n=len(others))
        shown = button(text, lambda: lines.setVisible(lines.isHidden()), "plain")
        return panel(column(row(shown, None), lines, gap=4))


class FindingCard(QFrame):
    """One finding: sentence, evidence, what clears it, the clause on demand, the decision.

    Return decides where there is something to decide; space shows the clause.
    """

    waive_wanted = Signal(str)
    acknowledge_wanted = Signal(str)

    def __init__(self, flag: Flag, *, open_to_decisions: bool) -> None:
        super().__init__()
        self.flag = flag
        finding = flag.finding
        word, role = mark(flag)
        article = "" if finding.article in ("", "–", "—") else finding.article
        frame_role = {"violation": "finding-violation", "unclear": "finding-unclear"}
        self.setProperty("role", frame_role.get(role, "finding-quiet"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        named(self, f"{word} {finding.message}")
        self.decide: QPushButton | None = self._decision(open_to_decisions=open_to_decisions)
        self.clause, self._words = self._clause(finding.citations)
        lines: list[QWidget] = [label(finding.message, wrap=True)]
        table = evidence_table(evidence_of(finding))
        if table is not None:
            lines.append(table)
        if flag.waiver is not None:
            lines.append(label(waiver_text(flag.waiver), "muted", wrap=True))
        if finding.remedy and not flag.settled:
            lines.append(label(self.tr("怎样消除：") + finding.remedy, "muted", wrap=True))
        left = [self.clause] if self.clause else []
        actions = row(*left, None, *([self.decide] if self.decide else []))
        head = row(label(word, role), None, label(article, "small"))
        self.setLayout(column(head, *lines, self._words, actions, gap=6, margin=12))

    def holds(self, widget: QWidget | None) -> bool:
        """The keyboard is here."""
        return widget is not None and (widget is self or self.isAncestorOf(widget))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Decide, or read the clause."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.decide is not None:
            self.decide.click()
        elif event.key() == Qt.Key.Key_Space and self.clause is not None:
            self.clause.click()
        else:
            super().keyPressEvent(event)

    def _decision(self, *, open_to_decisions: bool) -> QPushButton | None:
        rule = self.flag.finding.rule
        if self.flag.blocks:
            made = button(self.tr("豁免…"), lambda: self.waive_wanted.emit(rule))
        elif self.flag.asks:
            made = button(self.tr("确认已核"), lambda: self.acknowledge_wanted.emit(rule))
        else:
            return None
        made.setAccessibleName(f"{made.text()} {self.flag.finding.message}")
        made.setEnabled(open_to_decisions)
        return made

    def _clause(self, citations: Sequence[Citation]) -> tuple[QPushButton | None, QWidget]:
        """A button that shows the clauses' own words, and the words."""
        told = (label(clause_text(each), "muted", wrap=True) for each in dict.fromkeys(citations))
        words = panel(column(*told, gap=GAP))
        words.hide()
        if not citations:
            return None, words
        return button(
            self.tr("查看条文"), lambda: words.setVisible(words.isHidden()), "plain"
        ), words


def waiver_text(waiver: Waiver) -> str:
    """Why, on which document and by whom a finding was waived."""
    return f"豁免理由：{waiver.reason}\n批准文号：{waiver.document}　批准人：{waiver.by}"


def clause_text(citation: Citation) -> str:
    """Source, article and, where the text is at hand, its own words."""
    source = citation.source
    head = f"《{source.title}》{citation.at}" if source.title else citation.at
    if citation.quote:
        return f"{head}：“{citation.quote}”"
    return f"{head}（未附原文）"
