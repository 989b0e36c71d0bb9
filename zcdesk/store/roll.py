"""The roll of a round (投票名册): who gets a sheet and whose sheet is in, filled in beforehand.

A cast turns one 0 into a 1 where it stands: the rows keep the committee's order for ever.
"""

from __future__ import annotations

from collections.abc import Iterator

from zcdesk.domain.ballot import Round, RoundState
from zcdesk.domain.case import Case
from zcdesk.store.driver import Database
from zcdesk.store.errors import AlreadyCast, NotOnRoll


def fill(database: Database, opened: Round) -> None:
    """Put every member who gets a sheet on the roll."""
    database.conn.executemany(
        "INSERT INTO roll (round, voter, voted) VALUES (?, ?, 0)",
        [(opened.key, voter) for voter in opened.voters],
    )


def flip(database: Database, key: str, member: str) -> None:
    """Note that a member casts; AlreadyCast, or NotOnRoll, when there is no row to turn."""
    flipped = database.conn.execute(
        "UPDATE roll SET voted = 1 WHERE round = ? AND voter = ? AND voted = 0", [key, member]
    ).rowcount
    if flipped == 1:
        return
    (known,) = database.conn.execute(
        "SELECT count(*) FROM roll WHERE round = ? AND voter = ?", [key, member]
    ).fetchone()
    raise AlreadyCast if known else NotOnRoll


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
