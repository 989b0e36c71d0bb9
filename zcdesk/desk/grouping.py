"""Dealing applicants and members out to panels: specialties together, numbers even."""

from __future__ import annotations

from collections import defaultdict

from zcdesk.desk import panels
from zcdesk.desk.desk import Desk
from zcdesk.domain.applicant import Applicant
from zcdesk.domain.case import Case
from zcdesk.domain.committee import Panel
from zcdesk.domain.errors import Refused
from zcdesk.rules.figures import whole_of
from zcdesk.rules.titles import specialty_key

_MOST = 20


def most_panels(desk: Desk) -> int:
    """How many panels of the least size the committee has members for."""
    return len(desk.case.current.members) // whole_of(desk.book, "defense.panel_minimum")


def propose(desk: Desk, count: int) -> tuple[Panel, ...]:
    """So many new panels for everybody without one. Refused where that cannot be.

    A specialty stays in one panel unless it is larger than an even share; then it is divided.
    Members are dealt in the committee's order. Nothing is recorded.
    """
    waiting = [desk.case.applicants[number] for number in panels.unassigned(desk)]
    if not waiting:
        raise Refused("panel-size", "没有待分组的申报人。")
    if not 1 <= count <= min(most_panels(desk), len(waiting), _MOST):
        raise Refused("panel-size", f"委员和待分组的申报人不够分成{count}个评议组。")
    shares = spread(waiting, count)
    members = desk.case.current.members
    names = _free_names(desk.case, count)
    return tuple(
        Panel(
            names[place],
            tuple(member.id for member in members[place::count]),
            tuple(applicant.number for applicant in share),
        )
        for place, share in enumerate(shares)
    )


def spread(applicants: list[Applicant], count: int) -> list[list[Applicant]]:
    """Applicants in `count` shares whose sizes differ little, each specialty together if it fits.

    The largest specialty goes first, each into the smallest share so far; what is larger than
    an even share is cut into even parts before.
    """
    whole: dict[str, list[Applicant]] = defaultdict(list)
    for applicant in applicants:
        whole[specialty_key(applicant.specialty)].append(applicant)
    most = -(-len(applicants) // count)
    parts = [part for group in whole.values() for part in _cut(group, most)]
    shares: list[list[Applicant]] = [[] for _ in range(count)]
    for part in sorted(parts, key=len, reverse=True):
        min(shares, key=len).extend(part)
    _fill_empty(shares)
    order = {applicant.number: place for place, applicant in enumerate(applicants)}
    return [sorted(share, key=lambda each: order[each.number]) for share in shares]


def _cut(group: list[Applicant], most: int) -> list[list[Applicant]]:
    pieces = -(-len(group) // most)
    return [group[place::pieces] for place in range(pieces)]


def _fill_empty(shares: list[list[Applicant]]) -> None:
    """No panel without anybody: the largest share gives one away."""
    for share in shares:
        if not share:
            share.append(max(shares, key=len).pop())


def _free_names(case: Case, count: int) -> list[str]:
    names = (f"第{number}组" for number in range(1, len(case.panels) + count + 1))
    return [name for name in names if name not in case.panels][:count]
