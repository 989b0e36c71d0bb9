"""Bars drawn beside the figures: votes of an applicant, rates of a group against their floors.

Shades of grey with words, so that a black-and-white print says the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from zcdesk.domain.ballot import Tally
from zcdesk.domain.elimination import FloorResult, GroupResult
from zcdesk.reports.fonts import Face
from zcdesk.reports.page import SMALL, Look, Paper
from zcdesk.reports.wording import group_name, percent

_SHADES = (("同意", 0.25), ("不同意", 0.62), ("弃权", 0.85), ("未交", 1.0))
_BAR, _PITCH, _LABEL = 9.0, 17.0, 84.0
_LABELS = Look(Face.HEI, 9, 13)


@dataclass(frozen=True, slots=True)
class VoteBar:
    """Votes of one applicant as shares of the base, with a tick at the share that passes."""

    tally: Tally
    pass_share: Fraction

    def operators(self, x: float, y: float, width: float, height: float) -> str:
        """Drawing operators inside the given box."""
        tally = self.tally
        votes = (tally.approve, tally.reject, tally.abstain, tally.not_returned)
        whole = max(tally.base, sum(votes), 1)
        parts, left = [], x
        for count, (_, shade) in zip(votes, _SHADES, strict=True):
            if count:
                wide = width * count / whole
                parts.append(f"{shade} g {left:.2f} {y:.2f} {wide:.2f} {height:.2f} re f")
                left += wide
        tick = x + width * tally.base / whole * float(self.pass_share)
        parts.append(f"0.4 w {x:.2f} {y:.2f} {width:.2f} {height:.2f} re S")
        line = f"{tick:.2f} {y - 2:.2f} m {tick:.2f} {y + height + 2:.2f} l S"
        parts.append(f"1 G 2.4 w {line} 0 G 0.9 w {line}")  # white around it, to be seen on black
        return f"q {' '.join(parts)} Q"


def vote_legend(paper: Paper, pass_share: Fraction) -> None:
    """One line that says what the shades of the vote bars mean."""
    paper.need(SMALL.leading + 60)
    x, baseline = paper.geometry.left, paper.baseline(SMALL, paper.y)
    operators = []
    for word, shade in _SHADES:
        box = f"{x:.2f} {baseline - 0.5:.2f} 12 7"
        operators.append(f"q 0.4 w {shade} g {box} re B Q")
        operators.append(paper.ink(x + 15, baseline, word, SMALL))
        x += 15 + SMALL.width(word) + 10
    note = f"短竖线：基数的 {pass_share.numerator}/{pass_share.denominator}"
    operators.append(f"q 0.9 w {x:.2f} {baseline - 2:.2f} m {x:.2f} {baseline + 9:.2f} l S Q")
    operators.append(paper.ink(x + 5, baseline, note, SMALL))
    paper.draw("\n".join(operators))
    paper.y += SMALL.leading + 3


def rate_chart(paper: Paper, groups: Sequence[GroupResult]) -> None:
    """For every group the overall rate, and below it the defense rate, against their floors."""
    if not groups:
        return
    top = _scale([rate for g in groups for rate in (g.overall, g.defense)])
    each = _LABELS.leading + 2 * _PITCH + 8
    whole = SMALL.leading + 8 + each * len(groups)
    # On one page where it fits on one; else the caption stays with the first group.
    paper.need(whole if whole <= paper.geometry.height else SMALL.leading + 4 + each)
    paper.draw(_caption(paper, f"各组淘汰率与下限（横条满格为{top}%，竖线为下限）"))
    paper.y += SMALL.leading + 4
    for group in groups:
        paper.need(each)
        baseline = paper.baseline(_LABELS, paper.y)
        paper.draw(paper.ink(paper.geometry.left, baseline, group_name(group.group), _LABELS))
        paper.y += _LABELS.leading
        for label, rate in (("综合淘汰率", group.overall), ("其中答辩评议", group.defense)):
            paper.draw(_bar(paper, label, rate, top))
            paper.y += _PITCH
        paper.y += 4
    paper.y += 4


def _caption(paper: Paper, text: str) -> str:
    x = paper.geometry.left + (paper.geometry.width - _LABELS.width(text)) / 2
    return paper.ink(x, paper.baseline(_LABELS, paper.y), text, _LABELS)


def _scale(rates: Sequence[FloorResult]) -> int:
    """Where the axis ends, in percent: a multiple of ten beyond everything drawn."""
    reached = [100 * rate.eliminated // max(rate.participating, 1) for rate in rates]
    floors = [int(rate.floor) for rate in rates if rate.floor is not None]
    return min(100, (max(reached + floors) // 10 + 1) * 10)


def _bar(paper: Paper, label: str, rate: FloorResult, top: int) -> str:
    left = paper.geometry.left + _LABEL
    width = paper.geometry.width - _LABEL - 150
    y = paper.geometry.top - paper.y - _BAR - 3
    share = rate.eliminated / max(rate.participating, 1) * 100 / top
    shade = "0.45 g" if rate.met else "0.75 0.15 0.15 rg"
    parts = [
        paper.ink(paper.geometry.left + 12, y + 1, label, SMALL),
        f"q 0.4 w {left:.2f} {y:.2f} {width:.2f} {_BAR:.2f} re S",
        f"{shade} {left:.2f} {y:.2f} {width * share:.2f} {_BAR:.2f} re f Q",
    ]
    words = f"{rate.fraction}＝{rate.percent}%"
    if rate.floor is None:
        words += "（不设下限）"
    else:
        at = left + width * float(rate.floor) / top
        parts.append(f"q 1.4 w {at:.2f} {y - 3:.2f} m {at:.2f} {y + _BAR + 3:.2f} l S Q")
        words += f"，下限 {percent(rate.floor)}，{'达到' if rate.met else '未达到'}"
    parts.append(paper.ink(left + width + 8, y + 1, words, SMALL))
    return "\n".join(parts)
