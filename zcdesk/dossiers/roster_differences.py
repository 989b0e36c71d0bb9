"""What a roster that is imported again changes, told before it is taken in."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from zcdesk.domain.applicant import Applicant, Title
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
class ApplicantChange:
    """An applicant before and after, and the headings (Chinese) of what is different."""

    before: Applicant
    after: Applicant
    fields: tuple[str, ...]


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


def _changed(before: Applicant, after: Applicant) -> Iterator[str]:
    for field in dataclasses.fields(Applicant):
        if getattr(before, field.name) == getattr(after, field.name):
            continue
        if field.name == "title":
            yield from _changed_title(before.title, after.title)
        elif field.name == "assessments":
            yield from _changed_years(before, after)
        else:
            yield _NAMES.get(field.name) or heading_of("applicants", field.name)


def _changed_title(before: Title, after: Title) -> Iterator[str]:
    for field in dataclasses.fields(Title):
        if getattr(before, field.name) != getattr(after, field.name):
            yield _NAMES.get(f"title.{field.name}") or heading_of("applicants", field.name)


def _changed_years(before: Applicant, after: Applicant) -> Iterator[str]:
    years = {assessment.year for assessment in (*before.assessments, *after.assessments)}
    for year in sorted(years):
        if before.grade_of(year) is not after.grade_of(year):
            yield heading_of("applicants", str(year))
