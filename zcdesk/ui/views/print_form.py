"""How a paper is to be printed: on which printer, which pages, how often, on what paper."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QPageSize
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QProgressBar, QSpinBox, QWidget

from zcdesk.desk.reading import Outline
from zcdesk.ui.parts import button, column, hold_width, label, named, panel, row, say, set_role
from zcdesk.ui.printing import Order, Printers, pages_of, sheet_of
from zcdesk.ui.theme import GAP

_WIDTH = 300
_MOST_COPIES = 99


class PrintForm(QWidget):
    """`wanted` carries the printer's name and the order; `stopped` that enough was printed."""

    wanted = Signal(str, object)
    stopped = Signal()

    def __init__(self, printers: Printers) -> None:
        super().__init__()
        self._printers = printers
        self._outline: Outline = ()
        self._busy = False
        self.printer = named(QComboBox(), self.tr("打印机"))
        self.printer.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.printer.currentIndexChanged.connect(lambda _: self._settle())
        self.copies = named(QSpinBox(), self.tr("份数"))
        self.copies.setRange(1, _MOST_COPIES)
        self.copies.valueChanged.connect(lambda _: self._settle())
        self.pages = named(QLineEdit(), self.tr("页码"))
        self.pages.setPlaceholderText(self.tr("全部；或如 1-3,5"))
        self.pages.textChanged.connect(lambda _: self._settle())
        self.paper = label("", "muted", wrap=True)
        self.hint = label("", "muted", wrap=True)
        self.told = label("", "muted", wrap=True)
        self.progress = named(QProgressBar(), self.tr("打印进度"))
        self.progress.setTextVisible(False)
        self.progress.hide()
        self.go = button(self.tr("打印"), self._go, "primary")
        self.stop = button(self.tr("停止打印"), self.stopped.emit)
        self.again = button(self.tr("重新查找打印机"), self.look_for_printers)
        for each in (self.stop, self.again):
            each.setAutoDefault(False)
        self.stop.hide()
        form = QFormLayout()
        form.setHorizontalSpacing(GAP)
        form.setVerticalSpacing(GAP + 2)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for text, made in (
            (self.tr("打印机"), self.printer),
            (self.tr("份数"), self.copies),
            (self.tr("页码"), self.pages),
            (self.tr("纸张"), self.paper),
        ):
            form.addRow(label(text, "muted"), made)
        whole = column(
            label(self.tr("打印"), "lead"),
            form,
            self.hint,
            self.again,
            self.told,
            self.progress,
            row(self.stop, self.go, grow=self.go),
            None,
            gap=10,
            margin=12,
        )
        self.setLayout(column(panel(whole), margin=0))
        hold_width(self, _WIDTH)
        for made in (self.hint, self.told):
            made.hide()
        self.look_for_printers()

    def look_for_printers(self) -> None:
        """Ask the machine anew which printers it has; the one that was chosen stays."""
        chosen = self.printer.currentText()
        names = self._printers.names()
        with QSignalBlocker(self.printer):
            self.printer.clear()
            self.printer.addItems(names)
            self.printer.setCurrentIndex(max(0, self.printer.findText(chosen)) if names else -1)
        self._settle()

    def show_outline(self, outline: Outline) -> None:
        """The pages of the paper."""
        self._outline = outline
        self._settle()

    def show_busy(self, sheets: int) -> None:
        """So many sheets are being drawn."""
        self._busy = True
        self.progress.setRange(0, sheets)
        self.progress.setValue(0)
        self._say(self.tr("正在打印…"), "muted")
        self._settle()
        self.stop.setFocus()

    def show_done(self, sentence: str) -> None:
        """It ended; the sentence says why not all was printed."""
        self._busy = False
        sheets = self.progress.maximum()
        done = self.tr("已送往打印机，共 {n} 页。").format(n=sheets)
        self._say(sentence or done, "violation" if sentence else "good")
        self._settle()
        self.printer.setFocus()

    def _chosen(self) -> tuple[int, ...] | None:
        """The pages, or None where the field says no pages of this paper."""
        try:
            return pages_of(self.pages.text(), len(self._outline))
        except ValueError:
            return None

    def _settle(self) -> None:
        pages, name = self._chosen(), self.printer.currentText()
        self.paper.setText(self._paper(pages or ()))
        say(self.hint, self._hint(pages, name))
        set_role(self.hint, "muted" if not name else "violation" if pages is None else "unclear")
        self.again.setVisible(not name)
        self.progress.setVisible(self._busy)
        self.stop.setVisible(self._busy)
        for made in (self.printer, self.copies, self.pages):
            made.setEnabled(bool(name) and not self._busy)
        self.go.setEnabled(bool(name and pages) and not self._busy)

    def _hint(self, pages: tuple[int, ...] | None, name: str) -> str:
        if not name:
            return self.tr(
                "本机没有安装打印机。装好后点“重新查找打印机”；"
                "也可以把这个 PDF 文件拷到有打印机的电脑上打印。"
            )
        if pages is None:
            return self.tr("页码请写成 1-3,5 的形式，本文件共 {n} 页。").format(
                n=len(self._outline)
            )
        lacking = [s.name() for s in self._sizes(pages) if not self._printers.takes(name, s)]
        if lacking:
            return self.tr("这台打印机没有 {paper} 纸，会缩小到它的纸张上。").format(
                paper="、".join(lacking)
            )
        return ""

    def _sizes(self, pages: tuple[int, ...]) -> list[QPageSize]:
        known: dict[str, QPageSize] = {}
        for page in pages:
            size = sheet_of(*self._outline[page])
            known.setdefault(size.key(), size)
        return list(known.values())

    def _paper(self, pages: tuple[int, ...]) -> str:
        """Which paper is needed and how much of it: A4 3 张，A3 1 张."""
        names = sorted((_name(self._outline[page]) for page in pages), reverse=True)
        found = [(name, len(list(run)) * self.copies.value()) for name, run in groupby(names)]
        return "，".join(self.tr("{name} {n} 张").format(name=name, n=n) for name, n in found)

    def _go(self) -> None:
        pages = self._chosen()
        if pages and self.go.isEnabled():
            self.wanted.emit(self.printer.currentText(), Order(pages, self.copies.value()))

    def _say(self, sentence: str, role: str) -> None:
        say(self.told, sentence)
        self.told.setAccessibleName(sentence)
        set_role(self.told, role)


def _name(size: tuple[int, int]) -> str:
    known = sheet_of(*size)
    across = "横向" if size[0] > size[1] else ""
    return f"{known.key() or known.name()}{across}"
