"""Rules of the committee (评审委员会) at its session: filing, size, quorum, integrity."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from zcdesk.domain.applicant import Tier
from zcdesk.domain.ballot import RoundState
from zcdesk.domain.case import Case
from zcdesk.domain.committee import CommitteeKind
from zcdesk.domain.dates import add_years
from zcdesk.domain.finding import Status
from zcdesk.domain.session import Settings
from zcdesk.rules.book import Book
from zcdesk.rules.figures import needed, share_of, whole_of
from zcdesk.rules.verdict import Verdict
from zcdesk.rules.voting import passes

# What a rule has found, as JSON values.
Facts = dict[str, object]

NO_DATES = "no_dates"
"""Case of the wording: no meeting day is known."""


def committee_filing(case: Case, _settings: Settings, book: Book) -> Verdict:
    """committee-filing 核准备案: the meeting lies within an approval that is not too long."""
    committee, days = case.current.committee, case.current.session.meeting_dates
    first, last = committee.approved_from, committee.approved_to
    years = whole_of(book, "committee.approval_years")
    outside = [d for d in days if (first and d < first) or (last and d > last)]
    # Three years from 1 June end on 31 May.
    limit = add_years(first, years) if first else None
    latest = limit - datetime.timedelta(days=1) if limit else None
    evidence: Facts = {
        "approved_from": first.isoformat() if first else None,
        "approved_to": last.isoformat() if last else None,
        "limit_years": years,
        "latest_allowed": latest.isoformat() if latest else None,
        "meeting_dates": iso(days),
        "outside": iso(outside),
    }
    if limit and last and last >= limit:
        return Verdict(Status.VIOLATION, evidence, "too_long")
    if outside:
        return Verdict(Status.VIOLATION, evidence, "outside")
    if not (first and last):
        return Verdict(Status.UNCLEAR, evidence, "no_period")
    if not days:
        return Verdict(Status.UNCLEAR, evidence, NO_DATES)
    return Verdict(Status.OK, evidence)


def committee_size(case: Case, settings: Settings, _book: Book) -> Verdict:
    """committee-size 单数、人数: odd, and enough for the tiers that it is approved for."""
    committee, size = case.current.committee, len(case.current.members)
    tiers = {level.tier for scope in committee.scope for level in scope.levels}
    minimum = least_members(settings, committee.kind, tiers or set(Tier))
    evidence: Facts = {
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


def least_members(settings: Settings, kind: CommitteeKind, tiers: set[Tier]) -> int | None:
    """How many members a committee of this kind, approved for these tiers, has at least.

    None where the settings ask for no number.
    """
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
    evidence: Facts = {
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


def member_integrity(case: Case, _settings: Settings, book: Book) -> Verdict:
    """member-integrity 诚信: nobody at the table has a record in force on the first meeting day."""
    days = case.current.session.meeting_dates
    records = _records(case, whole_of(book, "integrity.years"))
    first = min(days, default=None)
    evidence: Facts = {
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
        return Verdict(Status.UNCLEAR, {**evidence, "people": _names(records)}, NO_DATES)
    held = [record for record in records if first <= record[2]]
    if not held:
        return Verdict(Status.OK, evidence)
    last_days = iso(last for _, _, last in held)
    in_force = {**evidence, "people": _names(held), "last_days": last_days}
    return Verdict(Status.VIOLATION, in_force, "in_force")


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


def iso(days: Iterable[datetime.date]) -> list[str]:
    """Days as JSON values."""
    return [day.isoformat() for day in days]
