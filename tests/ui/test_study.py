"""A member reads at the shared laptop, by keys and clicks: own notes, own marks, no trace after."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from zcdesk.desk import notebook, phases, setup
from zcdesk.desk.desk import Desk
from zcdesk.desk.reading import Margin, Reader
from zcdesk.domain.committee import Recusal
from zcdesk.domain.events import Document, DocumentsFiled, RecusalDeclared
from zcdesk.ui.bench import Bench
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.views.dossier_layout import Place
from zcdesk.ui.views.study_page import StudyPage

PIN = "24681012"
NOTE = "ask whose work it was"


@pytest.fixture
def reader() -> Iterator[Reader]:
    made = Reader()
    yield made
    made.close()


@pytest.fixture
def page(bench: Bench, desk: Desk, reader: Reader, qtbot: QtBot, paper: bytes) -> StudyPage:
    """The sign-in; P02 keeps out of 002, everybody has a paper on file."""
    member = desk.case.current.members[1].id
    setup.set_pin(desk, member, PIN)
    setup.set_pin(desk, desk.case.current.members[2].id, "13579111")
    desk.record([RecusalDeclared(Recusal("002", member, "师生关系"))])
    for number in desk.case.applicants:
        stored = desk.vault.put(paper + number.encode())
        filed = Document(stored.key, f"{number}论文.pdf", stored.size, stored.sha256)
        desk.record([DocumentsFiled(number, (filed,))])
    phases.forward(desk)
    made = StudyPage(bench, reader)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.start()
    return made


@pytest.fixture
def paper() -> bytes:
    from io import BytesIO

    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, pagesize=(300, 400))
    for text in ("first page", "second page"):
        canvas.drawString(20, 300, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def sign_in(page: StudyPage, place: int, pin: str) -> None:
    """As a person: choose the name, type the PIN, Enter."""
    page.sign_in.member.setCurrentIndex(place + 1)
    QTest.keyClicks(page.sign_in.pin, pin)
    QTest.keyClick(page.sign_in.pin, Qt.Key.Key_Return)


def listed(page: StudyPage) -> list[str]:
    return [page.applicants.item(at).text() for at in range(page.applicants.count())]


def test_a_recused_member_does_not_see_the_applicant_at_all(page: StudyPage, desk: Desk) -> None:
    sign_in(page, 1, PIN)
    assert [line[:3] for line in listed(page)] == ["001", "003"]
    assert "您回避的 1 名申报人不在名单中" in page.told.text()
    assert page.viewer is not None
    assert [d.name for d in page.viewer.documents] == ["001论文.pdf"]


def test_papers_lie_as_the_secretary_left_them_and_nobody_moves_them(
    page: StudyPage, desk: Desk
) -> None:
    (filed,) = desk.case.documents["001"]
    other = desk.vault.put(b"%PDF- no more")
    desk.record([DocumentsFiled("001", (Document(other.key, "毕业证.pdf", 13, other.sha256),))])
    margin = Margin(desk)
    margin.read()
    margin.turn(filed, 1, 1)
    margin.sort(filed, "学历")
    sign_in(page, 1, PIN)
    viewer = page.viewer
    assert viewer is not None
    assert [heading.category for heading in viewer.canvas.headings] == ["学历", "学历"]
    assert viewer.documents[0] == filed
    assert viewer.canvas.turns(Place(0, 1)) == 1
    assert not viewer.bar.category.isVisible()
    wanted: list[object] = []
    viewer.refile_wanted.connect(lambda *told: wanted.append(told))
    for key in (Qt.Key.Key_G, Qt.Key.Key_Delete, Qt.Key.Key_F2, Qt.Key.Key_U, Qt.Key.Key_K):
        QTest.keyClick(viewer.canvas, key)
    assert wanted == []
    assert not viewer.region.isVisible()
    QTest.keyClick(viewer.canvas, Qt.Key.Key_Right)
    assert viewer.here == (filed, 1)


def test_a_wrong_pin_is_told_and_nothing_shown(page: StudyPage) -> None:
    sign_in(page, 1, "99999999")
    assert "投票密码不正确" in page.sign_in.trouble.text()
    assert listed(page) == []
    assert page.viewer is None


def test_a_note_and_a_mark_are_there_the_next_time_and_gone_from_the_screen(
    page: StudyPage, desk: Desk, qtbot: QtBot
) -> None:
    sign_in(page, 1, PIN)
    QTest.keyClicks(page.note, NOTE)
    qtbot.waitUntil(lambda: page.state.text() == "笔记已保存。", timeout=5000)
    assert page.viewer is not None
    qtbot.waitUntil(lambda: page.viewer.here is not None, timeout=5000)
    QTest.mouseClick(page.mark, Qt.MouseButton.LeftButton)
    assert [page.marks.item(at).text() for at in range(page.marks.count())] == [
        "001论文.pdf　第 1 页"
    ]
    assert "●有笔记" in listed(page)[0]
    QTest.mouseClick(page.done, Qt.MouseButton.LeftButton)
    assert page.note.toPlainText() == page.who.text() == page.facts.text() == ""
    assert (listed(page), page.marks.count(), page.viewer) == ([], 0, None)
    sign_in(page, 2, "13579111")
    assert page.note.toPlainText() == ""
    assert page.marks.count() == 0
    QTest.mouseClick(page.done, Qt.MouseButton.LeftButton)
    sign_in(page, 1, PIN)
    assert page.note.toPlainText() == NOTE
    page.marks.itemActivated.emit(page.marks.item(0))
    assert page.viewer is not None
    QTest.keyClick(page.mark, Qt.Key.Key_Space)
    assert page.marks.count() == 0


def test_a_note_goes_with_the_applicant_and_is_kept_on_leaving(page: StudyPage, desk: Desk) -> None:
    sign_in(page, 1, PIN)
    QTest.keyClicks(page.note, "one")
    QTest.keyClick(page.applicants, Qt.Key.Key_Down)
    assert page.note.toPlainText() == ""
    QTest.keyClicks(page.note, "other")
    QTest.mouseClick(page.done, Qt.MouseButton.LeftButton)
    study = notebook.begin(desk, desk.case.current.members[1].id, PIN)
    assert (study.note("001"), study.note("003")) == ("one", "other")


def test_back_leads_to_whoever_takes_the_laptop(page: StudyPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.left):
        QTest.mouseClick(page.sign_in.back, Qt.MouseButton.LeftButton)


def test_the_window_hands_over_and_asks_for_the_passphrase_afterwards(
    window: MainWindow, desk: Desk
) -> None:
    read = window.actions_by_id["read"]
    assert not read.isEnabled()
    phases.forward(desk)
    place = window.workplace
    assert place is not None
    place.bench.changed.emit(())
    setup.set_pin(desk, desk.case.current.members[1].id, PIN)
    assert read.isEnabled()
    read.trigger()
    assert place.away
    assert not window.menuBar().isVisible()
    assert window.screen_shown == "study"
    sign_in(place.study, 1, PIN)
    assert listed(place.study)
    # Left alone: what was on the screen is gone, and the desk stays out of reach.
    place.lock_up()
    assert not listed(place.study)
    assert place.away
    QTest.mouseClick(place.study.sign_in.back, Qt.MouseButton.LeftButton)
    assert place.locked


def test_notes_under_a_lost_pin_are_told(page: StudyPage, desk: Desk) -> None:
    member = desk.case.current.members[1].id
    notebook.begin(desk, member, PIN).write("001", NOTE)
    desk.file.secrets.set_pin(member, "86421357")
    sign_in(page, 1, "86421357")
    assert "笔记已无法打开" in page.told.text()
