"""The rules of the session itself (评审会议): year, filing, size, quorum, papers, integrity, floors."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable

from zcdesk.domain.applicant import Tier
from zcdesk.domain.ballot import RoundState
from zcdesk.domain.case import Case
from zcdesk.domain.committee import CommitteeKind
from zcdesk.domain.dates import add_years
from zcdesk.domain.elimination import FloorResult
from zcdesk.domain.finding import Finding, Status
from zcdesk.domain.session import Phase, Settings
from zcdesk.rules.book import Book
from zcdesk.rules.elimination import chinese_name, told
from zcdesk.rules.figures import needed, share_of, whole_of
from zcdesk.rules.verdict import Verdict, dress
from zcdesk.rules.voting import passes

_MISSING = "missing"
_NO_DATES = "no_dates"

# What a rule has found, as JSON values.
_Facts = dict[str, object]


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
    evidence: _Facts = {
        "review_year": session.review_year,
        "meeting_dates": _iso(session.meeting_dates),
        "outside": _iso(outside),
    }
    if not session.meeting_dates:
        return Verdict(Status.UNCLEAR, evidence, _NO_DATES)
    if outside:
        return Verdict(Status.VIOLATION, evidence, "outside")
    return Verdict(Status.OK, evidence)


def committee_filing(case: Case, _settings: Settings, book: Book) -> Verdict:
    """committee-filing 核准备案: the meeting lies within an approval that is not too long."""
    committee, days = case.current.committee, case.current.session.meeting_dates
    first, last = committee.approved_from, committee.approved_to
    years = whole_of(book, "committee.approval_years")
    outside = [d for d in days if (first and d < first) or (last and d > last)]
    # Three years from 1 June end on 31 May.
    limit = add_years(first, years) if first else None
    latest = limit - datetime.timedelta(days=1) if limit else None
    evidence: _Facts = {
        "approved_from": first.isoformat() if first else None,
        "approved_to": last.isoformat() if last else None,
        "limit_years": years,
        "latest_allowed": latest.isoformat() if latest else None,
        "meeting_dates": _iso(days),
        "outside": _iso(outside),
    }
    if limit and last and last >= limit:
        return Verdict(Status.VIOLATION, evidence, "too_long")
    if outside:
        return Verdict(Status.VIOLATION, evidence, "outside")
    if not (first and last):
        return Verdict(Status.UNCLEAR, evidence, "no_period")
    if not days:
        return Verdict(Status.UNCLEAR, evidence, _NO_DATES)
    return Verdict(Status.OK, evidence)


def committee_size(case: Case, settings: Settings, _book: Book) -> Verdict:
    """committee-size 单数、人数: odd, and enough for the tiers that it is approved for."""
    committee, size = case.current.committee, len(case.current.members)
    tiers = {level.tier for scope in committee.scope for level in scope.levels}
    minimum = _minimum(settings, committee.kind, tiers or set(Tier))
    evidence: _Facts = {
        "size": size,
        "kind": committee.kind.value,
        "tiers": [tier.value for tier in Tier if tier in tiers],
        "minimum": minimum,
    }
    odd, enough = size % 2 == 1, minimum is None or size >= minimum
    if not tiers and not enough:
        # Which minimum holds is not known; an even number breaks the rule all the same.
        unknown = Verdict(Status.UNCLEAR, evidence, "no_scope")
        return unknown if odd else Verdict(Status.VIOLATION, evidence, "even")
    if not odd:
        return Verdict(Status.VIOLATION, evidence, "even" if enough else "even_and_too_small")
    if not enough:
        return Verdict(Status.VIOLATION, evidence, "too_small")
    return Verdict(Status.OK, evidence, "ok_no_minimum" if minimum is None else "ok")


def _minimum(settings: Settings, kind: CommitteeKind, tiers: set[Tier]) -> int | None:
    keys = {f"{tier.name.lower()}.{kind.value}" for tier in tiers}
    asked = [size for key, size in settings.committee_min.items() if key in keys]
    return max(asked, default=None)


def quorum(case: Case, _settings: Settings, book: Book) -> Verdict:
    """quorum 出席人数: two thirds of the committee at every ballot; the smallest attendance tells."""
    standing = [r for r in case.rounds.values() if r.state is not RoundState.ANNULLED]
    if not standing:
        return Verdict(Status.NOT_APPLICABLE, {})
    size, share = len(case.current.members), share_of(book, "quorum.share")
    worst = min(standing, key=lambda vote: len(vote.present))
    present = len(worst.present)
    evidence: _Facts = {
        "size": size,
        "needed": needed(size, share),
        "round": worst.key,
        "present": present,
        "rounds": [{"round": r.key, "present": len(r.present)} for r in standing],
        "arithmetic": f"{share.denominator}×{present}={share.denominator * present}，"
        f"{share.numerator}×{size}={share.numerator * size}",
    }
    if passes(present, size, share):
        return Verdict(Status.OK, evidence)
    return Verdict(Status.VIOLATION, evidence, "short")


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
    evidence: _Facts = {name: reference.strip()}
    if reference.strip():
        return Verdict(Status.OK, evidence)
    return Verdict(Status.VIOLATION, evidence, _MISSING)


def member_integrity(case: Case, _settings: Settings, book: Book) -> Verdict:
    """member-integrity 诚信: nobody at the table has a record in force on the first meeting day."""
    days = case.current.session.meeting_dates
    records = _records(case, whole_of(book, "integrity.years"))
    first = min(days, default=None)
    evidence: _Facts = {
        "meeting_day": first.isoformat() if first else None,
        "limit_years": whole_of(book, "integrity.years"),
        "records": [
            {"name": name, "recorded_on": day.isoformat(), "last_day": last.isoformat()}
            for name, day, last in records
        ],
    }
    if not records:
        return Verdict(Status.OK, evidence, "no_records")
    if first is None:
        return Verdict(Status.UNCLEAR, evidence, _NO_DATES, {"people": _names(records)})
    held = [record for record in records if first <= record[2]]
    if not held:
        return Verdict(Status.OK, evidence)
    said: _Facts = {"people": _names(held), "last_days": _iso(last for _, _, last in held)}
    return Verdict(Status.VIOLATION, evidence, "in_force", said)


# Name, day of the record, last day that it is in force.
_Record = tuple[str, datetime.date, datetime.date]


def _records(case: Case, years: int) -> list[_Record]:
    staff = case.current.staff
    people = [(member.name, member.integrity) for member in case.current.members]
    people += [
        (staff.secretary, staff.secretary_integrity),
        (staff.supervisor, staff.supervisor_integrity),
    ]
    one = datetime.timedelta(days=1)
    return [(name, day, add_years(day, years) - one) for name, days in people for day in days]


def _names(records: Iterable[_Record]) -> list[str]:
    return list(dict.fromkeys(name for name, _, _ in records))


def elimination_floor(case: Case, _settings: Settings, _book: Book) -> Verdict:
    """elimination-floor 淘汰率下限: both floors of every group, decided at sealing."""
    if case.current_phase.rank < Phase.SEALED.rank:
        return Verdict(Status.NOT_APPLICABLE, {})
    sealed = tuple(case.groups.values())
    evidence: _Facts = {
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
    short = [told(group) for group in sealed if not group.met]
    if short:
        return Verdict(Status.VIOLATION, evidence, "short", {"short": "；".join(short)})
    if not sealed:
        return Verdict(Status.OK, evidence, "no_groups")
    rates = [f"{chinese_name(g.group)}{g.overall.fraction}＝{g.overall.percent}%" for g in sealed]
    return Verdict(Status.OK, evidence, said={"rates": rates})


def _rate(floor: FloorResult) -> _Facts:
    return {
        "fraction": floor.fraction,
        "percent": floor.percent,
        "floor": None if floor.floor is None else str(floor.floor),
        "met": floor.met,
        "short_by": floor.short_by,
    }


def _iso(days: Iterable[datetime.date]) -> list[str]:
    return [day.isoformat() for day in days]


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
