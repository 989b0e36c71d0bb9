"""Elimination (淘汰率): groups and their floors, in whole people."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from zcdesk.domain.citation import Param


@dataclass(frozen=True, slots=True)
class FloorResult:
    """One rate against its floor (下限, percent). All counts are people.

    `short_by` is how many more would have to fall; `most_pass` the most that may pass
    (None where there is no floor).
    """

    eliminated: int
    participating: int
    floor: Fraction | None
    met: bool
    short_by: int
    most_pass: int | None
    param: Param | None = None

    @property
    def fraction(self) -> str:
        """E/N, not reduced."""
        return f"{self.eliminated}/{self.participating}"

    @property
    def percent(self) -> str:
        """Two decimals, rounded half up; for display only."""
        hundredths = (20000 * self.eliminated + self.participating) // (2 * self.participating)
        return f"{hundredths // 100}.{hundredths % 100:02d}"


@dataclass(frozen=True, slots=True)
class GroupResult:
    """One elimination group: everyone who formally took part (正式参加评审) in it."""

    group: str
    participating: int
    defense_eliminated: int
    eliminated: int
    overall: FloorResult
    defense: FloorResult

    @property
    def met(self) -> bool:
        """Both floors hold."""
        return self.overall.met and self.defense.met
