"""Scores (量化赋分): the scheme, a member's sheet, and what comes of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction


class JudgedBy(Enum):
    """Who fills an item: the experts, or the office from the facts."""

    EXPERT = "expert"
    OFFICE = "office"


class Combine(Enum):
    """How a group adds up: all items, or the highest only (两项取高)."""

    SUM = "sum"
    HIGHEST = "highest"


@dataclass(frozen=True, slots=True)
class ScoreItem:
    """One item of a scheme (赋分要素): range and step in points, both exact.

    `rank_factors` multiply the mark by the applicant's place among the authors (1, 0.8, …).
    """

    name: str
    low: Fraction
    high: Fraction
    step: Fraction
    judged_by: JudgedBy = JudgedBy.EXPERT
    rank_factors: tuple[Fraction, ...] = ()


@dataclass(frozen=True, slots=True)
class ScoreGroup:
    """A group of items or groups, with a cap in points where there is one (封顶)."""

    name: str
    parts: tuple[ScoreItem | ScoreGroup, ...]
    cap: Fraction | None = None
    combine: Combine = Combine.SUM

    def items(self) -> Iterator[ScoreItem]:
        """Every item below this group, in order."""
        for part in self.parts:
            if isinstance(part, ScoreItem):
                yield part
            else:
                yield from part.items()


@dataclass(frozen=True, slots=True)
class ScoreScheme:
    """The scoring scheme (量化赋分办法) that the committee had approved."""

    name: str
    root: ScoreGroup

    @property
    def items(self) -> tuple[ScoreItem, ...]:
        """All items, in the order of the sheet."""
        return tuple(self.root.items())


@dataclass(frozen=True, slots=True)
class Mark:
    """What one item was given; `rank` is the author's place (from 1) where the item asks it."""

    item: str
    points: Fraction
    rank: int = 0


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """One member's marks for one applicant (评分表)."""

    applicant: str
    member: str
    marks: tuple[Mark, ...]
