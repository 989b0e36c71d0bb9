"""A row of years gets one result; what stands there stays."""

from dataclasses import replace

import pytest

from zcdesk.desk import assessments
from zcdesk.domain.applicant import Applicant, Assessment, Grade, Level, Title
from zcdesk.domain.dates import PartialDate
from zcdesk.domain.errors import Refused

SOMEBODY = Applicant("001", "甲", "工程", "机械", Level.ASSOCIATE_SENIOR)


def of(*pairs: tuple[int, Grade]) -> tuple[Assessment, ...]:
    return tuple(Assessment(year, grade) for year, grade in pairs)


def test_a_row_is_filled_in_order_and_nothing_is_written_over() -> None:
    before = of((2018, Grade.EXCELLENT), (2021, Grade.UNQUALIFIED), (2022, Grade.QUALIFIED))
    row = assessments.fill(before, "2019", " 2023年", Grade.QUALIFIED, 2024)
    assert [(each.year, each.grade.value) for each in row.assessments] == [
        (2018, "优秀"),
        (2019, "合格"),
        (2020, "合格"),
        (2021, "不合格"),
        (2022, "合格"),
        (2023, "合格"),
    ]
    assert row.filled == (2019, 2020, 2023)
    assert assessments.in_words(row, Grade.QUALIFIED) == (
        "已填入3个年度“合格”。2021年“不合格”已有结果，没有改动。"
    )
    again = assessments.fill(row.assessments, "2022", "2023", Grade.QUALIFIED, 2024)
    assert assessments.in_words(again, Grade.QUALIFIED) == "这些年度都已填写。"
    assert again.assessments == row.assessments


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        ("", "2023", "起始年度请填四位数字，如 2023。"),
        ("2019", "23", "截止年度请填四位数字"),
        ("２０１９", "2023", "起始年度请填四位数字"),
        ("2023", "2019", "起始年度2023晚于截止年度2019。"),
        ("2019", "2025", "截止年度2025应在1984年至2024年之间。"),
        ("1983", "2023", "起始年度1983应在1984年至2024年之间。"),
    ],
)
def test_years_that_mean_nothing_are_told(first: str, last: str, sentence: str) -> None:
    with pytest.raises(Refused) as refusal:
        assessments.fill((), first, last, Grade.QUALIFIED, 2024)
    assert sentence in refusal.value.sentence


def test_the_row_proposed_is_the_first_that_is_open() -> None:
    titled = replace(SOMEBODY, title=Title("工程师", obtained_on=PartialDate(2016, 12)))
    assert assessments.gap(titled, 2024) == (2017, 2023)
    some = replace(titled, assessments=of((2017, Grade.QUALIFIED), (2020, Grade.EXCELLENT)))
    assert assessments.gap(some, 2024) == (2018, 2019)
    every = replace(
        titled, assessments=of(*((year, Grade.QUALIFIED) for year in range(2017, 2024)))
    )
    assert assessments.gap(every, 2024) is None
    assert assessments.gap(SOMEBODY, 2024) == (2019, 2023)
