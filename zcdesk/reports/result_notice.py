"""评审结果通知书: a letter to each applicant who took part and did not pass, without votes."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from zcdesk.domain.contact import NO_CONTACT, Contact
from zcdesk.domain.session import ApplicantStatus
from zcdesk.reports.edition import Edition, without_experts
from zcdesk.reports.form import issued_by, sheet, sign, signing_height
from zcdesk.reports.page import BODY, LEADING, NOTE, TITLE, Paper
from zcdesk.reports.snapshot import ApplicantRecord, Snapshot
from zcdesk.reports.wording import date, listed

_OVER_CUT = 14.0  # between the letter's last line and the cut
_STAGES = {
    ApplicantStatus.DEFENSE_FAILED: "答辩评议未通过",
    ApplicantStatus.VOTE_FAILED: "表决未通过",
    ApplicantStatus.ABSENT: "缺席答辩，按照规定计为未通过",
}


@dataclass(frozen=True, slots=True)
class Letter:
    """When the letters go out (None: written by hand) and where questions go."""

    issued_on: datetime.date | None = None
    contact: Contact = NO_CONTACT


def result_notices(
    snapshot: Snapshot, letter: Letter, numbers: Sequence[str] | None = None
) -> bytes:
    """A letter to each of these applicants, to all who did not pass by default; one PDF.

    Every letter counts its own pages. ValueError for somebody who did not fail.
    """
    shown = without_experts(snapshot)
    failed = {record.applicant.number: record for record in shown.not_passed}
    wanted = tuple(failed) if numbers is None else tuple(numbers)
    stranger = next((number for number in wanted if number not in failed), None)
    if stranger is not None:
        raise ValueError(f"{stranger} did not fail")
    paper = sheet(shown, "评审结果通知书", Edition.SUBMISSION)
    for number in wanted:
        paper.part()
        _letter(paper, shown, failed[number], letter)
    return paper.finish()


def _letter(paper: Paper, snapshot: Snapshot, record: ApplicantRecord, letter: Letter) -> None:
    person = record.applicant
    paper.bookmark(f"{person.number} {person.name}")
    paper.centred(snapshot.committee.name, TITLE)
    paper.centred("评审结果通知书", TITLE)
    paper.y += LEADING
    paper.paragraph(f"{person.name}同志：", indent=0)
    days = listed([date(day) for day in snapshot.session.meeting_dates])
    stage = _STAGES.get(record.status, record.status.chinese)
    paper.paragraph(
        f"你申报的{person.series}系列{person.specialty}专业{person.level.value}职称"
        f"（申报编号{person.number}），"
        f"已由{snapshot.committee.name}于{days}召开的{snapshot.session.review_year}年度评审会议评审，"
        f"结果为未通过（{stage}）。"
    )
    contact = letter.contact
    where = [f"受理部门：{contact.office}"] if contact.office else []
    where += [f"联系电话：{contact.phone}"] if contact.phone else []
    where += [f"通讯地址：{contact.address}"] if contact.address else []
    paper.paragraph(
        "如对涉及本人的评审结果不服，可以按照《职称评审管理暂行规定》的有关规定申请复查或者进行投诉"
        + (f"（{'；'.join(where)}）。" if where else "。")
    )
    paper.paragraph("特此通知。")
    issued_by(paper, snapshot.committee.name, date(letter.issued_on))
    _receipt(paper, record)


def _receipt(paper: Paper, record: ApplicantRecord) -> None:
    """The slip that the applicant signs and that stays with the committee, at the page's foot."""
    person = record.applicant
    unit = f"（{person.employer}）" if person.employer else ""
    said = f"{person.number} {person.name}{unit}已收到《评审结果通知书》。"
    labels = ("签收人：", "日期：")
    taken = paper.height_of(said, NOTE, indent=2) + signing_height(paper, labels, len(labels))
    height = NOTE.leading + LEADING + taken
    paper.need(height + _OVER_CUT)
    paper.y = paper.geometry.height - height
    left, y = paper.geometry.left, paper.geometry.top - paper.y + 6
    right = left + paper.geometry.width
    paper.draw(f"q 0.6 w [4 3] 0 d {left:.2f} {y:.2f} m {right:.2f} {y:.2f} l S Q")
    paper.place("（沿虚线裁下，由评审委员会办事机构存档）", NOTE, align="right")
    paper.y += NOTE.leading
    paper.place("送达回执", BODY, align="centre")
    paper.y += LEADING
    paper.paragraph(said, NOTE, indent=2)
    sign(paper, labels, len(labels))
