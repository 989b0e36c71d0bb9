"""Undo and redo of edits, pins, ticks, moved documents and bulk steps: each is a new change through the
desk, nothing is erased.

It moves after the desk has accepted a step, never before: a write that fails leaves it as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from zcdesk.desk.bulk import Bulk
from zcdesk.desk.vetting import Change
from zcdesk.domain.applicant import Applicant
from zcdesk.domain.events import ApplicantEdited, DocumentMoved, FactPinned, FactsTicked

Accepted = Callable[[], None]
Edit = Callable[[Applicant, Applicant, Accepted], None]
"""Asks the desk for an edit: the record as it is, as it shall become, and what follows success."""


class Vet(Protocol):
    """Asks the desk for a pin or ticks once more, or back."""

    def __call__(self, change: Change, *, back: bool, accepted: Accepted) -> None: ...


class Refile(Protocol):
    """Asks the desk to move a document once more, or back."""

    def __call__(self, change: DocumentMoved, *, back: bool, accepted: Accepted) -> None: ...


class Move(Protocol):
    """Asks the desk for a bulk step once more, or back."""

    def __call__(self, done: Bulk, *, back: bool, accepted: Accepted) -> None: ...


Step = ApplicantEdited | Change | DocumentMoved | Bulk
"""What the desk has accepted and can be asked for once more, or back."""
_ONE = ApplicantEdited | FactPinned | FactsTicked | DocumentMoved
"""Of one applicant; the rest are bulk steps."""


class History:
    """The edits, pins, ticks, moved documents and bulk steps of this sitting at the screen.

    A list of our own: the steps of Qt's undo stack belong to Python and to the stack, and whoever
    is collected second frees them again, which ends the program.
    """

    def __init__(self, edit: Edit, vet: Vet, move: Move, refile: Refile, moved: Accepted) -> None:
        self._edit, self._vet, self._bulk, self._refile = edit, vet, move, refile
        self._moved = moved
        self._steps: list[Step] = []
        self._done = 0
        self._moving = False

    def __len__(self) -> int:
        """How many steps are remembered, those taken back among them."""
        return len(self._steps)

    @property
    def done(self) -> int:
        """How many of them stand."""
        return self._done

    @property
    def can_undo(self) -> bool:
        """Whether a step can be taken back."""
        return self._done > 0

    @property
    def can_redo(self) -> bool:
        """Whether one taken back can be done again."""
        return self._done < len(self._steps)

    def push(self, event: Step) -> None:
        """Take in what the desk has accepted; what was taken back before it is forgotten."""
        self._steps[self._done :] = [event]
        self._stand(self._done + 1)

    def shows(self, *, back: bool) -> bool:
        """Whether the next step belongs to one applicant, who is to be in sight for it."""
        step = self._step(self._done - 1 if back else self._done)
        return step is None or isinstance(step, _ONE)

    def undo(self) -> None:
        """Ask the desk to edit back."""
        self._move(self._done - 1, back=True)

    def redo(self) -> None:
        """Ask the desk to edit again."""
        self._move(self._done, back=False)

    def clear(self) -> None:
        """Forget everything: what is decided is not undone."""
        self._steps = []
        self._moving = False
        self._stand(0)

    def stood_still(self) -> None:
        """The desk refused; everything is as it was."""
        self._moving = False

    def _stand(self, done: int) -> None:
        self._done = done
        self._moved()

    def _step(self, place: int) -> Step | None:
        if self._moving or not 0 <= place < len(self._steps):
            return None
        return self._steps[place]

    def _move(self, place: int, *, back: bool) -> None:
        step = self._step(place)
        if step is None:
            return
        self._moving, steps = True, self._steps

        def accepted() -> None:
            if steps is not self._steps:
                return  # forgotten while the answer was on its way
            self._moving = False
            self._stand(place if back else place + 1)

        match step:
            case FactPinned() | FactsTicked():
                self._vet(step, back=back, accepted=accepted)
            case DocumentMoved():
                self._refile(step, back=back, accepted=accepted)
            case ApplicantEdited():
                before, after = step.before, step.after
                if back:
                    before, after = after, before
                self._edit(before, after, accepted)
            case _:
                self._bulk(step, back=back, accepted=accepted)
