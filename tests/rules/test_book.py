"""The book's loader: exact numbers, citations that can be found, defects named, nothing read twice."""

import tomllib
from fractions import Fraction
from typing import Any

import pytest

from zcdesk.desk.resources import book_files, resources_folder
from zcdesk.domain.applicant import Education, Level
from zcdesk.domain.citation import Standing
from zcdesk.domain.errors import Refused, Unreadable
from zcdesk.domain.finding import Severity
from zcdesk.rules.book import Book, load_book
from zcdesk.rules.standards import Way

MAIN = "shanxi-2024.toml"
CITE = 'cite = { source = "notice", at = "一" }\nstanding = "open"\n'


@pytest.fixture
def files() -> dict[str, str]:
    return book_files()


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book(book_files(), "shanxi-2024")


def test_the_figures_of_the_law(book: Book) -> None:
    """Typed from the notice and the national rule once more."""
    wanted: dict[str, Any] = {
        "elimination.senior.overall": Fraction(1, 5),
        "elimination.senior.defense": Fraction(1, 10),
        "elimination.senior_exam.overall": Fraction(3, 20),
        "elimination.senior_exam.defense": Fraction(1, 10),
        "elimination.intermediate.overall": Fraction(1, 10),
        "elimination.junior_floor": "none",
        "elimination.pool": "tier",
        "voting.pass": Fraction(2, 3),
        "voting.max_rounds": 3,
        "quorum.share": Fraction(2, 3),
        "recusal.base": "subtract",
        "defense.absent": "excluded",
        "defense.panel_minimum": 3,
        "scoring.aggregate": "mean",
        "scoring.pass_mark": 60,
        "scoring.trim_from": 5,
        "scoring.dimensions": ("思想品德", "职业道德", "专业能力", "技术水平", "学术影响力"),
        "scoring.dimension_points": 20,
        "scoring.dimension_step": Fraction(1, 2),
        "assessment.recent_years": "latest",
        "assessment.exceptional_window": 3,
        "assessment.exempt_kinds": ("民营企业", "其他非公经济组织", "灵活就业", "自由职业"),
        "assessment.passing_grades": ("优秀", "合格"),
        "committee.minimum.senior.series": 25,
        "committee.minimum.senior.specialty": 11,
        "committee.approval_years": 3,
        "integrity.years": 3,
        "retirement.men": 60,
        "retirement.women": 55,
        "transfer.post_years": 1,
        "public_notice.working_days": 5,
        "session.idle_minutes": 2,
        "session.pin_tries": 5,
        "print.small_group_votes": "print",
        "vetting.unproven": "tell",
    }
    assert {key: book[key].value for key in wanted} == wanted


def test_a_parameter_knows_its_place_and_standing(book: Book) -> None:
    param = book["elimination.senior.overall"]
    assert param.citation.at == "三（五）"
    assert param.citation.source.dated == "2024-07-31"
    assert "20%" in param.citation.quote
    assert param.standing is Standing.CONFIRMED
    assert book["voting.pass"].standing is Standing.ASSUMED
    assert book["recusal.base"].standing is Standing.OPEN
    assert book["recusal.base"].options == ("subtract", "keep")


def test_the_default_scheme(book: Book) -> None:
    items = book.scheme.items
    assert items[0].name == "思想品德"
    assert {(item.low, item.high, item.step) for item in items} == {(0, 20, Fraction(1, 2))}
    assert sum(item.high for item in items) == 100


def test_the_ways_of_a_standard(book: Book) -> None:
    ways = book.ways("工程", Level.INTERMEDIATE)
    assert ways is not None
    assert ways[Education.DOCTORATE].direct
    assert ways[Education.MASTER] == Way(Level.ASSISTANT, 2)
    assert book.ways("工程", Level.TECHNICIAN) is None
    assert book.ways("经济", Level.INTERMEDIATE) is None


def test_the_overlay_replaces_the_whole_value(book: Book) -> None:
    """The national book has the three years of integrity records too; the province's text wins."""
    assert book["integrity.years"].citation.source.key == "notice"
    assert book.rules["quorum"].citations[0].source.key == "order40"
    assert book.rules["tenure-years"].severity is Severity.BLOCKING


def test_only_the_files_used_are_kept_and_they_suffice(files: dict[str, str], book: Book) -> None:
    wider = load_book(files | {"hebei-2024.toml": "?"}, "shanxi-2024")
    assert wider.sha256 == book.sha256
    assert set(book.files) <= set(files)
    again = load_book(book.files, "shanxi-2024")
    assert (again.sha256, again.params, again.files) == (book.sha256, book.params, book.files)


@pytest.mark.parametrize("name", sorted(book_files()))
def test_any_change_of_a_file_changes_the_digest(
    files: dict[str, str], book: Book, name: str
) -> None:
    assert load_book(files | {name: files[name] + "\n# x\n"}, "shanxi-2024").sha256 != book.sha256


