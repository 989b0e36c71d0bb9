"""自测攻击 through the window: closed for it, attacked, open again, told place by place, on paper."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from zcdesk.desk import defense, phases, register, selfattack, setup, voting
from zcdesk.desk.desk import Desk
from zcdesk.desk.sealing import TwoPeople, seal
from zcdesk.domain.ballot import Choice, Paper
from zcdesk.domain.committee import Panel
from zcdesk.domain.session import ApplicantStatus, Phase
from zcdesk.store import attack_twin
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.pick import Picked
from zcdesk.ui.places import RESULT
from zcdesk.ui.runner import Runner
from zcdesk.ui.views.attack_dialog import AttackDialog, AttackResult
from zcdesk.ui.views.paper_dialog import PaperDialog

SECRET = "huiyi-kouling"
TOKENS = {"P01": "zhuren-token", "supervisor": "jiandu-token"}
HEAD = ("P01", TOKENS["P01"], TOKENS["supervisor"])


def click(qtbot: QtBot, made: QPushButton) -> None:
    assert made.isVisible(), made.text()
    assert made.isEnabled(), made.text()
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)


def shown(window: MainWindow, kind: type[QDialog]) -> QDialog:
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    (dialog,) = [d for d in window.findChildren(kind) if d.isVisible()]
    return dialog


@pytest.fixture
def sealed(window: MainWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """A sealed session of one round, at its result; one twin instead of six."""
    setup.enrol_many(desk, {f"P0{n}": f"100{n}" for n in range(1, 6)}, TOKENS)
    phases.forward(desk)
    register.decide(desk, "002", ApplicantStatus.REJECTED, "退休")
    register.qualify_all(desk)
    register.acknowledge_all(desk)
    defense.form_panels(desk, [Panel("第1组", ("P01", "P02", "P03"), ("001", "003"))])
    phases.forward(desk)
    defense.decide_without_scores(desk, [])
    defense.write_opinions(desk, {"001": "达到条件。", "003": "达到条件。"})
    phases.forward(desk)
    voting.arrive_all(desk, [f"P0{n}" for n in range(1, 6)])
    key = voting.open_round(desk).round.key
    for n in range(1, 6):
        mark = Choice.APPROVE if n % 2 else Choice.REJECT
        paper = Paper(dict.fromkeys(("001", "003"), mark))
        voting.cast(desk, key, f"P0{n}", f"100{n}", paper)
    voting.close(desk, key)
    voting.open_box(
        desk,
        key,
        **dict(zip(("presider", "presider_token", "supervisor_token"), HEAD, strict=True)),
    )
    seal(desk, "人数过少", TwoPeople(*HEAD))
    monkeypatch.setattr(
        selfattack, "attack_session", partial(selfattack.attack_session, sessions=1)
    )
    window.show_page(RESULT)
    yield window
    if window.workplace is not None:
        window.workplace.bench.desk.file.close()


def ask(window: MainWindow, qtbot: QtBot, secret: str = SECRET) -> AttackDialog:
    assert window.workplace is not None
    click(qtbot, window.workplace.result.attack)
    dialog = shown(window, AttackDialog)
    assert isinstance(dialog, AttackDialog)
    assert not dialog.confirm.isEnabled()
    qtbot.keyClicks(dialog.passphrase, secret)
    qtbot.keyClick(dialog.passphrase, Qt.Key.Key_Return)
    return dialog


def result(window: MainWindow) -> AttackResult:
    dialog = shown(window, AttackResult)
    assert isinstance(dialog, AttackResult)
    return dialog


def test_the_session_is_closed_attacked_and_open_again(
    sealed: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    before, head = sealed.workplace, desk.file.head
    ask(sealed, qtbot)
    dialog = result(sealed)
    assert sealed.workplace is not None
    assert sealed.workplace is not before
    assert sealed.workplace.phase is Phase.SEALED
    assert sealed.workplace.bench.desk.file.head == head
    lines = {line.place: line for line in dialog.lines.records}
    assert len(lines) > 8
    assert not any(line.bad for line in lines.values())
    for line in lines.values():  # the control found everything that was put there
        found, hidden = line.control.split(" / ")
        assert found == hidden != "0"
    assert dialog.verdict.text().startswith("● 未发现")
    assert lines["移交包"].word == "未检查"
    dialog.accept()


def test_what_is_found_is_told(
    sealed: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    # As if bytes of ballots were left after the opening of a box.
    destroyed = attack_twin.BallotBox.destroy
    monkeypatch.setattr(attack_twin.BallotBox, "destroy", lambda *_: None)
    ask(sealed, qtbot)
    monkeypatch.setattr(attack_twin.BallotBox, "destroy", destroyed)
    dialog = result(sealed)
    (bad,) = [line for line in dialog.lines.records if line.bad]
    assert bad.word == "发现可疑痕迹"
    assert bad.place == "选票和密钥残留"
    assert dialog.verdict.text().startswith("■ 发现可疑痕迹")
    dialog.accept()


def test_a_wrong_passphrase_closes_nothing(sealed: MainWindow, qtbot: QtBot) -> None:
    before = sealed.workplace
    dialog = ask(sealed, qtbot, "falsch-falsch")
    assert dialog.isVisible()
    assert dialog.trouble.text()
    assert dialog.passphrase.text() == ""
    assert sealed.workplace is before
    dialog.reject()


def test_a_package_that_cannot_be_read_is_told_and_the_session_is_open(
    sealed: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    broken = tmp_path / "移交包.zip"
    broken.write_bytes(b"PK not a zip")
    assert sealed.workplace is not None
    click(qtbot, sealed.workplace.result.attack)
    dialog = shown(sealed, AttackDialog)
    assert isinstance(dialog, AttackDialog)
    sealed.workplace.bench.pick.path = tmp_path
    click(qtbot, dialog.choose_folder)
    assert dialog.which.text() == tmp_path.name
    sealed.workplace.bench.pick.path = broken
    click(qtbot, dialog.choose)
    assert dialog.which.text() == "移交包.zip"
    qtbot.keyClicks(dialog.passphrase, SECRET)
    click(qtbot, dialog.confirm)
    assert "移交包.zip”不是可以读取的移交包" in sealed.workplace.banner.sentence
    assert sealed.workplace.phase is Phase.SEALED


def test_the_annex_is_written_and_shown_for_printing(
    sealed: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    ask(sealed, qtbot)
    dialog = result(sealed)
    path = tmp_path / "附件.pdf"

    def save(parent: QWidget, title: str, name: str, kinds: str, then: Picked) -> None:
        assert name.endswith(".pdf")
        then(path)

    dialog._bench.pick.save = save  # type: ignore[method-assign]
    click(qtbot, dialog.save)
    with pypdfium2.PdfDocument(path) as pdf:
        text = "".join(page.get_textpage().get_text_range() for page in pdf)
    assert "自测攻击记录" in text
    assert "附件.pdf" in dialog.told.text()
    (paper,) = [d for d in dialog.findChildren(PaperDialog) if d.isVisible()]
    assert paper.form.isVisible()
    paper.reject()
    path = tmp_path / "没有这个文件夹" / "附件.pdf"
    click(qtbot, dialog.save)
    assert "无法写入" in dialog.told.text()
    dialog.accept()


def test_it_can_be_cancelled_and_the_session_is_open_again(
    sealed: MainWindow, qtbot: QtBot
) -> None:
    sealed._opener = Runner()  # off the window's thread, as it is for people
    ask(sealed, qtbot)
    assert sealed.workplace is None
    assert sealed.attacking is not None
    click(qtbot, sealed.attacking.dialog.cancel)
    qtbot.waitUntil(lambda: sealed.workplace is not None, timeout=8000)
    assert sealed.workplace is not None
    assert "已取消" in sealed.workplace.banner.sentence
    assert sealed.workplace.phase is Phase.SEALED


def test_only_a_sealed_session_is_attacked(window: MainWindow) -> None:
    assert window.workplace is not None
    window.show_page(RESULT)
    assert not window.workplace.result.attack.isVisible()
    assert not window.actions_by_id["attack"].isEnabled()
