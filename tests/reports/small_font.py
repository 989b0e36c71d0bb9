"""Fonts of a few glyphs, made for a test."""

import io

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont


def small_font(characters, *, licence=0, blank="", size=700):
    """A TTF that draws each character as a triangle, those of `blank` with nothing."""
    order = [".notdef", *(f"u{ord(c):X}" for c in characters)]
    glyphs = {}
    for name, character in zip(order, "\0" + characters, strict=True):
        pen = TTGlyphPen(None)
        if character not in blank:
            pen.moveTo((50, 0)), pen.lineTo((50 + size, 0)), pen.lineTo((50, size)), pen.closePath()
        glyphs[name] = pen.glyph()
    builder = _begun(order, characters, is_ttf=True)
    builder.setupGlyf(glyphs)
    return _ended(builder, order, licence)


def postscript_font(characters):
    """The like with PostScript outlines (OTF)."""
    order = [".notdef", *(f"u{ord(c):X}" for c in characters)]
    pen = T2CharStringPen(1000, None)
    pen.moveTo((0, 0)), pen.lineTo((500, 0)), pen.lineTo((0, 500)), pen.closePath()
    builder = _begun(order, characters, is_ttf=False)
    builder.setupCFF("Small", {}, dict.fromkeys(order, pen.getCharString()), {})
    return _ended(builder, order, 0)


def collection(*fonts):
    """A TTC of these files."""
    made, out = TTCollection(), io.BytesIO()
    made.fonts = [TTFont(io.BytesIO(each)) for each in fonts]
    made.save(out)
    return out.getvalue()


def _begun(order, characters, *, is_ttf):
    builder = FontBuilder(1000, isTTF=is_ttf)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap({ord(c): f"u{ord(c):X}" for c in characters})
    return builder


def _ended(builder, order, licence):
    builder.setupHorizontalMetrics(dict.fromkeys(order, (1000, 0)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Small", "styleName": "Regular"})
    builder.setupOS2(fsType=licence, sTypoAscender=880, sTypoDescender=-120)
    builder.setupPost()
    builder.font.recalcTimestamp = False
    builder.updateHead(created=3_800_000_000, modified=3_800_000_000)
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()
