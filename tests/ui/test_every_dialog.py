"""No dialog is forgotten: each is walked at small screens and large text, nothing of it cut off."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from tests.ui import test_clipping, test_secrecy_dialogs
from tests.ui.conftest import AtOnce, Choose
from tests.ui.test_accessible import nameless
from tests.ui.test_clipping import clipped, settle, worn  # noqa: F401 - a fixture
from tests.ui.test_dialog_help import dialog_classes
from tests.ui.test_filing import FILES
from zcdesk.desk import book_choice, filing, panels, phases, views
from zcdesk.desk.desk import Desk
from zcdesk.desk.filing_words import Section
from zcdesk.desk.hand_signing import HandSigner
from zcdesk.desk.resources import resources_folder
from zcdesk.domain.errors import Refused
from zcdesk.dossiers.specimen import write_sample
from zcdesk.reports.page import Paper
from zcdesk.ui.dialog_care import keep_within
from zcdesk.ui.long_work import LongWork, Steps
from zcdesk.ui.look import Look, look
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.runner import Runner
from zcdesk.ui.tables import Table
from zcdesk.ui.theme import wear
from zcdesk.ui.trouble import CrashDialog
from zcdesk.ui.views.acknowledge_dialog import AcknowledgeDialog
from zcdesk.ui.views.books_dialog import BooksDialog
from zcdesk.ui.views.columns_dialog import ColumnsDialog
from zcdesk.ui.views.dossier_import import FilingSteps, FilingWork
from zcdesk.ui.views.fail_dialog import FailDialog
from zcdesk.ui.views.filing_dialog import FilingDialog
from zcdesk.ui.views.filing_report import FilingReport
from zcdesk.ui.views.fonts_dialog import FontsDialog
from zcdesk.ui.views.grouping_dialog import GroupingDialog
from zcdesk.ui.views.hand_dialog import HandDialog, LookDialog
from zcdesk.ui.views.manual_dialog import ManualDialog
from zcdesk.ui.views.move_dialog import MoveDialog
from zcdesk.ui.views.notice_dialog import NoticeDialog
from zcdesk.ui.views.pad_dialog import PadDialog
from zcdesk.ui.views.panel_dialog import PanelDialog
from zcdesk.ui.views.re_examination_dialog import examine_session
from zcdesk.ui.views.roster_dialog import RosterDialog
from zcdesk.ui.views.secret_dialog import Owner, SecretDialog
from zcdesk.ui.views.setup_dialog import SetupDialog
from zcdesk.ui.views.stick_dialog import StickDialog

ELSEWHERE = {
    test_clipping: {
        *("AboutDialog", "AskDialog", "CodeDialog", "HelpWindow", "KeysDialog", "PaperDialog"),
        *("SignDialog", "SignaturesDialog"),
    },
    test_secrecy_dialogs: {"AttackDialog", "AttackResult", "RoundDialog", "SlipsDialog"},
}
"""Walked by these tests, in the same way."""
FRAME = (16, 40)
LONG_REFUSAL = Refused(
    "hand-signature",
    "会议纪要（档案版）已有电子签名，内容不能再改，手写签名不能再加、重签或撤回，请在打印的会议纪要上签。",
)


def dialogs(window: MainWindow, desk: Desk, folder: Path) -> Iterator[QDialog]:
    """Each of the others, as full as it comes."""
    place = window.workplace
    assert place is not None
    bench, runner, pick = place.bench, Runner(AtOnce()), Choose()
    try:
        raise ValueError("样例")
    except ValueError as error:
        yield CrashDialog(error, window)
    yield AcknowledgeDialog(views.rows(desk), views.rule_names(desk), window)
    yield BooksDialog(desk, pick, runner, window)
    listed = place.materials.list.view
    assert isinstance(listed, Table)
    yield ColumnsDialog(listed, listed.columns(), window)
    yield FailDialog([(f"{n:03}", "欧阳赵志强") for n in range(30)], window)
    for name, content in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    yield FilingDialog(desk, filing.plan(desk, folder), window)
    yield FilingReport("导入 5 份", [Section("没有归入", ["通知.pdf"] * 40)], "", print, window)
    yield FilingWork("导入申报材料", FilingSteps(), window)
    yield LongWork("正在核验并汇总", Steps(), window)
    yield FontsDialog(bench, window)
    yield GroupingDialog(desk, window)
    listed_hands = HandDialog(bench, place._reader, window)
    listed_hands._refused(LONG_REFUSAL)
    yield listed_hands
    pad = PadDialog(bench, HandSigner("P01", "尼亚孜·买买提", "副主任委员", "投票密码"), window)
    pad._refused(LONG_REFUSAL)
    yield pad
    yield LookDialog(
        bench, place._reader, Paper("纪要", check_code="", rehearsal=False).finish(), window
    )
    yield ManualDialog(pick, runner, lambda: runner, window)
    yield MoveDialog("学历证书.pdf", "001号赵志强", desk.case.applicants.values(), window)
    yield NoticeDialog(desk, window)
    yield PanelDialog(desk.case, window, panels.propose(desk, 1)[0])
    examine_session(bench, window)
    yield next(d for d in window.findChildren(QDialog) if d.windowTitle().startswith("复查"))
    sample = write_sample(folder.parent / "sample", 40, seed=7)
    yield RosterDialog(views.look(desk, sample.roster), window)
    owner = Owner("P01", "王建国", "投票密码", known=True)
    yield SecretDialog(bench, owner, print, window)
    yield SetupDialog(desk.case.current, book_choice.frozen(desk), desk.now().date(), window)
    yield StickDialog(bench, window)


def in_each_size(
    texts: tuple[str, ...], window: MainWindow, desk: Desk, folder: Path
) -> Iterator[QDialog]:
    """All of them in one size of the text after another."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    for text in texts:
        if look() != Look.of("light", text):
            wear(app, resources_folder(), Look.of("light", text))
        (folder / text).mkdir()
        yield from dialogs(window, desk, folder / text / "dossiers")


