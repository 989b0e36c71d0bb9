"""复查: a sealed session counted again, and its entries compared with the originals. Nothing judged anew.

《职称评审管理暂行规定》（人社部令第40号）第二十七条 lets an applicant ask for it. What is looked for are
figures that do not follow and entries that were taken down wrongly; no vote, mark, opinion or
status changes by it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that does not agree: what it is worked out to be, what is stated, and where."""

    what: str
    recounted: str
    stated: str
    where: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the recount (复算): how many figures were compared, and which differ."""

    name: str
    compared: int
    differences: tuple[Difference, ...] = ()

    @property
    def agrees(self) -> bool:
        """Something was compared, and all of it is the same."""
        return self.compared > 0 and not self.differences


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that was taken down (录入) and can be compared with an original by a person.

    `number` is the applicant's; `place` says where the original is, where that is known.
    """

    number: str
    name: str
    title: str
    value: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """An entry that somebody compared with the original: 一致 or 不一致, a note, and who."""

    entry: Entry
    agrees: bool
    note: str
    by: str


@dataclass(frozen=True, slots=True)
class ReExamination:
    """A whole 复查 as it is printed. `ground`: why; `of`: what was looked at; `by`: who did it.

    `check_code` is that of the sealed session. `at` is local time, ISO.
    """

    committee: str
    year: int
    rehearsal: bool
    check_code: str
    ground: str
    of: str
    by: str
    at: str
    parts: tuple[Part, ...]
    compared: tuple[Compared, ...] = ()

    @property
    def figures(self) -> int:
        """How many figures were compared."""
        return sum(part.compared for part in self.parts)

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Every figure that differs."""
        return tuple(each for part in self.parts for each in part.differences)

    @property
    def wrong_entries(self) -> tuple[Compared, ...]:
        """The entries that are not as the original has them."""
        return tuple(each for each in self.compared if not each.agrees)

    @property
    def clean(self) -> bool:
        """Every figure follows, and no entry that was compared differs from its original."""
        return all(part.agrees for part in self.parts) and not self.wrong_entries
