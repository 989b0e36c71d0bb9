"""Whatever lies in the folder, opening it gives the case or one sentence: no crash, no hang."""

import errno
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from zcdesk.domain import events as ev
from zcdesk.domain.errors import KnownError
from zcdesk.store.casefile import CaseFile
from zcdesk.store.driver import Database
from zcdesk.store.errors import (
    StoreBusy,
    StoreDamaged,
    StoreForeign,
    StoreFull,
    StoreNewer,
    StoreReadOnly,
    StoreUnreachable,
    WrongSecret,
    told,
)
from zcdesk.store.migrations import VERSION

AT = "2024-11-30T09:00:00"
SECRET = "秘书的口令"


@pytest.fixture
def whole(file: CaseFile, happenings) -> Path:
    """A closed, whole case file."""
    file.record(happenings[2:], actor="秘书甲", at=AT)
    file.close()
    return file.folder


def mutations(dice: random.Random, content: bytes) -> bytes:
    """One way to damage a file."""
    at = dice.randrange(len(content))
    kind = dice.randrange(7)
    if kind == 0:
        return content[:at]
    if kind == 1:
        return content[: at - at % 4096]
    if kind == 2:
        return content + dice.randbytes(dice.choice((1, 4096)))
    if kind == 3:
        return content[:at] + bytes(min(600, len(content) - at)) + content[at + 600 :]
    if kind == 4:
        return content[:at] + dice.randbytes(64) + content[at + 64 :]
    if kind == 5:
        there = dice.randrange(len(content)) // 4096 * 4096
        at = at // 4096 * 4096
        return content[:at] + content[there : there + 4096] + content[at + 4096 :]
    return content[:at] + bytes([content[at] ^ 1 << dice.randrange(8)]) + content[at + 1 :]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["session.db", "slots.json"])
def test_a_damaged_file_is_a_sentence_or_still_whole(
    whole: Path, tmp_path: Path, torture: bool, name: str, figure: Callable[[str], None]
) -> None:
    dice = random.Random(f"{name} 6")
    with CaseFile.open(whole, SECRET) as file:
        case, log = file.case, file.audit()
    content = (whole / name).read_bytes()
    refusals = []
    for number in range(500 if torture else 45):
        folder = tmp_path / f"{number}.zcd"
        shutil.copytree(whole, folder)
        (folder / name).write_bytes(mutations(dice, content))
        try:
            with CaseFile.open(folder, SECRET) as file:
                # A stray byte in a free place, or in a slot that was not asked.
                assert file.case == case
                assert file.audit() == log
                assert file.verify() == []
        except KnownError as error:
            refusals.append(error.sentence)
        shutil.rmtree(folder)
    assert all(sentence.endswith("。") and sentence.isprintable() for sentence in refusals)
    assert refusals
    figure(f"损坏的 {name}：{number + 1} 个，拒绝 {len(refusals)} 个，其余内容完整，崩溃 0 次")


@pytest.mark.slow
def test_a_damaged_journal_never_passes_for_a_whole_file(
    whole: Path, tmp_path: Path, torture: bool
) -> None:
    """The file as a power cut leaves it, in the middle of a write, and its journal damaged."""
    dice = random.Random(6)
    torn = tmp_path / "torn.zcd"
    with CaseFile.open(whole, SECRET) as file:
        case = file.case

        def copy_in_the_middle(database: Database) -> None:
            database.conn.execute("PRAGMA cache_size = 2")
            database.conn.execute("BEGIN IMMEDIATE")
            database.conn.execute(
                "UPDATE audit SET body = json_set(body, '$.at', hex(zeroblob(99)))"
            )
            shutil.copytree(whole, torn)
            database.conn.execute("ROLLBACK")

        file.run(copy_in_the_middle)
    journal = (torn / "session.db-journal").read_bytes()
    assert (torn / "session.db").read_bytes() != (whole / "session.db").read_bytes()
    whole_again = 0
    for number in range(300 if torture else 30):
        folder = tmp_path / f"{number}.zcd"
        shutil.copytree(torn, folder)
        # The first time as it was: the journal brings everything back.
        content = mutations(dice, journal) if number else journal
        (folder / "session.db-journal").write_bytes(content)
        try:
            with CaseFile.open(folder, SECRET) as file:
                agrees = file.case == case and file.verify() == []
                assert agrees or file.verify() != []
                whole_again += agrees
        except KnownError:
            assert number
        shutil.rmtree(folder)
    assert whole_again > 0


def plain(path: Path) -> None:
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE t (n)")
    database.commit()
    database.close()


