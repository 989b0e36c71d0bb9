"""The ballot box (票箱): one box of sealed ballots for each applicant, one roll for each round.

There is no table of ballots. A box is one value of constant size; a cast rewrites every box of
the round in a fresh random order, those the member keeps out of too, so that the pages touched
and the bytes left tell no more than the turnout. No parameter of a statement is traced here.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from zcdesk.domain.ballot import Choice, Round, RoundState, class_of
from zcdesk.domain.errors import KnownError
from zcdesk.domain.events import BallotCast
from zcdesk.store import boxes, roll, roundkeys
from zcdesk.store.driver import Database
from zcdesk.store.errors import NotOnRoll, StoreDamaged

if TYPE_CHECKING:
    from zcdesk.store.casefile import CaseFile


class BallotBox:
    """The rounds of a case file; every verb runs on the file's worker."""

    def __init__(self, file: CaseFile) -> None:
        self._file = file

    def open_round(
        self,
        opened: Round,
        presiders: Sequence[str],
        supervisor: str,
        slips: Sequence[str] | None = None,
    ) -> Callable[[Database], None]:
        """The box's part of the transaction that records RoundOpened.

        `presiders` (chair and vice chairs who are present) and `supervisor` are enrolled holders;
        WrongSecret when one is not. `slips` are the entries of a round that is held with slips.
        """
        if supervisor in presiders:
            raise ValueError("one person cannot hold both parts of the key")
        entries = tuple(opened.voters) if slips is None else tuple(sorted(slips))
        if (slips is not None) != opened.slips or len(set(entries)) != len(opened.voters):
            raise ValueError("a roll has exactly one entry for each sheet")

        def work(database: Database) -> None:
            roundkeys.cut(database, opened.key, presiders, supervisor, self._file.random)
            empty = boxes.empty_box(len(opened.voters))
            database.conn.executemany(
                "INSERT INTO boxes (round, applicant, ballots) VALUES (?, ?, ?)",
                [(opened.key, applicant, empty) for applicant in opened.applicants],
            )
            roll.fill(database, opened.key, entries)
            self._prepare(opened)

        return work

    def cast(self, key: str, voter: str, choices: Mapping[str, Choice]) -> BallotCast:
        """Put a whole sheet into the boxes; it is on the disk when this returns.

        `voter` is a member, or the entry of a slip. AlreadyCast or NotOnRoll when there is no
        such sheet to cast; nothing is written then.
        """

        def work(database: Database) -> list[BallotCast]:
            current = self._file.case.rounds.get(key)
            if current is None or current.state is not RoundState.OPEN:
                raise NotOnRoll
            roll.flip(database, key, voter)
            if choices.keys() != set(sheet_of(current, voter)):
                raise ValueError("a sheet holds exactly the applicants put to its member")
            voted = roll.voted(database, key)
            if len(voted) != current.cast + 1:
                raise StoreDamaged("投票名册与已收回的票数不一致")
            self._drop(database, current, choices, voted)
            return [BallotCast(key, issued=len(current.voters), returned=len(voted))]

        (event,) = self._file.transact(work, actor="", at="")
        # The ballot is on the disk: what fails from here on must not make it look lost.
        with contextlib.suppress(KnownError):
            self._file.scrub_journal()
        self._prepare(self._file.case.rounds[key])
        return event

    def has_cast(self, key: str, member: str) -> bool:
        """Whether the member's sheet is in the box: what is asked first after a crash."""
        return member in self.cast_by(key)

    def cast_by(self, key: str) -> tuple[str, ...]:
        """The members whose sheets are in, in the order of the roll; of slips their entries."""
        return self._file.run(lambda database: roll.voted(database, key))

    def left(self, key: str) -> tuple[str, ...]:
        """The members whose sheets are not in, in the order of the roll; of slips their entries."""
        return self._file.run(lambda database: roll.left(database, key))

    def on_roll(self, key: str, voter: str) -> bool:
        """Whether the roll has a sheet of this member, or of this slip."""
        return self._file.run(lambda database: roll.on_it(database, key, voter))

    def turnout(self, key: str) -> tuple[int, int]:
        """Sheets issued and sheets returned."""
        return self._file.run(lambda database: roll.turnout(database, key))

    def count(
        self, key: str, presider: str, presider_token: str, supervisor_token: str
    ) -> dict[str, dict[Choice, int]]:
        """Open the box in memory and count; nothing is written.

        WrongSecret names the holder whose token fails; StoreDamaged when ballots and roll differ.
        """

        def work(database: Database) -> dict[str, dict[Choice, int]]:
            current = self._file.case.rounds[key]
            unseal = roundkeys.join(database, key, presider, presider_token, supervisor_token)
            voted = roll.voted(database, key)
            if len(voted) != current.cast:
                raise StoreDamaged("投票名册与已收回的票数不一致")
            due = current.due(voted)
            return {
                applicant: boxes.count(key, applicant, box, due[applicant], unseal)
                for _, applicant, box in _boxes(database, current)
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
            self._file.envelopes.forget()

        return work

    def vacuum(self) -> None:
        """Rewrite the file and blank its journal: after `destroy`, once that is committed."""
        self._file.vacuum()

    def _prepare(self, current: Round) -> None:
        def work(database: Database) -> None:
            public = roundkeys.public(database, current.key)
            self._file.envelopes.prepare(public, len(current.applicants))

        self._file.soon(work)

    def _drop(
        self,
        database: Database,
        current: Round,
        choices: Mapping[str, Choice],
        voted: Sequence[str],
    ) -> None:
        public = roundkeys.public(database, current.key)
        due = current.due(voted)
        rewritten: list[tuple[bytes, int]] = []
        alike: list[tuple[bytes, int]] = []
        for rowid, applicant, box in _boxes(database, current):
            sealed = boxes.ballots(box)
            if applicant in choices:
                paper = boxes.paper(current.key, applicant, choices[applicant])
                sealed.append(self._file.envelopes.seal(public, paper))
            if len(sealed) != due[applicant]:
                raise StoreDamaged("票箱中的选票数与投票名册不一致")
            packed = boxes.pack(sealed, len(box), self._file.random)
            if packed == box:
                # SQLite leaves a page alone whose bytes stay: it would tell who keeps out of whom.
                alike.append((bytes(~byte & 0xFF for byte in box), rowid))
            rewritten.append((packed, rowid))
        database.conn.executemany("UPDATE boxes SET ballots = ? WHERE rowid = ?", alike)
        database.conn.executemany("UPDATE boxes SET ballots = ? WHERE rowid = ?", rewritten)


def sheet_of(current: Round, voter: str) -> tuple[str, ...]:
    """The applicants on a sheet: of a member, or of a slip by its class."""
    if not current.slips:
        return current.sheet(voter)
    label = class_of(voter)
    return next((held.applicants for held in current.classes if held.label == label), ())


def _boxes(database: Database, current: Round) -> list[tuple[int, str, bytes]]:
    rows = database.conn.execute(
        "SELECT rowid, applicant, ballots FROM boxes WHERE round = ? ORDER BY rowid", [current.key]
    ).fetchall()
    if tuple(applicant for _, applicant, _ in rows) != current.applicants:
        raise StoreDamaged("票箱与本轮名单不一致")
    return rows
