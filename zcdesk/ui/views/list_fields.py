"""The lists of the applicant's form as data: how each record is read and put back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from zcdesk.desk.views import read_date
from zcdesk.domain.applicant import (
    Achievement,
    Applicant,
    Degree,
    Education,
    IntegrityRecord,
    Level,
    OtherApplication,
)
from zcdesk.domain.dates import PartialDate
from zcdesk.domain.errors import Refused
from zcdesk.ui.views.form_fields import DATE_HINT, fields

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """One fact of a record; `wide` takes a whole line."""

    key: str
    title: str
    choices: tuple[str, ...] = ()
    hint: str = ""
    wide: bool = False


class PartRefused(Refused):
    """A fact of a record that cannot be read, and which one it is."""

    def __init__(self, part: str, sentence: str) -> None:
        super().__init__("field", sentence)
        self.part = part


@dataclass(frozen=True, slots=True)
class ListKind:
    """A list of an applicant's records: how one becomes texts and texts become one."""

    key: str
    title: str
    add: str
    parts: tuple[Part, ...]
    texts: Callable[[Any], Texts]
    build: Callable[[Texts], Any]

    def records(self, applicant: Applicant) -> tuple[Any, ...]:
        """The records on file."""
        found: tuple[Any, ...] = getattr(applicant, self.key)
        return found


def _date(texts: Texts, key: str) -> PartialDate | None:
    try:
        return read_date(texts[key])
    except Refused as error:
        raise PartRefused(key, error.sentence) from error


def _iso(date: PartialDate | None) -> str:
    return date.iso if date else ""


def _needed(texts: Texts, key: str, sentence: str) -> str:
    if not texts[key].strip():
        raise PartRefused(key, sentence)
    return texts[key].strip()


def _degree(texts: Texts) -> Degree:
    return Degree(
        Education(_needed(texts, "education", "请选择认定的学历（学位）。")),
        _date(texts, "obtained_on"),
        texts["schooling"].strip(),
        texts["degree"].strip(),
        texts["school"].strip(),
        texts["major"].strip(),
    )


def _achievement(texts: Texts) -> Achievement:
    return Achievement(
        texts["kind"].strip(),
        _needed(texts, "title", "请填写业绩成果的名称。"),
        _date(texts, "completed_on"),
        texts["rank"].strip(),
        texts["attachment"].strip(),
    )


def _other(texts: Texts) -> OtherApplication:
    return OtherApplication(
        _needed(texts, "series", "请填写同年其他申报的系列。"),
        _needed(texts, "specialty", "请填写同年其他申报的专业。"),
        Level(_needed(texts, "level", "请选择同年其他申报的级别。")),
    )


def _record(texts: Texts) -> IntegrityRecord:
    when = _date(texts, "recorded_on")
    if when is None:
        raise PartRefused("recorded_on", "请填写失信记录的日期。")
    return IntegrityRecord(when, texts["cause"].strip())


DEGREES = ListKind(
    "degrees",
    "学历学位",
    "添加学历学位",
    (
        Part("education", "认定学历（学位）", ("", *(word.value for word in Education))),
        Part("obtained_on", "取得时间", hint=DATE_HINT),
        Part("school", "毕业院校"),
        Part("major", "所学专业"),
        Part("schooling", "学历（证书用语）"),
        Part("degree", "学位（证书用语）"),
    ),
    lambda d: {
        "education": d.education.value,
        "obtained_on": _iso(d.obtained_on),
        "school": d.school,
        "major": d.major,
        "schooling": d.schooling,
        "degree": d.degree,
    },
    _degree,
)
ACHIEVEMENTS = ListKind(
    "achievements",
    "业绩成果",
    "添加业绩成果",
    (
        Part("title", "名称", wide=True),
        Part("kind", "类别", hint="论文、专利、项目…"),
        Part("completed_on", "完成时间", hint=DATE_HINT),
        Part("rank", "本人排名"),
        Part("attachment", "附件"),
    ),
    lambda a: {
        "title": a.title,
        "kind": a.kind,
        "completed_on": _iso(a.completed_on),
        "rank": a.rank,
        "attachment": a.attachment,
    },
    _achievement,
)
OTHERS = ListKind(
    "other_applications",
    "同年其他申报",
    "添加同年其他申报",
    (
        Part("series", "系列"),
        Part("specialty", "专业"),
        Part("level", "级别", ("", *(level.value for level in Level))),
    ),
    lambda o: {"series": o.series, "specialty": o.specialty, "level": o.level.value},
    _other,
)
RECORDS = ListKind(
    "integrity_records",
    "诚信记录",
    "添加失信记录",
    (Part("recorded_on", "记录日期", hint=DATE_HINT), Part("cause", "事由")),
    lambda r: {"recorded_on": _iso(r.recorded_on), "cause": r.cause},
    _record,
)
LISTS = (DEGREES, ACHIEVEMENTS, OTHERS, RECORDS)


def changed(before: Applicant, after: Applicant) -> tuple[str, ...]:
    """What differs between two states of an applicant, as the form calls it."""
    alone = [f.title for f in fields() if f.text(before) != f.text(after)]
    lists = [kind.title for kind in LISTS if kind.records(before) != kind.records(after)]
    years = ["年度考核"] if before.assessments != after.assessments else []
    return (*alone, *lists, *years)
