"""The windows beside the one: the help, and the view for the room."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from zcdesk.ui.dialog_care import DialogCare
from zcdesk.ui.in_sight import InSight

if TYPE_CHECKING:
    from zcdesk.desk.desk import Desk
    from zcdesk.ui.views.help_window import HelpWindow
    from zcdesk.ui.views.projector import Projector


class Beside:
    """Each is made when it is first asked for."""

    def __init__(self, window: QWidget, screen: Callable[[], str]) -> None:
        """`screen` names the page of the help that tells of the screen shown."""
        self._window = window
        self.dialogs = DialogCare(window, screen)
        self.sight = InSight(window)
        self.help: HelpWindow | None = None
        self.projector: Projector | None = None

    def show_help(self, topic: str, *, alone: bool) -> None:
        """Open the help at a page; `alone`: without the contents."""
        from zcdesk.ui.views.help_window import HelpWindow  # noqa: PLC0415 - see zcdesk.ui.rest

        if self.help is None:
            self.help = HelpWindow(self._window)
        self.help.show_topic(topic, alone=alone)

    def project(self, desk: Desk) -> None:
        """Open the window for the room, or close it."""
        from zcdesk.ui import rest  # noqa: PLC0415 - see there

        if self.projector is not None and self.projector.isVisible():
            self.projector.close()
            return
        self.projector = self.projector or rest.Projector()
        self.projector.appear(self._window)
        self.show_room(desk)

    def show_room(self, desk: Desk) -> None:
        """The room sees how things now stand, if it sees anything."""
        from zcdesk.ui import rest  # noqa: PLC0415 - see there

        if self.projector is not None and self.projector.isVisible():
            self.projector.show_room(rest.room(desk))

    def blank(self) -> None:
        """The room sees nothing more."""
        if self.projector is not None:
            self.projector.close()

    def close(self) -> None:
        """No window stays behind."""
        self.blank()
        if self.help is not None:
            self.help.close()
