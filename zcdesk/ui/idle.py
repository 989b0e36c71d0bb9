"""Whether somebody is at the window: keys and clicks, seen before any widget sees them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication

SOMEBODY = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)
"""What comes to a window from a person's hand."""


class Idle(QObject):
    """`left_alone` after so many minutes without any of them; an open dialog counts as somebody.

    What is done in a dialog comes to the dialog's window: when the keyboard goes from window to
    window somebody was there, or the lock would fall the moment a long dialog is closed.
    """

    left_alone = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self._over)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.focusWindowChanged.connect(self._came)

    def watch(self, window: QWindow) -> None:
        """Look at what comes to this window."""
        window.installEventFilter(self)

    def start(self, minutes: int) -> None:
        """Begin to count."""
        self.timer.start(60_000 * minutes)

    def stop(self) -> None:
        """Nobody needs to be here."""
        self.timer.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Somebody is here: begin anew. The event goes on its way."""
        if event.type() in SOMEBODY:
            self._somebody()
        return super().eventFilter(watched, event)

    def _came(self, window: QWindow | None) -> None:
        # What takes the keyboard away from all of our windows is another program, not a person.
        if window is not None:
            self._somebody()

    def _somebody(self) -> None:
        if self.timer.isActive():
            self.timer.start()

    def _over(self) -> None:
        if QApplication.activeModalWidget() is not None:
            self.timer.start()
        else:
            self.left_alone.emit()
