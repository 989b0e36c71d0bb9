"""The register: roster, facts, findings, decisions on the materials, waivers, recusals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from zcdesk.desk.desk import OUT_OF_THE_ROSTER, Desk
from zcdesk.domain.applicant import Applicant
from zcdesk.domain.ballot import Round, RoundState
from zcdesk.domain.case import pair
from zcdesk.domain.committee import Recusal
from zcdesk.domain.errors import Refused
from zcdesk.domain.events import (
    ApplicantEdited,
    Document,
    DocumentsFiled,
    Event,
    RecusalDeclared,
    RosterImported,
    StatusSet,
    UnclearAcknowledged,
    WaiverRecorded,
)
from zcdesk.domain.finding import Finding, Status
from zcdesk.domain.session import ApplicantStatus, Phase, Waiver
from zcdesk.dossiers.folder import DossierFolder, find_dossiers
from zcdesk.dossiers.roster import Roster, read_roster
from zcdesk.dossiers.roster_differences import ImportDifferences, differences
from zcdesk.rules import sitting
from zcdesk.rules.catalogue import RULES, examine
from zcdesk.rules.sitting import examine_session

NEVER_WAIVED = ("quorum", "elimination-floor")
APPLICANT_RULES = frozenset(rule for rule, _ in RULES)
SESSION_RULES = frozenset(rule for rule, _ in sitting.RULES)


def look_at_roster(path: Path) -> Roster:
    """Read a roster without importing it, so that problems and differences can be shown."""
    return read_roster(path)


def compare_roster(desk: Desk, roster: Roster) -> ImportDifferences:
    """What importing this roster would add and change."""
    return differences(desk.case.applicants, roster.applicants)


def import_roster(desk: Desk, roster: Roster) -> RosterImported:
    """Take a roster in: new numbers are added, known ones updated, none removed."""
    desk.require(Phase.SETUP, Phase.MATERIALS)
    change = compare_roster(desk, roster)
    event = RosterImported(
        source=roster.source,
        sha256=roster.sha256,
        added=tuple(change.added),
        changed=tuple((entry.before, entry.after) for entry in change.changed),
    )
    desk.record([event])
    return event


def file_dossiers(desk: Desk, folder: Path) -> DossierFolder:
    """Take in a folder whose sub-folders begin with the numbers; all of it or nothing.

    Files already filed (same name and content) are left out. Where a person can be asked,
    `filing` finds out more of them.
    """
    desk.require(Phase.SETUP, Phase.MATERIALS)
    found = find_dossiers(folder, desk.case.applicants.keys())
    events: list[Event] = []
    for number, paths in found.matches.items():
        known = {(d.name, d.sha256) for d in desk.case.documents.get(number, ())}
        documents = []
        for path in paths:
            document = _file(desk, path)
            if (document.name, document.sha256) not in known:
                known.add((document.name, document.sha256))
                documents.append(document)
        if documents:
            events.append(DocumentsFiled(number, tuple(documents)))
    if events:
        desk.record(events)
    return found


def _file(desk: Desk, path: Path) -> Document:
    kept = desk.vault.put(path)
    return Document(key=kept.key, name=path.name, size=kept.size, sha256=kept.sha256)


def preview(desk: Desk, draft: Applicant) -> tuple[Finding, ...]:
    """What the rules would say of a draft; nothing is stored."""
    index = desk.index().replaced(desk.case.applicants.get(draft.number), draft)
    return examine(draft, index, desk.case.current, desk.settings, desk.book)


def edit(desk: Desk, before: Applicant, after: Applicant, why: str = "") -> ApplicantEdited:
    """Change one applicant's facts. Refused when the record changed meanwhile.

    Once the materials are decided on, a change needs a reason.
    """
    desk.require(Phase.SETUP, Phase.MATERIALS)
    if desk.case.applicants.get(before.number) != before or before.number != after.number:
        raise Refused("stale-edit", "这位申报人的信息刚刚被改动过，请核对后重新修改。")
    if needs_why(desk, before.number) and not why.strip():
        raise Refused("reason", f"{_who(desk, before.number)}的材料已经判定，修改信息须写明原因。")
    event = ApplicantEdited(before, after, why)
    desk.record([event])
    return event


def needs_why(desk: Desk, number: str) -> bool:
    """Whether a change of this applicant's facts needs a reason: the materials are decided on."""
    return desk.case.status(number) is not ApplicantStatus.PENDING


