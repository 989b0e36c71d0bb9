"""kill -9 at any moment: every acknowledged sheet counts once, and no sheet counts twice."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from zcdesk.domain import events as ev
from zcdesk.domain.ballot import Choice, Round
from zcdesk.store.ballots import BallotBox
from zcdesk.store.casefile import CaseFile

MEMBERS = 24
ROUND = Round(
    key="1",
    number=1,
    reason="",
    present=tuple(f"M{n:02d}" for n in range(1, MEMBERS + 1)),
    applicants=tuple(f"A{n:03d}" for n in range(1, MEMBERS + 1)),
    recused={},
)

CHILD = """
import sys
from pathlib import Path
from zcdesk.domain.ballot import Choice
from zcdesk.store.ballots import BallotBox
from zcdesk.store.casefile import CaseFile

with CaseFile.open(Path(sys.argv[1]), sys.argv[2]) as file:
    box = BallotBox(file)
    current = file.case.rounds["1"]
    for place, member in enumerate(current.present):
        if not box.has_cast("1", member):
            print("begin", flush=True)
            sheet = dict.fromkeys(current.applicants, Choice.APPROVE)
            sheet[current.applicants[place]] = Choice.REJECT
            box.cast("1", member, sheet)
            print(member, flush=True)
"""


def cast_until_killed(folder: Path, dice: random.Random, sheets: int) -> set[str]:
    """Let a child cast some sheets and kill it within the next; the members it acknowledged."""
    told = set()
    begun = 0
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder), "秘书的口令"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUTF8": "1"},
    ) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if line.strip() != "begin":
                told.add(line.strip())
                continue
            begun += 1
            if begun > sheets:
                # A cast takes some 3 ms here: at its start, in the middle of it, or just after.
                time.sleep(dice.choice((0, 0.001, 0.002, 0.003, 0.005)))
                child.send_signal(signal.SIGKILL)
                break
        # What was acknowledged before the kill but not yet read.
        told |= {line.strip() for line in child.stdout} - {"begin"}
    assert child.returncode in (0, -signal.SIGKILL)
    return told


@pytest.mark.slow
def test_every_acknowledged_sheet_counts_once(make: Callable[..., CaseFile], torture: bool) -> None:
    dice = random.Random(7)
    for number in range(12 if torture else 1):
        file = make(f"s{number}.zcd", MEMBERS)
        for holder in ("M01", "supervisor"):
            file.secrets.enrol_holder(holder, holder)
        also = BallotBox(file).open_round(ROUND, ["M01"], "supervisor")
        file.record([ev.RoundOpened(ROUND)], actor="秘书甲", at="2024-11-30T09:00:00", also=also)
        folder = file.folder
        file.close()
        acknowledged: set[str] = set()
        for _ in range(100):
            acknowledged |= cast_until_killed(folder, dice, dice.randrange(1, 6))
            with CaseFile.open(folder, "秘书的口令") as again:
                box = BallotBox(again)
                cast = set(box.cast_by("1"))
                # A sheet may be in without its answer having come out; never the other way round.
                assert acknowledged <= cast
                assert again.verify() == []
                counted = box.count("1", "M01", "M01", "supervisor")
            for place, member in enumerate(ROUND.present):
                column = counted[ROUND.applicants[place]]
                assert column[Choice.REJECT] == (member in cast)
                assert sum(column.values()) == len(cast)
            if len(cast) == MEMBERS:
                break
        assert len(cast) == MEMBERS
