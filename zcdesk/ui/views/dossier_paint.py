"""How a page and a document's heading look on the strip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtWidgets import QWidget

from zcdesk.desk.reading import Trouble
from zcdesk.ui.look import colours, px
from zcdesk.ui.palette import LIGHT

_SHADOW = QColor(0, 0, 0, 40)
_HIT = QColor(255, 214, 10, 110)
_CURRENT_HIT = QColor(255, 130, 0, 150)
_SELECTED = QColor(40, 110, 200, 80)


@dataclass(frozen=True, slots=True)
class Heading:
    """A document on the strip: its category, its title, how many pages, whether it is marked."""

    category: str
    title: str
    note: str = ""
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is to be seen of a page; boxes are counted from its corner."""

    image: QImage | None
    trouble: Trouble | None
    missing: bool
    hits: Sequence[QRect]
    hit: Sequence[QRect]
    selected: Sequence[QRect]


def paint_heading(pane: QWidget, where: QRect, heading: Heading) -> None:
    """A chip with the category, the title in bold, the note at the end."""
    with QPainter(pane) as painter:
        c = colours()
        line = where.adjusted(px(12), 0, -px(12), 0)
        font = QFont(pane.font())
        painter.setFont(font)
        chip = QRect(line.left(), line.center().y() - px(10), 0, px(21))
        if heading.category:
            chip.setWidth(painter.fontMetrics().horizontalAdvance(heading.category) + px(14))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(c.accent_soft))
            painter.drawRoundedRect(chip, 4, 4)
            painter.setPen(QColor(c.accent))
            painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, heading.category)
        painter.setPen(QColor(c.violation if heading.marked else c.muted))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(line, right, heading.note)
        noted = painter.fontMetrics().horizontalAdvance(heading.note)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(c.ink))
        room = line.adjusted(chip.width() + px(8), 0, -noted - px(8), 0)
        title = painter.fontMetrics().elidedText(
            heading.title, Qt.TextElideMode.ElideMiddle, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)


def paint_sheet(pane: QWidget, where: QRect, sheet: Sheet) -> None:
    """The page with what is marked on it; a page that cannot be shown says why."""
    with QPainter(pane) as painter:
        painter.fillRect(where.translated(2, 2), _SHADOW)
        if sheet.trouble is not None:
            _paint_trouble(painter, where, sheet.trouble)
            return
        painter.fillRect(where, QColor("white"))
        if sheet.image is None:
            painter.setPen(QColor(LIGHT.faint))
            top = QRect(where.left(), where.top(), where.width(), min(where.height(), px(160)))
            painter.drawText(top, Qt.AlignmentFlag.AlignCenter, "正在绘制…")
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(where, sheet.image)
        for boxes, colour in (
            (sheet.hits, _HIT),
            (sheet.hit, _CURRENT_HIT),
            (sheet.selected, _SELECTED),
        ):
            for box in boxes:
                painter.fillRect(box.translated(where.topLeft()), colour)
        if sheet.missing:
            _paint_bar(painter, where)


def _paint_trouble(painter: QPainter, where: QRect, trouble: Trouble) -> None:
    painter.fillRect(where, QColor(LIGHT.violation_soft))
    painter.setPen(QColor(LIGHT.violation))
    painter.drawRect(where.adjusted(0, 0, -1, -1))
    font = QFont(painter.font())
    font.setBold(True)
    font.setPixelSize(px(20))
    painter.setFont(font)
    shown = QRect(where.left(), where.top(), where.width(), min(where.height(), px(300)))
    head = shown.adjusted(px(16), 0, -px(16), -shown.height() // 2)
    painter.drawText(
        head, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, trouble.cause
    )
    font.setBold(False)
    font.setPixelSize(px(14))
    painter.setFont(font)
    rest = shown.adjusted(px(16), shown.height() // 2 + px(8), -px(16), 0)
    top = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
    painter.setPen(QColor(LIGHT.ink))
    painter.drawText(rest, top, trouble.sentence)


def _paint_bar(painter: QPainter, where: QRect) -> None:
    bar = QRect(where.left(), where.top(), where.width(), px(34))
    painter.fillRect(bar, QColor(LIGHT.violation))
    painter.setPen(QColor("white"))
    painter.drawText(bar, Qt.AlignmentFlag.AlignCenter, "本页有文字未能显示，请对照纸质材料")
