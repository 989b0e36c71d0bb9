"""A TrueType file, read in pieces and on demand, and cut down to the glyphs that were drawn.

The PDF library parses whole fonts in Python, which takes a second a file; the files here are up
to 30 MB, and a page needs the character map of three and the outlines of a few hundred glyphs.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Iterable, Sequence
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

_ARGS_ARE_WORDS = 0x0001
_HAS_SCALE = 0x0008
_MORE_COMPONENTS = 0x0020
_HAS_X_AND_Y_SCALE = 0x0040
_HAS_TWO_BY_TWO = 0x0080
_CHECKSUM_MAGIC = 0xB1B0AFBA
_HINTS = ("cvt ", "fpgm", "prep")
_MOST_CODES = 0x110000
"""Characters that there are; a map that claims more would be read for ever."""


class TrueTypeFile:
    """One font file, on the disk or in memory. Advances are in thousandths of an em."""

    def __init__(self, source: Path | bytes, start: int = 0) -> None:
        """`start`: where the font begins in a collection (TTC)."""
        self._source, self._start = source, start

    @property
    def path(self) -> Path | None:
        """Where the file lies; None for one in memory."""
        return self._source if isinstance(self._source, Path) else None

    def _open(self) -> BinaryIO:
        return self._source.open("rb") if isinstance(self._source, Path) else BytesIO(self._source)

    @cached_property
    def _tables(self) -> dict[str, tuple[int, int]]:
        with self._open() as stream:
            stream.seek(self._start)
            count = struct.unpack(">4xH6x", stream.read(12))[0]
            directory = stream.read(16 * count)
        records = struct.iter_unpack(">4s4xLL", directory)
        return {tag.decode("ascii"): (offset, length) for tag, offset, length in records}

    def table(self, tag: str) -> bytes:
        """One table as it is. KeyError where the font has none, ValueError where it is cut off."""
        offset, length = self._tables[tag]
        data = self._read(offset, length)
        if len(data) < length:
            raise ValueError(f"a table that is cut off: {tag}")
        return data

    @property
    def tags(self) -> tuple[str, ...]:
        """The names of its tables."""
        return tuple(self._tables)

    def alone(self) -> bytes:
        """This font as a file of its own; one that is no part of a collection stays as it is."""
        if isinstance(self._source, bytes) and not self._start:
            return self._source
        return _sealed({tag.encode("ascii"): self.table(tag) for tag in self._tables})

    def _read(self, offset: int, length: int) -> bytes:
        with self._open() as stream:
            stream.seek(offset)
            return stream.read(length)

    @cached_property
    def glyph_of(self) -> dict[int, int]:
        """Glyph number by character code: the format 12 map, or format 4 where there is none."""
        table = self.table("cmap")
        count = struct.unpack_from(">2xH", table)[0]
        offsets = {
            struct.unpack_from(">H", table, offset)[0]: offset
            for _, _, offset in struct.iter_unpack(">HHL", table[4 : 4 + 8 * count])
        }
        if 12 in offsets:  # noqa: PLR2004 - the format's own number
            return _read_segmented_coverage(table, offsets[12])
        return _read_segment_mapping(table, offsets[4])

    @cached_property
    def units_per_em(self) -> int:
        """Font units of one em."""
        return int(struct.unpack_from(">18xH", self.table("head"))[0])

    @cached_property
    def box(self) -> tuple[int, int, int, int]:
        """Bounding box of all glyphs, in thousandths of an em."""
        corners = struct.unpack_from(">36x4h", self.table("head"))
        left, bottom, right, top = (1000 * value // self.units_per_em for value in corners)
        return left, bottom, right, top

    @cached_property
    def _metrics(self) -> array[int]:
        full = struct.unpack_from(">34xH", self.table("hhea"))[0]
        metrics = _big_endian("H", self.table("hmtx"))
        last = metrics[2 * full - 2]
        bearings = metrics[2 * full :]
        del metrics[2 * full :]
        for bearing in bearings:
            metrics.append(last)
            metrics.append(bearing)
        return metrics

    def advance(self, glyph: int) -> int:
        """How far the pen moves, in thousandths of an em, rounded."""
        units = self.units_per_em
        return (2000 * self._metrics[2 * glyph] + units) // (2 * units)

    @cached_property
    def _locations(self) -> array[int]:
        long_format = struct.unpack_from(">50xh", self.table("head"))[0]
        if long_format:
            return _big_endian("L", self.table("loca"))
        return array(_LONG, (2 * place for place in _big_endian("H", self.table("loca"))))

    def is_blank(self, glyph: int) -> bool:
        """Whether the glyph has no outline."""
        return self._locations[glyph] == self._locations[glyph + 1]

    def subset(self, glyphs: Sequence[int]) -> bytes:
        """A font program whose glyph n is `glyphs[n]`; parts of composite glyphs follow."""
        start = self._tables["glyf"][0]
        kept = list(glyphs)
        place_of: dict[int, int] = {}
        for place, glyph in enumerate(kept):
            place_of.setdefault(glyph, place)
        outlines: list[bytes] = []
        with self._open() as stream:
            for glyph in kept:  # grows while composites name further glyphs
                begin, end = self._locations[glyph], self._locations[glyph + 1]
                stream.seek(start + begin)
                outline = stream.read(end - begin)
                outlines.append(_renumbered(outline, place_of, kept))
        return self._assemble(kept, outlines)

    def _assemble(self, kept: Sequence[int], outlines: Sequence[bytes]) -> bytes:
        padded = [outline + bytes(-len(outline) % 4) for outline in outlines]
        location, locations = 0, [0]
        for outline in padded:
            location += len(outline)
            locations.append(location)
        metrics = [n for glyph in kept for n in self._metrics[2 * glyph : 2 * glyph + 2]]
        head = bytearray(self.table("head"))
        struct.pack_into(">L", head, 8, 0)
        struct.pack_into(">h", head, 50, 1)
        count = struct.pack(">H", len(kept))
        hhea, maxp = self.table("hhea"), self.table("maxp")
        tables = {
            b"glyf": b"".join(padded),
            b"head": bytes(head),
            b"hhea": hhea[:34] + count,
            b"hmtx": struct.pack(f">{len(metrics)}H", *metrics),
            b"loca": struct.pack(f">{len(locations)}L", *locations),
            b"maxp": maxp[:4] + count + maxp[6:],
        }
        # What the instructions inside the outlines call.
        tables |= {tag.encode("ascii"): self.table(tag) for tag in _HINTS if tag in self._tables}
        return _sealed(tables)


_LONG = "I" if array("I").itemsize == 4 else "L"  # noqa: PLR2004 - four bytes


def _big_endian(kind: str, data: bytes) -> array[int]:
    size = array("H").itemsize if kind == "H" else 4
    values = array("H" if kind == "H" else _LONG, data[: len(data) // size * size])
    if sys.byteorder == "little":
        values.byteswap()
    return values


def _read_segmented_coverage(table: bytes, offset: int) -> dict[int, int]:
    count = struct.unpack_from(">12xL", table, offset)[0]
    groups = list(struct.iter_unpack(">LLL", table[offset + 16 : offset + 16 + 12 * count]))
    _check_size((first, last) for first, last, _ in groups)
    glyphs: dict[int, int] = {}
    for first, last, glyph in groups:
        glyphs.update((code, glyph + code - first) for code in range(first, last + 1))
    return glyphs


def _read_segment_mapping(table: bytes, offset: int) -> dict[int, int]:
    length, double = struct.unpack_from(">2xH2xH", table, offset)
    count = double // 2
    words = struct.unpack_from(f">{(length - 14) // 2}H", table, offset + 14)
    ends, starts = words[:count], words[count + 1 : 2 * count + 1]
    deltas, ranges = words[2 * count + 1 : 3 * count + 1], words[3 * count + 1 : 4 * count + 1]
    _check_size(zip(starts, ends, strict=True))
    glyphs: dict[int, int] = {}
    for n, (first, last) in enumerate(zip(starts, ends, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if ranges[n]:
                glyph = words[3 * count + 1 + n + ranges[n] // 2 + code - first]
            if glyph or not ranges[n]:
                glyph = (glyph + deltas[n]) & 0xFFFF
            if glyph:
                glyphs[code] = glyph
    return glyphs


def _check_size(ranges: Iterable[tuple[int, int]]) -> None:
    if sum(max(0, last - first + 1) for first, last in ranges) > _MOST_CODES:
        raise ValueError("a character map with more characters than there are")


def _renumbered(outline: bytes, place_of: dict[int, int], kept: list[int]) -> bytes:
    """A composite glyph with its parts renumbered; parts not kept so far are added to `kept`."""
    if len(outline) < 10 or outline[0] < 0x80:  # noqa: PLR2004 - a contour count below zero
        return outline
    changed = bytearray(outline)
    offset, flags = 10, _MORE_COMPONENTS
    while flags & _MORE_COMPONENTS:
        flags, part = struct.unpack_from(">HH", changed, offset)
        if part not in place_of:
            place_of[part] = len(kept)
            kept.append(part)
        struct.pack_into(">H", changed, offset + 2, place_of[part])
        offset += 8 if flags & _ARGS_ARE_WORDS else 6
        if flags & _HAS_SCALE:
            offset += 2
        elif flags & _HAS_X_AND_Y_SCALE:
            offset += 4
        elif flags & _HAS_TWO_BY_TWO:
            offset += 8
    return bytes(changed)


def _sealed(tables: dict[bytes, bytes]) -> bytes:
    """The tables in one file with their checksums."""
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    header = struct.pack(
        ">LHHHH", 0x00010000, count, 16 * power, power.bit_length() - 1, 16 * (count - power)
    )
    offset = 12 + 16 * count
    directory, body, head_at = [], [], 0
    for tag in sorted(tables):
        data = tables[tag]
        padded = data + bytes(-len(data) % 4)
        if tag == b"head":
            head_at = offset
        directory.append(struct.pack(">4sLLL", tag, _checksum(padded), offset, len(data)))
        body.append(padded)
        offset += len(padded)
    font = bytearray(header + b"".join(directory) + b"".join(body))
    struct.pack_into(">L", font, head_at + 8, (_CHECKSUM_MAGIC - _checksum(bytes(font))) % 2**32)
    return bytes(font)


def _checksum(data: bytes) -> int:
    return sum(_big_endian("L", data)) % 2**32
