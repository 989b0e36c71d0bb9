"""The folder on a stick: started where nothing on it may run, and where a copy has lost its mark."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest


@pytest.fixture
def stick(root: Path, tmp_path: Path) -> Path:
    """A folder as a FAT32 stick shows it: no file in it is marked as a program."""
    folder = tmp_path / "盘" / "zcdesk-1-linux-x86_64"
    (folder / "_internal").mkdir(parents=True)
    (folder / "zcdesk").write_text(
        '#!/bin/sh\necho "started in $(dirname "$0") with $*"\n', encoding="utf-8"
    )
    (folder / "_internal" / "library").write_text("one", encoding="utf-8")
    (folder / "SHA256SUMS").write_text("sums of one", encoding="utf-8")
    (folder / "start.sh").write_bytes((root / "packaging" / "folder" / "start.sh").read_bytes())
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return folder


def start(
    folder: Path, home: Path, *words: str, marks: bool = True
) -> subprocess.CompletedProcess[str]:
    """Start as the note on the stick says. Without `marks` the file system of the stick takes none."""
    home.mkdir(exist_ok=True)
    tools = home.parent / "tools"
    tools.mkdir(exist_ok=True)
    refusing = tools / "chmod"
    stick = folder.parent
    refusing.write_text(
        f'#!/bin/sh\ncase "$2" in "{stick}"/*) exit 1;; esac\nexec /bin/chmod "$@"\n',
        encoding="utf-8",
    )
    refusing.chmod(0o755)
    path = "/usr/bin:/bin" if marks else f"{tools}:/usr/bin:/bin"
    return subprocess.run(
        ["sh", "start.sh", *words], cwd=folder, env={"HOME": str(home), "PATH": path, "LANG": "C.UTF-8"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_folder_that_lost_its_mark_is_marked_and_started_where_it_lies(
    stick: Path, tmp_path: Path
) -> None:
    done = start(stick, tmp_path / "home", "--version", "two words")
    assert (done.returncode, done.stdout) == (0, f"started in {stick} with --version two words\n")
    assert not list((tmp_path / "home").iterdir())


def test_a_stick_that_runs_nothing_is_copied_once_and_again_when_it_changed(
    stick: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    copy = home / stick.name
    first = start(stick, home, marks=False)
    assert first.returncode == 0, first.stderr
    assert first.stdout.splitlines()[-1] == f"started in {copy} with "
    assert f"正在复制到 {copy}" in first.stdout
    (copy / "_internal" / "kept").touch()
    second = start(stick, home, marks=False)
    assert second.stdout == f"started in {copy} with \n"
    assert (copy / "_internal" / "kept").exists()
    (stick / "SHA256SUMS").write_text("sums of two", encoding="utf-8")
    (stick / "_internal" / "library").write_text("two", encoding="utf-8")
    third = start(stick, home, marks=False)
    newer = home / f"{stick.name}-2"
    assert third.stdout.splitlines()[-1] == f"started in {newer} with "
    assert (newer / "_internal" / "library").read_text(encoding="utf-8") == "two"
    assert (copy / "_internal" / "kept").exists()  # a session may lie there
    fourth = start(stick, home, marks=False)
    assert fourth.stdout == f"started in {newer} with \n"
    assert sorted(each.name for each in home.iterdir()) == [stick.name, newer.name]


def test_a_folder_of_somebodys_own_under_the_same_name_stays(stick: Path, tmp_path: Path) -> None:
    """It was taken for an earlier copy and deleted."""
    own = tmp_path / "home" / stick.name / "会议.zcd"
    own.parent.mkdir(parents=True)
    own.write_text("a session", encoding="utf-8")
    done = start(stick, tmp_path / "home", marks=False)
    assert done.stdout.splitlines()[-1] == f"started in {own.parent}-2 with "
    assert own.read_text(encoding="utf-8") == "a session"


def test_where_nothing_may_run_a_sentence_says_so_and_nothing_is_lost(
    stick: Path, tmp_path: Path
) -> None:
    """The folder lies in the home folder already, and its file system takes no mark."""
    (stick / "SHA256SUMS").unlink()
    done = start(stick, stick.parent, marks=False)
    assert done.returncode == 1
    assert "所在的磁盘不允许运行程序" in done.stderr
    assert (stick / "zcdesk").exists()


def test_a_copy_that_breaks_off_leaves_nothing_behind(stick: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    (tmp_path / "tools").mkdir()
    full = tmp_path / "tools" / "cp"
    full.write_text('#!/bin/sh\nmkdir "$4"; echo half > "$4/zcdesk"; exit 1\n', encoding="utf-8")
    full.chmod(0o755)
    done = start(stick, home, marks=False)
    assert done.returncode == 1
    assert "磁盘是不是满了" in done.stderr
    assert not list(home.iterdir())
