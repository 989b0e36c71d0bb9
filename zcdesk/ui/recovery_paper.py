"""The recovery code on paper: one sheet to be sealed, as PDF or from the printer."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from zcdesk.ui.theme import FAMILIES

_DOTS = 300
_MM = _DOTS / 25.4


def pdf(heading: str, code: str) -> bytes:
    """The sheet as PDF."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageLayout(_layout())
    writer.setResolution(_DOTS)
    writer.setTitle("恢复码")
    painter = QPainter(writer)
    _draw(painter, heading, code)
    painter.end()
    return bytes(buffer.data().data())


def print_sheet(parent: QWidget, heading: str, code: str) -> QPrintDialog:
    """Ask for a printer and print the sheet there; nothing is written to the disk."""
    printer = QPrinter()
    printer.setPageLayout(_layout())
    printer.setResolution(_DOTS)
    dialog = QPrintDialog(printer, parent)

    def accepted() -> None:
        painter = QPainter()
        if painter.begin(printer):
            _draw(painter, heading, code)
            painter.end()

    dialog.accepted.connect(accepted)
    dialog.finished.connect(dialog.deleteLater)
    QDialog.open(dialog)  # QPrintDialog's own open asks for a slot by name
    return dialog


def _layout() -> QPageLayout:
    return QPageLayout(
        QPageSize(QSizeF(210, 297), QPageSize.Unit.Millimeter),
        QPageLayout.Orientation.Portrait,
        QMarginsF(28, 37, 26, 35),
        QPageLayout.Unit.Millimeter,
    )


def _draw(painter: QPainter, heading: str, code: str) -> None:
    y = _block(painter, 0, 22, "恢复码", middle=True, bold=True)
    y = _block(painter, y + 6 * _MM, 14, heading, middle=True)
    groups = code.split("-")
    half = (len(groups) + 1) // 2
    for line in (groups[:half], groups[half:]):
        y = _block(painter, y + 8 * _MM, 26, " - ".join(line), middle=True, bold=True)
    for text in (
        "忘记会议口令时，凭恢复码可以打开本次会议。恢复码相当于会议口令，任何人拿到都能打开。",
        "请装入信封密封，由专人保管，不与会议电脑放在一起。会议移交后一并移交或销毁。",
        "字母不分大小写，连字符可以不输。恢复码中没有字母 I、L、O、U。",
    ):
        y = _block(painter, y + 6 * _MM, 12, text)
    _block(painter, y + 24 * _MM, 12, "密封人：＿＿＿＿＿＿＿＿　　　　日期：＿＿＿＿＿＿＿＿")


def _block(
    painter: QPainter, y: float, points: int, text: str, *, middle: bool = False, bold: bool = False
) -> float:
    """Draw a paragraph; answers where it ends."""
    font = QFont()
    font.setFamilies(FAMILIES)
    font.setPointSize(points)
    font.setBold(bold)
    painter.setFont(font)
    side = Qt.AlignmentFlag.AlignHCenter if middle else Qt.AlignmentFlag.AlignLeft
    room = QRectF(0, y, 156 * _MM, 60 * _MM)
    flags = side | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
    painter.drawText(room, int(flags), text)
    used = painter.boundingRect(room, int(flags), text)
    return used.bottom()