def decide(desk: Desk, number: str, status: ApplicantStatus, reason: str = "") -> StatusSet:
    """Qualify, reject or withdraw an applicant, or take that back (pending).

    Qualifying is refused with the broken rule's id while a blocking finding is open.
    """
    desk.require(Phase.MATERIALS)
    event = _decision(desk, number, status, reason)
    desk.record([event])
    return event


def qualify_all(desk: Desk) -> tuple[StatusSet, ...]:
    """Qualify every pending applicant; refused at the first open blocking finding."""
    desk.require(Phase.MATERIALS)
    events = tuple(
        _decision(desk, number, ApplicantStatus.QUALIFIED, "")
        for number in desk.case.applicants
        if desk.case.status(number) is ApplicantStatus.PENDING
    )
    if events:
        desk.record(events)
    return events


def qualify_clean(desk: Desk) -> tuple[StatusSet, ...]:
    """Qualify those pending applicants who have no open blocking finding."""
    desk.require(Phase.MATERIALS)
    events = tuple(
        StatusSet(number, ApplicantStatus.PENDING, ApplicantStatus.QUALIFIED, "")
        for number in desk.case.applicants
        if desk.case.status(number) is ApplicantStatus.PENDING and not open_blocks(desk, number)
    )
    if events:
        desk.record(events)
    return events


def _decision(desk: Desk, number: str, status: ApplicantStatus, reason: str) -> StatusSet:
    known(desk, number)
    allowed = (
        ApplicantStatus.PENDING,
        ApplicantStatus.QUALIFIED,
        ApplicantStatus.REJECTED,
        ApplicantStatus.WITHDRAWN,
    )
    if status not in allowed:
        raise Refused("phase", "材料审核阶段只能判定材料合格、材料不合格或撤回申报。")
    if status in OUT_OF_THE_ROSTER and not reason.strip():
        raise Refused("reason", f"请写明{number}号申报人{status.chinese}的原因。")
    if status is ApplicantStatus.QUALIFIED:
        for finding in open_blocks(desk, number):
            raise Refused(finding.rule, f"{_who(desk, number)}：{finding.message}")
    return StatusSet(number, desk.case.status(number), status, reason)


def withdraw(desk: Desk, number: str, reason: str) -> StatusSet:
    """Withdraw an application; possible until the applicant's defense begins."""
    desk.require(Phase.MATERIALS, Phase.DEFENSE)
    known(desk, number)
    before = desk.case.status(number)
    begun = any(sheet.applicant == number for sheet in desk.case.scores.values())
    if begun or before not in (ApplicantStatus.PENDING, ApplicantStatus.QUALIFIED):
        raise Refused("phase", f"{_who(desk, number)}的答辩已经开始，不能再撤回申报。")
    if not reason.strip():
        raise Refused("reason", f"请写明{number}号申报人撤回申报的原因。")
    event = StatusSet(number, before, ApplicantStatus.WITHDRAWN, reason)
    desk.record([event])
    return event


def waive(desk: Desk, waiver: Waiver) -> WaiverRecorded:
    """Record a waiver with reason, document number and name; printed in the minutes."""
    desk.require(Phase.SETUP, Phase.MATERIALS)
    if waiver.applicant:
        known(desk, waiver.applicant)
    if waiver.rule in NEVER_WAIVED:
        raise Refused(waiver.rule, "法定人数和淘汰率下限不能豁免。")
    if waiver.rule not in _rules_of(waiver):
        raise Refused("waiver-incomplete", f"豁免所指的要求“{waiver.rule}”不存在或不属于该对象。")
    if not all(part.strip() for part in (waiver.reason, waiver.document, waiver.by)):
        raise Refused("waiver-incomplete", "豁免须同时写明理由、批准文号和批准人。")
    event = WaiverRecorded(waiver)
    desk.record([event])
    return event


