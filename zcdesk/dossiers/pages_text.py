"""The text of a page with the place of each character, and how a word is found in it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in tenths of a point from the upper left corner of the shown page."""


@dataclass(frozen=True, slots=True)
class PageText:
    """The characters of a page in reading order, one box for each."""

    characters: str = ""
    boxes: tuple[Box, ...] = ()

    def lines(self, start: int, end: int) -> tuple[Box, ...]:
        """The boxes of a stretch of characters, joined line by line."""
        joined: list[Box] = []
        for box in self.boxes[start:end]:
            if box[0] == box[2]:
                continue
            if joined and _same_line(joined[-1], box):
                joined[-1] = _around(joined[-1], box)
            else:
                joined.append(box)
        return tuple(joined)

    def nearest(self, x: int, y: int) -> int:
        """The place between characters next to a point: 0 is before the first."""
        best, place = None, 0
        for index, (left, top, right, bottom) in enumerate(self.boxes):
            if left == right:
                continue
            across = max(left - x, 0, x - right)
            # The line counts for more than the distance along it.
            distance = across + 8 * max(top - y, 0, y - bottom)
            if best is None or distance < best:
                best, place = distance, index + (2 * x > left + right)
        return place


def find(words: str, characters: str) -> list[tuple[int, int]]:
    """Where words stand: (start, end) of each.

    Width, case and white space are no difference: a scan's text has spaces where nobody wrote any.
    """
    wanted, _ = _folded(words)
    if not wanted:
        return []
    text, places = _folded(characters)
    hits = []
    at = text.find(wanted)
    while at >= 0:
        hits.append((places[at], places[at + len(wanted) - 1] + 1))
        at = text.find(wanted, at + len(wanted))
    return hits


def _folded(text: str) -> tuple[str, list[int]]:
    """The text without its differences, and of each character the place that it comes from."""
    folded: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for plain in unicodedata.normalize("NFKC", character).casefold():
            if not plain.isspace() and plain.isprintable():
                folded.append(plain)
                places.append(place)
    return "".join(folded), places


def _around(one: Box, other: Box) -> Box:
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )


def _same_line(one: Box, other: Box) -> bool:
    middle = (other[1] + other[3]) // 2
    return one[1] <= middle <= one[3] and other[0] - one[2] < 2 * (one[3] - one[1])
