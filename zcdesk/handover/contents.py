"""What a package file holds, read as a stranger's file: nothing is unpacked, everything bounded.

A file laid out as this program does it is read by that layout. Of any other ZIP file as much is
read as is needed to name what is wrong in it; it can no longer be found in order.
"""

from __future__ import annotations

import hashlib
import re
import stat
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from zcdesk.domain.errors import Unreadable
from zcdesk.handover import bag, container, volumes
from zcdesk.handover.opening import NO_SECRETS, Secrets, opened

KEPT = frozenset(
    {
        "bagit.txt",
        bag.MANIFEST,
        bag.TAG_MANIFEST,
        bag.SIGNATURE,
        bag.SIGNER,
        "data/result.json",
        "data/record.json",
        f"data/{volumes.LIST}",
    }
)
"""Members whose content is looked at, and papers beside them; of all others only the digest."""

_PAPER = re.compile(r"data/[^/]+\.pdf")

_LARGEST_KEPT = 128 << 20
_LARGEST_FOREIGN = 1 << 30
_MOST_FOREIGN_MEMBERS = 60_000
_WINDOW = 1 << 16
_MARKS = (b"bagit.txt", b"tagmanifest-sha256.txt", b"data/result.json", b"signature.p7s")


@dataclass(slots=True)
class Contents:
    """A package's files by their name inside the bag. `faults` are (file, Chinese sentence)."""

    root: str = ""
    digests: dict[str, str] = field(default_factory=dict)
    kept: dict[str, bytes] = field(default_factory=dict)
    faults: list[tuple[str, str]] = field(default_factory=list)


def read_contents(path: Path, secrets: Secrets = NO_SECRETS) -> Contents:
    """Read a package file. Unreadable where it is none at all, Locked where it does not open."""
    if not path.is_file():
        raise Unreadable(f"找不到移交包“{path.name}”，或它不是文件。")
    try:
        with path.open("rb") as file, opened(file, path.name, secrets) as stream:
            size = stream.seek(0, 2)
            if not _is_package(stream, size):
                raise Unreadable(f"“{path.name}”不是移交包。")
            return _read(stream, size)
    except OSError as error:
        raise Unreadable(f"无法读取“{path.name}”：没有权限，或盘已拔出、读写出错。") from error


def _is_package(stream: BinaryIO, size: int) -> bool:
    """A ZIP file at one end at least, with a name that only a bag of ours has."""
    stream.seek(0)
    head = stream.read(_WINDOW)
    stream.seek(max(0, size - _WINDOW))
    tail = stream.read(_WINDOW)
    is_zip = head[:4] == b"PK\3\4" or b"PK\5\6" in tail
    return is_zip and any(mark in head or mark in tail for mark in _MARKS)


def _read(stream: BinaryIO, size: int) -> Contents:
    contents = Contents()
    try:
        members = container.members_of(stream, size)
    except container.NotCanonical as fault:
        contents.faults.append(("", f"{fault}，不是封存时写出的原件"))
        if size <= _LARGEST_FOREIGN:
            _take_foreign(contents, stream)
        return contents
    names = _names(contents, [member.name for member in members])
    for member, name in zip(members, names, strict=True):
        stream.seek(member.at)
        _take(contents, name, container.chunks(stream, member.size))
    return contents


def _names(contents: Contents, names: list[str]) -> list[str]:
    """Names inside the bag, without the one folder that holds everything."""
    root = names[0].split("/")[0] if names and "/" in names[0] else ""
    contents.root = root
    inside = [name[len(root) + 1 :] if name.startswith(f"{root}/") else name for name in names]
    seen: set[str] = set()
    for name, short in zip(names, inside, strict=True):
        if not name.startswith(f"{root}/") or not bag.is_safe_name(short):
            contents.faults.append((short, "文件名不合规，解压时可能写到别处"))
        # exFAT and Windows take Aa.txt and aA.txt for one file.
        if short.casefold() in seen:
            contents.faults.append((short, "文件名重复"))
        seen.add(short.casefold())
    return inside


def _take(contents: Contents, name: str, chunks: Iterable[bytes]) -> None:
    digest, kept, size = hashlib.sha256(), [], 0
    wanted = name in KEPT or _PAPER.fullmatch(name) is not None
    for chunk in chunks:
        digest.update(chunk)
        size += len(chunk)
        if wanted and size <= _LARGEST_KEPT:
            kept.append(chunk)
    contents.digests[name] = digest.hexdigest()
    if wanted:
        if size > _LARGEST_KEPT:
            contents.faults.append((name, "文件过大"))
        else:
            contents.kept[name] = b"".join(kept)


def _take_foreign(contents: Contents, stream: BinaryIO) -> None:
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = [each for each in archive.infolist() if not each.is_dir()]
            if len(entries) > _MOST_FOREIGN_MEMBERS:
                contents.faults.append(("", "压缩包里的文件过多"))
                return
            names = _names(contents, [each.filename for each in entries])
            _take_entries(contents, archive, list(zip(entries, names, strict=True)))
    except Exception as error:
        # zipfile meets a stranger's bytes with a dozen kinds of error; all mean the same.
        contents.faults.append(("", f"压缩包已损坏，无法逐个读取文件（{type(error).__name__}）"))


def _take_entries(
    contents: Contents, archive: zipfile.ZipFile, entries: list[tuple[zipfile.ZipInfo, str]]
) -> None:
    left = _LARGEST_FOREIGN
    for entry, name in entries:
        mode = entry.external_attr >> 16
        if entry.flag_bits & 1:
            contents.faults.append((name, "文件被加密"))
        elif mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
            contents.faults.append((name, "不是普通文件，是链接或设备"))
        elif entry.file_size > left:
            contents.faults.append((name, "解压后过大，可能是压缩炸弹"))
        else:
            left -= entry.file_size
            try:
                _take(contents, name, _unpacked(archive, entry))
            except Exception as error:
                # As above; one broken member does not hide what is wrong in the others.
                contents.faults.append((name, f"无法读取（{type(error).__name__}）"))


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """A member's content; never more than its declared size, which was weighed before."""
    with archive.open(entry) as stream:
        left = entry.file_size
        while left > 0 and (chunk := stream.read(min(container.CHUNK, left))):
            left -= len(chunk)
            yield chunk
