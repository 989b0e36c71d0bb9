"""Settings (设置项): what the law leaves open, the book's default and the session's choice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from fractions import Fraction
from typing import NoReturn, TypeVar

from zcdesk.domain.applicant import Level, Tier
from zcdesk.domain.citation import Param
from zcdesk.domain.committee import CommitteeKind
from zcdesk.domain.errors import Refused
from zcdesk.domain.scoring import Combine, ScoreGroup, ScoreItem, ScoreScheme
from zcdesk.domain.session import (
    AbsentFromDefense,
    Aggregate,
    ExamReview,
    Pool,
    RecentYears,
    RecusalBase,
    Settings,
    SmallGroupVotes,
    UnprovenFacts,
)
from zcdesk.rules.titles import Titles

KEYS: Mapping[str, tuple[str, ...]] = {
    "recusal_base": ("recusal.base",),
    "absent_from_defense": ("defense.absent",),
    "aggregate": ("scoring.aggregate",),
    "recent_years": ("assessment.recent_years",),
    "pool": ("elimination.pool",),
    "max_rounds": ("voting.max_rounds",),
    "pass_mark": ("scoring.pass_mark",),
    "junior_floor": ("elimination.junior_floor",),
    "idle_minutes": ("session.idle_minutes",),
    "committee_min": ("committee.minimum.senior.series", "committee.minimum.senior.specialty"),
    "exam_and_review": ("exam.review",),
    "small_group_votes": ("print.small_group_votes",),
    "unproven_facts": ("vetting.unproven",),
}
"""Each setting's name with the parameters of the book that give its default."""

BEFORE = {"unproven_facts": UnprovenFacts.TELL.value}
"""Settings that books frozen earlier do not know, with what held before there was a choice."""

_NONE = "none"
_NUMBER = re.compile(r"\d{1,6}(\.\d{1,6}|/[1-9]\d{0,5})?")
_MOST_PERCENT = 100
_MOST_ROUNDS = 99
_MOST_MINUTES = 24 * 60
_TIERS = {
    **{
        tier.value: name
        for tier, name in zip(Tier, ("junior", "intermediate", "senior"), strict=True)
    },
    **{name: name for name in ("junior", "intermediate", "senior")},
}
_KINDS = tuple(kind.value for kind in CommitteeKind)
_E = TypeVar("_E", bound=Enum)


def settle(
    params: Mapping[str, Param],
    titles: Titles,
    scheme: ScoreScheme,
    choices: Mapping[str, object],
) -> Settings:
    """The settings in force: the book's defaults with the session's choices over them.

    Refused("unknown-setting") for a name or a value that is not known.
    """
    for name in choices:
        if name not in KEYS:
            raise Refused(
                "unknown-setting", f"没有名为“{name}”的设置项，可用的有：{'、'.join(KEYS)}。"
            )
    own = {name: params[keys[0]].value for name, keys in KEYS.items() if keys[0] in params}
    reading = _Reading({**BEFORE, **own, **choices})
    return Settings(
        recusal_base=reading.word("recusal_base", RecusalBase),
        absent_from_defense=reading.word("absent_from_defense", AbsentFromDefense),
        aggregate=reading.word("aggregate", Aggregate),
        recent_years=reading.word("recent_years", RecentYears),
        pool=reading.word("pool", Pool),
        max_rounds=reading.whole("max_rounds", _MOST_ROUNDS),
        pass_mark=reading.number("pass_mark", most_points(scheme.root)),
        junior_floor=reading.floor("junior_floor"),
        idle_minutes=reading.whole("idle_minutes", _MOST_MINUTES),
        committee_min=_sizes(params, choices.get("committee_min", {})),
        exam_and_review=_exams(params, titles, choices.get("exam_and_review", [])),
        small_group_votes=reading.word("small_group_votes", SmallGroupVotes),
        unproven_facts=reading.word("unproven_facts", UnprovenFacts),
        chosen=tuple(name for name in KEYS if name in choices),
    )


