"""A small session through the window, from new to sealed and delivered, with keys and clicks."""

from __future__ import annotations

import datetime
import itertools
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
import xlsxwriter
from PySide6.QtCore import QEvent, QSettings, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from zcdesk.desk import delivery, figures
from zcdesk.desk.resources import resources_folder
from zcdesk.domain.ballot import Choice
from zcdesk.domain.session import ApplicantStatus, Phase
from zcdesk.ui import places as wp
from zcdesk.ui.dialogs import AskDialog
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.outside import Outside
from zcdesk.ui.pick import Pick, Picked
from zcdesk.ui.theme import dress
from zcdesk.ui.views import kiosk as kiosk_states
from zcdesk.ui.views.panel_dialog import PanelDialog
from zcdesk.ui.views.roster_dialog import RosterDialog
from zcdesk.ui.views.round_dialog import RoundDialog

PASSPHRASE = "huiyi-kouling-2024"
TOKENS = {"P01": "zhuren-token", "supervisor": "jiandu-token"}
PINS = tuple(f"71948200305{n}" for n in range(5))
"""Long enough to be looked for in bytes."""
NAMES = ("王建国", "李秀英", "张伟", "刘洋", "陈静")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


class Choose(Pick):
    """The file dialogs' stand-in: what it was told to choose."""

    def __init__(self) -> None:
        self.path = Path()

    def file(self, parent: QWidget, title: str, kinds: str, then: Picked) -> None:
        then(self.path)

    def folder(self, parent: QWidget, title: str, then: Picked) -> None:
        then(self.path)


def id_number(serial: int) -> str:
    """A number with the right check character (GB 11643) and an area code that no county has."""
    body = f"14990019800101{serial:03d}"
    check = "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]
    return body + check


def write_roster(path: Path) -> None:
    """Six engineers who apply for 副高级; the third is said to have retired."""
    heads = (
        "编号 姓名 性别 出生年月 身份证号 工作单位 单位性质 在岗状态 申报渠道 参加工作时间 学历 学位 毕业时间 "
        "现职称 现职称系列 现职称专业 现职称级别 取得时间 聘任时间 现从事专业 申报系列 申报专业 申报级别 申报方式"
    ).split() + [f"{year}年度考核" for year in range(2017, 2024)]
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("花名册")
    sheet.write_row(0, 0, heads)
    for place, name in enumerate(("赵志强", "钱丽华", "孙宏伟", "周建军", "吴晓梅", "郑国栋"), 1):
        status = "退休" if place == 3 else "在职在岗"
        # The next to last digit of the number tells the sex: odd for men.
        number = id_number(2 * place * 10 + 1)
        fields = [
            f"00{place}",
            name,
            "男",
            "1980-01",
            number,
            "太原样例机械有限公司",
            "国有企业",
            status,
            "用人单位",
            "2003-07",
            "大学本科",
            "学士",
            "2003-07",
            "工程师",
            "工程",
            "机械",
            "中级",
            "2016-12",
            "2016-12",
            "机械",
            "工程",
            "机械",
            "副高级",
            "正常",
            *["合格"] * 7,
        ]
        for column, text in enumerate(fields):
            sheet.write_string(place, column, text)
    book.close()


