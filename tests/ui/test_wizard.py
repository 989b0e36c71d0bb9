"""A new session step by step: the list has every step, and a refusal leads to the field at fault."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from zcdesk.domain.events import Setup
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.places import SESSION
from zcdesk.ui.views.new_session import NewSessionPage
from zcdesk.ui.views.setup_dialog import SetupDialog
from zcdesk.ui.views.setup_form import PARTS


@pytest.fixture
def wizard(window: MainWindow) -> NewSessionPage:
    window.new_session()
    QApplication.processEvents()
    return window.new


def heading(page: NewSessionPage) -> str:
    return next(
        each.text() for each in page.findChildren(QLabel) if each.text().startswith("新建会议")
    )


def entries(page: NewSessionPage) -> list[tuple[str, bool]]:
    listed = page.form.parts
    items = [listed.item(place) for place in range(listed.count())]
    enabled = Qt.ItemFlag.ItemIsEnabled
    return [(item.text(), bool(item.flags() & enabled)) for item in items]


def at(page: QWidget) -> QWidget:
    found = page.window().focusWidget()
    assert found is not None
    return found


def test_the_list_has_as_many_steps_as_the_heading_says(
    wizard: NewSessionPage, the_setup: Setup, qtbot: QtBot
) -> None:
    assert heading(wizard) == "新建会议　1 / 7　评委会"
    assert entries(wizard) == [
        *((p, True) for p in PARTS),
        ("保管与口令", False),
        ("恢复码", False),
    ]
    wizard.form.show_setup(the_setup)
    for part in PARTS[1:]:
        qtbot.mouseClick(wizard.next, Qt.MouseButton.LeftButton)
        assert wizard.form.parts.currentItem().text() == part
    qtbot.mouseClick(wizard.next, Qt.MouseButton.LeftButton)
    assert heading(wizard) == "新建会议　6 / 7　保管与口令"
    assert wizard.form.parts.isVisible()
    assert wizard.form.parts.currentItem().text() == "保管与口令"
    assert at(wizard) is wizard.passphrase
    # Back to a part by the list, and on again without every step between.
    wizard.form.parts.setCurrentRow(1)
    assert heading(wizard) == "新建会议　2 / 7　会议"
    wizard.form.parts.setCurrentRow(5)
    assert heading(wizard) == "新建会议　6 / 7　保管与口令"
    # What was broken meanwhile stops the way on, at its field.
    wizard.form.parts.setCurrentRow(0)
    wizard.form.name.clear()
    wizard.form.parts.setCurrentRow(5)
    assert heading(wizard) == "新建会议　1 / 7　评委会"
    assert wizard.trouble.text() == "请填写评委会名称。"
    assert at(wizard) is wizard.form.name


def test_a_refusal_leads_to_the_field_at_fault(
    wizard: NewSessionPage, the_setup: Setup, qtbot: QtBot
) -> None:
    form, click = wizard.form, Qt.MouseButton.LeftButton
    stood = form.mapTo(wizard, form.rect().topLeft())
    qtbot.mouseClick(wizard.next, click)
    assert wizard.trouble.text() == "请填写评委会名称。"
    assert at(wizard) is form.name
    QApplication.processEvents()
    assert form.mapTo(wizard, form.rect().topLeft()) == stood  # nothing moves under the hand
    qtbot.keyClicks(form.name, "X")
    assert not wizard.trouble.text()
    form.show_setup(the_setup)
    for box in form.scopes.rows[0].levels.values():
        box.setChecked(False)
    qtbot.mouseClick(wizard.next, click)
    assert "至少一个核准级别" in wizard.trouble.text()
    assert form.scopes.isAncestorOf(at(wizard))
    form.show_setup(the_setup)
    qtbot.mouseClick(wizard.next, click)
    form.supervisor_days.setText("2024")
    qtbot.mouseClick(wizard.next, click)
    assert wizard.trouble.text()
    assert at(wizard) is form.supervisor_days
    assert form.supervisor_days.selectedText() == "2024"
    form.supervisor_days.clear()
    for _ in range(4):
        qtbot.mouseClick(wizard.next, click)
    wanted: list[object] = []
    wizard.create_wanted.disconnect()
    wizard.create_wanted.connect(wanted.append)
    last, repeated = wizard.token_inputs["supervisor"], wizard.token_again["supervisor"]
    for fields, fault, sentence in (
        ({wizard.passphrase: "short"}, wizard.passphrase, "会议口令至少 8 个字符。"),
        ({wizard.passphrase: "long enough"}, wizard.again, "两次输入的会议口令不一致。"),
        ({wizard.again: "long enough", last: "abc"}, last, "开箱口令至少 6 个字符。"),
        ({last: "abcdef", repeated: "abcdeg"}, repeated, "两次输入的开箱口令不一致。"),
        ({last: ""}, repeated, "两次输入的开箱口令不一致。"),
        ({repeated: "", wizard.name: ""}, wizard.name, "请填写会议文件夹名称。"),
    ):
        for field, text in fields.items():
            field.setText(text)
        qtbot.mouseClick(wizard.make, click)
        assert wizard.trouble.text() == sentence
        assert at(wizard) is fault
    assert wanted == []
    wizard.name.setText("case")
    qtbot.mouseClick(wizard.make, click)
    assert len(wanted) == 1
    wizard.refuse("文件夹已经存在。")
    assert at(wizard) is wizard.name


def test_the_form_of_an_open_session_leads_to_its_field_too(
    window: MainWindow, qtbot: QtBot
) -> None:
    place = window.workplace
    assert place is not None
    window.show_page(SESSION)
    place.session.change.click()
    (dialog,) = [d for d in window.findChildren(SetupDialog) if d.isVisible()]
    dialog.form.go(3)
    dialog.form.name.clear()
    qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    assert dialog.form.part == 0
    assert dialog.focusWidget() is dialog.form.name
    assert list(PARTS) == [
        dialog.form.parts.item(n).text() for n in range(dialog.form.parts.count())
    ]
    dialog.reject()
