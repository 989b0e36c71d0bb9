"""The ballot box (票箱): one box of sealed ballots for each applicant, one roll for each round.

There is no table of ballots. A box is one value of constant size; a cast rewrites every box of
the round in a fresh random order, those the member keeps out of too, so that the pages touched
and the bytes left tell no more than the turnout. The key to a round is cut in two: one part
sealed to whoever may preside, one to the supervisor. No parameter of a statement is traced here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from zcdesk.domain.ballot import Choice, Round, RoundState
from zcdesk.domain.events import BallotCast
from zcdesk.store import seats
from zcdesk.store.driver import Database
from zcdesk.store.errors import AlreadyCast, NotOnRoll, StoreDamaged, WrongSecret

if TYPE_CHECKING:
    from zcdesk.store.casefile import CaseFile

PAPER_BYTES = 16
SLOT_BYTES = PAPER_BYTES + 48
"""A sealed ballot: the paper, 32 bytes of one-time key, 16 of authentication."""

_EMPTY = bytes(SLOT_BYTES)
_CHOICES = tuple(Choice)
_PRESIDER, _SUPERVISOR = 1, 2


class BallotBox:
    """The rounds of a case file; every verb runs on the file's worker."""

    def __init__(self, file: CaseFile) -> None:
        self._file = file

    def open_round(
        self, opened: Round, presiders: Sequence[str], supervisor: str
    ) -> Callable[[Database], None]:
        """The box's part of the transaction that records RoundOpened.

        `presiders` (chair and vice chairs who are present) and `supervisor` are enrolled holders.
        """
        if supervisor in presiders:
            raise ValueError("one person cannot hold both parts of the key")

        def work(database: Database) -> None:
            self._cut_key(database, opened.key, presiders, supervisor)
            empty = _EMPTY * len(opened.voters)
            database.conn.executemany(
                "INSERT INTO boxes (round, applicant, ballots) VALUES (?, ?, ?)",
                [(opened.key, applicant, empty) for applicant in opened.applicants],
            )
            database.conn.executemany(
                "INSERT INTO roll (round, voter, voted) VALUES (?, ?, 0)",
                [(opened.key, voter) for voter in opened.voters],
            )

        return work

    def cast(self, key: str, member: str, choices: Mapping[str, Choice]) -> BallotCast:
        """Put one member's whole sheet into the boxes; acknowledged when it is on the disk.

        AlreadyCast or NotOnRoll when the member has no sheet to cast; nothing is written then.
        """

        def work(database: Database) -> list[BallotCast]:
            current = self._open(key)
            if set(choices) != set(current.sheet(member)):
                raise ValueError("a sheet holds exactly the applicants put to its member")
            self._flip(database, key, member)
            self._drop(database, current, choices)
            returned = len(self._cast(database, key))
            if returned != current.cast + 1:
                raise StoreDamaged("投票名册与已收回票数不一致")
            return [BallotCast(key, issued=len(current.voters), returned=returned)]

        (event,) = self._file.transact(work, actor="", at="")
        self._file.scrub_journal()
        return event

    def has_cast(self, key: str, member: str) -> bool:
        """Whether the member's sheet is in the box: what is asked first after a crash."""
        return member in self.cast_by(key)

    def cast_by(self, key: str) -> tuple[str, ...]:
        """The members whose sheets are in, in the order of the roll."""
        return self._file.run(lambda database: self._cast(database, key))

    def turnout(self, key: str) -> tuple[int, int]:
        """Sheets issued and sheets returned."""

        def work(database: Database) -> tuple[int, int]:
            issued, returned = database.conn.execute(
                "SELECT count(*), coalesce(sum(voted), 0) FROM roll WHERE round = ?", [key]
            ).fetchone()
            return issued, returned

        return self._file.run(work)

    def count(
        self, key: str, presider: str, presider_token: str, supervisor_token: str
    ) -> dict[str, dict[Choice, int]]:
        """Open the box in memory and count; nothing is written.

        WrongSecret names the holder whose token fails; StoreDamaged when ballots and roll differ.
        """

        def work(database: Database) -> dict[str, dict[Choice, int]]:
            current = self._file.case.rounds[key]
            unseal = SealedBox(
                self._join_key(database, key, presider, presider_token, supervisor_token)
            )
            voted = self._cast(database, key)
            boxes = dict(
                database.conn.execute("SELECT applicant, ballots FROM boxes WHERE round = ?", [key])
            )
            if set(boxes) != set(current.applicants):
                raise StoreDamaged("票箱与本轮名单不一致")
            return {
                applicant: _count(current, applicant, _ballots(boxes[applicant]), voted, unseal)
                for applicant in current.applicants
            }

        return self._file.run(work)

    def destroy(self, key: str) -> Callable[[Database], None]:
        """The box's part of the transaction that records BoxOpened or RoundAnnulled.

        Boxes and key parts are overwritten and dropped; who has cast stays. `vacuum` follows.
        """

        def work(database: Database) -> None:
            for statement in (
                "UPDATE boxes SET ballots = zeroblob(length(ballots)) WHERE round = ?",
                "UPDATE key_shares SET sealed = zeroblob(length(sealed)) WHERE round = ?",
                "DELETE FROM boxes WHERE round = ?",
                "DELETE FROM key_shares WHERE round = ?",
                "DELETE FROM box_keys WHERE round = ?",
            ):
                database.conn.execute(statement, [key])

        return work

    def vacuum(self) -> None:
        """Rewrite the file and blank its journal: after `destroy`, once that is committed."""
        self._file.vacuum()

    def _open(self, key: str) -> Round:
        current = self._file.case.rounds.get(key)
        if current is None or current.state is not RoundState.OPEN:
            raise NotOnRoll
        return current

    def _cut_key(
        self, database: Database, key: str, presiders: Sequence[str], supervisor: str
    ) -> None:
        known = seats.holders(database)
        missing = [name for name in (*presiders, supervisor) if name not in known]
        if missing or not presiders:
            raise WrongSecret("主持人或监督员尚未登记开箱口令")
        private = PrivateKey(self._file.random(32))
        first = self._file.random(32)
        second = _xor(bytes(private), first)
        database.conn.execute(
            "INSERT INTO box_keys (round, public) VALUES (?, ?)", [key, bytes(private.public_key)]
        )
        parts = [(_PRESIDER, name, first) for name in presiders]
        parts.append((_SUPERVISOR, supervisor, second))
        database.conn.executemany(
            "INSERT INTO key_shares (round, part, holder, sealed) VALUES (?, ?, ?, ?)",
            [
                (key, part, name, bytes(SealedBox(PublicKey(known[name])).encrypt(share)))
                for part, name, share in parts
            ],
        )

    def _join_key(
        self,
        database: Database,
        key: str,
        presider: str,
        presider_token: str,
        supervisor_token: str,
    ) -> PrivateKey:
        shares = {
            (part, holder): sealed
            for part, holder, sealed in database.conn.execute(
                "SELECT part, holder, sealed FROM key_shares WHERE round = ?", [key]
            )
        }
        if (_PRESIDER, presider) not in shares:
            raise WrongSecret("所选主持人不持有本轮票箱的口令")
        supervisor = next(holder for part, holder in shares if part == _SUPERVISOR)
        first = seats.private_key(database, presider, presider_token)
        if first is None:
            raise WrongSecret("主持人的口令不正确")
        second = seats.private_key(database, supervisor, supervisor_token)
        if second is None:
            raise WrongSecret("监督员的口令不正确")
        try:
            private = _xor(
                SealedBox(first).decrypt(shares[_PRESIDER, presider]),
                SealedBox(second).decrypt(shares[_SUPERVISOR, supervisor]),
            )
        except CryptoError as error:
            raise StoreDamaged("票箱的密钥已损坏") from error
        return PrivateKey(private)

    def _flip(self, database: Database, key: str, member: str) -> None:
        flipped = database.conn.execute(
            "UPDATE roll SET voted = 1 WHERE round = ? AND voter = ? AND voted = 0", [key, member]
        ).rowcount
        if flipped == 1:
            return
        known = database.conn.execute(
            "SELECT count(*) FROM roll WHERE round = ? AND voter = ?", [key, member]
        ).fetchone()
        raise AlreadyCast if known == (1,) else NotOnRoll

    def _drop(self, database: Database, current: Round, choices: Mapping[str, Choice]) -> None:
        (public,) = database.conn.execute(
            "SELECT public FROM box_keys WHERE round = ?", [current.key]
        ).fetchone()
        seal = SealedBox(PublicKey(public))
        voted = self._cast(database, current.key)
        rows = database.conn.execute(
            "SELECT rowid, applicant, ballots FROM boxes WHERE round = ? ORDER BY rowid",
            [current.key],
        ).fetchall()
        if {applicant for _, applicant, _ in rows} != set(current.applicants):
            raise StoreDamaged("票箱与本轮名单不一致")
        rewritten = []
        for rowid, applicant, box in rows:
            ballots = _ballots(box)
            if applicant in choices:
                paper = _mark(current.key, applicant)
                sealed = seal.encrypt(paper + bytes([_CHOICES.index(choices[applicant])]))
                ballots.append(bytes(sealed))
            if len(ballots) != len(_entitled(current, applicant, voted)):
                raise StoreDamaged("票箱中的选票数与投票名册不一致")
            rewritten.append((self._shuffled(ballots, len(box)), rowid))
        database.conn.executemany("UPDATE boxes SET ballots = ? WHERE rowid = ?", rewritten)

    def _shuffled(self, ballots: list[bytes], size: int) -> bytes:
        # A random key for each ballot: any order is as likely as any other.
        order = sorted(ballots, key=lambda _: self._file.random(16))
        return b"".join(order).ljust(size, b"\0")

    def _cast(self, database: Database, key: str) -> tuple[str, ...]:
        rows = database.conn.execute(
            "SELECT voter FROM roll WHERE round = ? AND voted = 1 ORDER BY rowid", [key]
        )
        return tuple(voter for (voter,) in rows)


