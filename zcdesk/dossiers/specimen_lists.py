"""The word lists that invented people, employers and papers are put together from."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def resources() -> Path:
    """The folder of shipped files: inside the package in a wheel, beside it in a checkout."""
    packed = _PACKAGE / "_resources"
    return packed if packed.is_dir() else _PACKAGE.parent / "resources"


@dataclass(frozen=True, slots=True)
class Field:
    """One specialty (专业): what it is called, what is studied for it, what is worked on in it."""

    name: str
    majors: tuple[str, ...]
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lists:
    """Everything that the sample generator may say. `cities` maps a city to its area code."""

    surnames: tuple[str, ...]
    compound_surnames: tuple[str, ...]
    male: str
    female: str
    dotted_male: tuple[str, ...]
    dotted_female: tuple[str, ...]
    rare: tuple[str, ...]
    members: tuple[str, ...]
    secretary: str
    supervisor: str
    cities: dict[str, str]
    employers: dict[str, tuple[str, ...]]
    schools: tuple[str, ...]
    fields: tuple[Field, ...]
    accounting: Field
    prizes: tuple[str, ...]
    standards: tuple[str, ...]


def load() -> Lists:
    """Read `resources/specimen/*.toml`."""
    folder = resources() / "specimen"
    people, units, work = (
        tomllib.loads((folder / f"{stem}.toml").read_text("utf-8"))
        for stem in ("people", "units", "work")
    )
    return Lists(
        surnames=tuple(people["surnames"]),
        compound_surnames=tuple(people["compound_surnames"]),
        male=people["male"],
        female=people["female"],
        dotted_male=tuple(people["dotted_male"]),
        dotted_female=tuple(people["dotted_female"]),
        rare=tuple(people["rare"]),
        members=tuple(people["members"]),
        secretary=people["secretary"],
        supervisor=people["supervisor"],
        cities=dict(units["cities"]),
        employers={kind: tuple(names) for kind, names in units["employers"].items()},
        schools=tuple(units["schools"]["names"]),
        fields=tuple(
            Field(name, tuple(entry["majors"]), tuple(entry["subjects"]))
            for name, entry in work["specialties"].items()
        ),
        accounting=Field(
            "会计", tuple(work["accounting"]["majors"]), tuple(work["accounting"]["subjects"])
        ),
        prizes=tuple(work["prizes"]),
        standards=tuple(work["standards"]),
    )
