"""House rules of the connection."""

import pytest
import sqlcipher3
import sqlite_utils.utils
from sqlcipher3 import dbapi2

from zcdesk.store.driver import PRAGMAS, connect, immediate

KEY = b"k" * 32


def test_sqlite_utils_speaks_to_sqlcipher() -> None:
    assert sqlite_utils.utils.sqlite3 is sqlcipher3


def test_a_returning_write_leaves_no_savepoint_open(tmp_path) -> None:
    """With sqlite3's errors in sqlite-utils the savepoint stays and swallows what follows."""
    database = connect(tmp_path / "a.db", KEY)
    database.execute("CREATE TABLE t (n INTEGER) STRICT")
    assert list(database.query("INSERT INTO t VALUES (1), (2) RETURNING n")) == [{"n": 1}, {"n": 2}]
    assert not database.conn.in_transaction
    database.execute("INSERT INTO t VALUES (3)")
    database.close()
    again = connect(tmp_path / "a.db", KEY)
    assert again.table("t").count == 3
    again.close()


def test_every_pragma_is_in_force_and_asserted(tmp_path, monkeypatch) -> None:
    database = connect(tmp_path / "a.db", KEY)
    answers = {
        name: database.conn.execute(f"PRAGMA {name}").fetchone()[0] for name, _, _ in PRAGMAS
    }
    database.close()
    assert answers == {
        "locking_mode": "exclusive",
        "journal_mode": "persist",
        "synchronous": 3,
        "secure_delete": 1,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "temp_store": 2,
        "mmap_size": 0,
    }
    monkeypatch.setattr("zcdesk.store.driver.PRAGMAS", (("journal_mode", "WAL", "persist"),))
    with pytest.raises(RuntimeError, match="journal_mode"):
        connect(tmp_path / "b.db", KEY)


def test_the_file_is_unreadable_without_the_key(tmp_path) -> None:
    database = connect(tmp_path / "a.db", KEY)
    database.execute("CREATE TABLE names (name TEXT) STRICT")
    database.execute("INSERT INTO names VALUES ('欧阳𬭎')")
    database.close()
    content = (tmp_path / "a.db").read_bytes()
    assert b"SQLite format" not in content
    assert "欧阳".encode() not in content
    with pytest.raises(dbapi2.DatabaseError):
        connect(tmp_path / "a.db", b"x" * 32)


def test_a_failing_transaction_leaves_nothing(tmp_path) -> None:
    database = connect(tmp_path / "a.db", KEY)
    database.execute("CREATE TABLE t (n INTEGER) STRICT")

    def write_and_fail() -> None:
        with immediate(database):
            database.execute("INSERT INTO t VALUES (1)")
            raise LookupError

    with pytest.raises(LookupError):
        write_and_fail()
    assert database.table("t").count == 0
    assert not database.conn.in_transaction
    database.close()
