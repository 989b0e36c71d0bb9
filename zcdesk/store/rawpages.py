"""The pages of a database as an attacker sees them: decrypted and taken apart without SQLite.

Rows where they lie, and every byte that no row uses: free pages, gaps between cells, the ends of
overflow pages. Nothing of the store's own reading is shared with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from zcdesk.store import folder

PAGE_BYTES = 4096
_RESERVED = 80
_SALT = 16
_HEADER = 100
_MAGIC = b"SQLite format 3\0"
_INTERIOR_INDEX, _INTERIOR_TABLE, _LEAF_INDEX, _LEAF_TABLE = 2, 5, 10, 13
_KINDS = (_INTERIOR_INDEX, _INTERIOR_TABLE, _LEAF_INDEX, _LEAF_TABLE)
_SMALLEST_CELL = 4
_MOST_JOURNAL = 256 << 20

Value = None | int | str | bytes


@dataclass(frozen=True, slots=True)
class Cell:
    """One row where it lies: number of its page, place in the page, and what it says."""

    page: int
    offset: int
    rowid: int
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Remains:
    """What lies in the folder of a case file that is not open: the journal, and all names."""

    journal: bytes
    names: tuple[str, ...]


def remains(path: Path) -> Remains:
    """Look at a closed case file, and at what lies beside it under its name."""
    journal = path / f"{folder.DATABASE}-journal"
    content = b""
    if journal.is_file():
        with journal.open("rb") as file:
            content = file.read(_MOST_JOURNAL)
    inside = [each.relative_to(path).as_posix() for each in path.rglob("*") if each.is_file()]
    beside = [f"../{each.name}" for each in path.parent.glob(f"{path.name}?*")]
    return Remains(content, tuple(sorted([*inside, *beside])))


def pages(path: Path, key: bytes) -> list[bytes]:
    """The decrypted pages of a closed case file."""
    return decrypted((path / folder.DATABASE).read_bytes(), key)


def decrypted(raw: bytes, key: bytes) -> list[bytes]:
    """The plain pages of a SQLCipher 4 file: AES-256-CBC, the vector at each page's end."""
    pages = []
    for at in range(0, len(raw), PAGE_BYTES):
        page = raw[at : at + PAGE_BYTES]
        salt = _SALT if at == 0 else 0
        end = PAGE_BYTES - _RESERVED
        cipher = Cipher(algorithms.AES(key), modes.CBC(page[end : end + _SALT])).decryptor()
        pages.append(_MAGIC[:salt] + cipher.update(page[salt:end]))
    return pages


def plain(raw: bytes) -> list[bytes]:
    """The pages of a file that is not encrypted."""
    return [raw[at : at + PAGE_BYTES] for at in range(0, len(raw), PAGE_BYTES)]


