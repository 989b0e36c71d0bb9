"""GB/T 9704-2012 measured on the minutes and the letters as drawn, in millimetres."""

import datetime
from dataclasses import replace

import pypdfium2
import pytest
from reportlab.lib.units import mm

from zcdesk.reports.edition import Edition
from zcdesk.reports.minutes import minutes
from zcdesk.reports.public_notice import Publicity, public_notice

LEFT, TOP, WIDTH, HEIGHT = 28 * mm, 37 * mm, 156 * mm, 225 * mm
SHEET = 297 * mm
EM = WIDTH / 28
PITCH = HEIGHT / 22


@pytest.fixture(scope="module")
def document(full):
    return pypdfium2.PdfDocument(minutes(full, Edition.ARCHIVE))


def signs(page):
    """(sign, left, distance of its top and bottom from the sheet's top, right), in points."""
    text = page.get_textpage()
    words = text.get_text_range()
    told = []
    for place in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(place)
        told.append((text.get_text_range(place, 1), left, SHEET - top, SHEET - bottom, right))
    assert len(words) > 0
    return told


def begin_of(page, words):
    """The signs of the first place where these words stand."""
    found = signs(page)
    text = "".join(sign[0] or " " for sign in found)
    at = text.index(words)
    return found[at : at + len(words)]


def page_of(document, words):
    return next(p for p in document if words in p.get_textpage().get_text_range())


def test_a_sheet_is_a4(document):
    for page in document:
        assert page.get_size() == pytest.approx((210 * mm, 297 * mm), abs=0.1)


def test_the_mark_begins_thirty_five_millimetres_below_the_text_areas_edge(document):
    mark = begin_of(document[0], "山西省工程系列高级职称评审委员会")
    top = min(sign[2] for sign in mark)
    assert top == pytest.approx(TOP + 35 * mm, abs=1 * mm)
    middle = (mark[0][1] + mark[-1][4]) / 2
    assert middle == pytest.approx(LEFT + WIDTH / 2, abs=1 * mm)
    colour = document[0].render(scale=2).to_pil().convert("RGB")
    box = [2 * int(value) for value in (mark[0][1], mark[0][2], mark[0][4], mark[0][3])]
    assert any(
        colour.getpixel((x, y))[0] > 150 and colour.getpixel((x, y))[1] < 80
        for x in range(box[0], box[2])
        for y in range(box[1], box[3])
    )


def test_lines_are_a_twenty_second_of_the_text_area_apart(document):
    page = page_of(document, "二、评审依据")
    first = begin_of(page, "1. 《关于做好")[3]
    second = begin_of(page, "2. 《职称")[3]
    lines = (second[2] - first[2]) / PITCH
    assert lines == pytest.approx(round(lines), abs=0.05)
    assert round(lines) >= 1


def test_attendance_stands_as_the_standard_wants_it(document):
    """出席：two characters in, the names hanging under the first one after the colon."""
    page = page_of(document, "出席：")
    for words in ("出席：贾承志", "请假：郏砚秋", "列席：胡晓雯"):
        label = begin_of(page, words)
        assert label[0][1] == pytest.approx(LEFT + 2 * EM, abs=2)
        assert label[3][1] == pytest.approx(LEFT + 5 * EM, abs=2)  # a glyph has bearings
    below = [sign for sign in signs(page) if begin_of(page, "出席：")[0][3] + 8 < sign[3]]
    above_absent = [sign for sign in below if sign[3] < begin_of(page, "请假：")[0][2]]
    lefts = [sign[1] for sign in above_absent if sign[0].strip()]
    assert len(lefts) > 30
    assert min(lefts) == pytest.approx(LEFT + 5 * EM, abs=1.2)


def test_the_folio_is_seven_millimetres_below_one_character_from_the_edge(document):
    assert len(document) > 3
    for number, page in enumerate(document, start=1):
        folio = begin_of(page, f"— {number} —")
        digits = [sign for sign in folio if sign[0].isdigit()]
        assert digits[0][2] == pytest.approx(TOP + HEIGHT + 7 * mm, abs=1.2 * mm)
        if number % 2:
            assert folio[-1][4] == pytest.approx(LEFT + WIDTH - 14, abs=1.5)
        else:
            assert folio[0][1] == pytest.approx(LEFT + 14, abs=1.5)


def test_text_fills_the_area_and_no_more(document):
    lefts, rights, tops, bottoms = [], [], [], []
    for page in document:
        for sign, left, top, bottom, right in signs(page):
            if sign.strip() and bottom < TOP + HEIGHT + 5 * mm:
                lefts.append(left)
                rights.append(right)
                tops.append(top)
                bottoms.append(bottom)
    assert min(lefts) == pytest.approx(LEFT, abs=3)
    assert LEFT + WIDTH - 3 <= max(rights) <= LEFT + WIDTH + 0.5
    assert TOP <= min(tops) <= TOP + 12
    assert max(bottoms) <= TOP + HEIGHT


def test_a_letter_ends_with_issuer_and_date_to_the_right(full):
    """The date in figures, beneath the issuer, about four characters from the edge."""
    day = datetime.date(2024, 11, 25)
    document = pypdfium2.PdfDocument(public_notice(full, Publicity(day, day, 5)))
    assert "附件：评审通过人员名单" in document[0].get_textpage().get_text_range()
    page = document[0]
    found = signs(page)
    text = "".join(sign[0] or " " for sign in found)
    at = text.rindex("2024年11月25日")
    date = found[at : at + len("2024年11月25日")]
    at = text.rindex("山西省工业和信息化厅")
    issuer = found[at : at + 10]
    assert (LEFT + WIDTH - date[-1][4]) / EM == pytest.approx(4, abs=0.4)
    middles = [(part[0][1] + part[-1][4]) / 2 for part in (issuer, date)]
    assert middles[0] == pytest.approx(middles[1], abs=4)
    assert date[0][2] > issuer[0][2]
    annex = document[1].get_textpage().get_text_range()
    assert annex.startswith("附件")


def test_a_long_issuer_stands_two_characters_from_the_edge(full):
    day = datetime.date(2024, 11, 25)
    name = "山西转型综合改革示范区职称评审委员会办公室"
    long = replace(full, committee=replace(full.committee, organiser=name))
    page = pypdfium2.PdfDocument(public_notice(long, Publicity(day, day, 5)))[0]
    found = signs(page)
    at = "".join(sign[0] or " " for sign in found).rindex(name)
    assert (LEFT + WIDTH - found[at + len(name) - 1][4]) / EM == pytest.approx(2, abs=0.3)


def test_no_name_of_who_was_there_is_torn(document, full):
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    block = text[text.index("出席：") : text.index("四、回避情况")].splitlines()
    for member in full.members:
        assert any(member.name in line for line in block), member.name
