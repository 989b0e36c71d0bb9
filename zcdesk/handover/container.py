"""The one form of ZIP file that a package is: stored, without extras, comments or gaps.

Every byte outside the members' contents follows from names, sizes, checksums and one time stamp.
The verifier lays the file out anew and compares: nothing can hide between, before or behind.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol

CHUNK = 1 << 20
LARGEST = (1 << 32) - 1
"""Bytes of a whole package: what FAT32 and a ZIP file without 64-bit fields can hold."""

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_NEEDS = 20  # ZIP 2.0
_BY_UNIX = (3 << 8) | _NEEDS
_FILE_MODE = 0o100644 << 16
_UTF8_NAME = 1 << 11
_MOST_MEMBERS = 60_000
_LONGEST_NAME = 512


@dataclass(frozen=True, slots=True)
class Member:
    """One file in the container; `at` is the place of its content. `stamp` is DOS (time, date)."""

    name: str
    size: int
    crc: int
    stamp: tuple[int, int]
    at: int = 0


def dos_stamp(at: datetime) -> tuple[int, int]:
    """A time as ZIP files keep it: (time, date), in steps of two seconds, from 1980 on."""
    time = at.hour << 11 | at.minute << 5 | at.second // 2
    return time, (at.year - 1980) << 9 | at.month << 5 | at.day


def local_header(member: Member) -> bytes:
    """What stands before a member's content."""
    name = member.name.encode("utf-8")
    sizes = (member.crc, member.size, member.size)
    flags = _flags(member)
    return _LOCAL.pack(b"PK\3\4", _NEEDS, flags, 0, *member.stamp, *sizes, len(name), 0) + name


def directory(members: Sequence[Member]) -> bytes:
    """What stands behind the last member's content: the central directory and its end."""
    entries = []
    place = 0
    for member in members:
        name = member.name.encode("utf-8")
        sizes = (member.crc, member.size, member.size)
        head = (b"PK\1\2", _BY_UNIX, _NEEDS, _flags(member), 0, *member.stamp, *sizes)
        entries.append(_CENTRAL.pack(*head, len(name), 0, 0, 0, 0, _FILE_MODE, place) + name)
        place += _LOCAL.size + len(name) + member.size
    whole = b"".join(entries)
    count = len(members)
    return whole + _END.pack(b"PK\5\6", 0, 0, count, count, len(whole), place, 0)


def _flags(member: Member) -> int:
    return 0 if member.name.isascii() else _UTF8_NAME


class NotCanonical(Exception):
    """The file is not laid out as this program lays packages out; the text is Chinese."""


def members_of(stream: BinaryIO, size: int) -> tuple[Member, ...]:
    """The members of a container of `size` bytes, in order.

    NotCanonical with the place where any byte outside the contents is not what it must be, or a
    checksum does not fit its content. Contents are read once, nothing is unpacked.
    """
    members = tuple(_walk(stream, size))
    if not members:
        raise NotCanonical("压缩包里没有文件")
    expected = directory(members)
    tail_at = members[-1].at + members[-1].size
    stream.seek(tail_at)
    if size != tail_at + len(expected) or stream.read(len(expected)) != expected:
        raise NotCanonical("压缩包的中央目录被改动，或文件末尾有多余、缺失的内容")
    return members


def _walk(stream: BinaryIO, size: int) -> Iterator[Member]:
    place, count = 0, 0
    stamp = None
    while True:
        stream.seek(place)
        head = stream.read(_LOCAL.size)
        if head[:4] == b"PK\1\2" and count:
            return
        member = _member(stream, head, place, size)
        stamp = stamp or member.stamp
        stream.seek(place)
        length = member.at - place
        if stream.read(length) != local_header(member) or member.stamp != stamp:
            raise NotCanonical(f"压缩包中“{member.name}”的文件头被改动，或内容与其校验和不符")
        yield member
        place = member.at + member.size
        count += 1
        if count > _MOST_MEMBERS:
            raise NotCanonical("压缩包里的文件过多")


def _member(stream: BinaryIO, head: bytes, place: int, size: int) -> Member:
    where = f"压缩包第 {place} 字节处应是文件头，内容却不对"
    if len(head) != _LOCAL.size or head[:4] != b"PK\3\4":
        raise NotCanonical(where)
    fields = _LOCAL.unpack(head)
    length, name_length = fields[8], fields[9]
    at = place + _LOCAL.size + name_length
    if name_length > _LONGEST_NAME or at + length > size:
        raise NotCanonical(where)
    try:
        name = stream.read(name_length).decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotCanonical(where) from error
    crc = 0
    for chunk in chunks(stream, length):
        crc = zlib.crc32(chunk, crc)
    return Member(name, length, crc, (fields[4], fields[5]), at)


def chunks(stream: BinaryIO, length: int) -> Iterator[bytes]:
    """The next `length` bytes of a stream, piece by piece; fewer where the stream ends."""
    left = length
    while left > 0 and (chunk := stream.read(min(CHUNK, left))):
        left -= len(chunk)
        yield chunk


class Sink(Protocol):
    """Where bytes go."""

    def write(self, data: bytes, /) -> object:
        """Take these bytes."""


def pieces(
    members: Sequence[Member], content: Callable[[Member], Iterable[bytes]]
) -> Iterator[bytes]:
    """A container piece by piece; `content` gives one member's content."""
    for member in members:
        yield local_header(member)
        yield from content(member)
    yield directory(members)


def size_of(members: Sequence[Member]) -> int:
    """Bytes of the whole container."""
    contents = sum(len(local_header(each)) + each.size for each in members)
    return contents + len(directory(members))
