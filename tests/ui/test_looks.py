"""Theme and text size change live and are remembered, as are columns, splitters and the window's size."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QSplitter
from pytestqt.qtbot import QtBot

from zcdesk.desk import setup
from zcdesk.desk.desk import Desk
from zcdesk.desk.resources import resources_folder
from zcdesk.ui.look import Look, colours, look
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.memory import Memory
from zcdesk.ui.outside import Outside
from zcdesk.ui.palette import TEXT_SIZES, THEMES, Colours, Sizes
from zcdesk.ui.places import MATERIALS
from zcdesk.ui.tables import ColumnState, Table
from zcdesk.ui.theme import wear
from zcdesk.ui.views.columns_dialog import ColumnsDialog

Made = Callable[[], MainWindow]


@pytest.fixture(autouse=True)
def worn(qapp_dressed: QApplication) -> Iterator[None]:
    yield
    if look() != Look():
        wear(qapp_dressed, resources_folder(), Look())


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_yardstick_of_contrast_is_right() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.key)
def test_every_text_can_be_read_on_its_ground(theme: object) -> None:
    c: Colours = theme.colours  # type: ignore[attr-defined]
    for name in ("ink", "muted", "accent", "violation", "unclear", "good"):
        for ground in ("canvas", "paper", "sunk", "accent_soft"):
            assert contrast(getattr(c, name), getattr(c, ground)) >= 4.5, (name, ground)
    for name in ("violation", "unclear", "good"):
        assert contrast(getattr(c, name), getattr(c, f"{name}_soft")) >= 4.5, name
    assert contrast(c.on_accent, c.accent) >= 4.5
    assert contrast(c.ink, c.focus_soft) >= 4.5
    # What is no text but must be seen: where the keys are, and the edges of fields.
    for ground in (c.canvas, c.paper):
        assert contrast(c.focus, ground) >= 3
        assert contrast(c.edge, ground) >= 2.7
    least = 7 if theme.key == "contrast" else 4.5  # type: ignore[attr-defined]
    assert contrast(c.ink, c.paper) >= least


def test_a_scale_of_type_keeps_its_order() -> None:
    assert Sizes.of(14) == Sizes()
    for size in TEXT_SIZES:
        scale = Sizes.of(size.pixels)
        steps = [getattr(scale, each.name) for each in fields(Sizes)]
        assert steps == sorted(steps), size


def test_nobody_paints_with_a_fixed_colour(root: Path) -> None:
    """Colours come from the palette alone, so that every theme reaches everything."""
    for path in sorted((root / "zcdesk" / "ui").rglob("*.py")):
        if path.name in ("palette.py", "rail.py", "dossier_paint.py", "dossier_region.py"):
            continue  # the palette; the colour that icons are drawn in; a page is paper in every theme
        text = path.read_text("utf-8")
        assert not re.search(r'"#[0-9a-fA-F]{3,8}"|Qt\.GlobalColor|\bLIGHT\.', text), path.name


def press(window: MainWindow, key: Qt.Key, *, ctrl: bool = False) -> None:
    """A key as the system delivers it: shortcuts are looked up for the active window."""
    window.activateWindow()
    QApplication.processEvents()
    held = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(window.windowHandle(), key, held)
    window.dressing.finish()


def ground_of(window: MainWindow) -> QColor:
    image: QImage = window.grab().toImage()
    return image.pixelColor(image.width() - 4, image.height() - 4)


def test_a_theme_is_put_on_at_once_by_its_key(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page(0)
    seen = set()
    for theme, key in zip(THEMES, (Qt.Key.Key_F7, Qt.Key.Key_F8, Qt.Key.Key_F9), strict=True):
        press(window, key)
        assert look().theme is theme
        assert ground_of(window) == QColor(theme.colours.canvas)
        assert window.actions_by_id[f"theme-{theme.key}"].isChecked()
        seen.add(theme.colours.canvas)
    assert len(seen) == len(THEMES)


def test_tables_follow_the_theme(window: MainWindow) -> None:
    assert window.workplace is not None
    window.show_page(MATERIALS)
    model = window.workplace.materials.list.model
    flags = next(n for n, c in enumerate(model.columns) if c.heading == "问题")
    told = set()
    for theme in THEMES:
        window.wear_theme(theme.key)
        tint = model.data(model.index(1, flags), Qt.ItemDataRole.ForegroundRole)
        assert tint.name() in (colours().violation, colours().unclear, colours().muted)
        told.add(tint.name())
    assert len(told) == len(THEMES)


def test_the_text_grows_by_keys_up_to_28_points(window: MainWindow, qtbot: QtBot) -> None:
    assert window.workplace is not None
    table = window.workplace.materials.list.view
    width, row = table.columnWidth(0), table.verticalHeader().defaultSectionSize()
    press(window, Qt.Key.Key_Equal, ctrl=True)
    assert look().text is TEXT_SIZES[1]
    window.actions_by_id["text-22"].trigger()
    window.dressing.finish()
    press(window, Qt.Key.Key_Equal, ctrl=True)
    assert QApplication.font().pixelSize() == 37
    assert table.columnWidth(0) > 2 * width
    assert table.verticalHeader().defaultSectionSize() == row * 37 // 14
    press(window, Qt.Key.Key_Equal, ctrl=True)
    assert look().text is TEXT_SIZES[-1]
    window.actions_by_id["text-10.5"].trigger()
    window.dressing.finish()
    assert abs(table.columnWidth(0) - width) <= len(TEXT_SIZES)
    assert table.verticalHeader().defaultSectionSize() == row


def test_flags_are_told_apart_without_colour(window: MainWindow) -> None:
    assert window.workplace is not None
    model = window.workplace.materials.list.model
    flags = next(n for n, c in enumerate(model.columns) if c.heading == "问题")
    shown = [model.data(model.index(row, flags)) for row in range(model.rowCount())]
    assert shown[1].startswith("■")
    assert all(text[0] in "■◆○—" for text in shown)


# --- what is remembered ---------------------------------------------------------------------------


@pytest.fixture
def again(desk: Desk, qapp_dressed: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Made]:
    """A window over the same session and the same memory, as often as wanted."""
    made: list[MainWindow] = []

    def window() -> MainWindow:
        if made:
            made[-1].close()
        fresh = MainWindow(
            Outside(
                now=desk.now,
                random=desk.random,
                icons=resources_folder() / "icons",
                settings=QSettings(str(tmp_path / "kept.ini"), QSettings.Format.IniFormat),
            )
        )
        fresh.show()
        opened = desk
        if made:
            opened = setup.open_session(
                desk.file.folder, "huiyi-kouling", now=desk.now, random=desk.random
            )
        fresh.show_desk(opened)
        made.append(fresh)
        assert fresh.workplace is not None
        listed = fresh.workplace.materials.list.model
        qtbot.waitUntil(lambda: listed.total > 0, timeout=20_000)
        return fresh

    yield window
    for each in made:
        each.close()
        each.deleteLater()


def columns_of(window: MainWindow) -> list[ColumnState]:
    assert window.workplace is not None
    return window.workplace.materials.list.view.columns()


def test_columns_size_and_look_come_back(again: Made, tmp_path: Path) -> None:
    window = again()
    assert window.workplace is not None
    window.resize(770, 620)
    table = window.workplace.materials.list.view
    standard = table.columns()
    wanted = [standard[2], standard[0], *standard[3:], standard[1]]
    wanted = [ColumnState(each.heading, each.width + 13, each.heading != "级别") for each in wanted]
    table.arrange(wanted)
    window.wear_theme("dark")

    fresh = again()
    assert fresh.workplace is not None
    told = columns_of(fresh)
    assert [(c.heading, c.shown) for c in told] == [(c.heading, c.shown) for c in wanted]
    # The last one takes what room is left.
    assert [c.width for c in told[:-1]] == [c.width for c in wanted[:-1]]
    assert (fresh.width(), fresh.height()) == (770, 620)
    kept = Memory(QSettings(str(tmp_path / "kept.ini"), QSettings.Format.IniFormat))
    assert kept.look.theme.key == "dark"


def test_splitters_come_back(qapp_dressed: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    """By themselves: on the narrow screen of the tests the panes of a page show one at a time."""
    memory = Memory(QSettings(str(tmp_path / "kept.ini"), QSettings.Format.IniFormat))

    def made() -> tuple[QMainWindow, QSplitter]:
        splitter = QSplitter(Qt.Orientation.Horizontal)
        for _ in range(3):
            splitter.addWidget(QLabel("○"))
        top = QMainWindow()
        qtbot.addWidget(top)
        top.setCentralWidget(splitter)
        top.resize(700, 300)
        top.show()
        QApplication.processEvents()
        return top, splitter

    top, splitter = made()
    standard = splitter.sizes()
    splitter.setSizes([220, 260, 200])
    assert splitter.sizes() != standard
    memory.keep(top)
    other, again = made()
    memory.restore(other)
    assert again.sizes() == splitter.sizes()


def test_nothing_of_people_is_remembered(again: Made, desk: Desk, tmp_path: Path) -> None:
    window = again()
    assert window.workplace is not None
    window.show_page(MATERIALS)
    window.workplace.materials.list.search.setText("钱丽华")
    window.close()
    kept = QSettings(str(tmp_path / "kept.ini"), QSettings.Format.IniFormat)
    told = "".join(f"{key}={kept.value(key)}" for key in kept.allKeys())
    names = [a.name for a in desk.case.applicants.values()]
    names += [m.name for m in desk.case.current.members]
    assert not any(name in told for name in names)
    assert {key.split("/")[0] for key in kept.allKeys()} <= {
        *("geometry", "recent", "columns", "splitters", "theme", "text"),
    }


def test_each_table_is_known_by_a_name_of_its_own(window: MainWindow) -> None:
    assert window.workplace is not None
    names = Counter(
        t.accessibleName() for t in window.workplace.findChildren(Table) if t.model() is not None
    )
    assert [name for name, n in names.items() if n > 1 or not name] == []


def test_a_damaged_memory_does_no_harm(tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "odd.ini"), QSettings.Format.IniFormat)
    settings.setValue("theme", "violett")
    settings.setValue("text", 7)
    settings.setValue("columns/申报人列表", "[[1,2]]")
    assert Memory(settings).look == Look()


def test_columns_are_chosen_by_keys(window: MainWindow, qtbot: QtBot) -> None:
    assert window.workplace is not None
    window.show_page(MATERIALS)
    table = window.workplace.materials.list.view
    before = table.columns()
    table.setFocus()
    window.actions_by_id["columns"].trigger()
    (dialog,) = window.findChildren(ColumnsDialog)
    qtbot.keyClick(dialog.list, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.list, Qt.Key.Key_Space)
    assert not table.columns()[1].shown
    qtbot.mouseClick(dialog.down, Qt.MouseButton.LeftButton)
    assert [c.heading for c in table.columns()[:3]] == [
        before[0].heading,
        before[2].heading,
        before[1].heading,
    ]
    qtbot.mouseClick(dialog.reset, Qt.MouseButton.LeftButton)
    # The last one shown takes what room is left.
    last = [each.shown for each in before].count(True) - 1
    assert [replace(c, width=0) for c in table.columns()] == [replace(c, width=0) for c in before]
    assert table.columns()[:last] == before[:last]
    qtbot.mouseClick(dialog.close_button, Qt.MouseButton.LeftButton)


def test_a_table_never_loses_its_last_column(window: MainWindow, qtbot: QtBot) -> None:
    assert window.workplace is not None
    window.show_page(MATERIALS)
    window.choose_columns()
    (dialog,) = window.findChildren(ColumnsDialog)
    for place in range(dialog.list.count()):
        dialog.list.item(place).setCheckState(Qt.CheckState.Unchecked)
    assert sum(c.shown for c in window.workplace.materials.list.view.columns()) == 1
    dialog.accept()


def test_labels_take_the_look_they_are_made_in(window: MainWindow) -> None:
    window.wear_theme("contrast")
    window.dressing.finish()
    made = QLabel("新", window)
    made.show()
    made.ensurePolished()
    assert made.palette().windowText().color() == QColor(colours().ink)
