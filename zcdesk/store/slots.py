"""Key slots: the database key, wrapped once for each passphrase and for the recovery code.

They stand in `slots.json` beside the database, like the header of an encrypted disk.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from zcdesk.domain.codec import canonical
from zcdesk.store.errors import StoreDamaged, StoreForeign, StoreNewer, WrongSecret
from zcdesk.store.keys import SALT_BYTES, KdfCost, Random, derive, read_code

RECOVERY = "recovery"
"""Name of the slot that the recovery code opens."""

_FORMAT = "zcdesk-slots"
_VERSION = 1
_MOST_BYTES = 64 << 10
_MOST_SLOTS = 16
_WRAPPED_BYTES = SecretBox.NONCE_SIZE + 32 + SecretBox.MACBYTES


@dataclass(frozen=True, slots=True)
class Slot:
    """One way to the key."""

    name: str
    cost: KdfCost
    salt: bytes
    wrapped: bytes


def wrap(name: str, secret: str, key: bytes, *, cost: KdfCost, random: Random) -> Slot:
    """The database key under one secret."""
    salt = random(SALT_BYTES)
    box = SecretBox(derive(secret, salt, cost))
    return Slot(name, cost, salt, bytes(box.encrypt(key, random(SecretBox.NONCE_SIZE))))


def unwrap(slots: Sequence[Slot], secret: str) -> tuple[Slot, bytes]:
    """The slot that a secret opens, and the key; WrongSecret when it opens none."""
    code = read_code(secret)
    for slot in slots:
        tried = code if slot.name == RECOVERY else secret
        if tried is None:
            continue
        try:
            box = SecretBox(derive(tried, slot.salt, slot.cost))
            return slot, box.decrypt(slot.wrapped)
        except CryptoError:
            continue
    raise WrongSecret


def write(path: Path, slots: Sequence[Slot]) -> None:
    """Write the slots to a new file."""
    listed = [
        {
            "name": slot.name,
            "cost": slot.cost.value,
            "salt": slot.salt.hex(),
            "wrapped": slot.wrapped.hex(),
        }
        for slot in slots
    ]
    whole = {"format": _FORMAT, "version": _VERSION, "slots": listed}
    path.write_text(canonical(whole) + "\n", encoding="utf-8")


def read(path: Path) -> tuple[Slot, ...]:
    """Read a file that anybody may have written."""
    with path.open("rb") as file:
        content = file.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise StoreForeign
    try:
        whole = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise StoreDamaged("案卷的密钥文件已损坏") from error
    if not isinstance(whole, dict) or whole.get("format") != _FORMAT:
        raise StoreForeign
    if isinstance(whole.get("version"), int) and whole["version"] > _VERSION:
        raise StoreNewer
    try:
        return _slots(whole)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreDamaged("案卷的密钥文件已损坏") from error


def _slots(whole: dict[str, Any]) -> tuple[Slot, ...]:
    if set(whole) != {"format", "version", "slots"} or whole["version"] != _VERSION:
        raise ValueError("fields")
    found = tuple(
        Slot(
            str(each["name"]),
            KdfCost(each["cost"]),
            bytes.fromhex(each["salt"]),
            bytes.fromhex(each["wrapped"]),
        )
        for each in whole["slots"]
    )
    if not 0 < len(found) <= _MOST_SLOTS:
        raise ValueError("number of slots")
    if any(len(s.salt) != SALT_BYTES or len(s.wrapped) != _WRAPPED_BYTES for s in found):
        raise ValueError("sizes")
    return found
