"""The case: everything on file about a session, and how each event changes it.

`evolve` is the only definition of what an event means: the desk answers from its result, the
store writes the difference it makes, and the audit replays the chain through it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, assert_never

from zcdesk.domain import events as ev
from zcdesk.domain.applicant import Applicant
from zcdesk.domain.ballot import Round, RoundState
from zcdesk.domain.codec import LATE
from zcdesk.domain.committee import Attendance, Member, Panel, Recusal
from zcdesk.domain.elimination import GroupResult
from zcdesk.domain.scoring import ScoreSheet
from zcdesk.domain.session import ApplicantStatus, Phase, Waiver
from zcdesk.domain.vetting import Vetting


@dataclass(frozen=True, slots=True)
class Status:
    """An applicant's status, the reason given for it, and what was vetted of the facts.

    `parted`: documents that lay in this dossier once and were moved away or taken out.
    """

    status: ApplicantStatus
    reason: str = ""
    vetting: Vetting = field(default=Vetting(), metadata=LATE)
    parted: tuple[ev.Document, ...] = field(default=(), metadata=LATE)


@dataclass(frozen=True, slots=True)
class Case:
    """The state of a session. Each mapping is one table of the store, keyed by text."""

    setup: Mapping[str, ev.Setup] = field(default_factory=dict)
    book: Mapping[str, ev.BookText] = field(default_factory=dict)
    phase: Mapping[str, Phase] = field(default_factory=dict)
    applicants: Mapping[str, Applicant] = field(default_factory=dict)
    statuses: Mapping[str, Status] = field(default_factory=dict)
    documents: Mapping[str, tuple[ev.Document, ...]] = field(default_factory=dict)
    waivers: Mapping[str, Waiver] = field(default_factory=dict)
    acknowledged: Mapping[str, bool] = field(default_factory=dict)
    recusals: Mapping[str, Recusal] = field(default_factory=dict)
    attendance: Mapping[str, Attendance] = field(default_factory=dict)
    panels: Mapping[str, Panel] = field(default_factory=dict)
    scores: Mapping[str, ScoreSheet] = field(default_factory=dict)
    opinions: Mapping[str, str] = field(default_factory=dict)
    rounds: Mapping[str, Round] = field(default_factory=dict)
    exception: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, GroupResult] = field(default_factory=dict)

    @property
    def current(self) -> ev.Setup:
        """The set-up in force."""
        return self.setup[ONLY]

    @property
    def current_phase(self) -> Phase:
        """The phase that the session is in."""
        return self.phase[ONLY]

    @property
    def exception_reason(self) -> str:
        """Why a floor is not met, as recorded; empty where nothing is."""
        return self.exception.get(ONLY, "")

    def member(self, member_id: str) -> Member | None:
        """The member with this id."""
        return next((m for m in self.current.members if m.id == member_id), None)

    def status(self, number: str) -> ApplicantStatus:
        """One applicant's status."""
        return self.statuses[number].status

    def vetting(self, number: str) -> Vetting:
        """What was pinned and ticked of one applicant's facts."""
        return self.statuses[number].vetting

    def recused_from(self, applicant: str) -> tuple[str, ...]:
        """The members who keep out of one applicant's review."""
        return tuple(r.member for r in self.recusals.values() if r.applicant == applicant)

    def parted(self, number: str) -> tuple[ev.Document, ...]:
        """The documents that were moved away or taken out of one applicant's dossier."""
        return self.statuses[number].parted

    def panel_of(self, applicant: str) -> Panel | None:
        """The panel that hears an applicant."""
        return next((p for p in self.panels.values() if applicant in p.applicants), None)


ONLY = "-"
"""Key of a table that holds a single record."""


def pair(first: str, second: str) -> str:
    """Key made of two ids; ids hold no line break."""
    return f"{first}\n{second}"


def replay(events: Iterable[ev.Event]) -> Case:
    """The case that a chain of events amounts to."""
    case = Case()
    for event in events:
        case = evolve(case, event)
    return case


