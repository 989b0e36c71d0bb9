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
from zcdesk.store.errors import PinChanged
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
        """Put these notes in the place of the earlier ones; on the disk before it returns.

        PinChanged where the notes have been sealed under another PIN since they were opened.
        """
        sealed = _sealed(content, self._key, self._random)

        def work(database: Database) -> None:
            kept = _row(database, self._member)
            if kept is not None and kept[1] != self._salt:
                raise PinChanged
            _put(database, self._member, self._cost, self._salt, sealed)

        self._worker.write(work)
        self.content = content


def rewrap(
    database: Database, member: str, old: str, new: str, *, cost: KdfCost, random: Random
) -> None:
    """Seal a member's notes under another PIN, in the caller's transaction.

    Notes that the old PIN does not open stay as they are: nobody can open those any more.
    """
    kept = _row(database, member)
    if kept is None:
        return
    content = _opened(kept[2], derive(old, kept[1], kept[0]))
    if content is not None:
        salt = random(SALT_BYTES)
        _put(database, member, cost, salt, _sealed(content, derive(new, salt, cost), random))


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


def _put(database: Database, member: str, cost: KdfCost, salt: bytes, sealed: bytes) -> None:
    row = {"member": member, "cost": cost.value, "salt": salt, "sealed": sealed}
    database.table("notes").upsert(row, pk="member")


def _sealed(content: Mapping[str, object], key: bytes, random: Random) -> bytes:
    text = json.dumps(content, ensure_ascii=False).encode("utf-8")
    padded = text.ljust(-(-len(text) // _BLOCK) * _BLOCK)
    return bytes(SecretBox(key).encrypt(padded, random(_NONCE)))


def _opened(sealed: bytes, key: bytes) -> Mapping[str, object] | None:
    try:
        told: Mapping[str, object] = json.loads(SecretBox(key).decrypt(sealed))
    except CryptoError:
        return None
    return told
