"""评审会议纪要: the minutes, in the order that the committee signs.

纪要标志, course, attendance, recusals, materials, defense, ballots, elimination, exceptions,
results, waivers, settings, seal, signatures (40号令 第二十二条至第二十六条; GB/T 9704-2012 纪要格式).
"""

from __future__ import annotations

from collections.abc import Callable

from reportlab.lib.units import mm

from zcdesk.reports import minutes_closing, minutes_meeting, minutes_results, minutes_review
from zcdesk.reports.edition import Edition, printed
from zcdesk.reports.fonts import Face
from zcdesk.reports.page import LEADING, TITLE, Look, Paper
from zcdesk.reports.snapshot import Snapshot
from zcdesk.reports.wording import date, numeral

_RED = "0.8 0 0"
_MARK_BELOW_TOP = 35 * mm
_SECTIONS: tuple[tuple[str, Callable[[Paper, Snapshot, Edition], None]], ...] = (
    ("会议概况", minutes_meeting.overview),
    ("评审依据", minutes_meeting.basis),
    ("出席情况", minutes_meeting.attendance),
    ("回避情况", minutes_meeting.recusals),
    ("会议过程", minutes_meeting.course),
    ("材料审核情况", minutes_review.materials),
    ("答辩评议情况", minutes_review.defense),
    ("投票表决情况", minutes_review.ballots),
    ("淘汰率", minutes_results.elimination),
    ("例外情况说明", minutes_results.exception),
    ("评审结果", minutes_results.results),
    ("豁免登记", minutes_results.waivers),
    ("本次评审适用的规定与设置", minutes_closing.settings),
    ("审计与校验", minutes_closing.seal),
)


def minutes(snapshot: Snapshot, edition: Edition) -> bytes:
    """The minutes as PDF. Raises MissingGlyph when a character cannot be drawn."""
    shown = printed(snapshot, edition)
    committee = shown.committee.name
    paper = Paper(
        f"{committee}{shown.session.review_year}年度评审会议纪要",
        check_code=shown.seal.check_code,
        rehearsal=shown.rehearsal,
        label=f"评审会议纪要 {edition.value}",
        author=shown.committee.organiser or committee,
    )
    _mark(paper, shown, edition)
    for place, (title, write) in enumerate(_SECTIONS, start=1):
        paper.heading(f"{numeral(place)}、{title}")
        write(paper, shown, edition)
    minutes_closing.signatures(paper, shown, edition)
    return paper.finish()


def _mark(paper: Paper, snapshot: Snapshot, edition: Edition) -> None:
    """纪要标志: red, its upper edge 35 mm below the top of the text area, and the red line."""
    paper.place(edition.value, Look(Face.HEI, 16))
    # The glyphs begin some way below the top of their line.
    paper.y = _MARK_BELOW_TOP - (TITLE.leading - TITLE.size) / 2
    paper.centred(snapshot.committee.name, TITLE, colour=_RED)
    paper.centred("评审会议纪要", TITLE, colour=_RED)
    paper.y += LEADING / 2
    look = Look(Face.FANG, 16)
    days, organiser = snapshot.session.meeting_dates, snapshot.committee.organiser
    day = date(days[-1]) if days else ""
    if look.width(organiser) + look.width(day) + 3 * look.size <= paper.geometry.width:
        paper.place(organiser, look, shift=look.size)
    else:
        paper.paragraph(organiser, look, indent=0, hanging=1)
    paper.place(day, look, align="right", shift=look.size)
    paper.y += LEADING + 4
    left, y = paper.geometry.left, paper.geometry.top - paper.y
    paper.draw(
        f"q {_RED} RG 1.4 w {left:.2f} {y:.2f} m {left + paper.geometry.width:.2f} {y:.2f} l S Q"
    )
    paper.y += LEADING / 2
