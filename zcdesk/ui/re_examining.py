"""The re-examination (复查) of a package whose session is elsewhere."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from zcdesk.desk import re_examination
from zcdesk.desk.re_examination import Recount
from zcdesk.domain.errors import KnownError
from zcdesk.domain.re_examination import ReExamination
from zcdesk.ui.pick import Pick
from zcdesk.ui.runner import Runner
from zcdesk.ui.views.re_examination_dialog import Examined, ReExaminationDialog


def examine_package(
    package: Path,
    parent: QWidget,
    *,
    runner: Runner,
    pick: Pick,
    now: Callable[[], datetime.datetime],
    crashed: Callable[[Exception], None],
) -> None:
    """Open it. No log has a line of it: the paper alone tells that it was."""

    def run(
        query: Callable[[], object],
        then: Callable[[object], None],
        refused: Callable[[KnownError], None],
    ) -> None:
        def failed(error: Exception) -> None:
            if isinstance(error, KnownError):
                refused(error)
            else:
                crashed(error)

        runner.run(query, then, failed)

    def count(_: str, __: Path | None) -> Recount:
        return re_examination.of_package(package)

    def keep(done: ReExamination, folder: Path) -> Path:
        path = folder / f"复查结果 {package.stem}.pdf"
        re_examination.write(done, path)
        return path

    examined = Examined(
        run=run,
        pick=pick,
        count=count,
        keep=keep,
        stamp=lambda: now().isoformat(timespec="seconds"),
        alone=True,
    )
    ReExaminationDialog(examined, parent).open()
