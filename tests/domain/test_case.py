"""What each event means for the case, and that a replay of the chain gives the same case."""

import datetime
import json
import typing
from dataclasses import replace
from fractions import Fraction

import pytest

from zcdesk.domain import events as ev
from zcdesk.domain.applicant import Applicant, Level
from zcdesk.domain.audit import entry, event_of
from zcdesk.domain.ballot import Round, RoundState, Tally
from zcdesk.domain.case import Case, Status, evolve, pair, replay
from zcdesk.domain.citation import Citation, Param, Source, Standing
from zcdesk.domain.committee import Attendance, Committee, Member, Panel, Recusal, Staff
from zcdesk.domain.elimination import FloorResult, GroupResult
from zcdesk.domain.scoring import Mark, ScoreGroup, ScoreItem, ScoreScheme, ScoreSheet
from zcdesk.domain.session import ApplicantStatus, Phase, ReviewSession, Waiver
from zcdesk.domain.signing import SigningRole
from zcdesk.domain.vetting import Check, Pin, Region

DAY = datetime.date(2024, 11, 20)
SCHEME = ScoreScheme(
    "办法",
    ScoreGroup(
        "总分",
        (
            ScoreGroup("内", (ScoreItem("专业能力", Fraction(0), Fraction(20), Fraction(1, 2)),)),
            ScoreItem("技术水平", Fraction(0), Fraction(20), Fraction(1, 2)),
        ),
        cap=Fraction(35),
    ),
)
SETUP = ev.Setup(
    session=ReviewSession(2024, (DAY,), datetime.date(2024, 9, 30), "shanxi-2024"),
    committee=Committee("评委会"),
    members=(Member("P01", "甲"), Member("P02", "乙")),
    staff=Staff("秘书", "监督员"),
    choices={"pool": "level", "exam_and_review": [{"series": "会计", "level": "副高级"}]},
    scheme=SCHEME,
    rehearsal=True,
)
OPENED = ev.SessionOpened(SETUP, ev.BookText("shanxi-2024", "0" * 64, {"a.toml": "x"}))
ONE = Applicant("001", "张三", "工程", "机械", Level.ASSOCIATE_SENIOR)
TWO = replace(ONE, number="002", name="李四")
IMPORTED = ev.RosterImported("花名册.xlsx", "0" * 64, (ONE, TWO), ())
VOTE = Round("1", 1, "", ("P01", "P02"), ("001", "002"), {"002": ("P02",)})
TALLY = Tally(2, 0, 2, 2, 0, 0, 0, passed=True, base_matters=False)
PARAM = Param(
    "elimination.senior.overall",
    Fraction(1, 5),
    Citation(Source("notice", "通知", "省厅", "2024-07-31"), "三（五）"),
    Standing.CONFIRMED,
)
FLOOR = FloorResult(1, 2, Fraction(20), met=True, short_by=0, most_pass=1, param=PARAM)
GROUP = GroupResult("senior", 2, 1, 1, FLOOR, FLOOR)
START = replay([OPENED, IMPORTED])
IN_ROUND = evolve(START, ev.RoundOpened(VOTE))


def test_a_session_opens_with_its_set_up_and_its_book():
    case = replay([OPENED])
    assert case.current == SETUP
    assert case.current_phase is Phase.SETUP
    assert case.book["-"].id == "shanxi-2024"
    changed = replace(SETUP, rehearsal=False)
    assert evolve(case, ev.SetupChanged(SETUP, changed)).current == changed


def test_an_import_adds_as_pending_and_changes_without_touching_the_status():
    assert list(START.applicants) == ["001", "002"]
    assert START.status("001") is ApplicantStatus.PENDING
    judged = evolve(
        START, ev.StatusSet("001", ApplicantStatus.PENDING, ApplicantStatus.QUALIFIED, "齐全")
    )
    assert judged.statuses["001"] == Status(ApplicantStatus.QUALIFIED, "齐全")
    renamed = replace(ONE, name="张三丰")
    three = replace(ONE, number="003")
    again = evolve(judged, ev.RosterImported("二", "1" * 64, (three,), ((ONE, renamed),)))
    assert list(again.applicants) == ["001", "002", "003"]
    assert again.applicants["001"].name == "张三丰"
    assert again.status("001") is ApplicantStatus.QUALIFIED
    assert again.status("003") is ApplicantStatus.PENDING


