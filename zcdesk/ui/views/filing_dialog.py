"""Whose each file of a folder is, looked through before anything is taken in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QDialog, QLayout, QLineEdit, QWidget

from zcdesk.desk.desk import Desk
from zcdesk.desk.filing import Plan, shared_content
from zcdesk.ui.look import px
from zcdesk.ui.models.applicants import words_of
from zcdesk.ui.models.filing import PEOPLE, Candidate, FilingModel, Line, State
from zcdesk.ui.models.table import RecordTable
from zcdesk.ui.parts import button, column, hold_width, label, named, panel, row, say
from zcdesk.ui.tables import list_view
from zcdesk.ui.theme import GAP

_SIDE = 320
_TOLD = 2
_SHOWN = (State.OPEN, State.SURE, State.GIVEN, State.LEFT)


class FilingDialog(QDialog):
    """`confirmed` carries whom each file goes to, by its path below the folder."""

    confirmed = Signal(object)

    def __init__(self, desk: Desk, plan: Plan, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._plan = desk, plan
        self.setWindowTitle(self.tr("导入申报材料"))
        people = desk.case.applicants
        self.model = FilingModel(plan.files, {n: a.name for n, a in people.items()}, self)
        self._candidates = [Candidate.of(each) for each in people.values()]
        self._folder = 0
        self.files = list_view(self.tr("文件夹中的文件"), self.model)
        self.files.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.files.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.files.installEventFilter(self)
        self.shown = named(QComboBox(), self.tr("列出哪些文件"))
        self.shown.addItems([""] * (len(_SHOWN) + 1))
        self.shown.activated.connect(lambda _: self._filter())
        self.told = label("", wrap=True)
        self.warned = label("", "violation", wrap=True)
        self.rest = button(self.tr("其余都不导入"), self._leave_rest)
        self.confirm = button("", self._confirm, "primary")
        self._waiting = label("", "muted")
        side = hold_width(panel(self._side()), _SIDE)
        self.setLayout(
            column(
                label(plan.folder.name, "title"),
                self.told,
                self.warned,
                row(
                    column(row(self.shown, None), self.files, grow=self.files),
                    side,
                    gap=16,
                ),
                row(
                    self._waiting,
                    self.rest,
                    None,
                    button(self.tr("取消"), self.reject),
                    self.confirm,
                ),
                gap=12,
                margin=20,
            )
        )
        whole = self.screen().availableGeometry()
        self.resize(min(px(1080), whole.width() - GAP), min(px(620), whole.height() - GAP))
        for each in self.findChildren(type(self.confirm)):
            each.setAutoDefault(False)
        # A selection model is the view's own: it lives as long.
        self.files.selectionModel().selectionChanged.connect(self._picked)
        self.shown.setCurrentIndex(0 if self.model.count(State.OPEN) else len(_SHOWN))
        self.finished.connect(self.deleteLater)
        self._filter()
        self._settle()
        self.files.setFocus()

    def _side(self) -> QLayout:
        self.chosen = label("", "strong", wrap=True)
        self.why = label("", "muted", wrap=True)
        self.search = named(QLineEdit(), self.tr("查找申报人"))
        self.search.setPlaceholderText(self.tr("姓名、编号、单位或拼音首字母"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _: self._offer())
        self.search.installEventFilter(self)
        self._people = RecordTable[Candidate](PEOPLE, lambda each: each.number, self)
        self.people = list_view(self.tr("归给谁"), self._people)
        self.people.doubleClicked.connect(lambda _: self._give())
        self.people.installEventFilter(self)
        self.give = button(self.tr("归给此人"), self._give)
        self.leave = button(self.tr("不导入"), self._leave)
        self.accept_all = button(self.tr("按建议归入"), self._accept)
        self.folder = button(self.tr("选中同一文件夹"), self._select_folder)
        named(self.folder, self.folder.text(), self.tr("再按一次选中上一层文件夹（F）"))
        return column(
            self.chosen,
            self.why,
            row(self.folder, self.accept_all),
            self.search,
            self.people,
            row(self.give, self.leave),
            grow=self.people,
        )

    # --- what is shown --------------------------------------------------------------------------

    @property
    def selected(self) -> list[Line]:
        """The files that the next decision is about."""
        rows = self.files.selectionModel().selectedRows()
        return [self.model.record(row) for row in sorted(index.row() for index in rows)]

    def _filter(self) -> None:
        place = self.shown.currentIndex()
        wanted = _SHOWN[place] if place < len(_SHOWN) else None
        self.model.filter(None if wanted is None else lambda line: line.state is wanted)
        self._go_to(0)

    def _go_to(self, place: int) -> None:
        if rows := self.model.rowCount():
            self.files.selectRow(min(place, rows - 1))
        self._picked()

    def _settle(self) -> None:
        """Counts, warnings and what may be pressed, after a decision."""
        counts = {state: self.model.count(state) for state in _SHOWN}
        for place, state in enumerate(_SHOWN):
            self.shown.setItemText(place, f"{state.value} {counts[state]}")
        self.shown.setItemText(len(_SHOWN), self.tr("全部 {n}").format(n=self.model.total))
        owners = self.model.owners()
        ready, waiting = len(owners), counts[State.OPEN]
        people = len(set(owners.values()))
        told = self.tr("{all} 份文件，其中 {n} 份归给 {people} 位申报人。").format(
            all=self.model.total, n=ready, people=people
        )
        if self._plan.shut:
            told += self.tr("有文件夹打不开：{names}。").format(names="、".join(self._plan.shut))
        self.told.setText(told)
        shared = shared_content(self._desk, self._plan, owners)
        more = self.tr("另有 {n} 处，导入后一并列出。").format(n=len(shared) - _TOLD)
        say(self.warned, "\n".join((*shared[:_TOLD], *([more] if len(shared) > _TOLD else []))))
        self._waiting.setText(self.tr("还有 {n} 份待确认").format(n=waiting) if waiting else "")
        self.rest.setVisible(waiting > 0)
        self.confirm.setText(self.tr("导入 {n} 份").format(n=ready))
        self.confirm.setAccessibleName(self.confirm.text())
        self.confirm.setEnabled(ready > 0 and not waiting)

    def _picked(self, _new: object = None, _old: object = None) -> None:
        lines = self.selected
        one = lines[0].planned if len(lines) == 1 else None
        nothing = self.tr("没有要确认的文件") if not self.model.rowCount() else self.tr("未选文件")
        many = self.tr("所选 {n} 份文件").format(n=len(lines)) if lines else nothing
        self.chosen.setText(one.shown.replace("/", " / ") if one else many)
        say(self.why, f"{one.why}。" if one else "")
        open_ones = [each for each in lines if each.state is State.OPEN and each.number]
        self.accept_all.setEnabled(bool(open_ones))
        for each in (self.leave, self.folder):
            each.setEnabled(bool(lines))
        self.search.clear()
        self._offer()

    def _offer(self) -> None:
        """The people that a search finds; without one, those whom the path may mean first."""
        words, lines = words_of(self.search.text()), self.selected
        found = [c for c in self._candidates if all(word in c.hay for word in words)]
        if not words and lines:
            meant = {n for each in lines for n in (each.number, *each.planned.others)}
            found.sort(key=lambda candidate: candidate.number not in meant)
        self._people.set_records(found)
        if found:
            self.people.selectRow(0)
        self.give.setEnabled(bool(found and lines))

    # --- deciding -------------------------------------------------------------------------------

    def _give(self) -> None:
        rows = self.people.selectionModel().selectedRows()
        if rows:
            self._decide(self._people.record(rows[0].row()).number)

    def _leave(self) -> None:
        self._decide("")

    def _decide(self, number: str) -> None:
        lines = self.selected
        if lines:
            self._then_on(lambda: self.model.decide(lines, number))

    def _accept(self) -> None:
        lines = self.selected
        self._then_on(lambda: self.model.accept(lines))

    def _leave_rest(self) -> None:
        waiting = [line for line in self.model.records if line.state is State.OPEN]
        self._then_on(lambda: self.model.decide(waiting, ""))

    def _then_on(self, decide: object) -> None:
        """Decide, and look at the file that has moved up, or the next one."""
        assert callable(decide)
        rows = [index.row() for index in self.files.selectionModel().selectedRows()]
        before = self.model.rowCount()
        decide()
        first, gone = min(rows, default=0), before - self.model.rowCount()
        self._go_to(first if gone else max(rows, default=0) + 1)
        self._settle()
        self.files.setFocus()

    def _select_folder(self) -> None:
        """All files of the folder; once more, of the folder above."""
        lines = self.selected
        if not lines:
            return
        top = lines[0].planned.shown.split("/")[:-1]
        within = [line.planned.shown.split("/")[: len(top)] == top for line in lines]
        while top and len(lines) > 1 and all(within) and len(lines) == self._within(top):
            top = top[:-1]
        self._select([n for n in range(self.model.rowCount()) if self._lies(n, top)])

    def _within(self, top: Sequence[str]) -> int:
        return sum(self._lies(row, top) for row in range(self.model.rowCount()))

    def _lies(self, row: int, top: Sequence[str]) -> bool:
        return self.model.record(row).planned.shown.split("/")[:-1][: len(top)] == list(top)

    def _select(self, rows: Sequence[int]) -> None:
        chosen = QItemSelection()
        last = self.model.columnCount() - 1
        for each in rows:
            chosen.select(self.model.index(each, 0), self.model.index(each, last))
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.files.selectionModel().select(chosen, flag)

    def _confirm(self) -> None:
        self.confirmed.emit(self.model.owners())
        self.accept()

    # --- by keyboard ----------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter decides, F takes the folder, Del leaves out; letters go on to the search."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            pressed = self._files_key if watched is self.files else self._people_key
            if pressed(event):
                return True
        return super().eventFilter(watched, event)

    def _files_key(self, event: QKeyEvent) -> bool:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                if self.accept_all.isEnabled():
                    self._accept()
                else:
                    self.search.setFocus()
            case Qt.Key.Key_Delete:
                self._leave()
            case Qt.Key.Key_F if not event.modifiers():
                self._select_folder()
            case Qt.Key.Key_Slash:
                self.search.setFocus()
            case _:
                return False
        return True

    def _people_key(self, event: QKeyEvent) -> bool:
        in_search = self.search.hasFocus()
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._give()
            case Qt.Key.Key_Down if in_search:
                self.people.setFocus()
            case Qt.Key.Key_Escape if in_search and self.search.text():
                self.search.clear()
            case _:
                return False
        return True
