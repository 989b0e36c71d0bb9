"""The attack on oneself (自测攻击): what each method found, beside the same method where it must."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import comb

FALSE_ALARM = Fraction(1, 10**9)
"""How rarely luck alone, over all methods of one attack, may be taken for a link.

Chosen here: a committee attacks itself a few times a year, and an alarm must be believed.
"""


@dataclass(frozen=True, slots=True)
class Probe:
    """One place that was searched for a link between a member and a vote.

    `found` counts what lies in this session, `planted` what the same search finds in a sample
    where `hidden` traces were put on purpose: a search that finds nothing there proves nothing.
    """

    place: str
    looked_for: str
    found: int
    planted: int
    hidden: int

    @property
    def works(self) -> bool:
        """The search finds everything that was put there for it."""
        return self.planted == self.hidden > 0


@dataclass(frozen=True, slots=True)
class Guessing:
    """Naming the one member who voted against an applicant, by every method there is.

    `trials` questions over sessions of the same committee with votes made up by lot; `best` and
    `worst` are the hits of the luckiest and the unluckiest of `methods`. `control` is the best
    method's hits among `control_trials` in a plain table.
    """

    members: int
    methods: int
    trials: int
    best: int
    worst: int
    control_trials: int
    control: int

    @property
    def chance(self) -> Fraction:
        """How often somebody who only guesses is right."""
        return Fraction(1, self.members)

    @property
    def at_chance(self) -> bool:
        """No method is right so often, or so rarely, that luck cannot explain it: exact tails."""
        allowed = FALSE_ALARM / (2 * self.methods)
        return all(
            self._likelihood(hits) > allowed
            for hits in (range(self.best, self.trials + 1), range(self.worst + 1))
        )

    def _likelihood(self, hits: range) -> Fraction:
        """How likely somebody who only guesses has one of these numbers of hits (binomial)."""
        ways = sum(
            comb(self.trials, hit) * (self.members - 1) ** (self.trials - hit) for hit in hits
        )
        return Fraction(ways, self.members**self.trials)

    @property
    def works(self) -> bool:
        """The same attacker is certain of every vote where votes stand in a plain table."""
        return self.control == self.control_trials > 0


@dataclass(frozen=True, slots=True)
class AttackOutcome:
    """The whole attack on one finished session.

    `traces` pieces of made-up ballots and keys are searched for in the twins: `seen` before the
    box is opened, `left` after. `package` is the name of the package that was searched, or empty.
    """

    committee: str
    year: int
    rehearsal: bool
    rounds: int
    head: str
    package: str
    probes: tuple[Probe, ...]
    guessing: Guessing
    traces: int
    seen: int
    left: int

    @property
    def works(self) -> bool:
        """Every search found what it must: the outcome means something."""
        return (
            all(probe.works for probe in self.probes)
            and self.guessing.works
            and self.seen == self.traces > 0
        )

    @property
    def clean(self) -> bool:
        """Nothing was found, by searches that work."""
        return (
            self.works
            and not any(probe.found for probe in self.probes)
            and self.guessing.at_chance
            and self.left == 0
        )
