"""The composition root: clock, chance, fonts and files of the machine, given to the window."""

from __future__ import annotations

import datetime
import secrets
import sys
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QSettings
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from zcdesk.desk.resources import resources_folder
from zcdesk.ui.main_window import MainWindow, Outside
from zcdesk.ui.theme import dress


def run(session: Path | None) -> int:
    """Show the window on a session, or on the choice of one; returns the exit code."""
    app = application()
    window = MainWindow(outside(QSettings("zcdesk", "zcdesk")))
    sys.excepthook = _told_by(window)
    if session is not None:
        window.start.offer(session)
    window.show()
    return app.exec()


def application() -> QApplication:
    """The application, dressed."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    app.setApplicationName("zcdesk")
    app.setWindowIcon(QIcon(str(resources_folder() / "icons" / "app.svg")))
    dress(app, resources_folder())
    return app


def outside(settings: QSettings) -> Outside:
    """What the window is given: this machine's clock and chance."""
    return Outside(
        now=_now, random=secrets.token_bytes, icons=resources_folder() / "icons", settings=settings
    )


def _now() -> datetime.datetime:
    """Local time. The one place where the desktop reads a clock."""
    return datetime.datetime.now()  # noqa: DTZ005, TID251 - local time, as the papers print it


def _told_by(window: MainWindow):  # type: ignore[no-untyped-def]
    """An exception that nobody caught is a bug: a dialog, and the window lives on."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, Exception):
            window.crash(error)
        else:
            sys.__excepthook__(kind, error, trace)

    return hook
