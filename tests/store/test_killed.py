"""kill -9 at any moment: every acknowledged sheet counts once, and no sheet counts twice."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from zcdesk.domain import events as ev
from zcdesk.domain.ballot import Choice, Round
from zcdesk.store.ballots import BallotBox
from zcdesk.store.casefile import CaseFile

APPLICANTS = tuple(f"A{n:03d}" for n in range(1, 7))
CHOICES = tuple(Choice)

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
            sheet = {
                applicant: tuple(Choice)[place // 3**column % 3]
                for column, applicant in enumerate(current.applicants)
            }
            box.cast("1", member, sheet)
            print(member, flush=True)
"""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """At full length the files are shared out, so that they can be tortured side by side."""
    if "part" in metafunc.fixturenames:
        metafunc.parametrize("part", range(4 if metafunc.config.getoption("--torture") else 1))


def round_of_all(members: int) -> Round:
    return Round(
        key="1",
        number=1,
        reason="",
        present=tuple(f"M{n:03d}" for n in range(1, members + 1)),
        applicants=APPLICANTS,
        recused={},
    )


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


def check(folder: Path, current: Round, acknowledged: set[str]) -> set[str]:
    """Whoever was told so is in, and the sums are those of exactly the sheets that are in."""
    with CaseFile.open(folder, "秘书的口令") as again:
        box = BallotBox(again)
        cast = set(box.cast_by("1"))
        # A sheet may be in without its answer having come out; never the other way round.
        assert acknowledged <= cast
        assert again.verify() == []
        counted = box.count("1", "M001", "M001", "supervisor")
    places = [place for place, member in enumerate(current.present) if member in cast]
    for column, applicant in enumerate(APPLICANTS):
        expected = Counter(CHOICES[place // 3**column % 3] for place in places)
        assert counted[applicant] == {choice: expected[choice] for choice in CHOICES}
    return cast


@pytest.mark.slow
def test_every_acknowledged_sheet_counts_once(
    make: Callable[..., CaseFile], torture: bool, part: int, figure: Callable[[str], None]
) -> None:
    """At full length 13 rounds of 200 sheets in each of 4 parts: 10,400 sheets."""
    dice = random.Random(7 + part)
    members, files, patience = (200, 13, 60) if torture else (24, 1, 6)
    current = round_of_all(members)
    kills = told = 0
    for number in range(files):
        file = make(f"s{number}.zcd", members)
        for holder in ("M001", "supervisor"):
            file.secrets.enrol_holder(holder, holder)
        also = BallotBox(file).open_round(current, ["M001"], "supervisor")
        file.record([ev.RoundOpened(current)], actor="秘书甲", at="2024-11-30T09:00:00", also=also)
        folder = file.folder
        file.close()
        acknowledged: set[str] = set()
        cast: set[str] = set()
        while len(cast) < members:
            acknowledged |= cast_until_killed(folder, dice, dice.randrange(1, patience))
            cast = check(folder, current, acknowledged)
            kills += 1
        told += len(acknowledged)
    figure(
        f"kill -9：{kills} 次，确认 {told} 张，丢失 0 张，重复 0 张（{files * members} 张全部入箱）"
    )
