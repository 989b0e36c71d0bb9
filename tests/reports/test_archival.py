"""What an archive asks of a file (ISO 19005-2, level U), clause by clause, looked up in the file."""

import io
import re
import struct

import pikepdf
import pytest

from zcdesk.reports.edition import Edition
from zcdesk.reports.minutes import minutes
from zcdesk.reports.overview import overview

BASE_14 = re.compile("Helvetica|Times|Courier|Symbol|ZapfDingbats")


@pytest.fixture(scope="module", params=["minutes", "overview"])
def data(request, make):
    if request.param == "overview":
        return overview(make(8))
    return minutes(make(8, rehearsal=True), Edition.ARCHIVE)


@pytest.fixture
def file(data):
    with pikepdf.open(io.BytesIO(data)) as opened:
        yield opened


def dictionaries(file):
    """Every dictionary of the file, those of streams too, and those inside others."""
    waiting = [
        item for item in file.objects if isinstance(item, pikepdf.Dictionary | pikepdf.Stream)
    ]
    while waiting:
        item = waiting.pop()
        yield item
        waiting += [
            part
            for part in item.values()
            if isinstance(part, pikepdf.Dictionary) and not part.is_indirect
        ]


def fonts_of(file):
    return [item for item in dictionaries(file) if item.get("/Type") == "/Font"]


def test_head_and_end(data):
    """6.1.2: a line of four high bytes after the head; 6.1.3: nothing after the end, one ID."""
    head, second = data.splitlines()[:2]
    assert re.fullmatch(rb"%PDF-1\.[0-7]", head)
    assert second[0:1] == b"%"
    assert sum(byte > 127 for byte in second[1:5]) == 4
    assert data.rstrip(b"\r\n").endswith(b"%%EOF")
    trailer = data[data.rindex(b"trailer") :]
    assert trailer.count(b"/ID") == 1
    assert b"/Encrypt" not in data


def test_streams_are_as_long_as_they_say(data):
    """6.1.7.1: stream ends a line, endstream begins one, Length is what lies between."""
    streams = list(re.finditer(rb"<<(?:(?!endobj).)*?>>(\r?\n)stream(\r?\n)", data, re.DOTALL))
    assert len(streams) == data.count(b"\nendstream") == data.count(b"endstream") > 10
    for each in streams:
        length = int(re.search(rb"/Length (\d+)", each.group()).group(1))
        rest = data[each.end() + length :]
        assert re.match(rb"\r?\nendstream\s", rest), each.group()[:200]


def test_no_stream_is_kept_elsewhere_or_in_a_forbidden_filter(file):
    """6.1.7.1 and 6.1.7.2: no external streams, no LZW; 6.6.2.1: metadata can be read as text."""
    for item in dictionaries(file):
        if isinstance(item, pikepdf.Stream):
            assert {"/F", "/FFilter", "/FDecodeParms"}.isdisjoint(item.keys())
            assert str(item.get("/Filter", "")).find("LZW") < 0
            if item.get("/Type") == "/Metadata":
                assert "/Filter" not in item


def test_limits(file):
    """6.1.13: the limits of a conforming file."""
    for item in dictionaries(file):
        assert all(len(str(key).encode()) <= 128 for key in item)
    assert all(14400 >= float(n) >= -14400 for page in file.pages for n in page.mediabox)


def test_colours_are_those_of_the_profile(file):
    """6.2.4: only device RGB and grey, for which the output intent is RGB; 6.2.5, 6.2.10."""
    used = set()
    for page in file.pages:
        for operands, operator in pikepdf.parse_content_stream(page):
            used.add(str(operator))
            assert not (str(operator) in ("cs", "CS") and str(operands[0]) not in ("/DeviceRGB",))
    assert used.isdisjoint({"k", "K", "sh", "ri", "BI"})
    for item in dictionaries(file):
        if item.get("/Type") == "/ExtGState":
            assert {"/TR", "/TR2", "/HTP", "/SMask"}.isdisjoint(item.keys())
            assert float(item.get("/ca", 1)) == float(item.get("/CA", 1)) == 1


