"""Undo and redo of edits, pins, ticks, moved documents and bulk steps: each is a new change through the
desk, nothing is erased.

The stack moves after the desk has accepted a step, never before: a write that fails leaves it
as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtGui import QUndoCommand, QUndoStack

from zcdesk.desk import bulk
from zcdesk.desk.bulk import Bulk
from zcdesk.desk.vetting import Change
from zcdesk.domain.applicant import Applicant
from zcdesk.domain.events import ApplicantEdited, DocumentMoved, FactPinned, FactsTicked

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


class Refile(Protocol):
    """Asks the desk to move a document once more, or back."""

    def __call__(self, change: DocumentMoved, *, back: bool, accepted: Accepted) -> None: ...


class RefileCommand(QUndoCommand):
    """A document moved, taken out, put back or renamed, as the desk has accepted it."""

    def __init__(self, event: DocumentMoved) -> None:
        place = event.before or event.after
        super().__init__(f"材料“{place.document.name if place else ''}”的归属或标题")
        self.event = event


class Move(Protocol):
    """Asks the desk for a bulk step once more, or back."""

    def __call__(self, done: Bulk, *, back: bool, accepted: Accepted) -> None: ...


class BulkCommand(QUndoCommand):
    """A step over many applicants that the desk has accepted."""

    def __init__(self, done: Bulk) -> None:
        super().__init__(bulk.in_words(done))
        self.done = done


Command = EditCommand | VetCommand | RefileCommand | BulkCommand


class History:
    """The edits, pins, ticks, moved documents and bulk steps of this sitting at the screen."""

    def __init__(self, edit: Edit, vet: Vet, move: Move, refile: Refile) -> None:
        self.stack = QUndoStack()
        self._edit, self._vet, self._bulk, self._refile = edit, vet, move, refile
        self._moving = False

    def push(self, event: ApplicantEdited | Change | DocumentMoved | Bulk) -> None:
        """Take in what the desk has accepted."""
        match event:
            case ApplicantEdited():
                self.stack.push(EditCommand(event))
            case FactPinned() | FactsTicked():
                self.stack.push(VetCommand(event))
            case DocumentMoved():
                self.stack.push(RefileCommand(event))
            case _:
                self.stack.push(BulkCommand(event))

    def shows(self, *, back: bool) -> bool:
        """Whether the next step belongs to one applicant, who is to be in sight for it."""
        command = self._command(self.stack.index() - 1 if back else self.stack.index())
        return not isinstance(command, BulkCommand)

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
        return command if isinstance(command, Command) else None

    def _move(self, command: Command, *, back: bool, step: Accepted) -> None:
        self._moving = True

        def accepted() -> None:
            self._moving = False
            step()

        match command:
            case VetCommand():
                self._vet(command.event, back=back, accepted=accepted)
            case RefileCommand():
                self._refile(command.event, back=back, accepted=accepted)
            case BulkCommand():
                self._bulk(command.done, back=back, accepted=accepted)
            case _:
                before, after = command.event.before, command.event.after
                if back:
                    before, after = after, before
                self._edit(before, after, accepted)
