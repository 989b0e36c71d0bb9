"""The 27 series (系列) with their names, and the titles of each by level."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from zcdesk.domain.applicant import Level

_NAMES = "names"
_SPECIALTY_WORDS = ("专业", "方向")


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """A text without spaces and full-width forms."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@lru_cache(maxsize=4096)
def specialty_key(text: str) -> str:
    """What a specialty is compared by: without spaces, full-width forms, 专业 and 方向."""
    key = plain(text)
    for word in _SPECIALTY_WORDS:
        key = key.replace(word, "")
    return key


@dataclass(frozen=True, slots=True)
class Titles:
    """The table of titles: canonical names of series, and levels by series and title name."""

    series: Mapping[str, str]
    levels: Mapping[str, Mapping[str, Level]]

    def series_name(self, text: str) -> str:
        """The series' canonical name (工程 → 工程技术); an unknown name as it is, plain."""
        key = plain(text)
        return self.series.get(key) or self.series.get(key.removesuffix("系列"), key)

    def knows(self, series: str) -> bool:
        """Whether a name is that of one of the series."""
        return self.series_name(series) in self.levels

    def level_of(self, series: str, title: str) -> Level | None:
        """The level of a title's name within its series.

        Without a series the name must mean the same level wherever it occurs. None where the
        table does not know: then a person has to say it.
        """
        name = plain(title)
        if series:
            return self.levels.get(self.series_name(series), {}).get(name)
        found = {titles[name] for titles in self.levels.values() if name in titles}
        return found.pop() if len(found) == 1 else None

    def series_of(self, title: str) -> str:
        """The one series that has a title of this name; empty where none or several do."""
        name = plain(title)
        found = [series for series, titles in self.levels.items() if name in titles]
        return found[0] if len(found) == 1 else ""


def read_titles(table: Mapping[str, Mapping[str, list[str]]]) -> Titles:
    """The table from its file; ValueError where a name stands twice or a level is unknown."""
    series: dict[str, str] = {}
    levels: dict[str, Mapping[str, Level]] = {}
    for canonical, entry in table.items():
        for name in (canonical, *entry[_NAMES]):
            if series.setdefault(plain(name), canonical) != canonical:
                raise ValueError(f"系列名称“{name}”重复")
        levels[canonical] = _titles_of(canonical, entry)
    return Titles(series, levels)


def _titles_of(series: str, entry: Mapping[str, list[str]]) -> Mapping[str, Level]:
    known: dict[str, Level] = {}
    for word, names in entry.items():
        if word == _NAMES:
            continue
        level = Level(word)
        for name in names:
            if known.setdefault(plain(name), level) is not level:
                raise ValueError(f"{series}系列的职称“{name}”有两个级别")
    return known
