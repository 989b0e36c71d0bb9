"""What the secrecy of the vote does not reach, shown as plainly as what it does; nothing is glossed over."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from zcdesk.domain import events as ev
from zcdesk.domain.ballot import Choice, Round
from zcdesk.domain.errors import KnownError
from zcdesk.store.ballots import BallotBox
from zcdesk.store.casefile import CaseFile

VOTES = {"M01": Choice.APPROVE, "M02": Choice.REJECT, "M03": Choice.ABSTAIN}


def vote() -> Round:
    return Round("1", 1, "", tuple(VOTES), ("A001",), {})


def box_of(file: CaseFile, opened: Round) -> BallotBox:
    for holder in ("M01", "supervisor"):
        file.secrets.enrol_holder(holder, holder)
    box = BallotBox(file)
    file.record(
        [ev.RoundOpened(opened)],
        actor="秘书甲",
        at="2024-11-30T09:00:00",
        also=box.open_round(opened, ["M01"], "supervisor"),
    )
    return box


def read_copy(copy: Path) -> tuple[set[str], dict[Choice, int]]:
    """What the two key holders read in a copy of the file: who had cast, and the sums."""
    file = CaseFile.open(copy, "秘书的口令")
    try:
        box = BallotBox(file)
        counts = box.count("1", "M01", "M01", "supervisor")["A001"]
        return set(box.cast_by("1")), {choice: counts.get(choice, 0) for choice in Choice}
    finally:
        file.close()


def test_two_key_holders_with_copies_between_casts_learn_the_vote(
    file: CaseFile, tmp_path: Path
) -> None:
    """The program says so itself: this is what the keeping of the laptop must prevent."""
    box = box_of(file, vote())
    copies = []
    for number, (member, choice) in enumerate(VOTES.items()):
        box.cast("1", member, {"A001": choice})
        copies.append(tmp_path / f"copy{number}.zcd")
        shutil.copytree(file.folder, copies[-1])
    learnt, known, sums = {}, set(), dict.fromkeys(Choice, 0)
    for copy in copies:
        cast, counts = read_copy(copy)
        ((member,), (choice,)) = (
            cast - known,
            [c for c in Choice if counts[c] > sums[c]],
        )
        learnt[member] = choice
        known, sums = cast, counts
    assert learnt == VOTES
    # One copy alone, at the end, tells nothing of who: the same attacker has three to choose from.
    cast, counts = read_copy(copies[-1])
    assert cast == set(VOTES)
    assert list(counts.values()) == [1, 1, 1]


def test_a_unanimous_tally_tells_every_vote(file: CaseFile) -> None:
    """Sums are kept, because the law asks for them; where all agree, the sum is each vote."""
    box = box_of(file, vote())
    for member in VOTES:
        box.cast("1", member, {"A001": Choice.APPROVE})
    counts = box.count("1", "M01", "M01", "supervisor")["A001"]
    assert counts[Choice.APPROVE] == len(box.cast_by("1")) == 3


def test_without_a_secret_no_name_can_be_read_from_the_disk(
    make: Callable[..., CaseFile], tmp_path: Path
) -> None:
    file = make("thief.zcd", 3)
    box = box_of(file, vote())
    box.cast("1", "M02", {"A001": Choice.REJECT})
    folder = file.folder
    file.close()
    raw = b"".join(p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file())
    for name in ("委员2", "M02", "A001", "评审委员会", "不同意", "RoundOpened"):
        assert name.encode() not in raw, name
    assert not raw.startswith(b"SQLite format 3")
    for guess in ("", "秘书", "00000-00000", "M01"):
        with pytest.raises(KnownError):
            CaseFile.open(folder, guess)
