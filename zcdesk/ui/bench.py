"""The bench: an open session as the views see it, and the one way that they change it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from zcdesk.desk.desk import Desk
from zcdesk.domain.case import Case
from zcdesk.domain.errors import KnownError
from zcdesk.ui.pick import Pick
from zcdesk.ui.runner import Runner

T = TypeVar("T")


class Bench(QObject):
    """Runs the desk's verbs off the window's thread and tells the window how they went.

    `changed` carries what the verb returned: an event, several, or something else. `done` and
    `refused` carry a sentence for the person. `began` (the verb) and `turned_away` (the known error)
    are for the log of the program. `attack_wanted`: the session is to be closed and
    attacked (自测攻击), which no view can do from inside.
    """

    changed = Signal(object)
    done = Signal(str)
    refused = Signal(str)
    crashed = Signal(object)
    began = Signal(object)
    turned_away = Signal(object)
    attack_wanted = Signal()

    def __init__(
        self,
        desk: Desk,
        runner: Runner,
        aside: Runner,
        pick: Pick,
        reading: Runner | None = None,
    ) -> None:
        """`reading` is for pages of dossiers alone; without it they share `aside`."""
        super().__init__()
        self.desk = desk
        self.runner = runner
        self.aside = aside
        self.reading = reading or aside
        self.pick = pick

    @property
    def case(self) -> Case:
        """Everything on file; a frozen value that a commit replaces."""
        return self.desk.case

    def do(
        self,
        verb: Callable[[], T],
        then: Callable[[T], None] | None = None,
        refused: Callable[[KnownError], None] | None = None,
    ) -> None:
        """Change something. `then` comes after the window has taken the change in."""

        def accepted(result: T) -> None:
            self.changed.emit(result)
            if then is not None:
                then(result)

        self.began.emit(verb)
        self.runner.run(verb, accepted, lambda error: self._failed(error, refused))

    def ask(
        self,
        query: Callable[[], T],
        then: Callable[[T], None],
        refused: Callable[[KnownError], None] | None = None,
    ) -> None:
        """Ask something that needs the disk or some time; nothing changes."""
        self.runner.run(query, then, lambda error: self._failed(error, refused))

    def ask_aside(self, query: Callable[[], T], then: Callable[[T], None]) -> None:
        """Ask something long that needs no more than what is in memory, and no page of a dossier.

        It keeps nobody's edit or ballot waiting.
        """
        self.aside.run(query, then, lambda error: self._failed(error, None))

    def _failed(self, error: Exception, refused: Callable[[KnownError], None] | None) -> None:
        if not isinstance(error, KnownError):
            self.crashed.emit(error)
            return
        self.turned_away.emit(error)
        if refused is not None:
            refused(error)
        else:
            self.refused.emit(error.sentence)
