"""The page of a booklet for reading, not for signing: running head, page number, colours, links."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from PIL import Image
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from zcdesk.reports.fonts import Face
from zcdesk.reports.markup import Runs
from zcdesk.reports.page import Geometry, Look, Paper
from zcdesk.reports.runs import Letter, MixedLine, break_mixed

ACCENT = "0.11 0.30 0.48"
MUTED = "0.38 0.44 0.50"
TINT = "0.91 0.945 0.975"
PLATE = Geometry(210 * mm, 297 * mm, 23 * mm, 272 * mm, 164 * mm, 244 * mm)
SHEET = Geometry(210 * mm, 297 * mm, 20 * mm, 280 * mm, 170 * mm, 258 * mm)
"""Of a booklet, and of a sheet that says everything on one page."""

CHAPTER = Look(Face.HEI_BOLD, 22, 34)
SECTION = Look(Face.HEI_BOLD, 14, 24)
SUBSECTION = Look(Face.HEI_BOLD, 11.5, 20)
TEXT = Look(Face.SONG, 11, 18.5)
CAPTION = Look(Face.SONG, 9.01, 14)  # a size of its own, for a colour of its own
RUNNING = Look(Face.HEI, 8.5, 12)
_COLOURS = {
    CHAPTER: ACCENT,
    SECTION: ACCENT,
    SUBSECTION: ACCENT,
    CAPTION: MUTED,
    RUNNING: MUTED,
}
_RULE = "0.80 0.84 0.88"
_COARSEST = 0.48
"""Points a pixel: a small part of a picture is not blown up beyond that."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A heading that was set: where, and the name of the place."""

    title: str
    level: int
    page: int
    place: str


