"""The roll of a round (投票名册): who gets a sheet and whose sheet is in, filled in beforehand.

A cast turns one 0 into a 1 where it stands: the rows keep the committee's order for ever. In a
round with slips a row is a slip, not a member: its class and a keyed digest of its code, sorted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zcdesk.domain.ballot import RoundState
from zcdesk.domain.case import Case
from zcdesk.store.driver import Database
from zcdesk.store.errors import AlreadyCast, NotOnRoll


def fill(database: Database, key: str, entries: Sequence[str]) -> None:
    """Put every sheet on the roll: by the member who gets it, or by its slip."""
    database.conn.executemany(
        "INSERT INTO roll (round, voter, voted) VALUES (?, ?, 0)",
        [(key, entry) for entry in entries],
    )


def flip(database: Database, key: str, voter: str) -> None:
    """Note that a sheet is cast; AlreadyCast, or NotOnRoll, when there is no row to turn."""
    flipped = database.conn.execute(
        "UPDATE roll SET voted = 1 WHERE round = ? AND voter = ? AND voted = 0", [key, voter]
    ).rowcount
    if flipped == 1:
        return
    raise AlreadyCast if on_it(database, key, voter) else NotOnRoll


def on_it(database: Database, key: str, voter: str) -> bool:
    """Whether the roll has such a sheet at all."""
    (known,) = database.conn.execute(
        "SELECT count(*) FROM roll WHERE round = ? AND voter = ?", [key, voter]
    ).fetchone()
    return bool(known)


def left(database: Database, key: str) -> tuple[str, ...]:
    """Whose sheets are not in, in the order of the roll."""
    rows = database.conn.execute(
        "SELECT voter FROM roll WHERE round = ? AND voted = 0 ORDER BY rowid", [key]
    )
    return tuple(voter for (voter,) in rows)


def voted(database: Database, key: str) -> tuple[str, ...]:
    """Whose sheets are in, in the order of the roll."""
    rows = database.conn.execute(
        "SELECT voter FROM roll WHERE round = ? AND voted = 1 ORDER BY rowid", [key]
    )
    return tuple(voter for (voter,) in rows)


def turnout(database: Database, key: str) -> tuple[int, int]:
    """Sheets issued and sheets returned."""
    issued, returned = database.conn.execute(
        "SELECT count(*), coalesce(sum(voted), 0) FROM roll WHERE round = ?", [key]
    ).fetchone()
    return issued, returned


def disagreements(database: Database, case: Case) -> Iterator[str]:
    """Rounds whose roll or box does not fit what the case says of them."""
    held = {key for (key,) in database.conn.execute("SELECT round FROM box_keys")}
    for key, current in case.rounds.items():
        if current.on_paper:
            if key in held:
                yield f"第 {key} 轮用纸质表决票，却另有票箱。"
            continue
        if len(voted(database, key)) != current.cast:
            yield f"第 {key} 轮的投票名册与已收回的票数不一致。"
        if (key in held) != (current.state in (RoundState.OPEN, RoundState.CLOSED)):
            yield f"第 {key} 轮的票箱与该轮的状态不符。"
