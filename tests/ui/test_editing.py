"""Typing is judged at once and stored when the field is left; only what was stored can be undone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from zcdesk.desk import register, views
from zcdesk.domain.errors import KnownError
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.views.materials_page import MaterialsPage


def at_the_retired(window: MainWindow) -> tuple[MaterialsPage, QLineEdit]:
    assert window.workplace is not None
    window.show_page(1)
    page = window.workplace.materials
    page.select("002")
    field = page.side.form.field("post_status")
    assert isinstance(field, QLineEdit)
    return page, field


def open_flags(page: MaterialsPage) -> list[str]:
    return [
        line.text().split("　")[0]
        for line in page.side._glance
        if line.text().startswith(("■", "◆"))
    ]


def retype(qtbot: QtBot, field: QLineEdit, text: str) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    field.insert(text)
    field.textEdited.emit(field.text())


def test_flags_follow_every_keystroke_and_nothing_is_stored(
    window: MainWindow, qtbot: QtBot
) -> None:
    page, field = at_the_retired(window)
    assert "■ 不符合" in open_flags(page)
    retype(qtbot, field, "在职在岗")
    assert "■ 不符合" not in open_flags(page)
    assert page._bench.case.applicants["002"].post_status == "退休"
    retype(qtbot, field, "离职")
    assert "■ 不符合" in open_flags(page)


def test_leaving_the_field_stores_and_can_be_undone(window: MainWindow, qtbot: QtBot) -> None:
    page, field = at_the_retired(window)
    retype(qtbot, field, "在职在岗")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    case = lambda: page._bench.case.applicants["002"].post_status  # noqa: E731
    assert case() == "在职在岗"
    assert page.history.can_undo
    before = len(page._bench.desk.file.audit())
    window.undo()
    assert case() == "退休"
    assert field.text() == "退休"
    assert "■ 不符合" in open_flags(page)
    window.redo()
    assert case() == "在职在岗"
    # Undoing is another edit: two more lines in the log, nothing erased.
    assert len(page._bench.desk.file.audit()) == before + 2


def test_a_write_that_fails_never_reaches_the_stack(
    window: MainWindow, qtbot: QtBot, monkeypatch
) -> None:
    page, field = at_the_retired(window)

    def full(*_: object) -> None:
        raise KnownError("磁盘空间不足，本次操作没有保存。")

    monkeypatch.setattr(register, "edit", full)
    retype(qtbot, field, "在职在岗")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert len(page.history) == 0
    assert window.workplace is not None
    assert window.workplace.banner.sentence == "磁盘空间不足，本次操作没有保存。"
    # The form shows what is on the disk again.
    assert field.text() == "退休"


def test_an_undo_that_fails_leaves_the_stack_as_it_was(
    window: MainWindow, qtbot: QtBot, monkeypatch
) -> None:
    page, field = at_the_retired(window)
    retype(qtbot, field, "在职在岗")
    qtbot.keyClick(field, Qt.Key.Key_Return)

    def full(*_: object) -> None:
        raise KnownError("磁盘空间不足。")

    with monkeypatch.context() as broken:
        broken.setattr(register, "edit", full)
        window.undo()
    assert page.history.done == 1
    assert page._bench.case.applicants["002"].post_status == "在职在岗"
    window.undo()
    assert page.history.done == 0


def test_a_date_that_is_none_is_told_and_not_stored(window: MainWindow, qtbot: QtBot) -> None:
    page, _ = at_the_retired(window)
    field = page.side.form.field("title.obtained_on")
    assert isinstance(field, QLineEdit)
    retype(qtbot, field, "去年冬天")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert page.side.form._note.isVisible()
    assert page._bench.case.applicants["002"].title.obtained_on.iso == "2016-12"
    assert len(page.history) == 0


def test_the_next_phase_forgets_what_could_be_undone(window: MainWindow, qtbot: QtBot) -> None:
    page, field = at_the_retired(window)
    retype(qtbot, field, "在职在岗")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert page.history.can_undo
    assert window.workplace is not None
    qtbot.mouseClick(window.workplace.header.forward, Qt.MouseButton.LeftButton)
    assert not page.history.can_undo


def test_the_list_finds_by_number_name_unit_and_initials(window: MainWindow) -> None:
    assert window.workplace is not None
    found = window.workplace.materials.list
    for text, numbers in (("002", ["002"]), ("孙宏", ["003"]), ("qlh", ["002"]), ("dtyl", ["003"])):
        found.search.setText(text)
        shown = [found.model.record(r).applicant.number for r in range(found.model.rowCount())]
        assert shown == numbers, text
    found.clear_filter()
    assert found.model.rowCount() == 3
    assert views.initials("钱丽华") == "qlh"


def test_whoever_is_found_is_looked_at_and_keys_lead_into_the_list(
    window: MainWindow, qtbot: QtBot
) -> None:
    assert window.workplace is not None
    window.show_page(1)
    page = window.workplace.materials
    found = page.list
    assert found.current == "001"
    window.find_applicant()
    # One found: the facts on the right are theirs, not those of somebody who is not listed.
    qtbot.keyClicks(found.search, "shw")
    assert found.model.rowCount() == 1
    assert found.current == "003"
    assert page.side._name.text().startswith("003")
    assert window.focusWidget() is found.search
    qtbot.keyClick(found.search, Qt.Key.Key_Down)
    assert window.focusWidget() is found.view
    window.find_applicant()
    qtbot.keyClick(found.search, Qt.Key.Key_Escape)
    assert found.search.text() == ""
    assert found.model.rowCount() == 3
    assert found.current == "003"
    # Nobody found, not by the first letter either: whoever was looked at stays, and Return leads nowhere.
    qtbot.keyClicks(found.search, "!!")
    qtbot.keyClick(found.search, Qt.Key.Key_Return)
    assert window.focusWidget() is found.search
    assert found.current == "003"


def test_an_edit_that_takes_somebody_off_the_filtered_list_stays_with_them(
    window: MainWindow, qtbot: QtBot
) -> None:
    page, field = at_the_retired(window)
    strip = page.list.strip
    page.list.more.click()
    strip.kind.setCurrentIndex(strip.kind.findData("blocking"))
    assert page.list.model.rowCount() == 1
    retype(qtbot, field, "在职在岗")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert page.list.model.rowCount() == 0
    # The next field of the same person can be typed at once.
    assert page.list.current == "002"
    assert page.side._name.text().startswith("002")


def test_what_was_taken_back_is_named_wherever_one_stands(window: MainWindow, qtbot: QtBot) -> None:
    page, field = at_the_retired(window)
    retype(qtbot, field, "在职在岗")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    grades = page.side.form.grades
    grades.first.setFocus()
    for made in (grades.first, grades.last):
        made.selectAll()
        qtbot.keyClicks(made, "2016")
    qtbot.keyClick(grades.last, Qt.Key.Key_Return)
    page.select("001")
    assert window.workplace is not None
    told = []
    window.workplace.bench.done.connect(told.append)
    window.undo()
    assert page.list.current == "002"
    window.undo()
    window.redo()
    assert told == [
        "002号钱丽华的“年度考核”已改回。",
        "002号钱丽华的“在岗状态”已改回。",
        "002号钱丽华的“在岗状态”已改回。",
    ]
