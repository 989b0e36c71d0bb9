"""A digest counted on another thread is the one that hashlib gives."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from zcdesk.handover import digest_thread
from zcdesk.handover.digest_thread import DigestBeside

SMALL, LARGE = 7, digest_thread._WORTH


@given(st.lists(st.sampled_from([0, 1, SMALL, LARGE - 1, LARGE, LARGE + 1]), max_size=8))
def test_pieces_are_counted_in_their_order(sizes: list[int]) -> None:
    pieces = [bytes([place]) * size for place, size in enumerate(sizes)]
    counted = DigestBeside("sha256")
    for piece in pieces:
        counted.update(piece)
    assert counted.digest() == hashlib.sha256(b"".join(pieces)).digest()
    assert counted.hexdigest() == counted.digest().hex()


def test_it_can_go_on_after_it_was_asked() -> None:
    counted = DigestBeside("sha256")
    counted.update(b"a" * LARGE)
    counted.digest()
    counted.update(b"b")
    assert counted.digest() == hashlib.sha256(b"a" * LARGE + b"b").digest()
