"""Sessions with invented people that stand before the vote."""

import datetime
import itertools
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from zcdesk.desk import defense, phases, register, setup, voting
from zcdesk.desk.desk import Desk
from zcdesk.desk.resources import shipped_book
from zcdesk.domain.applicant import (
    Applicant,
    Assessment,
    Degree,
    Education,
    EmployerKind,
    Grade,
    Level,
    Title,
)
from zcdesk.domain.committee import Committee, Member, Recusal, Role, Scope, Staff
from zcdesk.domain.dates import PartialDate
from zcdesk.domain.events import RosterImported, Setup
from zcdesk.domain.session import ReviewSession

SECRETS = {
    "secretary": "huiyi-kouling",
    "P01": "zhuren-kouling",
    "P02": "fuzhuren-kouling",
    "supervisor": "jiandu-kouling",
    "pins": "71948200305{n}",
}


def mechanic(number: str, name: str) -> Applicant:
    """An applicant in order."""
    return Applicant(
        number=number,
        name=name,
        series="工程",
        specialty="机械",
        level=Level.ASSOCIATE_SENIOR,
        employer="样例厂",
        employer_kind=EmployerKind.STATE_OWNED,
        post_status="在职在岗",
        channel="用人单位",
        work_started_on=PartialDate(2003, 7),
        degrees=(Degree(Education.BACHELOR, PartialDate(2003, 7)),),
        title=Title("工程师", "工程", "机械", Level.INTERMEDIATE, PartialDate(2016, 12)),
        practised_specialty="机械",
        assessments=tuple(Assessment(year, Grade.QUALIFIED) for year in range(2017, 2024)),
    )


def committee_of_nine() -> Setup:
    """P01 presides, P02 in P01's place."""
    roles = {1: Role.CHAIR, 2: Role.VICE_CHAIR}
    return Setup(
        session=ReviewSession(
            2024, (datetime.date(2024, 11, 20),), datetime.date(2024, 9, 30), "shanxi-2024"
        ),
        committee=Committee(
            "样例评审委员会",
            approved_from=datetime.date(2024, 1, 1),
            approved_to=datetime.date(2024, 12, 31),
            scope=(Scope("工程", (Level.ASSOCIATE_SENIOR,)),),
        ),
        members=tuple(
            Member(f"P0{n}", f"委员{n}", roles.get(n, Role.MEMBER)) for n in range(1, 10)
        ),
        staff=Staff("段丽娟", "穆青山"),
        choices={},
        scheme=shipped_book("shanxi-2024").scheme,
        rehearsal=True,
    )


@pytest.fixture(scope="session")
def all_secrets() -> Mapping[str, str]:
    """What opens what: passphrase, tokens, and the pattern of the PINs."""
    return SECRETS


@pytest.fixture(scope="session")
def nine() -> Setup:
    """A committee of nine."""
    return committee_of_nine()


@pytest.fixture(scope="session")
def people() -> Mapping[str, Applicant]:
    """Applicants by number: three of one group, and one whose group is another."""
    names = {"001": "赵志强", "002": "钱丽华", "003": "孙𬭎", "004": "李国栋"}
    made = {number: mechanic(number, name) for number, name in names.items()}
    return {**made, "004": replace(made["004"], level=Level.INTERMEDIATE)}


@pytest.fixture(scope="session")
def pin_of() -> Callable[[str], str]:
    """A member's PIN."""
    return lambda member: SECRETS["pins"].format(n=member[-1])


@pytest.fixture
def before_the_vote(
    tmp_path: Path, pin_of: Callable[[str], str]
) -> Iterator[Callable[[Sequence[Recusal]], Desk]]:
    """Makes sessions of nine members and three applicants, everybody in the room."""
    made: list[Desk] = []

    def make(recusals: Sequence[Recusal] = ()) -> Desk:
        seconds, chance = itertools.count(), random.Random(482)
        start = datetime.datetime(2024, 11, 20, 8, 30)  # noqa: DTZ001 - local time
        desk = setup.create(
            tmp_path / f"case{len(made)}.zcd",
            committee_of_nine(),
            {"secretary": SECRETS["secretary"]},
            now=lambda: start + datetime.timedelta(seconds=next(seconds)),
            random=chance.randbytes,
        ).desk
        made.append(desk)
        people = tuple(
            mechanic(number, name)
            for number, name in (("001", "赵志强"), ("002", "钱丽华"), ("003", "孙𬭎"))
        )
        desk.record([RosterImported("roster.xlsx", "0" * 64, people, ())])
        setup.enrol_many(
            desk,
            {f"P0{n}": pin_of(f"P0{n}") for n in range(1, 10)},
            {holder: SECRETS[holder] for holder in ("P01", "P02", "supervisor")},
        )
        register.declare_recusals(desk, list(recusals))
        phases.forward(desk)
        register.qualify_all(desk)
        register.acknowledge_all(desk)
        phases.forward(desk)
        defense.decide_without_scores(desk, [])
        defense.write_opinions(desk, dict.fromkeys(("001", "002", "003"), "达到条件。"))
        phases.forward(desk)
        voting.arrive_all(desk, [f"P0{n}" for n in range(1, 10)])
        return desk

    yield make
    for desk in made:
        desk.file.close()
