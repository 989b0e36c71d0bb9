"""A session printed step by step through the desk: what may be printed when, and the figures on it."""

import datetime
import hashlib
import json
import random
import re
from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace

import pypdfium2
import pytest

from zcdesk.desk import (
    defense,
    figures,
    forms,
    paper_set,
    rehearsal,
    rehearsal_votes,
    sealing,
    setup,
)
from zcdesk.desk.papers import snapshot
from zcdesk.desk.result import result
from zcdesk.desk.script import read_script
from zcdesk.domain.case import ONLY
from zcdesk.domain.contact import Contact
from zcdesk.domain.errors import Refused
from zcdesk.domain.scoring import JudgedBy, ScoreGroup, ScoreItem, ScoreScheme
from zcdesk.domain.session import ApplicantStatus

DAY = datetime.date(2024, 11, 20)
OFFICE_ITEM = ScoreItem("论文", Fraction(0), Fraction(9), Fraction(1), JudgedBy.OFFICE)
MEMBERS = [f"P0{n}" for n in range(1, 10)]
NOW = datetime.datetime(2024, 11, 20, 9, 0)  # noqa: DTZ001 - local time, as the desk has it


def printed(issued):
    document = pypdfium2.PdfDocument(issued.data)
    return "".join(re.sub(r"\s", "", p.get_textpage().get_text_range()) for p in document)


class Course:
    """The hand-written session, one phase after the other."""

    def __init__(self, told):
        self.script = read_script(told.write())
        chance = random.Random(7).randbytes
        self.people = rehearsal_votes.Keys.of(self.script, chance)
        self.desk = setup.create(
            told.folder / "step.zcd",
            rehearsal.setup_of(self.script, rehearsal=True),
            {"secretary": self.people.passphrase},
            now=lambda: NOW,
            random=chance,
        ).desk
        setup.enrol_many(self.desk, self.people.pins, self.people.tokens)
        rehearsal._sit(self.desk, self.people)

    def materials(self):
        rehearsal._materials(self.desk, self.script, rehearsal.roster_of(self.script))

    def defense(self):
        rehearsal._defense(self.desk, self.script)

    def votes(self):
        rehearsal_votes.hold(self.desk, self.script, self.people)

    def seal(self):
        sealing.seal(self.desk, self.script.exception, self.people.two(self.desk))


@pytest.fixture
def course(told):
    begun = Course(told)
    yield begun
    begun.desk.file.close()


def refused(call, *given, **more):
    with pytest.raises(Refused) as caught:
        call(*given, **more)
    return caught.value.sentence


def test_each_paper_in_its_time(course):
    desk = course.desk
    # before the materials
    assert "【未封存】" in printed(forms.attendance_sheet(desk, DAY))
    assert "只能在“答辩评议、" in refused(forms.overview, desk)
    assert "只能在“已封存、已移交”" in refused(forms.public_notice, desk, DAY)
    assert "只能在“评委会表决”" in refused(forms.ballots, desk, None)
    assert "尚未锁定" in refused(forms.defense_sheets, desk)
    # materials closed
    course.materials()
    one = printed(forms.findings_of(desk, "A01"))
    assert "任职年限符合" in one
    assert "审核14人" in printed(forms.all_findings(desk))
    assert "没有编号为Z9的申报人" in refused(forms.findings_of, desk, "Z9")
    assert "共13人" in printed(forms.overview(desk))
    assert "共12人" in printed(forms.overview(desk, "P03"))
    assert "没有编号为P99的评委" in refused(forms.overview, desk, "P99")
    assert "A01所在评议组的赋分尚未锁定" in refused(forms.defense_sheets, desk, ["A01"])
    # scores frozen
    course.defense()
    sheet = printed(forms.defense_sheets(desk, ["A01"]))
    assert "总分808284" in sheet
    assert "得分：82.00" in sheet
    assert "合格线70" in sheet
    both = printed(forms.defense_sheets(desk, ["A02"]))
    assert "回避评委评委03" in both
    assert "得分：75.50（各专家总分的平均数" in both
    # the vote, on paper
    vote = figures.next_round(desk, MEMBERS[:8]).round
    assert vote is not None
    tally = printed(forms.tally_sheet(desk, vote))
    assert "8/6" in tally  # two thirds of 8 is 5⅓
    assert "7/5" in tally  # A02, from whom P03 keeps out
    assert "6/4" in tally  # B03, from whom P01 and P08 keep out
    paper = pypdfium2.PdfDocument(forms.ballots(desk, vote).data)
    assert len(paper) == 8 + 7 + 6
    assert "还没有开箱" in refused(forms.vote_sheet, desk, "1")
    # the vote counted
    course.votes()
    votes = printed(forms.vote_sheet(desk, "1"))
    # A02: 8 there, 1 keeps out, base 7; 5 yes, 1 no, P07 not returned; 5 of 7 pass, of 8 not
    assert "A02王零二太原样例设计院有限公司机械副高级8175101通过※" in votes
    assert "A05王零五太原样例设计院有限公司机械副高级8085021未通过" in votes
    register = printed(forms.register_of_exceptions(desk, archive=True))
    assert "免答辩：B06" in register
    assert "会议尚未封存" in register
    # sealed
    course.seal()
    notice = printed(
        forms.public_notice(desk, datetime.date(2024, 11, 25), contact=Contact("人事处"))
    )
    assert "公示时间：2024年11月25日至2024年11月29日，共5个工作日。" in notice
    assert "未封存" not in notice
    letters = printed(forms.result_notices(desk, DAY))
    failed = [
        n
        for n, s in desk.case.statuses.items()
        if s.status.value in ("defense_failed", "vote_failed")
    ]
    assert sorted(set(re.findall(r"申报编号(\w\d\d)", letters))) == sorted(failed)
    assert "不是评审未通过人员" in refused(forms.result_notices, desk, numbers=["A01"])
    assert "不得少于5个工作日" in refused(forms.public_notice, desk, DAY, working_days=3)
    assert "经主任委员与监督员研究" in printed(forms.register_of_exceptions(desk, archive=False))
    assert forms.archive_workbook(desk).data[:2] == b"PK"


