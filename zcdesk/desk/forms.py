"""Every other paper of the set, one verb each: who may print it when, and a line in the log."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from zcdesk.desk import marking
from zcdesk.desk.desk import Desk
from zcdesk.desk.papers import MINUTES_ARCHIVE, check_glyphs, requirement, snapshot
from zcdesk.desk.session_fonts import with_session_fonts
from zcdesk.domain.ballot import Round, RoundState
from zcdesk.domain.case import pair
from zcdesk.domain.contact import NO_CONTACT, Contact
from zcdesk.domain.errors import Refused
from zcdesk.domain.events import Printed
from zcdesk.domain.session import Phase
from zcdesk.reports import (
    attendance_sheet as attendance_paper,
)
from zcdesk.reports import (
    ballot_papers,
    defense_sheet,
    exceptions_register,
    findings_sheet,
    result_notice,
    vote_statistics,
)
from zcdesk.reports import overview as overview_paper
from zcdesk.reports import public_notice as notice_paper
from zcdesk.reports import score_sheet as score_paper
from zcdesk.reports import tally_sheet as tally_paper
from zcdesk.reports.edition import Edition
from zcdesk.reports.minutes import minutes
from zcdesk.reports.snapshot import FindingRecord, Snapshot
from zcdesk.reports.workbook import workbook
from zcdesk.rules import publicity, voting
from zcdesk.rules.figures import needed, share_of

_FINAL = (Phase.SEALED, Phase.HANDED_OVER)
_MATERIALS_CLOSED = (Phase.DEFENSE, Phase.VOTING, *_FINAL)

OVERVIEW = "overview.pdf"
ALL_FINDINGS = "findings-all.pdf"
EXCEPTIONS = "exceptions.pdf"
EXCEPTIONS_ARCHIVE = "exceptions-archive.pdf"
RESULT_NOTICES = "result-notices.pdf"
SCORE_SHEETS = "score-sheets.pdf"
DEFENSE = "defense.pdf"
ATTENDANCE_PREFIX = "attendance-"
VOTES_PREFIX = "votes-"
OVERVIEW_PREFIX = "overview-"
FINDINGS_PREFIX = "findings-"


@dataclass(frozen=True, slots=True)
class Issued:
    """A paper as it was printed: its ASCII file name and its bytes."""

    name: str
    data: bytes


@with_session_fonts
def public_notice(
    desk: Desk,
    starts_on: datetime.date,
    holidays: Collection[datetime.date] = (),
    made_up: Collection[datetime.date] = (),
    *,
    working_days: int | None = None,
    contact: Contact = NO_CONTACT,
) -> Issued:
    """公示: from `starts_on` for the working days of the book, or longer. Refused if nobody passed.

    `holidays` and `made_up` (调休上班) are the decreed days around it, as the user gives them.
    """
    desk.require(*_FINAL)
    taken = printable(desk)
    if not taken.passed:
        raise Refused("public-notice", "没有评审通过人员，不需要公示。")
    found = publicity.period(
        starts_on, desk.book, holidays=holidays, made_up=made_up, working_days=working_days
    )
    held = notice_paper.Publicity(
        found.first, found.last, found.working_days, found.off, found.made_up, contact
    )
    return _issue(desk, "public-notice.pdf", notice_paper.public_notice(taken, held))


@with_session_fonts
def result_notices(
    desk: Desk,
    issued_on: datetime.date | None = None,
    *,
    contact: Contact = NO_CONTACT,
    numbers: Sequence[str] | None = None,
) -> Issued:
    """评审结果通知书 to these applicants, or to all who did not pass; `issued_on` None: by hand."""
    desk.require(*_FINAL)
    taken = printable(desk)
    failed = [record.applicant.number for record in taken.not_passed]
    wanted = failed if numbers is None else list(numbers)
    if not wanted:
        raise Refused("result-notice", "没有评审未通过人员，不需要出具通知书。")
    for number in wanted:
        if number not in failed:
            raise Refused("result-notice", f"{number}不是评审未通过人员，不能出具此通知书。")
    letter = result_notice.Letter(issued_on, contact)
    return _issue(desk, RESULT_NOTICES, result_notice.result_notices(taken, letter, wanted))


@with_session_fonts
def attendance_sheet(desk: Desk, sitting: datetime.date) -> Issued:
    """签到表 of one sitting, before or after it."""
    data = attendance_paper.attendance_sheet(printable(desk), sitting)
    return _issue(desk, attendance_name(sitting), data)


@with_session_fonts
def overview(desk: Desk, member: str = "") -> Issued:
    """评审一览表 on A3; `member`: the copy of one expert, without those the expert keeps out of."""
    desk.require(*_MATERIALS_CLOSED)
    if member and desk.case.member(member) is None:
        raise Refused("unknown-member", f"评委名册中没有编号为{member}的评委。")
    taken = with_findings(desk, printable(desk), list(desk.case.applicants))
    name = f"{OVERVIEW_PREFIX}{_plain(member)}.pdf" if member else OVERVIEW
    return _issue(desk, name, overview_paper.overview(taken, member))


@with_session_fonts
def ballots(desk: Desk, vote: Round) -> Issued:
    """表决票 on paper for a round that is open or about to be: exactly as many as are issued."""
    desk.require(Phase.VOTING)
    return _issue(desk, "ballots.pdf", ballot_papers.ballots(printable(desk), vote))


@with_session_fonts
def tally_sheet(desk: Desk, vote: Round) -> Issued:
    """计票单 for the paper ballots of a round, with what each applicant needs."""
    desk.require(Phase.VOTING)
    share = share_of(desk.book, "voting.pass")
    asked = {}
    for number in vote.applicants:
        out = len(vote.recused.get(number, ()))
        base = voting.base(len(vote.present), out, desk.settings.recusal_base)
        asked[number] = (base, needed(base, share))
    return _issue(desk, "tally.pdf", tally_paper.tally_sheet(printable(desk), vote, asked))


@with_session_fonts
def vote_sheet(desk: Desk, key: str) -> Issued:
    """投票统计表 of a round whose box is open."""
    vote = desk.case.rounds.get(key)
    if vote is None or vote.state is not RoundState.OPENED:
        raise Refused("box-open", "这一轮还没有开箱，没有投票统计。")
    return _issue(desk, vote_sheet_name(key), vote_statistics.vote_statistics(printable(desk), key))


@with_session_fonts
def score_sheets(desk: Desk) -> Issued:
    """评分表 to be filled in by hand: one for each member of a panel that is not frozen."""
    desk.require(Phase.DEFENSE)
    if unscored := why_no_score_sheets(desk):
        raise Refused("score-sheet", f"{unscored}，没有要填写的评分表。")
    case = desk.case
    asked = [
        score_paper.ToScore(panel.name, member, marking.to_score(case, panel, member))
        for panel in case.panels.values()
        if not panel.frozen
        for member in panel.members
    ]
    return _issue(desk, SCORE_SHEETS, score_paper.score_sheets(printable(desk), asked))


def why_no_score_sheets(desk: Desk) -> str:
    """Why no member has a sheet to fill in by hand now; empty where somebody has."""
    case = desk.case
    panels = case.panels.values()
    if not panels:
        return "还没有编好评议组"
    if not any(marking.items(case, member) for panel in panels for member in panel.members):
        return "赋分办法中没有由专家赋分的要素"
    return "各评议组的评分都已冻结" if all(panel.frozen for panel in panels) else ""


@with_session_fonts
def defense_sheets(desk: Desk, numbers: Sequence[str] | None = None) -> Issued:
    """答辩评议表 of these applicants, or of everybody in a frozen panel."""
    frozen = in_frozen_panels(desk)
    wanted = frozen if numbers is None else list(numbers)
    late = [number for number in wanted if number not in frozen]
    if late or not wanted:
        who = f"{late[0]}所在评议组" if late else "各评议组"
        raise Refused("scores-frozen", f"{who}的赋分尚未锁定，不能打印答辩评议表。")
    return _issue(desk, DEFENSE, defense_sheet.defense_sheets(printable(desk), wanted))


@with_session_fonts
def findings_of(desk: Desk, number: str) -> Issued:
    """材料审核意见 of one applicant: every rule, with the clauses."""
    if number not in desk.case.applicants:
        raise Refused("unknown-applicant", f"花名册中没有编号为{number}的申报人。")
    taken = with_findings(desk, printable(desk), [number])
    name = f"{FINDINGS_PREFIX}{_plain(number)}.pdf"
    return _issue(desk, name, findings_sheet.findings_sheet(taken, number))


@with_session_fonts
def all_findings(desk: Desk) -> Issued:
    """材料审核意见汇总: of everybody, what somebody should look at."""
    taken = with_findings(desk, printable(desk), list(desk.case.applicants))
    return _issue(desk, ALL_FINDINGS, findings_sheet.all_findings(taken))


@with_session_fonts
def register_of_exceptions(desk: Desk, *, archive: bool) -> Issued:
    """豁免与例外事项登记表: 档案版, or 报送版 without experts' names."""
    edition = Edition.ARCHIVE if archive else Edition.SUBMISSION
    name = EXCEPTIONS_ARCHIVE if archive else EXCEPTIONS
    return _issue(desk, name, exceptions_register.exceptions_register(printable(desk), edition))


