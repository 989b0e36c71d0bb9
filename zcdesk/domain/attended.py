"""Who was there (出席), and who presided, from attendance and rounds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from zcdesk.domain.ballot import Round
from zcdesk.domain.committee import Attendance, Member, Role


def attended(
    members: Iterable[Member], attendance: Iterable[Attendance], rounds: Iterable[Round]
) -> tuple[Member, ...]:
    """Members who attended any sitting or round, in the committee's order."""
    here = {entry.member for entry in attendance}
    here.update(member for vote in rounds for member in vote.present)
    return tuple(member for member in members if member.id in here)


def presiding(there: Sequence[Member], rounds: Iterable[Round]) -> Member | None:
    """Who presided over the last box opened, or the chair, or a vice chair, if attending."""
    opened = [vote.presiding for vote in rounds if vote.presiding]
    heads = [member for member in there if member.presides]
    last = [member for member in heads if opened and member.id == opened[-1]]
    chairs = [member for member in heads if member.role is Role.CHAIR]
    return next(iter(last + chairs + heads), None)
