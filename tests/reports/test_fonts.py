"""Which font draws what; what none draws is refused; the files are those that were built."""

import hashlib

import pytest

from zcdesk.reports.fonts import Face, MissingGlyph, file_for, font_file, measure, missing_glyphs

FOLDER = font_file("song").path.parent


@pytest.mark.parametrize(
    ("face", "character", "name"),
    [
        (Face.FANG, "评", "fang"),
        (Face.FANG, "珺", "kai"),  # 仿宋 asks 楷 before 宋
        (Face.FANG, "\u3400", "song"),
        (Face.FANG, "𠀁", "han"),
        (Face.SONG, "㛃", "song"),
        (Face.SONG, "𬭎", "song"),
        (Face.SONG, "𠅤", "song"),
        (Face.SONG_BOLD, "㐂", "song"),
        (Face.HEI_BOLD, "㐂", "hei"),
        (Face.KAI, "评", "kai"),
    ],
)
def test_chain(face, character, name):
    assert file_for(face, character) == name


def test_blocks_that_are_whole():
    """CJK Unified and Ext A to F of Unicode 15, by the ends of the blocks."""
    blocks = [(0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x2A700, 0x2B738), (0x2B740, 0x2B81D),
              (0x2B820, 0x2CEA1), (0x2CEB0, 0x2EBE0), (0x20000, 0x2A6DF)]  # fmt: skip
    text = "".join(chr(code) for first, last in blocks for code in range(first, last + 1))
    assert missing_glyphs(text) == ()


def test_a_hole_is_refused_by_name():
    hole = "\U00031350"  # CJK Ext H, drawn by none
    assert missing_glyphs(f"王{hole}李{hole}") == (hole,)
    with pytest.raises(MissingGlyph) as refusal:
        measure(Face.FANG).width(f"王{hole}")
    assert "U+31350" in refusal.value.sentence
    assert hole in refusal.value.sentence
    assert refusal.value.characters == (hole,)


def test_the_files_are_the_built_ones():
    lines = (FOLDER / "SHA256SUMS").read_text("ascii").splitlines()
    recorded = dict(reversed(line.split("  ")) for line in lines)
    found = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in FOLDER.glob("*.ttf")}
    assert found == recorded


def test_every_font_has_its_licence():
    text = (FOLDER / "README.md").read_text("utf-8")
    for path in FOLDER.glob("*.ttf"):
        row = next(line for line in text.splitlines() if f"`{path.name}`" in line)
        licence = row.rsplit("`", 2)[1]
        assert (FOLDER / licence).stat().st_size > 1000
