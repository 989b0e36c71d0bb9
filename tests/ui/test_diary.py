"""What is told of a bug, and the log that a person may send: steps and places, no facts of people."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from zcdesk import __version__
from zcdesk.desk import keys, register, setup, voting
from zcdesk.desk.desk import Desk
from zcdesk.domain.ballot import Choice, Paper
from zcdesk.domain.errors import Refused
from zcdesk.ui.dialogs import AskDialog
from zcdesk.ui.diary import Diary, name_of
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.pick import Picked
from zcdesk.ui.trouble import CrashDialog

PLANTED = ("欧阳修远", "140102197001011234", "huiyi-kouling", "246810", "001", "同意", "APPROVE")


class FailureError(Exception):
    """Carries what it was about, as careless code does."""

    def __init__(self, *about: object) -> None:
        super().__init__(*about)
        self.about = about

    def __repr__(self) -> str:
        return f"Failure{self.about}"


def deep(name: str, number: str, paper: Paper) -> None:
    """Fails with everything in its locals, arguments, messages, notes and in what is behind it."""
    secret, pin = PLANTED[2], PLANTED[3]
    try:
        {}[f"{name} {number}"]
    except KeyError as error:
        error.add_note(f"{secret} {pin}")
        new = FailureError(name, number, paper, secret, pin)
        new.add_note(f"{name} {paper.choices}")
        raise new from error


def careless() -> None:
    deep(PLANTED[0], PLANTED[1], Paper({"001": Choice.APPROVE}))


def failure() -> FailureError:
    with pytest.raises(FailureError) as caught:
        careless()
    return caught.value


def words(top: QWidget) -> str:
    found = [top.windowTitle()]
    for made in (top, *top.findChildren(QWidget)):
        found += [made.toolTip(), made.accessibleName(), made.accessibleDescription()]
        if isinstance(made, QLabel | QPushButton):
            found.append(made.text())
        if isinstance(made, QPlainTextEdit):
            found.append(made.toPlainText())
    return "\n".join(found)


def leaked(text: str) -> list[str]:
    return [each for each in PLANTED if each in text]


def test_the_crash_dialog_tells_where_and_nothing_of_what(window: MainWindow, qtbot: QtBot) -> None:
    assert leaked(str(failure())) != []  # the error itself does hold it
    window.crash(failure())
    (dialog,) = [d for d in window.findChildren(CrashDialog) if d.isVisible()]
    told = words(dialog)
    assert leaked(told) == []
    assert "FailureError" in told
    assert "KeyError" in told  # what is behind it helps to mend it
    assert "test_diary.py:" in told
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)


def test_a_bug_in_a_verb_and_one_in_a_query_are_both_told(window: MainWindow) -> None:
    assert window.workplace is not None
    bench = window.workplace.bench
    bench.do(careless)
    bench.ask(partial(deep, *PLANTED[:2], Paper({"001": Choice.REJECT})), lambda _: None)
    shown = [d for d in window.findChildren(CrashDialog) if d.isVisible()]
    assert len(shown) == 2
    text = window.diary.text()
    assert text.count("FailureError") == 2
    assert leaked(text) == []
    for dialog in shown:
        dialog.accept()


def test_the_log_of_a_day_holds_steps_and_no_content(window: MainWindow, desk: Desk) -> None:
    assert window.workplace is not None
    bench = window.workplace.bench
    window.actions_by_id["page-2"].trigger()
    bench.do(partial(setup.set_pin, desk, "P01", "246810"))
    bench.do(partial(setup.set_pin, desk, "P01", "13579", old="000000"))
    bench.do(partial(setup.enrol_holder, desk, "P02", "huiyi-kouling"))
    bench.do(partial(keys.change, desk, "secretary", "falsch-falsch", "xin-kouling"))
    bench.do(partial(voting.arrive, desk, "P03"))
    people = desk.case.applicants
    bench.do(lambda: register.edit(desk, people["001"], people["002"]))
    text = window.diary.text()
    lines = text.splitlines()
    assert lines[0] == f"zcdesk {__version__}"
    assert "command.page-2" in lines
    assert "desk.setup.set_pin" in lines
    assert "desk.voting.arrive" in lines
    assert "refused.WrongSecret" in lines
    assert "refused.Refused.unknown-member" in lines
    assert "refused.Refused.stale-edit" in lines
    hidden = [each.name for each in people.values()] + [each.employer for each in people.values()]
    hidden += [each.name for each in desk.case.current.members]
    hidden += ["246810", "13579", "kouling", "falsch", "样例", str(desk.file.folder), "P0"]
    assert [each for each in hidden if each in text] == []


def test_only_names_of_the_program_get_in() -> None:
    diary = Diary("1")
    for line in ("欧阳修远", "a b", "x" * 121, "", "140102\n1970", "desk.voting.cast"):
        diary.step(line)
    diary.refused(Refused("欧阳修远", "欧阳修远回避"))
    assert diary.text().splitlines()[4:] == [*["?"] * 5, "desk.voting.cast", "?"]
    for number in range(2_000):
        diary.step(f"s{number}")
    assert diary.text().splitlines()[-1] == "s1999"
    assert len(diary.text().splitlines()) == 504
    assert name_of(partial(partial(voting.cast, None), "1")) == "desk.voting.cast"


def test_the_log_is_saved_from_the_menu_and_from_the_crash(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = iter([tmp_path / "one.txt", tmp_path / "two.txt", tmp_path / "none" / "three.txt"])

    def save(_: QWidget, title: str, name: str, kinds: str, then: Picked) -> None:
        then(next(places))

    monkeypatch.setattr(window._outside.pick, "save", save)
    window.actions_by_id["diary"].trigger()
    assert "command.diary" in (tmp_path / "one.txt").read_text("utf-8")
    window.crash(failure())
    (dialog,) = [d for d in window.findChildren(CrashDialog) if d.isVisible()]
    (button,) = [b for b in dialog.findChildren(QPushButton) if "运行记录" in b.text()]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert "FailureError" in (tmp_path / "two.txt").read_text("utf-8")
    assert leaked((tmp_path / "two.txt").read_text("utf-8")) == []
    window.actions_by_id["diary"].trigger()
    QApplication.processEvents()
    told = [words(d) for d in window.findChildren(AskDialog) if d.isVisible()]
    assert "无法写入“three.txt”" in told[-1]
