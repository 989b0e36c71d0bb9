"""评审一览表: every applicant's facts on A3, for the experts; no scores and no votes."""

from __future__ import annotations

from zcdesk.domain.applicant import Applicant, Assessment
from zcdesk.domain.session import ApplicantStatus
from zcdesk.reports.edition import Edition, without_experts
from zcdesk.reports.findings_sheet import answer, is_notable
from zcdesk.reports.form import sheet, title
from zcdesk.reports.page import A3_LANDSCAPE
from zcdesk.reports.snapshot import ApplicantRecord, Snapshot
from zcdesk.reports.table import FIGURE, Column, Table
from zcdesk.reports.wording import month

_OUT = (ApplicantStatus.REJECTED, ApplicantStatus.WITHDRAWN, ApplicantStatus.DISQUALIFIED)
_COLUMNS = (
    Column("编号", 13, look=FIGURE, whole=True),
    Column("姓名", 20, name=True),
    Column("性\n别", 8),
    Column("出生年月", 15, look=FIGURE),
    Column("工作单位", 36, align="left"),
    Column("参加\n工作", 15, look=FIGURE),
    Column("学历学位、毕业时间、院校、专业", 44, align="left"),
    Column("现职称、取得和聘任时间", 34, align="left"),
    Column("申报系列\n和专业", 26),
    Column("申报级别\n和方式", 17),
    Column("年度考核", 26, align="left"),
    Column("业绩成果", 82, align="left"),
    Column("审核提示", 38, align="left"),
)

TITLES = tuple(column.title.replace("\n", "") for column in _COLUMNS)
"""The columns' heads on one line each."""


def overview(snapshot: Snapshot, member: str = "") -> bytes:
    """The overview as PDF, without experts' names.

    `member` (an id): the copy of one expert, without the applicants whom that expert keeps out of.
    """
    shown = without_experts(snapshot)
    name = "评审一览表"
    paper = sheet(shown, name, Edition.SUBMISSION, A3_LANDSCAPE)
    records = overview_records(shown, member)
    copy = f"供{member}号评委使用，需回避的申报人不列入。" if member else ""
    title(paper, shown, name, below=f"共{len(records)}人。{copy}")
    Table(paper, _COLUMNS).draw(overview_line(shown, record) for record in records)
    return paper.finish()


def overview_records(snapshot: Snapshot, member: str = "") -> list[ApplicantRecord]:
    """Whose materials go before the committee, or before one expert."""
    out = {recusal.applicant for recusal in snapshot.recusals if recusal.member == member}
    return [
        record
        for record in snapshot.applicants
        if record.status not in _OUT and record.applicant.number not in out
    ]


def overview_line(snapshot: Snapshot, record: ApplicantRecord) -> list[str]:
    """One applicant's line: who, since when, and with what."""
    who = record.applicant
    return [
        who.number,
        who.name,
        who.sex.value if who.sex else "",
        month(who.born_on),
        who.employer,
        month(who.work_started_on),
        "\n".join(
            _joined(
                d.schooling or d.education.value, d.degree, month(d.obtained_on), d.school, d.major
            )
            for d in who.degrees
        ),
        _title(who),
        f"{who.series}\n{who.specialty}",
        f"{who.level.value}\n{who.route.value}",
        "\n".join(_assessments(who)),
        "\n".join(
            f"{place}. {_joined(each.kind, each.title, month(each.completed_on), _rank(each.rank))}"
            for place, each in enumerate(who.achievements, start=1)
        ),
        _remarks(snapshot, record),
    ]


def _rank(rank: str) -> str:
    """A bare figure of the roster as people read it."""
    return f"排名第{rank}" if rank.isdecimal() else rank


def _title(who: Applicant) -> str:
    held = who.title
    words = [held.name or (held.level.value if held.level else "")]
    if held.obtained_on:
        words.append(f"{month(held.obtained_on)}取得")
    if held.appointed_on:
        words.append(f"{month(held.appointed_on)}聘任")
    return "\n".join(filter(None, words))


def _assessments(who: Applicant) -> list[str]:
    """The grades, the latest first, years in a row with one grade as a range."""
    runs: list[list[Assessment]] = []
    for each in sorted(who.assessments, key=lambda each: -each.year):
        last = runs[-1][-1] if runs else None
        if last and last.grade is each.grade and last.year == each.year + 1:
            runs[-1].append(each)
        else:
            runs.append([each])
    return [
        f"{run[-1].year}–{run[0].year} {run[0].grade.value}"
        if len(run) > 1
        else f"{run[0].year} {run[0].grade.value}"
        for run in runs
    ]


def _remarks(snapshot: Snapshot, record: ApplicantRecord) -> str:
    """What the rules point at, waivers, and the roster's own remark."""
    number = record.applicant.number
    lines = [
        f"{each.name}：{answer(each)}".replace("\n", "")
        for each in snapshot.findings.get(number, ())
        if is_notable(each.finding)
    ]
    if record.applicant.remark:
        lines.append(record.applicant.remark)
    return "\n".join(lines)


def _joined(*words: str) -> str:
    return "，".join(filter(None, words))
