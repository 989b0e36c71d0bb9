"""Settings: the book's defaults, the session's choices, and everything else refused."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from zcdesk.desk.resources import shipped_book
from zcdesk.domain.applicant import Level
from zcdesk.domain.errors import Refused
from zcdesk.domain.scoring import Combine, ScoreGroup, ScoreItem, ScoreScheme
from zcdesk.domain.session import (
    AbsentFromDefense,
    Aggregate,
    ExamReview,
    Pool,
    RecentYears,
    RecusalBase,
    SmallGroupVotes,
    UnprovenFacts,
)
from zcdesk.rules.book import Book
from zcdesk.rules.settings import KEYS

NAMES = (
    "recusal_base absent_from_defense aggregate recent_years pool max_rounds pass_mark junior_floor "
    "idle_minutes committee_min exam_and_review small_group_votes unproven_facts"
).split()
ACCOUNTING = ExamReview("会计", Level.ASSOCIATE_SENIOR)
HEALTH = ExamReview("卫生技术", Level.ASSOCIATE_SENIOR)


@pytest.fixture(scope="module")
def book() -> Book:
    return shipped_book("shanxi-2024")


def test_there_are_twelve_settings_with_parameters_behind_them(book: Book) -> None:
    assert list(KEYS) == NAMES
    assert all(key in book.params for keys in KEYS.values() for key in keys)


def test_the_defaults(book: Book) -> None:
    settings = book.settings({})
    assert settings.recusal_base is RecusalBase.SUBTRACT
    assert settings.absent_from_defense is AbsentFromDefense.EXCLUDED
    assert settings.aggregate is Aggregate.MEAN
    assert settings.recent_years is RecentYears.LATEST
    assert settings.pool is Pool.TIER
    assert (settings.max_rounds, settings.pass_mark, settings.idle_minutes) == (3, 60, 2)
    assert settings.junior_floor is None
    assert settings.committee_min == {"senior.series": 25, "senior.specialty": 11}
    assert {ACCOUNTING, HEALTH} <= set(settings.exam_and_review)
    assert settings.small_group_votes is SmallGroupVotes.PRINT
    assert settings.unproven_facts is UnprovenFacts.TELL
    assert settings.chosen == ()


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("recusal_base", "keep", RecusalBase.KEEP),
        ("absent_from_defense", "eliminated", AbsentFromDefense.ELIMINATED),
        ("aggregate", "trimmed_mean", Aggregate.TRIMMED_MEAN),
        ("recent_years", "before_review_year", RecentYears.BEFORE_REVIEW_YEAR),
        ("pool", "specialty", Pool.SPECIALTY),
        ("max_rounds", 1, 1),
        ("max_rounds", 99, 99),
        ("pass_mark", 70, Fraction(70)),
        ("pass_mark", "62.5", Fraction(125, 2)),
        ("pass_mark", 100, Fraction(100)),
        ("pass_mark", 0, Fraction(0)),
        ("junior_floor", "none", None),
        ("junior_floor", 5, Fraction(5)),
        ("junior_floor", "5%", Fraction(5)),
        ("junior_floor", "7.5", Fraction(15, 2)),
        ("junior_floor", 100, Fraction(100)),
        ("idle_minutes", 5, 5),
        ("small_group_votes", "outcome_only", SmallGroupVotes.OUTCOME_ONLY),
        ("unproven_facts", "block", UnprovenFacts.BLOCK),
        (
            "committee_min",
            {"senior": {"series": 9}},
            {"senior.series": 9, "senior.specialty": 11},
        ),
        ("committee_min", {"senior": 1}, {"senior.series": 1, "senior.specialty": 1}),
        (
            "committee_min",
            {"高级": 9, "intermediate": {"specialty": 7}},
            {"senior.series": 9, "senior.specialty": 9, "intermediate.specialty": 7},
        ),
        (
            "committee_min",
            {"senior.series": 7, "junior_specialty": 5},
            {"senior.series": 7, "senior.specialty": 11, "junior.specialty": 5},
        ),
        (
            "committee_min",
            5,
            {
                f"{t}.{k}": 5
                for t in ("junior", "intermediate", "senior")
                for k in ("series", "specialty")
            },
        ),
    ],
)
def test_a_choice(book: Book, name: str, value: object, wanted: object) -> None:
    settings = book.settings({name: value})
    assert getattr(settings, name) == wanted
    assert settings.chosen == (name,)


def test_a_book_frozen_before_there_was_a_choice_is_read_as_it_was(book: Book) -> None:
    older = replace(book, params={k: p for k, p in book.params.items() if k != "vetting.unproven"})
    assert older.settings({}) == book.settings({})
    chosen = older.settings({"unproven_facts": "block"})
    assert (chosen.unproven_facts, chosen.chosen) == (UnprovenFacts.BLOCK, ("unproven_facts",))
    with pytest.raises(KeyError):
        older.params["vetting.unproven"]


def test_exam_and_review_adds_and_takes_off(book: Book) -> None:
    choice = [
        {"series": "卫生", "level": "副高级", "off": True},
        {"series": "工程", "level": "副高级"},
        {"series": "会计", "level": "副高级", "off": False},
    ]
    marks = book.settings({"exam_and_review": choice}).exam_and_review
    assert HEALTH not in marks
    assert ExamReview("工程技术", Level.ASSOCIATE_SENIOR) in marks
    assert marks.count(ACCOUNTING) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("recusal_bases", "keep"),
        ("recusal_base", "Keep"),
        ("recusal_base", None),
        ("pool", ["tier"]),
        ("max_rounds", 0),
        ("max_rounds", 100),
        ("max_rounds", True),
        ("max_rounds", "3"),
        ("pass_mark", 101),
        ("pass_mark", "100.5"),
        ("pass_mark", -1),
        ("pass_mark", 60.0),
        ("pass_mark", "sixty"),
        ("pass_mark", True),
        ("junior_floor", 101),
        ("junior_floor", "5%%"),
        ("junior_floor", 0.5),
        ("idle_minutes", 0),
        ("idle_minutes", 1441),
        ("small_group_votes", True),
        ("unproven_facts", "yes"),
        ("committee_min", 0),
        ("committee_min", "11"),
        ("committee_min", {"senior": 0}),
        ("committee_min", {"senior": {"series": "9"}}),
        ("committee_min", {"senior": {"both": 9}}),
        ("committee_min", {"senior.both": 9}),
        ("committee_min", {"top": 9}),
        ("exam_and_review", "会计/副高级"),
        ("exam_and_review", ["会计/副高级"]),
        ("exam_and_review", [{"series": "会计"}]),
        ("exam_and_review", [{"series": "会计", "level": "副高级", "on": True}]),
        ("exam_and_review", [{"series": "会计", "level": "副高级", "off": "yes"}]),
        ("exam_and_review", [{"series": "炼金", "level": "副高级"}]),
        ("exam_and_review", [{"series": 1, "level": "副高级"}]),
        ("exam_and_review", [{"series": "会计", "level": "高级"}]),
        ("exam_and_review", [{"series": "工程", "level": "副高级", "off": True}]),
    ],
)
def test_an_unknown_name_or_value_is_refused(book: Book, name: str, value: Any) -> None:
    with pytest.raises(Refused) as refusal:
        book.settings({name: value})
    assert refusal.value.rule == "unknown-setting"
    assert name in refusal.value.sentence
    assert refusal.value.sentence.endswith("。")


def test_the_pass_mark_lies_within_the_sessions_scheme(book: Book) -> None:
    """40 from a capped group and the better of 10 and 30 make 70 points."""

    def item(name: str, high: int) -> ScoreItem:
        return ScoreItem(name, Fraction(0), Fraction(high), Fraction(1))

    capped = ScoreGroup("甲", (item("a", 30), item("b", 30)), cap=Fraction(40))
    better = ScoreGroup("乙", (item("c", 10), item("d", 30)), combine=Combine.HIGHEST)
    scheme = ScoreScheme("自定", ScoreGroup("合计", (capped, better)))
    assert book.settings({"pass_mark": 70}, scheme).pass_mark == 70
    with pytest.raises(Refused):
        book.settings({"pass_mark": 71}, scheme)
