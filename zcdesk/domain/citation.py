"""Where a number comes from: sources, citations, parameters and how sure they are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Protocol


class Standing(Enum):
    """How sure a value is: quoted from the text, believed, or chosen by a person."""

    CONFIRMED = "confirmed"
    ASSUMED = "assumed"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Source:
    """An official text (依据文件). `text` names its file among the sources, or is empty."""

    key: str
    title: str
    issuer: str
    dated: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a source (依据): article and, where the text is at hand, its own words."""

    source: Source
    at: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Param:
    """One value of a rule book with the place that it comes from."""

    key: str
    value: Fraction | int | str | bool | tuple[str, ...]
    citation: Citation
    standing: Standing
    of: str = ""
    options: tuple[str, ...] = ()


class Params(Protocol):
    """Whatever gives parameters by key: a rule book, or a plain mapping."""

    def __getitem__(self, key: str, /) -> Param: ...
