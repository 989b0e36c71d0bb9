"""The manual's texts as blocks: headings, paragraphs, steps, notes, tables and pictures.

A text is CommonMark with tables. Two conventions of its own: a picture's target is
`picture:NAME` or `picture:NAME#left,top,width,height` (pixels), a link's is `topic:SECTION`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

Crop = tuple[int, int, int, int]
"""Left, top, width and height of a part of a picture, in pixels."""

_PICTURE = re.compile(r"picture:([a-z-]+)(?:#(\d+),(\d+),(\d+),(\d+))?")


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one look. `topic` is the section that they lead to."""

    text: str
    bold: bool = False
    topic: str = ""


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the section's title."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `inset` says how many lists it stands in."""

    runs: Runs
    inset: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """The first paragraph of an item; `mark` is its number, or a dot."""

    runs: Runs
    mark: str
    depth: int


@dataclass(frozen=True, slots=True)
class Note:
    """What must not be overlooked, paragraph by paragraph."""

    paragraphs: tuple[Runs, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; cells are plain text."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture of a screen, or the part of it that `crop` cuts out."""

    name: str
    caption: str
    crop: Crop | None = None


Block = Heading | Paragraph | Item | Note | Grid | Shot


def blocks(text: str) -> list[Block]:
    """The blocks of a text. ValueError where it holds something else than named above."""
    tokens = MarkdownIt("commonmark", {"html": False}).enable("table").parse(text)
    return list(_Reading(tokens).run())


def plain(runs: Runs) -> str:
    """The words alone."""
    return "".join(run.text for run in runs)


class _Reading:
    """One pass over the library's flat list of tokens."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._place = 0
        self._counts: list[int | None] = []  # of every list we are in; None: it has no numbers
        self._fresh = False

    def _next(self) -> Token:
        token = self._tokens[self._place]
        self._place += 1
        return token

    def run(self) -> Iterator[Block]:
        while self._place < len(self._tokens):
            token = self._next()
            match token.type:
                case "heading_open":
                    yield Heading(int(token.tag[1]), plain(_runs(self._inline())))
                case "paragraph_open":
                    yield self._paragraph(_children(self._inline()))
                case "blockquote_open":
                    yield Note(tuple(self._until("blockquote_close")))
                case "table_open":
                    cells = [plain(runs) for runs in self._until("table_close")]
                    yield self._grid(cells)
                case "list_item_open":
                    self._count()
                case "ordered_list_open":
                    self._counts.append(0)
                case "bullet_list_open":
                    self._counts.append(None)
                case "ordered_list_close" | "bullet_list_close":
                    self._counts.pop()
                case "list_item_close":
                    self._fresh = False
                case _:
                    raise ValueError(f"not for the manual: {token.type}")

    def _inline(self) -> Token:
        inline = self._next()
        self._next()  # what closes it
        return inline

    def _count(self) -> None:
        self._fresh = True
        if self._counts[-1] is not None:
            self._counts[-1] += 1

    def _paragraph(self, children: Sequence[Token]) -> Block:
        if len(children) == 1 and children[0].type == "image":
            return _shot(children[0])
        runs = tuple(_styled(children))
        if not self._fresh:
            return Paragraph(runs, len(self._counts))
        self._fresh = False
        number = self._counts[-1]
        return Item(runs, "•" if number is None else f"{number}.", len(self._counts))

    def _until(self, end: str) -> Iterator[Runs]:
        """The texts up to the token that closes this block."""
        self._columns = 0
        while (token := self._next()).type != end:
            if token.type == "th_open":
                self._columns += 1
            if token.type == "inline":
                yield _runs(token)

    def _grid(self, cells: Sequence[str]) -> Grid:
        wide = self._columns
        rows = tuple(tuple(cells[at : at + wide]) for at in range(0, len(cells), wide))
        return Grid(rows[0], rows[1:])


def _children(inline: Token) -> Sequence[Token]:
    return inline.children or ()


def _runs(inline: Token) -> Runs:
    return tuple(_styled(_children(inline)))


def _styled(tokens: Sequence[Token]) -> Iterator[Run]:
    bold, topic = False, ""
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                bold = token.type == "strong_open"
            case "link_open":
                topic = str(token.attrGet("href")).removeprefix("topic:")
            case "link_close":
                topic = ""
            case "text" | "code_inline":
                if token.content:
                    yield Run(token.content, bold, topic)
            case _:
                raise ValueError(f"not for the manual: {token.type}")


def _shot(image: Token) -> Shot:
    found = _PICTURE.fullmatch(str(image.attrGet("src")))
    if found is None:
        raise ValueError(f"not for the manual: {image.attrGet('src')}")
    name, *edges = found.groups()
    left, top, width, height = (int(edge or 0) for edge in edges)
    return Shot(name, image.content, (left, top, width, height) if width else None)
