"""Signing by hand through the window: mouse, finger, pen and keys; a refusal loses no stroke."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QPointingDevice, QTabletEvent, QTouchEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.test_meeting import answer, click, to_the_seal
from zcdesk.desk import paper_keys, papers, signing
from zcdesk.desk.desk import Desk
from zcdesk.domain.hand_signature import BOX_HEIGHT, BOX_WIDTH, MOST_POINTS, Fault
from zcdesk.domain.signing import SigningRole
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.places import RESULT
from zcdesk.ui.views.hand_dialog import HandDialog, LookDialog
from zcdesk.ui.views.pad_dialog import PadDialog
from zcdesk.ui.views.signature_pad import SignaturePad
from zcdesk.ui.workplace import Workplace

D = TypeVar("D", bound=QDialog)
LEFT = Qt.MouseButton.LeftButton
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def place(window: MainWindow, desk: Desk) -> Workplace:
    """The window over a sealed session."""
    to_the_seal(desk)
    assert window.workplace is not None
    window.workplace.show_page(RESULT)
    return window.workplace


@pytest.fixture
def pad(qapp_dressed: QApplication, qtbot: QtBot) -> SignaturePad:
    """A box of 604 by 204 pixels: one pixel is five units, with two pixels around it."""
    made = SignaturePad()
    qtbot.addWidget(made)
    made.resize(604, 204)
    made.show()
    return made


def top(place: QWidget, kind: type[D]) -> D:
    """The dialog of this kind that is open."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    (dialog,) = [each for each in place.window().findChildren(kind) if each.isVisible()]
    return dialog


def drag(pad: SignaturePad, *way: tuple[int, int]) -> None:
    """The mouse, pressed along a way in pixels of the widget."""
    first, *rest = [QPoint(*each) for each in way]
    QTest.mousePress(pad, LEFT, pos=first)
    for each in rest:
        QTest.mouseMove(pad, each)
    QTest.mouseRelease(pad, LEFT, pos=rest[-1] if rest else first)


