"""评审结果汇总表 and 评审通过人员名册: every applicant with votes and outcome, and those who passed.

Landscape, in the edition without experts' names (报送版).
"""

from __future__ import annotations

from zcdesk.domain.applicant import Applicant
from zcdesk.reports.edition import Edition, without_experts
from zcdesk.reports.form import LINE, heads_height, sheet, sign_heads, title
from zcdesk.reports.minutes_review import votes_shown
from zcdesk.reports.page import LANDSCAPE, Paper
from zcdesk.reports.snapshot import ApplicantRecord, Snapshot
from zcdesk.reports.table import FIGURE, Column, Table
from zcdesk.reports.wording import DEFENSE_WORDS, month, outcome, passed_words, score

_VOTES = ("同意", "不\n同意", "弃权", "未交", "基数")


def results(snapshot: Snapshot) -> bytes:
    """Both tables as one PDF."""
    shown = without_experts(snapshot)
    name = "评审结果汇总表"
    paper = sheet(shown, name, Edition.SUBMISSION, LANDSCAPE)
    _title(paper, shown, name)
    _summary(paper, shown)
    signature_line(paper, shown)
    paper.turn()
    _title(paper, shown, "评审通过人员名册")
    _register(paper, shown)
    # In the file the table above is signed, which is the result; that covers this register too.
    signature_line(paper, shown, in_file=False)
    return paper.finish()


def _title(paper: Paper, snapshot: Snapshot, name: str) -> None:
    """Title, and below it committee, days and figures."""
    counts = (
        f"申报{len(snapshot.applicants)}人，"
        f"正式参加评审{sum(r.participates for r in snapshot.applicants)}人，"
        f"{passed_words(snapshot)}{len(snapshot.passed)}人，未通过{len(snapshot.not_passed)}人"
    )
    title(paper, snapshot, name, below=counts)


def _summary(paper: Paper, snapshot: Snapshot) -> None:
    shown = votes_shown(snapshot, Edition.SUBMISSION)
    columns = [
        Column("编号", 13, look=FIGURE, whole=True),
        Column("姓名", 22, name=True),
        Column("工作单位", 58, align="left"),
        Column("申报\n系列", 12),
        Column("申报专业", 26),
        Column("申报\n级别", 13),
        Column("答辩\n评议", 13),
        Column("得分", 12, look=FIGURE),
        *(Column(word, 9, look=FIGURE) for word in _VOTES if shown),
        Column("评审结果", 36),
    ]
    tallies = snapshot.last_tallies()

    def row(record: ApplicantRecord) -> list[str]:
        person = record.applicant
        votes = ["—"] * len(_VOTES)
        tally = tallies.get(person.number)
        if tally:
            counts = (tally.approve, tally.reject, tally.abstain, tally.not_returned, tally.base)
            votes = [str(count) for count in counts]
        return [
            person.number,
            person.name,
            person.employer,
            person.series,
            person.specialty,
            person.level.value,
            DEFENSE_WORDS[record.defense] if record.defense else "—",
            score(record.score),
            *(votes if shown else []),
            outcome(record, snapshot).replace("（", "\n（"),
        ]

    rows = [row(record) for record in snapshot.applicants]
    Table(paper, columns).draw(rows, after=heads_height(paper, snapshot, snapshot.seal))


def _register(paper: Paper, snapshot: Snapshot) -> None:
    if not snapshot.passed:
        paper.place("无评审通过人员。", LINE)
        paper.y += LINE.leading
        return
    columns = (
        Column("序号", 10, look=FIGURE),
        Column("编号", 14, look=FIGURE, whole=True),
        Column("姓名", 24, name=True),
        Column("性别", 10),
        Column("出生年月", 18, look=FIGURE),
        Column("身份证号", 36, look=FIGURE, whole=True),
        Column("工作单位", 54, align="left"),
        Column("现职称", 24),
        Column("申报\n系列", 13),
        Column("申报专业", 28),
        Column("申报\n级别", 14),
    )
    Table(paper, columns).draw(
        (
            [str(place), *register_line(record.applicant)]
            for place, record in enumerate(snapshot.passed, start=1)
        ),
        after=heads_height(paper, snapshot, snapshot.seal),
    )


def register_line(person: Applicant) -> list[str]:
    """One person's line of the register, from the number to the level applied for."""
    return [
        person.number,
        person.name,
        person.sex.value if person.sex else "",
        month(person.born_on),
        person.id_number,
        person.employer,
        person.title.name,
        person.series,
        person.specialty,
        person.level.value,
    ]


def signature_line(paper: Paper, snapshot: Snapshot, *, in_file: bool = True) -> None:
    """Where chair, secretary and supervisor sign a table."""
    sign_heads(paper, snapshot, snapshot.seal, in_file=in_file)
