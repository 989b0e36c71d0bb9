"""评分表 on paper: one a member, empty, to be filled in by hand where the laptop is not at hand.

It holds the member's own items of the scheme and the applicants of the panel whom the member does
not keep out of; what is written on it the member enters afterwards, with the own secret.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zcdesk.domain.scoring import JudgedBy, ScoreItem
from zcdesk.reports.edition import Edition
from zcdesk.reports.form import LINE, SIGNING, sheet, sign, title
from zcdesk.reports.page import A3_LANDSCAPE, LANDSCAPE, NOTE, Paper
from zcdesk.reports.snapshot import Snapshot
from zcdesk.reports.table import CELL, FIGURE, FORM, Column, Table
from zcdesk.reports.wording import points

_PITCH = 30.0
_NARROWEST = 16.0
"""Millimetres that a mark needs to be written in."""
_PERSON = (
    Column("编号", 14, look=FIGURE, whole=True),
    Column("姓名", 31, look=FORM, name=True),
    Column("申报专业", 24, look=CELL),
)


@dataclass(frozen=True, slots=True)
class ToScore:
    """What one member of a panel is asked to score: applicants by number."""

    panel: str
    member: str
    applicants: tuple[str, ...]


def score_sheets(snapshot: Snapshot, asked: Sequence[ToScore]) -> bytes:
    """The sheets of these members as one PDF with experts' names (档案版).

    On A4 across; on A3 where the scheme has more items than A4 has room for.
    """
    name = "专家评分表"
    items = experts_items(snapshot)
    taken = sum(column.share for column in _PERSON) + _NARROWEST * len(items)
    room = LANDSCAPE.width / LANDSCAPE.sheet_width * 297
    paper = sheet(snapshot, name, Edition.ARCHIVE, LANDSCAPE if taken <= room else A3_LANDSCAPE)
    people = {member.id: member.name for member in snapshot.members}
    for each in asked:
        paper.part(f"{each.member}号评委")
        title(
            paper,
            snapshot,
            name,
            right=f"评议组：{each.panel}　　评委：{people[each.member]}（{each.member}）",
        )
        _rules(paper, items)
        _table(paper, snapshot, items, each)
        sign(paper, ("评委签名：", "日期："), 2)
    return paper.finish()


def experts_items(snapshot: Snapshot) -> list[ScoreItem]:
    """What experts score by the scheme; nothing where there is none."""
    every = snapshot.scheme.items if snapshot.scheme else ()
    return [item for item in every if item.judged_by is JudgedBy.EXPERT]


def _rules(paper: Paper, items: Sequence[ScoreItem]) -> None:
    ranked = (
        "注明“位次”的要素，分值后写明申报人的署名位次。"
        if any(item.rank_factors for item in items)
        else ""
    )
    paper.paragraph(
        f"填写说明：由评委本人逐项独立赋分，只填写表头所列分值范围和档次以内的分数。{ranked}"
        "合计得分由程序按赋分办法计算，不需填写。涂改处由本人签名。评分冻结前不得向他人出示。",
        NOTE,
        indent=0,
    )
    paper.y += 4


def _table(paper: Paper, snapshot: Snapshot, items: Sequence[ScoreItem], each: ToScore) -> None:
    columns = [*_PERSON, *(Column(_head(item), _NARROWEST) for item in items)]
    people = {record.applicant.number: record.applicant for record in snapshot.applicants}
    rows = [
        (number, people[number].name, people[number].specialty, *[""] * len(items))
        for number in each.applicants
    ]
    Table(paper, columns, pitch=_PITCH).draw(rows, after=SIGNING)
    if not rows:
        paper.paragraph("没有由其赋分的申报人。", LINE)


def _head(item: ScoreItem) -> str:
    """An item with its range and step, each on a line."""
    place = "，位次" if item.rank_factors else ""
    return (
        f"{item.name}\n{points(item.low)}–{points(item.high)}分{place}\n每档{points(item.step)}分"
    )
