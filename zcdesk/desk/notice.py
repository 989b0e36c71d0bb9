"""The public notice (公示) as a person prepares it: days off and worked, which days count, until when."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial

from zcdesk.desk import forms
from zcdesk.desk.desk import Desk
from zcdesk.desk.forms import Issued
from zcdesk.desk.resources import resources_folder
from zcdesk.domain.contact import Contact
from zcdesk.domain.errors import Refused
from zcdesk.rules import publicity

_ONE = datetime.timedelta(days=1)
_AHEAD = datetime.timedelta(days=60)
_LONGEST = 31
_BESIDE = re.compile(r"[（(][^）)]*[）)]|\s")
_APART = re.compile(r"[、，,；;。\n]+")
_TO = re.compile(r"[至到~～—–]+")
_DAY = re.compile(
    r"(?:(?P<year>\d{4})[-./年])?(?:(?P<month>\d{1,2})[-./月])?(?P<day>\d{1,2})日?", re.ASCII
)
_WEEK = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Decreed:
    """A year's days off and the weekend days worked instead (调休上班), with the text that says so."""

    source: str
    off: tuple[datetime.date, ...]
    made_up: tuple[datetime.date, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted of a notice. Days off and worked as typed; `working_days` None: the least."""

    starts_on: datetime.date
    off: str = ""
    made_up: str = ""
    working_days: int | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """One day of the period: the how manieth working day it is, 0 where it does not count."""

    day: datetime.date
    place: int
    why: str

    @property
    def words(self) -> str:
        """The day as a line."""
        shown = f"{self.day.month}月{self.day.day}日　周{_WEEK[self.day.weekday()]}"
        counts = f"第 {self.place} 个工作日" if self.place else "不计入"
        return f"{shown}　{counts}" + (f"（{self.why}）" if self.why else "")


@dataclass(frozen=True, slots=True)
class Plan:
    """From when to when, day by day, and what a person should still look at."""

    period: publicity.Period
    days: tuple[Counted, ...]
    note: str

    @property
    def words(self) -> str:
        """The period in one sentence."""
        first, last = (
            f"{day.year}年{day.month}月{day.day}日" for day in (self.period.first, self.period.last)
        )
        return f"{first}至{last}，共{self.period.working_days}个工作日。"


@cache
def decreed(year: int) -> Decreed | None:
    """What is known of a year; None where its notice does not ship with the program."""
    tables = tomllib.loads((resources_folder() / "holidays.toml").read_text("utf-8"))
    table = tables.get(str(year))
    if table is None:
        return None
    off = tuple(day for first, last in table["off"] for day in _span(first, last))
    source = f"{table['issuer']}《{table['title']}》（{table['number']}）"
    return Decreed(source, off, tuple(table["worked"]))


def proposed(starts_on: datetime.date) -> tuple[str, str, str]:
    """Days off and days worked to begin with, as texts, and the sentence that says where from.

    Those of the year and, for a notice that may run into it, of the next; what lies before the
    first day is left out.
    """
    this, then = decreed(starts_on.year), decreed((starts_on + _AHEAD).year)
    if this is None:
        return "", "", unknown(starts_on.year)
    found = [table for table in dict.fromkeys((this, then)) if table is not None]
    off = [day for table in found for day in table.off if day >= starts_on]
    worked = [day for table in found for day in table.made_up if day >= starts_on]
    sources = "、".join(table.source for table in found)
    return in_text(off), in_text(worked), f"放假和调休已按{sources}填入，可以修改。"


def unknown(year: int) -> str:
    """The sentence for a year without data."""
    return (
        f"程序中没有{year}年的放假安排，请按国务院办公厅当年的通知填写；"
        "留空则只扣除星期六和星期日。"
    )


def read_days(text: str, what: str, near: datetime.date) -> tuple[datetime.date, ...]:
    """Days as typed or copied from a notice: 2024-10-01至2024-10-07、10月12日（星期六）.

    A day without a year is that nearest to `near`. Refused with a sentence that names what cannot be read.
    """
    found: set[datetime.date] = set()
    for part in filter(None, _APART.split(_BESIDE.sub("", text.replace("\n", "、")))):
        ends = _TO.split(part)
        first = _day(ends[0], what, part, near)
        last = first if len(ends) == 1 else _day(ends[-1], what, part, first, first.month)
        if len(ends) > 2 or not 0 <= (last - first).days < _LONGEST:  # noqa: PLR2004 - a span's ends
            raise _unread(what, part)
        found.update(_span(first, last))
    return tuple(sorted(found))


def in_text(days: Sequence[datetime.date]) -> str:
    """Days as they are typed, those in a row as a span."""
    spans: list[list[datetime.date]] = []
    for day in sorted(set(days)):
        if spans and day - spans[-1][-1] == _ONE:
            spans[-1].append(day)
        else:
            spans.append([day])
    return "、".join(
        span[0].isoformat() + (f"至{span[-1].isoformat()}" if len(span) > 1 else "")
        for span in spans
    )


def plan(desk: Desk, asked: Asked) -> Plan:
    """Which days count, before anything is printed. Refused with a sentence where it cannot be."""
    found = publicity.period(
        asked.starts_on,
        desk.book,
        holidays=_off(asked),
        made_up=_made_up(asked),
        working_days=asked.working_days,
    )
    places = {day: place for place, day in enumerate(found.counted, 1)}
    days = tuple(
        Counted(day, places.get(day, 0), _why(day, found)) for day in _span(found.first, found.last)
    )
    return Plan(found, days, _note(found, asked))


def least_days(desk: Desk) -> int:
    """How many working days a notice hangs at least."""
    return desk.book.count("public_notice.working_days")


def issuing(asked: Asked, contact: Contact) -> Callable[[Desk], Issued]:
    """The paper of a notice; Refused, once it is made, where its days mean nothing."""
    return partial(_issue, asked=asked, contact=contact)


def _issue(desk: Desk, asked: Asked, contact: Contact) -> Issued:
    return forms.public_notice(
        desk,
        asked.starts_on,
        _off(asked),
        _made_up(asked),
        working_days=asked.working_days,
        contact=contact,
    )


def _off(asked: Asked) -> tuple[datetime.date, ...]:
    return read_days(asked.off, "放假", asked.starts_on)


def _made_up(asked: Asked) -> tuple[datetime.date, ...]:
    return read_days(asked.made_up, "调休上班", asked.starts_on)


def _why(day: datetime.date, period: publicity.Period) -> str:
    if day in period.made_up:
        return "调休上班"
    if day in period.off:
        return "放假"
    return "" if day in period.counted else "周末"


def _note(period: publicity.Period, asked: Asked) -> str:
    """A year that the period reaches and of which nothing is known or typed."""
    typed = {day.year for day in (*_off(asked), *_made_up(asked))}
    for year in range(period.first.year, period.last.year + 1):
        if decreed(year) is None and year not in typed:
            return unknown(year)
    return ""


def _span(first: datetime.date, last: datetime.date) -> list[datetime.date]:
    return [first + place * _ONE for place in range((last - first).days + 1)]


def _day(text: str, what: str, part: str, near: datetime.date, month: int = 0) -> datetime.date:
    match = _DAY.fullmatch(text)
    if match is None or not (match["month"] or month):
        raise _unread(what, part)
    years = [int(match["year"])] if match["year"] else range(near.year - 1, near.year + 2)
    found = []
    for year in years:
        with suppress(ValueError):  # 29 February of most years
            found.append(datetime.date(year, int(match["month"] or month), int(match["day"])))
    if not found:
        raise _unread(what, part)
    return min(found, key=lambda day: abs(day - near))


def _unread(what: str, part: str) -> Refused:
    return Refused(
        "public-notice",
        f"{what}日期“{part}”看不懂，请写成 2024-10-12 或 2024-10-01至2024-10-07，多个用、分开。",
    )
