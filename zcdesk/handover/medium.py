"""Writing files to a medium (移动盘): all of them whole and read back, or none at all."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from zcdesk.domain.errors import KnownError
from zcdesk.handover.digest_thread import DigestBeside
from zcdesk.handover.media import Medium
from zcdesk.handover.watch import Stage, Watch

CHUNK = 1 << 20
FLUSH_EVERY = 32 << 20
"""Bytes after which the system's memory is written out, so that progress is that of the medium."""


class NotWritten(KnownError):
    """The package could not be written; nothing half-written is left behind."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A file to be written: at most `size` bytes, which `fill` gives.

    `patched`: the first megabyte may be written again at the end, as the 7z format asks.
    """

    name: str
    size: int
    fill: Callable[[BinaryIO], None]
    patched: bool = False


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file as it lies on the medium. `size` in bytes."""

    path: Path
    size: int
    sha256: str


def write_all(
    folder: Path, files: Sequence[Outgoing], watch: Watch, medium: Medium | None = None
) -> tuple[WrittenFile, ...]:
    """Write files as NAME.part, sync, read back, and only then give all of them their names.

    NotWritten with one sentence where the medium is full, read-only, gone or another one, or gives
    back other bytes; Cancelled where a person stopped it. What stood there before is then
    untouched. The last file gets its name last.
    """
    title = files[-1].name
    parts = [folder / f"{each.name}.part" for each in files]
    watch.begin(2 * sum(each.size for each in files))
    try:
        device = _check(folder, files, medium)
        meant = [_write(*each, watch) for each in zip(parts, files, strict=True)]
        written = tuple(
            _read_back(folder, part, one, watch) for part, one in zip(parts, meant, strict=True)
        )
        _same_device(folder, device)
        _name_all(parts, written)
        _sync_folder(folder)
    except OSError as error:
        raise NotWritten(_sentence(error, title)) from error
    finally:
        for part in parts:
            _remove(part)
    return written


def _name_all(parts: Sequence[Path], written: Sequence[WrittenFile]) -> None:
    """Give files their names, or none of them one that it had not before."""
    named: list[Path] = []
    try:
        for part, each in zip(parts, written, strict=True):
            new = not each.path.exists()
            part.replace(each.path)
            if new:
                named.append(each.path)
    except OSError:
        for path in named:
            _remove(path)
        raise


def _check(folder: Path, files: Sequence[Outgoing], medium: Medium | None) -> int:
    """Refuse early what cannot be written; the number of the device that is written to."""
    device = folder.stat().st_dev
    if medium is not None:
        _same_device(folder, medium.number)
        if medium.read_only:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        if any(each.size > medium.largest_file for each in files):
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
    usage = shutil.disk_usage(folder)
    # A total of nothing: the file system does not tell.
    if usage.total and usage.free < sum(each.size for each in files):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    return device


def _same_device(folder: Path, number: int) -> None:
    """A stick that was pulled leaves an empty folder on the machine's own disk behind."""
    if folder.stat().st_dev != number:
        raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))


class _Tracked(io.RawIOBase):
    """A file that is written, and what must be read back from it.

    The head that may be written again is kept. What follows it is only ever added to, and only its
    digest is kept.
    """

    def __init__(self, stream: BinaryIO, file: Outgoing, watch: Watch) -> None:
        super().__init__()
        self.head = bytearray()
        self._patched = CHUNK if file.patched else 0
        self.rest = DigestBeside("sha256")
        self.length = 0
        self._at = self._flushed = 0
        self._stream, self._file, self._watch = stream, file, watch

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        self._at = self._stream.seek(offset, whence)
        return self._at

    def flush(self) -> None:
        if not self._stream.closed:  # Python 3.13 flushes once more when this is collected
            self._stream.flush()

    def write(self, data: object, /) -> int:
        piece = bytes(data)  # type: ignore[call-overload]  # any buffer
        begin, end = self._at, self._at + len(piece)
        if begin < self.length and end > len(self.head):
            raise ValueError("only the head of a file may be written twice")
        kept = max(0, min(self._patched, end) - begin)
        self.head[begin : begin + kept] = piece[:kept]
        self.rest.update(piece[kept:])
        self._stream.write(piece)
        self._at, self.length = end, max(self.length, end)
        if self.length - self._flushed >= FLUSH_EVERY:
            self._stream.flush()
            os.fsync(self._stream.fileno())
            self._flushed = self.length
        self._watch.moved(Stage.WRITING, self._file.name, len(piece))
        return len(piece)


@dataclass(frozen=True, slots=True)
class _Meant:
    """What the medium must give back."""

    name: str
    head: bytes
    rest: bytes
    length: int


def _write(part: Path, file: Outgoing, watch: Watch) -> _Meant:
    with part.open("wb") as stream:
        sink = _Tracked(stream, file, watch)
        file.fill(sink)  # type: ignore[arg-type]  # written to, never read
        stream.flush()
        os.fsync(stream.fileno())
    if sink.length > file.size:
        raise ValueError(f"{file.name}: {sink.length} bytes, {file.size} announced")
    return _Meant(file.name, bytes(sink.head), sink.rest.digest(), sink.length)


def _read_back(folder: Path, part: Path, meant: _Meant, watch: Watch) -> WrittenFile:
    """Read a file as the medium has it: the system's copy in memory is dropped first."""
    whole, length, head = DigestBeside("sha256"), 0, b""
    # Without a head that was kept both digests are one, and half of the hashing is saved.
    rest = DigestBeside("sha256") if meant.head else whole
    with part.open("rb") as stream:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while piece := stream.read(CHUNK):
            at = len(meant.head) if length == 0 else 0
            head += piece[:at]
            whole.update(piece)
            if rest is not whole:
                rest.update(piece[at:])
            length += len(piece)
            watch.moved(Stage.READING_BACK, meant.name, len(piece))
    if (head, rest.digest(), length) != (meant.head, meant.rest, meant.length):
        raise NotWritten(f"移交包“{meant.name}”写入后读回的内容不一致，请换一个盘重写。")
    return WrittenFile(folder / meant.name, length, whole.hexdigest())


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        # Some file systems cannot sync a folder; the rename itself is done.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS):
            raise
    finally:
        os.close(handle)


def _remove(part: Path) -> None:
    # A stick that was pulled cannot be tidied; a `.part` is never taken for a package.
    with contextlib.suppress(OSError):
        part.unlink(missing_ok=True)


_FULL = (errno.ENOSPC, errno.EDQUOT)
_LOCKED = (errno.EROFS, errno.EACCES, errno.EPERM)


def _sentence(error: OSError, name: str) -> str:
    if error.errno in _FULL:
        return f"目标盘空间不足，移交包“{name}”没有写成，请换一个盘再写。"
    if error.errno == errno.EFBIG:
        return f"目标盘的文件系统放不下这么大的文件，移交包“{name}”没有写成，请换一个盘再写。"
    if error.errno in _LOCKED:
        return f"目标盘是只读的或没有写入权限，移交包“{name}”没有写成。"
    if error.errno == errno.ENOENT:
        return f"找不到目标文件夹，盘可能已拔出或改名，移交包“{name}”没有写成，请重新选择后再写。"
    return f"目标盘已拔出或读写出错，移交包“{name}”没有写成，请插好后重写。"
