"""Our reading and cutting of font files against fontTools."""

import io

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from zcdesk.reports.fonts import font_file
from zcdesk.reports.truetype import TrueTypeFile

NAMES = ("fang", "song", "song-bold", "hei", "hei-bold", "kai", "han")


@pytest.mark.parametrize("name", NAMES)
def test_reads_what_fonttools_reads(name):
    ours = font_file(name)
    with TTFont(ours.path, lazy=True) as theirs:
        number = theirs.getReverseGlyphMap()
        assert ours.glyph_of == {c: number[g] for c, g in theirs.getBestCmap().items()}
        em = theirs["head"].unitsPerEm
        for glyph in theirs.getGlyphOrder()[:: len(number) // 50]:
            advance = theirs["hmtx"][glyph][0]
            assert abs(ours.advance(number[glyph]) - 1000 * advance / em) <= 0.5


@pytest.mark.parametrize(
    ("name", "text"), [("song", "欧阳㛃A1。"), ("han", "𠀁𠀂"), ("fang", "评审（1）")]
)
def test_a_subset_draws_the_same(name, text):
    ours = font_file(name)
    glyphs = [0, *(ours.glyph_of[ord(c)] for c in text)]
    with TTFont(ours.path, lazy=True) as whole, TTFont(io.BytesIO(ours.subset(glyphs))) as cut:
        kept = cut.getGlyphOrder()
        for place, glyph in enumerate(glyphs):
            source = whole.getGlyphOrder()[glyph]
            assert outline(cut, kept[place]) == outline(whole, source)
            assert cut["hmtx"][kept[place]] == whole["hmtx"][source]


def outline(font, glyph):
    glyphs = font.getGlyphSet()
    pen = DecomposingRecordingPen(glyphs)
    glyphs[glyph].draw(pen)
    return pen.value


@pytest.fixture
def composite_font(tmp_path):
    """A font of four glyphs with a format 4 map; d is made of b and c."""
    pens = {}
    for name, size in ((".notdef", 10), ("b", 100), ("c", 200)):
        pen = TTGlyphPen(None)
        pen.moveTo((0, 0)), pen.lineTo((size, 0)), pen.lineTo((0, size)), pen.closePath()
        pens[name] = pen.glyph()
    pen = TTGlyphPen(dict.fromkeys(pens))
    pen.addComponent("b", (1, 0, 0, 1, 0, 0))
    pen.addComponent("c", (0.5, 0, 0, 0.5, 300, 300))
    pens["d"] = pen.glyph()
    builder = FontBuilder(1000)
    builder.setupGlyphOrder([".notdef", "b", "c", "d"])
    builder.setupCharacterMap({0x62: "b", 0x63: "c", 0x8BC4: "d", 0x8BC6: "b"})
    builder.setupGlyf(pens)
    builder.setupHorizontalMetrics(
        {".notdef": (500, 0), "b": (700, 0), "c": (700, 0), "d": (700, 0)}
    )
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupPost()
    path = tmp_path / "small.ttf"
    builder.save(path)
    return path


def test_a_composite_brings_its_parts(composite_font):
    ours = TrueTypeFile(composite_font)
    assert ours.glyph_of == {0x62: 1, 0x63: 2, 0x8BC4: 3, 0x8BC6: 1}
    assert [ours.advance(n) for n in range(4)] == [500, 700, 700, 700]
    with TTFont(composite_font) as whole, TTFont(io.BytesIO(ours.subset([0, 3]))) as cut:
        order = cut.getGlyphOrder()
        assert len(order) == 4
        assert outline(cut, order[1]) == outline(whole, "d")
