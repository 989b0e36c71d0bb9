"""Case files: what is recorded comes back, and nothing but what is recorded."""

import datetime
import os
import subprocess
import sys
import threading
import typing
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlcipher3.dbapi2 import DatabaseError

from zcdesk.domain import events as ev
from zcdesk.domain.audit import EVENTS, GENESIS
from zcdesk.domain.ballot import Round
from zcdesk.domain.case import Case, replay
from zcdesk.domain.session import Phase
from zcdesk.store import tables
from zcdesk.store.casefile import CaseFile
from zcdesk.store.driver import Database
from zcdesk.store.errors import (
    BoxPending,
    SeatLocked,
    StoreBusy,
    StoreExists,
    StoreFull,
    WrongSecret,
)
from zcdesk.store.keys import KdfCost

AT = "2024-11-30T09:00:00"
SECRETS = {"secretary": "秘书的口令", "chair": "主任的口令"}


@pytest.fixture
def empty(tmp_path: Path) -> typing.Iterator[CaseFile]:
    file, _ = CaseFile.create(tmp_path / "empty.zcd", SECRETS, cost=KdfCost.REHEARSAL)
    yield file
    file.close()


def test_everything_that_can_happen_comes_back(empty: CaseFile, happenings) -> None:
    assert {type(event).__name__ for event in happenings} | {"BallotCast"} == set(EVENTS)
    for event in happenings[:10]:
        empty.record([event], actor="秘书甲", at=AT)
    empty.record(happenings[10:], actor="秘书甲", at=AT)
    assert empty.case == replay(happenings)
    head = empty.head
    empty.close()
    with CaseFile.open(empty.folder, "主任的口令") as again:
        assert again.case == replay(happenings)
        assert again.head == head == again.audit()[-1].head
        assert len(again.audit()) == len(happenings)
        assert list(again.case.applicants) == ["A001", "A002"]
        assert again.verify() == []


def test_each_mapping_of_a_case_has_its_table(empty: CaseFile) -> None:
    """A field added to the case needs a migration; this is the reminder."""
    names = empty.run(lambda db: set(db.table_names()))
    assert set(tables.KINDS) == set(Case.__dataclass_fields__)
    assert names == set(tables.KINDS) | {
        "_sqlite_migrations",
        "audit",
        "box_keys",
        "boxes",
        "hand_signatures",
        "holders",
        "identity",
        "key_shares",
        "notes",
        "roll",
        "seats",
        "sitting",
    }


def test_order_is_that_of_first_entry_even_when_a_mapping_shrinks(empty, happenings) -> None:
    empty.record(happenings[:3], actor="", at=AT)
    empty.record([ev.ExceptionRecorded("甲"), ev.ExceptionRecorded("")], actor="", at=AT)
    opinions = [ev.OpinionWritten(n, n) for n in ("A002", "A001", "A003")]
    empty.record(opinions, actor="", at=AT)
    empty.record([ev.OpinionWritten("A001", "改")], actor="", at=AT)
    empty.record([ev.ExceptionRecorded("乙")], actor="", at=AT)
    empty.record([ev.ExceptionRecorded("")], actor="", at=AT)
    empty.close()
    with CaseFile.open(empty.folder, "主任的口令") as again:
        assert list(again.case.opinions.items()) == [
            ("A002", "A002"),
            ("A001", "改"),
            ("A003", "A003"),
        ]
        assert again.case.exception == {}
        assert again.verify() == []


def test_nothing_changes_when_the_write_fails(file: CaseFile) -> None:
    before, head = file.case, file.head

    def also(database):
        database.table("seats").insert({"member": "M01", "cost": "x", "salt": b"", "digest": b""})

    with pytest.raises(Exception, match="constraint"):
        file.record([ev.PhaseStepped(Phase.SETUP, Phase.MATERIALS, "")], actor="", at=AT, also=also)
    assert file.case is before
    assert file.head == head
    assert file.verify() == []
    file.record([ev.PhaseStepped(Phase.SETUP, Phase.MATERIALS, "")], actor="", at=AT)
    assert file.case.current_phase is Phase.MATERIALS


