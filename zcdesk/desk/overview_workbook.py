"""The department's overview as a workbook: one sheet a question."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from zcdesk.desk.resources import shipped_rule_names
from zcdesk.domain.dates import in_beijing
from zcdesk.handover.warehouse import Rate, Warehouse
from zcdesk.reports.tables import Sheet
from zcdesk.reports.wording import group_name, percent
from zcdesk.reports.workbook import book_of

_CUTS = (
    ("各评委会淘汰率", ("review_year", "committee", "group_name"), ("年度", "评审委员会", "组别")),
    ("分级别", ("review_year", "level"), ("年度", "级别")),
    ("分系列", ("review_year", "series", "level"), ("年度", "系列", "级别")),
    ("分市", ("review_year", "city"), ("年度", "所在市")),
    ("历年", ("committee", "review_year"), ("评审委员会", "年度")),
)
_FIGURES = (
    "移交包数", "正式参加评审", "综合淘汰", "综合淘汰率", "下限", "是否达到", "差几人",
    "答辩淘汰", "答辩淘汰率", "答辩下限",
)  # fmt: skip


def overview_workbook(house: Warehouse) -> bytes:
    """Rates by every cut, committees under a floor, people twice, exceptions, waivers, records."""
    made = [
        Sheet(name, "", (*heads, *_FIGURES), [_line(rate, cut) for rate in house.rates(*cut)])
        for name, cut, heads in _CUTS
    ]
    made += [
        _sheet(
            "未达下限",
            ("年度", "评审委员会", "组别", "参加", "淘汰", "差几人", "答辩差几人", "例外说明"),
            house.below_floor(),
            ("review_year", "committee", "group_name", "participating", "eliminated", "short_by",
             "defense_short_by", "exception"),
        ),
        _sheet(
            "同级别重复申报",
            ("年度", "级别", "姓名", "身份证号", "据身份证号判定", "申报"),
            house.twice(),
            ("review_year", "level", "name", "id_number", "certain", "applications"),
        ),
        _sheet(
            "例外",
            ("年度", "评审委员会", "事由"),
            house.rows("exceptions"),
            ("review_year", "committee", "reason"),
        ),
        _sheet(
            "豁免",
            ("年度", "评审委员会", "申报人编号", "豁免的规则", "理由", "依据文件", "批准"),
            [{**row, "rule": rule_name(row["rule"])} for row in house.rows("waivers")],
            ("review_year", "committee", "number", "rule", "reason", "document", "approved_by"),
        ),
        _sheet(
            "失信记录",
            ("年度", "评审委员会", "申报人编号", "姓名", "身份证号", "日期", "事由"),
            house.rows("integrity"),
            ("review_year", "committee", "number", "name", "id_number", "recorded_on", "cause"),
        ),
        _sheet(
            "移交包",
            ("年度", "评审委员会", "校验码", "证书指纹", "签名时间", "演练", "文件"),
            [{**row, "signed_at": signed_words(row["signed_at"])} for row in house.sessions()],
            ("review_year", "committee", "check_code", "fingerprint", "signed_at", "rehearsal",
             "path"),
        ),
    ]  # fmt: skip
    rehearsed = any(each["rehearsal"] for each in house.sessions())
    return book_of(made, "职称评审汇总", "", rehearsal=rehearsed)


def rule_name(rule: str) -> str:
    """A rule as papers name it; one that this program does not know keeps its id."""
    return shipped_rule_names().get(rule, rule)


def signed_words(at: datetime.datetime | None) -> str:
    """When a package was signed, kept in UTC, as clocks in China show it; empty where unknown."""
    return f"{in_beijing(at.replace(tzinfo=datetime.UTC)):%Y-%m-%d %H:%M}" if at else ""


def percent_of(part: int, of: int) -> str:
    """A rate for display, two decimals, rounded half up."""
    return percent(Fraction(100 * part, of)) if of else "—"


def _line(rate: Rate, cut: Sequence[str]) -> tuple[str | int, ...]:
    by = [
        group_name(value) if name == "group_name" else _shown(value)
        for name, value in zip(cut, rate.by, strict=True)
    ]
    floors = [
        "—" if floor is None else percent(100 * floor) for floor in (rate.floor, rate.defense_floor)
    ]
    met = "—" if rate.floor is None else "达到" if rate.met else "未达到"
    of = rate.participating
    return (
        *by, rate.packages, of, rate.eliminated,
        f"{rate.eliminated}/{of}（{percent_of(rate.eliminated, of)}）", floors[0], met,
        rate.short_by, rate.defense_eliminated,
        f"{rate.defense_eliminated}/{of}（{percent_of(rate.defense_eliminated, of)}）", floors[1],
    )  # fmt: skip


def _sheet(
    name: str, heads: tuple[str, ...], rows: Sequence[dict[str, Any]], keys: tuple[str, ...]
) -> Sheet:
    return Sheet(name, "", heads, [[_shown(row[key]) for key in keys] for row in rows])


def _shown(value: Any) -> str | int:
    """A value for a cell; a year stays a number, a yes or no becomes a word."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "；".join(map(str, value))
    return value if isinstance(value, int) else "" if value is None else str(value)
