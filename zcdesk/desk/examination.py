"""Examining a roster against a script without opening a session."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from zcdesk.desk.register import APPLICANT_RULES, SESSION_RULES, look_at_roster
from zcdesk.desk.rehearsal import roster_of, setup_of
from zcdesk.desk.resources import shipped_book
from zcdesk.desk.script import Script
from zcdesk.domain.case import Case, pair, replay
from zcdesk.domain.codec import encode
from zcdesk.domain.events import BookText, Event, RosterImported, SessionOpened, WaiverRecorded
from zcdesk.domain.finding import Finding
from zcdesk.dossiers.roster import Roster
from zcdesk.dossiers.roster_columns import ImportProblem
from zcdesk.rules.catalogue import examine
from zcdesk.rules.index import RosterIndex
from zcdesk.rules.sitting import examine_session

FORMAT = "zcdesk-findings/1"


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found in a roster; `out` are the numbers rejected or withdrawn by the script."""

    book_id: str
    roster: Roster
    applicants: Mapping[str, tuple[Finding, ...]]
    session: tuple[Finding, ...]
    waived: frozenset[str]
    out: frozenset[str]

    @property
    def open_blocks(self) -> list[tuple[str, Finding]]:
        """Blocking violations that stand: (number, or nothing for the session; finding)."""
        everybody = [(n, f) for n, findings in self.applicants.items() for f in findings]
        return [
            (number, finding)
            for number, finding in everybody + [("", f) for f in self.session]
            if finding.blocks
            and number not in self.out
            and pair(number, finding.rule) not in self.waived
        ]

    @property
    def clean(self) -> bool:
        """No import problem and no blocking violation that stands."""
        return not self.roster.problems and not self.open_blocks


def examine_roster(script: Script, roster: Roster | None = None) -> Examination:
    """Run every rule over a roster as the script's session would."""
    book = shipped_book(script.session.rules)
    settings = book.settings(script.settings)
    read = roster_of(script) if roster is None else roster
    read = replace(read, notes=(*read.notes, *_waivers_without_effect(script)))
    setup = setup_of(script, rehearsal=True)
    decided = (*script.rejected, *script.withdrawn)
    case = _case(script, read, BookText(book.id, book.sha256, {}))
    out = frozenset(decision.applicant for decision in decided)
    index = RosterIndex.of([a for a in read.applicants if a.number not in out])
    return Examination(
        book_id=book.id,
        roster=read,
        applicants={
            applicant.number: examine(applicant, index, setup, settings, book)
            for applicant in read.applicants
        },
        session=examine_session(case, settings, book, scores_planned=script.scores is not None),
        waived=frozenset(case.waivers),
        out=out,
    )


def _waivers_without_effect(script: Script) -> Iterator[str]:
    """A waiver that names no rule of its subject: said, for what it was meant for stays open."""
    for waiver in script.waivers:
        rules = APPLICANT_RULES if waiver.applicant else SESSION_RULES
        if waiver.rule not in rules:
            whose = f"{waiver.applicant}号申报人" if waiver.applicant else "会议"
            yield f"脚本中{whose}的豁免所指的要求“{waiver.rule}”不存在或不属于该对象，没有起作用。"


def look_at(path: Path) -> Roster:
    """The roster to examine, read."""
    return look_at_roster(path)


def _case(script: Script, roster: Roster, book: BookText) -> Case:
    events: list[Event] = [
        SessionOpened(setup_of(script, rehearsal=True), book),
        RosterImported(roster.source, roster.sha256, roster.applicants, ()),
    ]
    complete = [
        w for w in script.waivers if w.reason.strip() and w.document.strip() and w.by.strip()
    ]
    return replay([*events, *(WaiverRecorded(waiver) for waiver in complete)])


def findings_json(examination: Examination) -> dict[str, Any]:
    """What `check --json` prints."""
    return {
        "format": FORMAT,
        "rules": examination.book_id,
        "import_problems": [_problem(problem) for problem in examination.roster.problems],
        "notes": list(examination.roster.notes),
        "applicants": {
            number: [finding_json(finding) for finding in findings]
            for number, findings in examination.applicants.items()
        },
        "session": [finding_json(finding) for finding in examination.session],
    }


def _problem(problem: ImportProblem) -> dict[str, str]:
    return {
        "sheet": problem.sheet,
        "cell": problem.cell,
        "message": problem.message,
        "remedy": problem.remedy,
    }


def finding_json(finding: Finding) -> dict[str, Any]:
    """One finding as JSON values."""
    return {
        "rule": finding.rule,
        "status": finding.status.value,
        "severity": finding.severity.value,
        "article": finding.article,
        "message": finding.message,
        "evidence": encode(finding.evidence),
        "remedy": finding.remedy,
    }
