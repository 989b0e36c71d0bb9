"""The scoring scheme (量化赋分办法) as a person edits it: numbers read, mistakes told."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from zcdesk.domain.errors import Refused
from zcdesk.domain.scoring import ScoreGroup, ScoreItem, ScoreScheme
from zcdesk.rules.scoring import plain, points_of
from zcdesk.rules.settings import most_points


def number(text: str, what: str) -> Fraction:
    """A number of points as typed. Refused with a sentence that names what it is."""
    try:
        return points_of(text)
    except Refused as error:
        raise Refused("scheme", f"{what}“{text}”不是数字。") from error


def factors(text: str, what: str) -> tuple[Fraction, ...]:
    """The factors by rank (1、0.8、0.7 …); none for an empty text."""
    parts = text.replace("，", "、").replace(",", "、").split("、")
    found = tuple(number(part.strip(), f"{what}的排名系数") for part in parts if part.strip())
    if any(not 0 <= factor <= 1 for factor in found):
        raise Refused("scheme", f"{what}的排名系数须在 0 到 1 之间。")
    return found


def in_words(points: Fraction | None) -> str:
    """Points as a person writes them; empty for none."""
    return "" if points is None else plain(points)


def full_points(scheme: ScoreScheme) -> Fraction:
    """The most that a scheme can give."""
    return most_points(scheme.root)


def check(scheme: ScoreScheme) -> None:
    """Refused with one sentence where a scheme contradicts itself."""
    if not scheme.items:
        raise Refused("scheme", "赋分办法至少要有一个要素。")
    twice = [name for name, n in Counter(item.name for item in scheme.items).items() if n > 1]
    if twice:
        raise Refused("scheme", f"赋分要素“{twice[0]}”出现了两次，名称须各不相同。")
    for item in scheme.items:
        _check_item(item)
    _check_group(scheme.root)


def _check_item(item: ScoreItem) -> None:
    if not item.name.strip():
        raise Refused("scheme", "有一个赋分要素没有名称。")
    if item.low >= item.high:
        raise Refused("scheme", f"“{item.name}”的最高分须大于最低分。")
    if item.step <= 0 or ((item.high - item.low) / item.step).denominator != 1:
        raise Refused("scheme", f"“{item.name}”的步长须大于 0，并能从最低分正好走到最高分。")


def _check_group(group: ScoreGroup) -> None:
    if not group.name.strip():
        raise Refused("scheme", "有一个赋分分组没有名称。")
    if not group.parts:
        raise Refused("scheme", f"分组“{group.name}”里还没有要素。")
    if group.cap is not None and group.cap <= 0:
        raise Refused("scheme", f"分组“{group.name}”的封顶分须大于 0。")
    for part in group.parts:
        if isinstance(part, ScoreGroup):
            _check_group(part)
