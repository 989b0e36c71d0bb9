"""The review session (评审会议): year, days, phases, settings, waivers."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from zcdesk.domain.applicant import Level


class Phase(Enum):
    """Phases of a session, in order."""

    SETUP = "setup"
    MATERIALS = "materials"
    DEFENSE = "defense"
    VOTING = "voting"
    SEALED = "sealed"
    HANDED_OVER = "handed_over"

    @property
    def chinese(self) -> str:
        """The phase as the screen names it."""
        return _PHASES[self]

    @property
    def rank(self) -> int:
        """0 for the first phase."""
        return list(Phase).index(self)


_PHASES = {
    Phase.SETUP: "建立会议",
    Phase.MATERIALS: "材料审核",
    Phase.DEFENSE: "答辩评议",
    Phase.VOTING: "评委会表决",
    Phase.SEALED: "已封存",
    Phase.HANDED_OVER: "已移交",
}


@dataclass(frozen=True, slots=True)
class ReviewSession:
    """One committee's session of one review year (评审年度).

    `window_end` is the last day of the committee's intake period (收审期); the references
    (work plan, scoring approval, published standard) are empty where none is on file.
    """

    review_year: int
    meeting_dates: tuple[datetime.date, ...]
    window_end: datetime.date
    rules: str
    place: str = ""
    work_plan: str = ""
    scoring_approval: str = ""
    standard: str = ""


class RecusalBase(Enum):
    """Whether a recused member is taken out of the base of the vote."""

    SUBTRACT = "subtract"
    KEEP = "keep"


class AbsentFromDefense(Enum):
    """Whether an applicant absent from the defense counts as taking part."""

    EXCLUDED = "excluded"
    ELIMINATED = "eliminated"


class Aggregate(Enum):
    """How the experts' totals become one score."""

    MEAN = "mean"
    TRIMMED_MEAN = "trimmed_mean"


class RecentYears(Enum):
    """Which three years 近三年 means."""

    LATEST = "latest"
    THROUGH_REVIEW_YEAR = "through_review_year"
    BEFORE_REVIEW_YEAR = "before_review_year"


class Pool(Enum):
    """How finely the elimination groups are cut."""

    TIER = "tier"
    LEVEL = "level"
    SPECIALTY = "specialty"


class SmallGroupVotes(Enum):
    """Whether the submission edition prints votes, or 通过 / 未通过 only."""

    PRINT = "print"
    OUTCOME_ONLY = "outcome_only"


class UnprovenFacts(Enum):
    """Whether facts that rules relied on keep from the defense while nobody has pinned and checked them."""

    TELL = "tell"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class ExamReview:
    """A series and level with a national examination (考评结合)."""

    series: str
    level: Level


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force: the rule book's defaults with the session's choices over them.

    `chosen` names those that the session chose itself. `pass_mark` and `junior_floor` (percent)
    are exact numbers; `junior_floor` None: no floor.
    """

    recusal_base: RecusalBase
    absent_from_defense: AbsentFromDefense
    aggregate: Aggregate
    recent_years: RecentYears
    pool: Pool
    max_rounds: int
    pass_mark: Fraction
    junior_floor: Fraction | None
    idle_minutes: int
    committee_min: Mapping[str, int]
    exam_and_review: tuple[ExamReview, ...]
    small_group_votes: SmallGroupVotes
    unproven_facts: UnprovenFacts = UnprovenFacts.TELL
    chosen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiver:
    """A recorded waiver (豁免) of one blocking violation; empty `applicant`: of the session."""

    applicant: str
    rule: str
    reason: str
    document: str
    by: str


class ApplicantStatus(Enum):
    """Where an applicant stands in the session (状态)."""

    PENDING = "pending"
    QUALIFIED = "qualified"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    DISQUALIFIED = "disqualified"
    ABSENT = "absent"
    EXEMPT = "exempt"
    DEFENSE_PASSED = "defense_passed"
    DEFENSE_FAILED = "defense_failed"
    VOTE_FAILED = "vote_failed"
    PASSED = "passed"

    @property
    def chinese(self) -> str:
        """The status as screen and papers name it; a pass is never 已取得."""
        return _STATUSES[self]


_STATUSES = {
    ApplicantStatus.PENDING: "待审核",
    ApplicantStatus.QUALIFIED: "材料合格",
    ApplicantStatus.REJECTED: "材料不合格",
    ApplicantStatus.WITHDRAWN: "撤回申报",
    ApplicantStatus.DISQUALIFIED: "取消申报资格",
    ApplicantStatus.ABSENT: "缺席答辩",
    ApplicantStatus.EXEMPT: "免答辩",
    ApplicantStatus.DEFENSE_PASSED: "答辩评议通过",
    ApplicantStatus.DEFENSE_FAILED: "答辩评议未通过",
    ApplicantStatus.VOTE_FAILED: "表决未通过",
    ApplicantStatus.PASSED: "评审通过（待公示、待确认）",
}
