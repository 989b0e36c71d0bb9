"""The slips (投票券) of a round before it opens: printed, cut, in the bag; then the round opens."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QProgressBar, QWidget

from zcdesk.desk import reading, slips
from zcdesk.desk.reading import Outline, Reader, Shelf, Trouble
from zcdesk.desk.slips import Batch
from zcdesk.domain.events import Document
from zcdesk.ui.bench import Bench
from zcdesk.ui.look import px
from zcdesk.ui.parts import (
    button,
    column,
    fit,
    label,
    named,
    panel,
    row,
    say,
    scrolled,
    set_role,
)
from zcdesk.ui.printing import Order, Printers, PrintJob

_WIDTH = 560
_PAPER = Document(key="slips", name="投票券.pdf", size=0, sha256="")
_PATH = Path(_PAPER.name)


class SlipsDialog(QDialog):
    """`ready` carries the batch once it is printed. The codes are shown nowhere and written nowhere.

    The pages are drawn by a process of its own, which ends with the dialog.
    """

    ready = Signal(object)

    def __init__(
        self,
        bench: Bench,
        batch: Batch,
        parent: QWidget | None = None,
        *,
        printers: Printers | None = None,
    ) -> None:
        super().__init__(parent)
        self._bench, self._batch = bench, batch
        self._printers = printers or Printers()
        self._reader = Reader()
        self._shelf: Shelf | None = None
        self._outline: Outline = ()
        self._job: PrintJob | None = None
        self._printed = False
        self.setWindowTitle(self.tr("印制投票券"))
        self.printer = named(QComboBox(), self.tr("打印机"))
        self.print = button(self.tr("打印投票券"), self._print, "primary")
        self.again = button(self.tr("重新查找打印机"), self.look_for_printers)
        self.progress = named(QProgressBar(), self.tr("打印进度"))
        self.progress.setTextVisible(False)
        self.told = label("", "muted", wrap=True)
        self.in_the_bag = QCheckBox(self.tr("已全部印出，沿十字剪开，按类装袋"))
        self.in_the_bag.setAccessibleName(self.in_the_bag.text())
        self.in_the_bag.toggled.connect(lambda _: self._settle())
        self.confirm = button(self.tr("开始投票"), self._confirm, "primary")
        self.cancel = button(self.tr("不用了，作废这批"), self.reject)
        for each in (self.print, self.again, self.cancel):
            each.setAutoDefault(False)
        inner = panel(column(*self._texts(), *self._printing(), None, gap=10))
        # What the printing waits for stays in sight, however many classes there are.
        whole = scrolled(inner, self.windowTitle())
        foot = row(None, self.cancel, self.confirm)
        self.setLayout(column(whole, self.told, self.in_the_bag, foot, gap=12, margin=20))
        self.look_for_printers()
        fit(self, inner, px(_WIDTH))
        self.finished.connect(lambda _: self._let_go())
        bench.ask(partial(slips.sheet_of_slips, bench.desk, batch), self._made)

    def _texts(self) -> list[QWidget]:
        vote = self._batch.round
        heading = self.tr("第 {n} 轮：投票券 {m} 张").format(
            n=vote.number, m=len(self._batch.codes)
        )
        self.alone = label("", "unclear", wrap=True)
        say(self.alone, slips.warned(vote))
        return [
            label(heading, "title"),
            label(
                self.tr(
                    "每名投票的委员从袋中抽取一张，凭券码领取表决票。谁抽到哪一张，不得登记，也不得询问。"
                    "券码只印在纸上，不显示，也不存盘。"
                ),
                "muted",
                wrap=True,
            ),
            *(label(text, "strong", wrap=True) for text in slips.kinds(vote)),
            self.alone,
        ]

    def _printing(self) -> list[QWidget]:
        return [
            panel(row(self.printer, self.print, grow=self.printer)),
            self.again,
            self.progress,
        ]

    def look_for_printers(self) -> None:
        """Ask the machine which printers it has."""
        names = self._printers.names()
        self.printer.clear()
        self.printer.addItems(names)
        if names:
            self._say("", "muted")
        else:
            self._say(
                self.tr(
                    "本机没有安装打印机，不能印投票券；券码不能存成文件。"
                    "装好后点“重新查找打印机”，或者不用投票券。"
                ),
                "violation",
            )
        self._settle()
        (self.printer if names else self.again).setFocus()

    def _made(self, data: bytes) -> None:
        self._shelf = reading.in_memory(data)
        query = partial(self._reader.outline, self._shelf, _PAPER)
        self._bench.reading.run(query, self._measured, self._bench.crashed.emit)

    def _measured(self, outline: Outline | Trouble) -> None:
        if isinstance(outline, Trouble):
            self._say(outline.sentence, "violation")
        else:
            self._outline = outline
        self._settle()

    def _print(self) -> None:
        order = Order(tuple(range(len(self._outline))))
        printer = self._printers.open(self.printer.currentText())
        job = PrintJob(
            self._bench.reading,
            self._reader,
            _PATH,
            order,
            printer,
            self,
            shelf=self._shelf,
        )
        self._job = job
        self.progress.setRange(0, len(order.sheets))
        self.progress.setValue(0)
        self._say(self.tr("正在打印…"), "muted")
        self._settle()
        job.page_done.connect(self.progress.setValue)
        job.ended.connect(self._ended)
        job.start()

    def _ended(self, sentence: str) -> None:
        self._job = None
        self._printed = self._printed or not sentence
        done = self.tr("已送往打印机，共 {n} 页。印坏的可以再印，印坏的纸当场销毁。").format(
            n=len(self._outline)
        )
        self._say(sentence or done, "violation" if sentence else "good")
        self._settle()
        (self.print if sentence else self.in_the_bag).setFocus()

    def _settle(self) -> None:
        busy = self._job is not None
        names = bool(self.printer.count())
        self.printer.setEnabled(names and not busy)
        self.print.setEnabled(names and bool(self._outline) and not busy)
        self.again.setVisible(not names)
        self.progress.setVisible(busy)
        self.in_the_bag.setEnabled(self._printed and not busy)
        self.confirm.setEnabled(self._printed and self.in_the_bag.isChecked() and not busy)

    def _say(self, sentence: str, role: str) -> None:
        self.told.setText(sentence)
        self.told.setAccessibleName(sentence)
        set_role(self.told, role)

    def _confirm(self) -> None:
        self.ready.emit(self._batch)
        self.accept()

    def reject(self) -> None:
        """Escape stops the printing first; then the slips are void, and nothing was written."""
        if self._job is not None:
            self._job.stop()
        else:
            super().reject()

    def _let_go(self) -> None:
        self._shelf = None
        if self._bench.reading.busy:  # what is still asked of it would start it anew
            self._bench.reading.run(self._reader.close, lambda _: None, self._bench.crashed.emit)
        else:
            self._reader.close()
        self.deleteLater()
