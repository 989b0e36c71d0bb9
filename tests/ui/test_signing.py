"""Signing a paper through the window, and looking at its signatures beside poppler's answer."""

import datetime
import os
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pkcs11
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.handover.test_key_token import put
from tests.handover.test_pdf_signatures import (
    SIGNED_FILE,
    paint_over,
    swap_attachment,
    updated,
)
from tests.ui.conftest import AtOnce, Choose
from zcdesk.desk import issued, papers, rehearsal, setup, signing
from zcdesk.desk.desk import Desk
from zcdesk.desk.reading import Reader
from zcdesk.desk.script import read_script
from zcdesk.dossiers.specimen import write_sample
from zcdesk.handover import key_token
from zcdesk.ui.bench import Bench
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.runner import Runner
from zcdesk.ui.views.issued_list import IssuedList
from zcdesk.ui.views.sign_dialog import SignDialog
from zcdesk.ui.views.signatures_dialog import SignaturesDialog

NOW = datetime.datetime(2024, 11, 20, 17, 0, 0)  # noqa: DTZ001 - local time
D = TypeVar("D", bound=QDialog)
Shown = tuple[IssuedList, Path, list[object]]
LOCKED = "主任委员已经签发并锁定了这份文书，不能再加签名。"


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A rehearsed session and its passphrase, the first sixteen bytes that were asked for."""
    folder, dice, asked = tmp_path_factory.mktemp("held"), random.Random(3), list[str]()

    def chance(count: int) -> bytes:
        made = dice.randbytes(count)
        if count == 16:
            asked.append(made.hex())
        return made

    script = read_script(write_sample(folder / "sample", 12).script)
    done = rehearsal.rehearse(script, folder / "out", now=lambda: NOW, random=chance)
    return done.session, asked[0]


@pytest.fixture
def sealed(held: tuple[Path, str], tmp_path: Path) -> Iterator[Desk]:
    folder, passphrase = held
    shutil.copytree(folder, tmp_path / "session.zcd")
    opened = setup.open_session(
        tmp_path / "session.zcd", passphrase, now=lambda: NOW, random=os.urandom
    )
    yield opened
    opened.file.close()


@pytest.fixture
def shown(sealed: Desk, qapp_dressed: QApplication, qtbot: QtBot, tmp_path: Path) -> Shown:
    """The panel over the session, its archive minutes chosen, and what the window was told."""
    (tmp_path / "out").mkdir()
    outputs = issued.write_outputs(sealed, tmp_path / "out")
    bench = Bench(sealed, Runner(AtOnce()), Runner(AtOnce()), Choose())
    panel = IssuedList(bench, Reader())
    qtbot.addWidget(panel)
    panel.show()
    panel.view.selectRow(panel.model.row_of(str(outputs.papers[papers.MINUTES_ARCHIVE])) or 0)
    told: list[object] = []
    for each in (bench.done, bench.refused, bench.crashed):
        each.connect(told.append)
    return panel, outputs.papers[papers.MINUTES_ARCHIVE], told


def click(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def dialog(panel: IssuedList, kind: type[D]) -> D:
    return [each for each in panel.findChildren(kind) if each.isVisible()][-1]


def sign(panel: IssuedList, qtbot: QtBot) -> SignDialog:
    click(qtbot, panel.sign)
    made = dialog(panel, SignDialog)
    click(qtbot, made.sign)
    return made


def poppler(path: Path) -> str:
    return subprocess.run(["pdfsig", path], capture_output=True, text=True, check=False).stdout


MINUTES = "会议纪要（档案版）"


def p12(path: Path, start: int, end: int) -> Path:
    """A certificate file with the password 'duide'."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "样例单位")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.datetime(start, 1, 1, tzinfo=datetime.UTC))
        .not_valid_after(datetime.datetime(end, 1, 1, tzinfo=datetime.UTC))
        .sign(key, hashes.SHA256())
    )
    closed = serialization.BestAvailableEncryption(b"duide")
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"k", key, made, None, closed))
    return path


