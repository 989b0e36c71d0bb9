"""Every figure on paper, recounted from `result.json` alone by whoever has the notice.

Nothing of the program's rules is used: two thirds, the floors, who counts, and rounding are
written here from 40号令 第二十条 and the notice, 三（五）. The figures are read off the papers by two
libraries; where a paper prints a rate that was not expected, that is found as well.
"""

from __future__ import annotations

import datetime
import json
import random
import re
import zipfile
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.sessions.conftest import ITEMS
from tests.sessions.hard_papers import HardPapers
from tests.sessions.recounted import (
    COUNTS,
    FLOORS,
    RATE,
    READERS,
    bare,
    by_poppler,
    groups,
    judged,
    rate,
    rates,
    rows,
    running,
    two_decimals,
    whole_numbers,
)
from zcdesk.desk import rehearsal
from zcdesk.desk.script import read_script
from zcdesk.dossiers.specimen import write_sample

Told = Any
Papers = dict[str, bytes]

NOW = datetime.datetime(2024, 11, 20, 9, 0)  # noqa: DTZ001 - local time, as the desk has it

# --- the sessions -------------------------------------------------------------------------------


def invent(told: Told, seed: int) -> None:
    """Other recusals, marks, votes and a second round; who stands for it is worked out here."""
    dice = random.Random(seed)
    values = told.values
    panels = values["defense"]["panels"]
    members = [each["id"] for each in values["members"]]
    heard = [
        (number, panel)
        for panel in panels
        for number in panel["applicants"]
        if number not in ("A06", "B06")
    ]
    pairs = dice.sample([(n, m) for n, panel in heard for m in panel["members"]], 4)
    kept_out = dict(pairs)
    values["recusals"] = [
        {"applicant": number, "member": member, "reason": "近亲属"}
        for number, member in kept_out.items()
    ]
    values["settings"]["recusal_base"] = dice.choice(("subtract", "keep"))
    told.scores, put = [], ["B06"]
    for number, panel in heard:
        marks = {
            member: [dice.randrange(22, 36) for _ in ITEMS]  # half points
            for member in panel["members"]
            if kept_out.get(number) != member
        }
        told.scores += [
            (number, member, item, f"{half / 2:g}")
            for member, halves in marks.items()
            for item, half in zip(ITEMS, halves, strict=True)
        ]
        mean = Fraction(sum(map(sum, marks.values())), 2 * len(marks))
        if mean >= Fraction(panel.get("line", values["defense"]["line"])):
            put.append(number)

    def votes(present: list[str], numbers: list[str]) -> list[tuple[str, str, str]]:
        return [
            (member, number, dice.choices(("同意", "不同意", "弃权"), (8, 2, 1))[0])
            for number in numbers
            for member in present
            if kept_out.get(number) != member
        ]

    first = ["P01", *dice.sample(members[1:], dice.randrange(6, 9))]
    silent = dice.choice([None, *first[1:]])
    cast = votes([m for m in first if m != silent], sorted(put))
    again = sorted(dice.sample(sorted(put), 2))
    told.rounds = [
        {"present": sorted(first), "applicants": "all", "rows": cast, "reason": ""},
        {
            "present": members,
            "applicants": again,
            "rows": votes(members, again),
            "reason": "票数接近，评委会决定复议一次",
        },
    ]


@pytest.fixture(scope="module")
def ran() -> dict[str, Any]:
    """Result and papers by the session's name, and under `rosters` the roster of each."""
    return {}


@pytest.fixture(params=["sample", "by hand", "recusals kept", "invented 1", "invented 2", "hard"])
def printed(
    request: pytest.FixtureRequest,
    told: Told,
    ran: dict[str, Any],
) -> tuple[dict[str, Any], Papers]:
    """A result and its papers: two rounds, recusals, an exception; failed votes; a whole roster;
    sessions that nobody thought up.
    """
    name = request.param
    if name == "hard" and name not in ran:
        hard: HardPapers = request.getfixturevalue("hard")
        ran[name] = hard.result, hard.papers
        ran.setdefault("rosters", {})[name] = roster_of(hard.folder)
    elif name not in ran:
        if name == "sample":
            folder = told.folder
            script = read_script(write_sample(folder / "sample", 40).script)
            rehearsal.rehearse(
                script, folder / "out", now=lambda: NOW, random=random.Random(7).randbytes
            )
        else:
            if name == "recusals kept":
                told.values["settings"]["recusal_base"] = "keep"
            elif name.startswith("invented"):
                invent(told, int(name.split()[1]))
            told.run()
        ran[name] = collected(told.folder / "out")
        ran.setdefault("rosters", {})[name] = roster_of(told.folder)
    made: tuple[dict[str, Any], Papers] = ran[name]
    return made


