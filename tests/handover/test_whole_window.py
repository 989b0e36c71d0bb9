"""The whole way in the windows: written to a FAT32 stick by clicks, verified, recounted, gathered.

A package that was tampered with is refused at each of the three places.
"""

from __future__ import annotations

import ast
import datetime
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from zcdesk.desk import handing_over, rehearsal, setup
from zcdesk.desk.resources import resources_folder
from zcdesk.desk.script import read_script
from zcdesk.domain.session import Phase
from zcdesk.dossiers.specimen import write_sample
from zcdesk.handover.media import Medium, measure
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.outside import Outside
from zcdesk.ui.pick import Pick, Picked
from zcdesk.ui.places import RESULT
from zcdesk.ui.theme import dress
from zcdesk.ui.views.gather_page import PACKAGE, SHOWN, GatherPage
from zcdesk.ui.views.stick_dialog import StickDialog

NOW = datetime.datetime(2024, 11, 20, 17, 0, 0)  # noqa: DTZ001 - local time, as the desk has it
PYTHON = next(
    (p for p in ("/usr/bin/python3", sys.base_prefix + "/bin/python3") if Path(p).exists()), ""
)


class Choosing(Pick):
    """The file dialogs' stand-in: what it was told to choose, by the kind of choice."""

    def __init__(self) -> None:
        self.opened = self.entered = self.saved = Path()

    def file(self, parent: QWidget, title: str, kinds: str, then: Picked) -> None:
        then(self.opened)

    def folder(self, parent: QWidget, title: str, then: Picked) -> None:
        then(self.entered)

    def save(self, parent: QWidget, title: str, name: str, kinds: str, then: Picked) -> None:
        then(self.saved)


@pytest.fixture
def chosen() -> Choosing:
    return Choosing()


@pytest.fixture
def window(
    qapp: QApplication, qtbot: QtBot, chosen: Choosing, tmp_path: Path
) -> Iterator[MainWindow]:
    """A window with threads of its own."""
    dress(qapp, resources_folder())
    made = MainWindow(
        Outside(
            now=lambda: NOW,
            random=os.urandom,
            icons=resources_folder() / "icons",
            settings=QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat),
            pick=chosen,
            full_screen=False,
        )
    )
    made.resize(1366, 768)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()
    made.deleteLater()


def as_listed(folder: Path) -> Medium:
    room = measure(folder)
    assert room is not None
    return Medium(folder, "/dev/sdz1", "移交盘", "vfat", None, None, room.number)


def press(qtbot: QtBot, made: QPushButton) -> None:
    assert made.isVisible()
    assert made.isEnabled(), made.text()
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)


def recounted(bag: Path) -> subprocess.CompletedProcess[str]:
    """By the machine's own Python, without our environment."""
    command = [PYTHON, "-I", str(bag / "recount.py")]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def written_and_handed_over(
    window: MainWindow,
    folder: Path,
    out_and_in: tuple[Callable[[], object], Callable[[], object]],
    qtbot: QtBot,
) -> Path:
    """At the desk: written, taken out, put in again, verified."""
    take_out, put_in = out_and_in
    place = window.workplace
    assert place is not None
    place.show_page(RESULT)
    qtbot.waitUntil(lambda: not place.bench.aside.busy and not place.bench.runner.busy)
    press(qtbot, place.result.to_stick)
    qtbot.waitUntil(lambda: any(d.isVisible() for d in window.findChildren(StickDialog)))
    (dialog,) = (d for d in window.findChildren(StickDialog) if d.isVisible())
    qtbot.waitUntil(dialog.write.isEnabled)
    press(qtbot, dialog.write)
    qtbot.waitUntil(lambda: dialog.stack.currentIndex() == 2, timeout=60_000)
    take_out()
    press(qtbot, dialog.verify)
    qtbot.waitUntil(lambda: "插回移动盘" in dialog.verify_told.text(), timeout=30_000)
    desk = place.bench.desk
    assert desk.case.current_phase is Phase.SEALED
    put_in()
    press(qtbot, dialog.verify)
    qtbot.waitUntil(lambda: desk.case.current_phase is Phase.HANDED_OVER, timeout=30_000)
    window.close_session()
    (package,) = folder.glob("*.zip")
    return package


