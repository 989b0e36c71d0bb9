"""Secret ballots (无记名投票): rounds, papers, tallies, outcomes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from zcdesk.domain.citation import Param
from zcdesk.domain.codec import LATE


class Choice(Enum):
    """A vote, always in words: 同意, 不同意, 弃权."""

    APPROVE = "同意"
    REJECT = "不同意"
    ABSTAIN = "弃权"


class RoundState(Enum):
    """Life of a round: open → closed → opened (the box), or annulled."""

    OPEN = "open"
    CLOSED = "closed"
    OPENED = "opened"
    ANNULLED = "annulled"


@dataclass(frozen=True, slots=True, repr=False)
class Paper:
    """One member's sheet before it is cast. It never prints its choices."""

    choices: Mapping[str, Choice]

    def __repr__(self) -> str:
        return "Paper(…)"


@dataclass(frozen=True, slots=True)
class Tally:
    """The count for one applicant in one round. There is no way to change one.

    `present` attending members at the opening, `base` what two thirds are asked of. `spoilt`
    (废票) happens on paper alone: neither for nor against, and it stays in the base.
    """

    present: int
    recused: int
    base: int
    approve: int
    reject: int
    abstain: int
    not_returned: int
    passed: bool
    base_matters: bool
    spoilt: int = field(default=0, metadata=LATE)


@dataclass(frozen=True, slots=True)
class PaperCount:
    """What one person read off the paper ballots of one applicant: votes by kind, and spoilt lines."""

    approve: int
    reject: int
    abstain: int
    spoilt: int

    @property
    def read(self) -> int:
        """Lines read off: what must come to the ballots that were handed back."""
        return self.approve + self.reject + self.abstain + self.spoilt


_LABELS = "ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters that are not misread by hand: no I, L, O, U."""


@dataclass(frozen=True, slots=True)
class SlipClass:
    """The slips (投票券) of one kind: the applicants that they are for, and how many there are.

    A class is all that a slip tells of its holder; one that holds a single slip tells everything.
    """

    label: str
    applicants: tuple[str, ...]
    slips: int

    @property
    def alone(self) -> bool:
        """One slip only: whoever holds it is known, and the ballot is not secret."""
        return self.slips == 1


def class_of(entry: str) -> str:
    """The label of the class that an entry of a roll of slips belongs to."""
    return entry.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Round:
    """A round (轮次), or one part of it: who was put to the vote and who attended.

    `key` is unique in the session ("1", "1b", "2"); `number` counts rounds, parts share it.
    `recused` holds for each applicant the attending members who keep out.
    `not_put` are applicants whom every attending member is recused from. `on_paper` says why
    the round is held with paper ballots and no box (empty: it is not), `counted_by` names the
    two people who read the paper ballots off. `slips`: it is held with one-time slips, and nobody
    knows who cast; `slips_out` are the classes of those that did not come back, one for each.
    """

    key: str
    number: int
    reason: str
    present: tuple[str, ...]
    applicants: tuple[str, ...]
    recused: Mapping[str, tuple[str, ...]]
    not_put: tuple[str, ...] = ()
    state: RoundState = RoundState.OPEN
    cast: int = 0
    not_returned: tuple[str, ...] = ()
    presiding: str = ""
    close_reason: str = ""
    annul_reason: str = ""
    tallies: Mapping[str, Tally] = field(default_factory=dict)
    on_paper: str = field(default="", metadata=LATE)
    counted_by: tuple[str, ...] = field(default=(), metadata=LATE)
    slips: bool = field(default=False, metadata=LATE)
    slips_out: tuple[str, ...] = field(default=(), metadata=LATE)

    def sheet(self, member: str) -> tuple[str, ...]:
        """The applicants on one member's sheet, in the committee's order."""
        return tuple(a for a in self.applicants if member not in self.recused.get(a, ()))

    @property
    def voters(self) -> tuple[str, ...]:
        """Attending members who get a sheet: those recused from everybody get none."""
        return tuple(m for m in self.present if self._gets_a_sheet(m))

    def _gets_a_sheet(self, member: str) -> bool:
        # Asked at every cast: the first applicant answers for nearly everybody.
        return any(member not in self.recused.get(a, ()) for a in self.applicants)

    @property
    def classes(self) -> tuple[SlipClass, ...]:
        """The slips of this round by the applicants that they are for, the largest class first."""
        sizes = Counter(self.sheet(member) for member in self.voters)
        order = sorted(sizes, key=lambda held: (-sizes[held], held))
        return tuple(SlipClass(_label(at), held, sizes[held]) for at, held in enumerate(order))

    def due(self, entries: Iterable[str]) -> Mapping[str, int]:
        """For each applicant how many of these sheets hold them.

        A sheet goes by its member; in a round with slips by its class, or its entry on the roll.
        """
        if self.slips:
            labels = Counter(class_of(entry) for entry in entries)
            held = {each.label: frozenset(each.applicants) for each in self.classes}
            return {
                number: sum(labels[label] for label, of in held.items() if number in of)
                for number in self.applicants
            }
        listed = Counter(entries)
        whole = listed.total()
        out = {number: frozenset(self.recused.get(number, ())) for number in self.applicants}
        return {number: whole - sum(listed[each] for each in out[number]) for number in out}

    @property
    def missing(self) -> tuple[str, ...]:
        """The sheets that did not come back, in the form that `due` takes."""
        return self.slips_out if self.slips else self.not_returned


def box_words(key: str) -> str:
    """Which box of a round a key is, in words: nothing for the first, 之2 for "1b".

    A round has several where it was held in parts, or annulled and held again.
    """
    place = 0
    for letter in key.lstrip("0123456789"):
        place = 26 * place + ord(letter) - ord("a") + 1
    return f"之{place}" if place else ""


def _label(place: int) -> str:
    """A … Z, AA …: bijective, so that no two places share one."""
    letters, rest = "", place + 1
    while rest:
        rest, letter = divmod(rest - 1, len(_LABELS))
        letters = _LABELS[letter] + letters
    return letters


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a tally means, with the parameter that decided."""

    passed: bool
    base_matters: bool
    needed: int
    param: Param
