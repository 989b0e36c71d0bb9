"""Watching a long write (进度): how far, how fast, how long still, and a way to stop it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from zcdesk.domain.errors import KnownError


class Cancelled(KnownError):
    """A person stopped the writing; nothing half-written is left behind."""


class Stage(Enum):
    """What is being done to the medium."""

    WRITING = "写入"
    READING_BACK = "读回核对"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far: `done` of `total` bytes over all files and both stages.

    `speed` in bytes a second since the beginning, `remaining` in whole seconds; None while there
    is nothing to tell them by.
    """

    stage: Stage
    file: str
    done: int
    total: int
    speed: int | None
    remaining: int | None


class Watch:
    """Who is told of the progress, and asked whether to go on. `clock` gives seconds."""

    def __init__(
        self,
        report: Callable[[Progress], None] = lambda _progress: None,
        *,
        clock: Callable[[], float] = lambda: 0.0,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        self._report = report
        self._clock = clock
        self._cancelled = cancelled
        self._done = self._total = 0
        self._began = 0.0

    def begin(self, total: int) -> None:
        """A write of `total` bytes, the reading back included, begins."""
        self._done, self._total, self._began = 0, total, self._clock()

    def moved(self, stage: Stage, file: str, count: int) -> None:
        """These many bytes more went to the medium or came back. Cancelled where asked to stop."""
        if self._cancelled():
            raise Cancelled("已取消写入，移交包没有写成，盘上没有留下不完整的文件。")
        self._done += count
        elapsed = self._clock() - self._began
        speed = int(self._done / elapsed) if elapsed > 0 else None
        left = max(0, self._total - self._done)
        remaining = -(-left // speed) if speed else None
        self._report(Progress(stage, file, self._done, self._total, speed, remaining))