@with_session_fonts
def archive_minutes(desk: Desk) -> Issued:
    """会议纪要 with experts' names (档案版), alone: as it is once somebody has signed by hand."""
    desk.require(*_FINAL)
    return _issue(desk, MINUTES_ARCHIVE, minutes(printable(desk), Edition.ARCHIVE))


@with_session_fonts
def archive_workbook(desk: Desk) -> Issued:
    """Every table with experts' names (档案版), the sign-in sheet and the marks among them."""
    desk.require(*_FINAL)
    taken = with_findings(desk, printable(desk), list(desk.case.applicants))
    return _issue(desk, "tables-archive.xlsx", workbook(taken, Edition.ARCHIVE))


def attendance_name(sitting: datetime.date) -> str:
    """The file name of a sitting's 签到表."""
    return f"{ATTENDANCE_PREFIX}{sitting.isoformat()}.pdf"


def vote_sheet_name(key: str) -> str:
    """The file name of a round's 投票统计表: each round has its own."""
    return f"{VOTES_PREFIX}{key}.pdf"


def sittings(desk: Desk) -> list[datetime.date]:
    """The days that have a sheet to sign in on: as planned, and as somebody came."""
    case = desk.case
    came = (entry.sitting for entry in case.attendance.values())
    return list(dict.fromkeys((*case.current.session.meeting_dates, *came)))


