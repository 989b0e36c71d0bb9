"""The booklets: one page where one is promised, nothing missing, every clause of the notice answered."""

from __future__ import annotations

import io
import re
import tomllib
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from zcdesk.desk import manual
from zcdesk.desk.manual import Bound, Clause
from zcdesk.desk.resources import resources_folder, shipped_rule_names
from zcdesk.reports.fonts import missing_glyphs
from zcdesk.reports.manual import Booklet, Section, bound
from zcdesk.reports.text import NO_LINE_START

KEYS = {"菜单“会议”": [("Ctrl+N", "新建会议…")]}
NOTICE = "shanxi-notice-2024.txt"


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return {each.key: manual.bind(each, KEYS) for each in manual.booklets()}


def pages_of(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    return [page.get_textpage().get_text_range() for page in document]


def test_the_sheets_are_one_page_each(made: dict[str, bytes]) -> None:
    sheets = [each for each in manual.booklets() if each.sheet]
    assert [each.key for each in sheets] == ["members", "holders"]
    for each in sheets:
        assert len(pages_of(made[each.key])) == 1
    long = Booklet("长", "", "", (Section("x", "# 长\n\n" + "字。" * 4000),), sheet=True)
    with pytest.raises(ValueError, match="more than a page"):
        bound(long, {})


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_nothing_of_a_text_is_lost_on_paper(made: dict[str, bytes]) -> None:
    """Every Chinese character of every section is on paper, in order, line by line of the source."""
    for each in manual.booklets():
        paper = re.sub(r"[^一-鿿]", "", squeezed("".join(pages_of(made[each.key]))))
        for key in (*each.sections, *each.appendices):
            for line in manual.section(key, KEYS).splitlines():
                if line.startswith(("!", "|--")) or len(line) > 700:
                    continue
                # A paragraph may run over a page, where head and foot come between: its start.
                told = re.sub(r"\(topic:[^)]*\)", "", line)
                start = re.sub(r"[^一-鿿]", "", told.split("|")[1] if "|" in told else told)[:12]
                assert start in paper, (each.key, key, line)


def test_no_mark_of_the_source_is_left_on_paper(made: dict[str, bytes]) -> None:
    for data in made.values():
        text = "".join(pages_of(data))
        for mark in ("**", "](", "topic:", "picture:", "##", "| "):
            assert mark not in text


def test_no_line_begins_with_a_closing_sign(made: dict[str, bytes]) -> None:
    for data in made.values():
        for page in pages_of(data):
            for line in page.splitlines():
                assert not line.strip() or line.strip()[0] not in NO_LINE_START, line


def test_the_same_program_binds_the_same_bytes(made: dict[str, bytes]) -> None:
    for each in manual.booklets():
        assert manual.bind(each, KEYS) == made[each.key]


def test_contents_bookmarks_and_links_lead_to_the_headings(made: dict[str, bytes]) -> None:
    handbook = manual.booklets()[0]
    pdf = pikepdf.open(io.BytesIO(made["handbook"]))
    with pdf.open_outline() as outline:
        chapters = [item.title for item in outline.root]
    assert len(chapters) == len(handbook.sections) + len(handbook.appendices)
    assert chapters[0] == "1　一小时学会"
    assert chapters[-1].startswith("附录 C")
    pages = pages_of(made["handbook"])
    contents = [squeezed(line) for page in pages[1:5] for line in page.splitlines()]
    for chapter in chapters:
        name = squeezed(chapter)
        (page,) = [found[1] for line in contents if (found := re.fullmatch(name + r"(\d+)", line))]
        assert name in squeezed(pages[int(page) - 1])
    links = sum(len(page.get("/Annots", ())) for page in pdf.pages)
    assert links > 60


def test_a_heading_never_ends_a_page(made: dict[str, bytes]) -> None:
    pdf = pikepdf.open(io.BytesIO(made["handbook"]))
    with pdf.open_outline() as outline:
        titles = {squeezed(i.title) for root in outline.root for i in (root, *root.children)}
    for page in pages_of(made["handbook"])[3:]:
        lines = [squeezed(line) for line in page.splitlines() if line.strip()]
        while lines[-1].isdigit() or lines[-1].startswith("职称评审会议系统使用手册"):
            lines.pop()
        body = lines[:-1]  # the running head is drawn last
        assert body[-1] not in titles


def test_pictures_are_sharp_and_there(made: dict[str, bytes]) -> None:
    document = pypdfium2.PdfDocument(made["handbook"])
    shown = 0
    for page in document:
        for each in page.get_objects([pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]):
            left, _, right, _ = each.get_bounds()
            wide = each.get_px_size()[0]
            assert wide / ((right - left) / 72) >= 145  # dots an inch
            shown += 1
    assert shown >= 9
    with pytest.raises(KeyError):
        manual.picture_path("nothing")


def test_every_character_can_be_printed() -> None:
    for path in sorted((resources_folder() / "manual").iterdir()):
        assert missing_glyphs(squeezed(path.read_text("utf-8"))) == (), path.name


# --- 法规条文与程序对照 ------------------------------------------------------------------------------


def source() -> str:
    text = (resources_folder() / "sources" / NOTICE).read_text("utf-8")
    return "".join(line.strip() for line in text.splitlines())


def unanswered(clauses: tuple[Clause, ...]) -> list[str]:
    """Clauses that say neither what the program does nor why nothing, or both."""
    return [each.text for each in clauses if bool(each.does) == bool(each.nothing)]


def test_the_clauses_are_the_whole_notice() -> None:
    clauses = manual.clauses()
    assert "".join(each.text for each in clauses).replace("　", "") == source()
    assert unanswered(clauses) == []
    told = [each.at for each in clauses]
    assert list(dict.fromkeys(told)) == [
        *("标题和导语", "一", "二"),
        *(f"三（{n}）" for n in "一二三四五六"),
        *(f"四（{n}）" for n in "一二三四五六"),
        *("结尾段", "落款"),
    ]


def test_a_clause_left_out_or_unanswered_is_found() -> None:
    clauses = manual.clauses()
    assert "".join(each.text for each in clauses[:-1]).replace("　", "") != source()
    assert unanswered((Clause("一", "文"), Clause("一", "字", does="做", nothing="不做"))) == [
        *("文", "字"),
    ]


def book_rules() -> dict[str, list[tuple[str, str]]]:
    """Every rule that cites the notice: article and quote, by the files of the books."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name in ("shanxi-2024", "national-2019"):
        book = tomllib.loads((resources_folder() / "rules" / f"{name}.toml").read_text("utf-8"))
        for rule, entry in book.get("rules", {}).items():
            cites = [c for c in entry["cites"] if c["source"] == "notice"]
            found.setdefault(rule, []).extend((c["at"], c["quote"]) for c in cites)
    return found


def test_every_rule_of_the_book_stands_at_the_clause_that_it_cites() -> None:
    clauses = manual.clauses()
    named = {rule for each in clauses for rule in each.rules}
    assert named == set(book_rules()) == set(shipped_rule_names())
    for rule, cites in book_rules().items():
        for at, quote in cites:
            there = [each for each in clauses if quote in each.text]
            assert {each.at for each in there} == {at}, (rule, quote)
            assert any(rule in each.rules for each in there), (rule, quote)


def test_papers_named_are_papers_that_there_are(root: Path) -> None:
    titles = "".join(
        path.read_text("utf-8")
        for package in ("reports", "desk")
        for path in sorted((root / "zcdesk" / package).glob("*.py"))
        if path.name != "manual.py"
    )
    papers = {paper for each in manual.clauses() for paper in each.papers}
    assert {paper for paper in papers if paper not in titles} == set()


def test_the_department_gets_the_clauses_too(made: dict[str, bytes]) -> None:
    receiver = next(each for each in manual.booklets() if each.key == "receiver")
    assert isinstance(receiver, Bound)
    assert receiver.appendices == ("articles",)
    text = squeezed("".join(pages_of(made["receiver"])))
    assert "程序不做" in text
    assert "淘汰率下限" in text