def test_a_missing_file_is_named(files: dict[str, str]) -> None:
    with pytest.raises(Refused, match=r"hebei-2024\.toml") as refusal:
        load_book(files, "hebei-2024")
    assert refusal.value.rule == "unknown-rules"


@pytest.mark.parametrize(
    "name",
    [
        "national-2019.toml",
        "standards/health.toml",
        "titles.toml",
        "wording/rules.toml",
    ],
)
def test_a_missing_part_is_named(files: dict[str, str], name: str) -> None:
    del files[name]
    with pytest.raises(Refused, match=name):
        load_book(files, "shanxi-2024")


def test_the_national_book_alone_is_no_book(files: dict[str, str]) -> None:
    with pytest.raises(Refused, match="评审年度"):
        load_book(files, "national-2019")


DEFECTS = {
    "a float": ("[x.y]\nvalue = 0.2\n" + CITE, "0.2"),
    "a key twice": ("[transfer.post_years]\nvalue = 1\n" + CITE, "transfer"),
    "no TOML": ("???", "不是有效的 TOML"),
    "a text for a number": ('[x.y]\nvalue = "many"\n' + CITE, "many"),
    "a share of nothing": ('[x.y]\nvalue = "1/0"\n' + CITE, "1/0"),
    "a truth value": ("[x.y]\nvalue = true\n" + CITE, "True"),
    "an empty list": ("[x.y]\nvalue = []\n" + CITE, "x.y"),
    "a list of numbers": ("[x.y]\nvalue = [1]\n" + CITE, "x.y"),
    "no citation": ('[x.y]\nvalue = 1\nstanding = "open"\n', "缺少依据"),
    "no standing": ('[x.y]\nvalue = 1\ncite = { source = "notice", at = "一" }\n', "可信程度"),
    "unknown standing": (
        '[x.y]\nvalue = 1\ncite = { source = "notice", at = "一" }\nstanding = "sure"\n',
        "sure",
    ),
    "confirmed without a quote": (
        '[x.y]\nvalue = 1\ncite = { source = "notice", at = "一" }\nstanding = "confirmed"\n',
        "引文",
    ),
    "a source not listed": (
        '[x.y]\nvalue = 1\ncite = { source = "rumour", at = "一" }\nstanding = "open"\n',
        "依据",
    ),
    "no article": (
        '[x.y]\nvalue = 1\ncite = { source = "notice", at = "" }\nstanding = "open"\n',
        "条款",
    ),
    "a citation in words": ('[x.y]\nvalue = 1\ncite = "notice"\nstanding = "open"\n', "条款"),
    "a choice not offered": ('[x.y]\nchoice = "c"\noptions = ["a"]\n' + CITE, "可选范围"),
    "a value alone": ("[x]\ny = 1\n", "没有依据"),
    "a source without a date": ('[sources.x]\ntitle = "甲"\n', "标题或日期"),
    "a source without a title": ("[sources.x]\ndated = 2024-01-01\n", "标题或日期"),
    "a rule without an article": ('[rules.x]\nseverity = "blocking"\ncites = []\n', "不完整"),
    "a weight not known": (
        '[rules.x]\nseverity = "grave"\narticle = "一"\ncites = []\n',
        "grave",
    ),
}


@pytest.mark.parametrize(("text", "told"), DEFECTS.values(), ids=DEFECTS)
def test_a_defect_of_a_book_is_named(files: dict[str, str], text: str, told: str) -> None:
    files[MAIN] += "\n" + text
    with pytest.raises(Unreadable) as error:
        load_book(files, "shanxi-2024")
    assert MAIN in error.value.sentence
    assert told in error.value.sentence


def test_a_date_that_is_none_cannot_be_written(files: dict[str, str]) -> None:
    files[MAIN] = files[MAIN].replace("dated = 2024-07-31", "dated = 2024-06-40")
    with pytest.raises(Unreadable):
        load_book(files, "shanxi-2024")


def test_a_book_is_named_like_its_file(files: dict[str, str]) -> None:
    with pytest.raises(Unreadable, match="文件名"):
        load_book(files | {"hebei-2024.toml": files[MAIN]}, "hebei-2024")


def test_books_that_extend_each_other_are_refused(files: dict[str, str]) -> None:
    name = "national-2019.toml"
    files[name] = files[name].replace(
        'id = "national-2019"', 'id = "national-2019"\nextends = "shanxi-2024"'
    )
    with pytest.raises(Unreadable, match="相互引用"):
        load_book(files, "shanxi-2024")


STANDARD_DEFECTS = {
    "no head": lambda text: text.replace('standing = "assumed"\n', ""),
    "a level not known": lambda text: text.replace('[levels."副高级"]', '[levels."超高级"]'),
    "a degree not known": lambda text: text + '"高中" = "direct"\n',
    "a way not understood": lambda text: text + '"大专" = "中级5年"\n',
    "a lower level not known": lambda text: text + '"大专" = "低级 + 5"\n',
    "working years alone": lambda text: text + '"大专" = { work_years = 5 }\n',
    "working years in words": lambda text: (
        text + '"大专" = { way = "中级 + 5", work_years = "十" }\n'
    ),
    "a number for a way": lambda text: text + '"大专" = 5\n',
    "a source of another file": lambda text: text.replace('source = "health"', 'source = "notice"'),
}


