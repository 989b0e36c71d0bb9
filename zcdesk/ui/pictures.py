"""Pictures of the main screens, taken without a display."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication

from zcdesk.ui import workplace as places
from zcdesk.ui.main_window import MainWindow

_SECONDS = 30.0
_SIZE = (1366, 768)


def take_start(window: MainWindow, out: Path) -> list[Path]:
    """The window before any session is open."""
    window.resize(*_SIZE)
    window.show()
    return [_shoot(window, out, "1-start")]


def take_session(window: MainWindow, out: Path) -> list[Path]:
    """Every page of the session that the window shows, once all answers have come in."""
    place = window.workplace
    assert place is not None
    window.resize(*_SIZE)
    window.show()
    made = []
    _settle(place)
    _show_most_flagged(place)
    for number, (page, name) in enumerate(_PAGES, 2):
        place.show_page(page)
        _settle(place)
        made.append(_shoot(window, out, f"{number}-{name}"))
    place.show_page(places.MATERIALS)
    place.materials.side.tabs.setCurrentIndex(1)
    place.defense.tabs.setCurrentIndex(1)
    _settle(place)
    made.append(_shoot(window, out, f"{len(_PAGES) + 2}-findings"))
    place.show_page(places.DEFENSE)
    _settle(place)
    made.append(_shoot(window, out, f"{len(_PAGES) + 3}-line"))
    return made


_PAGES = (
    (places.SESSION, "session"),
    (places.MATERIALS, "applicants"),
    (places.ATTENDANCE, "attendance"),
    (places.DEFENSE, "defense"),
    (places.VOTING, "voting"),
    (places.RESULT, "result"),
)


def _show_most_flagged(place: places.Workplace) -> None:
    rows = [row for row in place.materials.list.model.records if row.documents]
    if rows:
        place.materials.select(max(rows, key=lambda row: len(row.flags)).applicant.number)


def _settle(place: places.Workplace) -> None:
    bench = place.bench
    _until(lambda: not bench.runner.busy and not bench.aside.busy and not bench.reading.busy)
    # The viewer draws anew once its width has settled.
    end = time.monotonic() + 0.3
    _until(lambda: time.monotonic() > end and not (bench.aside.busy or bench.reading.busy))


def _until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + _SECONDS
    while not true() and time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.005)
    QApplication.processEvents()


def _shoot(window: MainWindow, out: Path, name: str) -> Path:
    for _ in range(3):  # a layout may settle one turn later
        QApplication.processEvents()
    path = out / f"{name}.png"
    window.grab().save(str(path))
    return path
