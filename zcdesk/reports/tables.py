"""The tables that go out beside the papers: what the workbook and the CSV files hold."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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

Value = str | int

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_BOM = "\ufeff"

REHEARSAL = "演练文件，所列人员与结果均非真实"
"""What stands above every table of a rehearsal."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its Chinese name, its ASCII file name, headings and rows."""

    name: str
    file: str
    head: tuple[str, ...]
    rows: Sequence[Sequence[Value]]


def csv_files(snapshot: Snapshot) -> Mapping[str, bytes]:
    """Every table as a CSV file by name, UTF-8 with a mark, without experts' names.

    A text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    marked = snapshot.rehearsal
    return {
        f"{sheet.file}.csv": csv_file(sheet, rehearsal=marked)
        for sheet in sheets(without_experts(snapshot))
    }


def csv_file(sheet: Sheet, *, rehearsal: bool) -> bytes:
    """One table as CSV, UTF-8 with a mark; that of a rehearsal says so above its headings."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    if rehearsal:
        writer.writerow([REHEARSAL])
    writer.writerow(sheet.head)
    writer.writerows([_plain(value) for value in row] for row in sheet.rows)
    return (_BOM + text.getvalue()).encode("utf-8")


def _plain(value: Value) -> Value:
    if isinstance(value, str) and value.startswith(_FORMULA_SIGNS):
        return f"'{value}"
    return value


def sheets(snapshot: Snapshot) -> list[Sheet]:
    """Every table of a session, in the order of the workbook."""
    return [
        _results(snapshot),
        Sheet(
            "评审通过人员名册",
            "passed",
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
        _rates("淘汰率统计", "elimination", snapshot.groups),
        _finer_rates(snapshot.splits),
        Sheet(
            "不计入人员",
            "excluded",
            ("编号", "姓名", "情形", "原因"),
            [
                (r.applicant.number, r.applicant.name, r.status.chinese, r.reason)
                for r in snapshot.excluded
            ],
        ),
        Sheet(
            "豁免登记",
            "waivers",
            ("申报人编号", "豁免的要求", "理由", "依据文件", "批准"),
            [
                (w.waiver.applicant, w.requirement, w.waiver.reason, w.waiver.document, w.waiver.by)
                for w in snapshot.waivers
            ],
        ),
    ]


def _results(snapshot: Snapshot) -> Sheet:
    head = (
        "编号", "姓名", "身份证号", "工作单位", "所在市", "申报系列", "申报专业", "申报级别",
        "申报方式", "答辩评议", "得分", "评审结果", "原因",
    )  # fmt: skip
    return Sheet(
        "评审结果汇总",
        "results",
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


def _votes(snapshot: Snapshot) -> Sheet:
    names = {r.applicant.number: r.applicant.name for r in snapshot.applicants}
    shown = votes_shown(snapshot, Edition.SUBMISSION)
    counted = ("出席", "回避", "基数", "同意", "不同意", "弃权", "未交", "废票")
    rows: list[Sequence[Value]] = []
    for record in snapshot.rounds:
        for key, t in record.round.tallies.items():
            counts = (
                t.present, t.recused, t.base, t.approve, t.reject, t.abstain, t.not_returned,
                t.spoilt,
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
    return Sheet("投票统计", "votes", head, rows)


def _rates(name: str, file: str, groups: Sequence[GroupResult]) -> Sheet:
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
    return Sheet(name, file, head, rows)


def _finer_rates(groups: Sequence[GroupResult]) -> Sheet:
    """For reference: the floors are asked of the groups above alone, so none stands here."""
    head = (
        "组别（供参考）", "正式参加评审人数", "答辩淘汰", "淘汰合计", "答辩淘汰率", "综合淘汰率",
    )  # fmt: skip
    rows: list[Sequence[Value]] = [
        (
            group_name(g.group),
            g.participating,
            g.defense_eliminated,
            g.eliminated,
            *(f"{rate.fraction}＝{rate.percent}%" for rate in (g.defense, g.overall)),
        )
        for g in groups
    ]
    return Sheet("分级别分专业", "elimination-splits", head, rows)
