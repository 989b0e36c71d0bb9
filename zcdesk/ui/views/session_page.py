"""The session itself: what was set up, what the session rules say, the settings in force."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QWidget

from zcdesk.desk import defense, register, settings_text, views
from zcdesk.domain.session import Phase
from zcdesk.ui.bench import Bench
from zcdesk.ui.parts import (
    button,
    card,
    clear,
    column,
    hold_least_width,
    label,
    panel,
    row,
    scrolled,
)
from zcdesk.ui.sides import Sides
from zcdesk.ui.theme import GAP
from zcdesk.ui.views.deciding import ask_waiver
from zcdesk.ui.views.findings_panel import FindingsPanel
from zcdesk.ui.views.keys_dialog import KeysDialog


class SessionPage(QWidget):
    """`change_wanted` asks for the form of the set-up."""

    change_wanted = Signal()

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._bench = bench
        self._facts = column(gap=GAP)
        self._settings = column(gap=6)
        self.change = button(self.tr("修改会议信息…"), self.change_wanted.emit)
        self.keys = button(self.tr("口令和密码…"), self.show_keys)
        self.findings = FindingsPanel()
        self.findings.waive_wanted.connect(self._waive)
        self.findings.acknowledge_wanted.connect(self._acknowledge)
        left = column(
            row(label(self.tr("会议信息"), "lead"), None, self.keys, self.change),
            scrolled(
                panel(column(self._facts, 2 * GAP, self._settings, None), "paper"),
                self.tr("会议信息"),
            ),
            gap=10,
            margin=16,
        )
        right = column(
            label(self.tr("会议检查"), "lead"),
            label(self.tr("对会议本身的要求；法定人数和淘汰率下限不能豁免。"), "muted", wrap=True),
            self.findings,
            gap=10,
            margin=16,
        )
        # What scrolls in them asks for little width itself.
        parts = [hold_least_width(card(each), least) for each, least in ((left, 310), (right, 250))]
        self.setLayout(column(Sides(parts[0], parts[1], (1, 1))))

    def show_keys(self) -> None:
        """Who has which passphrase, token and PIN, and how each is changed."""
        KeysDialog(self._bench, self).open()

    def mend(self, phase: Phase) -> None:
        """Lead to what is lacking: the set-up while it can be changed, else the first finding."""
        if phase is Phase.SETUP:
            self.change.setFocus()
        else:
            self.findings.next_card()

    def refresh(self) -> None:
        """Show the set-up as on file."""
        desk, case = self._bench.desk, self._bench.case
        setup = case.current
        committee, session, staff = setup.committee, setup.session, setup.staff
        self.change.setVisible(case.current_phase is Phase.SETUP)
        clear(self._facts)
        days = "、".join(day.isoformat() for day in session.meeting_dates)
        approved = " 至 ".join(
            day.isoformat() if day else "—"
            for day in (committee.approved_from, committee.approved_to)
        )
        scope = "；".join(
            f"{s.series}（{'、'.join(level.value for level in s.levels)}）" for s in committee.scope
        )
        self._facts.addLayout(
            _facts(
                (self.tr("评委会"), committee.name),
                (self.tr("组建单位"), committee.organiser),
                (self.tr("核准备案"), committee.approval),
                (self.tr("有效期"), approved),
                (self.tr("核准范围"), scope),
                (self.tr("委员"), f"{len(setup.members)} 人"),
                (self.tr("会议日期"), days),
                (self.tr("收审截止"), session.window_end.isoformat()),
                (self.tr("地点"), session.place),
                (self.tr("规则"), self._book_named()),
                (self.tr("秘书"), staff.secretary),
                (self.tr("监督员"), staff.supervisor),
                (self.tr("工作方案"), session.work_plan),
                (self.tr("赋分办法"), session.scoring_approval),
            )
        )
        clear(self._settings)
        self._settings.addWidget(label(self.tr("本次会议的设置"), "strong"))
        self._settings.addLayout(
            _facts(*((s.name, s.value) for s in settings_text.settings_in_words(desk)[:12]))
        )
        found = defense.session_findings(desk)
        self.findings.show_flags(
            views.flags(desk, "", found),
            open_to_decisions=case.current_phase in (Phase.SETUP, Phase.MATERIALS),
        )

    def _book_named(self) -> str:
        book = self._bench.desk.book
        return self.tr("{province}{year}年度（校验码 {code}）").format(
            province=book.province, year=book.review_year, code=book.sha256[:12]
        )

    def _waive(self, rule: str) -> None:
        ask_waiver(self._bench, "", rule, self)

    def _acknowledge(self, rule: str) -> None:
        self._bench.do(partial(register.acknowledge, self._bench.desk, [("", rule)]))


def _facts(*lines: tuple[str, str]) -> QFormLayout:
    form = QFormLayout()
    form.setHorizontalSpacing(16)
    form.setVerticalSpacing(6)
    for title, text in lines:
        form.addRow(label(title, "muted"), label(text or "—", wrap=True))
    return form
