"""Which font draws which character, and how wide; refusal of what no font draws.

Every face has a chain: its own file first, then 宋, then 楷, then the fallback for CJK Ext B to F.
仿宋 asks 楷 before 宋: a name with 喆 or 珺, which 仿宋 lacks, keeps the colour of the line.
Files are opened only when a character asks for them. Fonts that a session added come last of all:
what was printed without them is printed alike with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from pathlib import Path

from zcdesk.domain.errors import KnownError, Refused
from zcdesk.reports.truetype import TrueTypeFile

_PACKAGE = Path(__file__).resolve().parents[1]
# A wheel carries the fonts inside the package, a source checkout beside it.
_FOLDERS = (_PACKAGE / "_resources" / "fonts", _PACKAGE.parent / "resources" / "fonts")
_FALLBACK = ("song", "kai", "han")


class Face(Enum):
    """A look; the value is the file that leads its chain."""

    FANG = "fang"
    SONG = "song"
    SONG_BOLD = "song-bold"
    HEI = "hei"
    HEI_BOLD = "hei-bold"
    KAI = "kai"

    @property
    def chain(self) -> tuple[str, ...]:
        """Files in the order in which they are asked for a character."""
        own = {Face.HEI_BOLD: ("hei-bold", "hei"), Face.FANG: ("fang", "kai")}
        first = own.get(self, (self.value,))
        return first + tuple(name for name in _FALLBACK if name not in first)


@dataclass(frozen=True, slots=True, eq=False)
class AddedFont:
    """A font that a session added (补充字体). `draws`: the codes of the characters it is asked for."""

    name: str
    file: TrueTypeFile
    draws: frozenset[int]


_in_force: ContextVar[tuple[AddedFont, ...]] = ContextVar("added fonts", default=())


@contextmanager
def added(fonts: Sequence[AddedFont]) -> Iterator[None]:
    """What is measured and drawn inside asks these fonts last, in this order."""
    token = _in_force.set(tuple(fonts))
    try:
        yield
    finally:
        _in_force.reset(token)


class MissingGlyph(Refused):
    """No font draws a character; a paper with a hole in a name is never made."""

    def __init__(self, characters: Iterable[str]) -> None:
        self.characters = tuple(characters)
        named = "、".join(f"“{c}”（U+{ord(c):04X}）" for c in self.characters)
        super().__init__(
            MISSING_GLYPH,
            f"字库中没有{named}的字形，含此字的文书不能生成和签署，请核对用字，或补充字体。",
        )


MISSING_GLYPH = "missing-glyph"
"""The rule that a missing character breaks."""


@cache
def font_file(name: str) -> TrueTypeFile:
    """The font file of this name, read once a process."""
    for folder in _FOLDERS:
        path = folder / f"{name}.ttf"
        if path.is_file():
            return TrueTypeFile(path)
    raise KnownError(f"缺少字体文件 {name}.ttf，请重新安装本程序。")


class Measure(dict[str, int]):
    """Advance of every character of a face, in thousandths of an em; filled when asked."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self.face = face
        self.file_of: dict[str, str] = {}

    def __missing__(self, character: str) -> int:
        name = file_for(self.face, character)
        if name is None:
            raise MissingGlyph([character])
        font = opened(name)
        advance = font.advance(font.glyph_of[ord(character)])
        self.file_of[character] = name
        self[character] = advance
        return advance

    def width(self, text: str) -> int:
        """Width of a text in thousandths of an em."""
        return sum(map(self.__getitem__, text))


def measure(face: Face) -> Measure:
    """The measure of a face with the fonts in force, kept for the next line of text."""
    return _measure(face, _in_force.get())


@lru_cache(maxsize=32)
def _measure(face: Face, _fonts: tuple[AddedFont, ...]) -> Measure:
    return Measure(face)


def opened(name: str) -> TrueTypeFile:
    """The font of this name: one that the session added, or a shipped one."""
    for font in _in_force.get():
        if font.name == name:
            return font.file
    return font_file(name)


def file_for(face: Face, character: str) -> str | None:
    """The first font of the face's chain that draws the character; None: none does."""
    code = ord(character)
    shipped = (name for name in face.chain if code in font_file(name).glyph_of)
    return next(shipped, None) or next((f.name for f in _in_force.get() if code in f.draws), None)


def missing_glyphs(text: str) -> tuple[str, ...]:
    """Characters of the text that no font draws, each once, in order of appearance."""
    drawn = measure(Face.SONG)
    missing: dict[str, None] = {}
    for character in dict.fromkeys(text):
        if character not in drawn and file_for(Face.SONG, character) is None:
            missing[character] = None
    return tuple(missing)
