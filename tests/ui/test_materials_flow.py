"""The materials by keyboard and in bulk: findings, filters, groups, long imports, what is missing."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from zcdesk.desk import phases, pinyin, register
from zcdesk.desk.desk import Desk
from zcdesk.desk.views import Row, searched
from zcdesk.domain.applicant import Achievement, Applicant, Assessment, Grade, Level
from zcdesk.domain.dates import PartialDate
from zcdesk.domain.session import ApplicantStatus
from zcdesk.ui.dialogs import AskDialog
from zcdesk.ui.long_work import LongWork, Steps
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.places import MATERIALS, SESSION
from zcdesk.ui.views.acknowledge_dialog import AcknowledgeDialog
from zcdesk.ui.views.applicant_list import ApplicantList
from zcdesk.ui.views.findings_panel import FindingCard
from zcdesk.ui.views.grouping_dialog import GroupingDialog
from zcdesk.ui.views.materials_page import MaterialsPage
from zcdesk.ui.views.side_panel import FINDINGS, TIMELINE


@pytest.fixture
def page(window: MainWindow, desk: Desk) -> MaterialsPage:
    assert window.workplace is not None
    phases.forward(desk)
    window.workplace.refresh()
    window.show_page(MATERIALS)
    window.workplace.materials.select("001")
    return window.workplace.materials


def press(window: MainWindow, shortcut: str) -> None:
    (action,) = [a for a in window.actions_by_id.values() if a.shortcut().toString() == shortcut]
    assert action.isEnabled(), shortcut
    action.trigger()


def at_card(page: MaterialsPage) -> FindingCard:
    card = page.window().focusWidget()
    assert isinstance(card, FindingCard)
    return card


def test_findings_are_gone_through_and_decided_by_keys(
    page: MaterialsPage, window: MainWindow, qtbot: QtBot
) -> None:
    press(window, "F4")
    assert page.side.tabs.currentIndex() == FINDINGS
    first = at_card(page)
    seen = [first.flag.finding.rule]
    while page.list.current == "001":
        press(window, "F4")
        seen.append(at_card(page).flag.finding.rule)
    # Four of the first applicant (neither ID number nor birth), then the gravest of the second.
    identity = ["id-number", "duplicate-person", "same-level-twice"]
    assert seen == [*identity, "retirement-age", "on-post"]
    assert page.list.current == "002"
    at_sentence = at_card(page).flag.finding.message
    qtbot.keyClick(at_card(page), Qt.Key.Key_Return)
    (dialog,) = [d for d in page.findChildren(AskDialog) if d.isVisible()]
    assert dialog.windowTitle() == "豁免：002号钱丽华"
    told = [each.text() for each in dialog.findChildren(QLabel)]
    # What is waived stands above the form: the sentence, and the words of the clause.
    assert any(at_sentence in each and "在职在岗" in each for each in told)
    for key, text in (("reason", "企业返聘"), ("document", "晋人社〔2024〕9号"), ("by", "李某")):
        dialog.field(key).setText(text) if key != "reason" else dialog.field(key).setPlainText(text)  # type: ignore[union-attr]
    qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    (card,) = [c for c in page.side.findings.cards if c.flag.waiver is not None]
    shown = "\n".join(each.text() for each in card.findChildren(QLabel))
    for told_of in ("○ 已豁免", "企业返聘", "晋人社〔2024〕9号", "李某"):
        assert told_of in shown
    press(window, "Alt+Down")
    assert page.list.current == "003"
    press(window, "Alt+Up")
    assert page.list.current == "002"
    press(window, "Alt+Up")
    press(window, "Ctrl+Return")
    assert page._bench.case.status("001") is ApplicantStatus.QUALIFIED


def test_who_is_found_not_to_qualify_has_the_reason_written_already(page: MaterialsPage) -> None:
    page.select("002")
    page.side.reject.click()
    (dialog,) = [d for d in page.findChildren(AskDialog) if d.isVisible()]
    written = dialog.answers()["reason"].split("\n")
    blocks = [c.flag.finding.message for c in page.side.findings.cards if c.flag.blocks]
    assert blocks
    assert sorted(written) == sorted(blocks)
    dialog.confirm.click()
    assert page._bench.case.status("002") is ApplicantStatus.REJECTED


def test_who_confirms_a_finding_stays_at_it_and_the_next_applicant_begins_at_the_top(
    page: MaterialsPage, window: MainWindow, qtbot: QtBot
) -> None:
    """Once the keyboard fell to the head's buttons, one key from going back a stage."""
    press(window, "F4")
    area = page.side.findings.area
    card = next(c for c in page.side.findings.cards if c.flag.asks)
    assert card.decide is not None
    card.decide.setFocus()
    qtbot.mouseClick(card.decide, Qt.MouseButton.LeftButton)
    assert at_card(page).flag.finding.rule == card.flag.finding.rule
    assert at_card(page).flag.settled
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    page.list.view.setFocus()
    page.select("002")
    assert area.verticalScrollBar().value() == 0
    assert page.list.view.hasFocus()


