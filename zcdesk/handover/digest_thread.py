"""Digests counted on a thread of their own, while the next piece is read or written."""

from __future__ import annotations

import hashlib
from concurrent.futures import Future, ThreadPoolExecutor

_WORTH = 256 << 10
"""Bytes of a piece from which a thread's hand-over costs less than it saves."""
_THREADS = ThreadPoolExecutor(2, thread_name_prefix="digest")


class DigestBeside:
    """A digest that takes a piece at once and counts it meanwhile; one piece is on its way at most.

    `name` is one that hashlib knows; a piece must not change after it was given.
    """

    def __init__(self, name: str) -> None:
        self._hash = hashlib.new(name)
        self._under_way: Future[None] | None = None

    def update(self, piece: bytes) -> None:
        """Take the next piece; waits until the one before it is counted."""
        self._settle()
        if len(piece) < _WORTH:
            self._hash.update(piece)
        else:
            self._under_way = _THREADS.submit(self._hash.update, piece)

    def digest(self) -> bytes:
        """The digest of all pieces taken so far."""
        self._settle()
        return self._hash.digest()

    def hexdigest(self) -> str:
        """The same in hexadecimal digits."""
        return self.digest().hex()

    def _settle(self) -> None:
        if self._under_way is not None:
            self._under_way.result()
            self._under_way = None
