"""A paper that was written, shown page by page as it was printed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QDialog, QWidget

from zcdesk.desk import reading
from zcdesk.desk.reading import Reader
from zcdesk.domain.events import Document
from zcdesk.ui.bench import Bench
from zcdesk.ui.parts import button, column, row
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
        close = button(self.tr("关闭"), self.accept)
        self.setLayout(column(self.viewer, row(None, close, margin=8), gap=0, grow=self.viewer))
        self.finished.connect(self.deleteLater)
        paper = Document(key=str(path), name=f"{title}.pdf", size=0, sha256="")
        self.viewer.show_documents(title, (paper,))
