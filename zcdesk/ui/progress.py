"""A thin bar under the head while something takes longer than a moment."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QProgressBar

from zcdesk.ui.runner import Runner

_MOMENT = 300


class Progress(QProgressBar):
    """Runs while the runner is busy; what is quick never shows it."""

    def __init__(self, runner: Runner) -> None:
        super().__init__()
        self.setRange(0, 0)
        self.setTextVisible(False)
        self.setFixedHeight(4)
        self.setAccessibleName(self.tr("正在处理"))
        kept = self.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.setSizePolicy(kept)
        self.hide()
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_MOMENT)
        self._wait.timeout.connect(self.show)
        runner.busy_changed.connect(self._busy)

    def _busy(self, busy: bool) -> None:  # noqa: FBT001 - a signal's argument
        if busy:
            self._wait.start()
        else:
            self._wait.stop()
            self.hide()
