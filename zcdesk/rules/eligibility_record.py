"""Rules about what is on file: work, degrees, achievements, annual assessments."""

from __future__ import annotations

from zcdesk.domain.applicant import Grade, Route
from zcdesk.domain.session import RecentYears
from zcdesk.rules.eligibility import Subject, obtained
from zcdesk.rules.verdict import Verdict, not_applicable, ok, unclear, violation


def work_years(s: Subject) -> Verdict:
    """work-years 工作年限: where the standard asks for total working years, they are there."""
    asked = _asked(s)
    started = s.applicant.work_started_on
    years = s.year - started.year if started else None
    evidence: dict[str, object] = {
        "years": years,
        "required": asked[0] if len(asked) == 1 else None,
        "work_start": started.iso if started else None,
        "review_year": s.year,
    }
    if s.transfer:
        return not_applicable("transfer", **evidence)
    if not any(asked):
        return not_applicable(**evidence)
    if years is None:
        return unclear(**evidence)
    answers = {years >= (each or 0) for each in asked}
    if len(answers) > 1:
        return unclear("degree", **evidence)
    if not answers.pop():
        return violation(**evidence)
    return ok("" if len(asked) == 1 else "either", **evidence)


def _asked(s: Subject) -> tuple[int | None, ...]:
    """Working years that may be asked: by the degrees that may be the best, by any without one."""
    ways = s.ways or {}
    degrees = s.degrees if s.applicant.degrees else tuple(ways)
    known = [ways.get(each) if each else None for each in degrees]
    return tuple(dict.fromkeys(way.work_years if way else None for way in known))


def degree_cutoff(s: Subject) -> Verdict:
    """degree-cutoff 学历截止: the highest degree on file dates from the window's end or before."""
    relied = s.degrees[0]
    evidence: dict[str, object] = {
        "highest": None,
        "obtained_on": None,
        "relied_on": relied.value if relied else None,
        "window_end": s.window_end.isoformat(),
    }
    degrees = s.applicant.degrees
    if not degrees:
        return unclear("none", **evidence)
    top = max(each.education.rank for each in degrees)
    known = {
        obtained(each.obtained_on, s.window_end): each
        for each in reversed(degrees)
        if each.education.rank == top
    }
    answer = next(each for each in (True, None, False) if each in known)
    degree = known[answer]
    evidence["highest"] = degree.education.value
    evidence["obtained_on"] = degree.obtained_on.iso if degree.obtained_on else None
    if answer:
        return ok(**evidence)
    if answer is None:
        return unclear("" if degree.obtained_on else "no_date", **evidence)
    return violation("" if relied else "none_left", **evidence)


def achievement_cutoff(s: Subject) -> Verdict:
    """achievement-cutoff 业绩截止: every achievement was completed by the window's end."""
    achievements = s.applicant.achievements
    if not achievements:
        return not_applicable()
    known = [(each, obtained(each.completed_on, s.window_end)) for each in achievements]
    late = [each.title for each, answer in known if answer is False]
    doubtful = [each.title for each, answer in known if answer is None]
    evidence: dict[str, object] = {
        "window_end": s.window_end.isoformat(),
        "count": len(achievements),
        "not_counted": late,
        "doubtful": doubtful,
        "achievements": [
            {
                "title": each.title,
                "completed_on": each.completed_on.iso if each.completed_on else None,
                "counts": answer,
            }
            for each, answer in known
        ],
    }
    if late:
        return violation(**evidence)
    return unclear(**evidence) if doubtful else ok(**evidence)


def assessment_recent(s: Subject) -> Verdict:
    """assessment-recent 近期考核: this year's or last year's assessment is 合格 or better."""
    years = (s.year, s.year - 1)
    grades = [s.applicant.grade_of(year) for year in years]
    evidence: dict[str, object] = {
        "this_year": years[0],
        "this_grade": grades[0].value if grades[0] else None,
        "last_year": years[1],
        "last_grade": grades[1].value if grades[1] else None,
    }
    if s.exempt:
        return not_applicable(**evidence)
    on_file = [grade for grade in grades if grade]
    if not on_file:
        return unclear(**evidence)
    return (violation if s.passing.isdisjoint(on_file) else ok)(**evidence)


def assessment_missing(s: Subject) -> Verdict:
    """assessment-missing 考核缺漏: every year from the title to last year has an assessment."""
    if not s.titled:
        return not_applicable("no_title", missing=[])
    if s.exempt:
        return not_applicable(missing=[])
    if s.start is None:
        return unclear(missing=[])
    on_file = {each.year for each in s.applicant.assessments}
    first, last = s.start.year + 1, s.year - 1
    missing = [year for year in range(first, last + 1) if year not in on_file]
    evidence: dict[str, object] = {"missing": missing, "first": first, "last": last}
    if missing:
        return violation(**evidence)
    return ok("" if first <= last else "none_due", **evidence)


def exceptional_excellent(s: Subject) -> Verdict:
    """exceptional-excellent 破格优秀: at least one 优秀 within the last three years."""
    if s.applicant.route is not Route.EXCEPTIONAL:
        return not_applicable()
    window = _window(s)
    grades = {year: s.applicant.grade_of(year) for year in window}
    excellent = [year for year, grade in grades.items() if grade is Grade.EXCELLENT]
    missing = [year for year, grade in grades.items() if grade is None]
    evidence: dict[str, object] = {
        "window": window,
        "grades": {str(year): grade.value if grade else None for year, grade in grades.items()},
        "excellent": excellent,
        "missing": missing,
        "recent_years": s.settings.recent_years.value,
    }
    if excellent:
        return ok(**evidence)
    return unclear(**evidence) if missing else violation(**evidence)


def _window(s: Subject) -> list[int]:
    """The years that 近三年 means, the latest first."""
    through = s.settings.recent_years is RecentYears.THROUGH_REVIEW_YEAR
    if s.settings.recent_years is RecentYears.LATEST:
        through = s.applicant.grade_of(s.year) is not None
    first = s.year if through else s.year - 1
    return [first - back for back in range(s.book.count("assessment.exceptional_window"))]