def test_a_full_disk_is_a_sentence_and_loses_nothing(file: CaseFile) -> None:
    pages = file.run(lambda db: db.conn.execute("PRAGMA page_count").fetchone()[0])
    file.run(lambda db: db.conn.execute(f"PRAGMA max_page_count = {pages + 1}").fetchone())
    before = file.case
    many = [ev.OpinionWritten(f"A{n:03d}", "评议意见" * 50) for n in range(100)]
    with pytest.raises(StoreFull) as refusal:
        file.record(many, actor="", at=AT)
    assert refusal.value.sentence == "磁盘空间不足，本次操作没有保存，请清理磁盘后重试。"
    assert file.case is before
    assert file.verify() == []
    file.run(lambda db: db.conn.execute("PRAGMA max_page_count = 100000").fetchone())
    file.record(many, actor="", at=AT)
    assert len(file.case.opinions) == 100


def test_a_full_file_that_leaves_the_transaction_open_is_taken_back_whole(file: CaseFile) -> None:
    """SQLite takes back only the statement that did not fit; what came before it is ours to undo."""
    pages = file.run(lambda db: db.conn.execute("PRAGMA page_count").fetchone()[0])
    file.run(lambda db: db.conn.execute(f"PRAGMA max_page_count = {pages + 4}").fetchone())
    head, left_open = file.head, []

    def also(database: Database) -> None:
        row = {"member": "M01", "cost": "rehearsal", "salt": bytes(16), "sealed": bytes(100)}
        database.table("notes").insert(row)
        try:
            database.conn.execute(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40)"
                " INSERT INTO notes SELECT 'X' || i, 'rehearsal', zeroblob(16), zeroblob(4000)"
                " FROM n"
            )
        except DatabaseError:
            left_open.append(database.conn.in_transaction)
            raise

    with pytest.raises(StoreFull):
        file.record([ev.OpinionWritten("A001", "好")], actor="", at=AT, also=also)
    assert left_open == [True]
    assert file.run(lambda db: db.table("notes").count) == 0
    assert (file.head, file.case.opinions, file.verify()) == (head, {}, [])
    file.run(lambda db: db.conn.execute("PRAGMA max_page_count = 100000").fetchone())
    file.record([ev.OpinionWritten("A001", "好")], actor="", at=AT, also=also)
    assert file.run(lambda db: db.table("notes").count) == 41
    assert file.case.opinions == {"A001": "好"}


def test_passphrases_and_the_recovery_code_open_and_say_which(tmp_path: Path) -> None:
    file, code = CaseFile.create(tmp_path / "a.zcd", SECRETS, cost=KdfCost.REHEARSAL)
    assert file.head == GENESIS
    file.close()
    for secret, name in (*((v, k) for k, v in SECRETS.items()), (code.lower(), "recovery")):
        with CaseFile.open(tmp_path / "a.zcd", secret) as opened:
            assert opened.opened_by == name
    for wrong in ("", "秘书的口令 ", code[:-1], "0000-0000-0000-0000-0000-0000-00TV"):
        with pytest.raises(WrongSecret):
            CaseFile.open(tmp_path / "a.zcd", wrong)
    with pytest.raises(StoreExists):
        CaseFile.create(tmp_path / "a.zcd", SECRETS, cost=KdfCost.REHEARSAL)


ELSEWHERE = """
import sys
from pathlib import Path
from zcdesk.store.casefile import CaseFile
from zcdesk.store.errors import StoreBusy
try:
    CaseFile.open(Path(sys.argv[1]), "秘书的口令").close()
except StoreBusy:
    sys.exit(7)
"""


def test_a_second_window_is_turned_away_and_the_first_goes_on(file: CaseFile) -> None:
    with pytest.raises(StoreBusy):
        CaseFile.open(file.folder, "秘书的口令")
    # Whoever reads a file beside SQLite and closes it gives back SQLite's lock (POSIX): the
    # second window must not have let another program in.
    env = {**os.environ, "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", ELSEWHERE, str(file.folder)]
    assert subprocess.run(command, env=env, check=False).returncode == 7
    file.record([ev.OpinionWritten("A001", "好")], actor="", at=AT)
    file.close()
    file.close()
    with CaseFile.open(file.folder, "秘书的口令") as again:
        assert again.case.opinions == {"A001": "好"}


