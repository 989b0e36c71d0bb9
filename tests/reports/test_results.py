"""评审结果汇总表 and 人员名册, 淘汰率统计表."""

import re

import pypdfium2

from zcdesk.reports.elimination import elimination_statement
from zcdesk.reports.results import results


def words(pdf):
    document = pypdfium2.PdfDocument(pdf)
    return re.sub(r"\s", "", "".join(p.get_textpage().get_text_range() for p in document))


def test_results_hold_everybody_and_the_words_for_a_pass(snapshot, make):
    text = words(results(snapshot))
    assert "年度评审结果汇总表" in text
    assert "年度评审通过人员名册" in text
    assert [r.applicant.name for r in snapshot.applicants if r.applicant.name not in text] == []
    assert (
        text.count("评审通过（待公示、待确认）") == 27 + 2
    )  # each, and the line of figures, twice
    assert "已取得" not in text
    private = words(results(make(private=True)))
    assert private.count("评审通过（待公示、待确认）（限民营企业有效）") == 29


def test_an_id_number_is_whole(snapshot):
    pdf = pypdfium2.PdfDocument(results(snapshot))
    lines = "\n".join(page.get_textpage().get_text_range() for page in pdf)
    assert all(record.applicant.id_number in lines for record in snapshot.passed)


def test_no_expert_on_either_paper(snapshot):
    text = words(results(snapshot)) + words(elimination_statement(snapshot))
    assert [m.name for m in snapshot.members if m.name in text] == []


def test_nobody_passed(make, snapshot):
    import dataclasses

    nobody = dataclasses.replace(snapshot, applicants=snapshot.not_passed)
    assert "无评审通过人员" in words(results(nobody))


def test_the_statement_shows_fraction_percentage_floor_and_how_many(snapshot):
    text = words(elimination_statement(snapshot))
    assert "9/36＝25.00%" in text
    assert "还差1人" in text
    assert "不计入正式参加评审人数的人员：4人" in text
    assert "不设下限" in text
    assert "某评委与评委会研究同意不再淘汰" in text
