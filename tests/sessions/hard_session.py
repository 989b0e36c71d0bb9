"""A session with everything that can happen in one, held through the desk verb by verb.

Two days; three panels; names of 2 to 15 characters, of ethnic minorities and with rare characters;
a unit of 60 characters; who is rejected, withdrawn, absent, exempt, disqualified before and after
the vote; a waiver of one and one of the session; steps back; late arrivals and departures; a round
annulled, rounds by name, on paper and with slips; recusals declared late; an exception.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from zcdesk.desk import (
    defense,
    paper_round,
    phases,
    recusals,
    register,
    rehearsal,
    sealing,
    setup,
    slips,
    voting,
)
from zcdesk.desk.desk import SECRETARY, SUPERVISOR, Desk
from zcdesk.desk.paper_round import Reading
from zcdesk.desk.script import read_script
from zcdesk.domain.ballot import Choice, Paper, PaperCount
from zcdesk.domain.committee import Panel, Recusal
from zcdesk.domain.scoring import Mark, ScoreSheet
from zcdesk.domain.session import ApplicantStatus, Waiver

UNIT = (
    "山西转型综合改革示范区学府产业园区智能制造与新材料联合技术研究与成果转化中心有限责任公司"
    "晋中市榆次区第一分公司综合技术部"
)
MEMBERS = (
    "令狐珺", "欧阳𬭎", "王㛃", "古丽米热·阿卜杜克热木江买买提", "宁远山", "郝国栋", "买买提·艾力",
    "尉迟衡", "卫东方", "阿不都热合曼·买买提依明", "麻𠅤岳", "庞德鸿", "阴法唐",
)  # fmt: skip
NAMES = (
    "王一", "李静怡", "欧阳𬭎", "㛃儿", "𠅤明", "买买提·阿不都热合曼江", "司马相如", "赵喆", "张珺玥",
    "古丽米热·阿卜杜克热木江买买提", "陈昇", "杨帆", "郭婳", "马晓燕", "诸葛明德", "扎西·次仁顿珠",
)  # fmt: skip
ENGINEERS = [f"A{n:02d}" for n in range(1, 25)]
ACCOUNTANTS = [f"B{n:02d}" for n in range(1, 11)]
PANELS = {
    "宁远山组": (("P01", "P03", "P05", "P07"), ENGINEERS[:12], "62.5"),
    "工程二组": (("P02", "P04", "P06", "P08", "P09"), ENGINEERS[12:], "60"),
    "会计组（考评结合）": (("P10", "P11", "P12", "P13"), ACCOUNTANTS, "60"),
}
TOKENS = {"P01": "zhuren-kouling", "P02": "fuzhuren-kouling", SUPERVISOR: "jiandu-kouling"}
PASSPHRASE = "huiyi-kouling"


def pin_of(member: str) -> str:
    """A member's PIN."""
    return f"7194820030{member[1:]}"


@dataclass
class Clock:
    """Moves on some seconds at every look, and to wherever it is set."""

    at: datetime.datetime = field(
        default_factory=lambda: datetime.datetime(2024, 11, 18, 9)  # noqa: DTZ001 - local time
    )

    def __call__(self) -> datetime.datetime:
        self.at += datetime.timedelta(seconds=7)
        return self.at

    def set(self, day: int, hour: int, minute: int = 0) -> None:
        self.at = datetime.datetime(2024, 11, day, hour, minute)  # noqa: DTZ001


@dataclass(frozen=True, slots=True)
class Two:
    """Who presides, and the supervisor."""

    presider: str = "P01"

    @property
    def heads(self) -> dict[str, str]:
        return {
            "presider": self.presider,
            "presider_token": TOKENS[self.presider],
            "supervisor_token": TOKENS[SUPERVISOR],
        }


