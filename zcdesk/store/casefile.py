"""The case file: the folder NAME.zcd with its one connection on its one worker thread."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import secrets
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self, TypeVar

from zcdesk.domain.audit import GENESIS, AuditEntry
from zcdesk.domain.case import Case, evolve
from zcdesk.domain.errors import KnownError
from zcdesk.domain.events import Event
from zcdesk.domain.hand_signature import HandSignature
from zcdesk.store import (
    audit,
    copies,
    folder,
    hand_signatures,
    rawpages,
    roll,
    sittings,
    slots,
    tables,
)
from zcdesk.store.driver import Database
from zcdesk.store.enrolment import Secrets, pending
from zcdesk.store.envelopes import Envelopes
from zcdesk.store.errors import BoxPending, StoreDamaged, told
from zcdesk.store.keys import KEY_BYTES, SALT_BYTES, KdfCost, Random, derive, recovery_code
from zcdesk.store.passphrases import Passphrases
from zcdesk.store.worker import Worker

T = TypeVar("T")
E = TypeVar("E", bound=Event)


class CaseFile:
    """A session on disk. Safe to call from any thread: the work runs on the one worker.

    `case` is the state that is on the disk; it changes after a commit and never without one.
    """

    def __init__(self, path: Path, key: bytes, opened_by: slots.Slot, random: Random) -> None:
        """Use `create` or `open`; `path` is claimed and inspected."""
        self.folder = path
        self.opened_by = opened_by.name
        self.random = random
        self._key = key
        self._cost = opened_by.cost
        self._worker = Worker(path / folder.DATABASE, key)
        self.envelopes = Envelopes(random)
        self._sittings = sittings.Sittings()
        self.secrets = Secrets(self._worker, self._sittings, opened_by.cost, random)
        self.passphrases = Passphrases(path, key, opened_by.cost, random)
        self._closed = False
        try:
            self.files_folder.mkdir(exist_ok=True)
            self.case, self._last = self.run(_loaded)
            self._written_at = self.run(audit.latest_time)
            self.scrub_journal(to_disk=True)
        except BaseException:
            self._worker.close()
            raise

    @classmethod
    def create(
        cls,
        path: Path,
        passphrases: Mapping[str, str],
        *,
        cost: KdfCost = KdfCost.STANDARD,
        random: Random = secrets.token_bytes,
    ) -> tuple[CaseFile, str]:
        """Make a new, empty case file. Returns it with the recovery code, to be printed once.

        `passphrases` by slot name (secretary, chair, …). StoreExists, StoreFull, StoreReadOnly.
        """
        key = random(KEY_BYTES)
        code = recovery_code(random)
        wrapped = [
            slots.wrap(name, secret, key, cost=cost, random=random)
            for name, secret in ({**passphrases, slots.RECOVERY: code}).items()
        ]
        with told():
            part = folder.part_of(path)
            try:
                (part / folder.FILES).mkdir()
                slots.write(part / folder.SLOTS, wrapped)
                copies.build(part / folder.DATABASE, key)
                folder.settle(part, path)
            except BaseException:
                shutil.rmtree(part, ignore_errors=True)
                raise
        return cls._claimed(path, lambda: (wrapped[0], key), random), code

    @classmethod
    def open(cls, path: Path, secret: str, *, random: Random = secrets.token_bytes) -> CaseFile:
        """Open with the passphrase of any slot, or the recovery code; see `opened_by`.

        WrongSecret, StoreForeign, StoreDamaged, StoreNewer, StoreBusy, StoreReadOnly.
        """
        return cls._claimed(
            path, lambda: slots.unwrap(slots.read(path / folder.SLOTS), secret), random
        )

    @classmethod
    def _claimed(
        cls, path: Path, unlock: Callable[[], tuple[slots.Slot, bytes]], random: Random
    ) -> CaseFile:
        with told():
            real = folder.hold(path)
            try:
                folder.inspect(real)
                slot, key = unlock()
                return cls(real, key, slot, random)
            except BaseException:
                folder.release(real)
                raise

    def close(self) -> None:
        """Let go of the file; a second call does nothing."""
        if self._closed:
            return
        self._closed = True
        self.close_sitting()
        # What the last transaction replaced; on a disk that fails it stays until the next opening.
        with contextlib.suppress(KnownError):
            self.scrub_journal(to_disk=True)
        self._worker.close()
        folder.release(self.folder)

    def pages(self) -> list[bytes]:
        """Close the file and take its pages as they lie on the disk, for the attack on oneself.

        Not while it is open: reading it beside SQLite would drop SQLite's lock.
        """
        try:
            self.close_sitting()
            self._worker.close()
            with told():
                return rawpages.pages(self.folder, self._key)
        finally:
            self._closed = True
            folder.release(self.folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- the worker -----------------------------------------------------------------------------

    def run(self, work: Callable[[Database], T]) -> T:
        """Run `work` on the worker thread, outside a transaction; known errors are told."""
        return self._worker.run(work)

    def soon(self, work: Callable[[Database], None]) -> None:
        """Let the worker do something when it is free; nobody waits for it."""
        self._worker.soon(work)

    def transact(
        self, work: Callable[[Database], Sequence[E]], *, actor: str, at: str
    ) -> Sequence[E]:
        """One transaction: what `work` writes, the events it returns, their audit lines.

        Returns the events once all of it is on the disk. On any failure nothing has changed.
        """

        def inside(database: Database) -> tuple[Sequence[E], Case, AuditEntry | None]:
            events = work(database)
            after = functools.reduce(evolve, events, self.case)
            tables.project(database, self.case, after)
            last = audit.append(
                database, self._last, events, actor=actor, at=at, random=self.random
            )
            self._sittings.sign(database, last)
            return events, after, last

        def whole(_: Database) -> Sequence[E]:
            events, self.case, self._last = self._worker.write(inside)
            self._written_at = max(self._written_at, at)
            return events

        return self.run(whole)

    # --- events and the log ---------------------------------------------------------------------

    def record(
        self,
        events: Sequence[Event],
        *,
        actor: str,
        at: str,
        also: Callable[[Database], None] | None = None,
    ) -> Case:
        """Record what happened, with what `also` writes in the same transaction.

        `at` is local time, ISO, to the second. Returns the case as it now is on the disk.
        """

        def work(database: Database) -> Sequence[Event]:
            if also is not None:
                also(database)
            return events

        self.transact(work, actor=actor, at=at)
        return self.case

    def audit(self) -> list[AuditEntry]:
        """The audit log, whole."""
        return self.run(audit.entries)

    def hand_signatures(self) -> dict[str, HandSignature]:
        """The signatures by hand, by who drew them; StoreDamaged where the log says otherwise."""
        return self.run(hand_signatures.kept)

    @property
    def head(self) -> str:
        """The head of the audit chain: 64 hex digits."""
        return self._last.head if self._last else GENESIS

    @property
    def written_at(self) -> str:
        """The latest time in the log: local time, ISO, to the second; empty while it has none.

        A clock that was set back since then is told by it, whatever was written meanwhile.
        """
        return self._written_at

    def verify(self, printed: str = "") -> list[str]:
        """What does not agree, one sentence each; empty when the file is whole.

        `printed`: a head as minutes show it (16 or all 64 digits); it must occur in the log.
        While a sitting is open the presider's key is asked too.
        """

        def work(database: Database) -> list[str]:
            log = audit.entries(database)
            found = _disagreements(database, log, printed)
            return [*found, *self._sittings.problems(database, log)]

        return self.run(work)

    # --- sittings -------------------------------------------------------------------------------

    def open_sitting(self, holder: str, token: str) -> sittings.Continuity:
        """Key the head of the log by a presider's token until `close_sitting`; what was checked.

        StoreDamaged when the log contradicts itself, the tables, or the last sitting of the same
        presider; WrongSecret; SittingOpen. One by another presider cannot be checked.
        """

        def work(database: Database) -> tuple[bytes, sittings.Continuity]:
            log = audit.entries(database)
            key, found = self._sittings.check(database, holder, token, log)
            for problem in _disagreements(database, log, ""):
                raise StoreDamaged(problem.removesuffix("。"))
            sittings.write(database, holder, key, self._last)
            return key, found

        def whole(_: Database) -> sittings.Continuity:
            key, found = self._worker.write(work)
            self._sittings.open(holder, key)
            return found

        return self.run(whole)

    def close_sitting(self) -> None:
        """Forget the presider's key; without an open sitting this does nothing."""
        self.run(lambda _: self._sittings.close())

    @property
    def sitting(self) -> str:
        """Who presides over the open sitting; empty while none is open."""
        return self._sittings.holder

    # --- the file -------------------------------------------------------------------------------

    @property
    def files_folder(self) -> Path:
        """Where the encrypted dossier files are."""
        return self.folder / folder.FILES

    @property
    def vault_key(self) -> bytes:
        """The 32-byte key of the dossier files; it does not tell the database's key."""
        return hashlib.blake2b(b"files", key=self._key, digest_size=32).digest()

    def slip_entry(self, key: str, label: str, code: str) -> str:
        """What the roll of a round keeps of a slip: its class, and a digest that a key makes.

        Argon2id over a salt that only the database's key gives: neither the file nor a list of
        codes alone tells which is which, and trying codes out is dear even with the key.
        """
        salt = hashlib.blake2b(
            f"slips\n{key}".encode(), key=self._key, digest_size=SALT_BYTES
        ).digest()
        return f"{label}.{derive(code, salt, self._cost).hex()}"

    def vacuum(self) -> None:
        """Rewrite the database without its free pages and blank the journal.

        What was deleted is zeroed already, so a medium that fails here is no failure of the step
        before, which is on the disk: telling of one would make it look lost.
        """

        def work(database: Database) -> None:
            with contextlib.suppress(KnownError), told():
                database.conn.execute("VACUUM")
            # Where this fails the next opening blanks it.
            with contextlib.suppress(KnownError), told():
                folder.blank_journal(self.folder, to_disk=True)

        self.run(work)

    def scrub_journal(self, *, to_disk: bool = False) -> None:
        """Blank what the last transaction left in the journal."""
        self.run(lambda _: folder.blank_journal(self.folder, to_disk=to_disk))

    def backup(self, target: Path) -> None:
        """Copy the case file to a new folder, checked and synced before it gets its name.

        BoxPending while a box waits: the copy would let it be opened a second time.
        """

        def work(database: Database) -> None:
            if pending(database):
                raise BoxPending("备份")
            copies.copy(database, self._key, self.folder, target)

        self.run(work)


def _disagreements(database: Database, log: Sequence[AuditEntry], printed: str) -> list[str]:
    kept = tables.load(database)
    return [
        *audit.problems(log, kept, printed),
        *roll.disagreements(database, kept),
        *hand_signatures.disagreements(database, log),
    ]


def _loaded(database: Database) -> tuple[Case, AuditEntry | None]:
    copies.upgrade(database)
    copies.check(database)
    return tables.load(database), audit.last_entry(database)
