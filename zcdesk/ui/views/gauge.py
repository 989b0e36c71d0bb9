"""The elimination gauge: one square for each person, the floor as a line between squares."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from zcdesk.desk.figures import Gauge
from zcdesk.domain.elimination import FloorResult
from zcdesk.ui.look import colours
from zcdesk.ui.parts import clear, column, empty_state, label
from zcdesk.ui.theme import GAP

_SQUARE, _SPACE, _MOST = 14, 4, 18


class PeopleBar(QWidget):
    """N people in a row: the eliminated filled, the floor a line after the last who must fall."""

    def __init__(self, floor: FloorResult) -> None:
        super().__init__()
        self._floor = floor
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"淘汰 {floor.eliminated} 人，共 {floor.participating} 人")

    def sizeHint(self) -> QSize:
        """One line of squares."""
        return QSize(_MOST * self._floor.participating, 24)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the people; very many become a bar to scale."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        people, fallen = self._floor.participating, self._floor.eliminated
        step = min(float(_SQUARE + _SPACE), self.width() / max(1, people))
        side = max(1.0, step - (_SPACE if step > 8 else 0))  # noqa: PLR2004 - too thin for a gap
        asked = colours().good if self._floor.met else colours().violation
        good = QColor(colours().muted if self._floor.floor is None else asked)
        for place in range(people):
            square = QRectF(place * step, 5, side, _SQUARE)
            painter.setPen(QPen(good if place < fallen else QColor(colours().edge), 1))
            painter.setBrush(good if place < fallen else QColor(colours().sunk))
            painter.drawRect(square)
        if self._floor.floor is not None:
            least = fallen + self._floor.short_by
            if self._floor.met:
                most = self._floor.most_pass or 0
                least = people - most
            x = least * step - (step - side) / 2
            painter.setPen(QPen(QColor(colours().ink), 2))
            painter.drawLine(int(x), 0, int(x), 24)


def _sentence(gauge: Gauge) -> QLabel:
    """The rate in words; where no floor is asked there is nothing to be met."""
    if gauge.floor.floor is None:
        return label(gauge.sentence, "muted", wrap=True)
    sign, role = ("●", "good") if gauge.floor.met else ("■", "violation")
    return label(f"{sign} {gauge.sentence}", role, wrap=True)


class GaugePanel(QWidget):
    """All gauges, each with its sentence."""

    def __init__(self) -> None:
        super().__init__()
        self._list = column(gap=GAP)
        self.setLayout(self._list)

    def show_gauges(self, gauges: Sequence[Gauge]) -> None:
        """Show these gauges."""
        clear(self._list)
        group = ""
        for gauge in gauges:
            if gauge.group != group:
                group = gauge.group
                text = f"{group}　正式参加评审 {gauge.floor.participating} 人"
                self._list.addWidget(label(text, "strong"))
            self._list.addWidget(PeopleBar(gauge.floor))
            self._list.addWidget(_sentence(gauge))
            self._list.addSpacing(4)
        if not gauges:
            self._list.addWidget(
                empty_state(
                    self.tr("还没有正式参加评审的人"),
                    self.tr("材料判定合格的申报人计入淘汰率的分母。"),
                )
            )
        self._list.setAlignment(Qt.AlignmentFlag.AlignTop)
