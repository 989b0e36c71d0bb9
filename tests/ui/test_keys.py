"""Secrets through the window: changed by their owner, after a loss by others, and nowhere written."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from zcdesk.desk import setup
from zcdesk.desk.desk import Desk
from zcdesk.domain.errors import KnownError
from zcdesk.store.errors import WrongSecret
from zcdesk.ui.dialogs import AskDialog
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.places import ATTENDANCE
from zcdesk.ui.views.code_dialog import CodeDialog
from zcdesk.ui.views.keys_dialog import KeysDialog

SECRETARY, CHAIR, SUPERVISOR = "huiyi-kouling", "zhuren-kaixiang", "jiandu-kaixiang"
PIN = "246810"


@pytest.fixture
def keyed(desk: Desk) -> Desk:
    """Chair and supervisor hold tokens, everybody a PIN; the seat of P03 is locked."""
    pins = {f"P0{n}": PIN for n in range(1, 6)}
    setup.enrol_many(desk, pins, {"P01": CHAIR, "supervisor": SUPERVISOR})
    for _ in range(5):
        with pytest.raises(KnownError):
            desk.file.secrets.check_pin("P03", "000000", tries=5)
    return desk


@pytest.fixture
def dialog(keyed: Desk, window: MainWindow) -> KeysDialog:
    window.actions_by_id["keys"].trigger()
    (made,) = [d for d in window.findChildren(KeysDialog) if d.isVisible()]
    return made


def choose(dialog: KeysDialog, owner: str, kind: str) -> None:
    place = dialog.model.row_of(f"{owner}\n{kind}")
    assert place is not None
    dialog.view.selectRow(place)


def click(qtbot: QtBot, made: QPushButton) -> None:
    assert made.isVisible(), made.text()
    assert made.isEnabled(), made.text()
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)


def answer(qtbot: QtBot, top: QDialog, **said: str) -> None:
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    asked = [d for d in top.findChildren(AskDialog) if d.isVisible()][-1]
    for key, text in said.items():
        made = asked.field(key)
        if isinstance(made, QComboBox):
            made.setCurrentIndex(made.findData(text))
        else:
            qtbot.keyClicks(made, text)
    click(qtbot, asked.confirm)


def opened_by(desk: Desk, secret: str) -> str:
    try:
        return desk.file.passphrases.opened_by(secret)
    except WrongSecret:
        return ""


def told(top: QDialog) -> str:
    return "\n".join(made.text() for made in top.findChildren(QLabel) if made.isVisible())


def state(dialog: KeysDialog, owner: str, kind: str) -> str:
    place = dialog.model.row_of(f"{owner}\n{kind}")
    assert place is not None
    return str(dialog.model.index(place, 2).data())


def test_the_secretary_changes_the_passphrase(
    dialog: KeysDialog, keyed: Desk, qtbot: QtBot
) -> None:
    choose(dialog, "secretary", "会议口令")
    for old, again, sentence in (
        ("falsch-falsch", "xin-kouling-1", "口令或恢复码不正确"),
        (SECRETARY, "xin-kouling-2", "两次输入的新口令不一致"),
    ):
        click(qtbot, dialog.change)
        answer(qtbot, dialog, old=old, secret="xin-kouling-1", again=again)
        assert sentence in dialog.told.text()
        assert opened_by(keyed, SECRETARY) == "secretary"
    click(qtbot, dialog.change)
    answer(qtbot, dialog, old=SECRETARY, secret="kurz", again="kurz")
    assert "至少 8 个字符" in dialog.told.text()
    click(qtbot, dialog.change)
    answer(qtbot, dialog, old=SECRETARY, secret="xin-kouling-1", again="xin-kouling-1")
    assert dialog.told.isHidden()
    assert (opened_by(keyed, "xin-kouling-1"), opened_by(keyed, SECRETARY)) == ("secretary", "")


def test_chair_and_supervisor_get_a_passphrase_and_lose_it(
    dialog: KeysDialog, keyed: Desk, qtbot: QtBot
) -> None:
    choose(dialog, "chair", "会议口令")
    assert dialog.change.text() == "设置…"
    assert not dialog.take.isEnabled()
    click(qtbot, dialog.change)
    answer(qtbot, dialog, old=SECRETARY, secret="zhuren-dakai", again="zhuren-dakai")
    assert opened_by(keyed, "zhuren-dakai") == "chair"
    click(qtbot, dialog.take)
    answer(qtbot, dialog, by=SECRETARY)
    assert "主任委员的口令或恢复码" in dialog.told.text()
    click(qtbot, dialog.take)
    answer(qtbot, dialog, by="zhuren-dakai")
    assert opened_by(keyed, "zhuren-dakai") == ""


def test_a_token_is_changed_with_the_old_one_or_by_two_others(
    dialog: KeysDialog, keyed: Desk, qtbot: QtBot
) -> None:
    secrets = keyed.file.secrets
    choose(dialog, "P01", "开箱口令")
    click(qtbot, dialog.change)
    answer(qtbot, dialog, old="falsch", secret="xin-kaixiang", again="xin-kaixiang")
    assert "原开箱口令不正确" in dialog.told.text()
    click(qtbot, dialog.change)
    answer(qtbot, dialog, old=CHAIR, secret="xin-kaixiang", again="xin-kaixiang")
    assert secrets.check_holder("P01", "xin-kaixiang")
    # Lost: the two others, once with a wrong secret.
    for secret, done in (("falsch", False), (SUPERVISOR, True)):
        click(qtbot, dialog.change)
        answer(qtbot, dialog, secret="zai-xin-kaixiang", again="zai-xin-kaixiang")
        answer(
            qtbot,
            dialog,
            first="secretary",
            first_secret=SECRETARY,
            second="supervisor",
            second_secret=secret,
        )
        assert secrets.check_holder("P01", "zai-xin-kaixiang") is done
        assert ("监督员的口令不正确" in dialog.told.text()) is not done


def test_a_pin_is_changed_by_its_member_or_by_two_people(
    dialog: KeysDialog, keyed: Desk, qtbot: QtBot
) -> None:
    check = keyed.file.secrets.check_pin
    choose(dialog, "P02", "投票密码")
    click(qtbot, dialog.change)
    answer(qtbot, dialog, old="111111", secret="998877", again="998877")
    assert "投票密码不正确，还可以试 4 次" in dialog.told.text()
    click(qtbot, dialog.change)
    answer(qtbot, dialog, old=PIN, secret="99", again="99")
    assert "4 至 12 位数字" in dialog.told.text()
    click(qtbot, dialog.change)
    answer(qtbot, dialog, old=PIN, secret="998877", again="998877")
    check("P02", "998877", tries=5)
    click(qtbot, dialog.change)
    answer(qtbot, dialog, secret="554433", again="554433")
    answer(
        qtbot,
        dialog,
        first="P01",
        first_secret=CHAIR,
        second="supervisor",
        second_secret=SUPERVISOR,
    )
    check("P02", "554433", tries=5)


@pytest.mark.parametrize(
    ("passphrase", "token", "sentence"),
    [
        ("falsch", SUPERVISOR, "秘书的口令不正确"),
        (SECRETARY, "falsch", "监督员的口令不正确"),
        (SECRETARY, SUPERVISOR, ""),
    ],
)
def test_a_locked_seat_takes_secretary_and_supervisor(
    dialog: KeysDialog, keyed: Desk, qtbot: QtBot, passphrase: str, token: str, sentence: str
) -> None:
    choose(dialog, "P03", "投票密码")
    assert state(dialog, "P03", "投票密码") == "■ 已锁定"
    click(qtbot, dialog.unlock)
    answer(qtbot, dialog, passphrase=passphrase, token=token)
    assert sentence in dialog.told.text()
    assert keyed.file.secrets.locked() == (("P03",) if sentence else ())
    assert state(dialog, "P03", "投票密码") == ("■ 已锁定" if sentence else "● 已设置")
    assert dialog.unlock.isVisible() is bool(sentence)


def test_the_attendance_page_unlocks_with_the_same_two(
    keyed: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    assert window.workplace is not None
    window.show_page(ATTENDANCE)
    page = window.workplace.attendance
    page.view.selectRow(2)
    click(qtbot, page.unlock)
    answer(qtbot, page, passphrase=SECRETARY, token=SUPERVISOR)  # type: ignore[arg-type]
    assert keyed.file.secrets.locked() == ()
    with pytest.raises(KnownError, match="没有锁定"):
        setup.unlock_seat(keyed, "P03", SUPERVISOR, SECRETARY)


def test_the_recovery_code_is_renewed_shown_once_and_typed_back(
    dialog: KeysDialog, keyed: Desk, qtbot: QtBot
) -> None:
    choose(dialog, "", "恢复码")
    click(qtbot, dialog.change)
    answer(qtbot, dialog, by=CHAIR)
    assert "口令或恢复码不正确" in dialog.told.text()
    click(qtbot, dialog.change)
    answer(qtbot, dialog, by=SECRETARY)
    (shown,) = [d for d in dialog.findChildren(CodeDialog) if d.isVisible()]
    code = shown.page.code.text()
    assert opened_by(keyed, code) == "recovery"
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    assert shown.isVisible()
    click(qtbot, shown.page.next)
    groups = code.split("-")
    qtbot.keyClicks(shown.page.groups[0], "0000" if groups[1] != "0000" else "1111")
    qtbot.keyClicks(shown.page.groups[1], groups[4])
    click(qtbot, shown.page.enter)
    assert "第 2 组与恢复码不一致" in shown.page.trouble.text()
    shown.page.groups[0].clear()
    qtbot.keyClicks(shown.page.groups[0], groups[1].lower())
    click(qtbot, shown.page.enter)
    assert not shown.isVisible()
    assert code not in told(dialog)
    # With the code a forgotten passphrase is replaced.
    choose(dialog, "secretary", "会议口令")
    click(qtbot, dialog.change)
    answer(qtbot, dialog, old=code, secret="xin-de-kouling", again="xin-de-kouling")
    assert opened_by(keyed, "xin-de-kouling") == "secretary"
    # All of it stands in the log, and no secret does.
    log = "\n".join(line.body for line in keyed.file.audit())
    assert all(f'"passphrase:{whose}"' in log for whose in ("recovery", "secretary"))
    assert not [each for each in (code, SECRETARY, "xin-de-kouling", CHAIR) if each in log]


def test_nothing_typed_stays_in_the_window(
    dialog: KeysDialog, window: MainWindow, qtbot: QtBot
) -> None:
    choose(dialog, "secretary", "会议口令")
    click(qtbot, dialog.change)
    answer(qtbot, dialog, old=SECRETARY, secret="xin-kouling-1", again="xin-kouling-1")
    kept = [line.text() for line in window.findChildren(QLineEdit)]
    assert not [text for text in kept if "kouling" in text]


def test_the_list_is_closed_with_the_button_and_with_escape(
    dialog: KeysDialog, window: MainWindow, qtbot: QtBot
) -> None:
    click(qtbot, dialog.close_button)
    assert not dialog.isVisible()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    window.actions_by_id["keys"].trigger()
    (again,) = [d for d in window.findChildren(KeysDialog) if d.isVisible()]
    qtbot.keyClick(again, Qt.Key.Key_Escape)
    assert not again.isVisible()
