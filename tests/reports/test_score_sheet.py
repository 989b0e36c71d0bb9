"""Score sheets to be filled in by hand: whose they are, what they ask for, on which paper."""

import re
from dataclasses import replace
from fractions import Fraction

import pypdfium2
from reportlab.lib.units import mm

from zcdesk.domain.scoring import JudgedBy, ScoreGroup, ScoreItem, ScoreScheme
from zcdesk.reports.score_sheet import ToScore, score_sheets


def sheets_of(pdf):
    """Each page's text without white space."""
    document = pypdfium2.PdfDocument(pdf)
    return [re.sub(r"\s", "", page.get_textpage().get_text_range()) for page in document]


def test_a_score_sheet_asks_for_the_members_own_items(full):
    asked = [ToScore("一组", "P01", ("002", "004")), ToScore("一组", "P02", ())]
    first, second = sheets_of(score_sheets(full, asked))
    assert "评议组：一组评委：贾承志（P01）" in first
    assert "思想品德0–20分每档0.5分" in first
    assert "专家评分表档案版P01号评委校验码" in first
    assert "位次" not in first
    assert "没有由其赋分的申报人" in second
    assert "（P02）" in second


def test_many_items_go_on_a3_and_ask_for_the_place(full):
    whole, half = Fraction(1), Fraction(1, 2)
    mine = [ScoreItem(f"第{n}类项目", Fraction(0), Fraction(5), half, rank_factors=(whole,))
            for n in range(1, 19)]  # fmt: skip
    office = ScoreItem("论文数量", Fraction(0), Fraction(9), whole, JudgedBy.OFFICE)
    scheme = ScoreScheme("办法", ScoreGroup("合计", (*mine, office)))
    asked = [ToScore("一组", "P01", ("002",))]
    for items, sheet in ((mine[:9], (297, 210)), (mine[:10], (420, 297)), (mine, (420, 297))):
        few = replace(scheme, root=replace(scheme.root, parts=(*items, office)))
        pdf = score_sheets(replace(full, scheme=few), asked)
        page = pypdfium2.PdfDocument(pdf)[0]
        assert tuple(round(side / mm) for side in page.get_size()) == sheet
        (text,) = sheets_of(pdf)
        assert f"第{len(items)}类项目0–5分，位次每档0.5分" in text
        assert "署名位次" in text
        assert "论文数量" not in text
