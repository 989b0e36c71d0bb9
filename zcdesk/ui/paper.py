"""A text of the window on paper: printed, or written as PDF; dark on white whatever is worn."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QUrl
from PySide6.QtGui import QFont, QImage, QPageLayout, QPageSize, QPdfWriter, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from zcdesk.ui.theme import FAMILIES

CHART = "chart"
"""The name by which a text shows the picture that goes with it."""
_RESOLUTION, _POINTS = 300, 10


def document(html: str, chart: QImage | None = None, points: int = _POINTS) -> QTextDocument:
    """A text for paper in the program's own type."""
    made = QTextDocument()
    font = QFont()
    font.setFamilies(FAMILIES)
    font.setPointSize(points)
    made.setDefaultFont(font)
    if chart is not None:
        made.addResource(QTextDocument.ResourceType.ImageResource, QUrl(CHART), chart)
    made.setHtml(html)
    return made


def print_on_paper(parent: QWidget, text: QTextDocument, *, landscape: bool = False) -> None:
    """Ask for a printer, then print."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if landscape:
        printer.setPageOrientation(QPageLayout.Orientation.Landscape)
    dialog = QPrintDialog(printer, parent)
    dialog.accepted.connect(lambda: text.print_(printer))
    dialog.finished.connect(dialog.deleteLater)
    dialog.setModal(True)
    dialog.show()


def write_pdf(path: Path, text: QTextDocument, *, landscape: bool = False) -> bool:
    """Write a text as PDF on A4; whether it could be written."""
    data = QBuffer()
    data.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(data)
    writer.setResolution(_RESOLUTION)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    if landscape:
        writer.setPageOrientation(QPageLayout.Orientation.Landscape)
    # The text brings margins of two centimetres with it.
    writer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    text.print_(writer)
    try:
        path.write_bytes(data.data().data())
    except OSError:
        return False
    return True
