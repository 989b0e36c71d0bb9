"""The process and its surroundings: Ctrl-C, a pipe that nobody reads, a full disk behind the output."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

# What a person's Ctrl-C does while the named module is being loaded.
_LOADING = """
import sys
class Pressed:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            raise KeyboardInterrupt
sys.meta_path.insert(0, Pressed())
sys.argv = ["zcdesk", {command!r}]
from zcdesk.__main__ import main
main()
"""
_PROGRAM = [sys.executable, "-m", "zcdesk"]
_FAILS = ["check", "nowhere.csv", "--script", "nowhere.toml"]
_SENTENCE = "无法读取会议脚本“nowhere.toml”：文件或文件夹不存在。\n"


def _run(*arguments: str, root: Path, **streams: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*_PROGRAM, *arguments], cwd=root, text=True, encoding="utf-8", check=False, **streams
    )


@pytest.mark.parametrize("module", ["zcdesk.cli", "click", "zcdesk.desk.rehearsal"])
def test_ctrl_c_while_the_program_loads_is_one_sentence(root: Path, module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _LOADING.format(module=module, command="--version")],
        cwd=root,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "已中断。\n")


# An interrupt inside a callback, whose exceptions Python prints and swallows.
_IN_A_CALLBACK = """
import os, signal, sys, weakref
class Locked: pass
class Pressed:
    def find_spec(self, name, path=None, target=None):
        if name == "zcdesk.cli":
            held = Locked()
            watched = weakref.ref(held, lambda _: os.kill(os.getpid(), signal.SIGINT))
            del held
sys.meta_path.insert(0, Pressed())
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background ignores it
sys.argv = ["zcdesk", "--version"]
from zcdesk.__main__ import main
main()
"""


@pytest.mark.skipif(os.name == "nt", reason="signals of Windows are sent otherwise")
def test_ctrl_c_is_not_lost_in_a_callback_while_the_program_loads(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _IN_A_CALLBACK],
        cwd=root,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "已中断。\n")


@pytest.mark.parametrize(("arguments", "code"), [(["--help"], 0), (_FAILS, 2)])
def test_a_pipe_that_nobody_reads_leaves_the_exit_code_as_it_is(
    root: Path, arguments: list[str], code: int
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = _run(*arguments, root=root, stdout=writing, stderr=subprocess.PIPE)
        unread = _run(*arguments, root=root, stdout=subprocess.PIPE, stderr=writing)
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (code, _SENTENCE if code else "")
    assert unread.returncode == code
    assert bool(unread.stdout) is (code == 0)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has a device that is always full")
def test_no_room_for_the_output_is_one_chinese_sentence(root: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = _run("--help", root=root, stdout=full, stderr=subprocess.PIPE)
        silent = _run(*_FAILS, root=root, stdout=subprocess.PIPE, stderr=full)
    assert (done.returncode, done.stderr) == (2, "读写文件时出错：磁盘已满。\n")
    assert (silent.returncode, silent.stdout) == (2, "")


@pytest.mark.parametrize(
    ("command", "there", "told"),
    [
        ("attack", True, "没有可以输入口令的终端，请用 --passphrase-file 给出写有口令的文件。\n"),
        (
            "re-examine",
            True,
            "没有可以输入口令的终端，请用 --passphrase-file 给出写有口令的文件。\n",
        ),
        ("attack", False, "找不到会议文件夹“none.zcd”。\n"),
    ],
)
def test_where_no_passphrase_can_be_typed_one_sentence_says_so(
    root: Path, tmp_path: Path, command: str, there: bool, told: str
) -> None:
    session = str(tmp_path) if there else "none.zcd"
    done = _run(
        command,
        session,
        root=root,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert (done.returncode, done.stdout, done.stderr) == (2, "", told)


@pytest.mark.parametrize(("arguments", "code"), [(["--version"], 0), (_FAILS, 2)])
def test_a_program_without_any_output_runs_all_the_same(
    root: Path, arguments: list[str], code: int
) -> None:
    """As it is started where there is no console: neither stream is there."""
    start = f"import sys; sys.stdout = sys.stderr = None; sys.argv = {['zcdesk', *arguments]!r}; "
    start += "from zcdesk.__main__ import main; main()"
    assert subprocess.run([sys.executable, "-c", start], cwd=root, check=False).returncode == code
