"""Power cuts under the shipped pragmas, on a disk that exists in memory only.

Plain SQLite (APSW) over a file system that knows what has been synced: at a cut each write since
is kept, dropped, or torn in the middle, and a deleted file may be there again.
"""

# ruff: noqa: N802 - APSW names the methods of a file system

import random
from collections.abc import Callable
from dataclasses import dataclass, field

import apsw
import pytest

from zcdesk.store.driver import PRAGMAS

SECTOR = 512


class PowerCut(Exception):
    """The lights go out."""


@dataclass
class Node:
    """A file: what is surely on the disk, what a reader sees, and the writes in between."""

    durable: bytearray = field(default_factory=bytearray)
    seen: bytearray = field(default_factory=bytearray)
    waiting: list[tuple[int, bytes | None]] = field(default_factory=list)
    entered: bool = False  # its name is surely in the folder

    def apply(self, content: bytearray, at: int, data: bytes | None) -> None:
        if data is None:
            del content[at:]
            return
        content.extend(bytes(max(0, at + len(data) - len(content))))
        content[at : at + len(data)] = data

    def write(self, at: int, data: bytes | None) -> None:
        self.apply(self.seen, at, data)
        self.waiting.append((at, data))

    def sync(self) -> None:
        self.durable[:], self.waiting, self.entered = self.seen, [], True


class Disk(apsw.VFS):
    """A file system with one folder and a counter that cuts the power."""

    def __init__(self, name: str) -> None:
        self.files: dict[str, Node] = {}
        self.removed: dict[str, Node] = {}  # deleted, but the folder was not synced
        self.left = -1
        self.down = False
        self.vfs_name = name
        super().__init__(name, "")

    def tick(self) -> None:
        if self.down:
            raise PowerCut
        if self.left == 0:
            self.down = True
            raise PowerCut
        self.left -= 1

    def found_later(self, dice: random.Random) -> "Disk":
        """What is on the disk when the power is back."""
        later = Disk(f"{self.vfs_name}, later")
        left = {name: node for name, node in self.removed.items() if dice.random() < 0.5}
        for name, node in (left | self.files).items():
            if not node.entered and dice.random() < 0.5:
                continue
            content = bytearray(node.durable)
            for at, data in node.waiting:
                fate = dice.random()
                if fate < 0.4:
                    node.apply(content, at, data)
                elif fate < 0.6 and data is not None:
                    node.apply(content, at, data[: dice.randrange(0, len(data) + 1, SECTOR)])
            later.files[name] = Node(content, bytearray(content), [], True)
        self.left, self.down = -1, False
        return later

    def xOpen(self, name, flags):
        path = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        if path not in self.files:
            if not flags[0] & apsw.SQLITE_OPEN_CREATE:
                raise apsw.CantOpenError
            self.files[path] = Node()
        flags[1] = flags[0]
        return Handle(self, self.files[path])

    def xDelete(self, name, sync_folder):
        self.tick()
        if name not in self.files:
            error = apsw.IOError()
            error.extendedresult = apsw.SQLITE_IOERR_DELETE_NOENT
            raise error
        node = self.files.pop(name)
        if sync_folder:
            self.removed.pop(name, None)
        else:
            self.removed[name] = node

    def xAccess(self, name, flags):
        return name in self.files

    def xFullPathname(self, name):
        return name


class Handle:
    """An open file."""

    def __init__(self, disk: Disk, node: Node) -> None:
        self.disk, self.node = disk, node

    def xRead(self, amount, offset):
        return bytes(self.node.seen[offset : offset + amount])

    def xWrite(self, data, offset):
        self.disk.tick()
        self.node.write(offset, bytes(data))

    def xTruncate(self, size):
        self.disk.tick()
        self.node.write(size, None)

    def xSync(self, flags):
        self.disk.tick()
        self.node.sync()

    def xFileSize(self):
        return len(self.node.seen)

    def xLock(self, level):
        pass

    def xUnlock(self, level):
        pass

    def xCheckReservedLock(self):
        return False

    def xFileControl(self, *_):
        return False

    def xSectorSize(self):
        return SECTOR

    def xDeviceCharacteristics(self):
        return 0

    def xClose(self):
        pass


SHIPPED = {name: setting for name, setting, _ in PRAGMAS}
DEFAULT = {**SHIPPED, "journal_mode": "DELETE", "synchronous": "FULL", "locking_mode": "NORMAL"}


def connect(disk: Disk, pragmas: dict[str, str]) -> apsw.Connection:
    connection = apsw.Connection("session.db", vfs=disk.vfs_name)
    connection.set_busy_timeout(0)
    for name, setting in pragmas.items():
        connection.execute(f"PRAGMA {name} = {setting}").fetchall()
    return connection


def cast_until_cut(connection: apsw.Connection, disk: Disk, casts: int) -> int:
    """Cast as the product does: flip the roll, rewrite the box. The number acknowledged."""
    acknowledged = 0
    try:
        for member in range(casts):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("UPDATE roll SET voted = 1 WHERE voter = ?", [member])
            connection.execute(
                "UPDATE boxes SET ballots = CAST(substr(ballots, 1, ?) || ? || zeroblob(?) AS BLOB)",
                [64 * member, bytes([member + 1]) * 64, 64 * (casts - member - 1)],
            )
            connection.execute("COMMIT")
            acknowledged += 1
        disk.left = 0
        disk.tick()
    except (PowerCut, apsw.Error):
        assert disk.down
    return acknowledged


def lost(name: str, pragmas: dict[str, str], cuts: int) -> int:
    """In how many of so many cuts an acknowledged cast was lost; the file is whole in all."""
    dice = random.Random(482)
    losses, casts = 0, 6
    for _ in range(cuts):
        disk = Disk(name)
        connection = connect(disk, pragmas)
        connection.execute("CREATE TABLE roll (voter INTEGER PRIMARY KEY, voted INTEGER)")
        connection.execute("CREATE TABLE boxes (ballots BLOB)")
        connection.execute(
            "INSERT INTO boxes SELECT zeroblob(?) FROM json_each('[1,2,3]')", [64 * casts]
        )
        connection.executemany("INSERT INTO roll VALUES (?, 0)", [(n,) for n in range(casts)])
        for node in disk.files.values():
            node.sync()
        disk.removed.clear()
        disk.left = dice.randrange(0, 150)
        acknowledged = cast_until_cut(connection, disk, casts)
        later = disk.found_later(dice)
        connection.close()
        disk.unregister()

        connection = connect(later, pragmas)
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        (cast,) = connection.execute("SELECT sum(voted) FROM roll").fetchone()
        ballots = {row[0].rstrip(b"\0") for row in connection.execute("SELECT ballots FROM boxes")}
        assert ballots == {b"".join(bytes([n + 1]) * 64 for n in range(cast))}
        assert cast <= acknowledged + 1
        losses += cast < acknowledged
        connection.close()
        later.unregister()
    return losses


@pytest.mark.slow
def test_the_shipped_pragmas_lose_nothing_where_the_default_does(
    torture: bool, figure: Callable[[str], None]
) -> None:
    cuts = 5000 if torture else 300
    assert lost("shipped", SHIPPED, cuts) == 0
    by_default = lost("default", DEFAULT, cuts)
    assert by_default > 0
    figure(f"断电：各 {cuts} 次，本程序的设置丢失 0 次，SQLite 的默认设置丢失 {by_default} 次")