def test_secretary_then_chair_then_nobody(shown: Shown, qtbot: QtBot) -> None:
    panel, path, told = shown
    for count, office in enumerate(("秘书", "主任委员"), 1):
        sign(panel, qtbot)
        assert told[-1].startswith(f"{office}已签署“{MINUTES}”，核验通过。")
        assert poppler(path).count("Signature is Valid") == count
    click(qtbot, panel.sign)
    assert told[-1] == LOCKED
    click(qtbot, panel.signatures)
    said = [each.text() for each in dialog(panel, SignaturesDialog).findChildren(QLabel)]
    assert "● 签名全部有效" in said
    assert said.count("签名有效") == 2


@pytest.mark.parametrize(
    ("years", "password", "sentence"),
    [
        ((2024, 2034), "cuowu", "证书文件的密码不正确，没有签名。"),
        ((2020, 2023), "duide", "签名证书已于 2023-01-01 过期，没有签名。"),
        ((2026, 2034), "duide", "签名证书自 2026-01-01 起才有效，没有签名，请核对本机时间。"),
    ],
)
def test_a_certificate_file_that_does_not_do(
    shown: Shown, qtbot: QtBot, tmp_path: Path, years: tuple[int, int], password: str, sentence: str
) -> None:
    panel, path, _ = shown
    before = path.read_bytes()
    click(qtbot, panel.sign)
    made = dialog(panel, SignDialog)
    pick = panel._bench.pick
    assert isinstance(pick, Choose)
    pick.path = p12(tmp_path / "key.p12", *years)
    made.kind.setFocus()
    qtbot.keyClick(made.kind, Qt.Key.Key_Down)
    click(qtbot, made.choose)
    qtbot.keyClicks(made.secret, password)
    click(qtbot, made.sign)
    assert made.told.text() == sentence
    assert not made.secret.text()
    assert path.read_bytes() == before


def test_no_space_leaves_file_and_log_alone(shown: Shown, sealed: Desk, qtbot: QtBot) -> None:
    panel, path, _ = shown
    before, log = path.read_bytes(), len(list(sealed.file.audit()))
    path.with_name(path.name + ".part").symlink_to("/dev/full")
    made = sign(panel, qtbot)
    assert "磁盘已满" in made.told.text()
    assert (path.read_bytes(), len(list(sealed.file.audit()))) == (before, log)
    assert path.name not in signing.signed_papers(sealed)


def test_appended_bytes_are_told_where_poppler_calls_the_signature_valid(
    shown: Shown, qtbot: QtBot
) -> None:
    panel, path, _ = shown
    sign(panel, qtbot)
    path.write_bytes(path.read_bytes() + b"\n% more\n")
    assert "Signature is Valid" in poppler(path)
    click(qtbot, panel.signatures)
    made = dialog(panel, SignaturesDialog)
    assert made.verdict.text() == "■ 核验不通过"
    assert any("被追加了 8 个字节" in each.text() for each in made.lines)


def test_a_page_painted_over_is_named_where_poppler_calls_the_signature_valid(
    shown: Shown, qtbot: QtBot
) -> None:
    panel, path, _ = shown
    sign(panel, qtbot)
    path.write_bytes(updated(path.read_bytes(), paint_over))
    assert "Signature is Valid" in poppler(path)
    panel.look_again()
    assert panel.model.record(panel.model.row_of(str(path)) or 0).sentence == "■ 出具之后被改动"
    click(qtbot, panel.signatures)
    made = dialog(panel, SignaturesDialog)
    assert made.verdict.text() == "■ 核验不通过"
    assert made.lines[-1].text() == "■ 签名之后改动的是：第 1 页"


