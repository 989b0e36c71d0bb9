"""When Python looks for garbage: on the window's thread, and over everything only when nobody waits.

Left to itself the collector starts on whatever thread happens to make something, a worker too, and
would free the window's objects there, which Qt forbids. And with 10 000 applicants one walk over
everything held every thread for a quarter of a second, in the middle of a key.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QApplication

from zcdesk.ui.idle import SOMEBODY

_TICK = 100
"""Milliseconds between two looks: what is made meanwhile is walked over in a few of them."""
_YOUNG = 5000
"""Objects made since the last look that are worth one; Python's own number is 700."""
_WORTH = 50
"""Looks at the young before everything is worth a walk."""
_LATEST = 3000
"""Looks after which everything is walked over although somebody works on."""
_QUIET = 3000
"""Milliseconds without a key or a click after which nobody waits for the window."""


class Collector(QObject):
    """Collects in the place of Python's own rhythm from `start` to `stop`."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK)
        self._tick.timeout.connect(self._look)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(_QUIET)
        self._quiet.timeout.connect(self._walk)
        self._looks = 0

    def start(self) -> None:
        """Nothing is collected on another thread from here on."""
        gc.disable()
        self._app.focusWindowChanged.connect(self._watch)
        self._watch(self._app.focusWindow())
        self._tick.start()

    def stop(self) -> None:
        """Python collects as it likes again."""
        self._tick.stop()
        self._quiet.stop()
        self._app.focusWindowChanged.disconnect(self._watch)
        gc.enable()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Somebody is here: wait anew. The event goes on its way."""
        if event.type() in SOMEBODY and self._quiet.isActive():
            self._quiet.start()
        return super().eventFilter(watched, event)

    def _watch(self, window: QWindow | None) -> None:
        # Only what comes to a window as a whole: a look at every event of every widget is dear.
        if window is not None:
            window.installEventFilter(self)

    def _look(self) -> None:
        if gc.get_count()[0] < _YOUNG:
            return
        gc.collect(0)
        self._looks += 1
        if self._looks >= _LATEST:
            self._walk()
        elif self._looks >= _WORTH and not self._quiet.isActive():
            self._quiet.start()

    def _walk(self) -> None:
        self._looks = 0
        self._quiet.stop()
        gc.collect()
