"""A session to try the program on: invented people, 演练 everywhere, ready in one go."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

from zcdesk.desk import register, rehearsal, setup
from zcdesk.desk.desk import SECRETARY, Desk
from zcdesk.desk.script import read_script
from zcdesk.dossiers.specimen import write_sample

PASSPHRASE = "yanlian-kouling"  # noqa: S105 - for an invented session
"""Opens every such session; nothing in it is real."""

APPLICANTS = 40
_SESSION = "sample.zcd"


def begin(
    place: Path,
    *,
    now: Callable[[], datetime.datetime],
    random: Callable[[int], bytes],
) -> Desk:
    """Write a sample into a new folder below `place` and open the session made from it.

    KnownError where the folder cannot be written.
    """
    day = now().date().isoformat()
    folder = place / f"演练会议 {day}"
    number = 1
    while folder.exists():
        number += 1
        folder = place / f"演练会议 {day}（{number}）"
    paths = write_sample(folder, APPLICANTS, seed=number)
    return open_sample(paths.script, now=now, random=random)


def open_sample(
    script: Path,
    *,
    now: Callable[[], datetime.datetime],
    random: Callable[[int], bytes],
) -> Desk:
    """The session beside a script: opened, or made from the script with its materials taken in."""
    folder = script.parent / _SESSION
    if folder.is_dir():
        return setup.open_session(folder, PASSPHRASE, now=now, random=random)
    plan = read_script(script)
    roster = rehearsal.roster_of(plan)
    new = setup.create(
        folder,
        rehearsal.setup_of(plan, rehearsal=True),
        {SECRETARY: PASSPHRASE},
        now=now,
        random=random,
    )
    try:
        register.import_roster(new.desk, roster)
        if plan.dossiers is not None:
            register.file_dossiers(new.desk, plan.dossiers)
    except BaseException:
        new.desk.file.close()
        raise
    return new.desk
