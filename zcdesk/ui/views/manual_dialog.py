"""The manual to print: each booklet is written as a PDF where a person wants it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QWidget

from zcdesk.desk import manual
from zcdesk.desk.manual import Bound
from zcdesk.domain.errors import KnownError
from zcdesk.ui.help_pages import key_groups
from zcdesk.ui.look import px
from zcdesk.ui.parts import button, column, label, named, row, say, set_role
from zcdesk.ui.pick import Pick
from zcdesk.ui.runner import Runner

_KEY = int(Qt.ItemDataRole.UserRole)


class ManualDialog(QDialog):
    """`crashed` carries what nobody expected."""

    crashed = Signal(object)

    def __init__(self, pick: Pick, runner: Runner, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("使用手册"))
        self._pick, self._runner = pick, runner
        self.list = named(QListWidget(), self.tr("手册"))
        for bound in manual.booklets():
            item = QListWidgetItem(f"{bound.title}（{bound.subtitle}）")
            item.setData(_KEY, bound)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.told = label("", "good", wrap=True)
        self.told.hide()
        self.save = button(self.tr("另存为 PDF…"), self._choose, "primary")
        self.save_all = button(self.tr("全部存到文件夹…"), self._choose_folder)
        self.done_button = button(self.tr("关闭"), self.reject)
        self.setLayout(
            column(
                label(self.tr("使用手册"), "title"),
                label(
                    self.tr("选一本存成 PDF，用阅读器打开或打印。内容与按 F1 看到的帮助相同。"),
                    "muted",
                    wrap=True,
                ),
                self.list,
                self.told,
                row(self.save, self.save_all, None, self.done_button),
                gap=12,
                margin=24,
                grow=self.list,
            )
        )
        whole = self.screen().availableGeometry()
        self.resize(min(px(560), whole.width() - 40), min(px(400), whole.height() - 60))
        self.finished.connect(self.deleteLater)

    def _choose(self) -> None:
        bound: Bound = self.list.currentItem().data(_KEY)
        kinds = self.tr("PDF 文件 (*.pdf)")
        self._pick.save(self, self.tr("另存为 PDF"), bound.file, kinds, partial(self._write, bound))

    def _choose_folder(self) -> None:
        self._pick.folder(self, self.tr("手册存放在哪个文件夹"), self._write_all)

    def _write(self, bound: Bound, path: Path) -> None:
        self._run([(bound, path)], self.tr("“{name}”").format(name=path.name))

    def _write_all(self, folder: Path) -> None:
        todo = [(bound, folder / bound.file) for bound in manual.booklets()]
        self._run(todo, self.tr("{n} 个文件").format(n=len(todo)))

    def _run(self, todo: list[tuple[Bound, Path]], what: str) -> None:
        keys = key_groups()

        def work() -> None:
            for bound, path in todo:
                manual.write(bound, keys, path)

        self._wait(busy=True)
        said = self.tr("已存为{what}，可以用阅读器打开、打印。").format(what=what)
        self._runner.run(work, lambda _: self._tell(said, "good"), self._failed)

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
        for each in (self.save, self.save_all):
            each.setEnabled(not busy)
        if busy:
            set_role(self.told, "muted")
            say(self.told, self.tr("正在排版…"))
