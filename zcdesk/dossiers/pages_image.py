"""Scans: JPG, PNG and TIFF with one or more pages, drawn with Pillow."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

from PIL import Image, UnidentifiedImageError

from zcdesk.dossiers.pages_png import bands
from zcdesk.dossiers.pages_text import PageText
from zcdesk.dossiers.pages_wire import MAX_PAGES, Faulty, PageFault, check_pixels

_FORMATS = ("JPEG", "PNG", "TIFF")
_SOURCE_PIXELS = 250_000_000
_WHOLE_BYTES = 512 * 2**20
"""Of what can only be unpacked as a whole: 600 dpi of an A3 sheet in colour take half as much."""

_CHANNELS = {"1": 1, "L": 1, "P": 1, "LA": 4, "RGB": 4, "RGBA": 4, "CMYK": 4, "YCbCr": 4}
"""Bytes of a pixel as Pillow keeps it; four for any other mode."""

_A4_TENTHS = 5950
_LYING = range(5, 9)
_ORIENTATION = 0x0112
_LARGE, _SMALL = 16_000_000, 400
"""Pixels from which on a page is slow to unpack, and the width of the picture kept of it."""

_STRIP = 256
_BROKEN = (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError)
_T = Image.Transpose
_TRANSPOSE = (None, _T.ROTATE_270, _T.ROTATE_180, _T.ROTATE_90)
"""By quarter turns clockwise; Pillow counts the other way round."""

_UPRIGHT = {
    2: _T.FLIP_LEFT_RIGHT,
    3: _T.ROTATE_180,
    4: _T.FLIP_TOP_BOTTOM,
    5: _T.TRANSPOSE,
    6: _T.ROTATE_270,
    7: _T.TRANSVERSE,
    8: _T.ROTATE_90,
}
"""What sets a photograph upright, by the orientation that it tells (EXIF 2.32, 4.6.4 A)."""


class ImageDocument:
    """An image file; each frame of a TIFF is a page.

    Nothing that was unpacked is kept but a small picture of a single large page, for thumbnails.
    """

    def __init__(self, data: bytes) -> None:
        # Sizes are checked here before anything is unpacked.
        Image.MAX_IMAGE_PIXELS = None
        self._data = data
        self._small: Image.Image | None = None
        try:
            image = self._opened()
            # A JPEG may carry further pictures (a phone's depth map): they are no pages.
            tiff = image.format == "TIFF"
            self.pages = int(getattr(image, "n_frames", 1)) if tiff else 1
        except (UnidentifiedImageError, *_BROKEN) as error:
            raise Faulty(PageFault.DAMAGED) from error
        if self.pages > MAX_PAGES:
            raise Faulty(PageFault.TOO_LARGE)

    def sizes(self) -> list[tuple[int, int]]:
        """Width and height of each page, upright: as wide as A4 in tenths of a point."""
        image = self._opened()
        return [self._size(image, page) for page in range(self.pages)]

    def draw(self, page: int, width: int, turn: int) -> tuple[int, int, bytes, bool]:
        """A page `width` pixels wide after `turn` quarter turns: width, height, pixels, True.

        A pixel is blue, green, red and a byte that says nothing.
        """
        try:
            if self._small is not None and width <= _SMALL:
                drawn = _fitted(self._small, width, turn)
            else:
                # Opened anew: a JPEG that was once unpacked small stays small.
                image = self._opened()
                self._seek(image, page)
                drawn = self._frame(image, width, turn)
        except (Image.DecompressionBombError, *_BROKEN) as error:
            raise Faulty(PageFault.DAMAGED) from error
        return drawn.width, drawn.height, drawn.tobytes("raw", "BGRX"), True

    def check(self, page: int) -> bool:
        """A picture has no text that could be missing."""
        return 0 <= page < self.pages

    def text(self, page: int, turn: int) -> PageText:  # noqa: ARG002 - as a PDF is asked
        """A picture has no text."""
        return PageText()

    def characters(self, page: int) -> str:  # noqa: ARG002 - as a PDF is asked
        """A picture has no text."""
        return ""

    def _opened(self) -> Image.Image:
        return Image.open(io.BytesIO(self._data), formats=_FORMATS)

    def _seek(self, image: Image.Image, page: int) -> None:
        if self.pages > 1:
            image.seek(page)

    def _size(self, image: Image.Image, page: int) -> tuple[int, int]:
        try:
            self._seek(image, page)
            across, down = image.size
            if _orientation(image) in _LYING:
                across, down = down, across
        except _BROKEN:
            return 0, 0
        return _A4_TENTHS, max(1, down * _A4_TENTHS // max(1, across))

    def _frame(self, image: Image.Image, width: int, turn: int) -> Image.Image:
        pixels, held = image.width * image.height, _orientation(image)
        if pixels > _SOURCE_PIXELS:
            raise Faulty(PageFault.TOO_LARGE)
        lies = (held in _LYING) != (turn % 2 == 1)
        along, across = image.size[::-1] if lies else image.size
        check_pixels(width, max(1, round(width * across / along)))
        keeps = self.pages == 1 and pixels > _LARGE
        _check_whole(image)
        # Unpacked and reduced to no more than twice what is needed, before anything else is done.
        wanted = 2 * (max(width, 2 * _SMALL) if keeps else width)
        if image.format == "JPEG":
            wide, tall = (wanted * side // along for side in image.size)
            image.draft("RGB", (wide, tall))
            along = image.height if lies else image.width
        factor = max(1, along // wanted)
        pieces = bands(self._data, factor) if image.format == "PNG" else None
        upright = _reduced(image.size, pieces or _cropped(image, factor), factor)
        if held in _UPRIGHT:
            upright = upright.transpose(_UPRIGHT[held])
        if keeps:
            self._small = _fitted(upright, _SMALL, 0)
        return _fitted(upright, width, turn)


def _orientation(image: Image.Image) -> int:
    """How a photograph was held. Of a PNG what stands before the pixels: the rest is not unpacked."""
    told = Image.Image.getexif(image) if image.format == "PNG" else image.getexif()
    held = told.get(_ORIENTATION)
    return held if isinstance(held, int) else 0


def _fitted(upright: Image.Image, width: int, turn: int) -> Image.Image:
    """A picture `width` pixels wide after quarter turns."""
    across, down = upright.size if turn % 2 == 0 else upright.size[::-1]
    height = max(1, round(width * down / across))
    check_pixels(width, height)
    size = (width, height) if turn % 2 == 0 else (height, width)
    drawn = upright.resize(size, Image.Resampling.BICUBIC)
    turned = _TRANSPOSE[turn]
    return drawn if turned is None else drawn.transpose(turned)


def _check_whole(image: Image.Image) -> None:
    """Refuse a picture that would take too much memory while it is unpacked."""
    pixels = image.width * image.height
    if image.format == "JPEG":
        # In one pass it is reduced row by row; in several, all coefficients wait for the last one.
        parts = [(across, down) for _, across, down, _ in getattr(image, "layer", ())]
        least = max((a for a, _ in parts), default=1) * max((d for _, d in parts), default=1)
        needed = 2 * pixels * sum(a * d for a, d in parts) // least
        needed = needed if "progressive" in image.info else 0
    elif image.format == "PNG" and not image.info.get("interlace"):
        needed = 0
    else:
        needed = pixels * _CHANNELS.get(image.mode, 4)
    if needed > _WHOLE_BYTES:
        raise Faulty(PageFault.TOO_LARGE)


def _cropped(image: Image.Image, factor: int) -> Iterator[Image.Image]:
    """Bands of a picture that is unpacked as a whole; it is one where it can be reduced as it is."""
    image.load()
    if _plain(image):
        yield image
        return
    step = _STRIP * factor
    for top in range(0, image.height, step):
        yield image.crop((0, top, image.width, min(top + step, image.height)))


def _reduced(size: tuple[int, int], pieces: Iterable[Image.Image], factor: int) -> Image.Image:
    """In red, green and blue, each side so many times smaller, from bands of so many rows each."""
    across, down = (-(-side // factor) for side in size)
    whole, top = None, 0
    for piece in pieces:
        small = _less(piece, factor)
        if small.size == (across, down):
            return small
        whole = whole or Image.new("RGB", (across, down))
        whole.paste(small, (0, top))
        top += small.height
    if whole is None:
        raise OSError("the picture is empty")
    return whole


def _less(piece: Image.Image, factor: int) -> Image.Image:
    if factor == 1:
        return _rgb(piece)
    return _rgb(piece.reduce(factor)) if _plain(piece) else _rgb(piece).reduce(factor)


def _plain(image: Image.Image) -> bool:
    """Pixels that can be averaged as they are."""
    return image.mode in ("L", "RGB") and "transparency" not in image.info


def _rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        # 16 bits of grey: plain conversion would turn everything above 255 white.
        image = image.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image)
    return image if image.mode == "RGB" else image.convert("RGB")