PLACES: dict[str, tuple[Callable[[Path], object], type[KnownError]]] = {
    "nothing": (shutil.rmtree, StoreForeign),
    "a file": (lambda folder: (shutil.rmtree(folder), folder.write_text("x")), StoreForeign),
    "an empty folder": (lambda folder: (shutil.rmtree(folder), folder.mkdir()), StoreForeign),
    "no slots": (lambda folder: (folder / "slots.json").unlink(), StoreForeign),
    "no database": (lambda folder: (folder / "session.db").unlink(), StoreForeign),
    "an empty database": (lambda folder: (folder / "session.db").write_bytes(b""), StoreForeign),
    "a database of zeros": (
        lambda folder: (folder / "session.db").write_bytes(bytes(40960)),
        StoreDamaged,
    ),
    "a plain database": (
        lambda folder: ((folder / "session.db").unlink(), plain(folder / "session.db")),
        StoreForeign,
    ),
    "a folder for a database": (
        lambda folder: ((folder / "session.db").unlink(), (folder / "session.db").mkdir()),
        StoreForeign,
    ),
    "a pipe for a database": (
        lambda folder: ((folder / "session.db").unlink(), os.mkfifo(folder / "session.db")),
        StoreForeign,
    ),
    "a pipe for the slots": (
        lambda folder: ((folder / "slots.json").unlink(), os.mkfifo(folder / "slots.json")),
        StoreForeign,
    ),
    "a link for a database": (
        lambda folder: (
            (folder / "session.db").rename(folder / "elsewhere"),
            (folder / "session.db").symlink_to(folder / "elsewhere"),
        ),
        StoreForeign,
    ),
    "a dangling link": (
        lambda folder: (
            (folder / "session.db").unlink(),
            (folder / "session.db").symlink_to("nowhere"),
        ),
        StoreForeign,
    ),
    "a pipe for a journal": (
        lambda folder: (
            (folder / "session.db-journal").unlink(),
            os.mkfifo(folder / "session.db-journal"),
        ),
        StoreForeign,
    ),
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("what", PLACES)
def test_what_is_no_case_file_is_refused(whole: Path, what: str) -> None:
    change, expected = PLACES[what]
    change(whole)
    with pytest.raises(expected) as refusal:
        CaseFile.open(whole, SECRET)
    assert refusal.value.sentence.endswith("。")


def slots_with(**changes: object) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / "slots.json"
        content = json.loads(path.read_text("utf-8"))
        slot = {key[5:]: value for key, value in changes.items() if key.startswith("slot_")}
        content["slots"] = [{**each, **slot} for each in content["slots"]]
        content |= {key: value for key, value in changes.items() if not key.startswith("slot_")}
        path.write_text(json.dumps(content), "utf-8")

    return change


SLOTS: list[tuple[Callable[[Path], object], type[KnownError]]] = [
    (slots_with(format="another"), StoreForeign),
    (slots_with(version=2), StoreNewer),
    (slots_with(version=0), StoreDamaged),
    (slots_with(extra=1), StoreDamaged),
    (slots_with(slots=[]), StoreDamaged),
    (slots_with(slots=[{}]), StoreDamaged),
    (slots_with(slots={"name": 1}), StoreDamaged),
    # A cost of a terabyte cannot be written down: only names of known costs count.
    (slots_with(slot_cost="enormous"), StoreDamaged),
    (slots_with(slot_cost={"memory": 1 << 40}), StoreDamaged),
    (slots_with(slot_salt="00"), StoreDamaged),
    (slots_with(slot_salt=5), StoreDamaged),
    (slots_with(slot_wrapped="00" * 72), WrongSecret),
    (slots_with(slot_wrapped="zz"), StoreDamaged),
    (lambda folder: (folder / "slots.json").write_bytes(b"[" * 60_000), StoreDamaged),
    (lambda folder: (folder / "slots.json").write_bytes(b" " * 70_000), StoreForeign),
    (lambda folder: (folder / "slots.json").write_bytes(b"\xff\xfe"), StoreDamaged),
    (lambda folder: (folder / "slots.json").write_text("[]"), StoreForeign),
]


@pytest.mark.parametrize(("change", "expected"), SLOTS)
def test_forged_slots_are_refused(
    whole: Path, change: Callable[[Path], object], expected: type[KnownError]
) -> None:
    change(whole)
    with pytest.raises(expected):
        CaseFile.open(whole, SECRET)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (f"PRAGMA user_version = {VERSION + 1}", StoreNewer),
        ("PRAGMA application_id = 7", StoreForeign),
        ("CREATE TABLE extra (n INTEGER) STRICT", StoreDamaged),
        ("DROP TABLE opinions", StoreDamaged),
        ("CREATE TRIGGER t AFTER INSERT ON audit BEGIN DELETE FROM audit; END", StoreDamaged),
        ("CREATE VIEW v AS SELECT 1", StoreDamaged),
        ("UPDATE applicants SET record = '{}'", StoreDamaged),
        ("UPDATE rounds SET record = '[1]'", StoreDamaged),
        ("UPDATE phase SET record = '\"dreaming\"'", StoreDamaged),
        ("INSERT INTO holders VALUES ('x', 'enormous', zeroblob(16), zeroblob(32))", StoreDamaged),
    ],
)
def test_a_database_that_is_not_as_we_write_it_is_refused(
    whole: Path, statement: str, expected: type[KnownError]
) -> None:
    with CaseFile.open(whole, SECRET) as file:
        file.run(lambda database: database.conn.execute(statement))
    with pytest.raises(expected) as refusal:
        CaseFile.open(whole, SECRET)
    assert refusal.value.sentence.endswith("。")


