"""The invented defense (答辩评议): panels, the members' scores, and the line the panels drew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

ITEMS = ("思想品德", "职业道德", "专业能力", "技术水平", "学术影响力")
PASS_MARK = Fraction(60)
DEFENSE_FLOOR = 10
_HALF = Fraction(1, 2)
_ITEM_TOP = Fraction(20)
_PER_PANEL = 5
_APPLICANTS_PER_PANEL = 8

Sheet = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class SamplePanel:
    """One panel (评议组): members by id, applicants by number."""

    name: str
    members: tuple[str, ...]
    applicants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Defense:
    """What the defense brought: `sheets` by (applicant, member), one score per item."""

    panels: tuple[SamplePanel, ...]
    sheets: dict[tuple[str, str], Sheet]
    line: Fraction
    scores: dict[str, Fraction]

    @property
    def failed(self) -> frozenset[str]:
        """Who scored below the line."""
        return frozenset(number for number, score in self.scores.items() if score < self.line)


def at_least(percent: int, of: int) -> int:
    """How many people reach a floor of some per cent: rounded up, never to the nearest."""
    return -(-percent * of // 100)


def make_panels(members: Sequence[str], applicants: Sequence[str]) -> tuple[SamplePanel, ...]:
    """Panels of five members; applicants one after another, as the roster has them."""
    most = len(members) // _PER_PANEL
    count = max(1, min(most, len(applicants) // _APPLICANTS_PER_PANEL))
    names = ("一组", "二组", "三组", "四组", "五组")
    return tuple(
        SamplePanel(
            names[place],
            tuple(members[place : count * _PER_PANEL : count]),
            tuple(applicants[place::count]),
        )
        for place in range(count)
    )


def hold(
    rng: Random,
    panels: tuple[SamplePanel, ...],
    heard: Sequence[str],
    recused: frozenset[tuple[str, str]],
    taking_part: int,
) -> Defense:
    """Score everyone who was heard, and draw the line so that the floor of 三（五） is met.

    `taking_part` is the denominator (正式参加评审人数). Somebody always passes: with one applicant
    the floor cannot be met sensibly, and the session records an exception.
    """
    weak_ones = taking_part // 6 + 1 if taking_part > 1 else 0
    weak = set(rng.sample(list(heard), min(len(heard), weak_ones)))
    quality = {
        number: rng.randint(600, 700) if number in weak else rng.randint(710, 930)
        for number in heard
    }
    sheets = {
        (number, member): _sheet(rng, quality[number])
        for panel in panels
        for number in panel.applicants
        if number in quality
        for member in panel.members
        if (number, member) not in recused
    }
    scores = _means(sheets)
    return Defense(panels, sheets, _line(scores, taking_part), scores)


def _sheet(rng: Random, tenths: int) -> Sheet:
    """One member's scores in steps of a half, around a total given in tenths of a point."""
    return tuple(
        min(_ITEM_TOP, max(Fraction(0), _HALF * round((tenths / 50 + rng.gauss(0, 0.8)) * 2)))
        for _ in ITEMS
    )


def _means(sheets: dict[tuple[str, str], Sheet]) -> dict[str, Fraction]:
    totals: dict[str, list[Fraction]] = {}
    for (number, _), sheet in sheets.items():
        totals.setdefault(number, []).append(sum(sheet, Fraction(0)))
    return {number: sum(given, Fraction(0)) / len(given) for number, given in totals.items()}


def _line(scores: dict[str, Fraction], taking_part: int) -> Fraction:
    """The pass mark, or the next half point above the last one who has to fall."""
    ranked = sorted(scores.values())
    needed = at_least(DEFENSE_FLOOR, taking_part)
    if len(ranked) <= needed or ranked[needed - 1] < PASS_MARK:
        return PASS_MARK
    return (ranked[needed - 1] // _HALF + 1) * _HALF
