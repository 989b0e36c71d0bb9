"""The box in which a person signs with pen, finger or mouse; what it holds are the domain's strokes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEventPoint,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from zcdesk.domain.hand_signature import (
    BOX_HEIGHT,
    BOX_WIDTH,
    MOST_POINTS,
    MOST_STROKES,
    PEN,
    HandSignature,
    Stroke,
    clipped,
)
from zcdesk.ui.look import colours, px
from zcdesk.ui.parts import named

_WIDE, _TALL, _LEAST = 720, 240, 300
_NEAREST = 6
"""Units between two points that are kept: less than two pixels of the box at its standard size."""

_LINE_AT, _EDGE = 0.82, 2
_TOUCHES = (
    QEvent.Type.TouchBegin,
    QEvent.Type.TouchUpdate,
    QEvent.Type.TouchEnd,
    QEvent.Type.TouchCancel,
)


class SignaturePad(QWidget):
    """Draws what the hand does. The force of a pen is not asked: every device gives the same line."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._drawn: list[tuple[Stroke, ...]] = []
        self._way: list[tuple[float, float]] | None = None
        self._finger: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setCursor(Qt.CursorShape.CrossCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        named(self, self.tr("签名框"))

    # --- what it holds ---------------------------------------------------------------------------

    @property
    def signature(self) -> HandSignature:
        """Everything that was drawn."""
        return HandSignature(tuple(stroke for each in self._drawn for stroke in each))

    @property
    def empty(self) -> bool:
        """Nothing was drawn yet."""
        return not self._drawn

    @property
    def full(self) -> bool:
        """As much as a signature may hold: nothing more is taken."""
        held = self.signature
        return len(held.strokes) >= MOST_STROKES or held.points >= MOST_POINTS

    def undo(self) -> None:
        """Take the last stroke away."""
        if self._drawn:
            self._drawn.pop()
            self._told()

    def clear(self) -> None:
        """Take everything away."""
        self._drawn.clear()
        self._way = None
        self._told()

    def _told(self) -> None:
        self.update()
        self.changed.emit()

    # --- the hand --------------------------------------------------------------------------------

    def _down(self, at: QPointF) -> None:
        if not self.full:
            self._way = [self._units(at)]
            self.update()

    def _move(self, at: QPointF) -> None:
        if self._way is None:
            return
        x, y = self._units(at)
        last = self._way[-1]
        enough = self.signature.points + len(self._way) >= MOST_POINTS
        if not enough and max(abs(x - last[0]), abs(y - last[1])) >= _NEAREST:
            self._way.append((x, y))
            self.update()

    def _up(self) -> None:
        way, self._way = self._way, None
        strokes = clipped(way or ())
        if strokes:
            self._drawn.append(strokes)
        self._told()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Pen down."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() is Qt.MouseButton.LeftButton:
            self._down(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The pen draws."""
        self._move(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Pen up."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._up()

    def tabletEvent(self, event: QTabletEvent) -> None:
        """A pen of a tablet: as the mouse, and finer."""
        match event.type():
            case QEvent.Type.TabletPress:
                self.setFocus(Qt.FocusReason.MouseFocusReason)
                self._down(event.position())
            case QEvent.Type.TabletMove:
                self._move(event.position())
            case _:
                self._up()
        event.accept()

    def event(self, event: QEvent) -> bool:
        """A finger; of several the first one draws."""
        if not isinstance(event, QTouchEvent) or event.type() not in _TOUCHES:
            return super().event(event)
        if event.type() is QEvent.Type.TouchBegin:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._finger = event.points()[0].id()
            self._down(event.points()[0].position())
        for point in event.points():
            if point.id() == self._finger:
                self._move(point.position())
                if point.state() is QEventPoint.State.Released:
                    self._finger = None
                    self._up()
        if event.type() is QEvent.Type.TouchCancel:
            # The system took the finger for a gesture of its own: what it drew was none.
            self._finger = self._way = None
            self.update()
        event.accept()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Z or Backspace takes a stroke away, Delete all of them."""
        if event.matches(QKeySequence.StandardKey.Undo) or event.key() == Qt.Key.Key_Backspace:
            self.undo()
        elif event.key() == Qt.Key.Key_Delete:
            self.clear()
        else:
            super().keyPressEvent(event)

    # --- its looks -------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Large enough for a name in one go."""
        return QSize(px(_WIDE), px(_TALL))

    def heightForWidth(self, width: int) -> int:
        """No more than the box takes, up to its standard size."""
        return min(px(_TALL), (width - 2 * _EDGE) * BOX_HEIGHT // BOX_WIDTH + 2 * _EDGE)

    def minimumSizeHint(self) -> QSize:
        """Three to one, as the line on the paper; a hand is no larger where the text is."""
        return QSize(_LEAST, _LEAST * BOX_HEIGHT // BOX_WIDTH)

    def _box(self) -> QRectF:
        """The box in the middle of the widget, in the shape that the paper has."""
        inner = QRectF(self.rect()).adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        scale = min(inner.width() / BOX_WIDTH, inner.height() / BOX_HEIGHT)
        box = QRectF(0, 0, BOX_WIDTH * scale, BOX_HEIGHT * scale)
        box.moveCenter(inner.center())
        return box

    def _units(self, at: QPointF) -> tuple[float, float]:
        box = self._box()
        share = BOX_WIDTH / box.width()
        return (at.x() - box.left()) * share, (at.y() - box.top()) * share

    def paintEvent(self, _: QPaintEvent) -> None:
        """The box, the line to sign on, and the strokes as the paper will have them."""
        wears, box = colours(), self._box()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(wears.focus if self.hasFocus() else wears.edge), 2))
        painter.setBrush(QColor(wears.paper))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(QPen(QColor(wears.line), 1))
        y = box.top() + _LINE_AT * box.height()
        painter.drawLine(QPointF(box.left() + px(24), y), QPointF(box.right() - px(24), y))
        if self.empty and self._way is None:
            painter.setPen(QColor(wears.faint))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.tr("在这里签名"))
        scale = box.width() / BOX_WIDTH
        painter.translate(box.topLeft())
        painter.scale(scale, scale)
        painter.setClipRect(QRectF(0, 0, BOX_WIDTH, BOX_HEIGHT))
        pen = QPen(QColor(wears.ink), PEN)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for stroke in (*self.signature.strokes, *clipped(self._way or ())):
            _draw(painter, stroke)


def _draw(painter: QPainter, stroke: Stroke) -> None:
    begin = QPointF(*stroke.points[0])
    if len(stroke.points) == 1:
        painter.drawPoint(begin)
        return
    path = QPainterPath(begin)
    for bend, end in stroke.curves():
        path.quadTo(QPointF(*bend), QPointF(*end))
    painter.drawPath(path)