def test_space_shows_the_clause(page: MaterialsPage, qtbot: QtBot) -> None:
    page.select("002")
    page.side.tabs.setCurrentIndex(FINDINGS)
    card = page.side.findings.cards[0]
    assert card._words.isHidden()
    qtbot.keyClick(card, Qt.Key.Key_Space)
    assert not card._words.isHidden()
    assert any("在职在岗" in each.text() for each in card._words.findChildren(QLabel))


def test_the_evidence_says_which_years_count_and_why(page: MaterialsPage) -> None:
    desk = page._bench.desk
    before = desk.case.applicants["001"]
    years = {2017: Grade.QUALIFIED, 2018: Grade.UNQUALIFIED, 2019: Grade.QUALIFIED}
    worse = replace(before, assessments=tuple(Assessment(y, g) for y, g in years.items()))
    register.edit(desk, before, worse)
    page.load()
    (card,) = [c for c in page.side.findings.cards if c.flag.finding.rule == "tenure-years"]
    told = [each.text() for each in card.findChildren(QLabel)]
    assert "■ 不计" in told
    assert "◆ 待补" in told
    assert "2020–2023" in told  # years on end that fared alike stand in one line
    assert any("考核等次不计入" in each for each in told)


def test_two_clocks_are_drawn_and_told(page: MaterialsPage, window: MainWindow) -> None:
    desk = page._bench.desk
    before = desk.case.applicants["001"]
    works = (
        Achievement("论文", "甲", PartialDate(2020, 5)),
        Achievement("专利", "乙", PartialDate(2024, 10)),
        Achievement("项目", "丙", PartialDate(2024)),
    )
    register.edit(desk, before, replace(before, achievements=works))
    page.load()
    page.side.tabs.setCurrentIndex(TIMELINE)
    line = page.side.timeline
    told = line.accessibleDescription()
    # 2016-12 to 2024: 2017 … 2024 are eight years, five are asked.
    assert "计入 8 年，应满 5 年" in told
    assert "甲 2020年5月：期内" in told
    assert "乙 2024年10月：期后，不计" in told
    assert "丙" in told
    assert "丙 2024：时间待核" in told
    image = line.grab().toImage()
    assert image.height() >= 300
    colours = {image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, 300, 3)}
    assert len(colours) > 10


def test_the_timeline_follows_what_is_typed(page: MaterialsPage, qtbot: QtBot) -> None:
    field = page.side.form.field("title.obtained_on")
    field.setText("2021-12")  # type: ignore[union-attr]
    field.textEdited.emit("2021-12")  # type: ignore[union-attr]
    assert "计入 3 年" in page.side.timeline.accessibleDescription()


