"""The fields of the applicant's form as data: how each is read from the record and put back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from zcdesk.desk.views import read_date
from zcdesk.domain.applicant import (
    Applicant,
    Assessment,
    Degree,
    Education,
    EmployerKind,
    Grade,
    Level,
    Route,
    Sex,
)
from zcdesk.domain.dates import PartialDate
from zcdesk.domain.errors import Refused

Put = Callable[[Applicant, str], Applicant]


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its text for the record, and the record with another text.

    `put` raises Refused with a sentence where the text means nothing. `choices` make a list.
    """

    key: str
    title: str
    group: str
    text: Callable[[Applicant], str]
    put: Put
    choices: tuple[str, ...] = ()
    hint: str = ""


def fields(review_year: int) -> tuple[Field, ...]:
    """Every field, with one for each year's assessment that a tenure may ask for."""
    years = range(review_year, review_year - 8, -1)
    return (*_PERSON, *_APPLICATION, *_TITLE, *_DEGREE, *(_grade(year) for year in years), _REMARK)


def _text(key: str, title: str, group: str, hint: str = "", *, needed: bool = False) -> Field:
    def put(applicant: Applicant, text: str) -> Applicant:
        if needed and not text.strip():
            raise Refused("field", f"“{title}”不能为空。")
        values: dict[str, Any] = {key: text.strip()}
        return replace(applicant, **values)

    return Field(key, title, group, lambda applicant: str(getattr(applicant, key)), put, hint=hint)


def _date(key: str, title: str, group: str) -> Field:
    def put(applicant: Applicant, text: str) -> Applicant:
        values: dict[str, Any] = {key: read_date(text)}
        return replace(applicant, **values)

    return Field(key, title, group, lambda a: _iso(getattr(a, key)), put, hint=_DATE_HINT)


def _word(key: str, title: str, group: str, kind: type[Enum], *, needed: bool = False) -> Field:
    choices = tuple(str(word.value) for word in kind)

    def put(applicant: Applicant, text: str) -> Applicant:
        values: dict[str, Any] = {key: kind(text) if text else None}
        return replace(applicant, **values)

    return Field(
        key,
        title,
        group,
        lambda applicant: _value(getattr(applicant, key)),
        put,
        choices if needed else ("", *choices),
    )


def _of_title(key: str, title: str, *, date: bool = False, level: bool = False) -> Field:
    def text(applicant: Applicant) -> str:
        value = getattr(applicant.title, key)
        if date:
            return _iso(value)
        return _value(value) if level else str(value)

    def put(applicant: Applicant, said: str) -> Applicant:
        value: object = said.strip()
        if date:
            value = read_date(said)
        elif level:
            value = Level(said) if said else None
        values: dict[str, Any] = {key: value}
        return replace(applicant, title=replace(applicant.title, **values))

    choices = ("", *_LEVELS) if level else ()
    return Field(f"title.{key}", title, "现职称", text, put, choices, _DATE_HINT if date else "")


def _of_degree(key: str, title: str, *, date: bool = False) -> Field:
    """A field of the first degree on file; others come with the roster's own sheet."""

    def text(applicant: Applicant) -> str:
        if not applicant.degrees:
            return ""
        value = getattr(applicant.degrees[0], key)
        return _iso(value) if date else str(value)

    def put(applicant: Applicant, said: str) -> Applicant:
        values: dict[str, Any] = {key: read_date(said) if date else said.strip()}
        if not applicant.degrees:
            if not said.strip():
                return applicant
            raise Refused("field", "请先选择“学历（学位）”。")
        first = replace(applicant.degrees[0], **values)
        return replace(applicant, degrees=(first, *applicant.degrees[1:]))

    return Field(f"degree.{key}", title, "学历学位", text, put, hint=_DATE_HINT if date else "")


def _put_education(applicant: Applicant, text: str) -> Applicant:
    if not text:
        return replace(applicant, degrees=applicant.degrees[1:])
    word = Education(text)
    first = replace(applicant.degrees[0], education=word) if applicant.degrees else Degree(word)
    return replace(applicant, degrees=(first, *applicant.degrees[1:]))


def _grade(year: int) -> Field:
    def put(applicant: Applicant, text: str) -> Applicant:
        kept = [entry for entry in applicant.assessments if entry.year != year]
        if text:
            kept.append(Assessment(year, Grade(text)))
        return replace(applicant, assessments=tuple(sorted(kept, key=lambda entry: entry.year)))

    return Field(
        f"grade.{year}",
        f"{year}年度",
        "年度考核",
        lambda applicant: _value(applicant.grade_of(year)),
        put,
        ("", *(grade.value for grade in Grade)),
    )


def _iso(date: PartialDate | None) -> str:
    return date.iso if date else ""


def _value(word: Enum | None) -> str:
    return str(word.value) if word else ""


_DATE_HINT = "如 2016、2016-07 或 2016-07-31"
_LEVELS = tuple(level.value for level in Level)

_PERSON = (
    _text("name", "姓名", "基本信息", needed=True),
    _word("sex", "性别", "基本信息", Sex),
    _date("born_on", "出生年月", "基本信息"),
    _text("id_number", "身份证号", "基本信息"),
    _text("employer", "工作单位", "基本信息"),
    _text("city", "所在市", "基本信息"),
    _word("employer_kind", "单位性质", "基本信息", EmployerKind),
    _text("post_status", "在岗状态", "基本信息", "在职在岗、退休、离职、公务员"),
    _text("channel", "申报渠道", "基本信息"),
    _date("work_started_on", "参加工作时间", "基本信息"),
)
_APPLICATION = (
    _text("series", "申报系列", "申报", needed=True),
    _text("specialty", "申报专业", "申报", needed=True),
    _word("level", "申报级别", "申报", Level, needed=True),
    _word("route", "申报方式", "申报", Route, needed=True),
    _text("practised_specialty", "现从事专业", "申报"),
    _date("post_started_on", "现岗位起始时间", "申报"),
    _date("exam_valid_until", "考试合格有效期", "申报"),
)
_TITLE = (
    _of_title("name", "现职称"),
    _of_title("series", "现职称系列"),
    _of_title("specialty", "现职称专业"),
    _of_title("level", "现职称级别", level=True),
    _of_title("obtained_on", "取得时间", date=True),
    _of_title("appointed_on", "聘任时间", date=True),
    _of_title("level_first_obtained_on", "同级首次取得时间", date=True),
)
_DEGREE = (
    Field(
        "degree.education",
        "学历（学位）",
        "学历学位",
        lambda applicant: _value(applicant.degrees[0].education) if applicant.degrees else "",
        _put_education,
        ("", *(word.value for word in Education)),
    ),
    _of_degree("obtained_on", "毕业时间", date=True),
    _of_degree("school", "毕业院校"),
    _of_degree("major", "所学专业"),
)
_REMARK = _text("remark", "备注", "其他")
