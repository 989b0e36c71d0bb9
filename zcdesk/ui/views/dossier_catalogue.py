"""What a dossier's documents are called on the strip: category, title, number of pages, marks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QObject

from zcdesk.desk.reading import Category, Trouble, guess_category
from zcdesk.domain.events import Document
from zcdesk.ui.views.dossier_pages import Pages
from zcdesk.ui.views.dossier_paint import Heading

CATEGORIES = tuple(Category)


class Catalogue(QObject):
    """Categories as somebody chose them or as titles tell them, and what is known of the pages."""

    def __init__(self, pages: Pages, *, sorts: bool) -> None:
        """`sorts`: documents have a category at all."""
        super().__init__()
        self._pages, self._sorts = pages, sorts
        self._chosen: dict[str, str] = {}

    def put_categories(self, categories: Mapping[str, str]) -> None:
        """How documents were sorted, by key."""
        self._chosen = dict(categories)

    def sort_as(self, document: Document, category: Category) -> None:
        """Put a document in a category."""
        self._chosen[document.key] = category.value

    def category(self, document: Document) -> Category:
        """What a document is about."""
        said = self._chosen.get(document.key)
        return next(
            (each for each in CATEGORIES if each.value == said), guess_category(document.name)
        )

    def in_order(self, documents: Iterable[Document]) -> list[Document]:
        """Documents in the order in which they are read."""
        return sorted(documents, key=lambda each: CATEGORIES.index(self.category(each)))

    def headings(self, documents: Sequence[Document]) -> list[Heading]:
        """What stands above the first page of each."""
        return [self._heading(document) for document in documents]

    def _heading(self, document: Document) -> Heading:
        outline, marked = self._pages.outlines.get(document), self._pages.marked(document)
        note = ""
        if isinstance(outline, Trouble):
            note = outline.cause
        elif outline is not None:
            note = self.tr("{n} 页").format(n=len(outline))
            if marked:
                note = self.tr("有页未显示 · ") + note
        category = self.category(document).value if self._sorts else ""
        return Heading(category, title(document), note, marked)

    def line(self, document: Document) -> str:
        """A document in the list of documents."""
        mark = "⚠ " if self._pages.marked(document) else ""
        category = f"{self.category(document).value} · " if self._sorts else ""
        return f"{mark}{category}{title(document)}"


def title(document: Document) -> str:
    """A document's name without its ending."""
    return document.name.rsplit(".", 1)[0]
