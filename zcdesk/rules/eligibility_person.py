"""Rules about who applies: identity, the same person twice, post, employer, channel."""

from __future__ import annotations

import datetime
import re
from operator import mul

from zcdesk.domain.applicant import Sex
from zcdesk.domain.dates import PartialDate, add_years
from zcdesk.rules.eligibility import Subject
from zcdesk.rules.titles import plain, specialty_key
from zcdesk.rules.verdict import Verdict, not_applicable, ok, unclear, violation

_ID = re.compile(r"[0-9]{17}[0-9X]")
# GB 11643: weights of the first 17 digits, and the check characters by remainder.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def id_number(s: Subject) -> Verdict:
    """id-number 身份证号: 18 characters, the check character, birth and sex as on the roster."""
    number = s.identity
    if not number:
        return unclear()
    if not _ID.fullmatch(number):
        return violation("form", length=len(number))
    check = _CHECKS[sum(map(mul, map(int, number[:17]), _WEIGHTS)) % len(_CHECKS)]
    sex = Sex.MALE if int(number[16]) % 2 else Sex.FEMALE
    born = _birth(number)
    problems = []
    if check != number[17]:
        problems.append("校验码")
    if born is None or not _agrees(s.applicant.born_on, born):
        problems.append("出生日期")
    if s.applicant.sex not in (None, sex):
        problems.append("性别")
    roster = s.applicant.born_on
    evidence: dict[str, object] = {
        "problems": problems,
        "check_expected": check,
        "check_found": number[17],
        "birth": born.isoformat() if born else None,
        "roster_birth": roster.iso if roster else None,
        "sex": sex.value,
        "roster_sex": s.applicant.sex.value if s.applicant.sex else None,
    }
    return violation(**evidence) if problems else ok(**evidence)


def _birth(number: str) -> datetime.date | None:
    try:
        return datetime.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def _agrees(roster: PartialDate | None, born: datetime.date) -> bool:
    return roster is None or roster.earliest <= born <= roster.latest


def duplicate_person(s: Subject) -> Verdict:
    """duplicate-person 重复申报: the same person twice for the same series, specialty and level."""
    if not s.identity:
        return unclear()
    rows = [
        each.number
        for each in s.others
        if each.level is s.applicant.level and _same_field(s, each.series, each.specialty)
    ]
    return violation(rows=rows) if rows else ok(rows=[])


def same_level_twice(s: Subject) -> Verdict:
    """same-level-twice 同年同级多报: the same person at the same level in another field."""
    level = s.applicant.level
    rows = [
        each.number
        for each in s.others
        if each.level is level and not _same_field(s, each.series, each.specialty)
    ]
    elsewhere = [
        f"{each.series}/{each.specialty}/{each.level.value}"
        for each in s.applicant.other_applications
        if each.level is level
    ]
    evidence: dict[str, object] = {"rows": rows, "elsewhere": elsewhere, "level": level.value}
    if rows or elsewhere:
        return violation(**evidence)
    return ok(**evidence) if s.identity else unclear(**evidence)


def _same_field(s: Subject, series: str, specialty: str) -> bool:
    return s.book.titles.series_name(series) == s.series and specialty_key(
        specialty
    ) == specialty_key(s.applicant.specialty)


def on_post(s: Subject) -> Verdict:
    """on-post 在职在岗: the applicant holds a post; those without an employer are not asked."""
    kind, status = s.applicant.employer_kind, plain(s.applicant.post_status)
    if kind is not None and kind.value in s.book.words("post.no_employer_kinds"):
        return not_applicable(employer_kind=kind.value)
    if status in s.book.words("post.in_service"):
        return ok(post_status=status)
    if status in s.book.words("post.not_eligible"):
        return violation(post_status=status)
    return unclear("" if status else "missing", post_status=status)


def submission_channel(s: Subject) -> Verdict:
    """submission-channel 申报渠道: one of the channels that the notice opens."""
    channel, channels = plain(s.applicant.channel), s.book.words("submission.channels")
    if channel in channels:
        return ok(channel=channel)
    return unclear("" if channel else "missing", channel=channel, channels=list(channels))


def private_enterprise(s: Subject) -> Verdict:
    """private-enterprise 限民营企业: such a committee takes applicants of private enterprises."""
    if not s.setup.committee.private_enterprises_only:
        return not_applicable()
    kind = s.applicant.employer_kind
    if kind is None:
        return unclear(employer_kind=None)
    fits = kind.value in s.book.words("private.kinds")
    return ok(employer_kind=kind.value) if fits else violation(employer_kind=kind.value)


def integrity_record(s: Subject) -> Verdict:
    """integrity-record 诚信记录: none in force on the first meeting day."""
    years = s.book.count("integrity.years")
    meeting = min(s.setup.session.meeting_dates, default=None)
    records = [
        _in_force(each.recorded_on, years, meeting) for each in s.applicant.integrity_records
    ]
    evidence: dict[str, object] = {
        "meeting_date": meeting.isoformat() if meeting else None,
        "years": years,
        "records": [
            {
                "date": record.recorded_on.iso,
                "cause": record.cause,
                "last_day": _day_before(end),
                "in_force": answer,
            }
            for record, (answer, end) in zip(s.applicant.integrity_records, records, strict=True)
        ],
    }
    if not records:
        return ok("none", last_day=None, **evidence)
    answers = [answer for answer, _ in records]
    decisive = next(each for each in (True, None, False) if each in answers)
    last = _day_before(max(end for answer, end in records if answer is decisive))
    if decisive is None:
        return unclear("" if meeting is None else "partial", last_day=last, **evidence)
    return (violation if decisive else ok)(last_day=last, **evidence)


def _in_force(
    recorded_on: PartialDate, years: int, meeting: datetime.date | None
) -> tuple[bool | None, datetime.date]:
    """Whether a record is in force on a day (None: its date is too vague), and its latest end."""
    last_end = add_years(recorded_on.latest, years)
    if meeting is None:
        return None, last_end
    if meeting < add_years(recorded_on.earliest, years):
        return True, last_end
    return (None if meeting < last_end else False), last_end


def _day_before(day: datetime.date) -> str:
    return (day - datetime.timedelta(days=1)).isoformat()


def retirement_age(s: Subject) -> Verdict:
    """retirement-age 退休年龄: doubtful from the statutory age on; it never decides."""
    sex, born = s.applicant.sex, s.applicant.born_on
    men, women = s.book.count("retirement.men"), s.book.count("retirement.women")
    age = {Sex.MALE: men, Sex.FEMALE: women, None: min(men, women)}[sex]
    evidence: dict[str, object] = {
        "birth": born.iso if born else None,
        "sex": sex.value if sex else None,
        "age": age,
        "window_end": s.window_end.isoformat(),
    }
    if born is None:
        return unclear("missing", **evidence)
    if add_years(born.earliest, age) > s.window_end:
        return ok(**evidence)
    return unclear("" if sex else "no_sex", **evidence)
