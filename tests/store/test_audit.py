"""Attacks on the log by somebody who has the database key; each is seen by the layer that must.

He can write any row. The chain catches a careless edit; the replay against the tables catches a
chain computed anew; the presider's token catches what agrees with itself but was not written in
a sitting; the head printed in the minutes catches an older copy put back, and all the rest.
"""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from zcdesk.domain import events as ev
from zcdesk.domain.audit import GENESIS, digest_of, link
from zcdesk.domain.ballot import Round
from zcdesk.domain.codec import canonical
from zcdesk.domain.session import ApplicantStatus, Phase
from zcdesk.store.casefile import CaseFile
from zcdesk.store.driver import Database
from zcdesk.store.errors import StoreDamaged

AT = "2024-11-30T09:00:00"


@pytest.fixture
def told(file: CaseFile, happenings) -> CaseFile:
    """A session with applicants, statuses and an opinion; eight lines in its log."""
    file.record(happenings[2:5], actor="秘书甲", at=AT)
    for status in (ApplicantStatus.QUALIFIED, ApplicantStatus.DEFENSE_PASSED):
        event = ev.StatusSet("A001", ApplicantStatus.PENDING, status, "")
        file.record([event], actor="秘书甲", at=AT)
    file.record([ev.OpinionWritten("A001", "不同意推荐")], actor="秘书甲", at=AT)
    file.record([ev.Printed("minutes", "ab" * 32)], actor="秘书甲", at=AT)
    assert len(file.audit()) == 8
    return file


def sql(*statements: str) -> Callable[[Database], None]:
    def work(database: Database) -> None:
        for statement in statements:
            database.execute(statement)

    return work


def rechained(database: Database) -> None:
    """The whole chain computed anew over whatever the bodies say now."""
    head = GENESIS
    bodies = [row[0] for row in database.conn.execute("SELECT body FROM audit ORDER BY number")]
    database.execute("DELETE FROM audit")
    for number, body in enumerate(bodies, start=1):
        digest = digest_of(body)
        head = link(head, number, digest)
        database.execute("INSERT INTO audit VALUES (?, ?, ?, ?)", [number, body, digest, head])


EDIT = "UPDATE audit SET body = replace(body, '不同意推荐', '同意推荐') WHERE number = 7"
EDIT_TABLE = "UPDATE opinions SET record = replace(record, '不同意推荐', '同意推荐')"
DROP_LINE = "DELETE FROM audit WHERE number = 6"
DROP_TAIL = "DELETE FROM audit WHERE number = 8"
SWAP = (
    "UPDATE audit SET number = 99 WHERE number = 5",
    "UPDATE audit SET number = 5 WHERE number = 6",
    "UPDATE audit SET number = 6 WHERE number = 99",
)


def forged_tail(database: Database) -> None:
    number, head = database.conn.execute(
        "SELECT number, head FROM audit ORDER BY number DESC LIMIT 1"
    ).fetchone()
    payload = {"applicant": "A001", "opinion": "同意推荐"}
    body = canonical({"actor": "", "at": AT, "event": "OpinionWritten", "payload": payload})
    digest = digest_of(body)
    row = [number + 1, body, digest, link(head, number + 1, digest)]
    database.execute("INSERT INTO audit VALUES (?, ?, ?, ?)", row)


CHAIN, REPLAY, PRINTED = "断开", "不一致", "印出的日志校验码"


@pytest.mark.parametrize(
    ("attack", "seen"),
    [
        pytest.param(sql(EDIT), CHAIN, id="edit a line"),
        pytest.param(sql(DROP_LINE), CHAIN, id="delete a line"),
        pytest.param(sql(*SWAP), CHAIN, id="swap two lines"),
        pytest.param(sql("UPDATE audit SET digest = upper(digest)"), CHAIN, id="edit a digest"),
        pytest.param(sql(EDIT_TABLE), REPLAY, id="edit a table"),
        pytest.param(sql("DELETE FROM opinions"), REPLAY, id="delete a record"),
        pytest.param(forged_tail, REPLAY, id="forge a tail"),
        pytest.param(sql("DELETE FROM audit WHERE number > 6"), REPLAY, id="truncate"),
        pytest.param(
            lambda db: (sql(EDIT)(db), rechained(db)), REPLAY, id="edit a line, chain anew"
        ),
        pytest.param(sql(DROP_TAIL), PRINTED, id="truncate a line that no table shows"),
        pytest.param(
            lambda db: (sql(EDIT, EDIT_TABLE)(db), rechained(db)),
            PRINTED,
            id="edit line and table, chain anew",
        ),
    ],
)
def test_an_attack_is_seen(told: CaseFile, attack: Callable, seen: str) -> None:
    printed = told.head[:16]
    assert told.verify(printed) == []
    told.run(attack)
    problems = told.verify(printed)
    assert any(seen in problem for problem in problems), problems
    if seen == PRINTED:
        # Nothing but the paper can tell: the file agrees with itself.
        assert told.verify() == []


