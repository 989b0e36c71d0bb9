"""The meeting side of the window: the sitting, who keeps out, panels, parts, paper, hand-over."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from zcdesk.desk import (
    defense,
    handing_over,
    paper_round,
    phases,
    presence,
    register,
    setup,
    voting,
)
from zcdesk.desk import stick as sticks
from zcdesk.desk.desk import Desk
from zcdesk.desk.sealing import TwoPeople, seal
from zcdesk.domain.ballot import Choice, Paper, RoundState
from zcdesk.domain.committee import Panel, Recusal
from zcdesk.domain.events import Document, DocumentsFiled
from zcdesk.domain.scoring import (
    Combine,
    JudgedBy,
    Mark,
    ScoreGroup,
    ScoreItem,
    ScoreScheme,
    ScoreSheet,
)
from zcdesk.domain.session import ApplicantStatus, Phase
from zcdesk.ui.bench import Bench
from zcdesk.ui.dialogs import AskDialog
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.models.paper_sheet import PaperSheetModel
from zcdesk.ui.models.score_sheet import ScoreSheetModel
from zcdesk.ui.places import ATTENDANCE, DEFENSE, RESULT, VOTING
from zcdesk.ui.views import paper_count as steps
from zcdesk.ui.views.fail_dialog import FailDialog
from zcdesk.ui.views.kiosk import SHEET, WHO, Kiosk
from zcdesk.ui.views.notice_dialog import NoticeDialog
from zcdesk.ui.views.panel_dialog import PanelDialog
from zcdesk.ui.views.paper_dialog import PaperDialog
from zcdesk.ui.views.round_dialog import RoundDialog
from zcdesk.ui.views.stick_dialog import StickDialog
from zcdesk.ui.workplace import Workplace

TOKENS = {"P01": "zhuren-token", "supervisor": "jiandu-token"}
TWO = {"presider_token": TOKENS["P01"], "supervisor_token": TOKENS["supervisor"]}
HEAD = {"presider": "P01", **TWO}


@pytest.fixture
def place(window: MainWindow) -> Workplace:
    assert window.workplace is not None
    return window.workplace


def click(qtbot: QtBot, made: QPushButton) -> None:
    assert made.isVisible(), made.text()
    assert made.isEnabled(), made.text()
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)


def shown(place: Workplace, kind: type[QDialog]) -> QDialog:
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    (dialog,) = [d for d in place.findChildren(kind) if d.isVisible()]
    return dialog


def answer(qtbot: QtBot, place: Workplace, **said: str) -> None:
    (dialog,) = [d for d in place.findChildren(AskDialog) if d.isVisible()]
    for key, text in said.items():
        field = dialog.field(key)
        if isinstance(field, QPlainTextEdit):
            field.setPlainText(text)
        elif isinstance(field, QLineEdit):
            field.setText(text)
        else:
            field.setCurrentIndex(field.findData(text))
    click(qtbot, dialog.confirm)


def enrol(desk: Desk) -> None:
    setup.enrol_many(desk, {f"P0{n}": f"100{n}" for n in range(1, 6)}, TOKENS)


def to_the_defense(desk: Desk) -> None:
    phases.forward(desk)
    register.decide(desk, "002", ApplicantStatus.REJECTED, "退休")
    register.qualify_all(desk)
    register.acknowledge_all(desk)
    phases.forward(desk)


def to_the_vote(desk: Desk) -> None:
    enrol(desk)
    to_the_defense(desk)
    defense.form_panels(desk, [Panel("第1组", ("P01", "P02", "P03"), ("001", "003"))])
    defense.decide_without_scores(desk, [])
    defense.write_opinions(desk, {"001": "达到条件。", "003": "达到条件。"})
    phases.forward(desk)
    voting.arrive_all(desk, [f"P0{n}" for n in range(1, 6)])


def cast_all(desk: Desk, votes: Sequence[tuple[Choice, ...]]) -> None:
    (key,) = [r.key for r in desk.case.rounds.values() if r.state is RoundState.OPEN]
    vote = desk.case.rounds[key]
    for member, choices in enumerate(votes, 1):
        sheet = vote.sheet(f"P0{member}")
        paper = Paper(dict(zip(sheet, choices, strict=False)))
        voting.cast(desk, key, f"P0{member}", f"100{member}", paper)


# --- the sitting, attendance, recusals ------------------------------------------------------------


def test_a_sitting_is_opened_with_the_presiders_own_token(
    place: Workplace, desk: Desk, qtbot: QtBot
) -> None:
    enrol(desk)
    place.show_page(ATTENDANCE)
    page = place.attendance
    assert "会议还没有开始" in page.sitting.text()
    click(qtbot, page.open_sitting)
    asked = shown(place, AskDialog)
    assert isinstance(asked, AskDialog)
    assert asked.focusWidget() is asked.field("token")
    answer(qtbot, place, token="falsch")
    assert "不正确" in place.banner.sentence
    assert presence.presiding(desk) is None
    click(qtbot, page.open_sitting)
    answer(qtbot, place, presider="P01", token=TOKENS["P01"])
    assert "主持：王建国（主任委员）" in page.sitting.text()
    # What could be checked is read before the meeting goes on, and stays on the page.
    sentence = "还没有上次会议留下的校验可以核对"
    words = [x.text() for x in shown(place, AskDialog).findChildren(QLabel)]
    assert any(sentence in text for text in words)
    click(qtbot, shown(place, AskDialog).confirm)  # type: ignore[attr-defined]
    assert sentence in page.continuity.text()
    click(qtbot, page.close_sitting)
    assert presence.presiding(desk) is None
    assert page.open_sitting.isVisible()


def test_a_line_of_people_signs_in_from_the_list_and_nobody_is_sent_out_by_the_next_key(
    place: Workplace, desk: Desk, qtbot: QtBot
) -> None:
    place.show_page(ATTENDANCE)
    page = place.attendance
    page.view.selectRow(0)
    page.view.setFocus()
    qtbot.keyClick(page.view, Qt.Key.Key_Return)
    answer(qtbot, place, secret="1001", again="1001")
    assert voting.in_the_room(desk) == ("P01",)
    page.view.selectRow(1)
    page.sign_in.setFocus()
    qtbot.keyClick(page.sign_in, Qt.Key.Key_Space)
    answer(qtbot, place, secret="1002", again="1002")
    assert set(voting.in_the_room(desk)) == {"P01", "P02"}
    assert page.view.hasFocus()


def test_without_any_token_a_sitting_cannot_be_opened(
    place: Workplace, desk: Desk, qtbot: QtBot
) -> None:
    place.show_page(ATTENDANCE)
    click(qtbot, place.attendance.open_sitting)
    assert "还没有设置开箱口令" in place.banner.sentence


def test_whose_token_is_missing_is_told_before_a_round_is_refused_for_it(
    place: Workplace, desk: Desk
) -> None:
    place.show_page(ATTENDANCE)
    page = place.attendance
    head, supervisor = desk.case.current.members[0], desk.case.current.staff.supervisor
    assert page.tokens.text() == f"投票前还须由本人设置开箱口令：监督员{supervisor}。"
    setup.set_pin(desk, "P01", "1001")
    voting.arrive(desk, "P01")
    page.refresh()
    assert f"：主任委员{head.name}、监督员{supervisor}。" in page.tokens.text()
    for holder, token in TOKENS.items():
        setup.enrol_holder(desk, holder, token)
    page.refresh()
    assert page.tokens.text() == "在场的正副主任委员和监督员都已设置开箱口令。"


def test_who_comes_while_a_round_is_held_is_told_to_wait_for_the_next(
    place: Workplace, desk: Desk, qtbot: QtBot
) -> None:
    to_the_vote(desk)
    voting.leave(desk, "P05")
    place.show_page(ATTENDANCE)
    page = place.attendance
    page.view.selectRow(4)
    click(qtbot, page.sign_in)
    assert place.banner.sentence == ""
    voting.leave(desk, "P05")
    voting.open_round(desk)
    page.refresh()
    click(qtbot, page.sign_in)
    assert voting.in_the_room(desk)[-1] == "P05"
    name = desk.case.current.members[4].name
    assert place.banner.sentence == (f"{name}已签到。第 1 轮投票已经开始，{name}从下一轮起投票。")


def test_a_late_arrival_and_a_departure_stand_on_the_line(
    place: Workplace, desk: Desk, qtbot: QtBot
) -> None:
    to_the_vote(desk)
    voting.leave(desk, "P05")
    voting.open_round(desk)
    voting.arrive(desk, "P05")
    (line,) = presence.day_lines(desk)
    assert [(m.member, m.arrives, m.present) for m in line.moments[-3:]] == [
        ("陈静", True, 5),
        ("陈静", False, 4),
        ("陈静", True, 5),
    ]
    # Two thirds of 5 are 4; two thirds of the 4 present at the opening are 3.
    assert (line.quorum, line.size) == (4, 5)
    assert [(m.number, m.present, m.needed) for m in line.rounds] == [(1, 4, 3)]
    place.show_page(ATTENDANCE)
    page = place.attendance
    page.tabs.setCurrentIndex(1)
    told = page.line.chart.accessibleName()
    assert "法定人数 4 人" in told
    assert "出席 4 人，同意须达 3 票" in told
    assert page.line.moments.total == 7
    # The late one votes from the next round on.
    assert "P05" not in desk.case.rounds["1"].voters


def test_a_recusal_is_withdrawn_before_the_defense_and_not_after(
    place: Workplace, desk: Desk, qtbot: QtBot
) -> None:
    register.declare_recusals(desk, [Recusal("001", "P02", "同一单位")])
    voting.arrive_all(desk, ["P01", "P02"])
    place.show_page(ATTENDANCE)
    page = place.attendance
    page.step_out.applicant.setCurrentIndex(page.step_out.applicant.findData("001"))
    assert "请李秀英离席回避" in page.step_out.text.text()
    page.recusal_view.selectRow(0)
    click(qtbot, page.unrecuse)
    answer(qtbot, place, why="登记有误")
    assert desk.case.recused_from("001") == ()
    assert "都不须回避" in page.step_out.text.text()
    register.declare_recusals(desk, [Recusal("001", "P02", "同一单位")])
    to_the_defense(desk)
    defense.decide_without_scores(desk, [])
    place.show_page(ATTENDANCE)
    page.recusal_view.selectRow(0)
    assert not page.unrecuse.isEnabled()


def test_a_pin_is_replaced_with_the_old_one_or_by_two_others(
    place: Workplace, desk: Desk, qtbot: QtBot
) -> None:
    enrol(desk)
    place.show_page(ATTENDANCE)
    page = place.attendance
    page.view.selectRow(1)
    click(qtbot, page.pin)
    answer(qtbot, place, old="9999", secret="2222", again="2222")
    assert "不正确" in place.banner.sentence
    click(qtbot, page.pin)
    answer(qtbot, place, old="1002", secret="2222", again="2222")
    desk.file.secrets.check_pin("P02", "2222", tries=5)
    click(qtbot, page.pin)
    answer(qtbot, place, secret="3333", again="3333")
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    answer(
        qtbot,
        place,
        first="secretary",
        first_secret="huiyi-kouling",
        second="supervisor",
        second_secret=TOKENS["supervisor"],
    )
    desk.file.secrets.check_pin("P02", "3333", tries=5)


# --- panels and scores ----------------------------------------------------------------------------


def tick(checks: QWidget, *numbers: str) -> None:
    for place in range(checks.count()):  # type: ignore[attr-defined]
        item = checks.item(place)  # type: ignore[attr-defined]
        if item.data(Qt.ItemDataRole.UserRole) in numbers:
            item.setCheckState(Qt.CheckState.Checked)


def test_panels_are_formed_spread_and_changed(place: Workplace, desk: Desk, qtbot: QtBot) -> None:
    register.declare_recusals(desk, [Recusal("001", "P01", "同一单位")])
    to_the_defense(desk)
    place.show_page(DEFENSE)
    page = place.defense
    for members in (("P01", "P02", "P03"), ("P03", "P04", "P05")):
        page.new_panel()
        dialog = shown(place, PanelDialog)
        assert isinstance(dialog, PanelDialog)
        tick(dialog.members, *members)
        click(qtbot, dialog.confirm)
    assert "还有 2 名申报人没有分组" in page.waiting.text()
    click(qtbot, page.spread)
    # 001 goes where nobody keeps out of it, 003 to the smaller panel.
    assert {p.name: p.applicants for p in desk.case.panels.values()} == {
        "第1组": ("003",),
        "第2组": ("001",),
    }
    page.view.selectRow(0)
    click(qtbot, page.change)
    dialog = shown(place, PanelDialog)
    assert isinstance(dialog, PanelDialog)
    assert dialog.applicants.item(1).text() == "001 赵志强　机械（现在第2组）"
    tick(dialog.applicants, "001")
    tick(dialog.members, "P05")
    click(qtbot, dialog.confirm)
    assert desk.case.panels["第1组"].applicants == ("003", "001")
    assert desk.case.panels["第1组"].members == ("P01", "P02", "P03", "P05")
    assert desk.case.panels["第2组"].applicants == ()


@pytest.mark.parametrize(
    ("typed", "stands", "taken"),
    [
        ("21", "21", ""),
        ("17.25", "17.25", ""),
        ("17.5", "17.5", "17.5"),
        ("-1", "1", "1"),
        ("1a9", "19", "19"),
    ],
)
def test_a_mark_out_of_range_or_off_its_steps_is_not_taken_and_not_cut_to_another(
    place: Workplace, desk: Desk, qtbot: QtBot, typed: str, stands: str, taken: str
) -> None:
    enrol(desk)
    to_the_defense(desk)
    defense.form_panels(desk, [Panel("第1组", ("P01", "P02", "P03"), ("001", "003"))])
    place.show_page(DEFENSE)
    assert "赵志强、孙宏伟" in place.defense.progress.record(0)[4]
    click(qtbot, place.defense.score)
    entry = place.scoring
    entry.sign_in.member.setCurrentIndex(entry.sign_in.member.findData("P02"))
    qtbot.keyClicks(entry.sign_in.pin, "1002")
    qtbot.keyClick(entry.sign_in.pin, Qt.Key.Key_Return)
    first = entry.view.currentIndex()
    qtbot.keyClick(entry.view, Qt.Key.Key_F2)
    (editor,) = entry.view.viewport().findChildren(QLineEdit)
    qtbot.keyClicks(editor, typed)
    assert editor.text() == stands
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert first.data() == taken
    moved = entry.view.currentIndex().column() - first.column()
    told = f"赋分{stands}不符合要求，应为0至20分" in entry.note.text()
    assert (moved, told) == ((1, False) if taken else (0, True))
    if taken:  # a slip over a mark that stands is told as well, and the mark stands
        entry.view.setCurrentIndex(first)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        qtbot.keyClick(entry.view, Qt.Key.Key_F2)
        (editor,) = entry.view.viewport().findChildren(QLineEdit)
        editor.selectAll()
        qtbot.keyClicks(editor, "99")
        qtbot.keyClick(editor, Qt.Key.Key_Return)
        QApplication.processEvents()
        assert (first.data(), entry.view.currentIndex()) == (taken, first)


def test_what_the_head_lacks_leads_to_the_applicant_it_names(
    place: Workplace, desk: Desk, qtbot: QtBot
) -> None:
    to_the_defense(desk)
    groups = [
        Panel("第1组", ("P01", "P02", "P03"), ("001",)),
        Panel("第2组", ("P02", "P03", "P04"), ("003",)),
    ]
    defense.form_panels(desk, groups)
    place.show_page(DEFENSE)
    page = place.defense
    assert page.current is not None
    assert page.current.name == "第1组"
    lacks = {each.applicant: each for each in phases.missing(desk)}
    place.header.lack_wanted.emit(lacks["003"])
    assert page.current.name == "第2组"
    assert page.step_out.applicant.currentData() == "003"
    page.tabs.setCurrentIndex(1)
    place.header.lack_wanted.emit(lacks["001"])
    assert page.current.name == "第1组"
    assert page.tabs.currentIndex() == 0
    assert page.step_out.applicant.currentData() == "001"
    defense.decide_without_scores(desk, [])
    place.refresh()
    lacks = {each.applicant: each for each in phases.missing(desk)}
    assert lacks["003"].rule == phases.NO_OPINION
    place.header.lack_wanted.emit(lacks["003"])
    assert page.opinions.text.isVisible()
    qtbot.keyClicks(page.opinions.text, "X")
    click(qtbot, page.opinions.write)
    assert desk.case.opinions["003"].startswith("X")
    assert "001" not in desk.case.opinions


def test_a_panel_is_removed_once_it_hears_nobody(
    place: Workplace, desk: Desk, qtbot: QtBot
) -> None:
    to_the_score_sheets(place, desk)
    page = place.defense
    click(qtbot, page.remove)
    assert "还有 2 名申报人，请先用“改组”调出" in place.banner.sentence
    defense.form_panels(desk, [Panel("第2组", ("P02", "P03", "P04"), ())])
    place.show_page(DEFENSE)
    page.view.setFocus()
    qtbot.keyClick(page.view, Qt.Key.Key_Down)
    assert page.current is not None
    assert page.current.name == "第2组"
    page.remove.setFocus()
    qtbot.keyClick(page.remove, Qt.Key.Key_Space)
    assert list(desk.case.panels) == ["第1组"]
    assert page.model.rowCount() == 1
    marks = (Mark(desk.case.current.scheme.items[0].name, Fraction(10)),)
    defense.enter_scores(desk, [ScoreSheet("001", "P01", marks)], "P01")
    click(qtbot, page.remove)
    assert place.banner.sentence.endswith("“第1组”已有评分，不能删除。")
    assert list(desk.case.panels) == ["第1组"]


def to_the_score_sheets(place: Workplace, desk: Desk) -> None:
    enrol(desk)
    to_the_defense(desk)
    defense.form_panels(desk, [Panel("第1组", ("P01", "P02", "P03"), ("001", "003"))])
    place.show_page(DEFENSE)


def test_behind_a_members_sign_in_the_passphrase_is_asked(
    window: MainWindow, place: Workplace, desk: Desk, qtbot: QtBot
) -> None:
    to_the_score_sheets(place, desk)
    click(qtbot, place.defense.score)
    click(qtbot, place.scoring.sign_in.back)
    assert place.locked
    assert "交还秘书" in place.lock.told.text()
    assert not window.actions_by_id["undo"].isEnabled()
    assert not window.menuBar().isVisible()
    window.actions_by_id["page-3"].trigger()
    assert place.locked
    qtbot.keyClicks(place.lock.passphrase, "1002")
    qtbot.keyClick(place.lock.passphrase, Qt.Key.Key_Return)
    assert place.locked
    qtbot.keyClicks(place.lock.passphrase, "huiyi-kouling")
    qtbot.keyClick(place.lock.passphrase, Qt.Key.Key_Return)
    assert place.screen_shown == "defense"
    assert window.menuBar().isVisible()


def test_a_members_sheet_left_alone_gives_way_to_the_sign_in_alone(
    place: Workplace, desk: Desk, qtbot: QtBot
) -> None:
    to_the_score_sheets(place, desk)
    click(qtbot, place.defense.score)
    entry = place.scoring
    entry.sign_in.member.setCurrentIndex(entry.sign_in.member.findData("P02"))
    qtbot.keyClicks(entry.sign_in.pin, "1002")
    qtbot.keyClick(entry.sign_in.pin, Qt.Key.Key_Return)
    assert entry.view.isVisible()
    entry._idle.timeout.emit()
    assert entry.sign_in.isVisible()
    assert entry.model.rowCount() == 0


def test_without_scores_the_panel_ticks_who_failed(
    place: Workplace, desk: Desk, qtbot: QtBot
) -> None:
    to_the_defense(desk)
    place.show_page(DEFENSE)
    click(qtbot, place.defense.unscored)
    dialog = shown(place, FailDialog)
    assert isinstance(dialog, FailDialog)
    assert dialog.told.text() == "未通过 0 人，通过 2 人"
    qtbot.keyClick(dialog.list, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.list, Qt.Key.Key_Space)
    assert dialog.told.text() == "未通过 1 人，通过 1 人"
    click(qtbot, dialog.confirm)
    assert desk.case.status("001") is ApplicantStatus.DEFENSE_PASSED
    assert desk.case.status("003") is ApplicantStatus.DEFENSE_FAILED


# --- rounds ---------------------------------------------------------------------------------------


def round_dialog(place: Workplace) -> RoundDialog:
    dialog = shown(place, RoundDialog)
    assert isinstance(dialog, RoundDialog)
    return dialog


def test_round_one_is_held_in_parts_and_a_late_arrival_waits(
    place: Workplace, desk: Desk, qtbot: QtBot
) -> None:
    to_the_vote(desk)
    voting.leave(desk, "P05")
    place.show_page(VOTING)
    click(qtbot, place.voting.open)
    dialog = round_dialog(place)
    dialog.applicants.item(1).setCheckState(Qt.CheckState.Unchecked)
    assert "（分批）" in dialog.heading.text()
    assert "在场 4 名委员对 1 名申报人投票，发出 4 张表决票。" in dialog.told.text()
    assert "不超过 4 人" in dialog.warning.text()
    click(qtbot, dialog.confirm)
    cast_all(desk, [(Choice.APPROVE,)] * 4)
    voting.close(desk, "1")
    voting.open_box(desk, "1", **HEAD)
    voting.arrive(desk, "P05")
    place.show_page(VOTING)
    assert "赵志强的票完全一致" in place.voting.notes.text()
    # The second part needs the same attendance: whoever came late has to wait outside of it.
    place.voting._open()
    dialog = round_dialog(place)
    assert dialog.chosen == ("003",)
    assert "第一轮尚未完成" in dialog.told.text()
    assert not dialog.confirm.isEnabled()
    dialog.reject()
    voting.leave(desk, "P05")
    place.show_page(VOTING)
    place.voting._open()
    click(qtbot, round_dialog(place).confirm)
    assert [(r.key, r.number) for r in desk.case.rounds.values()] == [("1", 1), ("1b", 1)]
    place.show_page(VOTING)
    shown_names = [place.voting.rounds.index(row, 0).data() for row in range(2)]
    assert shown_names == ["第 1 轮", "第 1 轮之2"]


def test_papers_that_do_not_show_are_told_before_a_round(
    place: Workplace, desk: Desk, qtbot: QtBot
) -> None:
    desk.record([DocumentsFiled("003", (Document("0" * 64, "论文.pdf", 10, "0" * 64),))])
    to_the_vote(desk)
    desk.unshown["0" * 64] = "第 2 页未显示"
    place.show_page(VOTING)
    click(qtbot, place.voting.open)
    dialog = round_dialog(place)
    told = "003号孙宏伟的电子材料有不能显示的文件或页面，投票前请对照纸质材料。"
    assert told in dialog.warning.text()
    assert dialog.confirm.isEnabled()
    dialog.applicants.item(1).setCheckState(Qt.CheckState.Unchecked)
    assert told not in dialog.warning.text()


def test_a_vote_without_a_sitting_is_reminded_of_it(
    place: Workplace, desk: Desk, qtbot: QtBot
) -> None:
    to_the_vote(desk)
    place.show_page(VOTING)
    assert "会议还没有开始" in place.voting.unsat.text()
    voting.open_sitting(desk, "P01", TOKENS["P01"])
    place.show_page(VOTING)
    assert not place.voting.unsat.isVisible()


def test_both_recusal_bases_are_shown_where_they_matter(
    place: Workplace, desk: Desk, qtbot: QtBot
) -> None:
    register.declare_recusals(desk, [Recusal("001", "P05", "同一单位")])
    to_the_vote(desk)
    voting.open_round(desk)
    yes, no = Choice.APPROVE, Choice.REJECT
    cast_all(desk, [(yes, yes), (yes, yes), (yes, no), (no, no), (no,)])
    voting.close(desk, "1")
    voting.open_box(desk, "1", **HEAD)
    place.show_page(VOTING)
    # 001: 3 of 4 is two thirds and more, 3 of 5 is not.
    told = place.voting.notes.text()
    assert (
        "回避不计入基数时 3/4（须 3 票）通过，为本次所用；回避计入基数时 3/5（须 4 票）未通过"
        in told
    )
    assert "完全一致" not in told


# --- paper ----------------------------------------------------------------------------------------


def type_figures(qtbot: QtBot, page: steps.PaperCountPage, figures: Sequence[int]) -> None:
    view = page.grid.view
    QApplication.processEvents()  # nobody types into what is not laid out yet
    qtbot.keyClick(view, Qt.Key.Key_F2)
    for figure in figures:
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        (editor,) = view.viewport().findChildren(QLineEdit)
        editor.selectAll()
        qtbot.keyClicks(editor, str(figure))
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()


def test_paper_ballots_are_read_off_twice_and_counted(
    place: Workplace, desk: Desk, qtbot: QtBot
) -> None:
    to_the_vote(desk)
    place.show_page(VOTING)
    click(qtbot, place.voting.open)
    dialog = round_dialog(place)
    dialog.paper.setChecked(True)
    assert not dialog.confirm.isEnabled()
    dialog.why.setText("会场停电")
    click(qtbot, dialog.confirm)
    vote = desk.case.rounds["1"]
    assert (vote.on_paper, vote.state) == ("会场停电", RoundState.OPEN)
    page = place.voting.paper
    assert page.account.text() == "发出 5 ＝ 收回 5 ＋ 未交 0"
    page.voters.item(4).setCheckState(Qt.CheckState.Unchecked)
    assert page.account.text() == "发出 5 ＝ 收回 4 ＋ 未交 1"
    click(qtbot, page.close_round)
    answer(qtbot, place, reason="委员提前离会", **TWO)
    assert desk.case.rounds["1"].not_returned == ("P05",)

    assert not page.done.isEnabled()
    type_figures(qtbot, page, [3, 1, 0, 0, 4, 0, 0, 0])
    assert not page.done.isEnabled()  # nobody said who reads
    page.reader.setCurrentIndex(page.reader.findData("secretary"))
    click(qtbot, page.done)
    assert page._step == steps.SECOND
    # The second person sees nothing of the first, and is another one.
    assert page.model.counts["001"].read == 0
    assert page.reader.findData("secretary") == -1
    page.reader.setCurrentIndex(page.reader.findData("supervisor"))
    type_figures(qtbot, page, [3, 0, 1, 0, 4, 0, 0, 0])
    click(qtbot, page.done)
    assert "2 处不一致" in page.step.text()
    cell = page.model.index(0, 3)
    assert cell.data() == "1 ≠ 0"
    assert not page.count.isVisible()
    click(qtbot, page.again[1])
    assert page.model.index(0, 3).data() == "0"  # the second person's own figure
    type_figures(qtbot, page, [3, 1, 0, 0, 4, 0, 0, 0])
    click(qtbot, page.done)
    assert page._step == steps.AGREED
    click(qtbot, page.count)
    answer(qtbot, place, **{**TWO, "supervisor_token": "falsch"})
    assert "监督员" in place.banner.sentence
    click(qtbot, page.count)
    answer(qtbot, place, **TWO)
    tallies = {c.number: c.tally for c in place.voting.tallies.records}
    assert (tallies["001"].base, tallies["001"].approve, tallies["001"].not_returned) == (5, 3, 1)
    assert not tallies["001"].passed
    assert tallies["003"].passed
    assert "纸质表决：会场停电" in place.voting.counted_text.text()


def test_the_account_must_come_out_before_the_next_person_reads(
    place: Workplace, desk: Desk, qtbot: QtBot
) -> None:
    to_the_vote(desk)
    voting.open_round(desk, on_paper="会场停电")
    paper_round.close(desk, "1")
    place.show_page(VOTING)
    page = place.voting.paper
    page.reader.setCurrentIndex(page.reader.findData("secretary"))
    type_figures(qtbot, page, [3, 1, 0, 0, 5, 0, 0, 0])
    assert page.model.wrong == ["赵志强"]
    assert not page.done.isEnabled()
    (row,) = [n for n in range(2) if page.model.index(n, 8).data() == "■ 不符"]
    assert row == 0


def test_paper_ballots_and_the_tally_sheet_are_issued(
    place: Workplace, desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    to_the_vote(desk)
    voting.open_round(desk, on_paper="会场停电")
    place.show_page(VOTING)
    place.bench.pick.path = tmp_path  # type: ignore[attr-defined]
    click(qtbot, place.voting.paper.print)
    for name in ("ballots.pdf", "tally.pdf"):
        assert (tmp_path / name).read_bytes().startswith(b"%PDF")


def test_the_paper_model_holds_to_qt(qapp: QApplication) -> None:
    model = PaperSheetModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    model.show_sheet([("001", "甲"), ("002", "乙")], {"001": 4, "002": 4})
    assert model.setData(model.index(0, 2), "4")
    assert not model.setData(model.index(0, 2), "4.5")
    assert not model.setData(model.index(0, 0), "4")
    assert model.wrong == ["乙"]
    model.wipe()
    assert model.rowCount() == 0


def test_the_score_model_holds_to_qt(desk: Desk, qapp: QApplication) -> None:
    model = ScoreSheetModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    items = desk.case.current.scheme.items
    model.show_sheet(desk.case, "P01", ["001", "002"])
    for column in range(len(items)):
        assert model.setData(model.index(0, 2 + column), "19.5")
    assert not model.setData(model.index(1, 2), "20.5")
    assert model.left == len(items)
    # Five items of 19.5 each.
    assert model.index(0, 2 + len(items)).data() == "97.5"
    model.wipe()
    assert model.rowCount() == 0


# --- a killed program -----------------------------------------------------------------------------

CHILD = """
import datetime, sys
from pathlib import Path
from zcdesk.desk import setup, voting
from zcdesk.domain.ballot import Choice, Paper
now = lambda: datetime.datetime(2024, 11, 20, 10, 0)
desk = setup.open_session(Path(sys.argv[1]), "huiyi-kouling", now=now, random=__import__("os").urandom)
paper = Paper({"001": Choice.APPROVE, "003": Choice.REJECT})
voting.cast(desk, "1", "P02", "1002", paper)
print("cast", flush=True)
sys.stdin.read()
"""


def test_after_a_kill_the_kiosk_says_who_is_counted_and_offers_the_others_a_sheet(
    bench: Bench, desk: Desk, qtbot: QtBot
) -> None:
    to_the_vote(desk)
    voting.open_round(desk)
    folder = desk.file.folder
    desk.file.close()
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == "cast"
        child.send_signal(signal.SIGKILL)
    assert child.returncode == -signal.SIGKILL
    again = setup.open_session(folder, "huiyi-kouling", now=desk.now, random=desk.random)
    kiosk = Kiosk(Bench(again, bench.runner, bench.aside, bench.pick))
    qtbot.addWidget(kiosk)
    kiosk.show()
    kiosk.start(again.case.rounds["1"])
    assert kiosk.turnout.text() == "已发出 5 张，已收回 1 张"
    qtbot.mouseClick(kiosk.begin, Qt.MouseButton.LeftButton)
    assert kiosk.stack.currentIndex() == WHO
    entries = [kiosk.sign_in.member.itemText(n) for n in range(6)]
    assert [text for text in entries if "您的票已计入" in text] == ["李秀英　P02　您的票已计入"]
    kiosk.sign_in.member.setCurrentIndex(kiosk.sign_in.member.findData("P03"))
    qtbot.keyClicks(kiosk.sign_in.pin, "1003")
    qtbot.keyClick(kiosk.sign_in.pin, Qt.Key.Key_Return)
    assert kiosk.stack.currentIndex() == SHEET
    kiosk.hide()
    again.file.close()


# --- after the seal -------------------------------------------------------------------------------


def to_the_seal(desk: Desk) -> None:
    to_the_vote(desk)
    voting.open_round(desk)
    cast_all(desk, [(Choice.APPROVE, Choice.REJECT)] * 5)
    voting.close(desk, "1")
    voting.open_box(desk, "1", **HEAD)
    # 1 of 2 falls at the vote: the overall floor is met, the defense floor is not.
    seal(desk, "人数过少", TwoPeople("P01", *TWO.values()))


def test_the_session_is_handed_over_once_its_package_verifies(
    place: Workplace, desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    to_the_seal(desk)
    place.show_page(RESULT)
    page = place.result
    pick = place.bench.pick
    pick.path = tmp_path  # type: ignore[attr-defined]
    click(qtbot, page.write)
    assert "会议纪要（报送版）" in [each.title for each in page.issuing.given.model.records]
    (package,) = tmp_path.glob("*.zip")
    damaged = tmp_path / "x" / package.name
    damaged.parent.mkdir()
    damaged.write_bytes(package.read_bytes()[:-400])
    pick.path = damaged  # type: ignore[attr-defined]
    click(qtbot, page.hand_over)
    assert desk.case.current_phase is Phase.SEALED
    assert place.banner.sentence
    pick.path = package  # type: ignore[attr-defined]
    click(qtbot, page.hand_over)
    assert desk.case.current_phase is Phase.HANDED_OVER
    assert "已移交" in page.hint.text()
    assert not page.hand_over.isVisible()


def test_papers_wait_for_their_time_and_are_issued_into_a_folder(
    place: Workplace, desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    to_the_vote(desk)
    place.show_page(RESULT)
    panel = place.result.issuing
    place.result.tabs.setCurrentWidget(panel)
    waits = {p.title: p.waits for p in panel.model.records}
    assert waits["公示"] == "封存后"
    assert waits["投票统计表"] == "开箱后"
    assert waits["签到表（2024年11月20日）"] == ""
    panel.view.selectRow(panel.model.row_of("notices") or 0)
    assert not panel.issue.isEnabled()
    place.bench.pick.path = tmp_path  # type: ignore[attr-defined]
    panel.view.selectRow(0)
    click(qtbot, panel.issue)
    assert (tmp_path / "attendance-2024-11-20.pdf").read_bytes().startswith(b"%PDF")
    assert [each.path for each in panel.given.model.records] == [
        tmp_path / "attendance-2024-11-20.pdf"
    ]
    assert shown(place, PaperDialog).windowTitle() == "签到表（2024年11月20日）"


def test_a_public_notice_counts_the_days_that_were_seen(
    place: Workplace, desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    to_the_seal(desk)
    place.show_page(RESULT)
    panel = place.result.issuing
    place.result.tabs.setCurrentWidget(panel)
    place.bench.pick.path = tmp_path  # type: ignore[attr-defined]
    panel.view.selectRow(panel.model.row_of("public-notice") or 0)
    click(qtbot, panel.issue)
    dialog = shown(place, NoticeDialog)
    assert isinstance(dialog, NoticeDialog)
    assert dialog.told.text() == "2024年11月20日至2024年11月26日，共5个工作日。"
    dialog.off.setFocus()
    dialog.off.selectAll()
    qtbot.keyClicks(dialog.off, "2024-11-21")
    assert dialog.told.text() == "2024年11月20日至2024年11月27日，共5个工作日。"
    qtbot.keyClicks(dialog.phone, "0351-1")
    click(qtbot, dialog.confirm)
    paper = pypdfium2.PdfDocument(tmp_path / "public-notice.pdf")
    text = "".join(paper[0].get_textpage().get_text_range().split())
    paper.close()
    assert "2024年11月20日至2024年11月27日，共5个工作日" in text
    assert "11月21日放假，不计入" in text
    assert "联系电话：0351-1" in text


def test_a_stick_is_chosen_written_and_verified(
    place: Workplace, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    from zcdesk.handover.media import Medium

    drive = tmp_path / "stick"
    drive.mkdir()
    number = drive.stat().st_dev
    here = Medium(drive, "/dev/sdz1", "移交盘", "ext4", 1 << 33, 1 << 34, number)
    monkeypatch.setattr(handing_over, "sticks", lambda: (here,))
    to_the_seal(desk)
    place.show_page(RESULT)
    click(qtbot, place.result.to_stick)
    dialog = shown(place, StickDialog)
    assert isinstance(dialog, StickDialog)
    assert "移交盘" in dialog.drives.item(0).text()
    dialog.closed.setChecked(True)
    assert len(dialog.password.text()) >= 20
    dialog.closed.setChecked(False)
    click(qtbot, dialog.write)
    assert dialog.stack.currentIndex() == 2, dialog.told.text()
    assert list(drive.glob("*.zip"))
    click(qtbot, dialog.verify)
    assert desk.case.current_phase is Phase.HANDED_OVER


def test_without_a_stick_the_dialog_says_what_to_do(
    place: Workplace, desk: Desk, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(handing_over, "sticks", lambda: ())
    to_the_seal(desk)
    place.show_page(RESULT)
    click(qtbot, place.result.to_stick)
    dialog = shown(place, StickDialog)
    assert isinstance(dialog, StickDialog)
    assert "没有找到移动盘" in dialog.told.text()
    assert not dialog.write.isEnabled()
    assert sticks.drives() == []
    dialog.reject()


# --- schemes with the office's items, places and alternatives -------------------------------------


def own_scheme() -> ScoreScheme:
    """专业 by experts; the higher of 论文 (times the author's place) and 专利; 学历 by the office."""
    whole, half = Fraction(1), Fraction(1, 2)
    paper = ScoreItem(
        "论文", Fraction(0), Fraction(30), whole, rank_factors=(Fraction(1), Fraction(4, 5))
    )
    patent = ScoreItem("专利", Fraction(0), Fraction(30), whole)
    parts = (
        ScoreItem("专业", Fraction(0), Fraction(50), half),
        ScoreGroup("成果", (paper, patent), combine=Combine.HIGHEST),
        ScoreItem("学历", Fraction(0), Fraction(20), whole, judged_by=JudgedBy.OFFICE),
    )
    return ScoreScheme("自定", ScoreGroup("合计", parts))


@pytest.fixture
def with_scheme(desk: Desk) -> Desk:
    setup.change_setup(desk, replace(desk.case.current, scheme=own_scheme()))
    return desk


def test_places_and_alternatives_are_filled_in_and_added_up(
    with_scheme: Desk, qapp: QApplication
) -> None:
    model = ScoreSheetModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    model.show_sheet(with_scheme.case, "P01", ["001"])
    heads = [
        model.headerData(n, Qt.Orientation.Horizontal).split("\n")[0]
        for n in range(model.columnCount())
    ]
    assert heads == ["编号", "姓名", "专业", "论文", "本人名次", "专利", "合计"]
    assert model.setData(model.index(0, 2), "40.5")
    assert model.setData(model.index(0, 3), "20")
    assert model.marks["001"].keys() == {"专业"}  # a paper without a place is no mark yet
    assert model.index(0, 6).data() == "—"
    assert not model.setData(model.index(0, 4), "0")
    assert model.setData(model.index(0, 4), "2")
    # 40.5 + 20 × 0.8; the patent is the other alternative and need not be there.
    assert model.index(0, 6).data() == "56.5"
    assert model.left == 0
    assert model.marks["001"]["论文"].rank == 2
    assert model.setData(model.index(0, 5), "18")
    assert model.index(0, 6).data() == "58.5"


def test_the_office_fills_in_its_items_and_the_freeze_waits_for_them(
    place: Workplace, with_scheme: Desk, qtbot: QtBot
) -> None:
    desk = with_scheme
    enrol(desk)
    to_the_defense(desk)
    defense.form_panels(desk, [Panel("第1组", ("P01", "P02", "P03"), ("001", "003"))])
    marks = (Mark("专业", Fraction(40)), Mark("专利", Fraction(20)))
    sheets = [ScoreSheet(n, m, marks) for n in ("001", "003") for m in ("P01", "P02", "P03")]
    defense.enter_scores(desk, sheets, "secretary")
    place.show_page(DEFENSE)
    page = place.defense
    assert [(p[1], p[2], p[3]) for p in page.progress.records][-1] == ("办事机构", 0, 2)
    assert not page.freeze.isEnabled()
    click(qtbot, page.office)
    entry = place.scoring
    # Left alone, the office's items leave no way to the desk without the passphrase.
    entry._idle.timeout.emit()
    assert place.locked
    qtbot.keyClicks(place.lock.passphrase, "huiyi-kouling")
    qtbot.keyClick(place.lock.passphrase, Qt.Key.Key_Return)
    click(qtbot, page.office)
    assert entry.who.text() == "办事机构的评分表"
    for row in range(2):
        assert entry.model.setData(entry.model.index(row, 2), "15")
    click(qtbot, entry.hand_in)
    assert not place.away
    click(qtbot, page.freeze)
    assert not desk.case.panels["第1组"].frozen
    answer(qtbot, place)
    reached = defense.scores(desk, ["001", "003"])
    assert reached == {"001": Fraction(75), "003": Fraction(75)}


def test_who_was_marked_was_not_absent_until_the_marks_are_cleared(
    place: Workplace, desk: Desk, qtbot: QtBot
) -> None:
    to_the_score_sheets(place, desk)
    click(qtbot, place.defense.score)
    entry = place.scoring

    def sign_in() -> None:
        entry.sign_in.member.setCurrentIndex(entry.sign_in.member.findData("P02"))
        qtbot.keyClicks(entry.sign_in.pin, "1002")
        qtbot.keyClick(entry.sign_in.pin, Qt.Key.Key_Return)

    def to_the_desk() -> None:
        click(qtbot, entry.sign_in.back)
        qtbot.keyClicks(place.lock.passphrase, "huiyi-kouling")
        qtbot.keyClick(place.lock.passphrase, Qt.Key.Key_Return)

    def absent() -> None:
        click(qtbot, place.defense.apart)
        answer(qtbot, place, applicant="001", status="absent")

    sign_in()
    assert entry.model.setData(entry.model.index(0, 2), "15")
    click(qtbot, entry.hand_in)
    to_the_desk()
    absent()
    assert desk.case.status("001") is ApplicantStatus.QUALIFIED
    assert "李秀英已为001号赵志强评分，不能登记为缺席" in place.banner.sentence
    click(qtbot, place.defense.score)
    sign_in()
    assert entry.model.setData(entry.model.index(0, 2), "")
    click(qtbot, entry.hand_in)
    to_the_desk()
    absent()
    assert desk.case.status("001") is ApplicantStatus.ABSENT


# --- every dialog by its names ---------------------------------------------------------------------


def nameless_in(top: QWidget) -> list[str]:
    """What can have the focus and has no name for a screen reader."""
    found = []
    for widget in top.findChildren(QWidget):
        reachable = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible()
        inner = widget.parentWidget() and widget.parentWidget().accessibleName()
        if reachable and not widget.accessibleName() and not inner:
            found.append(type(widget).__name__)
    return found


def test_every_dialog_of_the_meeting_has_names(
    place: Workplace, desk: Desk, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(handing_over, "sticks", lambda: ())
    to_the_vote(desk)
    dialogs: list[QDialog] = [
        RoundDialog(place.bench, place),
        PanelDialog(desk.case, place),
        FailDialog([("001", "赵志强")], place),
        StickDialog(place.bench, place),
    ]
    for dialog in dialogs:
        dialog.open()
        assert nameless_in(dialog) == [], type(dialog).__name__
        # Nothing is reached by the mouse alone: something has the focus from the start.
        assert dialog.focusWidget() is not None
        dialog.reject()
    voting.open_round(desk, on_paper="会场停电")
    place.show_page(VOTING)
    assert nameless_in(place.voting.paper) == []
    paper_round.close(desk, "1")
    place.show_page(VOTING)
    assert nameless_in(place.voting.paper) == []
