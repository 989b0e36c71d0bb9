"""The views of a gathered file against plain counting over made-up rows."""

import random
from fractions import Fraction

import pytest

from zcdesk.desk import gathered_views
from zcdesk.desk.gathered_views import Share, hidden
from zcdesk.desk.receiving import read_key
from zcdesk.domain.errors import Unreadable
from zcdesk.handover.gathered import TABLES, GatheredPackage
from zcdesk.handover.warehouse import Warehouse

YEAR, CITY, LEVEL, OUT, AT_DEFENSE = 1, 7, 12, 17, 18


def a_package(place, dice):
    """A committee's year: people of two levels, one group, the floors of 高级."""
    key = (f"p{place}", 2020 + place % 3, f"第{place % 4}评委会")
    people = [
        (*key, str(n), f"n{n}", "", "", dice.choice("太大临"), "", "", "工程", "",
         dice.choice(["副高级", "正高级"]), "", "senior", "passed", True, out := dice.random() < 0.3,
         out and dice.random() < 0.5, None)
        for n in range(dice.randrange(1, 30))
    ]  # fmt: skip
    counts = (len(people), sum(r[AT_DEFENSE] for r in people), sum(r[OUT] for r in people))
    group = (*key, "senior", *counts, 1, 5, True, 0, 1, 10, True, 0)
    session = (*key, "c", "", "2024-11-20", "x", "f", "s", "2024-11-20T17:00:00", "submission",
               place == 0, "shanxi-2024", "1", f"/in/{key[0]}.zip", "", "")  # fmt: skip
    waiver = (*key, "1", "tenure-years", "援疆", "1号", "省厅")
    unknown = (*key, "2", "a-rule-of-2031", "", "", "")
    rows = {table: [] for table in TABLES}
    rows |= {"packages": [session], "committee_groups": [group], "applicants": people}
    rows |= {"waivers": [waiver, unknown]}
    return GatheredPackage(key[0], rows)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A file of twelve packages, and every row of people in it."""
    dice = random.Random(7)
    packages = [a_package(place, dice) for place in range(12)]
    file = tmp_path_factory.mktemp("house") / "all.duckdb"
    with Warehouse.open(file) as opened:
        opened.put(packages)
    return file, [row for each in packages for row in each.rows["applicants"]]


def views(file, expected=None):
    return {view.key: view for view in gathered_views.views(file, expected)}


def test_every_line_leads_to_the_packages_that_its_people_are_from(house):
    file, people = house
    places = {"review_year": YEAR, "committee": 2, "level": LEVEL, "city": CITY}
    for key in ("committee", "level", "city", "year", "trend"):
        for line in views(file)[key].lines:
            wanted = {n: v for n, v in line.values.items() if n in places}
            held = {r[0] for r in people if all(r[places[n]] == v for n, v in wanted.items())}
            assert set(gathered_views.packages_behind(file, line)) == held


def test_a_committees_own_group_is_judged_and_a_sum_is_compared(house):
    file, people = house
    told = views(file)
    for line in told["committee"].lines:
        held = [r for r in people if (r[YEAR], r[2]) == (line.cells[0], line.cells[1])]
        share = line.cells[4]
        assert share == Share(sum(r[OUT] for r in held), len(held), Fraction(1, 5))
        least = -(-len(held) // 5)
        short = least - share.part
        assert line.cells[5] == ("● 达到" if short <= 0 else f"■ 差 {short} 人")
    for line in told["level"].lines:
        held = [r for r in people if (r[YEAR], r[LEVEL]) == line.cells[:2]]
        share, low = line.cells[3], 5 * sum(r[OUT] for r in held) < len(held)
        assert (share.of, share.together) == (len(held), True)
        assert line.cells[4] == ("▲ 低于" if low else "● 不低于")


def test_a_trend_has_the_years_that_there_are(house):
    file, people = house
    for line in views(file)["trend"].lines:
        own = [r for r in people if line.cells[0] in ("全部评委会", r[2])]
        assert [point.year for point in line.trend] == sorted({r[YEAR] for r in own})
        for point in line.trend:
            held = [r for r in own if r[YEAR] == point.year]
            assert (point.overall.part, point.overall.of) == (sum(r[OUT] for r in held), len(held))
            assert point.defense.part == sum(r[AT_DEFENSE] for r in held)


def test_rehearsals_are_told_in_every_view_and_rules_by_name(house):
    told = views(house[0])
    assert {view.note[:12] for view in told.values()} == {"【演练】库中 1 份移交"}
    assert {line.cells[3] for line in told["waivers"].lines} == {"任职年限", "a-rule-of-2031"}
    assert [line.cells[5] for line in told["packages"].lines].count("演练") == 1
    # Kept as 17:00 UTC.
    assert {line.cells[3] for line in told["packages"].lines} == {"2024-11-21 01:00"}


def test_an_id_number_is_shown_in_part():
    assert hidden("14010119800101001X") == "140101********001X"
    assert hidden("") == ""
    assert hidden("A1234567") == "A1234567"


def test_a_key_file_is_read_or_a_sentence(tmp_path):
    (tmp_path / "key.txt").write_text("AGE-SECRET-KEY-1X", "utf-8")
    assert read_key(tmp_path / "key.txt") == "AGE-SECRET-KEY-1X"
    (tmp_path / "big").write_bytes(b"x" * 70_000)
    (tmp_path / "binary").write_bytes(b"\xff\xfe\xfd")
    for name in ("gone", "big", "binary"):
        with pytest.raises(Unreadable, match="私钥文件"):
            read_key(tmp_path / name)
