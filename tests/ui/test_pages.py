"""The pages do what their buttons say: rounds that end early, second rounds, exceptions, dossiers."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot
from reportlab.pdfgen import canvas

from zcdesk.desk import defense, phases, register, setup, voting
from zcdesk.desk.desk import Desk
from zcdesk.domain.ballot import Choice, Paper, RoundState
from zcdesk.domain.committee import Panel
from zcdesk.domain.session import ApplicantStatus, Phase
from zcdesk.ui.dialogs import AskDialog
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.places import ATTENDANCE, DEFENSE, MATERIALS, RESULT, VOTING
from zcdesk.ui.views.dossier_viewer import DossierViewer
from zcdesk.ui.views.filing_dialog import FilingDialog
from zcdesk.ui.views.filing_report import FilingReport
from zcdesk.ui.views.findings_panel import FindingsPanel
from zcdesk.ui.views.roster_dialog import RosterDialog
from zcdesk.ui.views.round_dialog import RoundDialog
from zcdesk.ui.workplace import Workplace

TOKENS = {"P01": "zhuren-token", "supervisor": "jiandu-token"}
TWO = {"presider_token": TOKENS["P01"], "supervisor_token": TOKENS["supervisor"]}


@pytest.fixture
def place(window: MainWindow) -> Workplace:
    assert window.workplace is not None
    return window.workplace


def click(qtbot: QtBot, made: QPushButton) -> None:
    assert made.isEnabled(), made.text()
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)


def dialog_of(place: Workplace) -> AskDialog:
    (dialog,) = [d for d in place.findChildren(AskDialog) if d.isVisible()]
    return dialog


def round_dialog(place: Workplace) -> RoundDialog:
    (dialog,) = [d for d in place.findChildren(RoundDialog) if d.isVisible()]
    return dialog


def answer(qtbot: QtBot, place: Workplace, **said: str) -> None:
    dialog = dialog_of(place)
    for key, text in said.items():
        field = dialog.field(key)
        if isinstance(field, QPlainTextEdit):
            field.setPlainText(text)
        elif isinstance(field, QLineEdit):
            field.setText(text)
        else:
            field.setCurrentIndex(field.findData(text))
    click(qtbot, dialog.confirm)


def to_the_vote(desk: Desk) -> None:
    pins = {f"P0{n}": f"100{n}" for n in range(1, 6)}
    setup.enrol_many(desk, pins, TOKENS)
    phases.forward(desk)
    register.decide(desk, "002", ApplicantStatus.REJECTED, "退休")
    register.qualify_all(desk)
    register.acknowledge_all(desk)
    defense.form_panels(desk, [Panel("第1组", ("P01", "P02", "P03"), ("001", "003"))])
    phases.forward(desk)
    defense.decide_without_scores(desk, [])
    defense.write_opinions(desk, {"001": "达到条件。", "003": "达到条件。"})
    phases.forward(desk)
    voting.arrive_all(desk, list(pins))


def cast(desk: Desk, member: int, first: Choice, second: Choice) -> None:
    (key,) = [r.key for r in desk.case.rounds.values() if r.state is RoundState.OPEN]
    voting.cast(desk, key, f"P0{member}", f"100{member}", Paper({"001": first, "003": second}))


def test_the_first_panel_waits_for_the_stage_of_the_materials(place: Workplace, desk: Desk) -> None:
    """Else a whole panel was ticked off only to be refused."""
    place.show_page(DEFENSE)
    page = place.defense
    assert page.first.isVisible()
    assert (page.first.isEnabled(), page.new.isEnabled()) == (False, False)
    phases.forward(desk)
    place.show_page(DEFENSE)
    assert page.first.isVisible()
    assert (page.first.isEnabled(), page.new.isEnabled()) == (True, True)


def test_a_round_ended_early_needs_two_people_and_a_reason(
    place: Workplace, desk: Desk, qtbot: QtBot
) -> None:
    to_the_vote(desk)
    place.show_page(VOTING)
    click(qtbot, place.voting.open)
    click(qtbot, round_dialog(place).confirm)
    for member in (1, 2, 3, 4):
        cast(desk, member, Choice.APPROVE, Choice.REJECT)
    place.show_page(VOTING)
    assert place.voting.turnout.text() == "4 / 5"
    click(qtbot, place.voting.close_round)
    dialog = dialog_of(place)
    assert "还有 1 名委员没有投票" in "".join(x.text() for x in dialog.findChildren(QLabel))
    assert not dialog.confirm.isEnabled()
    answer(qtbot, place, reason="委员突发疾病", **{**TWO, "supervisor_token": "falsch"})
    assert "监督员" in place.banner.sentence
    assert desk.case.rounds["1"].state is RoundState.OPEN
    click(qtbot, place.voting.close_round)
    answer(qtbot, place, reason="委员突发疾病", **TWO)
    assert desk.case.rounds["1"].not_returned == ("P05",)
    assert place.voting.open_box.hasFocus()  # not what annuls the round
    click(qtbot, place.voting.open_box)
    answer(qtbot, place, **TWO)
    shown = {c.number: c.tally for c in place.voting.tallies.records}
    assert (shown["001"].approve, shown["001"].not_returned) == (4, 1)
    assert not shown["003"].passed

    # The second round takes those who did not pass, and asks why.
    assert "第 2 轮，1 名申报人" in place.voting.next_text.text()
    click(qtbot, place.voting.open)
    second = round_dialog(place)
    assert second.chosen == ("003",)
    assert not second.confirm.isEnabled()
    qtbot.keyClicks(second.reason, "close vote")
    click(qtbot, second.confirm)
    assert desk.case.rounds["2"].applicants == ("003",)


def test_a_round_whose_token_is_lost_is_voided_with_the_secretary_and_held_again(
    place: Workplace, desk: Desk, qtbot: QtBot
) -> None:
    to_the_vote(desk)
    voting.open_round(desk)
    place.show_page(VOTING)
    click(qtbot, place.voting.annul)
    dialog = dialog_of(place)
    assert "其中一人的口令遗失的留空" in "".join(x.text() for x in dialog.findChildren(QLabel))
    assert not dialog.confirm.isEnabled()  # without a reason
    lost = {**TWO, "supervisor_token": ""}
    answer(qtbot, place, reason="监督员口令遗失", **lost)
    assert "监督员的开箱口令不正确" in place.banner.sentence
    click(qtbot, place.voting.annul)
    answer(qtbot, place, reason="监督员口令遗失", **lost, passphrase="huiyi-kouling")
    assert desk.case.rounds["1"].state is RoundState.ANNULLED
    click(qtbot, place.voting.open)
    click(qtbot, round_dialog(place).confirm)
    (again,) = [r for r in desk.case.rounds.values() if r.state is RoundState.OPEN]
    assert (again.number, again.cast) == (1, 0)


def test_an_unopened_box_shows_no_tally_anywhere(
    place: Workplace, desk: Desk, qtbot: QtBot
) -> None:
    to_the_vote(desk)
    voting.open_round(desk)
    for member in (1, 2, 3, 4, 5):
        cast(desk, member, Choice.APPROVE, Choice.REJECT)
    for page in (MATERIALS, VOTING, RESULT):
        place.show_page(page)
    place.materials.select("003")
    assert place.voting.tallies.total == 0
    assert {r[5] for r in place.result.results.records if r[0] != "002"} == {
        ApplicantStatus.DEFENSE_PASSED
    }
    tab = "".join(label.text() for label in place.materials.side.votes.findChildren(QLabel))
    assert "同意" not in tab
    assert not place.result.seal.isEnabled()


def test_a_floor_not_met_asks_for_an_exception(place: Workplace, desk: Desk, qtbot: QtBot) -> None:
    to_the_vote(desk)
    voting.open_round(desk)
    for member in (1, 2, 3, 4, 5):
        cast(desk, member, Choice.APPROVE, Choice.APPROVE)
    voting.close(desk, "1")
    voting.open_box(desk, "1", presider="P01", **TWO)
    place.show_page(RESULT)
    words = "\n".join(label.text() for label in place.result.gauge.findChildren(QLabel))
    assert "■ 综合 0/2 = 0.00 % < 20 %，至少还差 1 人" in words
    click(qtbot, place.result.seal)
    assert not dialog_of(place).confirm.isEnabled()
    answer(qtbot, place, exception="仅两人参加评审，均达到条件", **TWO)
    assert desk.case.current_phase is Phase.SEALED
    assert desk.case.exception_reason == "仅两人参加评审，均达到条件"
    assert "例外理由" in place.result.hint.text()


def test_signing_in_sets_a_pin_and_counts_for_the_quorum(
    place: Workplace, desk: Desk, qtbot: QtBot
) -> None:
    place.show_page(ATTENDANCE)
    page = place.attendance
    assert "未达法定人数，还差 4 人" in page.quorum.text()
    click(qtbot, page.sign_in)
    answer(qtbot, place, secret="1234", again="4321")
    assert "不一致" in place.banner.sentence
    click(qtbot, page.sign_in)
    answer(qtbot, place, secret="1234", again="1234")
    assert voting.in_the_room(desk) == ("P01",)
    assert "未达法定人数，还差 3 人（3 × 1 = 3 < 2 × 5 = 10）" in page.quorum.text()
    click(qtbot, page.leave)
    assert voting.in_the_room(desk) == ()


def test_absence_is_recorded_from_the_page(place: Workplace, desk: Desk, qtbot: QtBot) -> None:
    phases.forward(desk)
    register.decide(desk, "002", ApplicantStatus.REJECTED, "退休")
    register.qualify_all(desk)
    register.acknowledge_all(desk)
    phases.forward(desk)
    place.show_page(DEFENSE)
    click(qtbot, place.defense.apart)
    field = dialog_of(place).field("applicant")
    assert isinstance(field, QComboBox)
    assert [field.itemData(n) for n in range(field.count())] == ["001", "003"]
    answer(qtbot, place, applicant="003", status="absent")
    assert desk.case.status("003") is ApplicantStatus.ABSENT


def test_waiving_and_acknowledging_from_the_findings(
    place: Workplace, desk: Desk, qtbot: QtBot
) -> None:
    phases.forward(desk)
    place.show_page(MATERIALS)
    page = place.materials
    page.select("002")
    page._show("002")
    panel = page.side.findings
    page.side.tabs.setCurrentWidget(panel)
    press(qtbot, panel, "豁免…")
    answer(qtbot, place, reason="延迟退休", document="晋人社〔2024〕1号", by="王某")
    assert "002\non-post" in desk.case.waivers
    assert not any(flag.blocks for flag in page.list.model.record(1).flags)
    waiting = page.list.model.record(1).unclear
    assert waiting > 0
    press(qtbot, panel, "确认已核")
    assert page.list.model.record(1).unclear == waiting - 1


def press(qtbot: QtBot, panel: FindingsPanel, text: str) -> None:
    def shown() -> list[QPushButton]:
        made = panel.findChildren(QPushButton)
        return [each for each in made if each.text() == text and each.isVisible()]

    qtbot.waitUntil(lambda: bool(shown()))
    click(qtbot, shown()[0])


def test_a_clause_is_shown_in_its_own_words(place: Workplace, desk: Desk, qtbot: QtBot) -> None:
    place.show_page(MATERIALS)
    page = place.materials
    page.select("002")
    page.side.tabs.setCurrentWidget(page.side.findings)
    press(qtbot, page.side.findings, "查看条文")
    seen = [x.text() for x in page.side.findings.findChildren(QLabel) if x.isVisible()]
    assert any("《" in text and "在职在岗" in text for text in seen)


@pytest.fixture
def dossiers(tmp_path: Path) -> Path:
    """A paper of two pages, and a file that is none."""
    folder = tmp_path / "papers" / "001 赵志强"
    folder.mkdir(parents=True)
    page = canvas.Canvas(str(folder / "1 职称证书.pdf"))
    for text in ("one", "two"):
        page.drawString(100, 700, text)
        page.showPage()
    page.save()
    (folder / "2 坏文件.pdf").write_bytes(b"%PDF-1.7 nothing")
    return folder.parent


def test_dossiers_come_in_and_their_pages_turn(
    place: Workplace, window: MainWindow, desk: Desk, dossiers: Path, qtbot: QtBot
) -> None:
    place.show_page(MATERIALS)
    place.bench.pick.path = dossiers  # type: ignore[attr-defined]
    window.import_dossiers()
    (asked,) = place.findChildren(FilingDialog)
    assert not desk.case.documents
    click(qtbot, asked.confirm)
    assert place.banner.sentence.startswith("1 位申报人的 2 份材料")
    (report,) = place.findChildren(FilingReport)
    click(qtbot, report.shut)
    viewer: DossierViewer = place.materials.viewer
    place.materials.select("001")
    assert viewer.bar.choice.count() == 2
    assert viewer.bar.place.text() == "1 / 2"
    viewer.turn(1)
    assert viewer.bar.place.text() == "2 / 2"
    viewer.turn(1)
    assert (viewer.bar.choice.currentIndex(), viewer.bar.place.text()) == (1, "1 / 1")
    assert "损坏" in viewer.sentence
    assert viewer.bar.choice.itemText(1).startswith("⚠")
    place.materials.select("003")
    assert viewer._stack.currentWidget() is viewer._none


def test_a_roster_is_shown_before_it_is_taken_in(
    place: Workplace, window: MainWindow, desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "roster.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("花名册")
    sheet.write_row(0, 0, ["编号", "姓名", "申报系列", "申报专业", "申报级别", "取得时间"])
    sheet.write_row(1, 0, ["001", "赵志强", "工程", "机械", "副高级", "去年"])
    sheet.write_row(2, 0, ["004", "周建军", "工程", "机械", "副高级", "2016-12"])
    book.close()
    place.show_page(MATERIALS)
    place.bench.pick.path = path  # type: ignore[attr-defined]
    window.import_roster()
    (dialog,) = place.findChildren(RosterDialog)
    words = " ".join(x.text() for x in dialog.findChildren(QLabel))
    assert "有 1 处没有读懂" in words
    assert "将新增 1 人，更新 1 人" in words
    assert "004" not in desk.case.applicants
    click(qtbot, dialog.confirm)
    assert "004" in desk.case.applicants
    assert place.materials.list.model.total == 4


def test_a_new_session_is_filled_in_from_a_script(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    script = tmp_path / "script.toml"
    script.write_text(
        """
        [session]
        review_year = 2024
        meeting_dates = [2024-11-20, 2024-11-21]
        window_end = 2024-09-30
        rules = "shanxi-2024"
        [settings]
        recusal_base = "keep"
        [committee]
        name = "样例评审委员会"
        [[committee.scope]]
        series = "工程"
        levels = ["正高级"]
        [[members]]
        id = "P01"
        name = "王建国"
        role = "chair"
        """,
        "utf-8",
    )
    window.new_session()
    page = window.new
    page.fill_from_script(script)
    made = page.form.setup(rehearsal=False)
    assert made.committee.name == "样例评审委员会"
    assert [day.day for day in made.session.meeting_dates] == [20, 21]
    assert dict(made.choices) == {"recusal_base": "keep"}
    assert [level.value for level in made.committee.scope[0].levels] == ["正高级"]
    assert made.members[0].presides
    page.fill_from_script(tmp_path / "none.toml")
    assert page.trouble.isVisible()


def test_tab_leads_from_the_passphrase_to_the_tokens_in_the_order_of_their_owners(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    # A token typed one field too low would be somebody else's.
    window.new_session()
    page = window.new
    page.form.show_setup(desk.case.current)
    page._to_keys()
    page.again.setFocus()
    reached = []
    for _ in range(2 * len(page.token_inputs) + 3):
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        reached.append(window.focusWidget())
    tokens = [
        made[holder]
        for holder in page.token_inputs
        for made in (page.token_inputs, page.token_again)
    ]
    assert reached == [*tokens, page._cancel, page._back, page.make]
    assert list(page.token_inputs) == ["P01", "supervisor"]


def test_a_wrong_passphrase_is_told_on_the_start_page(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    folder = desk.file.folder
    window.open_session()
    start = window.start
    assert start.folder.text() == str(folder)
    qtbot.keyClicks(start.secret, "falsch")
    qtbot.keyClick(start.secret, Qt.Key.Key_Return)
    assert "不正确" in start.trouble.text()
    assert window.workplace is None
    start.secret.clear()
    qtbot.keyClicks(start.secret, "huiyi-kouling")
    click(qtbot, start.open)
    assert window.workplace is not None