class Image:
    """A whole database by its pages."""

    def __init__(self, pages: list[bytes]) -> None:
        self._pages = pages
        self._usable = len(pages[-1])
        self._schema = list(self._rows(1))

    def names(self) -> list[str]:
        """Every table."""
        return [str(cell.values[1]) for cell in self._schema if cell.values[0] == "table"]

    def table(self, name: str) -> list[Cell]:
        """The rows of a table, in the order of the cell pointers; none without the table."""
        for cell in self._schema:
            if cell.values[0] == "table" and cell.values[1] == name:
                return list(self._rows(_whole(cell.values[3])))
        return []

    def waste(self) -> Iterator[bytes]:
        """Every stretch that belongs to no row, where it is not blank."""
        seen: dict[int, bytearray] = {}
        for root in [1, *(_whole(cell.values[3]) for cell in self._schema if cell.values[3])]:
            self._mark(root, seen)
        for number, page in enumerate(self._pages, start=1):
            used = seen.get(number) or self._trunk(page)
            yield from _stretches(page, used)

    # --- rows -----------------------------------------------------------------------------------

    def _rows(self, root: int) -> Iterator[Cell]:
        page, kind, pointers = self._open(root)
        if kind == _INTERIOR_TABLE:
            for child in self._children(root, page, pointers):
                yield from self._rows(child)
            return
        for at in pointers:
            size, here = _varint(page, at)
            rowid, here = _varint(page, here)
            content = self._payload(page, here, size, leaf_table=True)[0]
            yield Cell(root, at, rowid, _record(content))

    def _open(self, number: int) -> tuple[bytes, int, list[int]]:
        page, start = self._pages[number - 1], _HEADER if number == 1 else 0
        kind, cells = page[start], _number(page, start + 3, 2)
        head = start + (12 if kind in (_INTERIOR_INDEX, _INTERIOR_TABLE) else 8)
        if kind not in _KINDS:
            raise ValueError("not a b-tree page")
        return page, kind, [_number(page, head + 2 * place, 2) for place in range(cells)]

    def _children(self, number: int, page: bytes, pointers: list[int]) -> list[int]:
        start = _HEADER if number == 1 else 0
        return [*(_number(page, at, 4) for at in pointers), _number(page, start + 8, 4)]

    def _payload(
        self, page: bytes, at: int, size: int, *, leaf_table: bool
    ) -> tuple[bytes, int, list[int]]:
        """A cell's content, where it ends in its page, and the overflow pages it goes on in."""
        usable = self._usable
        most = usable - 35 if leaf_table else (usable - 12) * 64 // 255 - 23
        if size <= most:
            return page[at : at + size], at + size, []
        least = (usable - 12) * 32 // 255 - 23
        local = least + (size - least) % (usable - 4)
        local = local if local <= most else least
        content, over = page[at : at + local], []
        follow = _number(page, at + local, 4)
        while follow and len(content) < size:
            over.append(follow)
            content += self._pages[follow - 1][4:usable]
            follow = _number(self._pages[follow - 1], 0, 4)
        return content[:size], at + local + 4, over

    # --- what no row uses -----------------------------------------------------------------------

    def _mark(self, number: int, seen: dict[int, bytearray]) -> None:
        """Note the bytes that a b-tree uses."""
        page, kind, pointers = self._open(number)
        start = _HEADER if number == 1 else 0
        interior = kind in (_INTERIOR_INDEX, _INTERIOR_TABLE)
        used = seen.setdefault(number, bytearray(len(page)))
        _use(used, 0, start + (12 if interior else 8) + 2 * len(pointers))
        for at in pointers:
            _use(used, at, max(at + _SMALLEST_CELL, self._cell_end(page, kind, at, seen)))
        if interior:
            for child in self._children(number, page, pointers):
                self._mark(child, seen)

    def _cell_end(self, page: bytes, kind: int, at: int, seen: dict[int, bytearray]) -> int:
        here = at + (4 if kind in (_INTERIOR_INDEX, _INTERIOR_TABLE) else 0)
        if kind == _INTERIOR_TABLE:
            return _varint(page, here)[1]
        size, here = _varint(page, here)
        if kind == _LEAF_TABLE:
            here = _varint(page, here)[1]
        _, end, over = self._payload(page, here, size, leaf_table=kind == _LEAF_TABLE)
        left = size - (end - 4 - here)
        for number in over:
            held = min(left, self._usable - 4)
            used = seen.setdefault(number, bytearray(len(self._pages[number - 1])))
            _use(used, 0, 4 + held)
            left -= held
        return end

    def _trunk(self, page: bytes) -> bytearray:
        """Of a free page the list of other free pages that it may begin with is no trace."""
        used = bytearray(len(page))
        listed = _number(page, 4, 4)
        if 0 < listed <= len(self._pages) and _number(page, 0, 4) <= len(self._pages):
            _use(used, 0, 8 + 4 * listed)
        return used


def orders(cells: list[Cell], name: Callable[[Cell], str]) -> dict[str, list[str]]:
    """Every order in which the rows may have been written, as the bytes suggest it."""
    by: dict[str, Callable[[Cell], tuple[int, ...]]] = {
        "行号": lambda cell: (cell.rowid,),
        "偏移": lambda cell: (cell.page, cell.offset),
        "自页尾的偏移": lambda cell: (cell.page, -cell.offset),
    }
    found = {how: [name(cell) for cell in sorted(cells, key=key)] for how, key in by.items()}
    found["指针"] = [name(cell) for cell in cells]
    return found | {f"{how}（倒序）": order[::-1] for how, order in found.items()}


def _use(used: bytearray, start: int, end: int) -> None:
    end = min(end, len(used))
    used[start:end] = b"\1" * max(0, end - start)


def _stretches(page: bytes, used: bytearray) -> Iterator[bytes]:
    """The unused stretches of a page, without the blank at either end."""
    left = bytes(0 if taken else byte for byte, taken in zip(page, used, strict=True))
    for stretch in left.split(bytes(_SMALLEST_CELL)):
        if stretch.strip(b"\0"):
            yield stretch.strip(b"\0")


def _number(page: bytes, at: int, size: int) -> int:
    return int.from_bytes(page[at : at + size], "big")


def _whole(value: Value) -> int:
    if not isinstance(value, int):
        raise TypeError("not a page number")
    return value


def _varint(page: bytes, at: int) -> tuple[int, int]:
    value = 0
    for count in range(8):
        byte = page[at + count]
        value = value << 7 | byte & 127
        if byte < 128:  # noqa: PLR2004 - the highest bit says whether it goes on
            return value, at + count + 1
    return value << 8 | page[at + 8], at + 9


_SIZES = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)
_FIRST_TEXT = 12


def _record(content: bytes) -> tuple[Value, ...]:
    end, at = _varint(content, 0)
    kinds = []
    while at < end:
        kind, at = _varint(content, at)
        kinds.append(kind)
    values: list[Value] = []
    for kind in kinds:
        size = (kind - _FIRST_TEXT) // 2 if kind >= _FIRST_TEXT else _SIZES[kind]
        values.append(_value(kind, content[at : at + size]))
        at += size
    return tuple(values)


def _value(kind: int, chunk: bytes) -> Value:
    if kind >= _FIRST_TEXT:
        return chunk.decode("utf-8", "replace") if kind % 2 else chunk
    fixed: dict[int, Value] = {0: None, 8: 0, 9: 1}
    return fixed.get(kind, int.from_bytes(chunk, "big", signed=True))
