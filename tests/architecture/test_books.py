"""Books, code, wording and cases close over one another: nothing is asked in vain, nothing lies idle."""

import ast
import tomllib
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

from zcdesk.desk.resources import book_files, shipped_book
from zcdesk.rules.book import Book, load_book
from zcdesk.rules.catalogue import RULES

BOOKS = [
    name.removesuffix(".toml")
    for name, text in book_files().items()
    if "/" not in name and "review_year" in tomllib.loads(text).get("book", {})
]
SESSION_RULES = (
    "session-year committee-filing committee-size quorum work-plan scoring-scheme "
    "standard-published member-integrity elimination-floor"
).split()
# Calls that take a book's key, beside book["…"].
ASKING = {"count", "words", "share_of", "whole_of"}
# Numbers that no rule compares with: limits of a setting or of a screen.
NOT_COMPARED = {
    "scoring.dimension_points": "the range of a default mark",
    "scoring.dimension_step": "the step of a default mark",
    "session.idle_minutes": "a timer of the screen",
}
# Numbers whose boundary a test of its own stands at, with a word of it.
TRIED_IN = {
    "defense.panel_minimum": ("tests/rules/test_recusal.py", "panel-size"),
    "voting.max_rounds": ("tests/rules/test_rounds.py", "max-rounds"),
    "public_notice.working_days": ("tests/rules/test_publicity.py", "不得少于5个工作日"),
    "session.pin_tries": ("tests/store/test_casefile.py", "tries=5"),
}
# Names of parameters in words stand here; that is no use of them.
LABELS = "settings_text.py"


@pytest.fixture(scope="module", params=BOOKS)
def book(request: pytest.FixtureRequest) -> Book:
    return shipped_book(request.param)


def strings(root: Path) -> Counter[str]:
    """Every string in the code, docstrings apart, with the beginnings of f-strings."""
    found: Counter[str] = Counter()
    for path in (root / "zcdesk").rglob("*.py"):
        if path.name == LABELS:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found[node.value] += 1
    return found


def asked(root: Path) -> set[str]:
    """The keys that the code asks a book for by name."""
    keys = set()
    for path in (root / "zcdesk").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith(
                ("book", "params")
            ):
                keys |= literals([node.slice])
            elif isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in ASKING:
                keys |= literals(node.args)
    return keys


def literals(nodes: list[ast.expr]) -> set[str]:
    return {
        node.value
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value
    }


def idle(book: Book, said: Counter[str]) -> set[str]:
    """Keys that the code never names, whole or as the beginning of a built one."""
    beginnings = tuple(text for text in said if text.endswith(".") and text[:-1].isidentifier())
    return {key for key in book.params if key not in said and not key.startswith(beginnings)}


def test_there_is_a_book() -> None:
    assert "shanxi-2024" in BOOKS


def test_every_key_that_the_code_asks_for_stands_in_every_book(book: Book, root: Path) -> None:
    keys = asked(root)
    assert len(keys) > 20
    assert keys - set(book.params) == set()


def test_every_key_of_a_book_is_asked_for(book: Book, root: Path) -> None:
    assert idle(book, strings(root)) == set()


def test_an_idle_key_is_seen(root: Path) -> None:
    files = book_files()
    files["shanxi-2024.toml"] += (
        '\n[idle.key]\nvalue = 1\nstanding = "open"\ncite = { source = "notice", at = "一" }\n'
    )
    assert idle(load_book(files, "shanxi-2024"), strings(root)) == {"idle.key"}


def test_every_rule_has_weight_article_and_wording_and_there_are_no_others(book: Book) -> None:
    rules = [rule for rule, _ in RULES] + SESSION_RULES
    assert sorted(book.rules) == sorted(rules)
    assert sorted(book.wording) == sorted(rules)
    assert all(wording.name for wording in book.wording.values())


def compared(book: Book) -> set[str]:
    return {
        key
        for key, param in book.params.items()
        if isinstance(param.value, int | Fraction) and not {key} & {*NOT_COMPARED, *TRIED_IN}
    }


def boundaries(folder: Path) -> Counter[str]:
    """How many cases stand at each parameter's boundary."""
    found: Counter[str] = Counter()
    for path in folder.glob("*.toml"):
        for cases in tomllib.loads(path.read_text("utf-8")).values():
            found.update(case["boundary"] for case in cases if "boundary" in case)
    return found


def test_every_number_has_cases_on_below_and_above_its_boundary(book: Book, root: Path) -> None:
    found = boundaries(root / "tests" / "cases")
    assert {key: found[key] for key in sorted(compared(book)) if found[key] < 3} == {}


@pytest.mark.parametrize(("path", "word"), TRIED_IN.values(), ids=TRIED_IN)
def test_a_boundary_tried_elsewhere_is(root: Path, path: str, word: str) -> None:
    assert word in (root / path).read_text("utf-8")


def test_every_boundary_names_a_parameter(book: Book, root: Path) -> None:
    assert set(boundaries(root / "tests" / "cases")) <= set(book.params)
