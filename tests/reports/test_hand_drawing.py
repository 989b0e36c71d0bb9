"""Signatures by hand in the block of the minutes: in whose line, how large, and what stays as it was."""

from dataclasses import replace

import pypdfium2
import pytest
from PIL import ImageChops

from tests.reports.test_signing_fields import fields
from zcdesk.domain.hand_signature import SECRETARY, SUPERVISOR, HandSignature, Stroke
from zcdesk.reports.edition import Edition
from zcdesk.reports.hand_drawing import HEIGHT, WIDTH, hand
from zcdesk.reports.minutes import minutes
from zcdesk.reports.page import Paper

# From corner to corner, and a dot at the upper right.
CORNERS = HandSignature(
    (Stroke(((0, 1000), (1500, 0), (3000, 1000))), Stroke(((2900, 100),)), Stroke(((0, 0), (9, 9))))
)
SCALE = 2


def pages(data):
    document = pypdfium2.PdfDocument(data)
    try:
        return [page.render(scale=SCALE).to_pil().convert("RGB") for page in document]
    finally:
        document.close()


def text_of(data):
    document = pypdfium2.PdfDocument(data)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def added(before, after, above=842):
    """Where the second paper has ink that the first has not, above this height.

    Page (from 0) and box in points from the top.
    """
    found = []
    for number, (one, two) in enumerate(zip(pages(before), pages(after), strict=True)):
        upper = (0, 0, one.width, int(above * SCALE))
        box = ImageChops.difference(one.crop(upper), two.crop(upper)).getbbox()
        if box is not None:
            found.append((number, [edge / SCALE for edge in box]))
    return found


def places(data, words):
    """Page (from 0) and box of words, left, top, right, bottom in points from the top."""
    document = pypdfium2.PdfDocument(data)
    try:
        for number in reversed(range(len(document))):
            text = document[number].get_textpage()
            found = text.search(words).get_next()
            if found:
                many = text.count_rects(*found)
                left, *_ = text.get_rect(0)
                _, bottom, right, top = text.get_rect(many - 1)
                height = document[number].get_height()
                return number, [left, height - top, right, height - bottom]
    finally:
        document.close()
    raise AssertionError(words)


def held(make, *who):
    """A session in which these signed by hand."""
    session = make(12)
    return replace(session, hands=dict.fromkeys(who, CORNERS))


def test_a_members_hand_stands_on_the_members_own_line_and_nowhere_else(make):
    session = make(12)
    others = [m for m in session.attended if m is not session.presiding]
    # The note below the block says how many: both papers have it.
    first = minutes(held(make, others[0].id), Edition.ARCHIVE)
    for member in others[1:4]:
        now = minutes(held(make, others[0].id, member.id), Edition.ARCHIVE)
        page, (_, name_top, name_right, name_bottom) = places(now, member.name)
        on_page = dict(added(first, now, above=name_bottom + 8))
        assert min(on_page) == page
        left, top, right, bottom = on_page[page]
        assert name_right < left < name_right + 12
        assert right - left == pytest.approx(min(WIDTH, 80), abs=8)
        assert name_bottom - HEIGHT - 2 <= top < name_top
        assert bottom < name_bottom + 6


@pytest.mark.parametrize(("who", "field"), [("chair", "chair"), (SECRETARY, SECRETARY)])
def test_beside_a_hand_there_is_room_for_the_signature_in_the_file(make, who, field):
    session = make(12)
    signer = session.presiding.id if who == "chair" else who
    now = minutes(replace(session, hands={signer: CORNERS}), Edition.ARCHIVE)
    number, (left, bottom, right, top), _ = fields(now)[field]
    assert right - left >= 120
    label = "主任委员（主持）" if who == "chair" else "秘书："
    page, (*_, name_bottom) = places(now, label)
    assert number == page + 1
    height = 842
    ink = pages(now)[page].crop(
        [int(edge * SCALE) for edge in (left, height - top, right, height - bottom - 3)]
    )
    # A rehearsal's watermark is red; what is nearly black would be the hand.
    assert ink.getextrema()[0][0] > 100
    beside = pages(now)[page].crop(
        [int(e * SCALE) for e in (left - WIDTH, name_bottom - HEIGHT, left - 6, name_bottom - 4)]
    )
    assert beside.getextrema()[0][0] < 100


def test_the_submission_edition_has_nobodys_hand(make):
    session = make(12)
    everybody = [m.id for m in session.members]
    signed = held(make, *everybody, SECRETARY, SUPERVISOR)
    assert minutes(signed, Edition.SUBMISSION) == minutes(session, Edition.SUBMISSION)


def test_the_same_hands_give_the_same_bytes_and_the_text_gains_one_sentence(make):
    signed = held(make, "P05", "P07", SUPERVISOR)
    data = minutes(signed, Edition.ARCHIVE)
    assert data == minutes(held(make, SUPERVISOR, "P07", "P05"), Edition.ARCHIVE)
    whole = "".join("".join(text_of(data)).split())
    bare = "".join("".join(text_of(minutes(make(12), Edition.ARCHIVE))).split())
    note = (
        "以上3人的签名由本人在会议电脑上手写（评委凭投票密码，秘书、监督员凭口令），"
        "每份笔迹的摘要记入审计日志。"
    )
    assert note in whole
    assert whole.replace(note, "") == bare


@pytest.mark.parametrize(
    ("long", "beside"), [("欧阳修远", 2), ("尼亚孜·买买提", 1), ("一" * 15, 0)]
)
def test_a_long_name_leaves_every_member_a_line(make, long, beside):
    """A line of 60 points or more, and the short names stay three a row."""
    session = make(12)
    first, *rest = session.members
    renamed = [replace(each, name=long) if n == 3 else each for n, each in enumerate(rest)]
    now = minutes(
        replace(session, members=(first, *renamed), hands={renamed[4].id: CORNERS}),
        Edition.ARCHIVE,
    )
    shown = replace(session, members=(first, *renamed))
    block = [each for each in shown.attended if each is not shown.presiding]
    found = {each.name: places(now, each.name) for each in block}
    lines = {}
    for name, (page, (left, _, right, bottom)) in found.items():
        lines.setdefault((page, round(bottom / 20)), []).append((left, right, name))
    assert (len(block), len(lines)) == (22, 8)
    edge = 184 / 25.4 * 72
    for row in map(sorted, lines.values()):
        ends = [left for left, _, _ in row[1:]] + [edge]
        for (_, right, name), end in zip(row, ends, strict=True):
            assert end - right >= 60, name
            if name == long:
                assert len(row) - 1 == beside


def test_a_dot_is_drawn_and_a_wide_box_is_drawn_smaller():
    dot = HandSignature((Stroke(((1500, 500),)),))
    paper = Paper("题", check_code="1", rehearsal=False)
    paper.paragraph("文")
    bare = paper.finish()

    def with_hand(signature, room):
        paper = Paper("题", check_code="1", rehearsal=False)
        paper.paragraph("文")
        paper.draw(hand(signature, 200, 300, room))
        ((_, box),) = added(bare, paper.finish())
        return box

    left, top, right, bottom = with_hand(dot, 200)
    assert 0.5 <= right - left <= 2.5
    assert (left + right) / 2 == pytest.approx(200 + WIDTH / 2, abs=1)
    assert (top + bottom) / 2 == pytest.approx(842 - 300 - HEIGHT / 2, abs=1)
    left, top, right, bottom = with_hand(CORNERS, 60)
    assert right - left == pytest.approx(60, abs=2.5)
    assert bottom - top == pytest.approx(20, abs=2.5)
