"""The sentences of the rules: templates read once, filled with a finding's facts."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from zcdesk.domain.dates import PartialDate

_FORMS = frozenset({"", "date"})


@dataclass(frozen=True, slots=True)
class Template:
    """A sentence with places for facts: `parts` are (text before, fact, form)."""

    text: str
    parts: tuple[tuple[str, str, str], ...]
    tail: str

    @property
    def facts(self) -> frozenset[str]:
        """The facts that the sentence names."""
        return frozenset(fact for _, fact, _ in self.parts)

    def fill(self, facts: Mapping[str, object]) -> str:
        """The sentence with its facts; KeyError where one is not given."""
        if not self.parts:
            return self.tail
        out: list[str] = []
        for before, fact, form in self.parts:
            out += (before, _said(facts[fact], form))
        out.append(self.tail)
        return "".join(out)


def _said(value: object, form: str) -> str:
    if isinstance(value, list):
        return "、".join(_said(each, form) for each in value) or "无"
    if value is None:
        return "不详"
    return _date(str(value)) if form else str(value)


@lru_cache(maxsize=4096)
def _date(iso: str) -> str:
    return str(PartialDate.parse(iso))


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is said in one case of a rule, and what would clear it (empty: nothing to do)."""

    message: Template
    remedy: Template


@dataclass(frozen=True, slots=True)
class RuleWording:
    """A rule's name in words and its sentences by case."""

    name: str
    cases: Mapping[str, Sentence]


def read_template(text: str) -> Template:
    """A template from `{fact}` and `{fact:date}`; ValueError for anything else in braces."""
    parts: list[tuple[str, str, str]] = []
    tail = ""
    for before, fact, form, conversion in string.Formatter().parse(text):
        tail += before
        if fact is None:
            continue
        if not fact.isidentifier() or form not in _FORMS or conversion:
            raise ValueError(f"文案“{text}”中的占位符写法不对")
        parts.append((tail, fact, form or ""))
        tail = ""
    return Template(text, tuple(parts), tail)


def read_wording(table: Mapping[str, Mapping[str, object]]) -> Mapping[str, RuleWording]:
    """The wordings of a file by rule id; ValueError where an entry is not understood."""
    return {rule: _rule(rule, entry) for rule, entry in table.items()}


def _rule(rule: str, entry: Mapping[str, object]) -> RuleWording:
    cases = {case: _sentence(rule, told) for case, told in entry.items() if case != "name"}
    return RuleWording(str(entry["name"]), cases)


def _sentence(rule: str, told: object) -> Sentence:
    said = [told] if isinstance(told, str) else told
    if not (isinstance(said, list) and said and all(isinstance(each, str) for each in said)):
        raise ValueError(f"规则 {rule} 的文案写法不对")
    message, *remedy = said
    return Sentence(read_template(message), read_template("".join(remedy)))
