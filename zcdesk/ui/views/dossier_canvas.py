"""The strip of pages: painted where it shows, with text to select and places that were found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent

from zcdesk.domain.events import Document
from zcdesk.ui.look import colours
from zcdesk.ui.views.dossier_layout import Frame, Place
from zcdesk.ui.views.dossier_pages import Pages
from zcdesk.ui.views.dossier_paint import Heading, Sheet, paint_heading, paint_sheet
from zcdesk.ui.views.dossier_strip import StripArea
from zcdesk.ui.views.dossier_text import Selection, TextLayer


class Canvas(StripArea):
    """`menu_wanted` carries the page under the mouse, if any, and where on the screen it is."""

    menu_wanted = Signal(object, object)

    def __init__(self, pages: Pages) -> None:
        super().__init__(pages)
        self.headings: tuple[Heading, ...] = ()
        self.hits: dict[Place, list[tuple[int, int]]] = {}
        self.hit: tuple[Place, int, int] | None = None
        self.text = TextLayer(self._text_of, self.size_of)
        self._grip: QPoint | None = None
        self._awaited = False
        self.viewport().setMouseTracking(True)
        pages.drawn.connect(self._redraw)
        pages.text_came.connect(self._text_came)

    # --- what is shown --------------------------------------------------------------------------

    def show_strip(self, documents: Sequence[Document], headings: Sequence[Heading]) -> None:
        """Show these documents under these headings, from the first page on."""
        self.headings, self.text.selection, self.hit = tuple(headings), None, None
        self.hits, self._awaited = {}, False
        self.show_documents(documents)

    def show_headings(self, headings: Sequence[Heading]) -> None:
        """The same documents under changed headings."""
        self.headings = tuple(headings)
        self.viewport().update()

    def _text_of(self, place: Place) -> Any | None:
        return self._pages.text(self.documents[place.document], place.page, self.turns(place))

    def show_hit(self, hit: tuple[Place, int, int]) -> None:
        """Bring a hit into sight; where its page has not been read yet, once it has."""
        self.hit = hit
        place, start, end = hit
        text = self._text_of(place)
        if text is None or not (boxes := text.lines(start, end)):
            self._awaited = text is None
            self.go_to(place)
        else:
            self._awaited = False
            self.go_to(place, boxes[0][1])
        self.viewport().update()

    # --- painting -------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what shows of the strip."""
        left, top = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        bottom = top + self.viewport().height()
        with QPainter(self.viewport()) as painter:
            painter.fillRect(event.rect(), QColor(colours().canvas))
        for band in self._layout.between(top, bottom):
            if band.heading is not None and band.heading < len(self.headings):
                where = QRect(0, band.top - top, self.viewport().width(), band.height)
                paint_heading(self.viewport(), where, self.headings[band.heading])
            for frame in band.frames:
                where = QRect(frame.left - left, frame.top - top, frame.width, frame.height)
                if where.intersects(event.rect()):
                    paint_sheet(self.viewport(), where, self._sheet(frame))

    def _sheet(self, frame: Frame) -> Sheet:
        wanted, place = self._wanted(frame), frame.place
        document = wanted.document
        return Sheet(
            image=self._pages.image(wanted) or self._pages.like(wanted),
            trouble=self._pages.trouble(document, place.page),
            missing=self._pages.drew.get((document, place.page)) is False,
            hits=self.text.boxes(frame, self.hits.get(place, ())),
            hit=self.text.boxes(frame, [self.hit[1:]] if self.hit and self.hit[0] == place else ()),
            selected=self.text.boxes(frame, self.text.on(place)),
        )

    def _redraw(self, document: Document, _: int) -> None:
        if document in self.documents:
            self.viewport().update()

    def _text_came(self, document: Document, page: int) -> None:
        self._redraw(document, page)
        if self._awaited and self.hit is not None:
            at, wanted = self.hit[0]
            if self.documents[at] == document and wanted == page:
                self.show_hit(self.hit)

    # --- selecting ------------------------------------------------------------------------------

    def select_page(self) -> None:
        """Select all text of the current page."""
        if self.documents and self.text.select_all(self.current):
            self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to select where there is text, otherwise take hold of the page."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        self.text.selection, self._grip = None, None
        found = self._character(event.position().toPoint())
        if found is None:
            self._grip = event.position().toPoint()
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        else:
            self.text.selection = Selection(found[0], found[1], found[1])
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Select further, or move what is held."""
        point = event.position().toPoint()
        if not event.buttons() & Qt.MouseButton.LeftButton:
            over = self._character(point)
            shape = Qt.CursorShape.IBeamCursor if over else Qt.CursorShape.OpenHandCursor
            self.viewport().setCursor(shape)
        elif self._grip is not None:
            moved, self._grip = point - self._grip, point
            self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() - moved.x())
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() - moved.y())
        elif (chosen := self.text.selection) is not None:
            found = self._character(point, chosen.place)
            if found is not None:
                self.text.selection = chosen._replace(end=found[1])
                self.viewport().update()

    def mouseReleaseEvent(self, _: QMouseEvent) -> None:
        """Let go."""
        self._grip = None
        self.viewport().unsetCursor()

    def _character(self, point: QPoint, on: Place | None = None) -> tuple[Place, int] | None:
        """The page under a point and the place between its characters; None where it has none."""
        x = point.x() + self.horizontalScrollBar().value()
        y = point.y() + self.verticalScrollBar().value()
        frame = self._layout.frame(on) if on is not None else self._layout.at(x, y)
        if frame is None:
            return None
        at = self.text.nearest(frame, QPoint(x - frame.left, y - frame.top))
        return None if at is None else (frame.place, at)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done about the page under the mouse, or the one that is read."""
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        self.menu_wanted.emit(None if by_key else self.place_at(event.pos()), event.globalPos())
