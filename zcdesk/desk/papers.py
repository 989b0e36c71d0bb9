"""Papers: the snapshot that they are printed from, and the gate before signing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zcdesk.desk import sealing
from zcdesk.desk.desk import Desk
from zcdesk.desk.result import sealed_entry
from zcdesk.desk.session_fonts import with_session_fonts
from zcdesk.desk.settings_text import settings_in_words
from zcdesk.desk.setup import identity
from zcdesk.domain.applicant import Applicant
from zcdesk.domain.audit import AuditEntry, event_of
from zcdesk.domain.case import pair
from zcdesk.domain.citation import Source
from zcdesk.domain.errors import Refused
from zcdesk.domain.events import (
    BoxOpened,
    Event,
    PaperCounted,
    PhaseStepped,
    Printed,
    RoundAnnulled,
    RoundClosed,
    RoundOpened,
    Sealed,
    StatusSet,
)
from zcdesk.domain.session import ApplicantStatus, Phase
from zcdesk.handover.check_code import check_code
from zcdesk.reports import elimination, minutes, results, tables, workbook
from zcdesk.reports.edition import Edition
from zcdesk.reports.fonts import MISSING_GLYPH
from zcdesk.reports.glyph_gate import missing_glyphs
from zcdesk.reports.snapshot import (
    ApplicantRecord,
    ExpertMarks,
    PhaseStep,
    RoundRecord,
    Seal,
    Snapshot,
    WaiverRecord,
)
from zcdesk.rules import scoring
from zcdesk.rules.elimination import excluded
from zcdesk.rules.figures import share_of

MINUTES = "minutes.pdf"
MINUTES_ARCHIVE = "minutes-archive.pdf"
RESULTS = "results.pdf"
ELIMINATION = "elimination.pdf"
TABLES = "tables.xlsx"

CONVENTION = "convention"
"""The source that is no document: what a committee fixes for itself."""

_AT_DEFENSE = (
    ApplicantStatus.DEFENSE_PASSED,
    ApplicantStatus.DEFENSE_FAILED,
    ApplicantStatus.ABSENT,
    ApplicantStatus.EXEMPT,
)


def snapshot(desk: Desk) -> Snapshot:
    """Everything that the papers say; before the seal there is no check code yet."""
    case, setup = desk.case, desk.case.current
    log = list(_told(desk))
    course = _Course(_defense_of(log), _qualified(log), frozenset(excluded(case, desk.settings)))
    return Snapshot(
        committee=setup.committee,
        session=setup.session,
        members=setup.members,
        staff=setup.staff,
        rehearsal=setup.rehearsal,
        quorum=share_of(desk.book, "quorum.share"),
        pass_share=share_of(desk.book, "voting.pass"),
        attendance=tuple(case.attendance.values()),
        recusals=tuple(case.recusals.values()),
        steps=tuple(_steps(log)),
        applicants=tuple(_record(desk, a, course) for a in case.applicants.values()),
        panels=tuple(case.panels.values()),
        lines={p.name: p.line for p in case.panels.values() if p.line is not None and p.frozen},
        rounds=_rounds(desk, log),
        groups=tuple(case.groups.values()),
        splits=sealing.splits(desk),
        exception=case.exception_reason,
        waivers=tuple(
            WaiverRecord(waiver, requirement(desk, waiver.rule)) for waiver in case.waivers.values()
        ),
        settings=settings_in_words(desk),
        small_group_votes=desk.settings.small_group_votes,
        sources=_sources(desk),
        seal=_seal(desk),
        scheme=setup.scheme,
        marks=tuple(_marks(desk)),
        hands=desk.file.hand_signatures(),
    )


def requirement(desk: Desk, rule: str) -> str:
    """The Chinese name of what a rule asks for."""
    wording = desk.book.wording.get(rule)
    return wording.name if wording else rule


def _sources(desk: Desk) -> tuple[Source, ...]:
    """The official texts that this session was judged by: no guidance of a series it has not."""
    series = {desk.book.titles.series_name(a.series) for a in desk.case.applicants.values()}
    guidance = {name: each.citation.source.key for name, each in desk.book.standards.items()}
    kept = {key for name, key in guidance.items() if name in series}
    left_out = set(guidance.values()) - kept | {CONVENTION}
    return tuple(source for key, source in desk.book.sources.items() if key not in left_out)


def csv_tables(desk: Desk) -> dict[str, bytes]:
    """The tables of a sealed session as CSV files by name, for the platform."""
    desk.require(Phase.SEALED, Phase.HANDED_OVER)
    return dict(tables.csv_files(snapshot(desk)))


def _told(desk: Desk) -> Iterator[tuple[str, Event]]:
    for line in desk.file.audit():
        body: Mapping[str, Any] = json.loads(line.body)
        yield body["at"], event_of(body["event"], body["payload"])


def _steps(log: list[tuple[str, Event]]) -> Iterator[PhaseStep]:
    for at, event in log:
        # Handing over is no part of the meeting: minutes printed after it are those printed before.
        if isinstance(event, PhaseStepped) and event.after is not Phase.HANDED_OVER:
            yield PhaseStep(at, event.before, event.after, event.reason)
        elif isinstance(event, Sealed):
            yield PhaseStep(at, Phase.VOTING, Phase.SEALED)


def _defense_of(log: list[tuple[str, Event]]) -> dict[str, StatusSet]:
    return {
        event.applicant: event
        for _, event in log
        if isinstance(event, StatusSet) and event.after in _AT_DEFENSE
    }


def _qualified(log: list[tuple[str, Event]]) -> frozenset[str]:
    """Whose materials were found qualified last, or were when they left the materials phase."""
    qualified: set[str] = set()
    for _, event in log:
        if isinstance(event, StatusSet) and event.after is ApplicantStatus.QUALIFIED:
            qualified.add(event.applicant)
        elif isinstance(event, StatusSet) and event.after in (
            ApplicantStatus.PENDING,
            ApplicantStatus.REJECTED,
        ):
            qualified.discard(event.applicant)
    return frozenset(qualified)


@dataclass(frozen=True, slots=True)
class _Course:
    """What the log and the settings say of all applicants, worked out once."""

    defense: Mapping[str, StatusSet]
    qualified: frozenset[str]
    excluded: frozenset[str]


def _record(desk: Desk, applicant: Applicant, course: _Course) -> ApplicantRecord:
    number = applicant.number
    status = desk.case.statuses[number]
    panel = desk.case.panel_of(number)
    said = course.defense.get(number)
    return ApplicantRecord(
        applicant=applicant,
        status=status.status,
        participates=number not in course.excluded,
        reason=status.reason,
        defense=said.after if said else None,
        defense_reason=said.reason if said else "",
        panel=panel.name if panel else "",
        score=scoring.score_of(desk.case, number, desk.settings, desk.book)
        if panel and panel.frozen
        else None,
        opinion=desk.case.opinions.get(number, ""),
        qualified=number in course.qualified,
    )


def _marks(desk: Desk) -> Iterator[ExpertMarks]:
    """The marks of frozen panels, the office's before the experts'."""
    case = desk.case
    for panel in case.panels.values():
        for number in panel.applicants if panel.frozen else ():
            office = scoring.marks_of(case, number, scoring.OFFICE)
            if office:
                yield ExpertMarks(number, "", office)
            for member in panel.members:
                sheet = case.scores.get(pair(number, member))
                if sheet and member not in case.recused_from(number):
                    total = scoring.total(sheet, case.current.scheme, office)
                    yield ExpertMarks(number, member, sheet.marks, total)


def _rounds(desk: Desk, log: list[tuple[str, Event]]) -> tuple[RoundRecord, ...]:
    opened = {event.round.key: at for at, event in log if isinstance(event, RoundOpened)}
    closed = {event.round: at for at, event in log if isinstance(event, RoundClosed)}
    counted = {e.round: at for at, e in log if isinstance(e, BoxOpened | PaperCounted)}
    annulled = {event.round: at for at, event in log if isinstance(event, RoundAnnulled)}
    times = (opened, closed, counted, annulled)
    return tuple(
        RoundRecord(entry, *(each.get(key, "") for each in times))
        for key, entry in desk.case.rounds.items()
    )


def _seal(desk: Desk) -> Seal:
    sealed = desk.case.current_phase in (Phase.SEALED, Phase.HANDED_OVER)
    line: AuditEntry = sealed_entry(desk) if sealed else desk.file.audit()[-1]
    return Seal(
        check_code=check_code(line.head) if sealed else "",
        audit_entries=line.number,
        audit_head=line.head,
        rules=desk.book.id,
        rules_sha256=desk.book.sha256,
        certificate_fingerprint=identity(desk).fingerprint,
    )


def check_glyphs(taken: Snapshot) -> None:
    """Refuse to print while no font draws a character of a name."""
    lacking = missing_glyphs(taken)
    if lacking:
        signs = "、".join(f"{sign}（U+{ord(sign):04X}，见“{text}”）" for sign, text in lacking)
        raise Refused(
            MISSING_GLYPH, f"字库中没有这些字：{signs}，请核对用字，或补充字体后再出具文件。"
        )


@with_session_fonts
def papers(desk: Desk) -> dict[str, bytes]:
    """All papers of a sealed session by file name, and a line in the log for each."""
    desk.require(Phase.SEALED, Phase.HANDED_OVER)
    taken = snapshot(desk)
    check_glyphs(taken)
    made = {
        MINUTES: minutes.minutes(taken, Edition.SUBMISSION),
        MINUTES_ARCHIVE: minutes.minutes(taken, Edition.ARCHIVE),
        RESULTS: results.results(taken),
        ELIMINATION: elimination.elimination_statement(taken),
        TABLES: workbook.workbook(taken),
    }
    desk.record([Printed(name, hashlib.sha256(data).hexdigest()) for name, data in made.items()])
    return made
