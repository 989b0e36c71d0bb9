"""The text on the pages of a strip: where characters stand, and what is selected of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QGuiApplication

from zcdesk.ui.views.dossier_layout import Frame, Place, Size


class Selection(NamedTuple):
    """Characters of one page, from where the mouse went down to where it is."""

    place: Place
    start: int
    end: int


class TextLayer:
    """Text of pages as far as it has been read, and the selection in it."""

    def __init__(
        self, read: Callable[[Place], Any | None], size_of: Callable[[Place], Size]
    ) -> None:
        """`read` gives a page's characters and boxes if they are at hand."""
        self.read = read
        self._size_of = size_of
        self.selection: Selection | None = None

    def selected(self) -> str:
        """The selected characters; line ends as one would type them."""
        if self.selection is None:
            return ""
        text, (start, end) = self.read(self.selection.place), self._stretch(self.selection)
        return text.characters[start:end].replace("\r\n", "\n") if text else ""

    def copy(self) -> None:
        """Put the selection on the clipboard."""
        if text := self.selected():
            QGuiApplication.clipboard().setText(text)

    def select_all(self, place: Place) -> bool:
        """Select all text of a page; whether there is any."""
        text = self.read(place)
        if text is not None:
            self.selection = Selection(place, 0, len(text.characters))
        return text is not None

    def on(self, place: Place) -> tuple[tuple[int, int], ...]:
        """What is selected on a page."""
        selection = self.selection
        return (self._stretch(selection),) if selection and selection.place == place else ()

    def boxes(self, frame: Frame, stretches: Sequence[tuple[int, int]]) -> list[QRect]:
        """Stretches of a page's characters as rectangles on its frame, from its corner."""
        text = self.read(frame.place) if stretches else None
        if text is None:
            return []
        across, down = self._size_of(frame.place)
        return [
            QRect(
                QPoint(left * frame.width // across, top * frame.height // down),
                QPoint(right * frame.width // across, bottom * frame.height // down),
            )
            for start, end in stretches
            for left, top, right, bottom in text.lines(start, end)
        ]

    def nearest(self, frame: Frame, point: QPoint) -> int | None:
        """The place between characters that a point of the frame means; None where it has none."""
        text = self.read(frame.place)
        if text is None or not text.characters:
            return None
        across, down = self._size_of(frame.place)
        found: int | None = text.nearest(
            point.x() * across // frame.width, point.y() * down // frame.height
        )
        return found

    def _stretch(self, selection: Selection) -> tuple[int, int]:
        start, end = sorted(selection[1:])
        return start, end
