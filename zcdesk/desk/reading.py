"""Reading dossiers and papers on the screen: pages as pictures, drawn by a process of their own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from zcdesk.desk.desk import Desk
from zcdesk.domain.events import Document
from zcdesk.dossiers.pages import PageRenderer

_KEPT = 12


@dataclass(frozen=True, slots=True)
class Picture:
    """A page of `of` pages. `rgb` has 3 bytes a pixel; `warning` says that it did not draw."""

    page: int
    of: int
    width: int
    height: int
    rgb: bytes
    warning: str = ""


class Reader:
    """Draws pages of dossiers and of papers; the last few drawn pages are kept."""

    def __init__(self) -> None:
        self._renderer = PageRenderer()
        self._content: tuple[str, bytes] = ("", b"")
        self._kept: dict[tuple[str, int, int], Picture] = {}

    def page(self, desk: Desk, document: Document, page: int, width: int) -> Picture:
        """A page (from 0) of a filed document, `width` pixels wide. Unreadable names the cause."""
        if self._content[0] != document.key:
            self._content = (document.key, desk.vault.get(document.key))
        return self._draw(document.key, self._content[1], page, width)

    def paper(self, path: Path, page: int, width: int) -> Picture:
        """A page (from 0) of a paper that was written to the disk."""
        return self._draw("", path, page, width)

    def close(self) -> None:
        """End the drawing process and forget every page."""
        self._renderer.close()
        self._content = ("", b"")
        self._kept.clear()

    def _draw(self, key: str, source: Path | bytes, page: int, width: int) -> Picture:
        kept = self._kept.pop((key, page, width), None) if key else None
        if kept is None:
            count = self._renderer.page_count(source)
            drawn = self._renderer.render(source, min(page, count - 1), width)
            warning = "" if drawn.did_draw else "本页有文字未能显示，请对照纸质材料。"
            kept = Picture(page, count, drawn.width, drawn.height, drawn.rgb, warning)
        if key:
            self._kept[key, page, width] = kept
            while len(self._kept) > _KEPT:
                del self._kept[next(iter(self._kept))]
        return kept
