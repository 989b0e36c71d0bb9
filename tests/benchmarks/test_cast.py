"""A cast is held against a bare SQLCipher transaction that writes the same pages."""

import datetime
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from nacl.public import PrivateKey, SealedBox

from tests.conftest import Measured
from zcdesk.domain import events as ev
from zcdesk.domain.ballot import Choice, Round
from zcdesk.domain.codec import canonical, encode
from zcdesk.domain.committee import Committee, Staff
from zcdesk.domain.scoring import ScoreGroup, ScoreItem, ScoreScheme
from zcdesk.domain.session import ReviewSession
from zcdesk.store.ballots import BallotBox
from zcdesk.store.casefile import CaseFile
from zcdesk.store.driver import connect
from zcdesk.store.keys import KdfCost, derive

pytestmark = pytest.mark.benchmark

AT = "2024-11-30T09:00:00"
MEMBERS, APPLICANTS = 25, 30
ROUND = Round(
    key="1",
    number=1,
    reason="",
    present=tuple(f"M{n:02d}" for n in range(MEMBERS)),
    applicants=tuple(f"A{n:03d}" for n in range(APPLICANTS)),
    recused={},
)


@pytest.fixture
def file(tmp_path: Path):
    made, _ = CaseFile.create(tmp_path / "s.zcd", {"secretary": "口令"}, cost=KdfCost.REHEARSAL)
    yield made
    made.close()


def setup() -> ev.Setup:
    mark = ScoreItem("专业能力", Fraction(0), Fraction(20), Fraction(1, 2))
    return ev.Setup(
        session=ReviewSession(
            2024, (datetime.date(2024, 11, 30),), datetime.date(2024, 10, 31), "shanxi-2024"
        ),
        committee=Committee("评审委员会"),
        members=(),
        staff=Staff("秘书甲", "监督乙"),
        choices={},
        scheme=ScoreScheme("赋分办法", ScoreGroup("合计", (mark,))),
        rehearsal=True,
    )


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def bare(path: Path) -> Callable[[int], object]:
    """The same bytes, in the same number of rows, and nothing else."""
    database = connect(path, b"k" * 32)
    run = database.conn.execute
    run(
        "CREATE TABLE boxes (round TEXT, applicant TEXT, ballots BLOB, PRIMARY KEY (round, applicant))"
    )
    run("CREATE TABLE roll (round TEXT, voter TEXT, voted INTEGER, PRIMARY KEY (round, voter))")
    run("CREATE TABLE rounds (place INTEGER PRIMARY KEY, record TEXT)")
    run("CREATE TABLE sitting (only_one INTEGER PRIMARY KEY, holder TEXT, number BLOB, mac BLOB)")
    run("INSERT INTO sitting VALUES (1, 'chair', zeroblob(8), zeroblob(32))")
    run("CREATE TABLE audit (number INTEGER PRIMARY KEY, body TEXT, digest TEXT, head TEXT)")
    for applicant in ROUND.applicants:
        run("INSERT INTO boxes VALUES ('1', ?, zeroblob(?))", [applicant, 64 * MEMBERS])
    for member in ROUND.present:
        run("INSERT INTO roll VALUES ('1', ?, 0)", [member])
    run("INSERT INTO rounds VALUES (1, ?)", ["x" * 900])

    def write(turn: int) -> None:
        run("BEGIN IMMEDIATE")
        run("UPDATE roll SET voted = 1 WHERE voter = ?", [ROUND.present[turn]])
        content = bytes([turn]) * (64 * MEMBERS)
        database.conn.executemany(
            "UPDATE boxes SET ballots = ? WHERE rowid = ?",
            [(content, rowid) for rowid in range(1, APPLICANTS + 1)],
        )
        run("UPDATE rounds SET record = ?", [str(turn).ljust(900, "x")])
        run(
            "INSERT INTO audit (body, digest, head) VALUES (?, ?, ?)",
            ["b" * 110, "d" * 64, "h" * 64],
        )
        run("UPDATE sitting SET number = ?, mac = ?", [bytes([turn]) * 8, bytes([turn]) * 32])
        run("COMMIT")

    return write


def test_a_sheet_of_thirty_ballots_costs_at_most_two_bare_transactions(
    file: CaseFile, tmp_path: Path, measured: Measured
) -> None:
    book = ev.BookText("shanxi-2024", "0" * 64, {})
    file.record([ev.SessionOpened(setup(), book)], actor="秘书甲", at=AT)
    file.secrets.enrol_holder("chair", "主任的令牌")
    file.secrets.enrol_holder("supervisor", "监督的令牌")
    box = BallotBox(file)
    also = box.open_round(ROUND, ["chair"], "supervisor")
    file.record([ev.RoundOpened(ROUND)], actor="秘书甲", at=AT, also=also)
    file.open_sitting("chair", "主任的令牌")
    floor = bare(tmp_path / "bare.db")
    sheet = dict.fromkeys(ROUND.applicants, Choice.APPROVE)
    ours, theirs = [], []
    for turn, member in enumerate(ROUND.present):  # in turn, so that a slow moment hits both
        ours.append(seconds(lambda member=member: box.cast("1", member, sheet)))
        box.turnout("1")  # waits for the envelopes of the next sheet, made as members change places
        theirs.append(seconds(lambda turn=turn: floor(turn)))
    measured(
        f"cast of a sheet of {APPLICANTS} ballots",
        statistics.median(ours),
        statistics.median(theirs),
        "the same pages in a bare SQLCipher transaction",
        most=2,
        target=1.3,
    )


