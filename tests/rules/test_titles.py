"""The table of titles: 27 series, and a name that gives its level only within its series."""

import pytest

from zcdesk.desk.resources import shipped_book
from zcdesk.domain.applicant import Level
from zcdesk.rules.titles import Titles, plain, read_titles, specialty_key

# One name of each series as usual in rosters.
SERIES = (
    "高等学校教师 哲学社会科学研究 自然科学研究 卫生 工程 农业 新闻 出版 图书资料 文物博物 档案 工艺美术 技工院校教师 体育 翻译 播音主持 会计 统计 经济 "
    "实验技术 中等职业学校教师 中小学教师 艺术 公共法律服务 审计 船舶 民用航空飞行技术"
).split()


@pytest.fixture(scope="module")
def titles() -> Titles:
    return shipped_book("shanxi-2024").titles


def test_there_are_27_series(titles: Titles) -> None:
    assert len(titles.levels) == 27
    assert len({titles.series_name(name) for name in SERIES}) == 27
    assert all(titles.knows(name) for name in SERIES)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("工程", "工程技术"),
        ("工程技术", "工程技术"),
        ("工程系列", "工程技术"),
        (" 工 程 ", "工程技术"),
        ("卫生", "卫生技术"),
        ("农业", "农业技术"),
        ("炼金", "炼金"),
        ("", ""),
    ],
)
def test_series_by_their_names(titles: Titles, text: str, wanted: str) -> None:
    assert titles.series_name(text) == wanted


@pytest.mark.parametrize(
    ("series", "title", "level"),
    [
        ("中小学教师", "一级教师", Level.INTERMEDIATE),
        ("艺术", "一级演员", Level.FULL_SENIOR),
        ("工程", "正高级工程师", Level.FULL_SENIOR),
        ("工程", "教授级高级工程师", Level.FULL_SENIOR),
        ("工程", "高级工程师", Level.ASSOCIATE_SENIOR),
        ("工程技术", "工程师", Level.INTERMEDIATE),
        ("工程", "助理工程师", Level.ASSISTANT),
        ("工程", "技术员", Level.TECHNICIAN),
        ("工程", " 工程师 ", Level.INTERMEDIATE),
        ("卫生", "主治医师", Level.INTERMEDIATE),
        ("卫生", "副主任护师", Level.ASSOCIATE_SENIOR),
        ("农业", "农业技术推广研究员", Level.FULL_SENIOR),
        ("自然科学研究", "研究员", Level.FULL_SENIOR),
        ("新闻", "主任记者", Level.ASSOCIATE_SENIOR),
        ("新闻", "高级编辑", Level.FULL_SENIOR),
        ("技工院校教师", "高级讲师", Level.ASSOCIATE_SENIOR),
        ("技工院校教师", "一级实习指导教师", Level.INTERMEDIATE),
        ("翻译", "一级翻译", Level.ASSOCIATE_SENIOR),
        ("民用航空飞行技术", "一级飞行员", Level.ASSOCIATE_SENIOR),
        ("会计", "工程师", None),
        ("工程", "特级工匠", None),
        ("炼金", "工程师", None),
        ("", "工程师", Level.INTERMEDIATE),
        ("", "讲师", Level.INTERMEDIATE),
        ("", "特级工匠", None),
    ],
)
def test_levels(titles: Titles, series: str, title: str, level: Level | None) -> None:
    assert titles.level_of(series, title) is level


def test_a_name_of_two_levels_gives_none_without_its_series() -> None:
    table = {
        "甲": {"names": ["甲"], "中级": ["一级师"]},
        "乙": {"names": ["乙"], "正高级": ["一级师"]},
    }
    titles = read_titles(table)
    assert titles.level_of("", "一级师") is None
    assert titles.level_of("甲", "一级师") is Level.INTERMEDIATE
    assert titles.level_of("乙", "一级师") is Level.FULL_SENIOR


def test_every_series_has_the_levels_of_the_national_table(titles: Titles) -> None:
    """正高级 to 助理级 everywhere; 员级 in some only, and in none of the research series."""
    for series, levels in titles.levels.items():
        assert set(levels.values()) >= set(Level) - {Level.TECHNICIAN}, series
    for series in ("高等学校教师", "自然科学研究", "文物博物", "民用航空飞行技术"):
        assert Level.TECHNICIAN not in titles.levels[series].values()


@pytest.mark.parametrize(
    "table",
    [
        {"甲": {"names": ["甲"]}, "乙": {"names": ["甲"]}},
        {"甲": {"names": ["甲"], "中级": ["师"], "副高级": ["师"]}},
        {"甲": {"names": ["甲"], "高级": ["师"]}},
    ],
)
def test_a_contradiction_is_refused(table: dict[str, dict[str, list[str]]]) -> None:
    with pytest.raises(ValueError, match=r"甲|高级"):
        read_titles(table)


def test_what_specialties_are_compared_by() -> None:
    assert plain("（机 械）　ＣＡＤ\n") == "(机械)CAD"
    assert specialty_key("机械设计 专业（数控方向）") == "机械设计(数控)"
