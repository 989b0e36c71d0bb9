"""All rules over one applicant cost a few times what writing the applicant as JSON costs."""

import datetime
import json
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.conftest import Measured
from zcdesk.desk.resources import shipped_book
from zcdesk.domain.applicant import (
    Achievement,
    Applicant,
    Assessment,
    Degree,
    Education,
    EmployerKind,
    Grade,
    Level,
    Sex,
    Title,
)
from zcdesk.domain.codec import encode
from zcdesk.domain.committee import Committee, Scope, Staff
from zcdesk.domain.dates import PartialDate
from zcdesk.domain.events import Setup
from zcdesk.domain.session import ReviewSession
from zcdesk.rules.book import Book
from zcdesk.rules.catalogue import examine
from zcdesk.rules.index import RosterIndex

# Measured at 1.3 to 2.6 times the floor; the room is for noise, not for slow rules.
MOST = 4
MANY = 100_000


def best(work: Callable[[], object]) -> float:
    """The shortest of several rounds, in seconds a call."""
    rounds = []
    for _ in range(15):
        start = time.perf_counter()
        for _ in range(200):
            work()
        rounds.append((time.perf_counter() - start) / 200)
    return min(rounds)


def one(book: Book) -> tuple[Applicant, Setup]:
    """An applicant with a whole career, and a session that reviews it."""
    applicant = Applicant(
        number="001",
        name="张三",
        series="工程",
        specialty="机械",
        level=Level.ASSOCIATE_SENIOR,
        sex=Sex.MALE,
        born_on=PartialDate(1980, 5),
        id_number="140102198005120016",
        employer_kind=EmployerKind.PUBLIC,
        post_status="在职在岗",
        channel="用人单位",
        work_started_on=PartialDate(2003, 7),
        degrees=(Degree(Education.BACHELOR, PartialDate(2003, 7)),),
        title=Title("工程师", "工程", "机械", Level.INTERMEDIATE, PartialDate(2014, 12, 20)),
        practised_specialty="机械",
        post_started_on=PartialDate(2014, 12),
        assessments=tuple(Assessment(year, Grade.QUALIFIED) for year in range(2015, 2024)),
        achievements=(Achievement("获奖", "提升机改造", PartialDate(2022, 3)),) * 3,
    )
    setup = Setup(
        session=ReviewSession(
            2024, (datetime.date(2024, 11, 20),), datetime.date(2024, 9, 30), book.id
        ),
        committee=Committee("评委会", scope=(Scope("工程", (Level.ASSOCIATE_SENIOR,)),)),
        members=(),
        staff=Staff("秘书", "监督员"),
        choices={},
        scheme=book.scheme,
        rehearsal=False,
    )
    return applicant, setup


@pytest.mark.benchmark
def test_all_rules_over_one_applicant(measured: Measured) -> None:
    book = shipped_book("shanxi-2024")
    applicant, setup = one(book)
    settings = book.settings({})
    index = RosterIndex.of([applicant])
    floor = best(lambda: json.dumps(encode(applicant), ensure_ascii=False))
    rules = best(lambda: examine(applicant, index, setup, settings, book))
    measured("all rules over one applicant", rules, floor, "the applicant as JSON", most=MOST)


@pytest.mark.benchmark
def test_all_rules_over_a_hundred_thousand_applicants(measured: Measured) -> None:
    book = shipped_book("shanxi-2024")
    applicant, setup = one(book)
    roster = [
        replace(applicant, number=f"{n:06d}", id_number=f"{140102198107150000 + n}")
        for n in range(MANY)
    ]
    settings = book.settings({})
    begun = time.perf_counter()
    for each in roster[: MANY // 20]:
        json.dumps(encode(each), ensure_ascii=False)
    floor = (time.perf_counter() - begun) * 20
    begun = time.perf_counter()
    index = RosterIndex.of(roster)
    flagged = sum(
        any(finding.blocks for finding in examine(each, index, setup, settings, book))
        for each in roster
    )
    ours = time.perf_counter() - begun
    assert flagged in (0, MANY)
    measured(
        f"all rules over {MANY} applicants, who else is there included",
        ours,
        floor,
        "all of them as JSON",
        most=MOST,
    )