def describe(told: Any) -> None:
    """Fill the hand-written session's values with those of this one."""
    kinds = {number: told.applicants["A01" if number[0] == "A" else "B01"] for number in
             (*ENGINEERS, *ACCOUNTANTS)}  # fmt: skip
    people = {}
    for place, (number, facts) in enumerate(kinds.items()):
        own = dict(facts) | {
            "编号": number,
            "姓名": NAMES[place % len(NAMES)] + ("" if place < len(NAMES) else "一二三"[place % 3]),
            "性别": "男女"[place % 2],
            "身份证号": identity(place),
            "工作单位": UNIT if place % 5 == 3 else facts["工作单位"],
        }
        if number in ("A01", "A02", "A15", "A16"):
            own |= {"申报级别": "正高级", "现职称级别": "副高级", "现职称": "高级工程师"}
        if number == "A09":
            own |= {"取得时间": "2021-11-20"}
        people[number] = own
    told.applicants = people
    values = told.values
    values["session"] |= {
        "meeting_dates": [datetime.date(2024, 11, 20), datetime.date(2024, 11, 21)],
        "place": "太原市迎泽区样例宾馆第一会议室",
        "standard": "样人社职标〔2024〕2号《工程系列高级职称评价标准》",
    }
    values["committee"]["name"] = "山西省工程、会计系列高级职称评审委员会"
    values["settings"] = {"committee_min": {"senior": {"series": 15}}, "max_rounds": 4}
    values["members"] = [
        {
            "id": f"P{place:02d}",
            "name": name,
            "role": {1: "chair", 2: "vice_chair"}.get(place, "member"),
            "integrity": [],
        }
        for place, name in enumerate(MEMBERS, 1)
    ]
    values["staff"] = {"secretary": "阿依古丽·吐尔逊", "supervisor": "申屠刚"}


def identity(place: int) -> str:
    """A number of 18 digits that checks."""
    body = f"99999919850307{place * 2 + (1 if place % 2 == 0 else 2):03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    rest = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11
    return body + "10X98765432"[rest]


def hold(told: Any, *, practice: bool = True, clock: Clock | None = None) -> Desk:
    """Hold it to the seal; the caller closes the desk's file."""
    describe(told)
    clock = clock or Clock()
    script = read_script(told.write())
    desk = setup.create(
        told.folder / "hard.zcd",
        rehearsal.setup_of(script, rehearsal=practice),
        {SECRETARY: PASSPHRASE},
        now=clock,
        random=random.Random(7).randbytes,
    ).desk
    try:
        everybody = [member.id for member in desk.case.current.members]
        setup.enrol_many(desk, {m: pin_of(m) for m in everybody}, TOKENS)
        _Held(desk, clock, random.Random(11)).through(rehearsal.roster_of(script))
    except BaseException:
        desk.file.close()
        raise
    return desk


