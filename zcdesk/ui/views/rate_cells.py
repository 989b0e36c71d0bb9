"""Rates drawn in the rows that tell them: the fraction, a bar to scale, the floor as a line."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionViewItem

from zcdesk.desk.gathered_views import Line, Share, View
from zcdesk.ui.look import colours, px
from zcdesk.ui.models.table import RECORD, Index
from zcdesk.ui.palette import Colours
from zcdesk.ui.tables import KeepsColour

_TEXT, _EDGE, _BAR, _LEAST = 144, 8, 12, 40


def scale_of(view: View) -> Fraction:
    """The share at which the bars of a view end: a multiple of a tenth beyond all it shows."""
    shares = [cell for line in view.lines for cell in line.cells if isinstance(cell, Share)]
    reached = [each.value for each in shares] + [each.floor for each in shares if each.floor]
    return min(Fraction(1), Fraction(int(max(reached, default=Fraction(0)) * 10) + 1, 10))


class RateCells(KeepsColour):
    """Draws a share with its bar; every other cell as tables do."""

    def __init__(self, scale: Fraction, parent: QObject) -> None:
        super().__init__(parent)
        self._scale = scale

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The text as ever, the bar in the room that is left beside it."""
        super().paint(painter, option, index)
        line = index.data(RECORD)
        share = line.cells[index.column()] if isinstance(line, Line) else None
        if isinstance(share, Share):
            cell = QRectF(option.rect)  # type: ignore[attr-defined]
            cell.adjust(px(_TEXT), 0, -_EDGE, 0)
            tall = px(_BAR)
            box = QRectF(cell.left(), cell.center().y() - tall / 2, cell.width(), tall)
            if box.width() > px(_LEAST):
                draw_bar(painter, box, share, self._scale, colours())


def draw_bar(painter: QPainter, box: QRectF, share: Share, scale: Fraction, c: Colours) -> None:
    """One bar: filled where the floor is met, hatched where it is not, the floor a line across."""
    painter.save()
    painter.setPen(QPen(QColor(c.line), 1))
    painter.setBrush(QColor(c.sunk))
    painter.drawRect(box)
    done = QRectF(box)
    done.setWidth(box.width() * float(min(share.value / scale, Fraction(1))))
    tint = _tint(share, c)
    painter.setPen(QPen(QColor(tint), 1))
    full = share.met or share.floor is None
    pattern = Qt.BrushStyle.SolidPattern if full else Qt.BrushStyle.BDiagPattern
    painter.setBrush(QBrush(QColor(tint), pattern))
    if share.part:
        painter.drawRect(done)
    if share.floor is not None:
        x = box.left() + box.width() * float(share.floor / scale)
        over = box.height() / 3
        painter.setPen(QPen(QColor(c.paper), 4))
        painter.drawLine(int(x), int(box.top() - over), int(x), int(box.bottom() + over))
        painter.setPen(QPen(QColor(c.ink), 2))
        painter.drawLine(int(x), int(box.top() - over), int(x), int(box.bottom() + over))
    painter.restore()


def _tint(share: Share, c: Colours) -> str:
    if share.floor is None:
        return c.muted
    if share.met:
        return c.good
    return c.unclear if share.together else c.violation
