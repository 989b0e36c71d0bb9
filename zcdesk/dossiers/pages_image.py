"""Scans: JPG, PNG and TIFF with one or more pages, drawn with Pillow."""

from __future__ import annotations

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from zcdesk.dossiers.pages_text import PageText
from zcdesk.dossiers.pages_wire import MAX_PAGES, Faulty, PageFault, check_pixels

_FORMATS = ("JPEG", "PNG", "TIFF")
_SOURCE_PIXELS = 250_000_000
_A4_TENTHS = 5950
_TURNED = range(5, 9)
_ORIENTATION = 0x0112
_BROKEN = (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError)
_TRANSPOSE = (
    None,
    Image.Transpose.ROTATE_270,
    Image.Transpose.ROTATE_180,
    Image.Transpose.ROTATE_90,
)
"""By quarter turns clockwise; Pillow counts the other way round."""


class ImageDocument:
    """An image file; each frame of a TIFF is a page."""

    def __init__(self, data: bytes) -> None:
        # Sizes are checked here before anything is unpacked.
        Image.MAX_IMAGE_PIXELS = None
        try:
            self._image = Image.open(io.BytesIO(data), formats=_FORMATS)
            # A JPEG may carry further pictures (a phone's depth map): they are no pages.
            tiff = self._image.format == "TIFF"
            self.pages = int(getattr(self._image, "n_frames", 1)) if tiff else 1
        except (UnidentifiedImageError, *_BROKEN) as error:
            raise Faulty(PageFault.DAMAGED) from error
        if self.pages > MAX_PAGES:
            raise Faulty(PageFault.TOO_LARGE)

    def sizes(self) -> list[tuple[int, int]]:
        """Width and height of each page, upright: as wide as A4 in tenths of a point."""
        return [self._size(page) for page in range(self.pages)]

    def draw(self, page: int, width: int, turn: int) -> tuple[int, int, bytes, bool]:
        """A page `width` pixels wide after `turn` quarter turns: width, height, pixels, True.

        A pixel is blue, green, red and a byte that says nothing.
        """
        try:
            self._seek(page)
            image = self._frame(width, turn)
        except (Image.DecompressionBombError, *_BROKEN) as error:
            raise Faulty(PageFault.DAMAGED) from error
        return image.width, image.height, image.tobytes("raw", "BGRX"), True

    def check(self, page: int) -> bool:
        """A picture has no text that could be missing."""
        return 0 <= page < self.pages

    def text(self, page: int, turn: int) -> PageText:  # noqa: ARG002 - as a PDF is asked
        """A picture has no text."""
        return PageText()

    def characters(self, page: int) -> str:  # noqa: ARG002 - as a PDF is asked
        """A picture has no text."""
        return ""

    def _size(self, page: int) -> tuple[int, int]:
        try:
            self._seek(page)
            across, down = self._image.size
            if self._image.getexif().get(_ORIENTATION) in _TURNED:
                across, down = down, across
        except _BROKEN:
            return 0, 0
        return _A4_TENTHS, max(1, down * _A4_TENTHS // max(1, across))

    def _seek(self, page: int) -> None:
        if self.pages > 1:
            self._image.seek(page)

    def _frame(self, width: int, turn: int) -> Image.Image:
        image = self._image
        if image.width * image.height > _SOURCE_PIXELS:
            raise Faulty(PageFault.TOO_LARGE)
        if image.format == "JPEG":
            lies = (image.getexif().get(_ORIENTATION) in _TURNED) != (turn % 2 == 1)
            along = image.height if lies else image.width
            across, down = (2 * width * side // along for side in image.size)
            image.draft("RGB", (across, down))
        upright = ImageOps.exif_transpose(image)
        across, down = upright.size if turn % 2 == 0 else upright.size[::-1]
        height = max(1, round(width * down / across))
        check_pixels(width, height)
        size = (width, height) if turn % 2 == 0 else (height, width)
        drawn = _rgb(upright).resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
        turned = _TRANSPOSE[turn]
        return drawn if turned is None else drawn.transpose(turned)


def _rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        # 16 bits of grey: plain conversion would turn everything above 255 white.
        image = image.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image)
    return image.convert("RGB")
