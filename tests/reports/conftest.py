"""Invented sessions of any size for the papers."""

import datetime
import random
from dataclasses import replace
from fractions import Fraction

import pytest

from zcdesk.domain.applicant import (
    Achievement,
    Applicant,
    Assessment,
    Degree,
    Education,
    Grade,
    Level,
    Sex,
    Title,
)
from zcdesk.domain.ballot import Round, RoundState, Tally
from zcdesk.domain.citation import Citation, Source, Standing
from zcdesk.domain.committee import (
    Attendance,
    Committee,
    Member,
    Panel,
    Recusal,
    Role,
    Scope,
    Staff,
)
from zcdesk.domain.dates import PartialDate
from zcdesk.domain.elimination import FloorResult, GroupResult
from zcdesk.domain.finding import Finding, Severity
from zcdesk.domain.finding import Status as FindingStatus
from zcdesk.domain.scoring import Mark, ScoreGroup, ScoreItem, ScoreScheme
from zcdesk.domain.session import ApplicantStatus as S
from zcdesk.domain.session import Phase, ReviewSession, SmallGroupVotes, Waiver
from zcdesk.reports.snapshot import (
    ApplicantRecord,
    ExpertMarks,
    FindingRecord,
    PhaseStep,
    RoundRecord,
    Seal,
    SettingRecord,
    Snapshot,
    WaiverRecord,
)

DAY = datetime.date(2024, 11, 20)
EXPERTS = (
    "贾承志", "温如玉", "郝国栋", "宁远山", "尉迟衡", "卫东方", "柴静波", "麻文岳", "庞德鸿", "阴法唐",
    "令狐珺", "籍占元", "鄢秀芝", "逯飞白", "晁望舒", "禚洪涛", "闫怀瑾", "亓官松", "宿牧之", "蔺采薇",
    "璩仲达", "糜子健", "钭元珍", "郏砚秋", "仝一鸣",
)  # fmt: skip
NAMES = (
    "王伟", "李静怡", "欧阳𬭎", "㛃儿", "𠅤明", "买买提·阿不都热合曼江", "司马相如", "赵喆", "张珺玥", "刘洋",
    "古丽米热·阿卜杜克热木江", "陈昇", "杨帆", "郭婳", "马晓燕",
)  # fmt: skip
UNITS = (
    "太原重型机械集团有限公司",
    "山西省交通规划勘察设计院有限公司",
    "大同市云冈区水务局",
    "山西转型综合改革示范区学府产业园区智能制造与新材料（含碳基新材料、半导体材料）联合技术研究与成果转化中心"
    "有限责任公司晋中分公司",
)
SPECIALTIES = ("机械", "土木建筑", "电气与自动化", "水利水电工程与水土保持")


