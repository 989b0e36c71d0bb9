"""Where each page of a dossier stands on the strip: rows of one or two pages below one another."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

MARGIN = 12
_GAP = 12
_LEAST = 40
_A4 = (5950, 8420)

Size = tuple[int, int]


class Place(NamedTuple):
    """A page on the strip: the document's place among the documents, and the page from 0."""

    document: int
    page: int


class Fit(Enum):
    """What the size of a page follows."""

    WIDTH = "width"
    PAGE = "page"
    ZOOM = "zoom"


@dataclass(frozen=True, slots=True)
class Manner:
    """How the strip is read. `zoom` is in percent of the pane's width."""

    fit: Fit = Fit.WIDTH
    zoom: int = 100
    pairs: bool = False
    single: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """A page's place on the strip in pixels."""

    place: Place
    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Band:
    """One row: a document's heading, or pages side by side."""

    top: int
    height: int
    frames: tuple[Frame, ...] = ()
    heading: int | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """All rows from the top; `width` and `height` of the whole in pixels."""

    bands: tuple[Band, ...] = ()
    width: int = 0
    height: int = 0
    _tops: tuple[int, ...] = field(default=(), repr=False)

    def between(self, top: int, bottom: int) -> Iterator[Band]:
        """The rows that show in a stretch of the strip."""
        at = max(0, bisect_right(self._tops, top) - 1)
        while at < len(self.bands) and self.bands[at].top < bottom:
            if self.bands[at].top + self.bands[at].height > top:
                yield self.bands[at]
            at += 1

    def frame(self, place: Place) -> Frame | None:
        """Where a page stands."""
        return next(
            (each for band in self.bands for each in band.frames if each.place == place), None
        )

    def at(self, x: int, y: int) -> Frame | None:
        """The page under a point."""
        for band in self.between(y, y + 1):
            for each in band.frames:
                inside = each.left <= x < each.left + each.width
                if inside and each.top <= y < each.top + each.height:
                    return each
        return None


def lay_out(
    documents: Sequence[Sequence[Size]],
    pane: Size,
    manner: Manner,
    heading: int,
    only: Place | None = None,
) -> Layout:
    """Place the pages of all documents; with `only`, nothing but the row with that page.

    A size of nothing is taken for A4. `heading` is the height of a document's heading.
    """
    bands: list[Band] = []
    top = 0 if only else _GAP
    for document, sizes in enumerate(documents):
        if only is not None and only.document != document:
            continue
        if only is None:
            bands.append(Band(top, heading, heading=document))
            top += heading
        step = 2 if manner.pairs else 1
        for first in range(0, len(sizes), step):
            if only is not None and not first <= only.page < first + step:
                continue
            pages = range(first, min(first + step, len(sizes)))
            row = [(page, sizes[page]) for page in pages]
            band = _row(document, row, pane, manner, top)
            if only is not None and band.height < pane[1]:
                top = (pane[1] - band.height) // 2
                band = _row(document, row, pane, manner, top)
            bands.append(band)
            top += band.height + _GAP
    width = max(
        (each.left + each.width + MARGIN for band in bands for each in band.frames), default=0
    )
    return Layout(tuple(bands), max(width, pane[0]), top, tuple(band.top for band in bands))


def _row(
    document: int, pages: list[tuple[int, Size]], pane: Size, manner: Manner, top: int
) -> Band:
    beside = 2 if manner.pairs else 1
    room = (pane[0] - 2 * MARGIN - (beside - 1) * _GAP) // beside
    sizes = [_shown(size if min(size) > 0 else _A4, room, pane[1], manner) for _, size in pages]
    whole = sum(width for width, _ in sizes) + (len(sizes) - 1) * _GAP
    # The last page of several stands on the left, as in a book that lies open.
    if pages[0][0]:
        whole = max(whole, beside * sizes[0][0] + (beside - 1) * _GAP)
    left = max(MARGIN, (pane[0] - whole) // 2)
    frames = []
    for (page, _), (width, height) in zip(pages, sizes, strict=True):
        frames.append(Frame(Place(document, page), left, top, width, height))
        left += width + _GAP
    return Band(top, max(height for _, height in sizes), tuple(frames))


def _shown(size: Size, room: int, tall: int, manner: Manner) -> Size:
    across, down = size
    width = room
    if manner.fit is Fit.PAGE:
        width = min(room, (tall - 2 * MARGIN) * across // down)
    elif manner.fit is Fit.ZOOM:
        width = room * manner.zoom // 100
    width = max(_LEAST, width)
    return width, max(_LEAST // 2, width * down // across)
