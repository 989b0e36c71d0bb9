"""The gate before sealing and signing: every text of a session can be drawn, or which cannot."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping

from zcdesk.reports import fonts
from zcdesk.reports.snapshot import Snapshot


def missing_glyphs(snapshot: Snapshot) -> tuple[tuple[str, str], ...]:
    """Characters that no shipped font draws, each with the first text that holds it."""
    found: dict[str, str] = {}
    seen: set[str] = set()
    for text in _texts(snapshot):
        fresh = set(text.replace("\n", "")) - seen
        if fresh:
            seen |= fresh
            for character in fonts.missing_glyphs("".join(sorted(fresh))):
                found[character] = text
    return tuple(found.items())


def _texts(value: object) -> Iterator[str]:
    """Every text below a value, in the order of the fields."""
    if isinstance(value, str):
        yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _texts(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _texts(key)
            yield from _texts(part)
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _texts(part)