class Person:
    """Somebody at the laptop: finds what is on the screen, clicks and types."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.bot = qtbot
        self.window = window

    def click(self, button: QPushButton) -> None:
        self.until(lambda: button.isVisible() and button.isEnabled())
        self.bot.mouseClick(button, Qt.MouseButton.LeftButton)

    def press(self, shortcut: str) -> None:
        action = next(
            a for a in self.window.actions_by_id.values() if a.shortcut().toString() == shortcut
        )
        assert action.isEnabled(), shortcut
        action.trigger()

    def type(self, field: QWidget, text: str) -> None:
        field.setFocus()
        if text.isascii():
            self.bot.keyClicks(field, text)
        else:
            write(field, text)

    def pick(self, combo: QComboBox, data: object) -> None:
        down = combo.findData(data) > combo.currentIndex()
        for _ in range(combo.count()):
            if combo.currentData() != data:
                self.bot.keyClick(combo, Qt.Key.Key_Down if down else Qt.Key.Key_Up)
        assert combo.currentData() == data

    def until(self, true: Callable[[], bool]) -> None:
        self.bot.waitUntil(true, timeout=8000)

    def answer(self, **said: str) -> None:
        """Fill the dialog that is open and confirm it."""
        self.until(lambda: self.dialog() is not None)
        dialog = self.dialog()
        assert dialog is not None
        for key, text in said.items():
            field = dialog.field(key)
            if isinstance(field, QComboBox):
                self.pick(field, text)
            else:
                self.type(field, text)
        self.shoot(f"dialog-{dialog.windowTitle()}", dialog)
        self.click(dialog.confirm)
        self.until(lambda: self.dialog() is None)

    def dialog(self) -> AskDialog | None:
        shown = (each for each in self.window.findChildren(AskDialog) if each.isVisible())
        return next(shown, None)

    @property
    def place(self) -> wp.Workplace:
        assert self.window.workplace is not None
        return self.window.workplace

    def phase(self) -> Phase:
        return self.place.bench.case.current_phase

    def status(self, number: str) -> ApplicantStatus:
        return self.place.bench.case.status(number)

    def shoot(self, name: str, widget: QWidget | None = None) -> None:
        """Keep a picture where pictures are wanted."""
        folder = os.environ.get("ZCDESK_PICTURES")
        if folder:
            for _ in range(3):  # a layout may settle one turn later
                QApplication.processEvents()
            (widget or self.window).grab().save(f"{folder}/{name}.png")


def write(field: QWidget, text: str) -> None:
    """Chinese comes from an input method, not from keys."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(field, event)


@pytest.fixture
def chosen() -> Choose:
    return Choose()


@pytest.fixture
def person(qtbot: QtBot, tmp_path: Path, chosen: Choose) -> Iterator[Person]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    dress(app, resources_folder())
    minutes = itertools.count()
    start = datetime.datetime(2024, 11, 20, 8, 30)  # noqa: DTZ001 - local time, as the papers print it
    chance = itertools.count()
    window = MainWindow(
        Outside(
            now=lambda: start + datetime.timedelta(seconds=20 * next(minutes)),
            random=lambda n: (next(chance) * 7919 + 1).to_bytes(n, "big"),
            icons=resources_folder() / "icons",
            full_screen=False,
            settings=QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat),
            pick=chosen,
        )
    )
    window.resize(1366, 768)
    window.show()
    qtbot.waitExposed(window)
    yield Person(qtbot, window)
    window.open_session()
    window.close()
    window.deleteLater()


def test_a_session_goes_from_new_to_sealed(person: Person, chosen: Choose, tmp_path: Path) -> None:
    person.shoot("start")
    make_session(person, tmp_path)
    take_in(person, chosen, tmp_path)
    examine(person)
    sign_in(person)
    defend(person)
    vote(person)
    seal(person, chosen, tmp_path)


def make_session(person: Person, folder: Path) -> str:
    """A new session; its recovery code."""
    window, new = person.window, person.window.new
    person.click(window.start.new)
    person.type(new.form.name, "样例工程系列高级职称评审委员会")
    person.type(new.form.scoring, "样赋〔2024〕1号")
    person.type(new.form.secretary, "段丽娟")
    person.type(new.form.supervisor, "穆青山")
    new.form.series.setCurrentText("工程技术")
    new.rehearsal.setFocus()
    person.bot.keyClick(new.rehearsal, Qt.Key.Key_Space)
    person.shoot("new-1")
    person.click(new.next)
    person.shoot("new-2")
    person.click(new.next)
    for name in NAMES:
        person.click(new.form.members.add)
        editor = QApplication.focusWidget()
        assert editor is not None
        write(editor, name)
        person.bot.keyClick(editor, Qt.Key.Key_Return)
        person.until(lambda name=name: new.form.members.members()[-1].name == name)
    assert [member.name for member in new.form.members.members()] == list(NAMES)
    for step in (3, 4, 5):
        person.shoot(f"new-{step}")
        person.click(new.next)
    new.place.clear()
    person.type(new.place, str(folder))
    new.name.clear()
    person.type(new.name, "yanlian")
    person.type(new.passphrase, PASSPHRASE)
    person.type(new.again, PASSPHRASE)
    for holder, token in TOKENS.items():
        person.type(new.token_inputs[holder], token)
        person.type(new.token_again[holder], token)
    person.shoot("new-6")
    person.click(new.make)
    code = new.recovery.code
    person.until(lambda: bool(code.text()))
    person.shoot("new-7")
    copied = code.text().split("-")
    person.click(new.recovery.next)
    assert not code.isVisible()
    assert not new.recovery.enter.isEnabled()
    for field, group in zip(new.recovery.groups, (copied[1], copied[4]), strict=True):
        person.type(field, group.lower())
    person.shoot("new-8")
    person.click(new.recovery.enter)
    person.until(lambda: window.workplace is not None)
    assert person.place.header.rehearsal.isVisible()
    assert "演练" in window.windowTitle()
    return "-".join(copied)


