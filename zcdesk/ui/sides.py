"""Two parts side by side; one below the other where screen and text leave no room for both."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from zcdesk.ui.theme import GAP


class Sides(QWidget):
    """`shares`: how the width is divided while they stand side by side."""

    def __init__(self, left: QWidget, right: QWidget, shares: tuple[int, int]) -> None:
        super().__init__()
        self._parts = (left, right)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._box.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
        self._box.setSpacing(2 * GAP)
        for part, share in zip(self._parts, shares, strict=True):
            self._box.addWidget(part, share)
        self.setLayout(self._box)

    def minimumSizeHint(self) -> QSize:
        """As wide as the wider part: the other one goes below."""
        edges = self._box.contentsMargins()
        wide = max(self._least())
        return QSize(wide + edges.left() + edges.right(), self._box.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side where both have what they need."""
        super().resizeEvent(event)
        edges = self._box.contentsMargins()
        room = self.width() - edges.left() - edges.right() - self._box.spacing()
        both = sum(self._least()) <= room
        ways = QBoxLayout.Direction
        way = ways.LeftToRight if both else ways.TopToBottom
        if self._box.direction() is not way:
            self._box.setDirection(way)
            self.updateGeometry()

    def _least(self) -> list[int]:
        """How narrow each part can be."""
        return [
            0 if part.isHidden() else max(part.minimumSizeHint().width(), part.minimumWidth())
            for part in self._parts
        ]
