"""What an attacker reads of a package (移交包): the file itself, or the folder that it lies in.

A folder is what a hand-over leaves on the stick (the package, its volumes, the receipt) or a
package that somebody unpacked. Links are not followed.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from zcdesk.domain.errors import Unreadable

_TEXTS = (".json", ".csv")
_PACKED = ".zip"
_CLOSED = (".7z", ".age")
_MOST_TEXT = 64 << 20
_MOST_FILES = 60_000

Entry = tuple[str, int, Callable[[], bytes]]
"""A text's name, its size, and how it is read."""


def texts(package: Path) -> Iterator[tuple[str, str]]:
    """The tables and records of a package, by name.

    Unreadable with one sentence where it is encrypted, too large, or no package at all.
    """
    try:
        yield from _read(package)
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise Unreadable(f"“{package.name}”不是可以读取的移交包。") from error


def _read(package: Path) -> Iterator[tuple[str, str]]:
    left, found = _MOST_TEXT, False
    for name, size, read in _in_folder(package) if package.is_dir() else _in_file(package):
        left -= size
        if left < 0:
            raise Unreadable(f"“{package.name}”过大，无法检查。")
        yield name, read().decode("utf-8-sig")
        found = True
    if not found:
        raise Unreadable(f"“{package.name}”里没有移交包的数据文件，请选择移交包或装有它的文件夹。")


def _in_folder(folder: Path) -> Iterator[Entry]:
    for number, path in enumerate(sorted(folder.rglob("*"))):
        if number >= _MOST_FILES:
            raise Unreadable(f"“{folder.name}”里的文件过多，请选择只装有移交包的文件夹。")
        if path.is_symlink() or not path.is_file():
            continue
        if path.suffix in _TEXTS:
            yield path.relative_to(folder).as_posix(), path.stat().st_size, path.read_bytes
        elif path.suffix == _PACKED or path.suffix in _CLOSED:
            yield from _in_file(path)


def _in_file(package: Path) -> Iterator[Entry]:
    if package.suffix in _CLOSED:
        raise Unreadable(f"“{package.name}”已加密，请选择没有外层加密的移交包。")
    with zipfile.ZipFile(package) as archive:
        for entry in archive.infolist():
            if entry.filename.endswith(_TEXTS):
                yield entry.filename, entry.file_size, lambda one=entry: archive.read(one)  # type: ignore[misc]
