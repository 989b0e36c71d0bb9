"""What an archive asks of a file, looked up in the file (no validator of PDF/A is at hand)."""

import io

import pikepdf
import pytest

from zcdesk.reports.edition import Edition
from zcdesk.reports.minutes import minutes


@pytest.fixture(scope="module")
def file(make):
    with pikepdf.open(io.BytesIO(minutes(make(8, rehearsal=True), Edition.ARCHIVE))) as opened:
        yield opened


def test_metadata_says_so_and_agrees_with_the_information_dictionary(file):
    with file.open_metadata() as xmp:
        assert xmp.pdfa_status == "2U"
        assert xmp["dc:title"] == file.docinfo["/Title"]
        assert xmp["dc:creator"] == [file.docinfo["/Author"]]
        assert xmp["dc:description"] == file.docinfo["/Subject"]
        assert xmp["pdf:Producer"] == file.docinfo["/Producer"]
        assert xmp["xmp:CreatorTool"] == file.docinfo["/Creator"]


def test_colours_have_a_profile(file):
    (intent,) = file.Root.OutputIntents
    profile = intent.DestOutputProfile.read_bytes()
    assert profile[16:20] == b"RGB "
    assert profile[36:40] == b"acsp"
    assert intent.DestOutputProfile.N == 3


def test_nothing_that_an_archive_forbids(file):
    assert not file.is_encrypted
    assert "/ID" in file.trailer
    for item in file.objects:
        if isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
            forbidden = {"/JS", "/SMask", "/CA", "/ca", "/EmbeddedFile", "/AA", "/F"}
            # On a page or a field /F is no file: an annotation's /F are its flags.
            flags = item.get("/Type") == "/Page" or item.get("/Subtype") == "/Widget"
            assert forbidden.isdisjoint(item.keys() - {"/F"} if flags else item.keys())
            if item.get("/Subtype") == "/Widget":
                assert int(item["/F"]) & 4, "a field that is not printed"


def test_every_code_drawn_has_its_way_back(file):
    fonts = [
        f
        for f in file.objects
        if isinstance(f, pikepdf.Dictionary) and f.get("/Subtype") == "/Type0"
    ]
    assert fonts
    assert all("/ToUnicode" in font for font in fonts)
    for font in fonts:
        cmap = font.ToUnicode.read_bytes()
        glyphs = font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()
        assert cmap.count(b"\n<0") > 0
        assert glyphs[:4] == b"\x00\x01\x00\x00"
