"""The rules of the session itself (评审会议): year, filing, size, quorum, papers, integrity, floors."""

from __future__ import annotations

from collections.abc import Callable

from zcdesk.domain.case import Case
from zcdesk.domain.elimination import FloorResult
from zcdesk.domain.finding import Finding, Status
from zcdesk.domain.session import Phase, Settings
from zcdesk.rules.book import Book
from zcdesk.rules.committee import (
    NO_DATES,
    Facts,
    committee_filing,
    committee_size,
    iso,
    member_integrity,
    quorum,
)
from zcdesk.rules.elimination import chinese_name, shortfall
from zcdesk.rules.verdict import Verdict, dress

_MISSING = "missing"


def examine_session(
    case: Case, settings: Settings, book: Book, *, scores_planned: bool = False
) -> tuple[Finding, ...]:
    """What every session rule says, in the order of the rules.

    `scores_planned`: scores are about to be entered, so their scheme has to be approved now.
    """
    verdicts = {rule: judge(case, settings, book) for rule, judge in RULES}
    if scores_planned:
        verdicts["scoring-scheme"] = scheme_approved(case)
    return tuple(dress(rule, verdict, book) for rule, verdict in verdicts.items())


def session_year(case: Case, _settings: Settings, _book: Book) -> Verdict:
    """session-year 不得跨年度: every meeting day lies in the review year."""
    session = case.current.session
    outside = [day for day in session.meeting_dates if day.year != session.review_year]
    evidence: Facts = {
        "review_year": session.review_year,
        "meeting_dates": iso(session.meeting_dates),
        "outside": iso(outside),
    }
    if not session.meeting_dates:
        return Verdict(Status.UNCLEAR, evidence, NO_DATES)
    if outside:
        return Verdict(Status.VIOLATION, evidence, "outside")
    return Verdict(Status.OK, evidence)


def work_plan(case: Case, _settings: Settings, _book: Book) -> Verdict:
    """work-plan 年度评审工作方案: its approval reference is on file."""
    return _on_file("work_plan", case.current.session.work_plan)


def scoring_scheme(case: Case, _settings: Settings, _book: Book) -> Verdict:
    """scoring-scheme 量化赋分办法: where scores are used, the scheme is approved."""
    return scheme_approved(case) if case.scores else Verdict(Status.NOT_APPLICABLE, {})


def scheme_approved(case: Case) -> Verdict:
    """scoring-scheme 量化赋分办法: its approval reference is on file, asked before the first score."""
    return _on_file("scoring_approval", case.current.session.scoring_approval)


def standard_published(case: Case, _settings: Settings, _book: Book) -> Verdict:
    """standard-published 评价标准: the reference of its publication is on file."""
    return _on_file("standard", case.current.session.standard)


def _on_file(name: str, reference: str) -> Verdict:
    evidence: Facts = {name: reference.strip()}
    if reference.strip():
        return Verdict(Status.OK, evidence)
    return Verdict(Status.VIOLATION, evidence, _MISSING)


def elimination_floor(case: Case, _settings: Settings, _book: Book) -> Verdict:
    """elimination-floor 淘汰率下限: both floors of every group, decided at sealing."""
    if case.current_phase.rank < Phase.SEALED.rank:
        return Verdict(Status.NOT_APPLICABLE, {})
    sealed = tuple(case.groups.values())
    evidence: Facts = {
        "groups": [
            {
                "group": group.group,
                "overall": _rate(group.overall),
                "defense": _rate(group.defense),
            }
            for group in sealed
        ],
        "exception": case.exception_reason,
    }
    short = [shortfall(group) for group in sealed if not group.met]
    if short:
        return Verdict(Status.VIOLATION, {**evidence, "short": "；".join(short)}, "short")
    if not sealed:
        return Verdict(Status.OK, evidence, "no_groups")
    rates = [f"{chinese_name(g.group)}{g.overall.fraction}＝{g.overall.percent}%" for g in sealed]
    return Verdict(Status.OK, {**evidence, "rates": rates})


def _rate(floor: FloorResult) -> Facts:
    return {
        "fraction": floor.fraction,
        "percent": floor.percent,
        "floor": None if floor.floor is None else str(floor.floor),
        "met": floor.met,
        "short_by": floor.short_by,
    }


RULES: tuple[tuple[str, Callable[[Case, Settings, Book], Verdict]], ...] = (
    ("session-year", session_year),
    ("committee-filing", committee_filing),
    ("committee-size", committee_size),
    ("quorum", quorum),
    ("work-plan", work_plan),
    ("scoring-scheme", scoring_scheme),
    ("standard-published", standard_published),
    ("member-integrity", member_integrity),
    ("elimination-floor", elimination_floor),
)
"""Every rule of the session, in order."""
