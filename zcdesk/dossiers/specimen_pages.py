"""Typed pages of a dossier as PDF with real text, and PDF around a scanned picture."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from zcdesk.dossiers.specimen_lists import resources

_WIDTH, _HEIGHT = 595, 842
_LEFT, _TOP, _BOTTOM = 72, 770, 80
_BODY = "specimen-song"
# Headings are the body type with its outline inked: a second typeface would double the time.
_BOLD = 0.45
_FILLED_AND_OUTLINED: Final = 2
_SIZE, _LEADING = 11.5, 20
_ACROSS = _WIDTH - 2 * _LEFT
_CLOSING = "，。；：、）》！？%”"


def register_font() -> None:
    """Make the typeface known to reportlab, once."""
    if _BODY not in pdfmetrics.getRegisteredFontNames():
        path = resources() / "fonts" / "song.ttf"
        pdfmetrics.registerFont(TTFont(_BODY, str(path)))


class TypedPaper:
    """One typed paper that grows page by page."""

    def __init__(self, title: str, notice: str) -> None:
        self._file = io.BytesIO()
        # invariant: no clock in the file. Without a first font Helvetica would come in.
        self._canvas = Canvas(
            self._file,
            (_WIDTH, _HEIGHT),
            invariant=1,
            initialFontName=_BODY,  # type: ignore[arg-type]  # the stubs ask for a number
            pageCompression=1,
        )
        self._canvas.setTitle(title)
        self._notice = notice
        self._page = 1
        self._y: float = _TOP

    def heading(self, text: str, size: float = 17) -> None:
        """A centred heading, over several lines where it is long."""
        per_line = int(_ACROSS // size)
        for at in range(0, len(text), per_line):
            self._canvas.setFont(_BODY, size)
            self._canvas.setLineWidth(_BOLD)
            self._canvas.drawCentredString(
                _WIDTH / 2, self._y, text[at : at + per_line], mode=_FILLED_AND_OUTLINED
            )
            self._y -= size * 1.6

    def centred(self, text: str, size: float = 10.5) -> None:
        """A centred line of body type."""
        self._canvas.setFont(_BODY, size)
        self._canvas.drawCentredString(_WIDTH / 2, self._y, text)
        self._y -= size * 2

    def subheading(self, text: str) -> None:
        """A heading within the text."""
        self._room(2)
        self._y -= 6
        self._canvas.setFont(_BODY, _SIZE + 1)
        self._canvas.setLineWidth(_BOLD)
        self._canvas.drawString(_LEFT, self._y, text, mode=_FILLED_AND_OUTLINED)
        self._y -= _LEADING

    def paragraph(self, text: str) -> None:
        """A paragraph whose first line is set in by two characters."""
        for line in broken(f"　　{text}", _ACROSS / _SIZE):
            self._room(1)
            self._canvas.setFont(_BODY, _SIZE)
            self._canvas.drawString(_LEFT, self._y, line)
            self._y -= _LEADING

    def table(self, rows: Sequence[Sequence[str]], shares: Sequence[int]) -> None:
        """A ruled table; `shares` are the widths in twelfths of the text area."""
        size = 10.0
        edges = [_LEFT + _ACROSS * sum(shares[:place]) / 12 for place in range(len(shares) + 1)]
        for row in rows:
            cells = [
                broken(cell, (edges[n + 1] - edges[n] - 8) / size) or [""]
                for n, cell in enumerate(row)
            ]
            deep = max(len(lines) for lines in cells) * 15 + 9
            if self._y - deep < _BOTTOM:
                self._next()
            self._canvas.setFont(_BODY, size)
            self._canvas.setLineWidth(0.6)
            for place, lines in enumerate(cells):
                across = edges[place + 1] - edges[place]
                self._canvas.rect(edges[place], self._y - deep, across, deep)
                for depth, line in enumerate(lines):
                    self._canvas.drawString(edges[place] + 4, self._y - 15 - 15 * depth, line)
            self._y -= deep
        self._y -= _LEADING

    def finish(self) -> bytes:
        """The PDF file."""
        self._foot()
        self._canvas.save()
        return self._file.getvalue()

    def _room(self, lines: int) -> None:
        if self._y - (lines - 1) * _LEADING < _BOTTOM:
            self._next()

    def _next(self) -> None:
        self._foot()
        self._canvas.showPage()
        self._page += 1
        self._y = _TOP

    def _foot(self) -> None:
        self._canvas.setFont(_BODY, 7.5)
        self._canvas.setFillGray(0.55)
        self._canvas.drawString(_LEFT, 44, self._notice)
        self._canvas.drawRightString(_WIDTH - _LEFT, 44, f"第 {self._page} 页")
        self._canvas.setFillGray(0)


def broken(text: str, per_line: float) -> list[str]:
    """The text in lines of so many full characters; no line begins with closing punctuation."""
    lines: list[str] = []
    line, used = "", 0.0
    for character in text:
        wide = 0.55 if character.isascii() else 1.0
        if used + wide > per_line and character not in _CLOSING:
            lines.append(line)
            line, used = "", 0.0
        line += character
        used += wide
    return [*lines, line] if line else lines


def scanned_pdf(picture: bytes, title: str, size: tuple[int, int]) -> bytes:
    """A PDF of one page that holds nothing but the JPEG picture.

    Written out here: reportlab would recode the picture in base 85, the slowest part of a dossier.
    """
    width = _WIDTH if size[1] > size[0] else _HEIGHT
    height = width * size[1] // size[0]
    drawn = f"{width} 0 0 {height} 0 0 cm /Scan Do".encode()
    named = title.encode("utf-16-be").hex().upper()
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents 5 0 R "
        f"/Resources << /XObject << /Scan 4 0 R >> >> >>".encode(),
        f"<< /Type /XObject /Subtype /Image /Width {size[0]} /Height {size[1]} /ColorSpace "
        f"/DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode /Length {len(picture)} >>\n"
        f"stream\n".encode()
        + picture
        + b"\nendstream",
        f"<< /Length {len(drawn)} >>\nstream\n".encode() + drawn + b"\nendstream",
        f"<< /Title <FEFF{named}> >>".encode(),
    )
    file, places = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(file))
        file += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    start, count = len(file), len(objects) + 1
    file += f"xref\n0 {count}\n0000000000 65535 f \n".encode()
    file += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    file += f"trailer\n<< /Size {count} /Root 1 0 R /Info 6 0 R >>\n".encode()
    file += f"startxref\n{start}\n%%EOF\n".encode()
    return bytes(file)
