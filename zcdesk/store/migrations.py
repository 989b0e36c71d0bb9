"""The schema, as frozen text: a released migration is never edited, a new one follows it.

Each mapping of a case is one table of the same name; `place` keeps the order of first entry.
No column of `roll`, `boxes` or `key_shares` ties a ballot to a member.
"""

from __future__ import annotations

import functools

from sqlcipher3 import dbapi2

from zcdesk.store.driver import Database, Migrations

APPLICATION_ID = 0x5A434453
"""ZCDS."""

VERSION = 3
"""`user_version` of the schema that this program writes."""

MIGRATIONS = Migrations("zcdesk")

_FIRST = """
CREATE TABLE "setup" (
    place INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,
    record TEXT NOT NULL CHECK (json_valid(record))) STRICT;
CREATE TABLE "book" (
    place INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,
    record TEXT NOT NULL CHECK (json_valid(record))) STRICT;
CREATE TABLE "phase" (
    place INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,
    record TEXT NOT NULL CHECK (json_valid(record))) STRICT;
CREATE TABLE "applicants" (
    place INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,
    record TEXT NOT NULL CHECK (json_valid(record))) STRICT;
CREATE TABLE "statuses" (
    place INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,
    record TEXT NOT NULL CHECK (json_valid(record))) STRICT;
CREATE TABLE "documents" (
    place INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,
    record TEXT NOT NULL CHECK (json_valid(record))) STRICT;
CREATE TABLE "waivers" (
    place INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,
    record TEXT NOT NULL CHECK (json_valid(record))) STRICT;
CREATE TABLE "acknowledged" (
    place INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,
    record TEXT NOT NULL CHECK (json_valid(record))) STRICT;
CREATE TABLE "recusals" (
    place INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,
    record TEXT NOT NULL CHECK (json_valid(record))) STRICT;
CREATE TABLE "attendance" (
    place INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,
    record TEXT NOT NULL CHECK (json_valid(record))) STRICT;
CREATE TABLE "panels" (
    place INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,
    record TEXT NOT NULL CHECK (json_valid(record))) STRICT;
CREATE TABLE "scores" (
    place INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,
    record TEXT NOT NULL CHECK (json_valid(record))) STRICT;
CREATE TABLE "opinions" (
    place INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,
    record TEXT NOT NULL CHECK (json_valid(record))) STRICT;
CREATE TABLE "rounds" (
    place INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,
    record TEXT NOT NULL CHECK (json_valid(record))) STRICT;
CREATE TABLE "exception" (
    place INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,
    record TEXT NOT NULL CHECK (json_valid(record))) STRICT;
CREATE TABLE "groups" (
    place INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,
    record TEXT NOT NULL CHECK (json_valid(record))) STRICT;
CREATE TABLE audit (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    body TEXT NOT NULL CHECK (json_valid(body)),
    digest TEXT NOT NULL CHECK (length(digest) = 64),
    head TEXT NOT NULL CHECK (length(head) = 64)) STRICT;
CREATE TABLE seats (
    member TEXT PRIMARY KEY, cost TEXT NOT NULL,
    salt BLOB NOT NULL CHECK (length(salt) = 16), digest BLOB NOT NULL CHECK (length(digest) = 32),
    failures INTEGER NOT NULL CHECK (failures >= 0),
    locked INTEGER NOT NULL CHECK (locked IN (0, 1))) STRICT;
CREATE TABLE holders (
    holder TEXT PRIMARY KEY, cost TEXT NOT NULL,
    salt BLOB NOT NULL CHECK (length(salt) = 16),
    public BLOB NOT NULL CHECK (length(public) = 32)) STRICT;
CREATE TABLE identity (
    only_one INTEGER PRIMARY KEY CHECK (only_one = 1), content BLOB NOT NULL) STRICT;
CREATE TABLE sitting (
    only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
    holder TEXT NOT NULL REFERENCES holders (holder) DEFERRABLE INITIALLY DEFERRED,
    number BLOB NOT NULL CHECK (length(number) = 8),
    mac BLOB NOT NULL CHECK (length(mac) = 32)) STRICT;
CREATE TABLE box_keys (
    round TEXT PRIMARY KEY REFERENCES rounds (key) DEFERRABLE INITIALLY DEFERRED,
    public BLOB NOT NULL CHECK (length(public) = 32)) STRICT;
CREATE TABLE key_shares (
    round TEXT NOT NULL REFERENCES box_keys (round) DEFERRABLE INITIALLY DEFERRED,
    part INTEGER NOT NULL CHECK (part IN (1, 2)),
    holder TEXT NOT NULL REFERENCES holders (holder) DEFERRABLE INITIALLY DEFERRED,
    sealed BLOB NOT NULL, PRIMARY KEY (round, part, holder)) STRICT;
CREATE TABLE boxes (
    round TEXT NOT NULL REFERENCES box_keys (round) DEFERRABLE INITIALLY DEFERRED,
    applicant TEXT NOT NULL, ballots BLOB NOT NULL, PRIMARY KEY (round, applicant)) STRICT;
CREATE TABLE roll (
    round TEXT NOT NULL REFERENCES rounds (key) DEFERRABLE INITIALLY DEFERRED,
    voter TEXT NOT NULL, voted INTEGER NOT NULL CHECK (voted IN (0, 1)),
    PRIMARY KEY (round, voter)) STRICT;
"""


@MIGRATIONS()
def first(database: Database) -> None:
    """Version 1."""
    database.executescript(_FIRST)


_SECOND = """
CREATE TABLE notes (
    member TEXT PRIMARY KEY, cost TEXT NOT NULL,
    salt BLOB NOT NULL CHECK (length(salt) = 16), sealed BLOB NOT NULL) STRICT;
"""


@MIGRATIONS()
def second(database: Database) -> None:
    """Version 2: members' private notes."""
    database.executescript(_SECOND)


_THIRD = """
CREATE TABLE hand_signatures (
    signer TEXT PRIMARY KEY, strokes TEXT NOT NULL CHECK (json_valid(strokes))) STRICT;
"""


@MIGRATIONS()
def third(database: Database) -> None:
    """Version 3: signatures by hand."""
    database.executescript(_THIRD)


def build(database: Database) -> None:
    """Make what is missing of the tables; the caller holds the transaction."""
    MIGRATIONS.apply(database)
    database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    database.execute(f"PRAGMA user_version = {VERSION}")


def texts(database: Database) -> set[tuple[str, str]]:
    """Name and text of everything in a schema, indexes that SQLite makes itself left out."""
    rows = database.conn.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
    return {(name, sql) for name, sql in rows}


@functools.cache
def expected() -> frozenset[tuple[str, str]]:
    """What `texts` must answer for a database of this version."""
    database = Database(dbapi2.connect(":memory:", isolation_level=None), execute_plugins=False)
    database.strict = True
    build(database)
    found = frozenset(texts(database))
    database.close()
    return found
