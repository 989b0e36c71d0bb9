"""Rule books (规则文件): every number of the law with its source, read from texts, never from disk."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NoReturn

from zcdesk.domain.applicant import Education, Level
from zcdesk.domain.citation import Param, Source
from zcdesk.domain.errors import Refused
from zcdesk.domain.scoring import ScoreGroup, ScoreItem, ScoreScheme
from zcdesk.domain.session import Settings
from zcdesk.rules import settings as choosing
from zcdesk.rules.bookfile import BookFile, Entry, read_book, read_plain
from zcdesk.rules.standards import Standard, Way
from zcdesk.rules.titles import Titles, read_titles
from zcdesk.rules.wording import RuleWording, read_wording

TITLES = "titles.toml"
WORDINGS = ("wording/rules.toml", "wording/session.toml")


@dataclass(frozen=True, slots=True)
class Book:
    """The rules of one province and review year.

    `files` are the texts that it was read from, by name: what a session freezes. `sha256` is
    their digest. `book["quorum.share"]` is one parameter with its citation.
    """

    id: str
    province: str
    review_year: int
    sha256: str
    files: Mapping[str, str]
    params: Mapping[str, Param]
    rules: Mapping[str, Entry]
    sources: Mapping[str, Source]
    standards: Mapping[str, Standard]
    titles: Titles
    wording: Mapping[str, RuleWording]
    scheme: ScoreScheme

    def __getitem__(self, key: str, /) -> Param:
        return self.params[key]

    def count(self, key: str) -> int:
        """A whole number of the book."""
        value = self.params[key].value
        assert isinstance(value, int)
        return value

    def words(self, key: str) -> tuple[str, ...]:
        """A list of words of the book."""
        value = self.params[key].value
        assert isinstance(value, tuple)
        return value

    def settings(
        self, choices: Mapping[str, object], scheme: ScoreScheme | None = None
    ) -> Settings:
        """The settings in force; Refused("unknown-setting") for a name or value not known.

        The pass mark must lie within the scheme (the book's own, if none is given).
        """
        return choosing.settle(self.params, self.titles, scheme or self.scheme, choices)

    def ways(self, series: str, level: Level) -> Mapping[Education, Way] | None:
        """The ways to a level by degree; None where the series has no standard for it."""
        standard = self.standards.get(self.titles.series_name(series))
        return standard.levels.get(level) if standard else None


def load_book(files: Mapping[str, str], book_id: str) -> Book:
    """Read a book from texts by name. Refused("unknown-rules") where one is missing.

    Unreadable where a text breaks the format: a float, a key twice, a value without citation.
    """
    chain = _chain(files, book_id)
    sources: dict[str, Source] = {}
    params: dict[str, Param] = {}
    rules: dict[str, Entry] = {}
    used = [file.name for file in chain]
    standards: dict[str, Standard] = {}
    for file in reversed(chain):
        sources |= file.read_sources()
        params |= file.read_params(sources)
        rules |= file.read_rules(sources)
    for name in (f"standards/{stem}.toml" for stem in chain[0].standards):
        file = read_book(name, _text(files, name))
        own = file.read_sources()
        sources |= own
        standard = file.read_standard(own)
        standards[standard.series] = standard
        used.append(name)
    titles = read_plain(TITLES, _text(files, TITLES), read_titles)
    wording: dict[str, RuleWording] = {}
    for name in (name for name in WORDINGS if name == WORDINGS[0] or name in files):
        wording |= read_plain(name, _text(files, name), read_wording)
        used.append(name)
    kept = {name: files[name] for name in sorted((*used, TITLES))}
    return Book(
        id=book_id,
        province=chain[0].province,
        review_year=chain[0].review_year,
        sha256=_digest(kept),
        files=kept,
        params=params,
        rules=rules,
        sources=sources,
        standards=standards,
        titles=titles,
        wording=wording,
        scheme=_scheme(params),
    )


def _chain(files: Mapping[str, str], book_id: str) -> list[BookFile]:
    """The book and what it extends, itself first."""
    name = f"{book_id}.toml"
    chain = [read_book(name, _text(files, name))]
    if not chain[0].review_year:
        raise Refused("unknown-rules", f"规则文件 {name} 没有写明评审年度，不能单独使用。")
    while chain[-1].extends:
        name = f"{chain[-1].extends}.toml"
        if any(file.name == name for file in chain):
            chain[-1].fail("相互引用")
        chain.append(read_book(name, _text(files, name)))
    return chain


def _text(files: Mapping[str, str], name: str) -> str:
    return files[name] if name in files else _missing(name)


def _missing(name: str) -> NoReturn:
    raise Refused("unknown-rules", f"找不到规则文件 {name}，会议不能打开。")


def _digest(files: Mapping[str, str]) -> str:
    """SHA-256 over the names and texts in order; lengths keep their borders apart."""
    whole = hashlib.sha256()
    for name, text in files.items():
        for part in (name.encode("utf-8"), text.encode("utf-8")):
            whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()


def _scheme(params: Mapping[str, Param]) -> ScoreScheme:
    """The default scheme (量化赋分): the notice's dimensions, all of the same range."""
    names = params["scoring.dimensions"].value
    points, step = params["scoring.dimension_points"].value, params["scoring.dimension_step"].value
    assert isinstance(names, tuple)
    assert isinstance(points, int | Fraction)
    assert isinstance(step, int | Fraction)
    items = tuple(ScoreItem(name, Fraction(0), Fraction(points), Fraction(step)) for name in names)
    return ScoreScheme("五维度量化赋分", ScoreGroup("合计", items))
