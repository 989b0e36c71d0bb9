"""A session written by hand: 9 members, 13 applicants, two panels, two rounds.

The figures that it must give are worked out in test_second_script.py. Tests of refusals change
one thing in it and expect the one sentence.
"""

from __future__ import annotations

import csv
import datetime
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.sessions.hard_papers import HardPapers, deliver
from zcdesk.desk import rehearsal
from zcdesk.desk.script import read_script

MEMBERS = [f"P0{n}" for n in range(1, 10)]
ITEMS = ("思想品德", "职业道德", "专业能力", "技术水平", "学术影响力")

# Totals of the experts of the applicant's panel, in the panel's order.
TOTALS = {
    "A01": {"P01": "80", "P02": "82", "P03": "84"},
    "A02": {"P01": "75", "P02": "76"},
    "A03": {"P01": "70", "P02": "70", "P03": "70"},
    "A04": {"P01": "69.5", "P02": "70", "P03": "70"},
    "A05": {"P01": "90", "P02": "90", "P03": "90.5"},
    "A07": {"P01": "88", "P02": "88", "P03": "88"},
    "B01": {"P04": "60", "P05": "60", "P06": "60"},
    "B02": {"P04": "59.5", "P05": "60", "P06": "60"},
    "B03": {"P04": "85", "P05": "85", "P06": "85"},
    "B04": {"P04": "77", "P05": "77", "P06": "77"},
    "B05": {"P04": "66", "P05": "66", "P06": "66"},
}

# Votes of round 1 by applicant: who says what; P07 does not cast, recused members do not vote.
ROUND1 = {
    "A01": {"同意": "P01 P02 P03 P04 P05 P06 P08"},
    "A02": {"同意": "P01 P02 P04 P05 P06", "不同意": "P08"},
    "A03": {"同意": "P01 P02 P03 P04 P05 P06", "不同意": "P08"},
    "A05": {"同意": "P01 P02 P03 P04 P05", "弃权": "P06 P08"},
    "A07": {"同意": "P01 P02 P03 P04 P05 P06 P08"},
    "B01": {"同意": "P01 P02 P03 P04 P05", "不同意": "P06 P08"},
    "B03": {"同意": "P02 P03 P04 P05", "不同意": "P06"},
    "B04": {"同意": "P01 P02 P03 P04 P05 P06 P08"},
    "B05": {"同意": "P01 P02 P03 P04 P05 P06", "弃权": "P08"},
    "B06": {"同意": "P01 P02 P03 P04 P05 P06 P08"},
}
ROUND2 = {
    "A05": {"同意": "P01 P02 P03 P04 P05 P06", "不同意": "P07 P08 P09"},
    "B01": {"同意": "P01 P02 P03 P04 P05 P06", "不同意": "P07 P08", "弃权": "P09"},
}


def ballots(votes: dict[str, dict[str, str]]) -> list[tuple[str, str, str]]:
    """Rows member, applicant, vote."""
    return [
        (member, applicant, word)
        for applicant, words in votes.items()
        for word, members in words.items()
        for member in members.split()
    ]


