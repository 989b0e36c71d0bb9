"""What can be asked about the pages of documents, and what is made of the answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtGui import QImage

from zcdesk.desk.reading import Picture, Trouble
from zcdesk.domain.errors import KnownError
from zcdesk.domain.events import Document

Leaf = tuple[Document, int]
"""A document and one of its pages."""

_NAMED = 5
_MOST_PIXELS = 12_000_000
THUMB = 84
"""Width of a thumbnail in pixels."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page at a width in pixels, after quarter turns."""

    document: Document
    page: int
    turn: int
    width: int


@dataclass(frozen=True, slots=True)
class Job:
    """A question for the worker, and who takes the answer."""

    work: Callable[[], Any]
    then: Callable[[Any], None]


@dataclass(slots=True)
class Search:
    """A search through the documents: hits as (document, page, start, end)."""

    words: str
    documents: Sequence[Document]
    hits: list[tuple[int, int, int, int]] = field(default_factory=list)
    silent: int = 0
    document: int = 0
    page: int = 0

    @property
    def over(self) -> bool:
        """Everything was looked through."""
        return self.document >= len(self.documents)


@dataclass(slots=True)
class Sweep:
    """All dossiers looked through for what does not show, one page after another."""

    documents: Sequence[Document]
    at: int = 0
    pages: int = -1
    page: int = 0
    blank: list[int] = field(default_factory=list)

    def on(self) -> None:
        """To the next document."""
        self.at, self.pages, self.page, self.blank = self.at + 1, -1, 0, []


def told(work: Callable[[], Any]) -> Any:
    """A file that the disk does not give out is one more page that cannot be shown."""
    try:
        return work()
    except KnownError as error:
        return Trouble("读不出来", error.sentence)


def blank_in_words(pages: Sequence[int]) -> str:
    """Which pages (from 0) do not show; empty where there are none."""
    if not pages:
        return ""
    named = "、".join(str(page + 1) for page in pages[:_NAMED])
    more = f"等 {len(pages)} 页" if len(pages) > _NAMED else " 页"
    return f"第 {named}{more}未显示"


def most_width(width: int, size: tuple[int, int]) -> int:
    """The width at which a page is drawn: no larger than anybody can see."""
    across, down = size
    height = width * down // max(1, across)
    while width * height > _MOST_PIXELS:
        width = width * 9 // 10
        height = width * down // max(1, across)
    return max(1, width)


def as_image(picture: Picture) -> QImage:
    return QImage(
        picture.pixels,
        picture.width,
        picture.height,
        4 * picture.width,
        QImage.Format.Format_RGB32,
    ).copy()
