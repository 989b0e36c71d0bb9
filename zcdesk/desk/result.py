"""The result of a session as JSON values (zcdesk-result/1)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from zcdesk.desk.desk import Desk
from zcdesk.domain.audit import AuditEntry, lines_of
from zcdesk.domain.ballot import Round, RoundState, Tally
from zcdesk.domain.case import Case
from zcdesk.domain.codec import encode
from zcdesk.domain.elimination import FloorResult, GroupResult
from zcdesk.domain.events import Sealed
from zcdesk.domain.session import Waiver
from zcdesk.handover.pseudonyms import Pseudonyms
from zcdesk.rules import scoring
from zcdesk.rules.elimination import excluded

FORMAT = "zcdesk-result/1"


def sealed_entry(desk: Desk) -> AuditEntry:
    """The line of the log that sealed the session: its head is the one that papers print."""
    return next(reversed(lines_of(desk.file.audit(), Sealed)))


def result(desk: Desk) -> dict[str, Any]:
    """The result of a sealed session. Texts that people wrote name no expert (40号令 第二十四条)."""
    case, head = desk.case, sealed_entry(desk)
    setup = case.current
    people = Pseudonyms.of(setup.members, (a.name for a in case.applicants.values()))
    return {
        "format": FORMAT,
        "rehearsal": setup.rehearsal,
        "rules": {"id": desk.book.id, "sha256": desk.book.sha256},
        "settings": settings_json(desk),
        "committee": encode(setup.committee),
        "session": encode(setup.session),
        "groups": [_group(group) for group in case.groups.values()],
        "excluded": [
            {"number": number, "status": status.status.value, "reason": people.text(status.reason)}
            for number, status in excluded(case, desk.settings).items()
        ],
        "applicants": [_applicant(desk, number, people) for number in case.applicants],
        "session_waivers": [_waiver(w, people) for w in case.waivers.values() if not w.applicant],
        "exception": people.text(case.exception_reason),
        "audit": {"entries": head.number, "head": head.head},
    }


def settings_json(desk: Desk) -> dict[str, Any]:
    """The settings in force by their names."""
    values: dict[str, Any] = encode(desk.settings)
    chosen = values.pop("chosen")
    for name in ("pass_mark", "junior_floor"):
        values[name] = None if values[name] is None else number_json(Fraction(values[name]))
    return {**values, "chosen": chosen}


def number_json(value: Fraction) -> int | str:
    """A whole number as it is, anything else as an exact text (33.4, or 1/3)."""
    return value.numerator if value.denominator == 1 else scoring.plain(value)


def _group(group: GroupResult) -> dict[str, Any]:
    return {
        "group": group.group,
        "participating": group.participating,
        "defense_eliminated": group.defense_eliminated,
        "eliminated": group.eliminated,
        "overall": _floor(group.overall),
        "defense": _floor(group.defense),
    }


def _floor(floor: FloorResult) -> dict[str, Any]:
    return {
        "fraction": floor.fraction,
        "percent": floor.percent,
        "floor": None if floor.floor is None else number_json(floor.floor),
        "met": floor.met,
        "short_by": floor.short_by,
    }


def _applicant(desk: Desk, number: str, people: Pseudonyms) -> dict[str, Any]:
    case = desk.case
    applicant = case.applicants[number]
    score = scoring.score_of(case, number, desk.settings, desk.book)
    return {
        "number": number,
        "name": applicant.name,
        "series": applicant.series,
        "specialty": applicant.specialty,
        "level": applicant.level.value,
        "status": case.status(number).value,
        "reason": people.text(case.statuses[number].reason),
        "score": None
        if score is None
        else {"fraction": str(score), "display": scoring.display(score)},
        "rounds": [
            _round(entry, entry.tallies[number])
            for entry in opened(case)
            if number in entry.tallies
        ],
        "waivers": [_waiver(w, people) for w in case.waivers.values() if w.applicant == number],
    }


def opened(case: Case) -> list[Round]:
    """The rounds whose boxes were opened, in order."""
    return [entry for entry in case.rounds.values() if entry.state is RoundState.OPENED]


def _round(entry: Round, tally: Tally) -> dict[str, Any]:
    return {
        "round": entry.number,
        "present": tally.present,
        "recused": tally.recused,
        "base": tally.base,
        "yes": tally.approve,
        "no": tally.reject,
        "abstain": tally.abstain,
        "not_returned": tally.not_returned,
        "passed": tally.passed,
        "base_matters": tally.base_matters,
    } | ({"spoilt": tally.spoilt} if tally.spoilt else {})


def _waiver(waiver: Waiver, people: Pseudonyms) -> Mapping[str, str]:
    return {
        "rule": waiver.rule,
        "reason": people.text(waiver.reason),
        "document": people.text(waiver.document),
        "by": people.text(waiver.by),
    }
