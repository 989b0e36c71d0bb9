"""What does not show is found before anybody looks, remembered, marked in the list and told before a step."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from zcdesk.desk import legibility, phases, register
from zcdesk.desk.desk import Desk
from zcdesk.desk.reading import Margin, Outline, Picture, Shelf, Trouble
from zcdesk.domain.events import Document, DocumentsFiled
from zcdesk.domain.session import ApplicantStatus
from zcdesk.dossiers.pages import Found
from zcdesk.dossiers.pages_text import PageText
from zcdesk.ui.bench import Bench
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.models.applicants import flag_text
from zcdesk.ui.views.dossier_layout import Place
from zcdesk.ui.views.dossier_wanted import blank_in_words
from zcdesk.ui.views.materials_page import MaterialsPage


class Papers:
    """A reader of invented documents: their names say which of their pages do not draw."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.closed: list[str] = []

    def start(self) -> None:
        """Ready."""

    def interrupt(self) -> None:
        """Nobody waits."""

    def close(self) -> None:
        """Nothing runs."""

    def outline(self, _: Shelf, document: Document) -> Outline | Trouble:
        self.asked.append(document.name)
        if "锁" in document.name:
            return Trouble("需要密码", "这份材料需要密码。")
        return ((5950, 8420),) * 3

    def page(
        self, _: Shelf, document: Document, page: int, width: int, turn: int = 0
    ) -> Picture | Trouble:
        return Picture(1, 1, bytes(4), str(page + 1) in document.name)

    def did_draw(self, _: Shelf, document: Document, page: int) -> bool:
        return str(page + 1) not in document.name

    def text(self, *_: object) -> PageText:
        return PageText()

    def find(self, *_: object) -> Found:
        return Found((), 0, None)

    def let_go(self, _: Shelf, document: Document) -> None:
        self.closed.append(document.name)


def paper(name: str) -> Document:
    return Document((name.encode().hex() * 64)[:64], name, 10, name)


@pytest.fixture
def page(bench: Bench, qapp_dressed: QApplication, qtbot: QtBot) -> Iterator[MaterialsPage]:
    bench.desk.record(
        [
            DocumentsFiled("001", (paper("好.pdf"),)),
            DocumentsFiled("002", (paper("缺2和3.pdf"), paper("全.pdf"))),
            DocumentsFiled("003", (paper("锁.pdf"),)),
        ]
    )
    made = MaterialsPage(bench, Papers())  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.load()
    yield made
    made.pages.stop()


def marks(page: MaterialsPage) -> list[str]:
    return [flag_text(each) for each in page.list.model.records]


def test_every_dossier_is_looked_through_once_nobody_asks_for_anything(
    page: MaterialsPage, bench: Bench
) -> None:
    assert not bench.desk.unshown
    page._idle.timeout.emit()
    assert bench.desk.unshown == {
        paper("缺2和3.pdf").key: "第 2、3 页未显示",
        paper("锁.pdf").key: "需要密码",
    }
    assert [text.count("▲") for text in marks(page)] == [0, 1, 1]
    assert legibility.everywhere(bench.desk) == ["002", "003"]
    reader = page.pages._reader
    assert isinstance(reader, Papers)
    assert reader.closed == ["缺2和3.pdf", "全.pdf"]  # what is looked at stays open


def test_it_is_remembered_and_not_looked_for_again(
    page: MaterialsPage, bench: Bench, qtbot: QtBot
) -> None:
    page._idle.timeout.emit()
    page._unsaved.timeout.emit()
    before = dict(bench.desk.unshown)
    bench.desk.unshown.clear()
    reader = Papers()
    again = MaterialsPage(bench, reader)  # type: ignore[arg-type]
    qtbot.addWidget(again)
    again.load()
    assert bench.desk.unshown == before
    assert [text.count("▲") for text in marks(again)] == [0, 1, 1]
    reader.asked.clear()
    again._idle.timeout.emit()
    assert not reader.asked


