"""Rules about series, specialty and level: scope, work done, steps, conversion, examination."""

from __future__ import annotations

from zcdesk.domain.applicant import Grade, Level
from zcdesk.domain.session import ExamReview
from zcdesk.rules.eligibility import Subject
from zcdesk.rules.titles import specialty_key
from zcdesk.rules.verdict import Verdict, not_applicable, ok, unclear, violation

_ANY = "*"


def specialty_match(s: Subject) -> Verdict:
    """specialty-match 申报专业: the specialty applied for is the one worked in."""
    applied, practised = s.applicant.specialty, s.applicant.practised_specialty
    evidence: dict[str, object] = {"applied": applied, "practised": practised}
    if not specialty_key(applied) or not specialty_key(practised):
        return unclear(**evidence)
    same = specialty_key(applied) == specialty_key(practised)
    return ok(**evidence) if same else violation(**evidence)


def specialty_in_scope(s: Subject) -> Verdict:
    """specialty-in-scope 核准备案范围: the committee is approved for what is applied for."""
    scopes, level = s.setup.committee.scope, s.applicant.level
    key = specialty_key(s.applicant.specialty)
    evidence: dict[str, object] = {
        "series": s.applicant.series,
        "specialty": s.applicant.specialty,
        "level": level.value,
    }
    if not scopes:
        return unclear(**evidence)
    fits = any(
        level in scope.levels
        and s.book.titles.series_name(scope.series) == s.series
        and any(specialty_key(each) in (_ANY, key) for each in scope.specialties)
        for scope in scopes
    )
    return ok(**evidence) if fits else violation(**evidence)


def conversion_first(s: Subject) -> Verdict:
    """conversion-first 先转评: a title of another field is converted before a higher level."""
    title, applied = s.applicant.title, s.applicant.level
    # A name that one series alone has says the series as well as the column would.
    of_name = "" if s.title_series else s.book.titles.series_of(title.name)
    held_series = s.title_series or of_name
    evidence: dict[str, object] = {
        "title_series": title.series or of_name,
        "title_specialty": title.specialty,
        "series": s.applicant.series,
        "specialty": s.applicant.specialty,
    }
    if s.transfer or not s.titled:
        return not_applicable("transfer" if s.transfer else "no_title", **evidence)
    if s.level is None:
        return unclear("level_unknown", title=title.name, **evidence)
    if applied.rank <= s.level.rank:
        return not_applicable("not_higher", **evidence)
    held, asked = specialty_key(title.specialty), specialty_key(s.applicant.specialty)
    if (held_series and held_series != s.series) or (held and held != asked):
        return violation(**evidence)
    if not held_series:
        return unclear("series_unknown", title=title.name, **evidence)
    return ok(**evidence) if held else unclear(**evidence)


def conversion_one_year(s: Subject) -> Verdict:
    """conversion-one-year 转评: the same level, a year on the post, every assessment passed."""
    if not s.transfer:
        return not_applicable()
    post, years = s.applicant.post_started_on, s.book.count("transfer.post_years")
    grades = {} if post is None else _grades_since(s, post.year)
    poor = [year for year, grade in grades.items() if grade not in s.passing]
    evidence: dict[str, object] = {
        "present_level": s.level.value if s.level else None,
        "level": s.applicant.level.value,
        "post_start": post.iso if post else None,
        "years": years,
        "review_year": s.year,
        "grades": {str(year): grade.value for year, grade in grades.items()},
        "poor_years": poor,
    }
    if not s.titled:
        return violation("no_title", **evidence)
    if s.level and s.level is not s.applicant.level:
        return violation("level", **evidence)
    # From any day of a year, n years are full by 31 December exactly n years later.
    short = post is not None and post.year + years > s.year
    if short or poor:
        return violation("too_short" if short else "poor", **evidence)
    return _conversion_open(s, evidence) or ok("" if grades else "exempt", **evidence)


def _conversion_open(s: Subject, evidence: dict[str, object]) -> Verdict | None:
    """What is still to be known of a conversion that nothing speaks against."""
    if s.level is None:
        return unclear("level_unknown", **evidence)
    if s.applicant.post_started_on is None:
        return unclear("no_post_start", **evidence)
    if not evidence["grades"] and not s.exempt:
        return unclear("no_grades", **evidence)
    return None


def level_by_level(s: Subject) -> Verdict:
    """level-by-level 逐级申报: the next level, unless the standard admits the applicant directly."""
    applied = s.applicant.level
    evidence: dict[str, object] = {
        "present_level": s.level.value if s.level else None,
        "level": applied.value,
        "next_level": None,
        "route": s.applicant.route.value,
    }
    if s.transfer:
        return not_applicable(**evidence)
    if s.titled and s.level is None:
        return unclear("level_unknown", **evidence)
    following = s.level.next if s.level else Level.TECHNICIAN
    evidence["next_level"] = following.value if following else None
    if applied is following:
        return ok(**evidence)
    if s.level and applied.rank <= s.level.rank:
        return violation("not_higher", **evidence)
    direct = _direct(s)
    if direct:
        return ok("direct", **evidence)
    if s.papered:
        return unclear("papered", **evidence)
    if direct is None:
        return unclear("degree", **evidence)
    return violation(**evidence)


def _direct(s: Subject) -> bool | None:
    """Whether the standard admits this applicant directly; None where the degree is not known."""
    ways = s.ways or {}
    if not s.applicant.degrees:
        return None if any(way.direct for way in ways.values()) else False
    answers = {
        degree is not None and degree in ways and ways[degree].direct for degree in s.degrees
    }
    return answers.pop() if len(answers) == 1 else None


def _grades_since(s: Subject, year: int) -> dict[int, Grade]:
    """The grades on file from a year on; of two for one year the first, as everywhere."""
    found = {each.year: each.grade for each in reversed(s.applicant.assessments)}
    return {each: found[each] for each in sorted(found) if each >= year}


def exam_passed(s: Subject) -> Verdict:
    """exam-passed 考评结合: an examination result that is valid in the review year."""
    level, valid = s.applicant.level, s.applicant.exam_valid_until
    evidence: dict[str, object] = {
        "series": s.series,
        "level": level.value,
        "valid_until": valid.iso if valid else None,
        "review_year": s.year,
    }
    if ExamReview(s.series, level) not in s.settings.exam_and_review:
        return not_applicable(**evidence)
    if valid is None:
        return unclear(**evidence)
    return ok(**evidence) if valid.year >= s.year else violation(**evidence)
