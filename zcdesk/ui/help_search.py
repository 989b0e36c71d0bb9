"""Looking for words in every page of the help: where they stand, and what is said around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from PySide6.QtGui import QTextDocument

from zcdesk.ui.help_pages import TOPICS, page, title

_BEFORE, _AFTER = 8, 60
"""Characters of a line that are shown on either side of what was found."""
_LETTERS = re.compile(r"[a-z]{2,}")
"""What may be the initials of a chapter; one letter would be those of half the help."""
_ENDS = "。；！？"


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph, a heading or a cell: its place in its page, the heading above it, its text."""

    topic: str
    block: int
    heading: str
    text: str
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A part in which everything that was looked for stands; `marks` are (start, end) in it.

    What was found by the initials of a heading marks the heading as a whole.
    """

    part: Part
    marks: tuple[tuple[int, int], ...]

    @property
    def where(self) -> str:
        """The page and the heading, where these are not what was found."""
        name = title(self.part.topic)
        if self.part.is_heading:
            return name if self.part.block else "整章"
        return name if self.part.heading in ("", name) else f"{name} › {self.part.heading}"

    @property
    def context(self) -> tuple[str, str, str]:
        """The line around the first of the marks: before it, what was found, after it."""
        text, (start, end) = self.part.text, self.marks[0]
        begin = max(0, start - _BEFORE, *(text.rfind(each, 0, start) + 1 for each in _ENDS))
        more = "…" if begin and text[begin - 1] not in _ENDS else ""
        return more + text[begin:start], text[start:end], text[end : end + _AFTER]


def opened(topic: str) -> QTextDocument:
    """A page as the help shows it, before anything is laid out."""
    shown, made = page(topic), QTextDocument()
    if shown.html:
        made.setHtml(shown.html)
    else:
        made.setMarkdown(shown.markdown)
    return made


def find(said: str) -> list[Hit]:
    """Where all the words stand together, titles first, then headings, then text; else in order.

    Capital letters are as good as small ones. Letters are also looked for as the initials of
    titles and headings in pinyin: tp finds 投票.
    """
    words = said.casefold().split()
    if not words:
        return []
    parts = (part for topic in TOPICS for part in parts_of(topic))
    hits = [hit for part in parts if (hit := _hit(part, words)) is not None]
    return sorted(hits, key=lambda hit: _rank(hit.part))


def _rank(part: Part) -> int:
    if not part.is_heading:
        return 2
    return 0 if part.block == 0 else 1


def _hit(part: Part, words: list[str]) -> Hit | None:
    text = part.text.casefold()
    if all(word in text for word in words):
        marks = sorted(
            found.span() for word in words for found in re.finditer(re.escape(word), text)
        )
        return Hit(part, tuple(marks))
    if part.is_heading and all(map(_LETTERS.fullmatch, words)):
        letters = _initials(part.text)
        if all(word in letters for word in words):
            return Hit(part, ((0, len(part.text)),))
    return None


def _initials(text: str) -> str:
    from zcdesk.desk.pinyin import initials  # noqa: PLC0415 - see zcdesk.ui.rest

    return initials(text)


@cache
def parts_of(topic: str) -> tuple[Part, ...]:
    """What a page holds; read once."""
    return tuple(_of_page(topic))


def _of_page(topic: str) -> Iterator[Part]:
    document, heading = opened(topic), ""
    for number in range(document.blockCount()):
        block = document.findBlockByNumber(number)
        text, is_heading = block.text(), bool(block.blockFormat().headingLevel())
        heading = text if is_heading else heading
        # A picture stands there as one character.
        if text.strip(" \ufffc"):
            yield Part(topic, number, heading, text, is_heading)
