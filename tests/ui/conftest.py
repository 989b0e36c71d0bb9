"""A small rehearsal session on the disk, a window over it, and nobody who waits for a thread."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from zcdesk.desk import setup
from zcdesk.desk.desk import Desk
from zcdesk.desk.resources import resources_folder, shipped_book
from zcdesk.domain.applicant import (
    Applicant,
    Assessment,
    Degree,
    Education,
    EmployerKind,
    Grade,
    Level,
    Title,
)
from zcdesk.domain.committee import Committee, Member, Role, Scope, Staff
from zcdesk.domain.dates import PartialDate
from zcdesk.domain.events import RosterImported, Setup
from zcdesk.domain.session import ReviewSession
from zcdesk.ui.bench import Bench
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.outside import Outside
from zcdesk.ui.pick import Pick, Picked
from zcdesk.ui.runner import Runner
from zcdesk.ui.theme import dress


class AtOnce(Executor):
    """Runs everything on the spot."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class Choose(Pick):
    """The file dialogs' stand-in: what it was told to choose."""

    path = Path()

    def file(self, parent: QWidget, title: str, kinds: str, then: Picked) -> None:
        then(self.path)

    def folder(self, parent: QWidget, title: str, then: Picked) -> None:
        then(self.path)


def an_applicant(number: str, name: str = "赵志强", **facts: Any) -> Applicant:
    """An engineer with nothing against 副高级 but an ID number that is missing."""
    told: dict[str, Any] = {
        "number": number,
        "name": name,
        "series": "工程",
        "specialty": "机械",
        "level": Level.ASSOCIATE_SENIOR,
        "employer": "太原样例机械有限公司",
        "employer_kind": EmployerKind.STATE_OWNED,
        "post_status": "在职在岗",
        "channel": "用人单位",
        "work_started_on": PartialDate(2003, 7),
        "degrees": (Degree(Education.BACHELOR, PartialDate(2003, 7)),),
        "title": Title("工程师", "工程", "机械", Level.INTERMEDIATE, PartialDate(2016, 12)),
        "practised_specialty": "机械",
        "assessments": tuple(Assessment(year, Grade.QUALIFIED) for year in range(2017, 2024)),
    }
    return Applicant(**{**told, **facts})


@lru_cache
def a_setup() -> Setup:
    """Five members, all in one room."""
    names = ("王建国", "李秀英", "张伟", "刘洋", "陈静")
    return Setup(
        session=ReviewSession(
            2024,
            (datetime.date(2024, 11, 20),),
            datetime.date(2024, 9, 30),
            "shanxi-2024",
            scoring_approval="样赋〔2024〕1号",
        ),
        committee=Committee(
            "样例评审委员会",
            approved_from=datetime.date(2024, 1, 1),
            approved_to=datetime.date(2024, 12, 31),
            scope=(Scope("工程", (Level.ASSOCIATE_SENIOR,)),),
        ),
        members=tuple(
            Member(f"P0{n}", name, Role.CHAIR if n == 1 else Role.MEMBER)
            for n, name in enumerate(names, 1)
        ),
        staff=Staff("段丽娟", "穆青山"),
        choices={},
        scheme=shipped_book("shanxi-2024").scheme,
        rehearsal=True,
    )


@pytest.fixture
def the_setup() -> Setup:
    """The set-up that the sessions here are made from."""
    return a_setup()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Three applicants; the second is said to have retired."""
    seconds = itertools.count()
    start = datetime.datetime(2024, 11, 20, 8, 30)  # noqa: DTZ001 - local time
    chance = itertools.count()
    made = setup.create(
        tmp_path / "case.zcd",
        a_setup(),
        {"secretary": "huiyi-kouling"},
        now=lambda: start + datetime.timedelta(seconds=next(seconds)),
        random=lambda n: (next(chance) * 7919 + 1).to_bytes(n, "big"),
    ).desk
    applicants = (
        an_applicant("001"),
        an_applicant("002", "钱丽华", post_status="退休"),
        an_applicant("003", "孙宏伟", employer="大同样例煤机厂"),
    )
    made.record([RosterImported("roster.xlsx", "0" * 64, applicants, ())])
    yield made
    made.file.close()


@pytest.fixture(scope="session")
def qapp_dressed(qapp: QApplication) -> QApplication:
    """The application with its fonts and colours."""
    dress(qapp, resources_folder())
    return qapp


@pytest.fixture
def bench(desk: Desk, qapp_dressed: QApplication) -> Bench:
    """The desk as the views see it; every verb is done when it is asked for."""
    return Bench(desk, Runner(AtOnce()), Runner(AtOnce()), Choose())


def build_all(window: MainWindow) -> None:
    """Build what the window would otherwise build in its idle moments."""
    place = window.workplace
    assert place is not None
    _ = (place.session, place.materials, place.attendance, place.defense, place.voting)
    _ = (place.result, place.kiosk, place.scoring, place.lock, place.study)


@pytest.fixture
def window(
    desk: Desk, qapp_dressed: QApplication, qtbot: QtBot, tmp_path: Path
) -> Iterator[MainWindow]:
    """A window over the session."""
    made = MainWindow(
        Outside(
            now=desk.now,
            random=desk.random,
            icons=resources_folder() / "icons",
            full_screen=False,
            settings=QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat),
            pick=Choose(),
            runner=lambda: Runner(AtOnce()),
        )
    )
    made.resize(1366, 768)
    made.show()
    qtbot.waitExposed(made)
    made.show_desk(desk)
    build_all(made)
    QApplication.processEvents()
    yield made
    if made.workplace is not None:
        made.workplace.whole.setCurrentIndex(0)
    made.close()
    made.deleteLater()
