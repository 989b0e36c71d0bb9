"""A member's own score sheets at the shared laptop: sign in, fill in, hand in, gone."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from zcdesk.desk import defense, marking, views
from zcdesk.desk.desk import SECRETARY
from zcdesk.domain.committee import Panel
from zcdesk.domain.errors import KnownError
from zcdesk.ui.bench import Bench
from zcdesk.ui.entry_grid import EntryGrid
from zcdesk.ui.models.score_sheet import ScoreSheetModel
from zcdesk.ui.parts import button, column, label, panel, rehearsal_mark, row, set_role
from zcdesk.ui.views.sign_in import SignIn

_NAMED = 8
"""Names said of those whose sheet is not finished."""


class ScoreEntry(QWidget):
    """`finished` when the office is done with its own items, `left` when whoever sits here goes.

    Only the secretary begins the office's items, so the desk may follow at once on `finished`;
    on `left` nobody knows who sits here.
    """

    finished = Signal()
    left = Signal()

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._bench = bench
        self._panel: Panel | None = None
        self._office = False
        self._member = ""
        self.sign_in = SignIn(self.tr("委员评分"), self.tr("开始评分"))
        self.sign_in.entered.connect(self._enter)
        self.sign_in.left.connect(self._leave)
        self.model = ScoreSheetModel(self)
        self.model.refused.connect(self._refuse)
        self.model.marked.connect(self._settle)
        self.grid = EntryGrid(self.tr("我的评分表"), self.model, self.model.judge, self._ended)
        self.view = self.grid.view
        self.view.horizontalHeader().setMinimumHeight(52)
        self.view.verticalHeader().setDefaultSectionSize(40)
        self.who = label("", "title")
        self.note = label("", "muted", wrap=True)
        self.hand_in = button(self.tr("提交评分"), self._hand_in, "large")
        self.give_up = button(self.tr("不提交，返回"), self._done, "largeplain")
        sheet = panel(
            column(
                self.who,
                label(
                    self.tr("只显示您自己的分数。方向键选格，直接键入分数，回车或 Tab 到下一格。"),
                    "muted",
                ),
                self.view,
                self.note,
                row(None, self.give_up, self.hand_in),
                gap=12,
            ),
            "kiosk",
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(panel(column(self.sign_in, gap=0), "kiosk"))
        self._stack.addWidget(sheet)
        self.setProperty("role", "kiosk")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        mark = rehearsal_mark(bench.case.current)
        self.setLayout(column(row(None, mark), self._stack, gap=0, margin=24, grow=self._stack))
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.timeout.connect(self._left_alone)

    def start(self, panel_name: str) -> None:
        """Ask who scores; members with nothing to score are not asked."""
        case = self._bench.case
        self._panel = case.panels[panel_name]
        self._office = False
        self._wipe()
        members = [
            member
            for member in case.current.members
            if member.id in self._panel.members and marking.to_score(case, self._panel, member.id)
        ]
        self.sign_in.ask(members)
        self._stack.setCurrentIndex(0)

    def start_office(self, panel_name: str) -> None:
        """The office's own items, filled in by the secretary from the facts; no PIN is asked."""
        self._wipe()
        self._panel = self._bench.case.panels[panel_name]
        self._open(marking.OFFICE)
        self._office = True

    def _enter(self, member: str, pin: str) -> None:
        self._bench.ask(
            partial(views.check_pin, self._bench.desk, member, pin),
            self._open,
            lambda error: self.sign_in.refuse(error.sentence),
        )

    def _open(self, member: str) -> None:
        case = self._bench.case
        assert self._panel is not None
        self._member = member
        numbers = marking.to_score(case, self._panel, member)
        found = case.member(member)
        name = found.name if found else self.tr("办事机构")
        self.who.setText(self.tr("{name}的评分表").format(name=name))
        self.model.show_sheet(case, member, numbers)
        for place in range(self.model.columnCount()):
            self.view.setColumnWidth(place, 90 if place < 2 else 132)  # noqa: PLR2004 - number, name
        self._settle()
        self._stack.setCurrentIndex(1)
        self.grid.start()
        self._idle.start(60_000 * self._bench.desk.settings.idle_minutes * 5)

    def _ended(self) -> None:
        self.hand_in.setFocus()

    def _settle(self) -> None:
        left = self.model.left
        unfinished = self.model.unfinished
        more = self.tr("等 {n} 人").format(n=len(unfinished)) if len(unfinished) > _NAMED else ""
        names = "、".join(unfinished[:_NAMED]) + more
        text = (
            self.tr("还有 {n} 格未填：{names}").format(n=left, names=names)
            if left
            else self.tr("已全部填完。")
        )
        set_role(self.note, "muted")
        self.note.setText(text)

    def _refuse(self, sentence: str) -> None:
        set_role(self.note, "violation")
        self.note.setText(sentence)

    def _hand_in(self) -> None:
        sheets = [marking.sheet(n, self._member, marks) for n, marks in self.model.marks.items()]
        if not sheets:
            self._refuse(self.tr("还没有填写任何分数。"))
            return
        self._bench.do(
            partial(defense.enter_scores, self._bench.desk, sheets, self._member or SECRETARY),
            lambda _: self._taken(),
            self._not_taken,
        )

    def _not_taken(self, error: KnownError) -> None:
        self._refuse(error.sentence)

    def _taken(self) -> None:
        """Say so where the next one sits down; not whose it was."""
        self._done()
        self.sign_in.tell(self.tr("刚才的评分已收下。请下一位评委评分，都评完的交还秘书。"))

    def _done(self) -> None:
        office, self._office = self._office, False
        self._wipe()
        if office:
            self.finished.emit()
        elif self._panel is not None:
            self.start(self._panel.name)

    def _left_alone(self) -> None:
        """A member's sheet gives way to the sign-in; behind the office's would be the desk."""
        if self._office:
            self._leave()
        else:
            self._done()

    def _leave(self) -> None:
        self._office = False
        self._wipe()
        self.left.emit()

    def _wipe(self) -> None:
        self._idle.stop()
        self._member = ""
        self.model.wipe()
        self.sign_in.wipe()
        self.who.setText("")
        self._settle()