FORGED_WHOLE = "会议之后被改动"


@pytest.fixture
def sat(told: CaseFile) -> CaseFile:
    """The same session between two sittings of its chair."""
    told.secrets.enrol_holder("M01", "主任委员的口令")
    told.secrets.enrol_holder("M02", "副主任委员的口令")
    told.open_sitting("M01", "主任委员的口令")
    told.close_sitting()
    return told


def whole_forged(database: Database) -> None:
    """Line and table edited, chain computed anew: the file agrees with itself."""
    sql(EDIT, EDIT_TABLE)(database)
    rechained(database)


@pytest.mark.parametrize(
    ("attack", "seen"),
    [
        pytest.param(whole_forged, FORGED_WHOLE, id="edit line and table, chain anew"),
        pytest.param(sql(DROP_TAIL), FORGED_WHOLE, id="truncate a line that no table shows"),
        pytest.param(
            lambda db: (sql(DROP_TAIL)(db), rewound(db, 7)),
            FORGED_WHOLE,
            id="… and the row with it",
        ),
        pytest.param(
            sql("UPDATE sitting SET mac = zeroblob(32)"), FORGED_WHOLE, id="edit the code"
        ),
        pytest.param(sql(EDIT), CHAIN, id="edit a line"),
        pytest.param(sql(EDIT_TABLE), REPLAY, id="edit a table"),
    ],
)
def test_the_next_sitting_of_the_same_presider_sees_it(
    sat: CaseFile, attack: Callable, seen: str
) -> None:
    sat.run(attack)
    with pytest.raises(StoreDamaged) as refusal:
        sat.open_sitting("M01", "主任委员的口令")
    assert seen in refusal.value.sentence
    assert sat.sitting == ""


def rewound(database: Database, number: int) -> None:
    """The row's number set back; its code cannot be made without the token."""
    database.execute("UPDATE sitting SET number = ?", [number.to_bytes(8, "big")])


def test_without_the_code_a_whole_forgery_agrees_with_itself(told: CaseFile) -> None:
    """The guard bites: the same forgery, no sitting before it, and nothing in the file tells."""
    told.secrets.enrol_holder("M01", "主任委员的口令")
    told.run(whole_forged)
    assert told.verify() == []
    assert not told.open_sitting("M01", "主任委员的口令").checked


@pytest.mark.parametrize(
    "hiding", ["DELETE FROM sitting", "UPDATE sitting SET holder = 'M02', mac = randomblob(32)"]
)
def test_a_row_taken_away_hides_the_forgery_but_not_that_nothing_was_checked(
    sat: CaseFile, hiding: str
) -> None:
    printed = sat.head
    sat.run(lambda db: (whole_forged(db), sql(hiding)(db)))
    found = sat.open_sitting("M01", "主任委员的口令")
    assert not found.checked
    assert found.unvouched == 8
    assert "纸面" in found.sentence
    assert PRINTED in sat.verify(printed)[0]


@pytest.mark.parametrize(
    "attack",
    [
        pytest.param(whole_forged, id="edit line and table, chain anew"),
        pytest.param(forged_tail, id="forge a tail"),
        pytest.param(sql(DROP_TAIL), id="truncate"),
        pytest.param(sql("DELETE FROM sitting"), id="take the row away"),
        pytest.param(sql("UPDATE sitting SET holder = 'M02'"), id="another presider"),
    ],
)
def test_a_forgery_during_a_sitting_is_seen(sat: CaseFile, attack: Callable) -> None:
    sat.open_sitting("M01", "主任委员的口令")
    assert sat.verify() == []
    sat.run(attack)
    assert any("会议进行中" in problem for problem in sat.verify())