def test_the_database_of_another_session_does_not_fit_the_slots(whole: Path, make) -> None:
    other = make("other.zcd")
    other.close()
    shutil.copy(other.folder / "session.db", whole / "session.db")
    with pytest.raises(StoreDamaged):
        CaseFile.open(whole, SECRET)


def test_another_program_that_holds_the_file_is_named(whole: Path) -> None:
    holder = (
        "import sys; from pathlib import Path; from zcdesk.store.casefile import CaseFile\n"
        "with CaseFile.open(Path(sys.argv[1]), sys.argv[2]): print(flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(whole), SECRET],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONUTF8": "1"},
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        with pytest.raises(StoreBusy):
            CaseFile.open(whole, SECRET)
        child.communicate(b"\n", timeout=30)
    CaseFile.open(whole, SECRET).close()


def test_a_folder_that_cannot_be_written_is_a_sentence(whole: Path) -> None:
    """As somebody who is not root: root may write anywhere."""
    root = os.geteuid() == 0
    above = [
        folder for folder in whole.parents if folder.owner() == "root" and len(folder.parts) > 2
    ]
    changed = (*above, whole, whole / "session.db", whole / "slots.json")
    modes = {path: path.stat().st_mode for path in changed}
    for folder in above if root else ():
        folder.chmod(0o755)
    (whole / "slots.json").chmod(0o644)
    whole.chmod(0o555)
    (whole / "session.db").chmod(0o444)
    try:
        if root:
            os.seteuid(65534)
        with pytest.raises(StoreReadOnly):
            CaseFile.open(whole, SECRET)
        with pytest.raises(StoreReadOnly):
            CaseFile.create(whole / "new.zcd", {"secretary": SECRET})
    finally:
        if root:
            os.seteuid(0)
        for path, mode in modes.items():
            path.chmod(mode)


def test_a_folder_that_turns_read_only_loses_nothing(file: CaseFile, monkeypatch) -> None:
    before = file.case
    file.run(lambda database: database.conn.execute("PRAGMA query_only = ON"))
    with pytest.raises(StoreReadOnly):
        file.record([ev.OpinionWritten("A001", "好")], actor="", at=AT)
    assert file.case is before


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (5, StoreBusy),
        (6, StoreBusy),
        (8, StoreReadOnly),
        (10, StoreUnreachable),
        (11, StoreDamaged),
        (13, StoreFull),
        (14, StoreReadOnly),
        (26, StoreDamaged),
        (266, StoreUnreachable),
    ],
)
def test_each_code_of_the_driver_has_its_sentence(code: int, expected: type[KnownError]) -> None:
    error = dbapi2.OperationalError("as the driver words it")
    error.sqlite_errorcode = code
    with pytest.raises(expected) as known, told():
        raise error
    assert "driver" not in known.value.sentence


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (errno.ENOSPC, StoreFull),
        (errno.EDQUOT, StoreFull),
        (errno.EACCES, StoreReadOnly),
        (errno.EROFS, StoreReadOnly),
        (errno.ENOENT, StoreForeign),
        (errno.EIO, StoreUnreachable),
    ],
)
def test_each_failure_of_the_disk_has_its_sentence(code: int, expected: type[KnownError]) -> None:
    with pytest.raises(expected), told():
        raise OSError(code, "as the system words it")


def test_a_bug_stays_a_bug() -> None:
    with pytest.raises(dbapi2.OperationalError), told():
        dbapi2.connect(":memory:").execute("SELECT nonsense")
