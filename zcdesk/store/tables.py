"""The tables of a case: a projection of `Case`, one table a mapping. Nothing is decided here."""

from __future__ import annotations

import json
import typing
from collections.abc import Mapping
from typing import Any

from zcdesk.domain.case import Case
from zcdesk.domain.codec import canonical, decode, encode
from zcdesk.store.driver import Database
from zcdesk.store.errors import StoreDamaged

KINDS: dict[str, Any] = {
    name: typing.get_args(hint)[1] for name, hint in typing.get_type_hints(Case).items()
}
"""Each table and the type of its records."""

_WRITE = {
    name: f'INSERT INTO "{name}" (place, key, record) VALUES (?, ?, ?)'  # noqa: S608 - closed list
    " ON CONFLICT (place) DO UPDATE SET record = excluded.record"
    for name in KINDS
}


def project(database: Database, before: Case, after: Case) -> None:
    """Write the difference between two cases; unchanged records are the same objects."""
    for name in KINDS:
        old, new = getattr(before, name), getattr(after, name)
        if old is not new:
            _write(database, name, old, new)


def _write(
    database: Database, name: str, old: Mapping[str, object], new: Mapping[str, object]
) -> None:
    if list(new)[: len(old)] != list(old):
        # A record left, or the order is another: every place may have changed.
        database.table(name).delete_where()
        old = {}
    rows = [
        (place, key, canonical(encode(record)))
        for place, (key, record) in enumerate(new.items(), start=1)
        if key not in old or old[key] is not record
    ]
    database.conn.executemany(_WRITE[name], rows)


def load(database: Database) -> Case:
    """The case that the tables hold; StoreDamaged when a record is not what it should be."""
    try:
        return Case(**{name: _read(database, name, kind) for name, kind in KINDS.items()})
    except ValueError as error:
        raise StoreDamaged("案卷中有无法识别的记录") from error


def _read(database: Database, name: str, kind: Any) -> dict[str, Any]:
    rows = database.table(name).rows_where(order_by="place", select="key, record")
    return {row["key"]: decode(kind, json.loads(row["record"])) for row in rows}
