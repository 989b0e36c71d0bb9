"""Invented people: names, sexes, birth dates and identity numbers that belong to nobody."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from random import Random

from zcdesk.domain.applicant import Sex
from zcdesk.dossiers.specimen_lists import Lists

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
# No county of Shanxi has this code, so a number made with it can be no living person's.
_NO_COUNTY = "99"
_RARE_EVERY = 50
_RARE_FROM = 10
_DOTTED, _COMPOUND, _SHORT = 0.02, 0.06, 0.18


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person."""

    name: str
    sex: Sex
    born: datetime.date
    city: str
    id_number: str


def check_character(first17: str) -> str:
    """The eighteenth character of an identity number (GB 11643, ISO 7064 MOD 11-2)."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first17, strict=True))
    return _CHECKS[total % 11]


def id_number(area: str, born: datetime.date, sex: Sex, serial: int) -> str:
    """A number whose check character holds. `serial` 0 to 499; its parity is set by the sex."""
    order = serial * 2 + (1 if sex is Sex.MALE else 0)
    first17 = f"{area}{_NO_COUNTY}{born:%Y%m%d}{order:03d}"
    return first17 + check_character(first17)


def how_many_rare(applicants: int) -> int:
    """How many names hold a rare character: two in a hundred, one at least from ten on."""
    return 0 if applicants < _RARE_FROM else max(1, applicants // _RARE_EVERY)


class People:
    """A source of people whose names and numbers do not repeat while names last."""

    def __init__(self, rng: Random, lists: Lists) -> None:
        self._rng = rng
        self._lists = lists
        self._names: set[str] = set()
        self._numbers: set[str] = set()

    def person(self, born: datetime.date, sex: Sex | None = None, *, rare: bool = False) -> Person:
        """Invent one. `rare`: the given name holds a character that few fonts draw."""
        rng = self._rng
        chosen = sex or (Sex.FEMALE if rng.random() < 0.35 else Sex.MALE)
        city = rng.choice(list(self._lists.cities))
        return Person(
            self._name(chosen, rare=rare),
            chosen,
            born,
            city,
            self._number(self._lists.cities[city], born, chosen),
        )

    def _number(self, area: str, born: datetime.date, sex: Sex) -> str:
        while True:
            number = id_number(area, born, sex, self._rng.randrange(500))
            if number not in self._numbers:
                self._numbers.add(number)
                return number

    def _name(self, sex: Sex, *, rare: bool) -> str:
        # A roster of thousands does hold namesakes: after some tries a name may repeat.
        tries = (self._draw(sex, rare=rare) for _ in range(20))
        name = next((one for one in tries if one not in self._names), None)
        name = name or self._draw(sex, rare=rare)
        self._names.add(name)
        return name

    def _draw(self, sex: Sex, *, rare: bool) -> str:
        rng, lists = self._rng, self._lists
        if not rare and rng.random() < _DOTTED:
            return rng.choice(lists.dotted_male if sex is Sex.MALE else lists.dotted_female)
        compound = rng.random() < _COMPOUND
        surname = rng.choice(lists.compound_surnames if compound else lists.surnames)
        given = lists.male if sex is Sex.MALE else lists.female
        if rare:
            return surname + rng.choice(("", rng.choice(given))) + rng.choice(lists.rare)
        if rng.random() < _SHORT:
            return surname + rng.choice(given)
        first, second = rng.sample(given, 2)
        return surname + first + second
