"""Every screen as its viewer sees it: two sessions that differ in what is hidden look the same.

Nothing can then be told by subtraction either: no figure before and after differs between the two.
"""

from __future__ import annotations

import importlib
import inspect
import itertools
import json
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractListModel, QEvent, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from zcdesk.desk import defense, papers, phases, register, setup, voting
from zcdesk.desk.desk import Desk
from zcdesk.desk.reading import Reader
from zcdesk.desk.room import room
from zcdesk.domain.ballot import Choice, Paper
from zcdesk.domain.codec import canonical
from zcdesk.domain.committee import Panel, Recusal
from zcdesk.domain.errors import Refused
from zcdesk.domain.events import RosterImported, Setup
from zcdesk.domain.scoring import Mark, ScoreSheet
from zcdesk.ui import views
from zcdesk.ui.actions import PAGES
from zcdesk.ui.bench import Bench
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.views.kiosk import Kiosk
from zcdesk.ui.views.projector import Projector
from zcdesk.ui.views.score_entry import ScoreEntry
from zcdesk.ui.views.study_page import StudyPage

MEMBERS = ("P01", "P02", "P03", "P04", "P05")
PIN = "246810"
TWO = {"presider": "P01", "presider_token": "zhuren-token", "supervisor_token": "jiandu-token"}
ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.EditRole)


@dataclass(frozen=True)
class World:
    """What is hidden from somebody: the facts of 003, the marks of others, how they voted."""

    name: str = "孙宏伟"
    employer: str = "大同样例煤机厂"
    opinion: str = "水平一般。"
    points: int = 12
    hidden_points: int = 13
    vote: Choice = Choice.APPROVE


@pytest.fixture
def make(desk: Desk, the_setup: Setup, tmp_path: Path) -> Iterator[Callable[[World], Desk]]:
    """Sessions before the scores; P02 keeps out of 003."""
    made: list[Desk] = []

    def build(world: World) -> Desk:
        start = desk.now().replace(second=0)
        new = setup.create(
            tmp_path / f"{len(made)}" / "case.zcd",
            the_setup,
            {"secretary": "huiyi-kouling"},
            now=lambda: start,
            random=desk.random,
        ).desk
        made.append(new)
        people = dict(desk.case.applicants)
        people["003"] = replace(people["003"], name=world.name, employer=world.employer)
        del people["002"]
        new.record([RosterImported("roster.xlsx", "0" * 64, tuple(people.values()), ())])
        setup.enrol_many(
            new,
            dict.fromkeys(MEMBERS, PIN),
            {"P01": TWO["presider_token"], "supervisor": TWO["supervisor_token"]},
        )
        register.declare_recusals(new, [Recusal("003", "P02", "同一单位")])
        phases.forward(new)
        register.qualify_all(new)
        register.acknowledge_all(new)
        defense.form_panels(new, [Panel("一组", MEMBERS, ("001", "003"))])
        voting.arrive_all(new, MEMBERS)
        phases.forward(new)
        return new

    yield build
    for each in made:
        each.file.close()


def score(desk: Desk, world: World, *members: str) -> None:
    """Whole sheets of these members; those of 003 with its own points."""
    items = [item.name for item in desk.case.current.scheme.items]
    for member in members:
        sheets = [
            ScoreSheet(number, member, tuple(Mark(name, Fraction(points)) for name in items))
            for number, points in (("001", world.points), ("003", world.hidden_points))
            if member not in desk.case.recused_from(number)
        ]
        defense.enter_scores(desk, sheets, member)


def to_the_vote(desk: Desk, world: World) -> str:
    """Freeze, write opinions, and open a round."""
    defense.freeze(desk, "一组")
    defense.set_line(desk, "一组", Fraction(60))
    defense.write_opinions(desk, {"001": "达到条件。", "003": world.opinion})
    phases.forward(desk)
    return voting.open_round(desk).round.key


def cast(desk: Desk, key: str, member: str, *, on_003: Choice, on_001: Choice) -> None:
    choices = {"001": on_001, "003": on_003}
    sheet = desk.case.rounds[key].sheet(member)
    voting.cast(desk, key, member, PIN, Paper({number: choices[number] for number in sheet}))


# --- all that stands on a screen ------------------------------------------------------------------


def settle() -> None:
    for _ in range(3):
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()


def told(top: QWidget) -> list[str]:
    """Every text of a screen: labels, buttons, fields, lists and tables, tips, spoken names."""
    settle()
    found = []
    for made in (top, *top.findChildren(QWidget)):
        if not made.isVisible():
            continue
        found += [made.toolTip(), made.accessibleName(), made.accessibleDescription()]
        found += [made.statusTip(), made.whatsThis(), made.windowTitle()]
        if isinstance(made, QLabel | QAbstractButton | QLineEdit):
            found.append(made.text())
        elif isinstance(made, QPlainTextEdit):
            found.append(made.toPlainText())
        elif isinstance(made, QComboBox):
            found += [made.itemText(place) for place in range(made.count())]
        elif isinstance(made, QAbstractItemView) and made.model() is not None:
            found += cells(made)
    return found


