"""The attacker's reading of a database against SQLite's own."""

import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from zcdesk.domain import events as ev
from zcdesk.store import rawpages
from zcdesk.store.attack_twin import attack
from zcdesk.store.casefile import CaseFile


def made(path: Path, *statements: str, secure: bool = True) -> bytes:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(f"PRAGMA page_size = {rawpages.PAGE_BYTES}")
    connection.execute(f"PRAGMA secure_delete = {'ON' if secure else 'OFF'}")
    for statement in statements:
        connection.execute(statement)
    connection.close()
    return path.read_bytes()


MANY = (
    "CREATE TABLE t (a TEXT, b BLOB, c)",
    "CREATE INDEX i ON t (a)",
    "WITH n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 900)"
    " INSERT INTO t SELECT hex(x * 7919) || '表', randomblob(x % 97), x * x FROM n",
    "INSERT INTO t VALUES (NULL, randomblob(20000), -1), ('长', zeroblob(9000), 1)",
)


def test_every_row_is_read_as_sqlite_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    image = rawpages.Image(rawpages.plain(made(path, *MANY)))
    expected = sqlite3.connect(path).execute("SELECT rowid, * FROM t ORDER BY rowid").fetchall()
    assert [(cell.rowid, *cell.values) for cell in image.table("t")] == expected
    assert image.names() == ["t"]
    assert image.table("nothing") == []


def test_a_row_that_was_deleted_is_waste_unless_it_was_overwritten(tmp_path: Path) -> None:
    gone = "DELETE FROM t WHERE rowid IN (5, 901)"
    for secure in (False, True):
        raw = made(tmp_path / f"{secure}.db", *MANY, gone, secure=secure)
        left = [len(stretch) for stretch in rawpages.Image(rawpages.plain(raw)).waste()]
        # Overwriting spares the lists of places in a page that once was fuller: no content.
        assert (max(left) < 100) if secure else (sum(left) > 25000)


def test_a_dropped_table_is_waste_unless_it_was_overwritten(tmp_path: Path) -> None:
    marked = ("CREATE TABLE u (a)", "INSERT INTO u VALUES ('同意的一票')", "DROP TABLE u")
    for secure in (False, True):
        raw = made(tmp_path / f"{secure}.db", *MANY, *marked, secure=secure)
        waste = b"".join(rawpages.Image(rawpages.plain(raw)).waste())
        assert ("同意的一票".encode() in waste) is not secure


def test_a_case_file_is_decrypted_and_read_whole(file: CaseFile, happenings) -> None:
    file.record(happenings[2:], actor="秘书甲", at="2024-11-30T09:00:00")
    log = [(line.number, line.body) for line in file.audit()]
    image = rawpages.Image(file.pages())
    assert [(cell.rowid, cell.values[1]) for cell in image.table("audit")] == log
    assert {"roll", "boxes", "audit", "rounds"} <= set(image.names())


def test_what_lies_in_and_beside_a_folder_is_listed(file: CaseFile) -> None:
    file.close()
    (file.folder / "files" / "votes.tmp").write_bytes(b"x")
    (file.folder.parent / "session.zcd.part").mkdir()
    left = rawpages.remains(file.folder)
    assert left.journal == b""  # blank once the file is closed
    assert left.names == (
        "../session.zcd.part",
        "files/votes.tmp",
        "session.db",
        "session.db-journal",
        "slots.json",
    )
    (file.folder / "session.db-journal").write_bytes(b"old pages")
    assert rawpages.remains(file.folder).journal == b"old pages"
    assert rawpages.remains(file.folder / "nowhere").names == ()


def test_what_is_no_database_is_a_bug() -> None:
    with pytest.raises(ValueError, match="b-tree"):
        rawpages.Image([bytes(rawpages.PAGE_BYTES)])


def test_twins_are_attacked_at_chance_and_a_plain_table_with_certainty(
    make: Callable[..., CaseFile], tmp_path: Path
) -> None:
    opened = make().case
    twins = attack(
        tmp_path,
        opened.current,
        opened.book["-"],
        3,
        random.Random(11).randbytes,
    )
    assert (twins.members, twins.boxes.trials, twins.naive.trials) == (9, 36, 3)
    assert len(twins.boxes.hits) == 16
    assert max(twins.boxes.hits.values()) < 15  # four by chance
    assert max(twins.naive.hits.values()) == 3
    # Twelve boxes of nine ballots, and two key parts of two pieces.
    assert twins.traces == twins.seen == 3 * (12 * 9 + 4)
    assert twins.left == 0


def test_a_box_that_is_not_overwritten_is_seen(
    make: Callable[..., CaseFile], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The search bites: a product that only notes the opening leaves every trace."""
    from zcdesk.store.ballots import BallotBox

    opened = make().case
    monkeypatch.setattr(BallotBox, "destroy", lambda box, key: lambda database: None)
    twins = attack(tmp_path, opened.current, opened.book["-"], 1, random.Random(11).randbytes)
    assert twins.left == twins.seen == twins.traces > 0


def test_a_box_that_keeps_the_order_of_casting_is_seen(
    make: Callable[..., CaseFile], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With no shuffle and a roll that is filled as people cast, some method is always right."""
    from zcdesk.store import boxes, roll

    opened = make().case
    monkeypatch.setattr(
        boxes, "pack", lambda sealed, size, random: b"".join(sealed).ljust(size, b"\0")
    )

    def late(database, key: str, voter: str) -> None:
        database.conn.execute("DELETE FROM roll WHERE voter = ?", [voter])
        database.conn.execute("INSERT INTO roll VALUES (?, ?, 1)", [key, voter])

    monkeypatch.setattr(roll, "flip", late)
    twins = attack(tmp_path, opened.current, opened.book["-"], 2, random.Random(11).randbytes)
    assert max(twins.boxes.hits.values()) == twins.boxes.trials == 24


def test_closing_blanks_the_journal(file: CaseFile) -> None:
    file.record([ev.OpinionWritten("A001", "好")], actor="", at="2024-11-30T09:00:00")
    journal = file.folder / "session.db-journal"
    assert any(journal.read_bytes())
    file.close()
    assert journal.read_bytes() == b""
