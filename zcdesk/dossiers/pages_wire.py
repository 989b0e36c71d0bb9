"""What passes between the window's process and the one that draws: a JSON head, then bytes."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from enum import Enum
from typing import IO, Any

_LENGTH = 4


class PageFault(Enum):
    """Why a document or a page is not shown."""

    PASSWORD = "需要密码"  # noqa: S105 - the name of a cause
    DAMAGED = "文件损坏"
    TOO_LARGE = "页面过大"
    NOT_DRAWN = "本页未能显示"
    UNSUPPORTED = "请转为 PDF"


class Faulty(Exception):
    """A document or a page that is not shown, with its cause."""

    def __init__(self, fault: PageFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


MAX_PIXELS = 60_000_000
"""A drawn page has no more; an A3 sheet at 400 dpi has half."""

MAX_PAGES = 20_000
"""A document has no more: a file that claims more is no document."""


def check_pixels(width: int, height: int) -> None:
    """Refuse a page that would be drawn larger than anybody can look at."""
    if width * height > MAX_PIXELS:
        raise Faulty(PageFault.TOO_LARGE)


def send(stream: IO[bytes], head: dict[str, Any], body: bytes | memoryview = b"") -> None:
    """Write one message."""
    send_pieces(stream, head, len(body), (body,))


def send_pieces(
    stream: IO[bytes], head: dict[str, Any], size: int, pieces: Iterable[bytes | memoryview]
) -> None:
    """Write one message whose body of `size` bytes comes piece by piece; EOFError if it does not."""
    text = json.dumps({**head, "bytes": size}).encode("ascii")
    stream.write(len(text).to_bytes(_LENGTH, "big") + text)
    for piece in pieces:
        size -= len(piece)
        if size < 0:
            raise EOFError
        stream.write(piece)
    stream.flush()
    if size:
        raise EOFError


_SHARED_KEPT = 32 * 2**20


def put(memory: int, pixels: bytes | memoryview) -> int:
    """Write pixels to shared memory from its start; how many bytes they are."""
    size = len(pixels)
    # What a large page needed is given back once a small one follows.
    os.ftruncate(memory, max(size, _SHARED_KEPT))
    rest = memoryview(pixels)
    while rest:
        rest = rest[os.pwrite(memory, rest, size - len(rest)) :]
    return size


def take(memory: int, size: int) -> bytes:
    """Read so many bytes of shared memory; EOFError where there are fewer."""
    if size > 4 * MAX_PIXELS:
        raise EOFError
    data = os.pread(memory, size, 0)
    if len(data) < size:
        raise EOFError
    return data


def receive(stream: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    """Read one message; EOFError when the other side is gone."""
    length = int.from_bytes(_exactly(stream, _LENGTH), "big")
    head: dict[str, Any] = json.loads(_exactly(stream, length))
    return head, _exactly(stream, head["bytes"])


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data