def take_in(person: Person, chosen: Choose, folder: Path) -> None:
    header = person.place.header
    person.shoot("session")
    person.click(header.forward)
    person.until(lambda: person.phase() is Phase.MATERIALS)
    person.shoot("materials-empty")
    chosen.path = folder / "roster.xlsx"
    write_roster(chosen.path)
    person.press("Ctrl+I")
    dialogs = person.window.findChildren
    person.until(lambda: bool(dialogs(RosterDialog)))
    (dialog,) = dialogs(RosterDialog)
    person.shoot("dialog-roster", dialog)
    person.click(dialog.confirm)
    listed = person.place.materials.list
    person.until(lambda: listed.model.total == 6)


def examine(person: Person) -> None:
    materials = person.place.materials
    side = materials.side
    materials.list.select("003")
    assert side.qualify.isVisible()
    assert not side.qualify.isEnabled()
    person.click(person.place.header.lacking)
    side.tabs.setCurrentIndex(1)
    person.shoot("materials-violation")
    side.tabs.setCurrentIndex(0)
    # Typing is judged at once, leaving the field keeps it.
    field = side.form.field("post_status")
    field.clear()
    person.type(field, "在职在岗")
    assert side.qualify.isVisible()
    assert person.place.bench.case.applicants["003"].post_status == "退休"
    person.bot.keyClick(field, Qt.Key.Key_Return)
    person.until(lambda: person.place.bench.case.applicants["003"].post_status == "在职在岗")
    person.until(side.qualify.isEnabled)
    person.until(person.window.actions_by_id["undo"].isEnabled)
    person.press("Ctrl+Z")
    person.until(lambda: person.place.bench.case.applicants["003"].post_status == "退休")
    person.until(person.window.actions_by_id["redo"].isEnabled)
    person.press("Ctrl+Shift+Z")
    person.until(lambda: person.place.bench.case.applicants["003"].post_status == "在职在岗")
    materials.list.select("006")
    person.click(side.reject)
    person.answer(reason="业绩材料不全")
    person.until(lambda: person.status("006") is ApplicantStatus.REJECTED)
    person.press("Ctrl+Shift+Q")
    person.until(lambda: person.status("005") is ApplicantStatus.QUALIFIED)
    person.shoot("materials")
    person.press("Ctrl+Shift+K")
    person.until(person.place.header.forward.isEnabled)


def sign_in(person: Person) -> None:
    person.press("Ctrl+3")
    page = person.place.attendance
    for place in range(5):
        page.view.selectRow(place)
        person.click(page.sign_in)
        person.answer(secret=PINS[place], again=PINS[place])
        wanted = place + 1
        person.until(lambda wanted=wanted: len(here(person)) == wanted)
    page.view.selectRow(4)
    person.click(page.recuse)
    person.answer(member="P05", applicant="001", reason="同一单位")
    person.until(lambda: bool(person.place.bench.case.recusals))
    assert "达到法定人数" in page.quorum.text()
    person.shoot("attendance")


def here(person: Person) -> list[str]:
    attendance = person.place.bench.case.attendance.values()
    return [entry.member for entry in attendance if not entry.left_at]


