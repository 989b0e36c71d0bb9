"""The applicant rules against hand-worked cases that a jurist can read (tests/cases/*.toml)."""

import datetime
import functools
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zcdesk.desk.resources import shipped_book
from zcdesk.domain.applicant import (
    Achievement,
    Applicant,
    Assessment,
    Degree,
    Education,
    EmployerKind,
    Grade,
    IntegrityRecord,
    Level,
    OtherApplication,
    Route,
    Sex,
    Title,
)
from zcdesk.domain.codec import canonical
from zcdesk.domain.committee import Committee, Scope, Staff
from zcdesk.domain.dates import PartialDate
from zcdesk.domain.events import Setup
from zcdesk.domain.finding import Finding
from zcdesk.domain.session import ReviewSession
from zcdesk.rules.book import Book
from zcdesk.rules.catalogue import RULES, examine
from zcdesk.rules.index import RosterIndex
from zcdesk.rules.standards import Standard, read_levels

FILES = ("applicant.toml", "tenure.toml", "record.toml", "field.toml")
FOLDER = Path(__file__).parents[1] / "cases"
CASES = [
    case for name in FILES for case in tomllib.loads((FOLDER / name).read_text("utf-8"))["case"]
]

# An applicant with whom every rule is content, in the words of the roster.
ROW: dict[str, Any] = {
    "编号": "001",
    "性别": "男",
    "出生年月": "1980-05",
    "身份证号": "140102198005120016",
    "单位性质": "机关事业单位",
    "在岗状态": "在职在岗",
    "申报渠道": "用人单位",
    "参加工作时间": "2003-07",
    "学历": ["本科 2003-07"],
    "现职称": "工程师",
    "现职称系列": "工程",
    "现职称专业": "机械",
    "现职称级别": "中级",
    "取得时间": "2018-12-20",
    "取得方式": "",
    "同级首次取得时间": "",
    "现从事专业": "机械",
    "现岗位起始时间": "2018-12",
    "申报系列": "工程",
    "申报专业": "机械",
    "申报级别": "副高级",
    "申报方式": "正常",
    "同年其他申报": [],
    "考试合格有效期": "",
    "诚信记录": [],
    "考核": {str(year): "合格" for year in range(2019, 2024)},
    "业绩成果": ["矿用提升机改造 2022-03"],
}
SESSION: dict[str, Any] = {
    "评审年度": 2024,
    "收审期截止": "2024-09-30",
    "会议日期": ["2024-11-20"],
    "评审范围": ["工程/副高级/*", "工程/正高级/*"],
    "限民营企业": False,
    "设置": {},
    "标准条件": {},
    "其他申报人": [],
}


def date(text: str) -> PartialDate | None:
    return PartialDate.parse(text) if text else None


def dated(text: str) -> tuple[str, PartialDate | None]:
    """「名称 日期」 or 「名称」."""
    name, _, when = text.partition(" ")
    return name, date(when)


def other(text: str) -> OtherApplication:
    series, specialty, level = text.split("/")
    return OtherApplication(series, specialty, Level(level))


def applicant(row: Mapping[str, Any]) -> Applicant:
    assert set(row) == set(ROW), set(row) ^ set(ROW)
    level = row["现职称级别"]
    return Applicant(
        number=row["编号"],
        name="张三",
        series=row["申报系列"],
        specialty=row["申报专业"],
        level=Level(row["申报级别"]),
        route=Route(row["申报方式"]),
        sex=Sex(row["性别"]) if row["性别"] else None,
        born_on=date(row["出生年月"]),
        id_number=row["身份证号"],
        employer_kind=EmployerKind(row["单位性质"]) if row["单位性质"] else None,
        post_status=row["在岗状态"],
        channel=row["申报渠道"],
        work_started_on=date(row["参加工作时间"]),
        degrees=tuple(Degree(Education(n), when) for n, when in map(dated, row["学历"])),
        title=Title(
            name=row["现职称"],
            series=row["现职称系列"],
            specialty=row["现职称专业"],
            level=Level(level) if level else None,
            obtained_on=date(row["取得时间"]),
            obtained_by=row["取得方式"],
            level_first_obtained_on=date(row["同级首次取得时间"]),
        ),
        practised_specialty=row["现从事专业"],
        post_started_on=date(row["现岗位起始时间"]),
        other_applications=tuple(map(other, row["同年其他申报"])),
        exam_valid_until=date(row["考试合格有效期"]),
        integrity_records=tuple(
            IntegrityRecord(PartialDate.parse(each), "弄虚作假") for each in row["诚信记录"]
        ),
        assessments=tuple(Assessment(int(y), Grade(g)) for y, g in row["考核"].items()),
        achievements=tuple(Achievement("成果", n, when) for n, when in map(dated, row["业绩成果"])),
    )


