"""The fields of the applicant's form as data: how each is read from the record and put back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from zcdesk.desk.views import read_date
from zcdesk.domain.applicant import Applicant, EmployerKind, Level, Route, Sex
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


def fields() -> tuple[Field, ...]:
    """Every fact that stands alone; lists and assessments have editors of their own."""
    return (*_PERSON, *_APPLICATION, *_TITLE, _REMARK)


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

    return Field(key, title, group, lambda a: _iso(getattr(a, key)), put, hint=DATE_HINT)


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
    return Field(f"title.{key}", title, "现职称", text, put, choices, DATE_HINT if date else "")


def _iso(date: PartialDate | None) -> str:
    return date.iso if date else ""


def _value(word: Enum | None) -> str:
    return str(word.value) if word else ""


DATE_HINT = "如 2016、2016-07 或 2016-07-31"
"""How a date may be typed; it keeps the precision that the paper has."""
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
    _of_title("obtained_by", "取得方式"),
    _of_title("level_first_obtained_on", "同级首次取得时间", date=True),
)
_REMARK = _text("remark", "备注", "其他")