def scores() -> list[tuple[str, str, str, str]]:
    """Rows applicant, member, item, score: a total spread over the five items."""
    rows = []
    for applicant, totals in TOTALS.items():
        for member, total in totals.items():
            halves = int(float(total) * 2)
            parts = [halves // 5 + (1 if place < halves % 5 else 0) for place in range(5)]
            rows += [
                (applicant, member, item, f"{part / 2:g}")
                for item, part in zip(ITEMS, parts, strict=True)
            ]
    return rows


class Told:
    """The session as values that a test may change before it is written and run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.applicants = {
            number: _person(number)
            for number in ("A01 A02 A03 A04 A05 A06 A07 A08 B01 B02 B03 B04 B05 B06").split()
        }
        self.scores = scores()
        self.rounds: list[dict[str, Any]] = [
            {"present": MEMBERS[:8], "applicants": "all", "rows": ballots(ROUND1), "reason": ""},
            {
                "present": MEMBERS,
                "applicants": ["A05", "B01"],
                "rows": ballots(ROUND2),
                "reason": "两名申报人票数接近，评委会决定复议一次",
            },
        ]
        self.values: dict[str, Any] = deepcopy(_VALUES)

    def write(self) -> Path:
        """Write roster, scores, ballots and script; returns the script."""
        self.folder.mkdir(parents=True, exist_ok=True)
        _write_roster(self.folder / "roster.xlsx", self.applicants)
        _write_csv(
            self.folder / "scores.csv", ("applicant", "member", "item", "score"), self.scores
        )
        rounds = []
        for place, told in enumerate(self.rounds, 1):
            name = f"round{place}.csv"
            _write_csv(self.folder / name, ("member", "applicant", "vote"), told["rows"])
            kept = {k: v for k, v in told.items() if k != "rows"}
            rounds.append({**kept, "ballots": name})
        script = self.folder / "script.toml"
        script.write_text(_toml({**self.values, "rounds": rounds}), "utf-8")
        return script

    def run(self) -> dict[str, Any]:
        """Rehearse it; returns the result."""
        done = rehearsal.rehearse(
            read_script(self.write()),
            self.folder / "out",
            now=lambda: datetime.datetime(2024, 11, 20, 9, 0),  # noqa: DTZ001
            random=_random(),
        )
        return dict(done.result)


def _random() -> Callable[[int], bytes]:
    import random

    return random.Random(7).randbytes


@pytest.fixture
def told(tmp_path: Path) -> Told:
    """The hand-written session."""
    return Told(tmp_path / "second")


@pytest.fixture(scope="session")
def hard(tmp_path_factory: pytest.TempPathFactory) -> HardPapers:
    """A session with everything that can happen in one, and all its papers."""
    return deliver(Told(tmp_path_factory.mktemp("hard")))


def _person(number: str) -> dict[str, str]:
    accounting = number.startswith("B")
    facts = {
        "编号": number,
        "姓名": {"A01": "欧阳𬭎", "B01": "买买提·艾力"}.get(
            number, f"王{number[1:].translate(str.maketrans('012345678', '零一二三四五六七八'))}"
        ),
        "性别": "男",
        "出生年月": "1985-03-07",
        "身份证号": _id_number(number),
        "工作单位": "太原样例设计院有限公司",
        "所在市": "太原",
        "单位性质": "国有企业",
        "在岗状态": "在职在岗",
        "申报渠道": "用人单位",
        "参加工作时间": "2008-07",
        "学历": "大学本科",
        "学位": "学士",
        "毕业院校": "样例大学",
        "所学专业": "会计学" if accounting else "机械工程",
        "毕业时间": "2008-07-01",
        "现职称": "会计师" if accounting else "工程师",
        "现职称系列": "会计" if accounting else "工程",
        "现职称专业": "会计" if accounting else "机械",
        "现职称级别": "中级",
        "取得时间": "2018-11-20",
        "现从事专业": "会计" if accounting else "机械",
        "申报系列": "会计" if accounting else "工程",
        "申报专业": "会计" if accounting else "机械",
        "申报级别": "副高级",
        "申报方式": "正常",
        "考试合格有效期": "2026" if accounting else "",
    }
    return facts | {f"{year}年度考核": "合格" for year in range(2019, 2024)}


def _id_number(number: str) -> str:
    serial = 10 * (int(number[1:]) + (50 if number.startswith("B") else 0)) + 1
    body = "999999" + "19850307" + f"{serial:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    rest = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11
    return body + "10X98765432"[rest]


def _write_roster(path: Path, applicants: dict[str, dict[str, str]]) -> None:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("花名册")
    headings = list(next(iter(applicants.values())))
    sheet.write_row(0, 0, ["某市职称评审申报人花名册"])
    sheet.write_row(1, 0, headings)
    for row, facts in enumerate(applicants.values(), 2):
        for column, heading in enumerate(headings):
            if facts[heading]:
                sheet.write_string(row, column, facts[heading])
    book.close()


def _write_csv(path: Path, heading: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heading)
        writer.writerows(rows)


def _toml(values: dict[str, Any], prefix: str = "") -> str:
    """TOML of nested dicts: plain values first, then tables, then lists of tables."""
    plain, tables = [], []
    for key, value in values.items():
        if isinstance(value, dict) and key not in {"committee_min"}:
            tables.append(f"[{prefix}{key}]\n" + _toml(value, f"{prefix}{key}."))
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            if prefix and prefix.startswith("materials"):
                inline = ", ".join(_inline(each) for each in value)
                plain.append(f"{key} = [{inline}]")
            else:
                tables += [
                    f"[[{prefix}{key}]]\n" + _toml(each, f"{prefix}{key}.") for each in value
                ]
        else:
            plain.append(f"{_key(key)} = {_value(value)}")
    return "\n".join(plain) + "\n" + "".join(tables)


def _key(key: str) -> str:
    return key if key.isidentifier() else f'"{key}"'


def _inline(values: dict[str, Any]) -> str:
    return "{" + ", ".join(f"{key} = {_value(value)}" for key, value in values.items()) + "}"


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return _inline(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | datetime.date):
        return str(value)
    if isinstance(value, list):
        return (
            "[" + ", ".join(_inline(v) if isinstance(v, dict) else _value(v) for v in value) + "]"
        )
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


_VALUES: dict[str, Any] = {
    "roster": "roster.xlsx",
    "session": {
        "review_year": 2024,
        "meeting_dates": [datetime.date(2024, 11, 20)],
        "window_end": datetime.date(2024, 9, 30),
        "rules": "shanxi-2024",
        "place": "太原",
        "work_plan": "工作方案〔2024〕1号",
        "scoring_approval": "赋分〔2024〕2号",
        "standard": "标准〔2024〕3号",
    },
    "settings": {"committee_min": {"senior": {"series": 9}}},
    "committee": {
        "name": "样例高级职称评审委员会",
        "organiser": "样例厅",
        "approval": "核准〔2023〕5号",
        "approved_from": datetime.date(2023, 6, 1),
        "approved_to": datetime.date(2026, 5, 31),
        "kind": "series",
        "private_enterprises_only": False,
        "scope": [
            {"series": "工程", "levels": ["副高级", "正高级"], "specialties": ["*"]},
            {"series": "会计", "levels": ["副高级"], "specialties": ["*"]},
        ],
    },
    "members": [
        {
            "id": member,
            "name": f"评委{member[1:]}",
            "role": {"P01": "chair", "P02": "vice_chair"}.get(member, "member"),
            "integrity": [],
        }
        for member in MEMBERS
    ],
    "staff": {"secretary": "秘书甲", "supervisor": "监督乙"},
    "recusals": [
        {"applicant": "A02", "member": "P03", "reason": "亲属"},
        {"applicant": "B03", "member": "P08", "reason": "同一单位"},
        {"applicant": "B03", "member": "P01", "reason": "导师"},
    ],
    "materials": {
        "rejected": [{"applicant": "A08", "reason": "材料不齐"}],
        "withdrawn": [],
        "waivers": [],
        "session_waivers": [],
        "acknowledge_unclear": True,
    },
    "defense": {
        "line": "60",
        "scores": "scores.csv",
        "absent": ["A06"],
        "exempt": [{"applicant": "B06", "reason": "重大贡献，免答辩"}],
        "disqualified": [],
        "panels": [
            {
                "name": "一组",
                "members": ["P01", "P02", "P03"],
                "applicants": ["A01", "A02", "A03", "A04", "A05", "A06", "A07"],
                "line": "70",
            },
            {
                "name": "二组",
                "members": ["P04", "P05", "P06"],
                "applicants": ["B01", "B02", "B03", "B04", "B05", "B06"],
            },
        ],
    },
    "sealing": {"exception": "参评人数少，经主任委员与监督员研究，按实际结果确认"},
}
