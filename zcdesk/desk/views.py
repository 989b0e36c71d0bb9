"""What the screen asks of the desk about applicants and people; nothing here changes anything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from zcdesk.desk import legibility, register, vetting
from zcdesk.desk.desk import OUT_OF_THE_ROSTER, Desk
from zcdesk.desk.pinyin import initials, name_initials
from zcdesk.domain.applicant import Applicant, Level
from zcdesk.domain.case import pair
from zcdesk.domain.dates import PartialDate
from zcdesk.domain.errors import Refused
from zcdesk.domain.finding import Finding, Status
from zcdesk.domain.session import ApplicantStatus, Waiver
from zcdesk.dossiers.cells import DATE_FORMS, Unread, date_of
from zcdesk.dossiers.roster import Roster
from zcdesk.dossiers.roster_columns import ImportProblem
from zcdesk.dossiers.roster_differences import ApplicantChange
from zcdesk.rules import sitting
from zcdesk.rules.catalogue import RULES
from zcdesk.rules.figures import share_of, whole_of
from zcdesk.store import folder, slots


@dataclass(frozen=True, slots=True)
class Flag:
    """A finding that somebody should look at, whether somebody already has, and what waived it."""

    finding: Finding
    settled: bool
    waiver: Waiver | None = None

    @property
    def blocks(self) -> bool:
        """It keeps the applicant from the defense."""
        return self.finding.blocks and not self.settled

    @property
    def asks(self) -> bool:
        """It waits for somebody's acknowledgement."""
        return self.finding.status is Status.UNCLEAR and not self.settled


@dataclass(frozen=True, slots=True)
class Row:
    """An applicant as the list shows it. `searched` is what a search looks through, in small
    letters: number, name, unit, specialty, and the initials of name and unit in pinyin.

    `unshown`: documents known not to show all that they hold. `wanting`: facts that rules relied
    on and that are not both pinned and checked; `vetting_begun`: some fact is pinned or checked.
    """

    applicant: Applicant
    status: ApplicantStatus
    flags: tuple[Flag, ...]
    searched: str
    documents: int
    panel: str = ""
    unshown: int = 0
    wanting: int = 0
    vetting_begun: bool = False

    @property
    def blocking(self) -> int:
        """Violations that keep the applicant from the defense; none where the status ends it."""
        return 0 if self.out else sum(flag.blocks for flag in self.flags)

    @property
    def unclear(self) -> int:
        """Findings that wait for an acknowledgement."""
        return 0 if self.out else sum(flag.asks for flag in self.flags)

    @property
    def attention(self) -> int:
        """Everything else worth a look: remarks, and what is waived or acknowledged."""
        return len(self.flags) - self.blocking - self.unclear

    @property
    def out(self) -> bool:
        """Rejected or withdrawn."""
        return self.status in OUT_OF_THE_ROSTER


def rows(desk: Desk) -> list[Row]:
    """Every applicant with its flags, in the order of the roster."""
    return [row(desk, number) for number in desk.case.applicants]


def row(desk: Desk, number: str) -> Row:
    """One applicant with its flags."""
    applicant = desk.case.applicants[number]
    findings, status = desk.findings(number), desk.case.status(number)
    return Row(
        applicant=applicant,
        status=status,
        flags=flags(desk, number, findings),
        searched=searched(applicant),
        documents=len(desk.case.documents.get(number, ())),
        panel=_panel_name(desk, number),
        unshown=len(legibility.unshown(desk, number)),
        wanting=0 if status in OUT_OF_THE_ROSTER else vetting.wanting(desk, number, findings),
        vetting_begun=vetting.begun(desk, number),
    )


def searched(a: Applicant) -> str:
    """What a search for an applicant looks through, in small letters."""
    initialled = f"{name_initials(a.name)} {initials(a.employer)}"
    return f"{a.number} {a.name} {a.employer} {a.specialty} {initialled}".lower()


def _panel_name(desk: Desk, number: str) -> str:
    panel = desk.case.panel_of(number)
    return panel.name if panel else ""


def rule_names(desk: Desk) -> dict[str, str]:
    """What the applicant rules are called, in the order of the notice."""
    return {rule: desk.book.wording[rule].name for rule, _ in RULES}


