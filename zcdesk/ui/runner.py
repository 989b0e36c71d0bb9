"""The one module that knows threads: work goes out, answers come back on the window's thread."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

T = TypeVar("T")


class Runner(QObject):
    """A queue of one worker. Work runs in the order it is given; answers keep that order."""

    busy_changed = Signal(bool)
    _answered = Signal(object)

    def __init__(self, executor: Executor | None = None, parent: QObject | None = None) -> None:
        """`executor` None: one thread of its own."""
        super().__init__(parent)
        self._executor = executor or ThreadPoolExecutor(1, thread_name_prefix="window")
        self._waiting = 0
        self._stopped = False
        # The signal is emitted on the worker and received by an object of the window's thread:
        # Qt carries it across.
        self._answered.connect(self._deliver)

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._waiting > 0

    def run(
        self,
        work: Callable[[], T],
        then: Callable[[T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Run `work` on the worker; exactly one of `then` and `failed` follows on this thread.

        After `stop` nothing is taken and nothing follows: a view on its way out may still ask.
        """
        if self._stopped:
            return
        self._waiting += 1
        if self._waiting == 1:
            self.busy_changed.emit(True)  # noqa: FBT003 - a signal takes no keyword
        future = self._executor.submit(work)

        def deliver() -> None:
            if future.cancelled():
                return  # stopped before its turn came
            error = future.exception()
            if error is None:
                then(future.result())
            elif isinstance(error, Exception):
                failed(error)
            else:
                raise error

        def answered(_: Future[Any]) -> None:
            self._answered.emit(deliver)

        future.add_done_callback(answered)

    def stop(self) -> None:
        """Let the work in hand end; nothing more is taken."""
        self._stopped = True
        self._executor.shutdown(wait=True, cancel_futures=True)
        self._waiting = 0

    def _deliver(self, deliver: Callable[[], None]) -> None:
        if self._stopped:
            return  # whoever asked may be gone: the answer was on its way when the view left
        self._waiting -= 1
        if self._waiting == 0:
            self.busy_changed.emit(False)  # noqa: FBT003 - a signal takes no keyword
        deliver()
