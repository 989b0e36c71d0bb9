"""PDF pages, drawn with PDFium, and the guard against pages that only seem to be empty.

PDFium draws nothing where a font is neither in the file nor at hand. It is given the fonts that
ship with the program, and each page's text is compared with the ink where the text should be.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from zcdesk.dossiers.pages_text import Box, PageText
from zcdesk.dossiers.pages_wire import MAX_PAGES, Faulty, PageFault, check_pixels

_SAMPLE = 200
_FAINT = 8
_MISSING_SHARE = 4
_TENTHS = 10
_UNICODE = 0x1FFFFF
_HIGH, _LOW = range(0xD800, 0xDC00), range(0xDC00, 0xE000)
# A page smaller than a point or larger than a house is a mistake in the file.
_POINTS = (1, 200_000)
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
    """A PDF file, with what is filled in and stamped on it."""

    def __init__(self, data: bytes) -> None:
        try:
            self._pdf = pdfium.PdfDocument(data)
            self.pages = len(self._pdf)
            # Values of form fields and the appearances of signatures are drawn by the form's module.
            self._pdf.init_forms()
        except pdfium.PdfiumError as error:
            locked = getattr(error, "err_code", None) == pdfium_c.FPDF_ERR_PASSWORD
            raise Faulty(PageFault.PASSWORD if locked else PageFault.DAMAGED) from error
        if not self.pages:
            raise Faulty(PageFault.DAMAGED)
        if self.pages > MAX_PAGES:
            raise Faulty(PageFault.TOO_LARGE)

    def sizes(self) -> list[tuple[int, int]]:
        """Width and height of each page in tenths of a point; (0, 0) where it has none."""
        found = []
        size = pdfium_c.FS_SIZEF()
        for page in range(self.pages):
            known = pdfium_c.FPDF_GetPageSizeByIndexF(self._pdf, page, size)
            fits = known and all(_POINTS[0] <= s <= _POINTS[1] for s in (size.width, size.height))
            found.append((round(10 * size.width), round(10 * size.height)) if fits else (0, 0))
        return found

    def draw(self, page: int, width: int, turn: int) -> tuple[int, int, bytes | memoryview, bool]:
        """A page `width` pixels wide after `turn` quarter turns: width, height, pixels, whether it drew.

        A pixel is blue, green, red and a byte that says nothing.
        """
        sheet = self._sheet(page)
        try:
            if _has_text(sheet):
                return _typed(sheet, width, turn)
            bitmap = _drawn(sheet, width, turn)
        except pdfium.PdfiumError as error:
            raise Faulty(PageFault.NOT_DRAWN) from error
        return bitmap.width, bitmap.height, memoryview(bitmap.buffer).cast("B"), True

    def check(self, page: int) -> bool:
        """Whether a page's text would be drawn; a page without text is not looked at."""
        sheet = self._sheet(page)
        try:
            if not _has_text(sheet):
                return True
            return _drew(sheet, _drawn(sheet, _CHECK_WIDTH, 0).to_pil().convert("L"), 0)
        except pdfium.PdfiumError as error:
            raise Faulty(PageFault.NOT_DRAWN) from error

    def text(self, page: int, turn: int) -> PageText:
        """The characters of a page and where they stand on it after `turn` quarter turns."""
        sheet = self._sheet(page)
        try:
            text = sheet.get_textpage()
            place = _Place(sheet, turn)
            found = tuple(_characters(text))
            return PageText(
                "".join(character for _, character in found),
                tuple(place.box(text.get_charbox(index, loose=True)) for index, _ in found),
            )
        except pdfium.PdfiumError as error:
            raise Faulty(PageFault.NOT_DRAWN) from error

    def characters(self, page: int) -> str:
        """The characters of a page, as `text` gives them."""
        try:
            text = self._sheet(page).get_textpage()
            return "".join(character for _, character in _characters(text))
        except pdfium.PdfiumError as error:
            raise Faulty(PageFault.NOT_DRAWN) from error

    def _sheet(self, page: int) -> pdfium.PdfPage:
        try:
            sheet = self._pdf[page]
        except pdfium.PdfiumError as error:
            raise Faulty(PageFault.NOT_DRAWN) from error
        across, down = sheet.get_size()
        if not all(_POINTS[0] <= side <= _POINTS[1] for side in (across, down)):
            raise Faulty(PageFault.TOO_LARGE if max(across, down) > 1 else PageFault.DAMAGED)
        return sheet


_CHECK_WIDTH = 800
"""Pixels across an upright sheet at which text shows as itself."""

_MOST_TIMES = 8


def _drawn(sheet: pdfium.PdfPage, width: int, turn: int) -> pdfium.PdfBitmap:
    sides = sheet.get_size()
    across, down = sides if turn % 2 == 0 else sides[::-1]
    check_pixels(width, int(down * width / across))
    # Rounded up by the library: a hair less gives the width that was asked for.
    scale = (width - 0.001) / across
    return sheet.render(scale=scale, rotation=90 * turn, prefer_bgrx=True)


