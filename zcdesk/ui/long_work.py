"""Long work with a count and a way out: the bar moves, 取消 stops it, and its end is told."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QProgressBar, QWidget

from zcdesk.ui.parts import button, column, label, named, row


class Steps(QObject):
    """What the work reports from its thread, and whether it shall go on."""

    told = Signal(int, int, str)

    def __init__(self) -> None:
        super().__init__()
        self._stop = threading.Event()

    def __call__(self, done: int, of: int, what: str) -> bool:
        """Report; False where somebody has cancelled."""
        self.told.emit(done, of, what)
        return self.going

    @property
    def going(self) -> bool:
        """Nobody has cancelled."""
        return not self._stop.is_set()

    def cancel(self) -> None:
        """Stop at the next step."""
        self._stop.set()


class LongWork(QDialog):
    """Shown while the work runs; whoever started it closes it with `end`."""

    def __init__(self, title: str, steps: Steps, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._steps = steps
        self._what = label(self.tr("正在准备…"), "muted", wrap=True)
        self.bar = named(QProgressBar(), title)
        self.bar.setProperty("kind", "long")
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self._count = label("", "small")
        self.cancel = button(self.tr("取消"), self._cancel)
        self.setLayout(
            column(
                label(title, "title"),
                self._what,
                self.bar,
                row(self._count, None, self.cancel),
                gap=12,
                margin=24,
            )
        )
        self.resize(460, 180)
        # Queued across threads: the work never waits for the window.
        steps.told.connect(self._tell, Qt.ConnectionType.AutoConnection)
        self.finished.connect(self.deleteLater)

    def end(self) -> None:
        """The work is over, one way or the other."""
        self.accept()

    def reject(self) -> None:
        """Escape cancels the work; the dialog goes when the work has stopped."""
        self._cancel()

    def show_step(self, done: int, of: int, what: str) -> None:
        """How far the bar is, and what is in hand."""
        self.bar.setRange(0, max(of, 1))
        self.bar.setValue(done)
        self._what.setText(what)

    def show_count(self, text: str) -> None:
        """How much is done, in words."""
        self._count.setText(text)

    def _tell(self, done: int, of: int, what: str) -> None:
        self.show_step(done, of, what)
        self.show_count(self.tr("已完成 {done} / {of}").format(done=done, of=of))

    def _cancel(self) -> None:
        self.cancel.setEnabled(False)
        self._what.setText(self.tr("正在停下…"))
        self._steps.cancel()
