"""A paper that was written, shown page by page as it was printed."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QDialog, QWidget

from zcdesk.desk.reading import Picture, Reader
from zcdesk.domain.errors import KnownError
from zcdesk.domain.events import Document
from zcdesk.ui.bench import Bench
from zcdesk.ui.parts import button, column, row
from zcdesk.ui.views.dossier_viewer import DossierViewer


class PaperDialog(QDialog):
    """Shows one PDF of the outputs."""

    def __init__(
        self, bench: Bench, reader: Reader, path: Path, title: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.resize(820, 680)
        self._bench, self._reader, self._path = bench, reader, path
        self.viewer = DossierViewer()
        self.viewer.page_wanted.connect(self._draw)
        close = button(self.tr("关闭"), self.accept)
        self.setLayout(column(self.viewer, row(None, close, margin=8), gap=0, grow=self.viewer))
        self.finished.connect(self.deleteLater)
        paper = Document(key=str(path), name=title, size=0, sha256="")
        self.viewer.show_documents(title, (paper,))

    def _draw(self, paper: Document, page: int, width: int) -> None:
        def draw() -> Picture | str:
            try:
                return self._reader.paper(self._path, page, width)
            except KnownError as error:
                return error.sentence

        self._bench.ask_aside(draw, partial(self.viewer.show_answer, paper, width))
