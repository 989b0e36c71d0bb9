"""Typed reading of a TOML table, with one Chinese sentence for a value that does not fit."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Any, TypeVar

from zcdesk.domain.errors import Unreadable

E = TypeVar("E", bound=Enum)
_MISSING = object()
_FIRST_YEAR, _LAST_YEAR = 1950, 2200
_NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?")


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the script and where it stands."""

    where: str
    values: Mapping[str, Any]

    def _wrong(self, key: str, expected: str) -> Unreadable:
        return Unreadable(f"会议脚本中“{self._at(key)}”应当是{expected}。")

    def _at(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where else key

    def _get(self, key: str, default: object) -> Any:
        value = self.values.get(key, default)
        if value is _MISSING:
            raise Unreadable(f"会议脚本缺少“{self._at(key)}”。")
        return value

    def text(self, key: str, default: object = _MISSING) -> str:
        """A text."""
        value = self._get(key, default)
        if not isinstance(value, str):
            raise self._wrong(key, "文字（加引号）")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty where it is missing."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
            raise self._wrong(key, "文字列表")
        return tuple(value)

    def number(self, key: str) -> int:
        """A whole number."""
        value = self._get(key, _MISSING)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self._wrong(key, "整数")
        return value

    def year(self, key: str) -> int:
        """A year of our time."""
        value = self.number(key)
        if not _FIRST_YEAR <= value <= _LAST_YEAR:
            raise self._wrong(key, "四位数的年份")
        return value

    def flag(self, key: str) -> bool:
        """true or false; false where it is missing."""
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            raise self._wrong(key, " true 或 false")
        return value

    def day(self, key: str) -> datetime.date:
        """A date."""
        return self._day(key, self._get(key, _MISSING))

    def day_or_none(self, key: str) -> datetime.date | None:
        """A date; None where it is missing."""
        value = self.values.get(key)
        return None if value is None else self._day(key, value)

    def days(self, key: str) -> tuple[datetime.date, ...]:
        """A list of dates; empty where it is missing."""
        value = self.values.get(key, [])
        if not isinstance(value, list):
            raise self._wrong(key, "日期列表")
        return tuple(self._day(key, part) for part in value)

    def _day(self, key: str, value: object) -> datetime.date:
        if isinstance(value, datetime.datetime) or not isinstance(value, datetime.date):
            raise self._wrong(key, "日期（如 2024-11-20，不加引号）")
        return value

    def word(self, key: str, kind: type[E], default: E) -> E:
        """One word of a closed list."""
        value = self.values.get(key, default.value)
        try:
            return kind(value)
        except ValueError as error:
            raise self._wrong(key, _one_of(kind)) from error

    def words(self, key: str, kind: type[E]) -> list[E]:
        """A list of words of a closed list."""
        try:
            return [kind(part) for part in self.texts(key)]
        except ValueError as error:
            raise self._wrong(key, _one_of(kind)) from error

    def table(self, key: str, *, optional: bool = False) -> Table:
        """A table below this one."""
        value = self.values.get(key, {} if optional else _MISSING)
        if value is _MISSING:
            raise Unreadable(f"会议脚本缺少“[{self._at(key)}]”一节。")
        if not isinstance(value, dict):
            raise self._wrong(key, "一节（表）")
        return Table(self._at(key), value)

    def tables(self, key: str) -> list[Table]:
        """A list of tables; empty where it is missing."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(part, dict) for part in value):
            raise self._wrong(key, "表的列表")
        return [Table(f"{self._at(key)}[{place}]", part) for place, part in enumerate(value, 1)]


def _one_of(kind: type[Enum]) -> str:
    return "以下之一：" + "、".join(str(member.value) for member in kind)


def only(table: Table, keys: Iterable[str]) -> None:
    """Refuse a key that nobody reads: a misspelt one would be silently ignored."""
    unknown = sorted(set(table.values) - set(keys))
    if unknown:
        place = f"[{table.where}] 中" if table.where else "中"
        raise Unreadable(f"会议脚本{place}有不认识的项：{'、'.join(unknown)}。")


def exact(table: Table, key: str) -> Fraction | None:
    """An exact number: text ("60.5") or a whole number; None where it is missing."""
    value = table.values.get(key)
    if value is None:
        return None
    if type(value) is int:
        return Fraction(value)
    # No exponents: "1e999999999" is a number of a billion digits.
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return Fraction(value)
    raise Unreadable(f'会议脚本中“{table.where}.{key}”应当是加引号的数（如 "60"）。')