def test_an_edit_replaces_the_facts_and_keeps_the_place():
    after = replace(ONE, employer="某厂")
    case = evolve(START, ev.ApplicantEdited(ONE, after, "更正"))
    assert case.applicants == {"001": after, "002": TWO}
    assert list(case.applicants) == ["001", "002"]


def test_documents_add_up():
    first, second = (ev.Document(f"k{n}", f"{n}.pdf", n, str(n) * 64) for n in (1, 2))
    case = evolve(START, ev.DocumentsFiled("001", (first,)))
    case = evolve(case, ev.DocumentsFiled("001", (second,)))
    assert case.documents == {"001": (first, second)}


def test_a_document_goes_to_another_dossier_and_back_to_its_place():
    first, second, third = (ev.Document(f"k{n}", f"{n}.pdf", n, str(n) * 64) for n in (1, 2, 3))
    start = evolve(START, ev.DocumentsFiled("001", (first, second)))
    start = evolve(start, ev.DocumentsFiled("002", (third,)))
    here, there = ev.Filed("001", first, 0), ev.Filed("002", replace(first, name="x.pdf"), 1)
    case = evolve(start, ev.DocumentMoved(here, there, "放错"))
    assert case.documents == {"001": (second,), "002": (third, there.document)}
    assert (case.parted("001"), case.parted("002")) == ((first,), ())
    case = evolve(case, ev.DocumentMoved(there, here, "撤销"))
    assert case.documents == start.documents
    assert (case.parted("001"), case.parted("002")) == ((), (there.document,))


def test_a_document_is_taken_out_retitled_and_put_back():
    first, second = (ev.Document(f"k{n}", f"{n}.pdf", n, str(n) * 64) for n in (1, 2))
    start = evolve(START, ev.DocumentsFiled("001", (first, second)))
    named = replace(first, name="学历.pdf")
    case = evolve(start, ev.DocumentMoved(ev.Filed("001", first, 0), ev.Filed("001", named, 0), ""))
    assert case.documents["001"] == (named, second)
    assert case.parted("001") == ()
    out = evolve(case, ev.DocumentMoved(ev.Filed("001", named, 0), None, "重复"))
    assert (out.documents["001"], out.parted("001")) == ((second,), (named,))
    assert evolve(out, ev.DocumentMoved(None, ev.Filed("001", named, 0), "撤销")) == case
    # Filed once more it has parted from nobody, whatever it is called.
    again = evolve(out, ev.DocumentsFiled("001", (replace(first, name="b.pdf"),)))
    assert again.parted("001") == ()


def test_waivers_and_acknowledgements_are_kept_by_applicant_and_rule():
    waiver = Waiver("001", "tenure-years", "特殊", "文1号", "秘书")
    case = evolve(START, ev.WaiverRecorded(waiver))
    assert case.waivers == {"001\ntenure-years": waiver}
    case = evolve(case, ev.UnclearAcknowledged((("001", "on-post"),)))
    case = evolve(case, ev.UnclearAcknowledged((("", "committee-size"),)))
    assert case.acknowledged == {"001\non-post": True, "\ncommittee-size": True}
    case = evolve(case, ev.AcknowledgementTakenBack((("001", "on-post"), ("002", "degree"))))
    assert case.acknowledged == {"\ncommittee-size": True}


def test_recusals_are_found_by_applicant():
    case = START
    for applicant, member in [("001", "P02"), ("002", "P01"), ("001", "P01")]:
        case = evolve(case, ev.RecusalDeclared(Recusal(applicant, member, "亲属")))
    assert case.recused_from("001") == ("P02", "P01")
    assert case.recused_from("003") == ()


def test_leaving_completes_the_arrival_and_returning_is_another():
    case = START
    came, left = Attendance(DAY, "P01", "09:00"), Attendance(DAY, "P01", "09:00", "10:00")
    back = Attendance(DAY, "P01", "11:00")
    for each in (came, left, back):
        case = evolve(case, ev.AttendanceRecorded(each))
    assert list(case.attendance.values()) == [left, back]


def test_a_phase_step_moves_the_phase():
    case = evolve(START, ev.PhaseStepped(Phase.SETUP, Phase.MATERIALS, ""))
    assert case.current_phase is Phase.MATERIALS


def test_a_panel_is_replaced_by_name_and_found_by_applicant():
    case = evolve(START, ev.PanelSet(Panel("一组", ("P01",), ("001",))))
    case = evolve(case, ev.PanelSet(Panel("一组", ("P01",), ("001",), Fraction(60), frozen=True)))
    assert case.panel_of("001").line == 60
    assert case.panel_of("002") is None
    assert len(case.panels) == 1


