"""Pages after GB/T 9704-2012: geometry, drawing, the flow of text, and the finished PDF.

Lengths are points, origin at the lower left of the sheet; `y` of a flow runs down from the top
of the text area. Pages are kept as drawing operators until the last one is known, so that each
can say how many there are.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from zcdesk.domain.signing import SigningRole
from zcdesk.reports import signing_fields
from zcdesk.reports.archival import declare
from zcdesk.reports.embedding import NO_FONT, TypeCase
from zcdesk.reports.fonts import Face, measure
from zcdesk.reports.signing_fields import SigningField
from zcdesk.reports.text import Line, balanced, break_lines

LEADING = 225 * mm / 22
BODY_SIZE = 15.75  # 28 characters of 16 pt are wider than the 156 mm of the text area
NOT_SEALED = "未封存"
_RED = "0.8 0 0"


@dataclass(frozen=True, slots=True)
class Geometry:
    """A sheet: size, and the text area by its left and top edge, width and height."""

    sheet_width: float
    sheet_height: float
    left: float
    top: float
    width: float
    height: float


PORTRAIT = Geometry(210 * mm, 297 * mm, 28 * mm, 260 * mm, 156 * mm, 225 * mm)
LANDSCAPE = Geometry(297 * mm, 210 * mm, 37 * mm, 182 * mm, 225 * mm, 150 * mm)
A3_LANDSCAPE = Geometry(420 * mm, 297 * mm, 28 * mm, 269 * mm, 367 * mm, 236 * mm)


@dataclass(frozen=True, slots=True)
class Look:
    """Face, size and line pitch of a text."""

    face: Face
    size: float
    leading: float = LEADING

    def width(self, text: str) -> float:
        """Width of a text in points."""
        return measure(self.face).width(text) * self.size / 1000


BODY = Look(Face.FANG, BODY_SIZE)
SECTION = Look(Face.HEI, BODY_SIZE)
SUBSECTION = Look(Face.KAI, BODY_SIZE)
TITLE = Look(Face.SONG_BOLD, 22, 33)
SMALL = Look(Face.SONG, 9, 13)
NOTE = Look(Face.FANG, 10.5, 15.5)
FOLIO = Look(Face.SONG, 14)


@dataclass(slots=True)
class _Page:
    part: int = 0
    of: str = ""
    operators: list[str] = field(default_factory=list)
    bookmarks: list[tuple[str, int, float]] = field(default_factory=list)
    fields: list[SigningField] = field(default_factory=list)
    later: list[Callable[[Canvas], None]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Heading:
    text: str
    level: int
    look: Look
    indent: float
    lines: list[Line]


class Paper:
    """A document in the making."""

    def __init__(
        self,
        title: str,
        *,
        check_code: str,
        rehearsal: bool,
        geometry: Geometry = PORTRAIT,
        label: str = "",
        author: str = "",
    ) -> None:
        self.title, self.author, self.label = title, author, label
        self.check_code, self.rehearsal = check_code, rehearsal
        self.geometry = geometry
        self._case = TypeCase()
        self._pages = [_Page()]
        self._waiting: list[_Heading] = []
        self.y = 0.0

    # --- drawing ------------------------------------------------------------------------------

    def draw(self, operators: str) -> None:
        """Add operators to the page."""
        self._pages[-1].operators.append(operators)

    def ink(self, x: float, baseline: float, text: str, look: Look, gap: float = 0.0) -> str:
        """Operators that set a text; `gap` as in a line, thousandths of an em."""
        if not text:
            return ""
        spread = gap * look.size / 1000
        shows = " ".join(
            f"/{font} {look.size:g} Tf <{codes}> Tj"
            for font, codes in self._case.runs(look.face, text)
        )
        if spread:
            return f"BT {spread:.4f} Tc 1 0 0 1 {x:.2f} {baseline:.2f} Tm {shows} 0 Tc ET"
        return f"BT 1 0 0 1 {x:.2f} {baseline:.2f} Tm {shows} ET"

    def baseline(self, look: Look, y: float) -> float:
        """Baseline of a line whose cell begins `y` below the top of the text area."""
        return self.geometry.top - y - (look.leading - look.size) / 2 - 0.86 * look.size

    def place(self, text: str, look: Look, *, align: str = "left", shift: float = 0.0) -> None:
        """One line at the current place, without moving on; `shift` points inwards."""
        width = self.geometry.width
        free = width - look.width(text)
        x = {"left": shift, "centre": free / 2, "right": free - shift}[align]
        self.draw(self.ink(self.geometry.left + x, self.baseline(look, self.y), text, look))

    def sign_here(
        self, role: SigningRole, x: float, baseline: float, width: float, height: float
    ) -> None:
        """An empty signature field that stands on a line of the page; once an office."""
        self._pages[-1].fields.append(SigningField(role, x, baseline, width, height))

    def afterwards(self, draw: Callable[[Canvas], None]) -> None:
        """Have the library draw on this page when it is finished: pictures and links."""
        self._pages[-1].later.append(draw)

    # --- flow ---------------------------------------------------------------------------------

    @property
    def room(self) -> float:
        """Points left on the page."""
        return self.geometry.height - self.y + 0.01

    def turn(self) -> None:
        """Begin a new page."""
        self._pages.append(_Page(self._pages[-1].part, self._pages[-1].of))
        self.y = 0.0

    def part(self, of: str = "") -> None:
        """Begin a sheet that is handed out alone: its pages are counted for themselves.

        `of`: what tells it from the others, at the foot of each of its pages, so that a loose page
        is not taken for another sheet's.
        """
        if self._pages[-1].operators:
            self._pages.append(_Page(self._pages[-1].part + 1))
        self._pages[-1].of = of
        self.y = 0.0

    def need(self, height: float) -> None:
        """Turn the page unless `height` still fits below the headings that wait for it."""
        waiting = sum(len(heading.lines) * heading.look.leading for heading in self._waiting)
        if waiting + height > self.room and self.y > 0:
            self.turn()
        headings, self._waiting = self._waiting, []
        for heading in headings:
            self.bookmark(heading.text, heading.level - 1)
            self._set(heading.lines, heading.look, heading.indent)

    def skip(self, height: float) -> None:
        """White space; none at the top of a page."""
        if self.y > 0:
            self.y = min(self.y + height, self.geometry.height)

    def bookmark(self, title: str, level: int = 0) -> None:
        """An entry of the outline at the current place."""
        self._pages[-1].bookmarks.append((title, level, self.geometry.top - self.y))

    def heading(
        self, text: str, level: int = 1, *, look: Look | None = None, indent: float = 2
    ) -> None:
        """A heading. It is set with what follows, so that it never ends a page."""
        look = look or (SECTION if level == 1 else SUBSECTION)
        lines = self._lines(text, look, indent)
        self._waiting.append(_Heading(text, level, look, indent, lines))

    def paragraph(
        self,
        text: str,
        look: Look = BODY,
        *,
        indent: float = 2,
        hanging: float = 0.0,
        before: float = 0.0,
        spread: bool = True,
    ) -> None:
        """A paragraph; `indent` of its first and `hanging` of all lines, characters. `spread`: its
        lines reach both edges.

        It stays on one page with what it announces: `before` is how many points that takes at least.
        """
        lines = self._lines(text, look, indent, hanging, spread=spread)
        if before:
            self.need(len(lines) * look.leading + before)
        self.need(min(2, len(lines)) * look.leading)  # no lone first line
        fitting = int(self.room // look.leading)
        if fitting == len(lines) - 1 and fitting > 2:  # noqa: PLR2004 - no lone last line
            self._set(lines[: fitting - 1], look, indent, hanging)
            self.turn()
            self._set(lines[fitting - 1 :], look, 0, hanging)
            return
        self._set(lines, look, indent, hanging)

    def height_of(self, text: str, look: Look, *, indent: float = 2) -> float:
        """What a paragraph takes on this paper, in points."""
        return len(self._lines(text, look, indent)) * look.leading

    def _lines(
        self, text: str, look: Look, indent: float, hanging: float = 0.0, *, spread: bool = True
    ) -> list[Line]:
        ems = int(1000 * (self.geometry.width + 0.01) / look.size - 1000 * hanging)
        return break_lines(text, look.face, ems, indent=int(1000 * indent), justify=spread)

    def _set(self, lines: list[Line], look: Look, indent: float, hanging: float = 0.0) -> None:
        for place, line in enumerate(lines):
            self.need(look.leading)
            shift = (hanging + (indent if place == 0 else 0)) * look.size
            x = self.geometry.left + shift
            self.draw(self.ink(x, self.baseline(look, self.y), line.text, look, line.gap))
            self.y += look.leading

    def centred(self, text: str, look: Look, *, colour: str = "") -> None:
        """Centred lines of about one length, as titles stand."""
        ems = int(1000 * self.geometry.width / look.size)
        for line in balanced(text, look.face, ems):
            x = self.geometry.left + (self.geometry.width - line.width * look.size / 1000) / 2
            ink = self.ink(x, self.baseline(look, self.y), line.text, look)
            self.draw(f"q {colour} rg {ink} Q" if colour else ink)
            self.y += look.leading

    # --- the finished file --------------------------------------------------------------------

    def finish(self) -> bytes:
        """The PDF; the same content gives the same bytes."""
        buffer = io.BytesIO()
        size = (self.geometry.sheet_width, self.geometry.sheet_height)
        canvas = Canvas(
            buffer,
            pagesize=size,
            invariant=1,
            pageCompression=1,
            pdfVersion=(1, 7),
            initialFontName=NO_FONT,  # type: ignore[arg-type]  # the stub says float
            lang="zh-CN",
        )
        canvas.setTitle(self.title)
        canvas.setAuthor(self.author)
        canvas.setSubject(self.label)
        canvas.setCreator("zcdesk")
        canvas.setViewerPreference("DisplayDocTitle", "true")
        canvas.showOutline()
        if self._pages[-1].part:  # another person's sheet never stands on the back of one
            canvas.setViewerPreference("Duplex", "Simplex")
        counts = Counter(page.part for page in self._pages)
        reached: Counter[int] = Counter()
        to_sign: list[str] = []
        for number, page in enumerate(self._pages, start=1):
            reached[page.part] += 1
            for place, (title, level, top) in enumerate(page.bookmarks):
                key = f"p{number}-{place}"
                canvas.bookmarkPage(key, fit="XYZ", left=0, top=top)
                canvas.addOutlineEntry(title, key, level)
            if self.rehearsal:
                canvas.addLiteral(self._watermark())
            canvas.addLiteral("\n".join(page.operators))
            canvas.addLiteral(self._foot(reached[page.part], counts[page.part], page.of))
            for draw in page.later:
                draw(canvas)
            to_sign += signing_fields.place(canvas, page.fields)
            canvas.showPage()
        # The library has no public way to add a font of one's own.
        document = canvas._doc  # type: ignore[attr-defined]  # noqa: SLF001
        for font in self._case.fonts:
            document.delayedFonts.append(font)
        declare(document)
        signing_fields.register(document, to_sign)
        canvas.save()
        return buffer.getvalue()

    def _foot(self, number: int, count: int, of: str) -> str:
        """Page number after GB/T 9704, and on the other side check code and page x of y.

        A paper printed before the session was sealed has no code and says so.
        """
        place = self.geometry
        top = place.top - place.height - 7 * mm
        folio = f"— {number} —"
        sealed = f"校验码 {self.check_code}" if self.check_code else f"【{NOT_SEALED}】"
        label = f"{self.label} {of}" if of else self.label
        code = f"{label}　{sealed}　第 {number} 页，共 {count} 页"
        right = place.left + place.width
        odd = number % 2 == 1
        folio_at = right - FOLIO.size - FOLIO.width(folio) if odd else place.left + FOLIO.size
        code_at = place.left if odd else right - SMALL.width(code)
        baseline = top - 0.86 * FOLIO.size
        inks = [
            self.ink(folio_at, baseline, folio, FOLIO),
            self.ink(code_at, baseline, code, SMALL),
        ]
        if self.rehearsal:
            note = "演练文件，所列人员与结果均非真实，不得签署"
            x = place.left + (place.width - SMALL.width(note)) / 2
            inks.append(f"q {_RED} rg {self.ink(x, place.top + 12, note, SMALL)} Q")
        return "\n".join(inks)

    def _watermark(self) -> str:
        look = replace(TITLE, size=150)
        half = look.width("演练") / 2
        x, y = self.geometry.sheet_width / 2, self.geometry.sheet_height / 2
        ink = self.ink(-half, -0.35 * look.size, "演练", look)
        return f"q 1 0.89 0.89 rg 0.7071 0.7071 -0.7071 0.7071 {x:.2f} {y:.2f} cm {ink} Q"
