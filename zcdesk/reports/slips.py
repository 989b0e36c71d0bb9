"""投票券: the one-time slips of a round, to be cut apart and drawn from a bag.

Nothing but the code tells a slip from another of its class. Applicants that a slip is not for
are named by number, so that its holder knows that the right bag was reached into.
"""

from __future__ import annotations

from collections.abc import Sequence

from zcdesk.domain.ballot import Round, SlipClass
from zcdesk.reports.fonts import Face
from zcdesk.reports.form import sheet
from zcdesk.reports.page import NOTE, SMALL, Look, Paper
from zcdesk.reports.snapshot import Snapshot
from zcdesk.reports.text import break_lines
from zcdesk.reports.wording import listed, round_title

_ACROSS, _DOWN = 2, 5
"""As many as have room for a long name and six recusals without reaching the line of the cut."""
_CODE = Look(Face.HEI, 17, 26)
_HEAD = Look(Face.HEI, 11, 16)
_INSIDE = 9.0
_MARK = 8.0
_MOST_NAMED = 6


def slips(snapshot: Snapshot, vote: Round, codes: Sequence[str]) -> bytes:
    """The slips as PDF, ten a page, with marks to cut along; `codes` in the order given."""
    classes = {each.label: each for each in vote.classes}
    paper = sheet(snapshot, "投票券", None)
    wide, high = paper.geometry.width / _ACROSS, paper.geometry.height / _DOWN
    for place, code in enumerate(codes):
        at = place % (_ACROSS * _DOWN)
        if at == 0:
            if place:
                paper.turn()
            _marks(paper, wide, high)
        row, column = divmod(at, _ACROSS)
        left = paper.geometry.left + column * wide + _INSIDE
        paper.y = row * high + _INSIDE
        kind = classes[code.partition("-")[0]]
        _slip(paper, snapshot, vote, code, kind=kind, left=left, width=wide - 2 * _INSIDE)
    return paper.finish()


def _slip(
    paper: Paper,
    snapshot: Snapshot,
    vote: Round,
    code: str,
    *,
    kind: SlipClass,
    left: float,
    width: float,
) -> None:
    title = f"{snapshot.session.review_year}年度评审投票券　{round_title(snapshot, vote)}"
    _text(paper, title, _HEAD, left, width)
    _text(paper, snapshot.committee.name, SMALL, left, width)
    paper.y += 3
    _text(paper, code, _CODE, left, width)
    _text(paper, for_whom(vote, kind), NOTE, left, width)
    _text(paper, "只能用一次，用后自行销毁，不得写姓名或示人。", SMALL, left, width)


def for_whom(vote: Round, kind: SlipClass) -> str:
    """Whom the slips of a class are for, in one line."""
    out = [number for number in vote.applicants if number not in kind.applicants]
    if not out:
        return f"{kind.label}类：可对本轮全部{len(kind.applicants)}名申报人投票"
    if len(out) > _MOST_NAMED:
        return f"{kind.label}类：可对本轮{len(kind.applicants)}名申报人投票，回避其余{len(out)}名"
    return f"{kind.label}类：可对本轮{len(kind.applicants)}名申报人投票，回避{listed(out)}"


def _text(paper: Paper, text: str, look: Look, left: float, width: float) -> None:
    for line in break_lines(text, look.face, int(1000 * width / look.size)):
        paper.draw(paper.ink(left, paper.baseline(look, paper.y), line.text, look))
        paper.y += look.leading


def _marks(paper: Paper, wide: float, high: float) -> None:
    """A cross at every corner of a slip: cuts run from one to the next."""
    strokes = []
    for row in range(_DOWN + 1):
        for column in range(_ACROSS + 1):
            x = paper.geometry.left + column * wide
            y = paper.geometry.top - row * high
            strokes.append(f"{x - _MARK:.2f} {y:.2f} m {x + _MARK:.2f} {y:.2f} l")
            strokes.append(f"{x:.2f} {y - _MARK:.2f} m {x:.2f} {y + _MARK:.2f} l")
    paper.draw(f"q 0.4 w {' '.join(strokes)} S Q")
