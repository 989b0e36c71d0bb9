"""Secret ballots (无记名投票): rounds, papers, tallies, outcomes."""

from __future__ import annotations

from collections.abc import Mapping
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


@dataclass(frozen=True, slots=True)
class Round:
    """A round (轮次), or one part of it: who was put to the vote and who attended.

    `key` is unique in the session ("1", "1b", "2"); `number` counts rounds, parts share it.
    `recused` holds for each applicant the attending members who keep out.
    `not_put` are applicants whom every attending member is recused from. `on_paper` says why
    the round is held with paper ballots and no box (empty: it is not), `counted_by` names the
    two people who read the paper ballots off.
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

    def sheet(self, member: str) -> tuple[str, ...]:
        """The applicants on one member's sheet, in the committee's order."""
        return tuple(a for a in self.applicants if member not in self.recused.get(a, ()))

    @property
    def voters(self) -> tuple[str, ...]:
        """Attending members who get a sheet: those recused from everybody get none."""
        return tuple(m for m in self.present if self.sheet(m))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a tally means, with the parameter that decided."""

    passed: bool
    base_matters: bool
    needed: int
    param: Param
