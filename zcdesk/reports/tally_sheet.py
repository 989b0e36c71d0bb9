"""计票单: calling out, counting and watching the paper ballots of a round, and their account."""

from __future__ import annotations

from collections.abc import Mapping

from zcdesk.domain.ballot import Round
from zcdesk.reports.ballot_papers import BallotGroup, ballot_groups
from zcdesk.reports.form import LINE, SIGNING, sheet, sign
from zcdesk.reports.page import NOTE, TITLE, Paper
from zcdesk.reports.snapshot import Snapshot
from zcdesk.reports.table import FIGURE, FORM, Column, Table
from zcdesk.reports.wording import numeral, round_title

_PITCH = 34.0
_COLUMNS = (
    Column("编号", 12, look=FIGURE, whole=True),
    Column("姓名", 30, look=FORM, name=True),
    Column("同意\n（画“正”字）", 31),
    Column("不同意", 18),
    Column("弃权", 12),
    Column("废票", 12),
    Column("同意\n票数", 11),
    Column("不同意\n票数", 14),
    Column("弃权\n票数", 11),
    Column("废票\n票数", 11),
    Column("基数/\n须同意", 14, look=FIGURE),
    Column("结果", 14),
)


def tally_sheet(snapshot: Snapshot, vote: Round, needed: Mapping[str, tuple[int, int]]) -> bytes:
    """The sheet as PDF, one for each kind of ballot. `needed` by number: base, and approvals."""
    paper = sheet(snapshot, "计票单", None)
    groups = ballot_groups(vote)
    for place, group in enumerate(groups, start=1):
        kind = f"，第{numeral(place)}种票" if len(groups) > 1 else ""
        paper.part(round_title(snapshot, vote) + kind)
        name = "评审表决计票单"
        paper.bookmark(f"{name}{kind}")
        paper.centred(snapshot.committee.name, TITLE)
        paper.centred(f"{snapshot.session.review_year}年度{name}", TITLE)
        paper.y += 4
        paper.place(round_title(snapshot, vote) + kind, LINE)
        paper.place("计票日期：　　　　年　　月　　日", LINE, align="right")
        paper.y += LINE.leading + 2
        _account(paper, snapshot, vote, group)
        rows = _rows(snapshot, group, needed)
        Table(paper, _COLUMNS, pitch=_PITCH).draw(rows, after=SIGNING + 40)
        paper.skip(4)
        paper.paragraph(
            "废票（作废的一行或者一张）不计入同意，仍计入基数。每名申报人的同意、不同意、弃权、废票与未交之和等于本种票发出张数。",
            NOTE,
            indent=0,
        )
        sign(paper, ("唱票人：", "计票人：", "监票人："), 3)
    return paper.finish()


def _account(paper: Paper, snapshot: Snapshot, vote: Round, group: BallotGroup) -> None:
    """发出 = 收回 + 未交, 收回 = 有效 + 废票: what the three sign for."""
    titles = ("组成人员", "出席", "回避", "发出", "收回", "未交", "有效票", "废票")
    columns = [Column(text, 20, look=FIGURE) for text in titles]
    counts = (len(snapshot.members), len(vote.present), len(group.out), group.issued)
    Table(paper, columns, pitch=24).draw([[*map(str, counts), "", "", "", ""]])
    paper.y += 2
    paper.paragraph(
        "发出张数＝收回张数＋未交张数；收回张数＝有效票数＋废票数。收回多于发出的，本次投票无效，应当重新投票。",
        NOTE,
        indent=0,
    )
    paper.y += 4


def _rows(
    snapshot: Snapshot, group: BallotGroup, needed: Mapping[str, tuple[int, int]]
) -> list[tuple[str, ...]]:
    people = {record.applicant.number: record.applicant.name for record in snapshot.applicants}
    return [
        (number, people[number], *[""] * 8, f"{needed[number][0]}/{needed[number][1]}", "")
        for number in group.applicants
    ]
