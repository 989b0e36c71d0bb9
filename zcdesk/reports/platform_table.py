"""Tables for a platform's upload (平台导入表): a province names its columns in a file, not in code."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from zcdesk.domain.dates import PartialDate
from zcdesk.domain.errors import Unreadable
from zcdesk.reports.edition import without_experts
from zcdesk.reports.snapshot import ApplicantRecord, Snapshot
from zcdesk.reports.tables import Sheet
from zcdesk.reports.wording import outcome, score

_FILE_NAME = re.compile(r"[a-z0-9-]{1,40}")
_KEYS = {"heading", "field", "codes", "text", "date"}
_DATES: Mapping[str, Callable[[PartialDate], str]] = {
    "YYYY": lambda d: f"{d.year}",
    "YYYYMM": lambda d: f"{d.year}{d.month:02d}" if d.month else f"{d.year}",
    "YYYY-MM": lambda d: f"{d.year}-{d.month:02d}" if d.month else f"{d.year}",
    "YYYY.MM": lambda d: f"{d.year}.{d.month:02d}" if d.month else f"{d.year}",
    "YYYYMMDD": lambda d: d.iso.replace("-", ""),
    "YYYY-MM-DD": lambda d: d.iso,
}

_Value = str | PartialDate | None
_Field = Callable[[Snapshot, ApplicantRecord], _Value]

ROWS: Mapping[str, Callable[[ApplicantRecord], bool]] = {
    "all": lambda _record: True,
    "participating": lambda record: record.participates,
    "passed": lambda record: record.status.value == "passed",
    "not_passed": lambda record: record.participates and record.status.value != "passed",
}
"""Whose rows a table can have."""


def _of(name: str) -> _Field:
    """A fact of the roster as it stands there."""

    def read(_snapshot: Snapshot, record: ApplicantRecord) -> _Value:
        value: Any = getattr(record.applicant, name)
        return value if value is None or isinstance(value, str | PartialDate) else value.value

    return read


def _tallied(name: str) -> _Field:
    """A figure of the last round that the applicant stood in."""

    def read(snapshot: Snapshot, record: ApplicantRecord) -> _Value:
        tally = snapshot.last_tallies().get(record.applicant.number)
        return "" if tally is None else str(getattr(tally, name))

    return read


FIELDS: Mapping[str, _Field] = {
    **{
        name: _of(name)
        for name in (
            "number", "name", "sex", "born_on", "id_number", "employer", "city", "employer_kind",
            "post_status", "channel", "work_started_on", "series", "specialty", "level", "route",
            "practised_specialty", "remark",
        )
    },
    "title": lambda _s, r: r.applicant.title.name,
    "title_obtained_on": lambda _s, r: r.applicant.title.obtained_on,
    "status": lambda _s, r: r.status.value,
    "outcome": lambda s, r: outcome(r, s),
    "reason": lambda _s, r: r.reason,
    "score": lambda _s, r: "" if r.score is None else score(r.score),
    "yes": _tallied("approve"),
    "no": _tallied("reject"),
    "abstain": _tallied("abstain"),
    "base": _tallied("base"),
    "review_year": lambda s, _r: str(s.session.review_year),
    "meeting_date": lambda s, _r: PartialDate.of(s.session.meeting_dates[-1]),
    "committee": lambda s, _r: s.committee.name,
    "committee_code": lambda s, _r: s.committee.code,
    "organiser": lambda s, _r: s.committee.organiser,
    "place": lambda s, _r: s.session.place,
    "check_code": lambda s, _r: s.seal.check_code,
}  # fmt: skip
"""What a column can show, by the name that a mapping file uses."""


@dataclass(frozen=True, slots=True)
class PlatformColumn:
    """One column: a field, or a fixed text. `codes` replaces words by a platform's own."""

    heading: str
    field: str
    codes: Mapping[str, str]
    text: str
    date: str


@dataclass(frozen=True, slots=True)
class PlatformTable:
    """A mapping file as read: sheet name, ASCII file name without ending, rows, columns."""

    name: str
    file: str
    rows: str
    columns: tuple[PlatformColumn, ...]


def read_mapping(values: Mapping[str, Any], where: str) -> PlatformTable:
    """A mapping file's values. Unreadable with one sentence for what it cannot mean."""
    columns = values.get("columns")
    table = PlatformTable(
        str(values.get("name", "")).strip(),
        str(values.get("file", "")),
        str(values.get("rows", "all")),
        tuple(_column(each, where) for each in columns) if isinstance(columns, list) else (),
    )
    headings = [each.heading for each in table.columns]
    for wrong, what in (
        (not table.name or len(table.name) > 31, "name（工作表名）应为 1 至 31 个字"),  # noqa: PLR2004
        (_FILE_NAME.fullmatch(table.file) is None, "file（文件名）应由小写字母、数字和连字符组成"),
        (table.rows not in ROWS, f"rows 应为 {'、'.join(ROWS)} 之一"),
        (not headings, "没有任何一列（[[columns]]）"),
        (len(headings) != len(set(headings)), "列名有重复"),
    ):
        if wrong:
            raise Unreadable(f"列对照文件“{where}”：{what}。")
    return table


def _column(values: object, where: str) -> PlatformColumn:
    if not isinstance(values, dict) or not str(values.get("heading", "")).strip():
        raise Unreadable(f"列对照文件“{where}”：有一列没有写列名（heading）。")
    heading = str(values["heading"])
    unknown = sorted(values.keys() - _KEYS)
    chosen, day = str(values.get("field", "")), str(values.get("date", ""))
    codes = values.get("codes", {})
    for wrong, what in (
        (bool(unknown), f"不认识“{'、'.join(unknown)}”"),
        (("field" in values) == ("text" in values), "field 与 text 应当写且只写一个"),
        (bool(chosen) and chosen not in FIELDS, f"没有“{chosen}”这个字段"),
        (bool(day) and day not in _DATES, f"日期格式“{day}”应为 {'、'.join(_DATES)} 之一"),
        (not isinstance(codes, dict), "codes 应为“原文 = 代码”的对照"),
    ):
        if wrong:
            raise Unreadable(f"列对照文件“{where}”的列“{heading}”：{what}。")
    coded = {str(word): str(code) for word, code in codes.items()}
    return PlatformColumn(heading, chosen, coded, str(values.get("text", "")), day)


def platform_sheet(snapshot: Snapshot, table: PlatformTable) -> Sheet:
    """The table, one row an applicant, all cells text; names of experts are in none of them.

    Unreadable where a column has codes and none for a value: an upload would refuse it later.
    """
    shown = without_experts(snapshot)
    wanted = [record for record in shown.applicants if ROWS[table.rows](record)]
    rows = [[_cell(shown, record, each) for each in table.columns] for record in wanted]
    return Sheet(table.name, table.file, tuple(each.heading for each in table.columns), rows)


def _cell(snapshot: Snapshot, record: ApplicantRecord, column: PlatformColumn) -> str:
    if not column.field:
        return column.text
    value = FIELDS[column.field](snapshot, record)
    if isinstance(value, PartialDate):
        return _DATES[column.date or "YYYY-MM-DD"](value)
    word = value or ""
    if not column.codes:
        return word
    if word not in column.codes:
        said = f"“{word}”" if word else "空值"
        raise Unreadable(
            f"列“{column.heading}”的代码表里没有{said}（{record.applicant.number}号），"
            "请在列对照文件中补上。"
        )
    return column.codes[word]
