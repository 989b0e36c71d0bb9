"""The child process that draws foreign pages. It may crash or hang: the other side restarts it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from PIL import Image

from zcdesk.dossiers.cells_limits import confine
from zcdesk.dossiers.pages_image import ImageDocument
from zcdesk.dossiers.pages_pdf import PdfDocument, use_fonts
from zcdesk.dossiers.pages_wire import Faulty, PageFault, receive, send

_PDF_HEAD = 1024


class _Document(Protocol):
    pages: int

    def draw(self, page: int, width: int) -> tuple[Image.Image, bool]: ...


def main() -> None:
    """Answer requests from standard input until it ends."""
    confine(int(sys.argv[1]))
    use_fonts(Path(sys.argv[2]))
    answers = os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must not be taken for an answer.
    os.dup2(2, 1)
    document: _Document | None = None
    while True:
        try:
            request, body = receive(sys.stdin.buffer)
        except EOFError:
            # An orderly end would ask PDFium to close what a hostile file left behind.
            os._exit(0)
        try:
            if request["do"] == "open":
                document = None
                document = _opened(body)
                send(answers, {"pages": document.pages})
            else:
                _draw(answers, document, request)
        except Faulty as faulty:
            send(answers, {"fault": faulty.fault.value})
        except MemoryError:
            send(answers, {"fault": PageFault.TOO_LARGE.value})


def _opened(data: bytes) -> _Document:
    return PdfDocument(data) if b"%PDF-" in data[:_PDF_HEAD] else ImageDocument(data)


def _draw(answers: BinaryIO, document: _Document | None, request: dict[str, Any]) -> None:
    page = request["page"]
    if document is None or not 0 <= page < document.pages:
        raise Faulty(PageFault.NOT_DRAWN)
    image, drew = document.draw(page, request["width"])
    head = {"width": image.width, "height": image.height, "drew": drew}
    send(answers, head, image.tobytes())


if __name__ == "__main__":
    main()