def test_filters_offer_what_is_there_and_can_be_cleared(page: MaterialsPage, qtbot: QtBot) -> None:
    listed = page.list
    QAbstractItemModelTester(
        listed.model, QAbstractItemModelTester.FailureReportingMode.Fatal, listed
    )
    qtbot.mouseClick(listed.more, Qt.MouseButton.LeftButton)
    assert listed.strip.isVisible()
    rule = listed.strip.rule
    rule.setCurrentIndex(rule.findData("on-post"))
    assert rule.currentText() == "在职在岗　1"
    assert [listed.model.record(0).applicant.number] == ["002"]
    assert listed.model.rowCount() == 1
    assert listed.more.text() == "筛选 1"
    listed.strip.kind.setCurrentIndex(listed.strip.kind.findData("clean"))
    assert listed.model.rowCount() == 0
    listed.clear_filter()
    assert listed.model.rowCount() == 3
    assert listed.more.text() == "筛选"


def test_a_narrow_window_shows_list_or_dossier(
    page: MaterialsPage, window: MainWindow, qtbot: QtBot
) -> None:
    assert page.list.isVisible()
    assert page.viewer.isVisible()
    assert not page.side.turn.isVisible()
    window.resize(911, 512)
    qtbot.waitUntil(page.side.turn.isVisible)
    assert page.list.isVisible()
    assert not page.viewer.isVisible()
    qtbot.mouseClick(page.side.turn, Qt.MouseButton.LeftButton)
    assert page.viewer.isVisible()
    assert not page.list.isVisible()
    assert page.side.turn.text() == "看名单"
    press(window, "F6")
    assert page.list.isVisible()
    window.resize(1366, 768)
    qtbot.waitUntil(lambda: page.viewer.isVisible() and page.list.isVisible())


def test_a_search_knows_surnames_and_units(page: MaterialsPage, qtbot: QtBot) -> None:
    for text, numbers in (("qlh", ["002"]), ("太原 赵", ["001"]), ("dtyl", ["003"]), ("00", 3)):
        page.list.search.setText(text)
        shown = [
            page.list.model.record(n).applicant.number for n in range(page.list.model.rowCount())
        ]
        assert shown == numbers or len(shown) == numbers


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("单国强", "sgq"),
        ("曾志伟", "zzw"),
        ("解晓东", "xxd"),
        ("仇英", "qy"),
        ("尉迟恭", "ycg"),
        ("令狐冲", "lhc"),
        ("万俟丑奴", "mqcn"),
        ("李秀英", "lxy"),
    ],
)
def test_initials_read_surnames_as_surnames(name: str, typed: str) -> None:
    assert typed in pinyin.name_initials(name).split()


def test_several_are_acknowledged_at_once(
    page: MaterialsPage, window: MainWindow, qtbot: QtBot
) -> None:
    press(window, "Ctrl+K")
    (dialog,) = page.findChildren(AcknowledgeDialog)
    assert not dialog.confirm.isEnabled()
    assert dialog.rules.item(0).text().startswith("身份证号")
    qtbot.mouseClick(dialog.every, Qt.MouseButton.LeftButton)
    assert dialog.confirm.text() == "确认已核 3 项"
    qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    assert {key.split("\n")[0] for key in page._bench.case.acknowledged} == {"001", "002", "003"}
    assert {key.split("\n")[1] for key in page._bench.case.acknowledged} == {"id-number"}


def test_panels_are_proposed_and_formed(
    page: MaterialsPage, window: MainWindow, qtbot: QtBot
) -> None:
    press(window, "Ctrl+G")
    (dialog,) = page.findChildren(GroupingDialog)
    assert dialog.count.maximum() == 1  # five members make one panel of at least three
    assert dialog.model.record(0).applicants == ("001", "002", "003")
    qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    assert page._bench.case.panel_of("002") is not None
    assert page.list.model.record(0).panel == "第1组"
    press(window, "Ctrl+Z")
    assert not page._bench.case.panels
    assert page.list.model.record(0).panel == ""
    press(window, "Ctrl+Shift+Z")
    assert page.list.model.record(0).panel == "第1组"
    press(window, "Ctrl+G")
    dialog = page.findChildren(GroupingDialog)[-1]
    assert "没有待分组" in dialog.trouble.text()
    assert not dialog.confirm.isEnabled()


