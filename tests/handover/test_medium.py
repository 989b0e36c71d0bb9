"""Writing to sticks: real file systems where the machine can make them, and injected faults."""

import errno
import hashlib
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from zcdesk.handover import medium as writing
from zcdesk.handover.media import Medium, measure
from zcdesk.handover.medium import NotWritten, Outgoing, write_all
from zcdesk.handover.watch import Cancelled, Progress, Stage, Watch

MIB = 1 << 20


def outgoing(name: str, data: bytes, piece: int = 300_000) -> Outgoing:
    def fill(sink: BinaryIO) -> None:
        for at in range(0, len(data), piece):
            sink.write(data[at : at + piece])

    return Outgoing(name, len(data), fill)


def chosen(folder: Path, kind: str = "tmpfs", **other: Any) -> Medium:
    room = measure(folder)
    assert room is not None
    known = room.total > 0
    values: dict[str, Any] = {
        "mount": folder,
        "device": "/dev/sdz1",
        "label": "移交盘",
        "file_system": kind,
        "free": room.free if known else None,
        "total": room.total if known else None,
        "number": room.number,
    }
    return Medium(**{**values, **other})


BIG = bytes(range(256)) * (4 * MIB // 256)
SMALL = b"minutes" * 1000


def test_files_are_whole_and_told_by_their_hash(tmp_path: Path) -> None:
    files = [outgoing("v01.zip", BIG), outgoing("a.zip", SMALL)]
    volume, main = write_all(tmp_path, files, Watch())
    assert (tmp_path / "v01.zip").read_bytes() == BIG
    assert (tmp_path / "a.zip").read_bytes() == SMALL
    assert volume.sha256 == hashlib.sha256(BIG).hexdigest()
    assert (main.size, main.sha256) == (7000, hashlib.sha256(SMALL).hexdigest())
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.zip", "v01.zip"]


def test_a_head_may_be_written_again_and_nothing_behind_it(tmp_path: Path) -> None:
    def patched(sink: BinaryIO) -> None:
        sink.write(b"0" * 32 + SMALL)
        sink.seek(0)
        sink.write(b"1" * 32)
        sink.seek(0, os.SEEK_END)
        sink.write(b"end")

    (written,) = write_all(tmp_path, [Outgoing("a.7z", 8000, patched, patched=True)], Watch())
    expected = b"1" * 32 + SMALL + b"end"
    assert (tmp_path / "a.7z").read_bytes() == expected
    assert written.sha256 == hashlib.sha256(expected).hexdigest()

    def backwards(sink: BinaryIO) -> None:
        sink.write(BIG)
        sink.seek(2 * MIB)
        sink.write(b"x")

    with pytest.raises(ValueError, match="head"):
        write_all(tmp_path, [Outgoing("b.7z", len(BIG), backwards, patched=True)], Watch())
    with pytest.raises(ValueError, match="head"):
        write_all(tmp_path, [Outgoing("b.zip", 8000, patched)], Watch())
    assert [each.name for each in tmp_path.iterdir()] == ["a.7z"]


def test_more_bytes_than_announced_are_a_bug(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="announced"):
        write_all(tmp_path, [Outgoing("a", 3, lambda sink: sink.write(b"four") and None)], Watch())
    assert list(tmp_path.iterdir()) == []


# --- progress -----------------------------------------------------------------------------------


def test_progress_tells_bytes_speed_and_the_time_left(tmp_path: Path) -> None:
    told: list[Progress] = []
    ticks = iter(range(1000))
    watch = Watch(told.append, clock=lambda: float(next(ticks)))
    write_all(tmp_path, [outgoing("a.zip", BIG, MIB)], watch)
    assert [each.stage for each in told] == [Stage.WRITING] * 4 + [Stage.READING_BACK] * 4
    assert [each.done for each in told] == [MIB * n for n in range(1, 9)]
    assert {each.total for each in told} == {8 * MIB}
    assert {each.speed for each in told} == {MIB}  # one megabyte a tick of one second
    assert [each.remaining for each in told] == list(range(7, -1, -1))


def test_a_clock_that_stands_still_gives_no_speed(tmp_path: Path) -> None:
    told: list[Progress] = []
    write_all(tmp_path, [outgoing("a.zip", SMALL)], Watch(told.append))
    assert {(each.speed, each.remaining) for each in told} == {(None, None)}


@pytest.mark.parametrize("after", [1, 3, 4, 5, 7])
def test_cancelled_anywhere_nothing_is_left(tmp_path: Path, after: int) -> None:
    (tmp_path / "a.zip").write_bytes(b"before")
    told: list[Progress] = []
    watch = Watch(told.append, cancelled=lambda: len(told) >= after)
    with pytest.raises(Cancelled, match="没有写成"):
        write_all(tmp_path, [outgoing("a.zip", BIG, MIB)], watch)
    assert [each.name for each in tmp_path.iterdir()] == ["a.zip"]
    assert (tmp_path / "a.zip").read_bytes() == b"before"


def test_long_writes_reach_the_medium_on_the_way(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(writing, "FLUSH_EVERY", 2 * MIB)
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    write_all(tmp_path, [outgoing("a.zip", BIG, MIB)], Watch())
    assert len(synced) == 2 + 2  # every two of four, the end, the folder


# --- real file systems --------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["fat32", "exfat", "roomy"])
def test_on_file_systems_that_sticks_have(
    kind: str, stick: Callable[[str], Path], unmount: Callable[[Path], None]
) -> None:
    folder = stick(kind)
    files = [outgoing("zc-2024-x-v01.zip", BIG), outgoing("zc-2024-x.zip", SMALL)]
    written = write_all(folder, files, Watch(), chosen(folder, kind))
    again = write_all(folder, files, Watch(), chosen(folder, kind))
    assert again == written
    assert sorted(each.name for each in folder.iterdir()) == [
        "zc-2024-x-v01.zip",
        "zc-2024-x.zip",
    ]
    if kind == "roomy":
        return
    unmount(folder)
    stick(kind)
    assert (folder / "zc-2024-x-v01.zip").read_bytes() == BIG
    assert (folder / "zc-2024-x.zip").read_bytes() == SMALL
    if kind == "fat32":
        unmount(folder)
        # Other people's tool takes the files out of the image: what we wrote is on the medium.
        out = folder.parent / "out"
        out.mkdir()
        image = folder.parent / "fat32.img"
        subprocess.run(["mcopy", "-i", image, "-s", "::/", out], check=False, capture_output=True)
        held = {each.read_bytes() for each in out.rglob("*") if each.is_file()}
        assert held == {BIG, SMALL}


def test_a_full_stick_is_refused_early_and_late(
    stick: Callable[[str], Path], monkeypatch: Any
) -> None:
    folder = stick("small")
    written: list[int] = []

    def fill(sink: BinaryIO) -> None:
        written.append(sink.write(BIG))

    with pytest.raises(NotWritten, match="空间不足"):
        write_all(folder, [Outgoing("a.zip", len(BIG), fill)], Watch(), chosen(folder))
    assert written == []
    # The room went while we wrote: the file system itself says so.
    monkeypatch.setattr(writing.shutil, "disk_usage", lambda _folder: _Plenty())
    with pytest.raises(NotWritten, match="空间不足"):
        write_all(folder, [Outgoing("a.zip", len(BIG), fill)], Watch())
    assert list(folder.iterdir()) == []
    # And it is still good for what fits.
    write_all(folder, [outgoing("a.zip", SMALL)], Watch(), chosen(folder))
    assert (folder / "a.zip").read_bytes() == SMALL


class _Plenty:
    total = free = 1 << 40


def test_a_read_only_stick_is_a_sentence(stick: Callable[[str], Path], tmp_path: Path) -> None:
    folder = stick("read-only")
    with pytest.raises(NotWritten, match="只读"):
        write_all(folder, [outgoing("a.zip", SMALL)], Watch())
    with pytest.raises(NotWritten, match="只读"):
        write_all(tmp_path, [outgoing("a.zip", SMALL)], Watch(), chosen(tmp_path, read_only=True))
    assert not (tmp_path / "a.zip").exists()


def test_a_stick_that_was_pulled_is_not_its_empty_folder(
    stick: Callable[[str], Path], unmount: Callable[[Path], None]
) -> None:
    folder = stick("roomy")
    medium = chosen(folder)
    unmount(folder)
    with pytest.raises(NotWritten, match="拔出"):
        write_all(folder, [outgoing("a.zip", SMALL)], Watch(), medium)
    assert list(folder.iterdir()) == []


def test_a_stick_pulled_while_writing(stick: Callable[[str], Path]) -> None:
    folder = stick("roomy")

    def pulled(progress: Progress) -> None:
        if progress.stage is Stage.READING_BACK:
            subprocess.run(["umount", "-l", folder], check=False, capture_output=True)

    with pytest.raises(NotWritten, match=r"拔出|找不到"):
        write_all(folder, [outgoing("a.zip", BIG)], Watch(pulled), chosen(folder))
    assert list(folder.iterdir()) == []


def test_a_renamed_stick_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "USB").mkdir()
    medium = chosen(tmp_path / "USB")
    (tmp_path / "USB").rename(tmp_path / "USB2")
    with pytest.raises(NotWritten, match="改名"):
        write_all(medium.mount, [outgoing("a.zip", SMALL)], Watch(), medium)


def test_what_fat_cannot_hold_is_refused_early(tmp_path: Path) -> None:
    huge = Outgoing("a.zip", 1 << 32, lambda _sink: pytest.fail("written"))
    with pytest.raises(NotWritten, match="文件系统放不下"):
        write_all(tmp_path, [huge], Watch(), chosen(tmp_path, "vfat"))


# --- injected faults ----------------------------------------------------------------------------


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.ENXIO])
@pytest.mark.parametrize("at", range(8))
def test_a_fault_at_any_write_leaves_nothing(
    tmp_path: Path, monkeypatch: Any, code: int, at: int
) -> None:
    """The writes, syncs and renames of two files, counted; the one numbered `at` fails."""
    (tmp_path / "a.zip").write_bytes(b"before")
    count = 0

    def faulty(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **more: Any) -> Any:
            nonlocal count
            count += 1
            if count - 1 == at:
                raise OSError(code, os.strerror(code))
            return real(*args, **more)

        return call

    monkeypatch.setattr(os, "fsync", faulty(os.fsync))
    monkeypatch.setattr(Path, "replace", faulty(Path.replace))
    real_write = writing._Tracked.write
    monkeypatch.setattr(writing._Tracked, "write", faulty(real_write))
    files = [outgoing("v01.zip", BIG, 2 * MIB), outgoing("a.zip", SMALL)]
    with pytest.raises(NotWritten) as refused:
        write_all(tmp_path, files, Watch())
    assert "\n" not in refused.value.sentence
    assert not list(tmp_path.glob("*.part"))
    # Two writes, a sync; a write, a sync; two names given; the folder's sync. Only when that fails
    # do both files stand there already, whole.
    last = at == 7
    assert (tmp_path / "a.zip").read_bytes() == (SMALL if last else b"before")
    assert (tmp_path / "v01.zip").exists() is last
    monkeypatch.undo()
    write_all(tmp_path, files, Watch())
    assert (tmp_path / "a.zip").read_bytes() == SMALL


@pytest.mark.parametrize("where", [0, MIB - 1, MIB, MIB + 1, 4 * MIB - 1])
def test_one_bit_that_comes_back_wrong_is_noticed(
    tmp_path: Path, monkeypatch: Any, where: int
) -> None:
    real_open = Path.open

    def rotten(path: Path, mode: str = "r", **rest: Any) -> Any:
        if mode == "rb" and path.suffix == ".part":
            with real_open(path, "r+b") as stream:
                stream.seek(where)
                (old,) = stream.read(1)
                stream.seek(where)
                stream.write(bytes([old ^ 1]))
        return real_open(path, mode, **rest)

    monkeypatch.setattr(Path, "open", rotten)
    with pytest.raises(NotWritten, match="不一致"):
        write_all(tmp_path, [outgoing("a.zip", BIG)], Watch())
    assert list(tmp_path.iterdir()) == []
