"""One frozen record for each thing that can happen; nothing else enters the audit chain.

The same value is the answer that the screen applies, the payload of the chain and the source
of an undo. A cast names no member and no choice: the record has no field for them.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from zcdesk.domain.applicant import Applicant
from zcdesk.domain.ballot import Round, Tally
from zcdesk.domain.codec import LATE
from zcdesk.domain.committee import Attendance, Committee, Member, Panel, Recusal, Staff
from zcdesk.domain.elimination import GroupResult
from zcdesk.domain.scoring import ScoreScheme, ScoreSheet
from zcdesk.domain.session import ApplicantStatus, Phase, ReviewSession, Waiver
from zcdesk.domain.signing import SigningRole
from zcdesk.domain.vetting import Check, Pin


@dataclass(frozen=True, slots=True)
class BookText:
    """The rule book as frozen into the session: its files' names and texts, and their digest."""

    id: str
    sha256: str
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Document:
    """One file of a dossier (申报材料). `key` finds it in the vault; `name` is its file name."""

    key: str
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Setup:
    """Everything that is fixed before the materials come in.

    `choices` are the settings that the session chose, by name, as JSON values.
    """

    session: ReviewSession
    committee: Committee
    members: tuple[Member, ...]
    staff: Staff
    choices: Mapping[str, object]
    scheme: ScoreScheme
    rehearsal: bool


@dataclass(frozen=True, slots=True)
class SessionOpened:
    """A session came into being with its rule book."""

    setup: Setup
    book: BookText


@dataclass(frozen=True, slots=True)
class SetupChanged:
    """The set-up was changed."""

    before: Setup
    after: Setup


@dataclass(frozen=True, slots=True)
class RosterImported:
    """A roster (花名册) came in: new applicants, and changed ones before and after."""

    source: str
    sha256: str
    added: tuple[Applicant, ...]
    changed: tuple[tuple[Applicant, Applicant], ...]


@dataclass(frozen=True, slots=True)
class ApplicantEdited:
    """The facts of one applicant were changed."""

    before: Applicant
    after: Applicant
    why: str


@dataclass(frozen=True, slots=True)
class DocumentsFiled:
    """Files came into one applicant's dossier."""

    applicant: str
    documents: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class Filed:
    """A document at its place (from 0) in one applicant's dossier."""

    applicant: str
    document: Document
    place: int


@dataclass(frozen=True, slots=True)
class DocumentMoved:
    """A document went to another dossier (改归), was taken out (撤出), or got another title.

    `before` is where it was, None where it had been taken out; `after` where it is now, None where
    it is in no dossier any more.
    """

    before: Filed | None
    after: Filed | None
    reason: str


@dataclass(frozen=True, slots=True)
class FactPinned:
    """A fact was pinned to a page of the dossier (钉住), or its pin moved or taken off.

    None: there is no pin.
    """

    applicant: str
    before: Pin | None
    after: Pin | None


@dataclass(frozen=True, slots=True)
class FactsTicked:
    """Facts were ticked as checked (已核), or ticks taken back."""

    applicant: str
    gone: tuple[Check, ...]
    ticked: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class StatusSet:
    """An applicant's status changed, with the reason where one is asked."""

    applicant: str
    before: ApplicantStatus
    after: ApplicantStatus
    reason: str


@dataclass(frozen=True, slots=True)
class WaiverRecorded:
    """A violation was waived (豁免)."""

    waiver: Waiver


@dataclass(frozen=True, slots=True)
class UnclearAcknowledged:
    """Unclear findings were acknowledged: (applicant, rule); no applicant means the session."""

    findings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AcknowledgementTakenBack:
    """Unclear findings wait again: what acknowledged them was undone."""

    findings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RecusalDeclared:
    """A member keeps out of an applicant's review."""

    recusal: Recusal


@dataclass(frozen=True, slots=True)
class RecusalWithdrawn:
    """A recusal was taken back before the applicant's defense, with the reason."""

    recusal: Recusal
    why: str


@dataclass(frozen=True, slots=True)
class AttendanceRecorded:
    """A member arrived (`left_at` empty) or left."""

    attendance: Attendance


@dataclass(frozen=True, slots=True)
class PhaseStepped:
    """The session went one phase forward, or back with a reason."""

    before: Phase
    after: Phase
    reason: str


@dataclass(frozen=True, slots=True)
class PanelSet:
    """A panel was formed or changed (its line included)."""

    panel: Panel


@dataclass(frozen=True, slots=True)
class PanelRemoved:
    """A panel was taken off the list, as it was: it heard nobody, or its forming was undone."""

    panel: Panel


@dataclass(frozen=True, slots=True)
class ScoresEntered:
    """Score sheets were filled in; a sheet replaces the member's earlier one, one without marks ends it."""

    sheets: tuple[ScoreSheet, ...]