def _rules_of(waiver: Waiver) -> frozenset[str]:
    """The ids of the rules that a waiver may name: an applicant's, or the session's."""
    return APPLICANT_RULES if waiver.applicant else SESSION_RULES


def acknowledge(desk: Desk, findings: Iterable[tuple[str, str]]) -> UnclearAcknowledged:
    """Acknowledge unclear findings: (applicant, rule); no applicant means the session."""
    event = UnclearAcknowledged(tuple(findings))
    desk.record([event])
    return event


def acknowledge_all(desk: Desk) -> UnclearAcknowledged | None:
    """Acknowledge every unclear finding of the session and of those still in the roster.

    None where nothing waits.
    """
    found = waiting(desk)
    return acknowledge(desk, found) if found else None


def waiting(desk: Desk) -> list[tuple[str, str]]:
    """What waits for an acknowledgement: (applicant, rule); no applicant means the session.

    Those out of the roster are left out.
    """
    session = [
        ("", finding.rule)
        for finding in examine_session(desk.case, desk.settings, desk.book)
        if finding.status is Status.UNCLEAR and pair("", finding.rule) not in desk.case.acknowledged
    ]
    own = [
        (number, finding.rule)
        for number in desk.case.applicants
        if desk.case.status(number) not in OUT_OF_THE_ROSTER
        for finding in open_unclear(desk, number)
    ]
    return session + own


def declare_recusals(desk: Desk, recusals: Sequence[Recusal]) -> tuple[RecusalDeclared, ...]:
    """Record that members keep out of applicants' reviews.

    Refused for a round in hand that holds both: its sheets are out, and the roll is made of them.
    """
    desk.require(Phase.SETUP, Phase.MATERIALS, Phase.DEFENSE, Phase.VOTING)
    for recusal in recusals:
        known(desk, recusal.applicant)
        if desk.case.member(recusal.member) is None:
            raise Refused("unknown-member", f"回避登记中的委员“{recusal.member}”不在委员名单中。")
        for vote in desk.case.rounds.values():
            in_hand = vote.state in (RoundState.OPEN, RoundState.CLOSED)
            if in_hand and _has_on_sheet(vote, recusal):
                raise Refused(
                    "recusal",
                    f"第{vote.number}轮正在对{recusal.applicant}号申报人投票：请先作废这一轮，"
                    "登记回避后重新投票。",
                )
    events = tuple(RecusalDeclared(recusal) for recusal in recusals)
    if events:
        desk.record(events)
    return events


def _has_on_sheet(vote: Round, recusal: Recusal) -> bool:
    return recusal.member in vote.present and recusal.applicant in vote.sheet(recusal.member)


def open_blocks(desk: Desk, number: str) -> list[Finding]:
    """Blocking violations of an applicant that no waiver covers."""
    return [
        finding
        for finding in desk.findings(number)
        if finding.blocks and pair(number, finding.rule) not in desk.case.waivers
    ]


def open_unclear(desk: Desk, number: str) -> list[Finding]:
    """Unclear findings of an applicant that nobody has acknowledged."""
    return [
        finding
        for finding in desk.findings(number)
        if finding.status is Status.UNCLEAR
        and pair(number, finding.rule) not in desk.case.acknowledged
    ]


def known(desk: Desk, number: str) -> Applicant:
    """The applicant with this number; refused when there is none."""
    applicant = desk.case.applicants.get(number)
    if applicant is None:
        raise Refused("unknown-applicant", f"花名册中没有编号为“{number}”的申报人。")
    return applicant


def _who(desk: Desk, number: str) -> str:
    return f"{number}号{desk.case.applicants[number].name}"
