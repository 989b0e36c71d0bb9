"""The folder NAME.zcd on the disk: what is in it, and whether it may be opened at all."""

from __future__ import annotations

import os
import shutil
import stat
import threading
from pathlib import Path

from zcdesk.store.errors import (
    StoreBusy,
    StoreDamaged,
    StoreExists,
    StoreForeign,
    StoreReadOnly,
)

DATABASE = "session.db"
SLOTS = "slots.json"
FILES = "files"
PAGE_BYTES = 4096
_MOST_BYTES = 4 << 30
_PLAIN = b"SQLite format 3\0"

_held: set[Path] = set()
_guard = threading.Lock()


def hold(folder: Path) -> Path:
    """Claim a folder for this process; StoreBusy when it is open already.

    Reading an open database beside SQLite would drop SQLite's lock on it (POSIX drops the locks
    of a process when any of its descriptors closes), so the claim comes before the first read.
    """
    real = folder.resolve()
    with _guard:
        if real in _held:
            raise StoreBusy
        _held.add(real)
    return real


def release(real: Path) -> None:
    """Give a claimed folder back."""
    with _guard:
        _held.discard(real)


def inspect(folder: Path) -> None:
    """Refuse what cannot be a case file, before any of it is parsed."""
    if not folder.is_dir():
        raise StoreForeign("没有找到案卷文件夹")
    for name in (DATABASE, SLOTS):
        path = folder / name
        if not path.is_symlink() and not path.exists():
            raise StoreForeign
        if not stat.S_ISREG(path.lstat().st_mode):
            raise StoreForeign
    journal = folder / f"{DATABASE}-journal"
    if journal.is_symlink() or (journal.exists() and not journal.is_file()):
        raise StoreForeign
    _inspect_database(folder / DATABASE)
    if not all(os.access(path, os.W_OK) for path in (folder, folder / DATABASE)):
        raise StoreReadOnly


def _inspect_database(path: Path) -> None:
    size = path.stat().st_size
    if size == 0 or size > _MOST_BYTES:
        raise StoreForeign
    if size % PAGE_BYTES:
        raise StoreDamaged("案卷数据库不完整")
    with path.open("rb") as file:
        if file.read(len(_PLAIN)) == _PLAIN:
            raise StoreForeign


def part_of(target: Path) -> Path:
    """An empty folder to build `target` in; a left-over of an earlier try is replaced."""
    if target.exists() or target.is_symlink():
        raise StoreExists(target.name)
    part = target.with_name(f"{target.name}.part")
    if part.is_symlink() or part.exists():
        shutil.rmtree(part)
    part.mkdir(parents=True)
    return part


def settle(part: Path, target: Path) -> None:
    """Bring every file of `part` to the disk, then give the folder its name."""
    for path in [*part.rglob("*"), part]:
        sync(path)
    part.rename(target)
    sync(target.parent)


def sync(path: Path) -> None:
    """Bring a file, or the names in a folder, to the disk."""
    if path.is_dir() and os.name == "nt":
        return  # Windows has no way to sync a folder.
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def blank_journal(folder: Path, *, to_disk: bool) -> None:
    """Overwrite what the last transaction left in the journal; only between transactions.

    A persistent journal keeps the pages as they were before: the box without the last ballot.
    `to_disk` waits for the medium, and then lets go of the journal's length too.
    """
    journal = folder / f"{DATABASE}-journal"
    if not journal.is_file():
        return
    with journal.open("r+b") as file:
        file.write(bytes(journal.stat().st_size))
        file.flush()
        if to_disk:
            os.fsync(file.fileno())
            file.truncate(0)
            os.fsync(file.fileno())