def defend(person: Person) -> None:
    person.click(person.place.header.forward)
    person.until(lambda: person.phase() is Phase.DEFENSE)
    page = person.place.defense
    person.shoot("defense-empty")
    page.new_panel()
    (dialog,) = person.window.findChildren(PanelDialog)
    for checks, wanted in ((dialog.members, 3), (dialog.applicants, 5)):
        for place in range(wanted):
            checks.setCurrentRow(place)
            person.bot.keyClick(checks, Qt.Key.Key_Space)
    person.shoot("dialog-panel", dialog)
    person.click(dialog.confirm)
    person.until(lambda: bool(person.place.bench.case.panels))
    for place in range(3):
        score(person, f"P0{place + 1}", PINS[place])
    assert page.freeze.isEnabled()
    person.shoot("defense-scores")
    person.click(page.freeze)
    person.answer()
    person.until(lambda: person.place.bench.case.panels["第1组"].frozen)
    page.tabs.setCurrentIndex(1)
    # Totals are 85, 80, 75, 70, 65: a line at 60 or 65 lets nobody fall, one at 70 the last.
    # 1 of 5 reaches both floors.
    person.until(lambda: "60 分：0 人未通过" in page.line.text.text())
    for _ in range(2):
        person.bot.keyClick(page.line.slider, Qt.Key.Key_Right)
    assert "70 分：1 人未通过" in page.line.text.text()
    person.shoot("defense-line")
    person.click(page.line.confirm)
    person.until(lambda: person.status("005") is ApplicantStatus.DEFENSE_FAILED)
    person.until(lambda: "分数线已定：70 分，1 人未通过。下一步" in person.place.banner.sentence)
    page.tabs.setCurrentIndex(2)
    person.click(page.opinions.bulk)
    person.until(lambda: len(person.place.bench.case.opinions) == 5)
    person.shoot("defense-opinions")
    person.click(person.place.header.forward)
    person.until(lambda: person.phase() is Phase.VOTING)


def score(person: Person, member: str, pin: str) -> None:
    entry = person.place.scoring
    person.click(person.place.defense.score)
    person.pick(entry.sign_in.member, member)
    person.type(entry.sign_in.pin, pin)
    person.bot.keyClick(entry.sign_in.pin, Qt.Key.Key_Return)
    person.until(entry.view.isVisible)
    person.bot.keyClick(entry.view, Qt.Key.Key_F2)
    left = entry.model.left
    for row in range(entry.model.rowCount()):
        for _ in range(2, entry.model.columnCount() - 1):
            person.until(lambda: len(entry.view.viewport().findChildren(QLineEdit)) == 1)
            (editor,) = entry.view.viewport().findChildren(QLineEdit)
            person.bot.keyClicks(editor, str(17 - row))
            person.bot.keyClick(editor, Qt.Key.Key_Return)
            left -= 1
            person.until(lambda left=left: entry.model.left == left)
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert entry.model.left == 0
    if member == "P01":
        person.shoot("scoring")
    person.click(entry.hand_in)
    person.until(entry.sign_in.isVisible)
    assert entry.model.rowCount() == 0
    assert entry.sign_in.told.text().startswith("刚才的评分已收下。")
    person.click(entry.sign_in.back)
    # Behind a member's sign-in comes the passphrase, not the secretary's desk.
    person.until(lambda: person.place.locked)
    person.type(person.place.lock.passphrase, PASSPHRASE)
    person.bot.keyClick(person.place.lock.passphrase, Qt.Key.Key_Return)
    person.until(person.place.defense.score.isVisible)


def vote(person: Person) -> None:
    place = person.place
    person.until(place.voting.open.isEnabled)
    person.click(place.voting.open)
    (dialog,) = [d for d in place.findChildren(RoundDialog) if d.isVisible()]
    person.click(dialog.confirm)
    person.until(place.voting.kiosk.isVisible)
    person.click(place.voting.kiosk)
    for number, keys in enumerate(("1111", "1111", "1121", "113", "111")):
        cast(person, f"P0{number + 1}", PINS[number], keys)
    kiosk = place.kiosk
    assert not person.window.actions_by_id["close"].isEnabled()
    assert not person.window.menuBar().isVisible()
    person.until(lambda: not kiosk.begin.isEnabled())
    person.click(kiosk.exit)
    person.shoot("kiosk-exit")
    person.type(kiosk.passphrase, PASSPHRASE)
    person.bot.keyClick(kiosk.passphrase, Qt.Key.Key_Return)
    person.until(place.voting.close_round.isVisible)
    person.until(lambda: place.voting.turnout.text() == "5 / 5")
    person.shoot("voting-turnout")
    assert not place.voting.tallies.total
    assert not place.header.forward.isVisible()
    person.click(place.voting.close_round)
    person.until(place.voting.open_box.isVisible)
    person.click(place.voting.open_box)
    person.answer(presider_token=TOKENS["P01"], supervisor_token=TOKENS["supervisor"])
    person.until(lambda: place.voting.tallies.total == 4)
    person.shoot("voting-tallies")
    tallies = {each.number: each.tally for each in place.voting.tallies.records}
    # 001: P05 keeps out; 003: P03 rejects, P04 abstains; 004: P04 left it blank.
    assert [tallies["001"].base, tallies["001"].approve] == [4, 4]
    assert [tallies["003"].approve, tallies["003"].reject, tallies["003"].abstain] == [3, 1, 1]
    assert [tallies["004"].approve, tallies["004"].abstain] == [4, 1]
    assert not tallies["003"].passed
    assert "不必再投的，到“结果移交”封存" in place.voting.next_text.text()
    # Nothing waits to be opened: the way leads on from the head, as from every stage before.
    assert place.header.forward.text() == "去封存"
    person.click(place.header.forward)
    person.until(lambda: place.pages.currentIndex() == wp.RESULT)
    assert person.phase() is Phase.VOTING