def test_what_shows_after_all_is_marked_no_longer(page: MaterialsPage, bench: Bench) -> None:
    page._idle.timeout.emit()
    document = paper("缺2和3.pdf")
    page.pages._tell_judged(document, "")
    assert document.key not in bench.desk.unshown
    assert [text.count("▲") for text in marks(page)] == [0, 0, 1]


def test_a_damaged_memory_is_none(page: MaterialsPage, bench: Bench) -> None:
    page._idle.timeout.emit()
    page._unsaved.timeout.emit()
    (bench.desk.file.folder / "reading.zcm").write_bytes(b"damaged")
    bench.desk.unshown.clear()
    Margin(bench.desk).read()
    assert not bench.desk.unshown


def test_the_head_warns_without_keeping_anybody(
    window: MainWindow, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = window.workplace
    assert place is not None
    desk.record([DocumentsFiled("001", (paper("缺2.pdf"),))])
    phases.forward(desk)
    desk.unshown[paper("缺2.pdf").key] = "第 2 页未显示"
    place.refresh()
    assert place.header.lacking.text().endswith("，注意 1 项")
    assert not place.header.forward.isEnabled()
    monkeypatch.setattr(phases, "missing", lambda _: [])
    place.refresh()
    assert place.header.lacking.text() == "注意 1 项"
    assert place.header.forward.isEnabled()
    [warning] = phases.warnings(desk)
    assert warning.sentence == (
        "001号赵志强的材料不能完整显示：“缺2.pdf”（第 2 页未显示）。请对照纸质材料。"
    )
    qtbot.mouseClick(place.header.lacking, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    assert place.header.height() <= place.header.sizeHint().height()
    place.materials.list.select("003")
    place.header.lack_wanted.emit(warning)
    assert place.materials.list.current == "001"
    # Nothing is missing any longer: the keyboard does not fall to the way back beside it.
    place.header.lacking.setFocus()
    monkeypatch.setattr(phases, "warnings", lambda _: [])
    place.refresh()
    assert place.header.lacking.isHidden()
    assert not place.header.isAncestorOf(QApplication.focusWidget() or place.pages)


def test_many_files_are_counted_and_two_of_them_named(desk: Desk) -> None:
    papers = tuple(paper(f"材料{n}.pdf") for n in range(1, 5))
    desk.record([DocumentsFiled("001", papers)])
    desk.unshown.update(dict.fromkeys((each.key for each in papers), "文件损坏"))
    assert legibility.sentence(desk, "001") == (
        "001号赵志强的材料不能完整显示：“材料1.pdf”（文件损坏）、“材料2.pdf”（文件损坏）等 4 份。请对照纸质材料。"
    )


def test_whoever_is_out_of_the_roster_warns_nobody(desk: Desk) -> None:
    desk.record([DocumentsFiled("001", (paper("缺2.pdf"),))])
    desk.unshown[paper("缺2.pdf").key] = "第 2 页未显示"
    assert legibility.before_a_round(desk, ["001", "002"]) == (
        "001号赵志强的电子材料有不能显示的文件或页面，投票前请对照纸质材料。"
    )
    assert not legibility.before_a_round(desk, ["002"])
    phases.forward(desk)
    register.decide(desk, "001", ApplicantStatus.REJECTED, "缺页")
    assert not legibility.everywhere(desk)


@pytest.mark.parametrize(
    ("pages", "words"),
    [
        ([], ""),
        ([0], "第 1 页未显示"),
        ([1, 4], "第 2、5 页未显示"),
        (range(7), "第 1、2、3、4、5等 7 页未显示"),
    ],
)
def test_pages_in_words(pages: list[int], words: str) -> None:
    assert blank_in_words(pages) == words


def test_the_viewer_goes_to_what_does_not_show(page: MaterialsPage) -> None:
    page.look_at_papers("002")
    assert page.viewer.canvas.current == Place(0, 1)
