"""Sentences: facts in their places, dates in Chinese, a fact that is not there is an error."""

import pytest

from zcdesk.rules.wording import read_template, read_wording


@pytest.mark.parametrize(
    ("text", "facts", "wanted"),
    [
        ("没有事实。", {}, "没有事实。"),
        ("{a}", {"a": 3}, "3"),
        ("共{a}年，{b}。", {"a": 3, "b": "优"}, "共3年，优。"),
        ("{a:date}起", {"a": "2019-03-05"}, "2019年3月5日起"),
        ("{a:date}起", {"a": "2019-03"}, "2019年3月起"),
        ("{a:date}", {"a": ["2019", "2020-01"]}, "2019年、2020年1月"),
        ("{a}", {"a": [1, 2]}, "1、2"),
        ("{a}", {"a": []}, "无"),
        ("{a}", {"a": None}, "不详"),
        ("{a:date}", {"a": None}, "不详"),
    ],
)
def test_a_sentence_is_filled(text: str, facts: dict[str, object], wanted: str) -> None:
    assert read_template(text).fill(facts) == wanted


def test_a_missing_fact_is_an_error() -> None:
    with pytest.raises(KeyError):
        read_template("{a}和{b}").fill({"a": 1})


@pytest.mark.parametrize("text", ["{}", "{0}", "{a.b}", "{a!r}", "{a:>3}", "{a", "a}"])
def test_anything_else_in_braces_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"占位符|'}'|'{'"):
        read_template(text)


def test_doubled_braces_are_braces() -> None:
    assert read_template("a{{b}}{c}").fill({"c": 1}) == "a{b}1"


def test_a_wording_has_a_name_cases_and_remedies() -> None:
    wording = read_wording({"r": {"name": "规则", "ok": "好。", "violation": ["坏。", "改。"]}})[
        "r"
    ]
    assert wording.name == "规则"
    assert wording.cases["ok"].remedy.text == ""
    assert wording.cases["violation"].remedy.text == "改。"
    assert wording.cases["violation"].message.facts == frozenset()


@pytest.mark.parametrize("told", [3, [], [3]])
def test_a_case_that_is_no_text_is_refused(told: object) -> None:
    with pytest.raises(ValueError, match="r"):
        read_wording({"r": {"name": "规则", "ok": told}})
