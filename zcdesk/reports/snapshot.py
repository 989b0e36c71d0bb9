"""What the papers say: everything about a session as it stood the moment a paper was asked for.

Plain values, filled by the desk; two papers of one snapshot can never differ in a figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from zcdesk.domain.applicant import Applicant
from zcdesk.domain.attended import attended, presiding
from zcdesk.domain.ballot import Round, Tally
from zcdesk.domain.citation import Source, Standing
from zcdesk.domain.committee import Attendance, Committee, Member, Panel, Recusal, Staff
from zcdesk.domain.elimination import GroupResult
from zcdesk.domain.finding import Finding
from zcdesk.domain.hand_signature import HandSignature
from zcdesk.domain.scoring import Mark, ScoreScheme
from zcdesk.domain.session import ApplicantStatus, Phase, ReviewSession, SmallGroupVotes, Waiver


@dataclass(frozen=True, slots=True)
class PhaseStep:
    """A step from one phase to another; `at` is local time, ISO, to the second or the minute."""

    at: str
    before: Phase
    after: Phase
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ApplicantRecord:
    """An applicant and what became of the application.

    `reason` belongs to `status`; `defense` is the status that the defense gave
    (passed, failed, absent, exempt), None where it was not reached, with its reason;
    `participates`: counted in the denominator 正式参加评审; `qualified`: the materials were found
    qualified, whatever became of the application afterwards.
    """

    applicant: Applicant
    status: ApplicantStatus
    participates: bool
    reason: str = ""
    defense: ApplicantStatus | None = None
    defense_reason: str = ""
    panel: str = ""
    score: Fraction | None = None
    qualified: bool = True
    opinion: str = ""


@dataclass(frozen=True, slots=True)
class ExpertMarks:
    """One expert's marks for one applicant, the office's included in `total`.

    `member` empty: the marks of the office (办事机构), which count for every expert.
    """

    applicant: str
    member: str
    marks: tuple[Mark, ...]
    total: Fraction | None = None


@dataclass(frozen=True, slots=True)
class FindingRecord:
    """A finding with the Chinese name of its rule; `settled`: waived, or acknowledged."""

    name: str
    finding: Finding
    settled: bool = False


@dataclass(frozen=True, slots=True)
class RoundRecord:
    """A round or one part of it with its times (local, ISO; empty where not reached)."""

    round: Round
    opened_at: str = ""
    closed_at: str = ""
    counted_at: str = ""
    annulled_at: str = ""

    @property
    def issued(self) -> int:
        """Sheets issued (发出票数)."""
        return len(self.round.voters)

    @property
    def returned(self) -> int:
        """Sheets returned (收回票数)."""
        return self.round.cast


@dataclass(frozen=True, slots=True)
class SettingRecord:
    """A value in force: its Chinese name, its value in words, where it comes from.

    `chosen`: the committee chose it for this session; otherwise `source` names the document.
    """

    name: str
    value: str
    standing: Standing
    source: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class WaiverRecord:
    """A waiver with the Chinese name of the requirement that it waives."""

    waiver: Waiver
    requirement: str


@dataclass(frozen=True, slots=True)
class Seal:
    """What ties paper and file: audit head, check code, rule book, certificate.

    Before the session is sealed there is no check code, and the head is the log's at that moment.
    """

    check_code: str
    audit_entries: int
    audit_head: str
    rules: str
    rules_sha256: str
    certificate_fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The session. `splits` are the finer groups, printed whatever the pool setting is.

    `quorum` is the share of the committee that must attend (40号令 第二十条), `pass_share` the
    share of the base that must approve; `lines` holds each panel's line by the panel's name;
    `sources` are the official texts that the session was judged by; `marks` are those of frozen
    panels; `findings` of the applicants whose findings were asked for, by number; `hands` the
    signatures by hand, by who drew them (`HandSigned.signer`).
    """

    committee: Committee
    session: ReviewSession
    members: tuple[Member, ...]
    staff: Staff
    rehearsal: bool
    quorum: Fraction
    pass_share: Fraction
    attendance: tuple[Attendance, ...]
    recusals: tuple[Recusal, ...]
    steps: tuple[PhaseStep, ...]
    applicants: tuple[ApplicantRecord, ...]
    panels: tuple[Panel, ...]
    lines: Mapping[str, Fraction]
    rounds: tuple[RoundRecord, ...]
    groups: tuple[GroupResult, ...]
    splits: tuple[GroupResult, ...]
    exception: str
    waivers: tuple[WaiverRecord, ...]
    settings: tuple[SettingRecord, ...]
    small_group_votes: SmallGroupVotes
    sources: tuple[Source, ...]
    seal: Seal
    scheme: ScoreScheme | None = None
    marks: tuple[ExpertMarks, ...] = ()
    findings: Mapping[str, tuple[FindingRecord, ...]] = field(default_factory=dict)
    hands: Mapping[str, HandSignature] = field(default_factory=dict)

    def record(self, number: str) -> ApplicantRecord:
        """The record of the applicant with this number."""
        return next(r for r in self.applicants if r.applicant.number == number)

    @property
    def excluded(self) -> tuple[ApplicantRecord, ...]:
        """Those outside the denominator, in order."""
        return tuple(r for r in self.applicants if not r.participates)

    @property
    def passed(self) -> tuple[ApplicantRecord, ...]:
        """Those who passed the vote, in order."""
        return tuple(r for r in self.applicants if r.status is ApplicantStatus.PASSED)

    @property
    def not_passed(self) -> tuple[ApplicantRecord, ...]:
        """Those who took part and did not pass, in order."""
        return tuple(
            r for r in self.applicants if r.participates and r.status is not ApplicantStatus.PASSED
        )

    @property
    def attended(self) -> tuple[Member, ...]:
        """Members who attended any sitting or round, in the committee's order."""
        return attended(self.members, self.attendance, (each.round for each in self.rounds))

    @property
    def presiding(self) -> Member | None:
        """Who presided over the last box opened, or the chair, or a vice chair, if attending."""
        return presiding(self.attended, [record.round for record in self.rounds])

    def last_tallies(self) -> Mapping[str, Tally]:
        """By number, the tally of the last opened round that held the applicant."""
        return {
            number: tally
            for record in self.rounds
            if not record.round.annul_reason
            for number, tally in record.round.tallies.items()
        }
