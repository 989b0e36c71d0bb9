"""Invented careers in which every rule of the 2024 notice holds: applicants without a problem."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from random import Random

from zcdesk.domain.applicant import Applicant, Assessment, Education, EmployerKind, Level
from zcdesk.dossiers.specimen_facts import (
    REVIEW_YEAR,
    SERIES,
    achievements,
    as_written,
    assessed,
    day_in,
    degrees,
    title,
)
from zcdesk.dossiers.specimen_lists import Lists
from zcdesk.dossiers.specimen_people import People
from zcdesk.dossiers.specimen_turns import EXEMPT, turn

_KINDS = (
    [EmployerKind.PUBLIC] * 30
    + [EmployerKind.STATE_OWNED] * 34
    + [EmployerKind.PRIVATE] * 24
    + [EmployerKind.OTHER_NON_PUBLIC] * 4
    + [EmployerKind.DISPATCHED] * 5
    + [EmployerKind.FLEXIBLE] * 2
    + [EmployerKind.FREELANCE]
)
_CHANNELS = {
    EmployerKind.DISPATCHED: "劳务派遣单位",
    EmployerKind.FLEXIBLE: "公共就业和人才服务机构",
    EmployerKind.FREELANCE: "人力资源和社会保障部门",
}
_NO_EMPLOYER = frozenset({EmployerKind.FLEXIBLE, EmployerKind.FREELANCE})
_EDUCATIONS = [Education.BACHELOR] * 58 + [Education.MASTER] * 33 + [Education.DOCTORATE] * 9
# Age at graduation, and years from it to the title of 工程师 and of 高级工程师.
_GRADUATES = {
    Education.COLLEGE: (21, 8, 14),
    Education.BACHELOR: (22, 6, 12),
    Education.MASTER: (25, 4, 9),
    Education.DOCTORATE: (29, 1, 5),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What a career is to look like; None leaves it to chance. `plain`: no unusual turn in it."""

    level: Level | None = None
    education: Education | None = None
    title_year: int | None = None
    kind: EmployerKind | None = None
    graduated: int | None = None
    plain: bool = False
    rare: bool = False


class Careers:
    """A source of applicants of the 工程 series whose facts break no rule."""

    def __init__(self, rng: Random, lists: Lists) -> None:
        self.rng = rng
        self.lists = lists
        self._people = People(rng, lists)

    def applicant(self, number: str, wish: Wish) -> Applicant:
        """Invent one applicant."""
        rng = self.rng
        level = wish.level or (Level.FULL_SENIOR if rng.random() < 0.22 else Level.ASSOCIATE_SENIOR)
        education = wish.education or rng.choice(_EDUCATIONS)
        kind = wish.kind or rng.choice(_KINDS)
        year = wish.title_year or self._title_year(level, education)
        graduated = wish.graduated or self._graduated(level, education, year)
        field = rng.choice(self.lists.fields)
        born = day_in(rng, graduated - _GRADUATES[education][0] - rng.randint(0, 1))
        person = self._people.person(born, rare=wish.rare)
        started = datetime.date(graduated, rng.choice((8, 9)), rng.randint(1, 28))
        made = Applicant(
            number=number,
            name=person.name,
            series=SERIES,
            specialty=field.name,
            level=level,
            sex=person.sex,
            born_on=as_written(rng, born),
            id_number=person.id_number,
            employer=rng.choice(self.lists.employers[kind.value]).format(city=person.city),
            city=person.city,
            employer_kind=kind,
            post_status="" if kind in _NO_EMPLOYER else "在职在岗",
            channel=_CHANNELS.get(kind, "主管部门" if rng.random() < 0.2 else "用人单位"),
            work_started_on=as_written(rng, started),
            degrees=degrees(rng, self.lists, education, graduated, field),
            title=title(rng, level, year, field.name),
            practised_specialty=field.name,
            post_started_on=as_written(rng, day_in(rng, rng.randint(min(year, 2019), 2020))),
            assessments=self._grades(kind, year),
            achievements=achievements(rng, self.lists, field, person.city, year),
        )
        return made if wish.plain else turn(rng, made, year)

    def _title_year(self, level: Level, education: Education) -> int:
        """A year from which the standard's years are complete in 2024."""
        if education is Education.DOCTORATE and level is Level.ASSOCIATE_SENIOR:
            return self.rng.randint(2018, 2022)
        return self.rng.randint(2014, 2019)

    def _graduated(self, level: Level, education: Education, title_year: int) -> int:
        _, to_lower, to_upper = _GRADUATES[education]
        years = to_upper if level is Level.FULL_SENIOR else to_lower
        return title_year - years - self.rng.randint(0, 2)

    def _grades(self, kind: EmployerKind, title_year: int) -> tuple[Assessment, ...]:
        """Every year after the title up to the one before the review; mostly none where exempt."""
        if kind in EXEMPT and self.rng.random() < 0.7:
            return ()
        return assessed(self.rng, title_year + 1, REVIEW_YEAR - 1)
