"""Printing a paper: page by page as it was made, drawn off the window's thread."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMarginsF, QObject, QPoint, QRect, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from zcdesk.desk import reading
from zcdesk.desk.reading import Outline, Picture, Reader, Shelf, Trouble
from zcdesk.domain.events import Document
from zcdesk.ui.runner import Runner

_DPI = 300
_BAND, _OVER = 700_000, 2
"""Pixels that are drawn in one go, about 30 ms, and rows that lie over the band before."""
_TENTHS = 720
"""Tenths of a point in an inch, in which the sizes of pages are told."""
_UPRIGHT = QPageLayout.Orientation.Portrait
_MATCH = QPageSize.SizeMatchPolicy.FuzzyMatch
_RANGE = re.compile(r"(\d+)(?:-(\d+))?")
_DASHES = str.maketrans({"－": "-", "–": "-", "—": "-", "~": "-", "～": "-", "至": "-"})
_COMMAS = str.maketrans({"，": ",", "、": ",", "；": ",", ";": ","})


class Printers:
    """The printers of the machine."""

    def names(self) -> list[str]:
        """Every printer, the standard one first."""
        standard = QPrinterInfo.defaultPrinterName()
        return sorted(QPrinterInfo.availablePrinterNames(), key=lambda name: name != standard)

    def open(self, name: str) -> QPrinter:
        """A printer, ready to print."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPrinterName(name)
        return printer

    def takes(self, name: str, size: QPageSize) -> bool:
        """Whether a printer says that it has this paper."""
        known = QPrinterInfo.printerInfo(name).supportedPageSizes()
        return not known or any(each.id() == size.id() for each in known)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be printed: pages from 0, in order, and how many times all of them."""

    pages: tuple[int, ...]
    copies: int = 1

    @property
    def sheets(self) -> tuple[int, ...]:
        """Page after page, copy after copy: no printer has to know how to collate."""
        return self.pages * self.copies


def pages_of(text: str, count: int) -> tuple[int, ...]:
    """The pages, from 0, that a person named of `count`: 1-3,5; nothing means all.

    ValueError where it says something else.
    """
    plain = text.translate(_DASHES).translate(_COMMAS).replace(" ", "").strip(",")
    if not plain:
        return tuple(range(count))
    return tuple(dict.fromkeys(_numbered(plain, count)))


def _numbered(plain: str, count: int) -> Iterator[int]:
    for part in plain.split(","):
        found = _RANGE.fullmatch(part)
        if found is None:
            raise ValueError(part)
        first, last = int(found[1]), int(found[2] or found[1])
        if not 1 <= first <= last <= count:
            raise ValueError(part)
        yield from range(first - 1, last)


def sheet_of(width: int, height: int) -> QPageSize:
    """The paper of a page, upright; sizes in tenths of a point."""
    upright = QSizeF(min(width, height) / 10, max(width, height) / 10)
    return QPageSize(upright, QPageSize.Unit.Point, "", _MATCH)


class PrintJob(QObject):
    """Sends one paper to a printer: the file as it was when the job began, or what is on a shelf.

    `page_done` carries how many sheets were drawn, `ended` why the rest was not; empty: all were.
    """

    page_done = Signal(int)
    ended = Signal(str)

    def __init__(
        self,
        runner: Runner,
        reader: Reader,
        path: Path,
        order: Order,
        printer: QPrinter,
        parent: QObject,
        *,
        shelf: Shelf | None = None,
    ) -> None:
        """`shelf`: a paper in memory; the path is then no more than its name."""
        super().__init__(parent)
        self._runner, self._reader, self._path = runner, reader, path
        self._paper = Document(key=str(path), name=path.name, size=0, sha256="")
        self._order, self._press = order, _Press(printer, path.name)
        self._shelf: Shelf = shelf or reading.on_disk
        self._in_memory = shelf is not None
        self._pages: Outline = ()
        self._stopped = False

    def start(self) -> None:
        """Take the file in, ask for its pages, then draw them one after another."""
        if self._in_memory:
            self._taken(self._shelf)
            return
        self._ask(partial(reading.taken_in, self._path), self._taken)

    def stop(self) -> None:
        """Draw no further page."""
        self._stopped = True

    def _ask(self, work: object, then: object) -> None:
        assert callable(work)
        assert callable(then)
        self._runner.run(work, then, lambda error: self._end(str(error)))

    def _taken(self, answer: Shelf | Trouble) -> None:
        if isinstance(answer, Trouble):
            self._end(answer.sentence)
            return
        self._shelf = answer
        self._ask(partial(self._reader.outline, self._shelf, self._paper), self._sized)

    def _sized(self, answer: Outline | Trouble) -> None:
        if isinstance(answer, Trouble):
            self._end(answer.sentence)
            return
        self._pages = answer
        if any(page >= len(answer) for page in self._order.pages):
            self._end(self.tr("文件的页数变了，没有打印，请重新打开后再试。"))
            return
        self._draw(0)

    def _draw(self, at: int) -> None:
        if self._stopped:
            self._end(self.tr("已停止打印，送出 {n} 页。").format(n=at))
            return
        if at == len(self._order.sheets):
            self._end("")
            return
        page = self._order.sheets[at]
        pixels = max(1, self._pages[page][0] * _DPI // _TENTHS)
        self._ask(
            partial(self._reader.page, self._shelf, self._paper, page, pixels),
            partial(self._drawn, at),
        )

    def _drawn(self, at: int, answer: Picture | Trouble) -> None:
        page = self._order.sheets[at]
        if isinstance(answer, Trouble):
            self._end(answer.sentence)
            return
        if answer.missing:
            self._end(self.tr("第 {n} 页有文字未能显示，已停止打印。").format(n=page + 1))
            return
        self._ask(partial(self._press.put, answer, self._pages[page]), partial(self._put_down, at))

    def _put_down(self, at: int, begun: bool) -> None:  # noqa: FBT001 - the press's answer
        if not begun:
            self._end(self.tr("打印机没有响应，请检查打印机后再试。"))
            return
        self.page_done.emit(at + 1)
        self._draw(at + 1)

    def _end(self, sentence: str) -> None:
        def ended(_: object) -> None:
            self.ended.emit(sentence)

        self._runner.run(self._press.close, ended, ended)


class _Press:
    """Puts pictures on sheets, off the window's thread.

    Qt lets a printer be painted on by any thread; packing one page of 300 dpi takes it a quarter
    of a second.
    """

    def __init__(self, printer: QPrinter, name: str) -> None:
        self._printer, self._painter = printer, QPainter()
        printer.setFullPage(True)
        printer.setDocName(name)

    def put(self, picture: Picture, size: tuple[int, int]) -> bool:
        """Put a page on a sheet of its own; False where the printer does not take it."""
        self._lay_in(*size)
        taken = (
            self._printer.newPage()
            if self._painter.isActive()
            else self._painter.begin(self._printer)
        )
        if taken:
            image = _image(picture)
            for sheet, part in _bands(self._where(picture), picture):
                self._painter.drawImage(sheet, image, part)
        return taken

    def close(self) -> None:
        """Let the printer have what was put down."""
        if self._painter.isActive():
            self._painter.end()

    def _lay_in(self, width: int, height: int) -> None:
        """The paper of the page, the way the page lies: A3 across asks for A3, not for its own."""
        lies = QPageLayout.Orientation.Landscape if width > height else _UPRIGHT
        layout = QPageLayout(sheet_of(width, height), lies, QMarginsF())
        layout.setMode(QPageLayout.Mode.FullPageMode)
        self._printer.setPageLayout(layout)

    def _where(self, picture: Picture) -> QRect:
        """As large as the sheet lets it, in its middle."""
        # Not the painter's view, which keeps the size of the first sheet.
        sheet = self._printer.pageLayout().fullRectPixels(self._printer.resolution())
        size = QSize(picture.width, picture.height).scaled(
            sheet.size(), Qt.AspectRatioMode.KeepAspectRatio
        )
        left, top = (sheet.width() - size.width()) // 2, (sheet.height() - size.height()) // 2
        return QRect(QPoint(left, top), size)


def _bands(sheet: QRect, picture: Picture) -> Iterator[tuple[QRectF, QRectF]]:
    """Where each band of a picture goes, and the band; each lies a little over the one before.

    The binding keeps every other thread waiting while it draws: a whole page at once would hold
    the window still. What lies over the edge before it leaves no hairline there.
    """
    rows = max(2 * _OVER, _BAND // picture.width)
    across, down = sheet.width() / picture.width, sheet.height() / picture.height
    for begin in range(0, picture.height, rows):
        top = max(0, begin - _OVER)
        tall = min(begin + rows, picture.height) - top
        target = QRectF(sheet.left(), sheet.top() + top * down, picture.width * across, tall * down)
        yield target, QRectF(0, top, picture.width, tall)


def _image(picture: Picture) -> QImage:
    """The pixels as Qt has them; they are not copied, the picture has to stay."""
    line = 4 * picture.width
    return QImage(picture.pixels, picture.width, picture.height, line, QImage.Format.Format_RGB32)
