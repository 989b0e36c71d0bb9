"""How much a foreign table may ask for before it is refused."""

from __future__ import annotations

import sys
from typing import NamedTuple

if sys.platform != "win32":
    import resource


class Limits(NamedTuple):
    """Sizes in bytes, time in seconds, the rest in pieces."""

    file_bytes: int = 64 * 2**20
    unpacked_bytes: int = 512 * 2**20
    members: int = 5_000
    sheets: int = 50
    rows: int = 50_000
    columns: int = 1_000
    cells: int = 5_000_000
    memory_bytes: int = 2 * 2**30
    seconds: int = 60


DEFAULT_LIMITS = Limits()
"""What an honest roster never reaches."""


def confine(memory_bytes: int, seconds: int | None = None) -> None:
    """Bind the calling process to its memory and, if given, its time on the processor."""
    if sys.platform != "win32":
        _lower(resource.RLIMIT_AS, memory_bytes)
        _lower(resource.RLIMIT_CORE, 0)
        if seconds is not None:
            _lower(resource.RLIMIT_CPU, seconds)


def _lower(kind: int, value: int) -> None:
    if sys.platform != "win32":
        hard = resource.getrlimit(kind)[1]
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (bound, hard))
