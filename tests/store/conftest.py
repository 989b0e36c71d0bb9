"""Case files with invented people, at the rehearsal's cost."""

import datetime
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from zcdesk.domain import events as ev
from zcdesk.domain.ballot import Choice, Round
from zcdesk.domain.committee import Committee, Member, Role, Staff
from zcdesk.domain.scoring import ScoreGroup, ScoreItem, ScoreScheme
from zcdesk.domain.session import ReviewSession
from zcdesk.store.ballots import BallotBox
from zcdesk.store.casefile import CaseFile
from zcdesk.store.keys import KdfCost

AT = "2024-11-30T09:00:00"
PASSPHRASES = {"secretary": "秘书的口令", "chair": "主任的口令"}


def setup_of(members: int) -> ev.Setup:
    """A committee of so many, M01 its chair and M02 its vice chair."""
    roles = {1: Role.CHAIR, 2: Role.VICE_CHAIR}
    mark = ScoreItem("专业能力", Fraction(0), Fraction(20), Fraction(1, 2))
    return ev.Setup(
        session=ReviewSession(
            review_year=2024,
            meeting_dates=(datetime.date(2024, 11, 30),),
            window_end=datetime.date(2024, 10, 31),
            rules="shanxi-2024",
        ),
        committee=Committee("山西省某系列高级职称评审委员会"),
        members=tuple(
            Member(f"M{n:02d}", f"委员{n}", roles.get(n, Role.MEMBER))
            for n in range(1, members + 1)
        ),
        staff=Staff("秘书甲", "监督乙"),
        choices={"max_rounds": 3},
        scheme=ScoreScheme("赋分办法", ScoreGroup("合计", (mark,))),
        rehearsal=True,
    )


def opened(members: int = 9) -> ev.SessionOpened:
    """The first event of every session."""
    book = ev.BookText("shanxi-2024", "0" * 64, {"shanxi-2024.toml": "[book]\n"})
    return ev.SessionOpened(setup_of(members), book)


def round_of(
    members: int,
    applicants: int,
    *,
    key: str = "1",
    recused: dict[str, tuple[str, ...]] | None = None,
) -> Round:
    """A round in which everybody attends."""
    return Round(
        key=key,
        number=1,
        reason="",
        present=tuple(f"M{n:02d}" for n in range(1, members + 1)),
        applicants=tuple(f"A{n:03d}" for n in range(1, applicants + 1)),
        recused=recused or {},
    )


def sheet(current: Round, member: str, choice: Choice = Choice.APPROVE) -> dict[str, Choice]:
    """One member's whole sheet, the same choice on every line."""
    return dict.fromkeys(current.sheet(member), choice)


def open_round(file: CaseFile, current: Round) -> BallotBox:
    """Enrol chair, vice chair and supervisor, open a round, and return the box."""
    for holder in ("M01", "M02", "supervisor"):
        file.secrets.enrol_holder(holder, f"token of {holder}")
    box = BallotBox(file)
    file.record(
        [ev.RoundOpened(current)],
        actor="秘书甲",
        at=AT,
        also=box.open_round(current, ("M01", "M02"), "supervisor"),
    )
    return box


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[..., CaseFile]]:
    """Make case files that are closed after the test."""
    files: list[CaseFile] = []

    def create(name: str = "session.zcd", members: int = 9) -> CaseFile:
        file, _ = CaseFile.create(tmp_path / name, PASSPHRASES, cost=KdfCost.REHEARSAL)
        files.append(file)
        file.record([opened(members)], actor="秘书甲", at=AT)
        return file

    yield create
    for file in files:
        file.close()


@pytest.fixture
def file(make: Callable[..., CaseFile]) -> CaseFile:
    """One open case file with a committee of nine."""
    return make()
