"""The child process that draws foreign pages. It may crash or hang: the other side restarts it."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path
from time import monotonic
from typing import Any, BinaryIO, Protocol

from zcdesk.dossiers.cells_limits import confine
from zcdesk.dossiers.pages_image import ImageDocument
from zcdesk.dossiers.pages_pdf import PdfDocument, use_fonts
from zcdesk.dossiers.pages_text import PageText, find
from zcdesk.dossiers.pages_wire import Faulty, PageFault, put, receive, send

_PDF_HEAD = 1024
_FIND_SECONDS = 0.06
"""A search gives an answer after so long and is continued: a page may be wanted meanwhile."""


class _Document(Protocol):
    pages: int

    def sizes(self) -> list[tuple[int, int]]: ...
    def draw(
        self, page: int, width: int, turn: int
    ) -> tuple[int, int, bytes | memoryview, bool]: ...
    def check(self, page: int) -> bool: ...
    def text(self, page: int, turn: int) -> PageText: ...
    def characters(self, page: int) -> str: ...


_MMAP_THRESHOLD, _TRIM_THRESHOLD = -3, -1
_ONE_PAGE, _KEPT, _FIRST = 32 * 2**20, 128 * 2**20, 24 * 2**20
"""Bytes that a page in work may need at once (no more is allowed here), and that stay at hand."""


def reuse_memory() -> None:
    """Let the C library keep what a page needed for the next one, where it is glibc.

    Otherwise it gives tens of megabytes back after every page and asks for them anew, and the
    kernel clears each of them again: a fifth of the time of a scanned page.
    """
    if sys.platform == "linux" and hasattr(library := ctypes.CDLL(None), "mallopt"):
        library.mallopt(_MMAP_THRESHOLD, _ONE_PAGE)
        library.mallopt(_TRIM_THRESHOLD, _KEPT)
        # Cleared once, before anybody waits.
        [b"\1" * _FIRST for _ in range(2)].clear()


def main() -> None:
    """Answer requests from standard input until it ends."""
    confine(int(sys.argv[1]))
    reuse_memory()
    use_fonts(Path(sys.argv[2]))
    answers = os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must not be taken for an answer.
    os.dup2(2, 1)
    # Where the system has it, pixels go through memory that both processes see.
    memory = int(sys.argv[3])
    shelf: dict[str, _Document] = {}
    while True:
        try:
            request, body = receive(sys.stdin.buffer)
        except EOFError:
            # An orderly end would ask PDFium to close what a hostile file left behind.
            os._exit(0)
        try:
            _answer(answers, shelf, request, body, memory)
        except Faulty as faulty:
            send(answers, {"fault": faulty.fault.value})
        except MemoryError:
            send(answers, {"fault": PageFault.TOO_LARGE.value})
        except RecursionError:
            send(answers, {"fault": PageFault.DAMAGED.value})


def _answer(
    answers: BinaryIO,
    shelf: dict[str, _Document],
    request: dict[str, Any],
    body: bytes,
    memory: int,
) -> None:
    key = request["key"]
    if request["do"] == "open":
        document = _opened(body)
        sizes = document.sizes()
        shelf[key] = document
        send(answers, {"sizes": sizes})
        return
    if request["do"] == "close":
        shelf.pop(key, None)
        send(answers, {})
        return
    document = shelf[key]
    page = request["page"]
    if not 0 <= page < document.pages:
        raise Faulty(PageFault.NOT_DRAWN)
    match request["do"]:
        case "draw":
            width, height, pixels, drew = document.draw(page, request["width"], request["turn"])
            head = {"width": width, "height": height, "drew": drew}
            if memory < 0:
                send(answers, head, pixels)
            else:
                send(answers, {**head, "shared": put(memory, pixels)})
        case "check":
            send(answers, {"drew": document.check(page)})
        case "text":
            text = document.text(page, request["turn"])
            send(answers, {"characters": text.characters, "boxes": text.boxes})
        case "find":
            send(answers, _found(document, page, request["words"]))


_OTHERS = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"{\\rtf",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!",
    b"GIF8",
    b"BM",
    b"RIFF",
)
"""How docx, xlsx, ofd and zip begin; then doc, rtf, 7z, rar, gif, bmp and webp."""


def _opened(data: bytes) -> _Document:
    if b"%PDF-" in data[:_PDF_HEAD]:
        return PdfDocument(data)
    if data.startswith(_OTHERS):
        raise Faulty(PageFault.UNSUPPORTED)
    return ImageDocument(data)


def _found(document: _Document, page: int, words: str) -> dict[str, Any]:
    """Hits from a page on until time is up: (page, start, end), the next page, pages without text."""
    hits: list[tuple[int, int, int]] = []
    silent = 0
    end = monotonic() + _FIND_SECONDS
    while page < document.pages:
        try:
            characters = document.characters(page)
        except Faulty:
            characters = ""
        silent += not characters.strip()
        hits += [(page, *hit) for hit in find(words, characters)]
        page += 1
        if monotonic() > end:
            break
    return {"hits": hits, "next": page, "silent": silent}


if __name__ == "__main__":
    main()
