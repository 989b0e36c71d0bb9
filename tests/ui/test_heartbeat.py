"""The window's heart beats on while rosters come in, sessions open and are sealed: no gap beyond 100 ms."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from zcdesk.desk import register, rehearsal, sample, setup
from zcdesk.desk.desk import Desk
from zcdesk.desk.script import read_script
from zcdesk.dossiers.specimen import write_sample
from zcdesk.ui.runner import Runner

LONGEST = 0.1
BEAT = 5


class Heart(QObject):
    """Notes the longest time between two beats of the window's thread, in seconds."""

    def __init__(self) -> None:
        super().__init__()
        self.longest = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._beat)
        self._timer.start(BEAT)

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last)
        self._last = now

    def stop(self) -> float:
        self._timer.stop()
        return self.longest


@pytest.fixture
def runner(qapp: QApplication) -> Iterator[Runner]:
    made = Runner()
    yield made
    made.stop()


def longest_gap(qtbot: QtBot, runner: Runner, work: Callable[[], object]) -> float:
    """The longest gap while the worker does some work, and what the work took is not nothing."""
    failed: list[Exception] = []
    heart = Heart()
    runner.run(work, lambda _: None, failed.append)
    qtbot.waitUntil(lambda: not runner.busy, timeout=90_000)
    assert failed == []
    return heart.stop()


def test_the_heart_notices_a_stop(qtbot: QtBot, qapp: QApplication) -> None:
    heart = Heart()
    QTimer.singleShot(20, lambda: time.sleep(0.2))
    qtbot.wait(300)
    assert heart.stop() >= 0.15


def burn() -> None:
    """A second of nothing but Python on the worker: what the two threads cost each other here."""
    end = time.perf_counter() + 1
    while time.perf_counter() < end:
        sum(range(1000))


@pytest.mark.benchmark  # alone: in the run of all tests the collector walks over everybody's leftovers
def test_import_opening_and_sealing_leave_the_window_alone(
    qtbot: QtBot, runner: Runner, desk: Desk, tmp_path: Path
) -> None:
    paths = write_sample(tmp_path / "sample", applicants=30)
    gaps = {
        "import": longest_gap(
            qtbot,
            runner,
            lambda: register.import_roster(desk, register.look_at_roster(paths.roster)),
        )
    }
    folder = desk.file.folder
    desk.file.close()
    opening = partial(setup.open_session, folder, "huiyi-kouling", now=desk.now, random=desk.random)

    def open_and_close() -> None:
        opening().file.close()

    gaps["open"] = longest_gap(qtbot, runner, open_and_close)
    plan = read_script(paths.script)
    gaps["seal"] = longest_gap(
        qtbot,
        runner,
        partial(rehearsal.rehearse, plan, tmp_path / "out", now=desk.now, random=desk.random),
    )

    def make_a_sample() -> None:
        made = sample.begin(tmp_path / "more", now=desk.now, random=desk.random)
        made.file.close()

    gaps["sample"] = longest_gap(qtbot, runner, make_a_sample)
    limit = max(LONGEST, 2 * longest_gap(qtbot, runner, burn))
    assert {name: gap for name, gap in gaps.items() if gap > limit} == {}
