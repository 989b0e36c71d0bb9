"""A member reads: what is theirs to read, and notes that are nobody else's and end at sealing."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from zcdesk.desk import delivery, notebook, papers, reading, sealing, setup, voting
from zcdesk.desk.desk import Desk
from zcdesk.domain.ballot import Choice, Paper
from zcdesk.domain.committee import Recusal
from zcdesk.domain.errors import KnownError, Refused
from zcdesk.domain.events import Document, DocumentsFiled
from zcdesk.domain.session import Phase
from zcdesk.store import rawpages
from zcdesk.store.errors import PinChanged, WrongSecret

TWO = {
    "presider": "P01",
    "presider_token": "zhuren-kouling",
    "supervisor_token": "jiandu-kouling",
}
TOLD = "答辩表述清楚，业绩与申报专业相符ZQXJ"
"""Some words that stand nowhere else."""


@pytest.fixture
def desk(before_the_vote: Callable[..., Desk]) -> Desk:
    made = before_the_vote([Recusal("002", "P03", "同一单位")])
    for number in ("001", "002"):
        stored = made.vault.put(f"file of {number}".encode())
        made.record(
            [
                DocumentsFiled(
                    number, (Document(stored.key, "论文.pdf", stored.size, stored.sha256),)
                )
            ]
        )
    return made


def vote_through(desk: Desk, pin_of: Callable[[str], str]) -> None:
    """One round, everybody for everybody, and the seal."""
    key = voting.open_round(desk).round.key
    for member in desk.case.rounds[key].voters:
        sheet = dict.fromkeys(desk.case.rounds[key].sheet(member), Choice.APPROVE)
        voting.cast(desk, key, member, pin_of(member), Paper(sheet))
    voting.close(desk, key)
    voting.open_box(desk, key, **TWO)
    sealing.seal(desk, "人数过少，无人落选", sealing.TwoPeople(*TWO.values()))


def test_a_member_reads_everybody_but_those_they_keep_out_of(desk: Desk, pin_of) -> None:
    study = notebook.begin(desk, "P03", pin_of("P03"))
    assert "002" not in [a.number for a in study.applicants()]
    assert "001" in [a.number for a in study.applicants()]
    assert study.recused() == 1
    (theirs,) = study.documents("001")
    assert b"".join(study.shelf(theirs).pieces()) == b"file of 001"
    (other,) = desk.case.documents["002"]
    for forbidden in (
        lambda: study.documents("002"),
        lambda: study.shelf(other),
        lambda: study.write("002", "不应写下"),
        lambda: study.mark("002", other, 0),
        lambda: study.mark("001", other, 0),
    ):
        with pytest.raises(Refused):
            forbidden()


def test_the_reader_shows_no_page_and_finds_no_word_of_a_recused_dossier(
    desk: Desk, pin_of
) -> None:
    """The guard stands in the shelf: pages, thumbnails and search all come through it."""
    study = notebook.begin(desk, "P03", pin_of("P03"))
    (other,) = desk.case.documents["002"]
    reader = reading.Reader()
    try:
        for look in (
            lambda: reader.outline(study.shelf, other),
            lambda: reader.page(study.shelf, other, 0, 100),
            lambda: reader.text(study.shelf, other, 0),
            lambda: reader.find(study.shelf, other, "file", 0),
        ):
            with pytest.raises(Refused, match="回避"):
                look()
    finally:
        reader.close()


def test_content_filed_under_two_people_is_read_by_who_may_read_one(desk: Desk, pin_of) -> None:
    (other,) = desk.case.documents["002"]
    desk.record(
        [DocumentsFiled("001", (Document(other.key, "同一文件.pdf", other.size, other.sha256),))]
    )
    study = notebook.begin(desk, "P03", pin_of("P03"))
    assert b"".join(study.shelf(other).pieces()) == b"file of 002"


def test_notes_are_there_the_next_time_and_for_nobody_else(desk: Desk, pin_of) -> None:
    study = notebook.begin(desk, "P04", pin_of("P04"))
    (paper,) = desk.case.documents["002"]
    study.write("002", TOLD)
    assert study.mark("002", paper, 2)
    assert study.mark("002", paper, 5)
    assert not study.mark("002", paper, 2)
    again = notebook.begin(desk, "P04", pin_of("P04"))
    assert again.note("002") == TOLD
    assert again.bookmarks("002") == (notebook.Bookmark(paper.key, 5),)
    assert again.noted() == {"002"}
    assert not again.lost
    other = notebook.begin(desk, "P05", pin_of("P05"))
    assert (other.note("002"), other.bookmarks("002"), other.noted()) == ("", (), frozenset())
    with pytest.raises(WrongSecret):
        notebook.begin(desk, "P04", pin_of("P05"))
    again.write("002", "  ")
    again.mark("002", paper, 5)
    assert notebook.begin(desk, "P04", pin_of("P04")).noted() == frozenset()
    with pytest.raises(Refused, match="4000"):
        again.write("002", "长" * 4001)


def test_neither_log_nor_database_key_tells_a_note(desk: Desk, pin_of) -> None:
    heads = desk.file.head
    notebook.begin(desk, "P04", pin_of("P04")).write("002", TOLD)
    assert desk.file.head == heads
    rows = desk.file.run(lambda db: list(db.table("notes").rows))
    assert [row["member"] for row in rows] == ["P04"]
    assert b"ZQXJ" not in rows[0]["sealed"]
    assert b"ZQXJ" not in b"".join(desk.file.pages())


def test_a_changed_pin_takes_the_notes_along_and_a_lost_one_loses_them(desk: Desk, pin_of) -> None:
    notebook.begin(desk, "P04", pin_of("P04")).write("002", TOLD)
    setup.set_pin(desk, "P04", "20406080", old=pin_of("P04"))
    assert notebook.begin(desk, "P04", "20406080").note("002") == TOLD
    desk.file.secrets.set_pin("P04", "90807060")
    study = notebook.begin(desk, "P04", "90807060")
    assert study.lost
    assert study.note("002") == ""
    study.write("002", "从头再来")
    assert not notebook.begin(desk, "P04", "90807060").lost


def test_a_pin_changed_while_the_process_is_killed_takes_the_notes_along_or_changes_nothing(
    desk: Desk, pin_of, tmp_path: Path
) -> None:
    """Killed at sixteen steps from the first to the last: PIN, notes and log always agree."""
    notebook.begin(desk, "P04", pin_of("P04")).write("002", TOLD)
    before = sum('"KeyEnrolled"' in line.body for line in desk.file.audit())
    desk.file.close()
    copies = tmp_path / "copies"
    copies.mkdir()
    child = Path(__file__).with_name("killed_pin.py")
    done = subprocess.run(
        [sys.executable, str(child), str(desk.file.folder), str(copies)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    whole, *tries = json.loads(done.stdout)
    assert whole["pin"] == "new"
    assert sum(each["killed"] for each in tries) == len(tries)
    assert {each["pin"] for each in tries} >= {"old"}
    for each in (whole, *tries):
        assert each["verified"]
        assert (each["lost"], each["note"]) == (False, TOLD)
        assert each["changes"] == before + (each["pin"] == "new")


def test_notes_open_under_a_pin_changed_meanwhile_spoil_nothing(desk: Desk, pin_of) -> None:
    study = notebook.begin(desk, "P04", pin_of("P04"))
    study.write("002", TOLD)
    setup.set_pin(desk, "P04", "20406080", old=pin_of("P04"))
    with pytest.raises(PinChanged, match="已更换"):
        study.write("002", "写在旧密码之下")
    again = notebook.begin(desk, "P04", "20406080")
    assert (again.lost, again.note("002")) == (False, TOLD)


def test_sealing_destroys_the_notes_down_to_their_bytes(desk: Desk, pin_of, tmp_path: Path) -> None:
    study = notebook.begin(desk, "P04", pin_of("P04"))
    study.write("002", TOLD * 150)
    row = desk.file.run(lambda db: next(iter(db.table("notes").rows)))
    pieces = [row["sealed"][at : at + 32] for at in range(0, len(row["sealed"]) - 32, 512)]
    vote_through(desk, pin_of)
    assert desk.case.current_phase is Phase.SEALED
    with pytest.raises(KnownError):
        study.write("002", "封存之后")
    with pytest.raises(Refused, match="阶段"):
        notebook.begin(desk, "P04", pin_of("P04"))
    # They are not in the fullest package there is; the dossiers, looked for alike, are.
    everything = delivery.Choice(archive=True, dossiers=True)
    package = delivery.write_session_package(desk, tmp_path, papers.papers(desk), everything)
    data = package.path.read_bytes()
    assert b"file of 002" in data
    assert [piece for piece in (TOLD.encode(), *pieces) if piece in data] == []
    folder = desk.file.folder
    left = b"".join(desk.file.pages()) + rawpages.remains(folder).journal
    assert [piece for piece in pieces if piece in left] == []


def test_the_same_search_finds_them_before(desk: Desk, pin_of) -> None:
    notebook.begin(desk, "P04", pin_of("P04")).write("002", TOLD * 150)
    row = desk.file.run(lambda db: next(iter(db.table("notes").rows)))
    pieces = [row["sealed"][at : at + 32] for at in range(0, len(row["sealed"]) - 32, 512)]
    there = b"".join(desk.file.pages())
    assert len([piece for piece in pieces if piece in there]) > len(pieces) // 2