class _Reading:
    """Reads one value after another, refusing what is not understood."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def word(self, name: str, kind: type[_E]) -> _E:
        value = self._values[name]
        found = next((member for member in kind if member.value == value), None)
        if found is None:
            _refuse(name, value, "可选：" + "、".join(str(member.value) for member in kind))
        return found

    def whole(self, name: str, most: int) -> int:
        value = self._values[name]
        if type(value) is not int or not 1 <= value <= most:
            _refuse(name, value, f"须为1至{most}的整数")
        return value

    def number(self, name: str, most: Fraction) -> Fraction:
        value = _exact(self._values[name])
        if value is None or value > most:
            _refuse(name, self._values[name], f"须为0至{most}的整数或写成文本的小数")
        return value

    def floor(self, name: str) -> Fraction | None:
        value = self._values[name]
        if value == _NONE:
            return None
        percent = _exact(value.removesuffix("%") if isinstance(value, str) else value)
        if percent is None or percent > _MOST_PERCENT:
            _refuse(name, value, f"须为{_NONE}，或0至100的百分数")
        return percent


def _exact(value: object) -> Fraction | None:
    """A number that is not negative, from a whole number or a text; None for anything else."""
    if type(value) is int or isinstance(value, Fraction):
        return Fraction(value) if value >= 0 else None
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return Fraction(value)
    return None


def most_points(part: ScoreItem | ScoreGroup) -> Fraction:
    """The most points that a part of a scheme can give."""
    if isinstance(part, ScoreItem):
        return part.high
    points = [most_points(each) for each in part.parts]
    whole = max(points) if part.combine is Combine.HIGHEST else sum(points, Fraction(0))
    return whole if part.cap is None else min(whole, part.cap)


def _sizes(params: Mapping[str, Param], choice: object) -> Mapping[str, int]:
    """Smallest committees by "tier.kind"; a number alone holds for every tier and kind.

    A table names tiers (`{senior = 9}`) or tiers and kinds (`{senior = {series = 9}}`).
    """
    prefix = "committee.minimum."
    sizes = {
        key.removeprefix(prefix): _size(param.value)
        for key, param in params.items()
        if key.startswith(prefix)
    }
    if not isinstance(choice, Mapping):
        return dict.fromkeys((f"{t}.{k}" for t in _TIERS.values() for k in _KINDS), _size(choice))
    for name, part in choice.items():
        tier, _, kind = str(name).replace("_", ".").partition(".")
        if tier not in _TIERS or kind not in ("", *_KINDS):
            _refuse("committee_min", name, "须写明层级（senior等）和类别（series、specialty）")
        below = (
            part if isinstance(part, Mapping) else dict.fromkeys([kind] if kind else _KINDS, part)
        )
        for each, value in below.items():
            if each not in _KINDS:
                _refuse("committee_min", each, "类别须为series或specialty")
            sizes[f"{_TIERS[tier]}.{each}"] = _size(value)
    return sizes


def _size(value: object) -> int:
    if type(value) is not int or value < 1:
        _refuse("committee_min", value, "人数须为正整数")
    return value


def _exams(params: Mapping[str, Param], titles: Titles, choice: object) -> tuple[ExamReview, ...]:
    """The exam-and-review marks: the book's, with the session's added or taken off."""
    listed = params["exam.review"].value
    assert isinstance(listed, tuple)
    listed_pairs = (text.split("/") for text in listed)
    marks = [ExamReview(*_pair(series, level, titles)) for series, level in listed_pairs]
    if not isinstance(choice, list | tuple):
        _refuse("exam_and_review", choice, "须为系列和级别的列表")
    for entry in choice:
        mark, off = _exam(entry, titles)
        if off and mark not in marks:
            _refuse(
                "exam_and_review",
                f"{mark.series}/{mark.level.value}",
                "规则文件没有标明考评结合，无从取消",
            )
        marks = [each for each in marks if each != mark]
        if not off:
            marks.append(mark)
    return tuple(marks)


def _exam(entry: object, titles: Titles) -> tuple[ExamReview, bool]:
    if not isinstance(entry, Mapping) or not {"series", "level"} <= set(entry) <= {
        "series",
        "level",
        "off",
    }:
        _refuse("exam_and_review", entry, "每项须写明series和level")
    off = entry.get("off", False)
    if not isinstance(off, bool):
        _refuse("exam_and_review", off, "off须为true或false")
    return ExamReview(*_pair(entry["series"], entry["level"], titles)), off


def _pair(series: object, level: object, titles: Titles) -> tuple[str, Level]:
    words = [each.value for each in Level]
    if not isinstance(series, str) or not titles.knows(series) or level not in words:
        _refuse("exam_and_review", f"{series}/{level}", "系列或级别不认识")
    return titles.series_name(series), Level(level)


def _refuse(name: str, value: object, hint: str) -> NoReturn:
    raise Refused("unknown-setting", f"设置项“{name}”的值“{value}”不可用：{hint}。")
