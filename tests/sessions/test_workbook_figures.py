"""Every figure of the workbooks and of the minutes' smaller tables, recounted from `result.json`.

The session is the one in which everything happened. Nothing of the program's rules is used: two
thirds, floors, who counts and rounding are those of `recounted`.
"""

from __future__ import annotations

import io
import re
from collections import Counter, defaultdict
from fractions import Fraction
from typing import Any

import openpyxl
import pytest

from tests.sessions.hard_papers import HardPapers
from tests.sessions.recounted import (
    COUNTS,
    FLOORS,
    READERS,
    groups,
    judged,
    rate,
    running,
    two_decimals,
)

Row = dict[str, Any]
BOOKS = ("tables.xlsx", "tables-archive.xlsx")
WORDS = {
    "passed": "评审通过（待公示、待确认）",
    "vote_failed": "表决未通过",
    "defense_failed": "答辩评议未通过",
    "rejected": "材料不合格",
    "withdrawn": "撤回申报",
    "disqualified": "取消申报资格",
    "absent": "缺席答辩",
}


@pytest.fixture(scope="module")
def books(hard: HardPapers) -> dict[str, dict[str, list[Row]]]:
    """Rows by the heads of their columns, of each sheet of both workbooks."""
    return {name: sheets(hard.archive[name]) for name in BOOKS}


def sheets(data: bytes) -> dict[str, list[Row]]:
    found = {}
    for sheet in openpyxl.load_workbook(io.BytesIO(data)).worksheets:
        told, heads, *lines = sheet.iter_rows(values_only=True)
        assert told[0] == "演练文件，所列人员与结果均非真实"
        found[sheet.title] = [dict(zip(heads, line, strict=True)) for line in lines]
    return found


def plain(row: Row) -> Row:
    """Empty cells as empty texts."""
    return {head: "" if value is None else value for head, value in row.items()}


@pytest.mark.parametrize("name", BOOKS)
def test_every_row_of_the_results(hard: HardPapers, books: Any, name: str) -> None:
    by_number = {row["编号"]: plain(row) for row in books[name]["评审结果汇总"]}
    everybody = hard.result["applicants"]
    assert list(by_number) == [each["number"] for each in everybody]
    for each in everybody:
        row = by_number[each["number"]]
        score = two_decimals(each["score"]["fraction"]) if each["score"] else "—"
        wanted = (each["name"], each["series"], each["specialty"], each["level"], score)
        assert tuple(row[h] for h in ("姓名", "申报系列", "申报专业", "申报级别", "得分")) == wanted
        assert row["评审结果"] == WORDS[each["status"]]
        fell = each["status"] == "defense_failed"
        assert (row["答辩评议"] == "未通过") == fell, each["number"]
        assert (row["答辩评议"] == "通过") == (bool(each["score"]) and not fell), each["number"]
        if name == "tables.xlsx":
            assert row["原因"] == each["reason"]


@pytest.mark.parametrize("name", BOOKS)
def test_who_stands_on_which_list(hard: HardPapers, books: Any, name: str) -> None:
    book, everybody = books[name], hard.result["applicants"]
    passed = [each["number"] for each in everybody if each["status"] == "passed"]
    for sheet in ("评审通过人员名册", "公示名单"):
        assert [row["编号"] for row in book[sheet]] == passed
    fell = {
        each["number"]: WORDS[each["status"]]
        for each in judged(hard.result)
        if each["status"] != "passed"
    }
    assert {row["编号"]: row["未通过环节"] for row in book["未通过人员"]} == fell
    out = {each["number"]: WORDS[each["status"]] for each in hard.result["excluded"]}
    assert {row["编号"]: row["情形"] for row in book["不计入人员"]} == out
    listed = ("rejected", "withdrawn", "disqualified")
    assert [row["编号"] for row in book["评审一览表"]] == [
        each["number"] for each in everybody if each["status"] not in listed
    ]
    waived = [each["document"] for one in everybody for each in one["waivers"]]
    waived += [each["document"] for each in hard.result["session_waivers"]]
    assert [row["依据文件"] for row in book["豁免登记"]] == waived


