"""The rules of the session, from cases that a jurist can read."""

import datetime
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from zcdesk.domain.applicant import Applicant, Level
from zcdesk.domain.ballot import Round, RoundState
from zcdesk.domain.case import pair
from zcdesk.domain.committee import CommitteeKind, Scope
from zcdesk.domain.finding import Severity
from zcdesk.domain.scoring import ScoreSheet
from zcdesk.domain.session import ApplicantStatus, Phase
from zcdesk.rules.elimination import groups
from zcdesk.rules.sitting import RULES, examine_session

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "sitting.toml").read_text("utf-8"))
DAY = datetime.date.fromisoformat

PAPERS = {
    "work_plan": "晋人社〔2024〕1号",
    "scoring_approval": "晋人社〔2024〕2号",
    "standard": "晋人社〔2024〕3号",
}


def committee_of(given, committee):
    """The committee with what a case says about its filing, kind and scope."""
    changes = {"kind": CommitteeKind(given.get("kind", "series"))}
    for name in ("approved_from", "approved_to"):
        if name in given:
            changes[name] = DAY(given[name]) if given[name] else None
    if "levels" in given:
        levels = tuple(Level(each) for each in given["levels"])
        changes["scope"] = (Scope("工程", levels),) if levels else ()
    return replace(committee, **changes)


def people_of(given, setup):
    """Members and staff with the records of a case."""
    records = {who: tuple(map(DAY, days)) for who, days in given.get("records", {}).items()}
    members = tuple(replace(m, integrity=records.get(m.id, ())) for m in setup.members)
    staff = replace(
        setup.staff,
        secretary_integrity=records.get("secretary", ()),
        supervisor_integrity=records.get("supervisor", ()),
    )
    return replace(setup, members=members, staff=staff)


def rounds_of(given, case):
    """Rounds with so many present, the first members of the committee."""
    ids = tuple(member.id for member in case.current.members)
    kinds = [(n, RoundState.OPENED) for n in given.get("rounds", ())]
    kinds += [(n, RoundState.ANNULLED) for n in given.get("annulled", ())]
    return {
        str(place): Round(str(place), place, "", ids[:present], ("001",), {}, state=state)
        for place, (present, state) in enumerate(kinds, start=1)
    }


def sealed_of(given, settings, book):
    """The groups of a sealed session."""
    names = {"out_defense": "defense_failed", "out_vote": "vote_failed", "passed": "passed"}
    told = [ApplicantStatus(names[key]) for key, n in given["sealed"].items() for _ in range(n)]
    statuses = {f"{place:03d}": status for place, status in enumerate(told)}
    applicants = {n: Applicant(n, n, "工程", "机械", Level.FULL_SENIOR) for n in statuses}
    return {g.group: g for g in groups(applicants, statuses, settings, book)}


@pytest.fixture
def examine(case_with, shipped):
    """Everything that the session rules find of a case, by rule."""

    def run(given):
        session = {**PAPERS, **{name: given[name] for name in PAPERS if name in given}}
        if "days" in given:
            session["meeting_dates"] = tuple(map(DAY, given["days"]))
        case = case_with(size=given.get("members", 25), session=session)
        setup = people_of(given, case.current)
        setup = replace(setup, committee=committee_of(given, setup.committee))
        settings = shipped.settings({k: given[k] for k in ("committee_min",) if k in given})
        case = replace(case, setup={"-": setup}, rounds=rounds_of(given, case))
        if given.get("scored"):
            case = replace(case, scores={pair("001", "P01"): ScoreSheet("001", "P01", ())})
        if "sealed" in given:
            sealed = sealed_of(given, settings, shipped)
            case = replace(case, phase={"-": Phase.SEALED}, groups=sealed, exception={"-": "例外"})
        planned = given.get("planned", False)
        found = examine_session(case, settings, shipped, scores_planned=planned)
        return {finding.rule: finding for finding in found}

    return run


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: f"{case['rule']} {case['name']}")
def test_hand_worked_cases(case, examine):
    finding = examine(case)[case["rule"]]
    assert finding.status.value == case["status"], finding
    assert case.get("says", "") in finding.message
    assert finding.message.endswith("。")
    assert "{" not in finding.message + finding.remedy
    to_do = finding.status.value in {"violation", "unclear"}
    assert bool(finding.remedy) is to_do


def test_the_rules_stand_in_their_order_with_weight_and_article(examine):
    blocking, attention = Severity.BLOCKING, Severity.ATTENTION
    found = [(f.rule, f.severity, f.article) for f in examine({}).values()]
    assert found == [
        ("session-year", blocking, "三（二）"),
        ("committee-filing", blocking, "二"),
        ("committee-size", attention, "人社部令第40号"),
        ("quorum", blocking, "人社部令第40号"),
        ("work-plan", attention, "结尾段"),
        ("scoring-scheme", blocking, "三（五）"),
        ("standard-published", attention, "一"),
        ("member-integrity", blocking, "四（四）"),
        ("elimination-floor", blocking, "三（五）"),
    ]
    assert [rule for rule, _ in RULES] == [rule for rule, _, _ in found]


def test_every_case_of_the_wording_is_used(shipped, examine):
    """A sentence that no case brings out would be a sentence that nobody has read."""
    for rule, _ in RULES:
        sentences = shipped.wording[rule].cases.values()
        said = [examine(case)[rule].message for case in CASES["case"] if case["rule"] == rule]
        starts = [sentence.message.text.split("{")[0] for sentence in sentences]
        assert all(any(each.startswith(start) for each in said) for start in starts), rule


def test_evidence_shows_the_arithmetic(examine):
    quorum = examine({"rounds": [25, 16]})["quorum"].evidence
    assert quorum["arithmetic"] == "3×16=48，2×25=50"
    assert quorum["rounds"] == [{"round": "1", "present": 25}, {"round": "2", "present": 16}]
    record = examine({"records": {"P03": ["2021-11-21"]}})["member-integrity"].evidence
    assert record["records"] == [
        {"name": "评委03", "recorded_on": "2021-11-21", "last_day": "2024-11-20"}
    ]


def test_floors_stand_in_the_evidence_with_the_exception(examine):
    sealed = {"sealed": {"out_defense": 5, "out_vote": 3, "passed": 33}}
    evidence = examine(sealed)["elimination-floor"].evidence
    assert evidence["exception"] == "例外"
    assert evidence["groups"] == [
        {
            "group": "senior",
            "overall": {
                "fraction": "8/41",
                "percent": "19.51",
                "floor": "20",
                "met": False,
                "short_by": 1,
            },
            "defense": {
                "fraction": "5/41",
                "percent": "12.20",
                "floor": "10",
                "met": True,
                "short_by": 0,
            },
        }
    ]


def test_a_group_without_a_floor_says_so(case_with, shipped):
    applicants = {"001": Applicant("001", "甲", "工程", "机械", Level.ASSISTANT)}
    statuses = {"001": ApplicantStatus.PASSED}
    settings = shipped.settings({})
    found = {g.group: g for g in groups(applicants, statuses, settings, shipped)}
    case = case_with(phase={"-": Phase.HANDED_OVER}, groups=found)
    evidence = examine_session(case, settings, shipped)[-1].evidence
    assert evidence["groups"][0]["overall"]["floor"] is None


def test_every_clause_stands_beside_its_finding(examine):
    assert all(finding.citations for finding in examine({}).values())
