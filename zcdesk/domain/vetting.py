"""Vetting (核对): facts pinned to a page of the dossier, and facts ticked as checked (已核).

Both name the fact and hold its value as it then was: a value that has changed since makes a pin
stale and a tick fall, and an edit taken back brings both into force again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from zcdesk.domain.applicant import Applicant
from zcdesk.domain.codec import canonical, encode

WHOLE = 1000
"""A page's width and height, in the unit of a region."""

_FULL_TURN = 4


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a page in thousandths of its width and height, as the file holds it: not rotated."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def lies_on_the_page(self) -> bool:
        """It has an extent, and none of it is outside."""
        across = 0 <= self.left < self.right <= WHOLE
        return across and 0 <= self.top < self.bottom <= WHOLE

    def turned(self, quarters: int) -> Region:
        """The same part after so many quarter turns clockwise of the page."""
        found = self
        for _ in range(quarters % _FULL_TURN):
            found = Region(WHOLE - found.bottom, found.left, WHOLE - found.top, found.right)
        return found


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact on file: a field, one record of a list, or the grade of a year.

    `id` is the field's name, with the record's place (from 0) or the year where there are several;
    `value` its JSON text.
    """

    id: str
    value: str

    @property
    def family(self) -> str:
        """What records of one list have in common; a fact that stands alone has its own."""
        return family(self.id)


@dataclass(frozen=True, slots=True)
class Pin:
    """A fact pinned (钉住) to a page, counted from 0, of a document by its key; to all of it or a part."""

    fact: str
    value: str
    document: str
    page: int
    region: Region | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A fact ticked as checked (已核): by whom, and when (local time to the second)."""

    fact: str
    value: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Vetting:
    """Every pin and tick of one applicant, those out of date as well."""

    pins: tuple[Pin, ...] = ()
    checks: tuple[Check, ...] = ()

    def with_pin(self, before: Pin | None, after: Pin | None) -> Vetting:
        """One pin put in another's place; None: there is none."""
        kept = tuple(pin for pin in self.pins if pin != before)
        return Vetting(kept if after is None else (*kept, after), self.checks)

    def with_checks(self, gone: tuple[Check, ...], ticked: tuple[Check, ...]) -> Vetting:
        """Some ticks taken away, others put there."""
        kept = tuple(check for check in self.checks if check not in gone)
        return Vetting(self.pins, (*kept, *ticked))


@dataclass(frozen=True, slots=True)
class Vetted:
    """A fact with its pin and its tick. A pin of another value is stale; such a tick has fallen."""

    fact: Fact
    pin: Pin | None = None
    check: Check | None = None

    @property
    def stale(self) -> bool:
        """The fact has changed since it was pinned."""
        return self.pin is not None and self.pin.value != self.fact.value


M = TypeVar("M", Pin, Check)

LISTS = ("degrees", "achievements", "other_applications", "integrity_records")
"""The facts of which there are several, each a record."""

_PLAIN = (
    "name",
    "sex",
    "born_on",
    "id_number",
    "employer",
    "city",
    "employer_kind",
    "post_status",
    "channel",
    "work_started_on",
    "series",
    "specialty",
    "level",
    "route",
    "practised_specialty",
    "post_started_on",
    "exam_valid_until",
)
_OF_TITLE = (
    "name",
    "series",
    "specialty",
    "level",
    "obtained_on",
    "appointed_on",
    "obtained_by",
    "level_first_obtained_on",
)


def family(fact: str) -> str:
    """The list that a fact's id belongs to, or the id itself."""
    head = fact.rpartition(".")[0]
    return head if head in LISTS else fact


def fact_ids(applicant: Applicant) -> tuple[str, ...]:
    """The ids of every fact on file, in the order of the form; what is empty is none."""
    return tuple(_values(applicant))


def facts_of(applicant: Applicant) -> tuple[Fact, ...]:
    """Every fact on file. Remarks are none."""
    values = _values(applicant)
    return tuple(Fact(name, canonical(encode(value))) for name, value in values.items())


def _values(applicant: Applicant) -> dict[str, object]:
    values: dict[str, object] = {key: getattr(applicant, key) for key in _PLAIN}
    values |= {f"title.{key}": getattr(applicant.title, key) for key in _OF_TITLE}
    for key in LISTS:
        values |= {f"{key}.{n}": record for n, record in enumerate(getattr(applicant, key))}
    # Of two grades for one year the first counts, as everywhere; the latest year comes first.
    values |= {f"assessments.{each.year}": each.grade for each in reversed(applicant.assessments)}
    return {name: value for name, value in values.items() if value not in (None, "")}


def vetted(facts: Iterable[Fact], vetting: Vetting) -> tuple[Vetted, ...]:
    """Each fact with what belongs to it; a record of a list keeps it wherever it now stands.

    A pin whose value is nowhere on file any more stays where it was, as stale.
    """
    listed = tuple(facts)
    pins, checks = _fresh(listed, vetting.pins), _fresh(listed, vetting.checks)
    at_place = {pin.fact: pin for pin in vetting.pins if pin not in pins.values()}
    return tuple(
        Vetted(fact, pins.get(fact.id) or at_place.get(fact.id), checks.get(fact.id))
        for fact in listed
    )


def _fresh(facts: tuple[Fact, ...], marks: tuple[M, ...]) -> dict[str, M]:
    """The marks that speak of a value on file, by the fact's id."""
    by_id = {(mark.fact, mark.value): mark for mark in marks}
    by_value = {(family(mark.fact), mark.value): mark for mark in marks}
    found = {}
    for fact in facts:
        mark = by_id.get((fact.id, fact.value)) or by_value.get((fact.family, fact.value))
        if mark is not None:
            found[fact.id] = mark
    return found
