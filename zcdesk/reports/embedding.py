"""Fonts inside a PDF: one composite font a file, cut to what was drawn, with its way back to text.

The library's own TrueType support splits a font into pieces of 256 characters, and its ToUnicode
map is wrong beyond U+FFFF (欧阳𬭎 prints well and is copied as 欧阳Ⲵ). Here every character gets a
two-byte code of its own and a UTF-16 entry, surrogate pairs included.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from types import SimpleNamespace

from reportlab.pdfbase import pdfdoc, pdfmetrics

from zcdesk.reports.fonts import Face, measure, opened

_POSTSCRIPT_NAMES = {
    "fang": "ZCFang-Regular",
    "song": "ZCSong-Regular",
    "song-bold": "ZCSong-Bold",
    "hei": "ZCHei-Regular",
    "hei-bold": "ZCHei-Bold",
    "kai": "ZCKai-Regular",
    "han": "ZCHan-Regular",
}
_SUBSET_TAG = "ZCDESK+"
_CMAP_BLOCK = 100
NO_FONT = "zcdesk-no-font"
"""Name of the canvas' first font. It is never drawn with, so no base-14 font enters the file."""


class _NoFont:
    fontName = NO_FONT  # noqa: N815 - the library's name
    face = SimpleNamespace(name=NO_FONT, builtIn=False)
    _dynamicFont = True  # noqa: N815
    _multiByte = True  # noqa: N815


pdfmetrics.registerFont(_NoFont())


class EmbeddedFont:
    """One font file in one document. Code n stands for the n-th character that was drawn."""

    def __init__(self, file_name: str, resource: str) -> None:
        self.resource = resource
        self.file_name = file_name
        self._file = opened(file_name)
        self._codes: dict[str, str] = {}
        self._glyphs = [0]

    def code(self, character: str) -> str:
        """The character's code as four hex digits."""
        code = self._codes.get(character)
        if code is None:
            code = f"{len(self._glyphs):04X}"
            self._codes[character] = code
            self._glyphs.append(self._file.glyph_of[ord(character)])
        return code

    def addObjects(self, document: pdfdoc.PDFDocument) -> None:  # noqa: N802 - the library's name
        """Write font, descriptor, program and ToUnicode map into the document."""
        name = pdfdoc.PDFName(
            _SUBSET_TAG + _POSTSCRIPT_NAMES.get(self.file_name, f"ZC{self.file_name}")
        )
        descendant = document.Reference(
            pdfdoc.PDFDictionary(
                {
                    "Type": pdfdoc.PDFName("Font"),
                    "Subtype": pdfdoc.PDFName("CIDFontType2"),
                    "BaseFont": name,
                    "CIDSystemInfo": pdfdoc.PDFDictionary(
                        {
                            "Registry": pdfdoc.PDFString("Adobe"),
                            "Ordering": pdfdoc.PDFString("Identity"),
                            "Supplement": 0,
                        }
                    ),
                    "CIDToGIDMap": pdfdoc.PDFName("Identity"),
                    "DW": 1000,
                    "W": self._widths(),
                    "FontDescriptor": self._descriptor(document, name),
                }
            ),
            f"descendant:{self.resource}",
        )
        font = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("Type0"),
                "BaseFont": name,
                "Encoding": pdfdoc.PDFName("Identity-H"),
                "DescendantFonts": pdfdoc.PDFArray([descendant]),
                "ToUnicode": document.Reference(
                    _stream(to_unicode(self._codes)), f"toUnicode:{self.resource}"
                ),
            }
        )
        fonts = document.idToObject[pdfdoc.BasicFonts].dict  # type: ignore[attr-defined]
        fonts[self.resource] = document.Reference(font, f"font:{self.resource}")

    def _widths(self) -> pdfdoc.PDFArray:
        widths: list[object] = []
        for code, glyph in enumerate(self._glyphs):
            advance = self._file.advance(glyph)
            if advance != 1000:  # noqa: PLR2004 - DW above
                widths += [code, pdfdoc.PDFArray([advance])]
        return pdfdoc.PDFArray(widths)

    def _descriptor(self, document: pdfdoc.PDFDocument, name: object) -> object:
        left, bottom, right, top = self._file.box
        program = self._file.subset(self._glyphs)
        stream = _stream(program)
        stream.dictionary["Length1"] = len(program)
        return document.Reference(
            pdfdoc.PDFDictionary(
                {
                    "Type": pdfdoc.PDFName("FontDescriptor"),
                    "FontName": name,
                    "Flags": 4,
                    "FontBBox": pdfdoc.PDFArray([left, bottom, right, top]),
                    "ItalicAngle": 0,
                    "Ascent": 880,
                    "Descent": -120,
                    "CapHeight": 730,
                    "StemV": 80,
                    "FontFile2": document.Reference(stream, f"fontFile:{self.resource}"),
                }
            ),
            f"fontDescriptor:{self.resource}",
        )


def _stream(content: bytes) -> pdfdoc.PDFStream:
    stream = pdfdoc.PDFStream(content=content)
    stream.filters = [pdfdoc.PDFZCompress]
    return stream


def to_unicode(codes: Iterable[tuple[str, str]] | dict[str, str]) -> bytes:
    """The ToUnicode map of (character, code) pairs, characters beyond U+FFFF as surrogates."""
    pairs = list(codes.items() if isinstance(codes, dict) else codes)
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<0000> <FFFF>",
        "endcodespacerange",
    ]
    for start in range(0, len(pairs), _CMAP_BLOCK):
        block = pairs[start : start + _CMAP_BLOCK]
        lines.append(f"{len(block)} beginbfchar")
        lines += [f"<{code}> <{c.encode('utf-16-be').hex().upper()}>" for c, code in block]
        lines.append("endbfchar")
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines).encode("ascii")


class TypeCase:
    """All fonts of one document, and the codes of a text in them."""

    def __init__(self) -> None:
        self._fonts: dict[str, EmbeddedFont] = {}
        self._leads: dict[Face, dict[str, str]] = {face: {} for face in Face}

    @property
    def fonts(self) -> Sequence[EmbeddedFont]:
        """The fonts used so far, in order of first use."""
        return tuple(self._fonts.values())

    def runs(self, face: Face, text: str) -> Sequence[tuple[str, str]]:
        """(font resource, hex codes) for every stretch of the text that one file draws."""
        lead = self._leads[face]
        try:
            codes = "".join([lead[character] for character in text])
        except KeyError:
            return self._slow_runs(face, text)
        return ((self._font(face.value).resource, codes),)

    def _slow_runs(self, face: Face, text: str) -> Sequence[tuple[str, str]]:
        known = measure(face)
        known.width(text)
        lead, runs = self._leads[face], []
        for name, characters in groupby(text, known.file_of.__getitem__):
            font = self._font(name)
            codes = [(character, font.code(character)) for character in characters]
            if name == face.value:
                lead.update(codes)
            runs.append((font.resource, "".join(code for _, code in codes)))
        return runs

    def _font(self, name: str) -> EmbeddedFont:
        if name not in self._fonts:
            self._fonts[name] = EmbeddedFont(name, f"F{len(self._fonts) + 1}")
        return self._fonts[name]
