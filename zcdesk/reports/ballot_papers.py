"""表决票: the paper ballots of a round, where the screen cannot be used.

A ballot must not tell whose it is. A sheet that left out the applicants of its holder's recusals
would: so those whom somebody is recused from stand on ballots of their own, which everybody else
gets (40号令 第二十条 无记名投票, 第二十五条 回避).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zcdesk.domain.ballot import Round
from zcdesk.reports.fonts import Face
from zcdesk.reports.form import LINE, sheet
from zcdesk.reports.page import LEADING, NOTE, TITLE, Look, Paper
from zcdesk.reports.snapshot import Snapshot
from zcdesk.reports.table import FIGURE, FORM, Column, Table
from zcdesk.reports.wording import numeral, round_title

_PITCH = 30.0
_HEAD = Look(Face.HEI, 11, 14)
"""What a member ticks under is read without glasses."""
_COLUMNS = (
    Column("编号", 13, look=FIGURE, whole=True),
    Column("姓名", 30, look=FORM, name=True),
    Column("工作单位", 47, align="left"),
    Column("申报专业", 24),
    Column("申报\n级别", 13),
    Column("同意", 15),
    Column("不同意", 16),
    Column("弃权", 15),
)


@dataclass(frozen=True, slots=True)
class BallotGroup:
    """Applicants on one ballot; everybody who attends gets it but those recused (`out`)."""

    applicants: tuple[str, ...]
    out: tuple[str, ...]
    issued: int


def ballot_groups(vote: Round) -> tuple[BallotGroup, ...]:
    """The ballots of a round: one a set of recused members, in the committee's order."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for number in vote.applicants:
        groups.setdefault(tuple(sorted(vote.recused.get(number, ()))), []).append(number)
    return tuple(
        BallotGroup(tuple(numbers), out, len(vote.present) - len(out))
        for out, numbers in groups.items()
    )


def ballots(snapshot: Snapshot, vote: Round, copies: int | None = None) -> bytes:
    """The ballots as PDF: as many of each as are issued, or `copies` of each."""
    paper = sheet(snapshot, "表决票", None)
    groups = ballot_groups(vote)
    for place, group in enumerate(groups, start=1):
        kind = f"第{numeral(place)}种，共{numeral(len(groups))}种" if len(groups) > 1 else ""
        for _ in range(group.issued if copies is None else copies):
            paper.part(_round(snapshot, vote, kind))
            _ballot(paper, snapshot, vote, group, kind)
    return paper.finish()


def _ballot(paper: Paper, snapshot: Snapshot, vote: Round, group: BallotGroup, kind: str) -> None:
    paper.centred(snapshot.committee.name, TITLE)
    paper.centred(f"{snapshot.session.review_year}年度评审表决票", TITLE)
    paper.y += 4
    paper.place(_round(snapshot, vote, kind), LINE)
    paper.place(f"本票共列{len(group.applicants)}人", LINE, align="right")
    paper.y += LINE.leading + 2
    paper.paragraph(
        "填写说明：无记名投票。对每名申报人在“同意”“不同意”“弃权”三栏中选一栏画“√”，只能选一栏；"
        "三栏都不画的按弃权计，画两栏以上或者无法辨认的，该申报人一行为废票。"
        "票上不得写姓名或者作其他记号，否则整张为废票。",
        NOTE,
        indent=0,
    )
    paper.y += 4
    rows = ballot_rows(snapshot, group.applicants)
    Table(paper, _COLUMNS, pitch=_PITCH, head=_HEAD).draw(rows, after=LEADING / 2 + LINE.leading)
    paper.skip(LEADING / 2)
    paper.need(LINE.leading * 2)
    paper.place("（评审委员会印章）", LINE, align="right", shift=2 * LINE.size)
    paper.y += LINE.leading


def _round(snapshot: Snapshot, vote: Round, kind: str) -> str:
    return round_title(snapshot, vote) + (f"（{kind}）" if kind else "")


def ballot_rows(snapshot: Snapshot, numbers: Sequence[str]) -> list[tuple[str, ...]]:
    """Number, name, unit, specialty, level, and three boxes to mark."""
    rows: list[tuple[str, ...]] = []
    people = {record.applicant.number: record.applicant for record in snapshot.applicants}
    for number in numbers:
        who = people[number]
        rows.append(
            (who.number, who.name, who.employer, who.specialty, who.level.value, "", "", "")
        )
    return rows
