"""Sessions of the same committee with votes that are known, so that an attack can be scored.

The votes of a real session are known to nobody; whether a method of attack works shows on
twins: the same program, the same number of members, votes made up by lot. The attacker gets more
than anybody ever has: the database's key, both tokens, and the file while the box is still full.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nacl.public import PrivateKey, SealedBox
from sqlcipher3 import dbapi2

from zcdesk.domain.ballot import Choice, Round
from zcdesk.domain.events import BookText, RoundAnnulled, RoundOpened, SessionOpened, Setup
from zcdesk.store import rawpages, roundkeys
from zcdesk.store.ballots import BallotBox
from zcdesk.store.boxes import SLOT_BYTES
from zcdesk.store.casefile import CaseFile
from zcdesk.store.keys import KdfCost, Random

_AT = "2000-01-01T00:00:00"
_SECRET = "twin"  # noqa: S105 - of a session that lives for a second
_SUPERVISOR = "supervisor"
_APPLICANTS = 12
"""Questions a twin: with few, luck and a link could not be told apart."""
_TRACE_BYTES = 16


@dataclass(slots=True)
class Score:
    """How often each method named the one member who voted against an applicant."""

    trials: int = 0
    hits: dict[str, int] = field(default_factory=dict)

    def add(self, found: dict[str, list[str]], right: str) -> None:
        """Score the answers of every method to one question."""
        self.trials += 1
        for method, named in found.items():
            self.hits[method] = self.hits.get(method, 0) + (named == [right])


@dataclass(slots=True)
class Twins:
    """What came of the attack: on our boxes, on naive tables, on bytes after the opening.

    `traces` are pieces of sealed ballots and key parts, `seen` how many of them the search finds
    while the box is full (all: the search works), `left` how many once it was opened.
    """

    members: int
    boxes: Score = field(default_factory=Score)
    naive: Score = field(default_factory=Score)
    traces: int = 0
    seen: int = 0
    left: int = 0


def attack(
    place: Path,
    setup: Setup,
    book: BookText,
    sessions: int,
    random: Random,
    before: Callable[[int], None] = lambda _: None,
) -> Twins:
    """Hold so many twins in the folder `place`, attack each, and add up.

    `before` is called with the number of each, from 0; what it raises ends the attack.
    """
    members = tuple(member.id for member in setup.members)
    found = Twins(len(members))
    for number in range(sessions):
        before(number)
        _one(place / f"twin{number}.zcd", setup, book, random, found)
    return found


def _one(path: Path, setup: Setup, book: BookText, random: Random, found: Twins) -> None:
    present = tuple(member.id for member in setup.members)
    numbers = tuple(f"{n:03d}" for n in range(1, _APPLICANTS + 1))
    vote = Round("1", 1, "", present, numbers, {})
    rejecter = {number: present[_lot(random, len(present))] for number in numbers}
    order = sorted(present, key=lambda _: random(_TRACE_BYTES))
    file, _ = CaseFile.create(path, {_SECRET: _SECRET}, cost=KdfCost.REHEARSAL, random=random)
    with file:
        unseal = _hold(file, SessionOpened(setup, book), vote, order, rejecter)
        full = file.pages()
    image = rawpages.Image(full)
    for number, answers in _answers(image, unseal).items():
        found.boxes.add(answers, rejecter[number])
    traces = _traces(image)
    with CaseFile.open(path, _SECRET, random=random) as file:
        box = BallotBox(file)
        event = RoundAnnulled(vote.key, "", (present[0], _SUPERVISOR))
        file.record([event], actor="", at=_AT, also=box.destroy(vote.key))
        box.vacuum()
        journal = rawpages.remains(path).journal
        emptied = file.pages()
    found.traces += len(traces)
    found.seen += _found(traces, b"".join(full))
    found.left += _found(traces, b"".join(emptied) + journal)
    naive = _naive(path.with_suffix(".db"), order, rejecter[numbers[0]])
    found.naive.add(naive, rejecter[numbers[0]])


def _hold(
    file: CaseFile,
    opened: SessionOpened,
    vote: Round,
    order: Sequence[str],
    rejecter: Mapping[str, str],
) -> SealedBox[PrivateKey]:
    """Hold the vote up to a full box; what opens its ballots."""
    presider = vote.present[0]
    for holder in (presider, _SUPERVISOR):
        file.secrets.enrol_holder(holder, _SECRET)
    box = BallotBox(file)
    also = box.open_round(vote, [presider], _SUPERVISOR)
    file.record([opened, RoundOpened(vote)], actor="", at=_AT, also=also)
    for member in order:
        box.cast(vote.key, member, {n: _choice(who == member) for n, who in rejecter.items()})
    return file.run(lambda db: roundkeys.join(db, vote.key, presider, _SECRET, _SECRET))


def _answers(
    image: rawpages.Image, unseal: SealedBox[PrivateKey]
) -> dict[str, dict[str, list[str]]]:
    """By applicant and method, the members whose ballots say 不同意: every ballot is readable."""
    voters = rawpages.orders(image.table("roll"), lambda cell: str(cell.values[1]))
    found = {}
    for cell in image.table("boxes"):
        slots = _pieces(cell.values[2], SLOT_BYTES)
        read = {slot: list(Choice)[unseal.decrypt(slot)[-1]].value for slot in slots}
        ballots = {
            "票位": [read[slot] for slot in slots],
            "字节大小": [read[slot] for slot in sorted(slots)],
        }
        found[str(cell.values[1])] = pairings(voters, ballots)
    return found


def pairings(voters: dict[str, list[str]], ballots: dict[str, list[str]]) -> dict[str, list[str]]:
    """By each pair of orders: the members whose ballots say 不同意."""
    return {
        f"名册按{one}，选票按{other}": [
            voter
            for voter, choice in zip(order, read, strict=True)
            if choice == Choice.REJECT.value
        ]
        for one, order in voters.items()
        for other, read in ballots.items()
    }


def _naive(path: Path, order: Sequence[str], rejecter: str) -> dict[str, list[str]]:
    """The same votes in the naive design: a row of the roll and a row of the box at each cast."""
    connection = dbapi2.connect(str(path))
    try:
        connection.execute(f"PRAGMA page_size = {rawpages.PAGE_BYTES}")
        connection.execute("CREATE TABLE roll (voter TEXT)")
        connection.execute("CREATE TABLE ballots (choice TEXT)")
        for member in order:
            choice = _choice(member == rejecter).value
            connection.execute("INSERT INTO roll VALUES (?)", [member])
            connection.execute("INSERT INTO ballots VALUES (?)", [choice])
        connection.commit()
    finally:
        connection.close()
    image = rawpages.Image(rawpages.plain(path.read_bytes()))
    return pairings(
        rawpages.orders(image.table("roll"), lambda cell: str(cell.values[0])),
        rawpages.orders(image.table("ballots"), lambda cell: str(cell.values[0])),
    )


def _traces(image: rawpages.Image) -> frozenset[bytes]:
    sealed = [cell.values[2] for cell in image.table("boxes")]
    sealed += [cell.values[3] for cell in image.table("key_shares")]
    return frozenset(
        piece[:_TRACE_BYTES] for content in sealed for piece in _pieces(content, SLOT_BYTES)
    )


def _pieces(content: rawpages.Value, size: int) -> list[bytes]:
    assert isinstance(content, bytes)
    return [content[at : at + size] for at in range(0, len(content), size)]


def _found(traces: frozenset[bytes], content: bytes) -> int:
    return sum(trace in content for trace in traces)


def _choice(against: bool) -> Choice:  # noqa: FBT001 - the one question of a twin
    return Choice.REJECT if against else Choice.APPROVE


def _lot(random: Random, of: int) -> int:
    return int.from_bytes(random(8), "big") % of
