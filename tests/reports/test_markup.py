"""The manual's markup and its lines: what is understood, what is refused, and no 禁则 broken."""

from __future__ import annotations

import pytest

from zcdesk.reports.fonts import Face
from zcdesk.reports.markup import (
    Grid,
    Heading,
    Item,
    Note,
    Paragraph,
    Run,
    Shot,
    blocks,
)
from zcdesk.reports.runs import Letter, break_mixed
from zcdesk.reports.text import NO_LINE_END, NO_LINE_START

TEXT = """# 题

点**签到**，见[表决](topic:voting)。

1. 甲

   续
2. 乙
   - 丙

> 一
>
> 二

| 情形 | 怎么办 |
|---|---|
| 断电 | 重新打开 |

![图](picture:line)

![块](picture:lock#1,2,30,40)
"""


def test_every_kind_of_block_is_read() -> None:
    assert blocks(TEXT) == [
        Heading(1, "题"),
        Paragraph(
            (Run("点"), Run("签到", bold=True), Run("，见"), Run("表决", topic="voting"), Run("。"))
        ),
        Item((Run("甲"),), "1.", 1),
        Paragraph((Run("续"),), 1),
        Item((Run("乙"),), "2.", 1),
        Item((Run("丙"),), "•", 2),
        Note(((Run("一"),), (Run("二"),))),
        Grid(("情形", "怎么办"), (("断电", "重新打开"),)),
        Shot("line", "图"),
        Shot("lock", "块", (1, 2, 30, 40)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "一行\n又一行",  # Chinese is not wrapped in the source: the screen would show a space
        "```\n代码\n```",
        "*斜*",
        "![图](http://example.org/a.png)",
        "---",
    ],
)
def test_what_the_manual_has_no_use_for_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not for the manual"):
        blocks(text)


def letters(text: str, bold: str = "") -> list[Letter]:
    return [(c, Face.HEI_BOLD if c in bold else Face.SONG, "") for c in text]


def said(text: str, ems: int, bold: str = "") -> list[str]:
    lines = break_mixed(letters(text, bold), 1000 * ems)
    return ["".join(part.text for part in line.stretches) for line in lines]


@pytest.mark.parametrize("ems", range(6, 30))
def test_no_line_begins_or_ends_with_the_wrong_sign(ems: int) -> None:
    text = (
        "点「开箱计票…」（两人），输入口令：“开箱”；比率为 19.51 %，差 1 人。《通知》三（五）。" * 4
    )
    lines = said(text, ems, bold="点口令")
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    for line in lines:
        assert line[0] not in NO_LINE_START | {"…"}
        assert line[-1] not in NO_LINE_END


def test_the_name_of_a_button_stays_on_one_line() -> None:
    for ems in range(8, 20):
        assert any("「签到…」" in line for line in said("选中委员以后，再点「签到…」就好。", ems))


def test_a_line_is_filled_and_a_torn_one_is_left_ragged() -> None:
    full, last = break_mixed(letters("字" * 15), 10_500)
    assert (full.gap, last.gap) == (pytest.approx(500 / 9), 0.0)
    assert full.stretches[0].width == pytest.approx(10_000 + 500 / 9 * 10)
    torn, _ = break_mixed(letters("一二三四五，六七"), 5000)  # 333 between two characters
    assert (torn.stretches[0].text, torn.gap) == ("一二三四", 0.0)
    (mixed,) = break_mixed(letters("甲乙丙", bold="乙"), 9000)
    assert [(part.text, part.left) for part in mixed.stretches] == [
        ("甲", 0.0),
        ("乙", 1000.0),
        ("丙", 2000.0),
    ]
