"""A round with slips through the window: asked for, printed, cast by code, counted; nobody is named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from zcdesk.desk import defense, phases, register, setup, slips, voting
from zcdesk.desk.desk import Desk
from zcdesk.desk.room import room
from zcdesk.domain.ballot import RoundState
from zcdesk.domain.committee import Panel, Recusal
from zcdesk.domain.events import RecusalDeclared
from zcdesk.domain.session import ApplicantStatus
from zcdesk.ui.bench import Bench
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.places import VOTING
from zcdesk.ui.printing import Printers
from zcdesk.ui.views.kiosk import CONFIRM, CURTAIN, EXIT, SHEET, SLIP, THANKS, Kiosk
from zcdesk.ui.views.projector import Projector
from zcdesk.ui.views.round_dialog import RoundDialog
from zcdesk.ui.views.slips_dialog import SlipsDialog
from zcdesk.ui.workplace import Workplace

TOKENS = {"P01": "zhuren-token", "supervisor": "jiandu-token"}
HEAD = {
    "presider": "P01",
    "presider_token": TOKENS["P01"],
    "supervisor_token": TOKENS["supervisor"],
}
NAMES = ("王建国", "李秀英", "张伟", "刘洋", "陈静")
CODE = re.compile(r"[A-Z]-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")


class Room(Printers):
    """A printer that writes a PDF file; nothing else in the test writes one."""

    def __init__(self, folder: Path, *names: str) -> None:
        self.folder, self.all = folder, names

    def names(self) -> list[str]:
        return list(self.all)

    def open(self, name: str) -> QPrinter:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(self.folder / f"{name}.pdf"))
        return printer


def click(qtbot: QtBot, made: QPushButton) -> None:
    assert made.isVisible(), made.text()
    assert made.isEnabled(), made.text()
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)


def shown(place: Workplace, kind: type[QDialog]) -> QDialog:
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    (dialog,) = [d for d in place.findChildren(kind) if d.isVisible()]
    return dialog


def words_in(widget: object) -> str:
    """Every word that is in sight, in labels, lists and tables."""
    assert isinstance(widget, QWidget)
    told = [each.text() for each in widget.findChildren(QLabel) if each.isVisible()]
    for box in widget.findChildren(QComboBox):
        told += [box.itemText(place) for place in range(box.count()) if box.isVisible()]
    for view in widget.findChildren(QAbstractItemView):
        model = view.model()
        if view.isVisible() and model is not None:
            told += [
                str(model.index(line, at).data())
                for line in range(model.rowCount())
                for at in range(model.columnCount())
            ]
    return "\n".join(told)


@pytest.fixture
def place(window: MainWindow, desk: Desk, tmp_path: Path) -> Workplace:
    """Five in the room, two applicants to be voted on, and a printer."""
    setup.enrol_many(desk, {f"P0{n}": f"100{n}" for n in range(1, 6)}, TOKENS)
    phases.forward(desk)
    register.decide(desk, "002", ApplicantStatus.REJECTED, "退休")
    register.qualify_all(desk)
    register.acknowledge_all(desk)
    defense.form_panels(desk, [Panel("第1组", ("P01", "P02", "P03"), ("001", "003"))])
    phases.forward(desk)
    defense.decide_without_scores(desk, [])
    defense.write_opinions(desk, {"001": "达到条件。", "003": "达到条件。"})
    phases.forward(desk)
    voting.arrive_all(desk, [f"P0{n}" for n in range(1, 6)])
    assert window.workplace is not None
    window.workplace.show_page(VOTING)
    window.workplace.voting.printers = Room(tmp_path, "打印机")
    return window.workplace


def ask_for_slips(place: Workplace, qtbot: QtBot) -> RoundDialog:
    click(qtbot, place.voting.open)
    dialog = shown(place, RoundDialog)
    assert isinstance(dialog, RoundDialog)
    dialog.slips.setFocus()
    qtbot.keyClick(dialog.slips, Qt.Key.Key_Space)
    return dialog


def print_them(place: Workplace, qtbot: QtBot) -> SlipsDialog:
    dialog = shown(place, SlipsDialog)
    assert isinstance(dialog, SlipsDialog)
    qtbot.waitUntil(dialog.print.isEnabled, timeout=8000)
    click(qtbot, dialog.print)
    qtbot.waitUntil(dialog.in_the_bag.isEnabled, timeout=8000)
    return dialog


@pytest.fixture
def codes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What stands on the slips, overheard where they are made: the window shows them nowhere."""
    heard: list[str] = []
    prepare = slips.prepare

    def listening(*args: object, **named: object) -> slips.Batch:
        batch = prepare(*args, **named)  # type: ignore[arg-type]
        heard[:] = batch.codes
        return batch

    monkeypatch.setattr(slips, "prepare", listening)
    return heard


