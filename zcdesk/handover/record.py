"""The record (评审记录, `record.json`): everything from which a session's figures follow.

Facts, statuses, marks, tallies, settings, the numbers of the rule book and the audit log. No
expert's vote is in it: none exists anywhere.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from zcdesk.domain.audit import AuditEntry, holds
from zcdesk.domain.ballot import Round, Tally
from zcdesk.domain.case import ONLY, Case
from zcdesk.domain.citation import Param
from zcdesk.domain.codec import encode
from zcdesk.domain.events import RecusalDeclared, RecusalWithdrawn
from zcdesk.domain.session import ApplicantStatus, Settings, Waiver
from zcdesk.handover.pseudonyms import Pseudonyms, as_named

FORMAT = "zcdesk-record/1"

_DEFENSE = frozenset(
    status.value
    for status in (
        ApplicantStatus.DEFENSE_PASSED,
        ApplicantStatus.DEFENSE_FAILED,
        ApplicantStatus.ABSENT,
        ApplicantStatus.EXEMPT,
    )
)
_BEFORE_DEFENSE = frozenset({ApplicantStatus.PENDING.value, ApplicantStatus.QUALIFIED.value})


def build_record(
    case: Case,
    audit: Sequence[AuditEntry],
    *,
    settings: Settings,
    parameters: Mapping[str, Param],
    canonical: Callable[[str], str],
    specialty_key: Callable[[str], str],
    program_version: str,
    names: bool,
) -> dict[str, Any]:
    """The record of a sealed session as JSON values.

    `audit` ends with the entry that sealed. `parameters` are those of the rule book by key; its
    numbers stand in the record as exact text ("2/3"). `canonical` gives the one name of a series,
    `specialty_key` what specialties are compared by.
    Without `names` (报送版) members are pseudonyms everywhere, why one keeps out of a review is not
    told (an applicant's spouse is nobody else), and log entries that name or tell keep their
    digest only.
    """
    members = case.current.members
    people = (
        as_named(members)
        if names
        else Pseudonyms.of(members, (each.name for each in case.applicants.values()))
    )
    writer = _Writer(case, people, names=names)
    book = case.book[ONLY]
    return {
        "format": FORMAT,
        "edition": "archive" if names else "submission",
        "program": program_version,
        "rehearsal": case.current.rehearsal,
        "rules": {"id": book.id, "sha256": book.sha256, "files": dict(book.files)},
        "parameters": {
            key: str(each.value)
            for key, each in parameters.items()
            if isinstance(each.value, int | Fraction) and not isinstance(each.value, bool)
        },
        "settings": encode(settings),
        "committee": encode(case.current.committee),
        "session": encode(case.current.session),
        "scheme": encode(case.current.scheme),
        "series": {each.series: canonical(each.series) for each in case.applicants.values()}
        | {each.series: canonical(each.series) for each in settings.exam_and_review},
        "specialties": {
            each.specialty: specialty_key(each.specialty) for each in case.applicants.values()
        },
        "members": [
            {"id": people.member(each.id), "role": each.role.value}
            | ({"name": each.name} if names else {})
            for each in members
        ],
        "applicants": writer.applicants(_defense_statuses(audit)),
        "session_waivers": [writer.waiver(w) for w in case.waivers.values() if not w.applicant],
        "recusals": writer.recusals(),
        "attendance": writer.attendance(),
        "panels": writer.panels(),
        "scores": writer.scores(),
        "rounds": [writer.round(each) for each in case.rounds.values()],
        "exception": people.text(case.exception_reason),
        "audit": [_audit_line(each, people, names=names) for each in audit],
    }


def _defense_statuses(audit: Sequence[AuditEntry]) -> dict[str, str]:
    """What the defense said of each applicant last; the vote has overwritten it since."""
    said: dict[str, str] = {}
    for line in audit:
        body = json.loads(line.body)
        if body["event"] != "StatusSet":
            continue
        number, after = body["payload"]["applicant"], body["payload"]["after"]
        if after in _DEFENSE:
            said[number] = after
        elif after in _BEFORE_DEFENSE:
            said.pop(number, None)
    return said


def _audit_line(line: AuditEntry, people: Pseudonyms, *, names: bool) -> dict[str, Any]:
    tells = not names and holds(line, RecusalDeclared, RecusalWithdrawn)
    body = None if tells or people.names_somebody(line.body) else line.body
    return {"number": line.number, "body": body, "digest": line.digest, "head": line.head}


@dataclass(frozen=True, slots=True)
class _Writer:
    """The case's tables as JSON values, members under the names that the edition allows."""

    case: Case
    people: Pseudonyms
    names: bool

    def applicants(self, defense: Mapping[str, str]) -> list[dict[str, Any]]:
        case = self.case
        return [
            {
                "number": number,
                "facts": encode(applicant),
                "status": case.status(number).value,
                "reason": self.people.text(case.statuses[number].reason),
                "defense": defense.get(number),
                "opinion": self.people.text(case.opinions.get(number, "")),
                "waivers": [self.waiver(w) for w in case.waivers.values() if w.applicant == number],
                "documents": [
                    {"name": each.name, "size": each.size, "sha256": each.sha256}
                    for each in case.documents.get(number, ())
                ],
            }
            for number, applicant in case.applicants.items()
        ]

    def waiver(self, waiver: Waiver) -> dict[str, str]:
        texts = {"reason": waiver.reason, "document": waiver.document, "by": waiver.by}
        return {"rule": waiver.rule} | {k: self.people.text(v) for k, v in texts.items()}

    def recusals(self) -> list[dict[str, str]]:
        return [
            {
                "applicant": each.applicant,
                "member": self.people.member(each.member),
                "reason": each.reason if self.names else "",
            }
            for each in self.case.recusals.values()
        ]

    def attendance(self) -> list[dict[str, Any]]:
        return [
            encode(each) | {"member": self.people.member(each.member)}
            for each in self.case.attendance.values()
        ]

    def panels(self) -> list[dict[str, Any]]:
        return [
            encode(each)
            | {
                "name": self.people.text(each.name),
                "members": self.people.members(each.members),
            }
            for each in self.case.panels.values()
        ]

    def scores(self) -> list[dict[str, Any]]:
        return [
            encode(each) | {"member": self.people.member(each.member)}
            for each in self.case.scores.values()
        ]

    def round(self, vote: Round) -> dict[str, Any]:
        people = self.people
        return {
            "key": vote.key,
            "round": vote.number,
            "state": vote.state.value,
            "reason": people.text(vote.reason),
            "close_reason": people.text(vote.close_reason),
            "annul_reason": people.text(vote.annul_reason),
            "presiding": people.member(vote.presiding),
            "present": people.members(vote.present),
            "applicants": list(vote.applicants),
            "recused": {a: people.members(out) for a, out in vote.recused.items() if out},
            "not_put": list(vote.not_put),
            "cast": vote.cast,
            "not_returned": people.members(vote.not_returned),
            "tallies": {number: _tally(each) for number, each in vote.tallies.items()},
        } | self.way(vote)

    def way(self, vote: Round) -> dict[str, Any]:
        """How the round was held, where not by name at the screen.

        Slips that did not come back stand as the applicants that they were for.
        """
        held = {each.label: list(each.applicants) for each in vote.classes} if vote.slips else {}
        slips = {"slips_out": [held[label] for label in vote.slips_out]} if vote.slips else {}
        return slips | ({"on_paper": self.people.text(vote.on_paper)} if vote.on_paper else {})


def _tally(tally: Tally) -> dict[str, Any]:
    return {
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
