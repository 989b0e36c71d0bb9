"""A square code (QR) that says what ties paper and file, for a telephone's camera."""

from __future__ import annotations

from functools import cache

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel
from reportlab.lib.units import mm

from zcdesk.reports.snapshot import Seal

_MODULE = 0.6 * mm  # a printer's dots and a camera's eye agree on it easily
_QUIET = 4  # modules of white around it, as the standard asks


def payload(seal: Seal) -> str:
    """What the code says: the check code and the head of the log, in capitals."""
    return f"ZCDESK:{seal.check_code}:{seal.audit_head.upper()}"


@cache
def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """Rows of dark and light, from the top."""
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    return tuple(tuple(map(bool, row)) for row in code.modules)


def side(text: str) -> float:
    """Length of a side with the white around it, in points."""
    return (len(modules(text)) + 2 * _QUIET) * _MODULE


def operators(text: str, x: float, y: float) -> str:
    """The code as filled rectangles; `x`, `y` the lower left corner of its white border."""
    rows = modules(text)
    top = y + side(text) - _QUIET * _MODULE
    parts = []
    for below, row in enumerate(rows, start=1):
        start = 0
        while start < len(row):
            end = start
            while end < len(row) and row[end]:
                end += 1
            if end > start:
                left = x + (_QUIET + start) * _MODULE
                width = (end - start) * _MODULE
                parts.append(f"{left:.2f} {top - below * _MODULE:.2f} {width:.2f} {_MODULE:.2f} re")
            start = end + 1
    return f"q 0 g {' '.join(parts)} f Q"
