"""A signature by hand on the screen (手写签名): strokes in a box of fixed size, and how they curve.

Coordinates are whole numbers, x to the right and y downwards, so that the same hand gives the same
bytes on every machine. Screen and paper draw the same curve.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from zcdesk.domain.codec import canonical, encode
from zcdesk.domain.events import Event, HandSignatureWithdrawn, HandSigned

BOX_WIDTH, BOX_HEIGHT = 3000, 1000
"""The box in units: about the shape of a signature line of the minutes."""

PEN = 34
"""Width of the line that is drawn, in units."""

LEAST_EXTENT = 300
"""A tenth of the box: what is smaller in both directions is a dot or a slip of the pen."""

MOST_STROKES = 300
MOST_POINTS = 6000
"""A pen that reports 200 points a second for half a minute; written names have some hundreds."""

SECRETARY, SUPERVISOR = "secretary", "supervisor"
"""Who signs besides the members, as events name them."""

Point = tuple[int, int]
Curve = tuple[tuple[float, float], tuple[float, float]]
"""One quadratic piece: its control point and its end."""


class Fault(Enum):
    """Why strokes are no signature; the value is the sentence that a person reads."""

    EMPTY = "还没有签名，请在框内书写。"
    TOO_SMALL = "签名太小，看不出是签名，请清除后写满签名框。"
    TOO_MUCH = "笔画过多，无法保存，请清除后重写。"
    OUTSIDE = "签名超出了签名框，请清除后重写。"


@dataclass(frozen=True, slots=True)
class Stroke:
    """What was drawn from pen down to pen up: points in their order, one at least."""

    points: tuple[Point, ...]

    def curves(self) -> Iterator[Curve]:
        """The pieces after the first point: each point bends the line, middles lie on it."""
        for place, (x, y) in enumerate(self.points[1:], start=1):
            if place == len(self.points) - 1:
                yield (x, y), (x, y)
            else:
                further = self.points[place + 1]
                yield (x, y), ((x + further[0]) / 2, (y + further[1]) / 2)


@dataclass(frozen=True, slots=True)
class HandSignature:
    """The strokes of one signature, in the order in which they were drawn."""

    strokes: tuple[Stroke, ...]

    @property
    def points(self) -> int:
        """How many points all strokes have."""
        return sum(len(stroke.points) for stroke in self.strokes)

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON, as the log holds it."""
        return hashlib.sha256(canonical(encode(self)).encode("utf-8")).hexdigest()

    def fault(self) -> Fault | None:
        """Why this is no signature; None where it is one."""
        every = [point for stroke in self.strokes for point in stroke.points]
        if not every or not all(stroke.points for stroke in self.strokes):
            return Fault.EMPTY
        if len(self.strokes) > MOST_STROKES or len(every) > MOST_POINTS:
            return Fault.TOO_MUCH
        if not all(_inside(point) for point in every):
            return Fault.OUTSIDE
        across, down = ([point[axis] for point in every] for axis in (0, 1))
        extent = max(max(across) - min(across), max(down) - min(down))
        return Fault.TOO_SMALL if extent < LEAST_EXTENT else None


def clipped(points: Iterable[tuple[float, float]]) -> tuple[Stroke, ...]:
    """The strokes that a moving pen leaves inside the box: what lies outside is cut off.

    Points are rounded to whole units; one that repeats the point before it is left out.
    """
    strokes: list[list[Point]] = []
    last: Point | None = None
    for x, y in points:
        here = (math.floor(x + 0.5), math.floor(y + 0.5))
        if _inside(here):
            if last is None or not _inside(last):
                strokes.append([] if last is None else [_edge(here, last)])
            _draw_to(strokes[-1], here)
        elif last is not None and _inside(last):
            _draw_to(strokes[-1], _edge(last, here))
        last = here
    return tuple(Stroke(tuple(each)) for each in strokes)


def _draw_to(stroke: list[Point], point: Point) -> None:
    if not stroke or stroke[-1] != point:
        stroke.append(point)


def _inside(point: Point) -> bool:
    return 0 <= point[0] <= BOX_WIDTH and 0 <= point[1] <= BOX_HEIGHT


def _edge(inner: Point, outer: Point) -> Point:
    """Where the way from a point inside to one outside leaves the box, rounded inwards."""
    share = 1.0
    for axis, most in ((0, BOX_WIDTH), (1, BOX_HEIGHT)):
        way = outer[axis] - inner[axis]
        room = most - inner[axis] if way > 0 else inner[axis]
        if abs(way) > room:
            share = min(share, room / abs(way))
    x, y = (a + int((b - a) * share) for a, b in zip(inner, outer, strict=True))
    return x, y


def standing(events: Iterable[Event]) -> dict[str, str]:
    """The signatures in force after these events: who, and the digest of the strokes."""
    found: dict[str, str] = {}
    for event in events:
        match event:
            case HandSigned(signer, sha256):
                found[signer] = sha256
            case HandSignatureWithdrawn(signer, _):
                found.pop(signer, None)
            case _:
                pass
    return found
