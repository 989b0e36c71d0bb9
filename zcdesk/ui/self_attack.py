"""The attack on a session that the window has closed for it, and the session opened again."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from zcdesk.desk import selfattack, setup
from zcdesk.desk.desk import Desk
from zcdesk.domain.attack import AttackOutcome
from zcdesk.domain.errors import KnownError
from zcdesk.ui.long_work import LongWork, Steps
from zcdesk.ui.runner import Runner


@dataclass(frozen=True, slots=True, repr=False)
class Target:
    """The closed session, what opens it, and the package that goes with it, if any."""

    folder: Path
    secret: str
    package: Path | None


class SelfAttack(QObject):
    """`ended` carries the desk, open again, and the outcome or the sentence that says why not."""

    ended = Signal(object, object)
    failed = Signal(object)

    def __init__(self, runner: Runner, window: QWidget) -> None:
        super().__init__(window)
        self._runner = runner
        self._steps = Steps()
        self.dialog = LongWork(self.tr("自测攻击"), self._steps, window)

    def start(
        self,
        target: Target,
        now: Callable[[], datetime.datetime],
        random: Callable[[int], bytes],
    ) -> None:
        """Attack, then open the session again whatever came of it."""

        def work() -> tuple[Desk, AttackOutcome | str]:
            answer: AttackOutcome | str
            try:
                answer = selfattack.attack_session(
                    target.folder,
                    target.secret,
                    random=random,
                    package=target.package,
                    step=self._steps,
                )
            except KnownError as error:
                answer = error.sentence
            return setup.open_session(target.folder, target.secret, now=now, random=random), answer

        self.dialog.open()
        self._runner.run(work, self._done, self._failed)

    def cancel(self) -> None:
        """Stop at the next step."""
        self._steps.cancel()

    def _done(self, answer: tuple[Desk, AttackOutcome | str]) -> None:
        self.dialog.end()
        self.ended.emit(*answer)

    def _failed(self, error: Exception) -> None:
        self.dialog.end()
        self.failed.emit(error)
