"""Tenure (任职年限): which years in the title count, and how many the standard asks."""

from __future__ import annotations

from typing import NamedTuple

from zcdesk.domain.applicant import Education, Grade
from zcdesk.domain.finding import Status
from zcdesk.rules.eligibility import Subject
from zcdesk.rules.titles import plain
from zcdesk.rules.verdict import Verdict

_PASSING = "考核合格及以上"
_EXEMPT = "可不提供考核材料"
_PROVISIONAL = "当年考核尚未产生，暂予计入"
_POOR = "考核等次不计入"
_OPEN = "未见考核结果，待证明"
_ELSEWHERE = "现职称不是标准条件所要求的级别，不计入"


class _Year(NamedTuple):
    """One candidate year; `counts` None: open, to be proved."""

    year: int
    grade: Grade | None
    counts: bool | None
    why: str


class _Answer(NamedTuple):
    """What follows if a degree is the best one; None: not known, or nothing is asked."""

    status: Status
    case: str
    counted: int | None
    possible: int | None
    required: int | None


def tenure_years(s: Subject) -> Verdict:
    """tenure-years 任职年限: the years that count reach those that the standard asks."""
    if s.transfer:
        return Verdict(Status.NOT_APPLICABLE, _evidence(s, _NOTHING, []))
    years = _years(s)
    if s.titled and s.level is None:
        unknown = _Answer(Status.UNCLEAR, "", None, None, _required(s))
        return Verdict(Status.UNCLEAR, _evidence(s, unknown, years), "level_unknown")
    if s.ways is None:
        counted, possible = _counts(s, years)
        answer = _Answer(Status.UNCLEAR, "no_standard", counted, possible, None)
    else:
        answers = [_answer(s, degree, years) for degree in s.degrees]
        answer = answers[0] if len(answers) == 1 else _joined(answers)
        if all(_elsewhere(s, degree) for degree in s.degrees):
            years = [each._replace(counts=False, why=_ELSEWHERE) for each in years]
    return Verdict(answer.status, _evidence(s, answer, years), answer.case)


def _required(s: Subject) -> int | None:
    """The years asked, where they do not hang on what is unknown."""
    ways = [(s.ways or {}).get(degree) if degree else None for degree in s.degrees]
    asked = {way.years if way else None for way in ways}
    return asked.pop() if len(asked) == 1 else None


_NOTHING = _Answer(Status.UNCLEAR, "", None, None, None)


def _years(s: Subject) -> list[_Year]:
    """The candidate years: from the one after the start to the review year."""
    if s.start is None or not s.titled:
        return []
    grades = {each.year: each.grade for each in reversed(s.applicant.assessments)}
    return [_judged(s, year, grades.get(year)) for year in range(s.start.year + 1, s.year + 1)]


def _judged(s: Subject, year: int, grade: Grade | None) -> _Year:
    if grade is not None:
        passing = grade in s.passing
        return _Year(year, grade, passing, _PASSING if passing else _POOR)
    if s.exempt:
        return _Year(year, None, counts=True, why=_EXEMPT)
    current = year == s.year
    return _Year(year, None, True if current else None, _PROVISIONAL if current else _OPEN)


def _counts(s: Subject, years: list[_Year]) -> tuple[int | None, int | None]:
    """Counted and possible years at the present level; 0 without a title, None without a date."""
    if s.titled and s.start is None:
        return None, None
    counted = sum(1 for each in years if each.counts)
    return counted, counted + sum(1 for each in years if each.counts is None)


def _elsewhere(s: Subject, degree: Education | None) -> bool:
    """The standard asks for years in another level than the present title's: none counts."""
    way = (s.ways or {}).get(degree) if degree else None
    return way is not None and not way.direct and way.below is not s.level


def _answer(s: Subject, degree: Education | None, years: list[_Year]) -> _Answer:
    assert s.ways is not None
    counted, possible = _counts(s, years)
    if degree is None:
        return _Answer(Status.UNCLEAR, "no_degree", counted, possible, None)
    way = s.ways.get(degree)
    if way is None:
        return _broken(s, "no_way", counted, possible, None)
    if way.direct:
        return _Answer(Status.OK, "direct", counted, possible, 0)
    if _elsewhere(s, degree):
        return _broken(s, "other_level" if s.titled else "no_title", 0, 0, way.years)
    if counted is None or possible is None:
        return _Answer(Status.UNCLEAR, "no_start", None, None, way.years)
    if counted >= way.years:
        provisional = any(each.why is _PROVISIONAL for each in years)
        return _Answer(
            Status.OK, "provisional" if provisional else "", counted, possible, way.years
        )
    return _short(s, counted, possible, way.years)


def _short(s: Subject, counted: int, possible: int, required: int) -> _Answer:
    """The years that count do not reach those asked: whether more may be found."""
    if _first_unknown(s):
        return _Answer(Status.UNCLEAR, "converted", counted, None, required)
    if possible >= required:
        return _Answer(Status.UNCLEAR, "open_years", counted, possible, required)
    return _broken(s, "", counted, possible, required)


def _first_unknown(s: Subject) -> bool:
    """A conversion gave the title, and when its level was first reached is not on file (三（四）).

    The years before the conversion count too, so that nobody knows how many are possible. Books
    frozen before this was asked have no words for it.
    """
    title, words = s.applicant.title, s.book.params.get("transfer.obtained_by")
    if words is None or title.level_first_obtained_on:
        return False
    return any(word in plain(title.obtained_by) for word in s.book.words(words.key))


def _broken(
    s: Subject, case: str, counted: int | None, possible: int | None, required: int | None
) -> _Answer:
    """A violation; for an exceptional route a question that the papers must answer."""
    if s.papered:
        told = "papered_no_way" if required is None else "papered"
        return _Answer(Status.UNCLEAR, told, counted, possible, required)
    return _Answer(Status.VIOLATION, case, counted, possible, required)


def _joined(answers: list[_Answer]) -> _Answer:
    """One answer for degrees that may or may not be relied on; what differs is not known."""
    first = answers[0]
    same = all(each.status is first.status for each in answers)
    status = first.status if same else Status.UNCLEAR
    facts = [
        value if all(other[place] == value for other in answers) else None
        for place, value in enumerate(first[2:], start=2)
    ]
    return _Answer(status, f"{status.value}_either", *facts)


def _evidence(s: Subject, answer: _Answer, years: list[_Year]) -> dict[str, object]:
    title = s.applicant.title
    return {
        "counted": answer.counted,
        "possible": answer.possible,
        "required": answer.required,
        "years": [
            {
                "year": each.year,
                "grade": each.grade.value if each.grade else None,
                "counts": each.counts,
                "why": each.why,
            }
            for each in years
        ],
        "open_years": [each.year for each in years if each.counts is None],
        "not_counted_years": [each.year for each in years if each.counts is False],
        "start": s.start.iso if s.start else None,
        "start_from": "同级首次取得时间" if title.level_first_obtained_on else "取得时间",
        # Asked for only where it matters: a conversion whose level began nobody knows when.
        "obtained_by": title.obtained_by if _first_unknown(s) else None,
        "present_level": s.level.value if s.level else None,
        "series": s.series,
        "level": s.applicant.level.value,
        "degrees": [each.value for each in s.degrees if each],
        "route": s.applicant.route.value,
        "review_year": s.year,
    }
