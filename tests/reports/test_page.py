"""Pages after GB/T 9704, measured on the drawn page and in the file's own words."""

import io
import re
import subprocess

import pikepdf
import pypdfium2
import pytest
from reportlab.lib.units import mm

from zcdesk.reports.embedding import to_unicode
from zcdesk.reports.fonts import Face
from zcdesk.reports.page import BODY, LANDSCAPE, LEADING, PORTRAIT, TITLE, Look, Paper
from zcdesk.reports.table import BEGINNING, Column, Table

RARE = ("欧阳𬭎", "㛃儿", "𠅤明", "赵喆", "买买提·阿不都热合曼江", "𠀁𫝀𬺰")


def paper(**more):
    return Paper("试验", check_code="1A2B-3C4D", **({"rehearsal": False} | more))


def pdfium_text(pdf):
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_range() for page in document]


def poppler_text(pdf):
    done = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return done.stdout.decode("utf-8").split("\f")[:-1]


def ink_box(pdf, page=0, colour=lambda r, g, b: min(r, g, b) < 128, dpi=144):
    """Left, top, right, bottom of the drawn pixels of a colour, in points from the top left."""
    picture = pypdfium2.PdfDocument(pdf)[page].render(scale=dpi / 72).to_pil().convert("RGB")
    pixels = picture.load()
    hits = [
        (x, y) for y in range(picture.height) for x in range(picture.width) if colour(*pixels[x, y])
    ]
    xs, ys = [x for x, _ in hits], [y for _, y in hits]
    return tuple(value * 72 / dpi for value in (min(xs), min(ys), max(xs) + 1, max(ys) + 1))


@pytest.mark.parametrize("face", Face)
def test_names_come_back_from_both_readers(face):
    sheet = paper()
    for name in RARE:
        sheet.paragraph(f"{name}。", Look(face, 16))
    pdf = sheet.finish()
    for text in ("".join(pdfium_text(pdf)), "".join(poppler_text(pdf))):
        assert [name for name in RARE if name not in text] == []


def test_the_check_of_names_bites():
    """The map as the library writes it (five hex digits) loses the character."""
    sheet = paper()
    sheet.paragraph("欧阳𬭎")
    with pikepdf.open(io.BytesIO(sheet.finish())) as file:
        for item in file.objects:
            if isinstance(item, pikepdf.Stream) and b"begincmap" in item.read_bytes():
                item.write(item.read_bytes().replace(b"D872DF4E", b"2CB4E"))
        buffer = io.BytesIO()
        file.save(buffer)
    assert "𬭎" not in pdfium_text(buffer.getvalue())[0]
    assert "𬭎" not in poppler_text(buffer.getvalue())[0]


def test_to_unicode_by_hand():
    lines = to_unicode({"评": "0001", "𬭎": "0002"}).decode("ascii").splitlines()
    assert lines[lines.index("2 beginbfchar") + 1 :][:2] == ["<0001> <8BC4>", "<0002> <D872DF4E>"]


def test_twenty_two_lines_of_twenty_eight_characters():
    sheet = paper()
    sheet.paragraph("评" * (28 * 22 - 2))
    assert len(sheet.finish()) > 0
    text = pdfium_text(sheet.finish())
    assert len(text) == 1
    lines = [line for line in text[0].splitlines() if set(line) == {"评"}]
    assert [len(line) for line in lines] == [26] + [28] * 21
    sheet.paragraph("评")
    assert len(pdfium_text(sheet.finish())) == 2


def test_text_area_is_where_the_standard_puts_it():
    sheet = paper()
    sheet.paragraph("评" * (28 * 22 - 2))
    sheet.check_code = ""
    left, top, right, _ = ink_box(sheet.finish())
    assert 28 * mm <= left <= 30 * mm
    assert 182 * mm <= right <= 184.1 * mm
    assert 37 * mm <= top <= 41 * mm  # the glyph stands in the middle of its line


def test_folio_is_seven_millimetres_below_and_changes_sides():
    sheet = paper()
    sheet.turn()
    sheet.check_code = ""
    sheet.label = ""
    pdf = sheet.finish()
    document = pypdfium2.PdfDocument(pdf)
    for number, page in enumerate(document, start=1):
        words = page.get_textpage()
        place = words.get_text_range().index(f"— {number} —") + 2
        left, _, right, top = words.get_charbox(place)
        area_bottom = 297 * mm - 37 * mm - 225 * mm
        assert 6.8 * mm <= area_bottom - top <= 8.2 * mm
        assert (right > 170 * mm) if number % 2 else (left < 45 * mm)


def test_every_page_says_which_of_how_many_and_the_code():
    sheet = paper()
    sheet.paragraph("评" * 28 * 50)
    texts = pdfium_text(sheet.finish())
    assert len(texts) == 3
    for number, text in enumerate(texts, start=1):
        assert f"第 {number} 页，共 3 页" in text
        assert "1A2B-3C4D" in text


def test_rehearsal_is_written_across_every_page():
    plain, marked = paper(), paper(rehearsal=True)
    for sheet in (plain, marked):
        sheet.paragraph("评" * 28 * 30)
    assert all("演" in t and "练" in t for t in pdfium_text(marked.finish()))
    assert not any("演" in t for t in pdfium_text(plain.finish()))
    pink = lambda r, g, b: r > 240 and g < 235 and b < 235 and g > 200  # noqa: E731
    left, top, right, bottom = ink_box(marked.finish(), 1, pink, dpi=72)
    assert right - left > 70 * mm
    assert bottom - top > 70 * mm


