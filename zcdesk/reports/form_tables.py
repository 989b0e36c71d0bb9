"""The tables of the forms, for the workbook: who is made public, who gets a letter, facts, marks."""

from __future__ import annotations

from collections.abc import Sequence

from zcdesk.domain.applicant import Applicant
from zcdesk.reports.exceptions_register import other_exceptions
from zcdesk.reports.findings_sheet import answer, is_notable
from zcdesk.reports.overview import TITLES, overview_line, overview_records
from zcdesk.reports.snapshot import Snapshot
from zcdesk.reports.tables import Sheet
from zcdesk.reports.wording import clock, passed_words, points

_PERSON = ("编号", "姓名", "工作单位", "申报系列", "申报专业", "申报级别")


def form_sheets(snapshot: Snapshot) -> list[Sheet]:
    """The tables of the forms that name no expert."""
    made = [
        Sheet(
            "公示名单",
            "public-notice",
            (*_PERSON, "评审结果"),
            [(*_person(r.applicant), passed_words(snapshot)) for r in snapshot.passed],
        ),
        Sheet(
            "未通过人员",
            "not-passed",
            (*_PERSON, "未通过环节"),
            [(*_person(r.applicant), r.status.chinese) for r in snapshot.not_passed],
        ),
        Sheet(
            "评审一览表",
            "overview",
            TITLES,
            [overview_line(snapshot, record) for record in overview_records(snapshot)],
        ),
        Sheet(
            "其他例外事项",
            "exceptions",
            ("事项", "时间", "事由"),
            list(other_exceptions(snapshot)),
        ),
    ]
    return [*made, _findings(snapshot)] if snapshot.findings else made


def _person(who: Applicant) -> tuple[str, ...]:
    return (who.number, who.name, who.employer, who.series, who.specialty, who.level.value)


def _findings(snapshot: Snapshot) -> Sheet:
    names = {r.applicant.number: r.applicant.name for r in snapshot.applicants}
    rows = [
        (
            number,
            names[number],
            each.name,
            answer(each).replace("\n", ""),
            each.finding.message,
            each.finding.remedy if is_notable(each.finding) else "",
            "；".join(f"{c.source.title} {c.at}" for c in each.finding.citations),
        )
        for number, found in snapshot.findings.items()
        for each in found
    ]
    head = ("编号", "姓名", "审核事项", "结论", "审核意见", "办理", "条款")
    return Sheet("材料审核意见", "findings", head, rows)


def archive_sheets(snapshot: Snapshot) -> list[Sheet]:
    """The tables that name experts: who was there, and everybody's marks (档案版)."""
    people = {member.id: member for member in snapshot.members}
    attendance = Sheet(
        "签到表",
        "attendance",
        ("日期", "评委编号", "姓名", "职务", "到会时间", "离会时间"),
        [
            (
                entry.sitting.isoformat(),
                entry.member,
                people[entry.member].name,
                people[entry.member].role.chinese,
                clock(entry.arrived_at),
                clock(entry.left_at),
            )
            for entry in snapshot.attendance
        ],
    )
    return [attendance, _marks(snapshot), _opinions(snapshot)]


def _marks(snapshot: Snapshot) -> Sheet:
    items = [item.name for item in snapshot.scheme.items] if snapshot.scheme else []
    names = {member.id: member.name for member in snapshot.members}
    people = {r.applicant.number: r.applicant.name for r in snapshot.applicants}
    rows: list[Sequence[str]] = []
    for sheet in snapshot.marks:
        given = {mark.item: points(mark.points) for mark in sheet.marks}
        total = points(sheet.total) if sheet.total is not None else ""
        expert = names.get(sheet.member, "办事机构")
        marks = [given.get(item, "") for item in items]
        rows.append((sheet.applicant, people[sheet.applicant], expert, *marks, total))
    return Sheet("答辩评议赋分", "marks", ("编号", "姓名", "评委", *items, "总分"), rows)


def _opinions(snapshot: Snapshot) -> Sheet:
    rows = [
        (r.applicant.number, r.applicant.name, r.panel, r.opinion)
        for r in snapshot.applicants
        if r.opinion
    ]
    return Sheet("评议组意见", "opinions", ("编号", "姓名", "评议组", "评议组意见"), rows)
