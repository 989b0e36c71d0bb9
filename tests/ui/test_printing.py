"""Printing through the window: what goes to the printer is the file that was signed, page by page."""

from __future__ import annotations

import datetime
import io
import subprocess
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from tests.ui.by_keys import at, press, tab_to
from zcdesk.desk import reading
from zcdesk.desk.reading import Reader
from zcdesk.domain.events import Document
from zcdesk.domain.signing import SigningRole
from zcdesk.handover.identity import make_identity
from zcdesk.handover.pdf_signing import Statement, sign_pdf
from zcdesk.handover.signers import own_signer
from zcdesk.reports.page import Paper
from zcdesk.reports.signing_appearance import Stamp, appearance
from zcdesk.ui.bench import Bench
from zcdesk.ui.printing import Printers, pages_of
from zcdesk.ui.views.paper_dialog import PaperDialog

AT = datetime.datetime(2024, 11, 20, 16, 40, tzinfo=datetime.UTC)
A4, A3_ACROSS = (595, 842), (1191, 842)


class Room(Printers):
    """Two printers that write PDF files; the second has no A3."""

    def __init__(self, folder: Path, *names: str) -> None:
        self.folder, self.all = folder, names

    def names(self) -> list[str]:
        return list(self.all)

    def open(self, name: str) -> QPrinter:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(self.folder / f"{name}.pdf"))
        return printer

    def takes(self, name: str, size: object) -> bool:
        return name == "大" or "A3" not in size.name()  # type: ignore[attr-defined]


def a_paper(pages: int = 1) -> bytes:
    """A4 pages, each with its number in words, and a place for the secretary's signature."""
    made = Paper("纪要", check_code="1A2B-3C4D-5E6F-7081", rehearsal=False)
    for number in range(pages):
        if number:
            made.turn()
        made.paragraph(f"第{'一二三四五'[number]}部分：申报人王伟，同意12票。" * (number + 1))
    for role, left in zip(SigningRole, (100, 300), strict=True):
        made.sign_here(role, left, 300, 150, 27)
    return made.finish()


def signed(data: bytes) -> bytes:
    me = make_identity("某评审委员会", now=AT)
    stamp = Stamp("胡晓雯", "秘书", "2024-11-20", me.fingerprint, rehearsal=False)
    statement = Statement(SigningRole.SECRETARY, "胡晓雯", "核对无误", AT)
    return sign_pdf(data, own_signer(me), statement, lambda w, h: appearance(stamp, w, h))


def with_a_wide_page(data: bytes) -> bytes:
    """The same with an A3 page across at its end."""
    with pikepdf.open(io.BytesIO(data)) as opened:
        page = opened.add_blank_page(page_size=(1190.55, 841.89))
        page.contents_add(b"0 0 0 rg 900 100 200 200 re f")
        out = io.BytesIO()
        opened.save(out)
    return out.getvalue()


@pytest.fixture
def shown(bench: Bench, qtbot: QtBot, tmp_path: Path):  # type: ignore[no-untyped-def]
    """A paper in its dialog, with these printers in the room."""
    reader = Reader()

    def show(data: bytes, *names: str) -> PaperDialog:
        path = tmp_path / "minutes.pdf"
        path.write_bytes(data)
        made = PaperDialog(bench, reader, path, "会议纪要", printers=Room(tmp_path, *names))
        qtbot.addWidget(made)
        made.show()
        made.activateWindow()
        qtbot.waitUntil(made.isActiveWindow)
        qtbot.waitUntil(lambda: bool(made.form._outline))
        return made

    yield show
    reader.close()


def grey(path: Path, page: int, width: int) -> Image.Image:
    """A page as poppler draws it, with the signatures on it."""
    told = f"pdftoppm -gray -singlefile -f {page + 1} -scale-to-x {width} -scale-to-y -1"
    drawn = subprocess.run([*told.split(), path], capture_output=True, check=True).stdout
    return Image.open(io.BytesIO(drawn))


