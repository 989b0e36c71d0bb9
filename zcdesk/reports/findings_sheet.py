"""材料审核意见: what the rules say of one applicant's materials, or of everybody's, with clauses."""

from __future__ import annotations

from collections.abc import Sequence

from zcdesk.domain.citation import Citation
from zcdesk.domain.finding import Finding, Severity, Status
from zcdesk.domain.session import ApplicantStatus
from zcdesk.reports.edition import Edition, without_experts
from zcdesk.reports.form import LABEL, LINE, person, sheet, sign, signing_height, title
from zcdesk.reports.minutes_meeting import cited
from zcdesk.reports.page import NOTE, Paper
from zcdesk.reports.snapshot import ApplicantRecord, FindingRecord, Snapshot
from zcdesk.reports.table import FIGURE, Column, Table
from zcdesk.reports.text import whole
from zcdesk.reports.wording import listed

_ANSWERS = {
    Status.OK: "符合",
    Status.UNCLEAR: "待核实",
    Status.NOT_APPLICABLE: "不适用",
}
_OUT = (ApplicantStatus.REJECTED, ApplicantStatus.WITHDRAWN, ApplicantStatus.DISQUALIFIED)
_ENDED = (ApplicantStatus.PENDING, *_OUT)
_SIGNS = ("审核人：", "复核人：", "日期：")
_COLUMNS = (
    Column("序号", 10, look=FIGURE),
    Column("审核事项", 30),
    Column("结论", 20),
    Column("审核意见", 82, align="left"),
    Column("条款", 14, look=FIGURE),
)


class _Clauses:
    """The clauses cited so far, each with the number that stands for it."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, str], tuple[int, Citation]] = {}

    def marks(self, citations: Sequence[Citation]) -> str:
        """〔1〕〔2〕 for these clauses."""
        numbers = []
        for each in citations:
            key = (each.source.key, each.at, each.quote)
            number, _ = self._known.setdefault(key, (len(self._known) + 1, each))
            numbers.append(f"〔{number}〕")
        return "".join(numbers)

    def write(self, paper: Paper) -> None:
        """Each clause in its own words, where they are at hand."""
        if not self._known:
            return
        paper.skip(10)
        paper.heading("所引条款", look=LABEL, indent=0)
        for mark, each in self._known.values():
            quote = f"：“{each.quote}”" if each.quote else ""
            paper.paragraph(f"〔{mark}〕{cited(each.source)}{each.at}{quote}", NOTE, indent=0)


def findings_sheet(snapshot: Snapshot, number: str) -> bytes:
    """Every finding on one applicant as PDF. KeyError where none were asked for."""
    shown = without_experts(snapshot)
    name = "材料审核意见"
    paper = sheet(shown, name, Edition.SUBMISSION)
    record = shown.record(number)
    title(paper, shown, name, right=f"审核结论：{_conclusion(record.status)}")
    person(paper, record)
    paper.y += 10
    clauses = _Clauses()
    signing = signing_height(paper, _SIGNS, len(_SIGNS))
    _table(paper, shown.findings[number], clauses, after=0.0 if record.reason else signing)
    if record.reason:
        paper.skip(6)
        paper.paragraph(f"说明：{record.reason}", LINE, indent=0, before=signing)
    sign(paper, _SIGNS, len(_SIGNS))
    clauses.write(paper)
    return paper.finish()


def all_findings(snapshot: Snapshot) -> bytes:
    """Of everybody whose findings were asked for, what somebody should look at, as PDF."""
    shown = without_experts(snapshot)
    name = "材料审核意见汇总"
    paper = sheet(shown, name, Edition.SUBMISSION)
    notable = {
        number: [each for each in found if is_notable(each.finding)]
        for number, found in shown.findings.items()
    }
    people = {record.applicant.number: record for record in shown.applicants}
    clean = [number for number, found in notable.items() if not found]
    some = f"其中{len(notable) - len(clean)}人有" if len(notable) > len(clean) else "没有"
    below = f"审核{len(notable)}人，{some}不符合、提示或者待核实事项。"
    title(paper, shown, name, below=below)
    clauses = _Clauses()
    signing = signing_height(paper, _SIGNS, len(_SIGNS))
    for number, found in notable.items():
        if found:
            who = people[number]
            paper.heading(
                f"{number} {who.applicant.name}（{who.applicant.specialty}，"
                f"{who.applicant.level.value}）　{_conclusion(who.status)}",
                look=LABEL,
                indent=0,
            )
            last = not clean and number == list(notable)[-1]
            _table(paper, found, clauses, after=signing + 10 if last else 0.0)
            paper.skip(10)
    if clean:
        paper.heading(f"未发现问题的{len(clean)}人", look=LABEL, indent=0)
        names = [_clean(people[number]) for number in clean]
        said = f"{listed(names)}。"
        # A list of half a page or more may part; a shorter one stays with who signs it.
        short = paper.height_of(said, LINE, indent=0) < paper.geometry.height / 2
        paper.paragraph(said, LINE, indent=0, before=signing if short else 0.0)
    sign(paper, _SIGNS, len(_SIGNS))
    clauses.write(paper)
    return paper.finish()


def _clean(record: ApplicantRecord) -> str:
    """Somebody of whom no rule complains, and what a person decided all the same."""
    who = record.applicant
    told = f"（{record.status.chinese}）" if record.status in _OUT else ""
    return whole(f"{who.number} {who.name}") + told


def _conclusion(status: ApplicantStatus) -> str:
    """What the examination of the materials came to, whatever came after it."""
    return status.chinese if status in _ENDED else ApplicantStatus.QUALIFIED.chinese


def is_notable(finding: Finding) -> bool:
    """Whether somebody should look at it."""
    return finding.status in (Status.VIOLATION, Status.UNCLEAR)


def answer(record: FindingRecord) -> str:
    """The finding in a word, and whether it was waived or acknowledged."""
    finding = record.finding
    if finding.status is Status.VIOLATION:
        blocking = finding.severity is Severity.BLOCKING
        word, done = ("不符合", "已豁免") if blocking else ("提示", "")
    else:
        word, done = _ANSWERS[finding.status], "已确认"
    return f"{word}\n（{done}）" if record.settled and done else word


def _table(
    paper: Paper, records: Sequence[FindingRecord], clauses: _Clauses, *, after: float = 0.0
) -> None:
    rows = []
    for place, record in enumerate(records, start=1):
        finding = record.finding
        remedy = f"\n办理：{finding.remedy}" if finding.remedy and is_notable(finding) else ""
        rows.append(
            (
                str(place),
                record.name,
                answer(record),
                finding.message + remedy,
                clauses.marks(finding.citations),
            )
        )
    Table(paper, _COLUMNS).draw(rows, after=after)
