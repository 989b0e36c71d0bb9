"""豁免登记: waivers, the exception from a floor, and every other step out of the ordinary."""

from __future__ import annotations

from collections.abc import Iterator

from zcdesk.domain.session import ApplicantStatus
from zcdesk.reports.edition import Edition, printed
from zcdesk.reports.form import LABEL, WORDS, heads_height, sheet, sign_heads, title
from zcdesk.reports.minutes_results import verdict
from zcdesk.reports.page import Paper
from zcdesk.reports.snapshot import Snapshot
from zcdesk.reports.table import FIGURE, Column, Table
from zcdesk.reports.wording import annulled_at, annulling, ended, group_name, moment, round_name


def exceptions_register(snapshot: Snapshot, edition: Edition) -> bytes:
    """The register as PDF; the submission edition (报送版) names no expert."""
    shown = printed(snapshot, edition)
    name = "豁免与例外事项登记表"
    paper = sheet(shown, name, edition)
    title(paper, shown, name)
    _waivers(paper, shown)
    _exception(paper, shown)
    _others(paper, shown)
    sign_heads(paper, shown)
    return paper.finish()


def _waivers(paper: Paper, snapshot: Snapshot) -> None:
    paper.heading(f"一、豁免（{len(snapshot.waivers)}项）", look=LABEL, indent=0)
    if not snapshot.waivers:
        paper.paragraph("无。", WORDS)
        return
    names = {r.applicant.number: r.applicant.name for r in snapshot.applicants}
    columns = (
        Column("序号", 10, look=FIGURE),
        Column("编号", 15, look=FIGURE, whole=True),
        Column("姓名", 24, name=True),
        Column("豁免的要求", 24),
        Column("理由", 37, align="left"),
        Column("依据文件", 28, align="left"),
        Column("批准", 22),
    )
    Table(paper, columns).draw(
        (
            str(place),
            each.waiver.applicant or "—",
            names.get(each.waiver.applicant, "本次会议"),
            each.requirement,
            each.waiver.reason,
            each.waiver.document,
            each.waiver.by,
        )
        for place, each in enumerate(snapshot.waivers, start=1)
    )
    paper.skip(10)


def _exception(paper: Paper, snapshot: Snapshot) -> None:
    paper.heading("二、未达到淘汰率下限的例外", look=LABEL, indent=0)
    unmet = [group for group in snapshot.groups if not group.met]
    for group in unmet:
        paper.paragraph(f"{group_name(group.group)}：{verdict(group)}", WORDS)
    if snapshot.exception:
        for line in f"登记的理由：{ended(snapshot.exception)}".splitlines():
            paper.paragraph(line, WORDS)
    elif not unmet:
        paper.paragraph("无。" if snapshot.seal.check_code else "无（会议尚未封存）。", WORDS)
    paper.skip(10)


def _others(paper: Paper, snapshot: Snapshot) -> None:
    paper.heading("三、其他例外事项", look=LABEL, indent=0)
    rows = list(other_exceptions(snapshot))
    if not rows:
        paper.paragraph("无。", WORDS, before=heads_height(paper, snapshot))
        return
    columns = (
        Column("序号", 10, look=FIGURE),
        Column("事项", 52, align="left"),
        Column("时间", 38, look=FIGURE),
        Column("事由", 60, align="left"),
    )
    Table(paper, columns).draw(
        ((str(place), *row) for place, row in enumerate(rows, start=1)),
        after=heads_height(paper, snapshot),
    )


def other_exceptions(snapshot: Snapshot) -> Iterator[tuple[str, str, str]]:
    """What happened, when, why: no defense, steps back, rounds ended early, annulled or repeated."""
    for record in snapshot.applicants:
        if record.defense is ApplicantStatus.EXEMPT:
            who = record.applicant
            yield f"免答辩：{who.number} {who.name}", "—", record.defense_reason
    for step in snapshot.steps:
        if step.after.rank < step.before.rank:
            what = f"由“{step.before.chinese}”退回“{step.after.chinese}”"
            yield what, moment(step.at), step.reason
    for held in snapshot.rounds:
        name, vote = round_name(held, snapshot.rounds), held.round
        if vote.reason:
            yield f"举行{name}投票", moment(held.opened_at), vote.reason
        if vote.on_paper:
            yield f"{name}用纸质表决票", moment(held.opened_at), vote.on_paper
        if vote.close_reason:
            yield f"{name}投票提前结束", moment(held.closed_at), vote.close_reason
        if vote.annul_reason:
            yield annulling(held), moment(annulled_at(held)), vote.annul_reason
