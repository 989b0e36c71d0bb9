"""A part of a page framed on the strip: the one that proves a fact, or one being chosen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from zcdesk.domain.events import Document
from zcdesk.domain.vetting import WHOLE, Region
from zcdesk.ui.look import px
from zcdesk.ui.palette import LIGHT
from zcdesk.ui.parts import named
from zcdesk.ui.views.dossier_canvas import Canvas
from zcdesk.ui.views.dossier_layout import Place

_STEP, _LEAST, _SHORT = 20, 10, 120
_DIM = QColor(0, 0, 0, 70)
_MOVES = {
    Qt.Key.Key_Left: (-_STEP, 0),
    Qt.Key.Key_Right: (_STEP, 0),
    Qt.Key.Key_Up: (0, -_STEP),
    Qt.Key.Key_Down: (0, _STEP),
}


class RegionLayer(QWidget):
    """Lies over the strip and lets everything through, until somebody chooses a part of a page.

    `framed` carries (document, page, region) of the part chosen; `left` when none was.
    """

    framed = Signal(object, int, object)
    left = Signal()

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._shown: tuple[Document, int, Region | None] | None = None
        self._place = Place(0, 0)
        self._region = Region(0, 0, WHOLE, WHOLE)
        self._grip: QPoint | None = None
        self.choosing = False
        named(self, self.tr("框出页面的一块"))
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._let_through()
        canvas.installEventFilter(self)
        for bar in (canvas.verticalScrollBar(), canvas.horizontalScrollBar()):
            bar.valueChanged.connect(self.update)
            bar.rangeChanged.connect(self.update)
        canvas.manner_changed.connect(self.update)
        self.hide()

    def show_region(self, document: Document, page: int, region: Region | None) -> None:
        """Frame a part of a page, or all of it, as the file holds it."""
        self._shown = document, page, region
        self._lie_over()

    @property
    def shown(self) -> tuple[Document, int, Region | None] | None:
        """What is framed: document, page and part."""
        return self._shown

    def clear(self) -> None:
        """Frame nothing."""
        self._shown = None
        self._let_through()
        self.hide()

    def start(self) -> None:
        """Let somebody choose a part of the current page, by mouse or keys."""
        if not self._canvas.documents:
            return
        self._shown = None
        self._place, self._region = self._canvas.current, self._in_sight()
        self.choosing = True
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, on=False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._lie_over()
        self.setFocus()

    def _in_sight(self) -> Region:
        """The middle of what shows of the current page; a page out of sight is brought back."""
        pane = self._canvas.viewport().rect()
        if not self._canvas.sheet(self._place).intersects(pane):
            self._canvas.go_to(self._place)
        where = self._canvas.sheet(self._place)
        seen = where.intersected(pane)
        top = _share(seen.top() - where.top(), where.height())
        bottom = _share(seen.bottom() - where.top(), where.height())
        if bottom - top < _SHORT:
            top, bottom = 0, WHOLE
        tall = bottom - top
        return Region(WHOLE // 5, top + tall // 3, WHOLE - WHOLE // 5, top + tall // 2)

    def _lie_over(self) -> None:
        self.setGeometry(self._canvas.viewport().geometry())
        self.raise_()
        self.show()
        self.update()

    def _let_through(self) -> None:
        self.choosing = False
        self._grip = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """As large as the strip."""
        if event.type() is QEvent.Type.Resize:
            self.setGeometry(self._canvas.viewport().geometry())
        return super().eventFilter(watched, event)

    # --- choosing -------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the frame, with Shift its far corner; Return takes it, Escape leaves."""
        key = Qt.Key(event.key())
        if key in _MOVES:
            grow = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._move(*_MOVES[key], grow=grow)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        elif key is Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _move(self, across: int, down: int, *, grow: bool) -> None:
        r = self._region
        if grow:
            right = min(WHOLE, max(r.left + _STEP, r.right + across))
            bottom = min(WHOLE, max(r.top + _STEP, r.bottom + down))
            self._region = Region(r.left, r.top, right, bottom)
        else:
            across = max(-r.left, min(WHOLE - r.right, across))
            down = max(-r.top, min(WHOLE - r.bottom, down))
            self._region = Region(r.left + across, r.top + down, r.right + across, r.bottom + down)
        where = self._on_pane(self._place, self._region)
        self._canvas.reveal(where.top(), where.bottom())
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """One corner."""
        point = event.position().toPoint()
        place = self._canvas.place_at(point)
        if event.button() is Qt.MouseButton.LeftButton and place is not None:
            self._place, self._grip = place, point

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The other corner, so far."""
        if self._grip is not None:
            self._region = self._between(self._grip, event.position().toPoint())
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The other corner. A click without a drag chooses nothing."""
        grip, self._grip = self._grip, None
        if grip is None:
            return
        region = self._between(grip, event.position().toPoint())
        if min(region.right - region.left, region.bottom - region.top) >= _LEAST:
            self._region = region
            self._take()

    def _between(self, one: QPoint, other: QPoint) -> Region:
        where = self._canvas.sheet(self._place)
        xs = sorted(_share(x - where.left(), where.width()) for x in (one.x(), other.x()))
        ys = sorted(_share(y - where.top(), where.height()) for y in (one.y(), other.y()))
        return Region(xs[0], ys[0], xs[1], ys[1])

    def _take(self) -> None:
        place = self._place
        region = self._region.turned(-self._canvas.turns(place))
        document = self._canvas.documents[place.document]
        self.clear()
        self.framed.emit(document, place.page, region)

    # --- painting -------------------------------------------------------------------------------

    def paintEvent(self, _: QPaintEvent) -> None:
        """The frame; while one is chosen the rest is dimmed, and a line says how."""
        with QPainter(self) as painter:
            if self.choosing:
                where = self._on_pane(self._place, self._region)
                for rest in _around(self.rect(), where):
                    painter.fillRect(rest, _DIM)
                self._frame(painter, where)
                self._say_how(painter)
            elif self._shown is not None:
                document, page, region = self._shown
                if document in self._canvas.documents:
                    place = Place(self._canvas.documents.index(document), page)
                    part = (region or Region(0, 0, WHOLE, WHOLE)).turned(self._canvas.turns(place))
                    self._frame(painter, self._on_pane(place, part))

    def _on_pane(self, place: Place, region: Region) -> QRect:
        where = self._canvas.sheet(place)
        across, down = where.width(), where.height()
        return QRect(
            where.topLeft() + QPoint(region.left * across // WHOLE, region.top * down // WHOLE),
            where.topLeft() + QPoint(region.right * across // WHOLE, region.bottom * down // WHOLE),
        )

    def _frame(self, painter: QPainter, where: QRect) -> None:
        # White on both sides: it shows on a dark scan as on a white page.
        painter.setPen(QPen(QColor("white"), px(5)))
        painter.drawRect(where)
        painter.setPen(QPen(QColor(LIGHT.focus), px(3)))
        painter.drawRect(where)

    def _say_how(self, painter: QPainter) -> None:
        line = QRect(0, 0, self.width(), px(30))
        painter.fillRect(line, QColor(LIGHT.accent))
        painter.setPen(QColor(LIGHT.on_accent))
        told = self.tr("拖出一块；或方向键、Shift+方向键，回车钉住，Esc 取消")
        told = painter.fontMetrics().elidedText(
            told, Qt.TextElideMode.ElideRight, line.width() - px(16)
        )
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, told)


def _share(length: int, whole: int) -> int:
    """A length on the pane in thousandths of the page, and not past its edge."""
    return max(0, min(WHOLE, length * WHOLE // whole))


def _around(pane: QRect, hole: QRect) -> tuple[QRect, ...]:
    """The pane without the hole."""
    hole = hole.intersected(pane)
    return (
        QRect(pane.left(), pane.top(), pane.width(), hole.top() - pane.top()),
        QRect(pane.left(), hole.bottom() + 1, pane.width(), pane.bottom() - hole.bottom()),
        QRect(pane.left(), hole.top(), hole.left() - pane.left(), hole.height()),
        QRect(hole.right() + 1, hole.top(), pane.right() - hole.right(), hole.height()),
    )
