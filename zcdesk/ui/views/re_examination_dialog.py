"""复查: every figure counted again, entries ticked against the originals, and the paper that says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QTabWidget, QWidget

from zcdesk.desk import re_examination
from zcdesk.desk.re_examination import Recount
from zcdesk.domain.errors import KnownError
from zcdesk.domain.re_examination import Compared, Difference, Entry, Part, ReExamination
from zcdesk.ui.bench import Bench
from zcdesk.ui.look import colours, px
from zcdesk.ui.models.table import Column, RecordTable
from zcdesk.ui.parts import (
    button,
    column,
    hold_least_width,
    label,
    named,
    panel,
    row,
    say,
    set_role,
)
from zcdesk.ui.pick import Pick
from zcdesk.ui.tables import list_view

_WIDE, _TALL, _EDGE = 1040, 640, 48
_PACKAGES = "移交包 (*.zip)"

Refused = Callable[[KnownError], None]


@dataclass(frozen=True, slots=True)
class Examined:
    """What is examined and how: `count` takes the code on paper and a package, `keep` a folder.

    `run` does something off the window's thread. `alone`: a package without its session, so that
    no log has a line of it.
    """

    run: Callable[[Callable[[], object], Callable[[object], None], Refused], None]
    pick: Pick
    count: Callable[[str, Path | None], Recount]
    keep: Callable[[ReExamination, Path], Path]
    stamp: Callable[[], str]
    alone: bool


@dataclass(frozen=True, slots=True)
class Line:
    """An entry of the list, and what somebody said of it."""

    place: int
    entry: Entry
    said: Compared | None


def _verdict(part: Part) -> str:
    if not part.compared:
        return "○ 没有内容"
    return "● 相符" if part.agrees else "■ 不符"


def _colour(part: Part) -> str:
    if not part.compared:
        return colours().muted
    return colours().good if part.agrees else colours().violation


def _word(said: Compared | None) -> str:
    if said is None:
        return "○ 未核对"
    return "● 一致" if said.agrees else "■ 不一致"


def _tint(said: Compared | None) -> str:
    if said is None:
        return colours().muted
    return colours().good if said.agrees else colours().violation


PARTS: tuple[Column[Part], ...] = (
    Column("复算内容", lambda part: part.name, width=220),
    Column("比对项数", lambda part: str(part.compared), width=90, numeric=True),
    Column("不符", lambda part: str(len(part.differences)), width=70, numeric=True),
    Column("结论", _verdict, width=120, colour=_colour),
)
DIFFERENCES: tuple[Column[tuple[int, Difference]], ...] = (
    Column("不符的内容", lambda d: d[1].what, width=230),
    Column("复算", lambda d: d[1].recounted, width=240),
    Column("记载", lambda d: d[1].stated, width=240),
    Column("何处", lambda d: d[1].where, width=120),
)
ENTRIES: tuple[Column[Line], ...] = (
    Column("结论", lambda line: _word(line.said), width=90, colour=lambda line: _tint(line.said)),
    Column("编号", lambda line: line.entry.number, width=56),
    Column("姓名", lambda line: line.entry.name, width=84),
    Column("录入事项", lambda line: line.entry.title, width=130),
    Column("会议记载", lambda line: line.entry.value, width=200),
    Column("原件", lambda line: line.entry.place, width=120),
    Column("说明", lambda line: line.said.note if line.said else "", width=150),
)


class ReExaminationDialog(QDialog):
    """Counts at once, and again where a package or the code on paper is added."""

    def __init__(self, examined: Examined, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._examined = examined
        self._counted: Recount | None = None
        self._package: Path | None = None
        self._said: dict[Entry, Compared] = {}
        self._kept = True
        self.setWindowTitle(self.tr("复查"))
        self.verdict = label("", "lead", wrap=True)
        self.told = label("", "good", wrap=True)
        self.tabs = named(QTabWidget(), self.tr("复算和录入核对"))
        self.tabs.tabBar().setAccessibleName(self.tr("复算和录入核对"))
        self.tabs.addTab(self._figures(), self.tr("复算"))
        self.tabs.addTab(self._entries(), self.tr("录入核对"))
        explained = self.tr(
            "只重新计算和核对录入，不重新评议；不改变任何投票、评分、意见和结论"
            "（人社部令第40号第二十七条）。"
        )
        self.setLayout(
            column(
                self.verdict,
                label(explained, "muted", wrap=True),
                self.tabs,
                self.told,
                self._foot(),
                gap=8,
                margin=20,
                grow=self.tabs,
            )
        )
        room = self.screen().availableGeometry()
        self.resize(min(px(_WIDE), room.width() - _EDGE), min(px(_TALL), room.height() - _EDGE))
        self.finished.connect(self.deleteLater)
        say(self.told, "")
        self.recount()

    def _figures(self) -> QWidget:
        self.parts = RecordTable[Part](PARTS, lambda part: part.name, self)
        self.differences = RecordTable[tuple[int, Difference]](
            DIFFERENCES, lambda each: str(each[0]), self
        )
        self.parts_view = list_view(self.tr("复算结果"), self.parts)
        self.differences_view = list_view(self.tr("不符之处"), self.differences)
        self.code = named(QLineEdit(), self.tr("纸面校验码"))
        self.code.setPlaceholderText(self.tr("纸面校验码，16 位（可不填）"))
        hold_least_width(self.code, 240)
        self.code.returnPressed.connect(self.recount)
        self.which = label(self.tr("未选移交包"), "muted", wrap=True)
        self.choose = button(self.tr("一并复查移交包…"), self._choose)
        self.again = button(self.tr("重新复算"), self.recount)
        for made in (self.choose, self.again):
            made.setAutoDefault(False)
        asked = row(self.code, self.choose, self.again, self.which, grow=self.which)
        if self._examined.alone:  # what is examined is the package itself
            for each in (self.code, self.choose, self.which):
                each.hide()
        return panel(
            column(asked, self.parts_view, self.differences_view, gap=8, margin=8), "paper"
        )

    def _entries(self) -> QWidget:
        self.entries = RecordTable[Line](ENTRIES, lambda line: str(line.place), self)
        self.who = named(QComboBox(), self.tr("申报人"))
        self.who.currentIndexChanged.connect(lambda _: self._filter())
        self.count = label("", "muted")
        self.view = list_view(self.tr("录入事项"), self.entries)
        self.view.installEventFilter(self)
        self.view.selectionModel().currentRowChanged.connect(lambda *_: self._settle())
        self.note = named(QLineEdit(), self.tr("说明"))
        self.note.setPlaceholderText(self.tr("说明：原件怎样写（不一致时必填）"))
        self.note.returnPressed.connect(self._mark_wrong)
        self.same = button(self.tr("一致（1）"), partial(self._mark, agrees=True))
        self.wrong = button(self.tr("不一致（2）"), self._mark_wrong)
        self.unmark = button(self.tr("撤销核对"), self._unmark)
        for made in (self.same, self.wrong, self.unmark):
            made.setAutoDefault(False)
        return panel(
            column(
                row(label(self.tr("申报人"), "muted"), self.who, self.count, None),
                self.view,
                row(self.note, self.same, self.wrong, self.unmark, grow=self.note),
                gap=8,
                margin=8,
                grow=self.view,
            ),
            "paper",
        )

    def _foot(self) -> QWidget:
        self.ground = named(QLineEdit(), self.tr("复查事由"))
        self.ground.setPlaceholderText(self.tr("复查事由，如：申报人对得分有异议"))
        self.by = named(QLineEdit(), self.tr("复查人"))
        self.by.setPlaceholderText(self.tr("复查人"))
        for each in (self.ground, self.by):
            each.textChanged.connect(lambda _: self._settle())
        self.write = button(self.tr("出具复查结果…"), self._write, "primary")
        close = button(self.tr("关闭"), self.close)
        for made in (close, self.write):
            made.setAutoDefault(False)
        return panel(row(self.ground, self.by, close, self.write, grow=self.ground))

    # --- counting again -------------------------------------------------------------------------

    def recount(self) -> None:
        """Count everything again; what was ticked stays where the entry is the same."""
        set_role(self.verdict, "lead")
        self.verdict.setText(self.tr("正在复算…"))
        self.again.setEnabled(False)
        query = partial(self._examined.count, self.code.text().strip(), self._package)
        self._examined.run(query, self._recounted, self._not_counted)

    def _recounted(self, counted: object) -> None:
        assert isinstance(counted, Recount)
        first = self._counted is None
        self._counted = counted
        self.again.setEnabled(True)
        self.parts.set_records(counted.parts)
        wrong = [each for part in counted.parts for each in part.differences]
        self.differences.set_records(enumerate(wrong))
        self.differences_view.setVisible(bool(wrong))
        figures = sum(part.compared for part in counted.parts)
        text = (
            self.tr("■ 复算 {n} 项，{m} 处不符").format(n=figures, m=len(wrong))
            if wrong
            else self.tr("● 复算 {n} 项，全部相符").format(n=figures)
        )
        set_role(self.verdict, "violation" if wrong else "good")
        self.verdict.setText(text)
        if first:
            people = dict.fromkeys((entry.number, entry.name) for entry in counted.entries)
            self.who.addItem(self.tr("全部申报人"), "")
            for number, name in people:
                self.who.addItem(f"{number} {name}", number)
            self.parts_view.setFocus()
        self._show_entries()

    def _not_counted(self, error: KnownError) -> None:
        self.again.setEnabled(True)
        set_role(self.verdict, "violation")
        self.verdict.setText(f"■ {error.sentence}")

    def _choose(self) -> None:
        title = self.tr("选择本次会议的移交包")
        self._examined.pick.file(self, title, _PACKAGES, self._chosen)

    def _chosen(self, package: Path) -> None:
        self._package = package
        self.which.setText(package.name)
        self.recount()

    # --- comparing with originals ---------------------------------------------------------------

    def _show_entries(self) -> None:
        assert self._counted is not None
        self.entries.set_records(
            Line(place, entry, self._said.get(entry))
            for place, entry in enumerate(self._counted.entries)
        )
        self._filter()

    def _filter(self) -> None:
        number = str(self.who.currentData() or "")
        self.entries.filter((lambda line: line.entry.number == number) if number else None)
        if self.entries.rowCount():
            self.view.selectRow(0)
        self._settle()

    def _current(self) -> Line | None:
        index = self.view.selectionModel().currentIndex()
        valid = index.isValid() and index.row() < self.entries.rowCount()
        return self.entries.record(index.row()) if valid else None

    def _settle(self) -> None:
        line = self._current()
        named_by = bool(self.by.text().strip())
        for made in (self.same, self.wrong):
            made.setEnabled(line is not None and named_by)
            made.setToolTip("" if named_by else self.tr("请先在下方填写复查人"))
        self.unmark.setEnabled(line is not None and line.said is not None)
        self.note.setText(line.said.note if line is not None and line.said is not None else "")
        self.write.setEnabled(
            self._counted is not None and named_by and bool(self.ground.text().strip())
        )
        told = self.tr("已核对 {n} 项").format(n=len(self._said))
        bad = sum(not said.agrees for said in self._said.values())
        self.count.setText(told + (self.tr("，不一致 {m} 项").format(m=bad) if bad else ""))

    def _mark_wrong(self) -> None:
        if not self.note.text().strip():
            self._complain(self.tr("请在说明中写明原件怎样写。"))
            self.note.setFocus()
            return
        self._mark(agrees=False)

    def _mark(self, *, agrees: bool) -> None:
        line = self._current()
        if line is None:
            return
        if not self.by.text().strip():
            self._complain(self.tr("请先填写复查人。"))
            self.by.setFocus()
            return
        said = Compared(line.entry, agrees, self.note.text().strip(), self.by.text().strip())
        self._said[line.entry] = said
        self._kept = False
        say(self.told, "")
        self._put(line, said)
        following = self.view.selectionModel().currentIndex().row() + 1
        if following < self.entries.rowCount():
            self.view.selectRow(following)
        self.view.setFocus()
        self._settle()

    def _unmark(self) -> None:
        line = self._current()
        if line is not None and self._said.pop(line.entry, None) is not None:
            self._put(line, None)
            self._settle()

    def _put(self, line: Line, said: Compared | None) -> None:
        self.entries.put(Line(line.place, line.entry, said))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """On the list 1 says 一致 and 2 goes to the note, where Return says 不一致."""
        if watched is self.view and isinstance(event, QKeyEvent):
            pressed = event.type() is QEvent.Type.KeyPress
            if pressed and event.key() == Qt.Key.Key_1:
                self.note.clear()
                self._mark(agrees=True)
                return True
            if pressed and event.key() == Qt.Key.Key_2:
                self.note.setFocus()
                return True
        return super().eventFilter(watched, event)

    # --- the paper ------------------------------------------------------------------------------

    def _write(self) -> None:
        title = self.tr("选择存放复查结果的文件夹")
        self._examined.pick.folder(self, title, self._write_into)

    def _write_into(self, folder: Path) -> None:
        assert self._counted is not None
        order = {entry: place for place, entry in enumerate(self._counted.entries)}
        compared = sorted(self._said.values(), key=lambda said: order.get(said.entry, len(order)))
        counted, ground, by = self._counted, self.ground.text(), self.by.text()

        def work() -> Path:
            at = self._examined.stamp()
            done = re_examination.conclude(counted, compared, ground=ground, by=by, at=at)
            return self._examined.keep(done, folder)

        self.write.setEnabled(False)
        self._examined.run(work, self._written, self._not_written)

    def _written(self, path: object) -> None:
        assert isinstance(path, Path)
        self._kept = True
        self._settle()
        told = self.tr("复查结果已写入“{name}”").format(name=path)
        told += self.tr("。") if self._examined.alone else self.tr("，并已记入会议日志。")
        set_role(self.told, "good")
        say(self.told, told)

    def _not_written(self, error: KnownError) -> None:
        self._settle()
        self._complain(error.sentence)

    def _complain(self, sentence: str) -> None:
        set_role(self.told, "violation")
        say(self.told, sentence)

    # --- leaving --------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        """What was ticked and is on no paper yet is not lost without a word."""
        if not self._kept:
            self._kept = True
            self._complain(self.tr("核对结果还没有出具。再点一次“关闭”，就不再保留。"))
            event.ignore()
            return
        event.accept()
        self.done(0)

    def reject(self) -> None:
        """Escape asks as well."""
        self.close()


def examine_session(bench: Bench, parent: QWidget) -> None:
    """Open the 复查 of the open session; its paper leaves a line in the log."""
    desk = bench.desk
    examined = Examined(
        run=bench.ask,
        pick=bench.pick,
        count=partial(re_examination.of_session, desk),
        keep=partial(re_examination.keep, desk),
        stamp=desk.stamp,
        alone=False,
    )
    ReExaminationDialog(examined, parent).open()