def name(pad: SignaturePad) -> None:
    """A hand that fills the box, and a dot."""
    box = pad._box().toRect()
    wide, tall = box.width(), box.height()
    at = [(0.1, 0.7), (0.2, 0.2), (0.3, 0.8), (0.5, 0.3), (0.6, 0.75), (0.8, 0.25), (0.9, 0.6)]
    drag(pad, *[(box.left() + int(x * wide), box.top() + int(y * tall)) for x, y in at])
    drag(pad, (box.left() + wide // 2, box.top() + tall // 8))


def points(pad: SignaturePad) -> list[list[tuple[int, int]]]:
    return [list(stroke.points) for stroke in pad.signature.strokes]


# --- the box -------------------------------------------------------------------------------------


def test_the_mouse_draws_in_units_of_the_box_and_leaves_out_what_is_outside(
    pad: SignaturePad, qtbot: QtBot
) -> None:
    drag(pad, (2, 102), (102, 2), (202, 202))
    drag(pad, (302, 52))
    drag(pad, (502, 102), (800, 102), (800, 150), (502, 152))
    assert points(pad) == [
        [(0, 500), (500, 0), (1000, 1000)],
        [(1500, 250)],
        [(2500, 500), (3000, 500)],
        [(3000, 747), (2500, 750)],
    ]
    # The stroke that left the box goes as the one movement that it was.
    qtbot.keyClick(pad, Qt.Key.Key_Z, CTRL)
    assert len(points(pad)) == 2
    qtbot.keyClick(pad, Qt.Key.Key_Backspace)
    assert len(points(pad)) == 1
    qtbot.keyClick(pad, Qt.Key.Key_Delete)
    assert pad.empty
    QTest.mousePress(pad, Qt.MouseButton.RightButton, pos=QPoint(50, 50))
    QTest.mouseMove(pad, QPoint(150, 50))
    QTest.mouseRelease(pad, Qt.MouseButton.RightButton, pos=QPoint(150, 50))
    assert pad.empty


def test_the_first_finger_draws_until_it_is_lifted(pad: SignaturePad) -> None:
    def touch() -> QTest.QTouchEventSequence:
        return QTest.touchEvent(pad, screen)

    screen = QTest.createTouchDevice()
    touch().press(0, QPoint(2, 102), pad).commit()
    touch().move(0, QPoint(102, 102), pad).press(1, QPoint(400, 20), pad).commit()
    touch().move(0, QPoint(202, 102), pad).stationary(1).commit()
    touch().release(0, QPoint(202, 102), pad).move(1, QPoint(420, 30), pad).commit()
    touch().move(1, QPoint(440, 40), pad).commit()
    touch().release(1, QPoint(440, 40), pad).commit()
    assert points(pad) == [[(0, 500), (500, 500), (1000, 500)]]
    # A touch that the system takes for its own gesture leaves nothing.
    touch().press(0, QPoint(2, 2), pad).commit()
    touch().move(0, QPoint(202, 2), pad).commit()
    QApplication.sendEvent(pad, QTouchEvent(QEvent.Type.TouchCancel, screen))
    assert (len(points(pad)), pad._way) == (1, None)


def test_a_pen_draws_the_same_line_however_hard_it_is_pressed(pad: SignaturePad) -> None:
    pen = QPointingDevice.primaryPointingDevice()

    def send(kind: QEvent.Type, x: float, y: float, force: float) -> None:
        at = QPointF(x, y)
        held = LEFT if kind is not QEvent.Type.TabletRelease else Qt.MouseButton.NoButton
        event = QTabletEvent(
            kind, pen, at, pad.mapToGlobal(at), force, 0, 0, 0, 0, 0,
            Qt.KeyboardModifier.NoModifier, LEFT, held,
        )  # fmt: skip
        QApplication.sendEvent(pad, event)

    for force in (0.1, 0.9):
        send(QEvent.Type.TabletPress, 2.2, 102.0, force)
        send(QEvent.Type.TabletMove, 52.4, 52.0, force)
        send(QEvent.Type.TabletRelease, 52.4, 52.0, 0)
    assert points(pad) == [[(1, 500), (252, 250)]] * 2


def test_a_hand_that_never_rests_is_cut_at_the_limit(pad: SignaturePad) -> None:
    told: list[bool] = []
    pad.changed.connect(lambda: told.append(pad.full))
    pad._down(QPointF(2, 2))
    for n in range(2 * MOST_POINTS):
        pad._move(QPointF(2 + n % 2 * 100, 2))
    pad._up()
    assert pad.signature.points == MOST_POINTS
    assert told == [True]
    drag(pad, (300, 20), (400, 120))
    assert pad.signature.points == MOST_POINTS
    assert pad.signature.fault() is None


@pytest.mark.parametrize("size", [(904, 204), (604, 504)])
def test_the_box_keeps_the_shape_of_the_line_on_the_paper(
    pad: SignaturePad, size: tuple[int, int]
) -> None:
    pad.resize(*size)
    box = pad._box()
    assert box.width() / box.height() == pytest.approx(BOX_WIDTH / BOX_HEIGHT)
    assert (box.width(), box.center().x()) == pytest.approx((600, size[0] / 2), abs=1)


def test_what_is_seen_is_what_was_drawn(pad: SignaturePad) -> None:
    bare = pad.grab().toImage()
    drag(pad, (102, 102), (302, 102), (502, 102))
    drag(pad, (302, 32))
    seen = pad.grab().toImage()
    for x, y in ((120, 102), (300, 102), (490, 102), (302, 32)):
        assert seen.pixelColor(x, y).lightness() < bare.pixelColor(x, y).lightness() - 100
    assert seen.pixelColor(300, 70) == bare.pixelColor(300, 70)


# --- the dialogs ---------------------------------------------------------------------------------


def test_members_sign_one_after_another_from_the_menu(
    place: Workplace, window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    qtbot.keyClick(window, Qt.Key.Key_H, CTRL | SHIFT)
    listed = top(place, HandDialog)
    assert [each.name for each in listed.model.records][:2] == ["王建国", "李秀英"]
    assert [each.id for each in listed.model.records][-2:] == ["secretary", "supervisor"]
    for member in ("P01", "P02"):
        qtbot.keyClick(listed.view, Qt.Key.Key_Return)
        sheet = top(place, PadDialog)
        assert sheet.focusWidget() is sheet.pad
        assert not sheet.confirm.isEnabled()
        name(sheet.pad)
        sheet.secret.setFocus()
        qtbot.keyClicks(sheet.secret, f"100{member[-1]}")
        qtbot.keyClick(sheet.secret, Qt.Key.Key_Return)
    assert set(desk.file.hand_signatures()) == {"P01", "P02"}
    told = [each.at != "" for each in listed.model.records]
    assert told == [True, True, False, False, False, False, False]
    # The next who waits is chosen.
    assert listed._chosen() == listed.model.record(2)
    assert listed.sign.text() == "签名…"
    assert not listed.withdraw.isEnabled()
    listed.view.selectRow(0)
    assert listed.sign.text() == "重签…"
    click(qtbot, listed.withdraw)
    answer(qtbot, place, secret="1001")
    assert set(desk.file.hand_signatures()) == {"P02"}
    assert not listed.model.record(0).at
    click(qtbot, listed.look)
    shown = top(place, LookDialog)
    qtbot.waitUntil(lambda: bool(shown._pages.outlines), timeout=10_000)
    (outline,) = shown._pages.outlines.values()
    assert isinstance(outline, tuple)
    assert len(outline) > 3
    click(qtbot, shown.close_button)
    assert desk.file.verify() == []


def test_what_is_refused_loses_no_stroke_and_the_signed_paper_closes_the_list(
    place: Workplace, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    place.result.issuing.sign_by_hand()
    listed = top(place, HandDialog)
    click(qtbot, listed.sign)
    sheet = top(place, PadDialog)
    # A dot is told before the PIN is tried.
    drag(sheet.pad, (200, 100))
    qtbot.keyClicks(sheet.secret, "9999")
    click(qtbot, sheet.confirm)
    assert sheet.told.text() == Fault.TOO_SMALL.value
    assert sheet.secret.text() == "9999"
    click(qtbot, sheet.clear)
    assert not sheet.told.isVisible()
    assert not sheet.confirm.isEnabled()
    # A wrong PIN leaves the strokes.
    name(sheet.pad)
    before = points(sheet.pad)
    click(qtbot, sheet.confirm)
    assert sheet.told.text() == "投票密码不正确，还可以试 4 次，请重新输入。"
    assert (points(sheet.pad), sheet.secret.text()) == (before, "")
    qtbot.keyClicks(sheet.secret, "1001")
    click(qtbot, sheet.confirm)
    listed.view.selectRow(0)
    click(qtbot, listed.withdraw)
    answer(qtbot, place, secret="9999")
    assert "投票密码不正确" in listed.told.text()
    # Secretary and supervisor have secrets of their own.
    for row, secret, proof in ((5, "huiyi-kouling", "会议口令"), (6, "jiandu-token", "开箱口令")):
        listed.view.selectRow(row)
        click(qtbot, listed.sign)
        sheet = top(place, PadDialog)
        assert sheet.secret.accessibleName() == proof
        name(sheet.pad)
        qtbot.keyClicks(sheet.secret, secret)
        click(qtbot, sheet.confirm)
    assert set(desk.file.hand_signatures()) == {"P01", "secretary", "supervisor"}
    # Escape signs nothing.
    listed.view.selectRow(2)
    click(qtbot, listed.sign)
    name(top(place, PadDialog).pad)
    qtbot.keyClick(top(place, PadDialog), Qt.Key.Key_Escape)
    assert len(desk.file.hand_signatures()) == 3
    click(qtbot, listed.close_button)
    path = tmp_path / papers.MINUTES_ARCHIVE
    path.write_bytes(papers.papers(desk)[papers.MINUTES_ARCHIVE])
    paper_keys.sign_with(desk, path, SigningRole.SECRETARY, paper_keys.OwnKey())
    assert signing.check_paper(desk, path).ok
    place.result.issuing.sign_by_hand()
    listed = top(place, HandDialog)
    assert listed.told.text().startswith("会议纪要（档案版）已有电子签名")
    assert not listed.sign.isEnabled()
    qtbot.keyClick(listed.view, Qt.Key.Key_Return)
    assert not [each for each in place.findChildren(PadDialog) if each.isVisible()]


def test_before_the_seal_there_is_no_way_in(window: MainWindow, qtbot: QtBot) -> None:
    assert window.workplace is not None
    window.workplace.at_papers()
    assert not window.workplace.result.issuing.by_hand.isEnabled()
    qtbot.keyClick(window, Qt.Key.Key_H, CTRL | SHIFT)
    assert not window.findChildren(HandDialog)