def test_the_same_paper_has_the_same_bytes():
    def make():
        sheet = paper()
        sheet.heading("一、概况")
        sheet.paragraph("欧阳𬭎出席。")
        return sheet.finish()

    assert make() == make()


def test_language_title_outline_and_fonts():
    sheet = paper(author="省厅")
    sheet.heading("一、概况")
    sheet.paragraph("欧阳𬭎出席。A1")
    sheet.heading("（一）出席", 2)
    sheet.paragraph("评")
    with pikepdf.open(io.BytesIO(sheet.finish())) as file:
        assert file.Root.Lang == "zh-CN"
        assert file.docinfo["/Title"] == "试验"
        with file.open_outline() as outline:
            assert [item.title for item in outline.root] == ["一、概况"]
            assert [item.title for item in outline.root[0].children] == ["（一）出席"]
        fonts = [
            item
            for item in file.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font"
        ]
        assert {str(font.Subtype) for font in fonts} == {"/Type0", "/CIDFontType2"}
        assert all("/FontFile2" in f.FontDescriptor for f in fonts if f.Subtype == "/CIDFontType2")


def test_a_heading_is_never_alone_at_the_foot():
    sheet = paper()
    sheet.y = 20 * LEADING
    sheet.heading("一、概况")
    sheet.heading("（一）出席", 2)
    sheet.paragraph("评" * 60)
    first, second = pdfium_text(sheet.finish())
    assert "一、概况" not in first
    assert "一、概况" in second


def test_a_paragraph_leaves_no_lone_line():
    sheet = paper()
    sheet.y = 21 * LEADING
    sheet.paragraph("评" * 60)
    assert "评" not in pdfium_text(sheet.finish())[0]
    sheet = paper()
    sheet.y = 18 * LEADING
    sheet.paragraph("评" * (26 + 28 * 3 + 10))  # five lines, room for four
    counts = [text.count("评") for text in pdfium_text(sheet.finish())]
    assert counts == [26 + 28 * 2, 28 + 10]


def table_paper(rows, geometry=PORTRAIT):
    sheet = paper(geometry=geometry)
    columns = (Column("编号", 15, whole=True), Column("姓名", 20), Column("单位", 40, align="left"))
    Table(sheet, columns).draw(rows)
    return sheet.finish()


def test_what_announces_a_table_stands_above_it():
    """Wherever the page ends, head and first rows follow 如下 on the same page."""
    for lines in range(14, 22):
        sheet = paper()
        sheet.y = lines * LEADING
        sheet.paragraph("不计入的共4人，名单及原因如下：", before=BEGINNING)
        columns = (Column("编号", 15, whole=True), Column("姓名", 20))
        Table(sheet, columns).draw([(f"{n:03d}", "张三") for n in range(4)])
        (text,) = [t for t in pdfium_text(sheet.finish()) if "如下：" in t]
        assert "000" in text.partition("如下：")[2]


def test_the_head_repeats_and_no_row_is_lost_or_split():
    unit = "山西转型综合改革示范区学府产业园区智能制造与新材料联合技术研究与成果转化中心有限责任公司晋中市榆次区第一分公司"
    rows = [(f"{n:04d}", "买买提·阿不都热合曼江", f"{unit}{n:04d}号") for n in range(300)]
    texts = pdfium_text(table_paper(rows, LANDSCAPE))
    assert len(texts) > 10
    seen = []
    for text in texts:
        assert text.count("编号") == text.count("姓名") == 1
        numbers = re.findall(r"^(\d{4})\b", text, re.M)
        ends = re.findall(r"(\d{4})号", text.replace("\r\n", ""))
        assert numbers == ends  # the row begins and ends on one page
        seen += numbers
    assert seen == [row[0] for row in rows]


def test_two_rows_stay_together_at_the_end():
    for count in range(30, 60):
        texts = pdfium_text(table_paper([(f"{n:04d}", "张三", "甲") for n in range(count)]))
        assert len(re.findall(r"^\d{4}\b", texts[-1], re.M)) >= 2


def test_a_number_never_wraps():
    text = pdfium_text(table_paper([("140102198001010017", "张三", "甲")]))[0]
    assert "140102198001010017" in text


def test_ink_of_a_title_begins_where_asked():
    sheet = paper()
    sheet.y = 35 * mm - (TITLE.leading - TITLE.size) / 2
    sheet.centred("评审会议纪要", TITLE, colour="0.8 0 0")
    red = lambda r, g, b: r > 150 and g < 100  # noqa: E731
    _, top, _, _ = ink_box(sheet.finish(), colour=red)
    assert abs(top - 72 * mm) <= 1 * mm


def test_body_look_is_the_standard_one():
    assert BODY.size * 28 <= PORTRAIT.width < 16 * 28
    assert pytest.approx(225 * mm) == LEADING * 22


def test_a_row_taller_than_a_page_goes_on():
    long = "".join(f"第{n}条说明。" for n in range(400))
    texts = pdfium_text(table_paper([("0001", "张三", long), ("0002", "李四", "短")]))
    joined = re.sub(r"\s", "", "".join(texts))
    assert [n for n in range(400) if f"第{n}条" not in joined.replace("编号姓名单位", "")] == []
    assert joined.count("0001") == 1
    assert "0002" in joined


def test_a_long_title_is_balanced():
    sheet = paper()
    sheet.centred("山西省民营经济发展局民营企业高级工程师评审委员会", TITLE)
    lines = [line for line in pdfium_text(sheet.finish())[0].splitlines() if "—" not in line]
    assert [len(line) for line in lines[:2]] == [12, 12]
