"""More than two hundred difficult files: each is opened, or refused with its cause; nothing hangs.

They are all made here. What a file is expected to do stands beside it; None means that a viewer may
well repair it, and then all that counts is that it opens or is refused with a cause.
"""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator
from time import monotonic

import pikepdf
import pytest
from PIL import Image, ImageDraw
from reportlab.lib import pdfencrypt
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from zcdesk.dossiers.pages import Bounds, Page, PageRenderer, PageUnreadable, Source
from zcdesk.dossiers.pages_wire import PageFault

OPENS = "opens"
BLANK = "text without ink"
LOCKED, DAMAGED, LARGE, OTHER = (
    PageFault.PASSWORD,
    PageFault.DAMAGED,
    PageFault.TOO_LARGE,
    PageFault.UNSUPPORTED,
)
Expected = str | PageFault | None
File = tuple[str, bytes, Expected]


# --- bricks ---------------------------------------------------------------------------------------


def raw_pdf(objects: dict[int, bytes], root: int = 1, trailer: bytes = b"") -> bytes:
    """A PDF with a correct table of these objects."""
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    size = max(places) + 1
    out += b"trailer\n<</Size %d/Root %d 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (
        size,
        root,
        trailer,
        start,
    )
    return bytes(out)


def stream(data: bytes, head: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (head, len(data), data)


CONTENT = b"0 0 1 rg 20 20 100 100 re f"


def one_page(
    page: bytes = b"",
    content: bytes = CONTENT,
    box: bytes = b"/MediaBox[0 0 300 400]",
    more: dict[int, bytes] | None = None,
    content_head: bytes = b"",
    root: bytes = b"",
) -> bytes:
    return raw_pdf(
        {
            1: b"<</Type/Catalog/Pages 2 0 R%s>>" % root,
            2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            3: b"<</Type/Page/Parent 2 0 R%s/Contents 4 0 R%s>>" % (box, page),
            4: stream(content, content_head),
            **(more or {}),
        }
    )


def with_font(
    font: bytes, text: bytes = b"<00410042>", more: dict[int, bytes] | None = None
) -> bytes:
    return one_page(
        page=b"/Resources<</Font<</F 5 0 R>>>>",
        content=b"BT /F 30 Tf 20 200 Td %s Tj ET" % text,
        more={5: font, **(more or {})},
    )


def with_image(head: bytes, data: bytes, more: dict[int, bytes] | None = None) -> bytes:
    return one_page(
        page=b"/Resources<</XObject<</I 5 0 R>>>>",
        content=b"300 0 0 400 0 0 cm /I Do",
        more={5: stream(data, b"/Type/XObject/Subtype/Image" + head), **(more or {})},
    )


def with_form(
    form: bytes, content: bytes = b"/X Do", more: dict[int, bytes] | None = None
) -> bytes:
    head = b"/Type/XObject/Subtype/Form/BBox[0 0 300 400]/Resources<</XObject<</X 5 0 R/Y 6 0 R>>>>"
    return one_page(
        page=b"/Resources<</XObject<</X 5 0 R>>>>",
        content=content,
        more={5: stream(form, head), 6: stream(b"/X Do", head), **(more or {})},
    )


def typeset(text: str, font: str = "STSong-Light", pages: int = 1, encrypt: object = None) -> bytes:
    out = io.BytesIO()
    if font not in pdfmetrics.getRegisteredFontNames() and font != "Helvetica":
        pdfmetrics.registerFont(UnicodeCIDFont(font))
    canvas = Canvas(out, pagesize=(300, 400), encrypt=encrypt)
    for page in range(pages):
        canvas.setFont(font, 20)
        canvas.drawString(20, 300, text)
        canvas.drawString(20, 200, str(page))
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def picture(
    kind: str, mode: str = "L", size: tuple[int, int] = (300, 400), **more: object
) -> bytes:
    sheet = Image.new("L", size, 230)
    ImageDraw.Draw(sheet).rectangle((20, 20, size[0] // 2, size[1] // 2), fill=0)
    out = io.BytesIO()
    (sheet.convert("I").convert("I;16") if mode == "I;16" else sheet.convert(mode)).save(
        out, kind, **more
    )
    return out.getvalue()


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, depth: int = 1, colour: int = 0, data: bytes = b"") -> bytes:
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    parts = (
        png_chunk(b"IHDR", head),
        png_chunk(b"IDAT", zlib.compress(data)),
        png_chunk(b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def group4(size: tuple[int, int] = (304, 400)) -> bytes:
    """The bare MMR data of a sheet of one bit."""
    with Image.open(io.BytesIO(picture("TIFF", "1", size, compression="group4"))) as image:
        at, length = image.tag_v2[273][0], image.tag_v2[279][0]
        assert len(image.tag_v2[273]) == 1
    return picture("TIFF", "1", size, compression="group4")[at : at + length]


def jbig2(size: tuple[int, int] = (304, 400)) -> bytes:
    """A JBIG2 page of one generic region, its bits coded as MMR."""
    width, height = size
    page = struct.pack(">IIIIBH", width, height, 0, 0, 0, 0)
    region = struct.pack(">IIIIBB", width, height, 0, 0, 0, 1) + group4(size)

    def segment(number: int, kind: int, data: bytes) -> bytes:
        return struct.pack(">IBBBI", number, kind, 0, 1, len(data)) + data

    return segment(0, 48, page) + segment(1, 38, region)


def cut(data: bytes, twentieth: int) -> bytes:
    return data[: len(data) * twentieth // 20]


def flipped(data: bytes, seed: int) -> bytes:
    chance, changed = random.Random(seed), bytearray(data)
    for _ in range(1 + len(data) // 300):
        changed[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(changed)


# --- the files ------------------------------------------------------------------------------------


def geometry() -> Iterator[File]:
    for turn in (0, 90, 180, 270, -90, 450, 45):
        yield f"turned by {turn}", one_page(b"/Rotate %d" % turn), OPENS
    boxes = {
        "corners swapped": (b"[300 400 0 0]", OPENS),
        "origin below zero": (b"[-100 -100 200 300]", OPENS),
        "origin far away": (b"[100000 100000 100300 100400]", OPENS),
        "of four equal numbers": (b"[0 0 0 0]", OPENS),
        "a hair": (b"[0 0 0.01 400]", None),
        "half a point": (b"[0 0 0.5 0.5]", None),
        "five metres": (b"[0 0 14400 14400]", OPENS),
        "a strip of paper": (b"[0 0 10 14000]", OPENS),
        "a kilometre": (b"[0 0 2834645 2834645]", LARGE),
        "beyond all numbers": (b"[0 0 1e38 1e38]", None),
        "of words": (b"[/a /b /c /d]", OPENS),
        "of three numbers": (b"[0 0 300]", OPENS),
    }
    for name, (box, expected) in boxes.items():
        yield f"page {name}", one_page(box=b"/MediaBox" + box), expected
    yield "page without a box", one_page(box=b""), OPENS
    yield "crop outside the page", one_page(b"/CropBox[900 900 950 950]"), DAMAGED
    yield "large unit", one_page(b"/UserUnit 100"), OPENS


def trees() -> Iterator[File]:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]/Contents 4 0 R>>"
    kids: dict[str, tuple[bytes, Expected]] = {
        "no page": (b"/Kids[]/Count 0", DAMAGED),
        "no list of pages": (b"/Count 1", None),
        "itself for a page": (b"/Kids[2 0 R]/Count 1", None),
        "itself and a page": (b"/Kids[2 0 R 3 0 R]/Count 2", None),
        "the catalogue for a page": (b"/Kids[1 0 R]/Count 1", None),
        "pages that are not there": (b"/Kids[77 0 R 78 0 R]/Count 2", None),
        "a number for a page": (b"/Kids[5]/Count 1", None),
        "fewer pages than it says": (b"/Kids[3 0 R]/Count 5", None),
        "two thousand million pages": (b"/Kids[3 0 R]/Count 2147483647", None),
        "less than no page": (b"/Kids[3 0 R]/Count -3", None),
        "the same page five times": (b"/Kids[3 0 R 3 0 R 3 0 R 3 0 R 3 0 R]/Count 5", OPENS),
    }
    for name, (entry, expected) in kids.items():
        objects = {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages%s>>" % entry,
            3: page,
            4: stream(CONTENT),
        }
        yield f"tree with {name}", raw_pdf(objects), expected
    yield "no tree", raw_pdf({1: b"<</Type/Catalog>>"}), DAMAGED
    yield "no catalogue", raw_pdf({1: b"<</Type/Nothing>>"}), DAMAGED
    yield "catalogue is a list", raw_pdf({1: b"[1 0 R]"}), DAMAGED
    for depth in (10, 500, 5000):
        objects = {1: b"<</Type/Catalog/Pages 10 0 R>>", 4: stream(CONTENT)}
        for node in range(depth):
            objects[10 + node] = b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (11 + node)
        objects[10 + depth] = b"<</Type/Page/MediaBox[0 0 300 400]/Contents 4 0 R>>"
        yield f"tree {depth} deep", raw_pdf(objects), OPENS if depth == 10 else None
    loop = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[5 0 R]/Count 9>>",
        5: b"<</Type/Pages/Kids[6 0 R]/Count 9/Parent 2 0 R>>",
        6: b"<</Type/Pages/Kids[5 0 R]/Count 9/Parent 5 0 R>>",
    }
    yield "two nodes that hold each other", raw_pdf(loop), None
    yield "parent of itself", one_page(b"/Parent 3 0 R"), None
    yield "five hundred pages", typeset("many", "Helvetica", 500), OPENS


def recursion() -> Iterator[File]:
    yield "form that draws itself", with_form(b"/X Do " + CONTENT), None
    yield "forms that draw each other", with_form(b"/Y Do " + CONTENT), None
    yield "form that draws itself twice", with_form(b"/X Do /X Do"), None
    yield "q a hundred thousand times", one_page(content=b"q " * 100_000 + CONTENT), None
    yield "Q without q", one_page(content=b"Q " * 1000 + CONTENT), OPENS
    yield "BT within BT", one_page(content=b"BT " * 5000 + CONTENT), None
    for name, opened, shut in (("lists", b"[", b"]"), ("dictionaries", b"<</A ", b">>")):
        deep = opened * 20_000 + b"1" + shut * 20_000
        yield f"twenty thousand {name} in a page", one_page(b"/Deep " + deep), None
        yield f"twenty thousand {name} in a content", one_page(content=deep + CONTENT), None
    pattern = stream(
        b"/Pattern cs /P scn 0 0 50 50 re f",
        b"/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 50 50]/XStep 50/YStep 50"
        b"/Resources<</Pattern<</P 5 0 R>>>>",
    )
    yield (
        "pattern of itself",
        one_page(
            b"/Resources<</Pattern<</P 5 0 R>>>>",
            b"/Pattern cs /P scn 0 0 300 400 re f",
            more={5: pattern},
        ),
        None,
    )
    tiny = pattern.replace(b"/XStep 50/YStep 50", b"/XStep .001/YStep .001")
    yield (
        "pattern of a thousand million tiles",
        one_page(
            b"/Resources<</Pattern<</P 5 0 R>>>>",
            b"/Pattern cs /P scn 0 0 300 400 re f",
            more={5: tiny.replace(b"/Pattern cs /P scn", b"0 0 1 rg         ")},
        ),
        None,
    )
    mask = b"/Width 2/Height 2/BitsPerComponent 8/ColorSpace/DeviceGray/SMask 5 0 R"
    yield "mask of itself", with_image(mask, bytes(4)), None
    yield "contents of themselves", one_page(more={4: b"[4 0 R 4 0 R]"}), None
    yield "length of itself", one_page(more={4: b"<</Length 4 0 R>>stream\n0\nendstream"}), None
    outline = {5: b"<</First 5 0 R/Last 5 0 R/Next 5 0 R/Title(a)>>"}
    yield "outline of itself", one_page(root=b"/Outlines 5 0 R", more=outline), OPENS
    names = {5: b"<</Kids[5 0 R]>>"}
    yield "names of themselves", one_page(root=b"/Names<</Dests 5 0 R>>", more=names), OPENS
    spaces = b"/Width 2/Height 2/BitsPerComponent 8/ColorSpace 6 0 R"
    yield (
        "colours of themselves",
        with_image(spaces, bytes(4), {6: b"[/Indexed 6 0 R 1 <00>]"}),
        None,
    )
    function = {
        6: b"[/Separation/a/DeviceGray 7 0 R]",
        7: b"<</FunctionType 3/Functions[7 0 R]/Domain[0 1]/Bounds[]/Encode[0 1]>>",
    }
    yield "function of itself", with_image(spaces, bytes(4), function), None
    glyph = {6: stream(b"1000 0 d0 BT /F 1 Tf <41> Tj ET")}
    font = (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[1 0 0 1 0 0]/FirstChar 65/LastChar 65"
        b"/Widths[1]/CharProcs<</a 6 0 R>>/Encoding<</Differences[65/a]>>/Resources<</Font<</F 5 0 R>>>>>>"
    )
    yield "glyph that is written in its own font", with_font(font, b"<41>", glyph), None
    field = {5: b"<</FT/Tx/T(a)/Kids[5 0 R]/Parent 5 0 R/Subtype/Widget/Rect[0 0 9 9]>>"}
    yield (
        "field of itself",
        one_page(b"/Annots[5 0 R]", root=b"/AcroForm<</Fields[5 0 R]>>", more=field),
        None,
    )


def locks() -> Iterator[File]:
    for strength in (40, 128):
        closed = pdfencrypt.StandardEncryption("secret", strength=strength)
        yield f"locked with {strength} bits", typeset("a", "Helvetica", encrypt=closed), LOCKED
        free = pdfencrypt.StandardEncryption("", "owner", strength=strength, canPrint=0)
        yield f"not to be printed, {strength} bits", typeset("a", "Helvetica", encrypt=free), OPENS
    with pikepdf.open(io.BytesIO(typeset("a", "Helvetica"))) as file:
        for version in (2, 3, 4, 6):
            for user, expected in (("geheim", LOCKED), ("", OPENS)):
                out = io.BytesIO()
                rules = pikepdf.Encryption(
                    owner="o", user=user, R=version, aes=version > 3, metadata=version > 3
                )
                file.save(out, encryption=rules)
                yield f"revision {version}, password {user!r}", out.getvalue(), expected
    strange = b"<</Filter/Nobody/V 99/R 99/O()/U()/P 0>>"
    yield (
        "an unknown lock",
        raw_pdf({1: b"<</Type/Catalog>>", 5: strange}, trailer=b"/Encrypt 5 0 R/ID[<00><00>]"),
        None,
    )


def streams() -> Iterator[File]:
    bomb = zlib.compress(bytes(200_000_000), 9)
    flate = b"/Filter/FlateDecode"
    yield "bomb of two hundred million bytes", one_page(content=bomb, content_head=flate), None
    double = zlib.compress(bomb)
    yield (
        "bomb in a bomb",
        one_page(content=double, content_head=b"/Filter[/FlateDecode/FlateDecode]"),
        None,
    )
    chain = CONTENT
    for _ in range(20):
        chain = zlib.compress(chain)
    yield (
        "twenty filters",
        one_page(content=chain, content_head=b"/Filter[" + b"/FlateDecode " * 20 + b"]"),
        None,
    )
    for name in (
        b"Nobody",
        b"LZWDecode",
        b"RunLengthDecode",
        b"ASCII85Decode",
        b"ASCIIHexDecode",
        b"Crypt",
    ):
        yield (
            f"garbage through {name.decode()}",
            one_page(content=b"\x80\xff~>garbage" * 9, content_head=b"/Filter/" + name),
            OPENS,
        )
    yield (
        "flate that breaks off",
        one_page(content=zlib.compress(CONTENT * 99)[:40], content_head=flate),
        OPENS,
    )
    yield (
        "length too long",
        one_page(more={4: b"<</Length 99999999>>stream\n" + CONTENT + b"\nendstream"}),
        None,
    )
    yield (
        "length below zero",
        one_page(more={4: b"<</Length -5>>stream\n" + CONTENT + b"\nendstream"}),
        None,
    )
    yield "stream without an end", one_page(more={4: b"<</Length 5>>stream\n" + CONTENT}), None
    yield "unknown operators", one_page(content=b"nobody knows this " * 500 + CONTENT), OPENS
    yield "numbers without end", one_page(content=b"1" * 100_000 + b" " + CONTENT), OPENS
    yield (
        "huge coordinates",
        one_page(content=b"0 0 m 1e30 1e30 l 1e-30 9e37 l S " + CONTENT),
        OPENS,
    )
    yield "dashes of nothing", one_page(content=b"[0 0]0 d 0 0 m 300 400 l S " + CONTENT), OPENS
    yield "fifty thousand lines", one_page(content=b"0 0 m 300 400 l S " * 50_000), OPENS
    yield (
        "a path of a hundred thousand points",
        one_page(content=b"0 0 m " + b"9 9 l 5 7 l " * 50_000 + b"f"),
        None,
    )


def images_in_pdf() -> Iterator[File]:
    def head(
        space: bytes, bits: int, size: tuple[int, int] = (300, 400), more: bytes = b""
    ) -> bytes:
        return b"/Width %d/Height %d/BitsPerComponent %d/ColorSpace %s%s" % (
            *size,
            bits,
            space,
            more,
        )

    grey, rgb, cmyk = b"/DeviceGray", b"/DeviceRGB", b"/DeviceCMYK"
    yield "JPEG, grey", with_image(head(grey, 8, more=b"/Filter/DCTDecode"), picture("JPEG")), OPENS
    yield (
        "JPEG, CMYK",
        with_image(head(cmyk, 8, more=b"/Filter/DCTDecode"), picture("JPEG", "CMYK")),
        OPENS,
    )
    yield (
        "JPEG, progressive",
        with_image(
            head(rgb, 8, more=b"/Filter/DCTDecode"), picture("JPEG", "RGB", progressive=True)
        ),
        OPENS,
    )
    yield (
        "JPEG that breaks off",
        with_image(head(rgb, 8, more=b"/Filter/DCTDecode"), cut(picture("JPEG", "RGB"), 10)),
        OPENS,
    )
    jpx = picture("JPEG2000", "RGB")
    yield "JPX", with_image(head(rgb, 8, more=b"/Filter/JPXDecode"), jpx), OPENS
    yield (
        "JPX, grey",
        with_image(head(grey, 8, more=b"/Filter/JPXDecode"), picture("JPEG2000")),
        OPENS,
    )
    for part in (2, 10, 15):
        yield (
            f"JPX cut at {part}",
            with_image(head(rgb, 8, more=b"/Filter/JPXDecode"), cut(jpx, part)),
            OPENS,
        )
    for seed in range(4):
        yield (
            f"JPX flipped {seed}",
            with_image(head(rgb, 8, more=b"/Filter/JPXDecode"), flipped(jpx, seed)),
            None,
        )
    bits = (304, 400)
    fax = b"/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 304/Rows 400>>"
    yield "fax", with_image(head(grey, 1, bits, fax), group4()), OPENS
    for seed in range(4):
        yield (
            f"fax flipped {seed}",
            with_image(head(grey, 1, bits, fax), flipped(group4(), seed)),
            OPENS,
        )
    yield (
        "fax of a million columns",
        with_image(head(grey, 1, bits, fax.replace(b"304", b"9999999")), group4()),
        None,
    )
    two = b"/Filter/JBIG2Decode"
    yield "JBIG2", with_image(head(grey, 1, bits, two), jbig2()), OPENS
    for part in (1, 5, 15):
        yield (
            f"JBIG2 cut at {part}",
            with_image(head(grey, 1, bits, two), cut(jbig2(), part)),
            OPENS,
        )
    for seed in range(6):
        yield (
            f"JBIG2 flipped {seed}",
            with_image(head(grey, 1, bits, two), flipped(jbig2(), seed)),
            None,
        )
    yield "bits that are missing", with_image(head(rgb, 8), bytes(100)), OPENS
    yield "sixteen bits", with_image(head(grey, 16, (30, 40)), bytes(2400)), OPENS
    yield "three bits", with_image(head(grey, 3, (30, 40)), bytes(2400)), None
    yield "thirty-three bits", with_image(head(grey, 33, (30, 40)), bytes(2400)), None
    yield (
        "scan of 600 dpi, A3",
        with_image(
            head(grey, 1, (7016, 9921), b"/Filter/FlateDecode"), zlib.compress(bytes(877 * 9921))
        ),
        OPENS,
    )
    yield "no height", with_image(head(grey, 8, (300, 0)), bytes(10)), None
    yield "four thousand million pixels", with_image(head(grey, 1, (65500, 65500)), bytes(10)), None
    yield (
        "sixteen million wide",
        with_image(head(grey, 8, (16_777_216, 16_777_216)), bytes(10)),
        None,
    )
    for name, space in (
        ("Lab", b"[/Lab<</WhitePoint[1 1 1]>>]"),
        ("Lab without white", b"[/Lab<<>>]"),
        ("palette too short", b"[/Indexed/DeviceRGB 255 <000000>]"),
        ("profile of nothing", b"[/ICCBased 6 0 R]"),
        (
            "one ink",
            b"[/Separation/Gold/DeviceCMYK<</FunctionType 2/Domain[0 1]/C0[0 0 0 0]/C1[0 .2 1 0]/N 1>>]",
        ),
        ("inks without a function", b"[/DeviceN[/a/b/c]/DeviceCMYK null]"),
        ("no colours at all", b"/Nobody"),
    ):
        yield (
            f"colours: {name}",
            with_image(head(space, 8, (30, 40)), bytes(3600), {6: stream(b"no profile", b"/N 3")}),
            OPENS,
        )
    inline = b"q 300 0 0 400 0 0 cm BI /W 2 /H 2 /BPC 8 /CS /G ID " + bytes(4) + b" EI Q"
    yield "image in the content", one_page(content=inline), OPENS
    yield "image in the content without an end", one_page(content=inline[:-5]), None


def fonts() -> Iterator[File]:
    for name in ("STSong-Light", "MSung-Light", "HeiseiMin-W3"):
        yield f"{name} not embedded", typeset("申报材料业绩 2024", name), OPENS
    # No font for Korean ships with the program: the page must not pass for an empty one.
    yield "Korean not embedded", typeset("한국어", "HYSMyeongJo-Medium"), BLANK
    simsun = b"<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/%s/DescendantFonts[6 0 R]>>"
    below = (
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)"
        b"/Supplement 2>>/FontDescriptor 7 0 R>>"
    )
    told = b"<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700/StemV 80>>"
    gbk = b"<%s>" % "申报材料".encode("gbk").hex().encode()
    utf = b"<%s>" % "申报材料".encode("utf-16-be").hex().encode()
    for name in (
        b"SimSun",
        b"SimHei",
        b"KaiTi_GB2312",
        b"FangSong_GB2312",
        b"FZXBSJW--GB1-0",
        b"Nobody",
    ):
        for encoding, text in ((b"GBK-EUC-H", gbk), (b"UniGB-UCS2-H", utf)):
            data = with_font(simsun % (name, encoding), text, {6: below % name, 7: told % name})
            yield f"{name.decode()}, {encoding.decode()}, not embedded", data, OPENS
    for name in (b"Arial", b"TimesNewRomanPSMT", b"Wingdings", b"Nobody"):
        font = b"<</Type/Font/Subtype/TrueType/BaseFont/%s/Encoding/WinAnsiEncoding>>" % name
        yield f"{name.decode()} not embedded", with_font(font, b"(Year 2024)"), OPENS
    broken = told.replace(b"/Flags", b"/FontFile2 8 0 R/Flags")
    for name, data in (
        ("nothing", b""),
        ("garbage", b"\0\1\0\0" + b"garbage" * 99),
        ("a bomb", bytes(5_000_000)),
    ):
        more = {6: below % b"SimSun", 7: broken % b"SimSun", 8: stream(data)}
        yield f"font file of {name}", with_font(simsun % (b"SimSun", b"GBK-EUC-H"), gbk, more), None
    yield "font that is not there", with_font(b"null", b"(text)"), None
    yield "font of no kind", with_font(b"<</Type/Font>>", b"(text)"), None
    yield (
        "font below itself",
        with_font(b"<</Type/Font/Subtype/Type0/Encoding/Identity-H/DescendantFonts[5 0 R]>>"),
        None,
    )
    yield "size of nothing", one_page(b"/Resources<</Font<<>>>>", b"BT /F 0 Tf (a) Tj ET"), OPENS
    yield (
        "text that nobody should see",
        with_font(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", b"3 Tr (hidden)"),
        BLANK,
    )
    yield (
        "a hundred thousand letters",
        with_font(
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", b"(" + b"letters " * 12_500 + b")"
        ),
        None,
    )


def damage() -> Iterator[File]:
    good = typeset("damaged", "Helvetica", 3)
    for part in range(1, 20):
        yield f"PDF cut at {part}", cut(good, part), None
    for seed in range(20):
        yield f"PDF flipped {seed}", flipped(good, seed), None
    yield "table of zeros", good.replace(b"xref\n0", b"xref\n9"), None
    yield "start far away", good.replace(b"startxref\n", b"startxref\n99999999"), None
    yield (
        "table that points at itself",
        raw_pdf({1: b"<</Type/Catalog>>"}, trailer=b"/Prev 15"),
        None,
    )
    yield "head only", b"%PDF-1.7\n", DAMAGED
    yield "junk before the head", b"junk\n" * 100 + good, OPENS
    yield "too much junk before the head", b"junk\n" * 1000 + good, DAMAGED
    yield "junk behind the end", good + b"\0" * 5000, OPENS
    yield "no end", good.replace(b"%%EOF", b""), OPENS
    yield "lines ended otherwise", one_page().replace(b"\n", b"\r"), None
    yield "version of the future", good.replace(b"%PDF-1.", b"%PDF-9."), OPENS


def scans() -> Iterator[File]:
    for orientation in range(1, 10):
        exif = Image.Exif()
        exif[0x0112] = orientation
        yield f"photograph held {orientation}", picture("JPEG", "RGB", exif=exif), OPENS
    for mode in ("L", "RGB", "CMYK"):
        yield f"JPEG {mode}", picture("JPEG", mode), OPENS
    yield "JPEG, progressive", picture("JPEG", progressive=True), OPENS
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
        yield f"PNG {mode}", picture("PNG", mode), OPENS
    for mode in ("1", "L", "RGB", "CMYK", "LAB", "F"):
        yield f"TIFF {mode}", picture("TIFF", mode), None if mode in ("LAB", "F") else OPENS
    for way in ("group3", "group4", "packbits"):
        yield f"TIFF by {way}", picture("TIFF", "1", compression=way), OPENS
    for way in ("tiff_lzw", "tiff_adobe_deflate", "jpeg", "zstd"):
        yield f"TIFF by {way}", picture("TIFF", "L", compression=way), OPENS
    yield (
        "TIFF of 600 dpi, A3, one bit",
        picture("TIFF", "1", (7016, 9921), compression="group4"),
        OPENS,
    )
    for kind in ("JPEG", "PNG", "TIFF"):
        data = picture(kind, "RGB")
        for part in (1, 10, 19):
            yield f"{kind} cut at {part}", cut(data, part), None
        for seed in range(4):
            yield f"{kind} flipped {seed}", flipped(data, seed), None
    yield "PNG of no width", png(0, 10), DAMAGED
    yield "PNG of ten thousand million pixels", png(100_000, 100_000), LARGE
    yield "PNG of colours that do not exist", png(9, 9, 7, 5), DAMAGED
    yield "PNG without a picture", png(9, 9), DAMAGED
    bare = b"II*\0\x08\0\0\0"
    yield "TIFF that goes on for ever", bare + b"\0\0\x08\0\0\0", DAMAGED
    yield "TIFF of far away", b"II*\0\xff\xff\xff\x7f", DAMAGED
    again = bytearray(picture("TIFF", "L", compression="packbits"))
    yield "TIFF whose second page is the first", _looped(bytes(again)), None


def _looped(data: bytes) -> bytes:
    """The chain of its pages leads back to the first."""
    first = struct.unpack_from("<I", data, 4)[0]
    entries = struct.unpack_from("<H", data, first)[0]
    looped = bytearray(data)
    struct.pack_into("<I", looped, first + 2 + 12 * entries, first)
    return bytes(looped)


def others() -> Iterator[File]:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("OFD.xml", "<ofd/>")
    yield "ofd, docx, xlsx, zip", out.getvalue(), OTHER
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    yield "zip of nothing", empty.getvalue(), OTHER
    for name, head in (
        ("doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("rtf", b"{\\rtf1"),
        ("7z", b"7z\xbc\xaf\x27\x1c"),
        ("rar", b"Rar!\x1a\x07"),
    ):
        yield name, head + bytes(600), OTHER
    for kind in ("GIF", "BMP", "WEBP"):
        yield kind, picture(kind, "RGB"), OTHER
    yield "nothing", b"", DAMAGED
    yield "zeros", bytes(5000), DAMAGED
    yield "words", "这不是材料".encode() * 100, DAMAGED
    yield "a web page", b"<!doctype html><p>hello", DAMAGED
    yield "chance", random.Random(7).randbytes(5000), DAMAGED


FAMILIES = (geometry, trees, recursion, locks, streams, images_in_pdf, fonts, damage, scans, others)
SECONDS = 5


@pytest.fixture(scope="module")
def renderer() -> Iterator[PageRenderer]:
    made = PageRenderer(Bounds(seconds=SECONDS, memory_bytes=2**30))
    yield made
    made.close()


def outcome(renderer: PageRenderer, source: Source) -> str | PageFault:
    try:
        sizes = renderer.sizes(source)
        renderer.text(source, 0)
        page = renderer.render(source, 0, 200)
        if len(sizes) > 1:
            _whole(renderer.render(source, len(sizes) - 1, 100))
    except PageUnreadable as error:
        return error.fault if error.sentence.endswith("。") else error.sentence
    _whole(page)
    return OPENS if page.did_draw else BLANK


def _whole(page: Page) -> None:
    assert len(page.pixels) == 4 * page.width * page.height


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__)
def test_difficult_files_open_or_are_refused_with_their_cause(
    renderer: PageRenderer, family: object
) -> None:
    good = Source.of_bytes(typeset("good", "Helvetica"))
    wrong = []
    for name, data, expected in family():  # type: ignore[operator]
        begun = monotonic()
        found = outcome(renderer, Source.of_bytes(data))
        took = monotonic() - begun
        if (expected is not None and found != expected) or took > 3 * SECONDS + 2:
            wrong.append(f"{name}: {found}, {took:.1f} s")
    assert wrong == []
    assert outcome(renderer, good) == OPENS


def test_there_are_two_hundred_of_them() -> None:
    names = [name for family in FAMILIES for name, _, _ in family()]
    assert len(names) >= 200
