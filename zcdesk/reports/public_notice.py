"""公示: who passed, without votes, and until when objections may come (40号令 第二十六条)."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass

from zcdesk.domain.contact import NO_CONTACT, Contact
from zcdesk.reports.edition import Edition, without_experts
from zcdesk.reports.fonts import Face
from zcdesk.reports.form import issued_by, sheet
from zcdesk.reports.page import BODY, BODY_SIZE, LEADING, TITLE, Look, Paper
from zcdesk.reports.snapshot import Snapshot
from zcdesk.reports.table import FIGURE, FORM, Column, Table
from zcdesk.reports.text import whole
from zcdesk.reports.wording import date, listed, passed_words

_BLANK = "＿" * 14
_ANNEX = Look(Face.HEI, BODY_SIZE)


@dataclass(frozen=True, slots=True)
class Publicity:
    """The period, both days included, its working days, and the days off and worked within it."""

    first: datetime.date
    last: datetime.date
    working_days: int
    off: tuple[datetime.date, ...] = ()
    made_up: tuple[datetime.date, ...] = ()
    contact: Contact = NO_CONTACT


def public_notice(snapshot: Snapshot, publicity: Publicity) -> bytes:
    """The notice with its list as PDF; the list names neither votes nor ID numbers."""
    shown = without_experts(snapshot)
    paper = sheet(shown, "评审通过人员公示", Edition.SUBMISSION)
    paper.bookmark("公示")
    paper.centred(shown.committee.name, TITLE)
    paper.centred(f"{shown.session.review_year}年度评审通过人员公示", TITLE)
    paper.y += LEADING / 2
    _letter(paper, shown, publicity)
    issued_by(paper, shown.committee.organiser or shown.committee.name, date(publicity.first))
    paper.turn()
    _list(paper, shown)
    return paper.finish()


def _letter(paper: Paper, snapshot: Snapshot, publicity: Publicity) -> None:
    others = f"等{len(snapshot.passed)}人" if len(snapshot.passed) > 1 else ""
    levels = Counter(record.applicant.level for record in snapshot.passed)
    ranked = sorted(levels.items(), key=lambda entry: -entry[0].rank)
    several = "，其中" + "、".join(f"{level.value}{count}人" for level, count in ranked)
    days = listed([date(day) for day in snapshot.session.meeting_dates])
    paper.paragraph(
        f"按照《职称评审管理暂行规定》（人力资源社会保障部令第40号），"
        f"{snapshot.committee.name}于{days}召开{snapshot.session.review_year}年度评审会议。"
        f"经评审，{whole(snapshot.passed[0].applicant.name)}{others}"
        f"{passed_words(snapshot)}{several if len(levels) > 1 else ''}。现将名单予以公示（见附件）。"
    )
    paper.paragraph(
        f"公示时间：{date(publicity.first)}至{date(publicity.last)}，"
        f"共{publicity.working_days}个工作日{_calendar(publicity)}。"
    )
    paper.paragraph(
        "公示期间，对公示人员有异议的，可以向受理部门书面或者当面反映。"
        "以单位名义反映的加盖公章，以个人名义反映的署真实姓名和联系方式。"
        "公示期满无异议的，按照规定办理确认手续；确认之前，本公示不作为具有相应职称的依据。"
    )
    contact = publicity.contact
    for label, value in (
        ("受理部门", contact.office),
        ("联系电话", contact.phone),
        ("通讯地址", contact.address),
    ):
        paper.paragraph(f"{label}：{value or _BLANK}")
    # Who issues a letter never stands on a page without text (GB/T 9704).
    paper.need(4 * LEADING)
    paper.paragraph("附件：评审通过人员名单")


def _calendar(publicity: Publicity) -> str:
    """The days that make the count differ from the plain week."""
    words = []
    if publicity.off:
        words.append(f"{_days(publicity.off)}放假，不计入")
    if publicity.made_up:
        words.append(f"{_days(publicity.made_up)}调休上班，计入")
    return f"（{'；'.join(words)}）" if words else ""


def _days(days: tuple[datetime.date, ...]) -> str:
    """Days one after another as a range: 10月1日至7日."""
    runs: list[list[datetime.date]] = []
    for day in days:
        if runs and (day - runs[-1][-1]).days == 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    words = []
    for run in runs:
        first, last = run[0], run[-1]
        end = f"{last.day}日" if first.month == last.month else f"{last.month}月{last.day}日"
        words.append(f"{first.month}月{first.day}日" + (f"至{end}" if len(run) > 1 else ""))
    return "、".join(words)


def _list(paper: Paper, snapshot: Snapshot) -> None:
    paper.place("附件", _ANNEX)
    paper.y += 2 * LEADING
    paper.bookmark("附件 评审通过人员名单")
    paper.centred("评审通过人员名单", TITLE)
    paper.y += LEADING / 2
    # Over the table: under one that ends with its page the sum would stand alone on a sheet.
    paper.paragraph(
        f"共{len(snapshot.passed)}人，结果均为{passed_words(snapshot)}。",
        Look(BODY.face, 11, 17),
        indent=0,
    )
    columns = (
        Column("序号", 11, look=FIGURE),
        Column("申报编号", 18, look=FIGURE, whole=True),
        Column("姓名", 30, look=FORM, name=True),
        Column("工作单位", 56, align="left"),
        Column("申报\n系列", 13),
        Column("申报专业", 28),
        Column("申报\n级别", 14),
    )
    Table(paper, columns, pitch=22).draw(
        (
            str(place),
            record.applicant.number,
            record.applicant.name,
            record.applicant.employer,
            record.applicant.series,
            record.applicant.specialty,
            record.applicant.level.value,
        )
        for place, record in enumerate(snapshot.passed, start=1)
    )
