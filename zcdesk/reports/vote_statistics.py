"""投票统计表: the counts of one opened round, applicant by applicant."""

from __future__ import annotations

from dataclasses import replace

from zcdesk.reports.edition import Edition, without_experts
from zcdesk.reports.form import LINE, SIGNING, sheet, sign_heads, title
from zcdesk.reports.minutes_meeting import quorum_sentence
from zcdesk.reports.minutes_review import votes_shown
from zcdesk.reports.page import LANDSCAPE, NOTE, Paper
from zcdesk.reports.snapshot import RoundRecord, Snapshot
from zcdesk.reports.table import FIGURE, Column, Table
from zcdesk.reports.wording import counting, moment, round_name, share

_COUNTS = ("出席", "回避", "基数", "同意", "不同意", "弃权", "未交")


def vote_statistics(snapshot: Snapshot, key: str) -> bytes:
    """The statistics of the round with this key as PDF, without experts' names.

    ValueError for a round whose box is not open.
    """
    shown = without_experts(snapshot)
    record = next(r for r in shown.rounds if r.round.key == key)
    if not record.round.tallies:
        raise ValueError(f"round {key} is not counted")
    name = "评审表决投票统计表"
    paper = sheet(shown, name, Edition.SUBMISSION, LANDSCAPE)
    counted = f"{counting(record.round)}：{moment(record.counted_at)}" if record.counted_at else ""
    title(paper, shown, name, right=counted)
    _account(paper, shown, record)
    _table(paper, shown, record)
    # Who presided over this box signs, whoever presided over a later one.
    sign_heads(paper, replace(shown, rounds=(record,)))
    return paper.finish()


def _account(paper: Paper, snapshot: Snapshot, record: RoundRecord) -> None:
    vote = record.round
    passed = sum(tally.passed for tally in vote.tallies.values())
    paper_ballots = (
        f"本轮用纸质表决票，事由：{vote.on_paper.rstrip('。')}。" if vote.on_paper else ""
    )
    slips = "本轮用一次性投票券投票。" if vote.slips else ""
    out = "" if not vote.annul_reason else f"本轮作废，事由：{vote.annul_reason.rstrip('。')}。"
    paper.paragraph(
        f"{round_name(record, snapshot.rounds)}。{quorum_sentence(snapshot, len(vote.present))}"
        f"发出选票{record.issued}张，收回{record.returned}张，未交{record.issued - record.returned}张。"
        f"提交表决{len(vote.applicants)}人，同意票不少于基数{share(snapshot.pass_share)}的"
        f"通过：通过{passed}人，未通过{len(vote.tallies) - passed}人。{paper_ballots}{slips}{out}",
        LINE,
        indent=0,
    )
    paper.y += 3


def _table(paper: Paper, snapshot: Snapshot, record: RoundRecord) -> None:
    shown = votes_shown(snapshot, Edition.SUBMISSION)
    spoilt = shown and any(tally.spoilt for tally in record.round.tallies.values())
    columns = [
        Column("序号", 10, look=FIGURE),
        Column("编号", 15, look=FIGURE, whole=True),
        Column("姓名", 26, name=True),
        Column("工作单位", 52, align="left"),
        Column("申报专业", 28),
        Column("申报\n级别", 14),
        *(Column(word, 8 + 2 * len(word), look=FIGURE) for word in _COUNTS if shown),
        *(Column("废票", 12, look=FIGURE) for _ in range(spoilt)),
        Column("结果", 17),
    ]
    people = {r.applicant.number: r.applicant for r in snapshot.applicants}
    rows, marked = [], False
    for place, (number, tally) in enumerate(record.round.tallies.items(), start=1):
        who = people[number]
        counts = (tally.present, tally.recused, tally.base, tally.approve, tally.reject,
                  tally.abstain, tally.not_returned)  # fmt: skip
        marked = marked or tally.base_matters
        rows.append(
            [
                str(place),
                number,
                who.name,
                who.employer,
                who.specialty,
                who.level.value,
                *(map(str, counts) if shown else ()),
                *([str(tally.spoilt)] if spoilt else ()),
                ("通过" if tally.passed else "未通过") + ("※" if tally.base_matters else ""),
            ]
        )
    Table(paper, columns).draw(rows, after=2 * SIGNING + 2 * NOTE.leading)
    paper.skip(3)
    if marked:
        paper.paragraph(
            "※ 该申报人的结果取决于回避评委是否计入表决基数，口径见会议纪要。", NOTE, indent=0
        )
    if not shown:
        paper.paragraph("按本次设置，报送版不列各申报人的得票数。", NOTE, indent=0)
