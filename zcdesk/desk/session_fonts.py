"""The fonts that a session added, in force while one of its papers is made."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from zcdesk.desk.desk import Desk
from zcdesk.domain.audit import event_of
from zcdesk.domain.errors import Unreadable
from zcdesk.domain.events import FontAdded
from zcdesk.reports.added_font import read_font
from zcdesk.reports.fonts import AddedFont, added, missing_glyphs
from zcdesk.reports.truetype import TrueTypeFile

P = ParamSpec("P")
T = TypeVar("T")


def in_force(desk: Desk) -> tuple[AddedFont, ...]:
    """The fonts of the session in the order in which they came; read once.

    Unreadable where one is not in the session's folder any more, or was damaged.
    """
    if desk.added_fonts is None:
        found: tuple[AddedFont, ...] = ()
        for event in font_events(desk):
            found = (*found, _opened(desk, event, len(found)))
        desk.added_fonts = found
    return desk.added_fonts


def with_session_fonts(
    verb: Callable[Concatenate[Desk, P], T],
) -> Callable[Concatenate[Desk, P], T]:
    """A verb that prints: what it draws may take the session's own fonts."""

    @wraps(verb)
    def printing(desk: Desk, /, *args: P.args, **kwargs: P.kwargs) -> T:
        with added(in_force(desk)):
            return verb(desk, *args, **kwargs)

    return printing


def undrawn(desk: Desk) -> tuple[str, ...]:
    """Characters of people's names that neither the shipped fonts nor the session's own draw."""
    names = [each.name for each in desk.case.applicants.values()]
    names += [each.name for each in desk.case.current.members]
    missing = missing_glyphs("".join(dict.fromkeys("".join(names))))
    if missing:  # most sessions never ask for fonts of their own
        with added(in_force(desk)):
            missing = missing_glyphs("".join(missing))
    return missing


def font_events(desk: Desk) -> list[FontAdded]:
    """What was added, from the log; the rest of a long log is left as text."""
    told = (json.loads(line.body) for line in desk.file.audit() if _EVENT in line.body)
    events = [event_of(b["event"], b["payload"]) for b in told if b["event"] == _EVENT]
    return [event for event in events if isinstance(event, FontAdded)]


_EVENT = FontAdded.__name__


def made(data: bytes, draws: frozenset[int], place: int) -> AddedFont:
    """A font as the papers use it; its name there is its place in the order."""
    return AddedFont(f"Added-{place + 1}", TrueTypeFile(data), draws)


def _opened(desk: Desk, event: FontAdded, place: int) -> AddedFont:
    try:
        data = desk.vault.get(event.key)
        return made(data, read_font(event.name, data).draws, place)
    except Unreadable as error:
        raise Unreadable(
            f"会议补充的字体“{event.name}”不在会议文件夹中或已损坏，请从备份中恢复。"
        ) from error
