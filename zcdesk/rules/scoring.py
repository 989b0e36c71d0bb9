"""Scores (量化赋分): what a sheet adds up to, an applicant's score, the ranking."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from zcdesk.domain.case import Case, pair
from zcdesk.domain.citation import Params
from zcdesk.domain.errors import Refused
from zcdesk.domain.scoring import Combine, Mark, ScoreGroup, ScoreItem, ScoreScheme, ScoreSheet
from zcdesk.domain.session import Aggregate, Settings
from zcdesk.rules import recusal
from zcdesk.rules.figures import whole_of

OFFICE = ""
"""The "member" of the sheet that the office (办事机构) fills: its items count for every expert."""


def total(sheet: ScoreSheet, scheme: ScoreScheme, office: tuple[Mark, ...] = ()) -> Fraction:
    """One expert's total in points, the office's marks included; an item without mark is 0."""
    marks = {mark.item: mark for mark in (*office, *sheet.marks)}
    return _points(scheme.root, marks)


def _points(part: ScoreItem | ScoreGroup, marks: Mapping[str, Mark]) -> Fraction:
    if isinstance(part, ScoreItem):
        return _item_points(part, marks.get(part.name))
    below = [_points(each, marks) for each in part.parts]
    if part.combine is Combine.HIGHEST:
        points = max(below, default=Fraction(0))
    else:
        points = sum(below, Fraction(0))
    return points if part.cap is None else min(points, part.cap)


def _item_points(item: ScoreItem, mark: Mark | None) -> Fraction:
    if mark is None:
        return Fraction(0)
    if not item.rank_factors:
        return mark.points
    # The last factor stands for every place behind it (1, 0.8, …, then 0.3).
    return mark.points * item.rank_factors[min(mark.rank, len(item.rank_factors)) - 1]


def aggregate(totals: Sequence[Fraction], settings: Settings, book: Params) -> Fraction:
    """An applicant's score in points: the mean of the experts' totals, of which there is one.

    Trimmed of one highest and one lowest where the setting says so and experts are enough.
    """
    counted = sorted(totals)
    if settings.aggregate is Aggregate.TRIMMED_MEAN and len(counted) >= whole_of(
        book, "scoring.trim_from"
    ):
        counted = counted[1:-1]
    return sum(counted, Fraction(0)) / len(counted)


def score_of(case: Case, applicant: str, settings: Settings, book: Params) -> Fraction | None:
    """An applicant's score from the panel's sheets; None where there is none."""
    panel = case.panel_of(applicant)
    if panel is None:
        return None
    office = marks_of(case, applicant, OFFICE)
    totals = [
        total(case.scores[pair(applicant, member)], case.current.scheme, office)
        for member in panel.members
        if pair(applicant, member) in case.scores and not recusal.keeps_out(case, member, applicant)
    ]
    return aggregate(totals, settings, book) if totals else None


def scores(
    case: Case, numbers: Iterable[str], settings: Settings, book: Params
) -> Mapping[str, Fraction]:
    """The exact score of each of these applicants who has one."""
    found = {number: score_of(case, number, settings, book) for number in numbers}
    return {number: score for number, score in found.items() if score is not None}


def marks_of(case: Case, applicant: str, member: str) -> tuple[Mark, ...]:
    """The marks that a member (or the office) has given an applicant so far."""
    sheet = case.scores.get(pair(applicant, member))
    return sheet.marks if sheet else ()


def display(score: Fraction) -> str:
    """Two decimals, rounded half up (四舍五入); for display only."""
    hundredths = (200 * abs(score.numerator) + score.denominator) // (2 * score.denominator)
    sign = "-" if score < 0 and hundredths else ""
    return f"{sign}{hundredths // 100}.{hundredths % 100:02d}"


def points_of(text: str) -> Fraction:
    """Points as written in a list of scores (18, 17.5); Refused("score-range") for anything else."""
    if not _POINTS.fullmatch(text.strip()):
        raise Refused("score-range", f"分值“{text}”不是数字。")
    return Fraction(text.strip())


_POINTS = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?")


def plain(points: Fraction) -> str:
    """Points as a person writes them: 20, 0.5, 0.25; a fraction that never ends as 1/3."""
    digits = 0
    while (points * 10**digits).denominator > 1 and digits < _MOST_DIGITS:
        digits += 1
    scaled = points * 10**digits
    if scaled.denominator > 1:
        return str(points)
    whole, rest = divmod(abs(scaled.numerator), 10**digits)
    sign = "-" if points < 0 else ""
    return f"{sign}{whole}.{rest:0{digits}d}" if digits else f"{sign}{whole}"


_MOST_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the ranking (排名); equal scores share it."""

    place: int
    applicant: str
    score: Fraction


def ranking(scores: Mapping[str, Fraction]) -> tuple[Place, ...]:
    """Applicants by score, the highest first; ties share a place and keep their order."""
    ordered = sorted(scores.items(), key=lambda each: -each[1])
    return tuple(
        Place(1 + sum(1 for other in scores.values() if other > score), applicant, score)
        for applicant, score in ordered
    )