def cells(view: QAbstractItemView) -> list[str]:
    model = view.model()
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    return [
        str(model.index(line, place).data(role))
        for line in range(model.rowCount())
        for place in range(columns)
        for role in ROLES
    ]


def picture(top: QWidget) -> bytes:
    """What is painted and no text of a widget: gauges, time lines, colours."""
    image = top.grab().toImage()
    return bytes(image.constBits())


def sign_in(qtbot: QtBot, page: ScoreEntry | StudyPage | Kiosk, member: str) -> None:
    page.sign_in.member.setCurrentIndex(page.sign_in.member.findData(member))
    qtbot.keyClicks(page.sign_in.pin, PIN)
    qtbot.keyClick(page.sign_in.pin, Qt.Key.Key_Return)


def shown(qtbot: QtBot, page: QWidget) -> None:
    page.resize(1200, 760)
    page.show()
    qtbot.waitExposed(page)


def walk(qtbot: QtBot, bench: Bench, desk: Desk, member: str, world: World) -> list[list[str]]:
    """Everything that a member is shown at the laptop, from the scoring to the cast ballot."""
    bench.desk = desk
    seen = []
    scoring, study, reader = ScoreEntry(bench), None, Reader()
    qtbot.addWidget(scoring)
    shown(qtbot, scoring)
    for scorers in ((), tuple(m for m in MEMBERS if m != member)):
        score(desk, world, *scorers)
        scoring.start("一组")
        seen.append(told(scoring))
        sign_in(qtbot, scoring, member)
        seen.append(told(scoring))
        qtbot.mouseClick(scoring.give_up, Qt.MouseButton.LeftButton)
        seen.append(told(scoring))
    study = StudyPage(bench, reader)
    qtbot.addWidget(study)
    shown(qtbot, study)
    study.start()
    seen.append(told(study))
    sign_in(qtbot, study, member)
    seen.append(told(study))
    study.stop()
    seen.append(told(study))
    reader.close()
    score(desk, replace(world, points=13, hidden_points=13), member)
    key = to_the_vote(desk, world)
    kiosk = Kiosk(bench, thanks_ms=50_000)
    qtbot.addWidget(kiosk)
    shown(qtbot, kiosk)
    kiosk.start(desk.case.rounds[key])
    for other in MEMBERS:
        seen.append(told(kiosk))
        if other == member:
            qtbot.mouseClick(kiosk.begin, Qt.MouseButton.LeftButton)
            seen.append(told(kiosk))
            sign_in(qtbot, kiosk, member)
            seen.append(told(kiosk))
            kiosk.sheet.review_wanted.emit()
            seen.append(told(kiosk))
            qtbot.mouseClick(kiosk.cast, Qt.MouseButton.LeftButton)
            seen.append(told(kiosk))
            kiosk.curtain()
        else:
            cast(desk, key, other, on_003=world.vote, on_001=Choice.APPROVE)
            kiosk.curtain()
    wall = Projector()
    qtbot.addWidget(wall)
    shown(qtbot, wall)
    for step in (lambda: None, lambda: voting.close(desk, key), lambda: open_box(desk, key)):
        step()
        wall.show_room(room(desk))
        seen.append(told(wall))
    return seen


def open_box(desk: Desk, key: str) -> None:
    voting.open_box(desk, key, **TWO)


ONE = World()
HIDDEN = World(
    name="欧阳修远",
    employer="某某研究院",
    opinion="水平突出。",
    hidden_points=18,
    vote=Choice.REJECT,
)


def test_a_recused_member_is_told_nothing_of_whom_he_keeps_out_of(
    make: Callable[[World], Desk], bench: Bench, qtbot: QtBot
) -> None:
    walks = [walk(qtbot, bench, make(world), "P02", world) for world in (ONE, HIDDEN)]
    for place, (one, other) in enumerate(zip(*walks, strict=True)):
        assert one == other, place
    words = "\n".join(itertools.chain.from_iterable(itertools.chain(*walks)))
    assert not [
        word for word in ("孙宏伟", "欧阳修远", "煤机厂", "研究院", "水平") if word in words
    ]
    assert "赵志强" in words


def test_the_same_walk_tells_who_does_not_keep_out(
    make: Callable[[World], Desk], bench: Bench, qtbot: QtBot
) -> None:
    """The other side: with everything hidden from everybody the test above would pass too."""
    walks = [walk(qtbot, bench, make(world), "P03", world) for world in (ONE, HIDDEN)]
    differing = [
        place for place, (one, other) in enumerate(zip(*walks, strict=True)) if one != other
    ]
    assert len(differing) >= 4
    words = "\n".join(itertools.chain.from_iterable(walks[1]))
    assert "欧阳修远" in words


