"""Printing a paper: page by page as it was made, drawn off the window's thread."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QPoint, QRect, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QImage, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from zcdesk.desk import reading
from zcdesk.desk.reading import Outline, Picture, Reader, Trouble
from zcdesk.domain.events import Document
from zcdesk.ui.runner import Runner

_DPI = 200
_TENTHS = 720
"""Tenths of a point in an inch, in which the sizes of pages are told."""


class PrintJob(QObject):
    """Sends one paper to a printer. `ended` carries why it could not be printed; empty: it was."""

    ended = Signal(str)

    def __init__(
        self, runner: Runner, reader: Reader, paper: Document, printer: QPrinter, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._runner, self._reader, self._paper = runner, reader, paper
        self._printer = printer
        self._painter = QPainter()
        self._pages: Outline = ()

    def start(self) -> None:
        """Ask for the pages, then draw them one after another."""
        self._ask(partial(self._reader.outline, reading.on_disk, self._paper), self._sized)

    def _ask(self, work: object, then: object) -> None:
        assert callable(work)
        assert callable(then)
        self._runner.run(work, then, lambda error: self._end(str(error)))

    def _sized(self, answer: Outline | Trouble) -> None:
        if isinstance(answer, Trouble):
            self._end(answer.sentence)
            return
        self._pages = answer
        self._draw(0)

    def _draw(self, page: int) -> None:
        if page == len(self._pages):
            self._end("")
            return
        width, _ = self._pages[page]
        pixels = max(1, width * _DPI // _TENTHS)
        self._ask(
            partial(self._reader.page, reading.on_disk, self._paper, page, pixels),
            partial(self._drawn, page),
        )

    def _drawn(self, page: int, answer: Picture | Trouble) -> None:
        if isinstance(answer, Trouble):
            self._end(answer.sentence)
            return
        width, height = self._pages[page]
        self._printer.setPageSize(
            QPageSize(QSizeF(width / 10, height / 10), QPageSize.Unit.Point, "", _MATCH)
        )
        begun = self._printer.newPage() if page else self._painter.begin(self._printer)
        if not begun:
            self._end(self.tr("打印机没有响应，请检查打印机后再试。"))
            return
        self._painter.drawImage(self._where(answer), _image(answer))
        self._draw(page + 1)

    def _where(self, picture: Picture) -> QRect:
        """As large as the sheet lets it, in its middle."""
        sheet = self._painter.viewport()
        size = QSize(picture.width, picture.height).scaled(
            sheet.size(), Qt.AspectRatioMode.KeepAspectRatio
        )
        left, top = (sheet.width() - size.width()) // 2, (sheet.height() - size.height()) // 2
        return QRect(QPoint(left, top), size)

    def _end(self, sentence: str) -> None:
        if self._painter.isActive():
            self._painter.end()
        self.ended.emit(sentence)


_MATCH = QPageSize.SizeMatchPolicy.FuzzyMatch


def _image(picture: Picture) -> QImage:
    return QImage(
        picture.pixels,
        picture.width,
        picture.height,
        4 * picture.width,
        QImage.Format.Format_RGB32,
    ).copy()
