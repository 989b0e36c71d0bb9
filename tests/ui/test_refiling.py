"""A document in the wrong dossier, mended in the window by keys and by its menu."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMenu, QPlainTextEdit
from pytestqt.qtbot import QtBot

from zcdesk.desk import vetting
from zcdesk.desk.desk import Desk
from zcdesk.domain.events import Document, DocumentsFiled, PhaseStepped
from zcdesk.domain.session import Phase
from zcdesk.ui.dialogs import AskDialog
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.places import MATERIALS
from zcdesk.ui.views.dossier_layout import Place
from zcdesk.ui.views.materials_page import MaterialsPage
from zcdesk.ui.views.move_dialog import MoveDialog

Press = Callable[..., None]


def scan(*shades: int) -> bytes:
    images = [Image.new("L", (300, 400), shade) for shade in shades]
    out = io.BytesIO()
    images[0].save(out, "PDF", save_all=True, append_images=images[1:])
    return out.getvalue()


@pytest.fixture
def page(window: MainWindow, desk: Desk) -> MaterialsPage:
    """The first applicant with three documents, the second with one."""
    for number, name, shades in (
        ("001", "毕业证书.pdf", (200, 220)),
        ("001", "钱丽华的论文.pdf", (210, 215, 225)),
        ("001", "其他.pdf", (205,)),
        ("002", "论文.pdf", (230,)),
    ):
        kept = desk.vault.put(scan(*shades))
        document = Document(kept.key, name, kept.size, kept.sha256)
        desk.record([DocumentsFiled(number, (document,))])
    place = window.workplace
    assert place is not None
    place.show_page(MATERIALS)
    place.materials.load()
    place.materials.select("001")
    window.activateWindow()
    QApplication.processEvents()
    place.materials.viewer.canvas.setFocus()
    return place.materials


@pytest.fixture
def press(page: MaterialsPage, qtbot: QtBot) -> Press:
    def pressed(key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        qtbot.keyClick(page.viewer.canvas, key, held)

    return pressed


def asked(page: MaterialsPage, kind: type[QDialog]) -> QDialog:
    found = [each for each in page.findChildren(kind) if each.isVisible()]
    assert len(found) == 1
    return found[0]


def say(dialog: QDialog, **answers: str) -> None:
    assert isinstance(dialog, AskDialog)
    for key, text in answers.items():
        made = dialog.field(key)
        assert isinstance(made, QLineEdit | QPlainTextEdit)
        made.setText(text) if isinstance(made, QLineEdit) else made.setPlainText(text)
    assert dialog.confirm.isEnabled()
    dialog.confirm.click()


def names(desk: Desk, number: str) -> list[str]:
    return [each.name for each in desk.case.documents.get(number, ())]


def banner(window: MainWindow) -> str:
    assert window.workplace is not None
    return window.workplace.banner.sentence


def test_a_document_goes_to_whom_its_title_names_and_back_by_undo(
    page: MaterialsPage, press: Press, desk: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    page.viewer.canvas.go_to(Place(1, 2))
    press(Qt.Key.Key_G)
    dialog = asked(page, MoveDialog)
    assert isinstance(dialog, MoveDialog)
    assert dialog.chosen is not None
    assert dialog.chosen.number == "002"
    assert not dialog.confirm.isEnabled()
    qtbot.keyClicks(dialog.search, "003")
    assert [each.number for each in dialog.model.records] == ["003"]
    dialog.search.clear()
    qtbot.keyClick(dialog.search, Qt.Key.Key_Down)
    assert dialog.chosen.number == "003"
    qtbot.keyClick(dialog.search, Qt.Key.Key_Up)
    qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
    assert dialog.focusWidget() is dialog.reason
    dialog.reason.setText("扫描时放错")
    assert dialog.confirm.text() == "改归002号钱丽华"
    qtbot.keyClick(dialog.reason, Qt.Key.Key_Return)
    assert (names(desk, "001"), names(desk, "002")) == (
        ["毕业证书.pdf", "其他.pdf"],
        ["论文.pdf", "钱丽华的论文.pdf"],
    )
    assert "已从001号赵志强改归002号钱丽华" in banner(window)
    # One reads on at what followed; nothing jumps to the first page.
    here = page.viewer.here
    assert here is not None
    assert (here[0].name, here[1]) == ("其他.pdf", 0)
    lines = len(desk.file.audit())
    window.undo()
    assert names(desk, "001") == ["毕业证书.pdf", "钱丽华的论文.pdf", "其他.pdf"]
    window.redo()
    assert names(desk, "002") == ["论文.pdf", "钱丽华的论文.pdf"]
    assert len(desk.file.audit()) == lines + 2
    rows = {row.applicant.number: row.documents for row in page.list.model.records}
    assert (rows["001"], rows["002"]) == (2, 2)


def test_nobody_is_chosen_by_standing_first(page: MaterialsPage, press: Press) -> None:
    press(Qt.Key.Key_G)
    dialog = asked(page, MoveDialog)
    assert isinstance(dialog, MoveDialog)
    dialog.reason.setText("扫描时放错")
    assert (dialog.chosen, dialog.confirm.isEnabled()) == (None, False)


def test_the_last_document_is_taken_out_and_put_back_from_the_empty_page(
    page: MaterialsPage, press: Press, desk: Desk, window: MainWindow
) -> None:
    page.select("002")
    (only,) = desk.case.documents["002"]
    vetting.pin(desk, "002", "degrees.0", only.key, 0)
    assert not page.viewer._parted.isVisible()
    press(Qt.Key.Key_Delete)
    say(asked(page, AskDialog), why="不是本人的")
    assert names(desk, "002") == []
    assert "可以随时放回" in banner(window)
    page.proofs.show_applicant("002")
    page.side.tabs.setCurrentWidget(page.side.vetting)
    page.side.vetting.select("degrees.0")
    assert "所钉的材料已改归他人或撤出，请重新钉住" in page.side.vetting.detail.text()
    row = page.side.vetting.model.row_of("degrees.0")
    assert row is not None
    assert page.side.vetting.model.index(row, 2).data() == "▲ 移出"
    assert page.viewer._parted.isVisible()
    page.viewer._parted.click()
    say(asked(page, AskDialog), why="核对后确是本人的")
    assert desk.case.documents["002"] == (only,)
    assert page.viewer.documents == (only,)
    assert "所钉的材料" not in page.side.vetting.detail.text()
    press(Qt.Key.Key_U)
    assert banner(window) == "该申报人没有改归他人或撤出的材料。"


def test_a_title_is_changed_and_the_page_stays(
    page: MaterialsPage, press: Press, desk: Desk, window: MainWindow
) -> None:
    page.viewer.canvas.go_to(Place(1, 2))
    press(Qt.Key.Key_F2)
    dialog = asked(page, AskDialog)
    assert isinstance(dialog, AskDialog)
    assert dialog.answers() == {"title": "钱丽华的论文"}
    say(dialog, title="代表作论文")
    assert names(desk, "001")[1] == "代表作论文.pdf"
    here = page.viewer.here
    assert here is not None
    assert (here[0].name, here[1]) == ("代表作论文.pdf", 2)
    assert page.viewer.canvas.headings[1].note == "3 页"
    press(Qt.Key.Key_F2)
    say(asked(page, AskDialog), title="毕业证书")
    assert "已有名为“毕业证书.pdf”的材料" in banner(window)
    window.undo()
    assert names(desk, "001")[1] == "钱丽华的论文.pdf"


def test_the_menu_of_a_page_and_of_a_thumbnail_is_about_its_document(
    page: MaterialsPage, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[QPoint] = []
    monkeypatch.setattr(QMenu, "popup", lambda _menu, at: shown.append(at))
    viewer = page.viewer
    press(Qt.Key.Key_T)
    viewer.thumbs.show()
    QApplication.processEvents()
    index = viewer.thumbs.model().index(5)
    at = viewer.thumbs.visualRect(index).center()
    mouse, key = QContextMenuEvent.Reason.Mouse, QContextMenuEvent.Reason.Keyboard
    viewer.thumbs.scrollTo(index)
    at = viewer.thumbs.visualRect(index).center()
    viewer.thumbs.contextMenuEvent(QContextMenuEvent(mouse, at, at))
    here = viewer.here
    assert here is not None
    assert here[0].name == "其他.pdf"
    texts = [action.text() for action in viewer.menu.actions() if action.text()]
    assert texts[:5] == [
        "改类别…\tC",
        "改标题…\tF2",
        "改归其他申报人…\tG",
        "撤出这份材料…\tDel",
        "已移出的材料…\tU",
    ]
    viewer.canvas.go_to(Place(0, 1))
    point = viewer.canvas.sheet(Place(0, 1)).topLeft() + QPoint(20, 20)
    viewer.canvas.contextMenuEvent(QContextMenuEvent(mouse, point, point))
    viewer.canvas.contextMenuEvent(QContextMenuEvent(key, QPoint(), QPoint()))
    assert viewer.canvas.current == Place(0, 1)
    assert len(shown) == 3


def test_the_category_is_chosen_by_keys(page: MaterialsPage, press: Press, qtbot: QtBot) -> None:
    box = page.viewer.bar.category
    box.showPopup = lambda: None  # type: ignore[method-assign]  # offscreen has no popups
    press(Qt.Key.Key_C)
    assert page.window().focusWidget() is box
    assert box.currentText() == "学历"
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert page.viewer.canvas.headings[0].category in ("业绩", "论文", "其他")


def test_what_is_closed_is_refused_and_nothing_is_lost(
    page: MaterialsPage, press: Press, desk: Desk, window: MainWindow
) -> None:
    desk.record([PhaseStepped(Phase.SETUP, Phase.DEFENSE, "")])
    before = names(desk, "001")
    press(Qt.Key.Key_Delete)
    say(asked(page, AskDialog), why="放错")
    assert "当前处于“答辩评议”阶段" in banner(window)
    assert names(desk, "001") == before
