"""Annual assessments for several years at once: years in a row with one result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zcdesk.domain.applicant import Applicant, Assessment, Grade
from zcdesk.domain.errors import Refused

_MOST = 40
"""Nobody files more years than a working life has."""


@dataclass(frozen=True, slots=True)
class Row:
    """The assessments with the row filled in, the years it gave and those it found taken."""

    assessments: tuple[Assessment, ...]
    filled: tuple[int, ...]
    taken: tuple[Assessment, ...]


def gap(applicant: Applicant, review_year: int) -> tuple[int, int] | None:
    """The first row of years before the review year that tenure asks for and nobody has filled in."""
    title = applicant.title
    start = title.level_first_obtained_on or title.obtained_on
    first = start.year + 1 if start else review_year - 5
    open_years = [
        year
        for year in range(max(first, review_year - _MOST), review_year)
        if applicant.grade_of(year) is None
    ]
    if not open_years:
        return None
    last = open_years[0]
    while last + 1 in open_years:
        last += 1
    return open_years[0], last


def fill(
    before: Sequence[Assessment], first: str, last: str, grade: Grade, review_year: int
) -> Row:
    """One result for every year from `first` to `last`, as typed, that has none yet.

    A year with another result on file keeps it: a 不合格 is never written over in passing.
    Refused with a sentence where the years mean nothing.
    """
    start, end = _year(first, "起始年度", review_year), _year(last, "截止年度", review_year)
    if start > end:
        raise Refused("field", f"起始年度{start}晚于截止年度{end}。")
    known = {each.year: each for each in before}
    row = range(start, end + 1)
    filled = tuple(year for year in row if year not in known)
    taken = tuple(known[year] for year in row if year in known and known[year].grade is not grade)
    after = [*before, *(Assessment(year, grade) for year in filled)]
    return Row(tuple(sorted(after, key=lambda each: each.year)), filled, taken)


def in_words(row: Row, grade: Grade) -> str:
    """What the filling did, in one sentence."""
    kept = "、".join(f"{each.year}年“{each.grade.value}”" for each in row.taken)
    left = f"{kept}已有结果，没有改动。" if kept else ""
    if not row.filled:
        return left or "这些年度都已填写。"
    return f"已填入{len(row.filled)}个年度“{grade.value}”。{left}"


def _year(text: str, what: str, review_year: int) -> int:
    plain = text.strip().removesuffix("年")
    if not (plain.isascii() and plain.isdigit() and len(plain) == len("2024")):
        raise Refused("field", f"{what}请填四位数字，如 {review_year - 1}。")
    year = int(plain)
    if not review_year - _MOST <= year <= review_year:
        raise Refused("field", f"{what}{year}应在{review_year - _MOST}年至{review_year}年之间。")
    return year
