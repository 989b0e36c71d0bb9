"""What goes wrong around a session: a sentence each time, and nothing of the session is lost."""

from __future__ import annotations

import datetime
import itertools
import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from zcdesk.desk import phases, setup, voting
from zcdesk.desk.desk import Desk
from zcdesk.desk.papers import papers
from zcdesk.desk.sealing import TwoPeople, seal
from zcdesk.domain.ballot import Choice, Paper, RoundState
from zcdesk.domain.errors import KnownError
from zcdesk.domain.events import Setup
from zcdesk.domain.session import Phase
from zcdesk.store import places
from zcdesk.store.driver import connect
from zcdesk.store.errors import StoreNewer, StoreReadOnly
from zcdesk.store.places import StoreElsewhere

Make = Callable[..., Desk]
SECRET = "huiyi-kouling"
HEADS = {
    "presider": "P01",
    "presider_token": "zhuren-kouling",
    "supervisor_token": "jiandu-kouling",
}


def now() -> datetime.datetime:
    return datetime.datetime(2024, 11, 20, 14, 0)  # noqa: DTZ001 - local time


def create(folder: Path, nine: Setup) -> Desk:
    made = setup.create(folder, nine, {"secretary": SECRET}, now=now, random=secrets.token_bytes)
    return made.desk


def reopened(folder: Path) -> Desk:
    return setup.open_session(folder, SECRET, now=now, random=secrets.token_bytes)


# --- a full disk ----------------------------------------------------------------------------------


def tried(session: Path, medium: str, step: str) -> dict[str, object]:
    child = Path(__file__).with_name("full_disk.py")
    done = subprocess.run(
        [sys.executable, str(child), str(session), medium, step],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, object] = json.loads(done.stdout)
    return told


def nothing_lost(told: dict[str, object], session: Path, step: str) -> None:
    assert told["unchanged"]
    assert told["whole"] == told["after"] == []
    desk = reopened(session)
    try:
        assert desk.file.verify() == []
        assert desk.file.head == told["head"]
        case = desk.case
        if step == "edit":
            assert case.applicants["001"].employer == "样例厂" * 30_000
        elif step == "cast":
            assert case.rounds["1"].cast == 1
        else:
            vote = case.rounds["1"]
            assert vote.state is RoundState.OPENED
            assert {n: t.approve for n, t in vote.tallies.items()} == dict.fromkeys(
                ("001", "002", "003"), 9
            )
            assert (case.current_phase is Phase.SEALED) is (step == "seal")
    finally:
        desk.file.close()


@pytest.mark.parametrize("step", ["edit", "cast", "open", "seal"])
def test_a_disk_that_takes_no_more_loses_nothing(before_the_vote: Make, step: str) -> None:
    desk = before_the_vote()
    desk.file.close()
    told = tried(desk.file.folder, "limit", step)
    assert told["sentence"]
    nothing_lost(told, desk.file.folder, step)


@pytest.mark.parametrize("step", ["edit", "cast", "open", "seal"])
def test_a_full_disk_is_named_and_loses_nothing(
    before_the_vote: Make, small_disk: Path, step: str
) -> None:
    desk = before_the_vote()
    desk.file.close()
    session = small_disk / "case.zcd"
    shutil.copytree(desk.file.folder, session)
    told = tried(session, "filled", step)
    assert told["sentence"] == "磁盘空间不足，本次操作没有保存，请清理磁盘后重试。"
    nothing_lost(told, session, step)


@pytest.mark.parametrize("step", ["cast", "open"])
def test_a_disk_that_fills_up_in_the_middle_of_a_step_takes_all_of_it_back(
    before_the_vote: Make, small_disk: Path, step: str
) -> None:
    """Full at any statement, from the first to the commit."""
    desk = before_the_vote()
    desk.file.close()
    session = small_disk / "case.zcd"
    shutil.copytree(desk.file.folder, session)
    told = tried(session, "each filled", step)
    assert len(told["refused"]) > 3
    assert all(told["refused"])
    nothing_lost({**told, "unchanged": True, "whole": []}, session, step)


