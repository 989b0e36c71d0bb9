"""A font that somebody brings (补充字体): may it be used, and for which characters.

A font is foreign input, read by our own reader. What papers may later ask of it is tried here once,
so that a damaged file is refused when it is chosen and not when the minutes are printed.
"""

from __future__ import annotations

import struct
from collections.abc import Collection
from dataclasses import dataclass

from zcdesk.domain.errors import Unreadable
from zcdesk.reports.fonts import Face, file_for
from zcdesk.reports.truetype import TrueTypeFile

LARGEST = 64 << 20
"""Bytes of the largest font taken: twice the largest one that ships."""

_TRUETYPE = (b"\x00\x01\x00\x00", b"true")
_COLLECTION, _POSTSCRIPT = b"ttcf", b"OTTO"
_MOST_FACES = 64
_NEEDED = ("cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "OS/2")
_EM = range(16, 16385)
# OpenType, table OS/2, field fsType.
_LICENCE, _RESTRICTED, _OTHERS = 0x000F, 0x0002, 0x000C
_NO_SUBSETTING, _BITMAPS_ONLY = 0x0100, 0x0200
_NO_CHARACTERS = (range(0x20), range(0x7F, 0xA0), range(0xD800, 0xE000), range(0xFFF0, 0x10000))
"""Control characters, surrogates, specials. Private use stays: registers held made-up characters."""


@dataclass(frozen=True, slots=True)
class ReadFont:
    """A font fit for use: the bytes to keep, and the characters that only it draws."""

    data: bytes
    draws: frozenset[int]


def read_font(name: str, data: bytes, wanted: Collection[str] = ()) -> ReadFont:
    """The font of a TTF file, or of a collection (TTC) the first face that draws something wanted.

    Unreadable, with the cause, for what is no font, has other outlines than TrueType's, may not be
    embedded, is damaged, or draws nothing that the shipped fonts lack.
    """
    if len(data) > LARGEST:
        raise Unreadable(f"“{name}”超过 {LARGEST >> 20} MB，不能作为补充字体。")
    if data[:4] == _POSTSCRIPT:
        raise Unreadable(
            f"“{name}”是 PostScript 轮廓的字体（OTF），文书不能嵌入，请换用 TTF 或 TTC 字体。"
        )
    if data[:4] not in (*_TRUETYPE, _COLLECTION):
        raise Unreadable(f"“{name}”不是 TTF 或 TTC 字体文件。")
    try:
        tried = [_read(name, face) for face in _faces(data)]
    except (struct.error, KeyError, IndexError, ValueError, OverflowError) as error:
        raise Unreadable(f"字体“{name}”已损坏，读不出字形，请换一个文件。") from error
    codes = {ord(character) for character in wanted}
    best = next((read for read in tried if read.draws & codes), tried[0])
    if not best.draws:
        raise Unreadable(f"字体“{name}”没有随附字体之外的字，不需要补充。")
    return best


def _faces(data: bytes) -> list[TrueTypeFile]:
    if data[:4] != _COLLECTION:
        return [TrueTypeFile(data)]
    count = struct.unpack_from(">8xL", data)[0]
    if not 0 < count <= _MOST_FACES:
        raise ValueError("a collection of no faces, or of more than anybody makes")
    return [
        TrueTypeFile(data, start) for start in struct.unpack_from(f">{count}L", data, offset=12)
    ]


def _read(name: str, face: TrueTypeFile) -> ReadFont:
    if "CFF " in face.tags:
        raise Unreadable(
            f"“{name}”是 PostScript 轮廓的字体（OTF），文书不能嵌入，请换用 TTF 或 TTC 字体。"
        )
    for tag in (*_NEEDED, *face.tags):
        face.table(tag)
    if face.units_per_em not in _EM:
        raise ValueError("an em of no size")
    _check_licence(name, struct.unpack_from(">8xH", face.table("OS/2"))[0])
    draws = frozenset(_added_codes(face))
    glyphs = [face.glyph_of[code] for code in sorted(draws)]
    for glyph in glyphs:
        face.advance(glyph)
    face.subset([0, *glyphs])
    return ReadFont(face.alone(), draws)


def _added_codes(face: TrueTypeFile) -> list[int]:
    """What the font draws with ink and no shipped font does."""
    return [
        code
        for code, glyph in face.glyph_of.items()
        if glyph
        and not any(code in each for each in _NO_CHARACTERS)
        and file_for(Face.SONG, chr(code)) is None
        and not face.is_blank(glyph)
    ]


def _check_licence(name: str, bits: int) -> None:
    """Refuse what the font's own licence field forbids: embedding, or embedding in part.

    Where a font sets several of the licence bits, the most permissive holds (OpenType, OS/2).
    """
    if bits & _LICENCE & _RESTRICTED and not bits & _OTHERS:
        raise Unreadable(f"字体“{name}”的许可不允许嵌入文书，请换一个允许嵌入的字体。")
    if bits & (_NO_SUBSETTING | _BITMAPS_ONLY):
        raise Unreadable(f"字体“{name}”的许可不允许只嵌入用到的字形，请换一个允许的字体。")
