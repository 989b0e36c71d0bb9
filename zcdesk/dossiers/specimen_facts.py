"""Single facts of an invented career: dates, degrees, titles, assessments, achievements."""

from __future__ import annotations

import datetime
from random import Random

from zcdesk.domain.applicant import Achievement, Assessment, Degree, Education, Grade, Level, Title
from zcdesk.domain.dates import PartialDate
from zcdesk.dossiers.specimen_lists import Field, Lists

REVIEW_YEAR = 2024
WINDOW_END = datetime.date(2024, 9, 30)
MEETING = datetime.date(2024, 11, 20)
SERIES = "工程"

_SCHOOLING = {
    Education.COLLEGE: ("大专", ""),
    Education.BACHELOR: ("大学本科", "学士"),
    Education.MASTER: ("研究生", "硕士"),
    Education.DOCTORATE: ("研究生", "博士"),
}
_LADDERS: dict[Education, tuple[Education, ...]] = {
    Education.COLLEGE: (Education.COLLEGE,),
    Education.BACHELOR: (Education.BACHELOR,),
    Education.MASTER: (Education.MASTER, Education.BACHELOR),
    Education.DOCTORATE: (Education.DOCTORATE, Education.MASTER, Education.BACHELOR),
}
_TITLES = {
    Level.ASSOCIATE_SENIOR: ("工程师", Level.INTERMEDIATE),
    Level.FULL_SENIOR: ("高级工程师", Level.ASSOCIATE_SENIOR),
}


def day_in(rng: Random, year: int, first_month: int = 1, last_month: int = 12) -> datetime.date:
    """A day of the year between two months."""
    return datetime.date(year, rng.randint(first_month, last_month), rng.randint(1, 28))


def as_written(rng: Random, day: datetime.date) -> PartialDate:
    """The day as a paper gives it: whole, or the month alone."""
    return PartialDate.of(day) if rng.random() < 0.5 else PartialDate(day.year, day.month)


def assessed(rng: Random, first: int, last: int) -> tuple[Assessment, ...]:
    """One assessment a year, none below 合格."""
    return tuple(
        Assessment(year, Grade.EXCELLENT if rng.random() < 0.15 else Grade.QUALIFIED)
        for year in range(first, last + 1)
    )


def title(rng: Random, level: Level, year: int, specialty: str) -> Title:
    """The title that one level below `level` is held since `year`."""
    name, held = _TITLES[level]
    obtained = day_in(rng, year, 10, 12)
    written = PartialDate(year) if rng.random() < 0.08 else as_written(rng, obtained)
    return Title(
        name=name,
        series="工程技术" if rng.random() < 0.3 else SERIES,
        specialty=specialty,
        level=None if rng.random() < 0.3 else held,
        obtained_on=written,
        appointed_on=as_written(rng, day_in(rng, year + 1, 1, 3)),
        obtained_by="评审",
    )


def degrees(
    rng: Random, lists: Lists, education: Education, graduated: int, field: Field
) -> tuple[Degree, ...]:
    """The degrees up to `education`, highest first."""
    made, year = [], graduated
    for step in _LADDERS[education]:
        schooling, degree = _SCHOOLING[step]
        made.append(
            Degree(
                education=step,
                obtained_on=as_written(rng, day_in(rng, year, 6, 7)),
                schooling=schooling,
                degree=degree,
                school=rng.choice(lists.schools),
                major=rng.choice(field.majors),
            )
        )
        year -= 4 if step is Education.DOCTORATE else 3
    return tuple(made)


def achievements(
    rng: Random, lists: Lists, field: Field, city: str, since: int
) -> tuple[Achievement, ...]:
    """Two to four achievements between the title and the end of the window."""
    made = []
    kinds = ["论文", *rng.sample(("项目", "专利", "获奖", "标准"), rng.randint(1, 3))]
    for kind, subject in zip(kinds, rng.sample(field.subjects * 2, len(kinds)), strict=True):
        name = {
            "论文": f"{subject}关键技术研究与应用",
            "项目": f"{city}{subject}技术改造工程",
            "专利": f"一种用于{subject}的装置（实用新型，样例）",
            "获奖": rng.choice(lists.prizes).format(city=city),
            "标准": rng.choice(lists.standards).format(subject=subject),
        }[kind]
        done = day_in(rng, rng.randint(min(since + 1, 2023), 2023))
        if rng.random() < 0.25:
            done = day_in(rng, REVIEW_YEAR, 1, 8)
        made.append(Achievement(kind, name, as_written(rng, done), str(rng.randint(1, 3))))
    return tuple(made)