def test_a_panel_that_was_removed_is_gone_and_the_others_stay():
    one, empty = Panel("一组", ("P01",), ("001",)), Panel("空组", ("P02",), ())
    case = replay([OPENED, IMPORTED, ev.PanelSet(one), ev.PanelSet(empty), ev.PanelRemoved(empty)])
    assert case.panels == {"一组": one}


def test_a_sheet_without_marks_takes_the_earlier_one_away():
    sheet = ScoreSheet("001", "P01", (Mark("专业能力", Fraction(15)),))
    other = replace(sheet, member="P02")
    case = evolve(START, ev.ScoresEntered((sheet, other)))
    case = evolve(case, ev.ScoresEntered((replace(sheet, marks=()),)))
    assert list(case.scores.values()) == [other]


def test_a_score_sheet_replaces_the_members_earlier_one():
    early = ScoreSheet("001", "P01", (Mark("专业能力", Fraction(15)),))
    late = ScoreSheet("001", "P01", (Mark("专业能力", Fraction(37, 2)),))
    other = ScoreSheet("001", "P02", (Mark("专业能力", Fraction(12)),))
    case = evolve(START, ev.ScoresEntered((early, other)))
    case = evolve(case, ev.ScoresEntered((late,)))
    assert case.scores == {pair("001", "P01"): late, pair("001", "P02"): other}


def test_opinions_are_kept_by_applicant():
    case = evolve(START, ev.OpinionWritten("001", "推荐"))
    assert evolve(case, ev.OpinionWritten("001", "不推荐")).opinions == {"001": "不推荐"}


def test_the_life_of_a_round():
    case = evolve(IN_ROUND, ev.BallotCast("1", 2, 1))
    assert (case.rounds["1"].cast, case.rounds["1"].state) == (1, RoundState.OPEN)
    case = evolve(case, ev.RoundClosed("1", "P02 离席", ("P02",)))
    closed = case.rounds["1"]
    assert (closed.state, closed.close_reason) == (RoundState.CLOSED, "P02 离席")
    assert closed.not_returned == ("P02",)
    opened = evolve(case, ev.BoxOpened("1", "P01", {"001": TALLY})).rounds["1"]
    assert (opened.state, opened.presiding) == (RoundState.OPENED, "P01")
    assert opened.tallies == {"001": TALLY}
    annulled = evolve(case, ev.RoundAnnulled("1", "口令遗失", ("P01", "监督员"))).rounds["1"]
    assert (annulled.state, annulled.annul_reason) == (RoundState.ANNULLED, "口令遗失")


def test_an_exception_is_recorded_and_dropped():
    case = evolve(START, ev.ExceptionRecorded("仅一人"))
    assert case.exception_reason == "仅一人"
    assert evolve(case, ev.ExceptionRecorded("")).exception_reason == ""


@pytest.mark.parametrize("exception", ["", "仅一人"])
def test_sealing_fixes_statuses_groups_and_exception(exception):
    case = evolve(START, ev.StatusSet("001", ApplicantStatus.PENDING, ApplicantStatus.EXEMPT, "免"))
    case = evolve(case, ev.ExceptionRecorded("旧理由"))
    sealed = evolve(case, ev.Sealed({"001": ApplicantStatus.PASSED}, (GROUP,), exception))
    assert sealed.current_phase is Phase.SEALED
    assert sealed.statuses["001"] == Status(ApplicantStatus.PASSED, "免")
    assert sealed.status("002") is ApplicantStatus.PENDING
    assert sealed.groups == {"senior": GROUP}
    assert sealed.exception_reason == exception


WITHOUT_TRACE = [
    ev.Printed("minutes", "0" * 64),
    ev.PaperSigned("minutes.pdf", SigningRole.SECRETARY, "1" * 64, "0" * 64, "ab cd"),
    ev.HandSigned("P01", "0" * 64),
    ev.HandSignatureWithdrawn("P01", "0" * 64),
    ev.FontAdded("补充.ttf", "1" * 64, 2048, "0" * 64, "\U00031350"),
    ev.PackageWritten("a.zip", "0" * 64, 9, 0),
    ev.ReExamined("投诉", "监督乙", 120, 0, 4, 1, "re-examination-1.pdf", "0" * 64),
    ev.KeyEnrolled("P01"),
    ev.KeyRemoved("passphrase of the chair"),
    ev.SeatUnlocked("P01", DAY),
]


