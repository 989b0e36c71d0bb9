"""No line begins or ends with what may not stand there, and nothing is lost or torn."""

import re

from hypothesis import given
from hypothesis import strategies as st

from zcdesk.reports.fonts import Face, measure
from zcdesk.reports.text import balanced, break_lines, whole

# The tables of the test, not of the program (GB/T 15834-2011 5.1).
NEVER_FIRST = "，。、；：！？）》」』】〕”’"
NEVER_LAST = "（《「『【〔“‘"
SENTENCE = re.compile(r"[0-9A-Za-z]+(?:[.\-/][0-9A-Za-z]+)*%?")

openers = st.sampled_from(NEVER_LAST)
closers = st.sampled_from(NEVER_FIRST)
words = st.sampled_from(
    [
        "19.51%",
        "8/41",
        "140102198001010017",
        "2024-09-30",
        "RFC",
        "x",
        "评审",
        "淘",
        "欧阳𬭎",
        "——",
        "……",
        " ",
    ]
)
pieces = st.one_of(
    words,
    st.builds(lambda a, w, b: a + w + b, openers, words, closers),
    st.builds(lambda w, b: w + b, words, closers),
    st.builds(lambda w, b, c: w + b + c, words, closers, closers),
)
texts = st.lists(pieces, min_size=1, max_size=60).map("".join)


def violations(lines):
    """Lines that begin or end against the rules."""
    return [
        line
        for place, line in enumerate(lines)
        if (place > 0 and line[:1] in tuple(NEVER_FIRST))
        or (place < len(lines) - 1 and line[-1:] in tuple(NEVER_LAST))
    ]


@given(texts, st.integers(14, 28), st.integers(0, 2), st.sampled_from([Face.FANG, Face.SONG]))
def test_no_line_breaks_the_rules(text, ems, indent, face):
    lines = break_lines(text, face, 1000 * ems, indent=1000 * indent, justify=True)
    assert violations([line.text for line in lines]) == []


@given(texts, st.integers(14, 28))
def test_numbers_and_words_stay_whole_and_nothing_is_lost(text, ems):
    lines = [line.text for line in break_lines(text, Face.FANG, 1000 * ems)]
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    narrow = [t for t in SENTENCE.findall(text) if measure(Face.FANG).width(t) < 9000]
    broken = "\n".join(lines)
    assert [t for t in narrow if t not in broken] == []


@given(texts, st.integers(14, 28))
def test_lines_fit(text, ems):
    for line in break_lines(text, Face.SONG, 1000 * ems, justify=True):
        spread = line.gap * (len(line.text) - 1)
        assert line.width == measure(Face.SONG).width(line.text)
        assert line.width + spread <= 1000 * ems + 0.001


def test_the_check_bites_on_a_breaker_without_rules():
    text = "评审通过（待公示），名单如下。"
    naive = [text[n : n + 4] for n in range(0, len(text), 4)]
    assert violations(naive) == ["），名单"]
    assert violations(["一（", "二）"]) == ["一（"]


def test_worked_by_hand():
    # Ten characters a line: the comma would begin line 2, so 员 goes down with it.
    lines = [x.text for x in break_lines("一二三四五六七八九员，甲乙", Face.SONG, 10000)]
    assert lines == ["一二三四五六七八九", "员，甲乙"]
    # The bracket may not end line 1.
    lines = [x.text for x in break_lines("一二三四五六七八九（甲）乙", Face.SONG, 10000)]
    assert lines == ["一二三四五六七八九", "（甲）乙"]


def test_a_word_wider_than_the_line_is_cut():
    lines = break_lines("甲" + "1" * 100 + "。", Face.FANG, 10000)
    assert [len(line.text) for line in lines] == [19, 20, 20, 20, 20, 3]


def test_a_last_line_is_not_spread():
    lines = break_lines("一二三四五六七八九员，甲乙", Face.SONG, 10000, justify=True)
    assert [line.gap for line in lines] == [125.0, 0.0]  # 1000 over eight gaps


def test_paragraphs_are_kept():
    assert [x.text for x in break_lines("甲\n\n乙", Face.SONG, 10000)] == ["甲", "", "乙"]


def test_a_figure_stays_with_what_it_counts():
    text = "会议于2024年11月20日在太原召开，申报40人，未通过9人，收回选票23张，依据第26条。"
    whole_figures = re.findall(r"第?\d+[年月日人张条]", text)
    for ems in range(8, 29):
        found = [line.text for line in break_lines(text, Face.FANG, 1000 * ems)]
        assert "".join(found) == text
        assert [each for each in whole_figures if not any(each in line for line in found)] == []


def test_a_name_is_torn_by_no_line():
    names = ["尉迟衡", "欧阳𬭎", "令狐建平", "王伟", "买买提·阿不都热合曼江"]
    text = "、".join(whole(name) for name in names)
    for ems in range(8, 29):
        found = [line.text for line in break_lines(text, Face.FANG, 1000 * ems, justify=True)]
        assert "".join(found) == "、".join(names)
        assert [n for n in names[:4] if not any(n in line for line in found)] == []
    assert balanced(whole("司马相如"), Face.SONG, 9000)[0].text == "司马相如"
