"""From one page of a strip to the next: across documents, one by one or in pairs."""

from __future__ import annotations

from collections.abc import Callable

from zcdesk.ui.views.dossier_layout import Place

Count = Callable[[int], int]
"""How many pages a document has."""


def turned(place: Place, by: int, pages_of: Count, documents: int, *, pairs: bool) -> Place | None:
    """The page that turning leads to; with `pairs` the left one of two. None past the ends."""
    document, page = place
    step = by * (2 if pairs else 1)
    page = page - page % 2 + step if pairs else page + step
    if 0 <= page < pages_of(document):
        return Place(document, page)
    document += 1 if by > 0 else -1
    if not 0 <= document < documents:
        return None
    last = pages_of(document) - 1
    return Place(document, 0 if by > 0 else last - last % 2 if pairs else last)


def beside(place: Place, by: int, pages_of: Count, documents: int) -> Place | None:
    """The page so many pages on or back, as far as the neighbouring document's first or last."""
    document, page = place
    page += by
    if page < 0:
        document -= 1
        page = pages_of(document) - 1 if document >= 0 else 0
    elif page >= pages_of(document):
        document, page = document + 1, 0
    return Place(document, page) if 0 <= document < documents else None
