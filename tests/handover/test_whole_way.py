"""The whole way: the desk writes to a FAT32 stick; verified, recounted by bare Python, gathered,
drilled into; and a package that was tampered with is refused at each place.
"""

import datetime
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from zcdesk.desk import gathering, handing_over, rehearsal, setup
from zcdesk.desk.delivery import Choice
from zcdesk.desk.script import read_script
from zcdesk.domain.errors import Refused
from zcdesk.domain.session import Phase
from zcdesk.dossiers.specimen import write_sample
from zcdesk.handover.media import Medium, measure

NOW = datetime.datetime(2024, 11, 20, 17, 0, 0)  # noqa: DTZ001 - local time, as the desk has it


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    """A session just sealed."""
    script = read_script(write_sample(tmp_path / "sample", 10).script)
    done = rehearsal.rehearse(script, tmp_path / "out", now=lambda: NOW, random=os.urandom)
    opened = setup.open_session(done.session, done.passphrase, now=lambda: NOW, random=os.urandom)
    yield opened
    opened.file.close()


def as_listed(folder: Path) -> Medium:
    room = measure(folder)
    assert room is not None
    return Medium(folder, "/dev/sdz1", "移交盘", "vfat", None, None, room.number)


def zcdesk(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "zcdesk", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def bare_python() -> str:
    """The machine's own Python, without our environment."""
    for candidate in (
        "/usr/bin/python3",
        "/usr/local/bin/python3",
        sys.base_prefix + "/bin/python3",
    ):
        if Path(candidate).exists():
            return candidate
    pytest.skip("no Python but ours")


def unpacked(package: Path, folder: Path) -> Path:
    with zipfile.ZipFile(package) as archive:
        archive.extractall(folder)
    return next(folder.iterdir())


def recounted(bag: Path) -> subprocess.CompletedProcess[str]:
    command = [bare_python(), "-I", bag / "recount.py"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def tampered(package: Path, target: Path, old: bytes, new: bytes) -> Path:
    """One figure of the result changed in place: same length, everything else as it was."""
    data = bytearray(package.read_bytes())
    place = data.rindex(old)
    data[place : place + len(new)] = new
    target.write_bytes(data)
    return target


def test_from_the_desk_to_the_department(
    desk: Any,
    stick: Callable[[str], Path],
    unmount: Callable[[Path], None],
    tmp_path: Path,
) -> None:
    folder = stick("fat32")
    info = handing_over.write_to(desk, as_listed(folder), Choice(dossiers=True))
    unmount(folder)
    assert list(folder.iterdir()) == []
    stick("fat32")
    again = handing_over.find_again(desk, [as_listed(folder)])
    assert again == info.path

    # At the desk: a changed one is refused, the true one hands the session over.
    bad = tampered(again, tmp_path / again.name, b'"participating": ', b'"participated":  ')
    with pytest.raises(Refused, match="核验不通过"):
        handing_over.hand_over(desk, bad)
    assert desk.case.current_phase is Phase.SEALED
    handing_over.hand_over(desk, again)

    # At the department's desk: verified from the stick, against what the receipt says.
    verified = zcdesk("verify", again, "--sha256", info.sha256, "--code", info.check_code)
    assert verified.returncode == 0, verified.stdout
    refused = zcdesk("verify", bad)
    assert refused.returncode == 1
    assert "data/result.json" in refused.stdout

    # By anybody with a bare Python.
    bag = unpacked(again, tmp_path / "unpacked")
    counted = recounted(bag)
    assert counted.returncode == 0, counted.stdout + counted.stderr
    assert "EVERYTHING AGREES" in counted.stdout
    result = (bag / "data" / "result.json").read_text("utf-8")
    (bag / "data" / "result.json").write_text(result.replace('"yes": ', '"yes": 1', 1), "utf-8")
    counted = recounted(bag)
    assert counted.returncode == 1
    assert "DIFFERENT" in counted.stdout

    # In the overview, and back down to the package.
    gathered = zcdesk("gather", again, "--into", tmp_path / "all.duckdb")
    assert gathered.returncode == 0, gathered.stdout + gathered.stderr
    refused = zcdesk("gather", bad, "--into", tmp_path / "none.duckdb")
    assert refused.returncode == 1
    assert f"未汇总 {bad}" in refused.stdout
    with gathering.opened(tmp_path / "all.duckdb") as house:
        (session,) = house.sessions()
        assert house.counts()["applicants"] == 10
    assert gathering.drill_down(session).ok
    again.unlink()
    shutil.copyfile(bad, again)
    assert not gathering.drill_down(session).ok
