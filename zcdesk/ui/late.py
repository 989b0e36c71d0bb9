"""Pages built when they are first asked for, or piece by piece while nobody waits for anything."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from zcdesk.ui.parts import scrolled

P = TypeVar("P", bound=QWidget)
Pieces = Generator[None, None, P]
"""Stops between two pieces of the work, each far under 100 ms, and returns the page."""


class Late(Generic[P]):
    """A page that may not be there yet, in a place that is: pages keep their numbers."""

    def __init__(self, name: str, pieces: Pieces[P], ready: Callable[[P], None]) -> None:
        """`ready` is told once, when the page stands in its area."""
        self.area = scrolled(QWidget(), name)
        self.built: P | None = None
        self._made: P | None = None
        self._pieces = pieces
        self._ready = ready

    @property
    def page(self) -> P:
        """The page; what is lacking of it is built now."""
        while self.built is None:
            self.build_piece()
        return self.built

    def build_piece(self) -> None:
        """Build the next piece; the last one puts the page where it belongs."""
        if self._made is not None:
            self._put(self._made)
            return
        try:
            next(self._pieces)
        except StopIteration as done:
            self._made = done.value

    def _put(self, page: P) -> None:
        self.area.setWidget(page)
        if self.area.isVisible():
            page.show()  # what comes late into a visible area stays hidden otherwise
        self.built, self._made = page, None
        self._ready(page)


class Builder(QObject):
    """Builds one piece in each idle turn of the event loop until every page is there."""

    def __init__(self, owner: QObject, wanted: Sequence[Late[Any]]) -> None:
        """`wanted` is the order to build in."""
        super().__init__(owner)
        self._wanted = list(wanted)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)
        self._timer.start(0)

    def stop(self) -> None:
        """Build nothing more by itself."""
        self._timer.stop()

    def _go_on(self) -> None:
        lacking = next((each for each in self._wanted if each.built is None), None)
        if lacking is None:
            self._timer.stop()
        else:
            lacking.build_piece()
