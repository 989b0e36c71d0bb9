"""PNG of every kind is unpacked band by band to the very pixels that were written, in little memory."""

from __future__ import annotations

import io
import random
import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from zcdesk.dossiers import pages_png
from zcdesk.dossiers.pages import Bounds, PageRenderer, PageUnreadable, Source
from zcdesk.dossiers.pages_image import ImageDocument
from zcdesk.dossiers.pages_wire import Faulty, PageFault

Pixel = tuple[int, ...]
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
KINDS = [
    *((0, depth) for depth in (1, 2, 4, 8, 16)),
    *((3, depth) for depth in (1, 2, 4, 8)),
    *((colour, depth) for colour in (2, 4, 6) for depth in (8, 16)),
]


def chunk(name: bytes, content: bytes) -> bytes:
    framed = name + content
    return struct.pack(">I", len(content)) + framed + struct.pack(">I", zlib.crc32(framed))


def paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    far = [(abs(guess - each), place) for place, each in enumerate((left, up, corner))]
    return (left, up, corner)[min(far)[1]]


def filtered(kind: int, row: bytes, above: bytes, together: int) -> bytes:
    """One row under one of the five filters, by the words of the standard (PNG 1.2, chapter 6)."""
    out = bytearray([kind])
    for at, byte in enumerate(row):
        left = row[at - together] if at >= together else 0
        corner = above[at - together] if at >= together else 0
        up = above[at]
        take = (0, left, up, (left + up) // 2, paeth(left, up, corner))[kind]
        out.append((byte - take) & 255)
    return bytes(out)


def packed(values: list[int], depth: int) -> bytes:
    if depth == 16:
        return struct.pack(f">{len(values)}H", *values)
    bits = "".join(f"{value:0{depth}b}" for value in values)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits), 8))


def png(
    width: int,
    rows: list[list[int]],
    colour: int,
    depth: int,
    *between: bytes,
    pieces: int = 3,
) -> bytes:
    """A PNG whose rows (one number a channel) take every filter in turn, in several pieces."""
    chance = random.Random(7)
    together = max(1, CHANNELS[colour] * depth // 8)
    stream, above = b"", bytes((width * CHANNELS[colour] * depth + 7) // 8)
    for row in rows:
        plain = packed(row, depth)
        stream += filtered(chance.randrange(5), plain, above, together)
        above = plain
    stream = zlib.compress(stream)
    size = -(-len(stream) // pieces)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, len(rows), depth, colour, 0, 0, 0)),
            *between,
            *(chunk(b"IDAT", stream[at : at + size]) for at in range(0, len(stream), size)),
            chunk(b"IEND", b""),
        )
    )


def on_white(value: Pixel, alpha: int) -> Pixel:
    return tuple(round((each * alpha + 255 * (255 - alpha)) / 255) for each in value)


@pytest.mark.parametrize(("colour", "depth"), KINDS)
def test_every_kind_of_png_is_what_was_written(
    colour: int, depth: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages_png, "_BAND", 70)  # 23 rows of 19 pixels make several bands
    chance, width, height = random.Random(colour * 16 + depth), 19, 23
    most = (1 << depth) - 1
    per_row = width * CHANNELS[colour]
    rows = [[chance.randint(0, most) for _ in range(per_row)] for _ in range(height)]
    palette = bytes(chance.randrange(256) for _ in range(3 * (most + 1)))
    extra = [chunk(b"PLTE", palette)] if colour == 3 else []
    data = png(width, rows, colour, depth, *extra)
    across, down, pixels, _ = ImageDocument(data).draw(0, width, 0)
    shown = Image.frombytes("RGB", (across, down), bytes(pixels), "raw", "BGRX")
    assert shown.size == (width, height)

    def seen(x: int, y: int) -> Pixel:
        at = x * CHANNELS[colour]
        told = rows[y][at : at + CHANNELS[colour]]
        if colour == 3:
            return tuple(palette[3 * told[0] : 3 * told[0] + 3])
        level = [each * 255 // most if depth < 8 else each >> (depth - 8) for each in told]
        match colour:
            case 0:
                return (level[0],) * 3
            case 2:
                return tuple(level)
            case 4:
                return on_white((level[0],) * 3, level[1])
            case _:
                return on_white(tuple(level[:3]), level[3])

    far = 0
    for y in range(height):
        for x in range(width):
            pair = zip(shown.getpixel((x, y)), seen(x, y), strict=True)  # type: ignore[arg-type]
            far = max(far, *(abs(one - other) for one, other in pair))
    assert far <= 1


@pytest.mark.parametrize("colour", [0, 2, 3])
def test_a_colour_that_is_none_shows_the_paper(colour: int) -> None:
    ink, none = ([10, 20, 30], [0, 40, 0]) if colour == 2 else ([9], [1])
    told = chunk(b"tRNS", struct.pack(f">{len(none)}H", *none))
    if colour == 3:
        told = chunk(b"PLTE", bytes(range(48))) + chunk(b"tRNS", b"\xff\x00")
    data = png(2, [[*ink, *none]], colour, 8 if colour == 2 else 4, told)
    _, _, pixels, _ = ImageDocument(data).draw(0, 2, 0)
    assert bytes(pixels[4:7]) == b"\xff\xff\xff"
    assert bytes(pixels[:3]) != b"\xff\xff\xff"


def a_page(width: int, height: int) -> bytes:
    rows = [[(x * y) % 256 for x in range(width)] for y in range(height)]
    return png(width, rows, 0, 8)


def test_what_is_damaged_or_ends_early_is_refused_by_name() -> None:
    whole = a_page(40, 60)
    pixels = whole.index(b"IDAT") + 20
    hurt = [
        whole[: len(whole) // 2],  # cut off
        whole[:pixels] + bytes([whole[pixels] ^ 255]) + whole[pixels + 1 :],  # a wrong checksum
        png(40, [[0] * 40], 0, 8).replace(
            struct.pack(">II", 40, 1), struct.pack(">II", 40, 9), 1
        ),  # fewer rows than it says; the checksum of the head is wrong too
    ]
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 40, 60, 8, 0, 0, 0, 0))
    for stream in (b"", b"no zlib", zlib.compress(b"\0" * 41)):
        hurt.append(b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", stream) + chunk(b"IEND", b""))
    for data in hurt:
        with pytest.raises(Faulty) as refused:
            ImageDocument(data).draw(0, 40, 0)
        assert refused.value.fault is PageFault.DAMAGED


def test_an_interlaced_png_is_drawn_as_a_whole() -> None:
    # Adam7: seven small pictures after one another; of 1 by 1 pixel only the first has any.
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 1))
    data = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\x40"))
    assert pages_png.bands(data, 1) is None
    _, _, pixels, _ = ImageDocument(data + chunk(b"IEND", b"")).draw(0, 1, 0)
    assert bytes(pixels[:3]) == b"\x40\x40\x40"


