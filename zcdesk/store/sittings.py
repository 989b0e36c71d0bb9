"""A sitting (评审会议): while it is open, the head of the audit chain is keyed by a presider's token.

Whoever can write any row can compute the chain anew, but not this code over its head: it needs
a key that only the token brings back, kept in memory until the sitting closes. The row stays
and is checked when the same presider opens the next sitting.

What it cannot show: an older copy of the file, or of the row, is valid as of then, so only a
printed head shows that the file was put back; entries made between sittings are vouched for by
nobody; a row that was removed, or bears another presider's name, leaves nothing to check, and
`Continuity` says so.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zcdesk.domain.audit import GENESIS, AuditEntry
from zcdesk.store import seats
from zcdesk.store.driver import Database
from zcdesk.store.errors import SittingOpen, StoreDamaged, WrongSecret

_NUMBER_BYTES = 8


@dataclass(frozen=True, slots=True)
class Continuity:
    """What opening a sitting could check of the log before it.

    `previous` presided over the last sitting on file (empty: none is on file); `checked` tells
    whether this token proved the log up to its end; `unvouched` counts the entries that no
    token of this presider vouches for: all of them unless `checked`.
    """

    previous: str
    checked: bool
    unvouched: int

    @property
    def sentence(self) -> str:
        """For the presider, to be read before the meeting goes on."""
        if self.checked and not self.unvouched:
            return "审计日志自上次会议以来未被改动。"
        if self.checked:
            return f"上次会议及以前的审计日志未被改动；会后另有 {self.unvouched} 条记录，请核对。"
        if self.previous:
            return (
                "上次会议由他人主持，其口令留下的校验不能用您的口令核对；"
                "此前的审计日志请以纸面上印出的校验码为准。"
            )
        return (
            "会议已开始。首次开会或更换口令后第一次开会属正常情况：还没有上次会议留下的校验可以核对。"
            "会前已经印出文书的，以纸面上印出的校验码为准。"
        )


class Sittings:
    """The open sitting of a case file, if any. Used on the worker only."""

    def __init__(self) -> None:
        self.holder = ""
        """Who presides; empty while no sitting is open."""
        self._key = b""

    def check(
        self, database: Database, holder: str, token: str, log: Sequence[AuditEntry]
    ) -> tuple[bytes, Continuity]:
        """The presider's key, and what it proves of a log whose chain is whole.

        WrongSecret; StoreDamaged when the log is not the one that this presider's last sitting
        left; SittingOpen.
        """
        if self.holder:
            raise SittingOpen("再次开始会议")
        private = seats.private_key(database, holder, token)
        if private is None:
            raise WrongSecret("主持人的开箱口令不正确")
        # A key of its own: the private key itself opens parts of a round's key.
        key = hashlib.blake2b(b"sitting", key=bytes(private), digest_size=32).digest()
        previous, number, mac = _row(database) or ("", 0, b"")
        if previous != holder:
            return key, Continuity(previous, checked=False, unvouched=len(log))
        if not _fits(key, number, mac, log):
            raise StoreDamaged("案卷在上次会议之后被改动：审计日志与主持人口令留下的校验不符")
        return key, Continuity(previous, checked=True, unvouched=len(log) - number)

    def open(self, holder: str, key: bytes) -> None:
        """From now on every transaction is vouched for."""
        self.holder, self._key = holder, key

    def close(self) -> None:
        """Forget the key; the row stays for the next sitting."""
        self.holder, self._key = "", b""

    def sign(self, database: Database, last: AuditEntry | None) -> None:
        """Vouch for the newest entry, in its own transaction; nothing while no sitting is open."""
        if self.holder:
            write(database, self.holder, self._key, last)

    def problems(self, database: Database, log: Sequence[AuditEntry]) -> Iterator[str]:
        """While a sitting is open: whether its row vouches for the whole log."""
        if not self.holder:
            return
        holder, number, mac = _row(database) or ("", 0, b"")
        if holder != self.holder or number != len(log) or not _fits(self._key, number, mac, log):
            yield "审计日志与主持人口令留下的校验不符：会议进行中有人绕过本程序改动了案卷。"

    def enrolled(self, database: Database, holder: str) -> None:
        """A presider gets a new token: what the earlier one vouched for cannot be checked again.

        SittingOpen while this presider's sitting goes on.
        """
        if holder == self.holder:
            raise SittingOpen("更换主持人的口令")
        database.conn.execute("DELETE FROM sitting WHERE holder = ?", [holder])


def write(database: Database, holder: str, key: bytes, last: AuditEntry | None) -> None:
    """The one row: of the same size whatever the entry, so that a cast's pages tell no more."""
    number, head = (last.number, last.head) if last else (0, GENESIS)
    database.conn.execute(
        "INSERT INTO sitting (only_one, holder, number, mac) VALUES (1, ?, ?, ?)"
        " ON CONFLICT (only_one) DO UPDATE"
        " SET holder = excluded.holder, number = excluded.number, mac = excluded.mac",
        [holder, number.to_bytes(_NUMBER_BYTES, "big"), _mac(key, head)],
    )


def _row(database: Database) -> tuple[str, int, bytes] | None:
    row = database.conn.execute("SELECT holder, number, mac FROM sitting").fetchone()
    return (row[0], int.from_bytes(row[1], "big"), row[2]) if row else None


def _fits(key: bytes, number: int, mac: bytes, log: Sequence[AuditEntry]) -> bool:
    if number > len(log):
        return False
    head = log[number - 1].head if number else GENESIS
    return hmac.compare_digest(_mac(key, head), mac)


def _mac(key: bytes, head: str) -> bytes:
    return hmac.digest(key, head.encode("ascii"), "sha256")
