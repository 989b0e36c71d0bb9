"""Words of the papers after the meeting that hold for the odd case: one alone, nobody, no full stop."""

import datetime
import re
from dataclasses import replace

import pypdfium2

from zcdesk.reports.edition import Edition
from zcdesk.reports.elimination import elimination_statement
from zcdesk.reports.exceptions_register import exceptions_register
from zcdesk.reports.findings_sheet import all_findings, is_notable
from zcdesk.reports.minutes import minutes
from zcdesk.reports.public_notice import Publicity, public_notice
from zcdesk.reports.wording import ended

PERIOD = Publicity(datetime.date(2024, 11, 25), datetime.date(2024, 11, 29), 5)


def flat(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        return re.sub(r"\s", "", "".join(p.get_textpage().get_text_range() for p in document))


def test_one_alone_is_no_others(full):
    alone = replace(full, applicants=(full.passed[0], *full.not_passed))
    text = flat(public_notice(alone, PERIOD))
    assert f"经评审，{full.passed[0].applicant.name}评审通过（待公示、待确认）。" in text
    assert "共1人，结果均为" in text


def test_what_a_person_wrote_ends_as_a_sentence(full):
    for said, shown in (("同意确认", "同意确认。"), ("同意确认。 ", "同意确认。"), ("", "无。")):
        told = replace(full, exception=said)
        for paper in (elimination_statement(told), minutes(told, Edition.SUBMISSION)):
            assert shown in flat(paper)
            assert "确认。。" not in flat(paper)
    assert "登记的理由：同意确认。" in flat(
        exceptions_register(replace(full, exception="同意确认"), Edition.SUBMISSION)
    )


def test_nobody_with_findings_is_said_so(full):
    fine = {
        n: tuple(f for f in found if not is_notable(f.finding))
        for n, found in full.findings.items()
    }
    text = flat(all_findings(replace(full, findings=fine)))
    assert "审核40人，没有不符合、提示或者待核实事项。" in text
    rejected = [r for r in full.applicants if r.status.value == "rejected"]
    assert f"{rejected[0].applicant.number}{rejected[0].applicant.name}（材料不合格）" in text


def test_a_sentence_that_ends_is_given_no_second_end():
    """A Western full stop, and one within quotation marks or brackets, got another behind it."""
    for said in ("好。", "材料齐全.", "OK!", "他说：“好。”", "（详见附件。）", "先看……"):
        assert ended(said) == said
    for said in ("好", "不足（见附件）", "所谓“破格”", "第3条"):
        assert ended(f"{said} ") == f"{said}。"
