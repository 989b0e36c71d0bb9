"""The small mark beside a fact: a pin where a page proves it, a tick where somebody checked it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAction,
    QColor,
    QContextMenuEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QMenu, QWidget

from zcdesk.desk.vetting import FactLine
from zcdesk.ui.look import colours, px
from zcdesk.ui.parts import named
from zcdesk.ui.proof import Proof

_WIDE, _TALL = 44, 24


Wanted: TypeAlias = Callable[[str, Proof], None]
"""Asks for something to be done about the fact with this id."""


def in_words(line: FactLine) -> str:
    """A fact's proof in a sentence: where it is pinned, who checked it, which rules used it."""
    pin, check = line.mark.pin, line.mark.check
    parts = []
    if pin is not None and line.document is not None:
        parts.append(f"钉在“{line.document.name}”第{pin.page + 1}页")
        if line.doubt:
            parts.append(f"{line.doubt}，请重新核对")
    elif pin is not None:
        parts.append(f"{line.doubt}，请重新钉住")
    else:
        parts.append("没有钉住")
    if check is not None:
        parts.append(f"{check.by}已核（{check.at.replace('T', ' ')[:16]}）")
    else:
        parts.append("未核")
    if line.rules:
        parts.append(f"用于：{'、'.join(line.rules)}")
    return "；".join(parts)


class FactMark(QWidget):
    """A click on the pin opens the page, or pins the one in sight; a click on the box ticks.

    The keyboard reaches the same through the fact itself, so the mark takes no focus.
    """

    def __init__(self, fact: str, wanted: Wanted) -> None:
        super().__init__()
        self.fact = fact
        self._wanted = wanted
        self._line: FactLine | None = None
        self._current = False
        self.setFixedSize(self.sizeHint())
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.show_line(None)

    def sizeHint(self) -> QSize:
        """Room for both."""
        return QSize(px(_WIDE), px(_TALL))

    @property
    def line(self) -> FactLine | None:
        """What is shown; None while there is no such fact on file."""
        return self._line

    def show_line(self, line: FactLine | None, *, current: bool = False) -> None:
        """Show how a fact is proven; `current`: commands of the keyboard mean this one."""
        self._line, self._current = line, current
        self.setEnabled(line is not None)
        told = in_words(line) if line is not None else ""
        named(self, f"{line.title}：{told}" if line is not None else self.tr("核对"), told)
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """As large as the text."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.setFixedSize(self.sizeHint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open or pin at the left, tick at the right."""
        if self._line is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        if event.position().x() >= self.width() / 2:
            self._wanted(self.fact, Proof.TICK)
        elif self._line.document is not None:
            self._wanted(self.fact, Proof.OPEN)
        else:
            self._wanted(self.fact, Proof.PIN)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Everything that can be done."""
        if self._line is not None:
            menu = proof_menu(self, self._line, self._wanted)
            menu.popup(event.globalPos())

    # --- painting -------------------------------------------------------------------------------

    def paintEvent(self, _: QPaintEvent) -> None:
        """A pin and a box."""
        line = self._line
        if line is None:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._current:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(colours().accent_soft))
                painter.drawRoundedRect(self.rect(), 4, 4)
            self._paint_pin(painter, line)
            self._paint_box(painter, line)

    def _quiet(self, line: FactLine) -> QColor:
        """An outline that asks for something, or one that does not."""
        return QColor(colours().edge if line.rules else colours().line)

    def _paint_pin(self, painter: QPainter, line: FactLine) -> None:
        c, unit = colours(), px(24) / 24
        colour = self._quiet(line)
        if line.mark.pin is not None:
            colour = QColor(c.unclear if line.doubt else c.accent)
        painter.setPen(QPen(colour, 1.6 * unit))
        painter.setBrush(colour if line.mark.pin is not None else Qt.BrushStyle.NoBrush)
        middle = QPointF(11 * unit, 8.5 * unit)
        painter.drawEllipse(middle, 4.6 * unit, 4.6 * unit)
        painter.drawLine(QLineF(11 * unit, 13.2 * unit, 11 * unit, 20 * unit))
        if line.doubt:
            painter.setPen(QPen(QColor(c.paper), 1.8 * unit))
            painter.drawLine(QLineF(11 * unit, 5.8 * unit, 11 * unit, 8.8 * unit))
            painter.drawPoint(QPointF(11 * unit, 11 * unit))

    def _paint_box(self, painter: QPainter, line: FactLine) -> None:
        c, unit = colours(), px(24) / 24
        box = QRectF(26 * unit, 5.5 * unit, 13 * unit, 13 * unit)
        colour = QColor(c.good) if line.checked else self._quiet(line)
        painter.setPen(QPen(colour, 1.6 * unit))
        painter.setBrush(colour if line.checked else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 2.5, 2.5)
        if line.checked:
            painter.setPen(QPen(QColor(c.paper), 2.2 * unit))
            tick = [QPointF(29, 12), QPointF(31.6, 14.8), QPointF(36.2, 9)]
            painter.drawPolyline([point * unit for point in tick])


def proof_menu(owner: QWidget, line: FactLine, wanted: Wanted) -> QMenu:
    """Everything that can be done about a fact's proof, as a menu."""
    menu = named(QMenu(owner), f"{line.title}：核对")
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for proof in Proof:
        words = "取消已核" if proof is Proof.TICK and line.checked else proof.value
        action = QAction(words, menu)
        needed = {Proof.OPEN: line.document, Proof.UNPIN: line.mark.pin}
        action.setEnabled(needed.get(proof, line) is not None)
        action.triggered.connect(lambda _checked=False, said=proof: wanted(line.id, said))
        menu.addAction(action)
    return menu
