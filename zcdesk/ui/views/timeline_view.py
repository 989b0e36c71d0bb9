"""The two clocks of an applicant, drawn: years to 31 December, dates against the window's end."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from zcdesk.desk.evidence import Mark
from zcdesk.desk.timeline import Dated, Timeline
from zcdesk.domain.dates import PartialDate
from zcdesk.ui.look import colours, px, sizes

_BOX, _EDGE, _LINE = 42, 12, 26
_MIDDLE = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class TimelineView(QWidget):
    """Boxes for the years (filled: counts, crossed: does not, dashed: open), marks for dates."""

    def __init__(self) -> None:
        super().__init__()
        self._line: Timeline | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("任职年限和截止时间"))

    def show_timeline(self, line: Timeline | None) -> None:
        """Show these clocks."""
        self._line = line
        self.setAccessibleDescription("".join(line.sentences) if line else "")
        self.setToolTip("")
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """The years take as many rows as they need."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Head, rows of years, legend, head, one line for each date."""
        if self._line is None:
            return px(80)
        rows = -(-max(1, len(self._line.years)) // self._across(width))
        dates = max(1, len(self._line.degrees) + len(self._line.works))
        return px(_EDGE * 2 + 30 + 24 + 26 + 30 + 22 + 12) + rows * px(58) + dates * px(_LINE)

    def sizeHint(self) -> QSize:
        """As wide as the panel."""
        return QSize(px(320), self.heightForWidth(max(self.width(), px(320))))

    def minimumSizeHint(self) -> QSize:
        """Four years beside one another."""
        return QSize(px(220), self.heightForWidth(max(self.width(), px(220))))

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw both clocks, one under the other."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours().focus), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        line = self._line
        if line is None:
            return
        y = self._years(painter, line, px(_EDGE))
        self._dates(painter, line, y + px(12))

    # --- years ----------------------------------------------------------------------------------

    def _across(self, width: int) -> int:
        return max(1, (width - 2 * px(_EDGE)) // px(_BOX))

    def _years(self, painter: QPainter, line: Timeline, y: int) -> int:
        reached = "不能确定" if line.counted is None else f"{line.counted} 年"
        asked = "不能确定" if line.required is None else f"{line.required} 年"
        self._text(
            painter,
            y,
            self.tr("任职年限　已计 {a}，应满 {b}").format(a=reached, b=asked),
            bold=True,
        )
        start = (
            self.tr("自{start}起").format(start=line.start)
            if line.start
            else self.tr("没有现职称，或取得时间未填")
        )
        end = self.tr("，算到{year}年12月31日").format(year=line.review_year) if line.start else ""
        self._text(painter, y + px(24), start + end, muted=True)
        y += px(24) + px(26)
        across, full = self._across(self.width()), self._reached_at(line)
        for place, mark in enumerate(line.years):
            x = px(_EDGE) + (place % across) * px(_BOX)
            top = y + (place // across) * px(58)
            self._year(painter, QRectF(x, top, px(_BOX) - 4, px(28)), mark, full=place == full)
        y += -(-max(1, len(line.years)) // across) * px(58)
        self._legend(painter, y)
        return y + px(24)

    def _reached_at(self, line: Timeline) -> int:
        """The place of the year in which the years asked are full; -1 where they are not."""
        sum_ = 0
        for place, mark in enumerate(line.years):
            sum_ += bool(mark.counts)
            if line.required and sum_ == line.required and mark.counts:
                return place
        return -1

    def _year(self, painter: QPainter, box: QRectF, mark: Mark, *, full: bool) -> None:
        self._box(painter, box, mark.counts)
        c = colours()
        painter.setFont(self._font(sizes().small, bold=True))
        painter.setPen(QColor(c.on_accent if mark.counts else c.ink))
        painter.drawText(box, _MIDDLE, _SHORT.get(mark.detail, mark.detail[:2]))
        painter.setFont(self._font(sizes().small))
        painter.setPen(QColor(c.good if full else c.muted))
        below = QRectF(box.left() - 4, box.bottom() + 1, box.width() + 8, px(18))
        painter.drawText(below, _MIDDLE, self.tr("▲满") + mark.what[2:] if full else mark.what)

    def _box(self, painter: QPainter, box: QRectF, counts: bool | None) -> None:  # noqa: FBT001
        c = colours()
        if counts:
            painter.setPen(QPen(QColor(c.accent_dark), 1))
            painter.setBrush(QColor(c.accent))
        elif counts is None:
            painter.setPen(QPen(QColor(c.unclear), 2, Qt.PenStyle.DashLine))
            painter.setBrush(QColor(c.unclear_soft))
        else:
            painter.setPen(QPen(QColor(c.violation), 1))
            painter.setBrush(QBrush(QColor(c.violation_soft)))
        painter.drawRoundedRect(box, 3, 3)
        if counts is False:
            painter.drawLine(box.bottomLeft(), box.topRight())

    def _legend(self, painter: QPainter, y: int) -> None:
        x = float(px(_EDGE))
        for counts, text in ((True, "计入"), (False, "不计"), (None, "待补")):
            self._box(painter, QRectF(x, y + px(4), px(16), px(12)), counts)
            painter.setPen(QColor(colours().muted))
            painter.setFont(self._font(sizes().small))
            painter.drawText(QRectF(x + px(20), y, px(44), px(20)), _LEFT, text)
            x += px(62)

    # --- dates ----------------------------------------------------------------------------------

    def _dates(self, painter: QPainter, line: Timeline, y: int) -> None:
        c, end = colours(), PartialDate.of(line.window_end)
        self._text(painter, y, self.tr("学历和业绩　收审期截至{end}").format(end=end), bold=True)
        y += px(30)
        entries = sorted((*line.degrees, *line.works), key=_date_or_last)
        if not entries:
            self._text(painter, y, self.tr("没有填写学历和业绩成果"), muted=True)
            return
        left, right = self.width() * 0.52, self.width() - px(_EDGE) - 6.0
        edge = left + (right - left) * 0.8
        painter.setPen(QPen(QColor(c.accent), 2))
        painter.drawLine(QPointF(edge, y), QPointF(edge, y + len(entries) * px(_LINE)))
        first = _first(entries, line.window_end)
        for place, entry in enumerate(entries):
            top = y + place * px(_LINE)
            x = _along(entry, first, line.window_end, (left, edge, right))
            self._entry(painter, entry, top, left, right, x)

    def _entry(
        self, painter: QPainter, entry: Dated, top: int, left: float, right: float, x: float
    ) -> None:
        c, middle = colours(), top + px(_LINE) / 2
        painter.setPen(QPen(QColor(c.line), 1))
        painter.drawLine(QPointF(left, middle), QPointF(right, middle))
        role = {True: c.accent, False: c.violation, None: c.unclear}[entry.in_time]
        painter.setPen(QPen(QColor(role), 2))
        painter.setBrush(QColor(role if entry.in_time else c.paper))
        r = px(5)
        if entry.in_time:
            painter.drawEllipse(QPointF(x, middle), r, r)
        elif entry.in_time is False:
            painter.drawRect(QRectF(x - r, middle - r, 2 * r, 2 * r))
        else:
            diamond = [QPointF(x, middle - r - 1), QPointF(x + r + 1, middle)]
            diamond += [QPointF(x, middle + r + 1), QPointF(x - r - 1, middle)]
            painter.drawPolygon(QPolygonF(diamond))
        font = self._font(sizes().small)
        painter.setFont(font)
        when = f"{entry.on.iso} " if entry.on else self.tr("无时间 ")
        room = QRectF(px(_EDGE), top, left - px(_EDGE) - 8, px(_LINE))
        painter.setPen(QColor(c.ink))
        shown = painter.fontMetrics().elidedText(
            when + entry.name, Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.drawText(room, _LEFT, shown)

    # --- type -----------------------------------------------------------------------------------

    def _font(self, pixels: int, *, bold: bool = False) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(pixels)
        font.setBold(bold)
        return font

    def _text(
        self, painter: QPainter, y: int, text: str, *, bold: bool = False, muted: bool = False
    ) -> None:
        size = sizes().body if bold else sizes().small
        painter.setFont(self._font(size, bold=bold))
        painter.setPen(QColor(colours().muted if muted else colours().ink))
        room = QRectF(px(_EDGE), y, self.width() - 2 * px(_EDGE), px(24))
        shown = painter.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.drawText(room, _LEFT, shown)


_SHORT = {
    "优秀": "优秀",
    "合格": "合格",
    "基本合格": "基合",
    "不合格": "不合",
    "不确定等次": "未定",
    "无考核结果": "—",
}


def _date_or_last(entry: Dated) -> tuple[bool, PartialDate | None]:
    return (True, PartialDate(1900)) if entry.on is None else (False, entry.on)


def _first(entries: Sequence[Dated], window_end: datetime.date) -> datetime.date:
    known = [each.on.earliest for each in entries if each.on]
    return min([*known, window_end - datetime.timedelta(days=365)])


def _along(
    entry: Dated,
    first: datetime.date,
    window_end: datetime.date,
    places: tuple[float, float, float],
) -> float:
    """Where a date stands: before the window's end in proportion, after it within a year."""
    left, edge, right = places
    if entry.on is None or entry.in_time is None:
        return edge
    if entry.in_time:
        whole = (window_end - first).days or 1
        return left + (edge - left) * (entry.on.latest - first).days / whole
    late = min((entry.on.earliest - window_end).days, 365)
    return edge + 8 + (right - edge - 8) * late / 365
