"""What is inside a ballot box: sealed ballots of one size in slots of one number.

A paper is 15 bytes that bind it to its round and applicant, and one for the choice, so that two
boxes cannot be swapped unseen. Sealing gives each ballot a one-time key of its own: nothing ties
the ballots of one sheet together.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox

from zcdesk.domain.ballot import Choice
from zcdesk.store.errors import StoreDamaged
from zcdesk.store.keys import Random

_PAPER_BYTES = 16
_ORDER_BYTES = 16
SLOT_BYTES = _PAPER_BYTES + 48
"""A sealed ballot: the paper, 32 bytes of one-time key, 16 of authentication."""

_EMPTY = bytes(SLOT_BYTES)
_CHOICES = tuple(Choice)


def empty_box(capacity: int) -> bytes:
    """A box for so many ballots."""
    return _EMPTY * capacity


def paper(key: str, applicant: str, choice: Choice) -> bytes:
    """One ballot before it is sealed."""
    return _mark(key, applicant) + bytes([_CHOICES.index(choice)])


def ballots(box: bytes) -> list[bytes]:
    """The sealed ballots in a box."""
    slots = [box[at : at + SLOT_BYTES] for at in range(0, len(box), SLOT_BYTES)]
    return [slot for slot in slots if slot != _EMPTY]


def pack(sealed: Sequence[bytes], size: int, random: Random) -> bytes:
    """A box of `size` bytes with the ballots in a fresh random order."""
    # A random key for each ballot: any order is as likely as any other.
    keys = random(_ORDER_BYTES * len(sealed))
    places = range(len(sealed))
    order = sorted(places, key=lambda at: keys[at * _ORDER_BYTES : (at + 1) * _ORDER_BYTES])
    return b"".join(sealed[at] for at in order).ljust(size, b"\0")


def count(
    key: str, applicant: str, box: bytes, due: int, unseal: SealedBox[PrivateKey]
) -> dict[Choice, int]:
    """Count one box; StoreDamaged when it does not hold as many ballots as were cast for it."""
    sealed = ballots(box)
    if len(sealed) != due:
        raise StoreDamaged("票箱中的选票数与投票名册不一致")
    mark = _mark(key, applicant)
    counted = dict.fromkeys(_CHOICES, 0)
    for ballot in sealed:
        try:
            opened = unseal.decrypt(ballot)
        except CryptoError as error:
            raise StoreDamaged("票箱中有无法开启的选票") from error
        if opened[:-1] != mark or opened[-1] >= len(_CHOICES):
            raise StoreDamaged("票箱中有不属于该申报人的选票")
        counted[_CHOICES[opened[-1]]] += 1
    return counted


def _mark(key: str, applicant: str) -> bytes:
    return hashlib.sha256(f"{key}\n{applicant}".encode()).digest()[: _PAPER_BYTES - 1]
