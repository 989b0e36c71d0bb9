"""A book that is looked over: what is missing, misspelt, misquoted or in the wrong unit is named."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest

from zcdesk.desk.resources import book_files, resources_folder, shipped_book
from zcdesk.domain.applicant import Education, Level
from zcdesk.rules.book import Book, load_book
from zcdesk.rules.book_review import Difference, Remark, differences, review, way_in_words
from zcdesk.rules.standards import Way

NAME = "shanxi-2024"


@pytest.fixture(scope="module")
def shipped() -> Book:
    return shipped_book(NAME)


@pytest.fixture(scope="module")
def texts() -> Mapping[str, str]:
    folder = resources_folder() / "sources"
    return {path.name: path.read_text("utf-8") for path in folder.glob("*.txt")}


def changed(*swaps: tuple[str, str], more: str = "") -> Book:
    files = book_files()
    for before, after in swaps:
        assert before in files[f"{NAME}.toml"], before
        files[f"{NAME}.toml"] = files[f"{NAME}.toml"].replace(before, after)
    files[f"{NAME}.toml"] += more
    return load_book(files, NAME)


def wrong(book: Book, shipped: Book, texts: Mapping[str, str]) -> list[str]:
    return [f"{r.key}：{r.sentence}" for r in review(book, shipped, texts) if r.wrong]


def test_the_shipped_book_is_in_order_and_says_what_is_assumed(shipped: Book, texts) -> None:
    remarks = review(shipped, shipped, texts)
    assert wrong(shipped, shipped, texts) == []
    assert Remark("quorum.share", "数值待核实，会印入会议纪要。", wrong=False) in remarks
    assert Remark("standards.会计", "数值待核实，会印入会议纪要。", wrong=False) in remarks


@pytest.mark.parametrize(
    ("swap", "said"),
    [
        (
            ('quote = "中级职称评审淘汰率不低于 10%"', 'quote = "中级职称评审淘汰率不低于 15%"'),
            "elimination.intermediate.overall：引文“中级职称评审淘汰率不低于 15%”不在 shanxi-notice-2024.txt 中。",
        ),
        (
            ("[scoring.dimension_points]\nvalue = 20\nof = \"points\"", '[scoring.dimension_points]\nvalue = 20\nof = "years"'),
            "scoring.dimension_points：单位应当是“points”，写成了“years”。",
        ),
        (
            ('[elimination.intermediate.overall]\nvalue = "10%"\nof = "reviewed"', '[elimination.intermediate.overall]\nvalue = ["10%"]\nof = "reviewed"'),
            "elimination.intermediate.overall：应当是比例，写成了一组词。",
        ),
        (
            ('options = ["tier", "level", "specialty"]', 'options = ["tier", "level", "town"]'),
            "elimination.pool：可选项“town”程序不认识。",
        ),
        (
            ('text = "shanxi-notice-2024.txt"', 'text = "elsewhere.txt"'),
            "elimination.senior.overall：找不到依据的原文文件 elsewhere.txt，引文无法核对。",
        ),
    ],
)  # fmt: skip
def test_a_defect_is_named_at_its_key(swap, said: str, shipped: Book, texts) -> None:
    assert said in wrong(changed(swap), shipped, texts)


def test_a_quote_without_a_text_cannot_be_checked(shipped: Book, texts) -> None:
    book = changed(('text = "shanxi-notice-2024.txt"', ""))
    assert any("没有原文文件" in line for line in wrong(book, shipped, texts))


def test_a_quote_may_be_broken_over_lines(shipped: Book, texts) -> None:
    broken = {name: "\n".join(text) for name, text in texts.items()}
    assert wrong(shipped, shipped, broken) == []


def test_missing_and_misspelt_keys_are_told(shipped: Book, texts) -> None:
    book = changed(("[elimination.pool]", "[elimination.pol]"))
    assert wrong(book, shipped, texts) == [
        "elimination.pool：程序需要这一项，规则文件中没有。",
        "elimination.pol：程序不使用这一项，可能是名称写错了。",
    ]


def test_missing_and_misspelt_rules_are_told(shipped: Book, texts) -> None:
    rules = dict(shipped.rules)
    rules["work-plam"] = rules.pop("work-plan")
    assert wrong(replace(shipped, rules=rules), shipped, texts) == [
        "rules.work-plan：程序有这条规则，规则文件中没有它的轻重和条款。",
        "rules.work-plam：程序没有这条规则，可能是名称写错了。",
    ]


def test_a_standard_of_no_series_is_told(shipped: Book, texts) -> None:
    standards = {**shipped.standards, "炼金": shipped.standards["会计"]}
    told = wrong(replace(shipped, standards=standards), shipped, texts)
    assert told == ["standards.炼金：职称系列表中没有这个系列。"]


def test_equal_books_have_no_differences(shipped: Book) -> None:
    assert differences(shipped, shipped) == ()


def test_two_books_side_by_side(shipped: Book) -> None:
    floor = '[elimination.intermediate.overall]\nvalue = "10%"'
    book = changed((floor, floor.replace("10%", "15%")))
    assert differences(shipped, book) == (
        Difference("elimination.intermediate.overall", "10%（已核实）", "15%（已核实）"),
    )
    third = replace(shipped.params["elimination.intermediate.overall"], value=Fraction(1, 3))
    params = {**shipped.params, "elimination.intermediate.overall": third}
    assert differences(shipped, replace(shipped, params=params))[0].after == "1/3（已核实）"


def test_rules_lists_and_standards_are_compared_too(shipped: Book) -> None:
    exam = 'value = ["会计/副高级", "卫生/副高级"]'
    book = changed((exam, 'value = ["会计/副高级"]'))
    standard = book.standards["会计"]
    ways = {
        **standard.levels,
        Level.ASSOCIATE_SENIOR: {Education.DOCTORATE: Way(Level.INTERMEDIATE, 3)},
    }
    book = replace(book, standards={**book.standards, "会计": replace(standard, levels=ways)})
    told = {each.key: (each.before, each.after) for each in differences(shipped, book)}
    assert told["exam.review"] == ("会计/副高级、卫生/副高级（待核实）", "会计/副高级（待核实）")
    assert told["standards.会计.副高级.博士"] == ("中级满2年", "中级满3年")
    assert told["standards.会计.副高级.大专"] == ("中级满10年", "")
    rules = {**shipped.rules, "work-plan": replace(shipped.rules["work-plan"], article="一")}
    assert [each.key for each in differences(shipped, replace(shipped, rules=rules))] == [
        "rules.work-plan"
    ]


def test_ways_in_words() -> None:
    assert way_in_words(Way(None, 0)) == "直接认定"
    assert way_in_words(Way(Level.INTERMEDIATE, 5, 10)) == "中级满5年，从业满10年"
