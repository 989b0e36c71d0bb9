"""A finding's evidence in words: the facts that were used, and which of the years counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from zcdesk.domain.dates import PartialDate
from zcdesk.domain.finding import Finding

Line = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Mark:
    """A row of an evidence table: what, its state in words (计入, 不计, 待补 …), and why.

    `counts` None: open.
    """

    what: str
    detail: str
    counts: bool | None
    state: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The facts as lines (name, value), and rows that counted or not."""

    lines: tuple[Line, ...]
    rows: tuple[Mark, ...] = ()


def evidence_of(finding: Finding) -> Evidence:
    """What the rule looked at, in words; nothing where the sentence says it all."""
    facts = finding.evidence
    match finding.rule:
        case "tenure-years":
            return Evidence(_tenure_lines(facts), tuple(year_marks(facts)))
        case "achievement-cutoff":
            return Evidence(_lines(facts, window_end="收审期最后一天"), tuple(_works(facts)))
        case "exceptional-excellent":
            return Evidence((), tuple(_window(facts)))
        case "conversion-one-year":
            lines = _lines(
                facts,
                present_level="现职称级别",
                level="申报级别",
                post_start="现岗位起始时间",
            )
            return Evidence(lines, tuple(_grades(facts)))
        case "integrity-record":
            return Evidence(_lines(facts, meeting_date="会议日期"), tuple(_records(facts)))
        case _:
            return Evidence(_lines(facts, **_NAMES.get(finding.rule, {})))


def merged(rows: Iterable[Mark]) -> list[Mark]:
    """The same rows with years on end that fared alike in one: 2017–2019."""
    made: list[Mark] = []
    for each in rows:
        last = made[-1] if made else None
        if last and each.what.isdigit() and replace(each, what=last.what) == last:
            first, end = last.what[:4], last.what[-4:]
            if int(each.what) == int(end) + 1:
                made[-1] = replace(last, what=f"{first}–{each.what}")
                continue
        made.append(each)
    return made


_NAMES: Mapping[str, Mapping[str, str]] = {
    "id-number": {
        "birth": "号码中的出生日期",
        "roster_birth": "花名册出生年月",
        "sex": "号码中的性别",
        "roster_sex": "花名册性别",
        "check_expected": "应有的校验码",
        "check_found": "填写的校验码",
    },
    "duplicate-person": {"rows": "同一身份证号的编号"},
    "same-level-twice": {"rows": "同一身份证号的编号", "elsewhere": "同年其他申报"},
    "on-post": {"post_status": "在岗状态"},
    "specialty-match": {"applied": "申报专业", "practised": "现从事专业"},
    "specialty-in-scope": {"series": "申报系列", "specialty": "申报专业", "level": "申报级别"},
    "submission-channel": {"channel": "申报渠道", "channels": "认可的渠道"},
    "private-enterprise": {"employer_kind": "单位性质"},
    "work-years": {"work_start": "参加工作时间", "years": "工作年数", "required": "要求年数"},
    "degree-cutoff": {
        "highest": "最高学历（学位）",
        "obtained_on": "取得时间",
        "window_end": "收审期最后一天",
        "relied_on": "可依据的学历（学位）",
    },
    "assessment-missing": {"missing": "缺少的年度", "first": "应有的首个年度", "last": "应有的末个年度"},
    "conversion-first": {
        "title_series": "现职称系列",
        "title_specialty": "现职称专业",
        "series": "申报系列",
        "specialty": "申报专业",
    },
    "level-by-level": {
        "present_level": "现职称级别",
        "next_level": "下一级",
        "level": "申报级别",
        "route": "申报方式",
    },
    "exam-passed": {"valid_until": "考试合格有效期", "review_year": "评审年度"},
    "retirement-age": {
        "birth": "出生年月",
        "sex": "性别",
        "age": "退休年龄提示线（周岁）",
        "window_end": "收审期最后一天",
    },
}  # fmt: skip


def _lines(facts: Mapping[str, object], **names: str) -> tuple[Line, ...]:
    return tuple((name, in_words(facts[key])) for key, name in names.items() if key in facts)


def in_words(value: object) -> str:
    """A fact as a person reads it: an ISO date in Chinese, a list with 、, — for nothing."""
    if value is None or value in ("", []):
        return "—"
    if isinstance(value, list | tuple):
        return "、".join(in_words(each) for each in value)
    if isinstance(value, str):
        try:
            return str(PartialDate.parse(value)) if "-" in value else value
        except ValueError:
            return value
    return str(value)


def _tenure_lines(facts: Mapping[str, object]) -> tuple[Line, ...]:
    required = facts.get("required")
    asked = f"{required} 年" if isinstance(required, int) else "不能确定"
    counted, possible = facts.get("counted"), facts.get("possible")
    reached = f"{counted} 年" if isinstance(counted, int) else "不能确定"
    if isinstance(possible, int) and possible != counted:
        reached += f"（补齐后最多 {possible} 年）"
    start = in_words(facts.get("start"))
    lines = [
        ("计算起点", f"{start}（{facts.get('start_from', '')}）")
        if start != "—"
        else ("计算起点", "—")
    ]
    lines += [("已计入", reached), ("应满", asked)]
    return tuple(lines)


def year_marks(facts: Mapping[str, object]) -> Iterable[Mark]:
    """The candidate years of tenure, each with its grade and whether it counts."""
    years = facts.get("years")
    for entry in years if isinstance(years, list | tuple) else ():
        counts = entry["counts"]
        detail = entry["grade"] or "无考核结果"
        yield Mark(str(entry["year"]), detail, counts, _STATES[counts], entry["why"])


_STATES: Mapping[bool | None, str] = {True: "计入", False: "不计", None: "待补"}


def _works(facts: Mapping[str, object]) -> Iterable[Mark]:
    works = facts.get("achievements")
    for entry in works if isinstance(works, list | tuple) else ():
        counts = entry["counts"]
        why = {True: "", False: "晚于收审期最后一天", None: "完成时间不详或不够具体"}[counts]
        state = {True: "计入", False: "不计", None: "待核"}[counts]
        yield Mark(entry["title"], in_words(entry["completed_on"]), counts, state, why)


def _window(facts: Mapping[str, object]) -> Iterable[Mark]:
    grades = facts.get("grades")
    for year, grade in grades.items() if isinstance(grades, Mapping) else ():
        if grade is None:
            yield Mark(year, "无考核结果", None, "待补")
        else:
            excellent = grade == "优秀"
            yield Mark(year, grade, excellent, "优秀" if excellent else "不是优秀")


def _grades(facts: Mapping[str, object]) -> Iterable[Mark]:
    grades, poor = facts.get("grades"), facts.get("poor_years")
    for year, grade in grades.items() if isinstance(grades, Mapping) else ():
        bad = isinstance(poor, list) and int(year) in poor
        yield Mark(year, grade, not bad, "不符合" if bad else "符合")


def _records(facts: Mapping[str, object]) -> Iterable[Mark]:
    records = facts.get("records")
    for entry in records if isinstance(records, list | tuple) else ():
        force = entry["in_force"]
        state = {True: "在影响期内", False: "已过影响期", None: "待核"}[force]
        last = f"影响期至{in_words(entry['last_day'])}"
        open_or = None if force is None else not force
        yield Mark(in_words(entry["date"]), entry["cause"] or "—", open_or, state, last)
