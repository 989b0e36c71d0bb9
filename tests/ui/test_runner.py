"""Work goes to another thread, answers come back to the window's, and the window never stops."""

from __future__ import annotations

import itertools
import threading
import time

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from zcdesk.ui.runner import Runner

LONGEST_STOP = 0.1
"""Seconds; longer than this a person notices."""


@pytest.fixture
def runner(qtbot: QtBot):
    made = Runner()
    yield made
    made.stop()


def never(_: object) -> None:
    raise AssertionError


def test_answers_come_on_this_thread_in_order(runner: Runner, qtbot: QtBot) -> None:
    here = threading.get_ident()
    worked: list[int] = []
    answers: list[tuple[int, int]] = []
    for number in range(5):
        runner.run(
            lambda number=number: (worked.append(threading.get_ident()), number)[1],
            lambda number: answers.append((number, threading.get_ident())),
            never,
        )
    qtbot.waitUntil(lambda: len(answers) == 5)
    assert answers == [(number, here) for number in range(5)]
    assert here not in worked
    assert not runner.busy


def test_a_failure_comes_as_one(runner: Runner, qtbot: QtBot) -> None:
    failures: list[Exception] = []

    def fail() -> None:
        raise OSError("disk")

    runner.run(fail, never, failures.append)
    qtbot.waitUntil(lambda: bool(failures))
    assert isinstance(failures[0], OSError)


def test_busy_is_told_once(runner: Runner, qtbot: QtBot) -> None:
    told: list[bool] = []
    runner.busy_changed.connect(told.append)
    done: list[int] = []
    for _ in range(3):
        runner.run(lambda: 1, done.append, never)
    qtbot.waitUntil(lambda: len(done) == 3 and not runner.busy)
    assert told[0] is True
    assert told[-1] is False


def test_the_window_does_not_stop_for_long_work(runner: Runner, qtbot: QtBot) -> None:
    beats: list[float] = []
    heart = QTimer()
    heart.setInterval(5)
    heart.timeout.connect(lambda: beats.append(time.perf_counter()))
    heart.start()
    done: list[bool] = []
    runner.run(lambda: time.sleep(0.5), lambda _: done.append(True), never)
    qtbot.waitUntil(lambda: bool(done))
    gaps = [after - before for before, after in itertools.pairwise(beats)]
    assert len(beats) > 20
    assert sorted(gaps)[-3] < LONGEST_STOP  # two hiccups of a busy machine are not the window's


def test_the_heart_notices_work_on_this_thread(qtbot: QtBot) -> None:
    """The test above would see a stop: the same work without the runner gives one."""
    beats: list[float] = []
    heart = QTimer()
    heart.setInterval(5)
    heart.timeout.connect(lambda: beats.append(time.perf_counter()))
    heart.start()
    qtbot.wait(30)
    QTimer.singleShot(0, lambda: time.sleep(0.3))
    qtbot.wait(400)
    assert max(b - a for a, b in itertools.pairwise(beats)) > LONGEST_STOP


def test_work_that_was_stopped_before_its_turn_is_no_error(runner: Runner, qtbot: QtBot) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def first() -> None:
        begun.set()
        go_on.wait(5)

    runner.run(first, lambda _: None, never)
    runner.run(lambda: None, never, never)
    assert begun.wait(5)
    threading.Timer(0.1, go_on.set).start()
    runner.stop()
    qtbot.wait(50)
    assert not runner.busy


def test_an_answer_on_its_way_when_everything_stops_is_dropped(
    runner: Runner, qtbot: QtBot
) -> None:
    """The worker is done, the window has not heard of it yet, and the view is already gone."""
    go_on = threading.Event()
    # Work that is done before `run` returns is answered there and then.
    runner.run(lambda: go_on.wait(5), never, never)
    go_on.set()
    runner.stop()
    qtbot.wait(50)
    assert not runner.busy
