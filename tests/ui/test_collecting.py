"""Garbage of the window is collected on the window's thread, and everything only when nobody waits."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from zcdesk.ui import collecting
from zcdesk.ui.collecting import Collector


class _Watched:
    """Garbage that tells when it was found: it keeps itself alive."""

    def __init__(self, ring: list[object]) -> None:
        self.ring = ring
        ring.append(self)


Walked = list[tuple[int, bool]]
"""Each collection: the generation, and whether it ran on the window's thread."""


@pytest.fixture
def walked() -> Iterator[Walked]:
    told: Walked = []

    def note(phase: str, said: dict[str, int]) -> None:
        if phase == "start":
            here = threading.current_thread() is threading.main_thread()
            told.append((said["generation"], here))

    gc.collect()
    gc.callbacks.append(note)
    yield told
    gc.callbacks.remove(note)


@pytest.fixture
def collector(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    monkeypatch.setattr(collecting, "_WORTH", 2)
    monkeypatch.setattr(collecting, "_TICK", 5)
    monkeypatch.setattr(collecting, "_QUIET", 400)
    made = Collector(qapp)
    yield made
    assert gc.isenabled()


def make(many: int) -> None:
    """Make and drop what only a collector can free, on a worker."""

    def work() -> None:
        for _ in range(many):
            ring: list[object] = []
            ring.append(ring)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def test_a_worker_never_collects(collector: Collector, walked: Walked, qtbot: QtBot) -> None:
    make(20_000)
    assert any(not here for _, here in walked)  # the measure bites: without us a worker does
    collector.start()
    try:
        walked.clear()
        make(20_000)
        assert walked == []
        qtbot.waitUntil(lambda: len(walked) > 0)
        assert all(here for _, here in walked)
        assert gc.get_count()[0] < 20_000
    finally:
        collector.stop()


def test_everything_is_walked_over_once_the_keys_rest(
    collector: Collector, walked: Walked, qtbot: QtBot
) -> None:
    collector.start()
    try:
        field = QLineEdit()
        qtbot.addWidget(field)
        with qtbot.waitExposed(field):
            field.show()
        field.activateWindow()
        qtbot.waitUntil(lambda: field.windowHandle().isActive())
        walked.clear()
        for _ in range(12):
            make(20_000)
            window = field.windowHandle()
            qtbot.keyClick(window, Qt.Key.Key_A)  # type: ignore[arg-type]
            qtbot.wait(50)
        assert field.text() == "a" * 12
        assert {generation for generation, _ in walked} == {0}
        qtbot.waitUntil(lambda: (2, True) in walked, timeout=3000)
    finally:
        collector.stop()


def test_whoever_never_rests_is_walked_over_at_last(
    collector: Collector, walked: Walked, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collecting, "_LATEST", 3)
    collector.start()
    try:
        for _ in range(3):
            make(20_000)
            qtbot.wait(30)
        assert (2, True) in walked
    finally:
        collector.stop()


def looked_over() -> int:
    """How many objects a walk over everything passes."""
    return sum(len(gc.get_objects(generation)) for generation in range(3))


def test_a_session_is_passed_over_until_nobody_is_there(collector: Collector, qtbot: QtBot) -> None:
    collector.start()
    try:
        before = looked_over()
        people = [[[]] for _ in range(150_000)]  # type: ignore[var-annotated]
        gone = weakref.ref(_Watched([]))
        qtbot.waitUntil(lambda: looked_over() < before + 50_000)
        gc.collect()
        assert gone() is not None  # set aside with the people: no walk sees it
        assert collector._alone.isActive()
        collector._alone.start(0)
        qtbot.waitUntil(lambda: gone() is None)
        assert looked_over() < before + 50_000  # and the people are set aside again
        assert len(people) == 150_000
    finally:
        collector.stop()
    assert gc.get_freeze_count() == 0