@pytest.mark.parametrize("delivered", [False, True], ids=["sealed", "handed over"])
def test_a_tail_forged_onto_a_sealed_session_is_seen(
    told: CaseFile, happenings, delivered: bool
) -> None:
    """Forged with its tables it follows the printed head, and breaks the seal."""
    sealed = next(event for event in happenings if isinstance(event, ev.Sealed))
    told.record([sealed, ev.Printed("minutes", "ef" * 32)], actor="秘书甲", at=AT)
    if delivered:
        handed_over = ev.PhaseStepped(Phase.SEALED, Phase.HANDED_OVER, "")
        told.record([handed_over, ev.PackageWritten("移交包", "ab" * 32, 1)], actor="", at=AT)
    assert told.verify(told.head) == []
    told.run(lambda db: (forged_tail(db), sql(EDIT_TABLE)(db)))
    number = 13 if delivered else 11
    assert told.verify(told.head) == [f"审计日志第 {number} 条在封存之后改动了案卷。"]


def test_an_older_copy_put_back_is_seen_by_the_paper_only(told: CaseFile, tmp_path: Path) -> None:
    told.backup(tmp_path / "older.zcd")
    told.record([ev.OpinionWritten("A002", "同意推荐")], actor="秘书甲", at=AT)
    printed = told.head
    folder = told.folder
    told.close()
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "older.zcd", folder)
    with CaseFile.open(folder, "秘书的口令") as older:
        assert older.verify() == []
        for shown in (printed, printed[:16], " ".join(printed[n : n + 4] for n in (0, 4, 8, 12))):
            assert len(older.verify(shown)) == 1
        assert PRINTED in older.verify(printed)[0]


@pytest.mark.parametrize("row_alone", [False, True])
def test_an_older_code_is_valid_as_of_then_so_the_paper_only_shows_it(
    sat: CaseFile, tmp_path: Path, *, row_alone: bool
) -> None:
    """An old copy has an old, valid code; an old row lets what came after it be forged."""
    sat.backup(tmp_path / "older.zcd")
    row = sat.run(lambda db: db.conn.execute("SELECT number, mac FROM sitting").fetchone())
    sat.open_sitting("M01", "主任委员的口令")
    sat.record([ev.OpinionWritten("A001", "同意推荐")], actor="秘书甲", at=AT)
    printed, folder = sat.head, sat.folder
    sat.close_sitting()
    if row_alone:
        sat.run(
            lambda db: (
                sql("DELETE FROM audit WHERE number = 9")(db),
                db.execute("UPDATE opinions SET record = '\"不同意推荐\"'"),
                db.execute("UPDATE sitting SET number = ?, mac = ?", list(row)),
            )
        )
        sat.close()
    else:
        sat.close()
        shutil.rmtree(folder)
        shutil.copytree(tmp_path / "older.zcd", folder)
    with CaseFile.open(folder, "秘书的口令") as older:
        assert older.open_sitting("M01", "主任委员的口令").checked
        assert older.verify() == []
        assert PRINTED in older.verify(printed)[0]


def test_a_head_printed_earlier_stays_valid(told: CaseFile) -> None:
    printed = told.head
    told.record([ev.Printed("tally", "cd" * 32)], actor="秘书甲", at=AT)
    assert told.verify(printed) == []
    assert told.verify(printed[:16].upper()) == []


@pytest.mark.parametrize(
    "body",
    ['{"event":"Nothing","payload":{}}', '{"event":"OpinionWritten","payload":[]}', "[]", "1"],
)
def test_a_line_that_cannot_be_read_is_named(told: CaseFile, body: str) -> None:
    told.run(lambda db: db.execute("UPDATE audit SET body = ? WHERE number = 7", [body]))
    assert any("第 7 条无法识别" in problem for problem in told.verify())


def test_a_roll_or_box_that_does_not_fit_is_named(told: CaseFile, ballot_box: Callable) -> None:
    ballot_box(told, Round("1", 1, "", ("M01", "M02"), ("A001",), {}))
    told.run(sql("UPDATE roll SET voted = 1 WHERE voter = 'M01'"))
    assert told.verify() == ["第 1 轮的投票名册与已收回的票数不一致。"]
    told.run(
        sql(
            "UPDATE roll SET voted = 0",
            "DELETE FROM boxes",
            "DELETE FROM key_shares",
            "DELETE FROM box_keys",
        )
    )
    assert told.verify() == ["第 1 轮的票箱与该轮的状态不符。"]


def test_the_chain_is_what_the_formula_says(told: CaseFile) -> None:
    """h = H(previous ‖ number ‖ H(canonical JSON)), worked out with hashlib alone."""
    head = "0" * 64
    for line in told.audit():
        body = json.dumps(
            json.loads(line.body), ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        digest = hashlib.sha256(body.encode()).hexdigest()
        head = hashlib.sha256(f"{head}|{line.number}|{digest}".encode()).hexdigest()
        assert (line.digest, line.head) == (digest, head)
