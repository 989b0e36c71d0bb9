"""The middle sections of the minutes: materials, defense, rounds of ballots."""

from __future__ import annotations

from collections import Counter

from zcdesk.domain.session import ApplicantStatus, SmallGroupVotes
from zcdesk.reports.charts import VoteBar, vote_legend
from zcdesk.reports.edition import Edition
from zcdesk.reports.minutes_meeting import quorum_sentence
from zcdesk.reports.page import NOTE, Paper
from zcdesk.reports.snapshot import RoundRecord, Snapshot
from zcdesk.reports.table import BEGINNING, FIGURE, Cell, Column, Table
from zcdesk.reports.text import whole
from zcdesk.reports.wording import counting, listed, moment, numeral, round_name, score

NUMBER = Column("编号", 16, look=FIGURE, whole=True)
NAME = Column("姓名", 25, name=True)


def materials(paper: Paper, snapshot: Snapshot, _edition: Edition) -> None:
    """Counts, and everyone outside the denominator with the reason."""
    counts = Counter(record.status for record in snapshot.applicants)
    qualified = sum(1 for record in snapshot.applicants if record.qualified)
    words = [
        f"{status.chinese}{counts[status]}人"
        for status in (
            ApplicantStatus.REJECTED,
            ApplicantStatus.WITHDRAWN,
            ApplicantStatus.DISQUALIFIED,
        )
    ]
    whole = len(snapshot.applicants)
    paper.paragraph(
        f"申报{whole}人，材料审核合格{qualified}人，{'，'.join(words)}。"
        f"不计入正式参加评审人数的共{len(snapshot.excluded)}人"
        + ("，名单及原因如下：" if snapshot.excluded else "。"),
        before=BEGINNING if snapshot.excluded else 0.0,
    )
    if snapshot.excluded:
        columns = (NUMBER, NAME, Column("情形", 28), Column("原因", 85, align="left"))
        Table(paper, columns).draw(
            (r.applicant.number, r.applicant.name, r.status.chinese, r.reason or "—")
            for r in snapshot.excluded
        )
        paper.skip(8)


def defense(paper: Paper, snapshot: Snapshot, edition: Edition) -> None:
    """Panels, their lines, and what came of them."""
    results = Counter(record.defense for record in snapshot.applicants)
    paper.paragraph(
        f"答辩评议通过{results[ApplicantStatus.DEFENSE_PASSED]}人，"
        f"未通过{results[ApplicantStatus.DEFENSE_FAILED]}人，"
        f"免答辩{results[ApplicantStatus.EXEMPT]}人，缺席{results[ApplicantStatus.ABSENT]}人。"
    )
    if snapshot.panels:
        _panels(paper, snapshot, edition)
    exempt = [r for r in snapshot.applicants if r.defense is ApplicantStatus.EXEMPT]
    for record in exempt:
        person = record.applicant
        paper.paragraph(
            f"免答辩：{person.number} {whole(person.name)}，{record.defense_reason or '原因未登记'}。"
        )
    failed = [r for r in snapshot.applicants if r.defense is ApplicantStatus.DEFENSE_FAILED]
    if failed:
        paper.paragraph(f"答辩评议未通过的{len(failed)}人如下：", before=BEGINNING)
        told = any(record.defense_reason for record in failed)
        columns = (
            NUMBER,
            NAME,
            Column("申报专业", 40),
            Column("评议组", 25),
            Column("得分", 16, look=FIGURE),
            *(Column("说明", 40, align="left") for _ in range(told)),
        )
        Table(paper, columns).draw(
            (
                r.applicant.number,
                r.applicant.name,
                r.applicant.specialty,
                r.panel,
                score(r.score),
                *(r.defense_reason for _ in range(told)),
            )
            for r in failed
        )
        paper.skip(8)


def _panels(paper: Paper, snapshot: Snapshot, edition: Edition) -> None:
    people = {member.id: member.name for member in snapshot.members}
    named = edition is Edition.ARCHIVE
    columns = [
        Column("评议组", 30),
        Column("评委", 52 if named else 20, align="left" if named else "centre"),
        Column("答辩人数", 18, look=FIGURE),
        Column("合格线", 16, look=FIGURE),
        Column("通过", 12, look=FIGURE),
        Column("未通过", 14, look=FIGURE),
    ]
    rows = []
    for panel in snapshot.panels:
        members = [whole(people.get(member, "")) for member in panel.members]
        results = Counter(r.defense for r in snapshot.applicants if r.panel == panel.name)
        passed = results[ApplicantStatus.DEFENSE_PASSED]
        failed = results[ApplicantStatus.DEFENSE_FAILED]
        line = snapshot.lines.get(panel.name)
        rows.append(
            (
                panel.name,
                listed(members) if named else f"{len(members)}人",
                str(passed + failed),
                score(line) if line is not None else "不设",
                str(passed),
                str(failed),
            )
        )
    Table(paper, columns).draw(rows)
    paper.skip(8)


