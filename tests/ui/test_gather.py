"""汇总 in the window: a folder taken in, rates and bars, what is left out, down and out again."""

from __future__ import annotations

import datetime
import io
import os
import shutil
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.by_keys import at, pick_in_menu, press, tab_to
from zcdesk.desk import gathering, rehearsal
from zcdesk.desk.gathered_views import Line, Share, View, Year
from zcdesk.desk.script import read_script
from zcdesk.dossiers.specimen import write_sample
from zcdesk.handover.envelope import Envelope, close
from zcdesk.ui.dialogs import AskDialog
from zcdesk.ui.long_work import LongWork
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.models.gathered import table_of
from zcdesk.ui.palette import DARK, LIGHT
from zcdesk.ui.pick import Pick, Picked
from zcdesk.ui.runner import Runner
from zcdesk.ui.views.gather_page import EMPTY, PACKAGE, SHOWN, GatherPage, in_words
from zcdesk.ui.views.gather_table import ViewTable
from zcdesk.ui.views.rate_cells import draw_bar, scale_of
from zcdesk.ui.views.trend_chart import TrendChart

NOW = datetime.datetime(2024, 11, 20, 17, 0, 0)  # noqa: DTZ001 - local time, as the desk has it
PASSWORD = "4821-0937-5526-1140"


