"""Members' private notes (阅卷笔记): sealed under the member's PIN, and gone once the session is sealed.

The database's key opens the table but no note. A PIN is short: whoever holds both the database's
key and the file could try them all, at the price of Argon2id for each.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from zcdesk.store.driver import Database
from zcdesk.store.keys import SALT_BYTES, KdfCost, Random, derive
from zcdesk.store.worker import Worker

_NONCE = SecretBox.NONCE_SIZE
_BLOCK = 1024
"""Notes are padded to whole blocks, so that a length tells little."""


class Notebook:
    """One member's notes, open while the member sits here. `content` is JSON, empty at first.

    `lost`: there were notes under another PIN, which nobody can open any more.
    """

    def __init__(
        self, worker: Worker, member: str, pin: str, cost: KdfCost, random: Random
    ) -> None:
        """The PIN has been checked by the caller; its key is kept as long as this is."""
        self._worker, self._member, self._random = worker, member, random
        kept = worker.run(lambda db: _row(db, member))
        self._cost, self._salt = kept[:2] if kept else (cost, random(SALT_BYTES))
        self._key = derive(pin, self._salt, self._cost)
        opened = _opened(kept[2], self._key) if kept else {}
        self.lost = opened is None
        self.content: Mapping[str, object] = opened or {}

    def write(self, content: Mapping[str, object]) -> None:
        """Put these notes in the place of the earlier ones; on the disk before it returns."""
        text = json.dumps(content, ensure_ascii=False).encode("utf-8")
        padded = text.ljust(-(-len(text) // _BLOCK) * _BLOCK)
        sealed = bytes(SecretBox(self._key).encrypt(padded, self._random(_NONCE)))
        row = {"member": self._member, "cost": self._cost.value, "salt": self._salt}
        self._worker.write(
            lambda db: db.table("notes").upsert({**row, "sealed": sealed}, pk="member")
        )
        self.content = content


def wipe(database: Database) -> None:
    """Destroy all notes; what they stood in is overwritten with them."""
    database.conn.execute("DELETE FROM notes")


def forget(database: Database, member: str) -> None:
    """Destroy one member's notes."""
    database.conn.execute("DELETE FROM notes WHERE member = ?", [member])


def _row(database: Database, member: str) -> tuple[KdfCost, bytes, bytes] | None:
    found = database.conn.execute(
        "SELECT cost, salt, sealed FROM notes WHERE member = ?", [member]
    ).fetchone()
    return (KdfCost(found[0]), found[1], found[2]) if found else None


def _opened(sealed: bytes, key: bytes) -> Mapping[str, object] | None:
    try:
        told: Mapping[str, object] = json.loads(SecretBox(key).decrypt(sealed))
    except CryptoError:
        return None
    return told
