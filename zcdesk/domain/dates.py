"""Dates as papers give them: a year, a month or a day, never more precise than the paper."""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass

_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_BEIJING = datetime.timezone(datetime.timedelta(hours=8))
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date that keeps its precision: `month` and `day` are 0 where the paper is silent."""

    year: int
    month: int = 0
    day: int = 0

    def __post_init__(self) -> None:
        if self.day and not self.month:
            raise ValueError("a day without a month")
        if not _FIRST_YEAR <= self.year <= _LAST_YEAR:
            raise ValueError(f"year out of range: {self.year}")
        datetime.date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read the ISO form (2016, 2016-07, 2016-07-31); ValueError for anything else."""
        match = _ISO.fullmatch(text)
        if match is None:
            raise ValueError(f"not a date: {text}")
        return cls(*(int(part) if part else 0 for part in match.groups()))

    @classmethod
    def of(cls, day: datetime.date) -> PartialDate:
        """The full date of a calendar day."""
        return cls(day.year, day.month, day.day)

    @property
    def earliest(self) -> datetime.date:
        """The first day that this date may mean."""
        return datetime.date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> datetime.date:
        """The last day that this date may mean."""
        month = self.month or 12
        return datetime.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    @property
    def iso(self) -> str:
        """The ISO form, as short as the precision."""
        parts = [f"{self.year:04d}"]
        if self.month:
            parts.append(f"{self.month:02d}")
        if self.day:
            parts.append(f"{self.day:02d}")
        return "-".join(parts)

    def __str__(self) -> str:
        text = f"{self.year}年"
        if self.month:
            text += f"{self.month}月"
        if self.day:
            text += f"{self.day}日"
        return text


def add_years(day: datetime.date, years: int) -> datetime.date:
    """The same day `years` later; a day that does not exist becomes the last of its month.

    民法典 第二百零二条: 2020-02-29 and three years is 2023-02-28.
    """
    year = day.year + years
    last = calendar.monthrange(year, day.month)[1]
    return datetime.date(year, day.month, min(day.day, last))


def in_beijing(at: datetime.datetime) -> datetime.datetime:
    """A moment with its zone as every clock in China shows it, wherever the machine stands."""
    return at.astimezone(_BEIJING)
