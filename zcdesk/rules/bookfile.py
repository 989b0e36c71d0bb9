"""One file of a rule book: TOML in the book's own format, every defect named with its place."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NoReturn, TypeVar

from zcdesk.domain.citation import Citation, Param, Source, Standing
from zcdesk.domain.errors import Unreadable
from zcdesk.domain.finding import Severity
from zcdesk.domain.toml import read_toml
from zcdesk.rules.standards import Standard, read_levels

_SECTIONS = frozenset({"book", "sources", "rules", "standard", "levels"})
_NUMBER = re.compile(r"(\d+)/([1-9]\d*)|(\d+)%|\d+\.\d+")
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a book says of a rule: its weight, its article, and the article's own words."""

    severity: Severity
    article: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class BookFile:
    """A file as TOML tables. `fail` tells what is wrong with it."""

    name: str
    table: Mapping[str, Any]

    @property
    def province(self) -> str:
        """The province (empty: every one)."""
        return str(self._head("province", ""))

    @property
    def review_year(self) -> int:
        """The review year (0: none, a book to extend)."""
        return int(self._head("review_year", 0))

    @property
    def extends(self) -> str:
        """The book that this one lies over."""
        return str(self._head("extends", ""))

    @property
    def standards(self) -> tuple[str, ...]:
        """Stems of the standards' files."""
        return tuple(self._head("standards", []))

    def _head(self, key: str, default: object) -> Any:
        head = self.table.get("book", {})
        if head.get("id") != self.name.removesuffix(".toml"):
            self.fail("[book] 的 id 与文件名不一致")
        return head.get(key, default)

    def fail(self, what: str) -> NoReturn:
        """Raise Unreadable with the file's name."""
        raise Unreadable(f"规则文件 {self.name} 有误：{what}。")

    def read_sources(self) -> dict[str, Source]:
        """The texts that the file cites."""
        return {
            key: self._source(key, entry) for key, entry in self.table.get("sources", {}).items()
        }

    def _source(self, key: str, entry: Mapping[str, Any]) -> Source:
        dated = entry.get("dated")  # a year alone where the day is not at hand
        if type(dated) not in (datetime.date, int) or not entry.get("title"):
            self.fail(f"依据 {key} 缺少标题或日期")
        text = entry.get("text", "")
        return Source(key, entry["title"], entry.get("issuer", ""), str(dated), text)

    def read_params(self, sources: Mapping[str, Source]) -> dict[str, Param]:
        """Every value with its citation, by dotted key."""
        return {key: self._param(key, entry, sources) for key, entry in self._leaves()}

    def _leaves(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        open_tables = [(key, part) for key, part in self.table.items() if key not in _SECTIONS]
        while open_tables:
            key, part = open_tables.pop(0)
            if not isinstance(part, Mapping):
                self.fail(f"{key} 没有依据")
            if "value" in part or "choice" in part:
                yield key, part
            else:
                open_tables += [(f"{key}.{name}", below) for name, below in part.items()]

    def _param(self, key: str, entry: Mapping[str, Any], sources: Mapping[str, Source]) -> Param:
        if "cite" not in entry or "standing" not in entry:
            self.fail(f"{key} 缺少依据或可信程度")
        standing = self._standing(key, entry["standing"])
        citation = self._citation(key, entry["cite"], sources)
        if standing is Standing.CONFIRMED and not citation.quote:
            self.fail(f"{key} 标为已核实，但没有引文")
        options = tuple(entry.get("options", ()))
        if "choice" in entry and entry["choice"] not in options:
            self.fail(f"{key} 的取值不在可选范围内")
        value = entry["choice"] if "choice" in entry else self._value(key, entry["value"])
        return Param(key, value, citation, standing, entry.get("of", ""), options)

    def _standing(self, key: str, word: object) -> Standing:
        try:
            return Standing(word)
        except ValueError:
            self.fail(f"{key} 的可信程度“{word}”不认识")

    def _citation(self, key: str, cite: Any, sources: Mapping[str, Source]) -> Citation:
        if not isinstance(cite, Mapping) or cite.get("source") not in sources or not cite.get("at"):
            self.fail(f"{key} 的依据不在文件清单中或没有条款")
        return Citation(sources[cite["source"]], cite["at"], cite.get("quote", ""))

    def _value(self, key: str, value: object) -> Fraction | int | tuple[str, ...]:
        if type(value) is int:
            return value
        if isinstance(value, list) and value and all(isinstance(each, str) for each in value):
            return tuple(value)
        match = _NUMBER.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            self.fail(f"{key} 的数值“{value}”写法不对")
        return Fraction(int(match[3]), 100) if match[3] else Fraction(match[0])

    def read_rules(self, sources: Mapping[str, Source]) -> dict[str, Entry]:
        """Weight, article and clauses of the rules."""
        return {
            rule: self._entry(rule, entry, sources)
            for rule, entry in self.table.get("rules", {}).items()
        }

    def _entry(self, rule: str, entry: Mapping[str, Any], sources: Mapping[str, Source]) -> Entry:
        if set(entry) != {"severity", "article", "cites"}:
            self.fail(f"规则 {rule} 的条目不完整")
        if entry["severity"] not in {severity.value for severity in Severity}:
            self.fail(f"规则 {rule} 的轻重“{entry['severity']}”不认识")
        cites = tuple(self._citation(rule, cite, sources) for cite in entry["cites"])
        return Entry(Severity(entry["severity"]), entry["article"], cites)

    def read_standard(self, sources: Mapping[str, Source]) -> Standard:
        """The standard of one series."""
        head = self.table.get("standard", {})
        if set(head) != {"series", "cite", "standing"}:
            self.fail("[standard] 的条目不完整")
        try:
            levels = read_levels(self.table.get("levels", {}))
        except (ValueError, TypeError, AttributeError) as error:
            self.fail(str(error))
        return Standard(
            head["series"],
            self._citation("standard", head["cite"], sources),
            self._standing("standard", head["standing"]),
            levels,
        )


def read_book(name: str, text: str) -> BookFile:
    """A file of the book; Unreadable where it is no TOML, has a float or a key twice."""
    return BookFile(name, _toml(name, text))


def read_plain(name: str, text: str, read: Callable[[Any], _T]) -> _T:
    """A file of another shape, read by its own reader."""
    table = _toml(name, text)
    try:
        return read(table)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable(f"规则文件 {name} 有误：{error}。") from error


def _toml(name: str, text: str) -> dict[str, Any]:
    def no_float(number: str) -> NoReturn:
        raise Unreadable(f"规则文件 {name} 有误：数值 {number} 必须写成整数、分数或百分数。")

    return read_toml(f"规则文件 {name} ", text, parse_float=no_float)
