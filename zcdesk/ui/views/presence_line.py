"""The room over the day: how many were present, the quorum, and each round where it was opened."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QComboBox, QSizePolicy, QStackedWidget, QWidget

from zcdesk.desk.presence import DayLine, Moment
from zcdesk.ui.look import colours, px, sizes
from zcdesk.ui.models.table import Column, RecordTable
from zcdesk.ui.parts import column, empty_state, label, named, panel, row
from zcdesk.ui.tables import list_view

MOMENTS: tuple[Column[tuple[int, Moment]], ...] = (
    Column("时间", lambda m: m[1].at[11:16], width=70),
    Column("委员", lambda m: m[1].member, width=110),
    Column(
        "",
        lambda m: "● 签到" if m[1].arrives else "○ 离席",
        width=90,
        colour=lambda m: _colour(m[1]),
    ),
    Column("在场", lambda m: f"{m[1].present} 人", width=70),
)


def _colour(moment: Moment) -> str:
    return colours().good if moment.arrives else colours().muted


class PresenceChart(QWidget):
    """A step line of people present; the quorum as a dashed line; rounds as marks."""

    def __init__(self) -> None:
        super().__init__()
        self._line: DayLine | None = None
        self._end = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_line(self, line: DayLine | None, end: str) -> None:
        """Show a day up to a time (ISO)."""
        self._line, self._end = line, end
        told = self._words(line) if line else "还没有人签到"
        self.setAccessibleName(f"出席时间线：{told}")
        self.setToolTip(told)
        self.update()

    def _words(self, line: DayLine) -> str:
        rounds = [
            f"第 {r.number} 轮 {r.at[11:16]} 出席 {r.present} 人，同意须达 {r.needed} 票"
            for r in line.rounds
        ]
        now = line.moments[-1].present if line.moments else 0
        return "；".join([f"在场 {now} 人，法定人数 {line.quorum} 人", *rounds])

    def sizeHint(self) -> QSize:
        """High enough for the steps and two rows of words."""
        return QSize(px(320), px(168))

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the day."""
        line = self._line
        if line is None or not line.moments:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setPixelSize(sizes().small)
        painter.setFont(font)
        first, last = (
            _minutes(line.moments[0].at),
            max(_minutes(self._end), _minutes(line.moments[-1].at)),
        )
        last = max(last, first + 1)
        area = QRectF(px(34), px(26), self.width() - px(34) - px(70), self.height() - px(54))

        def place(at: str, people: int) -> QPointF:
            along = (_minutes(at) - first) / (last - first)
            up = people / max(1, line.size)
            return QPointF(area.left() + along * area.width(), area.bottom() - up * area.height())

        self._steps(painter, line, area, place)
        self._quorum(painter, line, area)
        self._rounds(painter, line, area, place)
        painter.setPen(QColor(colours().muted))
        below = QRectF(area.left() - px(20), area.bottom() + px(4), px(60), px(20))
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, line.moments[0].at[11:16])
        below = QRectF(area.right() - px(40), area.bottom() + px(4), px(60), px(20))
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, _clock(last))

    def _steps(self, painter: QPainter, line: DayLine, area: QRectF, place: object) -> None:
        assert callable(place)
        corners = [QPointF(area.left(), area.bottom())]
        for moment in line.moments:
            at = place(moment.at, moment.present)
            corners += [QPointF(at.x(), corners[-1].y()), at]
        corners.append(QPointF(area.right(), corners[-1].y()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours().accent_soft))
        painter.drawPolygon(QPolygonF([*corners, QPointF(area.right(), area.bottom())]))
        painter.setPen(QPen(QColor(colours().accent), 2))
        painter.drawPolyline(QPolygonF(corners[1:]))
        now = line.moments[-1].present
        where = QRectF(area.right() + px(6), corners[-1].y() - px(10), px(64), px(20))
        painter.drawText(where, Qt.AlignmentFlag.AlignLeft, f"在场 {now}")

    def _quorum(self, painter: QPainter, line: DayLine, area: QRectF) -> None:
        y = area.bottom() - line.quorum / max(1, line.size) * area.height()
        painter.setPen(QPen(QColor(colours().ink), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        where = QRectF(0, y - px(10), px(30), px(20))
        painter.drawText(where, Qt.AlignmentFlag.AlignRight, str(line.quorum))
        where = QRectF(area.left() + px(4), y + px(1), px(120), px(20))
        painter.drawText(where, Qt.AlignmentFlag.AlignLeft, "法定人数")

    def _rounds(self, painter: QPainter, line: DayLine, area: QRectF, place: object) -> None:
        assert callable(place)
        taken = -1.0
        for mark in line.rounds:
            at = place(mark.at, mark.present)
            painter.setPen(QPen(QColor(colours().focus), 2))
            painter.drawLine(QPointF(at.x(), area.top()), QPointF(at.x(), area.bottom()))
            painter.setBrush(QColor(colours().paper))
            painter.drawEllipse(at, px(4), px(4))
            text = f"第 {mark.number} 轮　{mark.present} 人，过线 {mark.needed} 票"
            wide = float(painter.fontMetrics().horizontalAdvance(text))
            left = min(max(at.x() - wide / 2, taken + px(10)), self.width() - wide)
            if left > taken:
                painter.setPen(QColor(colours().ink))
                painter.drawText(QRectF(left, 0, wide + 2, px(22)), text)
                taken = left + wide


class PresenceLine(QWidget):
    """The chart of a day and its moments in words."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[DayLine] = []
        self._end = ""
        self.day = named(QComboBox(), self.tr("会议日期"))
        self.day.setMinimumContentsLength(11)
        self.day.currentIndexChanged.connect(lambda _: self._show())
        self.chart = PresenceChart()
        self.moments = RecordTable[tuple[int, Moment]](MOMENTS, lambda m: str(m[0]), self)
        self._stack = QStackedWidget()
        self._stack.addWidget(
            panel(
                column(
                    row(label(self.tr("会议日期"), "muted"), self.day, None),
                    self.chart,
                    list_view(self.tr("签到和离席"), self.moments),
                    gap=8,
                ),
                "paper",
            )
        )
        self._stack.addWidget(
            empty_state(
                self.tr("还没有人签到"), self.tr("委员签到、离席和每轮投票的出席人数画在这里。")
            )
        )
        self.setLayout(column(self._stack, gap=0))

    def show_lines(self, lines: Sequence[DayLine], now: str) -> None:
        """Show the days; the newest one unless another is looked at. `now`: ISO."""
        kept = self.day.currentText()
        self._lines, self._end = list(lines), now
        self.day.blockSignals(True)  # noqa: FBT003 - Qt's own
        self.day.clear()
        self.day.addItems([line.day for line in lines])
        place = self.day.findText(kept)
        self.day.setCurrentIndex(place if place >= 0 else len(lines) - 1)
        self.day.blockSignals(False)  # noqa: FBT003 - Qt's own
        self._stack.setCurrentIndex(0 if lines else 1)
        self._show()

    def _show(self) -> None:
        place = self.day.currentIndex()
        line = self._lines[place] if 0 <= place < len(self._lines) else None
        today = line is not None and self._end.startswith(line.day)
        end = self._end if today else (line.moments[-1].at if line and line.moments else "")
        self.chart.show_line(line, end)
        self.moments.set_records(enumerate(line.moments if line else ()))


def _minutes(at: str) -> float:
    return int(at[11:13]) * 60 + int(at[14:16]) + int(at[17:19] or 0) / 60 if at else 0.0


def _clock(minutes: float) -> str:
    return f"{int(minutes) // 60:02d}:{int(minutes) % 60:02d}"
