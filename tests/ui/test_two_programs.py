"""One session, two programs: whoever comes second is told, and loses nothing; whoever died holds nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from zcdesk.desk.desk import Desk
from zcdesk.desk.resources import resources_folder
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.outside import Outside
from zcdesk.ui.runner import Runner

PASSPHRASE = "huiyi-kouling"
SENTENCE = "该案卷正被另一个程序或窗口使用，请先将其关闭。"
OTHER = """
import datetime, os, sys
from pathlib import Path
from zcdesk.desk.setup import open_session
from zcdesk.domain.errors import KnownError
try:
    desk = open_session(Path(sys.argv[1]), sys.argv[2], now=datetime.datetime.now, random=os.urandom)
except KnownError as error:
    print(error.sentence, flush=True)
    sys.exit(3)
print(len(desk.case.applicants), flush=True)
sys.stdin.read()
desk.file.close()
"""


@contextmanager
def another_program(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Opens the session in a process of its own, and says how many applicants it has, or why not."""
    child = subprocess.Popen(
        [sys.executable, "-X", "utf8", "-c", OTHER, str(folder), PASSPHRASE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    try:
        yield child
    finally:
        if child.poll() is None:
            child.kill()
        child.communicate()


@pytest.fixture
def second(
    desk: Desk, qapp_dressed: QApplication, qtbot: QtBot, tmp_path: Path
) -> Iterator[MainWindow]:
    """A window at its start page."""
    made = MainWindow(
        Outside(
            now=desk.now,
            random=desk.random,
            icons=resources_folder() / "icons",
            full_screen=False,
            settings=QSettings(str(tmp_path / "second.ini"), QSettings.Format.IniFormat),
            runner=Runner,
        )
    )
    made.resize(1366, 768)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()
    made.deleteLater()


def try_to_open(window: MainWindow, folder: Path, qtbot: QtBot) -> None:
    """As a person does: the folder, the passphrase, Return."""
    window.start.offer(folder)
    window.start.secret.setFocus()
    qtbot.keyClicks(window.start.secret, PASSPHRASE)
    qtbot.keyClick(window.start.secret, Qt.Key.Key_Return)
    qtbot.waitUntil(
        lambda: window.workplace is not None or not window.start.busy.isVisible(), timeout=30_000
    )


def test_the_window_is_turned_away_while_another_program_has_the_session(
    second: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    folder = desk.file.folder
    desk.file.close()
    with another_program(folder) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "3\n"
        try_to_open(second, folder, qtbot)
        assert second.workplace is None
        assert second.start.trouble.text() == SENTENCE
        assert second.start.trouble.isVisible()
        # The other program notices nothing, and leaves in order.
        child.communicate("")
        assert child.returncode == 0
    try_to_open(second, folder, qtbot)
    assert second.workplace is not None
    assert len(second.workplace.bench.case.applicants) == 3


def test_another_program_is_turned_away_while_the_window_has_the_session(
    window: MainWindow, desk: Desk
) -> None:
    assert window.workplace is not None
    before = len(desk.file.audit())
    with another_program(desk.file.folder) as child:
        told, _ = child.communicate(timeout=60)
        assert told == SENTENCE + "\n"
        assert child.returncode == 3
    assert len(desk.file.audit()) == before
    # The window goes on working.
    window.show_page(1)
    assert window.workplace.materials.list.model.rowCount() == 3


def test_two_windows_of_one_program_do_not_share_a_session(
    window: MainWindow, second: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    try_to_open(second, desk.file.folder, qtbot)
    assert second.workplace is None
    assert second.start.trouble.text() == SENTENCE
    window.close_session()
    try_to_open(second, desk.file.folder, qtbot)
    assert second.workplace is not None


def test_a_program_that_was_killed_holds_nothing(
    second: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    folder = desk.file.folder
    desk.file.close()
    with another_program(folder) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "3\n"
        child.kill()
        child.wait()
    try_to_open(second, folder, qtbot)
    assert second.workplace is not None
    assert second.start.trouble.text() == ""
