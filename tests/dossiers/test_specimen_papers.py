"""The sample's papers: typed ones give their text back, scanned ones are pictures with ink."""

import io
import random

import pypdfium2
import pytest
from PIL import Image

from zcdesk.dossiers.specimen import SamplePaths, write_sample
from zcdesk.dossiers.specimen_pages import TypedPaper, broken, register_font, scanned_pdf
from zcdesk.dossiers.specimen_scans import PORTRAIT, Form, FormText, Medium

TEXT = FormText("证 书", ("姓　　名", "单　　位"), "特发此证。", "样例印章", "样例")


@pytest.fixture(scope="module")
def twelve(tmp_path_factory: pytest.TempPathFactory) -> SamplePaths:
    return write_sample(tmp_path_factory.mktemp("twelve"), 12, 2)


def text_of(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    try:
        return "".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def dark_share(picture: Image.Image) -> float:
    histogram = picture.convert("L").histogram()
    return sum(histogram[:110]) / sum(histogram)


def test_every_dossier_holds_typed_and_scanned_papers(twelve: SamplePaths) -> None:
    folders = sorted(twelve.dossiers.iterdir())
    assert [path.name[:4] for path in folders] == [f"{n:03d}_" for n in range(1, 13)]
    kinds = {path.suffix for folder in folders for path in folder.iterdir()}
    assert kinds == {".pdf", ".jpg", ".png", ".tif"}
    for folder in folders:
        names = {path.stem for path in folder.iterdir()}
        assert {"评审简表", "学历证书", "职称证书"} <= names


def test_typed_papers_give_their_text_back(twelve: SamplePaths) -> None:
    folder = sorted(twelve.dossiers.iterdir())[0]
    told = text_of((folder / "评审简表.pdf").read_bytes())
    assert "职称申报评审简表" in told
    assert folder.name[4:] in told
    assert "样例材料" in told
    assert text_of((folder / "职称证书.pdf").read_bytes()).strip() == ""


def test_scanned_papers_have_ink(twelve: SamplePaths) -> None:
    pictures = [
        path for path in twelve.dossiers.rglob("*") if path.suffix in {".jpg", ".png", ".tif"}
    ]
    for path in pictures:
        with Image.open(path) as picture:
            assert 0.005 < dark_share(picture) < 0.2, path.name


@pytest.mark.parametrize("medium", list(Medium))
def test_filling_a_form_puts_the_words_on_it(medium: Medium) -> None:
    form = Form(random.Random(1), TEXT, medium)
    empty, filled = (
        Image.open(io.BytesIO(form.fill(values))) for values in ([], ["欧阳𬭎", "样例单位" * 12])
    )
    assert empty.format == filled.format == medium.value
    assert dark_share(filled) > dark_share(empty) * 1.05


def test_a_scan_in_a_pdf_is_drawn_whole() -> None:
    picture = Form(random.Random(1), TEXT, Medium.COLOUR).fill(["王样例"])
    document = pypdfium2.PdfDocument(scanned_pdf(picture, "证书", PORTRAIT))
    try:
        assert document.get_metadata_dict()["Title"] == "证书"
        drawn = document[0].render(scale=800 / 595).to_pil()
        with Image.open(io.BytesIO(picture)) as scan:
            assert dark_share(drawn) == pytest.approx(dark_share(scan), rel=0.1)
    finally:
        document.close()


def test_a_long_paper_goes_on_over_pages() -> None:
    register_font()
    paper = TypedPaper("长文", "样例")
    paper.table([("年度", "等次")] * 20, (6, 6))
    for _ in range(40):
        paper.paragraph("工程技术人员应当如实填报。" * 6)
    document = pypdfium2.PdfDocument(paper.finish())
    try:
        assert len(document) >= 3
        assert "第 3 页" in document[2].get_textpage().get_text_bounded()
    finally:
        document.close()


def test_no_line_begins_with_closing_punctuation() -> None:
    lines = broken("一二三四五六，七八九十。甲", 6)
    assert lines == ["一二三四五六，", "七八九十。甲"]
    assert broken("", 6) == []