def verified(window: MainWindow, chosen: Choosing, package: Path, qtbot: QtBot) -> str:
    """What the window's 核验 says."""
    chosen.opened = package
    press(qtbot, window.start.verify)
    press(qtbot, window.checking.first)
    qtbot.waitUntil(lambda: "正在核验" not in window.checking.verdict.text(), timeout=30_000)
    verdict = window.checking.verdict.text()
    press(qtbot, window.checking.back)
    return verdict


def check_recounts(package: Path, changed: bytes, folder: Path) -> None:
    """The true one agrees; of the other, unpacked by a careless program, the figure is named."""
    with zipfile.ZipFile(package) as archive:
        archive.extractall(folder)
    bag = folder / package.stem
    counted = recounted(bag)
    assert (counted.returncode, "EVERYTHING AGREES" in counted.stdout) == (0, True), counted.stdout
    result = bag / "data" / "result.json"
    start = package.read_bytes().index(result.read_bytes())
    result.write_bytes(changed[start : start + result.stat().st_size])
    counted = recounted(bag)
    assert (counted.returncode, "participating" in counted.stdout) == (1, True), counted.stdout


def gathered(window: MainWindow, chosen: Choosing, folder: Path, qtbot: QtBot) -> GatherPage:
    """The overview of a folder, in the window."""
    press(qtbot, window.start.gather)
    qtbot.waitUntil(lambda: window.gathering is not None, timeout=20_000)
    page = window.gathering
    assert page is not None
    chosen.entered = folder
    press(qtbot, page.first)
    qtbot.waitUntil(lambda: page.stack.currentIndex() == SHOWN, timeout=60_000)
    return page