@pytest.mark.parametrize("event", WITHOUT_TRACE, ids=lambda event: type(event).__name__)
def test_what_only_the_chain_keeps(event):
    assert evolve(START, event) == START


def test_members_are_found_by_id():
    assert START.member("P02").name == "乙"
    assert START.member("P09") is None


EVERYTHING = [
    OPENED,
    ev.SetupChanged(SETUP, replace(SETUP, rehearsal=False)),
    IMPORTED,
    ev.ApplicantEdited(ONE, replace(ONE, employer="某厂"), "更正"),
    ev.DocumentsFiled("001", (ev.Document("k", "a.pdf", 1, "0" * 64),)),
    ev.DocumentMoved(
        ev.Filed("001", ev.Document("k", "a.pdf", 1, "0" * 64), 0),
        ev.Filed("002", ev.Document("k", "a.pdf", 1, "0" * 64), 0),
        "放错",
    ),
    ev.FactPinned("001", None, Pin("name", '"张三"', "k", 0, Region(0, 0, 1000, 120))),
    ev.FactsTicked("001", (), (Check("name", '"张三"', "秘书", "2024-11-20T09:00:00"),)),
    ev.StatusSet("001", ApplicantStatus.PENDING, ApplicantStatus.QUALIFIED, ""),
    ev.WaiverRecorded(Waiver("001", "tenure-years", "特殊", "文1号", "秘书")),
    ev.UnclearAcknowledged((("001", "on-post"),)),
    ev.AcknowledgementTakenBack((("001", "on-post"),)),
    ev.RecusalDeclared(Recusal("002", "P02", "亲属")),
    ev.RecusalWithdrawn(Recusal("002", "P02", "亲属"), "登记有误"),
    ev.AttendanceRecorded(Attendance(DAY, "P01", "09:00")),
    ev.PhaseStepped(Phase.SETUP, Phase.MATERIALS, ""),
    ev.PanelSet(Panel("一组", ("P01", "P02"), ("001",), Fraction(121, 2))),
    ev.PanelSet(Panel("空组", ("P01", "P02"), ())),
    ev.PanelRemoved(Panel("空组", ("P01", "P02"), ())),
    ev.ScoresEntered((ScoreSheet("001", "P01", (Mark("专业能力", Fraction(37, 2), 1),)),)),
    ev.OpinionWritten("001", "推荐"),
    ev.RoundOpened(VOTE),
    ev.BallotCast("1", 2, 1),
    ev.RoundClosed("1", "离席", ("P02",)),
    ev.BoxOpened("1", "P01", {"001": TALLY}),
    ev.RoundOpened(replace(VOTE, key="2", on_paper="停电")),
    ev.RoundClosed("2", "离席", ("P02",)),
    ev.PaperCounted("2", "P01", ("secretary", "supervisor"), {"001": replace(TALLY, spoilt=1)}),
    ev.RoundOpened(replace(VOTE, key="2b", slips=True)),
    ev.RoundClosed("2b", "离席", (), ("A",)),
    ev.RoundAnnulled("1", "口令遗失", ("P01", "监督员")),
    ev.ExceptionRecorded("仅一人"),
    ev.Sealed({"001": ApplicantStatus.PASSED}, (GROUP,), "仅一人"),
    *WITHOUT_TRACE,
]


def test_every_event_is_tried_here():
    assert {type(event) for event in EVERYTHING} == set(typing.get_args(ev.Event))


def test_the_chain_alone_gives_the_same_case():
    """Through the text of the audit chain and back: nothing of the case is outside it."""
    entries, case = [], Case()
    for event in EVERYTHING:
        case = evolve(case, event)
        line = entry(
            entries[-1] if entries else None, event, actor="秘书", at="2024-11-20T09:00:00"
        )
        entries.append(line)
    bodies = [json.loads(line.body) for line in entries]
    again = replay(event_of(body["event"], body["payload"]) for body in bodies)
    assert again == case


def test_evolve_leaves_the_case_before_as_it_was():
    before = replay([OPENED, IMPORTED])
    for event in EVERYTHING[3:]:
        of_a_round = ev.BallotCast | ev.RoundClosed | ev.BoxOpened | ev.PaperCounted
        if not isinstance(event, of_a_round | ev.RoundAnnulled):
            evolve(before, event)
    assert before == START


def test_what_is_no_event_is_a_bug():
    with pytest.raises(AssertionError):
        evolve(START, "RoundOpened")
