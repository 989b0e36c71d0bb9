"""Files as large as scanners make them: hundreds of megabytes go through, and leave nothing behind."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from zcdesk.dossiers.pages import Bounds, PageRenderer, Source

HUNDREDS = 300 * 2**20
_PIECE = bytes(2**20)


def heavy(mark: int) -> Source:
    """A PDF of one page, with a bar of ink, behind a stream of 300 MB that nothing refers to."""
    padding = f"9 0 obj\n<</Length {HUNDREDS}/Mark {mark}>>stream\n".encode()
    content = b"100 300 200 100 re f"
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 600]/Contents 4 0 R>>",
        4: b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
    }
    head = b"%PDF-1.4\n" + padding
    tail = b"\nendstream endobj\n"
    start, places = len(head) + HUNDREDS, {}
    for number, body in objects.items():
        places[number] = start + len(tail)
        tail += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = start + len(tail)
    tail += b"xref\n0 5\n0000000000 65535 f \n"
    tail += b"".join(b"%010d 00000 n \n" % places[number] for number in objects)
    tail += b"trailer<</Root 1 0 R/Size 5>>\nstartxref\n%d\n%%%%EOF\n" % table

    def pieces() -> Iterator[bytes]:
        yield head
        for _ in range(HUNDREDS // len(_PIECE)):
            yield _PIECE
        yield tail

    key = hashlib.sha256(head).hexdigest()
    return Source(key, len(head) + HUNDREDS + len(tail), pieces)


def memory(renderer: PageRenderer) -> int:
    """What the drawing process holds now, in megabytes."""
    assert renderer._process is not None
    told = Path(f"/proc/{renderer._process.pid}/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+)", told)
    assert found is not None
    return int(found[1]) // 1024


@pytest.fixture
def renderer() -> Iterator[PageRenderer]:
    made = PageRenderer(Bounds(seconds=60))
    yield made
    made.close()


def test_one_file_of_300_megabytes_after_another_is_drawn_in_the_room_of_one(
    renderer: PageRenderer,
) -> None:
    for mark in range(2):
        page = renderer.render(heavy(mark), 0, 400)
        middle = 4 * (400 * 250 + 200)
        assert (page.height, page.pixels[middle : middle + 3]) == (600, b"\0\0\0")
    assert memory(renderer) < 1.5 * HUNDREDS // 2**20 + 100
