"""Recusal (回避): who keeps out of whose review, and what a panel needs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from zcdesk.domain.applicant import Applicant
from zcdesk.domain.case import Case
from zcdesk.domain.citation import Params
from zcdesk.domain.committee import Panel, Recusal
from zcdesk.domain.errors import Refused
from zcdesk.rules.figures import whole_of


def in_order(case: Case, members: Collection[str]) -> tuple[str, ...]:
    """Members in the committee's order, each once; Refused("unknown-member") for a stranger."""
    order = tuple(member.id for member in case.current.members)
    for member in members:
        if member not in order:
            raise Refused("unknown-member", f"评委名册中没有编号为{member}的评委。")
    return tuple(member for member in order if member in members)


def known(case: Case, number: str) -> Applicant:
    """The applicant with this number; Refused("unknown-applicant") where there is none."""
    if number not in case.applicants:
        raise Refused("unknown-applicant", f"花名册中没有编号为{number}的申报人。")
    return case.applicants[number]


def check_recusal(case: Case, recusal: Recusal) -> None:
    """A recusal names a member of the committee and an applicant of the roster, or is Refused."""
    in_order(case, (recusal.member,))
    known(case, recusal.applicant)


def recused(
    case: Case, applicants: Iterable[str], present: Iterable[str]
) -> Mapping[str, tuple[str, ...]]:
    """For each applicant the attending members who keep out; applicants without any are left out."""
    attending = tuple(present)
    out = {number: _out(case.recused_from(number), attending) for number in applicants}
    return {number: members for number, members in out.items() if members}


def must_step_out(case: Case, applicant: str, present: Iterable[str]) -> tuple[str, ...]:
    """The attending members who leave the room while this applicant is heard (40号令 第二十五条)."""
    return _out(case.recused_from(applicant), tuple(present))


def keeps_out(case: Case, member: str, applicant: str) -> bool:
    """Whether dossier, scores and ballot of this applicant are closed to this member."""
    return member in case.recused_from(applicant)


def _out(recused_members: tuple[str, ...], attending: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(member for member in attending if member in recused_members)


def check_panel(panel: Panel, case: Case, book: Params) -> None:
    """A panel (评议组) may be formed: at least three members, applicants that no other panel hears.

    Refused with panel-size, unknown-member, unknown-applicant, or score-double where an
    applicant would be scored by two panels.
    """
    members = in_order(case, panel.members)
    minimum = whole_of(book, "defense.panel_minimum")
    if len(members) < minimum:
        raise Refused(
            "panel-size",
            f"评议组“{panel.name}”只有{len(members)}名评委，至少需要{minimum}名。",
        )
    seen: set[str] = set()
    for number in panel.applicants:
        known(case, number)
        other = next(
            (p for p in case.panels.values() if number in p.applicants and p.name != panel.name),
            None,
        )
        if other or number in seen:
            where = f"评议组“{(other or panel).name}”"
            raise Refused("score-double", f"申报人{number}已在{where}，不能重复分组。")
        seen.add(number)
