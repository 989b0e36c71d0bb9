"""淘汰率统计表: both rates of every group against their floors, in figures and bars (三（五）)."""

from __future__ import annotations

from zcdesk.reports.charts import rate_chart
from zcdesk.reports.edition import Edition, without_experts
from zcdesk.reports.fonts import Face
from zcdesk.reports.form import heads_height
from zcdesk.reports.minutes_results import group_table, split_table, verdict
from zcdesk.reports.page import TITLE, Look, Paper
from zcdesk.reports.results import signature_line
from zcdesk.reports.snapshot import Snapshot
from zcdesk.reports.table import Column, Table
from zcdesk.reports.wording import date, ended, group_name, listed

_LINE = Look(Face.FANG, 12, 19)
_HEAD = Look(Face.HEI, 12, 26)


def elimination_statement(snapshot: Snapshot) -> bytes:
    """The statement as PDF, without experts' names."""
    shown = without_experts(snapshot)
    name = "淘汰率统计表"
    paper = Paper(
        f"{shown.committee.name}{shown.session.review_year}年度{name}",
        check_code=shown.seal.check_code,
        rehearsal=shown.rehearsal,
        label=f"{name} {Edition.SUBMISSION.value}",
        author=shown.committee.organiser or shown.committee.name,
    )
    paper.bookmark(name)
    paper.centred(f"{shown.session.review_year}年度{name}", TITLE)
    paper.y += 4
    days = listed([date(day) for day in shown.session.meeting_dates])
    paper.paragraph(f"评审委员会：{shown.committee.name}", _LINE, indent=0)
    paper.paragraph(f"评审时间：{days}", _LINE, indent=0)
    paper.skip(4)
    group_table(paper, shown.groups)
    for group in shown.groups:
        paper.paragraph(f"{group_name(group.group)}：{verdict(group)}", _LINE)
    paper.skip(6)
    rate_chart(paper, shown.groups)
    _rest(paper, shown)
    signature_line(paper, shown)
    return paper.finish()


def _rest(paper: Paper, snapshot: Snapshot) -> None:
    """Finer splits, who is outside the denominator, the exception."""
    if snapshot.splits:
        paper.heading("分级别、分专业情况（供参考，下限按上列组别考核）", look=_HEAD, indent=0)
        split_table(paper, snapshot.splits)
    people = f"不计入正式参加评审人数的人员：{len(snapshot.excluded)}人"
    paper.heading(people, look=_HEAD, indent=0)
    if not snapshot.excluded:
        paper.paragraph("无。", _LINE)
    else:
        columns = (
            Column("编号", 16, whole=True),
            Column("姓名", 28, name=True),
            Column("情形", 30),
            Column("原因", 80, align="left"),
        )
        Table(paper, columns).draw(
            (r.applicant.number, r.applicant.name, r.status.chinese, r.reason or "—")
            for r in snapshot.excluded
        )
        paper.skip(8)
    paper.heading("例外情况说明", look=_HEAD, indent=0)
    lines = ended(snapshot.exception).splitlines() or ["无。"]
    for place, line in enumerate(lines, start=1):
        last = place == len(lines)
        signing = heads_height(paper, snapshot, snapshot.seal) if last else 0.0
        paper.paragraph(line, _LINE, before=signing)
