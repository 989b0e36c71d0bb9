"""Who signs never stands on a page alone, however the paper before it comes out (GB/T 9704).

Each paper is made longer line by line, so that its signatures meet the end of a page in every way.
"""

import re
from dataclasses import replace

import pypdfium2
import pytest

from tests.reports.conftest import make_full
from tests.reports.test_every_paper import DAY, re_examined
from zcdesk.reports.attendance_sheet import attendance_sheet
from zcdesk.reports.edition import Edition
from zcdesk.reports.elimination import elimination_statement
from zcdesk.reports.exceptions_register import exceptions_register
from zcdesk.reports.findings_sheet import all_findings, findings_sheet, is_notable
from zcdesk.reports.receipt import HandedFile, HandingOver, receipt
from zcdesk.reports.results import results
from zcdesk.reports.vote_statistics import vote_statistics

_FOOT = re.compile(r"第 \d+ 页，共 \d+ 页|— \d+ —")
_SIGNED = re.compile(r"[副主任委员秘书监督日期审核复查移交接收人]{2,6}：$")


def pages_with_signatures_alone(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    lines = [[e for e in t.splitlines() if e.strip() and not _FOOT.search(e)] for t in texts]
    return [page for page in lines if all(_SIGNED.match(w) for e in page for w in e.split())]


def said(full, n):
    return replace(full, exception="\n".join("经评委会研究同意。" for _ in range(n)) or "同意。")


def stepped(full, n):
    return replace(full, steps=full.steps[3:4] * n, rounds=())


def fewer(full, n):
    return replace(full, applicants=full.applicants[:n])


def notable(full, n):
    found = dict(list(full.findings.items())[:n])
    bad = next(f for f in full.findings["009"] if is_notable(f.finding))
    return replace(full, findings=dict.fromkeys(found, (bad,)))


def found(full, n):
    return replace(full, findings={"009": full.findings["009"][2:] * n})


def opened(full, n):
    first = full.rounds[0]
    kept = dict(list(first.round.tallies.items())[:n])
    return replace(full, rounds=(replace(first, round=replace(first.round, tallies=kept)),))


def handed(full, n):
    files = tuple(HandedFile(f"zc-2024-v{each:02d}.zip", 10, "0" * 64) for each in range(n))
    return receipt(full, HandingOver(files, Edition.ARCHIVE, "不加密", "2024年11月21日", "未附"))


GROWING = {
    "elimination": (lambda s, n: elimination_statement(said(s, n)), range(30)),
    "register": (lambda s, n: exceptions_register(stepped(s, n), Edition.SUBMISSION), range(25)),
    "register, nothing else": (
        lambda s, n: exceptions_register(stepped(said(s, n), 0), Edition.ARCHIVE),
        range(4, 30),
    ),
    "results": (lambda s, n: results(fewer(s, n)), range(1, 22)),
    "all findings": (lambda s, n: all_findings(notable(s, n)), range(1, 14)),
    "findings": (lambda s, n: findings_sheet(found(s, n), "009"), range(1, 40)),
    "re-examination": (lambda s, n: re_examined(fewer(s, n)), range(4, 24)),
    "statistics": (lambda s, n: vote_statistics(opened(s, n), "1"), range(1, 20)),
    "receipt": (handed, range(1, 26)),
}


@pytest.mark.parametrize("name", GROWING)
def test_signatures_bring_something_along(full, name):
    make, sizes = GROWING[name]
    turned = set()
    for n in sizes:
        pdf = make(full, n)
        assert pages_with_signatures_alone(pdf) == [], n
        with pypdfium2.PdfDocument(pdf) as document:
            turned.add(len(document))
    assert len(turned) > 1  # so the end of a page was met


def test_the_sign_in_sheet_too():
    for members in range(11, 25):
        sheet = attendance_sheet(make_full(12, members), DAY)
        assert pages_with_signatures_alone(sheet) == [], members
