"""Pages are drawn elsewhere: each failure has its name, and nothing there stops anything here."""

import io
import signal
import struct
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pikepdf
import pytest
from PIL import Image, ImageDraw
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from zcdesk.domain.errors import Unreadable
from zcdesk.dossiers import pages
from zcdesk.dossiers.pages import Bounds, PageRenderer, PageUnreadable, Source
from zcdesk.dossiers.pages_wire import PageFault


@pytest.fixture(scope="module")
def shared() -> Iterator[PageRenderer]:
    renderer = PageRenderer()
    yield renderer
    renderer.close()


@pytest.fixture
def lone() -> Iterator[PageRenderer]:
    """A renderer whose process a test may harm."""
    renderer = PageRenderer(Bounds(seconds=1.5))
    yield renderer
    renderer.close()


def pdf(*texts: str, size: tuple[float, float] = (300, 400)) -> bytes:
    """One page a text; Chinese without an embedded font."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size)
    if not all(text.isascii() for text in texts):
        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    for text in texts:
        canvas.setFont("Helvetica" if text.isascii() else "STSong-Light", 20)
        canvas.drawString(20, 300, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def doc(data: bytes | Path) -> Source:
    return Source.of_file(data) if isinstance(data, Path) else Source.of_bytes(data)


def ink(page: pages.Page) -> int:
    """The darkest blue."""
    return min(page.pixels[::4])


def scan(kind: str, *shades: int, mode: str = "L", size: tuple[int, int] = (300, 400)) -> bytes:
    """A grey sheet a page with a black square at its upper left."""
    sheets = []
    for shade in shades:
        sheet = Image.new("L", size, shade)
        ImageDraw.Draw(sheet).rectangle((0, 0, 99, 99), fill=0)
        sheets.append(sheet.convert(mode))
    out = io.BytesIO()
    more = {"save_all": True, "append_images": sheets[1:]} if len(sheets) > 1 else {}
    sheets[0].save(out, kind, **more)
    return out.getvalue()


def wide_png(side: int) -> bytes:
    """A black square of one bit a pixel: small as a file, large when unpacked."""

    def part(kind: bytes, data: bytes) -> bytes:
        tail = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + tail

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(side * (1 + (side + 7) // 8)), 1)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", rows) + part(b"IEND", b"")


def pixel(page: pages.Page, x: int, y: int) -> tuple[int, ...]:
    at = 4 * (y * page.width + x)
    blue, green, red = page.pixels[at : at + 3]
    return red, green, blue


def fault(renderer: PageRenderer, data: bytes, width: int = 200) -> PageFault:
    with pytest.raises(PageUnreadable) as caught:
        renderer.render(doc(data), 0, width)
    assert caught.value.sentence.endswith("。")
    return caught.value.fault


def test_a_pdf(shared: PageRenderer, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf("one", "two", ""))
    assert len(shared.sizes(doc(tmp_path / "a.pdf"))) == 3
    page = shared.render(doc(tmp_path / "a.pdf"), 1, 600)
    assert (page.width, page.height, page.did_draw) == (600, 800, True)
    assert len(page.pixels) == 4 * 600 * 800
    assert ink(page) < 50
    empty = shared.render(doc(tmp_path / "a.pdf"), 2, 300)
    assert (set(empty.pixels[::4]), empty.did_draw) == ({255}, True)


def test_chinese_without_a_font_in_the_file_is_drawn_with_ours(shared: PageRenderer) -> None:
    page = shared.render(doc(pdf("申报材料业绩成果")), 0, 300)
    assert (page.did_draw, ink(page) < 50) == (True, True)


@pytest.mark.parametrize("text", ["申报材料业绩成果", "No. 2024 高级工程师"])
def test_text_that_leaves_no_ink_does_not_pass_for_an_empty_page(
    lone: PageRenderer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str
) -> None:
    monkeypatch.setattr(pages, "_FONTS", (tmp_path,))
    assert not lone.render(doc(pdf(text)), 0, 300).did_draw
    assert lone.render(doc(pdf("Helvetica needs no file")), 0, 300).did_draw


def test_a_turned_page_is_looked_at_where_its_text_is(shared: PageRenderer) -> None:
    with pikepdf.open(io.BytesIO(pdf("upright text"))) as file:
        file.pages[0].rotate(90, relative=True)
        out = io.BytesIO()
        file.save(out)
    page = shared.render(doc(out.getvalue()), 0, 400)
    assert (page.width, page.height, page.did_draw) == (400, 300, True)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_scans(shared: PageRenderer, kind: str) -> None:
    data = scan(kind, 200)
    assert len(shared.sizes(doc(data))) == 1
    page = shared.render(doc(data), 0, 150)
    assert (page.width, page.height, page.did_draw) == (150, 200, True)
    assert max(pixel(page, 20, 20)) < 20
    assert all(abs(value - 200) < 5 for value in pixel(page, 120, 150))


def test_a_tiff_of_several_pages(shared: PageRenderer) -> None:
    data = scan("TIFF", 250, 150, 50)
    assert len(shared.sizes(doc(data))) == 3
    assert [pixel(shared.render(doc(data), n, 150), 120, 150)[0] for n in (2, 0, 1)] == [
        50,
        250,
        150,
    ]


@pytest.mark.parametrize("mode", ["1", "P", "RGBA", "LA", "CMYK", "I;16"])
def test_every_kind_of_pixel(shared: PageRenderer, mode: str) -> None:
    if mode == "I;16":
        sheet = Image.new("I;16", (30, 40), 0xFFFF)
        sheet.paste(0, (0, 0, 10, 10))
        out = io.BytesIO()
        sheet.save(out, "TIFF")
        data = out.getvalue()
    else:
        data = scan("TIFF" if mode == "CMYK" else "PNG", 255, mode=mode, size=(300, 400))
    page = shared.render(doc(data), 0, 30)
    assert max(pixel(page, 2, 2)) < 20
    assert min(pixel(page, 25, 30)) > 235


def test_a_photograph_is_turned_upright(shared: PageRenderer) -> None:
    sheet = Image.new("L", (400, 300), 255)
    exif = sheet.getexif()
    exif[0x0112] = 6
    out = io.BytesIO()
    sheet.save(out, "JPEG", exif=exif)
    page = shared.render(doc(out.getvalue()), 0, 150)
    assert (page.width, page.height) == (150, 200)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize(
    ("turn", "size", "dark"),
    [
        (0, (300, 400), (20, 20)),
        (1, (300, 225), (280, 20)),
        (2, (300, 400), (280, 380)),
        (3, (300, 225), (20, 205)),
    ],
)
def test_a_scan_is_turned(
    shared: PageRenderer, kind: str, turn: int, size: tuple[int, int], dark: tuple[int, int]
) -> None:
    source = doc(scan(kind, 200, size=(1200, 1600)))
    page = shared.render(source, 0, 300, turn)
    assert (page.width, page.height) == size
    assert shared.sizes(source) == ((5950, 7933),)
    corners = [(x, y) for x in (5, size[0] - 6) for y in (5, size[1] - 6)]
    black = [at for at in corners if max(pixel(page, *at)) < 60]
    assert len(black) == 1
    assert all(abs(one - other) < 20 for one, other in zip(black[0], dark, strict=True))


def test_a_photograph_held_sideways_is_turned_from_upright(shared: PageRenderer) -> None:
    sheet = Image.new("L", (400, 300), 255)
    exif = sheet.getexif()
    exif[0x0112] = 6
    out = io.BytesIO()
    sheet.save(out, "JPEG", exif=exif)
    assert shared.sizes(doc(out.getvalue())) == ((5950, 7933),)
    page = shared.render(doc(out.getvalue()), 0, 200, 1)
    assert (page.width, page.height) == (200, 150)


def test_a_locked_pdf(shared: PageRenderer) -> None:
    out = io.BytesIO()
    canvas = Canvas(out, encrypt="secret")
    canvas.drawString(20, 300, "locked")
    canvas.save()
    assert fault(shared, out.getvalue()) is PageFault.PASSWORD


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no document",
        b"%PDF-1.7\nnothing",
        scan("PNG", 200)[:200],
        scan("JPEG", 200)[:300],
        scan("TIFF", 200)[:40],
    ],
)
def test_damaged_files(shared: PageRenderer, data: bytes) -> None:
    assert fault(shared, data) is PageFault.DAMAGED


def test_pages_that_are_too_large(shared: PageRenderer) -> None:
    assert fault(shared, pdf("a", size=(10, 14000)), width=2000) is PageFault.TOO_LARGE
    assert fault(shared, wide_png(20_000)) is PageFault.TOO_LARGE


def test_a_page_that_is_not_there(shared: PageRenderer) -> None:
    with pytest.raises(PageUnreadable) as caught:
        shared.render(doc(pdf("one")), 1, 100)
    assert caught.value.fault is PageFault.NOT_DRAWN


def test_a_file_that_is_not_there(shared: PageRenderer, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="打不开"):
        len(shared.sizes(doc(tmp_path / "none.pdf")))


def test_after_a_crash_the_next_page_is_drawn(lone: PageRenderer) -> None:
    data = pdf("one")
    len(lone.sizes(doc(data)))
    assert lone._process is not None
    lone._process.kill()
    lone._process.wait()
    assert lone.render(doc(data), 0, 100).did_draw


def test_a_process_that_hangs_is_ended_and_replaced(lone: PageRenderer) -> None:
    data = pdf("one")
    len(lone.sizes(doc(data)))
    assert lone._process is not None
    lone._process.send_signal(signal.SIGSTOP)
    begun = monotonic()
    assert fault(lone, data) is PageFault.NOT_DRAWN
    assert monotonic() - begun < 4
    assert lone.render(doc(data), 0, 100).did_draw


def test_nobody_waits_for_a_process_that_is_interrupted(lone: PageRenderer) -> None:
    data = pdf("one")
    lone.sizes(doc(data))
    assert lone._process is not None
    lone._process.send_signal(signal.SIGSTOP)
    threading.Timer(0.2, lone.interrupt).start()
    begun = monotonic()
    assert fault(lone, data) is PageFault.NOT_DRAWN
    assert monotonic() - begun < 1.2
    assert lone.render(doc(data), 0, 100).did_draw


def test_what_nobody_looks_at_is_waited_for_less_long() -> None:
    renderer = PageRenderer(Bounds(seconds=30, aside=0.5))
    try:
        data = pdf("one")
        renderer.sizes(doc(data))
        assert renderer._process is not None
        renderer._process.send_signal(signal.SIGSTOP)
        begun = monotonic()
        with pytest.raises(PageUnreadable):
            renderer.did_draw(doc(data), 0)
        assert monotonic() - begun < 5
        assert renderer.did_draw(doc(data), 0)
    finally:
        renderer.close()


def test_the_oldest_documents_make_room_for_new_ones() -> None:
    renderer = PageRenderer(Bounds(documents=3))
    try:
        data = [pdf(f"document {n}") for n in range(5)]
        for each in data:
            renderer.render(doc(each), 0, 50)
        assert list(renderer._open) == [doc(each).key for each in data[2:]]
        assert renderer.render(doc(data[0]), 0, 50).did_draw
    finally:
        renderer.close()


def test_a_content_that_breaks_off_is_no_document(lone: PageRenderer) -> None:
    data = pdf("one")
    short = Source("short", len(data) + 10, lambda: (data,))
    with pytest.raises(PageUnreadable):
        lone.sizes(short)

    def broken() -> Iterator[bytes]:
        yield data[:100]
        raise Unreadable("读不出来。")

    with pytest.raises(Unreadable, match="读不出来"):
        lone.sizes(Source("broken", len(data), broken))
    assert lone.render(doc(data), 0, 50).did_draw


def test_a_process_without_memory_is_a_fault_too() -> None:
    renderer = PageRenderer(Bounds(memory_bytes=400 * 2**20))
    try:
        out = io.BytesIO()
        Image.new("1", (15_000, 15_000)).save(out, "TIFF", compression="group4")
        assert fault(renderer, out.getvalue()) is PageFault.TOO_LARGE
        assert renderer.render(doc(pdf("one")), 0, 100).did_draw
    finally:
        renderer.close()


def ruled() -> bytes:
    """Words between lines of a fifth of a point, a quarter of an inch apart."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    canvas.setLineWidth(0.2)
    for y in range(100, 700, 18):
        canvas.line(50, y, 545, y)
    canvas.drawString(60, 760, "a table")
    canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize("turn", [0, 1])
def test_a_small_picture_of_a_table_is_no_row_of_bars(shared: PageRenderer, turn: int) -> None:
    page = shared.render(doc(ruled()), 0, 84, turn)
    grey = Image.frombytes("RGB", (page.width, page.height), bytes(page.pixels), "raw", "BGRX")
    along = (84, 119) if turn == 0 else (84, 60)
    assert abs(page.height - along[1]) <= 1
    middle = grey.convert("L").crop((30, 25, 54, 95) if turn == 0 else (20, 20, 64, 40))
    # A hair's breadth on paper is a shadow on a picture as small as a stamp.
    assert middle.getextrema()[0] > 128
    assert page.did_draw
    large = shared.render(doc(ruled()), 0, 1200, turn)
    assert large.did_draw
