"""The window stands before what it will need is loaded; whoever is quicker waits without a stop."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from zcdesk import __main__ as entry
from zcdesk.desk.desk import Desk
from zcdesk.desk.resources import resources_folder
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.outside import Outside

HEAVY = ("sqlite_utils", "sqlcipher3", "reportlab", "xlsxwriter", "pypinyin", "pyhanko", "click")
LATER = ("zcdesk.ui.rest", "zcdesk.ui.workplace", "zcdesk.desk.desk", "zcdesk.rules.book")


def test_the_start_loads_nothing_that_it_does_not_show(root: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", "import sys, zcdesk.__main__, zcdesk.app; print(*sys.modules)"],
        check=True,
        capture_output=True,
        text=True,
        cwd=root,
    )
    loaded = set(told.stdout.split())
    assert "zcdesk.ui.main_window" in loaded
    assert loaded & {*HEAVY, *LATER} == set()


def test_without_a_command_the_desktop_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []
    monkeypatch.setattr(sys, "argv", ["zcdesk"])
    monkeypatch.setattr(entry, "open_desktop", lambda session: opened.append(session) or 3)
    with pytest.raises(SystemExit) as ended:
        entry.main()
    assert opened == [None]
    assert ended.value.code == 3


@pytest.fixture
def window(desk: Desk, qapp_dressed: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    """Nothing loaded, with a thread of its own."""
    made = MainWindow(
        Outside(
            now=desk.now,
            random=desk.random,
            icons=resources_folder() / "icons",
            settings=QSettings(str(tmp_path / "none.ini"), QSettings.Format.IniFormat),
        )
    )
    made.show()
    yield made
    made.close()


def test_a_new_session_that_is_wanted_at_once_comes_when_it_can(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.load_rest()
    window.actions_by_id["new"].trigger()
    qtbot.waitUntil(lambda: window.screen_shown == "new", timeout=20_000)
    assert window.new.isVisible()
    window.open_session()
    window.actions_by_id["verify"].trigger()
    assert window.screen_shown == "verify"
    window.open_session()
    assert window.screen_shown == "start"


def test_a_system_without_a_library_of_the_screen_is_told_by_its_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A server has no libGL; any other failing import is a fault of the program and stays one."""

    class Refusing:
        said = "libGL.so.1: cannot open shared object file: No such file or directory"

        def find_spec(self, name: str, *_rest: object) -> None:
            if name == "zcdesk.app":
                raise ImportError(self.said)

    monkeypatch.delitem(sys.modules, "zcdesk.app", raising=False)
    monkeypatch.delattr(sys.modules["zcdesk"], "app", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Refusing(), *sys.meta_path])
    assert entry.open_desktop(None) == 2
    told = capsys.readouterr().err
    assert "libGL.so.1" in told
    assert told.count("\n") == 1
    monkeypatch.setattr(Refusing, "said", "cannot import name 'x'")
    with pytest.raises(ImportError, match="cannot import name"):
        entry.open_desktop(None)
