"""What the forms share: their opening, lines to sign on, the grid of a person's facts."""

from __future__ import annotations

from collections.abc import Sequence

from zcdesk.domain.signing import SigningRole
from zcdesk.reports import qr
from zcdesk.reports.edition import Edition
from zcdesk.reports.fonts import Face
from zcdesk.reports.page import BODY, BODY_SIZE, LEADING, PORTRAIT, TITLE, Geometry, Look, Paper
from zcdesk.reports.snapshot import ApplicantRecord, Seal, Snapshot
from zcdesk.reports.table import CELL, HEAD, Cell, Column, Table
from zcdesk.reports.wording import date, listed

LINE = Look(Face.FANG, 11, 17)
WORDS = Look(Face.FANG, 12, 19)
LABEL = Look(Face.HEI, 12, 24)
_SIGN, _ABOVE = 30.0, 12.0
_LONGEST_LABEL = 7  # characters, the colon among them
_LABEL_PITCH = 13.0  # of a label on two lines, the last of which stands on the line to sign on
_TO_LINE, _TO_NEXT = 4.0, 16.0
_SHORTEST_LINE = 72.0
"""25 mm: a name of three characters, as people sign it."""
_FIELD = 24.0
"""Height of an empty signature field: it keeps below the row above."""

SIGNING = _ABOVE + _SIGN
"""Height of one row of lines to sign on, with the white above."""


def sheet(
    snapshot: Snapshot, name: str, edition: Edition | None, geometry: Geometry = PORTRAIT
) -> Paper:
    """A paper without anything on it yet; `edition` None: a form that is in neither edition."""
    committee = snapshot.committee
    return Paper(
        f"{committee.name}{snapshot.session.review_year}年度{name}",
        check_code=snapshot.seal.check_code,
        rehearsal=snapshot.rehearsal,
        geometry=geometry,
        label=f"{name} {edition.value}" if edition else name,
        author=committee.organiser or committee.name,
    )


def title(paper: Paper, snapshot: Snapshot, name: str, right: str = "", below: str = "") -> None:
    """Title; below it the committee, `right` (the days of the meeting by default) and `below`."""
    paper.bookmark(name)
    paper.centred(f"{snapshot.session.review_year}年度{name}", TITLE)
    paper.y += 4
    right = right or f"评审时间：{listed([date(day) for day in snapshot.session.meeting_dates])}"
    left = f"评审委员会：{snapshot.committee.name}"
    room = paper.geometry.width - LINE.size
    if LINE.width(left) + LINE.width(right) < room:
        paper.place(left, LINE)
        paper.place(right, LINE, align="right")
        paper.y += LINE.leading
    else:
        paper.paragraph(left, LINE, indent=0)
        paper.paragraph(right, LINE, indent=0)
    if below:
        paper.paragraph(below, LINE, indent=0)
    paper.y += 3


