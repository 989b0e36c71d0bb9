"""The first sections of the minutes: who met, on what ground, and how the meeting went."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence

from zcdesk.domain.citation import Source
from zcdesk.domain.committee import CommitteeKind, Member
from zcdesk.domain.session import Phase
from zcdesk.reports.edition import Edition
from zcdesk.reports.fonts import Face
from zcdesk.reports.page import BODY, BODY_SIZE, Look, Paper
from zcdesk.reports.snapshot import Snapshot
from zcdesk.reports.table import Column, Table
from zcdesk.reports.text import whole
from zcdesk.reports.wording import (
    annulled_at,
    annulling,
    counting,
    date,
    listed,
    moment,
    round_name,
    share,
)

_LABEL = Look(Face.HEI, BODY_SIZE)


def overview(paper: Paper, snapshot: Snapshot, _edition: Edition) -> None:
    """Year, sittings, place, scope, and the figures of the whole."""
    session, committee = snapshot.session, snapshot.committee
    days = listed([date(day) for day in session.meeting_dates])
    place = f"在{session.place}" if session.place else ""
    sittings = f"，共{len(session.meeting_dates)}天" if len(session.meeting_dates) > 1 else ""
    taking_part = sum(r.participates for r in snapshot.applicants)
    paper.paragraph(
        f"{committee.name}{session.review_year}年度评审会议于{days}{place}召开{sittings}。"
        f"申报材料收审截止日为{date(session.window_end)}。"
        f"申报{len(snapshot.applicants)}人，正式参加评审{taking_part}人，"
        f"评审通过{len(snapshot.passed)}人，未通过{len(snapshot.not_passed)}人。"
    )
    if committee.scope:
        scopes = "；".join(
            f"{s.series}系列{listed([level.value for level in s.levels])}"
            + ("（全部专业）" if "*" in s.specialties else f"（{listed(s.specialties)}）")
            for s in committee.scope
        )
        kind = "按系列组建" if committee.kind is CommitteeKind.SERIES else "按专业组建"
        paper.paragraph(f"评审范围：{scopes}。评审委员会{kind}。")
    if committee.private_enterprises_only:
        paper.paragraph("本评审委员会评审通过的职称限定在民营企业有效。")
    if snapshot.rehearsal:
        paper.paragraph("本次会议为演练，所列人员与结果均非真实。")


def basis(paper: Paper, snapshot: Snapshot, _edition: Edition) -> None:
    """The documents that the session rests on."""
    session, committee = snapshot.session, snapshot.committee
    period = ""
    if committee.approved_from and committee.approved_to:
        period = f"（有效期{date(committee.approved_from)}至{date(committee.approved_to)}）"
    lines = [cited(source) for source in snapshot.sources]
    for label, value in (
        ("评审委员会核准备案", committee.approval and committee.approval + period),
        ("年度评审工作方案", session.work_plan),
        ("综合量化赋分办法", session.scoring_approval),
        ("职称评价标准", session.standard),
    ):
        lines.append(f"{label}：{value or '未登记'}")
    for place, line in enumerate(lines, start=1):
        paper.paragraph(f"{place}. {line}。")


def cited(source: Source) -> str:
    """A source as papers name it, 《通知》（文号，机关): marks within the title become 〈〉."""
    title, _, number = source.title.removesuffix("）").rpartition("（")
    if not source.title.endswith("）") or not title:
        title, number = source.title, ""
    title = title.removeprefix("《").removesuffix("》").replace("《", "〈").replace("》", "〉")
    return f"《{title}》（{'，'.join(filter(None, (number, source.issuer)))}）"


def attendance(paper: Paper, snapshot: Snapshot, edition: Edition) -> None:
    """出席, 请假, 列席, with the arithmetic of the quorum (40号令 第二十条)."""
    members, here = snapshot.members, snapshot.attended
    absent = [member for member in members if member not in here]
    named = edition is Edition.ARCHIVE
    paper.paragraph(quorum_sentence(snapshot, len(here)) + _day_by_day(snapshot, named=named))
    _people(paper, "出席：", _names(here) if named else f"评审委员会组成人员{len(here)}人")
    _people(paper, "请假：", (_names(absent) if named else f"{len(absent)}人") if absent else "无")
    staff = snapshot.staff
    _people(
        paper, "列席：", f"{whole(staff.secretary)}（秘书）、{whole(staff.supervisor)}（监督员）"
    )


def _day_by_day(snapshot: Snapshot, *, named: bool) -> str:
    """How many were there on each day of several; nothing where they met on one."""
    came: dict[datetime.date, set[str]] = {}
    for entry in snapshot.attendance:
        came.setdefault(entry.sitting, set()).add(entry.member)
    if len(came) <= 1:
        return ""
    days = []
    for day, here in sorted(came.items()):
        away = [whole(member.name) for member in snapshot.members if member.id not in here]
        who = f"（未到：{listed(away)}）" if away and named else ""
        days.append(f"{date(day)}{len(here)}人{who}")
    return f"各日出席：{'；'.join(days)}。"


def quorum_sentence(snapshot: Snapshot, present: int) -> str:
    """Whether `present` members are enough, in whole people."""
    whole, needed = len(snapshot.members), quorum_needed(snapshot)
    verdict = "符合规定" if present >= needed else "不符合规定"
    return (
        f"评审委员会组成人员{whole}人，出席{present}人。出席人数应不少于组成人员的"
        f"{share(snapshot.quorum)}，即不少于{needed}人，{verdict}。"
    )


def quorum_needed(snapshot: Snapshot) -> int:
    """How many members make the quorum, in whole people."""
    wanted = snapshot.quorum * len(snapshot.members)
    return -(-wanted.numerator // wanted.denominator)


def _names(members: Sequence[Member]) -> str:
    return listed(
        [whole(m.name) + (f"（{m.role.chinese}）" if m.presides else "") for m in members]
    )


def _people(paper: Paper, label: str, names: str) -> None:
    """GB/T 9704: the label in 黑体, the names hanging under the first one after the colon."""
    paper.need(BODY.leading)
    paper.place(label, _LABEL, shift=2 * BODY_SIZE)
    paper.paragraph(names, indent=0, hanging=5, spread=False)


def recusals(paper: Paper, snapshot: Snapshot, edition: Edition) -> None:
    """Who kept out of whose review; the submission edition tells how many."""
    if not snapshot.recusals:
        paper.paragraph("无。")
        return
    names = {r.applicant.number: r.applicant.name for r in snapshot.applicants}
    counts = Counter(recusal.applicant for recusal in snapshot.recusals)
    paper.paragraph(
        f"涉及申报人{len(counts)}人，共{len(snapshot.recusals)}人次。回避的评委不查阅材料、不赋分、不投票。"
    )
    number, name = Column("申报人编号", 24, whole=True), Column("申报人", 30)
    if edition is Edition.SUBMISSION:
        table = Table(paper, (number, name, Column("回避评委人数", 30)))
        table.draw((key, names.get(key, ""), str(count)) for key, count in counts.items())
    else:
        people = {member.id: member.name for member in snapshot.members}
        reason = Column("回避事由", 72, align="left")
        table = Table(paper, (number, name, Column("回避评委", 30), reason))
        table.draw(
            (r.applicant, names.get(r.applicant, ""), people.get(r.member, ""), r.reason)
            for r in snapshot.recusals
        )
    paper.skip(8)


def course(paper: Paper, snapshot: Snapshot, _edition: Edition) -> None:
    """Phases and rounds with date and time; steps back with their reason."""
    lines: list[tuple[str, int, str, str]] = []  # the rank orders what one second holds
    for step in snapshot.steps:
        back = step.after.rank < step.before.rank
        what = f"{'退回' if back else '进入'}“{step.after.chinese}”"
        if step.after is Phase.SEALED:
            what = "封存评审结果"
        lines.append((step.at, step.after.rank, what, step.reason))
    rank = Phase.VOTING.rank
    for record in snapshot.rounds:
        name = round_name(record, snapshot.rounds)
        held = record.round
        lines.append((record.opened_at, rank, f"{name}投票开始", held.reason))
        lines.append((record.closed_at, rank, f"{name}投票结束", held.close_reason))
        lines.append((record.counted_at, rank, f"{name}{counting(held)}", ""))
        if held.annul_reason:
            lines.append((annulled_at(record), rank, annulling(record), held.annul_reason))
    rows = sorted((line for line in lines if line[0]), key=lambda line: line[:2])
    if not rows:
        paper.paragraph("无记录。")
        return
    columns = (Column("时间", 40), Column("事项", 50), Column("事由", 66, align="left"))
    Table(paper, columns).draw((moment(at), what, why) for at, _, what, why in rows)
    paper.skip(8)
