"""The receipt: what both sides compare with the stick."""

import hashlib
import re

import pypdfium2
import pytest

from zcdesk.reports.edition import Edition
from zcdesk.reports.receipt import HandedFile, HandingOver, grouped, receipt

DIGEST = hashlib.sha256(b"package").hexdigest()
MAIN = HandedFile("zc-2024-sxgc-0f070301b586f518.zip", 3_577_369, DIGEST)


def words_of(pdf):
    document = pypdfium2.PdfDocument(pdf)
    return [re.sub(r"\s", "", page.get_textpage().get_text_range()) for page in document]


def handed(*files, edition=Edition.SUBMISSION):
    return HandingOver(
        files or (MAIN,), edition, "不加密", "2024年11月20日 17:05", "随包附有申报材料 31 份"
    )


def test_it_says_what_is_compared_and_who_signs(full):
    text = "".join(words_of(receipt(full, handed())))
    for part in (
        "交接单", MAIN.name, "3,577,369", "申报材料随包附有申报材料31份", DIGEST, "报送版", "不加密", "2024年11月20日17:05",
        full.seal.audit_head, full.seal.certificate_fingerprint.replace(" ", ""),
        full.seal.check_code.replace(" ", ""), "移交人：", "接收人：", "移交日期：", "接收日期：",
    ):  # fmt: skip
        assert part in text


@pytest.mark.parametrize("edition", list(Edition))
def test_it_names_no_expert_in_either_edition(full, edition):
    text = "".join(words_of(receipt(full, handed(edition=edition))))
    assert edition.value in text
    assert [m.name for m in full.members if m.name in text] == []


def test_many_volumes_run_over_pages_and_the_signatures_stay_whole(full):
    volumes = [HandedFile(f"{MAIN.name[:-4]}-v{n:02d}.zip", n << 20, DIGEST) for n in range(1, 61)]
    pages = words_of(receipt(full, handed(MAIN, *volumes)))
    assert len(pages) > 1
    assert sum(page.count(DIGEST) for page in pages) == 61
    assert all("序号" in page for page in pages[:-1])
    (last,) = [page for page in pages if "移交人：" in page]
    assert "接收人：" in last
    assert "接收日期：" in last


def test_the_same_receipt_is_the_same_file(full):
    assert receipt(full, handed()) == receipt(full, handed())


def test_digits_in_groups():
    assert grouped("0123456789abcdef01") == "01234567 89abcdef 01"
