"""Down to one package (下钻): verified again where it lies, and its figures as they were gathered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from zcdesk.desk.gathered_views import (
    Cell,
    Line,
    Share,
    View,
    hidden,
    packages_view,
    shares_of,
)
from zcdesk.desk.gathering import drill_down, opened
from zcdesk.domain.errors import KnownError
from zcdesk.domain.session import ApplicantStatus
from zcdesk.handover.opening import NO_SECRETS, Secrets
from zcdesk.handover.verify_bag import CheckLine
from zcdesk.handover.warehouse import Warehouse
from zcdesk.reports.wording import group_name, score


@dataclass(frozen=True, slots=True)
class PackageDetail:
    """One package: its checks, or the sentence why there are none, and its figures."""

    name: str
    title: str
    path: Path
    checks: tuple[CheckLine, ...]
    trouble: str
    figures: tuple[View, ...]


def chosen_packages(file: Path, names: Sequence[str]) -> View:
    """Some packages of a file, to choose one from."""
    wanted = set(names)
    with opened(file) as house:
        held = [each for each in house.sessions() if each["package"] in wanted]
    return packages_view(held, "behind", "这一行背后的移交包")


def package_detail(file: Path, name: str, secrets: Secrets = NO_SECRETS) -> PackageDetail:
    """Verify a package again and give its figures. KnownError where it is not on file."""
    with opened(file) as house:
        session = next((each for each in house.sessions() if each["package"] == name), None)
        if session is None:
            raise KnownError("库中已没有这份移交包，请重新打开汇总。")
        figures = (_groups(house, name), _applicants(house, name), _rounds(house, name))
    checks: tuple[CheckLine, ...] = ()
    trouble = ""
    try:
        checks = drill_down(session, secrets).lines
    except KnownError as error:
        trouble = error.sentence
    title = f"{session['review_year']}年度　{session['committee']}"
    return PackageDetail(name, title, Path(session["path"]), checks, trouble, figures)


def _groups(house: Warehouse, name: str) -> View:
    lines = []
    for row in house.of_package("committee_groups", name):
        overall, defense = shares_of(row)
        cells: tuple[Cell, ...] = (
            group_name(row["group_name"]), row["participating"], overall, overall.floor_text,
            overall.verdict, defense, defense.floor_text, defense.verdict,
        )  # fmt: skip
        lines.append(Line(row["group_name"], cells))
    heads = (
        "组别", "参加", "综合淘汰率", "综合下限", "综合", "答辩淘汰率", "答辩下限", "答辩",
    )  # fmt: skip
    return View("groups", "淘汰率", heads, tuple(lines), empty="没有正式参加评审的人。")


def _applicants(house: Warehouse, name: str) -> View:
    lines = [
        Line(
            row["number"],
            (
                row["number"], row["name"], hidden(row["id_number"]), row["employer"],
                row["series"], row["specialty"], row["level"], _points(row["score"]),
                ApplicantStatus(row["status"]).chinese,
            ),
        )
        for row in house.of_package("applicants", name)
    ]  # fmt: skip
    heads = ("编号", "姓名", "身份证号", "工作单位", "系列", "专业", "级别", "得分", "结果")
    return View("applicants", "申报人", heads, tuple(lines), empty="没有申报人。")


def _points(fraction: str | None) -> str:
    return score(Fraction(fraction) if fraction else None)


_COUNTS = ("present", "recused", "base", "yes", "no", "abstain", "spoilt", "not_returned")


def _rounds(house: Warehouse, name: str) -> View:
    def line(row: Mapping[str, Any]) -> Line:
        cells = (row["number"], row["round"], *(row[count] for count in _COUNTS))
        share = Share(row["yes"], row["base"], None)
        passed = "● 通过" if row["passed"] else "■ 未通过"
        return Line(f"{row['number']}|{row['round']}", (*cells, share.text, passed))

    heads = (
        "编号", "轮次", "出席", "回避", "基数", "同意", "不同意", "弃权", "废票", "未交",
        "同意比例", "表决",
    )  # fmt: skip
    lines = tuple(map(line, house.of_package("rounds", name)))
    return View("rounds", "表决", heads, lines, empty="没有表决。")
