"""The side panel: who it is, the decision, the flags at a glance, and the tabs below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QStyle, QTabWidget, QWidget

from zcdesk.desk.views import Flag, Row
from zcdesk.domain.finding import Finding
from zcdesk.domain.session import ApplicantStatus, Phase
from zcdesk.ui.look import px
from zcdesk.ui.parts import button, column, label, named, panel, row, rule, scrolled, set_role
from zcdesk.ui.theme import GAP
from zcdesk.ui.views.applicant_form import ApplicantForm
from zcdesk.ui.views.findings_panel import FindingsPanel, mark
from zcdesk.ui.views.record_tabs import ScoresTab, VotesTab
from zcdesk.ui.views.timeline_view import TimelineView
from zcdesk.ui.views.vetting_tab import VettingTab

_AT_A_GLANCE = 3
_LEAST = 330
"""The list of facts with all its columns."""
FACTS, FINDINGS, TIMELINE, SCORES, VOTES, VETTING = range(6)
"""The tabs, in order."""


class SidePanel(QWidget):
    """`decision_wanted` carries the status that somebody wants to give the applicant."""

    decision_wanted = Signal(object)

    def __init__(self, form: ApplicantForm) -> None:
        """The form may have been built before: it takes as long as all the rest."""
        super().__init__()
        self._name = label("", "title")
        self._facts = label("", "muted", wrap=True)
        self._status = label("", "strong")
        decide = self.decision_wanted.emit
        self.qualify = button(self.tr("合格"), lambda: decide(ApplicantStatus.QUALIFIED), "primary")
        self.reject = button(self.tr("不合格…"), lambda: decide(ApplicantStatus.REJECTED))
        self.withdraw = button(self.tr("撤回申报…"), lambda: decide(ApplicantStatus.WITHDRAWN))
        self.reopen = button(self.tr("改回待审核"), lambda: decide(ApplicantStatus.PENDING))
        self.turn = button("", lambda: None, "plain")
        self.turn.hide()
        self._glance = [label("", wrap=True) for _ in range(_AT_A_GLANCE + 1)]
        self._glances = panel(column(*self._glance, gap=2))
        self.form = form
        self.findings = FindingsPanel()
        self.timeline = TimelineView()
        self.scores = ScoresTab()
        self.votes = VotesTab()
        self.vetting = VettingTab()
        self.tabs = named(QTabWidget(), self.tr("申报人详情"))
        self.tabs.addTab(self.form, self.tr("信息"))
        self.tabs.addTab(self.findings, self.tr("问题"))
        self.tabs.addTab(
            scrolled(panel(column(self.timeline, None, gap=0), "paper"), self.tr("时间线")),
            self.tr("时间线"),
        )
        self.tabs.addTab(self.scores, self.tr("评分"))
        self.tabs.addTab(self.votes, self.tr("表决"))
        self.tabs.addTab(self.vetting, self.tr("核对"))
        self.tabs.tabBar().setAccessibleName(self.tr("申报人详情"))
        # Where the findings are listed whole, they need not stand above as well.
        self.tabs.currentChanged.connect(lambda at: self._glances.setVisible(at == 0))
        head = column(
            row(self._name, None, self._status),
            self._facts,
            row(self.qualify, self.reject, self.withdraw, self.reopen, None, self.turn, gap=6),
            self._glances,
            gap=GAP,
            margin=12,
        )
        self.setProperty("role", "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        # On a low screen the whole of it scrolls; a splitter would squeeze the lines of the head.
        inner = panel(column(panel(head, "paper"), rule(), self.tabs, gap=0, grow=self.tabs))
        self._inner = inner
        self.setLayout(column(scrolled(inner, self.tr("申报人")), gap=0))
        self._row: Row | None = None
        self._phase = Phase.SETUP

    def minimumSizeHint(self) -> QSize:
        """Wide enough that nothing in it lies beside; what is below is scrolled to."""
        least = super().minimumSizeHint()
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        inner = self._inner.minimumSizeHint().width() + bar
        return QSize(max(inner, px(_LEAST)), least.height())

    def show_row(self, shown: Row | None, phase: Phase) -> None:
        """Show an applicant as on file."""
        self._row, self._phase = shown, phase
        self.setEnabled(shown is not None)
        writable = phase in (Phase.SETUP, Phase.MATERIALS)
        self.form.show_applicant(shown.applicant if shown else None, writable=writable)
        if shown is None:
            self._name.setText(self.tr("未选申报人"))
            for each in (self._facts, self._status):
                each.setText("")
            self.show_flags(())
            self.timeline.show_timeline(None)
            return
        applicant = shown.applicant
        self._name.setText(f"{applicant.number}　{applicant.name}")
        self._facts.setText(
            " · ".join(
                part
                for part in (
                    f"{applicant.series} {applicant.specialty} {applicant.level.value}",
                    applicant.route.value,
                    applicant.employer,
                )
                if part
            )
        )
        self._status.setText(shown.status.chinese)
        self._show_decisions(shown, phase)

    def show_flags(self, flags: Sequence[Flag], others: Sequence[Finding] = ()) -> None:
        """Show flags: those on file, or those of what is being typed; `others` want nothing."""
        grave = [flag for flag in flags if flag.blocks or flag.asks]
        for place, line in enumerate(self._glance):
            self._show_glance(line, place, grave, bool(flags))
        self.findings.show_flags(
            flags,
            open_to_decisions=self._phase is Phase.MATERIALS,
            others=others,
            whose=self._row.applicant.number if self._row else "",
        )
        count = len(grave)
        self.tabs.setTabText(1, self.tr("问题 {n}").format(n=count) if count else self.tr("问题"))

    def _show_glance(self, line: QLabel, place: int, grave: Sequence[Flag], any_flag: bool) -> None:  # noqa: FBT001
        if place < min(len(grave), _AT_A_GLANCE):
            word, role = mark(grave[place])
            set_role(line, role)
            line.setText(f"{word}　{grave[place].finding.message}")
        elif place == _AT_A_GLANCE and len(grave) > _AT_A_GLANCE:
            set_role(line, "muted")
            line.setText(self.tr("另有 {n} 项，见“问题”").format(n=len(grave) - _AT_A_GLANCE))
        elif place == 0 and self._row is not None:
            set_role(line, "good")
            line.setText(self.tr("● 没有未决问题") + (self.tr("，另有提示") if any_flag else ""))
        else:
            line.setText("")
        line.setVisible(bool(line.text()))

    def _show_decisions(self, shown: Row, phase: Phase) -> None:
        materials = phase is Phase.MATERIALS
        pending = shown.status is ApplicantStatus.PENDING
        self.qualify.setVisible(materials and shown.status is not ApplicantStatus.QUALIFIED)
        self.qualify.setEnabled(not any(flag.blocks for flag in shown.flags))
        self.qualify.setToolTip(
            "" if self.qualify.isEnabled() else self.tr("先消除或豁免不符合的事项")
        )
        self.reject.setVisible(materials and shown.status is not ApplicantStatus.REJECTED)
        early = pending or shown.status is ApplicantStatus.QUALIFIED
        self.withdraw.setVisible(early and phase in (Phase.MATERIALS, Phase.DEFENSE))
        self.reopen.setVisible(materials and not pending)
