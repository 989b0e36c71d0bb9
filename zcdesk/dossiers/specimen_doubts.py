"""Planted problems with which an applicant stays in: for attention, unclear, or waived."""

from __future__ import annotations

from dataclasses import replace

from zcdesk.domain.applicant import (
    Achievement,
    Applicant,
    Assessment,
    Degree,
    Education,
    Grade,
    Level,
    Route,
    Sex,
)
from zcdesk.domain.dates import PartialDate
from zcdesk.dossiers.specimen_careers import Careers
from zcdesk.dossiers.specimen_planted import KNOWN, Planted, Waiver
from zcdesk.dossiers.specimen_turns import transferring

_OFFICE = "样例省职称改革工作办公室"


def _without(applicant: Applicant, *years: int) -> Applicant:
    kept = tuple(one for one in applicant.assessments if one.year not in years)
    return replace(applicant, assessments=kept)


def wrong_check_character(careers: Careers, number: str, _: Applicant) -> Planted:
    """A mistyped identity number, and an age at which people retire."""
    base = careers.applicant(number, replace(KNOWN, graduated=1985))
    last = "0" if base.id_number[-1] != "0" else "1"
    applicant = replace(base, id_number=base.id_number[:-1] + last)
    return Planted(applicant, ("id-number", "retirement-age"))


def no_channel_and_a_gap(careers: Careers, number: str, _: Applicant) -> Planted:
    """No 申报渠道, and one year's assessment not handed in although enough others are."""
    base = _without(careers.applicant(number, KNOWN), 2019)
    return Planted(replace(base, channel=""), ("submission-channel", "assessment-missing"))


def waived_tenure(careers: Careers, number: str, _: Applicant) -> Planted:
    """A year in Tibet left without a grade: too few years, and no good latest year; both waived."""
    base = careers.applicant(number, replace(KNOWN, title_year=2020))
    grades = (Grade.QUALIFIED, Grade.EXCELLENT, Grade.UNDETERMINED)
    years = tuple(Assessment(2021 + n, grade) for n, grade in enumerate(grades))
    applicant = replace(base, assessments=years, remark="2023年度援藏")
    rules = ("tenure-years", "assessment-recent")
    reasons = (
        "援藏人员按援派政策任职年限放宽一年，经核实援派时间满一年",
        "2023年度援藏，派出单位登记为不定等次，受援单位出具考核合格证明",
    )
    document = "样人社援函〔2024〕5号"
    waivers = tuple(
        Waiver(number, rule, reason, document, _OFFICE)
        for rule, reason in zip(rules, reasons, strict=True)
    )
    return Planted(applicant, rules, waivers=waivers)


def late_degree(careers: Careers, number: str, _: Applicant) -> Planted:
    """A doctorate and an achievement after the window has closed: neither is relied on."""
    base = careers.applicant(number, replace(KNOWN, education=Education.MASTER))
    doctorate = Degree(
        education=Education.DOCTORATE,
        obtained_on=PartialDate(2024, 12),
        schooling="研究生",
        degree="博士",
        school=base.degrees[0].school,
        major=base.degrees[0].major,
    )
    late = Achievement("获奖", "矿山装备技术创新成果一等奖（样例）", PartialDate(2024, 11, 5), "2")
    applicant = replace(
        base, degrees=(doctorate, *base.degrees), achievements=(*base.achievements, late)
    )
    return Planted(applicant, ("degree-cutoff", "achievement-cutoff"))


def open_years(careers: Careers, number: str, _: Applicant) -> Planted:
    """Two years without an assessment on file, on which the tenure depends."""
    base = _without(careers.applicant(number, replace(KNOWN, title_year=2018)), 2020, 2021)
    return Planted(base, ("tenure-years", "assessment-missing"))


def exceptional_jump(careers: Careers, number: str, _: Applicant) -> Planted:
    """From 工程师 to 正高级 as an exception (破格), whose ground the papers have to show."""
    base = careers.applicant(number, replace(KNOWN, education=Education.MASTER, title_year=2019))
    years = tuple(
        Assessment(year, Grade.EXCELLENT if year == 2023 else Grade.QUALIFIED)
        for year in range(2020, 2024)
    )
    applicant = replace(
        base,
        level=Level.FULL_SENIOR,
        route=Route.EXCEPTIONAL,
        assessments=years,
        remark="省级科技重大专项负责人，附破格推荐表",
    )
    return Planted(applicant, ("level-by-level", "tenure-years"))


def no_identity_number(careers: Careers, number: str, _: Applicant) -> Planted:
    """The identity number is not on file."""
    applicant = replace(careers.applicant(number, KNOWN), id_number="", remark="身份证复印件待补")
    return Planted(applicant, ("id-number", "duplicate-person", "same-level-twice"))


def waived_transfer(careers: Careers, number: str, _: Applicant) -> Planted:
    """A transfer eighteen days short of a year in the post, waived."""
    base = transferring(careers.rng, careers.applicant(number, KNOWN))
    applicant = replace(base, post_started_on=PartialDate(2024, 1, 18), remark="机构改革转隶")
    waiver = Waiver(
        number,
        "conversion-one-year",
        "因机构改革整体转隶，原岗位与现岗位工作内容相同，工作时间连续计算",
        "样编办函〔2024〕11号",
        _OFFICE,
    )
    return Planted(applicant, ("conversion-one-year",), waivers=(waiver,))


def blank_post(careers: Careers, number: str, _: Applicant) -> Planted:
    """Neither 在岗状态 nor 现从事专业 filled in."""
    base = careers.applicant(number, KNOWN)
    applicant = replace(base, post_status="", practised_specialty="")
    return Planted(applicant, ("on-post", "specialty-match"))


def recent_unknown(careers: Careers, number: str, _: Applicant) -> Planted:
    """The assessments of the last two years not on file."""
    base = _without(careers.applicant(number, KNOWN), 2023)
    return Planted(base, ("assessment-recent", "assessment-missing"))


def sex_disagrees(careers: Careers, number: str, _: Applicant) -> Planted:
    """The roster and the identity number name different sexes."""
    base = careers.applicant(number, KNOWN)
    other = Sex.FEMALE if base.sex is Sex.MALE else Sex.MALE
    return Planted(replace(base, sex=other), ("id-number",))