@pytest.mark.parametrize("spoil", STANDARD_DEFECTS.values(), ids=STANDARD_DEFECTS)
def test_a_defect_of_a_standard_is_named(files: dict[str, str], spoil: Any) -> None:
    name = "standards/health.toml"
    spoilt = spoil(files[name])
    assert spoilt != files[name]
    with pytest.raises(Unreadable, match=name):
        load_book(files | {name: spoilt}, "shanxi-2024")


def test_a_standard_may_ask_for_working_years(files: dict[str, str]) -> None:
    files["standards/health.toml"] += '"大专" = { way = "中级 + 7", work_years = 15 }\n'
    ways = load_book(files, "shanxi-2024").ways("卫生", Level.ASSOCIATE_SENIOR)
    assert ways is not None
    assert ways[Education.COLLEGE] == Way(Level.INTERMEDIATE, 7, 15)


@pytest.mark.parametrize("name", ["titles.toml", "wording/rules.toml"])
def test_a_defect_of_another_file_is_named(files: dict[str, str], name: str) -> None:
    with pytest.raises(Unreadable, match=name):
        load_book(files | {name: "x = 1\n"}, "shanxi-2024")


def quotes(table: Any, sources: dict[str, Any]) -> list[tuple[str, str]]:
    """Every (file of the source, quote) of a book's table."""
    if isinstance(table, list):
        return [pair for part in table for pair in quotes(part, sources)]
    if not isinstance(table, dict):
        return []
    own = []
    if table.get("quote"):
        own = [(sources[table["source"]].get("text", ""), table["quote"])]
    return own + [pair for part in table.values() for pair in quotes(part, sources)]


def misquoted(files: dict[str, str]) -> list[str]:
    """Quotes that do not stand word for word in the source that they name."""
    folder = resources_folder() / "sources"
    texts = {path.name: path.read_text("utf-8") for path in folder.glob("*.txt")}
    names = [name for name in files if "/" not in name or name.startswith("standards/")]
    books = [tomllib.loads(files[name]) for name in names if name != "titles.toml"]
    sources = {key: source for book in books for key, source in book["sources"].items()}
    return [q for book in books for text, q in quotes(book, sources) if q not in texts[text]]


def test_every_quote_stands_in_its_source(files: dict[str, str]) -> None:
    assert misquoted(files) == []


def test_the_check_of_quotes_bites(files: dict[str, str]) -> None:
    files[MAIN] = files[MAIN].replace("淘汰率不低于 15%，其中", "淘汰率不低于 14%，其中")
    assert misquoted(files) == [
        "国家实行考评结合的系列（专业）综合淘汰率不低于 14%，其中答辩评议不低于 10%"
    ]


def test_every_rule_of_the_notice_shows_the_articles_own_words(book: Book) -> None:
    for rule, entry in book.rules.items():
        if entry.article not in ("–", "人社部令第40号"):
            assert entry.citations, rule
            assert all(citation.quote for citation in entry.citations), rule


@pytest.mark.parametrize(
    ("series", "asked"),
    [
        ("自然科学研究", "博士 中级 直接; 硕士 中级 助理级2; 本科 中级 助理级4; 博士 副高级 中级2"),
        ("哲学社会科学研究", "本科 副高级 中级5; 大专 副高级 -; 硕士 正高级 副高级5"),
        ("高等学校教师", "硕士 助理级 直接; 硕士 副高级 中级5; 大专 中级 -"),
        ("中等职业学校教师", "本科 中级 助理级4; 博士 副高级 中级2"),
        ("中小学教师", "大专 副高级 中级5; 中专 中级 助理级5; 中专 助理级 员级3; 大专 正高级 -"),
        ("经济", "大专 副高级 中级10; 本科 副高级 中级5; 本科 正高级 副高级5"),
        ("统计", "大专 副高级 中级10; 博士 副高级 中级2"),
        ("审计", "大专 副高级 中级10; 硕士 副高级 中级5"),
        ("出版", "博士 副高级 中级2; 本科 正高级 副高级5; 大专 副高级 -"),
        ("档案", "中专 中级 助理级7; 大专 中级 助理级4; 中专 助理级 员级4; 博士 中级 直接"),
    ],
)
def test_the_standards_typed_once_more(series: str, asked: str, book: Book) -> None:
    """Against a slip of the pen; the texts themselves were not at hand, and the standing says so."""
    assert book.standards[series].standing is Standing.ASSUMED
    for line in asked.split("; "):
        degree, level, wanted = line.split()
        ways = book.ways(series, Level(level)) or {}
        way = ways.get(Education(degree))
        told = (
            "-" if way is None else "直接" if way.below is None else f"{way.below.value}{way.years}"
        )
        assert told == wanted, line
