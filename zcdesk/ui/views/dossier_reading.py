"""How one reads a dossier: turning, zooming, searching, selecting; each of it a key of the strip."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from zcdesk.domain.events import Document
from zcdesk.ui.views.dossier_canvas import Canvas
from zcdesk.ui.views.dossier_find import FindBar
from zcdesk.ui.views.dossier_full import FullScreen
from zcdesk.ui.views.dossier_layout import Fit, Manner, Place
from zcdesk.ui.views.dossier_region import RegionLayer
from zcdesk.ui.views.dossier_thumbs import Thumbs


class Reading(QWidget):
    """What changes nothing but how the strip is seen."""

    canvas: Canvas
    thumbs: Thumbs
    finder: FindBar
    full: FullScreen
    region: RegionLayer

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents on the strip, by category."""
        return self.canvas.documents

    def turn(self, by: int) -> None:
        """Turn pages, on into the next document."""
        place = self.canvas.next_place(by)
        if place is not None:
            self.canvas.go_to(place)

    def turn_document(self, by: int) -> None:
        """To the next document, or the one before."""
        at = self.canvas.current.document + by
        if 0 <= at < len(self.documents):
            self.canvas.go_to(Place(at, 0))

    def go_to_end(self, *, first: bool) -> None:
        """To the first page of the dossier, or the last."""
        if self.documents:
            at = 0 if first else len(self.documents) - 1
            self.canvas.go_to(Place(at, 0 if first else self.canvas.pages_of(at) - 1))

    def fit(self, fit: Fit) -> None:
        """The page as wide as the pane, or all of it in sight."""
        self.canvas.set_manner(replace(self.canvas.manner, fit=fit, zoom=100))

    @property
    def manner(self) -> Manner:
        """How the strip is read."""
        return self.canvas.manner

    @property
    def thumbs_shown(self) -> bool:
        """The thumbnails are in sight."""
        return self.thumbs.isVisible()

    @property
    def covers(self) -> bool:
        """The strip has the whole screen."""
        return self.full.on

    def zoom(self, by: int) -> None:
        """One step larger or smaller."""
        self.canvas.zoom(by)

    def copy(self) -> None:
        """Put the selected text on the clipboard."""
        self.canvas.text.copy()

    def select_page(self) -> None:
        """Select all text of the page."""
        self.canvas.select_page()

    def frame(self) -> None:
        """Frame a part of the page, to pin a fact to it."""
        self.region.start()

    def next_hit(self, step: int) -> None:
        """To the next place found, or the one before."""
        self.finder.step(step)

    def toggle_pairs(self) -> None:
        """Two pages side by side, or one."""
        self.canvas.set_manner(replace(self.canvas.manner, pairs=not self.canvas.manner.pairs))

    def toggle_single(self) -> None:
        """One page after another, or all of them as a strip."""
        self.canvas.set_manner(replace(self.canvas.manner, single=not self.canvas.manner.single))

    def full_screen(self) -> None:
        """Cover the screen, or go back."""
        self.full.toggle()

    def find_words(self) -> None:
        """Look for words."""
        self.finder.start()

    def escape(self) -> None:
        """Close the search, or leave the full screen."""
        if self.finder.isVisible():
            self.finder.leave()
        elif self.region.isVisible():
            self.region.clear()
        else:
            self.full.leave()
