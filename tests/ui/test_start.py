"""The start: it explains itself the first time, a rehearsal is one click away, packages are checked."""

from __future__ import annotations

import itertools
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from zcdesk.desk import sample
from zcdesk.desk.desk import Desk
from zcdesk.desk.resources import resources_folder
from zcdesk.domain.errors import KnownError
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.outside import Outside
from zcdesk.ui.palette import LIGHT
from zcdesk.ui.pick import Pick, Picked
from zcdesk.ui.runner import Runner
from zcdesk.ui.views.verify_page import Answer, Checked, page_of


class Choosing(Pick):
    """The file dialogs' stand-in: what it was told to choose."""

    path = Path()

    def file(self, parent: QWidget, title: str, kinds: str, then: Picked) -> None:
        then(self.path)

    def save(self, parent: QWidget, title: str, name: str, kinds: str, then: Picked) -> None:
        then(self.path)


@pytest.fixture
def chosen() -> Choosing:
    return Choosing()


@pytest.fixture
def first(
    desk: Desk, chosen: Choosing, qapp_dressed: QApplication, qtbot: QtBot, tmp_path: Path
) -> Iterator[MainWindow]:
    """A window on a machine that has never seen the program; work goes to real threads."""
    chance = itertools.count()
    made = MainWindow(
        Outside(
            now=desk.now,
            random=lambda n: (next(chance) * 7919 + 1).to_bytes(n, "big"),
            icons=resources_folder() / "icons",
            settings=QSettings(str(tmp_path / "first.ini"), QSettings.Format.IniFormat),
            pick=chosen,
            samples=tmp_path / "documents",
            runner=Runner,
        )
    )
    made.resize(1366, 768)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()
    made.deleteLater()


def test_the_first_run_explains_itself(first: MainWindow) -> None:
    assert first.start.welcome.isVisible()
    assert first.start.rehearse.property("kind") == "primary"
    assert not first.start.recent.isVisible()


@pytest.mark.parametrize(("known", "shown"), [(1, 1), (2, 2), (7, 3)])
def test_the_recent_ones_take_no_more_room_than_they_need(
    first: MainWindow, known: int, shown: int
) -> None:
    """On a low screen the passphrase is in sight below them."""
    first.start.show_recent([Path(f"/会议/第{n}次会议.zcd") for n in range(known)])
    QApplication.processEvents()
    recent = first.start.recent
    assert recent.count() == known
    assert recent.viewport().height() // recent.sizeHintForRow(0) == shown
    assert recent.viewport().height() < (shown + 1) * recent.sizeHintForRow(0)


def test_a_rehearsal_is_one_click_away(
    first: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sample, "APPLICANTS", 6)
    (tmp_path / "documents").mkdir()
    qtbot.mouseClick(first.start.rehearse, Qt.MouseButton.LeftButton)
    assert first.start.busy.isVisible()
    assert not first.start.rehearse.isEnabled()
    qtbot.waitUntil(lambda: first.workplace is not None, timeout=60_000)
    place = first.workplace
    assert place is not None
    assert place.bench.case.current.rehearsal
    assert len(place.bench.case.applicants) == 6
    assert place.header.rehearsal.isVisible()
    assert sample.PASSPHRASE in place.banner.sentence
    folder = place.bench.desk.file.folder
    first.close_session()
    # It is among the recent ones now, and the welcome has done its work.
    assert not first.start.welcome.isVisible()
    assert first.start.recent.count() == 1
    assert first.start.folder.text() == str(folder)
    qtbot.keyClicks(first.start.secret, sample.PASSPHRASE)
    qtbot.keyClick(first.start.secret, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: first.workplace is not None, timeout=30_000)


def test_a_rehearsal_that_cannot_be_written_is_a_sentence(first: MainWindow, qtbot: QtBot) -> None:
    first._rehearse_in(Path("/proc/nowhere"))
    qtbot.waitUntil(lambda: not first.start.busy.isVisible(), timeout=30_000)
    assert first.start.trouble.text().startswith("样例不能写入文件夹")
    assert first.start.rehearse.isEnabled()


