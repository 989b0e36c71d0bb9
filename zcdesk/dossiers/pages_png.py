"""PNG unpacked band by band: a large scan never lies in memory as a whole.

A band of filtered rows, with the last row before it put on top as it is, makes a small picture that
Pillow unpacks; what a filter refers to is then there. Of 16 bits a channel the upper eight suffice,
and they can be taken before filters are undone: a filter ties a byte to bytes of its own kind only.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

_SIGNATURE = 8
_FRAME = 12
"""Bytes of a chunk beside its content: length, name, checksum."""

_BAND = 2_000_000
"""Pixels of a band."""

_DEEP = 16
_LINEAR = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}
"""Pictures of so many bytes a pixel, to undo the filters of whatever has as many."""

_KINDS = {0: ("L", 1), 2: ("RGB", 3), 3: ("P", 1), 4: ("LA", 2), 6: ("RGBA", 4)}
"""Modes and channels by colour type (PNG 1.2, 4.1.1)."""


@dataclass(frozen=True, slots=True)
class _Head:
    width: int
    height: int
    depth: int
    colour: int
    interlaced: bool

    @property
    def row(self) -> int:
        """Bytes of a row without its filter."""
        return (self.width * self.depth * _KINDS[self.colour][1] + 7) // 8


def bands(data: bytes, step: int) -> Iterator[Image.Image] | None:
    """The picture from top to bottom, each band a multiple of `step` rows but the last one.

    None where it is interlaced: such a picture is unpacked as a whole. OSError, in the course, where
    the file is damaged or ends early.
    """
    head = _head(data)
    return None if head.interlaced else _bands(data, head, step)


def _head(data: bytes) -> _Head:
    start = _SIGNATURE + 8
    width, height, depth, colour, _, _, interlaced = struct.unpack_from(">IIBBBBB", data, start)
    return _Head(width, height, depth, colour, bool(interlaced))


def _bands(data: bytes, head: _Head, step: int) -> Iterator[Image.Image]:
    palette, transparent = b"", b""
    for name, content in _chunks(data):
        if name == b"PLTE":
            palette = bytes(content)
        elif name == b"tRNS":
            transparent = bytes(content)
        elif name == b"IDAT":
            break
    of_band = step * max(1, _BAND // (step * head.width))
    above = b""
    for filtered in _filtered(data, head, of_band):
        rows = len(filtered) // (head.row + 1)
        raw, above = _unfiltered(filtered, above, rows, head)
        yield _picture(raw, rows, head, palette, transparent)


def _chunks(data: bytes) -> Iterator[tuple[bytes, memoryview]]:
    view, at = memoryview(data), _SIGNATURE
    while at + _FRAME <= len(data):
        (size,) = struct.unpack_from(">I", data, at)
        name, content = bytes(view[at + 4 : at + 8]), view[at + 8 : at + 8 + size]
        end = at + 8 + size
        if end + 4 > len(data) or zlib.crc32(view[at + 4 : end]) != int.from_bytes(
            view[end : end + 4], "big"
        ):
            raise OSError("a part of the picture is damaged")
        yield name, content
        at = end + 4


def _filtered(data: bytes, head: _Head, of_band: int) -> Iterator[bytes]:
    """The rows with their filters, so many at a time."""
    whole, size = (head.row + 1) * head.height, (head.row + 1) * of_band
    unpacking, waiting = zlib.decompressobj(), bytearray()
    for name, content in _chunks(data):
        if name != b"IDAT":
            continue
        rest = bytes(content)
        while rest:
            try:
                # A few bytes may unpack to gigabytes.
                waiting += unpacking.decompress(rest, size)
            except zlib.error as error:
                raise OSError("the picture is damaged") from error
            rest = unpacking.unconsumed_tail
            while len(waiting) >= min(size, whole) > 0:
                size = min(size, whole)
                yield bytes(waiting[:size])
                whole -= size
                del waiting[:size]
            if not whole:
                return
    raise OSError("the picture ends early")


def _unfiltered(filtered: bytes, above: bytes, rows: int, head: _Head) -> tuple[bytes, bytes]:
    """The bytes of a band, and its last row for the next one."""
    if head.depth == _DEEP:
        filtered = _upper(filtered, head.row)
    length = len(filtered) // rows - 1
    together = max(1, head.depth * _KINDS[head.colour][1] // 8)
    if head.depth == _DEEP:
        together //= 2
    mode = _LINEAR[together]
    packed = zlib.compress((b"\0" + above if above else b"") + filtered, 0)
    size = length // together, rows + bool(above)
    undone = Image.frombytes(mode, size, packed, "zip", mode, 0).tobytes()
    return undone[len(above) :], undone[-length:]


def _upper(filtered: bytes, row: int) -> bytes:
    """Filter and upper bytes of each row of 16-bit channels."""
    whole = row + 1
    return b"".join(
        filtered[at : at + 1] + filtered[at + 1 : at + whole : 2]
        for at in range(0, len(filtered), whole)
    )


def _picture(raw: bytes, rows: int, head: _Head, palette: bytes, transparent: bytes) -> Image.Image:
    mode, _ = _KINDS[head.colour]
    if (mode, head.depth) == ("L", 1):
        mode = "1"
    packed = head.depth < 8 and mode != "1"  # noqa: PLR2004 - bits of a byte
    kind = f"{mode};{head.depth}" if packed else mode
    made = Image.frombytes(mode, (head.width, rows), raw, "raw", kind)
    if palette and mode == "P":
        made.putpalette(palette)
    if transparent and head.depth != _DEEP:
        made.info["transparency"] = _transparency(transparent, head)
    return made


def _transparency(told: bytes, head: _Head) -> bytes | int | tuple[int, ...]:
    """As Pillow names it: an alpha for each colour of the palette, or the one colour that is none."""
    if head.colour == 3:  # noqa: PLR2004 - the type with a palette
        return told
    values: tuple[int, ...] = struct.unpack(f">{len(told) // 2}H", told[: len(told) // 2 * 2])
    if head.colour:
        return values
    # Grey of few bits is spread over all 256 values.
    return values[0] * 255 // ((1 << min(head.depth, 8)) - 1)
