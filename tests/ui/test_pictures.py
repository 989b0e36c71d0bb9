"""Pictures of the screens are taken from a script, and a rehearsal session is opened from one."""

from __future__ import annotations

import datetime
import secrets
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from zcdesk import app
from zcdesk.desk import sample
from zcdesk.desk.desk import Desk
from zcdesk.domain.session import Phase
from zcdesk.dossiers.specimen import write_sample


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> Path:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    return write_sample(tmp_path / "sample", applicants=6).script


def open_again(script: Path) -> Desk:
    return sample.open_sample(
        script,
        now=lambda: datetime.datetime(2024, 11, 20, 8, 30),  # noqa: DTZ001 - local time
        random=secrets.token_bytes,
    )


def test_every_screen_of_a_sealed_session_is_pictured(script: Path, tmp_path: Path) -> None:
    made = app.pictures(script, tmp_path / "pictures")
    names = [path.stem.split("-", 1)[1] for path in made]
    assert names == [
        "start",
        "new",
        "verify",
        "gather",
        "session",
        "applicants",
        "attendance",
        "defense",
        "voting",
        "result",
        "findings",
        "line",
        "lock",
        "ballot",
        "projector",
    ]
    drawn = [QImage(str(path)) for path in made]
    assert all(image.width() >= 1366 for image in drawn)
    # No two screens look the same: each page was really shown.
    assert len({bytes(image.constBits()) for image in drawn}) == len(drawn)


def test_a_rehearsal_session_is_made_once_and_opened_again(script: Path) -> None:
    first = open_again(script)
    assert first.case.current.rehearsal
    assert len(first.case.applicants) == 6
    assert any(first.case.documents.values())
    assert first.case.current_phase is Phase.SETUP
    first.file.close()
    again = open_again(script)
    assert again.case == first.case
    again.file.close()


def test_a_script_that_is_none_ends_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], qapp: QApplication
) -> None:
    assert app.main([str(tmp_path / "none.toml"), "--pictures", str(tmp_path)]) == 2
    told = capsys.readouterr()
    assert told.err.count("\n") == 1
    assert "none.toml" in told.err