@pytest.fixture
def kiosk(place: Workplace, desk: Desk, codes: list[str], qtbot: QtBot) -> Iterator[Kiosk]:
    """The kiosk of a round with five slips, reached from the secretary's desk."""
    slips.open_round(desk, slips.prepare(desk))
    place.show_page(VOTING)
    click(qtbot, place.voting.kiosk)
    yield place.kiosk
    place.whole.setCurrentIndex(0)


def enter(kiosk: Kiosk, qtbot: QtBot, code: str) -> None:
    if kiosk.stack.currentIndex() != SLIP:
        click(qtbot, kiosk.begin)
    kiosk.slip.code.selectAll()
    qtbot.keyClicks(kiosk.slip.code, code)
    qtbot.keyClick(kiosk.slip.code, Qt.Key.Key_Return)


def cast(kiosk: Kiosk, qtbot: QtBot, code: str, keys: str) -> None:
    enter(kiosk, qtbot, code)
    assert kiosk.stack.currentIndex() == SHEET
    qtbot.keyClicks(kiosk.sheet, keys)
    qtbot.keyClick(kiosk.sheet, Qt.Key.Key_Return)
    assert kiosk.stack.currentIndex() == CONFIRM
    click(qtbot, kiosk.cast)
    assert kiosk.stack.currentIndex() == THANKS


