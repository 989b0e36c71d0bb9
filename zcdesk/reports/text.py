"""Breaking Chinese text into lines (禁则): what may not stand at a line's start or end.

Closing punctuation never begins a line, opening punctuation never ends one, numbers, ID numbers
and Latin words stay whole, —— and …… are not torn. Only a piece that is wider than the whole line
is cut, between characters, under the same two rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from zcdesk.reports.fonts import Face, measure

NO_LINE_START = frozenset("，。、；：！？）》〉」』】〕〗”’％‰℃·,.;:!?)]}%")
"""Closing punctuation and signs that belong to what stands before them."""
NO_LINE_END = frozenset("（《〈「『【〔〖“‘([{￥")
"""Opening punctuation."""
_WIDEST_GAP = 300  # thousandths of an em between two characters; a wider gap tears the line
_JOINER = "\u2060"  # WORD JOINER: never measured, never drawn
_PIECE = re.compile(
    rf".(?:{_JOINER}.)+"  # a name
    r"|第?[0-9A-Za-z]+(?:[.,:/\-–_'+@&~#=][0-9A-Za-z]+)*[%‰]?"  # a number, an ID, a word
    r"[年月日时人张项条]?"  # and what it counts
    r"|—+|…+"
    r"|."
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `gap` is what to add after every character, in thousandths of an em."""

    text: str
    width: int
    gap: float = 0.0


def whole(name: str) -> str:
    """A name that no line tears; one of several parts may break after the dot between them."""
    return "·".join(_JOINER.join(part) for part in name.split("·"))


def break_lines(
    text: str, face: Face, width: int, *, indent: int = 0, justify: bool = False
) -> list[Line]:
    """Lines no wider than `width`, the first one `indent` less (both thousandths of an em).

    `justify` spreads every line but the last of a paragraph to the full width.
    """
    lines: list[Line] = []
    for paragraph in text.split("\n"):
        limit = width - (indent if not lines else 0)
        packed = _packed(paragraph, face, limit, width)
        for place, (words, used) in enumerate(packed):
            room = (limit if place == 0 else width) - used
            last = place == len(packed) - 1
            lines.append(Line(words, used, _gap(words, room) if justify and not last else 0.0))
    return lines


def balanced(text: str, face: Face, width: int) -> list[Line]:
    """As few lines as `width` needs, of about one length: no title ends in a single character."""
    lines = break_lines(text, face, width)
    natural = measure(face).width(text.replace(_JOINER, ""))
    for narrower in range(natural // len(lines), width, 250):
        attempt = break_lines(text, face, narrower)
        if len(attempt) == len(lines):
            return attempt
    return lines


def _gap(text: str, room: int) -> float:
    gap = room / (len(text) - 1) if len(text) > 1 else 0.0
    return gap if 0 < gap <= _WIDEST_GAP else 0.0


def _packed(paragraph: str, face: Face, first: int, width: int) -> list[tuple[str, int]]:
    """Greedy filling: the text of every line and its width."""
    widths = measure(face)
    packed: list[tuple[str, int]] = []
    line, used, limit = "", 0, first
    for box in pieces(paragraph):
        size = widths.width(box)
        parts = [box] if size <= width else list(_boxes(list(box)))
        for part in parts:
            size = widths.width(part)
            if line and used + size > limit:
                packed.append(_trimmed(line, used, face))
                line, used, limit = "", 0, width
            if line or part != " ":
                line, used = line + part, used + size
    packed.append(_trimmed(line, used, face))
    return packed


def _trimmed(line: str, used: int, face: Face) -> tuple[str, int]:
    bare = line.rstrip(" ")
    return bare, used - (len(line) - len(bare)) * (measure(face)[" "] if bare != line else 0)


def pieces(paragraph: str) -> Iterator[str]:
    """What no line break may tear, in order; together they are the paragraph."""
    return _boxes([piece.replace(_JOINER, "") for piece in _PIECE.findall(paragraph)])


def _boxes(pieces: list[str]) -> Iterator[str]:
    """Glue opening signs to what follows and closing signs to what goes before."""
    box = ""
    for piece in pieces:
        if box and (piece[0] in NO_LINE_START or box[-1] in NO_LINE_END):
            box += piece
        else:
            if box:
                yield box
            box = piece
    if box:
        yield box
