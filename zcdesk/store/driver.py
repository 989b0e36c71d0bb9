"""The connection: SQLCipher under sqlite-utils, with every pragma set and asserted.

PERSIST with EXTRA because the default (DELETE with FULL) can lose an acknowledged commit in a
power cut, and WAL leaves copies of ballots in a second file.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlcipher3
from sqlcipher3 import dbapi2

# sqlite-utils catches the errors of the module it finds by this name; with those of sqlite3 a
# row-returning write leaves its savepoint open, and the savepoint swallows later writes.
sys.modules.setdefault("pysqlite3", sqlcipher3)
sys.modules.setdefault("pysqlite3.dbapi2", dbapi2)

import sqlite_utils.utils  # noqa: E402 - after the name is taken
from sqlite_utils import Database as Database  # noqa: E402, PLC0414 - for who imports from here
from sqlite_utils import Migrations as Migrations  # noqa: E402, PLC0414

if vars(sqlite_utils.utils)["sqlite3"] is not sqlcipher3:
    raise ImportError("sqlite_utils was imported before zcdesk.store.driver; import from here")

PRAGMAS: tuple[tuple[str, str, object], ...] = (
    ("locking_mode", "EXCLUSIVE", "exclusive"),
    ("journal_mode", "PERSIST", "persist"),
    ("synchronous", "EXTRA", 3),
    ("secure_delete", "ON", 1),
    ("foreign_keys", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("cell_size_check", "ON", 1),
    ("temp_store", "MEMORY", 2),
    ("mmap_size", "0", 0),
)
"""Name, setting, and what the pragma must answer afterwards."""


def connect(path: Path, key: bytes) -> Database:
    """Open a database with its 32-byte key and hold it exclusively; creates a missing file."""
    connection = dbapi2.connect(str(path), isolation_level=None, timeout=0)
    try:
        # Its log on stderr would tell of each page that a wrong key does not fit.
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("PRAGMA cipher_compatibility = 4")
        for name, setting, expected in PRAGMAS:
            _demand(connection, name, setting, expected)
        # Takes the lock now: a second program is turned away at the door, not at its first write.
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
    except BaseException:
        connection.close()
        raise
    return Database(connection, execute_plugins=False, strict=True)


def _demand(connection: dbapi2.Connection, name: str, setting: str, expected: object) -> None:
    connection.execute(f"PRAGMA {name} = {setting}")
    (actual,) = connection.execute(f"PRAGMA {name}").fetchone()
    if actual != expected:
        raise RuntimeError(f"PRAGMA {name} is {actual}, not {expected}")


@contextmanager
def immediate(database: Database) -> Iterator[None]:
    """One write transaction: all of it is on the disk afterwards, or none."""
    connection = database.conn
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # A full disk may have rolled back already.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
