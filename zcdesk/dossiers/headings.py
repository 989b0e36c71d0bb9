"""Headings of a roster: what a column is called, and which rows hold the names."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from zcdesk.dossiers.cells import Cell, text_of

_PACKAGE = Path(__file__).resolve().parents[1]
# A wheel carries the tables inside the package, a source checkout beside it.
_FOLDERS = (_PACKAGE / "_resources" / "roster", _PACKAGE.parent / "resources" / "roster")
_NOTE = re.compile(r"\([^()]*\)")
_UNCLOSED = re.compile(r"\(.*", re.DOTALL)
_ORNAMENT = re.compile(r"[\s*:★☆\u200b-\u200d\ufeff]+")
_ASSESSMENT = re.compile(r"(\d{4})(年度考核|年考核|考核)", re.ASCII)
_BARE_YEAR = re.compile(r"(\d{4})(年|年度)?", re.ASCII)
_SEARCHED = 60
_NUMBER = "number"
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


@cache
def roster_table(name: str) -> Mapping[str, Any]:
    """A table of the roster's words, `headings` or `words`."""
    folder = next(folder for folder in _FOLDERS if folder.is_dir())
    return tomllib.loads((folder / f"{name}.toml").read_text("utf-8"))


@cache
def names_of(sheet: str) -> Mapping[str, tuple[str, int]]:
    """Heading → (key of the column, 0 for the heading itself, more for what is accepted too)."""
    keys: Mapping[str, list[str]] = roster_table("headings")[sheet]
    return {name: (key, place) for key, names in keys.items() for place, name in enumerate(names)}


def heading_of(sheet: str, key: str) -> str:
    """The heading (Chinese) of a column; a year's is its assessment."""
    return f"{key}年度考核" if key.isdigit() else str(roster_table("headings")[sheet][key][0])


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """A heading without spaces, line breaks, full-width forms, （括号说明） and marks like *."""
    text = unicodedata.normalize("NFKC", text)
    while (shorter := _NOTE.sub("", text)) != text:
        text = shorter
    return _ORNAMENT.sub("", _UNCLOSED.sub("", text))


def key_of(sheet: str, heading: str) -> tuple[str, int] | None:
    """The column that a plain heading names, and how far down the list of its names it stands."""
    if (found := names_of(sheet).get(heading)) is not None:
        return found
    match = _ASSESSMENT.fullmatch(heading) if sheet == "applicants" else None
    if match is None or not _FIRST_YEAR <= int(match[1]) <= _LAST_YEAR:
        return None
    return match[1], ("年度考核", "年考核", "考核").index(match[2])


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a sheet; rows and columns count from 0 within the used area.

    `columns` maps a key to its column; `ignored` are columns that no key wants, `repeated` those
    whose heading stood before; each with the heading as written.
    """

    first: int
    last: int
    columns: Mapping[str, int]
    ignored: tuple[tuple[int, str], ...]
    repeated: tuple[tuple[int, str], ...]


def find_header(sheet: str, rows: Sequence[Sequence[Cell]]) -> Header | None:
    """The row, or the two rows, that name the most columns; None where nothing names any.

    In two rows the lower cell names the column, the upper one where the lower is empty.
    """
    best: Header | None = None
    for first, last, names in _candidates(rows[:_SEARCHED]):
        header = _header(sheet, first, last, names)
        if header.columns and (best is None or len(header.columns) > len(best.columns)):
            best = header
    if best is not None and best.first == best.last and _only_notes(rows, best.last + 1):
        return Header(best.first, best.last + 1, best.columns, best.ignored, best.repeated)
    return best


def _candidates(rows: Sequence[Sequence[Cell]]) -> Iterator[tuple[int, int, list[str]]]:
    """All single rows before all pairs: a pair must name more to be preferred."""
    texts = [[text_of(cell) for cell in row] for row in rows]
    for place, row in enumerate(texts):
        yield place, place, row
    for place, (upper, lower) in enumerate(pairwise(texts)):
        yield place, place + 1, list(_paired(upper, lower))


def _paired(upper: Sequence[str], lower: Sequence[str]) -> Iterator[str]:
    """The names of a two-row header. Bare years below a wide 年度考核 are its years."""
    above = ""
    for up, low in zip(upper, lower, strict=True):
        above = up if plain(up) else above
        year = _BARE_YEAR.fullmatch(plain(low))
        if year and plain(above).endswith("考核"):
            yield f"{year[1]}年度考核"
        else:
            yield low if plain(low) else up


def _header(sheet: str, first: int, last: int, names: Sequence[str]) -> Header:
    columns: dict[str, int] = {}
    places: dict[str, int] = {}
    ignored: list[int] = []
    repeated: list[int] = []
    for column, name in enumerate(names):
        found = key_of(sheet, plain(name))
        if found is None:
            ignored.append(column)
            continue
        key, place = found
        if key not in columns:
            columns[key], places[key] = column, place
            continue
        # 编号 beside 序号: the heading itself counts, the other name is just a column. Of any
        # other field a second column would lose what stands in it.
        spare = ignored if key == _NUMBER and place != places[key] else repeated
        if place < places[key]:
            spare.append(columns[key])
            columns[key], places[key] = column, place
        else:
            spare.append(column)
    return Header(
        first,
        last,
        columns,
        tuple((column, names[column]) for column in sorted(ignored)),
        tuple((column, names[column]) for column in sorted(repeated)),
    )


def _only_notes(rows: Sequence[Sequence[Cell]], place: int) -> bool:
    """Whether a row holds nothing but （括号说明）."""
    texts = [text for cell in rows[place] if (text := text_of(cell))] if place < len(rows) else []
    return bool(texts) and not any(map(plain, texts))