@pytest.fixture(scope="module")
def renderer() -> Iterator[PageRenderer]:
    made = PageRenderer(Bounds(seconds=60))
    yield made
    made.close()


def peak(renderer: PageRenderer) -> int:
    assert renderer._process is not None
    told = Path(f"/proc/{renderer._process.pid}/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+)", told)
    assert found is not None
    return int(found[1]) // 1024


def large(width: int, height: int, colour: int, channels: int) -> bytes:
    """White, with a bar of ink a quarter down; quick to make."""
    row = b"\0" + b"\xff" * (width * channels)
    bar = b"\0" + (b"\0" * (channels - 1) + b"\xff") * width
    packing = zlib.compressobj(1)
    stream = b"".join(
        packing.compress(bar if height // 4 <= y < height // 3 else row) for y in range(height)
    )
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)),
            chunk(b"IDAT", stream + packing.flush()),
            chunk(b"IEND", b""),
        )
    )


def test_a_large_png_takes_little_memory(renderer: PageRenderer) -> None:
    source = Source.of_bytes(large(9000, 8000, 6, 4))  # 288 MB of pixels, 600 dpi of A3
    renderer.sizes(source)
    before = peak(renderer)
    page = renderer.render(source, 0, 900)
    assert peak(renderer) - before < 120
    middle = 4 * (900 * (page.height * 7 // 24) + 450)
    assert page.pixels[middle : middle + 3] == b"\0\0\0"
    assert page.pixels[:3] == b"\xff\xff\xff"


def test_what_could_only_be_unpacked_as_a_whole_is_refused_before_it_is(
    renderer: PageRenderer,
) -> None:
    out = io.BytesIO()
    white = Image.new("RGB", (64, 64), "white")
    white.save(out, "JPEG", progressive=True, subsampling=0)
    # Its head says that it is larger: 240 million pixels of three full channels.
    said = out.getvalue().replace(struct.pack(">HH", 64, 64), struct.pack(">HH", 16000, 15000), 1)
    before_it = [Source.of_bytes(said)]
    out = io.BytesIO()
    Image.new("RGB", (12000, 12000), "white").save(out, "TIFF", compression="tiff_lzw")
    before_it.append(Source.of_bytes(out.getvalue()))
    for source in before_it:
        renderer.sizes(source)
        before = peak(renderer)
        with pytest.raises(PageUnreadable) as refused:
            renderer.render(source, 0, 900)
        assert refused.value.fault is PageFault.TOO_LARGE
        assert "页面过大" in refused.value.sentence
        assert peak(renderer) - before < 20
