"""Whole databases: made new, checked when opened, copied for a backup."""

from __future__ import annotations

import shutil
from pathlib import Path

from zcdesk.store import folder, migrations, seats
from zcdesk.store.driver import Database, connect, immediate
from zcdesk.store.errors import StoreDamaged, StoreForeign, StoreNewer


def build(path: Path, key: bytes) -> None:
    """Make an empty database of this version."""
    database = connect(path, key)
    try:
        with immediate(database):
            migrations.build(database)
    finally:
        database.close()


def upgrade(database: Database) -> None:
    """Bring a database of an earlier version to this one; any other is left as it is."""
    (application,) = database.conn.execute("PRAGMA application_id").fetchone()
    (version,) = database.conn.execute("PRAGMA user_version").fetchone()
    if application == migrations.APPLICATION_ID and 0 < version < migrations.VERSION:
        with immediate(database):
            migrations.build(database)


def check(database: Database) -> None:
    """Refuse a database that is not ours, newer than we know, or damaged."""
    (application,) = database.conn.execute("PRAGMA application_id").fetchone()
    (version,) = database.conn.execute("PRAGMA user_version").fetchone()
    if application != migrations.APPLICATION_ID:
        raise StoreForeign
    if version > migrations.VERSION:
        raise StoreNewer
    if migrations.texts(database) != migrations.expected():
        raise StoreDamaged("案卷数据库的结构被改动")
    if database.conn.execute("PRAGMA quick_check(1)").fetchall() != [("ok",)]:
        raise StoreDamaged
    seats.check_costs(database)


def copy(database: Database, key: bytes, source: Path, target: Path) -> None:
    """Copy an open case file to a new folder: built beside it, checked, synced, then named.

    The pages go through SQLite: reading the open file beside it would drop its lock.
    """
    part = folder.part_of(target)
    try:
        shutil.copy2(source / folder.SLOTS, part / folder.SLOTS)
        shutil.copytree(source / folder.FILES, part / folder.FILES)
        twin = connect(part / folder.DATABASE, key)
        try:
            database.conn.backup(twin.conn)
            check(twin)
        finally:
            twin.close()
        folder.settle(part, target)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
