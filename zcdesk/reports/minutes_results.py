"""The last figures of the minutes: elimination, exceptions, results, waivers."""

from __future__ import annotations

from collections.abc import Sequence

from zcdesk.domain.elimination import FloorResult, GroupResult
from zcdesk.reports.charts import rate_chart
from zcdesk.reports.edition import Edition
from zcdesk.reports.minutes_review import NAME, NUMBER
from zcdesk.reports.page import Paper
from zcdesk.reports.snapshot import ApplicantRecord, Snapshot
from zcdesk.reports.table import FIGURE, Column, Table
from zcdesk.reports.text import whole
from zcdesk.reports.wording import ended, group_name, numeral, passed_words, percent

_EMPLOYER = Column("工作单位", 55, align="left")
_SPECIALTY = Column("申报专业", 30)
_LEVEL = Column("申报级别", 18)


def elimination(paper: Paper, snapshot: Snapshot, _edition: Edition) -> None:
    """Each group's rates against its floors, in whole people, then the finer splits."""
    paper.paragraph(
        "淘汰率为评审未通过人数占申报材料合格正式参加评审人数的百分比；是否达到下限按整数计算，不按四舍五入后的百分比。"
    )
    group_table(paper, snapshot.groups)
    for group in snapshot.groups:
        paper.paragraph(f"{group_name(group.group)}：{verdict(group)}")
    rate_chart(paper, snapshot.groups)
    if snapshot.splits:
        paper.heading("分级别、分专业情况（供参考）", 2)
        split_table(paper, snapshot.splits)


def group_table(paper: Paper, groups: Sequence[GroupResult]) -> None:
    """N, D, E and both rates of every group, with the floors and whether they are met."""
    columns = (*_COUNTS, *_RATES, Column("结论", 16))
    Table(paper, columns).draw(
        (*_counts(g), _rate(g.defense), _rate(g.overall), "达到" if g.met else "未达到")
        for g in groups
    )
    paper.skip(8)


def split_table(paper: Paper, splits: Sequence[GroupResult]) -> None:
    """The finer splits: figures alone, for the floors are asked of the groups."""
    Table(paper, (*_COUNTS, *_RATES)).draw(
        (*_counts(g), _plain(g.defense), _plain(g.overall)) for g in splits
    )
    paper.skip(8)


_COUNTS = (
    Column("组别", 36, align="left"),
    Column("正式参加\n评审人数", 20, look=FIGURE),
    Column("答辩评议\n淘汰", 18, look=FIGURE),
    Column("淘汰\n合计", 14, look=FIGURE),
)
_RATES = (Column("其中答辩评议", 30, look=FIGURE), Column("综合淘汰率", 30, look=FIGURE))


def _counts(group: GroupResult) -> tuple[str, ...]:
    people = (group.participating, group.defense_eliminated, group.eliminated)
    parts = map(whole, group_name(group.group).split("·"))
    return ("·".join(parts), *map(str, people))


def _plain(rate: FloorResult) -> str:
    return f"{rate.fraction}＝{rate.percent}%"


def _rate(rate: FloorResult) -> str:
    floor = "不设下限" if rate.floor is None else f"下限 {percent(rate.floor)}"
    return f"{_plain(rate)}\n{floor}"


def verdict(group: GroupResult) -> str:
    """Met or not, and by how many people."""
    parts = []
    for label, rate in (("综合淘汰率", group.overall), ("其中答辩评议", group.defense)):
        shown = whole(_plain(rate))
        if rate.floor is None:
            parts.append(f"{label}{shown}，不设下限")
            continue
        needed = rate.eliminated + rate.short_by
        least = -(-rate.floor * rate.participating // 100) if rate.met else needed
        over = rate.eliminated - least
        how = (
            f"达到（至少须淘汰{least}人，实际{rate.eliminated}人"
            + (f"，多{over}人）" if over else "）")
            if rate.met
            else f"未达到（至少须淘汰{needed}人，实际{rate.eliminated}人，还差{rate.short_by}人）"
        )
        parts.append(f"{label}{shown}，下限{percent(rate.floor)}，{how}")
    return "；".join(parts) + "。"


def exception(paper: Paper, snapshot: Snapshot, _edition: Edition) -> None:
    """The recorded exception in full."""
    unmet = [group_name(group.group) for group in snapshot.groups if not group.met]
    if not snapshot.exception:
        paper.paragraph("无。")
        return
    paper.paragraph(f"未达到淘汰率下限的组别：{'、'.join(unmet) or '无'}。记录的理由如下：")
    for line in ended(snapshot.exception).splitlines():
        paper.paragraph(line)


def results(paper: Paper, snapshot: Snapshot, _edition: Edition) -> None:
    """Lists of those who passed and of those who did not."""
    words = passed_words(snapshot)
    for place, (title, records) in enumerate(
        ((words, snapshot.passed), ("评审未通过", snapshot.not_passed)), start=1
    ):
        paper.heading(f"（{numeral(place)}）{title}：{len(records)}人", 2)
        _people(paper, records, reason=place > 1)


def _people(paper: Paper, records: Sequence[ApplicantRecord], *, reason: bool) -> None:
    if not records:
        paper.paragraph("无。")
        return
    columns = [NUMBER, NAME, _EMPLOYER, _SPECIALTY, _LEVEL]
    if reason:
        columns.append(Column("情形", 34))
    Table(paper, columns).draw(
        [
            r.applicant.number,
            r.applicant.name,
            r.applicant.employer,
            r.applicant.specialty,
            r.applicant.level.value,
            *([r.status.chinese] if reason else []),
        ]
        for r in records
    )
    paper.skip(8)


def waivers(paper: Paper, snapshot: Snapshot, _edition: Edition) -> None:
    """Every waiver with its reason, its document and who granted it."""
    if not snapshot.waivers:
        paper.paragraph("无。")
        return
    columns = (
        Column("申报人编号", 18, look=FIGURE, whole=True),
        Column("豁免的要求", 36, align="left"),
        Column("理由", 44, align="left"),
        Column("依据文件", 38, align="left"),
        Column("批准", 22),
    )
    Table(paper, columns).draw(
        (
            w.waiver.applicant or "本次会议",
            w.requirement,
            w.waiver.reason,
            w.waiver.document,
            w.waiver.by,
        )
        for w in snapshot.waivers
    )
    paper.skip(8)
