"""Which font draws which character, and how wide; refusal of what no shipped font draws.

Every face has a chain: its own file first, then 宋, then 楷, then the fallback for CJK Ext B to F.
仿宋 asks 楷 before 宋: a name with 喆 or 珺, which 仿宋 lacks, keeps the colour of the line.
Files are opened only when a character asks for them.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from functools import cache
from pathlib import Path

from zcdesk.domain.errors import KnownError
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


class MissingGlyph(KnownError):
    """No shipped font draws a character; a paper with a hole in a name is never made."""

    def __init__(self, characters: Iterable[str]) -> None:
        self.characters = tuple(characters)
        named = "、".join(f"“{c}”（U+{ord(c):04X}）" for c in self.characters)
        super().__init__(f"随附字体中没有{named}的字形，含此字的文书不能生成和签署，请核对用字。")


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
        font = font_file(name)
        advance = font.advance(font.glyph_of[ord(character)])
        self.file_of[character] = name
        self[character] = advance
        return advance

    def width(self, text: str) -> int:
        """Width of a text in thousandths of an em."""
        return sum(map(self.__getitem__, text))


@cache
def measure(face: Face) -> Measure:
    """The measure of a face, kept for the process."""
    return Measure(face)


def file_for(face: Face, character: str) -> str | None:
    """The first file of the face's chain that draws the character; None: none does."""
    code = ord(character)
    return next((name for name in face.chain if code in font_file(name).glyph_of), None)


def missing_glyphs(text: str) -> tuple[str, ...]:
    """Characters of the text that no shipped font draws, each once, in order of appearance."""
    drawn = measure(Face.SONG)
    missing: dict[str, None] = {}
    for character in dict.fromkeys(text):
        if character not in drawn and file_for(Face.SONG, character) is None:
            missing[character] = None
    return tuple(missing)
