"""Scans are unpacked no larger than needed, set upright as they tell, and stay sharp when one comes nearer."""

import io

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageOps

from zcdesk.dossiers import pages_image
from zcdesk.dossiers.pages_image import ImageDocument


def stripes(size: tuple[int, int], mode: str = "L") -> Image.Image:
    """Black lines of two pixels on white, and one dark corner."""
    sheet = Image.new("L", size, 255)
    pen = ImageDraw.Draw(sheet)
    for row in range(0, size[1], 8):
        pen.line((0, row, size[0], row), fill=0, width=2)
    pen.rectangle((0, 0, size[0] // 4, size[1] // 4), fill=0)
    return sheet.convert(mode)


def file(image: Image.Image, kind: str, **told: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **told)
    return out.getvalue()


def drawn(document: ImageDocument, width: int, turn: int = 0) -> Image.Image:
    across, down, pixels, _ = document.draw(0, width, turn)
    return Image.frombytes("RGB", (across, down), bytes(pixels), "raw", "BGRX")


def differ(one: Image.Image, other: Image.Image) -> int:
    """The greatest difference of the grey values at a tenth of the size: shape, not sharpness."""
    assert one.size == other.size
    small = max(1, one.width // 10), max(1, one.height // 10)
    grey = [each.convert("L").resize(small, Image.Resampling.BOX) for each in (one, other)]
    return int(ImageChops.difference(*grey).getextrema()[1])  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_a_page_is_as_sharp_after_its_thumbnail_as_before(kind: str) -> None:
    data = file(stripes((1240, 1754)), kind)
    alone = ImageDocument(data).draw(0, 1200, 0)[2]
    after = ImageDocument(data)
    after.draw(0, 84, 0)
    assert after.draw(0, 1200, 0)[2] == alone


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("held", range(1, 9))
def test_every_way_of_holding_a_camera(kind: str, held: int) -> None:
    image = stripes((480, 320))
    exif = image.getexif()
    exif[0x0112] = held
    data = file(image, kind, exif=exif)
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")
    assert upright is not None
    shown = drawn(ImageDocument(data), 240)
    height = round(240 * upright.height / upright.width)
    assert differ(shown, upright.resize((240, height), Image.Resampling.BICUBIC)) < 24
    across, down = ImageDocument(data).sizes()[0]
    assert abs(down * upright.width - across * upright.height) <= upright.width


@pytest.mark.parametrize("mode", ["1", "P", "L", "RGB", "RGBA", "LA"])
def test_a_large_scan_is_reduced_strip_by_strip_to_the_same_picture(
    mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = stripes((1600, 2200), mode)
    data = file(image, "PNG")
    monkeypatch.setattr(pages_image, "_STRIP", 16)
    monkeypatch.setattr(pages_image, "_LARGE", 1_000_000)
    document = ImageDocument(data)
    whole = stripes((1600, 2200)).resize((200, 275), Image.Resampling.BOX).convert("RGB")
    assert differ(drawn(document, 200), whole) < 24
    kept = document._small
    assert kept is not None
    assert kept.width == pages_image._SMALL
    monkeypatch.setattr(document, "_opened", None)  # what is small comes from what was kept
    assert differ(drawn(document, 200), whole) < 24
    assert drawn(document, 84, turn=1).size == (84, 61)
