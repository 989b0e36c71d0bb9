"""Unusual turns of a career that are nevertheless in order."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from zcdesk.domain.applicant import (
    Applicant,
    EmployerKind,
    Grade,
    IntegrityRecord,
    Level,
    Route,
    Title,
)
from zcdesk.domain.dates import PartialDate
from zcdesk.dossiers.specimen_facts import REVIEW_YEAR, assessed

EXEMPT = frozenset(
    {
        EmployerKind.PRIVATE,
        EmployerKind.OTHER_NON_PUBLIC,
        EmployerKind.FLEXIBLE,
        EmployerKind.FREELANCE,
    }
)


def turn(rng: Random, made: Applicant, title_year: int) -> Applicant:
    """Now and then another career than the plain one; every rule still holds."""
    chance = rng.random()
    if chance < 0.06 and made.level is Level.ASSOCIATE_SENIOR and title_year <= 2019:
        return _transferred_before(made, title_year)
    if chance < 0.12 and title_year <= 2018 and made.employer_kind not in EXEMPT:
        return transferring(rng, made)
    if chance < 0.18 and made.assessments and title_year <= 2016:
        return _with_a_poor_year(rng, made)
    if chance < 0.22:
        record = IntegrityRecord(PartialDate(2021, 6, 15), "申报材料填写不实")
        return replace(made, integrity_records=(record,), remark="诚信记录期限已满")
    return made


def _transferred_before(made: Applicant, title_year: int) -> Applicant:
    """An engineer since a transfer (转评); the years in the level run on (三（四）)."""
    title = replace(
        made.title,
        obtained_on=PartialDate(2021, 12),
        appointed_on=PartialDate(2022, 1),
        obtained_by="转评",
        level_first_obtained_on=PartialDate(title_year, 11),
    )
    return replace(made, title=title, post_started_on=PartialDate(2020, 3, 16))


def transferring(rng: Random, made: Applicant) -> Applicant:
    """A senior economist who applies for the same level at the engineers'."""
    title = Title(
        name="高级经济师",
        series="经济",
        specialty="工商管理",
        level=Level.ASSOCIATE_SENIOR,
        obtained_on=PartialDate(2018, 12),
        appointed_on=PartialDate(2019, 1, 15),
        obtained_by="评审",
    )
    return replace(
        made,
        level=Level.ASSOCIATE_SENIOR,
        route=Route.TRANSFER,
        title=title,
        post_started_on=PartialDate(2022, 7),
        assessments=assessed(rng, 2019, REVIEW_YEAR - 1),
        remark="由经营管理岗位转入工程技术岗位",
    )


def _with_a_poor_year(rng: Random, made: Applicant) -> Applicant:
    """One year that does not count; enough others do."""
    poor = rng.choice((Grade.BASIC, Grade.UNDETERMINED))
    kept = tuple(replace(one, grade=poor) if one.year == 2018 else one for one in made.assessments)
    return replace(made, assessments=kept)
