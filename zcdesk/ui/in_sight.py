"""Where the keyboard goes, the eye can follow: what lies out of sight is scrolled to."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

_MARGIN = 12


class InSight(QObject):
    """Qt does this for the Tab key alone, not where the program leads on to the next step.

    What shows in part stays: a click there must not move it from under the pointer.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._at)

    def _at(self, _: QWidget | None, now: QWidget | None) -> None:
        outer = now.parentWidget() if now is not None else None
        while now is not None and outer is not None:
            if isinstance(outer, QScrollArea):
                place = QRect(now.mapTo(outer.viewport(), QPoint(0, 0)), now.size())
                if not outer.viewport().rect().intersects(place):
                    outer.ensureWidgetVisible(now, _MARGIN, _MARGIN)
            outer = outer.parentWidget()
