"""The head of the window: whose session this is, the phases, and what the next step still lacks."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QListWidget, QSizePolicy, QWidget

from zcdesk.desk.phases import Missing
from zcdesk.domain.events import Setup
from zcdesk.domain.session import Phase
from zcdesk.ui.look import colours, px, sizes
from zcdesk.ui.parts import Elided, button, column, label, named, panel, row
from zcdesk.ui.theme import GAP

_LINE, _LINES, _MOST, _EDGES, _SENTENCE = 33, 5, 100, 64, 480
_RADIUS = 8


class PhaseSteps(QWidget):
    """The phases as stations on a line: past ones ticked, the present one filled."""

    def __init__(self) -> None:
        super().__init__()
        self._phase = Phase.SETUP
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_phase(Phase.SETUP)

    def sizeHint(self) -> QSize:
        """Room for every name."""
        return QSize(len(Phase) * self._widest(), self._height())

    def minimumSizeHint(self) -> QSize:
        """Room for the stations and one name: where there is less, only the present one is named."""
        return QSize(max(len(Phase) * 3 * _RADIUS, self._widest()), self._height())

    def _height(self) -> int:
        return 4 * _RADIUS + 2 + QFontMetrics(self._font()).height()

    def _widest(self) -> int:
        metrics = QFontMetrics(self._font())
        return max(metrics.horizontalAdvance(phase.chinese) for phase in Phase) + GAP

    def _font(self, *, bold: bool = True) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(sizes().body - 1)
        font.setBold(bold)
        return font

    def show_phase(self, phase: Phase) -> None:
        """Show which phase the session is in."""
        self._phase = phase
        self.setAccessibleName(f"当前阶段：{phase.chinese}")
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the line, the stations and their names."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        phases = list(Phase)
        cell = self.width() / len(phases)
        all_named = cell >= self._widest()
        y = _RADIUS + 4.0
        for place, phase in enumerate(phases):
            x = cell * (place + 0.5)
            reached = phase.rank <= self._phase.rank
            if place:
                painter.setPen(QPen(QColor(colours().accent if reached else colours().edge), 2))
                painter.drawLine(int(x - cell + 9), int(y), int(x - 9), int(y))
            self._station(painter, x, y, phase)
            present = phase is self._phase
            if not all_named and not present:
                continue
            painter.setFont(self._font(bold=present))
            painter.setPen(QColor(colours().ink if reached else colours().muted))
            room = cell if all_named else self._widest()
            left = max(0.0, min(x - room / 2, self.width() - room))
            where = QRectF(left, y + _RADIUS + 2, room, QFontMetrics(painter.font()).height())
            painter.drawText(where, Qt.AlignmentFlag.AlignCenter, phase.chinese)

    def _station(self, painter: QPainter, x: float, y: float, phase: Phase) -> None:
        circle = QRectF(x - 8, y - 8, 16, 16)
        if phase is self._phase:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours().accent))
            painter.drawEllipse(circle)
            painter.setBrush(QColor(colours().paper))
            painter.drawEllipse(QRectF(x - 3, y - 3, 6, 6))
        elif phase.rank < self._phase.rank:
            painter.setPen(QPen(QColor(colours().accent), 2))
            painter.setBrush(QColor(colours().paper))
            painter.drawEllipse(circle)
            painter.drawLine(int(x - 4), int(y), int(x - 1), int(y + 3))
            painter.drawLine(int(x - 1), int(y + 3), int(x + 4), int(y - 3))
        else:
            painter.setPen(QPen(QColor(colours().edge), 2))
            painter.setBrush(QColor(colours().paper))
            painter.drawEllipse(circle)


class Header(QFrame):
    """Committee and year, 演练 where it is one, phases, the next step and what it lacks.

    `lack_wanted` carries what is lacking, so that somebody is led to the place to mend it.
    """

    forward_wanted = Signal()
    back_wanted = Signal()
    lack_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "header")
        self._committee = Elided("lead")
        self._year = label("", "small")
        self.rehearsal = label(self.tr("演 练"), "badge")
        self.rehearsal.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.steps = PhaseSteps()
        self.forward = button("", self.forward_wanted.emit, "primary")
        self.back = button(self.tr("退回…"), self.back_wanted.emit)
        self.lacking = button("", self._toggle, "plain")
        self.details = named(QListWidget(), self.tr("进入下一阶段还缺什么"))
        self.details.setWordWrap(True)
        self.details.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.details.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.details.itemActivated.connect(self._open)
        self.details.itemClicked.connect(self._open)
        self.details.hide()
        self._lacks: tuple[Missing, ...] = ()
        words = panel(
            column(row(self.rehearsal, self._committee, grow=self._committee), self._year, gap=2)
        )
        words.setMinimumWidth(140)
        ways = panel(row(None, self.lacking, self.back, self.forward, gap=GAP))
        self._ways = ways
        line = row(words, self.steps, ways, gap=GAP)
        line.setStretch(0, 3)
        line.setStretch(1, 5)
        line.setAlignment(self.steps, Qt.AlignmentFlag.AlignVCenter)
        self.setLayout(column(line, self.details, gap=6, margin=GAP))
        # A list would like all the room there is, and the head with it.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def show_session(
        self, setup: Setup, phase: Phase, lacks: Sequence[Missing], *, voted: bool = False
    ) -> None:
        """Show where the session stands; once it has `voted` the way leads to the sealing."""
        self._committee.setText(setup.committee.name)
        self._year.setText(self.tr("{year} 年度评审会议").format(year=setup.session.review_year))
        self.rehearsal.setVisible(setup.rehearsal)
        self.steps.show_phase(phase)
        self._lacks = tuple(lacks)
        steppable = phase in (Phase.SETUP, Phase.MATERIALS, Phase.DEFENSE)
        voted = voted and phase is Phase.VOTING
        self.forward.setVisible(steppable or voted)
        if steppable or voted:
            following = list(Phase)[phase.rank + 1].chinese
            text = self.tr("去封存") if voted else self.tr("进入{phase}").format(phase=following)
            self.forward.setText(text)
            self.forward.setAccessibleName(text)
        needed = [lack for lack in lacks if not lack.warns]
        self.forward.setEnabled(voted or not needed)
        self.back.setVisible(phase in (Phase.MATERIALS, Phase.DEFENSE, Phase.VOTING))
        lacking = steppable and bool(lacks)
        if not lacking:
            self.lacking.clearFocus()  # else Qt gives the keyboard to the way back beside it
        self.lacking.setVisible(lacking)
        warned = len(lacks) - len(needed)
        told = [self.tr("还缺 {n} 项").format(n=len(needed))] if needed else []
        told += [self.tr("注意 {n} 项").format(n=warned)] if warned else []
        text = self.tr("，").join(told) or self.tr("不缺什么")
        self.lacking.setText(text)
        self.lacking.setAccessibleName(text)
        self.details.clear()
        self.details.addItems([lack.sentence for lack in lacks[:_MOST]])
        if len(lacks) > _MOST:
            self.details.addItem(self.tr("另有 {n} 项").format(n=len(lacks) - _MOST))
        self._fit_details()
        if not lacks or not steppable:
            self.details.hide()

    def spare(self) -> QRect:
        """Where a sentence may lie for a while: over everything but the buttons, or over all."""
        first = min(
            (way.mapTo(self, way.rect().topLeft()).x() for way in self._shown_ways()),
            default=self.width(),
        )
        wide = first - GAP if first >= px(_SENTENCE) else self.width()
        return QRect(0, 0, wide, self._ways.height() + 2 * GAP)

    def _shown_ways(self) -> list[QWidget]:
        return [way for way in (self.lacking, self.back, self.forward) if not way.isHidden()]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Sentences may need more lines, or fewer."""
        super().resizeEvent(event)
        self._fit_details()

    def _fit_details(self) -> None:
        """A few sentences high, each with the lines that it needs."""
        metrics = self.details.fontMetrics()
        # Until it is shown, the list itself knows nothing of its width.
        room = QRect(0, 0, max(1, self.width() - px(_EDGES)), px(_LINE) * _MOST)
        wrap = int(Qt.TextFlag.TextWordWrap)
        tall = sum(
            px(_LINE) - metrics.height() + metrics.boundingRect(room, wrap, lack.sentence).height()
            for lack in self._lacks[:_LINES]
        )
        self.details.setFixedHeight(tall + 4)

    def _toggle(self) -> None:
        self.details.setVisible(self.details.isHidden())
        self._fit_details()
        if not self.details.isHidden():
            self.details.setFocus()

    def _open(self) -> None:
        place = self.details.currentRow()
        if 0 <= place < min(len(self._lacks), _MOST):
            self.lack_wanted.emit(self._lacks[place])