class BookPaper(Paper):
    """A booklet in the making. A link leads to `targets`, the places by section."""

    def __init__(self, title: str, geometry: Geometry, targets: dict[str, str]) -> None:
        super().__init__(title, check_code="", rehearsal=False, geometry=geometry)
        self.entries: list[Entry] = []
        self._heads: list[tuple[int, str]] = []
        self._targets = targets
        self._bare = 0
        self.draw(f"{_RULE} RG")

    def turn(self) -> None:
        """Begin a new page; its rules are light."""
        super().turn()
        self.draw(f"{_RULE} RG")

    @property
    def number(self) -> int:
        """The page that is being set, from 1."""
        return len(self._pages)

    def head(self, words: str) -> None:
        """The running head from this page on; from the next one where this one has begun."""
        self._heads.append((self.number + (1 if self.y else 0), words))

    def without_furniture(self) -> None:
        """This page, the first, has neither head nor number."""
        self._bare = self.number

    def bookmark(self, title: str, level: int = 0) -> None:
        """An entry of the outline and of the table of contents; small headings are in neither."""
        if level > 1:
            return
        page = self._pages[-1]
        place = f"p{self.number}-{len(page.bookmarks)}"
        super().bookmark(title, level)
        self.entries.append(Entry(title, level, self.number, place))

    def ink(self, x: float, baseline: float, text: str, look: Look, gap: float = 0.0) -> str:
        """Operators that set a text, in the colour of its look."""
        colour = _COLOURS.get(look)
        plain = super().ink(x, baseline, text, look, gap)
        return f"q {colour} rg {plain} Q" if colour and plain else plain

    # --- text ---------------------------------------------------------------------------------

    def words(
        self, runs: Runs, look: Look, *, inset: float = 0.0, right: float = 0.0, mark: str = ""
    ) -> None:
        """A paragraph `inset` and `right` points inwards; `mark` hangs before its first line."""
        lines = self.broken(runs, look, inset + right)
        self.need(min(2, len(lines)) * look.leading)
        for place, line in enumerate(lines):
            if len(lines) - place == 2 and 2 * look.leading > self.room > look.leading:  # noqa: PLR2004
                self.turn()  # no lone last line
            self.need(look.leading)
            if mark and place == 0:
                dot = replace(look, face=Face.HEI_BOLD)
                x = self.geometry.left + inset - dot.width(mark) - 5
                ink = self.ink(x, self.baseline(look, self.y), mark, dot)
                self.draw(f"q {ACCENT} rg {ink} Q")
            self._draw_line(line, look, inset)
            self.y += look.leading

    def broken(self, runs: Runs, look: Look, inset: float) -> list[MixedLine]:
        """The lines of a paragraph."""
        letters: list[Letter] = [
            (character, Face.HEI_BOLD if run.bold else look.face, run.topic)
            for run in runs
            for character in run.text
        ]
        return break_mixed(letters, int(1000 * (self.geometry.width - inset) / look.size))

    def _draw_line(self, line: MixedLine, look: Look, inset: float) -> None:
        baseline = self.baseline(look, self.y)
        for part in line.stretches:
            x = self.geometry.left + inset + part.left * look.size / 1000
            ink = self.ink(x, baseline, part.text, replace(look, face=part.face), line.gap)
            place = self._targets.get(part.topic)
            self.draw(ink if place is None else f"q {ACCENT} rg {ink} Q")
            if place is not None:
                self.link(place, x, baseline, part.width * look.size / 1000, look)

    def link(self, place: str, x: float, baseline: float, width: float, look: Look) -> None:
        """Lead from a stretch of text to a place."""
        low, high = baseline - 0.2 * look.size, baseline + 0.9 * look.size
        self.afterwards(partial(_link, place=place, box=(x, low, x + width, high)))

    def box(self, height: float, *, bar: bool) -> None:
        """A tinted box as high as what is to stand in it; `bar`: with a bar at its left."""
        place = self.geometry
        bottom = place.top - self.y - height
        side = f"{ACCENT} rg {place.left:.2f} {bottom:.2f} 3 {height:.2f} re f" if bar else ""
        self.draw(
            f"q {TINT} rg {place.left:.2f} {bottom:.2f} {place.width:.2f} {height:.2f} re f {side} Q"
        )

    # --- pictures -----------------------------------------------------------------------------

    def picture(self, data: bytes, caption: str, crop: tuple[int, int, int, int] | None) -> None:
        """A picture of a screen, in a thin frame, with its caption."""
        image: Image.Image = Image.open(io.BytesIO(data)).convert("RGB")
        if crop is not None:
            left, top, wide, tall = crop
            image = image.crop((left, top, left + wide, top + tall))
        scale = min(_COARSEST, self.geometry.width / image.width)
        width, height = image.width * scale, image.height * scale
        self.need(height + 6 + (CAPTION.leading if caption else 0))
        self.skip(4)
        x = self.geometry.left + (self.geometry.width - width) / 2
        y = self.geometry.top - self.y - height
        self.afterwards(partial(_show, image=image, x=x, y=y, width=width, height=height))
        self.draw(f"q {_RULE} RG 0.6 w {x:.2f} {y:.2f} {width:.2f} {height:.2f} re S Q")
        self.y += height
        if caption:
            self.centred(caption, CAPTION)
        self.y += 6

    # --- the table of contents ----------------------------------------------------------------

    def contents_line(self, entry: Entry, look: Look, inset: float) -> None:
        """Title, dots and page number, leading there."""
        self.need(look.leading)
        place, baseline = self.geometry, self.baseline(look, self.y)
        number = str(entry.page)
        right = place.left + place.width
        start = place.left + inset + look.width(entry.title) + 6
        end = right - look.width(number) - 6
        self.draw(self.ink(place.left + inset, baseline, entry.title, look))
        self.draw(self.ink(right - look.width(number), baseline, number, look))
        self.draw(
            f"q {_RULE} RG 0.9 w [0.9 3.2] 0 d {start:.2f} {baseline + 1.5:.2f} m"
            f" {end:.2f} {baseline + 1.5:.2f} l S Q"
        )
        self.link(entry.place, place.left + inset, baseline, place.width - inset, look)
        self.y += look.leading

    # --- what stands on every page ------------------------------------------------------------

    def _foot(self, number: int, count: int, of: str) -> str:  # noqa: ARG002 - it has one part
        """Chapter above, title and page number below."""
        if number == self._bare or (count == 1 and not self._heads):
            return ""
        place = self.geometry
        right = place.left + place.width
        words = next((told for page, told in reversed(self._heads) if page <= number), "")
        above, below = place.top + 14, place.top - place.height - 26
        folio = str(number)
        return "\n".join(
            (
                self.ink(place.left, above, words, RUNNING),
                f"q {_RULE} RG 0.6 w {place.left:.2f} {above - 6:.2f} m {right:.2f} {above - 6:.2f} l S Q",
                self.ink(place.left, below, self.title, RUNNING),
                self.ink(right - RUNNING.width(folio), below, folio, RUNNING),
            )
        )


def lines_of(paper: BookPaper, paragraphs: Sequence[Runs], look: Look, inset: float) -> int:
    """How many lines the paragraphs take."""
    return sum(len(paper.broken(runs, look, inset)) for runs in paragraphs)


def _link(canvas: Canvas, *, place: str, box: tuple[float, float, float, float]) -> None:
    canvas.linkRect("", place, box, relative=0, thickness=0)


def _show(
    canvas: Canvas, *, image: Image.Image, x: float, y: float, width: float, height: float
) -> None:
    canvas.drawImage(ImageReader(image), x, y, width, height)