def _typed(
    sheet: pdfium.PdfPage, width: int, turn: int
) -> tuple[int, int, bytes | memoryview, bool]:
    """A page with text, as `draw` gives it.

    No line is drawn thinner than a pixel: on a small picture a table would be black bars, and a word
    in bold a blot. It is drawn larger and averaged.
    """
    times = min(_MOST_TIMES, -(-_CHECK_WIDTH // width))
    bitmap = _drawn(sheet, width * times, turn)
    image = bitmap.to_pil()
    drew = _drew(sheet, image.convert("L"), turn)
    if times == 1:
        return bitmap.width, bitmap.height, memoryview(bitmap.buffer).cast("B"), drew
    small = image.convert("RGB").reduce(times)
    return small.width, small.height, small.tobytes("raw", "BGRX"), drew


def _has_text(sheet: pdfium.PdfPage) -> bool:
    return bool(sheet.get_textpage().count_chars())


def _characters(text: pdfium.PdfTextPage) -> Iterator[tuple[int, str]]:
    """Each character with its index; one beyond U+FFFF takes two, which are its halves (𬭎)."""
    codes = [_code(text, index) for index in range(text.count_chars())]
    index = 0
    while index < len(codes):
        whole = _joined(*codes[index : index + 2]) if index + 1 < len(codes) else ""
        yield index, whole or _shown(codes[index])
        index += 2 if whole else 1


def _code(text: pdfium.PdfTextPage, index: int) -> int:
    return int(pdfium_c.FPDFText_GetUnicode(text, index)) & _UNICODE


def _joined(high: int, low: int) -> str:
    """The character of which these are the halves; empty where they are none."""
    if high not in _HIGH or low not in _LOW:
        return ""
    return chr(0x10000 + ((high - _HIGH.start) << 10) + low - _LOW.start)


def _shown(code: int) -> str:
    # Half of a pair is no character, and could not be sent or copied.
    whole = code <= 0x10FFFF and code not in _HIGH and code not in _LOW  # noqa: PLR2004 - Unicode's end
    return chr(code) if whole else "\ufffd"


def _drew(sheet: pdfium.PdfPage, grey: Image.Image, turn: int) -> bool:
    """Whether there is ink where characters stand, for at least three of four of a sample."""
    text = sheet.get_textpage()
    count = text.count_chars()
    place = _Place(sheet, turn)
    looked_at = blank = 0
    for index in range(0, count, max(1, count // _SAMPLE)):
        if not _shown(_code(text, index)).isalnum():
            continue
        box = place.pixels(text.get_charbox(index, loose=True), grey.size)
        if box is None:
            continue
        darkest, lightest = cast("tuple[int, int]", grey.crop(box).getextrema())
        looked_at += 1
        blank += lightest - darkest < _FAINT
    return blank * _MISSING_SHARE <= looked_at


class _Place:
    """Where a point of the page's own space stands on the page as it is shown."""

    def __init__(self, sheet: pdfium.PdfPage, turn: int) -> None:
        sides = sheet.get_size()
        across, down = sides if turn % 2 == 0 else sides[::-1]
        self.size = round(_TENTHS * across), round(_TENTHS * down)
        far = 1000
        start, along, up = (
            _device(sheet, x, y, self.size, turn) for x, y in ((0, 0), (far, 0), (0, far))
        )
        self._start = start
        self._x = (along[0] - start[0]) / far, (up[0] - start[0]) / far
        self._y = (along[1] - start[1]) / far, (up[1] - start[1]) / far

    def box(self, box: tuple[float, float, float, float]) -> Box:
        """A box of the page's own space (left, bottom, right, top) in tenths of a point."""
        left, bottom, right, top = box
        x0, x1 = sorted((self._across(left, bottom), self._across(right, top)))
        y0, y1 = sorted((self._down(left, bottom), self._down(right, top)))
        return round(x0), round(y0), round(x1), round(y1)

    def pixels(self, box: tuple[float, float, float, float], size: tuple[int, int]) -> Box | None:
        """The same in pixels of a drawn page with one around it; None if it lies outside."""
        x0, y0, x1, y1 = self.box(box)
        x0, x1 = (x * size[0] // self.size[0] for x in (x0, x1))
        y0, y1 = (y * size[1] // self.size[1] for y in (y0, y1))
        if x1 < 0 or y1 < 0 or x0 >= size[0] or y0 >= size[1]:
            return None
        return max(0, x0 - 1), max(0, y0 - 1), min(size[0], x1 + 2), min(size[1], y1 + 2)

    def _across(self, x: float, y: float) -> float:
        return self._start[0] + self._x[0] * x + self._x[1] * y

    def _down(self, x: float, y: float) -> float:
        return self._start[1] + self._y[0] * x + self._y[1] * y


def _device(
    sheet: pdfium.PdfPage, x: float, y: float, size: tuple[int, int], turn: int
) -> tuple[int, int]:
    column, row = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDF_PageToDevice(sheet, 0, 0, *size, turn, x, y, column, row)
    return column.value, row.value