@pytest.mark.parametrize("name", BOOKS)
def test_every_count_of_every_round(hard: HardPapers, books: Any, name: str) -> None:
    heads = ("出席", "回避", "基数", "同意", "不同意", "弃权", "未交")
    shown: dict[str, dict[str, tuple[Any, ...]]] = defaultdict(dict)
    for row in books[name]["投票统计"]:
        assert row["编号"] not in shown[row["轮次"]]
        shown[row["轮次"]][row["编号"]] = (
            *(row[head] for head in (*heads, "废票")),
            row["结果"],
            row["结果取决于回避基数"],
        )
    wanted: dict[int, dict[str, tuple[Any, ...]]] = defaultdict(dict)
    for each in hard.result["applicants"]:
        for vote in each["rounds"]:
            wanted[vote["round"]][each["number"]] = (
                *(vote[kind] for kind in COUNTS),
                vote.get("spoilt", 0),
                "通过" if 3 * vote["yes"] >= 2 * vote["base"] else "未通过",
                "是" if vote["base_matters"] else "否",
            )
    assert list(shown.values()) == [wanted[place] for place in sorted(wanted)]
    assert [title[:3] for title in shown] == ["第一轮", "第二轮", "第三轮"]


@pytest.mark.parametrize("name", BOOKS)
def test_every_rate(hard: HardPapers, books: Any, name: str) -> None:
    wanted = []
    for group, (n, d, e) in groups(hard.result).items():
        overall, defense = FLOORS[group]
        assert overall is not None
        assert defense is not None
        short = -(-n * overall // 100) - e
        wanted.append(
            {
                "组别": group,
                "正式参加评审人数": n,
                "答辩淘汰": d,
                "淘汰合计": e,
                "答辩淘汰率": rate(d, n),
                "答辩下限": f"{defense}%",
                "答辩是否达到": "达到" if 100 * d >= defense * n else "未达到",
                "综合淘汰率": rate(e, n),
                "综合下限": f"{overall}%",
                "综合是否达到": "达到" if short <= 0 else "未达到",
                "综合还差人数": max(short, 0),
            }
        )
    assert books[name]["淘汰率统计"] == wanted
    finer = (("level",), ("level", "series", "specialty"))
    parts = {k: v for split in finer for k, v in groups(hard.result, split=split).items()}
    assert {
        row["组别（供参考）"]: tuple(list(row.values())[1:]) for row in books[name]["分级别分专业"]
    } == {k: (n, d, e, rate(d, n), rate(e, n)) for k, (n, d, e) in parts.items()}


def test_the_scores_follow_from_the_marks(hard: HardPapers, books: Any) -> None:
    """Each sheet's items make its total, and the mean of the totals is the score."""
    assert hard.result["settings"]["aggregate"] == "mean"
    totals: dict[str, list[Fraction]] = defaultdict(list)
    for row in books["tables-archive.xlsx"]["答辩评议赋分"]:
        number, _, _, *marks, total = row.values()
        assert sum(map(Fraction, marks)) == Fraction(total), row
        totals[number].append(Fraction(total))
    scores = {
        each["number"]: Fraction(each["score"]["fraction"])
        for each in hard.result["applicants"]
        if each["score"]
    }
    assert {number: sum(all_) / len(all_) for number, all_ in totals.items()} == scores


def test_who_signed_in_on_each_day(books: Any) -> None:
    rows = books["tables-archive.xlsx"]["签到表"]
    assert Counter(row["日期"] for row in rows) == {"2024-11-20": 13, "2024-11-21": 12}


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("name", ["minutes.pdf", "minutes-archive.pdf"])
def test_every_count_of_every_panel(hard: HardPapers, books: Any, name: str, read: Any) -> None:
    """Who heard whom stands in the archive's workbook, how it ended in the result."""
    panels: dict[str, str] = {
        row["编号"]: row["评议组"] for row in books["tables-archive.xlsx"]["评议组意见"]
    }
    heard = [each for each in hard.result["applicants"] if each["score"]]
    assert set(panels) == {each["number"] for each in heard}
    fell = Counter(panels[e["number"]] for e in heard if e["status"] == "defense_failed")
    wanted = [(n, n - fell[panel], fell[panel]) for panel, n in Counter(panels.values()).items()]
    text = read(hard.papers[name])
    part = text[text.index("七、答辩评议情况") : text.index("八、投票表决情况")]
    shown = re.findall(r"(?:^|\s)(\d+)\s+\d+\.\d\d\s+(\d+)\s+(\d+)(?=\s)", part)
    assert sorted(tuple(map(int, row)) for row in shown) == sorted(wanted)


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("name", ["minutes.pdf", "minutes-archive.pdf"])
def test_every_count_of_the_recusals(hard: HardPapers, name: str, read: Any) -> None:
    """Each kept out in a round at least: the session has nobody who kept out of the defense alone."""
    kept = [max((v["recused"] for v in e["rounds"]), default=0) for e in hard.result["applicants"]]
    people, times = sum(map(bool, kept)), sum(kept)
    assert f"涉及申报人{people}人，共{times}人次。" in running(read(hard.papers[name]))