def cast(person: Person, member: str, pin: str, keys: str) -> None:
    kiosk = person.place.kiosk
    person.until(lambda: kiosk.stack.currentIndex() == kiosk_states.CURTAIN)
    if member == "P01":
        person.shoot("kiosk-curtain")
    person.click(kiosk.begin)
    person.until(lambda: kiosk.stack.currentIndex() == kiosk_states.WHO)
    assert kiosk.sign_in.member.currentData() == ""
    if member == "P01":
        person.shoot("kiosk-who")
    person.pick(kiosk.sign_in.member, member)
    person.type(kiosk.sign_in.pin, pin)
    person.bot.keyClick(kiosk.sign_in.pin, Qt.Key.Key_Return)
    person.until(lambda: kiosk.stack.currentIndex() == kiosk_states.SHEET)
    assert kiosk.sheet.choices() == {}
    blank = len(kiosk.sheet.blank()) - len(keys)
    assert blank == (1 if member == "P04" else 0)
    assert ("（回避的 1 人不在票上）" in kiosk.sheet.who.text()) is (member == "P05")
    person.bot.keyClicks(kiosk.sheet, keys)
    if member == "P03":
        assert kiosk.sheet.choices()["003"] is Choice.REJECT
        person.shoot("kiosk-sheet")
    person.bot.keyClick(kiosk.sheet, Qt.Key.Key_Return)
    person.until(lambda: kiosk.stack.currentIndex() == kiosk_states.CONFIRM)
    assert ("记为弃权" in kiosk.confirm_text.text()) is (blank > 0)
    if blank:
        person.shoot("kiosk-confirm")
    person.click(kiosk.cast)
    person.until(lambda: kiosk.stack.currentIndex() == kiosk_states.THANKS)
    if member == "P01":
        person.shoot("kiosk-thanks")
    assert kiosk.sheet.choices() == {}
    person.bot.keyClick(kiosk.done, Qt.Key.Key_Space)


def seal(person: Person, chosen: Choose, folder: Path) -> None:
    place = person.place
    person.press("Ctrl+6")
    person.shoot("result")
    person.click(place.result.seal)
    person.answer(presider_token=TOKENS["P01"], supervisor_token=TOKENS["supervisor"])
    person.until(lambda: person.phase() is Phase.SEALED)
    # What came of the vote takes nobody out of the count of the sheets.
    case = place.bench.case
    (group,) = case.panels.values()
    assert set(figures.scored(case, group).values()) == {(5, 5)}
    assert finals(place) == [
        "passed",
        "passed",
        "vote_failed",
        "passed",
        "defense_failed",
        "rejected",
    ]
    chosen.path = folder / "out"
    chosen.path.mkdir()
    person.click(place.result.write)
    person.until(lambda: place.result.issuing.given.model.total > 0)
    person.shoot("sealed")
    (package,) = chosen.path.glob("*.zip")
    assert delivery.verify(package).ok
    assert (chosen.path / "minutes.pdf").read_bytes().startswith(b"%PDF")


def finals(place: wp.Workplace) -> Sequence[str]:
    case = place.bench.case
    return [case.status(number).value for number in case.applicants]
