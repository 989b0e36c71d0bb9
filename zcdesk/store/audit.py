"""The audit log on disk: appended in the transaction of what it tells, replayed to verify."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from zcdesk.domain.audit import AuditEntry, entry, event_of, first_break
from zcdesk.domain.case import Case, evolve
from zcdesk.domain.codec import canonical, encode
from zcdesk.domain.events import BallotCast, Event
from zcdesk.domain.session import Phase
from zcdesk.store.driver import Database
from zcdesk.store.keys import SALT_BYTES, Random
from zcdesk.store.tables import KINDS

SHORT_HEAD = 16
"""Hex digits of a head that are printed for the eye."""


def append(
    database: Database,
    last: AuditEntry | None,
    events: Sequence[Event],
    *,
    actor: str,
    at: str,
    random: Random,
) -> AuditEntry | None:
    """Add one line for each event. A cast has neither actor, time nor salt, whoever calls."""
    lines: list[AuditEntry] = []
    for event in events:
        secret = isinstance(event, BallotCast)
        if secret:  # nothing of it is withheld, and nothing may tell one cast from another
            last = entry(last, event, actor="", at="")
        else:
            last = entry(last, event, actor=actor, at=at, salt=random(SALT_BYTES).hex())
        lines.append(last)
    database.conn.executemany(
        "INSERT INTO audit (number, body, digest, head) VALUES (?, ?, ?, ?)",
        [(line.number, line.body, line.digest, line.head) for line in lines],
    )
    return last


def entries(database: Database) -> list[AuditEntry]:
    """The whole log, in order."""
    rows = database.conn.execute("SELECT number, body, digest, head FROM audit ORDER BY number")
    return [AuditEntry(*row) for row in rows]


def last_entry(database: Database) -> AuditEntry | None:
    """The newest line."""
    row = database.conn.execute(
        "SELECT number, body, digest, head FROM audit ORDER BY number DESC LIMIT 1"
    ).fetchone()
    return AuditEntry(*row) if row else None


def latest_time(database: Database) -> str:
    """The latest time that a line bears, as ISO text; empty where none does (a cast has none)."""
    (found,) = database.conn.execute("SELECT max(json_extract(body, '$.at')) FROM audit").fetchone()
    return found or ""


def problems(log: Sequence[AuditEntry], case: Case, printed: str) -> Iterator[str]:
    """What does not agree: the chain with itself, the tables with it, a printed head with it."""
    broken = first_break(log)
    if broken is not None:
        yield f"审计日志在第 {broken} 条处断开：该条或其前后被改动、删除或调换。"
    digits = "".join(printed.split()).lower()
    if digits and not any(digits in (line.head, line.head[:SHORT_HEAD]) for line in log):
        yield "纸面上印出的日志校验码不在审计日志中：文件被换成了别的或较早的副本，或日志被重写。"
    replayed = Case()
    for line in log:
        try:
            body = json.loads(line.body)
            after = evolve(replayed, event_of(body["event"], body["payload"]))
        except (ValueError, KeyError, TypeError, AttributeError):
            yield f"审计日志第 {line.number} 条无法识别，不能据以复核。"
            return
        if _unsealed(replayed, after):
            yield f"审计日志第 {line.number} 条在封存之后改动了案卷。"
        replayed = after
    yield from _differences(replayed, case)


def _unsealed(before: Case, after: Case) -> bool:
    """Whether a sealed case was changed in anything but its way to the hand-over."""
    if not before.phase or before.current_phase.rank < Phase.SEALED.rank:
        return False
    changed = [name for name in KINDS if getattr(before, name) is not getattr(after, name)]
    return changed not in ([], ["phase"]) or after.current_phase.rank < Phase.SEALED.rank


def _differences(told: Case, kept: Case) -> Iterator[str]:
    for name in KINDS:
        log, table = _texts(told, name), _texts(kept, name)
        keys = [key for key in log | table if log.get(key) != table.get(key)]
        if keys:
            shown = "、".join(key.replace("\n", "／") for key in keys[:3])
            yield f"{_TITLES[name]}与审计日志不一致（{len(keys)} 处）：{shown}。"
        elif list(log) != list(table):
            yield f"{_TITLES[name]}的次序与审计日志不一致。"


def _texts(case: Case, name: str) -> dict[str, str]:
    return {key: canonical(encode(record)) for key, record in getattr(case, name).items()}


_TITLES = {
    "setup": "会议设置",
    "book": "政策参数",
    "phase": "会议阶段",
    "applicants": "申报人信息",
    "statuses": "申报人状态",
    "documents": "申报材料目录",
    "waivers": "豁免记录",
    "acknowledged": "存疑确认",
    "recusals": "回避记录",
    "attendance": "签到记录",
    "panels": "评议组",
    "scores": "评分",
    "opinions": "评议意见",
    "rounds": "表决轮次与计票结果",
    "exception": "例外说明",
    "groups": "淘汰率核算",
}