@dataclass(frozen=True, slots=True)
class OpinionWritten:
    """The panel's written opinion (评议意见) on an applicant."""

    applicant: str
    opinion: str


@dataclass(frozen=True, slots=True)
class RoundOpened:
    """A round of ballots was opened; attendance is frozen in it."""

    round: Round


@dataclass(frozen=True, slots=True)
class BallotCast:
    """A sheet was cast: how many are out and how many are back, and no more."""

    round: str
    issued: int
    returned: int


@dataclass(frozen=True, slots=True)
class RoundClosed:
    """A round was closed; those who did not cast count as not returned.

    Of a round with slips only the classes of the slips that did not come back are known.
    """

    round: str
    reason: str
    not_returned: tuple[str, ...]
    slips_out: tuple[str, ...] = field(default=(), metadata=LATE)


@dataclass(frozen=True, slots=True)
class BoxOpened:
    """Chair and supervisor opened the box; only sums are left of it."""

    round: str
    presiding: str
    tallies: Mapping[str, Tally]


@dataclass(frozen=True, slots=True)
class PaperCounted:
    """Two people read the paper ballots of a round off alike; chair and supervisor agreed."""

    round: str
    presiding: str
    by: tuple[str, ...]
    tallies: Mapping[str, Tally]


@dataclass(frozen=True, slots=True)
class RoundAnnulled:
    """Two people annulled a round (作废)."""

    round: str
    reason: str
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExceptionRecorded:
    """Chair and supervisor recorded why a floor is not met; an empty text drops it."""

    reason: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """The results became final."""

    statuses: Mapping[str, ApplicantStatus]
    groups: tuple[GroupResult, ...]
    exception: str


@dataclass(frozen=True, slots=True)
class Printed:
    """A paper was rendered."""

    document: str
    sha256: str


@dataclass(frozen=True, slots=True)
class PaperSigned:
    """A paper was signed in the file.

    `key` finds the signed file in the vault, `sha256` is its digest, `fingerprint` that of the
    certificate.
    """

    document: str
    role: SigningRole
    key: str
    sha256: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class FontAdded:
    """A font was added to the session (补充字体), for papers and screen.

    `key` finds the file in the vault; `characters`: what lacked a font until then.
    """

    name: str
    key: str
    size: int
    sha256: str
    characters: str


@dataclass(frozen=True, slots=True)
class HandSigned:
    """A person signed the minutes by hand on the screen (手写签名), in place of an earlier time.

    `signer`: a member's id, or secretary or supervisor. The strokes lie beside the log, which
    holds their digest: they can be taken back for good.
    """

    signer: str
    sha256: str


@dataclass(frozen=True, slots=True)
class HandSignatureWithdrawn:
    """A person took the signature by hand back (撤回); its strokes are gone."""

    signer: str
    sha256: str


@dataclass(frozen=True, slots=True)
class PackageWritten:
    """The package (移交包) was written; `dossiers`: how many documents of applicants went along.

    -1: written by a program that did not note it.
    """

    name: str
    sha256: str
    size: int
    dossiers: int = field(default=-1, metadata=LATE)


@dataclass(frozen=True, slots=True)
class ReExamined:
    """The sealed session was counted again (复查): why, by whom, and what it came to.

    `figures` and `differences` of the recount, `entries` and `wrong_entries` of what was compared
    with originals; `document` and `sha256` of the paper that tells it. Nothing else changes.
    """

    ground: str
    by: str
    figures: int
    differences: int
    entries: int
    wrong_entries: int
    document: str
    sha256: str


@dataclass(frozen=True, slots=True)
class KeyEnrolled:
    """A person set a PIN or a passphrase; the secret itself is nowhere."""

    holder: str


@dataclass(frozen=True, slots=True)
class KeyRemoved:
    """A passphrase was taken away: it no longer opens the session."""

    holder: str


@dataclass(frozen=True, slots=True)
class SeatUnlocked:
    """Secretary and supervisor unlocked a member's seat after five wrong tries."""

    member: str
    on: datetime.date


Event = (
    SessionOpened
    | SetupChanged
    | RosterImported
    | ApplicantEdited
    | DocumentsFiled
    | DocumentMoved
    | FactPinned
    | FactsTicked
    | StatusSet
    | WaiverRecorded
    | UnclearAcknowledged
    | AcknowledgementTakenBack
    | RecusalDeclared
    | RecusalWithdrawn
    | AttendanceRecorded
    | PhaseStepped
    | PanelSet
    | PanelRemoved
    | ScoresEntered
    | OpinionWritten
    | RoundOpened
    | BallotCast
    | RoundClosed
    | BoxOpened
    | PaperCounted
    | RoundAnnulled
    | ExceptionRecorded
    | Sealed
    | Printed
    | PaperSigned
    | HandSigned
    | HandSignatureWithdrawn
    | FontAdded
    | PackageWritten
    | ReExamined
    | KeyEnrolled
    | KeyRemoved
    | SeatUnlocked
)
