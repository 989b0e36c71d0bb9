"""A table of 50 000 rows costs ten times one of 5 000: a row costs what its text costs."""

import random
import time

import pytest

from tests.conftest import Measured
from zcdesk.reports.page import Paper
from zcdesk.reports.table import FIGURE, Column, Table

pytestmark = pytest.mark.benchmark
ROWS, TIMES = 5_000, 10
_COLUMNS = (
    Column("序号", 12, look=FIGURE, whole=True),
    Column("姓名", 22),
    Column("身份证号", 42, look=FIGURE, whole=True),
    Column("工作单位", 62, align="left"),
    Column("结果", 18),
)


def invented(count: int) -> list[list[str]]:
    """Rows of which no two are alike in every cell; the names as often alike as in a province."""
    dice = random.Random(11)
    signs = "王李张刘陈杨赵黄周吴伟芳娜秀英敏静丽强磊军洋勇艳杰"
    return [
        [
            str(place),
            "".join(dice.choices(signs, k=3)),
            f"1401{dice.randrange(10**14):014d}",
            f"太原市第{dice.randrange(count // 10)}机械制造有限公司",
            dice.choice(("通过", "未通过")),
        ]
        for place in range(1, count + 1)
    ]


def seconds(rows: list[list[str]]) -> float:
    best = float("inf")
    for _ in range(1 if len(rows) > ROWS else 3):
        start = time.process_time()
        paper = Paper("名册", check_code="1A2B-3C4D-5E6F-7081", rehearsal=False)
        Table(paper, _COLUMNS).draw(rows)
        paper.finish()
        best = min(best, time.process_time() - start)
    return best


def test_fifty_thousand_rows(measured: Measured) -> None:
    few, many = invented(ROWS), invented(TIMES * ROWS)
    seconds(few[:100])  # reads the fonts
    measured(
        "a table of 50 000 rows",
        seconds(many),
        TIMES * seconds(few),
        "ten tables of 5 000 rows",
        most=1.4,
        target=1.2,
    )