def collected(out: Path) -> tuple[dict[str, Any], Papers]:
    (package,) = out.glob("*.zip")
    with zipfile.ZipFile(package) as archive:
        papers = {Path(n).name: archive.read(n) for n in archive.namelist() if n.endswith(".pdf")}
    papers |= {path.name: path.read_bytes() for path in out.glob("*.pdf")}
    return json.loads((out / "result.json").read_text("utf-8")), papers


# --- the figures --------------------------------------------------------------------------------


def test_the_result_follows_from_its_own_counts(printed: tuple[dict[str, Any], Papers]) -> None:
    """Two thirds of the base in the last round that somebody stood in."""
    result, _ = printed
    for each in result["applicants"]:
        for vote in each["rounds"]:
            assert vote["passed"] == (3 * vote["yes"] >= 2 * vote["base"])
            ballots = sum(vote[kind] for kind in ("yes", "no", "abstain", "not_returned"))
            ballots += vote.get("spoilt", 0)
            assert ballots == vote["present"] - vote["recused"]
        if each["rounds"]:
            fate = "passed" if each["rounds"][-1]["passed"] else "vote_failed"
            assert each["status"] in (fate, "disqualified")


@pytest.mark.parametrize("read", READERS)
def test_every_rate_on_the_statement(printed: tuple[dict[str, Any], Papers], read: Any) -> None:
    result, papers = printed
    wanted = rates(result)
    for name in ("elimination.pdf", "minutes.pdf", "minutes-archive.pdf"):
        text = running(read(papers[name]))
        shown = set(re.findall(RATE, read(papers[name])))
        assert shown >= wanted[True]
        assert shown <= wanted[True] | wanted[False]
        for group, (n, d, e) in groups(result).items():
            overall, defense = FLOORS[group]
            for floor, out in ((overall, e), (defense, d)):
                if floor is None:
                    continue
                least = -(-n * floor // 100)
                met = f"下限{floor}%，{'达到' if out >= least else '未达到'}"
                needed = f"{rate(out, n)}，{met}（至少须淘汰{least}人，实际{out}人"
                assert needed in text, (name, group)


@pytest.mark.parametrize("read", READERS)
def test_every_line_of_the_statement(printed: tuple[dict[str, Any], Papers], read: Any) -> None:
    """N, defense, eliminated and the rate, of every group and of every finer part."""
    result, papers = printed
    splits = ((), ("level",), ("level", "series", "specialty"))
    wanted = sorted(
        (n, d, e, rate(d, n))
        for split in splits
        for n, d, e in groups(result, split=split).values()
    )
    lines = re.findall(rf"\b(\d+)\s+(\d+)\s+(\d+)\s+({RATE})", read(papers["elimination.pdf"]))
    assert sorted((int(n), int(d), int(e), shown) for n, d, e, shown in lines) == wanted


def test_every_count_of_every_round(printed: tuple[dict[str, Any], Papers]) -> None:
    result, papers = printed
    numbers = {each["number"] for each in result["applicants"]}
    rounds = {vote["round"] for each in result["applicants"] for vote in each["rounds"]}
    assert rounds
    for place in rounds:
        (name,) = (each for each in papers if re.fullmatch(rf"votes-{place}[a-z]?\.pdf", each))
        lines = rows(papers[name], numbers)
        spoilt = any(
            "spoilt" in v for a in result["applicants"] for v in a["rounds"] if v["round"] == place
        )
        kinds = (*COUNTS, "spoilt") if spoilt else COUNTS
        wanted = {
            each["number"]: [vote.get(kind, 0) for kind in kinds]
            for each in result["applicants"]
            for vote in each["rounds"]
            if vote["round"] == place
        }
        assert {n: whole_numbers(line, n) for n, (line,) in lines.items()} == wanted


def test_every_count_in_the_minutes(printed: tuple[dict[str, Any], Papers]) -> None:
    result, papers = printed
    numbers = {each["number"] for each in result["applicants"]}
    order = ("yes", "no", "abstain", "not_returned", "recused", "base")
    for name in ("minutes.pdf", "minutes-archive.pdf"):
        shown = {
            number: [
                told for line in lines if len(told := whole_numbers(line, number)) == len(order)
            ]
            for number, lines in rows(papers[name], numbers).items()
        }
        for each in result["applicants"]:
            wanted = [[vote[kind] for kind in order] for vote in each["rounds"]]
            assert shown.get(each["number"], []) == wanted


def test_every_row_of_the_result_table(printed: tuple[dict[str, Any], Papers]) -> None:
    result, papers = printed
    numbers = {each["number"] for each in result["applicants"]}
    lines = rows(papers["results.pdf"], numbers)
    last = ("yes", "no", "abstain", "not_returned", "base")
    for each in result["applicants"]:
        line = lines[each["number"]][0]
        score = [word for word in line if re.fullmatch(r"\d+\.\d\d", word)]
        assert score == ([two_decimals(each["score"]["fraction"])] if each["score"] else [])
        counts = [each["rounds"][-1][kind] for kind in last] if each["rounds"] else []
        assert whole_numbers(line, each["number"]) == counts
    head = f"申报{len(numbers)}人，正式参加评审{len(judged(result))}人，评审通过（待公示、待确认）"
    passed = sum(each["status"] == "passed" for each in result["applicants"])
    for read in READERS:
        assert f"{head}{passed}人，未通过{len(judged(result)) - passed}人" in bare(
            read(papers["results.pdf"])
        )


# --- the overview on A3 ---------------------------------------------------------------------------


def roster_of(folder: Path) -> dict[str, dict[str, Any]]:
    """The roster's rows by number, with the heads of one or two lines, read by another library."""
    (path,) = folder.rglob("roster.xlsx")
    sheet = openpyxl.load_workbook(path).worksheets[0]
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    top = next(n for n, line in enumerate(lines) if "编号" in line)
    heads: list[str] = []
    for place, head in enumerate(lines[top]):
        below = lines[top + 1][place]
        two = lines[top][0] is not None and lines[top + 1][0] is None and below
        heads.append(re.sub(r"\s|（.*", "", str(below if two else head or "")))
    return {
        str(line[0]): dict(zip(heads, line, strict=True)) for line in lines[top + 1 :] if line[0]
    }


def year_and_month(told: object) -> str:
    """As the overview prints a date, of whatever somebody typed."""
    if isinstance(told, datetime.datetime):
        return f"{told.year}.{told.month:02d}"
    figures = re.findall(r"\d+", str(told))
    if len(figures) == 1 and len(figures[0]) > 4:
        figures = [figures[0][:4], figures[0][4:6]]
    return f"{figures[0]}.{int(figures[1]):02d}" if len(figures) > 1 else figures[0]


GRADES = {"称职": "合格", "基本称职": "基本合格", "不称职": "不合格"}


@pytest.mark.parametrize("read", READERS)
def test_who_and_how_many_on_the_overview(
    printed: tuple[dict[str, Any], Papers], read: Any
) -> None:
    """Everybody whose materials were not refused or withdrawn, once, and the years of each grade."""
    result, papers = printed
    out = ("rejected", "withdrawn", "disqualified")
    shown = [each for each in result["applicants"] if each["status"] not in out]
    text = read(papers["overview.pdf"])
    assert f"共{len(shown)}人。" in bare(text)
    lines = rows(papers["overview.pdf"], {each["number"] for each in result["applicants"]})
    assert {number: len(found) for number, found in lines.items()} == {
        each["number"]: 1 for each in shown
    }
    for each in shown:
        words = "".join(lines[each["number"]][0])
        assert each["level"] in bare(text)
        assert each["name"] in bare(text)
        assert each["number"] in words


def test_every_date_and_grade_on_the_overview(
    printed: tuple[dict[str, Any], Papers], ran: dict[str, Any]
) -> None:
    result, papers = printed
    roster = next(kept for name, kept in ran["rosters"].items() if ran[name][0] is result)
    lines = rows(papers["overview.pdf"], set(roster))
    assert lines
    years: Counter[str] = Counter()
    for number, (line,) in lines.items():
        person = roster[number]
        assert year_and_month(person["出生年月"]) in line, number
        assert year_and_month(person["参加工作时间"]) in line, number
        for head, grade in person.items():
            if re.fullmatch(r"\d{4}年度考核", head) and grade:
                years[GRADES.get(str(grade), str(grade))] += 1
    text = re.sub(r"\s*\n", "", by_poppler(papers["overview.pdf"]))
    told: Counter[str] = Counter()
    runs = re.findall(r"(\d{4})(?:–(\d{4}))?\s?(优秀|合格|基本合格|不合格|不确定等次)", text)
    for first, last, grade in runs:
        told[grade] += int(last or first) - int(first) + 1
    assert told == years


@pytest.mark.parametrize("read", READERS)
def test_a_notice_to_each_who_fell(printed: tuple[dict[str, Any], Papers], read: Any) -> None:
    result, papers = printed
    fell = {each["number"] for each in judged(result) if each["status"] != "passed"}
    told = re.findall(r"申报编号(\w+?)）", bare(read(papers["result-notices.pdf"])))
    assert sorted(told) == sorted(fell)
