"""Pages that look scanned: tinted paper, grain, a slight turn, a red seal; drawn once, filled often.

A form is drawn whole only once for each kind; for an applicant only the filled-in words are set
on a copy of it, turned like the page.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFont

from zcdesk.dossiers.specimen_lists import resources

PORTRAIT, LANDSCAPE = (800, 1131), (1131, 800)
_INK, _TYPED, _SEAL, _RULE = (58, 54, 60), (34, 36, 52), (206, 48, 44), (168, 128, 92)
_BED = (214, 214, 208)
_MARGIN, _LABEL, _STEP = 130, 26, 62
_QUALITY, _DPI = 62, (96, 96)


class Medium(Enum):
    """How the page was scanned; the value is the picture format."""

    COLOUR = "JPEG"
    PALETTE = "PNG"
    BILEVEL = "TIFF"


@cache
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(resources() / "fonts" / f"{name}.ttf"), size)


@dataclass(frozen=True, slots=True)
class FormText:
    """What is printed on a form: heading, labels of the blanks, closing sentence, seal, notice."""

    heading: str
    labels: tuple[str, ...]
    closing: str
    seal: str
    notice: str


class Form:
    """One drawn form (空白证书), ready to be filled."""

    def __init__(
        self, rng: Random, text: FormText, medium: Medium, size: tuple[int, int] = PORTRAIT
    ) -> None:
        self._medium = medium
        self._angle = rng.choice((-1, 1)) * rng.uniform(0.4, 1.5)
        self._typed = _font("song", _LABEL)
        self._blank_at = _MARGIN + int(self._typed.getlength("姓　　名：")) + 14
        self._top = 330 if size[1] > size[0] else 250
        page = _paper(rng, size, medium)
        self._print(page, text)
        page = page.rotate(self._angle, Image.Resampling.BILINEAR, fillcolor=_BED)
        place = (size[0] - 330 + rng.randint(-40, 30), size[1] - 360 + rng.randint(-50, 40))
        _stamp(page, place, text.seal, rng.uniform(-14, 14))
        self._page = _as_scanned(page, medium)

    def fill(self, values: Sequence[str]) -> bytes:
        """The picture file of the form with these values in its blanks."""
        page = self._page.copy()
        ink: dict[Medium, int | tuple[int, ...]] = {
            Medium.COLOUR: _TYPED,
            Medium.PALETTE: _darkest(page),
            Medium.BILEVEL: 0,
        }
        for row, value in enumerate(values):
            mask, corner = self._turned(value, row)
            if self._medium is not Medium.COLOUR:
                mask = mask.point(lambda v: 255 if v > 110 else 0).convert("1")
            page.paste(ink[self._medium], corner, mask)
        return self._encode(page)

    def _turned(self, value: str, row: int) -> tuple[Image.Image, tuple[int, int]]:
        """The words as a mask turned like the page, and where its upper left corner goes."""
        long = self._typed.getlength(value)
        room = self._page.width - self._blank_at - 110
        font = self._typed if long <= room else _font("song", int(_LABEL * room / long))
        _, _, right, bottom = (int(edge) for edge in font.getbbox(value or " "))
        mask = Image.new("L", (right + 4, bottom + 4), 0)
        ImageDraw.Draw(mask).text((0, 0), value, 255, font=font)
        x, y = self._blank_at + mask.width / 2, self._top + row * _STEP + mask.height / 2
        mask = mask.rotate(self._angle, Image.Resampling.BILINEAR, expand=True)
        turn = math.radians(self._angle)
        dx, dy = x - self._page.width / 2, y - self._page.height / 2
        centre = (
            self._page.width / 2 + dx * math.cos(turn) + dy * math.sin(turn),
            self._page.height / 2 - dx * math.sin(turn) + dy * math.cos(turn),
        )
        return mask, (round(centre[0] - mask.width / 2), round(centre[1] - mask.height / 2))

    def _print(self, page: Image.Image, text: FormText) -> None:
        pen = ImageDraw.Draw(page)
        width, height = page.size
        for inset in (44, 54):
            pen.rectangle((inset, inset, width - inset, height - inset), outline=_RULE, width=2)
        heading = _font("song-bold", 52)
        pen.text((width / 2, self._top - 130), text.heading, _INK, font=heading, anchor="mm")
        for row, label in enumerate(text.labels):
            y = self._top + row * _STEP
            pen.text((_MARGIN, y), f"{label}：", _INK, font=_font("song", _LABEL))
            pen.line((self._blank_at - 8, y + 38, width - 100, y + 38), fill=_RULE)
        y = self._top + len(text.labels) * _STEP + 30
        per_line = (width - 2 * _MARGIN) // 26
        words = "　　" + text.closing
        for at in range(0, len(words), per_line):
            pen.text((_MARGIN, y), words[at : at + per_line], _INK, font=_font("kai", 26))
            y += 44
        note = _font("song", 15)
        pen.text((width / 2, height - 76), text.notice, (150, 146, 138), font=note, anchor="mm")

    def _encode(self, page: Image.Image) -> bytes:
        file = io.BytesIO()
        if self._medium is Medium.COLOUR:
            page.save(file, "JPEG", quality=_QUALITY, dpi=_DPI)
        elif self._medium is Medium.PALETTE:
            page.save(file, "PNG", compress_level=6, dpi=_DPI)
        else:
            page.save(file, "TIFF", compression="group4", dpi=_DPI)
        return file.getvalue()


def _paper(rng: Random, size: tuple[int, int], medium: Medium) -> Image.Image:
    """Yellowed paper with the grain of a scanner's sensor, darker towards one edge."""
    if medium is not Medium.COLOUR:
        page = Image.new("RGB", size, (247, 243, 232))
        pen = ImageDraw.Draw(page)
        for _ in range(160):
            x, y = rng.randrange(size[0]), rng.randrange(size[1])
            pen.ellipse((x, y, x + rng.choice((0, 1, 1, 2)), y + 1), fill=(150, 146, 138))
        return page
    grain = Image.frombytes("L", size, rng.randbytes(size[0] * size[1]))
    shade = Image.linear_gradient("L").rotate(rng.choice((0, 90, 180, 270))).resize(size)
    grain = Image.blend(grain, shade, 0.55)
    return Image.merge(
        "RGB", [grain.point(lambda v, top=top: top - 34 + v * 34 // 255) for top in (252, 246, 230)]
    )


def _stamp(page: Image.Image, place: tuple[int, int], words: str, tilt: float) -> None:
    """A round red seal with a star, its words along the upper rim, pressed unevenly."""
    across = 210
    seal = Image.new("L", (across, across), 0)
    pen = ImageDraw.Draw(seal)
    pen.ellipse((4, 4, across - 5, across - 5), outline=215, width=6)
    middle, radius = across / 2, across / 2 - 30
    points = [
        (
            middle + (30 if k % 2 == 0 else 12) * math.sin(k * math.pi / 5),
            middle - (30 if k % 2 == 0 else 12) * math.cos(k * math.pi / 5),
        )
        for k in range(10)
    ]
    pen.polygon(points, fill=215)
    font = _font("song-bold", 24 if len(words) <= 13 else 19)
    span = min(250, 21 * len(words))
    for place_in, character in enumerate(words):
        degrees = -span / 2 + span * (place_in + 0.5) / len(words)
        letter = Image.new("L", (34, 34), 0)
        ImageDraw.Draw(letter).text((17, 17), character, 215, font=font, anchor="mm")
        letter = letter.rotate(-degrees, Image.Resampling.BICUBIC)
        turn = math.radians(degrees)
        x, y = middle + radius * math.sin(turn), middle - radius * math.cos(turn)
        seal.paste(letter, (round(x) - 17, round(y) - 17), letter)
    pen.text((middle, across - 52), "样例专用", 215, font=_font("song-bold", 20), anchor="mm")
    seal = seal.rotate(tilt, Image.Resampling.BICUBIC)
    worn = Image.linear_gradient("L").resize(seal.size).point(lambda v: 130 + v // 2)
    page.paste(_SEAL, place, ImageChops.multiply(seal, worn))


def _as_scanned(page: Image.Image, medium: Medium) -> Image.Image:
    if medium is Medium.PALETTE:
        return page.quantize(32, dither=Image.Dither.NONE)
    if medium is Medium.BILEVEL:
        return page.convert("L").point(lambda v: 255 if v > 165 else 0).convert("1")
    return page


def _darkest(page: Image.Image) -> int:
    palette = page.getpalette() if page.mode == "P" else None
    if not palette:
        return 0
    return min(range(len(palette) // 3), key=lambda k: sum(palette[3 * k : 3 * k + 3]))
