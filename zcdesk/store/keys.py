"""Secrets: what a person types becomes a key by Argon2id, at one of two named costs."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable
from enum import Enum

from nacl.pwhash import argon2id

SALT_BYTES = 16
KEY_BYTES = 32

Random = Callable[[int], bytes]
"""A source of so many unguessable bytes."""


class KdfCost(Enum):
    """How dear one guess is. The name is stored, so that no file can ask for more memory.

    STANDARD takes some 0.1 s and 64 MiB; REHEARSAL is for sessions with invented people.
    """

    STANDARD = "standard"
    REHEARSAL = "rehearsal"

    @property
    def passes(self) -> int:
        """Argon2id passes over the memory."""
        return {"standard": 3, "rehearsal": 1}[self.value]

    @property
    def memory(self) -> int:
        """Argon2id memory in bytes."""
        return {"standard": 64 << 20, "rehearsal": 1 << 20}[self.value]


def derive(secret: str, salt: bytes, cost: KdfCost) -> bytes:
    """32 key bytes from what was typed; full-width and half-width characters are the same."""
    typed = unicodedata.normalize("NFKC", secret).encode("utf-8")
    return argon2id.kdf(KEY_BYTES, typed, salt, opslimit=cost.passes, memlimit=cost.memory)


_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_CODE_BYTES = 16
_CODE_LETTERS = 26
_CHECK_LETTERS = 2
_GROUP = 4


def recovery_code(random: Random) -> str:
    """A new code of 128 random bits: seven groups of four, the last two letters a checksum."""
    number = int.from_bytes(random(_CODE_BYTES), "big")
    letters = _letters(number, _CODE_LETTERS)
    whole = letters + _check(letters)
    return "-".join(whole[at : at + _GROUP] for at in range(0, len(whole), _GROUP))


def read_code(typed: str) -> str | None:
    """A typed code as it was printed, commonly misread letters forgiven; None if it is not one."""
    plain = unicodedata.normalize("NFKC", typed).upper().translate(_MISREAD)
    plain = "".join(letter for letter in plain if letter not in "- \t")
    if len(plain) != _CODE_LETTERS + _CHECK_LETTERS or set(plain) - set(_LETTERS):
        return None
    if _check(plain[:_CODE_LETTERS]) != plain[_CODE_LETTERS:]:
        return None
    return "-".join(plain[at : at + _GROUP] for at in range(0, len(plain), _GROUP))


_SLIP_LETTERS = 10


def slip_code(label: str, random: Random) -> str:
    """A new code of a slip: the label of its class, 50 random bits, two letters of checksum."""
    number = int.from_bytes(random(_CODE_BYTES), "big")
    letters = _letters(number, _SLIP_LETTERS)
    return _grouped_slip(label, letters + _check(label + letters))


def read_slip(typed: str) -> tuple[str, str] | None:
    """Label and code of a slip as printed, misread letters forgiven; None if it is not a code."""
    plain = unicodedata.normalize("NFKC", typed).upper().translate(_MISREAD)
    plain = "".join(letter for letter in plain if letter not in "- \t")
    label, code = plain[: -_SLIP_LETTERS - _CHECK_LETTERS], plain[-_SLIP_LETTERS - _CHECK_LETTERS :]
    if not label.isalpha() or set(plain) - set(_LETTERS):
        return None
    if _check(label + code[:_SLIP_LETTERS]) != code[_SLIP_LETTERS:]:
        return None
    return label, _grouped_slip(label, code)


def _grouped_slip(label: str, code: str) -> str:
    groups = [code[at : at + _GROUP] for at in range(0, len(code), _GROUP)]
    return "-".join((label, *groups))


def _check(letters: str) -> str:
    digest = hashlib.sha256(letters.encode("ascii")).digest()
    return _letters(int.from_bytes(digest[:2], "big") % 1024, _CHECK_LETTERS)


def _letters(number: int, count: int) -> str:
    return "".join(_LETTERS[number >> (5 * place) & 31] for place in reversed(range(count)))