def in_frozen_panels(desk: Desk) -> list[str]:
    """Whose scores can change no more, in the roster's order."""
    panels = desk.case.panels.values()
    frozen = {n for panel in panels if panel.frozen for n in panel.applicants}
    return [number for number in desk.case.applicants if number in frozen]


def printable(desk: Desk) -> Snapshot:
    """What the papers say now. Refused where a name has a character that no font draws."""
    taken = snapshot(desk)
    check_glyphs(taken)
    return taken


def with_findings(desk: Desk, taken: Snapshot, numbers: Sequence[str]) -> Snapshot:
    """The snapshot with what every rule says of these applicants."""
    case = desk.case
    found = {
        number: tuple(
            FindingRecord(
                requirement(desk, finding.rule),
                finding,
                pair(number, finding.rule)
                in (case.waivers if finding.blocks else case.acknowledged),
            )
            for finding in desk.findings(number)
        )
        for number in numbers
    }
    return replace(taken, findings=found)


def _plain(key: str) -> str:
    """A number or id as file names take it everywhere: what is not ASCII by its code."""
    return "".join(c if c.isascii() and c.isalnum() else f"{ord(c):x}" for c in key)


def _issue(desk: Desk, name: str, data: bytes) -> Issued:
    desk.record([Printed(name, hashlib.sha256(data).hexdigest())])
    return Issued(name, data)
