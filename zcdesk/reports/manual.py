"""A booklet of the manual as a PDF: cover, table of contents, chapters; or one sheet, one page.

The same sections are the pages of the help in the window. The same content gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from zcdesk.reports.booklet import (
    ACCENT,
    CAPTION,
    CHAPTER,
    PLATE,
    SECTION,
    SHEET,
    SUBSECTION,
    TEXT,
    BookPaper,
    Entry,
    lines_of,
)
from zcdesk.reports.fonts import Face
from zcdesk.reports.markup import Block, Grid, Heading, Item, Note, Paragraph, Run, Shot, blocks
from zcdesk.reports.page import Look
from zcdesk.reports.table import Column, Table

_COVER_PICTURE = "applicants"
_COVER = Look(Face.HEI_BOLD, 34, 50)
_SUBTITLE = Look(Face.HEI, 15, 26)
_CONTENTS = (Look(Face.HEI_BOLD, 10.5, 16.5), Look(Face.SONG, 9.5, 13.8))
_CELL = Look(Face.SONG, 9.5, 14)
_STRONG_CELL = Look(Face.HEI, 9.5, 14)
_SHEET_LOOKS = tuple(Look(Face.SONG, size, 1.6 * size) for size in (12, 11.5, 11, 10.5, 10, 9.5))
_INDENT, _PAD = 22.0, 7.0
_LATE, _EARLY = 0.55, 0.3
"""Of a page: where a chapter may still begin below the end of another; sooner where a picture must fit."""
_NARROW, _BROAD = 6, 26
"""Characters: a column counts for no less and no more, so that none starves."""


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter: the key that links name, and its text. `appendix` gives it a letter."""

    key: str
    text: str
    appendix: bool = False


@dataclass(frozen=True, slots=True)
class Booklet:
    """What is bound together. `sheet`: one page without cover and contents."""

    title: str
    subtitle: str
    edition: str
    sections: tuple[Section, ...]
    sheet: bool = False


def bound(booklet: Booklet, pictures: Mapping[str, bytes]) -> bytes:
    """The PDF. `pictures` by name; KeyError where one is missing."""
    if booklet.sheet:
        return _sheet(booklet, pictures).finish()
    draft = _book(booklet, pictures, {}, _expected(booklet))
    # Set once more, now that every heading's page is known; contents take the same room.
    targets = {
        section.key: entry.place
        for section, entry in zip(booklet.sections, _chapters(draft.entries), strict=True)
    }
    return _book(booklet, pictures, targets, draft.entries).finish()


