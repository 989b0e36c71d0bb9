"""Mishaps as a person meets them: the sentence stands where the eye is, and nothing was touched."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from zcdesk.desk.desk import Desk
from zcdesk.domain.events import Setup
from zcdesk.store.driver import connect
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.views.new_session import Wanted

SECRET = "huiyi-kouling"


def shown(top: QWidget) -> str:
    return "\n".join(made.text() for made in top.findChildren(QLabel) if made.isVisible())


def content(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def closed(window: MainWindow, desk: Desk, tmp_path: Path) -> Path:
    """A session folder that nobody has open; the window stands at the start."""
    window.close_session()
    desk.file.close()
    return tmp_path / "case.zcd"


def test_a_session_in_a_synced_folder_is_refused_at_the_start(
    window: MainWindow, closed: Path, tmp_path: Path
) -> None:
    inside = tmp_path / "坚果云" / "case.zcd"
    shutil.copytree(closed, inside)
    before = content(inside)
    window.open_folder(inside, SECRET)
    assert window.workplace is None
    assert "在坚果云的同步文件夹里" in shown(window)
    assert content(inside) == before
    window.open_folder(closed, SECRET)
    assert window.workplace is not None


def test_a_new_session_is_not_made_in_a_synced_folder(
    window: MainWindow, the_setup: Setup, tmp_path: Path
) -> None:
    (tmp_path / "OneDrive").mkdir()
    window.new_session()
    window._create(Wanted(tmp_path / "OneDrive" / "a.zcd", the_setup, SECRET, {}))
    assert "OneDrive的同步文件夹" in window.new.trouble.text()
    assert list((tmp_path / "OneDrive").iterdir()) == []


def test_a_session_of_a_newer_program_is_refused_at_the_start(
    window: MainWindow, desk: Desk, closed: Path
) -> None:
    key = desk.file._key
    database = connect(closed / "session.db", key)
    (version,) = database.conn.execute("PRAGMA user_version").fetchone()
    database.conn.execute(f"PRAGMA user_version = {version + 1}")
    database.close()
    window.open_folder(closed, SECRET)
    assert window.workplace is None
    assert "由更新版本的程序写成，请升级" in shown(window)


def test_a_clock_that_was_set_back_is_told_at_the_head(window: MainWindow, desk: Desk) -> None:
    assert window.workplace is not None
    assert "注意 1 项" not in told_at_the_head(window)
    written = datetime.datetime.fromisoformat(desk.file.written_at)
    desk.now = lambda: written - datetime.timedelta(days=3)
    window.workplace.refresh()
    assert "注意 1 项" in told_at_the_head(window)


def told_at_the_head(window: MainWindow) -> str:
    assert window.workplace is not None
    head = window.workplace.header
    return "\n".join(made.text() for made in head.findChildren(QWidget) if hasattr(made, "text"))