@dataclass
class _Held:
    desk: Desk
    clock: Clock
    dice: random.Random

    def through(self, roster: Any) -> None:
        self.materials(roster)
        self.first_day()
        self.second_day()
        sealing.seal(
            self.desk,
            "会计（考评结合）组9人参加评审，按15%须淘汰2人。\n"
            "经令狐珺、宁远山提议，评委会集体研究，认为其余人员均达到评价标准，同意不再淘汰；"
            "监督员申屠刚到场监督。",
            sealing.TwoPeople(*Two("P02").heads.values()),
        )
        voting.close_sitting(self.desk)

    def materials(self, roster: Any) -> None:
        desk = self.desk
        phases.forward(desk)
        register.import_roster(desk, roster)
        register.decide(desk, "A07", ApplicantStatus.REJECTED, "业绩材料不齐，逾期未补正")
        register.withdraw(desk, "A08", "本人因工作调动书面申请撤回申报")
        register.waive(
            desk,
            Waiver(
                "A09", "tenure-years", "援疆期间任职年限按援派政策折算，经宁远山核实", "样人社援函〔2024〕5号",
                "省人力资源和社会保障厅",
            ),
        )  # fmt: skip
        register.waive(
            desk,
            Waiver(
                "", "committee-size", "两系列联合组建，专家库人数不足，经核准备案部门同意", "样人社职函〔2024〕19号",
                "省人力资源和社会保障厅专业技术人员管理处",
            ),
        )  # fmt: skip
        register.declare_recusals(
            desk,
            [
                Recusal("A02", "P03", "近亲属（配偶）"),
                Recusal("A03", "P01", "申报人的博士研究生导师"),
                Recusal("A03", "P04", "同一单位"),
                Recusal("B03", "P12", "同一单位"),
                Recusal("B04", "P12", "误登记"),
            ],
        )
        recusals.withdraw(desk, "B04", "P12", "经核实并非同一单位")
        register.qualify_all(desk)
        register.acknowledge_all(desk)
        for name, (members, numbers, line) in PANELS.items():
            heard = tuple(n for n in numbers if n not in ("A07", "A08"))
            defense.form_panels(
                desk,
                [*desk.case.panels.values(), Panel(name, members, heard, Fraction(line))],
            )
        self.clock.set(19, 16)
        phases.forward(desk)
        phases.back(desk, "郝国栋提出A11的业绩材料须再核对一次")
        phases.forward(desk)

    def first_day(self) -> None:
        desk = self.desk
        self.clock.set(20, 8, 20)
        voting.arrive_all(desk, [f"P{n:02d}" for n in range(1, 12)])
        voting.open_sitting(desk, "P01", TOKENS["P01"])
        defense.set_apart(desk, "A10", ApplicantStatus.ABSENT, "")
        defense.set_apart(
            desk, "A11", ApplicantStatus.EXEMPT, "省科学技术奖一等奖第一完成人，按评审办法免答辩"
        )
        defense.set_apart(
            desk, "A12", ApplicantStatus.DISQUALIFIED, "经查提供虚假业绩材料，取消申报资格"
        )
        self.clock.set(20, 9, 5)
        voting.arrive(desk, "P12")
        voting.arrive(desk, "P13")
        self.scores()
        for name, panel in list(desk.case.panels.items()):
            defense.freeze(desk, name)
            defense.set_line(desk, name, panel.line or Fraction(60))
        self.opinions()
        self.clock.set(20, 17, 30)
        for member in [m.id for m in desk.case.current.members]:
            voting.leave(desk, member)
        voting.close_sitting(desk)

    def scores(self) -> None:
        desk = self.desk
        items = [item.name for item in desk.case.current.scheme.items]
        sheets = [
            ScoreSheet(
                number,
                member,
                tuple(Mark(item, Fraction(self.dice.randrange(23, 37), 2)) for item in items),
            )
            for panel in desk.case.panels.values()
            for number in panel.applicants
            if number not in ("A10", "A11", "A12")
            for member in panel.members
            if member not in desk.case.recused_from(number)
        ]
        low = {"A05", "A17", "A21", "B05"}
        sheets = [
            replace(each, marks=tuple(replace(m, points=Fraction(21, 2)) for m in each.marks))
            if each.applicant in low
            else each
            for each in sheets
        ]
        defense.enter_scores(desk, sheets, SECRETARY)

    def opinions(self) -> None:
        words = {
            ApplicantStatus.DEFENSE_PASSED: "该同志长期在生产一线从事专业技术工作，业绩突出，答辩思路清晰，"
            "宁远山提出的两个问题回答正确，达到申报条件，建议提交评委会表决。",
            ApplicantStatus.DEFENSE_FAILED: "对本人主持项目的关键技术说明不清，未达到答辩评议要求，不建议提交表决。",
        }  # fmt: skip
        said = {
            number: words[status]
            for number in self.desk.case.applicants
            if (status := self.desk.case.status(number)) in words
        }
        defense.write_opinions(self.desk, said)

    def second_day(self) -> None:
        desk = self.desk
        self.clock.set(21, 8, 30)
        voting.arrive_all(desk, [f"P{n:02d}" for n in range(1, 13) if n != 6])
        voting.open_sitting(desk, "P01", TOKENS["P01"])
        phases.forward(desk)
        phases.back(desk, "卫东方指出工程二组合格线须由评议组集体确认")
        phases.forward(desk)
        defense.set_apart(
            desk, "B02", ApplicantStatus.DISQUALIFIED, "收到实名举报并经查实，取消申报资格"
        )
        self.clock.set(21, 9)
        self.annulled()
        self.clock.set(21, 10)
        self.by_name(None, "", silent=("P12",))
        self.clock.set(21, 11, 15)
        register.declare_recusals(desk, [Recusal("A14", "P09", "会间核实为申报人课题组成员")])
        voting.leave(desk, "P05")
        voting.arrive(desk, "P13")
        self.clock.set(21, 14, 30)
        self.on_paper()
        self.clock.set(21, 16)
        voting.leave(desk, "P01")
        self.with_slips()

    def annulled(self) -> None:
        key = voting.open_round(self.desk).round.key
        self.cast(key, ["P01", "P02"])
        self.clock.set(21, 9, 20)
        voting.annul(
            self.desk, key, reason="投票中断电，庞德鸿提议重新投票，出席评委一致同意", **Two().heads
        )

    def by_name(self, numbers: Sequence[str] | None, why: str, silent: Sequence[str] = ()) -> None:
        opened = voting.open_round(self.desk, numbers, reason=why).round
        self.cast(opened.key, [m for m in opened.voters if m not in silent])
        reason = "庞德鸿突发身体不适离场，未投票" if silent else ""
        voting.close(self.desk, opened.key, reason=reason, **Two().heads)
        voting.open_box(self.desk, opened.key, **Two().heads)

    def cast(self, key: str, members: Sequence[str]) -> None:
        for member in members:
            voting.cast(self.desk, key, member, pin_of(member), self.marked(key, member))

    def marked(self, key: str, member: str) -> Paper:
        return self.chosen(self.desk.case.rounds[key].sheet(member))

    def chosen(self, sheet: Sequence[str]) -> Paper:
        doubtful = {"A04", "A13", "A19", "A20"}
        return Paper(
            {
                number: self.dice.choices(
                    tuple(Choice), (5, 4, 1) if number in doubtful else (18, 1, 1)
                )[0]
                for number in sheet
            }
        )

    def on_paper(self) -> None:
        """Read off twice; a ballot of P03 is not handed back, another is spoilt."""
        desk = self.desk
        again = ["A04", "A13", "A14", "A19", "A20"]
        vote = voting.open_round(
            desk, again, reason="尉迟衡等提议，得票接近的申报人再次表决", on_paper="停电，麻𠅤岳建议改用纸质票"
        ).round  # fmt: skip
        paper_round.close(
            desk, vote.key, ["P03"], reason="王㛃临时被叫离，未交回表决票", **Two().heads
        )
        counts = {}
        for number, due in paper_round.due(desk, vote.key).items():
            no = 3 if number in ("A19", "A14") else due // 2
            counts[number] = PaperCount(due - no - 1, no, 0, 1)
        for by in (SECRETARY, SUPERVISOR):
            paper_round.check(desk, vote.key, Reading(by, counts))
        readings = [Reading(by, counts) for by in (SECRETARY, SUPERVISOR)]
        paper_round.count(desk, vote.key, *readings, **Two().heads)

    def with_slips(self) -> None:
        """The vice chair presides; one slip is never cast."""
        desk = self.desk
        batch = slips.prepare(
            desk,
            ["A13", "A20"],
            reason="第二轮后仍有争议，评委会决定以投票券再表决一次",
            alone_accepted=True,
        )
        vote = slips.open_round(desk, batch).round
        for code in batch.codes[:-1]:
            slips.cast(desk, vote.key, code, self.chosen(slips.sheet(desk, vote.key, code)))
        voting.close(desk, vote.key, reason="一张投票券到时未使用", **Two("P02").heads)
        voting.open_box(desk, vote.key, **Two("P02").heads)