def _chapters(entries: Iterable[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.level == 0]


def _expected(booklet: Booklet) -> list[Entry]:
    """The headings before anyone knows their pages."""
    return [
        Entry(title, level - 1, 0, "")
        for section, name in _named(booklet.sections)
        for level, title in _headings(section, name)
    ]


def _named(sections: Sequence[Section]) -> Iterable[tuple[Section, str]]:
    """Every section with its number or letter."""
    numbers, letters = iter(range(1, 100)), iter("ABCDEFGH")
    for section in sections:
        yield section, f"附录 {next(letters)}" if section.appendix else f"{next(numbers)}"


def _headings(section: Section, name: str) -> Iterable[tuple[int, str]]:
    count = 0
    for block in blocks(section.text):
        if isinstance(block, Heading) and block.level == 1:
            yield 1, f"{name}　{block.text}"
        elif isinstance(block, Heading) and block.level == 2:  # noqa: PLR2004 - see Heading
            count += 1
            yield 2, f"{name}.{count}　{block.text}" if not section.appendix else block.text


def _book(
    booklet: Booklet,
    pictures: Mapping[str, bytes],
    targets: dict[str, str],
    contents: Sequence[Entry],
) -> BookPaper:
    paper = BookPaper(booklet.title, PLATE, targets)
    _cover(paper, booklet, pictures)
    paper.turn()
    paper.head("目录")
    paper.centred("目　录", CHAPTER)
    paper.skip(8)
    for entry in contents:
        if entry.level == 0:
            paper.skip(3)
        paper.contents_line(entry, _CONTENTS[entry.level], 18 * entry.level)
    paper.turn()
    for section, name in _named(booklet.sections):
        if paper.y > paper.geometry.height * (_EARLY if _begins_with_a_picture(section) else _LATE):
            paper.turn()
        paper.skip(30)
        _Flow(paper, pictures, TEXT).section(section, name)
    return paper


def _begins_with_a_picture(section: Section) -> bool:
    return any(isinstance(block, Shot) for block in blocks(section.text)[:4])


def _cover(paper: BookPaper, booklet: Booklet, pictures: Mapping[str, bytes]) -> None:
    place = paper.geometry
    paper.without_furniture()
    paper.draw(f"q {ACCENT} rg 0 {place.sheet_height - 250:.2f} {place.sheet_width:.2f} 250 re f Q")
    paper.y = 92
    baseline = paper.baseline(_COVER, paper.y)
    paper.draw(f"q 1 1 1 rg {paper.ink(place.left, baseline, booklet.title, _COVER)} Q")
    paper.y += _COVER.leading + 4
    baseline = paper.baseline(_SUBTITLE, paper.y)
    paper.draw(f"q 1 1 1 rg {paper.ink(place.left, baseline, booklet.subtitle, _SUBTITLE)} Q")
    paper.y = 262
    paper.picture(pictures[_COVER_PICTURE], "", None)
    paper.y = place.height - 40
    for line in booklet.edition.split("\n"):
        paper.place(line, CAPTION)
        paper.y += CAPTION.leading


def _sheet(booklet: Booklet, pictures: Mapping[str, bytes]) -> BookPaper:
    """One page in the largest letters that it takes. ValueError where the smallest are too large."""
    for look in _SHEET_LOOKS:
        paper = BookPaper(booklet.title, SHEET, {})
        for section in booklet.sections:
            _Flow(paper, pictures, look).section(section, "")
        if paper.number == 1:
            paper.y = SHEET.height + 4
            paper.place(booklet.edition.replace("\n", "　"), CAPTION, align="right")
            return paper
    raise ValueError(f"more than a page: {booklet.title}")


class _Flow:
    """Sets blocks one below the other."""

    def __init__(self, paper: BookPaper, pictures: Mapping[str, bytes], look: Look) -> None:
        self._paper, self._pictures, self._look = paper, pictures, look
        self._air = look.leading / 4

    def section(self, section: Section, name: str) -> None:
        """One section under its number or letter; none on a sheet."""
        told = iter(_headings(section, name))
        for block in blocks(section.text):
            if isinstance(block, Heading):
                title = next(told)[1] if name and block.level <= 2 else block.text  # noqa: PLR2004
                self._heading(block.level, title, numbered=bool(name))
            else:
                self._block(block)

    def _heading(self, level: int, title: str, *, numbered: bool) -> None:
        paper = self._paper
        if level == 1 and numbered:
            paper.head(title)
            paper.bookmark(title)
            for line in title.split("\n"):
                paper.place(line, CHAPTER)
                paper.y += CHAPTER.leading
            paper.y += 10
            return
        looks = {1: CHAPTER, 2: SECTION if numbered else SUBSECTION}
        paper.skip(11 if numbered else 5)
        paper.heading(title, level, look=looks.get(level, SUBSECTION), indent=0)

    def _block(self, block: Block) -> None:
        paper, look = self._paper, self._look
        match block:
            case Paragraph(runs, inset):
                paper.words(runs, look, inset=inset * _INDENT)
                paper.skip(self._air)
            case Item(runs, mark, depth):
                paper.words(runs, look, inset=depth * _INDENT, mark=mark)
                paper.skip(self._air / 2)
            case Note(paragraphs):
                self._note(paragraphs)
            case Grid(head, rows):
                self._grid(head, rows)
            case Shot(name, caption, crop):
                paper.picture(self._pictures[name], caption, crop)
            case Heading():
                raise AssertionError(block)

    def _note(self, paragraphs: Sequence[tuple[Run, ...]]) -> None:
        paper, look = self._paper, self._look
        inset = 14.0
        height = lines_of(paper, paragraphs, look, 2 * inset) * look.leading + 2 * _PAD
        paper.skip(3)
        # In a book what the note is about may follow it; on a sheet it says the last word.
        paper.need(height + (2 * look.leading if look is TEXT else 0))
        paper.box(height, bar=True)
        paper.y += _PAD
        for runs in paragraphs:
            paper.words(runs, look, inset=inset, right=inset)
        paper.y += _PAD
        paper.skip(self._air + 4)

    def _grid(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        shares = [_share([title, *(row[n] for row in rows)]) for n, title in enumerate(head)]
        looks = [_STRONG_CELL, *(_CELL for _ in head[1:])]
        columns = [
            Column(title, share, "left", look)
            for title, share, look in zip(head, shares, looks, strict=True)
        ]
        self._paper.skip(3)
        Table(self._paper, columns).draw(rows)
        self._paper.skip(self._air + 6)


def _share(cells: Sequence[str]) -> float:
    longest = max(map(_CELL.width, cells)) / _CELL.size
    return min(max(longest, _NARROW), _BROAD)
