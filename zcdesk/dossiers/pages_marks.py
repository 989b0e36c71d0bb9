"""What readers leave on dossiers: pages turned upright, categories, and what did not show.

It is kept beside the case file, encrypted, and is no part of the session's record: how a page is
held changes nothing that is decided. A file that cannot be read counts for none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from zcdesk.dossiers.aside import Kind, read_aside, write_aside

_KIND = Kind(
    b"ZCMARKS1", b"zcdesk marks 1", "页面方向和材料类别没有存下，请检查磁盘是否已满或只读。"
)
_FULL_TURN = 4


@dataclass(frozen=True, slots=True)
class Marks:
    """Quarter turns clockwise by document and page; categories by document.

    `shown`: what is wrong with each document that was looked through; empty where all of it shows.
    """

    turns: Mapping[tuple[str, int], int] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)

    def turned(self, document: str, page: int, turns: int) -> Marks:
        """The page turned further."""
        now = (self.turns.get((document, page), 0) + turns) % _FULL_TURN
        kept = {place: turn for place, turn in self.turns.items() if place != (document, page)}
        return replace(self, turns={**kept, (document, page): now} if now else kept)

    def sorted_as(self, document: str, category: str) -> Marks:
        """The document put in a category."""
        return replace(self, categories={**self.categories, document: category})

    def looked_through(self, shown: Mapping[str, str]) -> Marks:
        """These documents were looked through."""
        return replace(self, shown={**self.shown, **shown})


def read_marks(path: Path, key: bytes) -> Marks:
    """The marks on file; none where there are none or the file is damaged."""
    try:
        return _read(cast("Any", read_aside(path, key, _KIND)))
    except (ValueError, KeyError, TypeError, AttributeError):
        return Marks()


def write_marks(path: Path, key: bytes, marks: Marks, nonce: bytes) -> None:
    """Put the marks on file in the place of those that were there; `nonce` is never used twice."""
    told = {
        "turns": [[document, page, turn] for (document, page), turn in marks.turns.items()],
        "categories": dict(marks.categories),
        "shown": dict(marks.shown),
    }
    write_aside(path, key, _KIND, told, nonce)


def _read(told: Mapping[str, Any]) -> Marks:
    return Marks(
        {(str(document), int(page)): int(turn) % 4 for document, page, turn in told["turns"]},
        {str(document): str(category) for document, category in told["categories"].items()},
        {str(document): str(cause) for document, cause in told.get("shown", {}).items()},
    )