def test_two_rehearsals_of_a_day_stand_side_by_side(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sample, "APPLICANTS", 2)
    made = [sample.begin(tmp_path / "d", now=desk.now, random=desk.random) for _ in range(2)]
    folders = [each.file.folder.parent.name for each in made]
    assert folders == ["演练会议 2024-11-20", "演练会议 2024-11-20（2）"]
    for each in made:
        each.file.close()


# --- 核验 ------------------------------------------------------------------------------------------


def check(first: MainWindow, qtbot: QtBot, chosen: Choosing, package: Path) -> None:
    chosen.path = package
    first.verify()
    qtbot.mouseClick(first.checking.first, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "正在核验" not in first.checking.verdict.text(), timeout=30_000)


def test_what_is_no_package_is_a_sentence(
    first: MainWindow, qtbot: QtBot, chosen: Choosing, tmp_path: Path
) -> None:
    odd = tmp_path / "odd.zip"
    with zipfile.ZipFile(odd, "w") as made:
        made.writestr("a.txt", "a")
    check(first, qtbot, chosen, odd)
    assert first.checking.verdict.text().startswith("■")
    check(first, qtbot, chosen, tmp_path / "none.zip")
    assert first.checking.verdict.text().startswith("■")
    assert not first.checking.print.isEnabled()
    qtbot.mouseClick(first.checking.back, Qt.MouseButton.LeftButton)
    assert first.screen_shown == "start"


ANSWER = (
    Checked(True, "签名", "签名有效", ""),
    Checked(False, "文件清单", "内容与清单不符 <改动>", "data/minutes.pdf"),
)


def test_an_answer_is_told_by_mark_word_and_colour(desk: Desk) -> None:
    bad = page_of(Answer("zc-2024-a.zip", desk.now(), ANSWER), LIGHT)
    assert bad.count("● 通过") == 1
    assert bad.count("■ 不通过") == 1
    assert "■ 核验不通过" in bad
    assert "data/minutes.pdf" in bad
    assert "&lt;改动&gt;" in bad
    assert LIGHT.good in bad
    assert LIGHT.violation in bad
    good = page_of(Answer("zc-2024-a.zip", desk.now(), ANSWER[:1]), LIGHT)
    assert "● 核验通过" in good


def test_an_answer_is_printed_on_a_page(
    first: MainWindow, qtbot: QtBot, chosen: Choosing, desk: Desk, tmp_path: Path
) -> None:
    first.verify()
    first.checking.show_answer(Answer("zc-2024-a.zip", desk.now(), ANSWER))
    assert first.checking.verdict.text() == "■ 核验不通过"
    chosen.path = tmp_path / "answer.pdf"
    qtbot.mouseClick(first.checking.save, Qt.MouseButton.LeftButton)
    document = pypdfium2.PdfDocument(chosen.path)
    try:
        assert len(document) == 1
        width, height = document[0].get_size()
        assert (round(width), round(height)) == (595, 842)
        told = document[0].get_textpage().get_text_bounded()
        for word in ("移交包核验结果", "核验不通过", "签名有效", "data/minutes.pdf"):
            assert word in told
    finally:
        document.close()


def test_errors_of_the_desk_reach_the_page(first: MainWindow) -> None:
    first._not_opened(first.checking.refuse, KnownError("移交包读不出来。"))
    assert first.checking.verdict.text() == "■ 移交包读不出来。"


def test_a_file_dialog_begins_where_the_last_one_ended(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    picked: list[Path] = []
    pick = Pick()
    for begins in (Path.home(), tmp_path):
        pick.file(window, "选择", "*", picked.append)
        (dialog,) = [d for d in window.findChildren(QFileDialog) if d.isVisible()]
        assert Path(dialog.directory().absolutePath()) == begins
        dialog.fileSelected.emit(str(tmp_path / "a.xlsx"))
        dialog.reject()
    assert picked == [tmp_path / "a.xlsx"] * 2
