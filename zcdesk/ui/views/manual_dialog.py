"""The manual on paper: each booklet printed, or written as a PDF where a person wants it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QWidget

from zcdesk.desk import manual
from zcdesk.desk.manual import Bound
from zcdesk.desk.reading import Reader
from zcdesk.domain.errors import KnownError
from zcdesk.ui.help_pages import key_groups
from zcdesk.ui.look import px
from zcdesk.ui.parts import button, column, label, named, row, say, set_role
from zcdesk.ui.pick import Pick
from zcdesk.ui.runner import Runner
from zcdesk.ui.views.paper_dialog import PaperDialog

_KEY = int(Qt.ItemDataRole.UserRole)


class ManualDialog(QDialog):
    """`crashed` carries what nobody expected."""

    crashed = Signal(object)

    def __init__(
        self, pick: Pick, runner: Runner, reading: Callable[[], Runner], parent: QWidget
    ) -> None:
        """`runner` sets the pages; `reading` makes the thread on which they are shown."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("使用手册"))
        self._pick, self._runner, self._new_reading = pick, runner, reading
        self._kept: TemporaryDirectory[str] | None = None
        self.reading = runner
        self.list = named(QListWidget(), self.tr("手册"))
        for bound in manual.booklets():
            item = QListWidgetItem(f"{bound.title}（{bound.subtitle}）")
            item.setData(_KEY, bound)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.told = label("", "good", wrap=True)
        self.told.hide()
        self.print = button(self.tr("打印…"), self._print, "primary")
        self.save = button(self.tr("另存为 PDF…"), self._choose)
        self.save_all = button(self.tr("全部存到文件夹…"), self._choose_folder)
        self.done_button = button(self.tr("关闭"), self.reject)
        self.setLayout(
            column(
                label(self.tr("使用手册"), "title"),
                label(
                    self.tr("选一本打印，或存成 PDF。内容与按 F1 看到的帮助相同。"),
                    "muted",
                    wrap=True,
                ),
                self.list,
                self.told,
                row(self.print, self.save, self.save_all, None, self.done_button),
                gap=12,
                margin=24,
                grow=self.list,
            )
        )
        whole = self.screen().availableGeometry()
        self.resize(min(px(560), whole.width() - 40), min(px(400), whole.height() - 60))
        self.finished.connect(self.deleteLater)

    def _chosen(self) -> Bound:
        bound: Bound = self.list.currentItem().data(_KEY)
        return bound

    def _print(self) -> None:
        """Show the booklet as it will be printed; it lies in a folder that goes with the dialog."""
        self._kept = self._kept or TemporaryDirectory(prefix="zcdesk-manual-")
        bound = self._chosen()
        path = Path(self._kept.name) / bound.file
        self._run([(bound, path)], partial(self._show, bound, path))

    def _show(self, bound: Bound, path: Path) -> None:
        self._tell("", "good")
        reader, self.reading = Reader(), self._new_reading()
        paper = PaperDialog(self, reader, path, bound.title, self)
        paper.finished.connect(self.reading.stop)
        paper.finished.connect(reader.close)
        paper.open()
        paper.show_printing()

    def done(self, result: int) -> None:
        """Nothing stays on the disk that was not asked for."""
        if self._kept is not None:
            self._kept.cleanup()
        super().done(result)

    def _choose(self) -> None:
        bound = self._chosen()
        kinds = self.tr("PDF 文件 (*.pdf)")
        self._pick.save(self, self.tr("另存为 PDF"), bound.file, kinds, partial(self._write, bound))

    def _choose_folder(self) -> None:
        self._pick.folder(self, self.tr("手册存放在哪个文件夹"), self._write_all)

    def _write(self, bound: Bound, path: Path) -> None:
        self._run([(bound, path)], partial(self._saved, self.tr("“{name}”").format(name=path.name)))

    def _write_all(self, folder: Path) -> None:
        todo = [(bound, folder / bound.file) for bound in manual.booklets()]
        self._run(todo, partial(self._saved, self.tr("{n} 个文件").format(n=len(todo))))

    def _saved(self, what: str) -> None:
        said = self.tr("已存为{what}，可以用阅读器打开、打印。").format(what=what)
        self._tell(said, "good")

    def _run(self, todo: list[tuple[Bound, Path]], then: Callable[[], None]) -> None:
        keys = key_groups()

        def work() -> None:
            for bound, path in todo:
                manual.write(bound, keys, path)

        self._wait(busy=True)
        self._runner.run(work, lambda _: then(), self._failed)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, KnownError):
            self._tell(error.sentence, "violation")
            return
        self._tell(self.tr("程序出错，没有存成。"), "violation")
        self.crashed.emit(error)

    def _tell(self, sentence: str, role: str) -> None:
        self._wait(busy=False)
        set_role(self.told, role)
        say(self.told, sentence)

    def _wait(self, *, busy: bool) -> None:
        for each in (self.print, self.save, self.save_all):
            each.setEnabled(not busy)
        if busy:
            set_role(self.told, "muted")
            say(self.told, self.tr("正在排版…"))
