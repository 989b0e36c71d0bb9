"""Writing one file to a medium (移动盘): whole and read back, or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from zcdesk.domain.errors import KnownError
from zcdesk.handover.container import Sink


class NotWritten(KnownError):
    """The package could not be written; nothing half-written is left behind."""


def write_whole(path: Path, size: int, fill: Callable[[Sink], None]) -> str:
    """Write `size` bytes that `fill` gives as NAME.part, sync, read back, rename; its SHA-256.

    NotWritten with one sentence where the medium is full, read-only or gone, or gives back other
    bytes; a file that stood there before is then untouched.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        _check_room(path.parent, size)
        digest = _write(part, fill)
        if _read_back(part) != digest:
            raise NotWritten(f"移交包“{path.name}”写入后读回的内容不一致，请换一个盘重写。")
        part.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise NotWritten(_sentence(error, path.name)) from error
    finally:
        _remove(part)
    return digest


def _check_room(folder: Path, size: int) -> None:
    """Refuse early what cannot fit."""
    if shutil.disk_usage(folder).free < size:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _write(part: Path, fill: Callable[[Sink], None]) -> str:
    with part.open("wb") as stream:
        sink = _Hashing(stream)
        fill(sink)
        stream.flush()
        os.fsync(stream.fileno())
    return sink.digest.hexdigest()


class _Hashing:
    """A file that is written, and the digest of what went into it."""

    def __init__(self, stream: BinaryIO) -> None:
        self.digest = hashlib.sha256()
        self._stream = stream

    def write(self, data: bytes, /) -> None:
        self.digest.update(data)
        self._stream.write(data)


def _read_back(path: Path) -> str:
    """SHA-256 as the medium has it: the system's copy in memory is dropped first."""
    with path.open("rb") as stream:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        # Some file systems cannot sync a folder; the rename itself is done.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)


def _remove(part: Path) -> None:
    try:
        part.unlink(missing_ok=True)
    except OSError:
        # A stick that was pulled cannot be tidied; a `.part` is never taken for a package.
        return


_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_LOCKED = (errno.EROFS, errno.EACCES, errno.EPERM)


def _sentence(error: OSError, name: str) -> str:
    if error.errno in _FULL:
        return f"目标盘空间不足，移交包“{name}”没有写成，请换一个盘再写。"
    if error.errno in _LOCKED:
        return f"目标盘是只读的或没有写入权限，移交包“{name}”没有写成。"
    return f"目标盘已拔出或读写出错，移交包“{name}”没有写成，请插好后重写。"
