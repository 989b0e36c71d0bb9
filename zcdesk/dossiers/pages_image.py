"""Scans: JPG, PNG and TIFF with one or more pages, drawn with Pillow."""

from __future__ import annotations

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from zcdesk.dossiers.pages_wire import Faulty, PageFault, check_pixels

_FORMATS = ("JPEG", "PNG", "TIFF")
_SOURCE_PIXELS = 250_000_000
_BROKEN = (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError)


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

    def draw(self, page: int, width: int) -> tuple[Image.Image, bool]:
        """A page as RGB, `width` pixels wide, the right way up."""
        try:
            if self.pages > 1:
                self._image.seek(page)
            return self._frame(width), True
        except (Image.DecompressionBombError, *_BROKEN) as error:
            raise Faulty(PageFault.DAMAGED) from error

    def _frame(self, width: int) -> Image.Image:
        image = self._image
        if image.width * image.height > _SOURCE_PIXELS:
            raise Faulty(PageFault.TOO_LARGE)
        if image.format == "JPEG":
            image.draft("RGB", (2 * width, 2 * width * image.height // image.width))
        upright = ImageOps.exif_transpose(image)
        height = max(1, round(width * upright.height / upright.width))
        check_pixels(width, height)
        return _rgb(upright).resize((width, height), Image.Resampling.BICUBIC, reducing_gap=2.0)


def _rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        # 16 bits of grey: plain conversion would turn everything above 255 white.
        image = image.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image)
    return image.convert("RGB")
