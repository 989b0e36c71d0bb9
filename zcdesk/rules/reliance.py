"""Which facts on file an applicant's rules rely on (审核依据): what should be pinned and checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from zcdesk.domain.applicant import Applicant
from zcdesk.domain.finding import Finding, Status
from zcdesk.domain.vetting import fact_ids, family

_HELD = ("title.name", "title.series", "title.level")
_START = ("title.obtained_on", "title.level_first_obtained_on")
_EXEMPTION = ("employer_kind",)
_ASSESSED = "assessments"
_OBTAINED_BY = "title.obtained_by"

RELIANCE: Mapping[str, tuple[str, ...]] = {
    "id-number": ("id_number", "born_on", "sex"),
    "duplicate-person": ("id_number",),
    "same-level-twice": ("id_number", "other_applications"),
    "on-post": ("post_status", "employer_kind"),
    "specialty-match": ("practised_specialty",),
    "specialty-in-scope": (),
    "submission-channel": ("channel",),
    "private-enterprise": ("employer_kind",),
    "tenure-years": (*_HELD, *_START, _OBTAINED_BY, *_EXEMPTION, "degrees", _ASSESSED),
    "work-years": ("work_started_on", "degrees"),
    "degree-cutoff": ("degrees",),
    "achievement-cutoff": ("achievements",),
    "assessment-recent": (*_EXEMPTION, _ASSESSED),
    "assessment-missing": (*_HELD, *_START, *_EXEMPTION, _ASSESSED),
    "exceptional-excellent": (_ASSESSED,),
    "conversion-first": (*_HELD, "title.specialty"),
    "conversion-one-year": (*_HELD, *_EXEMPTION, "post_started_on", _ASSESSED),
    "level-by-level": (*_HELD, "degrees"),
    "exam-passed": ("exam_valid_until",),
    "integrity-record": ("integrity_records",),
    "retirement-age": ("born_on", "sex"),
}
"""By rule: the fields, and the lists whose every record counts.

What is applied for (series, specialty, level, route) is the application itself and needs no proof.
"""


def relied_on(applicant: Applicant, findings: Iterable[Finding]) -> Mapping[str, tuple[str, ...]]:
    """The facts on file that the rules relied on, by id: the rules' ids, in order.

    A rule that does not apply relies on nothing. Of the assessments only those count whose years
    the rule looked at, where its evidence names them; how the title was obtained only where the
    evidence names it.
    """
    found: dict[str, list[str]] = {}
    ids: dict[str, list[str]] = {}
    for fact in fact_ids(applicant):
        # The years of the assessments lie together, as the records of a list do.
        ids.setdefault(_ASSESSED if fact.startswith(_ASSESSED) else family(fact), []).append(fact)
    for finding in findings:
        if finding.status is Status.NOT_APPLICABLE:
            continue
        for relied in RELIANCE[finding.rule]:
            if relied == _OBTAINED_BY and not finding.evidence.get("obtained_by"):
                continue
            years = _years(finding) if relied == _ASSESSED else None
            for fact in ids.get(relied, ()):
                if years is None or fact.rpartition(".")[2] in years:
                    found.setdefault(fact, []).append(finding.rule)
    return {fact: tuple(rules) for fact, rules in found.items()}


def _years(finding: Finding) -> frozenset[str] | None:
    """The years whose assessments a rule looked at; None: whatever is on file."""
    facts = finding.evidence
    match facts:
        case {"grades": Mapping() as grades}:
            return frozenset(str(year) for year in grades)
        case {"years": [*entries]}:
            return frozenset(str(_year_of(entry)) for entry in entries)
        case {"this_year": int(this), "last_year": int(last)}:
            return frozenset((str(this), str(last)))
        case {"first": int(first), "last": int(last)}:
            return frozenset(str(year) for year in range(first, last + 1))
        case _:
            return None


def _year_of(entry: object) -> object:
    assert isinstance(entry, Mapping)
    return entry["year"]
