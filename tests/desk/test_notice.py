"""The days of a public notice: decreed ones read back out of the notices, typed ones, those that count."""

from __future__ import annotations

import re
import tomllib
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from zcdesk.desk import notice
from zcdesk.desk.desk import Desk
from zcdesk.desk.notice import Asked
from zcdesk.desk.resources import resources_folder, shipped_book
from zcdesk.domain.errors import Refused

TABLES = tomllib.loads((resources_folder() / "holidays.toml").read_text("utf-8"))
WEEK = "一二三四五六日"


@pytest.fixture(scope="module")
def desk() -> Desk:
    """A desk of which nothing is asked but its book."""
    return cast("Desk", SimpleNamespace(book=shipped_book("shanxi-2024")))


@pytest.mark.parametrize("year", TABLES)
def test_every_day_is_the_one_of_the_notice(year: str) -> None:
    """The clauses are read by another reader: day by day, with the weekdays that they name."""
    table = TABLES[year]
    text = (resources_folder() / "sources" / table["text"]).read_text("utf-8")
    assert text.startswith(table["issuer"] + table["title"])
    assert table["number"] in text
    signed = table["dated"]
    assert text.rstrip().endswith(f"{signed.year}年{signed.month}月{signed.day}日")
    off, worked = [], []
    for clause in re.findall(r"^[一二三四五六七]、[^：]+：(.*)$", text, re.M):
        for said in clause.split("。"):
            plain = re.sub(r"（[^）]*）", "", said)
            days = [
                date(int(year), int(m), int(d)) for m, d in re.findall(r"(\d+)月(\d+)日", plain)
            ]
            named = re.findall(r"(\d+)月(\d+)日（[^）]*?(?:周|星期)(.)）", said)
            assert all(WEEK[date(int(year), int(m), int(d)).weekday()] == w for m, d, w in named)
            if plain.endswith("上班"):
                worked += days
            elif "放假" in plain:
                until = re.search(r"至(?:(\d+)月)?(\d+)日", plain)
                last = (
                    date(int(year), int(until[1] or days[0].month), int(until[2]))
                    if until
                    else days[0]
                )
                off.append([days[0], last])
                told = re.search(r"共(\d+)天", plain)
                assert told is None or int(told[1]) == (last - days[0]).days + 1
    assert off == table["off"]
    assert worked == table["worked"]
    assert all(day.weekday() >= 5 for day in worked)
    found = notice.decreed(int(year))
    assert found is not None
    assert set(found.made_up) == set(worked)
    assert len(found.off) == sum((last - first).days + 1 for first, last in off)


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("", []),
        ("2024-10-12", ["2024-10-12"]),
        ("2024年9月29日（星期日）、10月12日(星期六)上班", None),
        ("2024年9月29日（星期日）、10月12日(星期六)", ["2024-09-29", "2024-10-12"]),
        ("9.30 至 10.2\n2024/10/12", ["2024-09-30", "2024-10-01", "2024-10-02", "2024-10-12"]),
        ("10月1日至3日，", ["2024-10-01", "2024-10-02", "2024-10-03"]),
        ("12月31日～1月1日", ["2024-12-31", "2025-01-01"]),
        ("1月1日", ["2025-01-01"]),
        ("2月29日", ["2024-02-29"]),
    ],
)
def test_days_are_read_as_people_write_them(typed: str, days: list[str] | None) -> None:
    near = date(2024, 9, 12)
    if days is None:
        with pytest.raises(Refused, match="看不懂"):
            notice.read_days(typed, "放假", near)
        return
    found = notice.read_days(typed, "放假", near)
    assert [day.isoformat() for day in found] == days
    assert notice.read_days(notice.in_text(found), "放假", near) == found


@pytest.mark.parametrize(
    "typed", ["国庆", "2024-02-30", "31日", "2024-10-07至2024-10-01", "1-1至2-15", "1-1至1-2至1-3"]
)
def test_what_is_no_day_is_told_with_its_own_words(typed: str) -> None:
    with pytest.raises(Refused) as refusal:
        notice.read_days(f"2024-10-12、{typed}", "调休上班", date(2024, 9, 12))
    assert f"调休上班日期“{typed}”看不懂" in refusal.value.sentence


def test_the_days_of_the_year_are_proposed_with_their_source() -> None:
    off, worked, sentence = notice.proposed(date(2024, 9, 18))
    assert off == "2024-10-01至2024-10-07"
    assert worked == "2024-09-29、2024-10-12"
    assert "国务院办公厅《关于2024年部分节假日安排的通知》（国办发明电〔2023〕7号）" in sentence
    off, worked, sentence = notice.proposed(date(2024, 12, 20))
    assert off.startswith("2025-01-01、2025-01-28至2025-02-04")
    assert "国办发明电〔2023〕7号" in sentence
    assert "国办发明电〔2024〕12号" in sentence
    assert notice.proposed(date(2031, 1, 6))[:2] == ("", "")
    assert "没有2031年的放假安排" in notice.proposed(date(2031, 1, 6))[2]


def test_each_day_of_the_period_says_whether_it_counts(desk: Desk) -> None:
    off, worked, _ = notice.proposed(date(2024, 9, 27))
    plan = notice.plan(desk, Asked(date(2024, 9, 27), off, worked))
    # Friday 27, Sunday 29 (worked), Monday 30; then eight days of October, of which 8 and 9 count.
    assert [(day.day.isoformat()[5:], day.place) for day in plan.days if day.place] == [
        ("09-27", 1),
        ("09-29", 2),
        ("09-30", 3),
        ("10-08", 4),
        ("10-09", 5),
    ]
    lines = [day.words for day in plan.days]
    assert lines[1] == "9月28日　周六　不计入（周末）"
    assert lines[2] == "9月29日　周日　第 2 个工作日（调休上班）"
    assert lines[4] == "10月1日　周二　不计入（放假）"
    assert plan.words == "2024年9月27日至2024年10月9日，共5个工作日。"
    assert plan.note == ""
    assert len(plan.days) == (date(2024, 10, 9) - date(2024, 9, 27)) / timedelta(days=1) + 1


def test_a_period_that_runs_into_an_unknown_year_says_so(desk: Desk) -> None:
    plan = notice.plan(desk, Asked(date(2026, 12, 28)))
    assert plan.words.startswith("2026年12月28日至2027年1月1日")
    assert "没有2027年的放假安排" in plan.note
    plan = notice.plan(desk, Asked(date(2026, 12, 28), "2027-01-01"))
    assert plan.words.startswith("2026年12月28日至2027年1月4日")
    assert plan.note == ""


def test_fewer_days_than_asked_for_are_refused(desk: Desk) -> None:
    assert notice.least_days(desk) == 5
    with pytest.raises(Refused, match="不得少于5个工作日"):
        notice.plan(desk, Asked(date(2024, 11, 25), working_days=4))
    assert notice.plan(desk, Asked(date(2024, 11, 25), working_days=6)).words.endswith(
        "6个工作日。"
    )


def test_the_texts_are_where_the_table_says() -> None:
    folder: Path = resources_folder() / "sources"
    assert {table["text"] for table in TABLES.values()} == {
        path.name for path in folder.glob("holidays-*.txt")
    }