def setup_of(facts: Mapping[str, Any], book: Book) -> Setup:
    days = tuple(map(datetime.date.fromisoformat, facts["会议日期"]))
    window_end = datetime.date.fromisoformat(facts["收审期截止"])
    scope = tuple(
        Scope(series, (Level(level),), (specialty,))
        for series, level, specialty in (text.split("/") for text in facts["评审范围"])
    )
    return Setup(
        session=ReviewSession(facts["评审年度"], days, window_end, book.id),
        committee=Committee("评委会", private_enterprises_only=facts["限民营企业"], scope=scope),
        members=(),
        staff=Staff("秘书", "监督员"),
        choices=facts["设置"],
        scheme=book.scheme,
        rehearsal=False,
    )


@functools.cache
def shipped() -> Book:
    return shipped_book("shanxi-2024")


@pytest.fixture(scope="module")
def book() -> Book:
    return shipped()


def examined(given: Mapping[str, Any], book: Book) -> dict[str, Finding]:
    facts = SESSION | {key: value for key, value in given.items() if key in SESSION}
    row = ROW | {key: value for key, value in given.items() if key not in SESSION}
    own = applicant(row)
    # Each other row is the same one with some facts changed.
    rest = [applicant(row | {"编号": "002"} | each) for each in facts["其他申报人"]]
    if facts["标准条件"]:
        standard = book.standards["工程技术"]
        changed = Standard(
            standard.series, standard.citation, standard.standing, read_levels(facts["标准条件"])
        )
        book = replace(book, standards={**book.standards, "工程技术": changed})
    index = RosterIndex.of([own, *rest])
    findings = examine(own, index, setup_of(facts, book), book.settings(facts["设置"]), book)
    return {finding.rule: finding for finding in findings}


@pytest.mark.parametrize("case", CASES, ids=[f"{c['rule']}: {c['name']}" for c in CASES])
def test_case(case: dict[str, Any], book: Book) -> None:
    finding = examined(case.get("given", {}), book)[case["rule"]]
    assert finding.status.value == case["status"], finding
    wanted = case.get("evidence", {}) | dict.fromkeys(case.get("unknown", []))
    assert {key: finding.evidence[key] for key in wanted} == wanted
    for part in case.get("says", []):
        assert part in finding.message


def test_the_applicant_to_start_from_breaks_no_rule(book: Book) -> None:
    statuses = {finding.status.value for finding in examined({}, book).values()}
    assert statuses == {"ok", "not_applicable"}


# Typed from the law's table once more: weight and article of every rule.
TABLE = {
    "id-number": ("attention", "–"),
    "duplicate-person": ("blocking", "–"),
    "same-level-twice": ("blocking", "三（六）"),
    "on-post": ("blocking", "三（一）"),
    "specialty-match": ("blocking", "三（一）"),
    "specialty-in-scope": ("blocking", "二"),
    "submission-channel": ("attention", "三（一）"),
    "private-enterprise": ("blocking", "二"),
    "tenure-years": ("blocking", "三（二）（三）"),
    "work-years": ("blocking", "三（二）"),
    "degree-cutoff": ("attention", "三（二）"),
    "achievement-cutoff": ("attention", "三（二）"),
    "assessment-recent": ("blocking", "三（三）"),
    "assessment-missing": ("attention", "三（三）"),
    "exceptional-excellent": ("blocking", "三（三）"),
    "conversion-first": ("blocking", "三（四）"),
    "conversion-one-year": ("blocking", "三（四）"),
    "level-by-level": ("blocking", "三（六）"),
    "exam-passed": ("blocking", "三（五）"),
    "integrity-record": ("blocking", "四（三）（四）"),
    "retirement-age": ("attention", "三（一）"),
}


def test_every_rule_stands_in_order_with_its_weight_and_article(book: Book) -> None:
    found = examined({}, book)
    assert {rule: (f.severity.value, f.article) for rule, f in found.items()} == TABLE
    assert list(found) == list(TABLE) == [rule for rule, _ in RULES]


