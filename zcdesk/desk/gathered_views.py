"""What the department's file says (汇总), view by view: rows in words, exact, and what is behind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from zcdesk.desk.expected import Expected
from zcdesk.desk.gathering import missing_in, opened
from zcdesk.desk.overview_workbook import rule_name, signed_words
from zcdesk.desk.receiving import LeftOut
from zcdesk.handover.recount import two_decimals
from zcdesk.handover.warehouse import Rate, Warehouse
from zcdesk.reports.wording import group_name, percent

TOGETHER = (
    "下限按每个评委会的每一组执行；此处是合计，与下限相比仅供参考。下限不一致或不设下限的，写“—”。"
)


@dataclass(frozen=True, slots=True)
class Share:
    """A rate against its floor: `part` of `of` people; `floor` None where no single one applies.

    `together`: over several groups, of which each has to meet the floor by itself.
    """

    part: int
    of: int
    floor: Fraction | None
    together: bool = False

    @property
    def short_by(self) -> int:
        """How many people the floor lacks, in whole people."""
        if self.floor is None:
            return 0
        return max(0, -(-self.of * self.floor.numerator // self.floor.denominator) - self.part)

    @property
    def met(self) -> bool:
        """The floor is met, or there is none."""
        return self.short_by == 0

    @property
    def text(self) -> str:
        """8/41 = 19.51 %, as the result files have it."""
        if not self.of:
            return "0/0"
        return f"{self.part}/{self.of} = {two_decimals(100 * self.value)} %"

    @property
    def verdict(self) -> str:
        """In a word with its mark."""
        if self.floor is None:
            return "—"
        if self.together:
            return "● 不低于" if self.met else "▲ 低于"
        return "● 达到" if self.met else f"■ 差 {self.short_by} 人"

    @property
    def floor_text(self) -> str:
        """20%, or a dash."""
        return "—" if self.floor is None else percent(100 * self.floor)

    @property
    def value(self) -> Fraction:
        """The exact rate; nothing of nobody is nothing."""
        return Fraction(self.part, self.of) if self.of else Fraction(0)


Cell = str | int | Share


@dataclass(frozen=True, slots=True)
class Year:
    """One point of a trend."""

    year: int
    overall: Share
    defense: Share


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its cells, and the packages behind it by name or by values of their applicants."""

    key: str
    cells: tuple[Cell, ...]
    packages: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    trend: tuple[Year, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """A question and its answer. `empty` stands where there is no row."""

    key: str
    title: str
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    note: str = ""
    empty: str = ""


_SHARES = ("参加", "综合淘汰率", "综合", "答辩淘汰率", "答辩")
_CUTS = (
    ("committee", "各评委会", ("review_year", "committee", "group_name"),
     ("年度", "评审委员会", "组别")),
    ("level", "分级别", ("review_year", "level"), ("年度", "级别")),
    ("series", "分系列", ("review_year", "series", "level"), ("年度", "系列", "级别")),
    ("city", "分市", ("review_year", "city"), ("年度", "所在市")),
    ("year", "分年度", ("review_year",), ("年度",)),
)  # fmt: skip
_NO_RATES = "库中还没有正式参加评审的人。"


def views(file: Path, expected: Sequence[Expected] | None = None) -> tuple[View, ...]:
    """Every view of a gathered file; `expected` None: no list was chosen. Unreadable as `opened`."""
    with opened(file) as house:
        sessions = house.sessions()
        found = (
            *(_cut(house, *cut) for cut in _CUTS),
            _trend(house),
            _below(house),
            _twice(house),
            _exceptions(house),
            _waivers(house),
            _integrity(house),
            _missing(house, expected),
            packages_view(sessions, "packages", "移交包"),
        )
    rehearsed = sum(bool(each["rehearsal"]) for each in sessions)
    if not rehearsed:
        return found
    told = f"【演练】库中 {rehearsed} 份移交包是演练，所列人员与数字含演练，并非真实。"
    return tuple(replace(view, note=f"{told}{view.note}") for view in found)


def packages_behind(file: Path, line: Line) -> tuple[str, ...]:
    """The packages that a row stands for, by name."""
    if line.packages:
        return line.packages
    with opened(file) as house:
        return tuple(house.behind(**line.values)) if line.values else ()


def _numbered(rows: Iterable[tuple[tuple[Cell, ...], tuple[str, ...]]]) -> tuple[Line, ...]:
    return tuple(Line(str(place), *row) for place, row in enumerate(rows))


def _shares(rate: Rate, *, together: bool) -> tuple[Share, Share]:
    of = rate.participating
    return (
        Share(rate.eliminated, of, rate.floor, together),
        Share(rate.defense_eliminated, of, rate.defense_floor, together),
    )


def _cut(
    house: Warehouse, key: str, title: str, cut: tuple[str, ...], heads: tuple[str, ...]
) -> View:
    lines = []
    for rate in house.rates(*cut):
        overall, defense = _shares(rate, together=key != "committee")
        by = [_named(name, value) for name, value in zip(cut, rate.by, strict=True)]
        cells = (
            *by, rate.participating, overall, overall.verdict, defense, defense.verdict,
        )  # fmt: skip
        values = dict(zip(cut, rate.by, strict=True))
        lines.append(Line("|".join(map(str, rate.by)), cells, values=values))
    note = "" if key == "committee" else TOGETHER
    return View(key, title, (*heads, *_SHARES), tuple(lines), note, _NO_RATES)


def _named(dimension: str, value: Any) -> Cell:
    if dimension == "group_name":
        return group_name(str(value))
    return value if isinstance(value, int) else str(value or "未填写")


def _trend(house: Warehouse) -> View:
    """Committees' groups and the whole, year by year."""
    held: dict[tuple[str, str], list[tuple[Rate, tuple[Share, Share]]]] = {}
    for rate in house.rates("group_name", "review_year"):
        held.setdefault(("全部评委会", rate.by[0]), []).append((rate, _shares(rate, together=True)))
    for rate in house.rates("committee", "group_name", "review_year"):
        held.setdefault((rate.by[0], rate.by[1]), []).append((rate, _shares(rate, together=False)))
    years = sorted({rate.by[-1] for rates in held.values() for rate, _ in rates})
    lines = []
    for (committee, group), rates in held.items():
        points = tuple(Year(rate.by[-1], *shares) for rate, shares in rates)
        by_year = {point.year: point.overall for point in points}
        values = {"group_name": group}
        if any(len(rate.by) == 3 for rate, _ in rates):  # noqa: PLR2004 - one committee's own
            values["committee"] = committee
        cells = (committee, group_name(group), *(by_year.get(year, "—") for year in years))
        lines.append(Line(f"{committee}|{group}", cells, values=values, trend=points))
    heads = ("评审委员会", "组别", *(f"{year} 年综合" for year in years))
    note = "选中一行，下方画出历年综合与答辩淘汰率。"
    return View("trend", "历年趋势", heads, tuple(lines), note, _NO_RATES)


def _below(house: Warehouse) -> View:
    def line(row: Mapping[str, Any]) -> tuple[tuple[Cell, ...], tuple[str, ...]]:
        shares = shares_of(row)
        cells = (
            row["review_year"], row["committee"], group_name(row["group_name"]), shares[0],
            shares[0].verdict, shares[1], shares[1].verdict, row["exception"] or "没有说明",
        )  # fmt: skip
        return cells, (row["package"],)

    heads = (
        "年度", "评审委员会", "组别", "综合淘汰率", "综合", "答辩淘汰率", "答辩", "例外说明",
    )  # fmt: skip
    found = _numbered(map(line, house.below_floor()))
    return View("below", "未达下限", heads, found, empty="每个评委会的每一组都达到了下限。")


def shares_of(group: Mapping[str, Any]) -> tuple[Share, Share]:
    """Both rates of a row of the table `committee_groups`: overall, and at the defense."""
    of = group["participating"]
    floor = _floor(group["floor_over"], group["floor_under"])
    at_defense = _floor(group["defense_floor_over"], group["defense_floor_under"])
    return (
        Share(group["eliminated"], of, floor),
        Share(group["defense_eliminated"], of, at_defense),
    )


def _floor(over: int | None, under: int | None) -> Fraction | None:
    return None if over is None or under is None else Fraction(over, under)


def _twice(house: Warehouse) -> View:
    lines = _numbered(
        (
            (
                row["review_year"], row["level"], row["name"], hidden(row["id_number"]),
                "身份证号相同" if row["certain"] else "姓名和出生日期相同，请核实",
                "；".join(row["applications"]),
            ),
            tuple(row["packages"]),
        )
        for row in house.twice()
    )  # fmt: skip
    heads = ("年度", "级别", "姓名", "身份证号", "依据", "申报")
    empty = "没有人在同一年度、同一级别向两个评委会申报。"
    return View(
        "twice",
        "重复申报",
        heads,
        lines,
        "三（六）：申报人不得在同一年度同时申报晋升不同系列、不同专业的同级职称。",
        empty,
    )


def hidden(id_number: str) -> str:
    """An ID number for a screen that others see: enough to compare with a paper."""
    kept = 10
    if len(id_number) <= kept:
        return id_number
    return f"{id_number[:6]}{'*' * (len(id_number) - kept)}{id_number[-4:]}"


def _exceptions(house: Warehouse) -> View:
    return _table(
        house, "exceptions", "例外", (("评审委员会", "committee"), ("事由", "reason")),
        "没有评委会以例外通过下限。",
    )  # fmt: skip


def _waivers(house: Warehouse) -> View:
    columns = (
        ("评审委员会", "committee"), ("申报人", "number"), ("豁免的规则", "rule"),
        ("理由", "reason"), ("依据文件", "document"), ("批准", "approved_by"),
    )  # fmt: skip
    return _table(house, "waivers", "豁免", columns, "没有豁免。")


def _integrity(house: Warehouse) -> View:
    columns = (
        ("评审委员会", "committee"), ("申报人", "number"), ("姓名", "name"),
        ("日期", "recorded_on"), ("事由", "cause"),
    )  # fmt: skip
    return _table(house, "integrity", "失信记录", columns, "没有失信记录。")


def _table(
    house: Warehouse, table: str, title: str, columns: Sequence[tuple[str, str]], empty: str
) -> View:
    lines = _numbered(
        (
            (row["review_year"], *(_said(name, row[name]) for _, name in columns)),
            (row["package"],),
        )
        for row in house.rows(table)
    )
    return View(table, title, ("年度", *(head for head, _ in columns)), lines, empty=empty)


def _said(column: str, value: Any) -> str:
    return rule_name(value) if column == "rule" else str(value or "—")


def _missing(house: Warehouse, expected: Sequence[Expected] | None) -> View:
    heads = ("评审委员会", "年度")
    if expected is None:
        empty = "选择应报送的评委会名单（xlsx、csv 或 txt），就能看到谁还没有报送。"
        return View("missing", "未报送", heads, (), empty=empty)
    lines = _numbered(
        ((each.committee, str(each.year or "任何年度")), ()) for each in missing_in(house, expected)
    )
    empty = f"名单上的 {len(expected)} 个评委会都已报送。"
    return View("missing", "未报送", heads, lines, empty=empty)


def left_out_view(left_out: Sequence[LeftOut]) -> View:
    """The files that were not taken in, each with its reasons."""
    lines = tuple(
        Line(str(each.path), (each.path.name, "；".join(each.reasons), str(each.path.parent)))
        for each in left_out
    )
    heads = ("文件", "未汇总的原因", "所在文件夹")
    return View("left_out", "本次未汇总", heads, lines, empty="选中的移交包全部核验通过。")


_PACKAGE_COLUMNS: tuple[tuple[str, Callable[[Mapping[str, Any]], Cell]], ...] = (
    ("年度", lambda row: row["review_year"]),
    ("评审委员会", lambda row: row["committee"]),
    ("校验码", lambda row: row["check_code"]),
    ("签名时间", lambda row: signed_words(row["signed_at"]) or "—"),
    ("版本", lambda row: "档案版" if row["edition"] == "archive" else "报送版"),
    ("性质", lambda row: "演练" if row["rehearsal"] else "正式"),
    ("文件", lambda row: row["path"]),
)


def packages_view(sessions: Sequence[Mapping[str, Any]], key: str, title: str) -> View:
    """Packages, a row each."""
    lines = tuple(
        Line(row["package"], tuple(cell(row) for _, cell in _PACKAGE_COLUMNS), (row["package"],))
        for row in sessions
    )
    heads = tuple(head for head, _ in _PACKAGE_COLUMNS)
    return View(key, title, heads, lines, empty="库中还没有移交包。")