def test_a_thousand_events_cost_at_most_four_times_their_bare_rows(
    file: CaseFile, tmp_path: Path, measured: Measured
) -> None:
    events = [ev.OpinionWritten(f"A{n:03d}", "评议意见" * 20) for n in range(1000)]
    book = ev.BookText("shanxi-2024", "0" * 64, {})
    file.record([ev.SessionOpened(setup(), book)], actor="秘书甲", at=AT)
    database = connect(tmp_path / "bare.db", b"k" * 32)
    database.conn.execute("CREATE TABLE audit (number INTEGER PRIMARY KEY, body TEXT, head TEXT)")
    database.conn.execute("CREATE TABLE opinions (key TEXT PRIMARY KEY, record TEXT)")

    def floor(turn: int) -> None:
        bodies = [canonical(encode(event)) for event in events]
        run = database.conn.executemany
        database.conn.execute("BEGIN IMMEDIATE")
        run("INSERT INTO audit (body, head) VALUES (?, ?)", [(body, "h" * 64) for body in bodies])
        run("INSERT INTO opinions VALUES (?, ?)", [(f"{turn} {n}", "x" * 90) for n in range(1000)])
        database.conn.execute("COMMIT")

    ours, theirs = [], []
    for turn in range(5):
        ours.append(seconds(lambda: file.record(events, actor="秘书甲", at=AT)))
        theirs.append(seconds(lambda turn=turn: floor(turn)))
    measured("1000 events recorded", min(ours), min(theirs), "their bare rows", most=4)


def test_enrolling_a_committee_costs_little_more_than_the_derivations(
    file: CaseFile, measured: Measured
) -> None:
    def enrol() -> None:
        for member in ROUND.present:
            file.secrets.set_pin(member, "2468")
        for member in ROUND.present:
            file.secrets.check_pin(member, "2468", tries=5)
        for holder in ("chair", "vice", "supervisor"):
            file.secrets.enrol_holder(holder, "令牌")

    def floor() -> None:
        for _ in range(2 * MEMBERS + 3):
            derive("2468", b"s" * 16, KdfCost.REHEARSAL)
        for turn in range(MEMBERS + 3):
            file.record([ev.KeyEnrolled(f"M{turn:02d}")], actor="", at=AT)

    book = ev.BookText("shanxi-2024", "0" * 64, {})
    file.record([ev.SessionOpened(setup(), book)], actor="秘书甲", at=AT)
    ours, theirs = [], []
    for _ in range(3):
        ours.append(seconds(enrol))
        theirs.append(seconds(floor))
    measured(
        "PINs and tokens of 25 members and 3 holders",
        min(ours),
        min(theirs),
        "Argon2id as often, and a bare event each",
        most=2,
    )


def test_opening_thirty_thousand_ballots_costs_little_more_than_unsealing_them(
    file: CaseFile, measured: Measured
) -> None:
    many = replace(
        ROUND,
        present=tuple(f"M{n:02d}" for n in range(30)),
        applicants=tuple(f"A{n:04d}" for n in range(1000)),
    )
    book = ev.BookText("shanxi-2024", "0" * 64, {})
    file.record([ev.SessionOpened(setup(), book)], actor="秘书甲", at=AT)
    file.secrets.enrol_holder("chair", "主任的令牌")
    file.secrets.enrol_holder("supervisor", "监督的令牌")
    box = BallotBox(file)
    also = box.open_round(many, ["chair"], "supervisor")
    file.record([ev.RoundOpened(many)], actor="秘书甲", at=AT, also=also)
    file.open_sitting("chair", "主任的令牌")
    sheet = dict.fromkeys(many.applicants, Choice.APPROVE)
    for member in many.present:
        box.cast("1", member, sheet)

    opened: dict = {}
    ours = seconds(lambda: opened.update(box.count("1", "chair", "主任的令牌", "监督的令牌")))
    assert {each[Choice.APPROVE] for each in opened.values()} == {30}
    key = PrivateKey.generate()
    sealed = [SealedBox(key.public_key).encrypt(b"x" * 16) for _ in range(200)]
    unseal = SealedBox(key).decrypt
    floor = min(seconds(lambda: [unseal(each) for each in sealed]) for _ in range(5)) * 150
    measured(
        "30 000 ballots opened and counted",
        ours,
        floor,
        "unsealing as many",
        most=2,
        target=1.3,
    )
