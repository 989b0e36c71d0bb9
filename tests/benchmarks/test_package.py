"""A package with dossiers is held against hashing and copying the same bytes as safely."""

import datetime
import hashlib
import os
import time
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import Measured
from zcdesk.desk import delivery, papers, rehearsal, setup
from zcdesk.desk.script import read_script
from zcdesk.dossiers.specimen import write_sample
from zcdesk.handover.bag import has_sm3
from zcdesk.handover.medium import CHUNK, FLUSH_EVERY
from zcdesk.handover.package import write_package
from zcdesk.handover.verify import verify_package
from zcdesk.handover.volumes import DossierFile

pytestmark = pytest.mark.benchmark
NOW = datetime.datetime(2024, 11, 20, 17, 0, 0)  # noqa: DTZ001 - local time, as the desk has it
FILES, SIZE = 20, 8 << 20


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def digests(path: Path, *names: str) -> None:
    """Read a file and hash it; the check sum of the container is one more."""
    made = [hashlib.new(name) for name in names]
    crc = 0
    with path.open("rb") as stream:
        while piece := stream.read(CHUNK):
            crc = zlib.crc32(piece, crc)
            for each in made:
                each.update(piece)


def copied(files: list[Path], target: Path) -> None:
    """Copy, flushed to the medium as often as the package is, and hash what the medium gives back."""
    held = 0
    with target.open("wb") as out:
        for path in files:
            with path.open("rb") as stream:
                while piece := stream.read(CHUNK):
                    held += out.write(piece)
                    if held >= FLUSH_EVERY:
                        held = 0
                        os.fsync(out.fileno())
        os.fsync(out.fileno())
    with target.open("rb") as stream:
        os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    digests(target, "sha256")


def test_a_package_costs_little_more_than_hashing_and_copying(
    tmp_path: Path, measured: Measured
) -> None:
    script = read_script(write_sample(tmp_path / "sample", 15).script)
    done = rehearsal.rehearse(script, tmp_path / "out", now=lambda: NOW, random=os.urandom)
    desk = setup.open_session(done.session, done.passphrase, now=lambda: NOW, random=os.urandom)
    contents = delivery.package_contents(desk, papers.papers(desk), delivery.SUBMISSION)
    identity = setup.identity(desk)
    desk.file.close()
    files = []
    for place in range(FILES):
        path = tmp_path / f"{place}.pdf"
        path.write_bytes(os.urandom(SIZE))
        files.append(path)
    dossiers = tuple(
        DossierFile("001", "姓名", p.name, SIZE, hashlib.sha256(p.read_bytes()).hexdigest(), p)
        for p in files
    )
    contents = replace(contents, dossiers=dossiers)
    names = ("sha256", "sm3") if has_sm3() else ("sha256",)
    (tmp_path / "stick").mkdir()
    ours, floor, checked, hashed = [], [], [], []
    for _ in range(3):
        begun = time.perf_counter()
        path = write_package(tmp_path / "stick", contents, identity, at=NOW.astimezone()).path
        ours.append(time.perf_counter() - begun)
        hashing = seconds(lambda: [digests(path, *names) for path in files])
        floor.append(hashing + seconds(lambda: copied(files, tmp_path / "copy")))
        checked.append(seconds(lambda path=path: verify_package(path)))
        hashed.append(seconds(lambda path=path: digests(path, "sha256")))
        assert verify_package(path).ok
    size = f"{FILES * SIZE >> 20} MB"
    measured(
        f"package of {size} written and read back",
        min(ours),
        min(floor),
        "hashing the documents, copying them, hashing the copy",
        most=1.6,
        target=1.2,
    )
    measured(
        f"package of {size} verified",
        min(checked),
        min(hashed),
        "hashing the file once",
        most=3,
        target=2,
    )
