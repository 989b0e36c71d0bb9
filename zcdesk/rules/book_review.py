"""Looking a rule book over before it is used, and holding two of them side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from zcdesk.domain.applicant import Education, Level
from zcdesk.domain.citation import Citation, Param, Standing
from zcdesk.rules.book import Book
from zcdesk.rules.standards import Standard, Way

_WORD_OF = {Standing.CONFIRMED: "已核实", Standing.ASSUMED: "待核实", Standing.OPEN: "自定"}
_WHOLE = 100


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to say of a book at one of its keys. `wrong`: the book must not be used so."""

    key: str
    sentence: str
    wrong: bool = True


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two books say differently, in words; empty where a book is silent."""

    key: str
    before: str
    after: str


def review(book: Book, reference: Book, texts: Mapping[str, str]) -> tuple[Remark, ...]:
    """What is wrong with a book, measured by one that the program is known to work with.

    `texts` are the sources' own words by file name: every quote must stand in them.
    """
    return (
        *_keys(book, reference),
        *_rules(book, reference),
        *_quotes(book, texts),
        *_standards(book),
    )


def _keys(book: Book, reference: Book) -> Iterator[Remark]:
    for key in sorted(reference.params.keys() - book.params.keys()):
        yield Remark(key, "程序需要这一项，规则文件中没有。")
    for key in sorted(book.params.keys() - reference.params.keys()):
        yield Remark(key, "程序不使用这一项，可能是名称写错了。")
    for key in sorted(book.params.keys() & reference.params.keys()):
        own, known = book.params[key], reference.params[key]
        if _kind(own) != _kind(known):
            yield Remark(key, f"应当是{_kind(known)}，写成了{_kind(own)}。")
        elif own.of != known.of:
            yield Remark(key, f"单位应当是“{known.of}”，写成了“{own.of}”。")
        elif own.options and set(own.options) - set(known.options):
            unknown = "、".join(sorted(set(own.options) - set(known.options)))
            yield Remark(key, f"可选项“{unknown}”程序不认识。")


def _kind(param: Param) -> str:
    match param.value:
        case tuple():
            return "一组词"
        case str() | bool():
            return "选项"
        case _ if param.of in ("reviewed", "present", "committee"):
            return "比例"
        case _:
            return "数"


def _rules(book: Book, reference: Book) -> Iterator[Remark]:
    for rule in sorted(reference.rules.keys() - book.rules.keys()):
        yield Remark(f"rules.{rule}", "程序有这条规则，规则文件中没有它的轻重和条款。")
    for rule in sorted(book.rules.keys() - reference.rules.keys()):
        yield Remark(f"rules.{rule}", "程序没有这条规则，可能是名称写错了。")


def _quotes(book: Book, texts: Mapping[str, str]) -> Iterator[Remark]:
    words = {name: _closed_up(text) for name, text in texts.items()}
    for key, citation in _citations(book):
        source = citation.source
        if not citation.quote:
            continue
        if not source.text:
            yield Remark(key, f"有引文，但依据“{source.title}”没有原文文件，无法核对。")
        elif source.text not in words:
            yield Remark(key, f"找不到依据的原文文件 {source.text}，引文无法核对。")
        elif _closed_up(citation.quote) not in words[source.text]:
            yield Remark(key, f"引文“{citation.quote}”不在 {source.text} 中。")


def _citations(book: Book) -> Iterator[tuple[str, Citation]]:
    for key, param in book.params.items():
        yield key, param.citation
    for rule, entry in book.rules.items():
        for citation in entry.citations:
            yield f"rules.{rule}", citation
    for series, standard in book.standards.items():
        yield f"standards.{series}", standard.citation


def _closed_up(text: str) -> str:
    """Without white space: a line break in the file is none in the sentence."""
    return "".join(text.split())


def _standards(book: Book) -> Iterator[Remark]:
    for series in book.standards:
        if not book.titles.knows(series):
            yield Remark(f"standards.{series}", "职称系列表中没有这个系列。")
    for key, standing in _standings(book):
        if standing is Standing.ASSUMED:
            yield Remark(key, "数值待核实，会印入会议纪要。", wrong=False)


def _standings(book: Book) -> Iterator[tuple[str, Standing]]:
    for key, param in book.params.items():
        yield key, param.standing
    for series, standard in book.standards.items():
        yield f"standards.{series}", standard.standing


def differences(before: Book, after: Book) -> tuple[Difference, ...]:
    """What two books say differently: values, rules' weights and articles, standards."""
    told = _told(before), _told(after)
    keys = dict.fromkeys((*told[0], *told[1]))
    pairs = ((key, told[0].get(key, ""), told[1].get(key, "")) for key in keys)
    return tuple(Difference(*pair) for pair in pairs if pair[1] != pair[2])


def _told(book: Book) -> dict[str, str]:
    told = {key: _value_in_words(param) for key, param in book.params.items()}
    for rule, entry in book.rules.items():
        told[f"rules.{rule}"] = f"{entry.severity.value}，{entry.article}"
    for series, standard in book.standards.items():
        told |= _ways_told(series, standard)
    return told


def _value_in_words(param: Param) -> str:
    value = param.value
    if isinstance(value, tuple):
        words = "、".join(value)
    elif isinstance(value, Fraction) and (_WHOLE * value).denominator == 1:
        words = f"{_WHOLE * value}%"
    else:
        words = str(value)
    return f"{words}（{_WORD_OF[param.standing]}）"


def _ways_told(series: str, standard: Standard) -> dict[str, str]:
    return {
        f"standards.{series}.{level.value}.{degree.value}": way_in_words(way)
        for level, ways in _ordered(standard)
        for degree, way in ways.items()
    }


def _ordered(standard: Standard) -> list[tuple[Level, Mapping[Education, Way]]]:
    return sorted(standard.levels.items(), key=lambda pair: pair[0].rank)


def way_in_words(way: Way) -> str:
    """A way to a level (中级满5年) as a person says it."""
    years = "直接认定" if way.below is None else f"{way.below.value}满{way.years}年"
    return years if way.work_years is None else f"{years}，从业满{way.work_years}年"
