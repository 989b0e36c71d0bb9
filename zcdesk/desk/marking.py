"""Filling in a score sheet (评分表): an expert's own items, or those of the office (办事机构)."""

from __future__ import annotations

from collections.abc import Mapping

from zcdesk.desk import audience
from zcdesk.desk.audience import Eyes, Viewer
from zcdesk.domain.case import Case
from zcdesk.domain.committee import Panel
from zcdesk.domain.errors import Refused
from zcdesk.domain.scoring import JudgedBy, Mark, ScoreItem, ScoreSheet
from zcdesk.rules import line, scoring
from zcdesk.rules.score_sheets import check_mark, lacks

OFFICE = scoring.OFFICE
"""Stands where a member's id stands: the sheet that the office fills from the facts."""

Marks = Mapping[str, Mark]
"""Marks by the name of their item."""


def items(case: Case, member: str) -> tuple[ScoreItem, ...]:
    """The items that a member, or the office, fills in, in the order of the sheet."""
    judge = _judge(member)
    return tuple(item for item in case.current.scheme.items if item.judged_by is judge)


def to_score(case: Case, panel: Panel, member: str) -> tuple[str, ...]:
    """The applicants of a panel who are heard and from whom the member does not keep out."""
    return tuple(
        number
        for number in panel.applicants
        if case.status(number) in line.HEARD and audience.may_see(case, _looks(member), number)
    )


def own(case: Case, applicant: str, member: str) -> dict[str, Mark]:
    """The marks given so far, the member's own alone."""
    sheet = audience.score_sheets(case, _looks(member), applicant).get(member)
    return {mark.item: mark for mark in sheet.marks} if sheet else {}


def sheet(applicant: str, member: str, marks: Marks) -> ScoreSheet:
    """Marks as a sheet."""
    return ScoreSheet(applicant, member, tuple(marks.values()))


def finished(case: Case, member: str, marks: Marks) -> bool:
    """Nothing is missing: of alternatives (两项取高) one is enough."""
    return not lacks(case.current.scheme.root, marks, _judge(member))


def total(case: Case, member: str, marks: Marks) -> str:
    """What these marks come to, with caps, alternatives and places, as a person writes it."""
    value = scoring.total(sheet("", member, marks), case.current.scheme)
    text = scoring.plain(value)
    return f"{scoring.display(value)}…" if "/" in text else text


def points(item: ScoreItem, text: str) -> Mark:
    """The mark that a text gives an item, its place still open. Refused("score-range")."""
    value = scoring.points_of(text)
    check_mark(item, Mark(item.name, value, 1 if item.rank_factors else 0))
    return Mark(item.name, value)


def _looks(member: str) -> Viewer:
    return Viewer(Eyes.SECRETARY) if member == OFFICE else Viewer(Eyes.MEMBER, member)


def _judge(member: str) -> JudgedBy:
    return JudgedBy.OFFICE if member == OFFICE else JudgedBy.EXPERT


def as_typed(item: ScoreItem, text: str) -> bool | None:
    """Whether a text is a mark (or none at all); None for another figure, False for no figure.

    A figure that is no mark can be typed and is not taken: if its last digits were kept out, a
    slip of the hand (25 for 15, 18.25 for 18.5) would leave a mark that nobody meant.
    """
    if not text:
        return True
    try:
        points(item, text)
    except Refused:
        whole, _, part = text.partition(".")
        numeric = all(each.isascii() and each.isdigit() for each in (whole, part or "0"))
        return None if numeric else False
    return True
