"""A roster of ten thousand rows against the floor: opening the file and filing bare rows."""

import datetime
import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import pytest
import python_calamine
import xlsxwriter

from tests.conftest import Measured
from zcdesk.dossiers.roster import read_roster

ROWS = 10_000
HEADINGS = (
    "编号 姓名 性别 出生年月 身份证号 工作单位 所在市 单位性质 在岗状态 申报渠道 参加工作时间 学历 学位 毕业院校 "
    "所学专业 毕业时间 现职称 现职称系列 现职称专业 现职称级别 取得时间 聘任时间 取得方式 现从事专业 现岗位起始时间 "
    "申报系列 申报专业 申报级别 申报方式 2019年度考核 2020年度考核 2021年度考核 2022年度考核 2023年度考核 备注"
).split()


def row(number: int, chance: random.Random) -> list[object]:
    """One applicant with dates of every kind."""

    def day(first: int, last: int) -> datetime.date:
        return datetime.date(
            chance.randint(first, last), chance.randint(1, 12), chance.randint(1, 28)
        )

    title = day(2010, 2018)
    name = "张" + "".join(chr(chance.randint(0x4E00, 0x9FA5)) for _ in range(2))
    return [
        f"{number:05d}", name, chance.choice("男女"), day(1965, 1990),
        f"1401{chance.randint(10**13, 10**14 - 1)}", f"山西机械{chance.randint(1, 900)}有限公司", "太原",
        "国有企业", "在职在岗", "用人单位", f"{chance.randint(1990, 2010)}.{chance.randint(1, 12):02d}",
        "大学本科", "学士", "太原理工大学", "机械工程", f"{chance.randint(1990, 2010)}年7月", "工程师", "工程",
        "机械", "中级", title, title, "评审", "机械", title.isoformat(), "工程", "机械", "副高级", "正常",
        "合格", "合格", "优秀", "称职", "合格", "",
    ]  # fmt: skip


@pytest.fixture(scope="module")
def roster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file, made once."""
    path = tmp_path_factory.mktemp("roster") / "roster.xlsx"
    chance = random.Random(1)
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("花名册")
        sheet.write_row(0, 0, HEADINGS)
        for number in range(1, ROWS + 1):
            for column, value in enumerate(row(number, chance)):
                write = sheet.write_string if isinstance(value, str) else sheet.write_datetime
                write(number, column, value)
    return path


def fastest(*actions: Callable[[], object], rounds: int = 7) -> list[float]:
    """Seconds of the best run of each, taken in turns: what the machine does undisturbed."""
    best = [float("inf")] * len(actions)
    for _ in range(rounds):
        for place, action in enumerate(actions):
            begun = perf_counter()
            action()
            best[place] = min(best[place], perf_counter() - begun)
    return best


def floor(roster: Path, file: Path) -> None:
    """Open the file with calamine and insert its bare cells."""
    rows = python_calamine.CalamineWorkbook.from_path(roster).get_sheet_by_index(0).to_python()
    cells = [[c if isinstance(c, str) else str(c) for c in row] for row in rows[1:]]
    file.unlink(missing_ok=True)
    with sqlite3.connect(file) as connection:
        connection.execute(f"create table t ({', '.join(f'c{n}' for n in range(len(HEADINGS)))})")
        marks = ", ".join("?" * len(HEADINGS))
        connection.executemany(f"insert into t values ({marks})", cells)
    connection.close()


@pytest.mark.benchmark
def test_ten_thousand_rows(roster: Path, tmp_path: Path, measured: Measured) -> None:
    found = read_roster(roster)
    assert (len(found.applicants), found.problems) == (ROWS, ())
    command = [sys.executable, "-P", "-c", "import zcdesk.dossiers.cells_child"]
    python = [sys.executable, "-P", "-c", "import json, zipfile"]
    start, empty, bare, ours = fastest(
        lambda: subprocess.run(command, check=True),
        lambda: subprocess.run(python, check=True),
        lambda: floor(roster, tmp_path / "bare.db"),
        lambda: read_roster(roster),
    )
    measured(
        f"roster of {ROWS} rows read",
        ours - start,
        bare,
        "calamine alone, and the bare cells into SQLite",
        most=2,
    )
    measured("start of the process that reads it", start, empty, "Python alone", most=3)
