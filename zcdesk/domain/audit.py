"""The audit chain (审计链): h = H(previous ‖ number ‖ H(canonical JSON)), SHA-256.

The digest of the JSON stands beside it, so that a package may withhold an entry that names
experts and the chain can still be followed. A salt in the JSON keeps a withheld entry from being
guessed: without one, whoever tries a few hundred names finds the digest.
"""

from __future__ import annotations

import hashlib
import json
import typing
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zcdesk.domain.codec import canonical, decode, encode
from zcdesk.domain.events import Event

GENESIS = "0" * 64
"""What stands for "previous" before the first entry."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the log. `at` is local time, ISO, to the second; empty for a cast.

    `body` is the canonical JSON of actor, time, event name, payload, and a salt where it has one.
    """

    number: int
    body: str
    digest: str
    head: str


def entry(
    previous: AuditEntry | None, event: Event, *, actor: str, at: str, salt: str = ""
) -> AuditEntry:
    """The next line of a chain; `salt`: hex digits that nobody can guess."""
    told = {"actor": actor, "at": at, "event": type(event).__name__, "payload": encode(event)}
    body = canonical({**told, "salt": salt} if salt else told)
    number = previous.number + 1 if previous else 1
    digest = digest_of(body)
    head = link(previous.head if previous else GENESIS, number, digest)
    return AuditEntry(number, body, digest, head)


def digest_of(body: str) -> str:
    """SHA-256 of a body, as hex digits."""
    return hashlib.sha256(body.encode("utf-8")).hexdigest()


def link(previous_head: str, number: int, digest: str) -> str:
    """The head after one more entry."""
    return hashlib.sha256(f"{previous_head}|{number}|{digest}".encode("ascii")).hexdigest()


def first_break(entries: Sequence[AuditEntry]) -> int | None:
    """Number of the first entry that does not follow from the one before; None if all do."""
    head = GENESIS
    for place, line in enumerate(entries, start=1):
        whole = line.number == place and line.digest == digest_of(line.body)
        head = link(head, line.number, line.digest)
        if not whole or head != line.head:
            return place
    return None


EVENTS: dict[str, type] = {kind.__name__: kind for kind in typing.get_args(Event)}
"""The closed list of events by name."""


def kind_of(line: AuditEntry) -> str:
    """Name of the event that an entry holds."""
    return str(json.loads(line.body)["event"])


def lines_of(entries: Iterable[AuditEntry], kind: type) -> list[AuditEntry]:
    """The entries that hold an event of this kind, in order."""
    return [line for line in entries if holds(line, kind)]


def holds(line: AuditEntry, *kinds: type) -> bool:
    """Whether an entry holds an event of one of these kinds."""
    # The words are looked for first: a body that holds a whole roster takes a tenth of a second to
    # parse, and every thread of Python waits for it.
    names = [kind.__name__ for kind in kinds]
    return any(name in line.body for name in names) and kind_of(line) in names


def event_of(name: str, payload: object) -> Event:
    """The event that a body holds; ValueError when it is none of ours."""
    if name not in EVENTS:
        raise ValueError(f"unknown event {name}")
    return typing.cast(Event, decode(EVENTS[name], payload))


def event_in(line: AuditEntry) -> Event:
    """The event of a line; ValueError or KeyError when it is none of ours."""
    body = json.loads(line.body)
    return event_of(body["event"], body["payload"])