SCREENS = {
    "a member": {"ScoreEntry", "StudyPage", "Kiosk"},
    "the room": {"Projector"},
    "the secretary": {
        *("SessionPage", "MaterialsPage", "AttendancePage", "DefensePage", "VotingPage"),
        "ResultPage",
    },
    "nobody, for it shows nothing of the session": {"LockPage", "RecoveryPage"},
    "whoever has no session open": {
        *("StartPage", "NewSessionPage", "VerifyPage", "GatherPage", "GatheredPackagePage"),
    },
    # Two people read paper ballots off in sight of all; neither sees the other's figures first
    # (tests/ui/test_meeting.py).
    "two people after a paper round": {"PaperCountPage"},
}
"""Every screen and who sits at it; the first three are walked here."""


def test_no_screen_is_left_out(window: MainWindow) -> None:
    """A new screen has to be walked, or it has to be said here who looks at it."""
    found = set()
    for each in pkgutil.iter_modules(views.__path__, "zcdesk.ui.views."):
        module = importlib.import_module(each.name)
        for name, kind in inspect.getmembers(module, inspect.isclass):
            whole = name.endswith("Page") or name in ("Kiosk", "Projector", "ScoreEntry")
            own = kind.__module__ == module.__name__
            if own and whole and issubclass(kind, QWidget) and not issubclass(kind, QDialog):
                found.add(name)
    assert found == set(itertools.chain.from_iterable(SCREENS.values()))
    # The secretary's are those of the rail; besides it there are the members' and the lock.
    assert window.workplace is not None
    assert len(SCREENS["the secretary"]) == len(PAGES) == window.workplace.pages.count()
    assert window.workplace.whole.count() == 1 + len(SCREENS["a member"]) + 1


def test_during_a_round_no_command_leads_to_a_result(
    make: Callable[[World], Desk], window: MainWindow
) -> None:
    desk = make(World())
    score(desk, World(), *MEMBERS)
    to_the_vote(desk, World())
    window.show_desk(desk)
    for name in ("attack", "re-examine", "sign", "by-hand"):
        assert not window.actions_by_id[name].isEnabled(), name
    assert window.workplace is not None
    window.show_page(PAGES.index("结果移交"))
    page = window.workplace.result
    for made in (page.write, page.to_stick, page.hand_over, page.attack, page.re_examine):
        assert not made.isVisible(), made.text()
    assert not page.seal.isEnabled()


def test_before_the_freeze_a_member_sees_no_mark_of_another(
    make: Callable[[World], Desk], bench: Bench, qtbot: QtBot
) -> None:
    seen = []
    for world in (World(), World(points=19, hidden_points=20)):
        bench.desk = desk = make(world)
        score(desk, replace(world, points=10, hidden_points=11), "P03")
        page = ScoreEntry(bench)
        qtbot.addWidget(page)
        shown(qtbot, page)
        for scorers in ((), ("P01", "P04"), ("P05", "P02")):
            score(desk, world, *scorers)
            page.start("一组")
            seen.append(told(page))
            sign_in(qtbot, page, "P03")
            seen.append(told(page))
            assert "10" in seen[-1]
            page.start("一组")
    half = len(seen) // 2
    assert seen[:half] == seen[half:]


def test_during_a_round_the_secretary_sees_how_many_and_nothing_else(
    make: Callable[[World], Desk], window: MainWindow, qtbot: QtBot
) -> None:
    """All for and all against: every page, the wall, the log and the papers are the same."""
    steps: list[list[object]] = []
    QApplication.setCursorFlashTime(0)
    # The first session finds a window that has not shown one yet: it is not compared.
    for world in (World(), World(), World(vote=Choice.REJECT)):
        desk = make(world)
        score(desk, world, *MEMBERS)
        key = to_the_vote(desk, world)
        window.show_desk(desk)
        seen: list[object] = []
        for member in MEMBERS:
            cast(desk, key, member, on_003=world.vote, on_001=world.vote)
            seen += everywhere(window, desk)
        voting.close(desk, key)
        seen += everywhere(window, desk)
        open_box(desk, key)
        seen.append(everywhere(window, desk))
        steps.append(seen)
    for place, (one, other) in enumerate(zip(steps[1][:-1], steps[2][:-1], strict=True)):
        assert one == other, place
    assert steps[1][-1] != steps[2][-1]  # opened, the walk does tell


def everywhere(window: MainWindow, desk: Desk) -> list[object]:
    """Each page of the desk, the wall, the log, and what papers would be made of."""
    place = window.workplace
    assert place is not None
    seen: list[object] = []
    place.bench.changed.emit(())
    for number in range(len(PAGES)):
        window.show_page(number)
        seen += [told(window), picture(window)]
    window.project()
    wall = window.beside.projector
    assert wall is not None
    wall.show_room(room(desk))
    seen.append(told(wall))
    wall.close()
    seen.append(log_of(desk))
    if desk.case.rounds["1"].state.value != "opened":
        with pytest.raises(Refused):
            papers.papers(desk)
        with pytest.raises(Refused):
            papers.csv_tables(desk)
    return seen


def log_of(desk: Desk) -> list[str]:
    """What the log says; the salt of a line is chance and says nothing."""
    bodies = (json.loads(line.body) for line in desk.file.audit())
    return [canonical({key: body[key] for key in body if key != "salt"}) for body in bodies]
