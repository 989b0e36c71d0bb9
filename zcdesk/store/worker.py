"""The one worker thread, and the one connection that lives on it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from zcdesk.store.driver import Database, connect, immediate
from zcdesk.store.errors import told

T = TypeVar("T")


class Worker:
    """Runs what it is given, in order, on its own thread; callable from any thread.

    Failures of the disk come out as known errors, at the caller.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="casefile")
        self._thread = self._pool.submit(threading.get_ident).result()
        try:
            self._database = self._there(lambda: connect(path, key))
        except BaseException:
            self._pool.shutdown()
            raise

    def run(self, work: Callable[[Database], T]) -> T:
        """Run `work` outside a transaction."""
        return self._there(lambda: work(self._database))

    def write(self, work: Callable[[Database], T]) -> T:
        """Run `work` in a transaction of its own; its answer is on the disk before it returns."""

        def whole() -> T:
            with immediate(self._database):
                return work(self._database)

        return self._there(whole)

    def soon(self, work: Callable[[Database], None]) -> None:
        """Run `work` after what is under way; nobody waits for it or hears of its failure."""
        self._pool.submit(work, self._database)

    def close(self) -> None:
        """Close the connection and end the thread."""
        self._there(self._database.close)
        self._pool.shutdown()

    def _there(self, work: Callable[[], T]) -> T:
        def told_work() -> T:
            with told():
                return work()

        if threading.get_ident() == self._thread:
            return told_work()
        return self._pool.submit(told_work).result()