def test_calls_from_many_threads_are_one_after_the_other(file: CaseFile) -> None:
    def write(number: int) -> None:
        file.record([ev.OpinionWritten(f"A{number:03d}", "好")], actor="", at=AT)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))
    assert len(file.case.opinions) == 40
    assert file.verify() == []
    names = {thread.name for thread in threading.enumerate() if "casefile" in thread.name}
    assert len(names) == 1


def test_pins_are_counted_locked_and_unlocked_on_disk(file: CaseFile) -> None:
    file.secrets.set_pin("M01", "2468")
    file.secrets.check_pin("M01", "２４６８", tries=5)
    for left in (4, 3):
        with pytest.raises(WrongSecret, match=f"还可以试 {left} 次"):
            file.secrets.check_pin("M01", "0000", tries=5)
    folder = file.folder
    file.close()  # The count is on the disk: a restart gives no new tries.
    with CaseFile.open(folder, "秘书的口令") as again:
        for _ in range(2):
            with pytest.raises(WrongSecret):
                again.secrets.check_pin("M01", "0000", tries=5)
        with pytest.raises(SeatLocked):
            again.secrets.check_pin("M01", "0000", tries=5)
        with pytest.raises(SeatLocked):
            again.secrets.check_pin("M01", "2468", tries=5)
        assert again.secrets.locked() == ("M01",)
        again.record(
            [ev.SeatUnlocked("M01", datetime.date(2024, 11, 30))],
            actor="秘书甲",
            at=AT,
            also=again.secrets.unlocking("M01"),
        )
        again.secrets.check_pin("M01", "2468", tries=5)
        with pytest.raises(WrongSecret, match="还可以试 4 次"):
            again.secrets.check_pin("M01", "1", tries=5)
        again.secrets.check_pin("M01", "2468", tries=5)
        with pytest.raises(WrongSecret, match="还可以试 4 次"):  # a right one starts afresh
            again.secrets.check_pin("M01", "1", tries=5)
        with pytest.raises(WrongSecret, match="尚未设置"):
            again.secrets.check_pin("M02", "1", tries=5)
        assert again.secrets.with_pin() == ("M01",)


def test_tokens_and_the_signing_identity(file: CaseFile) -> None:
    file.secrets.enrol_holder("chair", "主任的令牌")
    assert file.secrets.holders() == ("chair",)
    assert file.secrets.check_holder("chair", "主任的令牌")
    assert not file.secrets.check_holder("chair", "别的令牌")
    assert not file.secrets.check_holder("supervisor", "主任的令牌")
    assert file.secrets.identity() is None
    file.secrets.put_identity(b"PKCS#12")
    file.secrets.put_identity(b"PKCS#12 again")
    assert file.secrets.identity() == b"PKCS#12 again"


def test_a_backup_opens_and_is_refused_while_a_box_waits(
    file: CaseFile, tmp_path: Path, ballot_box: Callable
) -> None:
    (file.files_folder / "ab").write_bytes(b"cipher")
    file.backup(tmp_path / "copy.zcd")
    assert not (tmp_path / "copy.zcd.part").exists()
    with pytest.raises(StoreExists):
        file.backup(tmp_path / "copy.zcd")
    with CaseFile.open(tmp_path / "copy.zcd", "主任的口令") as copy:
        assert copy.case == file.case
        assert copy.head == file.head
        assert copy.vault_key == file.vault_key
        assert (copy.files_folder / "ab").read_bytes() == b"cipher"
        assert copy.verify(printed=file.head) == []
    ballot_box(file, Round("1", 1, "", ("M01", "M02"), ("A001",), {}))
    with pytest.raises(BoxPending, match="不能备份"):
        file.backup(tmp_path / "second.zcd")
    with pytest.raises(BoxPending, match="不能更换开箱口令"):
        file.secrets.enrol_holder("M01", "新的令牌")
    assert not (tmp_path / "second.zcd").exists()


def test_a_failed_backup_leaves_nothing(file: CaseFile, tmp_path: Path, monkeypatch) -> None:
    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("zcdesk.store.folder.settle", broken)
    with pytest.raises(StoreFull):
        file.backup(tmp_path / "copy.zcd")
    assert [path.name for path in tmp_path.iterdir()] == ["session.zcd"]