def finding_names(desk: Desk) -> dict[str, str]:
    """What every rule is called that can find something: those of applicants and the session's."""
    return {rule: desk.book.wording[rule].name for rule, _ in (*RULES, *sitting.RULES)}


def tied_rows(desk: Desk, *applicants: Applicant) -> list[Row]:
    """These applicants and those whose flags may change with theirs."""
    numbers = {applicant.number: None for applicant in applicants}
    for applicant in applicants:
        numbers |= dict.fromkeys(desk.index().tied(applicant))
    return [row(desk, number) for number in numbers if number in desk.case.applicants]


def flags(desk: Desk, number: str, findings: Iterable[Finding]) -> tuple[Flag, ...]:
    """What of these findings somebody should look at, the gravest first."""
    case = desk.case
    found = []
    for finding in findings:
        if finding.status not in (Status.VIOLATION, Status.UNCLEAR):
            continue
        key = pair(number, finding.rule)
        waiver = case.waivers.get(key) if finding.blocks else None
        settled = waiver is not None if finding.blocks else key in case.acknowledged
        found.append(Flag(finding, settled, waiver))
    return tuple(sorted(found, key=lambda flag: (not flag.blocks, not flag.asks, flag.settled)))


def preview(desk: Desk, draft: Applicant) -> tuple[Flag, ...]:
    """The flags of a draft; nothing is stored."""
    return flags(desk, draft.number, register.preview(desk, draft))


def read_date(text: str) -> PartialDate | None:
    """A date in any form that a roster may use, None for nothing. Refused for anything else."""
    try:
        return date_of(text)
    except Unread as error:
        sentence = f"这不是可以识别的日期，请写成 {DATE_FORMS}。"
        raise Refused("date", sentence) from error


# --- people ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Seats:
    """Who has set a PIN, who holds a token of the box, whose seat is locked."""

    with_pin: frozenset[str]
    holders: frozenset[str]
    locked: frozenset[str]


def seats(desk: Desk) -> Seats:
    """The state of everybody's PIN and token; the secrets themselves are nowhere."""
    secrets = desk.file.secrets
    return Seats(
        frozenset(secrets.with_pin()), frozenset(secrets.holders()), frozenset(secrets.locked())
    )


def check_pin(desk: Desk, member: str, pin: str) -> str:
    """The member, once the PIN is right; a known error when it is not."""
    desk.file.secrets.check_pin(member, pin, tries=whole_of(desk.book, "session.pin_tries"))
    return member


def check_passphrase(desk: Desk, secret: str) -> None:
    """A known error unless the secret opens this session."""
    slots.unwrap(slots.read(desk.file.folder / folder.SLOTS), secret)


@dataclass(frozen=True, slots=True)
class Quorum:
    """The arithmetic of the quorum (出席人数), in whole people."""

    size: int
    present: int
    numerator: int
    denominator: int

    @property
    def met(self) -> bool:
        """Enough members are in the room."""
        return self.size > 0 and self.denominator * self.present >= self.numerator * self.size

    @property
    def needed(self) -> int:
        """The fewest members that make a quorum."""
        return -(-self.numerator * self.size // self.denominator)


def quorum(desk: Desk, present: Sequence[str]) -> Quorum:
    """The quorum with these members in the room."""
    share = share_of(desk.book, "quorum.share")
    return Quorum(len(desk.case.current.members), len(present), share.numerator, share.denominator)


# --- roster ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RosterLook:
    """A roster read but not imported: its problems, and what importing it would do."""

    roster: Roster
    problems: tuple[ImportProblem, ...]
    notes: tuple[str, ...]
    added: tuple[Applicant, ...]
    changed: tuple[ApplicantChange, ...]
    unchanged: int
    missing: tuple[Applicant, ...]


def look(desk: Desk, path: Path) -> RosterLook:
    """Read a roster and compare it with what is on file."""
    roster = register.look_at_roster(path)
    change = register.compare_roster(desk, roster)
    return RosterLook(
        roster=roster,
        problems=roster.problems,
        notes=roster.notes,
        added=tuple(change.added),
        changed=change.changed,
        unchanged=len(change.unchanged),
        missing=change.missing,
    )


# --- a new session --------------------------------------------------------------------------------


def levels() -> tuple[Level, ...]:
    """The levels, the highest first."""
    return tuple(reversed(Level))
