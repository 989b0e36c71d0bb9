"""The strip of pages as a place: which page stands where, how one moves over it, what is in sight."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea

from zcdesk.domain.events import Document
from zcdesk.ui.look import px
from zcdesk.ui.views.dossier_layout import Fit, Frame, Layout, Manner, Place, Size, lay_out
from zcdesk.ui.views.dossier_pages import Pages
from zcdesk.ui.views.dossier_pinch import Pinch
from zcdesk.ui.views.dossier_steps import beside, turned
from zcdesk.ui.views.dossier_wanted import Wanted, most_width

_SETTLE = 120
_STEPS = (50, 75, 100, 125, 150, 200, 300, 400)
HEADING = 34
_LINE = 48
_NOTCH = 120
_A4 = (5950, 8420)
_AHEAD = 2
_MILLION = 1_000_000


class StripArea(QAbstractScrollArea):
    """`moved` when another page has become the current one; `key` passes on what it does not use."""

    moved = Signal()
    manner_changed = Signal()
    key = Signal(object)

    def __init__(self, pages: Pages) -> None:
        super().__init__()
        self._pages = pages
        self.documents: tuple[Document, ...] = ()
        self.turns: Callable[[Place], int] = lambda _: 0
        self.manner = Manner()
        self.current = Place(0, 0)
        self._layout = Layout()
        self._pinch = Pinch()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        # A bar that comes and goes would change the width, and every page with it.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.viewport().grabGesture(Qt.GestureType.PinchGesture)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLE)
        self._settled.timeout.connect(self.ask)
        pages.measured.connect(self._measured)

    # --- what stands where ----------------------------------------------------------------------

    def show_documents(self, documents: Sequence[Document]) -> None:
        """Show these documents from the first page on."""
        self.documents, self.current = tuple(documents), Place(0, 0)
        self.lay_out()
        self.verticalScrollBar().setValue(0)
        self.horizontalScrollBar().setValue(0)
        self.moved.emit()
        self.ask()

    def pages_of(self, document: int) -> int:
        """How many pages a document has on the strip; one where that is not known."""
        outline = self._pages.outlines.get(self.documents[document])
        return len(outline) if isinstance(outline, tuple) else 1

    def size_of(self, place: Place) -> Size:
        """A page's size as it is held, in tenths of a point."""
        outline = self._pages.outlines.get(self.documents[place.document])
        size = outline[place.page] if isinstance(outline, tuple) else _A4
        size = size if min(size) > 0 else _A4
        return size if self.turns(place) % 2 == 0 else (size[1], size[0])

    def lay_out(self) -> None:
        """Place every page anew; what was looked at stays where it was."""
        anchor = self._anchor()
        sizes = [
            [self.size_of(Place(n, page)) for page in range(self.pages_of(n))]
            for n in range(len(self.documents))
        ]
        only = self.current if self.manner.single and self.documents else None
        pane = self.viewport().size()
        self._layout = lay_out(sizes, (pane.width(), pane.height()), self.manner, px(HEADING), only)
        self._set_bars()
        self._restore(anchor)
        self.viewport().update()

    def go_to(self, place: Place, top: int = 0) -> None:
        """Bring a page into sight; `top` is how far down on it, in tenths of a point."""
        if self.manner.single and self.current != place:
            self.current = place
            self.lay_out()
            self.moved.emit()
        frame = self._layout.frame(place)
        if frame is None:
            return
        bar = self.verticalScrollBar()
        if top:
            down = frame.top + top * frame.height // self.size_of(place)[1]
            bar.setValue(down - self.viewport().height() // 3)
        else:
            titled = place.page == 0 and not self.manner.single
            bar.setValue(frame.top - (px(HEADING) if titled else 4))
        self._arrive(place)
        # Where nothing had to be scrolled, nobody has asked yet.
        self.ask()

    def sheet(self, place: Place) -> QRect:
        """Where a page lies on the pane; empty where the strip has none there."""
        frame = self._layout.frame(place)
        if frame is None:
            return QRect(0, 0, 1, 1)
        left, top = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        return QRect(frame.left - left, frame.top - top, frame.width, frame.height)

    def place_at(self, point: QPoint) -> Place | None:
        """The page under a point of the pane."""
        x = point.x() + self.horizontalScrollBar().value()
        frame = self._layout.at(x, point.y() + self.verticalScrollBar().value())
        return frame.place if frame is not None else None

    def reveal(self, top: int, bottom: int) -> None:
        """Scroll no more than is needed for a stretch of the pane to be seen."""
        tall = self.viewport().height()
        past = bottom - tall if bottom > tall else min(0, top)
        if past:
            self._scroll(past)

    def next_place(self, by: int) -> Place | None:
        """The page so many pages on or back; None past the ends."""
        pairs, many = self.manner.pairs, len(self.documents)
        return turned(self.current, by, self.pages_of, many, pairs=pairs)

    def set_manner(self, manner: Manner) -> None:
        """Read in another way, at the same page."""
        place = self.current
        changed = manner.single != self.manner.single or manner.pairs != self.manner.pairs
        self.manner = manner
        self.lay_out()
        if changed:
            self.go_to(place)
        self._settled.start()
        self.manner_changed.emit()

    def zoom(self, by: int) -> None:
        """One step larger or smaller; at 100 % the page is as wide as the pane."""
        now = self.zoom_now
        steps = [step for step in _STEPS if (step > now if by > 0 else step < now)]
        if steps:
            self.set_manner(
                replace(self.manner, fit=Fit.ZOOM, zoom=steps[0] if by > 0 else steps[-1])
            )

    @property
    def zoom_now(self) -> int:
        """In percent of the pane's width."""
        return self.manner.zoom if self.manner.fit is Fit.ZOOM else 100

    # --- asking ---------------------------------------------------------------------------------

    def ask(self) -> None:
        """Ask for the pictures in sight, and for those beside them."""
        if not self.documents:
            return
        frames = self._in_sight()
        seen = {frame.place for frame in frames}
        beside = [frame for frame in self._around(frames) if frame.place not in seen]
        self._pages.want(
            [self._wanted(frame) for frame in frames], [self._wanted(frame) for frame in beside]
        )

    def _in_sight(self) -> list[Frame]:
        top = self.verticalScrollBar().value()
        bands = self._layout.between(top, top + self.viewport().height())
        frames = [frame for band in bands for frame in band.frames]
        # Where one reads comes first.
        return sorted(frames, key=lambda frame: frame.place != self.current)

    def _around(self, frames: Sequence[Frame]) -> list[Frame]:
        """The next pages and the one before, as large as the current one."""
        like = next((f for f in frames if f.place == self.current), frames[0] if frames else None)
        if like is None:
            return []
        found = []
        for by in (*range(1, _AHEAD + 1), -1):
            place = beside(self.current, by, self.pages_of, len(self.documents))
            if place is not None:
                other = self._layout.frame(place)
                found.append(other or replace(like, place=place))
        return found

    def _wanted(self, frame: Frame) -> Wanted:
        width = int(frame.width * self.devicePixelRatioF())
        return Wanted(
            self.documents[frame.place.document],
            frame.place.page,
            self.turns(frame.place),
            most_width(width, self.size_of(frame.place)),
        )

    def _measured(self, document: Document) -> None:
        if document in self.documents:
            self.lay_out()
            self.ask()

    # --- moving ---------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll; everything else is for the viewer."""
        page = self.viewport().height() - _LINE
        back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        match event.key():
            case Qt.Key.Key_Down:
                self._scroll(_LINE)
            case Qt.Key.Key_Up:
                self._scroll(-_LINE)
            case Qt.Key.Key_PageDown:
                self._scroll(page)
            case Qt.Key.Key_PageUp:
                self._scroll(-page)
            case Qt.Key.Key_Space:
                self._scroll(-page if back else page)
            case _:
                event.ignore()
                self.key.emit(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Move; with Ctrl, larger and smaller."""
        turned = event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if steps := self._pinch.steps(event):
                self.zoom(steps)
        elif event.pixelDelta().isNull():
            if sideways := event.angleDelta().x():
                bar = self.horizontalScrollBar()
                bar.setValue(bar.value() - sideways * _LINE * 2 // _NOTCH)
            self._scroll(-turned * _LINE * 2 // _NOTCH)
        else:
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - event.pixelDelta().x())
            self._scroll(-event.pixelDelta().y())
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        """Two fingers make the page larger and smaller."""
        if (zoom := self._pinch.zoom(event, self.zoom_now)) is not None:
            bounded = max(_STEPS[0], min(_STEPS[-1], zoom))
            self.set_manner(replace(self.manner, fit=Fit.ZOOM, zoom=bounded))
            return True
        return super().viewportEvent(event)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Something scrolled: another page may be the current one."""
        self.viewport().scroll(dx, dy)
        if not self.manner.single and self.documents:
            top = self.verticalScrollBar().value()
            line = top + self.viewport().height() // 3
            for band in self._layout.between(line, self._layout.height + 1):
                if band.frames:
                    shown = [frame.place for frame in band.frames]
                    self._arrive(self.current if self.current in shown else shown[0])
                    break
        self.ask()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The pages follow the pane; they are drawn anew once it has settled."""
        super().resizeEvent(event)
        self.lay_out()
        self._settled.start()

    def _scroll(self, by: int) -> None:
        """Scroll; a single page is turned at its edge."""
        bar = self.verticalScrollBar()
        before = bar.value()
        bar.setValue(before + by)
        if self.manner.single and bar.value() == before and by:
            place = self.next_place(1 if by > 0 else -1)
            if place is not None:
                self.go_to(place)
                bar.setValue(0 if by > 0 else bar.maximum())
                self.ask()

    def _arrive(self, place: Place) -> None:
        if place != self.current:
            self.current = place
            self.moved.emit()

    def _set_bars(self) -> None:
        pane = self.viewport().size()
        for bar, whole, shown in (
            (self.verticalScrollBar(), self._layout.height, pane.height()),
            (self.horizontalScrollBar(), self._layout.width, pane.width()),
        ):
            bar.setRange(0, max(0, whole - shown))
            bar.setPageStep(shown)
            bar.setSingleStep(_LINE)

    def _anchor(self) -> tuple[Place, int, int] | None:
        """The current page, and how far down it the pane begins, in millionths of its height."""
        frame = self._layout.frame(self.current)
        if frame is None or not self.verticalScrollBar().value():
            return None
        down = self.verticalScrollBar().value() - frame.top
        aside = self.horizontalScrollBar().value() + self.viewport().width() // 2 - frame.left
        return self.current, down * _MILLION // frame.height, aside * _MILLION // frame.width

    def _restore(self, anchor: tuple[Place, int, int] | None) -> None:
        frame = self._layout.frame(anchor[0]) if anchor else None
        if frame is None or anchor is None:
            return
        self.verticalScrollBar().setValue(frame.top + anchor[1] * frame.height // _MILLION)
        middle = frame.left + anchor[2] * frame.width // _MILLION
        self.horizontalScrollBar().setValue(middle - self.viewport().width() // 2)
