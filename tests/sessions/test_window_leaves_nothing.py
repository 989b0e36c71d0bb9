"""A whole session driven through the window: no secret that was typed or printed is left anywhere.

Looked through: every file below the session's folder, its papers, package and what the program
put into temporary and settings folders; the decrypted pages of the database and the vault; the
settings; stdout, stderr, the logs, Qt's messages; the clipboard.
"""

from __future__ import annotations

import logging
import sys
import tempfile
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.desk.test_nothing_written import leaked
from tests.sessions import test_window as through
from tests.sessions.test_window import PASSPHRASE, PINS, TOKENS, Choose, Person
from tests.ui import test_slips as by_slips
from zcdesk.dossiers.vault import Vault
from zcdesk.store.casefile import CaseFile
from zcdesk.ui.views import kiosk as kiosk_states
from zcdesk.ui.views.round_dialog import RoundDialog
from zcdesk.ui.views.slips_dialog import SlipsDialog

chosen, person, codes = through.chosen, through.person, by_slips.codes
WRONG_TOKEN = "cuode-kouling-99"


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the program puts beside the session lies where the search looks."""
    for name in ("TMPDIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        folder = tmp_path / name
        folder.mkdir()
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)


def vote_with_slips(person: Person, codes: list[str], printer: Path) -> None:
    """A further round on whoever fell, with slips; all of them say 不同意 again."""
    place = person.place
    place.voting.printers = by_slips.Room(printer, "打印机")
    person.press("Ctrl+5")
    person.click(place.voting.open)
    (dialog,) = [d for d in place.findChildren(RoundDialog) if d.isVisible()]
    person.type(dialog.reason, "再次表决")
    person.bot.keyClick(dialog.slips, Qt.Key.Key_Space)
    person.click(dialog.confirm)
    person.until(lambda: any(d.isVisible() for d in place.findChildren(SlipsDialog)))
    (printing,) = [d for d in place.findChildren(SlipsDialog) if d.isVisible()]
    person.click(printing.print)
    person.until(printing.in_the_bag.isEnabled)
    person.bot.keyClick(printing.in_the_bag, Qt.Key.Key_Space)
    person.click(printing.confirm)
    person.until(place.voting.kiosk.isVisible)
    person.click(place.voting.kiosk)
    kiosk = place.kiosk
    for code in codes:
        person.click(kiosk.begin)
        person.bot.keyClicks(kiosk.slip.code, code.lower())
        person.bot.keyClick(kiosk.slip.code, Qt.Key.Key_Return)
        person.until(lambda: kiosk.stack.currentIndex() == kiosk_states.SHEET)
        person.bot.keyClicks(kiosk.sheet, "2")
        person.bot.keyClick(kiosk.sheet, Qt.Key.Key_Return)
        person.click(kiosk.cast)
        person.until(lambda: kiosk.stack.currentIndex() == kiosk_states.THANKS)
        person.bot.keyClick(kiosk.done, Qt.Key.Key_Space)
    person.until(lambda: not kiosk.begin.isEnabled())
    person.click(kiosk.exit)
    person.type(kiosk.passphrase, PASSPHRASE)
    person.bot.keyClick(kiosk.passphrase, Qt.Key.Key_Return)
    person.click(place.voting.close_round)
    person.click(place.voting.open_box)
    person.answer(presider_token=WRONG_TOKEN, supervisor_token=TOKENS["supervisor"])
    person.until(lambda: bool(place.banner.sentence))
    person.click(place.voting.open_box)
    person.answer(presider_token=TOKENS["P01"], supervisor_token=TOKENS["supervisor"])
    person.until(lambda: place.voting.tallies.total == 1)


def everything(folder: Path) -> dict[str, bytes]:
    """Every byte below the folder, and what the session's key opens."""
    contents = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
    (session,) = folder.glob("*.zcd")
    with CaseFile.open(session, PASSPHRASE) as file:
        contents["pages"] = b"".join(file.pages())
        vault = Vault(file.files_folder, file.vault_key)
        for path in file.files_folder.iterdir():
            contents[f"vault {path.name}"] = vault.get(path.name)
    return contents


def test_no_secret_is_left_anywhere(
    person: Person,
    chosen: Choose,
    codes: list[str],
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    qtbot: QtBot,
    qtlog: object,
) -> None:
    with caplog.at_level(logging.DEBUG):
        recovery = through.make_session(person, tmp_path)
        through.take_in(person, chosen, tmp_path)
        through.examine(person)
        through.sign_in(person)
        through.defend(person)
        through.vote(person)
        vote_with_slips(person, codes, tmp_path_factory.mktemp("printer"))
        through.seal(person, chosen, tmp_path)
        person.window.close_session()
        person.window.close()
    told = capfd.readouterr()
    contents = everything(tmp_path)
    contents["stdout"], contents["stderr"] = told.out.encode(), told.err.encode()
    contents["log"] = caplog.text.encode()
    contents["qt"] = "\n".join(str(record.message) for record in qtlog.records).encode()  # type: ignore[attr-defined]
    contents["clipboard"] = QApplication.clipboard().text().encode()
    secrets = {PASSPHRASE, *TOKENS.values(), *PINS, WRONG_TOKEN, recovery, *codes}
    secrets |= {each.replace("-", "") for each in (recovery, *codes)}
    secrets |= {code.lower() for code in codes} | {code[2:] for code in codes}
    assert len(codes) == 5
    assert {"out/minutes.pdf", "settings.ini", "pages"} <= set(contents)
    assert leaked(secrets, contents) == set()
    # The search bites: names are in the pages, and what is planted is found where it was planted.
    assert ("赵志强", "pages") in leaked({"赵志强"}, contents)
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    settings.setValue("start/last", codes[0])
    settings.sync()
    (tmp_path / "TMPDIR" / "left.log").write_text(f"token={TOKENS['P01']}\n")
    sys.stdout.write(PINS[2])
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("zcdesk").info("opened with %s", PASSPHRASE)
    contents = everything(tmp_path)
    contents["stdout"], contents["log"] = capfd.readouterr().out.encode(), caplog.text.encode()
    assert leaked(secrets, contents) >= {
        (codes[0], "settings.ini"),
        (TOKENS["P01"], "TMPDIR/left.log"),
        (PINS[2], "stdout"),
        (PASSPHRASE, "log"),
    }