@pytest.mark.parametrize(
    ("change", "told"),
    [(paint_over, "第 1 页"), (swap_attachment, "附件“result.json”被调换")],
    ids=["painted over", "attachment swapped"],
)
def test_any_pdf_is_checked_from_the_start_page_more_strictly_than_by_poppler(
    window: MainWindow,
    qtbot: QtBot,
    tmp_path: Path,
    change: Callable[[object], None],
    told: str,
) -> None:
    path = tmp_path / "strange.pdf"
    path.write_bytes(updated(SIGNED_FILE, change))
    assert poppler(path).count("Signature is Valid") == 2
    pick = window.checking._pick
    assert isinstance(pick, Choose)
    pick.path = path
    window.checking.choose()
    qtbot.waitUntil(lambda: "正在核验" not in window.checking.verdict.text())
    assert window.checking.verdict.text() == "■ 核验不通过"
    assert f"签名之后改动的是：{told}" in window.checking.text.toPlainText()


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A token `ukey` with nothing on it and `chair` with two keys, behind SoftHSM2, in a place of its own."""
    found = [p for p in Path("/usr/lib").glob("**/softhsm/libsofthsm2.so") if p.is_file()]
    if not found:
        pytest.skip("no SoftHSM2 on this machine")
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
        for token in ("ukey", "chair"):
            told = f"softhsm2-util --init-token --free --label {token} --pin 246810 --so-pin 13579"
            subprocess.run(told.split(), check=True, capture_output=True)
        # A copy: the file that another module loaded keeps the tokens of its own place.
        own = folder / "libukey.so"
        shutil.copy(found[0], own)
        with (
            pkcs11.lib(str(own))
            .get_token(token_label="chair")
            .open(user_pin="246810", rw=True) as held
        ):
            put(held, ec.generate_private_key(ec.SECP256R1()), "贾承志", "ec")
            put(held, rsa.generate_private_key(65537, 2048), "温如玉", "rsa")
        yield own


@pytest.mark.parametrize(
    ("pin", "token", "sentence"),
    [
        (
            "000000",
            "ukey",
            "签名盾的 PIN 不正确，没有签名；PIN 剩余次数不多，连续输错会锁定签名盾。",
        ),
        ("246810", "gone", "没有找到签名盾，请插好后重试。"),
        ("246810", "ukey", "签名盾中没有带私钥的签名证书。"),
    ],
)
def test_a_token_that_does_not_do(
    shown: Shown, qtbot: QtBot, library: Path, pin: str, token: str, sentence: str
) -> None:
    panel, path, _ = shown
    before = path.read_bytes()
    click(qtbot, panel.sign)
    made = dialog(panel, SignDialog)
    qtbot.keyClick(made.kind, Qt.Key.Key_End)
    qtbot.keyClicks(made.file, str(library))
    qtbot.keyClicks(made.token, token)
    assert not made.sign.isEnabled()
    qtbot.keyClicks(made.secret, pin)
    click(qtbot, made.sign)
    assert made.told.text() == sentence
    assert path.read_bytes() == before


def choose_token(panel: IssuedList, qtbot: QtBot, library: Path, certificate: str) -> SignDialog:
    """The driver chosen, the tokens found, one of them and its certificate picked by keys."""
    click(qtbot, panel.sign)
    made = dialog(panel, SignDialog)
    qtbot.keyClick(made.kind, Qt.Key.Key_End)
    pick = panel._bench.pick
    assert isinstance(pick, Choose)
    pick.path = library
    click(qtbot, made.choose)
    assert {made.token.itemText(n) for n in range(made.token.count())} == {"ukey", "chair"}
    assert "签名盾“chair”：证书 2 张" in made.told.text()
    qtbot.keyClicks(made.token, "chair")
    offered = {made.certificate.itemData(n): n for n in range(made.certificate.count())}
    assert set(offered) == {"ec", "rsa"}
    made.certificate.setCurrentIndex(offered[certificate])
    qtbot.keyClicks(made.secret, "246810")
    return made


@pytest.mark.parametrize(("certificate", "holder"), [("ec", "贾承志"), ("rsa", "温如玉")])
def test_a_token_signs(
    shown: Shown, qtbot: QtBot, library: Path, certificate: str, holder: str
) -> None:
    panel, path, told = shown
    made = choose_token(panel, qtbot, library, certificate)
    assert made.certificate.currentText() == f"{certificate}　{holder}"
    click(qtbot, made.sign)
    assert told[-1].startswith(f"秘书已签署“{MINUTES}”，核验通过。")
    assert poppler(path).count("Signature is Valid") == 1
    (answer,) = signing.check_outside(path).signatures
    assert answer.signer == holder


def test_a_token_pulled_out_while_it_signs_leaves_the_file_alone(
    shown: Shown, qtbot: QtBot, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel, path, _ = shown
    before = path.read_bytes()
    made = choose_token(panel, qtbot, library, "ec")

    class Gone:
        def sign(self, *_: object, **__: object) -> bytes:
            raise pkcs11.DeviceRemoved

    opened = key_token._signer
    monkeypatch.setattr(
        key_token,
        "_signer",
        lambda held, label: key_token.TokenSigner(opened(held, label).certificate, Gone()),
    )
    click(qtbot, made.sign)
    assert made.told.text() == "签名盾已拔出或没有响应，没有签名，请插好后重试。"
    assert path.read_bytes() == before
    assert not made.secret.text()


def test_a_certificate_file_signs(shown: Shown, qtbot: QtBot, tmp_path: Path) -> None:
    panel, path, told = shown
    click(qtbot, panel.sign)
    made = dialog(panel, SignDialog)
    pick = panel._bench.pick
    assert isinstance(pick, Choose)
    pick.path = p12(tmp_path / "key.p12", 2024, 2034)
    qtbot.keyClick(made.kind, Qt.Key.Key_Down)
    click(qtbot, made.choose)
    qtbot.keyClicks(made.secret, "duide")
    click(qtbot, made.sign)
    assert told[-1].startswith(f"秘书已签署“{MINUTES}”，核验通过。")
    (answer,) = signing.check_outside(path).signatures
    assert (answer.signer, answer.ok) == ("样例单位", True)
    assert poppler(path).count("Signature is Valid") == 1


def held_by_a_viewer(self: Path, target: Path) -> None:
    raise PermissionError(13, "The process cannot access the file", str(self))


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        ("read-only", "“minutes-archive.pdf”是只读文件，没有签名，请去掉只读属性后重试。"),
        (
            "open elsewhere",
            "“minutes-archive.pdf”不能改写，没有签名：可能正被 PDF 阅读器等程序打开，"
            "或没有写入权限，请关闭后重试。",
        ),
        ("gone", "“minutes-archive.pdf”不在原处，没有签名，请查找文件或重新出具。"),
    ],
)
def test_a_file_that_cannot_be_replaced_is_told_before_anything_is_signed(
    shown: Shown,
    sealed: Desk,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    trouble: str,
    sentence: str,
) -> None:
    panel, path, _ = shown
    click(qtbot, panel.sign)
    made = dialog(panel, SignDialog)
    before, log = path.read_bytes(), len(list(sealed.file.audit()))
    match trouble:
        case "read-only":
            path.chmod(0o444)
        case "gone":
            path.unlink()
        case _:
            monkeypatch.setattr(Path, "replace", held_by_a_viewer)
    click(qtbot, made.sign)
    assert made.told.text() == sentence
    assert len(list(sealed.file.audit())) == log
    assert not path.with_name(path.name + ".part").exists()
    assert trouble == "gone" or path.read_bytes() == before


def test_a_signed_paper_is_checked_from_the_start_page(
    shown: Shown, window: MainWindow, qtbot: QtBot
) -> None:
    panel, path, _ = shown
    sign(panel, qtbot)
    pick = window.checking._pick
    assert isinstance(pick, Choose)
    pick.path = path
    window.checking.choose()
    qtbot.waitUntil(lambda: "正在核验" not in window.checking.verdict.text())
    assert window.checking.verdict.text() == "● 核验通过"
    assert "证书不在已知之列" in window.checking.text.toPlainText()
    path.write_bytes(path.read_bytes() + b"\n")
    window.checking.choose()
    qtbot.waitUntil(lambda: "正在核验" not in window.checking.verdict.text())
    assert window.checking.verdict.text() == "■ 核验不通过"