class Choosing(Pick):
    """The file dialogs' stand-in: what it was told to choose, by the kind of choice."""

    opened = entered = saved = Path()

    def file(self, parent: QWidget, title: str, kinds: str, then: Picked) -> None:
        then(self.opened)

    def folder(self, parent: QWidget, title: str, then: Picked) -> None:
        then(self.entered)

    def save(self, parent: QWidget, title: str, name: str, kinds: str, then: Picked) -> None:
        then(self.saved)


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two committees, the same people before both: they share their ID numbers."""
    made = []
    for name in ("甲评审委员会", "乙评审委员会"):
        folder = tmp_path_factory.mktemp(name)
        sample = write_sample(folder / "sample", 10, 1)
        text = sample.script.read_text("utf-8")
        old = next(line for line in text.splitlines() if line.startswith("name = "))
        sample.script.write_text(text.replace(old, f'name = "{name}"', 1), "utf-8")
        script = read_script(sample.script)
        done = rehearsal.rehearse(script, folder / "out", now=lambda: NOW, random=os.urandom)
        made.append(done.outputs.package)
    return made


@pytest.fixture
def chosen() -> Choosing:
    return Choosing()


@pytest.fixture
def page(qapp_dressed: QApplication, qtbot: QtBot, chosen: Choosing) -> Iterator[GatherPage]:
    """The page by itself, work on a thread."""
    runner = Runner()
    made = GatherPage(chosen, runner, lambda: NOW)
    crashes: list[object] = []
    made.crashed.connect(crashes.append)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    qtbot.waitExposed(made)
    yield made
    runner.stop()
    assert crashes == []


@pytest.fixture
def filled(
    page: GatherPage, chosen: Choosing, packages: list[Path], tmp_path: Path, qtbot: QtBot
) -> GatherPage:
    """The page over both packages and one that was tampered with."""
    folder = tmp_path / "in" / "below"
    folder.mkdir(parents=True)
    for each in packages:
        shutil.copy(each, folder)
    data = bytearray(packages[0].read_bytes())
    data[data.rindex(b'"zcdesk-result/1"') + 40] ^= 1
    (folder / "bad.zip").write_bytes(data)
    chosen.entered, chosen.saved = tmp_path / "in", tmp_path / "all"
    qtbot.mouseClick(page.first, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.stack.currentIndex() == SHOWN, timeout=60_000)
    return page


def named(page: GatherPage) -> list[str]:
    return [page.views.item(n).text() for n in range(page.views.count())]


def lines(page: GatherPage) -> list[tuple[object, ...]]:
    assert page.shown is not None
    return [line.cells for line in page.shown.lines()]


def test_before_anything_is_gathered_it_says_what_to_do(page: GatherPage) -> None:
    assert page.stack.currentIndex() == EMPTY
    assert page.first.isVisible()
    assert not page.out.isVisible()
    assert not page.list_button.isVisible()


def test_a_folder_is_taken_in_and_what_is_refused_told_first(
    filled: GatherPage, tmp_path: Path
) -> None:
    assert filled.file == tmp_path / "all.duckdb"
    assert filled.told.text() == "本次汇总 2 份移交包，未汇总 1 个文件。"
    assert filled.title.text() == "本次未汇总"
    ((name, why, where),) = lines(filled)
    assert name == "bad.zip"
    assert "data/result.json" in str(why)
    assert where == str(tmp_path / "in" / "below")
    assert not filled.go_in.isEnabled()
    assert "移交包（2）" in named(filled)
    assert all(view.note.startswith("【演练】") for view in filled._views[:-1])
    assert "本次未汇总（1）" in named(filled)
    assert "未报送" in named(filled)  # no number before there is a list
    # One person at one level before two committees.
    assert any(each.startswith("重复申报（") and "（0）" not in each for each in named(filled))


def test_rates_are_exact_and_sorted_by_what_they_are_worth(filled: GatherPage) -> None:
    filled.show_view("committee")
    rows = lines(filled)
    assert {row[1] for row in rows} == {"甲评审委员会", "乙评审委员会"}
    for row in rows:
        share, verdict = row[4], row[5]
        assert isinstance(share, Share)
        assert share.of == row[3]
        assert share.text.startswith(f"{share.part}/{share.of} = ")
        assert verdict == ("● 达到" if share.met else f"■ 差 {share.short_by} 人")
    view = filled.shown
    assert view is not None
    view.table.sortByColumn(4, Qt.SortOrder.DescendingOrder)
    shares = [row[4] for row in lines(filled)]
    values = [share.value for share in shares if isinstance(share, Share)]
    assert values == sorted(values, reverse=True)


def test_eight_of_forty_one_is_below_a_fifth_by_one() -> None:
    share = Share(8, 41, Fraction(1, 5))
    assert (share.text, share.verdict, share.floor_text) == ("8/41 = 19.51 %", "■ 差 1 人", "20%")
    assert Share(9, 41, Fraction(1, 5)).verdict == "● 达到"
    assert Share(8, 41, Fraction(1, 5), together=True).verdict == "▲ 低于"
    assert Share(8, 41, None).verdict == "—"
    assert Share(0, 0, None).text == "0/0"


def a_view(*shares: Share) -> View:
    made = tuple(Line(str(n), (n, each)) for n, each in enumerate(shares))
    return View("x", "某", ("序号", "综合淘汰率"), made)


def test_a_column_of_rates_sorts_by_value_not_by_letters(qapp_dressed: QApplication) -> None:
    model = table_of(a_view(Share(10, 11, None), Share(9, 100, None), Share(1, 2, None)))
    model.sort(1)
    assert [model.index(n, 0).data() for n in range(3)] == ["1", "2", "0"]


def bar(share: Share, colours: object) -> QImage:
    picture = QImage(200, 30, QImage.Format.Format_RGB32)
    picture.fill(0xFFFFFF)
    painter = QPainter(picture)
    assert colours in (LIGHT, DARK)
    draw_bar(painter, QRectF(0, 8, 200, 14), share, Fraction(1, 2), LIGHT)
    painter.end()
    return picture.convertToFormat(QImage.Format.Format_Grayscale8)


def test_bars_are_told_apart_without_colour(qapp_dressed: QApplication) -> None:
    """Filled where the floor is met, hatched where not, and the floor is a line at its place."""
    met, missed = (bar(Share(n, 100, Fraction(1, 5)), LIGHT) for n in (30, 15))
    within = [met.pixelColor(x, 15).lightness() for x in range(4, 70)]
    hatched = [missed.pixelColor(x, 15).lightness() for x in range(4, 56)]
    assert max(within) - min(within) < 20
    assert max(hatched) - min(hatched) > 80
    # A fifth on a scale of a half is at 80 of 200: dark there above the bar, bare elsewhere.
    assert met.pixelColor(80, 5).lightness() < 100
    assert met.pixelColor(120, 5).lightness() > 200
    assert scale_of(a_view(Share(1, 8, Fraction(1, 5)))) == Fraction(3, 10)
    assert scale_of(a_view(Share(8, 8, Fraction(1, 5)))) == 1


def test_a_trend_is_drawn_and_spoken(qapp_dressed: QApplication, qtbot: QtBot) -> None:
    chart = TrendChart()
    qtbot.addWidget(chart)
    chart.resize(600, 240)
    empty = chart.grab().toImage()
    floor = Fraction(1, 5)
    years = [
        Year(y, Share(n, 41, floor), Share(n - 4, 41, floor / 2)) for y, n in ((2023, 8), (2024, 9))
    ]
    chart.show_trend("甲评审委员会　高级", years)
    assert chart.grab().toImage() != empty
    assert chart.accessibleName() == "历年趋势图 甲评审委员会　高级"
    assert "2023 年综合 8/41 = 19.51 %，答辩 4/41 = 9.76 %" in chart.accessibleDescription()


def test_a_row_over_several_packages_leads_to_them_and_one_to_its_figures(
    filled: GatherPage, qtbot: QtBot
) -> None:
    filled.show_view("level")
    qtbot.mouseClick(filled.go_in, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: filled.title.text() == "这一行背后的移交包", timeout=20_000)
    assert len(lines(filled)) == 2
    assert filled.shown is not None
    filled.shown.table.setFocus()
    qtbot.keyClick(filled.shown.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: filled.stack.currentIndex() == PACKAGE, timeout=20_000)
    assert filled.package.verdict.text() == "● 刚才重新核验通过"
    assert not filled.tools.isVisible()
    qtbot.mouseClick(filled.package.back, Qt.MouseButton.LeftButton)
    assert filled.stack.currentIndex() == SHOWN
    assert filled.focusWidget() is filled.shown.table


def test_a_package_that_is_gone_still_tells_its_figures(
    filled: GatherPage, tmp_path: Path, qtbot: QtBot
) -> None:
    shutil.rmtree(tmp_path / "in")
    filled.show_view("packages")
    qtbot.mouseClick(filled.go_in, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: filled.stack.currentIndex() == PACKAGE, timeout=20_000)
    assert filled.package.verdict.text().startswith("■ 找不到移交包")
    assert not filled.package.print.isEnabled()
    assert filled.package.tabs.count() == 4


def test_a_list_says_who_is_missing(
    filled: GatherPage, chosen: Choosing, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "list.txt").write_text("甲评审委员会\n丙评审委员会\n", "utf-8")
    chosen.opened = tmp_path / "list.txt"
    qtbot.mouseClick(filled.list_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "未报送（1）" in named(filled), timeout=20_000)
    assert lines(filled) == [("丙评审委员会", "任何年度")]
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-")
    chosen.opened = tmp_path / "bad.pdf"
    qtbot.mouseClick(filled.list_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: filled.told.text().startswith("■"), timeout=20_000)
    assert "未报送（1）" in named(filled)


def test_it_is_stopped_and_what_was_taken_in_stays(
    page: GatherPage,
    chosen: Choosing,
    packages: list[Path],
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "in").mkdir()
    for n, each in enumerate(packages * 2):
        shutil.copy(each, tmp_path / "in" / f"{n}.zip")
    real = gathering.examined

    def and_cancel(path: Path, **more: object) -> object:
        page.cancel()  # the button of the dialog does the same
        return real(path, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(gathering, "examined", and_cancel)
    chosen.entered, chosen.saved = tmp_path / "in", tmp_path / "all.duckdb"
    page.choose_folder()
    qtbot.waitUntil(lambda: page.stack.currentIndex() == SHOWN, timeout=60_000)
    assert "中途取消" in page.told.text()
    assert "移交包（1）" in named(page)
    assert not any(dialog.isVisible() for dialog in page.findChildren(LongWork))


def test_an_encrypted_package_asks_for_its_password(
    page: GatherPage, chosen: Choosing, packages: list[Path], tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    name = f"{packages[0].name}.7z"
    data = packages[0].read_bytes()
    sink = io.BytesIO()
    close(sink, Envelope(password=PASSWORD), packages[0].name, len(data), iter([data]))
    (folder / name).write_bytes(sink.getvalue())
    chosen.entered, chosen.saved = folder, tmp_path / "all.duckdb"
    page.choose_folder()
    qtbot.waitUntil(lambda: page.stack.currentIndex() == SHOWN, timeout=60_000)
    assert "已加密" in str(lines(page)[0][1])
    page.secrets.ask_password()
    (dialog,) = (d for d in page.findChildren(AskDialog) if d.isVisible())
    dialog.given.emit({"password": PASSWORD})
    dialog.close()
    page.choose_folder()
    qtbot.waitUntil(lambda: "本次汇总 1 份" in page.told.text(), timeout=60_000)
    # A receiver's key is taken from a file, and the password stays.
    chosen.opened = tmp_path / "key.txt"
    chosen.opened.write_text("AGE-SECRET-KEY-1X", "utf-8")
    page.secrets.choose_key()
    qtbot.waitUntil(lambda: bool(page.secrets.held.key), timeout=20_000)
    assert page.secrets.held.password == PASSWORD
    chosen.opened = tmp_path / "gone.txt"
    page.secrets.choose_key()
    qtbot.waitUntil(lambda: page.told.text().startswith("■ 无法读取私钥文件"), timeout=20_000)


@pytest.mark.parametrize("what", ["nothing", "text", "gone"])
def test_what_cannot_be_shown_is_a_sentence(
    page: GatherPage, chosen: Choosing, tmp_path: Path, qtbot: QtBot, what: str
) -> None:
    (tmp_path / "text.duckdb").write_text("编号", "utf-8")
    chosen.entered, chosen.opened = tmp_path, tmp_path / f"{what}.duckdb"
    if what == "nothing":
        page.choose_folder()
    else:
        page.choose_library()
    qtbot.waitUntil(lambda: page.told.text().startswith("■"), timeout=20_000)
    assert page.stack.currentIndex() == EMPTY
    assert page.file is None


def test_it_goes_out_as_workbook_parquet_and_paper(
    filled: GatherPage, chosen: Choosing, tmp_path: Path, qtbot: QtBot
) -> None:
    def written() -> bool:
        return filled.told.text().startswith("已写出")

    chosen.saved, chosen.entered = tmp_path / "all.xlsx", tmp_path / "lake"
    filled.exports.save_workbook()
    qtbot.waitUntil(written, timeout=20_000)
    assert "各评委会淘汰率" in openpyxl.load_workbook(tmp_path / "all.xlsx").sheetnames
    filled.told.clear()
    filled.exports.save_parquet()
    qtbot.waitUntil(written, timeout=20_000)
    assert list((tmp_path / "lake" / "applicants").rglob("*.parquet"))
    chosen.saved = tmp_path / "view.pdf"
    for key, words in (("committee", "甲评审委员会"), ("trend", "历年趋势")):
        filled.show_view(key)
        filled.exports.save_pdf()
        document = pypdfium2.PdfDocument(tmp_path / "view.pdf")
        text = document[0].get_textpage().get_text_bounded()
        document.close()
        assert words in text
        assert "【演练】库中 2 份移交包是演练" in text
    chosen.saved = tmp_path / "gone" / "view.pdf"
    filled.exports.save_pdf()
    assert filled.told.text().startswith("■ 没有写成")


def test_speed_and_what_is_left_in_words() -> None:
    assert in_words(1, 10, 500) == "核验第 1 份"
    assert in_words(30, 100, 1500) == "每秒核验 20.0 份，约剩 3 秒"
    assert in_words(10, 1000, 10_000) == "每秒核验 1.0 份，约剩 16 分 30 秒"


def test_from_the_start_and_back(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_by_id["gather"].trigger()
    assert window.workplace is None
    assert window.screen_shown == "gather"
    page = window.gathering
    assert page is not None
    qtbot.mouseClick(page.back, Qt.MouseButton.LeftButton)
    assert window.screen_shown == "start"
    qtbot.mouseClick(window.start.gather, Qt.MouseButton.LeftButton)
    assert window.gathering is page


@pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)  # the offscreen screen of a menu
def test_by_keys_alone(
    page: GatherPage, chosen: Choosing, packages: list[Path], tmp_path: Path, qtbot: QtBot
) -> None:
    """Taken in, from view to view, down to a package and back, out as a table."""
    key = Qt.Key
    (tmp_path / "in").mkdir()
    for n, each in enumerate(packages):
        shutil.copy(each, tmp_path / "in" / f"{n}.zip")
    chosen.entered, chosen.saved = tmp_path / "in", tmp_path / "all.duckdb"
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.enter()
    assert at() is page.first
    press(qtbot, key.Key_Return)
    qtbot.waitUntil(lambda: page.stack.currentIndex() == SHOWN, timeout=60_000)
    qtbot.waitUntil(lambda: not page.findChildren(LongWork))
    page.activateWindow()  # as a desktop does when the dialog above has gone
    qtbot.waitUntil(page.isActiveWindow)
    # The keyboard waits at the views; arrows show one after another.
    qtbot.waitUntil(lambda: QApplication.focusWidget() is page.views)
    press(qtbot, key.Key_Home)
    titles = [page.title.text()]
    for _ in range(page.views.count() - 1):
        press(qtbot, key.Key_Down)
        titles.append(page.title.text())
    assert [each.partition("（")[0] for each in named(page)] == titles
    press(qtbot, key.Key_Home)
    assert page.shown is not None
    tab_to(qtbot, page.shown.table)
    press(qtbot, key.Key_Down)
    press(qtbot, key.Key_Return)
    qtbot.waitUntil(lambda: page.stack.currentIndex() == PACKAGE, timeout=20_000)
    assert at() is page.package.tabs.tabBar()
    press(qtbot, key.Key_Right)
    figures = page.package.tabs.currentWidget()
    assert isinstance(figures, ViewTable)
    tab_to(qtbot, figures.table)
    press(qtbot, key.Key_Down)
    tab_to(qtbot, page.package.back)
    press(qtbot, key.Key_Space)
    assert at() is page.shown.table
    chosen.saved = tmp_path / "all.xlsx"
    tab_to(qtbot, page.out)
    press(qtbot, key.Key_Space)
    pick_in_menu(qtbot, "全部统计存为表格")
    qtbot.waitUntil(lambda: page.told.text().startswith("已写出"), timeout=20_000)
    assert (tmp_path / "all.xlsx").exists()
    left: list[bool] = []
    page.left.connect(lambda: left.append(True))
    tab_to(qtbot, page.back)
    press(qtbot, key.Key_Return)
    assert left == [True]
