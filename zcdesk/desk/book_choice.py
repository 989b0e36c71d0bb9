"""The rule books that a set-up is made from: those shipped, or the one frozen into a session."""

from __future__ import annotations

from dataclasses import dataclass

from zcdesk.desk.desk import Desk
from zcdesk.desk.resources import book_files, shipped_book
from zcdesk.domain.errors import KnownError
from zcdesk.domain.scoring import ScoreScheme
from zcdesk.rules.book import Book


@dataclass(frozen=True, slots=True)
class BookChoice:
    """A rule book and how it is called on the screen."""

    title: str
    book: Book

    @property
    def id(self) -> str:
        """The book's id."""
        return self.book.id

    @property
    def review_year(self) -> int:
        """The year that it is made for."""
        return self.book.review_year

    @property
    def scheme(self) -> ScoreScheme:
        """The scoring scheme that it proposes."""
        return self.book.scheme

    @property
    def series(self) -> tuple[str, ...]:
        """The series by name."""
        return tuple(dict.fromkeys(self.book.titles.series.values()))


def shipped() -> list[BookChoice]:
    """The books that a new session can be held under: those of a province and year."""
    found = []
    for name in sorted(file for file in book_files() if "/" not in file):
        try:
            book = shipped_book(name.removesuffix(".toml"))
        except KnownError:
            continue
        if book.province:
            found.append(_choice(book))
    return found


def frozen(desk: Desk) -> BookChoice:
    """The book of an open session, whatever this program ships by now."""
    return _choice(desk.book)


def _choice(book: Book) -> BookChoice:
    return BookChoice(f"{book.province}{book.review_year}年度", book)
