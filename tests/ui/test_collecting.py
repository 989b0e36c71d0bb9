"""Python's collector keeps off an open session, and goes on as usual once it is left."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from zcdesk.ui.collecting import keep_off, let_go
from zcdesk.ui.main_window import MainWindow

USUAL = gc.get_threshold()


@pytest.fixture(autouse=True)
def as_usual() -> Iterator[None]:
    let_go()
    yield
    let_go()


def whole_walks() -> int:
    """How often everything is walked over while much is made that stays."""
    walked: list[int] = []

    def note(phase: str, told: dict[str, int]) -> None:
        if phase == "start" and told["generation"] == 2:
            walked.append(1)

    gc.collect()
    gc.callbacks.append(note)
    try:
        held = [[n] for n in range(1_500_000)]
    finally:
        gc.callbacks.remove(note)
    del held
    return len(walked)


def test_what_is_made_for_long_is_not_walked_over() -> None:
    assert whole_walks() > 0  # the measure bites
    keep_off()
    assert whole_walks() == 0


def test_a_session_that_is_left_is_collected_as_usual(window: MainWindow) -> None:
    assert window.workplace is not None
    window.workplace.materials.load()
    assert gc.get_threshold() != USUAL
    window.close_session()
    assert gc.get_threshold() == USUAL
