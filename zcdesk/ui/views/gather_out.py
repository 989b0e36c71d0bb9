"""What goes out of 汇总: the workbook, Parquet, and the view on the screen on paper."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol, cast

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QWidget

from zcdesk.desk import gathering_words
from zcdesk.domain.errors import Unreadable
from zcdesk.ui import paper
from zcdesk.ui.pick import Pick
from zcdesk.ui.runner import Runner
from zcdesk.ui.views.gather_paper import chart_picture, page_of
from zcdesk.ui.views.gather_table import ViewTable

_POINTS = 8


class Shows(Protocol):
    """Whoever shows a gathered file."""

    @property
    def file(self) -> Path | None:
        """The file."""

    @property
    def shown(self) -> ViewTable | None:
        """The view on the screen."""


class GatherOut(QObject):
    """`told` carries a sentence about what was written, `failed` why it was not."""

    told = Signal(str)
    failed = Signal(object)

    def __init__(self, page: QWidget, pick: Pick, runner: Runner) -> None:
        super().__init__(page)
        self._page, self._pick, self._runner = page, pick, runner

    @property
    def _shows(self) -> Shows:
        return cast("Shows", self._page)

    def save_workbook(self) -> None:
        """Everything as a workbook."""
        name = self.tr("职称评审汇总.xlsx")
        self._pick.save(
            self._page,
            self.tr("存为工作簿"),
            name,
            "xlsx (*.xlsx)",
            lambda path: self._write(path, partial(self._overview, workbook=path)),
        )

    def save_parquet(self) -> None:
        """Every table as Parquet."""
        self._pick.folder(
            self._page,
            self.tr("选择存放数据仓库文件的文件夹"),
            lambda path: self._write(path, partial(self._overview, parquet=path)),
        )

    def _overview(self, **where: Path) -> object:
        assert self._shows.file is not None
        return gathering_words.overview(self._shows.file, **where)

    def _write(self, path: Path, work: Callable[[], object]) -> None:
        self._runner.run(work, lambda _: self._written(path), self.failed.emit)

    def _written(self, path: Path) -> None:
        self.told.emit(self.tr("已写出 {path}").format(path=path))

    # --- on paper -------------------------------------------------------------------------------

    def document(self) -> QTextDocument:
        """The view on the screen for paper, its rows in the order of the screen."""
        made = self._shows.shown
        assert made is not None
        chart = chart_picture(made.chart) if made.chart is not None and made.current else None
        told = self.tr("汇总库 {name}").format(name=self._shows.file and self._shows.file.name)
        text = page_of(made.view, made.lines(), told, chart=chart is not None)
        return paper.document(text, chart, _POINTS)

    def save_pdf(self) -> None:
        """The view as PDF."""
        made = self._shows.shown
        if made is not None:
            name = self.tr("汇总 {title}.pdf").format(title=made.view.title)
            self._pick.save(self._page, self.tr("另存为 PDF"), name, "PDF (*.pdf)", self.write_pdf)

    def write_pdf(self, path: Path) -> None:
        """Write the view as PDF."""
        if paper.write_pdf(path, self.document(), landscape=True):
            self._written(path)
        else:
            self.failed.emit(Unreadable(f"没有写成“{path.name}”：没有权限或磁盘已满。"))

    def print_view(self) -> None:
        """Print the view."""
        if self._shows.shown is not None:
            paper.print_on_paper(self._page, self.document(), landscape=True)
