"""A PIN is changed and the process killed in the middle, in a process of its own: `SESSION COPIES`.

The session is copied for each moment; a fork changes P04's PIN in the copy and kills itself at
that step of SQLite's machine. One line of JSON tells which PIN opens each copy afterwards, what
stands in the notes, and how many changes the log tells.
"""

from __future__ import annotations

import datetime
import json
import os
import random
import shutil
import signal
import sys
from pathlib import Path

from zcdesk.desk import notebook, setup
from zcdesk.desk.desk import Desk
from zcdesk.domain.errors import KnownError

OLD, NEW = "719482003054", "20406080"
MOMENTS = 16


def now() -> datetime.datetime:
    return datetime.datetime(2024, 11, 20, 14, 0)  # noqa: DTZ001 - local time


def opened(folder: Path) -> Desk:
    # The same bytes for every copy, so that the same step comes at the same moment.
    return setup.open_session(folder, "huiyi-kouling", now=now, random=random.Random(5).randbytes)


def change(folder: Path, kill_at: int) -> int:
    """Change the PIN; kill this process at a step, or (0) count the steps."""
    desk, steps = opened(folder), 0

    def step() -> int:
        nonlocal steps
        steps += 1
        if steps == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return 0

    desk.file.run(lambda db: db.conn.set_progress_handler(step, 1))
    setup.set_pin(desk, "P04", NEW, old=OLD)
    desk.file.close()
    return steps


def state(folder: Path) -> dict[str, object]:
    """Which PIN is P04's, and what it opens."""
    desk = opened(folder)
    told: dict[str, object] = {"verified": desk.file.verify() == []}
    told["changes"] = sum('"KeyEnrolled"' in line.body for line in desk.file.audit())
    for name, pin in (("old", OLD), ("new", NEW)):
        try:
            study = notebook.begin(desk, "P04", pin)
        except KnownError:
            continue
        told |= {"pin": name, "lost": study.lost, "note": study.note("002")}
    desk.file.close()
    return told


def main(session: Path, copies: Path) -> list[dict[str, object]]:
    whole = copies / "whole.zcd"
    shutil.copytree(session, whole)
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.write(writer, str(change(whole, 0)).encode())
        os._exit(0)
    os.waitpid(child, 0)
    steps = int(os.read(reader, 64))
    told = [state(whole)]
    for moment in range(MOMENTS):
        folder = copies / f"{moment}.zcd"
        shutil.copytree(session, folder)
        child = os.fork()
        if not child:
            change(folder, 1 + moment * (steps - 1) // (MOMENTS - 1))
            os._exit(0)
        killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
        told.append(state(folder) | {"killed": killed})
    return told


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*map(Path, sys.argv[1:]))))
