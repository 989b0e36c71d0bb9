"""Paragraphs in more than one face: lines under the same rules of breaking as any other text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from zcdesk.reports.fonts import Face, measure
from zcdesk.reports.text import pieces

Letter = tuple[str, Face, str]
"""A character, its face, and the section that it leads to, or nothing."""

_HANGING = ("…", "%")
_LONGEST_NAME = 8
_WIDEST_GAP = 110  # thousandths of an em between two characters; a wider gap tears the line


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring characters of one face, `left` thousandths of an em from the line's start."""

    text: str
    face: Face
    topic: str
    left: float
    width: float


@dataclass(frozen=True, slots=True)
class MixedLine:
    """A line. `gap` is what to add after every character, in thousandths of an em."""

    stretches: tuple[Stretch, ...]
    gap: float


def break_mixed(letters: Sequence[Letter], width: int, *, first: int = 0) -> list[MixedLine]:
    """Justified lines no wider than `width`, the first one `first` less (thousandths of an em)."""
    lines: list[MixedLine] = []
    line: list[Letter] = []
    used, at, limit = 0, 0, width - first
    for piece in _whole(pieces("".join(character for character, _, _ in letters))):
        own = letters[at : at + len(piece)]
        at += len(piece)
        wide = sum(_width(letter) for letter in own)
        if line and used + wide > limit:
            lines.append(_line(line, limit))
            line, used, limit = [], 0, width
        if line or piece != " ":
            line += own
            used += wide
    lines.append(_line(line, None))
    return lines


def _whole(parts: Iterable[str]) -> Iterator[str]:
    """The name of a button, 「…」, stays on one line where it is short; dots and % stay with it."""
    held = ""
    for part in parts:
        inside = "「" in held and "」" not in held and len(held) < _LONGEST_NAME
        if held and not inside and part.lstrip(" ")[:1] not in _HANGING:
            yield held
            held = ""
        held += part
    if held:
        yield held


def _width(letter: Letter) -> int:
    return measure(letter[1])[letter[0]]


def _line(letters: Sequence[Letter], limit: int | None) -> MixedLine:
    """`limit` None: the last line of its paragraph, which is not spread."""
    while letters and letters[-1][0] == " ":
        letters = letters[:-1]
    gap = 0.0
    if limit is not None and len(letters) > 1:
        free = (limit - sum(map(_width, letters))) / (len(letters) - 1)
        gap = free if 0 < free <= _WIDEST_GAP else 0.0
    stretches = []
    left = 0.0
    for (face, topic), group in groupby(letters, key=lambda letter: letter[1:]):
        own = list(group)
        wide = sum(map(_width, own)) + gap * len(own)
        stretches.append(Stretch("".join(each[0] for each in own), face, topic, left, wide))
        left += wide
    return MixedLine(tuple(stretches), gap)
