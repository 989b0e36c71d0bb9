"""What the rules rely on, found out by taking each fact away: a finding that changes relied on it."""

from dataclasses import replace
from typing import Any

import pytest

from tests.rules.test_eligibility import CASES, ROW, SESSION, applicant, setup_of, shipped
from zcdesk.domain.applicant import Applicant, Title
from zcdesk.domain.finding import Finding, Status
from zcdesk.domain.vetting import LISTS, facts_of
from zcdesk.rules.catalogue import RULES, examine
from zcdesk.rules.index import RosterIndex
from zcdesk.rules.reliance import RELIANCE, relied_on

APPLIED_FOR = {"series", "specialty", "level", "route", "name"}


def without(who: Applicant, fact: str) -> Applicant:
    """The same applicant where this is not on file."""
    head, _, place = fact.rpartition(".")
    changed: dict[str, Any]
    if head in LISTS:
        records = list(getattr(who, head))
        del records[int(place)]
        changed = {head: tuple(records)}
    elif head == "assessments":
        left = tuple(each for each in who.assessments if each.year != int(place))
        changed = {head: left}
    elif head == "title":
        changed = {head: replace(who.title, **{place: getattr(Title(), place)})}
    else:
        changed = {fact: getattr(Applicant("", "", "", "", who.level), fact)}
    return replace(who, **changed)


def examined(who: Applicant, facts: dict[str, Any]) -> dict[str, Finding]:
    book = shipped()
    index = RosterIndex.of([who])
    found = examine(who, index, setup_of(facts, book), book.settings(facts["设置"]), book)
    return {finding.rule: finding for finding in found}


@pytest.mark.parametrize("case", CASES, ids=[f"{c['rule']}: {c['name']}" for c in CASES])
def test_a_finding_that_changes_without_a_fact_relied_on_it(case: dict[str, Any]) -> None:
    given = case.get("given", {})
    facts = SESSION | {key: value for key, value in given.items() if key in SESSION}
    who = applicant(ROW | {key: value for key, value in given.items() if key not in SESSION})
    found = examined(who, facts)
    relied = relied_on(who, found.values())
    for fact in facts_of(who):
        if fact.id in APPLIED_FOR:
            assert fact.id not in relied
            continue
        left = examined(without(who, fact.id), facts)
        changed = {
            rule
            for rule, finding in found.items()
            if finding.status is not Status.NOT_APPLICABLE
            and left[rule].status is not finding.status
        }
        assert changed <= set(relied.get(fact.id, ())), fact.id


def test_every_rule_says_what_it_relies_on() -> None:
    assert list(RELIANCE) == [rule for rule, _ in RULES]


def test_only_the_years_that_a_rule_looked_at_are_asked_for() -> None:
    years = {str(year): "合格" for year in range(2012, 2024)}
    who = applicant(ROW | {"考核": years})
    relied = relied_on(who, examined(who, SESSION).values())
    asked = {fact for fact in relied if fact.startswith("assessments.")}
    assert asked == {f"assessments.{year}" for year in range(2019, 2024)}
    assert relied["assessments.2023"] == ("tenure-years", "assessment-recent", "assessment-missing")
    assert relied["assessments.2020"] == ("tenure-years", "assessment-missing")


def test_a_rule_that_names_no_years_relies_on_all_of_them() -> None:
    who = applicant(ROW)
    finding = replace(examined(who, SESSION)["tenure-years"], evidence={})
    assert set(relied_on(who, [finding])) >= {f"assessments.{year}" for year in range(2019, 2024)}