def sign(
    paper: Paper,
    labels: Sequence[str],
    columns: int,
    seal: Seal | None = None,
    roles: Sequence[SigningRole] = (),
) -> None:
    """Labels with lines to sign on, at most `columns` a row; they stay together.

    `seal` adds its square code at the right edge, once there is a check code to put into it. On the
    first lines, as many as there are `roles`, a person signs in the file too: an empty field.
    """
    text = qr.payload(seal) if seal and seal.check_code else ""
    code = qr.side(text) if text else 0.0
    columns = _columns(paper, labels, columns, code)
    width = (paper.geometry.width - code) / columns
    height = max(_SIGN * -(-len(labels) // columns), code)
    paper.skip(_ABOVE)
    paper.need(height)
    if text:
        right, bottom = paper.geometry.left + paper.geometry.width, paper.geometry.top - paper.y
        paper.draw(qr.operators(text, right - code, bottom - code))
    for place, label in enumerate(labels):
        row, column = divmod(place, columns)
        baseline = paper.baseline(LINE, paper.y + row * _SIGN)
        x = paper.geometry.left + column * width
        lines = _label_lines(label)
        for above, text in enumerate(reversed(lines)):
            paper.draw(paper.ink(x, baseline + above * _LABEL_PITCH, text, LINE))
        first = x + max(map(LINE.width, lines)) + _TO_LINE
        last = x + width - _TO_NEXT
        paper.draw(f"0.5 w {first:.2f} {baseline - 3:.2f} m {last:.2f} {baseline - 3:.2f} l S")
        if place < len(roles):
            paper.sign_here(roles[place], first, baseline - 2, last - first, _FIELD)
    paper.y += height


def signing_height(
    paper: Paper, labels: Sequence[str], columns: int, seal: Seal | None = None
) -> float:
    """What `sign` takes, the white above included: what stands before it keeps that free."""
    code = qr.side(qr.payload(seal)) if seal and seal.check_code else 0.0
    rows = -(-len(labels) // _columns(paper, labels, columns, code))
    return _ABOVE + max(_SIGN * rows, code)


def _columns(paper: Paper, labels: Sequence[str], most: int, code: float) -> int:
    """How many stand beside one another so that every name leaves a line to sign on."""
    longest = max(LINE.width(line) for label in labels for line in _label_lines(label))
    taken = longest + _TO_LINE + _SHORTEST_LINE + _TO_NEXT
    return max(1, min(most, int((paper.geometry.width - code) // taken)))


def _label_lines(label: str) -> list[str]:
    """A label on one line; a long name of several parts on two, broken after the middle dot."""
    parts = label.replace("·", "·\n").split("\n")
    if len(label) <= _LONGEST_LABEL or len(parts) == 1:
        return [label]
    half = -(-len(parts) // 2)
    return ["".join(parts[:half]), "".join(parts[half:])]


def sign_heads(
    paper: Paper, snapshot: Snapshot, seal: Seal | None = None, *, in_file: bool = True
) -> None:
    """Lines for who presides, secretary, supervisor and the date.

    The first two sign in the file too, once a document: not `in_file` where that stands elsewhere.
    """
    sign(
        paper,
        _heads(snapshot),
        2,
        seal,
        (SigningRole.CHAIR, SigningRole.SECRETARY) if in_file else (),
    )


def heads_height(paper: Paper, snapshot: Snapshot, seal: Seal | None = None) -> float:
    """What `sign_heads` takes, the white above included."""
    return signing_height(paper, _heads(snapshot), 2, seal)


def _heads(snapshot: Snapshot) -> tuple[str, ...]:
    presiding = snapshot.presiding
    office = presiding.role.chinese if presiding else "主任委员"
    return (f"{office}：", "秘书：", "监督员：", "日期：")


def issued_by(paper: Paper, issuer: str, day: str) -> None:
    """Who issues a letter, and the date, where the seal goes on (GB/T 9704: 右空四字)."""
    paper.need(3 * LEADING)
    paper.y += LEADING
    day = day or "年　　月　　日"
    halves = BODY.width(issuer) / 2, BODY.width(day) / 2
    # The date stands four characters from the edge and the issuer over its middle, a long one
    # no nearer to the edge than two characters.
    middle = max(4 * BODY_SIZE + halves[1], 2 * BODY_SIZE + halves[0])
    if middle + max(halves) <= paper.geometry.width:
        for text, half in zip((issuer, day), halves, strict=True):
            paper.place(text, BODY, align="right", shift=middle - half)
            paper.y += LEADING
        return
    paper.paragraph(issuer, BODY, indent=0)
    paper.place(day, BODY, align="right", shift=4 * BODY_SIZE)
    paper.y += LEADING


def person(paper: Paper, record: ApplicantRecord) -> None:
    """The facts that say who is meant, as two pairs of label and value a row."""
    who = record.applicant
    facts = (
        ("申报编号", who.number),
        ("姓名", who.name),
        ("工作单位", who.employer),
        ("申报系列", who.series),
        ("申报专业", who.specialty),
        ("申报级别", f"{who.level.value}（{who.route.value}）"),
    )
    columns = (
        Column("", 18, look=HEAD),
        Column("", 60, align="left", look=CELL),
        Column("", 18, look=HEAD),
        Column("", 60, align="left", look=CELL),
    )
    rows: list[Sequence[Cell]] = [
        (*facts[place], *facts[place + 1]) for place in range(0, len(facts), 2)
    ]
    Table(paper, columns, pitch=22).draw(rows, head=False)