def ballots(paper: Paper, snapshot: Snapshot, edition: Edition) -> None:
    """Every round with its account of sheets and its tallies."""
    if not snapshot.rounds:
        paper.paragraph("未举行投票。")
    for place, record in enumerate(snapshot.rounds, start=1):
        name = round_name(record, snapshot.rounds)
        paper.heading(f"（{numeral(place)}）{name}", 2)
        _account(paper, snapshot, record, edition)
        if record.round.tallies:
            _tallies(paper, snapshot, record, edition)


def _account(paper: Paper, snapshot: Snapshot, record: RoundRecord, edition: Edition) -> None:
    held = record.round
    sentences = [quorum_sentence(snapshot, len(held.present))]
    away = [whole(m.name) for m in snapshot.members if m.id not in held.present]
    if away and edition is Edition.ARCHIVE:
        sentences.append(f"未出席本轮：{listed(away)}。")
    if held.reason:
        sentences.append(f"举行本轮的事由：{held.reason.rstrip('。')}。")
    times = [
        f"{moment(at)}{what}"
        for at, what in (
            (record.opened_at, "开始投票"),
            (record.closed_at, "结束投票"),
            (record.counted_at, counting(held)),
        )
        if at
    ]
    if times:
        sentences.append(f"{'，'.join(times)}。")
    sentences.append(
        f"提交表决{len(held.applicants)}人，无记名投票，发出选票{record.issued}张，"
        f"收回{record.returned}张，未交{record.issued - record.returned}张。"
    )
    if held.on_paper:
        sentences.append(
            f"本轮用纸质表决票，事由：{held.on_paper.rstrip('。')}；票数由两人分别录入，逐项核对一致。"
        )
    if held.slips:
        sentences.append("本轮用一次性投票券投票，系统只知收回张数，不知何人已投。")
    spoilt = [whole(f"{n}（{t.spoilt}张）") for n, t in held.tallies.items() if t.spoilt]
    if spoilt and votes_shown(snapshot, edition):
        sentences.append(
            f"废票计入基数，不计入同意：{listed(spoilt)}，"
            "上述申报人的同意、不同意、弃权、未交与废票之和为应投票数。"
        )
    if held.close_reason:
        sentences.append(f"提前结束的事由：{held.close_reason.rstrip('。')}。")
    if held.not_put:
        sentences.append(f"出席评委全部回避、未提交表决的申报人：{listed(held.not_put)}。")
    presiding = next((m.name for m in snapshot.members if m.id == held.presiding), "")
    if presiding and edition is Edition.ARCHIVE:
        supervisor = whole(snapshot.staff.supervisor)
        sentences.append(f"主持开箱：{whole(presiding)}；监督：{supervisor}。")
    if held.annul_reason:
        sentences.append(f"本轮作废，事由：{held.annul_reason.rstrip('。')}。")
    paper.paragraph("".join(sentences))


def votes_shown(snapshot: Snapshot, edition: Edition) -> bool:
    """Whether this edition prints the votes of each applicant, or the outcome only."""
    only_outcome = snapshot.small_group_votes is SmallGroupVotes.OUTCOME_ONLY
    return edition is Edition.ARCHIVE or not only_outcome


def _tallies(paper: Paper, snapshot: Snapshot, record: RoundRecord, edition: Edition) -> None:
    shown = votes_shown(snapshot, edition)
    people = {r.applicant.number: r.applicant for r in snapshot.applicants}
    columns = [NUMBER, NAME, Column("申报专业", 30)]
    if shown:
        vote_legend(paper, snapshot.pass_share)
        columns += [
            Column(title, share, look=FIGURE)
            for title, share in (
                ("同意", 10),
                ("不同意", 13),
                ("弃权", 10),
                ("未交", 10),
                ("回避", 10),
                ("基数", 10),
            )
        ]
        columns.append(Column("票数图", 24))
    columns.append(Column("结果", 16))
    rows: list[list[Cell]] = []
    marked = False
    for key, tally in record.round.tallies.items():
        person = people[key]
        result = ("通过" if tally.passed else "未通过") + ("※" if tally.base_matters else "")
        marked = marked or tally.base_matters
        row: list[Cell] = [key, person.name, person.specialty]
        if shown:
            row += map(
                str,
                (
                    tally.approve,
                    tally.reject,
                    tally.abstain,
                    tally.not_returned,
                    tally.recused,
                    tally.base,
                ),
            )
            row.append(VoteBar(tally, snapshot.pass_share))
        rows.append([*row, result])
    Table(paper, columns).draw(rows)
    if marked:
        paper.paragraph(
            "※ 该申报人的结果取决于回避评委是否计入表决基数，本次口径见第十三部分。",
            NOTE,
            indent=0,
        )
    if not shown:
        paper.paragraph("按本次设置，报送版不列各申报人的得票数。", NOTE, indent=0)
    paper.skip(8)
