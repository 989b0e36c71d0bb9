"""The lines of a ballot sheet as its holder may see them: the audience decides, for every screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zcdesk.desk import audience, slips, voting
from zcdesk.desk.audience import Eyes, Viewer
from zcdesk.desk.desk import Desk
from zcdesk.domain.errors import Refused
from zcdesk.rules import scoring


@dataclass(frozen=True, slots=True)
class Line:
    """An applicant on the sheet, with what may be looked at on demand."""

    number: str
    name: str
    applies_for: str
    score: str
    opinion: str


def of_member(desk: Desk, key: str, member: str, pin: str) -> tuple[Line, ...]:
    """The lines of a member's sheet, after the PIN; refused as by `voting.sheet`.

    Who is recused when a round opens is frozen in it, and nobody becomes so while it is held; a
    file in which the two differ shows nothing rather than what is closed to this member.
    """
    return _lines(desk, member, voting.sheet(desk, key, member, pin))


def of_slip(desk: Desk, key: str, code: str) -> tuple[Line, ...]:
    """The lines of an unused slip's sheet; refused as by `slips.sheet`.

    Nobody knows whose it is: what each member of its class may see may stand on it.
    """
    numbers = slips.sheet(desk, key, code)
    vote = desk.case.rounds[key]
    holder = next(member for member in vote.voters if vote.sheet(member) == numbers)
    return _lines(desk, holder, numbers)


def _lines(desk: Desk, member: str, numbers: Sequence[str]) -> tuple[Line, ...]:
    looks = Viewer(Eyes.MEMBER, member)
    return tuple(_line(desk, looks, number) for number in numbers)


def _line(desk: Desk, looks: Viewer, number: str) -> Line:
    case = desk.case
    if not audience.may_see(case, looks, number):
        raise Refused(
            "recused-ballot",
            f"{number}号申报人登记了您的回避，这一轮须由主任委员和监督员作废后重新投票。",
        )
    applicant = case.applicants[number]
    score = audience.score(case, looks, number, desk.settings, desk.book)
    return Line(
        number,
        applicant.name,
        f"{applicant.specialty} {applicant.level.value}",
        "" if score is None else scoring.display(score),
        audience.opinion(case, looks, number),
    )
