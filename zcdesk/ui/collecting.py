"""When Python looks for garbage: on the window's thread, and over everything only when nobody waits.

Left to itself the collector starts on whatever thread happens to make something, a worker too, and
would free the window's objects there, which Qt forbids. And with 10 000 applicants one walk over
everything held every thread for a quarter of a second, in the middle of a key.

A session's people stay as long as the session, so nobody looks among them for garbage: once much
has come to stay it is set aside (`gc.freeze`), and a walk passes it over until the window has been
left alone for minutes.
"""

from __future__ import annotations

import gc
from collections.abc import Callable

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
_ALONE = 300_000
"""Milliseconds without either after which what was set aside is walked over too."""
_MANY = 100_000
"""Objects that a walk passes in some 30 ms: more than that are set aside."""


class Collector(QObject):
    """Collects in the place of Python's own rhythm from `start` to `stop`."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK)
        self._tick.timeout.connect(self._look)
        self._quiet = self._rest(_QUIET, self._walk)
        self._alone = self._rest(_ALONE, self._walk_aside)
        self._looks = 0
        self._stayed = 0

    def start(self) -> None:
        """Nothing is collected on another thread from here on."""
        gc.disable()
        gc.freeze()  # the modules stay as long as the program
        self._app.focusWindowChanged.connect(self._watch)
        self._watch(self._app.focusWindow())
        self._tick.start()

    def stop(self) -> None:
        """Python collects as it likes again."""
        self._tick.stop()
        self._quiet.stop()
        self._alone.stop()
        self._app.focusWindowChanged.disconnect(self._watch)
        gc.unfreeze()
        gc.enable()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Somebody is here: wait anew. The event goes on its way."""
        if event.type() in SOMEBODY:
            for rest in (self._quiet, self._alone):
                if rest.isActive():
                    rest.start()
        return super().eventFilter(watched, event)

    def _watch(self, window: QWindow | None) -> None:
        # Only what comes to a window as a whole: a look at every event of every widget is dear.
        if window is not None:
            window.installEventFilter(self)

    def _rest(self, interval: int, then: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(then)
        return timer

    def _look(self) -> None:
        made = gc.get_count()[0]
        if made < _YOUNG:
            return
        if made < _MANY:
            made -= gc.collect(0)
        self._stayed += made
        if self._stayed >= _MANY:
            self._set_aside()
        self._looks += 1
        if self._looks >= _LATEST:
            self._walk()
        elif self._looks >= _WORTH and not self._quiet.isActive():
            self._quiet.start()

    def _walk(self) -> None:
        self._looks = 0
        self._quiet.stop()
        gc.collect()

    def _set_aside(self) -> None:
        self._stayed = 0
        gc.freeze()
        self._alone.start()

    def _walk_aside(self) -> None:
        gc.unfreeze()
        self._walk()
        self._stayed = 0
        gc.freeze()