def test_the_slips_are_printed_before_the_round_opens(
    place: Workplace, desk: Desk, codes: list[str], qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = ask_for_slips(place, qtbot)
    assert "印 5 张投票券" in dialog.told.text()
    assert dialog.confirm.text() == "印制投票券…"
    click(qtbot, dialog.confirm)
    printing = print_them(place, qtbot)
    assert desk.case.rounds == {}
    assert not printing.confirm.isEnabled()  # printed, and not yet in the bag
    assert "5张　A类：可对本轮全部2名申报人投票" in words_in(printing)
    assert not any(code in words_in(printing) for code in codes)
    with pypdfium2.PdfDocument(tmp_path / "打印机.pdf") as pdf:
        assert len(pdf) == 1
    qtbot.keyClick(printing.in_the_bag, Qt.Key.Key_Space)
    click(qtbot, printing.confirm)
    (vote,) = desk.case.rounds.values()
    assert (vote.slips, vote.state) == (True, RoundState.OPEN)
    assert slips.sheet(desk, vote.key, codes[0]) == ("001", "003")


def test_slips_that_were_not_wanted_leave_nothing(
    place: Workplace, desk: Desk, codes: list[str], qtbot: QtBot
) -> None:
    before = desk.file.head
    click(qtbot, ask_for_slips(place, qtbot).confirm)
    dialog = print_them(place, qtbot)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert (desk.case.rounds, desk.file.head) == ({}, before)
    assert len(codes) == 5


def test_without_a_printer_there_are_no_slips(
    place: Workplace, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    place.voting.printers = Room(tmp_path)
    click(qtbot, ask_for_slips(place, qtbot).confirm)
    dialog = shown(place, SlipsDialog)
    assert isinstance(dialog, SlipsDialog)
    assert "没有安装打印机" in dialog.told.text()
    assert not dialog.print.isEnabled()
    assert not dialog.confirm.isEnabled()
    place.voting.printers.all = ("新打印机",)
    click(qtbot, dialog.again)
    assert dialog.told.text() == ""
    qtbot.waitUntil(dialog.print.isEnabled, timeout=8000)
    dialog.reject()
    assert desk.case.rounds == {}


def test_a_slip_alone_is_warned_of_and_a_separate_round_is_offered(
    place: Workplace, desk: Desk, codes: list[str], qtbot: QtBot
) -> None:
    desk.record([RecusalDeclared(Recusal("001", "P05", "同一单位"))])
    place.show_page(VOTING)
    dialog = ask_for_slips(place, qtbot)
    assert "有1种投票券只有一张" in dialog.alone.text()
    assert not dialog.confirm.isEnabled()
    dialog.agreed.setChecked(True)
    assert dialog.confirm.isEnabled()
    dialog.agreed.setChecked(False)
    click(qtbot, dialog.apart)
    assert len(dialog.chosen) == 1
    assert not dialog.alone.isVisible()
    assert dialog.confirm.isEnabled()
    # By name nobody is warned: the roll does not tell a class.
    click(qtbot, dialog.confirm)
    printing = print_them(place, qtbot)
    printing.in_the_bag.setChecked(True)
    click(qtbot, printing.confirm)
    (vote,) = desk.case.rounds.values()
    assert len(vote.classes) == 1
    assert len(codes) == vote.classes[0].slips > 1


def test_slips_and_paper_exclude_each_other(place: Workplace, qtbot: QtBot) -> None:
    dialog = ask_for_slips(place, qtbot)
    dialog.paper.setChecked(True)
    assert not dialog.slips.isChecked()
    dialog.slips.setChecked(True)
    assert not dialog.paper.isChecked()
    dialog.reject()


def test_the_kiosk_asks_for_a_slip_and_names_nobody(
    kiosk: Kiosk, place: Workplace, desk: Desk, codes: list[str], qtbot: QtBot
) -> None:
    assert kiosk.turnout.text() == "投票券共 5 张，已用 0 张"
    cast(kiosk, qtbot, codes[0].lower().replace("-", ""), "12")
    assert kiosk._slip == kiosk.slip.code.text() == ""
    assert kiosk.sheet.choices() == {}
    assert not any(name in words_in(kiosk) for name in NAMES)
    click(qtbot, kiosk.done)
    assert kiosk.stack.currentIndex() == CURTAIN
    assert kiosk.turnout.text() == "投票券共 5 张，已用 1 张"
    assert not any(name in words_in(kiosk) for name in NAMES)
    projector = Projector()
    qtbot.addWidget(projector)
    projector.show_room(room(desk))
    projector.show()
    assert "投票券已用 1 / 5" in words_in(projector)
    assert not any(name in words_in(projector) for name in NAMES)
    place.whole.setCurrentIndex(0)
    place.show_page(VOTING)
    assert place.voting.turnout.text() == "1 / 5"
    assert not any(name in words_in(place.voting) for name in NAMES)
    assert place.voting.nobody.isVisible()
    # The search bites: in a round by name the same page lists them.
    voting.annul(desk, "1", reason="投票券遗失", **HEAD)
    voting.open_round(desk)
    place.show_page(VOTING)
    assert all(name in words_in(place.voting) for name in NAMES)


def test_a_wrong_and_a_used_code_are_told_and_wrong_ones_call_the_secretary(
    kiosk: Kiosk, codes: list[str], qtbot: QtBot
) -> None:
    cast(kiosk, qtbot, codes[0], "11")
    click(qtbot, kiosk.done)
    for _ in range(6):  # a used slip may be tried for ever
        enter(kiosk, qtbot, codes[0])
        assert "票已计入" in kiosk.slip.trouble.text()
    wrong = codes[1][:-1] + ("2" if codes[1][-1] != "2" else "3")
    for _ in range(4):
        enter(kiosk, qtbot, wrong)
        assert kiosk.stack.currentIndex() == SLIP
        assert "券码有误" in kiosk.slip.trouble.text()
        assert kiosk.slip.code.text() == wrong  # to be compared with the paper
    enter(kiosk, qtbot, wrong)
    assert kiosk.stack.currentIndex() == EXIT
    assert "连续输错 5 次" in words_in(kiosk)
    kiosk.curtain()
    click(qtbot, kiosk.begin)
    assert kiosk.stack.currentIndex() == EXIT
    qtbot.keyClicks(kiosk.passphrase, "huiyi-kouling")
    with qtbot.waitSignal(kiosk.left):
        qtbot.keyClick(kiosk.passphrase, Qt.Key.Key_Return)


def test_a_right_code_forgives_the_wrong_ones(kiosk: Kiosk, codes: list[str], qtbot: QtBot) -> None:
    for code in (*["A-0000"] * 4, codes[0]):
        enter(kiosk, qtbot, code)
    assert kiosk.stack.currentIndex() == SHEET
    click(qtbot, kiosk.sheet.give_up)
    for _ in range(4):
        enter(kiosk, qtbot, "A-0000")
    assert kiosk.stack.currentIndex() == SLIP


def test_after_a_crash_the_slip_knows(
    kiosk: Kiosk, place: Workplace, desk: Desk, codes: list[str], qtbot: QtBot
) -> None:
    cast(kiosk, qtbot, codes[0], "11")
    kiosk.curtain()
    enter(kiosk, qtbot, codes[1])
    qtbot.keyClicks(kiosk.sheet, "1")
    bench, folder = place.bench, desk.file.folder
    desk.file.close()  # in the middle of a sheet
    again = setup.open_session(folder, "huiyi-kouling", now=desk.now, random=desk.random)
    fresh = Kiosk(Bench(again, bench.runner, bench.aside, bench.pick))
    qtbot.addWidget(fresh)
    fresh.show()
    fresh.start(again.case.rounds["1"])
    assert fresh.turnout.text() == "投票券共 5 张，已用 1 张"
    enter(fresh, qtbot, codes[0])
    assert fresh.stack.currentIndex() == SLIP
    assert "票已计入" in fresh.slip.trouble.text()
    cast(fresh, qtbot, codes[1], "12")
    assert voting.turnout(again, "1").returned == 2
    fresh.hide()
    again.file.close()


@pytest.mark.parametrize("way_out", ["curtain", "idle", "hide", "give_up"])
def test_every_way_out_forgets_the_slip(
    kiosk: Kiosk, codes: list[str], qtbot: QtBot, way_out: str
) -> None:
    enter(kiosk, qtbot, codes[0])
    qtbot.keyClicks(kiosk.sheet, "12")
    match way_out:
        case "curtain":
            kiosk.curtain()
        case "idle":
            kiosk._idle.timeout.emit()
        case "hide":
            kiosk.hide()
        case _:
            click(qtbot, kiosk.sheet.give_up)
    assert kiosk._slip == kiosk.slip.code.text() == ""
    assert not kiosk.slip.code.isUndoAvailable()
    assert kiosk.sheet.choices() == {}


def test_a_round_with_slips_is_closed_opened_and_told(
    kiosk: Kiosk, place: Workplace, desk: Desk, codes: list[str], qtbot: QtBot
) -> None:
    for code in codes[:-1]:
        cast(kiosk, qtbot, code, "12")
        kiosk.curtain()
    place.whole.setCurrentIndex(0)
    place.show_page(VOTING)
    click(qtbot, place.voting.close_round)
    assert "还有 1 张投票券没有用" in words_in(place)
    for dialog in place.findChildren(QDialog):
        dialog.close()
    voting.close(desk, "1", reason="一张没有交回", **HEAD)
    voting.open_box(desk, "1", **HEAD)
    place.show_page(VOTING)
    assert place.voting.counted_text.text() == "发出 5 张，收回 4 张；未交 1 张；用投票券投票。"
    tallies = desk.case.rounds["1"].tallies
    assert [tallies["001"].approve, tallies["003"].reject] == [4, 4]
    assert tallies["001"].not_returned == 1
    assert place.voting.tallies.total == 2
