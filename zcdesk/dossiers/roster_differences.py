"""What a roster that is imported again changes, told before it is taken in."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from zcdesk.domain.applicant import (
    Achievement,
    Applicant,
    Degree,
    IntegrityRecord,
    OtherApplication,
    Title,
)
from zcdesk.domain.dates import PartialDate
from zcdesk.dossiers.headings import heading_of

_NAMES = {
    "degrees": "学历",
    "achievements": "业绩成果",
    "title.name": "现职称",
    "title.series": "现职称系列",
    "title.specialty": "现职称专业",
    "title.level": "现职称级别",
}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that is different: its heading (Chinese), and its text before and after."""

    heading: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ApplicantChange:
    """An applicant before and after, field by field."""

    before: Applicant
    after: Applicant
    changes: tuple[FieldChange, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """The headings of what is different."""
        return tuple(change.heading for change in self.changes)


@dataclass(frozen=True, slots=True)
class ImportDifferences:
    """A new roster against the applicants on file, by 编号; `missing` stand in it no longer."""

    added: tuple[Applicant, ...]
    changed: tuple[ApplicantChange, ...]
    unchanged: tuple[Applicant, ...]
    missing: tuple[Applicant, ...]


def differences(old: Mapping[str, Applicant], new: Sequence[Applicant]) -> ImportDifferences:
    """Compare the applicants on file with those of a roster."""
    known = [(old[after.number], after) for after in new if after.number in old]
    numbers = {after.number for after in new}
    return ImportDifferences(
        added=tuple(after for after in new if after.number not in old),
        changed=tuple(
            ApplicantChange(before, after, tuple(_changed(before, after)))
            for before, after in known
            if before != after
        ),
        unchanged=tuple(after for before, after in known if before == after),
        missing=tuple(before for number, before in old.items() if number not in numbers),
    )


def _changed(before: Applicant, after: Applicant) -> Iterator[FieldChange]:
    for field in dataclasses.fields(Applicant):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if old == new:
            continue
        if field.name == "title":
            yield from _changed_title(before.title, after.title)
        elif field.name == "assessments":
            yield from _changed_years(before, after)
        else:
            heading = _NAMES.get(field.name) or heading_of("applicants", field.name)
            yield FieldChange(heading, shown(old), shown(new))


def _changed_title(before: Title, after: Title) -> Iterator[FieldChange]:
    for field in dataclasses.fields(Title):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if old != new:
            heading = _NAMES.get(f"title.{field.name}") or heading_of("applicants", field.name)
            yield FieldChange(heading, shown(old), shown(new))


def _changed_years(before: Applicant, after: Applicant) -> Iterator[FieldChange]:
    years = {assessment.year for assessment in (*before.assessments, *after.assessments)}
    for year in sorted(years):
        old, new = before.grade_of(year), after.grade_of(year)
        if old is not new:
            yield FieldChange(heading_of("applicants", str(year)), shown(old), shown(new))


def shown(value: object) -> str:  # noqa: PLR0911 - one arm a kind of fact
    """A fact as a person reads it; empty for nothing."""
    match value:
        case None:
            return ""
        case PartialDate():
            return value.iso
        case Enum():
            return str(value.value)
        case tuple():
            return "；".join(shown(each) for each in value)
        case Degree():
            return _joined(value.education, value.school, value.major, value.obtained_on)
        case Achievement():
            return _joined(
                value.kind, value.title, value.rank, value.attachment, value.completed_on
            )
        case OtherApplication():
            return f"{value.series}/{value.specialty}/{value.level.value}"
        case IntegrityRecord():
            return f"{shown(value.recorded_on)} {value.cause}".strip()
        case _:
            return str(value)


def _joined(*facts: object) -> str:
    return " ".join(filter(None, map(shown, facts)))