def test_printing_leaves_a_line_in_the_log(course):
    issued = forms.attendance_sheet(course.desk, DAY)
    body = json.loads(course.desk.file.audit()[-1].body)
    assert body["event"] == "Printed"
    assert body["payload"]["document"] == issued.name == "attendance-2024-11-20.pdf"
    assert body["payload"]["sha256"] == hashlib.sha256(issued.data).hexdigest()


def test_scores_stay_hidden_until_the_panel_is_frozen(course):
    course.materials()
    sheets = rehearsal.score_sheets(course.script)
    defense.enter_scores(course.desk, sheets, "secretary")
    taken = snapshot(course.desk)
    assert taken.marks == ()
    assert {record.score for record in taken.applicants} == {None}
    defense.set_apart(course.desk, "A06", ApplicantStatus.ABSENT, "")
    defense.freeze(course.desk, "一组")
    taken = snapshot(course.desk)
    assert {sheet.applicant[0] for sheet in taken.marks} == {"A"}
    assert taken.record("A01").score == 82
    assert taken.record("B01").score is None
    # sheets to fill in by hand are for who may still mark: neither a frozen panel nor who is absent
    assert set(re.findall(r"[AB]\d\d", printed(forms.score_sheets(course.desk)))) <= {
        f"B{n:02d}" for n in range(1, 8)
    }
    kinds = {kind.id: kind for kind in paper_set.papers_now(course.desk)}
    assert kinds["score-sheets"].waits == ""
    defense.set_apart(course.desk, "B06", ApplicantStatus.EXEMPT, "获国家科学技术奖")
    defense.freeze(course.desk, "二组")
    told = "各评议组的评分都已冻结"
    kinds = {kind.id: kind for kind in paper_set.papers_now(course.desk)}
    assert kinds["score-sheets"].waits == told
    assert refused(forms.score_sheets, course.desk) == f"{told}，没有要填写的评分表。"


def test_sheets_to_score_by_hand(course):
    desk = course.desk
    assert "只能在“答辩评议”" in refused(forms.score_sheets, desk)
    course.materials()
    by_hand = forms.score_sheets(desk)
    assert by_hand.name == "score-sheets.pdf"
    sheets = dict(re.findall(r"评委：评委\d\d（(P\d\d)）(.*?)评委签名：", printed(by_hand)))
    assert {"A01", "A02"} <= set(re.findall(r"[AB]\d\d", sheets["P02"]))
    assert "A02" not in sheets["P03"]  # who keeps out has no line to mark on
    assert "A01" in sheets["P03"]
    course.defense()
    assert "只能在“答辩评议”" in refused(forms.score_sheets, desk)


def test_a_committee_without_marks_has_no_score_sheets(course):
    kinds = {kind.id: kind for kind in paper_set.papers_now(course.desk)}
    assert kinds["score-sheets"].waits == "材料审核结束后"
    course.materials()
    case = course.desk.case
    office = ScoreScheme("办法", ScoreGroup("合计", (OFFICE_ITEM,)))
    for changed, told in (
        (replace(case, panels={}), "还没有编好评议组"),
        (
            replace(case, setup={ONLY: replace(case.current, scheme=office)}),
            "赋分办法中没有由专家赋分的要素",
        ),
    ):
        assert forms.why_no_score_sheets(SimpleNamespace(case=changed)) == told
    course.defense()
    kinds = {kind.id: kind for kind in paper_set.papers_now(course.desk)}
    assert kinds["score-sheets"].waits == "答辩评议已经结束"


def test_the_papers_print_what_the_votes_were(course, told):
    """A recount from the ballots as written down, by hand: every row of both rounds."""
    course.materials()
    course.defense()
    course.votes()
    course.seal()
    told_votes = {}
    for place, held in enumerate(told.rounds, start=1):
        for _, number, vote in held["rows"]:
            counts = told_votes.setdefault((place, number), {"同意": 0, "不同意": 0, "弃权": 0})
            counts[vote] += 1
    pages = {n: printed(forms.vote_sheet(course.desk, str(n))) for n in (1, 2)}
    answer = result(course.desk)
    rows = 0
    for applicant in answer["applicants"]:
        for held in applicant["rounds"]:
            counts = told_votes[held["round"], applicant["number"]]
            assert (held["yes"], held["no"], held["abstain"]) == tuple(counts.values())
            row = "".join(
                str(held[key])
                for key in ("present", "recused", "base", "yes", "no", "abstain", "not_returned")
            )
            assert re.search(
                rf"{applicant['number']}{applicant['name']}\D+{row}{'通过' if held['passed'] else '未通过'}",
                pages[held["round"]],
            )
            rows += 1
    assert rows == 12
