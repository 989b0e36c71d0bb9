"""The applicant (申报人) and the facts on file about that person."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from zcdesk.domain.dates import PartialDate


class Tier(Enum):
    """Tier of levels (职称层级的档次): 初级, 中级, 高级."""

    JUNIOR = "初级"
    INTERMEDIATE = "中级"
    SENIOR = "高级"


class Level(Enum):
    """Level of a title (层级), low to high."""

    TECHNICIAN = "员级"
    ASSISTANT = "助理级"
    INTERMEDIATE = "中级"
    ASSOCIATE_SENIOR = "副高级"
    FULL_SENIOR = "正高级"

    @property
    def rank(self) -> int:
        """0 for the lowest level."""
        return _LEVELS.index(self)

    @property
    def next(self) -> Level | None:
        """The level above, None at the top."""
        return _LEVELS[self.rank + 1] if self.rank + 1 < len(_LEVELS) else None

    @property
    def tier(self) -> Tier:
        """The tier that the elimination floors speak of."""
        if self.rank <= Level.ASSISTANT.rank:
            return Tier.JUNIOR
        return Tier.INTERMEDIATE if self is Level.INTERMEDIATE else Tier.SENIOR


_LEVELS: tuple[Level, ...] = tuple(Level)


class Sex(Enum):
    """性别."""

    MALE = "男"
    FEMALE = "女"


class Route(Enum):
    """Way of application (申报方式)."""

    REGULAR = "正常"
    EXCEPTIONAL = "破格"
    TRANSFER = "转评"
    GREEN_CHANNEL = "绿色通道"


class EmployerKind(Enum):
    """Kind of employer (单位性质)."""

    PUBLIC = "机关事业单位"
    STATE_OWNED = "国有企业"
    PRIVATE = "民营企业"
    OTHER_NON_PUBLIC = "其他非公经济组织"
    FLEXIBLE = "灵活就业"
    FREELANCE = "自由职业"
    DISPATCHED = "劳务派遣"


class Grade(Enum):
    """Grade of an annual assessment (年度考核等次)."""

    EXCELLENT = "优秀"
    QUALIFIED = "合格"
    BASIC = "基本合格"
    UNQUALIFIED = "不合格"
    UNDETERMINED = "不确定等次"


class Education(Enum):
    """The degree that counts: the higher of 学历 and 学位."""

    SECONDARY = "中专"
    COLLEGE = "大专"
    BACHELOR = "本科"
    SECOND_BACHELOR = "第二学士"
    MASTER = "硕士"
    DOCTORATE = "博士"

    @property
    def rank(self) -> int:
        """Order of degrees; a second bachelor's degree stands beside the master's."""
        return _EDUCATION_RANK[self]


_EDUCATION_RANK = {
    Education.SECONDARY: 0,
    Education.COLLEGE: 1,
    Education.BACHELOR: 2,
    Education.SECOND_BACHELOR: 3,
    Education.MASTER: 3,
    Education.DOCTORATE: 4,
}


@dataclass(frozen=True, slots=True)
class Degree:
    """One degree on file (学历、学位). `education` is the higher of the two words."""

    education: Education
    obtained_on: PartialDate | None = None
    schooling: str = ""
    degree: str = ""
    school: str = ""
    major: str = ""


@dataclass(frozen=True, slots=True)
class Title:
    """The present title (现职称). An empty name with a level is still a title.

    `level` None: not given; the series' table of titles may know it by the name.
    `level_first_obtained_on` is 同级首次取得时间, given after a conversion.
    """

    name: str = ""
    series: str = ""
    specialty: str = ""
    level: Level | None = None
    obtained_on: PartialDate | None = None
    appointed_on: PartialDate | None = None
    obtained_by: str = ""
    level_first_obtained_on: PartialDate | None = None

    @property
    def on_file(self) -> bool:
        """Whether there is a title at all."""
        return bool(self.name) or self.level is not None


@dataclass(frozen=True, slots=True)
class Assessment:
    """One annual assessment (年度考核)."""

    year: int
    grade: Grade


@dataclass(frozen=True, slots=True)
class Achievement:
    """One achievement (业绩成果)."""

    kind: str
    title: str
    completed_on: PartialDate | None = None
    rank: str = ""
    attachment: str = ""


@dataclass(frozen=True, slots=True)
class OtherApplication:
    """Another application of the same year (同年其他申报), here or at another committee."""

    series: str
    specialty: str
    level: Level


@dataclass(frozen=True, slots=True)
class IntegrityRecord:
    """A dishonesty record (诚信记录), dated as precisely as the paper is."""

    recorded_on: PartialDate
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Applicant:
    """An applicant (申报人): one row of the roster. Empty text and None mean: not on file."""

    number: str
    name: str
    series: str
    specialty: str
    level: Level
    route: Route = Route.REGULAR
    sex: Sex | None = None
    born_on: PartialDate | None = None
    id_number: str = ""
    employer: str = ""
    city: str = ""
    employer_kind: EmployerKind | None = None
    post_status: str = ""
    channel: str = ""
    work_started_on: PartialDate | None = None
    degrees: tuple[Degree, ...] = ()
    title: Title = Title()
    practised_specialty: str = ""
    post_started_on: PartialDate | None = None
    other_applications: tuple[OtherApplication, ...] = ()
    exam_valid_until: PartialDate | None = None
    integrity_records: tuple[IntegrityRecord, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    achievements: tuple[Achievement, ...] = ()
    remark: str = ""

    def grade_of(self, year: int) -> Grade | None:
        """The grade of one year's assessment, None where it is not on file."""
        for assessment in self.assessments:
            if assessment.year == year:
                return assessment.grade
        return None
