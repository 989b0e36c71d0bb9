"""What every dialog is given once somebody is in it: F1 for its matter, and room on the screen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import cast

from PySide6.QtCore import QObject, QSize, QTimer
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from zcdesk.ui.dialog_help import place_of
from zcdesk.ui.parts import column, scrolled

_FRAME = QSize(8, 40)
"""What the frame of a dialog takes."""


class DialogCare(QObject):
    """Hears where the keyboard goes; `screen` names the page of the help of the screen below."""

    def __init__(self, window: QWidget, screen: Callable[[], str]) -> None:
        super().__init__(window)
        self._screen = screen
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._at)

    def _at(self, _: QWidget | None, now: QWidget | None) -> None:
        dialog = now.window() if now is not None else None
        if isinstance(dialog, QDialog):
            self._care(dialog)

    def _care(self, dialog: QDialog) -> None:
        from zcdesk.ui.views.help_window import HelpWindow  # noqa: PLC0415 - see zcdesk.ui.rest

        if not isinstance(dialog, HelpWindow) and dialog.findChild(_F1) is None:
            _F1(dialog, self._screen)
            # One turn later: what is put elsewhere now would lose the keyboard that just came.
            QTimer.singleShot(0, dialog, partial(_keep_on_screen, dialog))


def _keep_on_screen(dialog: QDialog) -> None:
    room = dialog.screen().availableGeometry()
    keep_within(dialog, room.size() - _FRAME)
    if not room.contains(dialog.geometry()):
        dialog.move(room.center() - dialog.rect().center())


def keep_within(dialog: QDialog, room: QSize) -> None:
    """Make a dialog no larger than that; one that cannot be so small scrolls as a whole."""
    least = dialog.minimumSizeHint().expandedTo(dialog.minimumSize())
    layout = dialog.layout()
    if layout is not None and least.boundedTo(room) != least:
        at = cast("QWidget | None", dialog.focusWidget())
        inner = QWidget()
        inner.setLayout(layout)  # takes it, and what stands in it, off the dialog
        dialog.setMinimumSize(0, 0)
        area = scrolled(inner, dialog.windowTitle())
        dialog.setLayout(column(area))
        area.show()  # the keyboard goes to nothing that does not show
        if at is not None:
            at.setFocus()
    dialog.resize(dialog.size().boundedTo(room))


class _F1(QShortcut):
    """Belongs to its dialog and holds on to nothing else of it."""

    def __init__(self, dialog: QDialog, screen: Callable[[], str]) -> None:
        super().__init__("F1", dialog)
        self._screen = screen
        self.activated.connect(self._help)

    def _help(self) -> None:
        """A window of its own, above the dialog: what stands below one cannot be used."""
        from zcdesk.ui.views.help_window import HelpWindow  # noqa: PLC0415 - see zcdesk.ui.rest

        dialog = self.parent()
        assert isinstance(dialog, QDialog)
        topic, heading = place_of(dialog) or (self._screen(), "")
        found = dialog.findChild(HelpWindow)
        shown = found if isinstance(found, HelpWindow) else HelpWindow(dialog)
        shown.show_topic(topic, heading=heading)