def test_a_medium_that_fails_after_the_box_was_opened_does_not_make_it_look_shut(
    before_the_vote: Make,
) -> None:
    """Every page count up to the one that suffices: refused and nothing changed, or opened."""
    desk = before_the_vote()
    desk.file.close()
    told = tried(desk.file.folder, "each limit", "open")
    assert len(told["refused"]) > 3
    assert all(told["refused"])
    nothing_lost({**told, "unchanged": True, "whole": []}, desk.file.folder, "open")


# --- the place ------------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", ["OneDrive - 单位", "Nutstore Files", "WPS云盘"])
def test_a_synced_folder_is_refused_at_creating_and_at_opening(
    tmp_path: Path, nine: Setup, folder: str
) -> None:
    (tmp_path / folder).mkdir()
    with pytest.raises(StoreElsewhere, match="同步文件夹"):
        create(tmp_path / folder / "会议.zcd", nine)
    assert list((tmp_path / folder).iterdir()) == []
    create(tmp_path / "会议.zcd", nine).file.close()
    shutil.move(tmp_path / "会议.zcd", tmp_path / folder / "会议.zcd")
    before = content(tmp_path / folder)
    with pytest.raises(StoreElsewhere, match="不同步的文件夹"):
        reopened(tmp_path / folder / "会议.zcd")
    assert content(tmp_path / folder) == before
    # Moved back it opens as it was.
    shutil.move(tmp_path / folder / "会议.zcd", tmp_path / "会议.zcd")
    reopened(tmp_path / "会议.zcd").file.close()