def test_fonts(file):
    """6.2.11: every font that is used is embedded, with its widths, and none is of the base 14."""
    composite = [font for font in fonts_of(file) if font.Subtype == "/Type0"]
    assert len(composite) >= 3
    for font in fonts_of(file):
        assert not BASE_14.search(str(font.get("/BaseFont", ""))), font
        assert font.Subtype in ("/Type0", "/CIDFontType2")
    for font in composite:
        (descendant,) = font.DescendantFonts
        descriptor = descendant.FontDescriptor
        assert font.Encoding == "/Identity-H"  # 6.2.11.3.3
        assert descendant.CIDToGIDMap == "/Identity"  # 6.2.11.3.2
        names = {str(font.BaseFont), str(descendant.BaseFont), str(descriptor.FontName)}
        assert len(names) == 1
        assert re.fullmatch(r"/[A-Z]{6}\+\S+", names.pop())
        # 6.2.11.5: the widths that are told are those of the font program.
        program = descriptor.FontFile2.read_bytes()
        assert len(program) == descriptor.FontFile2.Length1
        told, default = widths(descendant), int(descendant.get("/DW", 1000))
        real = advances(program)
        for code, width in enumerate(real):
            assert abs(told.get(code, default) - width) <= 1


def widths(font):
    found, places = {}, list(font.get("/W", ()))
    while places:
        first, array, *places = places
        found |= {int(first) + n: float(width) for n, width in enumerate(array)}
    return found


def advances(program):
    count = struct.unpack_from(">4xH", program)[0]
    tables = {
        program[12 + 16 * n : 16 + 16 * n]: struct.unpack_from(">8xLL", program, 12 + 16 * n)
        for n in range(count)
    }
    em = struct.unpack_from(">18xH", program, tables[b"head"][0])[0]
    glyphs = struct.unpack_from(">4xH", program, tables[b"maxp"][0])[0]
    start = tables[b"hmtx"][0]
    return [1000 * struct.unpack_from(">H", program, start + 4 * n)[0] / em for n in range(glyphs)]


def test_every_code_that_is_drawn_is_in_the_map_to_unicode(file):
    """6.2.11.7.2, level U, and 6.2.11.8: no .notdef is drawn, every code has its character."""
    maps = {}
    for page in file.pages:
        fonts = page.resources.Font
        name = None
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) == "Tf":
                name = str(operands[0])
            elif str(operator) == "Tj":
                if name not in maps:
                    maps[name] = to_unicode(fonts[name])
                codes = bytes(operands[0])
                for place in range(0, len(codes), 2):
                    code = codes[place : place + 2].hex().upper()
                    assert code != "0000"
                    assert maps[name][code] not in ("", "\0", "\ufeff", "\ufffe")


def to_unicode(font):
    cmap = font.ToUnicode.read_bytes().decode("ascii")
    return {
        code: bytes.fromhex(text).decode("utf-16-be")
        for code, text in re.findall(r"^<(\w{4})> <(\w+)>$", cmap, re.MULTILINE)
    }


def test_fields_and_links(file):
    """6.3.1, 6.3.2: fields are printed, not hidden, and have looks; 6.4.1, 6.5.1: no actions."""
    for item in dictionaries(file):
        assert {"/JS", "/AA", "/XFA"}.isdisjoint(item.keys())
        if item.get("/Subtype") == "/Widget":
            flags = int(item["/F"])
            assert flags & 4
            assert not flags & (1 | 2 | 32)
            assert "/N" in item.AP
    form = file.Root.get("/AcroForm")
    assert form is None or not bool(form.get("/NeedAppearances", False))


def test_what_helps_a_reader(file):
    """6.7 is for level A; language, title and outline are set all the same."""
    assert str(file.Root.Lang) == "zh-CN"
    assert bool(file.Root.ViewerPreferences.DisplayDocTitle)
    assert file.docinfo["/Title"]
    with file.open_outline() as outline:
        assert outline.root


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
