"""补充字体: which characters of a session no font draws, and a font that draws them.

The font is kept in the session's folder and its digest in the log, so that another machine prints
the same bytes. It is asked last: no paper printed before changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from zcdesk.desk.desk import Desk
from zcdesk.desk.papers import snapshot
from zcdesk.desk.session_fonts import font_events, in_force, made, with_session_fonts
from zcdesk.domain.errors import KnownError, Refused, Unreadable
from zcdesk.domain.events import FontAdded
from zcdesk.reports.added_font import LARGEST, read_font
from zcdesk.reports.fonts import MISSING_GLYPH, added
from zcdesk.reports.glyph_gate import missing_glyphs

_MOST_FONTS = 8


@dataclass(frozen=True, slots=True)
class Lacking:
    """A character that no font draws, and the first text of the session that holds it."""

    character: str
    text: str

    @property
    def code(self) -> str:
        """The character's number, as people compare it."""
        return f"U+{ord(self.character):04X}"


def lacks_glyph(error: KnownError) -> bool:
    """Whether something was refused because no font draws a character: a font would help."""
    return isinstance(error, Refused) and error.rule == MISSING_GLYPH


@with_session_fonts
def lacking(desk: Desk) -> tuple[Lacking, ...]:
    """Characters of the session that neither the shipped fonts nor its own draw."""
    return tuple(Lacking(sign, text) for sign, text in missing_glyphs(snapshot(desk)))


def listed(desk: Desk) -> tuple[FontAdded, ...]:
    """The session's own fonts, in the order in which they are asked."""
    return tuple(font_events(desk))


def of_the_session(desk: Desk) -> tuple[bytes, ...]:
    """The files of the session's own fonts, for the screen."""
    return tuple(font.file.alone() for font in in_force(desk))


def add(desk: Desk, path: Path) -> FontAdded:
    """Take a font into the session.

    Unreadable where the file is no font that papers can embed; Refused where it draws none of the
    characters that are lacking, or where the session has it already.
    """
    fonts, wanted = in_force(desk), [each.character for each in lacking(desk)]
    if len(fonts) == _MOST_FONTS:
        raise Refused("fonts", f"一个会议最多补充 {_MOST_FONTS} 个字体。")
    with added(fonts):
        read = read_font(path.name, _read(path), wanted)
    helped = "".join(sign for sign in wanted if ord(sign) in read.draws)
    if wanted and not helped:
        signs = "、".join(f"“{sign}”（U+{ord(sign):04X}）" for sign in wanted)
        raise Refused("fonts", f"字体“{path.name}”中没有{signs}，请换一个字体。")
    try:
        stored = desk.vault.put(read.data)
    except KnownError as error:
        raise KnownError("字体没有存入会议文件夹（磁盘已满或读写出错），没有补充。") from error
    event = FontAdded(path.name, stored.key, stored.size, stored.sha256, helped)
    desk.record([event])
    desk.added_fonts = (*fonts, made(read.data, read.draws, len(fonts)))
    return event


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(LARGEST + 1)
    except OSError as error:
        raise Unreadable(f"无法读取“{path.name}”：文件不存在或没有权限。") from error
