"""The passphrases of an open case file: given, changed, taken away, the recovery code made anew.

A passphrase wraps the database's key; it does not change it. A copy of the folder that was made
earlier still opens with the earlier passphrase.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from zcdesk.store import folder, slots
from zcdesk.store.errors import told
from zcdesk.store.keys import KdfCost, Random, recovery_code


class Passphrases:
    """The key slots of one case file. Each verb is on the disk before it answers."""

    def __init__(self, path: Path, key: bytes, cost: KdfCost, random: Random) -> None:
        self._folder, self._key, self._cost, self._random = path, key, cost, random

    def names(self) -> tuple[str, ...]:
        """Whose passphrases open the file; the recovery code is not among them."""
        return tuple(slot.name for slot in self._slots() if slot.name != slots.RECOVERY)

    def opened_by(self, secret: str) -> str:
        """The slot that a secret opens; WrongSecret when it opens none."""
        return slots.unwrap(self._slots(), secret)[0].name

    def put(self, name: str, secret: str) -> None:
        """Give somebody a passphrase, in place of an earlier one."""
        new = slots.wrap(name, secret, self._key, cost=self._cost, random=self._random)
        kept = self._slots()
        if any(slot.name == name for slot in kept):
            self._write([new if slot.name == name else slot for slot in kept])
        else:
            self._write([new, *kept])

    def drop(self, name: str) -> None:
        """Take a passphrase away. ValueError for the last one, or for one that is not there."""
        names = self.names()
        if name not in names or len(names) == 1:
            raise ValueError("the last passphrase stays")
        self._write([slot for slot in self._slots() if slot.name != name])

    def renew_recovery(self) -> str:
        """Make a new recovery code, to be printed once; the earlier one opens nothing any more."""
        code = recovery_code(self._random)
        self.put(slots.RECOVERY, code)
        return code

    def _slots(self) -> tuple[slots.Slot, ...]:
        with told():
            return slots.read(self._folder / folder.SLOTS)

    def _write(self, kept: Sequence[slots.Slot]) -> None:
        """Completely or not at all: a torn file of slots would lock everybody out."""
        target = self._folder / folder.SLOTS
        part = target.with_name(f"{folder.SLOTS}.part")
        with told():
            try:
                slots.write(part, kept)
                folder.sync(part)
                part.replace(target)
                folder.sync(self._folder)
            finally:
                part.unlink(missing_ok=True)
