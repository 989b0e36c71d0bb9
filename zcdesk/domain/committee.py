"""The committee (评审委员会), its members, its staff, panels, attendance and recusals."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from zcdesk.domain.applicant import Level


class CommitteeKind(Enum):
    """Whether the committee is built for a whole series or for one specialty."""

    SERIES = "series"
    SPECIALTY = "specialty"


class Role(Enum):
    """A member's office: 主任委员, 副主任委员, 委员."""

    CHAIR = "chair"
    VICE_CHAIR = "vice_chair"
    MEMBER = "member"

    @property
    def chinese(self) -> str:
        """The office as papers print it."""
        return {"chair": "主任委员", "vice_chair": "副主任委员", "member": "委员"}[self.value]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a committee is approved for (核准备案范围); "*" stands for every specialty."""

    series: str
    levels: tuple[Level, ...]
    specialties: tuple[str, ...] = ("*",)


@dataclass(frozen=True, slots=True)
class Committee:
    """The committee as approved (核准备案): organiser is 组建单位, code goes into file names."""

    name: str
    organiser: str = ""
    approval: str = ""
    approved_from: datetime.date | None = None
    approved_to: datetime.date | None = None
    kind: CommitteeKind = CommitteeKind.SERIES
    private_enterprises_only: bool = False
    scope: tuple[Scope, ...] = ()
    code: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A committee member (评委). `integrity` holds the dates of dishonesty records."""

    id: str
    name: str
    role: Role = Role.MEMBER
    integrity: tuple[datetime.date, ...] = ()

    @property
    def presides(self) -> bool:
        """Whether this member may preside and open the box (40号令 第二十二条)."""
        return self.role is not Role.MEMBER


@dataclass(frozen=True, slots=True)
class Staff:
    """Secretary (秘书) and supervisor (监督员)."""

    secretary: str
    supervisor: str
    secretary_integrity: tuple[datetime.date, ...] = ()
    supervisor_integrity: tuple[datetime.date, ...] = ()


@dataclass(frozen=True, slots=True)
class Recusal:
    """A member who keeps out of one applicant's review (回避, 40号令 第二十五条)."""

    applicant: str
    member: str
    reason: str


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel (评议组) of at least three members, its applicants and its line."""

    name: str
    members: tuple[str, ...]
    applicants: tuple[str, ...]
    line: Fraction | None = None
    frozen: bool = False


@dataclass(frozen=True, slots=True)
class Attendance:
    """One member's presence at one sitting (签到). `left_at` empty: still in the room."""

    sitting: datetime.date
    member: str
    arrived_at: str
    left_at: str = ""
