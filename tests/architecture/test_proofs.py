"""The table of proofs: each promise names tests that exist, and each of them is known to bite.

`packaging/sabotage.py` spoils the program by every entry of the table and takes minutes; here a few entries are tried
with every run, and of all of them that they still fit the program.
"""

from __future__ import annotations

import ast
import importlib.util
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from zcdesk.desk.manual import promises


def _script(root: Path) -> Any:
    spec = importlib.util.spec_from_file_location("sabotage", root / "packaging" / "sabotage.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["sabotage"] = module  # its dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


ROOT = Path(__file__).parents[2]
SCRIPT = _script(ROOT)
SABOTAGES = SCRIPT.sabotages()
TABLE = tomllib.loads((ROOT / "tests" / "proofs.toml").read_text("utf-8"))


def plain(test: str) -> str:
    """A test without the case in brackets."""
    return test.partition("[")[0]


def exists(test: str) -> bool:
    """Whether there is such a test."""
    file, _, name = plain(test).partition("::")
    if not (ROOT / file).is_file():
        return False
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    return name in {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}


def bitten() -> set[str]:
    return {plain(test) for each in SABOTAGES for test in each.red}


def test_every_test_that_is_named_exists() -> None:
    named = {test for clause in TABLE["clause"] for test in clause["tests"]} | bitten()
    named |= {test for line in promises() for test in line.tests}
    assert len(named) > 90
    assert sorted(test for test in named if not exists(test)) == []
    assert not exists("tests/store/test_secrecy.py::test_of_nothing")


def test_each_promise_to_the_voters_rests_on_tests_that_bite() -> None:
    """Every line but the one that nobody can keep; every test of a line stands in a sabotage."""
    for line in promises():
        assert bool(line.tests) is (line.safe != "nobody"), line.who
        assert set(line.tests) <= bitten(), line.who


def test_each_clause_has_a_test_that_bites() -> None:
    whats = [clause["what"] for clause in TABLE["clause"]]
    assert len(whats) == len(set(whats)) > 30
    for clause in TABLE["clause"]:
        assert {plain(test) for test in clause["tests"]} & bitten(), clause["what"]


def test_each_sabotage_stands_in_the_table_once() -> None:
    whats = [each.what for each in SABOTAGES]
    assert len(whats) == len(set(whats)) > 60
    assert all(each.red and each.edits for each in SABOTAGES)


@pytest.mark.parametrize("sabotage", SABOTAGES, ids=lambda each: each.what)
def test_each_sabotage_still_fits_the_program(sabotage: Any) -> None:
    """The passage stands there once, and what takes its place is Python where that is expected."""
    texts: dict[str, str] = {}
    for edit in sabotage.edits:
        assert not edit.file.startswith("tests/"), edit.file
        whole = texts.get(edit.file) or (ROOT / edit.file).read_text("utf-8")
        texts[edit.file] = SCRIPT.spoilt(whole, edit)
    for file, text in texts.items():
        if file.endswith(".py"):
            ast.parse(text, file)


@pytest.mark.slow
@pytest.mark.timeout(3600)  # at full length: every entry, a few seconds each
def test_sabotages_turn_their_tests_red(torture: bool) -> None:
    """At full length all of them; otherwise those marked as quick, in one process for each."""
    chosen = [each for each in SABOTAGES if torture or each.quick]
    assert len(chosen) >= 3
    for each in chosen:
        left, said = SCRIPT.unbitten(each)
        assert left == [], f"{each.what}\n{said}"


def test_a_test_that_does_not_bite_is_named() -> None:
    """The guard bites: an edit that spoils nothing leaves its test green."""
    edit = SCRIPT.Edit("zcdesk/store/roll.py", "def fill(", "def fill(")
    harmless = SCRIPT.Sabotage(
        "nothing", (edit,), ("tests/store/test_keys.py::test_the_costs_are_frozen",), quick=False
    )
    assert SCRIPT.unbitten(harmless)[0] == list(harmless.red)
    with pytest.raises(ValueError, match="0 ×"):
        SCRIPT.spoilt("nothing of the kind", edit)
