"""Planted problems for which the application is rejected (材料审核不合格)."""

from __future__ import annotations

from dataclasses import replace

from zcdesk.domain.applicant import (
    Applicant,
    Assessment,
    Education,
    Grade,
    IntegrityRecord,
    Level,
    OtherApplication,
    Route,
)
from zcdesk.domain.dates import PartialDate
from zcdesk.dossiers.specimen_careers import Careers
from zcdesk.dossiers.specimen_facts import SERIES, achievements, degrees
from zcdesk.dossiers.specimen_lists import Field
from zcdesk.dossiers.specimen_planted import KNOWN, Planted
from zcdesk.dossiers.specimen_turns import transferring


def _another_field(careers: Careers, specialty: str) -> Field:
    return careers.rng.choice([field for field in careers.lists.fields if field.name != specialty])


def other_series(careers: Careers, number: str, _: Applicant) -> Planted:
    """An accountant at the engineers' committee, whose examination result has run out."""
    base, field = careers.applicant(number, KNOWN), careers.lists.accounting
    title = replace(
        base.title, name="会计师", series="会计", specialty="会计", level=Level.INTERMEDIATE
    )
    applicant = replace(
        base,
        series="会计",
        specialty="会计",
        practised_specialty="会计",
        title=replace(title, obtained_by="考试"),
        exam_valid_until=PartialDate(2023),
        degrees=degrees(careers.rng, careers.lists, Education.BACHELOR, 2009, field),
        achievements=achievements(careers.rng, careers.lists, field, base.city, 2016),
    )
    reason = "申报会计系列，不在本委员会核准备案的评审范围内，且考试合格证明已过有效期"
    return Planted(applicant, ("specialty-in-scope", "exam-passed"), reason)


def retired(careers: Careers, number: str, _: Applicant) -> Planted:
    """Retired since the spring."""
    base = careers.applicant(number, replace(KNOWN, graduated=1985))
    applicant = replace(base, post_status="退休", remark="2024年4月办理退休手续")
    return Planted(applicant, ("on-post",), "申报时已办理退休手续，不属于在职在岗人员")


def duplicate(_: Careers, number: str, partner: Applicant) -> Planted:
    """The same person once more, sent in by the parent department."""
    applicant = replace(partner, number=number, channel="主管部门", remark="主管部门补报")
    reason = f"与{partner.number}号为同一人同一专业同一级别重复申报，保留{partner.number}号"
    return Planted(applicant, ("duplicate-person",), reason, partner=partner.number)


def second_specialty(careers: Careers, number: str, partner: Applicant) -> Planted:
    """The same person at the same level in another specialty of this session."""
    other = _another_field(careers, partner.specialty).name
    applicant = replace(partner, number=number, specialty=other)
    reason = f"与{partner.number}号为同一人，同一年度申报不同专业的同级职称，本人确认保留{partner.number}号"
    return Planted(applicant, ("same-level-twice",), reason, partner=partner.number)


def another_committee(careers: Careers, number: str, _: Applicant) -> Planted:
    """The same level at another committee in the same year."""
    base = careers.applicant(number, KNOWN)
    other = OtherApplication(SERIES, _another_field(careers, base.specialty).name, base.level)
    applicant = replace(base, other_applications=(other,))
    reason = "同一年度已向其他评审委员会申报不同专业的同级职称"
    return Planted(applicant, ("same-level-twice",), reason)


def other_work(careers: Careers, number: str, _: Applicant) -> Planted:
    """Works in another specialty than the one applied for."""
    base = careers.applicant(number, KNOWN)
    other = _another_field(careers, base.specialty).name
    reason = f"现从事{other}专业，与申报的{base.specialty}专业不一致"
    return Planted(replace(base, practised_specialty=other), ("specialty-match",), reason)


def exceptional_without_excellent(careers: Careers, number: str, _: Applicant) -> Planted:
    """An exceptional application (破格) without a year graded 优秀 in the last three."""
    base = careers.applicant(number, replace(KNOWN, title_year=2020))
    years = tuple(Assessment(year, Grade.QUALIFIED) for year in (2021, 2022, 2023))
    applicant = replace(base, route=Route.EXCEPTIONAL, assessments=years)
    reason = "破格申报，但近三年年度考核无优秀等次"
    return Planted(applicant, ("exceptional-excellent",), reason)


def not_transferred(careers: Careers, number: str, _: Applicant) -> Planted:
    """An economist who applies for the higher level without the transfer first."""
    base = careers.applicant(number, KNOWN)
    title = replace(
        base.title,
        name="经济师",
        series="经济",
        specialty="工商管理",
        level=Level.INTERMEDIATE,
        obtained_by="考试",
    )
    reason = "现职称为经济系列，未先转评同级工程系列职称即申报上一级职称"
    return Planted(replace(base, title=title), ("conversion-first",), reason)


def short_transfer(careers: Careers, number: str, _: Applicant) -> Planted:
    """A transfer (转评) with less than a year in the present post."""
    base = transferring(careers.rng, careers.applicant(number, KNOWN))
    applicant = replace(base, post_started_on=PartialDate(2024, 3, 18), remark="2024年3月转岗")
    reason = "申报转评，但到2024年12月31日在现岗位工作不满一年"
    return Planted(applicant, ("conversion-one-year",), reason)


def level_left_out(careers: Careers, number: str, _: Applicant) -> Planted:
    """From 工程师 straight to 正高级 without any ground."""
    base = careers.applicant(number, KNOWN)
    applicant = replace(base, level=Level.FULL_SENIOR)
    reason = "现职称为中级，越级申报正高级，未提供破格依据"
    return Planted(applicant, ("level-by-level", "tenure-years"), reason)


def dishonest(careers: Careers, number: str, _: Applicant) -> Planted:
    """A dishonesty record that is still in force on the day of the meeting."""
    base = careers.applicant(number, KNOWN)
    record = IntegrityRecord(PartialDate(2022, 5, 10), "提供虚假业绩证明")
    reason = "2022年5月10日记入诚信档案库，至2025年5月9日仍在记录期内"
    return Planted(replace(base, integrity_records=(record,)), ("integrity-record",), reason)


def college_only(careers: Careers, number: str, _: Applicant) -> Planted:
    """A degree for which the standard knows no way to the level."""
    base = careers.applicant(number, replace(KNOWN, education=Education.COLLEGE))
    reason = "最高学历为大专，不符合申报副高级的学历条件"
    return Planted(base, ("tenure-years",), reason)
