"""Every fact can be typed: several degrees, works, other applications, records, years."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from zcdesk.desk import register
from zcdesk.domain.applicant import Degree, Education, Grade, IntegrityRecord
from zcdesk.domain.dates import PartialDate
from zcdesk.domain.session import ApplicantStatus
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.views.applicant_form import ApplicantForm
from zcdesk.ui.views.materials_page import MaterialsPage


@pytest.fixture
def page(window: MainWindow) -> MaterialsPage:
    assert window.workplace is not None
    window.show_page(1)
    window.workplace.materials.select("001")
    return window.workplace.materials


def choose(made: object, text: str) -> None:
    assert isinstance(made, QComboBox)
    made.setCurrentIndex(made.findData(text))
    made.activated.emit(made.currentIndex())


def put(qtbot: QtBot, made: object, text: str) -> None:
    assert isinstance(made, QLineEdit)
    made.setFocus()
    made.selectAll()
    made.insert(text)
    made.textEdited.emit(text)
    qtbot.keyClick(made, Qt.Key.Key_Return)


def test_a_second_degree_is_added_and_kept(page: MaterialsPage, qtbot: QtBot) -> None:
    degrees = page.side.form.lists["degrees"]
    assert degrees.count() == 1
    qtbot.mouseClick(degrees.add, Qt.MouseButton.LeftButton)
    put(qtbot, degrees.input(1, "obtained_on"), "2012年6月")
    # The degree itself is still missing: nothing is kept, and the sentence says what to do.
    assert len(page._bench.case.applicants["001"].degrees) == 1
    assert "请选择认定的学历" in page.side.form._note.text()
    choose(degrees.input(1, "education"), "硕士")
    kept = page._bench.case.applicants["001"].degrees
    assert kept[1] == Degree(Education.MASTER, PartialDate(2012, 6))
    assert not page.side.form._note.isVisible()


def test_a_record_that_is_removed_is_gone_and_comes_back(
    page: MaterialsPage, window: MainWindow, qtbot: QtBot
) -> None:
    degrees = page.side.form.lists["degrees"]
    qtbot.mouseClick(degrees._cards[0].remove, Qt.MouseButton.LeftButton)
    assert page._bench.case.applicants["001"].degrees == ()
    window.undo()
    assert degrees.count() == 1
    assert len(page._bench.case.applicants["001"].degrees) == 1


def test_a_dishonesty_record_needs_a_date_and_is_judged_at_once(
    page: MaterialsPage, qtbot: QtBot
) -> None:
    records = page.side.form.lists["integrity_records"]
    qtbot.mouseClick(records.add, Qt.MouseButton.LeftButton)
    put(qtbot, records.input(0, "cause"), "论文造假")
    assert "请填写失信记录的日期" in page.side.form._note.text()
    put(qtbot, records.input(0, "recorded_on"), "昨天")
    assert "这不是可以识别的日期" in page.side.form._note.text()
    assert records.input(0, "recorded_on").property("problem")
    put(qtbot, records.input(0, "recorded_on"), "2023.5")
    kept = page._bench.case.applicants["001"].integrity_records
    assert kept == (IntegrityRecord(PartialDate(2023, 5), "论文造假"),)
    assert any("失信" in f.finding.message or "诚信" in f.finding.message for f in flags(page))


def flags(page: MaterialsPage) -> tuple:
    shown = page.side.findings._shown
    assert shown is not None
    return shown[0]


def test_a_grade_changes_one_year_only(page: MaterialsPage) -> None:
    choose(page.side.form.grades.inputs[2020], "不合格")
    applicant = page._bench.case.applicants["001"]
    assert applicant.grade_of(2020) is Grade.UNQUALIFIED
    assert applicant.grade_of(2019) is Grade.QUALIFIED
    choose(page.side.form.grades.inputs[2020], "")
    assert page._bench.case.applicants["001"].grade_of(2020) is None
    # From before the title's first year to the review year, the latest first.
    assert next(iter(page.side.form.grades.inputs)) == 2024


def bare(page: MaterialsPage) -> None:
    """001 without any assessment on file."""
    desk = page._bench.desk
    before = desk.case.applicants["001"]
    page._bench.do(lambda: register.edit(desk, before, replace(before, assessments=()), ""))


def typed(qtbot: QtBot, made: QLineEdit, text: str) -> None:
    made.setFocus()
    made.selectAll()
    qtbot.keyClicks(made, text)


def test_several_years_are_filled_with_a_few_keys(
    page: MaterialsPage, window: MainWindow, qtbot: QtBot
) -> None:
    bare(page)
    grades = page.side.form.grades
    # What is open stands there already: the title is of December 2016.
    assert (grades.first.text(), grades.last.text()) == ("2017", "2023")
    typed(qtbot, grades.first, "2019")
    qtbot.keyClick(grades.first, Qt.Key.Key_Tab)
    assert window.focusWidget() is grades.last
    typed(qtbot, grades.last, "2022")
    qtbot.keyClick(grades.last, Qt.Key.Key_Tab)
    assert window.focusWidget() is grades.grade
    qtbot.keyClick(grades.grade, Qt.Key.Key_Tab)
    qtbot.keyClick(grades.fill, Qt.Key.Key_Space)
    case = page._bench.case
    assert [each.year for each in case.applicants["001"].assessments] == [2019, 2020, 2021, 2022]
    assert "已填入4个年度“合格”" in grades._told.text()
    # The next row that is open is proposed; the years in between keep what they have.
    assert (grades.first.text(), grades.last.text()) == ("2017", "2018")
    choose(grades.grade, Grade.EXCELLENT)
    typed(qtbot, grades.last, "2019")
    qtbot.keyClick(grades.last, Qt.Key.Key_Return)
    kept = page._bench.case.applicants["001"]
    assert [kept.grade_of(year) for year in (2017, 2018, 2019)] == [
        Grade.EXCELLENT,
        Grade.EXCELLENT,
        Grade.QUALIFIED,
    ]
    assert "2019年“合格”已有结果，没有改动" in grades._told.text()
    window.undo()
    window.undo()
    assert page._bench.case.applicants["001"].assessments == ()
    assert grades.inputs[2019].currentData() == ""  # type: ignore[union-attr]
    assert not grades._told.isVisible()


def test_a_row_may_begin_before_the_years_shown(page: MaterialsPage, qtbot: QtBot) -> None:
    bare(page)
    grades = page.side.form.grades
    typed(qtbot, grades.first, "2010")
    typed(qtbot, grades.last, "2011")
    qtbot.mouseClick(grades.fill, Qt.MouseButton.LeftButton)
    kept = page._bench.case.applicants["001"].assessments
    assert [each.year for each in kept] == [2010, 2011]
    assert 2010 in grades.inputs


def test_a_row_that_means_nothing_is_told_and_nothing_is_kept(
    page: MaterialsPage, qtbot: QtBot
) -> None:
    bare(page)
    grades = page.side.form.grades
    typed(qtbot, grades.first, "2023")
    typed(qtbot, grades.last, "2019")
    qtbot.keyClick(grades.last, Qt.Key.Key_Return)
    assert grades._told.text() == "起始年度2023晚于截止年度2019。"
    assert page._bench.case.applicants["001"].assessments == ()


def test_somebody_else_does_not_inherit_what_was_begun(page: MaterialsPage, qtbot: QtBot) -> None:
    works = page.side.form.lists["achievements"]
    qtbot.mouseClick(works.add, Qt.MouseButton.LeftButton)
    works.input(0, "kind").setText("专利")  # type: ignore[union-attr]
    page.select("002")
    assert works.count() == 0


def test_after_the_decision_a_change_asks_why(
    page: MaterialsPage, window: MainWindow, qtbot: QtBot
) -> None:
    desk = page._bench.desk
    from zcdesk.desk import phases
    from zcdesk.ui.dialogs import AskDialog

    phases.forward(desk)
    register.decide(desk, "001", ApplicantStatus.QUALIFIED)
    page.load()
    field = page.side.form.field("remark")
    put(qtbot, field, "补充材料")
    (dialog,) = [d for d in page.findChildren(AskDialog) if d.isVisible()]
    assert desk.case.applicants["001"].remark == ""
    dialog.reject()
    assert field.text() == ""  # type: ignore[union-attr]
    put(qtbot, field, "补充材料")
    (dialog,) = [d for d in page.findChildren(AskDialog) if d.isVisible()]
    dialog.field("why").setPlainText("单位来函更正")  # type: ignore[union-attr]
    qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    assert desk.case.applicants["001"].remark == "补充材料"
    assert "单位来函更正" in desk.file.audit()[-1].body
    window.undo()
    assert desk.case.applicants["001"].remark == ""


def test_the_form_alone_takes_every_list(qapp_dressed: object, qtbot: QtBot) -> None:
    form = ApplicantForm(2024)
    qtbot.addWidget(form)
    form.show_applicant(None, writable=True)
    assert form.draft() is None
    assert set(form.lists) == {
        "degrees",
        "achievements",
        "other_applications",
        "integrity_records",
    }
