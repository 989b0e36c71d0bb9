"""The searches of the attack on oneself: each looks at one place for a member beside a vote."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from zcdesk.domain.attack import Probe
from zcdesk.domain.ballot import Choice

CHOICES = frozenset(choice.value for choice in Choice)
_SLOT = 64
_QUARTER = 16
_VARIED = 44
_CUT = 4
_EXPECTED = frozenset({"session.db", "session.db-journal", "slots.json"})
_CAST_LINE = {"actor", "at", "event", "payload"}
_CAST_FIELDS = {"round", "issued", "returned"}


@dataclass(frozen=True, slots=True)
class Exhibit:
    """Everything that an attacker finds of a finished session.

    `rolls`: of each round the entries as they were filled in, and as they lie by row number and
    by place. `people`: what stands for a member (id or name). `package`: file names and texts.
    """

    people: frozenset[str]
    rolls: Sequence[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]]
    box_rows: int
    records: Sequence[str]
    waste: Sequence[bytes]
    journal: bytes
    names: Sequence[str]
    log: Sequence[str]
    package: Sequence[tuple[str, str]]


Search = Callable[[Exhibit], int]


def probe(exhibit: Exhibit, planted: Exhibit, hidden: Mapping[str, int]) -> tuple[Probe, ...]:
    """Every search on the session and on the sample that has `hidden` traces by place."""
    return tuple(
        Probe(place, looked_for, search(exhibit), search(planted), hidden[place])
        for place, looked_for, search in SEARCHES
    )


def _box_rows(exhibit: Exhibit) -> int:
    return exhibit.box_rows


def _row_order(exhibit: Exhibit) -> int:
    return sum(filled != by_row for filled, by_row, _ in exhibit.rolls)


def _offsets(exhibit: Exhibit) -> int:
    # SQLite fills a page from its end: the order of filling, or that order backwards.
    return sum(
        by_place not in (filled, filled[::-1]) and not _in_runs(filled, by_place)
        for filled, _, by_place in exhibit.rolls
    )


def _in_runs(filled: tuple[str, ...], by_place: tuple[str, ...]) -> bool:
    """Whether the places are stretches of the filling order, each backwards: one a page."""
    places = [filled.index(entry) for entry in by_place]
    start = 0
    while start < len(places):
        end = start + 1
        while end < len(places) and places[end] == places[end - 1] - 1:
            end += 1
        # A stretch continues exactly where the one before it ended.
        if places[end - 1] != start:
            return False
        start = end
    return True


def _records(exhibit: Exhibit) -> int:
    return sum(_links(json.loads(text), exhibit.people) for text in exhibit.records)


def _waste(exhibit: Exhibit) -> int:
    return sum(_is_trace(stretch, exhibit.people) for stretch in exhibit.waste)


def _is_trace(stretch: bytes, people: frozenset[str]) -> bool:
    text = stretch.decode("utf-8", "ignore")
    if any(name in text for name in people) and any(f'"{word}"' in text for word in CHOICES):
        return True
    windows = (stretch[at : at + _SLOT] for at in range(0, len(stretch) - _SLOT + 1, _QUARTER))
    return any(len(set(window)) > _VARIED and not _reads(window) for window in windows)


def _reads(window: bytes) -> bool:
    """Whether some quarter is text: of a sealed ballot none is."""
    return any(_is_text(window[at : at + _QUARTER]) for at in range(0, len(window), _QUARTER))


def _is_text(chunk: bytes) -> bool:
    """Whether it reads as UTF-8 that was cut anywhere."""
    for start in range(_CUT):
        for end in range(_CUT):
            try:
                chunk[start : len(chunk) - end].decode("utf-8")
            except UnicodeDecodeError:
                continue
            return True
    return False


def _journal(exhibit: Exhibit) -> int:
    return len(exhibit.journal) - exhibit.journal.count(0)


def _names(exhibit: Exhibit) -> int:
    return sum(
        name not in _EXPECTED and not (name.startswith("files/") and "." not in name)
        for name in exhibit.names
    )


def _log(exhibit: Exhibit) -> int:
    found = 0
    for text in exhibit.log:
        body = json.loads(text)
        if body["event"] == "BallotCast":
            empty = not body["actor"] and not body["at"] and set(body) == _CAST_LINE
            bare = empty and set(body["payload"]) == _CAST_FIELDS
            found += not bare
        else:
            found += _links(body, exhibit.people)
    return found


def _package(exhibit: Exhibit) -> int:
    found = 0
    for name, text in exhibit.package:
        if name.endswith(".json"):
            found += _links(json.loads(text), exhibit.people)
        else:
            for row in csv.reader(io.StringIO(text)):
                found += bool(exhibit.people & set(row)) and bool(CHOICES & set(row))
    return found


def _links(value: object, people: frozenset[str]) -> int:
    """Records, however deep, that hold a person and a vote side by side."""
    if isinstance(value, dict):
        flat = {str(key) for key in value} | {v for v in value.values() if isinstance(v, str)}
    elif isinstance(value, list):
        flat = {part for part in value if isinstance(part, str)}
    else:
        return 0
    return int(bool(flat & people) and bool(flat & CHOICES)) + sum(
        _links(part, people) for part in _parts(value)
    )


def _parts(value: dict[object, object] | list[object]) -> Iterator[object]:
    yield from value.values() if isinstance(value, dict) else value


SEARCHES: tuple[tuple[str, str, Search], ...] = (
    ("票箱", "开箱后仍留存的选票或密钥", _box_rows),
    ("名册行序", "行序与预先填好的次序不同，即按投票先后写入", _row_order),
    ("名册偏移", "页内位置随投票移动", _offsets),
    ("各表记录", "同一记录中并列的委员与票意", _records),
    ("空闲页和页内空隙", "残留的选票，或并列的委员与票意", _waste),
    ("回滚日志文件", "未清零的字节", _journal),
    ("临时文件", "文件夹内外多出的文件", _names),
    ("审计日志", "带有人员或时间的投票记录，或并列的委员与票意", _log),
    ("移交包", "同一行或同一记录中并列的专家与票意", _package),
)
"""Place, what is looked for there, and the search."""


def planted(people: Sequence[str]) -> tuple[Exhibit, dict[str, int]]:
    """A sample with traces on purpose, and how many stand in each place."""
    one, two, three = people[:3]
    agree, reject = Choice.APPROVE.value, Choice.REJECT.value
    link = json.dumps({"voter": two, "choice": reject}, ensure_ascii=False)
    nested = json.dumps({"rounds": [{"ballots": [[one, agree]]}]}, ensure_ascii=False)
    cast = {"event": "BallotCast", "actor": "", "at": ""}
    fields = {"round": "1", "issued": 3, "returned": 1}
    log = [
        {**cast, "actor": one, "payload": fields},
        {**cast, "at": "2024-11-30T09:00:00", "payload": fields},
        {**cast, "payload": {**fields, "box": "0" * 64}},
        {**cast, "payload": fields, "salt": "0" * 32},
        {"event": "Other", "actor": "", "at": "", "payload": {"voter": two, "choice": agree}},
    ]
    sealed = hashlib.shake_256(b"ballots").digest(3 * _SLOT)
    filled = (one, two, three)
    exhibit = Exhibit(
        people=frozenset(people),
        rolls=[(filled, (two, one, three), (two, three, one))],
        box_rows=4,
        records=[link, nested],
        waste=[sealed, f'…{two},"{reject}"…'.encode()],
        journal=bytes(100) + sealed[:50],
        names=["session.db", "session.db-wal", "files/votes.tmp", "../session.zcd.part"],
        log=[json.dumps(each, ensure_ascii=False) for each in log],
        package=[("votes.csv", f"专家,意见\n{one},{agree}\n"), ("record.json", nested)],
    )
    zeros = sealed[:50].count(0)
    hidden = dict(
        zip((place for place, _, _ in SEARCHES), (4, 1, 1, 2, 2, 50 - zeros, 3, 5, 2), strict=True)
    )
    return exhibit, hidden