def test_every_status_of_every_rule_has_a_case() -> None:
    """A rule without a status that it can have would be untested; the few it cannot have stand here."""
    cannot = {
        ("id-number", "not_applicable"),
        ("duplicate-person", "not_applicable"),
        ("same-level-twice", "not_applicable"),
        ("specialty-match", "not_applicable"),
        ("specialty-in-scope", "not_applicable"),
        ("submission-channel", "not_applicable"),
        ("submission-channel", "violation"),
        ("degree-cutoff", "not_applicable"),
        ("integrity-record", "not_applicable"),
        ("retirement-age", "not_applicable"),
        ("retirement-age", "violation"),
    }
    all_statuses = ("ok", "violation", "unclear", "not_applicable")
    wanted = {(rule, status) for rule in TABLE for status in all_statuses} - cannot
    assert {(case["rule"], case["status"]) for case in CASES} == wanted


def test_every_sentence_is_said_by_some_case_with_all_its_facts(book: Book) -> None:
    """Filling a sentence raises where a fact is missing, so every placeholder is a fact."""
    said = set()
    for case in CASES:
        for rule, finding in examined(case.get("given", {}), book).items():
            said |= {
                (rule, name)
                for name, sentence in book.wording[rule].cases.items()
                if sentence.message.facts <= set(finding.evidence)
                and sentence.message.fill(finding.evidence) == finding.message
            }
    wanted = {(rule, name) for rule in TABLE for name in book.wording[rule].cases}
    assert wanted - said == set()


def test_a_book_frozen_before_conversions_were_asked_about_judges_as_it_did(book: Book) -> None:
    given = {"取得方式": "转评", "取得时间": "2023-03"}
    older = replace(
        book, params={k: p for k, p in book.params.items() if k != "transfer.obtained_by"}
    )
    finding = examined(given, older)["tenure-years"]
    assert finding.status.value == "violation"
    assert (finding.evidence["counted"], finding.evidence["possible"]) == (1, 1)


def test_findings_are_plain_values_and_sentences(book: Book) -> None:
    for case in CASES:
        for finding in examined(case.get("given", {}), book).values():
            canonical(finding.evidence)
            assert finding.message.endswith("。")
            assert finding.message.count("。") == 1
            assert "{" not in finding.message + finding.remedy
            assert finding.rule not in finding.message
            assert bool(finding.remedy) == (finding.status.value in {"violation", "unclear"})


DATES = st.sampled_from(
    ["", "2018", "2019-12", "2022-06-30", "2024", "2024-09", "2024-09-30", "2024-10-01"]
)
LEVELS = st.sampled_from([level.value for level in Level])
ROWS = st.fixed_dictionaries(
    {},
    optional={
        "性别": st.sampled_from(["", "男", "女"]),
        "出生年月": st.sampled_from(["", "1969", "1964-09", "1980-05-12"]),
        "身份证号": st.text("0123456789xX ", max_size=19) | st.just(ROW["身份证号"]),
        "单位性质": st.sampled_from(["", *(kind.value for kind in EmployerKind)]),
        "在岗状态": st.text(max_size=3),
        "申报渠道": st.text(max_size=3),
        "参加工作时间": DATES,
        "学历": st.lists(
            st.builds(lambda word, when: f"{word.value} {when}", st.sampled_from(Education), DATES),
            max_size=3,
        ),
        "现职称": st.sampled_from(["", "工程师", "一级教师", "特级工匠"]),
        "现职称系列": st.sampled_from(["", "工程", "中小学教师", "炼金"]),
        "现职称专业": st.text(max_size=2),
        "现职称级别": st.just("") | LEVELS,
        "取得时间": DATES,
        "同级首次取得时间": DATES,
        "现从事专业": st.text(max_size=2),
        "现岗位起始时间": DATES,
        "申报系列": st.sampled_from(["工程", "会计", "卫生", "经济", "炼金"]),
        "申报专业": st.text(max_size=2),
        "申报级别": LEVELS,
        "申报方式": st.sampled_from([route.value for route in Route]),
        "考试合格有效期": DATES,
        "考核": st.dictionaries(
            st.integers(2018, 2025).map(str), st.sampled_from([grade.value for grade in Grade])
        ),
        "业绩成果": st.lists(DATES.map(lambda when: f"成果 {when}"), max_size=2),
    },
)


@given(ROWS)
@settings(max_examples=150)
def test_whatever_is_on_file_every_rule_answers(row: dict[str, Any]) -> None:
    found = examined(row, shipped())
    assert list(found) == list(TABLE)
    for finding in found.values():
        canonical(finding.evidence)
        assert finding.message.endswith("。")
    evidence = found["tenure-years"].evidence
    counted, possible = evidence["counted"], evidence["possible"]
    assert counted is None or possible is None or 0 <= counted <= possible


def test_tenure_always_tells_its_three_numbers(book: Book) -> None:
    for case in CASES:
        evidence = examined(case.get("given", {}), book)["tenure-years"].evidence
        assert {"counted", "possible", "required"} <= set(evidence)
