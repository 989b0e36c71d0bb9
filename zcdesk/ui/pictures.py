"""Pictures of the main screens, taken without a display."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from zcdesk.desk.ballot_lines import Line
from zcdesk.desk.room import room
from zcdesk.domain.ballot import Choice
from zcdesk.ui import places
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.parts import column, panel
from zcdesk.ui.views.ballot_sheet import BallotSheet
from zcdesk.ui.views.projector import Projector
from zcdesk.ui.workplace import Workplace

_SECONDS = 30.0
_SIZE = (1366, 768)
_AROUND = 32


def take_start(window: MainWindow, out: Path) -> list[Path]:
    """The screens that need no session."""
    window.show()
    QApplication.processEvents()  # a new window keeps to the screen first, however small that is
    window.resize(*_SIZE)
    made = []
    for number, (name, go) in enumerate(_BEFORE, 1):
        go(window)
        _until(partial(_shows, window, name))
        made.append(_shoot(window, out, f"{number:02}-{name}"))
    window.open_session()
    return made


def take_session(window: MainWindow, out: Path) -> list[Path]:
    """Every screen of the session that the window shows, once all answers have come in."""
    place = window.workplace
    assert place is not None
    window.show()
    window.resize(*_SIZE)
    made: list[Path] = []

    def shoot(name: str) -> None:
        _settle(place)
        made.append(_shoot(window, out, f"{len(_BEFORE) + len(made) + 1:02}-{name}"))

    _settle(place)
    _show_most_flagged(place)
    for page, name in _PAGES:
        place.show_page(page)
        shoot(name)
    place.show_page(places.MATERIALS)
    place.materials.side.tabs.setCurrentIndex(1)
    shoot("findings")
    place.show_page(places.DEFENSE)
    place.defense.tabs.setCurrentIndex(1)
    shoot("line")
    place.show_page(places.RESULT)
    place.lock_up()
    shoot("lock")
    for name, screen in (("ballot", _sheet(place)), ("projector", _wall(place))):
        made.append(_shoot(screen, out, f"{len(_BEFORE) + len(made) + 1:02}-{name}"))
        screen.close()
    return made


def _sheet(place: Workplace) -> QWidget:
    """A member's ballot half filled in: the session is over, so that nobody's is open."""
    case = place.bench.case
    vote = next(iter(case.rounds.values()))
    member = case.member(vote.voters[0])
    assert member is not None
    asked = [case.applicants[number] for number in vote.sheet(member.id)]
    sheet = BallotSheet()
    screen = panel(column(sheet, margin=_AROUND))
    screen.resize(*_SIZE)
    screen.show()
    sheet.show_lines(
        member.name,
        [Line(a.number, a.name, f"{a.specialty} {a.level.value}", "", "") for a in asked],
    )
    for applicant, choice in zip(
        asked, (Choice.APPROVE, Choice.APPROVE, Choice.REJECT), strict=False
    ):
        sheet.line(applicant.number)[choice].click()
    return screen


def _wall(place: Workplace) -> QWidget:
    """What the room sees."""
    wall = Projector()
    wall.resize(*_SIZE)
    wall.show()
    wall.show_room(room(place.bench.desk))
    return wall


_BEFORE: tuple[tuple[str, Callable[[MainWindow], None]], ...] = (
    ("start", lambda window: window.open_session()),
    ("new", lambda window: window.new_session()),
    ("verify", lambda window: window.verify()),
    ("gather", lambda window: window.gather()),
)
_PAGES = (
    (places.SESSION, "session"),
    (places.MATERIALS, "applicants"),
    (places.ATTENDANCE, "attendance"),
    (places.DEFENSE, "defense"),
    (places.VOTING, "voting"),
    (places.RESULT, "result"),
)


def _shows(window: MainWindow, screen: str) -> bool:
    return window.screen_shown == screen


def _show_most_flagged(place: Workplace) -> None:
    model = place.materials.list.model
    # On a busy machine the list is filled after the first answers have come in.
    _until(lambda: model.total == len(place.bench.case.applicants))
    rows = [row for row in model.records if row.documents]
    if rows:
        place.materials.select(max(rows, key=lambda row: len(row.flags)).applicant.number)


def _settle(place: Workplace) -> None:
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


def _shoot(window: QWidget, out: Path, name: str) -> Path:
    for _ in range(3):  # a layout may settle one turn later
        QApplication.processEvents()
    path = out / f"{name}.png"
    window.grab().save(str(path))
    return path
