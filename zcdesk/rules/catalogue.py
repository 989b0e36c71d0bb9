"""The rules of an applicant in the notice's order, and what they say of one."""

from __future__ import annotations

from collections.abc import Callable

from zcdesk.domain.applicant import Applicant
from zcdesk.domain.events import Setup
from zcdesk.domain.finding import Finding
from zcdesk.domain.session import Settings
from zcdesk.rules import eligibility_field as of_field
from zcdesk.rules import eligibility_person as of_person
from zcdesk.rules import eligibility_record as of_record
from zcdesk.rules.book import Book
from zcdesk.rules.eligibility import Subject, subject_of
from zcdesk.rules.index import RosterIndex
from zcdesk.rules.tenure import tenure_years
from zcdesk.rules.verdict import Verdict, dress

RULES: tuple[tuple[str, Callable[[Subject], Verdict]], ...] = (
    ("id-number", of_person.id_number),
    ("duplicate-person", of_person.duplicate_person),
    ("same-level-twice", of_person.same_level_twice),
    ("on-post", of_person.on_post),
    ("specialty-match", of_field.specialty_match),
    ("specialty-in-scope", of_field.specialty_in_scope),
    ("submission-channel", of_person.submission_channel),
    ("private-enterprise", of_person.private_enterprise),
    ("tenure-years", tenure_years),
    ("work-years", of_record.work_years),
    ("degree-cutoff", of_record.degree_cutoff),
    ("achievement-cutoff", of_record.achievement_cutoff),
    ("assessment-recent", of_record.assessment_recent),
    ("assessment-missing", of_record.assessment_missing),
    ("exceptional-excellent", of_record.exceptional_excellent),
    ("conversion-first", of_field.conversion_first),
    ("conversion-one-year", of_field.conversion_one_year),
    ("level-by-level", of_field.level_by_level),
    ("exam-passed", of_field.exam_passed),
    ("integrity-record", of_person.integrity_record),
    ("retirement-age", of_person.retirement_age),
)
"""Every rule of an applicant by id."""


def examine(
    applicant: Applicant, index: RosterIndex, setup: Setup, settings: Settings, book: Book
) -> tuple[Finding, ...]:
    """Every rule's finding on one applicant, in order, whatever its status."""
    subject = subject_of(applicant, index, setup, settings, book)
    return tuple(dress(rule, judge(subject), book) for rule, judge in RULES)
