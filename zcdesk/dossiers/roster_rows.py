"""The rows of a roster's first sheet as applicants."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import partial
from itertools import compress
from typing import Any

from zcdesk.domain.applicant import (
    Applicant,
    Assessment,
    Degree,
    Grade,
    Route,
    Title,
)
from zcdesk.domain.dates import PartialDate
from zcdesk.dossiers.cells import Cell, Unread, text_of
from zcdesk.dossiers.headings import heading_of
from zcdesk.dossiers.roster_columns import Columns
from zcdesk.dossiers.roster_words import (
    Read,
    degree_word,
    education_of,
    employer_kind_of,
    grade_of,
    id_number_of,
    integrity_records_of,
    level_of,
    name_of,
    number_of,
    other_applications_of,
    route_of,
    sex_of,
)

NEEDED = ("number", "name", "series", "specialty", "level")
_TITLE = dataclasses.fields(Title)
_NO_TITLE = Title()
_WORDS: dict[str, Read] = {
    "number": number_of,
    "name": name_of,
    "level": level_of,
    "sex": sex_of,
    "id_number": id_number_of,
    "employer_kind": employer_kind_of,
    "other_applications": other_applications_of,
    "integrity_records": integrity_records_of,
}
_DATES = ("born_on", "work_started_on", "post_started_on", "exam_valid_until")


def read_applicants(columns: Columns, date: Read) -> list[Applicant]:
    """The applicants of the rows that can come in; everything else is reported."""
    for key in NEEDED:
        columns.need(key)
    fields: dict[str, Sequence[Any]] = {
        field.name: columns.read(field.name, _WORDS.get(field.name, text_of))
        for field in dataclasses.fields(Applicant)
        if field.name not in {*_DATES, "degrees", "title", "route", "assessments", "achievements"}
    }
    fields |= {key: columns.read(key, date) for key in _DATES}
    fields["route"] = [route or Route.REGULAR for route in columns.read("route", route_of)]
    fields["title"] = _titles(columns, date)
    fields["degrees"] = [(degree,) if degree else () for degree in read_degrees(columns, date)]
    _remark_dates_alone(columns)
    fields["assessments"] = _assessments(columns)
    fields["achievements"] = [()] * len(columns.rows)
    come_in = _come_in(columns, fields)
    ordered = (compress(fields[field.name], come_in) for field in dataclasses.fields(Applicant))
    return list(map(Applicant, *ordered))


def read_degrees(columns: Columns, date: Read) -> list[Degree | None]:
    """One degree a row, None where neither 学历 nor 学位 is given."""
    schooling = columns.read("schooling", _SCHOOLING)
    degree = columns.read("degree", _DEGREE)
    rest = (columns.read("school", text_of), columns.read("major", text_of))
    return list(map(_degree, schooling, degree, columns.read("graduated_on", date), *rest))


def _remark_dates_alone(columns: Columns) -> None:
    """A date of graduation without a word for the degree makes none: said, not dropped silently."""
    cells = (columns.cells(key) for key in ("graduated_on", "schooling", "degree"))
    for place, (date, schooling, degree) in enumerate(zip(*cells, strict=True)):
        if text_of(date) and not text_of(schooling) and not text_of(degree):
            columns.remark(
                "graduated_on",
                place,
                "填了毕业时间，没有填学历或学位，这一学历未读入；请补填学历或学位后重新导入。",
            )


_SCHOOLING: Read = partial(degree_word, "学历")
_DEGREE: Read = partial(degree_word, "学位")


def _degree(
    schooling: str, degree: str, obtained_on: PartialDate | None, school: str, major: str
) -> Degree | None:
    education = education_of(schooling, degree)
    if education is None:
        return None
    return Degree(education, obtained_on, schooling, degree, school, major)


def _titles(columns: Columns, date: Read) -> list[Title]:
    readers: dict[str, tuple[str, Read]] = {
        "name": ("title_name", text_of),
        "series": ("title_series", text_of),
        "specialty": ("title_specialty", text_of),
        "level": ("title_level", level_of),
    }
    values = []
    for field in _TITLE:
        plain: Read = text_of if field.name == "obtained_by" else date
        key, read = readers.get(field.name, (field.name, plain))
        values.append(columns.read(key, read))
    return [Title(*row) if any(row) else _NO_TITLE for row in zip(*values, strict=True)]


def _assessments(columns: Columns) -> list[tuple[Assessment, ...]]:
    years = [columns.read(key, partial(_assessment, int(key))) for key in columns.years]
    if not years:
        return [()] * len(columns.rows)
    return [tuple(filter(None, row)) for row in zip(*years, strict=True)]


def _assessment(year: int, cell: Cell) -> Assessment | None:
    grade: Grade | None = grade_of(cell)
    return None if grade is None else Assessment(year, grade)


def _come_in(columns: Columns, fields: dict[str, Sequence[Any]]) -> list[bool]:
    """Which rows come in: every needed value there, and a 编号 that did not stand above."""
    come_in = [all(row) for row in zip(*(fields[key] for key in NEEDED), strict=True)]
    stood: dict[str, int] = {}
    for place, number in enumerate(fields["number"]):
        if not come_in[place]:
            _report_empty(columns, place)
        if number and stood.setdefault(number, place) != place:
            come_in[place] = False
            remedy = "请改正编号，或删去重复的一行（本行未读入）"
            columns.report("number", place, Unread(f"编号“{number}”与上面一行重复", remedy))
    return come_in


def _report_empty(columns: Columns, place: int) -> None:
    for key in NEEDED:
        if key in columns and not text_of(columns.cells(key)[place]):
            heading = heading_of("applicants", key)
            columns.report(key, place, Unread(f"{heading}为空", f"请填写{heading}（本行未读入）"))
