"""A session on a disk that is full, in a process of its own: `SESSION MEDIUM STEP`.

The step is tried with the disk full, then with room again; one line of JSON tells how both went.
MEDIUM `limit`: the kernel refuses this process every byte beyond the first page of a file.
MEDIUM `each limit`, `each filled`: the same, tried with no room, with a page, with two, … up to as many as the step needs:
the disk is full at its first statement, at its second, and at its end.
MEDIUM `filled`: the session lies on a small file system, which is filled to the last byte.
"""

from __future__ import annotations

import datetime
import json
import os
import resource
import secrets
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from zcdesk.desk import phases, register, sealing, setup, voting
from zcdesk.desk.desk import Desk
from zcdesk.domain.ballot import Choice, Paper
from zcdesk.domain.errors import KnownError
from zcdesk.store.driver import Database

TWO = ("P01", "zhuren-kouling", "jiandu-kouling")
HEADS = dict(zip(("presider", "presider_token", "supervisor_token"), TWO, strict=True))


def now() -> datetime.datetime:
    return datetime.datetime(2024, 11, 20, 14, 0)  # noqa: DTZ001 - local time


def cast(desk: Desk, member: str) -> object:
    paper = Paper(dict.fromkeys(desk.case.rounds["1"].sheet(member), Choice.APPROVE))
    return voting.cast(desk, "1", member, f"71948200305{member[-1]}", paper)


def edit(desk: Desk) -> Callable[[], object]:
    phases.back(desk, "更正")
    phases.back(desk, "更正")
    before = desk.case.applicants["001"]
    # Long enough that it fits into no page that is there already.
    return lambda: register.edit(desk, before, replace(before, employer="样例厂" * 30_000), "更正")


def casting(desk: Desk) -> Callable[[], object]:
    voting.open_round(desk)
    return lambda: cast(desk, "P03")


def opening(desk: Desk) -> Callable[[], object]:
    voting.open_round(desk)
    for member in desk.case.rounds["1"].voters:
        cast(desk, member)
    voting.close(desk, "1")
    return lambda: voting.open_box(desk, "1", **HEADS)


def seal(desk: Desk) -> Callable[[], object]:
    opening(desk)()
    return lambda: sealing.seal(desk, "人数过少，无人落选", sealing.TwoPeople(*TWO))


STEPS = {"edit": edit, "cast": casting, "open": opening, "seal": seal}


PAGE = 4096
MOST_PAGES = 1000


@contextmanager
def limited(_: Path, size: int = PAGE) -> Iterator[None]:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    most = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


@contextmanager
def filled(session: Path, left: int = 0) -> Iterator[None]:
    filler = session.parent / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(b"x" * PAGE):
            pass
    os.truncate(filler, filler.stat().st_size - left)
    try:
        yield
    finally:
        filler.unlink()


MEDIA = {"limit": limited, "filled": filled}


def each(session: Path, medium: str, step: str) -> dict[str, object]:
    """A little more room each time; after every refusal nothing has changed, in memory or on disk."""
    desk = setup.open_session(session, "huiyi-kouling", now=now, random=secrets.token_bytes)
    act = STEPS[step](desk)
    before, head, rows = desk.case, desk.file.head, contents(desk)
    refused: list[bool] = []
    # With no file longer than the database is, every size in between fails at the same place.
    long = (session / "session.db").stat().st_size // PAGE - 3 if medium == "limit" else 0
    for pages in (*range(min(long, 6)), *range(long, MOST_PAGES)):
        desk.file.scrub_journal(to_disk=True)
        try:
            with MEDIA[medium](session, pages * PAGE):
                act()
            break
        except KnownError:
            same = desk.case == before and desk.file.head == head and contents(desk) == rows
            refused.append(same and desk.file.verify() == [])
    told = {"refused": refused, "head": desk.file.head, "after": desk.file.verify()}
    desk.file.close()
    return told


def contents(desk: Desk) -> dict[str, list[object]]:
    """Every row of every table as the connection sees it."""

    def work(database: Database) -> dict[str, list[object]]:
        return {name: list(database.table(name).rows) for name in database.table_names()}

    return desk.file.run(work)


def main(session: Path, medium: str, step: str) -> dict[str, object]:
    if medium.startswith("each "):
        return each(session, medium.removeprefix("each "), step)
    desk = setup.open_session(session, "huiyi-kouling", now=now, random=secrets.token_bytes)
    act = STEPS[step](desk)
    # The journal lets go of its length, or a step would still fit into it.
    desk.file.scrub_journal(to_disk=True)
    before, head = desk.case, desk.file.head
    sentence = ""
    with MEDIA[medium](session):
        try:
            act()
        except KnownError as error:
            sentence = error.sentence
    told: dict[str, object] = {
        "sentence": sentence,
        "unchanged": desk.case == before and desk.file.head == head,
        "whole": desk.file.verify(),
    }
    act()
    told["head"] = desk.file.head
    told["after"] = desk.file.verify()
    desk.file.close()
    return told


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]), *sys.argv[2:])))
