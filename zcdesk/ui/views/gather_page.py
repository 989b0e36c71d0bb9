"""汇总: many packages verified and taken into one file, and what they say together."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QElapsedTimer, Qt, Signal
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QWidget,
)

from zcdesk.desk import gathered_package, gathered_views, gathering, gathering_words
from zcdesk.desk.expected import Expected, read_expected
from zcdesk.desk.gathered_package import PackageDetail
from zcdesk.desk.gathered_views import Line, View
from zcdesk.desk.gathering import Gathering
from zcdesk.domain.errors import KnownError
from zcdesk.ui.long_work import LongWork, Steps
from zcdesk.ui.parts import (
    button,
    card,
    column,
    empty_state,
    label,
    named,
    panel,
    row,
    say,
    set_role,
)
from zcdesk.ui.pick import Pick
from zcdesk.ui.runner import Runner
from zcdesk.ui.theme import GAP
from zcdesk.ui.views.gather_out import GatherOut
from zcdesk.ui.views.gather_package import GatheredPackagePage
from zcdesk.ui.views.gather_secrets import GatherSecrets
from zcdesk.ui.views.gather_table import ViewTable
from zcdesk.ui.views.verify_page import KINDS, Answer, Checked, answer_of

T = TypeVar("T")
LIBRARY = "汇总库 (*.duckdb)"
LISTS = "名单 (*.xlsx *.xls *.ods *.csv *.txt)"
EMPTY, SHOWN, PACKAGE = range(3)
_SECOND = 1000


class GatherPage(QWidget):
    """`left` goes back to the start; `crashed` carries a bug."""

    left = Signal()
    crashed = Signal(object)

    def __init__(self, pick: Pick, runner: Runner, now: Callable[[], datetime.datetime]) -> None:
        super().__init__()
        self._pick, self._runner, self._now = pick, runner, now
        self.file: Path | None = None
        self._expected: tuple[Expected, ...] | None = None
        self._views: list[View] = []
        self._made: dict[str, ViewTable] = {}
        self._steps: Steps | None = None
        self.told = label("", "muted", wrap=True)
        self.secrets = GatherSecrets(self, pick, runner)
        self.exports = GatherOut(self, pick, runner)
        for each in (self.secrets, self.exports):
            each.told.connect(self._tell)
            each.failed.connect(self._failed)
        self.stack = QStackedWidget()
        self.tools = self._tools()
        self.package = GatheredPackagePage()
        self.package.left.connect(self._back_to_views)
        for page in (self._nothing(), self._library(), self.package):
            self.stack.addWidget(page)
        self.setLayout(
            column(self.tools, self.told, self.stack, gap=GAP, margin=2 * GAP, grow=self.stack)
        )
        self._settle()

    # --- building -------------------------------------------------------------------------------

    def _tools(self) -> QWidget:
        self.back = button(self.tr("返回"), self.left.emit)
        self.take_in = self._menu(
            self.tr("汇总"),
            (self.tr("汇总一个文件夹…"), self.choose_folder),
            (self.tr("添加一份移交包…"), self.choose_package),
            (self.tr("打开已有的汇总库…"), self.choose_library),
            (self.tr("输入加密移交包的口令…"), self.secrets.ask_password),
            (self.tr("选择接收方私钥文件…"), self.secrets.choose_key),
        )
        self.list_button = button(self.tr("选择应报送名单…"), self.choose_list)
        self.out = self._menu(
            self.tr("导出和打印"),
            (self.tr("全部统计存为表格（Excel）…"), self.exports.save_workbook),
            (self.tr("全部数据存为数据仓库文件（Parquet）…"), self.exports.save_parquet),
            (self.tr("本页存为 PDF…"), self.exports.save_pdf),
            (self.tr("打印本页…"), self.exports.print_view),
        )
        return panel(row(self.back, None, self.take_in, self.list_button, self.out))

    def _menu(self, text: str, *items: tuple[str, Callable[[], None]]) -> QPushButton:
        made = named(QPushButton(text), text)
        made.setProperty("kind", "menu")
        menu = QMenu(made)
        for words, run in items:
            menu.addAction(words).triggered.connect(lambda _checked=False, run=run: run())
        made.setMenu(menu)
        return made

    def _nothing(self) -> QWidget:
        self.first = button(self.tr("汇总一个文件夹…"), self.choose_folder, "primary")
        self.open_first = button(self.tr("打开已有的汇总库…"), self.choose_library)
        return card(
            column(
                empty_state(
                    self.tr("汇总各评委会的移交包"),
                    self.tr(
                        "选择放移交包的文件夹。程序逐包核验，核验通过的汇入一个汇总库，"
                        "不通过的逐个列出原因；然后按评委会、级别、系列、市和年度对照下限。"
                    ),
                    self.first,
                    self.open_first,
                )
            )
        )

    def _library(self) -> QWidget:
        self.views = named(QListWidget(), self.tr("统计"))
        self.views.setMinimumWidth(150)
        self.views.currentRowChanged.connect(self._show_view)
        self.title = label("", "title", wrap=True)
        self.tables = QStackedWidget()
        self.go_in = button(self.tr("查看这一行的移交包"), self._open_current)
        right = card(
            column(
                self.title,
                self.tables,
                row(None, self.go_in),
                gap=GAP,
                margin=12,
                grow=self.tables,
            )
        )
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.addWidget(self.views)
        parts.addWidget(right)
        parts.setStretchFactor(1, 1)
        parts.setSizes([200, 900])
        parts.setChildrenCollapsible(False)
        return parts

    def enter(self) -> None:
        """The page has come on the screen."""
        (self.first if self.stack.currentIndex() == EMPTY else self.views).setFocus()

    def cancel(self) -> None:
        """Stop what is being gathered; what was taken in stays."""
        if self._steps is not None:
            self._steps.cancel()

    # --- choosing -------------------------------------------------------------------------------

    def choose_folder(self) -> None:
        """Gather what lies in a folder."""
        self._pick.folder(self, self.tr("选择放移交包的文件夹"), self._take_folder)

    def choose_package(self) -> None:
        """Add one package."""
        self._pick.file(self, self.tr("选择移交包"), KINDS, lambda path: self._into([path]))

    def choose_library(self) -> None:
        """Open what was gathered before."""
        self._pick.file(self, self.tr("打开汇总库"), LIBRARY, self.open_library)

    def choose_list(self) -> None:
        """Choose the list of committees that should hand over."""
        self._pick.file(self, self.tr("选择应报送名单"), LISTS, self._take_list)

    def _take_folder(self, folder: Path) -> None:
        self._run(partial(gathering.packages_in, folder), self._into)

    def _take_list(self, path: Path) -> None:
        def taken(found: tuple[Expected, ...]) -> None:
            self._expected = found
            if self.file is None:
                self._tell(self.tr("名单上有 {n} 个评委会。").format(n=len(found)))
            else:
                self._load("missing")

        self._run(partial(read_expected, path), taken)

    # --- gathering ------------------------------------------------------------------------------

    def _into(self, packages: Sequence[Path]) -> None:
        """Gather into the open file, or ask for one."""
        if self.file is not None:
            self._gather(packages, self.file)
            return
        name = self.tr("汇总 {day}.duckdb").format(day=self._now().date().isoformat())
        title = self.tr("汇总库存放为")
        self._pick.save(self, title, name, LIBRARY, partial(self._gather, packages))

    def _gather(self, packages: Sequence[Path], into: Path) -> None:
        self._steps = steps = Steps()
        dialog = LongWork(self.tr("正在核验并汇总"), steps, self)
        since = QElapsedTimer()
        since.start()
        into = into if into.suffix else into.with_suffix(".duckdb")

        def work() -> Gathering:
            return gathering.gather(
                packages,
                into,
                expected=self._expected or (),
                secrets=self.secrets.held,
                told=lambda done, of: steps.told.emit(
                    done, of, in_words(done, of, since.elapsed())
                ),
                cancelled=lambda: not steps.going,
            )

        def done(outcome: Gathering) -> None:
            dialog.end()
            self.file = into
            self._gathered(outcome)

        def failed(error: Exception) -> None:
            dialog.end()
            self._failed(error)

        dialog.open()
        self._runner.run(work, done, failed)

    def _gathered(self, outcome: Gathering) -> None:
        sentence = gathering_words.summary(outcome)
        left_out = gathered_views.left_out_view(outcome.left_out) if outcome.left_out else None
        self._load("left_out" if left_out else "committee", sentence, left_out)

    def open_library(self, file: Path) -> None:
        """Show what a file holds."""
        before, self.file = self.file, file
        self._load("committee", before=before)

    def _load(
        self,
        key: str,
        sentence: str = "",
        extra: View | None = None,
        before: Path | None = None,
    ) -> None:
        file = self.file
        assert file is not None

        def failed(error: Exception) -> None:
            self.file = before
            self._failed(error)

        def loaded(found: tuple[View, ...]) -> None:
            self._fill([*found, *([extra] if extra else [])], key)
            self._tell(sentence or self.tr("汇总库 {path}").format(path=file))

        self._runner.run(partial(gathered_views.views, file, self._expected), loaded, failed)

    # --- showing --------------------------------------------------------------------------------

    def _fill(self, views: Sequence[View], key: str) -> None:
        for made in self._made.values():
            self.tables.removeWidget(made)
            made.deleteLater()
        self._made = {}
        self._views = list(views)
        self.views.blockSignals(True)  # noqa: FBT003 - Qt's own
        self.views.clear()
        for view in views:
            self.views.addItem(QListWidgetItem(self._named(view)))
        self.views.blockSignals(False)  # noqa: FBT003 - Qt's own
        self.stack.setCurrentIndex(SHOWN)
        self._settle()
        self.show_view(key)
        self.views.setFocus()  # what had the keyboard may have gone with the page before

    def _named(self, view: View) -> str:
        """A view's name with its rows, where they are a matter of number."""
        asked = view.key != "missing" or self._expected is not None
        return (
            f"{view.title}（{len(view.lines)}）" if view.key in _COUNTED and asked else view.title
        )

    def show_view(self, key: str) -> None:
        """Show a view by its key."""
        place = next((n for n, view in enumerate(self._views) if view.key == key), 0)
        self.views.setCurrentRow(-1)
        self.views.setCurrentRow(place)

    def _show_view(self, place: int) -> None:
        if not 0 <= place < len(self._views):
            return
        view = self._views[place]
        if view.key not in self._made:
            self._made[view.key] = self._make(view)
            self.tables.addWidget(self._made[view.key])
        made = self._made[view.key]
        self.tables.setCurrentWidget(made)
        self.title.setText(view.title)
        if view.lines and not made.table.currentIndex().isValid():
            made.table.setCurrentIndex(made.table.model().index(0, 0))
        self._chosen(made.current)

    def _make(self, view: View) -> ViewTable:
        choose = view.key == "missing" and self._expected is None
        made = ViewTable(
            view,
            *([button(self.tr("选择应报送名单…"), self.choose_list, "primary")] if choose else []),
        )
        made.chosen.connect(self._chosen)
        made.opened.connect(self._open)
        return made

    @property
    def shown(self) -> ViewTable | None:
        """The view on the screen."""
        made = self.tables.currentWidget()
        return made if isinstance(made, ViewTable) else None

    def _chosen(self, line: Line | None) -> None:
        self.go_in.setEnabled(line is not None and bool(line.packages or line.values))

    # --- down to a package ----------------------------------------------------------------------

    def _open_current(self) -> None:
        if self.shown is not None and self.shown.current is not None:
            self._open(self.shown.current)

    def _open(self, line: Line) -> None:
        file = self.file
        if file is None or not (line.packages or line.values):
            return

        def work() -> PackageDetail | View:
            names = gathered_views.packages_behind(file, line)
            if len(names) == 1:
                return gathered_package.package_detail(file, names[0], self.secrets.held)
            return gathered_package.chosen_packages(file, names)

        self._run(work, self._opened)

    def _opened(self, found: PackageDetail | View) -> None:
        if isinstance(found, View):
            views = [view for view in self._views if view.key != found.key]
            self._fill([*views, found], found.key)
            return
        answer: Answer | None = None
        if not found.trouble:
            lines = [Checked(each.ok, each.title, each.detail, each.file) for each in found.checks]
            answer = answer_of(found.path, self._now(), lines)
        self.package.show_package(found, answer)
        self.stack.setCurrentIndex(PACKAGE)
        self._settle()

    def _back_to_views(self) -> None:
        self.stack.setCurrentIndex(SHOWN)
        self._settle()
        if self.shown is not None:
            self.shown.table.setFocus()

    # --- what is said ---------------------------------------------------------------------------

    def _run(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        self._runner.run(work, then, self._failed)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, KnownError):
            self._tell(error.sentence, good=False)
        else:
            self._tell(self.tr("程序出错，汇总没有完成。"), good=False)
            self.crashed.emit(error)

    def _tell(self, sentence: str, *, good: bool = True) -> None:
        set_role(self.told, "muted" if good else "violation")
        say(self.told, sentence if good else f"■ {sentence}")

    def _settle(self) -> None:
        place = self.stack.currentIndex()
        self.tools.setVisible(place != PACKAGE)
        for made in (self.list_button, self.out):
            made.setVisible(place == SHOWN)
        self.told.setVisible(place != PACKAGE and bool(self.told.text()))


def in_words(done: int, of: int, spent: int) -> str:
    """How fast, and how long it will take, after so many milliseconds."""
    if spent < _SECOND or not done:
        return f"核验第 {done} 份"
    left = (of - done) * spent // done // _SECOND
    rest = f"约剩 {left // 60} 分 {left % 60} 秒" if left >= 60 else f"约剩 {left} 秒"  # noqa: PLR2004
    speed = done * 10 * _SECOND // spent
    return f"每秒核验 {speed // 10}.{speed % 10} 份，{rest}"


_COUNTED = (
    "below",
    "twice",
    "exceptions",
    "waivers",
    "integrity",
    "missing",
    "packages",
    "left_out",
)
