"""The composition root: clock, chance, fonts and files of the machine, given to the window.

`python -m zcdesk.app SCRIPT` opens a rehearsal session made from a script; with `--pictures DIR`
it runs the whole script without a display and leaves pictures of the screens.
"""

from __future__ import annotations

import argparse
import datetime
import os
import secrets
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QSettings, QStandardPaths, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from zcdesk.desk.resources import resources_folder
from zcdesk.domain.errors import KnownError
from zcdesk.ui.collecting import Collector
from zcdesk.ui.look import Look
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.memory import Memory
from zcdesk.ui.outside import Outside
from zcdesk.ui.palette import THEMES
from zcdesk.ui.theme import dress

Hook = Callable[[type[BaseException], BaseException, TracebackType | None], None]


_TURN = 0.001
"""Seconds that a worker's Python keeps the window's waiting; Python's own five are felt, as one
piece of work asks for its turn many times."""


def run(session: Path | None) -> int:
    """Show the window on a session, or on the choice of one; returns the exit code."""
    settings = QSettings("zcdesk", "zcdesk")
    app = application(Memory(settings).look)
    window = _window(settings)
    if session is not None:
        window.start.offer(session)
    window.show()
    QTimer.singleShot(0, window.load_rest)
    _give_way(app)
    return app.exec()


def _give_way(app: QApplication) -> None:
    """Nothing that goes on beside the window holds it up."""
    sys.setswitchinterval(_TURN)
    Collector(app).start()


def run_sample(script: Path) -> int:
    """Show the window on a rehearsal session made from a script, its materials taken in."""
    from zcdesk.desk import sample  # noqa: PLC0415 - see zcdesk.ui.rest

    settings = QSettings("zcdesk", "zcdesk")
    app = application(Memory(settings).look)
    window = _window(settings)
    window.show()
    window.show_desk(sample.open_sample(script, now=_now, random=secrets.token_bytes))
    _give_way(app)
    return app.exec()


def pictures(script: Path, out: Path, first: Look | None = None) -> list[Path]:
    """Run a script to its end and take pictures of every screen of the sealed session."""
    from zcdesk.desk import rehearsal, setup  # noqa: PLC0415 - see zcdesk.ui.rest
    from zcdesk.desk.script import read_script  # noqa: PLC0415
    from zcdesk.ui.pictures import take_session, take_start  # noqa: PLC0415

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application(first)
    plan = read_script(script)
    now = _at_the_meeting(plan.session.meeting_dates[0])
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        settings = QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat)
        window = _window(settings)
        try:
            made = take_start(window, out)
            done = rehearsal.rehearse(plan, Path(folder), now=now, random=secrets.token_bytes)
            window.show_desk(
                setup.open_session(
                    done.session, done.passphrase, now=now, random=secrets.token_bytes
                )
            )
            made += take_session(window, out)
        finally:
            window.close()
    return made


def application(first: Look | None = None) -> QApplication:
    """The application, dressed."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    app.setApplicationName("zcdesk")
    app.setWindowIcon(QIcon(str(resources_folder() / "icons" / "app.svg")))
    dress(app, resources_folder(), first)
    return app


def _window(settings: QSettings) -> MainWindow:
    window = MainWindow(
        Outside(
            now=_now,
            random=secrets.token_bytes,
            icons=resources_folder() / "icons",
            settings=settings,
            samples=_documents(),
        )
    )
    sys.excepthook = _told_by(window)
    return window


def _documents() -> Path:
    """Where this person keeps documents; rehearsals are put there."""
    found = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(found) if found else Path.home()


def _at_the_meeting(day: datetime.date) -> Callable[[], datetime.datetime]:
    """The same time in every picture: equal screens are equal pictures."""
    return lambda: datetime.datetime.combine(day, datetime.time(9))


def _now() -> datetime.datetime:
    """Local time. The one place where the desktop reads a clock."""
    return datetime.datetime.now()  # noqa: DTZ005, TID251 - local time, as the papers print it


def _told_by(window: MainWindow) -> Hook:
    """An exception that nobody caught is a bug: a dialog, and the window lives on."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, Exception):
            window.crash(error)
        else:
            sys.__excepthook__(kind, error, trace)

    return hook


def main(arguments: Sequence[str]) -> int:
    """The two ways in from a script; 2 with one sentence where it cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m zcdesk.app")
    parser.add_argument("script", type=Path)
    parser.add_argument("--pictures", type=Path, metavar="DIR")
    parser.add_argument("--theme", choices=[theme.key for theme in THEMES], default=THEMES[0].key)
    said = parser.parse_args(arguments)
    try:
        if said.pictures is None:
            return run_sample(said.script)
        for path in pictures(said.script, said.pictures, Look.of(said.theme, Look().text.key)):
            sys.stdout.write(f"{path}\n")
    except KnownError as error:
        from zcdesk.desk import rehearsal  # noqa: PLC0415 - see zcdesk.ui.rest

        sys.stderr.write(f"{rehearsal.sentence_of(error)}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
