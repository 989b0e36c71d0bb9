"""A font that somebody brings: what is taken, what is refused and why, where it stands in the chain."""

import io
import struct

import pypdfium2
import pytest
from fontTools.ttLib import TTFont

from tests.reports.small_font import collection, postscript_font, small_font
from zcdesk.domain.errors import Unreadable
from zcdesk.reports import fonts
from zcdesk.reports.added_font import LARGEST, read_font
from zcdesk.reports.fonts import AddedFont, Face, MissingGlyph, file_for, measure
from zcdesk.reports.page import BODY, Paper
from zcdesk.reports.truetype import TrueTypeFile

RARE, OTHER = "\U00031350", "\U000323af"  # first and last of CJK Ext H, drawn by no shipped font


def refusal(data, wanted=()):
    with pytest.raises(Unreadable) as told:
        read_font("某.ttf", data, wanted)
    return told.value.sentence


def test_only_what_the_chain_lacks_is_asked_of_it():
    read = read_font("某.ttf", small_font("评A" + RARE))
    assert read.draws == {ord(RARE)}


def test_an_outline_without_ink_draws_nothing():
    assert read_font("某.ttf", small_font(RARE + OTHER, blank=OTHER)).draws == {ord(RARE)}
    assert "没有随附字体之外的字" in refusal(small_font("评" + RARE, blank=RARE))


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"%PDF-1.7 is no font", "不是 TTF 或 TTC"),
        (b"", "不是 TTF 或 TTC"),
        (bytes(LARGEST + 1), "超过 64 MB"),
        (postscript_font(RARE), "PostScript 轮廓"),
        (collection(postscript_font(RARE)), "PostScript 轮廓"),
        (small_font(RARE)[:-40], "已损坏"),
        (b"\0\1\0\0" + b"\xff" * 400, "已损坏"),
        (b"ttcf\0\1\0\0\xff\xff\xff\xff" + bytes(40), "已损坏"),
        (small_font("评审"), "没有随附字体之外的字"),
    ],
)
def test_what_is_refused_and_why(data, cause):
    assert cause in refusal(data)


@pytest.mark.parametrize(
    ("bits", "cause"),
    [
        (0x0000, ""),  # installable
        (0x0004, ""),  # preview and print
        (0x0008, ""),  # editable
        (0x0006, ""),  # several: the most permissive holds
        (0x0002, "不允许嵌入"),
        (0x0104, "只嵌入用到的字形"),
        (0x0200, "只嵌入用到的字形"),
    ],
)
def test_the_font_s_own_licence_field(bits, cause):
    font = small_font(RARE, licence=bits)
    if cause:
        assert cause in refusal(font)
    else:
        assert read_font("某.ttf", font).draws


def test_a_map_that_claims_more_than_there_is():
    """Ten thousand ranges of all characters would be read for hours."""
    font = TTFont(io.BytesIO(small_font(RARE)))
    groups = struct.pack(">LLL", 0x20, 0x10FFFF, 1) * 9999
    whole = struct.pack(">HHLLL", 12, 0, 16 + len(groups), 0, 9999) + groups
    table = font["cmap"] = font["cmap"]
    table.compile = lambda _: struct.pack(">HHHHL", 0, 1, 3, 10, 12) + whole
    out = io.BytesIO()
    font.save(out)
    assert "已损坏" in refusal(out.getvalue())


def test_no_damage_is_a_bug():
    """Any single byte of the head and the tables changed: read, or refused in words."""
    good = small_font(RARE)
    for place in range(0, len(good), 3):
        bad = bytearray(good)
        bad[place] ^= 0xFF
        try:
            read = read_font("某.ttf", bytes(bad))
        except Unreadable:
            continue
        assert read.draws


def test_of_a_collection_the_face_that_helps():
    both = collection(small_font(OTHER), small_font(RARE, size=300))
    read = read_font("某.ttc", both, RARE)
    assert read.draws == {ord(RARE)}
    with TTFont(io.BytesIO(read.data)) as alone:
        assert alone["glyf"]["u31350"].xMax == 350
    # What is kept is read again alike, byte for byte.
    assert read_font("某.ttf", read.data) == read


def added(data, name="Added-1"):
    read = read_font("某.ttf", data)
    return AddedFont(name, TrueTypeFile(read.data), read.draws)


def test_it_is_asked_last_and_only_inside():
    font = added(small_font("评𠀁" + RARE))
    with fonts.added([font]):
        assert file_for(Face.FANG, RARE) == "Added-1"
        assert file_for(Face.FANG, "评") == "fang"
        assert file_for(Face.FANG, "𠀁") == "han"
        assert measure(Face.KAI).width("王" + RARE) == 2000
    assert file_for(Face.FANG, RARE) is None
    with pytest.raises(MissingGlyph):
        measure(Face.KAI).width(RARE)


def test_of_two_the_first_is_asked_first():
    one, two = added(small_font(RARE)), added(small_font(RARE + OTHER), "Added-2")
    with fonts.added([one, two]):
        assert [file_for(Face.SONG, c) for c in RARE + OTHER] == ["Added-1", "Added-2"]


def paper(text):
    made = Paper("样张", check_code="1A2B-3C4D-5E6F-7081", rehearsal=False)
    made.paragraph(text, BODY)
    return made.finish()


def test_drawn_and_read_back():
    with fonts.added([added(small_font(RARE))]):
        data, again = paper(f"申报人王{RARE}、李伟"), paper(f"申报人王{RARE}、李伟")
    assert data == again
    page = pypdfium2.PdfDocument(data)[0]
    assert f"王{RARE}、李伟" in page.get_textpage().get_text_bounded()


def test_without_need_nothing_changes():
    """A paper printed before the font came is the same after it."""
    before = paper("申报人王伟、欧阳𬭎")
    with fonts.added([added(small_font(RARE))]):
        assert paper("申报人王伟、欧阳𬭎") == before