def evolve(case: Case, event: ev.Event) -> Case:  # noqa: C901, PLR0911, PLR0912 - one arm an event
    """The case after one event."""
    match event:
        case ev.SessionOpened(setup, book):
            return replace(case, setup={ONLY: setup}, book={ONLY: book}, phase={ONLY: Phase.SETUP})
        case ev.SetupChanged(_, after):
            return replace(case, setup={ONLY: after})
        case ev.RosterImported(_, _, added, changed):
            return _imported(case, added, changed)
        case ev.ApplicantEdited(_, after, _):
            return replace(case, applicants={**case.applicants, after.number: after})
        case ev.DocumentsFiled(applicant, documents):
            return _filed(case, applicant, documents)
        case ev.DocumentMoved(before, after, _):
            return _moved(case, before, after)
        case ev.StatusSet(applicant, _, after, reason):
            return _with_status(case, applicant, status=after, reason=reason)
        case ev.FactPinned(applicant, was, pin):
            vetting = case.vetting(applicant).with_pin(was, pin)
            return _with_status(case, applicant, vetting=vetting)
        case ev.FactsTicked(applicant, unticked, ticked):
            vetting = case.vetting(applicant).with_checks(unticked, ticked)
            return _with_status(case, applicant, vetting=vetting)
        case ev.WaiverRecorded(waiver):
            key = pair(waiver.applicant, waiver.rule)
            return replace(case, waivers={**case.waivers, key: waiver})
        case ev.UnclearAcknowledged(findings):
            seen = {pair(applicant, rule): True for applicant, rule in findings}
            return replace(case, acknowledged={**case.acknowledged, **seen})
        case ev.AcknowledgementTakenBack(findings):
            undone = {pair(applicant, rule) for applicant, rule in findings}
            held = {key: seen for key, seen in case.acknowledged.items() if key not in undone}
            return replace(case, acknowledged=held)
        case ev.RecusalDeclared(recusal):
            key = pair(recusal.applicant, recusal.member)
            return replace(case, recusals={**case.recusals, key: recusal})
        case ev.RecusalWithdrawn(recusal, _):
            gone = pair(recusal.applicant, recusal.member)
            left = {key: kept for key, kept in case.recusals.items() if key != gone}
            return replace(case, recusals=left)
        case ev.AttendanceRecorded(entry):
            key = "\n".join((entry.sitting.isoformat(), entry.member, entry.arrived_at))
            return replace(case, attendance={**case.attendance, key: entry})
        case ev.PhaseStepped(_, after, _):
            return replace(case, phase={ONLY: after})
        case ev.PanelSet(panel):
            return replace(case, panels={**case.panels, panel.name: panel})
        case ev.PanelRemoved(panel):
            kept = {name: other for name, other in case.panels.items() if name != panel.name}
            return replace(case, panels=kept)
        case ev.ScoresEntered(sheets):
            new = {pair(sheet.applicant, sheet.member): sheet for sheet in sheets}
            # A sheet without a mark is no sheet: it must not count as nought points.
            scores = {key: sheet for key, sheet in {**case.scores, **new}.items() if sheet.marks}
            return replace(case, scores=scores)
        case ev.OpinionWritten(applicant, opinion):
            return replace(case, opinions={**case.opinions, applicant: opinion})
        case ev.RoundOpened(opened):
            return _with_round(case, opened)
        case ev.BallotCast(key, _, returned):
            return _with_round(case, replace(case.rounds[key], cast=returned))
        case ev.RoundClosed(key):
            return _with_round(case, _closed(case.rounds[key], event))
        case ev.BoxOpened(key, presiding, tallies):
            return _with_round(
                case,
                replace(
                    case.rounds[key],
                    state=RoundState.OPENED,
                    presiding=presiding,
                    tallies=tallies,
                ),
            )
        case ev.PaperCounted(key, presiding, by, tallies):
            counted = replace(
                case.rounds[key],
                state=RoundState.OPENED,
                presiding=presiding,
                counted_by=by,
                tallies=tallies,
            )
            return _with_round(case, counted)
        case ev.RoundAnnulled(key, reason, _):
            return _with_round(
                case, replace(case.rounds[key], state=RoundState.ANNULLED, annul_reason=reason)
            )
        case ev.ExceptionRecorded(reason):
            return replace(case, exception={ONLY: reason} if reason else {})
        case ev.Sealed(statuses, groups, exception):
            return _sealed(case, statuses, groups, exception)
        case (
            ev.Printed()
            | ev.PaperSigned()
            | ev.HandSigned()
            | ev.HandSignatureWithdrawn()
            | ev.FontAdded()
            | ev.PackageWritten()
            | ev.ReExamined()
            | ev.KeyEnrolled()
            | ev.KeyRemoved()
            | ev.SeatUnlocked()
        ):
            return case
        case _:
            assert_never(event)


def _imported(
    case: Case, added: tuple[Applicant, ...], changed: tuple[tuple[Applicant, Applicant], ...]
) -> Case:
    new = {applicant.number: applicant for applicant in added}
    new |= {after.number: after for _, after in changed}
    pending = {applicant.number: Status(ApplicantStatus.PENDING) for applicant in added}
    return replace(
        case,
        applicants={**case.applicants, **new},
        statuses={**case.statuses, **pending},
    )


def _filed(
    case: Case, applicant: str, documents: tuple[ev.Document, ...], place: int | None = None
) -> Case:
    """Documents in a dossier, at its end or from a place on; what had parted from it is back."""
    there = case.documents.get(applicant, ())
    at = len(there) if place is None else place
    now = (*there[:at], *documents, *there[at:])
    changed = replace(case, documents={**case.documents, applicant: now})
    back = {document.key for document in documents}
    parted = case.parted(applicant)
    kept = tuple(document for document in parted if document.key not in back)
    return changed if kept == parted else _with_status(changed, applicant, parted=kept)


def _moved(case: Case, before: ev.Filed | None, after: ev.Filed | None) -> Case:
    if before is not None:
        number = before.applicant
        left = tuple(d for d in case.documents.get(number, ()) if d != before.document)
        case = replace(case, documents={**case.documents, number: left})
        case = _with_status(case, number, parted=(*case.parted(number), before.document))
    if after is not None:
        case = _filed(case, after.applicant, (after.document,), after.place)
    return case


def _with_status(case: Case, applicant: str, **changed: Any) -> Case:
    status = replace(case.statuses[applicant], **changed)
    return replace(case, statuses={**case.statuses, applicant: status})


def _with_round(case: Case, changed: Round) -> Case:
    return replace(case, rounds={**case.rounds, changed.key: changed})


def _closed(vote: Round, event: ev.RoundClosed) -> Round:
    # Paper ballots are not counted in one by one: those who handed theirs back are the others.
    handed_back = len(vote.voters) - len(event.not_returned)
    return replace(
        vote,
        state=RoundState.CLOSED,
        close_reason=event.reason,
        not_returned=event.not_returned,
        slips_out=event.slips_out,
        cast=handed_back if vote.on_paper else vote.cast,
    )


def _sealed(
    case: Case,
    statuses: Mapping[str, ApplicantStatus],
    groups: tuple[GroupResult, ...],
    exception: str,
) -> Case:
    final = {
        number: replace(case.statuses[number], status=status) for number, status in statuses.items()
    }
    return replace(
        case,
        statuses={**case.statuses, **final},
        groups={group.group: group for group in groups},
        exception={ONLY: exception} if exception else {},
        phase={ONLY: Phase.SEALED},
    )
