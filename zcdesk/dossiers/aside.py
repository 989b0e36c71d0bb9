"""Small things kept beside the case file, encrypted: what helps a person and decides nothing.

They are no part of the session's record. What cannot be read counts for nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from zcdesk.domain.errors import KnownError

NONCE = 12
_HEAD = 8


@dataclass(frozen=True, slots=True)
class Kind:
    """What is kept: its eight first bytes, what its key is derived for, what to say on failure."""

    head: bytes
    purpose: bytes
    lost: str

    def key(self, key: bytes) -> bytes:
        """The key of this kind, from the key of the session's files."""
        return HKDF(hashes.SHA256(), 32, None, self.purpose).derive(key)


def read_aside(path: Path, key: bytes, kind: Kind) -> object:
    """What is kept, as JSON has it; None where there is nothing or the file is damaged."""
    try:
        data = path.read_bytes()
        head, nonce, sealed = data[:_HEAD], data[_HEAD : _HEAD + NONCE], data[_HEAD + NONCE :]
        told: object = json.loads(AESGCM(kind.key(key)).decrypt(nonce, sealed, head))
    except (OSError, InvalidTag, ValueError):
        return None
    return told


def write_aside(path: Path, key: bytes, kind: Kind, told: object, nonce: bytes) -> None:
    """Put it in the place of what was kept. `nonce` is never used twice; KnownError: not kept."""
    text = json.dumps(told).encode("ascii")
    sealed = AESGCM(kind.key(key)).encrypt(nonce, text, kind.head)
    part = path.with_suffix(".part")
    try:
        part.write_bytes(kind.head + nonce + sealed)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise KnownError(kind.lost) from error
