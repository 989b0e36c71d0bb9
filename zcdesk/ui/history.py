"""Undo and redo of edits, pins and ticks: each one is a new change through the desk, nothing is erased.

The stack moves after the desk has accepted a step, never before: a write that fails leaves it
as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtGui import QUndoCommand, QUndoStack

from zcdesk.desk.vetting import Change
from zcdesk.domain.applicant import Applicant
from zcdesk.domain.events import ApplicantEdited

Accepted = Callable[[], None]
Edit = Callable[[Applicant, Applicant, Accepted], None]
"""Asks the desk for an edit: the record as it is, as it shall become, and what follows success."""


class EditCommand(QUndoCommand):
    """One edit that the desk has accepted; moving over it changes nothing by itself."""

    def __init__(self, event: ApplicantEdited) -> None:
        super().__init__(f"修改{event.before.number}号{event.before.name}的信息")
        self.event = event


class Vet(Protocol):
    """Asks the desk for a pin or ticks once more, or back."""

    def __call__(self, change: Change, *, back: bool, accepted: Accepted) -> None: ...


class VetCommand(QUndoCommand):
    """A pin or ticks that the desk has accepted."""

    def __init__(self, event: Change) -> None:
        super().__init__(f"{event.applicant}号的核对")
        self.event = event


Command = EditCommand | VetCommand


class History:
    """The edits, pins and ticks of this sitting at the screen."""

    def __init__(self, edit: Edit, vet: Vet) -> None:
        self.stack = QUndoStack()
        self._edit, self._vet = edit, vet
        self._moving = False

    def push(self, event: ApplicantEdited | Change) -> None:
        """Take in what the desk has accepted."""
        if isinstance(event, ApplicantEdited):
            self.stack.push(EditCommand(event))
        else:
            self.stack.push(VetCommand(event))

    def undo(self) -> None:
        """Ask the desk to edit back."""
        command = self._command(self.stack.index() - 1)
        if command is not None:
            self._move(command, back=True, step=self.stack.undo)

    def redo(self) -> None:
        """Ask the desk to edit again."""
        command = self._command(self.stack.index())
        if command is not None:
            self._move(command, back=False, step=self.stack.redo)

    def clear(self) -> None:
        """Forget everything: what is decided is not undone."""
        self.stack.clear()
        self._moving = False

    def stood_still(self) -> None:
        """The desk refused; the stack is as it was."""
        self._moving = False

    def _command(self, place: int) -> Command | None:
        if self._moving or not 0 <= place < self.stack.count():
            return None
        command = self.stack.command(place)
        return command if isinstance(command, EditCommand | VetCommand) else None

    def _move(self, command: Command, *, back: bool, step: Accepted) -> None:
        self._moving = True

        def accepted() -> None:
            self._moving = False
            step()

        if isinstance(command, VetCommand):
            self._vet(command.event, back=back, accepted=accepted)
        else:
            before, after = command.event.before, command.event.after
            if back:
                before, after = after, before
            self._edit(before, after, accepted)
