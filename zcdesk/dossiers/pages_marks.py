"""What readers leave on dossiers: pages turned upright, categories, and what did not show.

It is kept beside the case file, encrypted, and is no part of the session's record: how a page is
held changes nothing that is decided. A file that cannot be read counts for none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from zcdesk.domain.errors import KnownError

NONCE = 12
_HEAD = b"ZCMARKS1"
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
        data = path.read_bytes()
        head, nonce, sealed = data[:8], data[8 : 8 + NONCE], data[8 + NONCE :]
        plain = AESGCM(_key(key)).decrypt(nonce, sealed, head)
        return _read(json.loads(plain))
    except (OSError, InvalidTag, ValueError, KeyError, TypeError, AttributeError):
        return Marks()


def write_marks(path: Path, key: bytes, marks: Marks, nonce: bytes) -> None:
    """Put the marks on file in the place of those that were there; `nonce` is never used twice."""
    told = {
        "turns": [[document, page, turn] for (document, page), turn in marks.turns.items()],
        "categories": dict(marks.categories),
        "shown": dict(marks.shown),
    }
    sealed = AESGCM(_key(key)).encrypt(nonce, json.dumps(told).encode("ascii"), _HEAD)
    part = path.with_suffix(".part")
    try:
        part.write_bytes(_HEAD + nonce + sealed)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise KnownError("页面方向和材料类别没有存下，请检查磁盘是否已满或只读。") from error


def _read(told: Mapping[str, Any]) -> Marks:
    return Marks(
        {(str(document), int(page)): int(turn) % 4 for document, page, turn in told["turns"]},
        {str(document): str(category) for document, category in told["categories"].items()},
        {str(document): str(cause) for document, cause in told.get("shown", {}).items()},
    )


def _key(key: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, None, b"zcdesk marks 1").derive(key)
