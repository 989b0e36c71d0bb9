"""A small committee and hand-written figures, so that no test leans on the shipped rule book."""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from zcdesk.domain.applicant import Applicant, Level
from zcdesk.domain.ballot import Round
from zcdesk.domain.case import ONLY, Case, Status, pair
from zcdesk.domain.citation import Citation, Param, Source, Standing
from zcdesk.domain.committee import Committee, Member, Recusal, Role, Scope, Staff
from zcdesk.domain.events import BookText, Setup
from zcdesk.domain.scoring import ScoreGroup, ScoreItem, ScoreScheme
from zcdesk.domain.session import (
    AbsentFromDefense,
    Aggregate,
    ApplicantStatus,
    ExamReview,
    Phase,
    Pool,
    RecentYears,
    RecusalBase,
    ReviewSession,
    Settings,
    SmallGroupVotes,
)
from zcdesk.rules.book import Book, load_book

FIGURES: dict[str, Fraction | int] = {
    "elimination.senior.overall": Fraction(20, 100),
    "elimination.senior.defense": Fraction(10, 100),
    "elimination.senior_exam.overall": Fraction(15, 100),
    "elimination.senior_exam.defense": Fraction(10, 100),
    "elimination.intermediate.overall": Fraction(10, 100),
    "elimination.junior_floor": 0,
    "voting.pass": Fraction(2, 3),
    "quorum.share": Fraction(2, 3),
    "defense.panel_minimum": 3,
    "scoring.trim_from": 5,
    "committee.approval_years": 3,
    "integrity.years": 3,
}


@pytest.fixture(scope="session")
def figures() -> Mapping[str, Param]:
    """The figures of the notice and the national rule, typed in by hand."""
    source = Source("notice", "通知", "省厅", "2024-07-31")
    return {
        key: Param(key, value, Citation(source, "三（五）"), Standing.CONFIRMED)
        for key, value in FIGURES.items()
    }


SETTINGS = Settings(
    recusal_base=RecusalBase.SUBTRACT,
    absent_from_defense=AbsentFromDefense.EXCLUDED,
    aggregate=Aggregate.MEAN,
    recent_years=RecentYears.LATEST,
    pool=Pool.TIER,
    max_rounds=3,
    pass_mark=Fraction(60),
    junior_floor=None,
    idle_minutes=2,
    committee_min={"senior.series": 25, "senior.specialty": 11},
    exam_and_review=(ExamReview("会计", Level.ASSOCIATE_SENIOR),),
    small_group_votes=SmallGroupVotes.PRINT,
)


@pytest.fixture(scope="session")
def settings_with() -> Callable[..., Settings]:
    """The default settings with some of them changed."""
    return lambda **changes: replace(SETTINGS, **changes)


def member_ids(count: int) -> tuple[str, ...]:
    return tuple(f"P{place:02d}" for place in range(1, count + 1))


def five_dimensions() -> ScoreScheme:
    names = ("思想品德", "职业道德", "专业能力", "技术水平", "学术影响力")
    half = Fraction(1, 2)
    items = tuple(ScoreItem(name, Fraction(0), Fraction(20), half) for name in names)
    return ScoreScheme("五维度", ScoreGroup("总分", items))


def make_case(
    *,
    size: int = 9,
    statuses: Mapping[str, ApplicantStatus] | None = None,
    recusals: Iterable[tuple[str, str]] = (),
    rounds: Iterable[Round] = (),
    scheme: ScoreScheme | None = None,
    session: Mapping[str, Any] | None = None,
    **tables: Any,
) -> Case:
    """A case in the vote: P01 in the chair, P02 vice chair; applicants are engineers, 副高级."""
    statuses = statuses or {}
    roles = {0: Role.CHAIR, 1: Role.VICE_CHAIR}
    members = tuple(
        Member(each, f"评委{each[1:]}", roles.get(place, Role.MEMBER))
        for place, each in enumerate(member_ids(size))
    )
    meeting = {
        "review_year": 2024,
        "meeting_dates": (datetime.date(2024, 11, 20),),
        "window_end": datetime.date(2024, 9, 30),
        "rules": "shanxi-2024",
        **(session or {}),
    }
    committee = Committee(
        "评委会",
        approved_from=datetime.date(2023, 6, 1),
        approved_to=datetime.date(2026, 5, 31),
        scope=(Scope("工程", (Level.ASSOCIATE_SENIOR, Level.FULL_SENIOR)),),
    )
    setup = Setup(
        session=ReviewSession(**meeting),
        committee=committee,
        members=members,
        staff=Staff("秘书甲", "监督员乙"),
        choices={},
        scheme=scheme or five_dimensions(),
        rehearsal=True,
    )
    case = Case(
        setup={ONLY: setup},
        book={ONLY: BookText("shanxi-2024", "0" * 64, {})},
        phase={ONLY: Phase.VOTING},
        applicants={
            number: Applicant(number, f"申报人{number}", "工程", "机械", Level.ASSOCIATE_SENIOR)
            for number in statuses
        },
        statuses={number: Status(status) for number, status in statuses.items()},
        recusals={pair(a, m): Recusal(a, m, "亲属") for a, m in recusals},
        rounds={vote.key: vote for vote in rounds},
    )
    return replace(case, **tables)


@pytest.fixture(scope="session")
def case_with() -> Callable[..., Case]:
    """A case in the vote with what the test is about."""
    return make_case


@pytest.fixture(scope="session")
def shipped() -> Book:
    """The shipped rule book of Shanxi, 2024."""
    folder = Path(__file__).parents[2] / "resources"
    found = [(path, path.relative_to(folder / "rules")) for path in folder.glob("rules/**/*.toml")]
    extra = ("titles.toml", "wording/rules.toml", "wording/session.toml")
    found += [(folder / name, Path(name)) for name in extra]
    files = {name.as_posix(): path.read_text("utf-8") for path, name in found}
    return load_book(files, "shanxi-2024")
