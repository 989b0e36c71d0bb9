"""答辩评议表: each expert's marks for one applicant, the panel's opinion and its result."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from zcdesk.domain.committee import Panel
from zcdesk.domain.scoring import Mark, ScoreItem
from zcdesk.domain.session import ApplicantStatus
from zcdesk.reports.edition import Edition
from zcdesk.reports.fonts import Face
from zcdesk.reports.form import LABEL, LINE, person, sheet, sign, signing_height, title
from zcdesk.reports.page import Look, Paper
from zcdesk.reports.snapshot import ApplicantRecord, ExpertMarks, Snapshot
from zcdesk.reports.table import FIGURE, HEAD, Column, Table
from zcdesk.reports.wording import DEFENSE_WORDS, listed, points, score

_EXPERTS_ABREAST, _WITH_LONG_NAMES, _LONG_NAME = 9, 7, 4
"""Experts side by side in a table; fewer where a name is longer than so many characters."""
_OFFICE = "办事机构"
_TEXT = Look(Face.FANG, 11, 17)


def defense_sheets(snapshot: Snapshot, numbers: Sequence[str]) -> bytes:
    """The sheets of these applicants as one PDF with experts' names (档案版)."""
    name = "答辩评议表"
    paper = sheet(snapshot, name, Edition.ARCHIVE)
    people = {record.applicant.number: record for record in snapshot.applicants}
    given: dict[str, list[ExpertMarks]] = {}
    for marks in snapshot.marks:
        given.setdefault(marks.applicant, []).append(marks)
    for key in numbers:
        record = people[key]
        paper.part(f"{key}号")
        title(paper, snapshot, name, right=f"评议组：{record.panel or '—'}")
        person(paper, record)
        paper.y += 10
        _marks(paper, snapshot, record, given.get(key, []))
        there = _present(snapshot, record)
        # The result is signed where it stands.
        _result(
            paper,
            snapshot,
            record,
            after=10 + LABEL.leading + signing_height(paper, _labels(there), 4),
        )
        _signatures(paper, there)
    return paper.finish()


def _marks(
    paper: Paper, snapshot: Snapshot, record: ApplicantRecord, given: Sequence[ExpertMarks]
) -> None:
    experts = [sheet for sheet in given if sheet.member]
    if not experts or snapshot.scheme is None:
        paper.paragraph("专家未赋分。", LINE)
        paper.y += 4
        return
    office = [sheet for sheet in given if not sheet.member and sheet.marks]
    names = {member.id: member.name for member in snapshot.members}
    paper.place(f"量化赋分（{snapshot.scheme.name}）", LABEL)
    paper.y += LABEL.leading
    long = any(len(names.get(sheet.member, "")) > _LONG_NAME for sheet in experts)
    tables = -(-len(experts) // (_WITH_LONG_NAMES if long else _EXPERTS_ABREAST))
    abreast = -(-len(experts) // tables)
    for start in range(0, len(experts), abreast):
        some = experts[start : start + abreast]
        _table(paper, snapshot.scheme.items, [*office, *some], names)
        paper.skip(8)
    totals = [sheet.total for sheet in experts if sheet.total is not None]
    paper.paragraph(_arithmetic(totals, record.score), LINE, indent=0)
    paper.y += 6


def _table(
    paper: Paper,
    items: Sequence[ScoreItem],
    sheets: Sequence[ExpertMarks],
    names: dict[str, str],
) -> None:
    columns = [
        Column("赋分要素", 34, align="left"),
        Column("分值", 14, look=FIGURE),
        *(
            Column(
                names.get(each.member, _OFFICE), 108 / len(sheets), look=FIGURE, heads_person=True
            )
            for each in sheets
        ),
    ]
    rows = []
    for item in items:
        marks = [_mark(each.marks, item.name) for each in sheets]
        rows.append([item.name, f"{points(item.low)}–{points(item.high)}", *marks])
    totals = ["" if each.total is None else points(each.total) for each in sheets]
    rows.append(["总分", "", *totals])
    Table(paper, columns, pitch=22).draw(rows)


def _mark(marks: Sequence[Mark], item: str) -> str:
    found = next((mark for mark in marks if mark.item == item), None)
    if found is None:
        return "—"
    return points(found.points) + (f"（第{found.rank}位）" if found.rank else "")


def _arithmetic(totals: Sequence[Fraction], reached: Fraction | None) -> str:
    """How the score comes of the totals; the exact fractions tell which way was taken."""
    if reached is None or not totals:
        return ""
    mean = sum(totals, Fraction(0)) / len(totals)
    way = (
        "各专家总分的平均数"
        if mean == reached
        else "各专家总分去掉一个最高分和一个最低分后的平均数"
    )
    return f"得分：{score(reached)}（{way}，四舍五入到两位小数；比较大小按精确值）。"


def _ended(record: ApplicantRecord) -> str:
    """What the defense gave, or why it gave nothing: who fell out before has no result to come."""
    if record.defense is not None:
        return f"答辩评议{DEFENSE_WORDS[record.defense]}"
    out = (ApplicantStatus.REJECTED, ApplicantStatus.WITHDRAWN, ApplicantStatus.DISQUALIFIED)
    return record.status.chinese if record.status in out else "结果尚未登记"


def _result(paper: Paper, snapshot: Snapshot, record: ApplicantRecord, after: float) -> None:
    line = snapshot.lines.get(record.panel)
    parts = [
        f"得分{score(record.score)}" if record.score is not None else "",
        f"合格线{score(line)}" if line is not None else "",
        _ended(record),
        record.defense_reason,
    ]
    people = {member.id: member.name for member in snapshot.members}
    panel = _panel(snapshot, record)
    out = [
        people.get(recusal.member, "")
        for recusal in snapshot.recusals
        if recusal.applicant == record.applicant.number
        and panel is not None
        and recusal.member in panel.members
    ]
    rows = [
        ("评议组意见", record.opinion or "（未填写）"),
        ("评议结果", "，".join(filter(None, parts))),
        ("回避评委", listed(out) or "无"),
    ]
    columns = (Column("", 24, look=HEAD), Column("", 132, align="left", look=_TEXT))
    Table(paper, columns, pitch=26).draw(rows, head=False, after=after)


def _present(snapshot: Snapshot, record: ApplicantRecord) -> list[str]:
    """Names of the panel's experts who do not keep out."""
    panel = _panel(snapshot, record)
    names = {member.id: member.name for member in snapshot.members}
    out = {r.member for r in snapshot.recusals if r.applicant == record.applicant.number}
    return [names.get(m, "") for m in panel.members if m not in out] if panel else []


def _labels(there: Sequence[str]) -> list[str]:
    return [*(f"{name}：" for name in there), "日期："]


def _signatures(paper: Paper, there: Sequence[str]) -> None:
    paper.skip(10)
    paper.need(LABEL.leading + 48)
    paper.place("评议组专家签名", LABEL)
    paper.y += LABEL.leading
    sign(paper, _labels(there), 4)


def _panel(snapshot: Snapshot, record: ApplicantRecord) -> Panel | None:
    return next((panel for panel in snapshot.panels if panel.name == record.panel), None)
