"""A paper that was written, shown page by page as it will be printed, and printed."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import SignalInstance
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QWidget

from zcdesk.desk import reading
from zcdesk.desk.reading import Reader, Trouble
from zcdesk.domain.events import Document
from zcdesk.ui.look import px
from zcdesk.ui.parts import button, column, row, scrolled
from zcdesk.ui.printing import Order, Printers, PrintJob
from zcdesk.ui.runner import Runner
from zcdesk.ui.views.dossier_pages import Pages
from zcdesk.ui.views.dossier_viewer import DossierViewer
from zcdesk.ui.views.print_form import PrintForm

_WIDE, _TALL, _EDGE = 1080, 720, 48


class Where(Protocol):
    """Whoever shows a paper: a thread to read on, and whom to tell of what nobody expected."""

    @property
    def reading(self) -> Runner: ...
    @property
    def crashed(self) -> SignalInstance: ...


class PaperDialog(QDialog):
    """Shows one PDF of the outputs; what is printed is this file."""

    def __init__(
        self,
        bench: Where,
        reader: Reader,
        path: Path,
        title: str,
        parent: QWidget | None = None,
        *,
        printers: Printers | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._bench, self._reader, self._path = bench, reader, path
        self._printers = printers or Printers()
        self._job: PrintJob | None = None
        self._pages = Pages(bench.reading, reader, reading.on_disk, bench.crashed.emit)
        self.viewer = DossierViewer(self._pages, filed=False)
        self.form = PrintForm(self._printers)
        self.form.wanted.connect(self._print)
        self._side = scrolled(self.form, self.tr("打印"))
        self._side.setFixedWidth(self.form.width() + px(_EDGE) // 2)
        self._side.hide()
        self.print = button(self.tr("打印…"), self.show_printing)
        self._close = button(self.tr("关闭"), self.reject)
        for each in (self.print, self._close):
            each.setAutoDefault(False)
        QShortcut(QKeySequence("Ctrl+P"), self).activated.connect(self.show_printing)
        above = row(self.viewer, self._side, gap=0, grow=self.viewer)
        foot = row(None, self.print, self._close, margin=8)
        self.setLayout(column(above, foot, gap=0))
        self.form.go.setDefault(True)
        room = self.screen().availableGeometry()
        self.resize(min(px(_WIDE), room.width() - _EDGE), min(px(_TALL), room.height() - _EDGE))
        self.finished.connect(lambda _: self._pages.show(()))
        self.finished.connect(self.deleteLater)
        self._paper = Document(key=str(path), name=f"{title}.pdf", size=0, sha256="")
        self._pages.measured.connect(self._measured)
        self.viewer.show_documents(title, (self._paper,))
        self.viewer.toggle_thumbs()
        self.viewer.canvas.setFocus()
        self._measured(self._paper)

    def show_printing(self) -> None:
        """Ask how it is to be printed, beside the pages."""
        self._side.show()
        self.print.hide()
        self.form.printer.setFocus()
        if not self.form.printer.isEnabled():
            self.form.again.setFocus()

    def print_on(self, name: str, order: Order) -> None:
        """Print on this printer; the dialog stays open until it is done."""
        job = PrintJob(
            self._bench.reading,
            self._reader,
            self._path,
            order,
            self._printers.open(name),
            self,
        )
        self._job = job
        self.form.show_busy(len(order.sheets))
        job.page_done.connect(self.form.progress.setValue)
        job.ended.connect(self._printed)
        self.form.stopped.connect(job.stop)
        job.start()

    def reject(self) -> None:
        """Escape stops the printing first."""
        if self._job is not None:
            self._job.stop()
        else:
            super().reject()

    def _measured(self, document: Document) -> None:
        outline = self._pages.outlines.get(document)
        if document == self._paper and outline is not None and not isinstance(outline, Trouble):
            self.form.show_outline(outline)

    def _print(self, name: str, order: object) -> None:
        assert isinstance(order, Order)
        self.print_on(name, order)

    def _printed(self, sentence: str) -> None:
        self._job = None
        self.form.show_done(sentence)
