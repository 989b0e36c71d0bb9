"""Signatures by hand on the paper (手写签名): the strokes as drawing operators, no picture.

They are lines and no text, so that whoever reads the text of the page finds it as without them.
"""

from __future__ import annotations

from zcdesk.domain.hand_signature import BOX_HEIGHT, BOX_WIDTH, PEN, HandSignature, Stroke

HEIGHT = 30.0
"""Points from the line to sign on to the top of the box."""

WIDTH = HEIGHT * BOX_WIDTH / BOX_HEIGHT
_INK = "0.05 0.1 0.35"
_THIRD = 2 / 3


def hand(signature: HandSignature, x: float, y: float, room: float) -> str:
    """Operators that draw a signature with the lower left corner of its box at x, y.

    `room`: points that the line offers; a box that is wider is drawn smaller.
    """
    scale = min(WIDTH, room) / BOX_WIDTH
    drawn = " ".join(_stroke(each, scale, x, y) for each in signature.strokes)
    return f"q {_INK} RG {PEN * scale:.2f} w 1 J 1 j {drawn} Q"


def _stroke(stroke: Stroke, scale: float, x: float, y: float) -> str:
    def at(point: tuple[float, float]) -> str:
        return f"{x + point[0] * scale:.2f} {y + (BOX_HEIGHT - point[1]) * scale:.2f}"

    begin: tuple[float, float] = stroke.points[0]
    parts, last = [f"{at(begin)} m"], begin
    for bend, end in stroke.curves():
        # PDF has cubic curves only: a quadratic one has its control points two thirds of the way.
        first, second = (
            (a[0] + (bend[0] - a[0]) * _THIRD, a[1] + (bend[1] - a[1]) * _THIRD)
            for a in (last, end)
        )
        parts.append(f"{at(first)} {at(second)} {at(end)} c")
        last = end
    # A line of no length with round ends is a dot.
    return " ".join(parts if len(parts) > 1 else [*parts, f"{at(begin)} l"]) + " S"
