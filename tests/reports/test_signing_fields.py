"""The empty fields that the minutes carry from the start, and what is drawn into them."""

import io
import re
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest

from zcdesk.domain.committee import Staff
from zcdesk.reports.edition import Edition
from zcdesk.reports.elimination import elimination_statement
from zcdesk.reports.exceptions_register import exceptions_register
from zcdesk.reports.fonts import MissingGlyph
from zcdesk.reports.minutes import minutes
from zcdesk.reports.page import PORTRAIT, Paper
from zcdesk.reports.results import results
from zcdesk.reports.signing_appearance import Stamp, appearance
from zcdesk.reports.vote_statistics import vote_statistics


def fields(data):
    """By name: page number, rectangle and dictionary of each field."""
    found = {}
    with pikepdf.open(io.BytesIO(data)) as opened:
        listed = {f.objgen for f in opened.Root.AcroForm.Fields}
        for number, page in enumerate(opened.pages, start=1):
            for annotation in page.get("/Annots", []):
                assert annotation.objgen in listed
                assert annotation.AP.N.Subtype == "/Form"
                assert int(annotation.F) & 4
                lock = annotation.get("/Lock")
                found[str(annotation.T)] = (
                    number,
                    [float(edge) for edge in annotation.Rect],
                    lock and int(lock.P),
                )
    return found


def words_at(data, number, box):
    """The text of a rectangle of a page."""
    document = pypdfium2.PdfDocument(data)
    try:
        page = document[number - 1].get_textpage()
        return page.get_text_bounded(*box)
    finally:
        document.close()


@pytest.mark.parametrize("edition", Edition)
def test_secretary_and_chair_have_each_a_field_on_their_line(make, edition):
    data = minutes(make(12), edition)
    found = fields(data)
    assert found.keys() == {"secretary", "chair"}
    for name, label in (("secretary", "秘书：胡晓雯"), ("chair", "主任委员（主持）：")):
        number, (left, bottom, right, top), _ = found[name]
        assert right - left >= 100
        assert top - bottom <= 36
        assert PORTRAIT.left <= left
        assert right <= PORTRAIT.left + PORTRAIT.width
        assert words_at(data, number, (left, bottom, right, top)).strip() == ""
        before = words_at(data, number, (PORTRAIT.left - 1, bottom, left, top))
        assert label in re.sub(r"\s", "", before)
    assert found["chair"][2] == 1  # of the lock: no change afterwards
    assert found["secretary"][2] is None


@pytest.mark.parametrize("paper", range(4))
def test_what_chair_and_secretary_sign_on_paper_has_fields_on_these_lines(make, paper):
    session = make(12)
    data = (
        lambda: results(session),
        lambda: elimination_statement(session),
        lambda: vote_statistics(session, "1"),
        lambda: exceptions_register(session, Edition.SUBMISSION),
    )[paper]()
    found = fields(data)
    assert found.keys() == {"secretary", "chair"}
    for name, label in (("secretary", "秘书："), ("chair", "主任委员：")):
        number, (left, bottom, right, top), _ = found[name]
        assert right - left >= 95
        assert 20 <= top - bottom <= 27
        assert words_at(data, number, (left, bottom, right, top)).strip() == ""
        assert label in words_at(data, number, (left - 90, bottom, left, top))


@pytest.mark.parametrize(
    "name", ["王伟", "古丽米热·阿卜杜克热木江", "尼亚孜·买买提·阿不都热合曼江尔"]
)
def test_a_long_name_leaves_a_line_to_sign_on(make, name):
    session = replace(make(12), staff=Staff(name, "申屠刚"))
    _, (left, _, right, _), _ = fields(minutes(session, Edition.SUBMISSION))["secretary"]
    assert right - left >= 80


def test_a_paper_that_nobody_signs_has_no_form():
    paper = Paper("题", check_code="1", rehearsal=False)
    paper.paragraph("文")
    with pikepdf.open(io.BytesIO(paper.finish())) as opened:
        assert "/AcroForm" not in opened.Root


def test_fields_do_not_disturb_what_is_reprinted(make):
    assert minutes(make(12), Edition.ARCHIVE) == minutes(make(12), Edition.ARCHIVE)


# --- what a signature looks like -----------------------------------------------------------------

STAMP = Stamp("欧阳𬭎", "秘书", "2024-11-20 16:40:05", "1a2b 3c4d 5e6f 7081 92a3", rehearsal=False)


def text_of(data):
    document = pypdfium2.PdfDocument(data)
    try:
        return document[0].get_textpage().get_text_range().split("\r\n")
    finally:
        document.close()


def test_a_stamp_says_who_when_by_whose_clock_and_with_what():
    assert text_of(appearance(STAMP, 110, 27)) == [
        "电子签名：欧阳𬭎（秘书）",
        "2024-11-20 16:40:05（本机时间）",
        "证书指纹 1a2b 3c4d 5e6f 7081 …",
    ]


def test_a_rehearsed_stamp_says_that_it_counts_for_nothing():
    first = text_of(appearance(replace(STAMP, rehearsal=True), 110, 27))[0]
    assert first == "演练签名，不具效力：欧阳𬭎（秘书）"


def test_without_a_name_the_office_stands_alone():
    assert text_of(appearance(replace(STAMP, name=""), 110, 27))[0] == "电子签名：秘书"


@pytest.mark.parametrize("width", [60, 110, 300])
@pytest.mark.parametrize("name", ["王伟", "尼亚孜·买买提·阿不都热合曼江尔"])
def test_a_stamp_stays_in_its_field(width, name):
    data = appearance(replace(STAMP, name=name), width, 27)
    page = pypdfium2.PdfDocument(data)[0]
    assert page.get_size() == (width, 27)
    text = page.get_textpage()
    boxes = [text.get_charbox(n) for n in range(text.count_chars())]
    assert min(b[0] for b in boxes) >= 0
    assert min(b[1] for b in boxes) >= 0
    assert max(b[2] for b in boxes) <= width
    assert max(b[3] for b in boxes) <= 27


def test_a_stamp_has_its_fonts_with_it():
    with pikepdf.open(io.BytesIO(appearance(STAMP, 110, 27))) as opened:
        fonts = [
            o
            for o in opened.objects
            if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/Font"
        ]
        leaves = [f for f in fonts if "/DescendantFonts" not in f]
        assert leaves
        assert all("/FontFile2" in f.FontDescriptor for f in leaves)


def test_a_name_that_no_font_draws_is_not_stamped():
    with pytest.raises(MissingGlyph):
        appearance(replace(STAMP, name="\U0001f600"), 110, 27)
