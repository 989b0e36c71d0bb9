"""Undo and redo of edits: each one is a new edit through the desk, nothing is erased.

The stack moves after the desk has accepted a step, never before: a write that fails leaves it
as it was.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand, QUndoStack

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


class History:
    """The edits of this sitting at the screen."""

    def __init__(self, edit: Edit) -> None:
        self.stack = QUndoStack()
        self._edit = edit
        self._moving = False

    def push(self, event: ApplicantEdited) -> None:
        """Take in an edit that the desk has accepted."""
        self.stack.push(EditCommand(event))

    def undo(self) -> None:
        """Ask the desk to edit back."""
        command = self._command(self.stack.index() - 1)
        if command is not None:
            self._move(command.event.after, command.event.before, self.stack.undo)

    def redo(self) -> None:
        """Ask the desk to edit again."""
        command = self._command(self.stack.index())
        if command is not None:
            self._move(command.event.before, command.event.after, self.stack.redo)

    def clear(self) -> None:
        """Forget everything: what is decided is not undone."""
        self.stack.clear()
        self._moving = False

    def stood_still(self) -> None:
        """The desk refused; the stack is as it was."""
        self._moving = False

    def _command(self, place: int) -> EditCommand | None:
        if self._moving or not 0 <= place < self.stack.count():
            return None
        command = self.stack.command(place)
        return command if isinstance(command, EditCommand) else None

    def _move(self, before: Applicant, after: Applicant, step: Accepted) -> None:
        self._moving = True

        def accepted() -> None:
            self._moving = False
            step()

        self._edit(before, after, accepted)
