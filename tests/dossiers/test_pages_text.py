"""Text of a page: found whatever its width and spaces, selected where the mouse is."""

import io
from collections.abc import Iterator

import pikepdf
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from zcdesk.dossiers.pages import PageRenderer, Source
from zcdesk.dossiers.pages_text import PageText, find
from zcdesk.reports.page import Paper


@pytest.fixture(scope="module")
def renderer() -> Iterator[PageRenderer]:
    made = PageRenderer()
    yield made
    made.close()


def two_lines(pages: int = 1) -> bytes:
    """300 by 400 points; 申报材料 from (50, 300) and 2024 from (50, 200), 20 points high."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(300, 400))
    for _ in range(pages):
        canvas.setFont("STSong-Light", 20)
        canvas.drawString(50, 300, "申报材料")
        canvas.setFont("Helvetica", 20)
        canvas.drawString(50, 200, "2024 ABC")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize(
    ("words", "text", "places"),
    [
        ("材料", "申报材料", [(2, 4)]),
        ("申报材料", "申报\r\n材 料", [(0, 7)]),
        ("abc 2", "ＡＢＣ２", [(0, 4)]),
        ("2024", "２０２４年2024", [(0, 4), (5, 9)]),
        ("aa", "aaaa", [(0, 2), (2, 4)]),
        ("ﬁn", "fine", [(0, 3)]),
        ("无", "申报材料", []),
        (" ", "a b", []),
        ("", "a", []),
    ],
)
def test_words_are_found(words: str, text: str, places: list[tuple[int, int]]) -> None:
    assert find(words, text) == places


def test_a_rare_character_is_one_character_and_is_found(renderer: PageRenderer) -> None:
    """PDFium tells 𬭎 as two halves; a name with it would be found nowhere and copied as boxes."""
    paper = Paper("样例", check_code="", rehearsal=False)
    paper.paragraph("申报人欧阳𬭎，字𠅤。")
    source = Source.of_bytes(paper.finish())
    text = renderer.text(source, 0)
    assert "申报人欧阳𬭎，字𠅤。" in text.characters
    assert "\ufffd" not in text.characters
    assert len(text.boxes) == len(text.characters)
    at = text.characters.index("𬭎")
    # It has its own place, wide as its neighbour, and the next one follows it.
    left, _, right, _ = text.boxes[at]
    assert right > left >= text.boxes[at - 1][0]
    assert text.boxes[at + 1][0] >= left
    assert renderer.find(source, "欧阳𬭎", 0).hits


def test_characters_stand_where_they_were_written(renderer: PageRenderer) -> None:
    text = renderer.text(Source.of_bytes(two_lines()), 0)
    assert text.characters.split() == ["申报材料", "2024", "ABC"]
    at = text.characters.index("申")
    left, top, right, bottom = text.boxes[at]
    assert 490 <= left <= 520
    assert 680 <= right <= 710
    # The line of the letters is 300 points above the lower edge of 400.
    assert top < 1000 < bottom + 60
    (line,) = text.lines(at, at + 4)
    assert line[0] == left
    assert 1280 <= line[2] <= 1310


def test_the_place_between_characters_next_to_a_point(renderer: PageRenderer) -> None:
    text = renderer.text(Source.of_bytes(two_lines()), 0)
    at = text.characters.index("申")
    middle = (text.boxes[at][1] + text.boxes[at][3]) // 2
    assert text.nearest(505, middle) == at
    assert text.nearest(680, middle) == at + 1
    assert text.nearest(2900, middle) == at + 4
    assert text.nearest(10, 3990) == text.characters.index("2024")
    assert PageText().nearest(5, 5) == 0


@pytest.mark.parametrize("turn", [0, 1, 2, 3])
@pytest.mark.parametrize("held", [0, 90])
def test_a_turned_page_has_ink_where_its_text_is(
    renderer: PageRenderer, turn: int, held: int
) -> None:
    with pikepdf.open(io.BytesIO(two_lines())) as file:
        file.pages[0].rotate(held, relative=False)
        out = io.BytesIO()
        file.save(out)
    source = Source.of_bytes(out.getvalue())
    page = renderer.render(source, 0, 600, turn)
    lying = (turn + held // 90) % 2 == 1
    assert (page.width, page.height) == ((600, 450) if lying else (600, 800))
    text = renderer.text(source, 0, turn)
    scale = 600 / (4000 if lying else 3000)
    for character, (left, top, right, bottom) in zip(text.characters, text.boxes, strict=True):
        if character.isspace():
            continue
        rows = range(int(top * scale), int(bottom * scale) + 1)
        columns = slice(4 * int(left * scale), 4 * (int(right * scale) + 1), 4)
        darkest = min(
            min(page.pixels[4 * 600 * row : 4 * 600 * (row + 1)][columns]) for row in rows
        )
        assert darkest < 128, character


def test_a_search_is_continued_and_tells_of_pages_without_text(renderer: PageRenderer) -> None:
    with pikepdf.open(io.BytesIO(two_lines(3))) as file:
        file.add_blank_page()
        out = io.BytesIO()
        file.save(out)
    source = Source.of_bytes(out.getvalue())
    hits, silent, page = [], 0, 0
    while page is not None:
        found = renderer.find(source, "报材", page)
        hits, silent, page = [*hits, *found.hits], silent + found.silent, found.next_page
    characters = renderer.text(source, 0).characters
    at = characters.index("报")
    assert hits == [(n, at, at + 2) for n in range(3)]
    assert silent == 1


def test_filled_fields_and_stamps_of_signatures_are_drawn(renderer: PageRenderer) -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(300, 400))
    canvas.acroForm.textfield(name="name", value="FILLED", x=50, y=300, width=200, height=30)
    canvas.showPage()
    canvas.save()
    with pikepdf.open(io.BytesIO(out.getvalue())) as file:
        stamp = file.make_stream(b"1 0 0 rg 0 0 100 50 re f")
        stamp.Type, stamp.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        stamp.BBox = [0, 0, 100, 50]
        field = file.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Widget,
                FT=pikepdf.Name.Sig,
                T="seal",
                F=4,
                Rect=[100, 100, 200, 150],
                AP=pikepdf.Dictionary(N=stamp),
            )
        )
        file.pages[0].Annots.append(field)
        file.Root.AcroForm.Fields.append(field)
        signed = io.BytesIO()
        file.save(signed)
    page = renderer.render(Source.of_bytes(signed.getvalue()), 0, 300)
    blue, green, red = page.pixels[4 * (300 * 275 + 150) :][:3]
    assert (red > 200, green < 50, blue < 50) == (True, True, True)
    lines = [page.pixels[4 * (300 * row + 55) : 4 * (300 * row + 150) : 4] for row in range(72, 98)]
    assert min(min(line) for line in lines) < 100
