"""Standards (标准条件): years in the lower title, and in work, by series, level and degree."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zcdesk.domain.applicant import Education, Level
from zcdesk.domain.citation import Citation, Standing

_DIRECT = "direct"
_YEARS = re.compile(r"(\S+) \+ (\d+)")


@dataclass(frozen=True, slots=True)
class Way:
    """One way to a level: `years` at level `below`; None below: admitted directly (no years).

    `work_years` are total working years, where the standard asks for them.
    """

    below: Level | None
    years: int
    work_years: int | None = None

    @property
    def direct(self) -> bool:
        """No years in a lower title are asked."""
        return self.below is None


@dataclass(frozen=True, slots=True)
class Standard:
    """The standard of one series. A degree without a way gives none."""

    series: str
    citation: Citation
    standing: Standing
    levels: Mapping[Level, Mapping[Education, Way]]


def read_levels(table: Mapping[str, Mapping[str, Any]]) -> Mapping[Level, Mapping[Education, Way]]:
    """The ways of a standard's file; ValueError for a level, degree or way that is not understood."""
    return {
        Level(level): {Education(degree): _way(text) for degree, text in ways.items()}
        for level, ways in table.items()
    }


def _way(entry: Any) -> Way:
    if isinstance(entry, str):
        return _years(entry, None)
    if set(entry) != {"way", "work_years"} or type(entry["work_years"]) is not int:
        raise ValueError(f"标准条件“{entry}”写法不对")
    return _years(entry["way"], entry["work_years"])


def _years(text: str, work_years: int | None) -> Way:
    if text == _DIRECT:
        return Way(None, 0, work_years)
    match = _YEARS.fullmatch(text)
    if match is None:
        raise ValueError(f"标准条件“{text}”写法不对")
    return Way(Level(match[1]), int(match[2]), work_years)
