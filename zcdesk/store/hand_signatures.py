"""Signatures by hand (手写签名), beside the log: one row a person, gone once it is taken back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from zcdesk.domain.audit import AuditEntry, event_of
from zcdesk.domain.codec import canonical, decode, encode
from zcdesk.domain.hand_signature import HandSignature, standing
from zcdesk.store.driver import Database
from zcdesk.store.errors import StoreDamaged

_EVENTS = ('"event":"HandSigned"', '"event":"HandSignatureWithdrawn"')
_TROUBLE = "手写签名与审计日志不一致：{who}的笔迹被改动、删除或调换。"


def put(database: Database, signer: str, signature: HandSignature) -> None:
    """Keep a person's strokes in place of earlier ones; the caller holds the transaction."""
    row = {"signer": signer, "strokes": canonical(encode(signature))}
    database.table("hand_signatures").upsert(row, pk="signer")


def drop(database: Database, signer: str) -> None:
    """Wipe a person's strokes; the caller holds the transaction."""
    database.table("hand_signatures").delete_where("signer = ?", [signer])


def kept(database: Database) -> dict[str, HandSignature]:
    """The strokes on file by who drew them. StoreDamaged where they are not what the log says."""
    log = database.conn.execute(
        "SELECT number, body, digest, head FROM audit"
        " WHERE json_extract(body, '$.event') LIKE 'Hand%' ORDER BY number"
    )
    for problem in disagreements(database, [AuditEntry(*row) for row in log]):
        raise StoreDamaged(problem.removesuffix("。"))
    return {who: _read(text) for who, text in _rows(database).items()}


def disagreements(database: Database, log: Sequence[AuditEntry]) -> Iterator[str]:
    """Whose strokes are not those whose digest stands in the log."""
    told = _told(log)
    found = {who: _digest(text) for who, text in _rows(database).items()}
    wrong = [who for who in told | found if told.get(who) != found.get(who)]
    if wrong:
        yield _TROUBLE.format(who="、".join(wrong))


def _rows(database: Database) -> dict[str, str]:
    return dict(database.conn.execute("SELECT signer, strokes FROM hand_signatures"))


def _told(log: Sequence[AuditEntry]) -> dict[str, str]:
    bodies = [json.loads(line.body) for line in log if any(e in line.body for e in _EVENTS)]
    return standing(event_of(body["event"], body["payload"]) for body in bodies)


def _digest(text: str) -> str:
    """The digest of what a row holds; empty where it holds no signature."""
    try:
        return _read(text).digest
    except ValueError:
        return ""


def _read(text: str) -> HandSignature:
    made: HandSignature = decode(HandSignature, json.loads(text))
    return made
