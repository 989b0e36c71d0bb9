"""The tables as one workbook, one sheet a table, for the platform's upload.

Everything that is not a count is written as text: an 18-digit ID keeps its digits, and a text
that begins with = stays a text.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from zcdesk.domain.elimination import GroupResult
from zcdesk.reports.edition import Edition, without_experts
from zcdesk.reports.minutes_review import votes_shown
from zcdesk.reports.results import register_line
from zcdesk.reports.snapshot import Snapshot
from zcdesk.reports.wording import (
    DEFENSE_WORDS,
    group_name,
    outcome,
    percent,
    round_name,
    score,
)

# A workbook carries a date of its making; the same session must give the same bytes.
_MADE = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
_WIDEST = 48
_REHEARSAL = "演练文件，所列人员与结果均非真实"

Value = str | int


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    head: tuple[str, ...]
    rows: Sequence[Sequence[Value]]


def workbook(snapshot: Snapshot) -> bytes:
    """The workbook (.xlsx), without experts' names."""
    shown = without_experts(snapshot)
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties(
        {
            "title": f"{shown.committee.name}{shown.session.review_year}年度评审结果",
            "comments": f"校验码 {shown.seal.check_code}" + (_REHEARSAL if shown.rehearsal else ""),
            "created": _MADE,
        }
    )
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1})
    text = book.add_format({"num_format": "@", "valign": "vcenter"})
    for sheet in _sheets(shown):
        _write(book.add_worksheet(sheet.name), sheet, bold, text, rehearsal=shown.rehearsal)
    book.close()
    return buffer.getvalue()


def _write(page: Worksheet, sheet: _Sheet, bold: object, text: object, *, rehearsal: bool) -> None:
    top = 0
    if rehearsal:
        page.write_string(0, 0, _REHEARSAL, bold)
        top = 1
    for place, title in enumerate(sheet.head):
        page.write_string(top, place, title, bold)
    for below, row in enumerate(sheet.rows, start=top + 1):
        for place, value in enumerate(row):
            if isinstance(value, int):
                page.write_number(below, place, value)
            else:
                page.write_string(below, place, value, text)
    for place, title in enumerate(sheet.head):
        longest = max([len(title), *(len(str(row[place])) for row in sheet.rows)])
        page.set_column(place, place, min(2 * longest + 2, _WIDEST))
    page.freeze_panes(top + 1, 2)
    page.repeat_rows(top)
    page.set_landscape()
    page.fit_to_pages(1, 0)


def _sheets(snapshot: Snapshot) -> list[_Sheet]:
    return [
        _results(snapshot),
        _Sheet(
            "评审通过人员名册",
            (
                "编号",
                "姓名",
                "性别",
                "出生年月",
                "身份证号",
                "工作单位",
                "现职称",
                "申报系列",
                "申报专业",
                "申报级别",
            ),
            [register_line(record.applicant) for record in snapshot.passed],
        ),
        _votes(snapshot),
        _rates("淘汰率统计", snapshot.groups),
        _rates("分级别分专业", snapshot.splits),
        _Sheet(
            "不计入人员",
            ("编号", "姓名", "情形", "原因"),
            [
                (r.applicant.number, r.applicant.name, r.status.chinese, r.reason)
                for r in snapshot.excluded
            ],
        ),
        _Sheet(
            "豁免登记",
            ("申报人编号", "豁免的要求", "理由", "依据文件", "批准"),
            [
                (w.waiver.applicant, w.requirement, w.waiver.reason, w.waiver.document, w.waiver.by)
                for w in snapshot.waivers
            ],
        ),
    ]


def _results(snapshot: Snapshot) -> _Sheet:
    head = (
        "编号", "姓名", "身份证号", "工作单位", "所在市", "申报系列", "申报专业", "申报级别",
        "申报方式", "答辩评议", "得分", "评审结果", "原因",
    )  # fmt: skip
    return _Sheet(
        "评审结果汇总",
        head,
        [
            (
                r.applicant.number,
                r.applicant.name,
                r.applicant.id_number,
                r.applicant.employer,
                r.applicant.city,
                r.applicant.series,
                r.applicant.specialty,
                r.applicant.level.value,
                r.applicant.route.value,
                DEFENSE_WORDS[r.defense] if r.defense else "—",
                score(r.score),
                outcome(r, snapshot),
                r.reason,
            )
            for r in snapshot.applicants
        ],
    )


def _votes(snapshot: Snapshot) -> _Sheet:
    names = {r.applicant.number: r.applicant.name for r in snapshot.applicants}
    shown = votes_shown(snapshot, Edition.SUBMISSION)
    counted = ("出席", "回避", "基数", "同意", "不同意", "弃权", "未交")
    rows: list[Sequence[Value]] = []
    for record in snapshot.rounds:
        for key, t in record.round.tallies.items():
            counts = (
                t.present, t.recused, t.base, t.approve, t.reject, t.abstain, t.not_returned,
            )  # fmt: skip
            result = "通过" if t.passed else "未通过"
            depends = "是" if t.base_matters else "否"
            rows.append(
                (
                    round_name(record, snapshot.rounds),
                    key,
                    names[key],
                    *(counts if shown else ()),
                    result,
                    depends,
                )
            )
    head = ("轮次", "编号", "姓名", *(counted if shown else ()), "结果", "结果取决于回避基数")
    return _Sheet("投票统计", head, rows)


def _rates(name: str, groups: Sequence[GroupResult]) -> _Sheet:
    head = (
        "组别", "正式参加评审人数", "答辩淘汰", "淘汰合计", "答辩淘汰率", "答辩下限", "答辩是否达到",
        "综合淘汰率", "综合下限", "综合是否达到", "综合还差人数",
    )  # fmt: skip
    rows: list[Sequence[Value]] = []
    for g in groups:
        cells: list[Value] = [
            group_name(g.group), g.participating, g.defense_eliminated, g.eliminated,
        ]  # fmt: skip
        for rate in (g.defense, g.overall):
            floor = "不设下限" if rate.floor is None else percent(rate.floor)
            cells += [f"{rate.fraction}＝{rate.percent}%", floor, "达到" if rate.met else "未达到"]
        rows.append([*cells, g.overall.short_by])
    return _Sheet(name, head, rows)
