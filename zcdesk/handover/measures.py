"""Contents that go into a package, and what the manifests and headers say of them."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from zcdesk.handover import bag, container
from zcdesk.handover.digest_thread import DigestBeside

Source = bytes | Path | Callable[[], Iterator[bytes]]
"""A file's content, where it lies, or what gives it piece by piece as often as it is asked."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Size in bytes, CRC-32 and digests of a content; `sm3` empty where there is no SM3."""

    size: int
    crc: int
    sha256: str
    sm3: str


def measured(source: Source) -> Measured:
    """Read a content once."""
    sha256, size, crc = hashlib.sha256(), 0, 0
    # SM3 takes three times as long as everything else here.
    sm3 = DigestBeside("sm3") if bag.has_sm3() else None
    for chunk in chunks_of(source):
        if sm3 is not None:
            sm3.update(chunk)
        sha256.update(chunk)
        size, crc = size + len(chunk), zlib.crc32(chunk, crc)
    return Measured(size, crc, sha256.hexdigest(), sm3.hexdigest() if sm3 else "")


def chunks_of(source: Source) -> Iterator[bytes]:
    """A content piece by piece."""
    if isinstance(source, bytes):
        yield source
    elif isinstance(source, Path):
        with source.open("rb") as stream:
            yield from container.chunks(stream, container.LARGEST)
    else:
        yield from source()
