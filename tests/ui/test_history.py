"""What can be undone, while the desk's answers take their time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tests.ui.conftest import an_applicant
from zcdesk.domain.applicant import Applicant
from zcdesk.domain.events import ApplicantEdited
from zcdesk.ui.history import Accepted, History

BEFORE = an_applicant("001", "赵甲")


class SlowDesk:
    """Notes what it is asked for; the test says when it accepts."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.accept: Callable[[], None] = lambda: None
        self.told = 0
        self.history = History(self._edit, self._never, self._never, self._never, self._moved)

    def push(self, city: str) -> None:
        """An edit that the desk has accepted."""
        self.history.push(ApplicantEdited(BEFORE, replace(BEFORE, city=city), "核对原件"))

    def _edit(self, before: Applicant, after: Applicant, accepted: Accepted) -> None:
        self.asked.append((before.city, after.city))
        self.accept = accepted

    def _never(self, *_: object, **__: object) -> None:
        raise AssertionError

    def _moved(self) -> None:
        self.told += 1


def test_a_step_moves_once_the_desk_has_accepted_it() -> None:
    desk = SlowDesk()
    desk.push("太原")
    desk.history.undo()
    assert desk.asked == [("太原", BEFORE.city)]
    assert (desk.history.can_undo, desk.history.can_redo, desk.told) == (True, False, 1)
    desk.history.undo()  # one at a time
    assert len(desk.asked) == 1
    desk.accept()
    assert (desk.history.can_undo, desk.history.can_redo, desk.told) == (False, True, 2)
    desk.history.redo()
    desk.accept()
    assert desk.asked[-1] == (BEFORE.city, "太原")
    assert (desk.history.can_undo, desk.history.can_redo) == (True, False)


def test_a_new_step_takes_the_place_of_those_taken_back() -> None:
    desk = SlowDesk()
    for city in ("太原", "大同", "忻州"):
        desk.push(city)
    for _ in range(2):
        desk.history.undo()
        desk.accept()
    assert (len(desk.history), desk.history.done) == (3, 1)
    desk.push("临汾")
    assert (len(desk.history), desk.history.done, desk.history.can_redo) == (2, 2, False)
    desk.history.undo()
    assert desk.asked[-1] == ("临汾", BEFORE.city)


def test_an_answer_that_comes_after_all_was_forgotten_brings_nothing_back() -> None:
    desk = SlowDesk()
    for city in ("太原", "大同", "忻州"):
        desk.push(city)
    desk.history.undo()
    desk.history.clear()
    desk.accept()
    assert (len(desk.history), desk.history.can_undo, desk.history.can_redo) == (0, False, False)
    desk.push("临汾")
    desk.history.undo()
    assert desk.asked[-1] == ("临汾", BEFORE.city)
