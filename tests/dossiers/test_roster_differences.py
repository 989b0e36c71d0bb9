"""A roster imported again: what is new, changed, the same, gone."""

from dataclasses import replace

from zcdesk.domain.applicant import Applicant, Assessment, Degree, Education, Grade, Level, Title
from zcdesk.domain.dates import PartialDate
from zcdesk.dossiers.roster_differences import differences

LI = Applicant("001", "李明", "工程", "机械", Level.INTERMEDIATE)
WANG = Applicant("002", "王芳", "工程", "机械", Level.INTERMEDIATE)


def test_by_number() -> None:
    new = [replace(LI, name="李鸣"), replace(WANG, number="003")]
    found = differences({"001": LI, "002": WANG}, new)
    assert found.added == (new[1],)
    assert [(c.before, c.after, c.fields) for c in found.changed] == [(LI, new[0], ("姓名",))]
    assert (found.unchanged, found.missing) == ((), (WANG,))
    assert differences({"001": LI}, [LI]).unchanged == (LI,)


def test_changes_are_named_as_the_roster_names_them() -> None:
    after = replace(
        LI,
        title=Title("工程师", level=Level.INTERMEDIATE, obtained_on=PartialDate(2016, 7)),
        degrees=(Degree(Education.BACHELOR),),
        assessments=(Assessment(2022, Grade.QUALIFIED), Assessment(2023, Grade.EXCELLENT)),
        id_number="1",
        work_started_on=PartialDate(2001),
    )
    before = replace(
        LI, assessments=(Assessment(2021, Grade.BASIC), Assessment(2022, Grade.QUALIFIED))
    )
    (change,) = differences({"001": before}, [after]).changed
    assert change.fields == (
        "身份证号",
        "参加工作时间",
        "学历",
        "现职称",
        "现职称级别",
        "取得时间",
        "2021年度考核",
        "2023年度考核",
    )
