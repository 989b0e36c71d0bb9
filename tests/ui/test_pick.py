"""What a file dialog offers at its side: a stick is one click away."""

from __future__ import annotations

import getpass
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QFileDialog, QSplitter, QWidget
from pytestqt.qtbot import QtBot

from zcdesk.ui import pick


def test_every_stick_of_the_machine_is_offered_beside_the_usual_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = getpass.getuser()
    plugged = [
        tmp_path / "media" / "cdrom",
        tmp_path / "media" / user / "移动盘",
        tmp_path / "run/media" / user / "B",
    ]
    for each in (*plugged, tmp_path / "media" / user / "left-behind"):
        each.mkdir(parents=True)
    monkeypatch.setattr(Path, "is_mount", lambda self: self in plugged)
    assert pick.sticks(tmp_path) == plugged
    assert pick.sticks(tmp_path / "nowhere") == []
    offered = [url.toLocalFile() for url in pick.at_the_side(tmp_path)]
    assert offered[0] == str(Path.home())
    assert offered[-4:-1] == [str(each) for each in plugged]
    assert len(set(offered)) == len(offered)

    def nameless() -> str:
        raise KeyError

    monkeypatch.setattr(getpass, "getuser", nameless)
    assert pick.sticks(tmp_path) == plugged[:1]


def test_the_dialog_shows_them(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(pick, "sticks", lambda _root: [tmp_path])
    parent = QWidget()
    qtbot.addWidget(parent)
    pick.Pick().file(parent, "选择花名册", "花名册 (*.xlsx)", lambda _path: None)
    dialog = parent.findChild(QFileDialog)
    assert dialog is not None
    assert QUrl.fromLocalFile(str(tmp_path)) in dialog.sidebarUrls()
    sides = dialog.findChild(QSplitter)
    assert sides is not None
    assert sides.sizes()[0] >= 100  # a stick's name can be read
    dialog.reject()