def test_what_is_missing_leads_to_the_place(page: MaterialsPage, window: MainWindow) -> None:
    place = window.workplace
    assert place is not None
    place.session.findings.next_card()
    details = place.header.details
    rows = [details.item(n).text() for n in range(details.count())]
    at = next(n for n, text in enumerate(rows) if text.startswith("002号"))
    place.show_page(SESSION)
    details.setCurrentRow(at)
    details.itemActivated.emit(details.item(at))
    assert place.pages.currentIndex() == MATERIALS
    assert page.list.current == "002"
    assert at_card(page).flag.finding.rule == "on-post"


def test_long_work_tells_how_far_it_is_and_cancels(qapp_dressed: object, qtbot: QtBot) -> None:
    steps = Steps()
    dialog = LongWork("导入申报材料", steps)
    qtbot.addWidget(dialog)
    dialog.open()
    worker = threading.Thread(target=lambda: steps(3, 10, "003号孙宏伟"))
    worker.start()
    worker.join()
    qtbot.waitUntil(lambda: dialog.bar.value() == 3)
    assert dialog._count.text() == "已完成 3 / 10"
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()  # it goes when the work has stopped
    assert not steps(4, 10, "")
    dialog.end()
    assert not dialog.isVisible()


def test_ten_thousand_are_searched_at_once(qapp_dressed: object, qtbot: QtBot) -> None:
    listed = ApplicantList()
    qtbot.addWidget(listed)
    base = Applicant("0", "赵志强", "工程", "机械", Level.ASSOCIATE_SENIOR)
    people = [replace(base, number=f"{n:05d}") for n in range(10_000)]
    listed.show_rows(Row(a, ApplicantStatus.PENDING, (), searched(a), 0) for a in people)
    listed.search.setText("0")
    start = time.perf_counter()
    listed.search.setText("0123")
    assert time.perf_counter() - start < 0.5
    assert listed.model.rowCount() > 0


def test_steps_in_bulk_say_what_they_did_and_what_is_left(
    page: MaterialsPage, window: MainWindow
) -> None:
    assert window.workplace is not None
    banner, case = window.workplace.banner, lambda: page._bench.case
    waiting = sum(len([f for f in r.flags if f.asks]) for r in page.list.model.records)
    before = len(case().acknowledged)
    press(window, "Ctrl+Shift+K")
    (asked,) = [d for d in page.findChildren(AskDialog) if d.isVisible()]
    told = [each.text() for each in asked.findChildren(QLabel)]
    assert any("身份证号" in each and "001号赵志强" in each for each in told)
    assert len(case().acknowledged) == before  # nothing before it is said
    confirm = asked.confirm.text()
    asked.confirm.click()
    done = len(case().acknowledged) - before
    assert done >= waiting > 0
    assert confirm == f"确认已核 {done} 项"
    assert banner.sentence == f"已确认 {done} 项，逐项记入日志；可以撤销。"
    press(window, "Ctrl+Z")
    assert banner.sentence == f"已撤销：成批确认 {done} 项。"
    assert len(case().acknowledged) == before
    press(window, "Ctrl+Shift+Z")
    assert len(case().acknowledged) - before == done
    press(window, "Ctrl+Shift+K")
    assert banner.sentence == "没有待确认的事项。"
    assert len(case().acknowledged) - before == done
    press(window, "Ctrl+Shift+Q")
    # The second has retired.
    assert banner.sentence == "已把 2 人判为合格，可以撤销。还有 1 人有不符合的事项，仍待审核。"
    press(window, "Ctrl+Shift+Q")
    assert banner.sentence == "没有可以判为合格的申报人。还有 1 人有不符合的事项，仍待审核。"
    # Both steps go back, the last one first, and forth again.
    press(window, "Ctrl+Z")
    assert case().status("001") is ApplicantStatus.PENDING
    assert len(case().acknowledged) - before == done
    press(window, "Ctrl+Z")
    assert len(case().acknowledged) == before
    press(window, "Ctrl+Shift+Z")
    press(window, "Ctrl+Shift+Z")
    assert case().status("001") is ApplicantStatus.QUALIFIED