def unlike(first: Image.Image, second: Image.Image) -> int:
    """By how much the darkest or lightest patch of 8 × 8 points differs, of 255."""
    a, b = (each.reduce(8).tobytes() for each in (first, second))
    return max(abs(x - y) for x, y in zip(a, b, strict=True))


def test_what_is_printed_is_the_signed_file(shown, tmp_path: Path, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    plain = a_paper()
    made = shown(signed(plain), "大")
    qtbot.mouseClick(made.print, Qt.MouseButton.LeftButton)
    assert made.form.paper.text() == "A4 1 张"
    qtbot.mouseClick(made.form.go, Qt.MouseButton.LeftButton)
    assert made.form.told.text() == "已送往打印机，共 1 页。"
    (tmp_path / "plain.pdf").write_bytes(plain)
    printed, after, before = (
        grey(tmp_path / name, 0, 595) for name in ("大.pdf", "minutes.pdf", "plain.pdf")
    )
    assert unlike(printed, after) < 40
    # where the signature appeared there is ink on the sheet
    box = ImageChops.difference(after, before).getbbox()
    assert box is not None
    assert unlike(printed.crop(box), after.crop(box)) < 20
    assert unlike(printed.crop(box), before.crop(box)) > 30


def test_range_copies_and_paper_of_each_page(shown, tmp_path: Path, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    made = shown(with_a_wide_page(a_paper(3)), "大", "小")
    qtbot.keyClick(made, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    form = made.form
    assert made.focusWidget() is form.printer
    assert form.paper.text() == "A4 3 张，A3横向 1 张"
    form.pages.insert("2，4")
    form.copies.setFocus()
    qtbot.keyClick(form.copies, Qt.Key.Key_Up)
    assert form.paper.text() == "A4 2 张，A3横向 2 张"
    qtbot.keyClick(form.pages, Qt.Key.Key_Return)
    assert form.told.text() == "已送往打印机，共 4 页。"
    with pypdfium2.PdfDocument(tmp_path / "大.pdf") as opened:
        sizes = [tuple(round(x) for x in page.get_size()) for page in opened]
    assert sizes == [A4, A3_ACROSS] * 2
    for sheet, page in ((0, 1), (1, 3), (2, 1), (3, 3)):
        width = sizes[sheet][0]
        original = grey(tmp_path / "minutes.pdf", page, width)
        assert unlike(grey(tmp_path / "大.pdf", sheet, width), original) < 40
    # a page is put down in bands: no hairline runs through what is all black, at any size
    with pypdfium2.PdfDocument(tmp_path / "大.pdf") as opened:
        for scale in (0.7, 1.0, 1.9):
            wide = opened[1].render(scale=scale).to_pil().convert("L")
            black = wide.crop(tuple(round(at * scale) for at in (904, 546, 1096, 738)))
            assert black.getextrema() == (0, 0)
    # the second page is not the first one
    assert unlike(grey(tmp_path / "大.pdf", 0, 595), grey(tmp_path / "minutes.pdf", 0, 595)) > 40
    qtbot.keyClick(form.printer, Qt.Key.Key_Down)
    assert form.hint.text() == "这台打印机没有 A3 纸，会缩小到它的纸张上。"


@pytest.mark.parametrize("text", ["0", "3", "2-1", "1-3", "一", "1-", "1,,2", "-"])
def test_pages_that_are_not_there_are_told(shown, text: str, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    form = shown(a_paper(2), "大").form
    form.pages.insert(text)
    assert form.hint.text() == "页码请写成 1-3,5 的形式，本文件共 2 页。"
    assert not form.go.isEnabled()
    form.pages.clear()
    assert form.go.isEnabled()


def test_pages_as_a_person_writes_them() -> None:
    assert pages_of("", 3) == (0, 1, 2)
    assert pages_of("3, 1－2，2、", 3) == (2, 0, 1)
    assert pages_of("2至3", 3) == (1, 2)


def test_without_a_printer_the_person_is_told_what_to_do(shown, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    made = shown(a_paper())
    made.show_printing()
    form = made.form
    assert "没有安装打印机" in form.hint.text()
    assert not form.go.isEnabled()
    assert made.focusWidget() is form.again
    made._printers.all = ("大",)
    qtbot.keyClick(form.again, Qt.Key.Key_Space)
    assert form.go.isEnabled()
    assert not form.hint.isVisible()


def test_a_file_that_is_gone_or_shorter_is_not_printed(
    shown,  # type: ignore[no-untyped-def]
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    made = shown(a_paper(2), "大")
    made.show_printing()
    (tmp_path / "minutes.pdf").write_bytes(a_paper(1))
    qtbot.mouseClick(made.form.go, Qt.MouseButton.LeftButton)
    assert made.form.told.text() == "文件的页数变了，没有打印，请重新打开后再试。"
    (tmp_path / "minutes.pdf").unlink()
    qtbot.mouseClick(made.form.go, Qt.MouseButton.LeftButton)
    assert made.form.told.text() == "无法读取“minutes.pdf”：文件不在原处，或没有权限。"
    assert not (tmp_path / "大.pdf").exists()


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)
def test_a_printer_that_does_not_answer(shown, tmp_path: Path, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    made = shown(a_paper(), "无此文件夹/大")
    made.show_printing()
    qtbot.mouseClick(made.form.go, Qt.MouseButton.LeftButton)
    assert made.form.told.text() == "打印机没有响应，请检查打印机后再试。"
    assert made.form.go.isEnabled()


def test_printing_is_stopped_by_escape(shown, tmp_path: Path, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    made = shown(a_paper(3), "大")
    made.show_printing()
    # Everything is drawn at once here: Escape comes while the first page is on its way.
    made.form.progress.valueChanged.connect(lambda done: made.reject() if done == 1 else None)
    qtbot.mouseClick(made.form.go, Qt.MouseButton.LeftButton)
    assert made.form.told.text() == "已停止打印，送出 1 页。"
    assert made.isVisible()
    qtbot.keyClick(made, Qt.Key.Key_Escape)
    assert not made.isVisible()


def test_a_job_keeps_to_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "minutes.pdf"
    path.write_bytes(a_paper(2))
    shelf = reading.taken_in(path)
    assert callable(shelf)
    path.write_bytes(a_paper(1))
    reader = Reader()
    paper = Document(key=str(path), name=path.name, size=0, sha256="")
    outline = reader.outline(shelf, paper)
    reader.close()
    assert isinstance(outline, tuple)
    assert len(outline) == 2


def test_by_keys_alone(shown, tmp_path: Path, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    """Paged through, the range and the copies told, printed, closed."""
    key = Qt.Key
    made = shown(a_paper(4), "大", "小")
    form, canvas = made.form, made.viewer.canvas
    assert at() is canvas
    press(qtbot, key.Key_Right)
    qtbot.waitUntil(lambda: made.viewer.here[1] == 1)
    press(qtbot, key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert at() is form.printer
    press(qtbot, key.Key_Down)
    assert form.printer.currentText() == "小"
    tab_to(qtbot, form.copies)
    press(qtbot, key.Key_Up)
    tab_to(qtbot, form.pages)
    qtbot.keyClicks(at(), "3-5")
    assert "共 4 页" in form.hint.text()
    press(qtbot, key.Key_Backspace)
    qtbot.keyClicks(at(), "4")
    assert form.paper.text() == "A4 4 张"
    press(qtbot, key.Key_Return)
    assert form.told.text() == "已送往打印机，共 4 页。"
    with pypdfium2.PdfDocument(tmp_path / "小.pdf") as opened:
        assert len(opened) == 4
    # From the form round to the pages and their bar, and out.
    for stop in (made.viewer.bar.choice, canvas, form.printer):
        tab_to(qtbot, stop)
    press(qtbot, key.Key_Escape)
    assert not made.isVisible()
