"""Rates over the years: overall a full line with circles, defense a dashed line with squares."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from fractions import Fraction

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from zcdesk.desk.gathered_views import Share, Year
from zcdesk.ui.look import colours, px
from zcdesk.ui.palette import Colours

_TALL, _WIDE, _LEFT, _ABOVE, _BELOW, _DOT = 260, 320, 56, 64, 30, 5
_STEP = Fraction(1, 10)
Drawn = tuple[str, Callable[[Year], Share], Qt.PenStyle]


class TrendChart(QWidget):
    """One row's rates year by year; every point tells its fraction."""

    def __init__(self) -> None:
        super().__init__()
        self._title = ""
        self._years: tuple[Year, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.show_trend("", ())

    def show_trend(self, title: str, years: Sequence[Year]) -> None:
        """Show a row; without years it asks for one."""
        self._title, self._years = title, tuple(years)
        self.setAccessibleName(self.tr("历年趋势图 {title}").format(title=title).strip())
        self.setAccessibleDescription(
            "；".join(
                f"{each.year} 年综合 {each.overall.text}，答辩 {each.defense.text}"
                for each in self._years
            )
        )
        self.update()

    def sizeHint(self) -> QSize:
        """Some lines high."""
        return QSize(px(_WIDE), px(_TALL))

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw in the colours that the window wears."""
        painter = QPainter(self)
        self.draw(painter, QRectF(self.rect()), colours(), framed=self.hasFocus())

    def draw(self, painter: QPainter, box: QRectF, c: Colours, *, framed: bool = False) -> None:
        """Draw the chart into a box, on the screen or on paper."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(box, QColor(c.paper))
        if framed:
            painter.setPen(QPen(QColor(c.focus), 2))
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        if not self._years:
            painter.setPen(QColor(c.muted))
            told = self.tr("在表中选中一行，这里画出它历年的淘汰率。")
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, told)
            return
        ground = box.adjusted(px(_LEFT), px(_ABOVE), -px(_LEFT), -px(_BELOW))
        top = self._top()
        self._draw_ground(painter, box, ground, top, c)
        for place, drawn in enumerate(self._lines()):
            self._draw_line(painter, ground, top, drawn, place, c)

    def _lines(self) -> tuple[Drawn, ...]:
        return (
            (self.tr("综合淘汰率"), lambda year: year.overall, Qt.PenStyle.SolidLine),
            (self.tr("答辩淘汰率"), lambda year: year.defense, Qt.PenStyle.DashLine),
        )

    def _top(self) -> Fraction:
        shares = [share for each in self._years for share in (each.overall, each.defense)]
        reached = [each.value for each in shares] + [each.floor for each in shares if each.floor]
        return min(Fraction(1), Fraction(int(max(reached) * 10) + 1, 10))

    def _x(self, ground: QRectF, place: int) -> float:
        return ground.left() + ground.width() * (2 * place + 1) / (2 * len(self._years))

    def _draw_ground(
        self, painter: QPainter, box: QRectF, ground: QRectF, top: Fraction, c: Colours
    ) -> None:
        metrics = QFontMetricsF(painter.font())
        painter.setPen(QColor(c.ink))
        legend = self.tr("●— 综合　■- - 答辩　┄ 下限")
        heading = f"{self._title}　{legend}"
        painter.drawText(QPointF(box.left() + px(8), box.top() + metrics.height()), heading)
        steps = int(top / _STEP)
        for step in range(steps + 1):
            y = ground.bottom() - ground.height() * step / steps
            painter.setPen(QPen(QColor(c.line), 1))
            painter.drawLine(QPointF(ground.left(), y), QPointF(ground.right(), y))
            painter.setPen(QColor(c.muted))
            told = f"{10 * step}%"
            painter.drawText(
                QPointF(ground.left() - metrics.horizontalAdvance(told) - px(6), y + px(5)), told
            )
        for place, each in enumerate(self._years):
            told = str(each.year)
            x = self._x(ground, place) - metrics.horizontalAdvance(told) / 2
            painter.drawText(QPointF(x, ground.bottom() + metrics.height() + px(4)), told)

    def _draw_line(
        self,
        painter: QPainter,
        ground: QRectF,
        top: Fraction,
        drawn: Drawn,
        place: int,
        c: Colours,
    ) -> None:
        _, share_of, style = drawn
        tint = QColor(c.accent if place == 0 else c.unclear)
        points = []
        for at, each in enumerate(self._years):
            share = share_of(each)
            y = ground.bottom() - ground.height() * float(share.value / top)
            points.append((QPointF(self._x(ground, at), y), share))
            if share.floor is not None:
                level = ground.bottom() - ground.height() * float(share.floor / top)
                half = ground.width() / (2 * len(self._years))
                x = self._x(ground, at)
                painter.setPen(QPen(QColor(c.ink), 1.5, Qt.PenStyle.DotLine))
                painter.drawLine(QPointF(x - half, level), QPointF(x + half, level))
        painter.setPen(QPen(tint, 2, style))
        for (before, _s), (after, _t) in itertools.pairwise(points):
            painter.drawLine(before, after)
        painter.setBrush(tint)
        room = ground.width() / len(points)
        for point, share in points:
            painter.setPen(QPen(tint, 1))
            self._draw_mark(painter, point, square=place == 1)
            painter.setPen(QColor(c.ink))
            self._draw_words(painter, point, share, room, below=place == 1)

    @staticmethod
    def _draw_words(
        painter: QPainter, point: QPointF, share: Share, room: float, *, below: bool
    ) -> None:
        """The fraction at its point: above or below it, on two lines where the room is narrow."""
        metrics = QFontMetricsF(painter.font())
        words = [share.text]
        if metrics.horizontalAdvance(share.text) > room - px(_DOT):
            words = share.text.split(" = ")
        if max(map(metrics.horizontalAdvance, words)) > room:
            return  # the table above tells it
        tall = metrics.height()
        top = point.y() + px(_DOT) if below else point.y() - px(_DOT + 3) - tall * len(words)
        for line, told in enumerate(words):
            x = point.x() - metrics.horizontalAdvance(told) / 2
            painter.drawText(QPointF(x, top + tall * line + metrics.ascent()), told)

    @staticmethod
    def _draw_mark(painter: QPainter, at: QPointF, *, square: bool) -> None:
        dot = px(_DOT)
        if square:
            painter.drawRect(QRectF(at.x() - dot, at.y() - dot, 2 * dot, 2 * dot))
        else:
            painter.drawEllipse(at, dot, dot)
