"""The defense: panels, scores, the line, opinions, and those who are set apart."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QTabWidget, QWidget

from zcdesk.desk import defense, figures, marking, panels
from zcdesk.desk.phases import NO_OPINION, Missing
from zcdesk.domain.committee import Panel
from zcdesk.domain.session import ApplicantStatus, Phase
from zcdesk.ui.bench import Bench
from zcdesk.ui.dialogs import Ask, AskDialog
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
    rule,
    say,
    set_kind,
)
from zcdesk.ui.sides import Sides
from zcdesk.ui.tables import table
from zcdesk.ui.views.fail_dialog import FailDialog
from zcdesk.ui.views.line_panel import LinePanel
from zcdesk.ui.views.opinions_panel import OpinionsPanel
from zcdesk.ui.views.panel_dialog import PanelDialog
from zcdesk.ui.views.step_out import StepOut


def _state(panel: Panel) -> str:
    if not panel.frozen:
        return "进行中"
    return f"线 {figures.points_in_words(panel.line)}" if panel.line is not None else "已冻结"


PANELS: tuple[Column[Panel], ...] = (
    Column("评议组", lambda p: p.name, width=84),
    Column("评委", lambda p: f"{len(p.members)} 人", width=58),
    Column("申报人", lambda p: f"{len(p.applicants)} 人", width=70),
    Column("评分", _state, width=70),
)

Progress = tuple[str, str, int, int, str]
PROGRESS: tuple[Column[Progress], ...] = (
    Column("评委", lambda p: f"{p[0]} {p[1]}", width=160),
    Column("评分表", lambda p: f"{p[2]} / {p[3]}", width=90),
    Column(
        "状态",
        lambda p: "● 已完成" if p[2] == p[3] else "○ 未完成",
        width=90,
        colour=lambda p: colours().good if p[2] == p[3] else colours().muted,
    ),
    Column("还缺谁的评分表", lambda p: p[4], width=240),
)

_SCORES, _LINE, _OPINIONS = range(3)
"""The tabs: the steps of a panel."""

_APART = (ApplicantStatus.ABSENT, ApplicantStatus.EXEMPT, ApplicantStatus.DISQUALIFIED)


class DefensePage(QWidget):
    """Panels on the left; scores, line, opinions of the chosen one on the right."""

    scoring_wanted = Signal(str)
    office_wanted = Signal(str)
    spread_wanted = Signal()

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._bench = bench
        self.model = RecordTable[Panel](PANELS, lambda p: p.name, self)
        self.view = table(self.tr("评议组列表"))
        self.view.setModel(self.model)
        for place, each in enumerate(PANELS):
            self.view.setColumnWidth(place, each.width)
        self.view.selectionModel().currentRowChanged.connect(lambda *_: self._show_panel())
        self.new = button(self.tr("新建评议组…"), self.new_panel, "primary")
        self.first = button(self.tr("新建评议组…"), self.new_panel, "primary")
        self.change = button(self.tr("改组…"), self._change)
        self.remove = button(self.tr("删除空组"), self._remove)
        self.spread = button(self.tr("平均分配申报人"), self._spread)
        self.waiting = label("", "muted", wrap=True)
        self.apart = button(self.tr("缺席、免答辩、取消资格…"), self._set_apart)
        self.unscored = button(self.tr("不评分，直接定出未通过者…"), self._without_scores)
        self.progress = RecordTable[Progress](PROGRESS, lambda p: p[0], self)
        self.score = button(self.tr("委员评分…"), self._score, "primary")
        self.office = button(self.tr("办事机构赋分…"), self._score_office)
        self.freeze = button(self.tr("冻结评分"), self._freeze)
        self.line = LinePanel(bench)
        self.opinions = OpinionsPanel(bench)
        self.tabs = self._tabs()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.tabs)
        self._stack.addWidget(
            empty_state(
                self.tr("还没有评议组"),
                self.tr("每组至少三名评委，每名申报人由一个组听取答辩。材料审核阶段就可以分组。"),
                self.first,
            )
        )
        left = column(
            label(self.tr("评议组"), "lead"),
            self.view,
            self.waiting,
            row(self.new, self.change, None),
            self.remove,
            self.spread,
            self.apart,
            self.unscored,
            gap=10,
            margin=16,
        )
        right = card(column(self._stack, margin=4))
        self.setLayout(column(Sides(card(left), right, (2, 5))))

    def _tabs(self) -> QTabWidget:
        progress = table(self.tr("评分进度"))
        progress.setModel(self.progress)
        for place, each in enumerate(PROGRESS):
            progress.setColumnWidth(place, each.width)
        self.score_hint = label("", "muted", wrap=True)
        self.step_out = StepOut(self._bench)
        scores = panel(
            column(
                self.step_out,
                rule(),
                self.score_hint,
                progress,
                row(self.score, self.office, self.freeze, None),
                gap=10,
                margin=12,
            ),
            "paper",
        )
        tabs = named(QTabWidget(), self.tr("答辩评议步骤"))
        tabs.tabBar().setAccessibleName(self.tr("答辩评议步骤"))
        tabs.addTab(scores, self.tr("1 评分"))
        tabs.addTab(self.line, self.tr("2 划线"))
        tabs.addTab(self.opinions, self.tr("3 评议意见"))
        return tabs

    def refresh(self) -> None:
        """Show the panels as on file."""
        case = self._bench.case
        chosen = self.current
        name = chosen.name if chosen else ""
        self.model.set_records(case.panels.values())
        self._stack.setCurrentIndex(0 if case.panels else 1)
        if case.panels:
            self.view.selectRow(self.model.row_of(name) or 0)
        active = case.current_phase is Phase.DEFENSE
        early = case.current_phase in (Phase.MATERIALS, Phase.DEFENSE)
        self.new.setEnabled(early)
        self.first.setEnabled(early)
        left = len(panels.unassigned(self._bench.desk))
        say(self.waiting, self.tr("◆ 还有 {n} 名申报人没有分组").format(n=left) if left else "")
        self.spread.setEnabled(early and left > 0 and bool(case.panels))
        self.apart.setEnabled(active or case.current_phase is Phase.VOTING)
        self.unscored.setEnabled(active and not case.scores)
        self._show_panel()

    def mend(self, lack: Missing) -> None:
        """Go to the applicant whom the lack names: their panel, and their opinion if that lacks."""
        heard_by = self._bench.case.panel_of(lack.applicant)
        if heard_by is None:
            self.spread.setFocus()
            return
        self.view.selectRow(self.model.row_of(heard_by.name) or 0)
        if lack.rule == NO_OPINION:
            self.tabs.setCurrentIndex(_OPINIONS)
            self.opinions.select(lack.applicant)
        else:
            self.tabs.setCurrentIndex(_LINE if heard_by.frozen else _SCORES)
            self.step_out.choose(lack.applicant)

    @property
    def current(self) -> Panel | None:
        """The panel looked at."""
        index = self.view.selectionModel().currentIndex()
        if not index.isValid() or index.row() >= self.model.rowCount():
            return None
        return self._bench.case.panels.get(self.model.record(index.row()).name)

    def _show_panel(self) -> None:
        case, chosen = self._bench.case, self.current
        active = case.current_phase is Phase.DEFENSE
        early = case.current_phase in (Phase.MATERIALS, Phase.DEFENSE)
        self.change.setEnabled(early and chosen is not None and not chosen.frozen)
        self.remove.setEnabled(early and chosen is not None)
        self.step_out.refresh(chosen.applicants if chosen else ())
        if chosen is None:
            self.progress.set_records([])
        else:
            short = figures.lacking(case, chosen)
            counts = figures.scored(case, chosen)
            self.progress.set_records(
                (m, _name(case.member(m)), done, of, "、".join(short.get(m, ())))
                for m, (done, of) in counts.items()
            )
            finished = all(done == of for done, of in counts.values())
            self.freeze.setEnabled(active and not chosen.frozen and finished)
            self.score.setEnabled(active and not chosen.frozen)
            set_kind(self.score, "" if finished else "primary")
            set_kind(self.freeze, "primary" if finished else "")
            self.office.setVisible(marking.OFFICE in counts)
            self.office.setEnabled(active and not chosen.frozen)
            self.score_hint.setText(self._score_text(chosen, finished=finished, active=active))
        self.line.show_panel(chosen if active else None, chosen)
        self.opinions.refresh(chosen)

    def _score_text(self, chosen: Panel, *, finished: bool, active: bool) -> str:
        if chosen.frozen:
            return self.tr("评分已冻结，下一步划定分数线。")
        if not active:
            return self.tr("进入答辩评议阶段后开始评分。")
        if finished:
            return self.tr("评分表都已填完，可以冻结。冻结后不能再改。")
        return self.tr("请委员逐一评分。每人只看得见自己的分数；全部填完后冻结。")

    # --- what can be done -----------------------------------------------------------------------

    def new_panel(self) -> None:
        """Form a panel."""
        self._form(None)

    def _change(self) -> None:
        if self.current is not None:
            self._form(self.current)

    def _form(self, now: Panel | None) -> None:
        dialog = PanelDialog(self._bench.case, self, now)
        dialog.formed.connect(
            lambda made: self._bench.do(partial(panels.change, self._bench.desk, made))
        )
        dialog.open()

    def _remove(self) -> None:
        if self.current is not None:
            self._bench.do(partial(panels.remove, self._bench.desk, self.current.name))

    def _spread(self) -> None:
        self.spread_wanted.emit()

    def _score(self) -> None:
        if self.current is not None:
            self.scoring_wanted.emit(self.current.name)

    def _score_office(self) -> None:
        if self.current is not None:
            self.office_wanted.emit(self.current.name)

    def _freeze(self) -> None:
        """Ask first: it cannot be taken back."""
        if self.current is None:
            return
        freeze = partial(defense.freeze, self._bench.desk, self.current.name)
        dialog = AskDialog(
            self.tr("冻结{panel}的评分").format(panel=self.current.name),
            self.tr("冻结后分数不能再改，成绩和名次随即可见。"),
            [],
            self.tr("冻结"),
            self,
        )
        dialog.given.connect(lambda _: self._bench.do(freeze))
        dialog.open()

    def _set_apart(self) -> None:
        case = self._bench.case
        applicants = tuple(
            (n, f"{n} {case.applicants[n].name}（{case.status(n).chinese}）")
            for n in figures.set_apart_able(case)
        )
        if not applicants:
            self._bench.refused.emit(self.tr("没有参加答辩的申报人。"))
            return
        dialog = AskDialog(
            self.tr("不参加答辩的申报人"),
            self.tr("免答辩和取消申报资格须写明原因，会印入会议纪要。"),
            [
                Ask("applicant", self.tr("申报人"), choices=applicants),
                Ask(
                    "status", self.tr("登记为"), choices=tuple((s.value, s.chinese) for s in _APART)
                ),
                Ask("reason", self.tr("原因"), required=False),
            ],
            self.tr("登记"),
            self,
        )

        def given(said: dict[str, str]) -> None:
            status = ApplicantStatus(said["status"])
            self._bench.do(
                partial(
                    defense.set_apart, self._bench.desk, said["applicant"], status, said["reason"]
                )
            )

        dialog.given.connect(given)
        dialog.open()

    def _without_scores(self) -> None:
        case = self._bench.case
        heard = [(n, case.applicants[n].name) for n in figures.heard(case)]
        dialog = FailDialog(heard, self)
        dialog.decided.connect(
            lambda failed: self._bench.do(
                partial(defense.decide_without_scores, self._bench.desk, failed)
            )
        )
        dialog.open()


def _name(member: object) -> str:
    return getattr(member, "name", "办事机构")
