"""Nothing is cut off: at every text size and scale each text has its room, or is scrolled to."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenuBar,
    QScrollArea,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.test_printing import Room
from zcdesk.desk.resources import resources_folder
from zcdesk.domain.signing import SigningRole
from zcdesk.handover.pdf_signatures import PdfSignature, PdfVerification
from zcdesk.reports.page import Paper
from zcdesk.ui.actions import PAGES
from zcdesk.ui.dialogs import Ask, AskDialog
from zcdesk.ui.look import Look, look
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.palette import TEXT_SIZES
from zcdesk.ui.parts import Elided
from zcdesk.ui.places import KIOSK, LOCK, SCORING, STUDY
from zcdesk.ui.theme import wear
from zcdesk.ui.views.code_dialog import CodeDialog
from zcdesk.ui.views.fonts_dialog import FontsDialog
from zcdesk.ui.views.move_dialog import MoveDialog
from zcdesk.ui.views.paper_dialog import PaperDialog
from zcdesk.ui.views.sign_dialog import SignDialog
from zcdesk.ui.views.signatures_dialog import SignaturesDialog

SCREEN = (1366, 768)
SLACK = 1
"""Rounding of fractional text widths."""


def seen(top: QWidget) -> list[QWidget]:
    return [w for w in (top, *top.findChildren(QWidget)) if w.isVisible()]


def told_in_whole(widget: QWidget) -> bool:
    """Its own room is enough for its text."""
    if isinstance(widget, Elided):
        return widget.toolTip() == widget.text()
    if isinstance(widget, QLabel) and widget.text():
        if widget.pixmap() is not None and not widget.pixmap().isNull():
            return True
        if widget.wordWrap():
            return widget.height() + SLACK >= widget.heightForWidth(widget.width())
        hint = widget.sizeHint()
        return widget.width() + SLACK >= hint.width() and widget.height() + SLACK >= hint.height()
    if isinstance(widget, QToolButton) and widget.text():
        # The style counts its gap between icon and text twice.
        return widget.height() + 4 >= widget.sizeHint().height()
    if isinstance(widget, QAbstractButton) and widget.text():
        text = widget.fontMetrics().horizontalAdvance(widget.text().replace("&", ""))
        return widget.width() >= text and widget.height() >= widget.fontMetrics().height()
    line = isinstance(widget, QComboBox | QLineEdit) or (
        isinstance(widget, QHeaderView) and widget.orientation() is Qt.Orientation.Horizontal
    )
    return not line or widget.height() >= widget.fontMetrics().height()


def inside(widget: QWidget) -> bool:
    """It lies within its parent; what a scroll area holds is scrolled to."""
    parent = widget.parentWidget()
    if parent is None or widget.isWindow():
        return True
    outer = parent.parentWidget()
    if isinstance(outer, QAbstractScrollArea) and parent is outer.viewport():
        return True
    return parent.rect().adjusted(-2, -2, 2, 2).contains(widget.geometry())


def scrolls(area: QScrollArea) -> bool:
    """What it holds is in sight, or a bar leads to the rest."""
    held, room = area.widget(), area.viewport()
    if held is None:
        return True
    never = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    wide = held.width() <= room.width() or area.horizontalScrollBarPolicy() is not never
    tall = held.height() <= room.height() or area.verticalScrollBarPolicy() is not never
    return wide and tall


def clipped(top: QWidget) -> list[str]:
    """What cannot be read in whole, and where."""
    found = []
    for widget in seen(top):
        internal = widget.objectName().startswith("qt_") and not isinstance(widget, QLabel)
        if internal or isinstance(widget, QMenuBar):
            continue
        ok = told_in_whole(widget) and inside(widget)
        if isinstance(widget, QScrollArea):
            ok = ok and scrolls(widget)
        if not ok:
            text = getattr(widget, "text", str)() or widget.accessibleName()
            where = type(widget.parentWidget()).__name__
            at = QRect(widget.mapTo(top, QPoint(0, 0)), widget.size()) if widget is not top else ""
            found.append(
                f"{type(widget).__name__} “{text[:24]}” in {where} {at} wants {widget.sizeHint()}"
            )
    return found


def settle() -> None:
    for _ in range(4):
        QApplication.processEvents()


@pytest.fixture
def worn(qapp_dressed: QApplication) -> Iterator[None]:
    """Whatever a test puts on is taken off again."""
    yield
    if look() != Look():
        wear(qapp_dressed, resources_folder(), Look())


def every_screen(window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """The window at each of its screens, and each of its dialogs."""
    yield from screens_of_a_session(window)
    yield from screens_without_one(window)


def screens_of_a_session(window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """The pages of a session, what a member sees, and their dialogs."""
    place = window.workplace
    assert place is not None
    for number, text in enumerate(PAGES):
        window.show_page(number)
        settle()
        yield text, window
    for key, text in ((KIOSK, "投票屏"), (SCORING, "评分"), (LOCK, "锁定"), (STUDY, "阅卷")):
        place.whole.setCurrentIndex(key)
        settle()
        yield text, window
    place.whole.setCurrentIndex(KIOSK)
    for page in range(place.kiosk.stack.count()):
        place.kiosk.stack.setCurrentIndex(page)
        settle()
        yield f"投票屏 {page}", window
    place.whole.setCurrentIndex(0)
    for text, go in (
        ("修改会议", place.session.change.click),
        ("新建评议组", place.defense.new_panel),
        ("口令和密码", place.session.show_keys),
    ):
        window.show_page(0)
        go()
        settle()
        (dialog,) = [d for d in window.findChildren(QDialog) if d.isVisible()]
        yield text, dialog
        dialog.close()
    code = CodeDialog(place.bench, "-".join(["WWWW"] * 8), window)
    for step in range(code.page.stack.count()):
        code.page.stack.setCurrentIndex(step)
        code.show()
        settle()
        yield "新恢复码", code
    code.accept()
    window.help_on("secrecy")
    settle()
    yield "帮助", window.beside.help
    window.beside.help.close()
    for text, go in (("关于", window.about), ("使用手册", window.manual)):
        go()
        settle()
        yield text, window.findChildren(QDialog)[-1]
        window.findChildren(QDialog)[-1].close()
    fields = [Ask("reason", "理由", long=True), Ask("document", "批准文号"), Ask("by", "批准人")]
    people = place.bench.case.applicants.values()
    for name, asked in (
        (
            "询问",
            AskDialog("豁免", "理由、文号和批准人会印入纪要。" * 2, fields, "记录豁免", window),
        ),
        ("改归", MoveDialog("年度考核登记表" * 5, "001号赵志强", people, window)),
    ):
        asked.show()
        settle()
        yield name, asked
        asked.close()
    window.project()
    settle()
    yield "投影", window.beside.projector
    window.beside.projector.close()


def screens_without_one(window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """The session is closed by the first of them."""
    for name, go in (
        ("开始", window.open_session),
        ("新建", window.new_session),
        ("核验", window.verify),
        ("汇总", window.gather),
    ):
        go()
        settle()
        yield name, window


def dialogs_of_papers(window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """Printing with and without a printer, signing with each kind of key, and the signatures."""
    place = window.workplace
    assert place is not None
    made = Paper("纪要", check_code="1A2B-3C4D-5E6F-7081", rehearsal=False)
    made.paragraph("申报人王伟，同意12票。")
    path = place.bench.desk.file.folder / "minutes-archive.pdf"
    path.write_bytes(made.finish())
    for printers in (Room(path.parent), Room(path.parent, "图文室 A3 复合机（三楼东）")):
        paper = PaperDialog(
            place.bench, place._reader, path, "会议纪要（档案版）", window, printers=printers
        )
        paper.open()
        paper.show_printing()
        settle()
        yield f"打印 {printers.all}", paper
        paper.form.pages.setText("9")
        settle()
        yield "打印页码", paper
        paper.close()
    sign = SignDialog(place.bench, path, "会议纪要（档案版）", SigningRole.CHAIR, window)
    sign.open()
    for kind in range(sign.kind.count()):
        sign.kind.setCurrentIndex(kind)
        settle()
        yield f"签署 {kind}", sign
    sign._say("签名盾的 PIN 不正确，没有签名；PIN 只剩最后一次机会，再输错即被锁定。", "violation")
    settle()
    yield "签署未成", sign
    sign.close()
    one = PdfSignature(
        SigningRole.SECRETARY,
        "山西省工程系列高级职称评审委员会",
        "胡晓雯",
        "核对无误，秘书认证",
        None,
        " ".join(["916e"] * 16),
        whole=False,
        intact=False,
        trusted=False,
        faults=("签名之后页面、附件或其他内容被改动",),
    )
    faults = ("签名之后改动的是：第 1、2、3、4、5 页；附件“result.json”被调换",)
    shown = SignaturesDialog(path, PdfVerification((one, one), faults), window)
    shown.open()
    settle()
    yield "签名核验", shown
    shown.close()
    fonts = FontsDialog(place.bench, window)
    fonts.open()
    settle()
    yield "补充字体", fonts
    fonts._tell("字体“某某宋体扩展.ttf”的许可不允许嵌入文书，请换一个允许嵌入的字体。", "violation")
    settle()
    yield "补充字体未成", fonts
    fonts.close()


@pytest.mark.parametrize(("text", "scale"), [("10.5", 1), ("10.5", 1.5), ("10.5", 2), ("28", 1)])
def test_nothing_is_cut_off(
    window: MainWindow, qapp_dressed: QApplication, worn: None, text: str, scale: float
) -> None:
    """A scale of 1.5 leaves 911 × 512 of a 13-inch screen to the window."""
    if look() != Look.of("light", text):
        wear(qapp_dressed, resources_folder(), Look.of("light", text))
    window.resize(int(SCREEN[0] / scale), int(SCREEN[1] / scale))
    screens = chain(dialogs_of_papers(window), every_screen(window))
    found = [f"{name}: {each}" for name, top in screens for each in clipped(top)]
    assert not found, "\n".join(["", *found])
    assert window.width() <= SCREEN[0] / scale
    assert window.height() <= SCREEN[1] / scale


def test_nothing_is_cut_off_at_the_sizes_between(
    window: MainWindow, qapp_dressed: QApplication, worn: None
) -> None:
    """One window whose text grows, as when somebody tries the sizes one after another."""
    found = []
    for screens in (dialogs_of_papers, screens_of_a_session, screens_without_one):
        for text in ("14", "18", "22"):
            wear(qapp_dressed, resources_folder(), Look.of("light", text))
            window.resize(*SCREEN)
            found += [
                f"{text} {name}: {each}" for name, top in screens(window) for each in clipped(top)
            ]
    assert not found, "\n".join(["", *found])
    assert (window.width(), window.height()) == SCREEN


def test_the_guard_bites(qapp_dressed: QApplication, qtbot: QtBot) -> None:
    top = QWidget()
    qtbot.addWidget(top)
    words = QLabel("这一句话放不下", top)
    words.setFixedWidth(20)
    outside = QLabel("在外面", top)
    outside.move(500, 0)
    top.resize(200, 100)
    top.show()
    assert [each.split(" in ")[0] for each in clipped(top)] == [
        "QLabel “这一句话放不下”",
        "QLabel “在外面”",
    ]


@pytest.mark.parametrize("factor", ["1.5", "2"])
def test_nothing_is_cut_off_on_a_scaled_screen(factor: str) -> None:
    """The factor is read once, when the application is made: a process of its own."""
    if os.environ.get("QT_SCALE_FACTOR"):
        pytest.skip("already inside")
    told = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider"),
            f"{Path(__file__)}::test_nothing_is_cut_off[10.5-{factor}]",
        ],
        env={**os.environ, "QT_SCALE_FACTOR": factor},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert told.returncode == 0, told.stdout[-3000:]


def test_every_size_of_the_text_is_offered() -> None:
    assert [size.key for size in TEXT_SIZES][-1] == "28"
    assert TEXT_SIZES[-1].pixels == 28 * 4 // 3