def test_what_is_walked_elsewhere_is() -> None:
    for module, names in ELSEWHERE.items():
        source = inspect.getsource(module)
        # Three are opened by their commands.
        opened = {"AboutDialog": "window.about", "HelpWindow": "help_on", "KeysDialog": "show_keys"}
        assert [name for name in names if opened.get(name, name) not in source] == []


SMALL, WIDE = (910, 512), (1366, 768)


@pytest.mark.parametrize(
    ("texts", "size"), [(("10.5",), SMALL), (("14", "18", "22"), WIDE), (("28",), WIDE)]
)
def test_every_dialog_shows_all_it_says(
    window: MainWindow,
    desk: Desk,
    qapp_dressed: QApplication,
    worn: None,  # noqa: F811
    qtbot: QtBot,
    tmp_path: Path,
    texts: tuple[str, ...],
    size: tuple[int, int],
) -> None:
    phases.forward(desk)
    wide, tall = (each - edge for each, edge in zip(size, FRAME, strict=True))
    found, forgotten = [], set(dialog_classes()) - set().union(*ELSEWHERE.values())
    for dialog in in_each_size(texts, window, desk, tmp_path):
        dialog.open()
        keep_within(dialog, QSize(wide, tall))
        settle()
        name = f"{type(dialog).__name__} {look().text.key}"
        forgotten.discard(type(dialog).__name__)
        found += [f"{name}: {each}" for each in clipped(dialog)]
        found += [f"{name}: {each} has no name" for each in nameless(dialog)]
        if dialog.height() > tall or dialog.width() > wide:
            found.append(f"{name}: {dialog.size()} is larger than the screen")
        dialog.hide()
        dialog.deleteLater()
    assert not found, "\n".join(["", *found])
    assert forgotten == set()


def test_a_dialog_that_is_opened_stays_on_the_screen(
    window: MainWindow,
    desk: Desk,
    qapp_dressed: QApplication,
    worn: None,  # noqa: F811
    qtbot: QtBot,
) -> None:
    """The screen of the tests is 800 pixels wide and high; at 28 points the form asks for more."""
    phases.forward(desk)
    wear(qapp_dressed, resources_folder(), Look.of("light", "28"))
    assert window.workplace is not None
    dialog = StickDialog(window.workplace.bench, window)
    dialog.open()
    room = dialog.screen().availableGeometry()
    assert dialog.minimumSizeHint().height() > room.height()
    qtbot.waitUntil(lambda: dialog.height() < room.height() - 30)
    assert room.contains(dialog.geometry())
    focused = dialog.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert dialog.focusWidget() is not focused
    dialog.close()