def _mark(key: str, applicant: str) -> bytes:
    """What binds a ballot to its box, so that two boxes cannot be swapped unseen."""
    return hashlib.sha256(f"{key}\n{applicant}".encode()).digest()[: PAPER_BYTES - 1]


def _ballots(box: bytes) -> list[bytes]:
    slots = [box[at : at + SLOT_BYTES] for at in range(0, len(box), SLOT_BYTES)]
    return [slot for slot in slots if slot != _EMPTY]


def _entitled(current: Round, applicant: str, voted: Sequence[str]) -> list[str]:
    recused = current.recused.get(applicant, ())
    return [member for member in voted if member not in recused]


def _count(
    current: Round,
    applicant: str,
    ballots: list[bytes],
    voted: Sequence[str],
    unseal: SealedBox[PrivateKey],
) -> dict[Choice, int]:
    if len(ballots) != len(_entitled(current, applicant, voted)):
        raise StoreDamaged("票箱中的选票数与投票名册不一致")
    mark = _mark(current.key, applicant)
    counted = dict.fromkeys(_CHOICES, 0)
    for ballot in ballots:
        try:
            paper = unseal.decrypt(ballot)
        except CryptoError as error:
            raise StoreDamaged("票箱中有无法开启的选票") from error
        if paper[:-1] != mark or paper[-1] >= len(_CHOICES):
            raise StoreDamaged("票箱中有不属于该申报人的选票")
        counted[_CHOICES[paper[-1]]] += 1
    return counted


def _xor(first: bytes, second: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(first, second, strict=True))
