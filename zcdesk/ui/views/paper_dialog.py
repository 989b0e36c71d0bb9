"""A paper that was written, shown page by page as it was printed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from zcdesk.desk import reading
from zcdesk.desk.reading import Reader
from zcdesk.domain.events import Document
from zcdesk.ui.bench import Bench
from zcdesk.ui.parts import button, column, label, row
from zcdesk.ui.printing import PrintJob
from zcdesk.ui.views.dossier_pages import Pages
from zcdesk.ui.views.dossier_viewer import DossierViewer


class PaperDialog(QDialog):
    """Shows one PDF of the outputs."""

    def __init__(
        self, bench: Bench, reader: Reader, path: Path, title: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.resize(820, 680)
        self._pages = Pages(bench.reading, reader, reading.on_disk, bench.crashed.emit)
        self.viewer = DossierViewer(self._pages, filed=False)
        self._bench, self._reader = bench, reader
        close = button(self.tr("关闭"), self.accept)
        self.print = button(self.tr("打印…"), self._print)
        self.told = label("", "muted", wrap=True)
        foot = row(self.told, self.print, close, margin=8, grow=self.told)
        self.setLayout(column(self.viewer, foot, gap=0, grow=self.viewer))
        self.finished.connect(lambda _: self._pages.show(()))
        self.finished.connect(self.deleteLater)
        self._paper = Document(key=str(path), name=f"{title}.pdf", size=0, sha256="")
        self.viewer.show_documents(title, (self._paper,))

    def _print(self) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setFullPage(True)
        printer.setDocName(self.windowTitle())
        dialog = QPrintDialog(printer, self)
        dialog.accepted.connect(lambda: self.print_on(printer))
        QDialog.open(dialog)

    def print_on(self, printer: QPrinter) -> None:
        """Print on this printer; the dialog stays open until it is done."""
        self.print.setEnabled(False)
        self.told.setText(self.tr("正在打印…"))
        job = PrintJob(self._bench.reading, self._reader, self._paper, printer, self)
        job.ended.connect(self._printed)
        job.start()

    def _printed(self, sentence: str) -> None:
        self.print.setEnabled(True)
        self.told.setText(sentence or self.tr("已送往打印机。"))