@pytest.mark.skipif(not PYTHON, reason="no Python but ours")
def test_the_windows_go_the_whole_way(
    window: MainWindow,
    chosen: Choosing,
    stick: Callable[[str], Path],
    unmount: Callable[[Path], None],
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    script = read_script(write_sample(tmp_path / "sample", 10).script)
    done = rehearsal.rehearse(script, tmp_path / "out", now=lambda: NOW, random=os.urandom)
    desk = setup.open_session(done.session, done.passphrase, now=lambda: NOW, random=os.urandom)
    folder = stick("fat32")
    monkeypatch.setattr(handing_over, "sticks", lambda: (as_listed(folder),))

    window.show_desk(desk)
    groups = dict(desk.case.groups)
    package = written_and_handed_over(
        window, folder, (lambda: unmount(folder), lambda: stick("fat32")), qtbot
    )

    data = bytearray(package.read_bytes())
    figure = data.rindex(b'"participating": ')
    data[figure + 17] ^= 1  # another digit
    (tmp_path / "in").mkdir()
    bad = tmp_path / "in" / package.name
    bad.write_bytes(data)

    assert verified(window, chosen, package, qtbot) == "● 核验通过"
    assert verified(window, chosen, bad, qtbot) == "■ 核验不通过"
    check_recounts(package, bytes(data), tmp_path / "unpacked")

    # Gathered: the true one from the stick, then the other from its folder.
    chosen.saved = tmp_path / "all.duckdb"
    page = gathered(window, chosen, folder, qtbot)
    assert page.told.text() == "本次汇总 1 份移交包，未汇总 0 个文件。"
    shown = page.shown
    assert shown is not None
    assert len(shown.lines()) == len(groups)
    rates = {line.values["group_name"]: line.cells for line in shown.lines()}
    for name, group in ((each.group, each) for each in groups.values()):
        told = rates[name][4].text  # type: ignore[union-attr]
        assert told == f"{group.overall.fraction} = {group.overall.percent} %"
    shown.table.setFocus()
    qtbot.keyClick(shown.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.stack.currentIndex() == PACKAGE, timeout=30_000)
    assert page.package.verdict.text() == "● 刚才重新核验通过"
    assert page.package.path.text() == str(package)
    assert [page.package.tabs.tabText(n) for n in range(4)] == [
        "核验结果", "淘汰率", "申报人", "表决",
    ]  # fmt: skip
    press(qtbot, page.package.back)
    chosen.entered = tmp_path / "in"
    page.choose_folder()
    qtbot.waitUntil(lambda: "未汇总 1 个文件" in page.told.text(), timeout=60_000)
    assert page.shown is not None
    (left_out,) = page.shown.lines()
    assert page.shown.view.key == "left_out"
    assert left_out.cells[0] == package.name
    assert "data/result.json" in str(left_out.cells[1])

    # What was gathered and changed since is seen on the way down.
    package.unlink()
    package.write_bytes(data)
    page.show_view("packages")
    press(qtbot, page.go_in)
    qtbot.waitUntil(lambda: page.stack.currentIndex() == PACKAGE, timeout=30_000)
    assert page.package.verdict.text() == "■ 刚才重新核验不通过"


def test_whatever_becomes_of_a_stick_the_next_one_is_written(
    window: MainWindow,
    stick: Callable[[str], Path],
    unmount: Callable[[Path], None],
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Read-only, full, pulled, renamed: a sentence each, the session sealed, and one that takes it."""
    script = read_script(write_sample(tmp_path / "sample", 6).script)
    done = rehearsal.rehearse(script, tmp_path / "out", now=lambda: NOW, random=os.urandom)
    desk = setup.open_session(done.session, done.passphrase, now=lambda: NOW, random=os.urandom)
    folders = {kind: stick(kind) for kind in ("read-only", "small", "roomy", "exfat")}
    listed = {kind: as_listed(folder) for kind, folder in folders.items()}
    listed["renamed"] = replace(listed["roomy"], mount=tmp_path / "gone")
    unmount(folders["roomy"])
    now = ["read-only"]
    monkeypatch.setattr(handing_over, "sticks", lambda: (listed[now[0]],))
    window.show_desk(desk)
    place = window.workplace
    assert place is not None
    place.show_page(RESULT)
    qtbot.waitUntil(lambda: not place.bench.aside.busy and not place.bench.runner.busy)
    press(qtbot, place.result.to_stick)
    qtbot.waitUntil(lambda: any(d.isVisible() for d in window.findChildren(StickDialog)))
    (dialog,) = (d for d in window.findChildren(StickDialog) if d.isVisible())
    for kind, sentence in (
        ("read-only", "只读"), ("small", "空间不足"), ("roomy", "拔出"), ("renamed", "改名"),
    ):  # fmt: skip
        now[0] = kind
        dialog.look()
        qtbot.waitUntil(lambda: not place.bench.aside.busy and dialog.write.isEnabled())
        press(qtbot, dialog.write)
        qtbot.waitUntil(
            lambda: dialog.write.isVisible() and not place.bench.aside.busy, timeout=60_000
        )
        assert sentence in dialog.told.text(), (kind, dialog.told.text())
        assert desk.case.current_phase is Phase.SEALED
    now[0] = "exfat"
    dialog.look()
    qtbot.waitUntil(lambda: not place.bench.aside.busy and dialog.write.isEnabled())
    press(qtbot, dialog.write)
    qtbot.waitUntil(lambda: dialog.stack.currentIndex() == 2, timeout=60_000)
    for kind in ("small", "exfat"):
        left = [each.name for each in folders[kind].iterdir()]
        assert len(left) == (kind == "exfat"), left
    press(qtbot, dialog.verify)
    qtbot.waitUntil(lambda: desk.case.current_phase is Phase.HANDED_OVER, timeout=30_000)
    window.close_session()


def test_the_recount_is_written_for_python_3_8() -> None:
    from zcdesk.handover import recount

    text = Path(recount.__file__).read_text("utf-8")
    ast.parse(text, feature_version=(3, 8))
    imported = {
        alias.name.split(".")[0]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in (
            node.names if isinstance(node, ast.Import) else [ast.alias(node.module or "zcdesk")]
        )
    }
    assert imported <= sys.stdlib_module_names