def test_a_network_folder_is_refused_at_creating_and_at_opening(
    tmp_path: Path, nine: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    create(tmp_path / "会议.zcd", nine).file.close()
    told = tmp_path / "mountinfo"
    told.write_text(f"30 22 0:40 / {tmp_path} rw - cifs //10.0.0.5/zc rw\n")
    monkeypatch.setattr(places, "_MOUNTS", told)
    with pytest.raises(StoreElsewhere, match="SMB/CIFS"):
        create(tmp_path / "又一个.zcd", nine)
    with pytest.raises(StoreElsewhere, match="本机磁盘"):
        reopened(tmp_path / "会议.zcd")
    assert not (tmp_path / "又一个.zcd").exists()


def content(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize(
    "name",
    [
        "孙𬭎 2024年.zcd",
        "é́ 🗳️ مرحبا.zcd",
        "-rf 'a' \"b\" $HOME `x`.zcd",
        "100% ? # & ; file:x.zcd",
        "换\n行.zcd",
        "　全角空格　.zcd",
        "CON.zcd",
    ],
)
def test_a_folder_may_have_any_name(tmp_path: Path, nine: Setup, name: str) -> None:
    desk = create(tmp_path / name, nine)
    desk.file.close()
    again = reopened(tmp_path / name)
    assert again.file.verify() == []
    again.file.close()
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_the_longest_path_that_is_allowed_works_and_a_longer_one_is_a_sentence(
    tmp_path: Path, nine: Setup
) -> None:
    room = 511 - 90 - len(str(tmp_path).encode()) - len("/a.zcd")
    deep = tmp_path
    while room > 0:
        part = min(room - 1, 100)
        deep, room = deep / ("d" * part), room - part - 1
        if room == 1:
            break
    deep.mkdir(parents=True)
    desk = create(deep / "a.zcd", nine)
    stored = desk.vault.put(b"x" * 1000)
    assert b"".join(desk.vault.chunks(stored.key)) == b"x" * 1000
    desk.file.close()
    reopened(deep / "a.zcd").file.close()
    with pytest.raises(StoreElsewhere, match="路径太长"):
        create(deep / ("b" * 8 + ".zcd"), nine)


def test_a_folder_that_is_read_only_is_a_sentence(
    tmp_path: Path, nine: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    create(tmp_path / "会议.zcd", nine).file.close()
    before = content(tmp_path)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(StoreReadOnly, match="不可写"):
        reopened(tmp_path / "会议.zcd")
    monkeypatch.undo()
    assert content(tmp_path) == before


def test_a_medium_that_is_mounted_read_only_is_a_sentence(small_disk: Path, nine: Setup) -> None:
    create(small_disk / "会议.zcd", nine).file.close()
    before = content(small_disk)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(StoreReadOnly, match="不可写"):
        reopened(small_disk / "会议.zcd")
    with pytest.raises(StoreReadOnly, match="不可写"):
        create(small_disk / "又一个.zcd", nine)
    assert content(small_disk) == before
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    desk = reopened(small_disk / "会议.zcd")
    assert desk.file.verify() == []
    desk.file.close()


def test_a_session_of_a_newer_program_is_refused_untouched(tmp_path: Path, nine: Setup) -> None:
    desk = create(tmp_path / "会议.zcd", nine)
    key = desk.file._key
    desk.file.close()
    database = connect(tmp_path / "会议.zcd" / "session.db", key)
    (version,) = database.conn.execute("PRAGMA user_version").fetchone()
    database.conn.execute(f"PRAGMA user_version = {version + 1}")
    database.close()
    before = content(tmp_path)["会议.zcd/session.db"]
    with pytest.raises(StoreNewer, match="升级"):
        reopened(tmp_path / "会议.zcd")
    assert content(tmp_path)["会议.zcd/session.db"] == before


def test_every_sentence_is_one_and_chinese(tmp_path: Path, nine: Setup) -> None:
    (tmp_path / "Dropbox").mkdir()
    with pytest.raises(KnownError) as told:
        create(tmp_path / "Dropbox" / "会议.zcd", nine)
    sentence = told.value.sentence
    assert sentence.count("。") == 1
    assert sentence.endswith("。")


# --- the clock ------------------------------------------------------------------------------------


def test_a_clock_that_is_set_back_is_told_and_the_session_goes_on(
    before_the_vote: Make, pin_of: Callable[[str], str]
) -> None:
    desk = before_the_vote()
    assert phases.warnings(desk) == []
    start = now() - datetime.timedelta(days=400)
    ticks = itertools.count()
    desk.now = lambda: start + datetime.timedelta(seconds=next(ticks))
    (told,) = phases.warnings(desk)
    assert (told.rule, told.warns) == (phases.CLOCK, True)
    assert "电脑时钟比已有记录（2024-11-20 08:" in told.sentence
    # Everything goes on, and the log keeps its order.
    voting.leave(desk, "P09")
    voting.open_round(desk)
    for member in desk.case.rounds["1"].voters:
        paper = Paper(dict.fromkeys(desk.case.rounds["1"].sheet(member), Choice.APPROVE))
        voting.cast(desk, "1", member, pin_of(member), paper)
    assert [each.rule for each in phases.warnings(desk)] == [phases.CLOCK]
    voting.close(desk, "1")
    voting.open_box(desk, "1", **HEADS)
    seal(desk, "人数过少，无人落选", TwoPeople(*HEADS.values()))
    assert desk.file.verify() == []
    papers(desk)
    desk.file.close()
    again = reopened(desk.file.folder)
    assert again.case.current_phase is Phase.SEALED
    assert phases.warnings(again) == []  # the clock is right again
    again.now = desk.now
    assert [each.rule for each in phases.warnings(again)] == [phases.CLOCK]
    again.file.close()


def test_a_small_correction_of_the_clock_is_no_mishap(before_the_vote: Make) -> None:
    desk = before_the_vote()
    last = datetime.datetime.fromisoformat(desk.file.written_at)
    desk.now = lambda: last - datetime.timedelta(seconds=120)
    assert phases.warnings(desk) == []
    desk.now = lambda: last - datetime.timedelta(seconds=121)
    assert len(phases.warnings(desk)) == 1
