"""PDF pages, drawn with PDFium, and the guard against pages that only seem to be empty.

PDFium draws nothing where a font is neither in the file nor at hand. It is given the fonts that
ship with the program, and each page's text is compared with the ink where the text should be.
"""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import cast

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from zcdesk.dossiers.pages_wire import Faulty, PageFault, check_pixels

_SAMPLE = 200
_FAINT = 8
_MISSING_SHARE = 4
_kept: list[object] = []


def use_fonts(folder: Path) -> None:
    """Let PDFium look for fonts in this folder alone, whatever the machine has."""
    path = ctypes.create_string_buffer(str(folder).encode())
    pointer = ctypes.POINTER(ctypes.c_char)
    paths = (pointer * 2)(ctypes.cast(path, pointer), pointer())
    # PDFium reads the list when it first needs a font: it has to outlive this call.
    _kept.extend((path, paths))
    pdfium_c.FPDF_DestroyLibrary()
    config = pdfium_c.FPDF_LIBRARY_CONFIG(version=2, m_pUserFontPaths=paths)
    pdfium_c.FPDF_InitLibraryWithConfig(config)


class PdfDocument:
    """A PDF file, its filled form fields included."""

    def __init__(self, data: bytes) -> None:
        try:
            self._pdf = pdfium.PdfDocument(data)
            self.pages = len(self._pdf)
            self._pdf.init_forms()
        except pdfium.PdfiumError as error:
            locked = getattr(error, "err_code", None) == pdfium_c.FPDF_ERR_PASSWORD
            raise Faulty(PageFault.PASSWORD if locked else PageFault.DAMAGED) from error
        if not self.pages:
            raise Faulty(PageFault.DAMAGED)

    def draw(self, page: int, width: int) -> tuple[Image.Image, bool]:
        """A page as RGB, about `width` pixels wide, and whether its text was drawn."""
        try:
            sheet = self._pdf[page]
            across, down = sheet.get_size()
            if across < 1 or down < 1:
                raise Faulty(PageFault.DAMAGED)
            scale = width / across
            check_pixels(width, int(down * scale))
            image = sheet.render(scale=scale).to_pil().convert("RGB")
            return image, _drew(sheet, image)
        except pdfium.PdfiumError as error:
            raise Faulty(PageFault.NOT_DRAWN) from error


def _drew(sheet: pdfium.PdfPage, image: Image.Image) -> bool:
    """Whether there is ink where characters stand, for at least three of four of a sample."""
    text = sheet.get_textpage()
    count = text.count_chars()
    grey = image.convert("L")
    looked_at = blank = 0
    for index in range(0, count, max(1, count // _SAMPLE)):
        if not chr(pdfium_c.FPDFText_GetUnicode(text, index) & 0x1FFFF).isalnum():
            continue
        box = _pixels(sheet, text.get_charbox(index, loose=True), image.size)
        if box is None:
            continue
        darkest, lightest = cast("tuple[int, int]", grey.crop(box).getextrema())
        looked_at += 1
        blank += lightest - darkest < _FAINT
    return blank * _MISSING_SHARE <= looked_at


def _pixels(
    sheet: pdfium.PdfPage, box: tuple[float, float, float, float], size: tuple[int, int]
) -> tuple[int, int, int, int] | None:
    """A character's box on the drawn page with a pixel around it, None if it lies outside."""
    left, bottom, right, top = box
    one, other = (_device(sheet, x, y, size) for x, y in ((left, bottom), (right, top)))
    x0, x1 = sorted((one[0], other[0]))
    y0, y1 = sorted((one[1], other[1]))
    if x1 < 0 or y1 < 0 or x0 >= size[0] or y0 >= size[1]:
        return None
    return max(0, x0 - 1), max(0, y0 - 1), min(size[0], x1 + 2), min(size[1], y1 + 2)


def _device(sheet: pdfium.PdfPage, x: float, y: float, size: tuple[int, int]) -> tuple[int, int]:
    column, row = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDF_PageToDevice(sheet, 0, 0, *size, 0, x, y, column, row)
    return column.value, row.value
