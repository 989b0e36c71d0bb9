"""Rule books in the window: which there are, what a file is worth, and what two say differently."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QPlainTextEdit,
    QStackedWidget,
    QTabWidget,
    QWidget,
)

from zcdesk.desk import book_choice, book_words, book_workbook, books
from zcdesk.desk.book_choice import BookChoice
from zcdesk.desk.books import Compared
from zcdesk.desk.desk import Desk
from zcdesk.domain.errors import KnownError
from zcdesk.ui.look import px
from zcdesk.ui.models.table import RECORD, Column, RecordTable
from zcdesk.ui.parts import button, column, empty_state, label, named, row, say, set_role
from zcdesk.ui.pick import Pick
from zcdesk.ui.runner import Runner
from zcdesk.ui.tables import list_view

T = TypeVar("T")
Line = tuple[str, ...]
_RULES = "规则文件 (*.toml)"
_BOOK = "工作簿 (*.xlsx)"
_NOTHING, _FOUND, _REVIEW = range(3)
_WIDE, _HIGH, _ROOM = 1120, 640, 60
_DIFFERENT = (("项目", 300), ("原来", 360), ("改为", 360))
_TOUCHED = (("编号", 70), ("姓名", 90), ("要求", 140), ("按原规则", 370), ("按新规则", 370))


class BooksDialog(QDialog):
    """Compares the session's book, or one of those in use, with another; checks and adds files.

    Without a session nobody is touched: only what the books say is compared. `crashed` carries a bug.
    """

    crashed = Signal(object)

    def __init__(
        self, desk: Desk | None, pick: Pick, runner: Runner, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("规则文件"))
        self._desk, self._pick, self._runner = desk, pick, runner
        self._file: Path | None = None
        self._found: Compared | None = None
        self.before = named(QComboBox(), self.tr("原规则"))
        self.after = named(QComboBox(), self.tr("新规则"))
        self.compare = button(self.tr("对比"), self._compare, "primary")
        self.compare.setDefault(True)
        self.open_file = button(self.tr("打开规则文件…"), self._choose)
        self.add = button(self.tr("加入使用"), self._add)
        self.save = button(self.tr("存为表格（Excel）…"), self._save)
        self.close_button = button(self.tr("关闭"), self.accept)
        for made in (self.open_file, self.add, self.save, self.close_button):
            made.setAutoDefault(False)
        self.told = label("", "muted", wrap=True)
        self.whole = label("", wrap=True)
        self.stack = QStackedWidget()
        self.tabs = named(QTabWidget(), self.tr("对比结果"))
        self.tabs.tabBar().setAccessibleName(self.tr("对比结果"))
        self.remarks = named(QPlainTextEdit(), self.tr("检查结果"))
        self.remarks.setReadOnly(True)
        self.remarks.setTabChangesFocus(True)
        for page in (self._nothing(), self.tabs, self.remarks):
            self.stack.addWidget(page)
        choice = row(
            label(self.tr("原规则"), "muted"),
            self.before,
            label(self.tr("新规则"), "muted"),
            self.after,
            self.compare,
            None,
        )
        self.setLayout(
            column(
                label(self.tr("规则文件"), "title"),
                choice,
                self.told,
                self.stack,
                self.whole,
                row(self.open_file, self.add, self.save, None, self.close_button),
                gap=12,
                margin=20,
                grow=self.stack,
            )
        )
        whole = self.screen().availableGeometry()
        self.resize(min(px(_WIDE), whole.width() - _ROOM), min(px(_HIGH), whole.height() - _ROOM))
        self.finished.connect(self.deleteLater)
        self._list()

    def _nothing(self) -> QWidget:
        people = (
            self.tr("对比只是试算：本会议仍按建立时的规则评审，不会因此改变。")
            if self._desk is not None
            else self.tr("打开一个会议再对比，还会列出受影响的申报人。")
        )
        return empty_state(
            self.tr("两份规则有什么不同"),
            self.tr(
                "选择原规则和新规则，按“对比”。新一年的规则写好后，按“打开规则文件…”先检查，没有问题再加入使用。"
            )
            + people,
        )

    # --- what there is ----------------------------------------------------------------------------

    def _list(self) -> None:
        """The session's own book first, then those in use, then the file that was opened."""
        there = [(choice.title, choice) for choice in book_choice.shipped()]
        if self._desk is not None:
            own = book_choice.frozen(self._desk)
            there.insert(0, (self.tr("本会议的规则（{t}）").format(t=own.title), own))
        new: list[tuple[str, BookChoice | Path]] = [*there]
        if self._file is not None:
            new.append((self._file.name, self._file))
        for box, held in ((self.before, there), (self.after, new)):
            box.clear()
            for title, choice in held:
                box.addItem(title, choice)
        self.after.setCurrentIndex(self.after.count() - 1)
        self._settle()

    def _settle(self) -> None:
        self.open_file.setEnabled(True)
        self.compare.setEnabled(self.before.count() > 0 and self.after.count() > 0)
        self.add.setEnabled(self._file is not None)
        self.save.setEnabled(self.stack.currentIndex() == _FOUND)

    def _show(self, page: int, told: str, role: str = "muted") -> None:
        self.stack.setCurrentIndex(page)
        if page != _FOUND:
            say(self.whole, "")
        self._tell(told, role)
        self._settle()

    def _tell(self, told: str, role: str = "muted") -> None:
        set_role(self.told, role)
        say(self.told, told)

    # --- a file -----------------------------------------------------------------------------------

    def _choose(self) -> None:
        self._pick.file(self, self.tr("打开规则文件"), _RULES, self.look_at)

    def look_at(self, file: Path) -> None:
        """Look a book's file over, and offer it for comparison."""

        def reviewed(found: books.Reviewed) -> None:
            self._file = file if found.usable else None
            self._list()
            lines = list(book_words.reviewed(found))
            self.remarks.setPlainText("\n".join(lines))
            if found.usable:
                self._show(_REVIEW, self.tr("没有发现问题，可以对比，也可以加入使用。"), "good")
            else:
                self._show(_REVIEW, lines[-1], "violation")
            self.compare.setFocus()

        self._run(partial(books.check_book, file), reviewed)

    def _add(self) -> None:
        assert self._file is not None
        name = self._file.name

        def added(written: Sequence[Path]) -> None:
            self._file = None
            self._list()
            told = (
                self.tr("{name} 已加入，新建会议时可以选用。")
                if written
                else self.tr("{name} 已经在使用中，没有改动。")
            )
            self._show(_NOTHING, told.format(name=name), "good")

        self._run(partial(books.add_book, self._file), added)

    # --- two books --------------------------------------------------------------------------------

    def _compare(self) -> None:
        before: BookChoice = self.before.currentData()
        after: BookChoice | Path = self.after.currentData()
        desk = self._desk if self.before.currentIndex() == 0 else None

        def work() -> Compared:
            new = books.read_book_file(after) if isinstance(after, Path) else after.book
            if desk is not None:
                return books.compare_session(desk, new)
            return books.compare(before.book, new)

        def compared(found: Compared) -> None:
            self._found = found
            self._fill(found, judged=desk is not None)

        self._run(work, compared)

    def _fill(self, found: Compared, *, judged: bool) -> None:
        self.tabs.clear()
        say(self.whole, "")
        lines = book_words.difference_rows(found)
        self._tab(self.tr("规则不同之处"), _DIFFERENT, lines, len(lines))
        count = len(found.touched)
        if judged:
            people = book_words.touched_rows(found)
            self._tab(self.tr("受影响的申报人"), _TOUCHED, people, count)
        told = (
            self.tr("有 {n} 处不同。").format(n=len(lines))
            if lines
            else self.tr("两份规则内容相同。")
        )
        if judged:
            told += (
                self.tr("若按新规则，本会议有 {n} 名申报人的审核结论会变。").format(n=count)
                if count
                else self.tr("若按新规则，本会议申报人的审核结论都不变。")
            )
        self._show(_FOUND, told)
        self.tabs.setFocus()

    def _tab(
        self, title: str, heads: tuple[tuple[str, int], ...], lines: Sequence[Line], count: int
    ) -> None:
        columns: list[Column[tuple[int, Line]]] = [
            Column(head, partial(_cell, place), width=width)
            for place, (head, width) in enumerate(heads)
        ]
        model = RecordTable[tuple[int, Line]](columns, lambda entry: str(entry[0]))
        model.set_records(enumerate(lines))
        view = list_view(title, model)
        model.setParent(view)
        view.selectionModel().currentRowChanged.connect(self._show_whole)
        self.tabs.addTab(view, f"{title} {count}")

    def _show_whole(self, now: QModelIndex) -> None:
        """The row under the cursor in full: the sentences are longer than their columns."""
        told = [] if not now.isValid() else now.data(RECORD)[1][-2:]
        say(self.whole, self.tr("\n改为　").join(told))

    def _save(self) -> None:
        assert self._found is not None
        found = self._found

        def write(path: Path) -> None:
            self._run(
                partial(book_workbook.write_comparison, found, path),
                lambda _: self._tell(self.tr("已写出 {path}").format(path=path), "good"),
            )

        self._pick.save(self, self.tr("存为工作簿"), self.tr("规则对比.xlsx"), _BOOK, write)

    # --- working ----------------------------------------------------------------------------------

    def _run(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        for made in (self.compare, self.open_file, self.add, self.save):
            made.setEnabled(False)
        self._tell(self.tr("正在处理…"))

        def done(answer: T) -> None:
            self._settle()
            then(answer)

        def failed(error: Exception) -> None:
            self._settle()
            if isinstance(error, KnownError):
                self._tell(str(error), "violation")
            else:
                self._tell("")
                self.crashed.emit(error)

        self._runner.run(work, done, failed)


def _cell(place: int, entry: tuple[int, Line]) -> str:
    return entry[1][place]
