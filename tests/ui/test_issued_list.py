"""The list of issued papers the next day: what lies where, what was changed, who signs next."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel
from pytestqt.qtbot import QtBot

from tests.ui.conftest import AtOnce, Choose, an_applicant
from tests.ui.test_signing import LOCKED, Shown, click, dialog, held, sealed, shown, sign
from zcdesk.desk.desk import Desk
from zcdesk.desk.reading import Reader
from zcdesk.domain.events import RosterImported
from zcdesk.ui.bench import Bench
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.runner import Runner
from zcdesk.ui.views.issued_list import IssuedList
from zcdesk.ui.views.paper_dialog import PaperDialog
from zcdesk.ui.views.papers_panel import PapersPanel
from zcdesk.ui.views.sign_dialog import SignDialog
from zcdesk.ui.views.signatures_dialog import SignaturesDialog

__all__ = ["held", "sealed", "shown"]  # fixtures
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
MINUTES = "会议纪要（档案版）"
NEVER = "请先在“已出具的文件”中选择一份 PDF 文书。"


def stand_on(panel: IssuedList, title: str) -> str:
    """Choose a paper by its title; what the list says of it."""
    (place,) = (n for n, each in enumerate(panel.model.records) if each.title == title)
    panel.view.selectRow(place)
    return panel.model.record(place).sentence


@pytest.fixture
def reader() -> Iterator[Reader]:
    """Ends its process with the test."""
    made = Reader()
    yield made
    made.close()


@pytest.fixture
def tomorrow(shown: Shown, sealed: Desk, reader: Reader, qtbot: QtBot) -> Shown:
    """The secretary has signed; the program was started anew, and nobody has issued anything."""
    before, path, told = shown
    sign(before, qtbot)
    before.close()
    bench = Bench(sealed, Runner(AtOnce()), Runner(AtOnce()), Choose())
    for each in (bench.done, bench.refused, bench.crashed):
        each.connect(told.append)
    panel = IssuedList(bench, reader)
    qtbot.addWidget(panel)
    panel.show()
    return panel, path, told


def pick(panel: IssuedList | PapersPanel, path: Path) -> None:
    """What the file dialog will answer."""
    chosen = panel._bench.pick
    assert isinstance(chosen, Choose)
    chosen.path = path


def test_the_chair_signs_tomorrow_by_keys_alone(tomorrow: Shown, qtbot: QtBot) -> None:
    panel, path, told = tomorrow
    assert stand_on(panel, MINUTES) == "● 秘书已认证"
    panel.sign.setFocus()
    qtbot.keyClick(panel.sign, Qt.Key.Key_Space)
    made = dialog(panel, SignDialog)
    assert made.windowTitle() == "主任委员签署"
    said = [each.text() for each in made.findChildren(QLabel)]
    assert any(f"文书：{MINUTES}。" in text for text in said)
    assert not any(path.name in text for text in said)
    qtbot.keyClick(made, Qt.Key.Key_Return)
    assert told[-1].startswith(f"主任委员已签署“{MINUTES}”，核验通过。")
    assert told[-1].endswith("签署以后出具的移交包才带上它，此前出具的请重新出具。")
    assert stand_on(panel, MINUTES) == "● 主任委员已签发"
    click(qtbot, panel.sign)
    assert told[-1] == LOCKED
    qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    assert dialog(panel, PaperDialog).windowTitle() == MINUTES


def test_the_signed_copy_is_offered_where_the_file_lost_its_signature(
    tomorrow: Shown, qtbot: QtBot, tmp_path: Path
) -> None:
    panel, path, told = tomorrow
    signed = path.read_bytes()
    path.unlink()
    panel.look_again()
    assert stand_on(panel, MINUTES) == "▲ 不在原处"
    click(qtbot, panel.print)
    assert told[-1] == f"“{MINUTES}”不在原处，请先取出签名件、查找文件或重新出具。"
    pick(panel, path.parent)
    click(qtbot, panel.take_out)
    assert path.read_bytes() == signed
    assert stand_on(panel, MINUTES) == "● 秘书已认证"
    assert not panel.take_out.isEnabled()
    # the bytes as they were before the signature
    end = signed.index(b"%%EOF") + 6
    path.write_bytes(signed[:end])
    panel.look_again()
    assert stand_on(panel, MINUTES) == "▲ 此件缺签名，签名件存在会议里"
    click(qtbot, panel.sign)
    assert told[-1] == "此件缺少已有的签名，请先点“取出签名件…”，在签名件上接着签。"


def test_a_changed_file_is_told_and_a_moved_folder_found(
    tomorrow: Shown, qtbot: QtBot, tmp_path: Path
) -> None:
    panel, path, told = tomorrow
    results = path.with_name("results.pdf")
    results.write_bytes(results.read_bytes() + b"\n")
    panel.look_again()
    assert stand_on(panel, "评审结果汇总表") == "■ 出具之后被改动"
    click(qtbot, panel.sign)
    click(qtbot, dialog(panel, SignDialog).sign)
    assert "不是本次会议出具的，或出具之后被改动过" in dialog(panel, SignDialog).told.text()
    dialog(panel, SignDialog).close()
    moved = tmp_path / "moved"
    shutil.move(path.parent, moved)
    pick(panel, moved)
    click(qtbot, panel.find_files)
    assert told[-1] == "找到本次会议的文件 4 份。"
    assert moved / path.name in [each.path for each in panel.model.records]
    pick(panel, tmp_path)
    click(qtbot, panel.find_files)
    assert "没有本次会议出具的" in str(told[-1])


def test_without_a_pdf_the_person_is_told_to_choose_one(tomorrow: Shown, qtbot: QtBot) -> None:
    panel, _, told = tomorrow
    stand_on(panel, "结果工作簿")
    for each in (panel.print, panel.sign, panel.signatures):
        click(qtbot, each)
        assert told.pop() == NEVER


@pytest.fixture
def papers(bench: Bench, reader: Reader, qapp_dressed: QApplication, qtbot: QtBot) -> PapersPanel:
    panel = PapersPanel(bench, reader)
    qtbot.addWidget(panel)
    panel.refresh()
    panel.show()
    return panel


def test_the_certificate_of_the_session_is_exported_with_its_fingerprint(
    papers: PapersPanel, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    papers._bench.done.connect(told.append)
    path = tmp_path / "certificate.pem"
    offered = []

    def save(
        _parent: object, title: str, name: str, _kinds: str, then: Callable[[Path], None]
    ) -> None:
        offered.append((title, name))
        then(path)

    monkeypatch.setattr(papers._bench.pick, "save", save)
    click(qtbot, papers.certificate)
    assert offered == [("导出会议证书", "certificate.pem")]
    made = x509.load_pem_x509_certificate(path.read_bytes())
    digits = made.fingerprint(hashes.SHA256()).hex()
    assert told[-1].startswith("证书已导出。请向接收部门口头核对指纹：")
    assert told[-1].split("：")[-1].replace(" ", "") == digits
    assert b"PRIVATE" not in path.read_bytes()


def test_a_character_that_no_font_draws_is_named_before_a_paper_is_issued(
    papers: PapersPanel, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    odd = an_applicant("009", "王\U00031350")
    desk.record([RosterImported("more.xlsx", "0" * 64, (odd,), ())])
    refused: list[str] = []
    papers._bench.refused.connect(refused.append)
    pick(papers, tmp_path)
    papers.view.selectRow(papers.model.row_of("findings") or 0)
    click(qtbot, papers.issue)
    assert "\U00031350（U+31350，见“王\U00031350”）" in refused[-1]
    assert list(tmp_path.glob("*.pdf")) == []
    assert papers.given.model.total == 0


@pytest.mark.parametrize(
    ("keys", "kind"),
    [
        ((Qt.Key.Key_P, CTRL), PaperDialog),
        ((Qt.Key.Key_S, CTRL | SHIFT), SignDialog),
        ((Qt.Key.Key_E, CTRL | SHIFT), SignaturesDialog),
    ],
    ids=["print", "sign", "check"],
)
def test_a_shortcut_leads_to_the_papers_from_any_page(
    shown: Shown,
    sealed: Desk,
    window: MainWindow,
    qtbot: QtBot,
    keys: tuple[Qt.Key, Qt.KeyboardModifier],
    kind: type[QDialog],
) -> None:
    shown[0].close()
    window.show_desk(sealed)
    window.show_page(0)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, *keys)
    assert window.workplace is not None
    given = window.workplace.result.issuing.given
    assert given.isVisible()
    made = dialog(given, kind)
    made.close()
