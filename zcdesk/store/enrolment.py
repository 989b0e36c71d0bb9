"""The secrets of a case file's people, as verbs: PINs, tokens, and the signing identity."""

from __future__ import annotations

from collections.abc import Callable

from zcdesk.store import notes, seats
from zcdesk.store.driver import Database
from zcdesk.store.errors import BoxPending, SeatLocked, WrongSecret
from zcdesk.store.keys import KdfCost, Random
from zcdesk.store.sittings import Sittings
from zcdesk.store.worker import Worker


class Secrets:
    """Enrol and check; each verb is on the disk before it answers."""

    def __init__(self, worker: Worker, sittings: Sittings, cost: KdfCost, random: Random) -> None:
        self._worker = worker
        self._sittings = sittings
        self._cost = cost
        self._random = random

    def set_pin(self, member: str, pin: str) -> None:
        """Give a member a PIN, in place of an earlier one; the seat is unlocked."""
        self._worker.write(self.new_pin(member, pin))

    def new_pin(self, member: str, pin: str, old: str = "") -> Callable[[Database], None]:
        """The PIN's part of the transaction that records it, the notes under it included.

        With the earlier PIN (`old`) the notes are sealed anew in the same transaction: a power cut
        leaves both under the old PIN or both under the new one.
        """

        def work(database: Database) -> None:
            seats.set_pin(database, member, pin, cost=self._cost, random=self._random)
            if old:
                notes.rewrap(database, member, old, pin, cost=self._cost, random=self._random)

        return work

    def check_pin(self, member: str, pin: str, *, tries: int) -> None:
        """WrongSecret unless the PIN is the member's; SeatLocked from the wrong try `tries` on.

        A wrong try is counted on the disk before this refuses.
        """
        left = self._worker.write(lambda db: seats.check_pin(db, member, pin, tries=tries))
        if left == 0:
            raise SeatLocked
        if left is not None:
            raise WrongSecret(f"投票密码不正确，还可以试 {left} 次")

    def notebook(self, member: str, pin: str) -> notes.Notebook:
        """A member's private notes, opened with a PIN that was checked."""
        return notes.Notebook(self._worker, member, pin, self._cost, self._random)

    def unlocking(self, member: str) -> Callable[[Database], None]:
        """The seat's part of the transaction that records its unlocking; the PIN stays."""
        return lambda database: seats.unlock(database, member)

    def locked(self) -> tuple[str, ...]:
        """The members whose seats are locked."""
        return self._worker.run(seats.locked)

    def with_pin(self) -> tuple[str, ...]:
        """The members who have set a PIN."""
        return self._worker.run(seats.with_pin)

    def enrol_holder(self, holder: str, token: str) -> None:
        """Give a key holder a token, in place of an earlier one; errors as of `new_token`."""
        self._worker.write(self.new_token(holder, token))

    def new_token(self, holder: str, token: str) -> Callable[[Database], None]:
        """The token's part of the transaction that records it.

        BoxPending while a round is not opened: its key may be sealed to the earlier token.
        SittingOpen while the holder presides: the log is keyed by the earlier token.
        """

        def work(database: Database) -> None:
            if pending(database):
                raise BoxPending("更换开箱口令")
            self._sittings.enrolled(database, holder)
            seats.enrol(database, holder, token, cost=self._cost, random=self._random)

        return work

    def check_holder(self, holder: str, token: str) -> bool:
        """Whether the token is the holder's; False too for one who is not enrolled."""
        return self._worker.run(lambda db: seats.private_key(db, holder, token) is not None)

    def holders(self) -> tuple[str, ...]:
        """The enrolled key holders."""
        return tuple(self._worker.run(seats.holders))

    def put_identity(self, content: bytes) -> None:
        """Keep the signing identity inside the encrypted database."""
        row = {"only_one": 1, "content": content}
        self._worker.write(lambda db: db.table("identity").upsert(row, pk="only_one"))

    def identity(self) -> bytes | None:
        """The signing identity, if there is one."""
        row = self._worker.run(
            lambda db: db.conn.execute("SELECT content FROM identity").fetchone()
        )
        return row[0] if row else None


def pending(database: Database) -> bool:
    """Whether a ballot box waits to be opened or annulled."""
    return database.table("box_keys").count > 0
