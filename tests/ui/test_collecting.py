"""Python's collector does not walk over an open session, and may again once it is left."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from zcdesk.ui.collecting import let_go, much_that_stays
from zcdesk.ui.main_window import MainWindow


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    gc.unfreeze()
    yield
    gc.unfreeze()


def test_what_is_made_meanwhile_is_not_walked_over() -> None:
    walked: list[str] = []
    gc.callbacks.append(note := lambda phase, _: walked.append(phase))
    try:
        with much_that_stays():
            held = [[n] for n in range(100_000)]
    finally:
        gc.callbacks.remove(note)
    assert walked == []
    assert gc.isenabled()
    assert gc.get_freeze_count() >= len(held)
    let_go()
    assert gc.get_freeze_count() == 0


def test_collections_go_on_after_a_failure() -> None:
    with pytest.raises(ValueError, match="spoilt"), much_that_stays():
        raise ValueError("spoilt")
    assert gc.isenabled()


def test_a_session_that_is_left_may_be_collected(window: MainWindow) -> None:
    assert window.workplace is not None
    window.workplace.materials.load()
    assert gc.get_freeze_count() > 0
    window.close_session()
    assert gc.get_freeze_count() == 0
