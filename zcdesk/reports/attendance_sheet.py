"""签到表: who signs in at one sitting, and how many must be there (40号令 第二十条)."""

from __future__ import annotations

import datetime

from zcdesk.reports.edition import Edition
from zcdesk.reports.form import LINE, SIGNING, sheet, sign, title
from zcdesk.reports.minutes_meeting import quorum_needed
from zcdesk.reports.page import Paper
from zcdesk.reports.snapshot import Snapshot
from zcdesk.reports.table import FIGURE, FORM, Column, Table
from zcdesk.reports.wording import clock, date, share

_PITCH = 27.0
_COLUMNS = (
    Column("序号", 11, look=FIGURE),
    Column("姓名", 34, look=FORM, name=True),
    Column("职务", 22),
    Column("签名", 42),
    Column("到会时间", 19, look=FIGURE),
    Column("离会时间", 19, look=FIGURE),
    Column("备注", 20),
)


def attendance_sheet(snapshot: Snapshot, sitting: datetime.date) -> bytes:
    """The sheet of one sitting as PDF, with experts' names (档案版).

    Times on file are printed; those of a sitting to come are left to be written.
    """
    name = "评审会议签到表"
    paper = sheet(snapshot, name, Edition.ARCHIVE)
    title(
        paper, snapshot, name, right=f"会议日期：{date(sitting)}", below=_counts(snapshot, sitting)
    )
    _members(paper, snapshot, sitting)
    paper.skip(12)
    _observers(paper, snapshot)
    sign(paper, ("秘书：", "监督员："), 2)
    return paper.finish()


def _counts(snapshot: Snapshot, sitting: datetime.date) -> str:
    here = {entry.member for entry in snapshot.attendance if entry.sitting == sitting}
    there = f"，登记到会{len(here)}人" if here else ""
    return (
        f"应到{len(snapshot.members)}人{there}；出席人数不少于组成人员的{share(snapshot.quorum)}"
        f"（{quorum_needed(snapshot)}人）方可开会。"
    )


def _members(paper: Paper, snapshot: Snapshot, sitting: datetime.date) -> None:
    rows = []
    for place, member in enumerate(snapshot.members, start=1):
        stays = [
            entry
            for entry in snapshot.attendance
            if entry.sitting == sitting and entry.member == member.id
        ]
        rows.append(
            (
                str(place),
                member.name,
                member.role.chinese,
                "",
                "\n".join(clock(entry.arrived_at) for entry in stays),
                "\n".join(clock(entry.left_at) or "—" for entry in stays)
                if len(stays) > 1
                else "".join(clock(entry.left_at) for entry in stays),
                "",
            )
        )
    Table(paper, _COLUMNS, pitch=_PITCH).draw(rows)


def _observers(paper: Paper, snapshot: Snapshot) -> None:
    """列席: the secretary and the supervisor sign too."""
    paper.need(LINE.leading + 4 * _PITCH)
    paper.place("列席人员", LINE)
    paper.y += LINE.leading
    people = (("秘书", snapshot.staff.secretary), ("监督员", snapshot.staff.supervisor))
    Table(paper, _COLUMNS, pitch=_PITCH).draw(
        (
            (str(place), name, office, "", "", "", "")
            for place, (office, name) in enumerate(people, start=1)
        ),
        after=SIGNING,
    )
