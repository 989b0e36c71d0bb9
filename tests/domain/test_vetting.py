"""Pins and ticks of facts: what belongs to which fact, and what an edit does to them."""

from dataclasses import replace

import pytest

from zcdesk.domain import events as ev
from zcdesk.domain.applicant import (
    Achievement,
    Applicant,
    Assessment,
    Degree,
    Education,
    Grade,
    Level,
    Sex,
    Title,
)
from zcdesk.domain.case import evolve, replay
from zcdesk.domain.dates import PartialDate
from zcdesk.domain.session import ApplicantStatus
from zcdesk.domain.vetting import Check, Pin, Region, Vetted, Vetting, facts_of, vetted

ONE = Applicant(
    "001",
    "张三",
    "工程",
    "机械",
    Level.ASSOCIATE_SENIOR,
    sex=Sex.MALE,
    title=Title("工程师", obtained_on=PartialDate(2018, 12)),
    degrees=(
        Degree(Education.COLLEGE, PartialDate(2000, 7)),
        Degree(Education.BACHELOR, PartialDate(2003, 7)),
    ),
    achievements=(Achievement("论文", "提升机"),),
    assessments=(Assessment(2022, Grade.QUALIFIED), Assessment(2023, Grade.EXCELLENT)),
    remark="备注不是事实",
)
FACTS = {fact.id: fact for fact in facts_of(ONE)}


def pin(fact: str, page: int = 0) -> Pin:
    return Pin(fact, FACTS[fact].value, "k", page)


def check(fact: str) -> Check:
    return Check(fact, FACTS[fact].value, "秘书", "2024-11-20T09:00:00")


def marks(applicant: Applicant, vetting: Vetting) -> dict[str, Vetted]:
    return {each.fact.id: each for each in vetted(facts_of(applicant), vetting)}


def test_what_is_on_file_is_a_fact_and_what_is_empty_is_none():
    assert list(FACTS) == [
        "name", "sex", "series", "specialty", "level", "route",
        "title.name", "title.obtained_on",
        "degrees.0", "degrees.1", "achievements.0",
        "assessments.2023", "assessments.2022",
    ]  # fmt: skip
    assert FACTS["sex"].value == '"男"'
    assert FACTS["title.obtained_on"].value == '"2018-12"'
    assert FACTS["degrees.1"].family == "degrees"
    assert FACTS["assessments.2022"].family == "assessments.2022"
    assert FACTS["title.name"].family == "title.name"


def test_of_two_grades_for_one_year_the_first_is_the_fact_as_everywhere():
    twice = replace(ONE, assessments=(Assessment(2022, Grade.BASIC), *ONE.assessments))
    facts = {fact.id: fact.value for fact in facts_of(twice)}
    assert facts["assessments.2022"] == '"基本合格"'


def test_a_field_that_changes_leaves_a_stale_pin_and_loses_its_tick():
    vetting = Vetting((pin("sex"),), (check("sex"),))
    fresh = marks(ONE, vetting)["sex"]
    assert (fresh.pin, fresh.check, fresh.stale) == (pin("sex"), check("sex"), False)
    changed = marks(replace(ONE, sex=Sex.FEMALE), vetting)["sex"]
    assert (changed.pin, changed.check, changed.stale) == (pin("sex"), None, True)
    assert "sex" not in marks(replace(ONE, sex=None), vetting)


def test_a_record_keeps_what_belongs_to_it_when_one_before_it_goes():
    vetting = Vetting((pin("degrees.1"),), (check("degrees.1"),))
    left = marks(replace(ONE, degrees=ONE.degrees[1:]), vetting)["degrees.0"]
    assert (left.pin, left.check, left.stale) == (pin("degrees.1"), check("degrees.1"), False)


def test_a_record_that_changes_is_told_where_it_stands():
    vetting = Vetting((pin("degrees.0"), pin("degrees.1", 4)), (check("degrees.0"),))
    first = replace(ONE.degrees[0], school="某校")
    found = marks(replace(ONE, degrees=(first, ONE.degrees[1])), vetting)
    assert (found["degrees.0"].pin, found["degrees.0"].stale) == (pin("degrees.0"), True)
    assert found["degrees.0"].check is None
    assert (found["degrees.1"].pin, found["degrees.1"].stale) == (pin("degrees.1", 4), False)


def test_a_fact_that_nobody_pinned_is_not_stale():
    assert not marks(ONE, Vetting())["sex"].stale


@pytest.mark.parametrize(
    ("quarters", "where"),
    [
        (0, Region(100, 200, 300, 250)),
        (1, Region(750, 100, 800, 300)),
        (2, Region(700, 750, 900, 800)),
        (3, Region(200, 700, 250, 900)),
        (4, Region(100, 200, 300, 250)),
        (-1, Region(200, 700, 250, 900)),
    ],
)
def test_a_part_of_a_page_turns_with_it(quarters: int, where: Region):
    assert Region(100, 200, 300, 250).turned(quarters) == where


@pytest.mark.parametrize(
    ("region", "fits"),
    [
        (Region(0, 0, 1000, 1000), True),
        (Region(999, 999, 1000, 1000), True),
        (Region(-1, 0, 10, 10), False),
        (Region(10, 0, 10, 10), False),
        (Region(0, 0, 1001, 10), False),
        (Region(0, -1, 10, 10), False),
        (Region(0, 10, 10, 10), False),
        (Region(0, 0, 10, 1001), False),
    ],
)
def test_a_part_of_a_page_has_an_extent_and_is_on_it(region: Region, fits: bool):
    assert region.lies_on_the_page is fits


def test_pins_and_ticks_come_move_and_go_whatever_the_status_does():
    case = replay([ev.RosterImported("册", "0" * 64, (ONE,), ())])
    first, second = pin("sex"), pin("sex", 3)
    case = evolve(case, ev.FactPinned("001", None, first))
    case = evolve(case, ev.FactsTicked("001", (), (check("sex"), check("name"))))
    pending, qualified = ApplicantStatus.PENDING, ApplicantStatus.QUALIFIED
    case = evolve(case, ev.StatusSet("001", pending, qualified, "齐全"))
    assert case.vetting("001") == Vetting((first,), (check("sex"), check("name")))
    case = evolve(case, ev.FactPinned("001", first, second))
    case = evolve(case, ev.FactsTicked("001", (check("sex"),), ()))
    case = evolve(case, ev.Sealed({"001": ApplicantStatus.PASSED}, (), ""))
    assert case.vetting("001") == Vetting((second,), (check("name"),))
    assert (case.status("001"), case.statuses["001"].reason) == (ApplicantStatus.PASSED, "齐全")
    case = evolve(case, ev.FactPinned("001", second, None))
    assert case.vetting("001") == Vetting((), (check("name"),))