def floor(eliminated, participating, percent):
    """One rate against its floor, worked out in whole people."""
    if percent is None:
        return FloorResult(eliminated, participating, None, True, 0, None)
    needed = -(-percent * participating // 100)
    return FloorResult(
        eliminated, participating, Fraction(percent), eliminated >= needed,
        max(0, needed - eliminated), participating - needed,
    )  # fmt: skip


def group(name, participating, defense, eliminated, overall=20, at_defense=10):
    return GroupResult(
        name, participating, defense, eliminated,
        floor(eliminated, participating, overall), floor(defense, participating, at_defense),
    )  # fmt: skip


def tally(approve, reject, abstain, missing, recused, present):
    base = present - recused
    passed = 3 * approve >= 2 * base
    return Tally(
        present, recused, base, approve, reject, abstain, missing, passed,
        passed != (3 * approve >= 2 * present),
    )  # fmt: skip


def applicant(place, dice):
    level = dice.choice((Level.FULL_SENIOR, Level.ASSOCIATE_SENIOR))
    return Applicant(
        number=f"{place:03d}", name=NAMES[place % len(NAMES)], series="工程",
        specialty=dice.choice(SPECIALTIES), level=level, sex=dice.choice(tuple(Sex)),
        born_on=PartialDate(1980, 1 + place % 12), id_number=f"1401021980{1 + place % 12:02d}01{place:04d}"[:18],
        employer=UNITS[place % len(UNITS)], city="太原",
    )  # fmt: skip


def make_snapshot(size=40, members=25, *, rehearsal=False, private=False, second_round=True):
    """A sealed session of `size` applicants; the same arguments give the same session."""
    dice = random.Random(7)
    people = tuple(
        Member(f"P{n:02d}", EXPERTS[n - 1], {1: Role.CHAIR, 2: Role.VICE_CHAIR}.get(n, Role.MEMBER))
        for n in range(1, members + 1)
    )
    present = tuple(m.id for m in people[: members - 2])
    records, put = [], []
    for place in range(1, size + 1):
        person = applicant(place, dice)
        if place % 20 == 7:
            records.append(
                ApplicantRecord(person, S.REJECTED, False, "任职年限不足5年，差1年；无豁免")
            )
        elif place % 20 == 8:
            records.append(ApplicantRecord(person, S.WITHDRAWN, False, "本人书面申请撤回"))
        elif place % 8 == 3:
            records.append(
                ApplicantRecord(
                    person,
                    S.DEFENSE_FAILED,
                    True,
                    "",
                    S.DEFENSE_FAILED,
                    "",
                    "一组",
                    Fraction(1157, 20),
                )
            )
        else:
            put.append((person, S.EXEMPT if place == 11 else S.DEFENSE_PASSED))
    tallies, failed = {}, set()
    for place, (person, _) in enumerate(put):
        out = 1 if place == 3 else 0
        lost = place % 7 == 2
        yes = len(present) - out - (9 if lost else dice.randint(0, 5))
        if place == 3:
            yes = -(-2 * (len(present) - 1) // 3)  # enough of the base, too few of those present
        rest = len(present) - out - yes
        tallies[person.number] = tally(yes, rest - rest // 3, rest // 3, 0, out, len(present))
        if not tallies[person.number].passed:
            failed.add(person.number)
    for person, seen in put:
        status = S.VOTE_FAILED if person.number in failed else S.PASSED
        records.append(
            ApplicantRecord(
                person, status, True, "", seen, "获国家科学技术奖" if seen is S.EXEMPT else "",
                "二组" if int(person.number) % 2 else "一组", Fraction(1600 + int(person.number) % 300, 20),
            )
        )  # fmt: skip
    records.sort(key=lambda r: r.applicant.number)
    recused = {put[3][0].number: (present[2],)}
    rounds = [
        RoundRecord(
            Round("1", 1, "", present, tuple(p.number for p, _ in put), recused,
                  state=RoundState.OPENED, cast=len(present), presiding="P01", tallies=tallies),
            "2024-11-20T14:00:00", "2024-11-20T15:10:00", "2024-11-20T15:12:00",
        )
    ]  # fmt: skip
    if second_round and failed:
        again = tuple(sorted(failed))[:3]
        second = {number: tally(9, len(present) - 10, 0, 1, 0, len(present)) for number in again}
        rounds.append(
            RoundRecord(
                Round("2", 2, "贾承志提议对得票接近的申报人再次表决", present, again, {},
                      state=RoundState.OPENED, cast=len(present) - 1, presiding="P01",
                      not_returned=(present[4],), close_reason="一名评委身体不适离场", tallies=second),
                "2024-11-20T16:00:00", "2024-11-20T16:20:00", "2024-11-20T16:21:00",
            )
        )  # fmt: skip
    taking = [r for r in records if r.participates]
    at_defense = sum(r.status is S.DEFENSE_FAILED for r in taking)
    out = sum(r.status is not S.PASSED for r in taking)
    whole = group("senior", len(taking), at_defense, out)
    return Snapshot(
        committee=Committee(
            "山西省工程系列高级职称评审委员会", "山西省工业和信息化厅", "晋人社职字〔2023〕15号",
            datetime.date(2023, 6, 1), datetime.date(2026, 5, 31), private_enterprises_only=private,
            scope=(Scope("工程", (Level.ASSOCIATE_SENIOR, Level.FULL_SENIOR)),), code="gc01",
        ),
        session=ReviewSession(
            2024, (DAY,), datetime.date(2024, 9, 30), "shanxi-2024", "太原",
            "《2024年度工程系列高级职称评审工作方案》（晋工信人事字〔2024〕88号）", "晋人社职字〔2024〕31号",
            "《山西省工程系列职称评价标准（2024年修订）》",
        ),
        members=people,
        staff=Staff("胡晓雯", "申屠刚"),
        rehearsal=rehearsal,
        quorum=Fraction(2, 3),
        pass_share=Fraction(2, 3),
        attendance=tuple(Attendance(DAY, m, "08:30") for m in present),
        recusals=(Recusal(put[3][0].number, present[2], "郝国栋系申报人博士研究生导师"),),
        steps=(
            PhaseStep("2024-11-18T09:00:00", Phase.SETUP, Phase.MATERIALS),
            PhaseStep("2024-11-20T08:40:00", Phase.MATERIALS, Phase.DEFENSE),
            PhaseStep("2024-11-20T11:40:00", Phase.DEFENSE, Phase.VOTING),
            PhaseStep("2024-11-20T11:52:00", Phase.VOTING, Phase.DEFENSE, "温如玉指出二组合格线未按评议组决定调整"),
            PhaseStep("2024-11-20T13:40:00", Phase.DEFENSE, Phase.VOTING),
            PhaseStep("2024-11-20T16:40:00", Phase.VOTING, Phase.SEALED),
        ),
        applicants=tuple(records),
        panels=(
            Panel("一组", present[:9], (), frozen=True),
            Panel("二组", present[9:18], (), frozen=True),
        ),
        lines={"一组": Fraction(60), "二组": Fraction(125, 2)},
        rounds=tuple(rounds),
        groups=(whole, group("senior_exam", 7, 1, 1, 15, 10), group("junior", 3, 0, 0, None, None)),
        splits=(group("senior/正高级", 12, 2, 3), group("senior/副高级/工程/电气与自动化", 24, 3, 6)),
        exception="考评结合组仅7人参加评审，按15%须淘汰2人；经评议其余6人均达到标准，申屠刚监督，贾承志与评委会研究同意不再淘汰。",
        waivers=(
            WaiverRecord(
                Waiver("009", "tenure-years", "援疆工作期间任职年限按规定折算", "晋人社函〔2024〕7号", "省人力资源和社会保障厅"),
                "任职年限",
            ),
        ),
        settings=(
            SettingRecord("回避评委是否计入表决基数", "不计入（基数＝出席人数－回避人数）", Standing.OPEN, "", True),
            SettingRecord("缺席答辩人员", "不计入正式参加评审人数", Standing.OPEN),
            SettingRecord("高级综合淘汰率下限", "20%", Standing.CONFIRMED, "通知三（五）"),
            SettingRecord("表决通过比例", "2/3以上", Standing.ASSUMED, "40号令第二十条"),
        ),
        small_group_votes=SmallGroupVotes.PRINT,
        sources=(
            Source("notice", "关于做好2024年度全省职称评审工作的通知", "山西省人力资源和社会保障厅", "2024-07-31"),
            Source("order40", "职称评审管理暂行规定", "人力资源社会保障部令第40号", "2019-07-01"),
        ),
        seal=Seal(
            "1A2B-3C4D-5E6F-7081", 312, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "shanxi-2024", "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
            "AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89",
        ),
    )  # fmt: skip


@pytest.fixture(scope="session")
def snapshot():
    """A session of forty applicants and twenty-five members."""
    return make_snapshot()


@pytest.fixture(scope="session")
def make():
    """The builder itself, for other sizes."""
    return make_snapshot


ITEMS = ("思想品德", "职业道德", "专业能力", "技术水平", "学术影响力")
NOTICE = Source(
    "notice", "关于做好2024年度全省职称评审工作的通知", "山西省人力资源和社会保障厅", "2024-07-31"
)
CLAUSE = Citation(
    NOTICE,
    "三（三）",
    "年度考核为合格及以上等次的，计入任职年限计算时间，年度考核有基本合格、不合格或不确定等次的，不计入任职年限计算时间，任职年限可累计计算。",
)
ORDER = Citation(
    Source("order40", "职称评审管理暂行规定", "人力资源社会保障部令第40号", ""), "第二十五条"
)


def facts_of(person):
    """An applicant with a title, degrees, assessments and achievements."""
    place = int(person.number)
    return replace(
        person,
        title=Title("工程师", "工程", person.specialty, Level.INTERMEDIATE, PartialDate(2016, 12), PartialDate(2017, 1)),
        degrees=(
            Degree(Education.BACHELOR, PartialDate(2003, 7), "本科", "学士", "太原理工大学", "机械设计制造及其自动化"),
            Degree(Education.MASTER, PartialDate(2010, 6), "研究生", "硕士", "中北大学", "机械工程"),
        ),
        work_started_on=PartialDate(2003, 8),
        assessments=tuple(Assessment(year, Grade.QUALIFIED) for year in range(2017, 2025)),
        achievements=tuple(
            Achievement("论文", f"矿用带式输送机断带抓捕装置动力学分析与试验研究（之{n}）", PartialDate(2018 + n, 3), "第一作者")
            for n in range(1, 2 + place % 5)
        ),
        remark="曾用名王卫" if place % 9 == 0 else "",
    )  # fmt: skip


def findings_of(number):
    """What the rules say of one applicant: one waived violation, one open question, the rest fine."""
    years = Finding(
        "tenure-years", FindingStatus.VIOLATION if number == "009" else FindingStatus.OK, Severity.BLOCKING,
        "三（三）", "截至2024年12月31日计入任职年限4年，最多5年，不足要求的5年。"
        if number == "009" else "截至2024年12月31日计入任职年限8年，达到要求的5年。",
        {}, "核对职称取得时间和各年度考核；确不足的，待年限期满后再申报。", (CLAUSE,),
    )  # fmt: skip
    person = Finding(
        "on-post", FindingStatus.UNCLEAR if number in ("009", "012") else FindingStatus.OK, Severity.BLOCKING,
        "三（一）", "在岗情况没有填写，无法确定是否为本单位在职在岗人员。", {}, "补填在岗情况。", (ORDER, CLAUSE),
    )  # fmt: skip
    age = Finding(
        "retirement-age", FindingStatus.NOT_APPLICABLE, Severity.ATTENTION, "–", "没有达到退休年龄的情形。", {}, "", (),
    )  # fmt: skip
    return (
        FindingRecord("任职年限", years, settled=number == "009"),
        FindingRecord("在职在岗", person, settled=number == "012"),
        FindingRecord("退休年龄", age),
    )


def make_full(size=40, members=25, **more):
    """A session with everything that the forms print: facts, marks, opinions, findings."""
    plain = make_snapshot(size, members, **more)
    scheme = ScoreScheme(
        "量化赋分办法",
        ScoreGroup(
            "总分", tuple(ScoreItem(i, Fraction(0), Fraction(20), Fraction(1, 2)) for i in ITEMS)
        ),
    )
    panels = {panel.name: panel for panel in plain.panels}
    marks, records = [], []
    for record in plain.applicants:
        person = facts_of(record.applicant)
        totals = []
        for place, member in enumerate(panels[record.panel].members if record.panel else ()):
            if any(r.applicant == person.number and r.member == member for r in plain.recusals):
                continue
            given = tuple(
                Mark(item, Fraction(24 + (place + n) % 5, 2)) for n, item in enumerate(ITEMS)
            )
            totals.append(sum((mark.points for mark in given), Fraction(0)))
            marks.append(ExpertMarks(person.number, member, given, totals[-1]))
        score = sum(totals, Fraction(0)) / len(totals) if totals else None
        opinion = (
            "该同志长期从事机械设计工作，业绩突出，答辩思路清晰，贾承志提出的两个问题回答正确，同意提交评委会表决。"
            if record.panel
            else ""
        )
        records.append(replace(record, applicant=person, score=score, opinion=opinion))
    return replace(
        plain,
        scheme=scheme,
        marks=tuple(marks),
        applicants=tuple(records),
        findings={r.applicant.number: findings_of(r.applicant.number) for r in records},
    )


@pytest.fixture(scope="session")
def full():
    """A session of forty applicants with everything that the forms print."""
    return make_full()


@pytest.fixture(scope="session")
def make_a_full():
    """The builder of such sessions, for other sizes."""
    return make_full


@pytest.fixture(scope="session")
def unsealed(full):
    """The same session before it is sealed."""
    return replace(full, seal=replace(full.seal, check_code=""), exception="", groups=())
