"""Case files with invented people, at the rehearsal's cost."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from zcdesk.domain import events as ev
from zcdesk.domain.applicant import Applicant, Assessment, Degree, Education, Grade, Level
from zcdesk.domain.ballot import Choice, Round, Tally
from zcdesk.domain.citation import Citation, Param, Source, Standing
from zcdesk.domain.committee import Attendance, Committee, Member, Panel, Recusal, Role, Staff
from zcdesk.domain.dates import PartialDate
from zcdesk.domain.elimination import FloorResult, GroupResult
from zcdesk.domain.scoring import Mark, ScoreGroup, ScoreItem, ScoreScheme, ScoreSheet
from zcdesk.domain.session import ApplicantStatus, Phase, ReviewSession, Waiver
from zcdesk.domain.signing import SigningRole
from zcdesk.domain.vetting import Check, Pin, Region
from zcdesk.store.ballots import BallotBox
from zcdesk.store.casefile import CaseFile
from zcdesk.store.keys import KdfCost

AT = "2024-11-30T09:00:00"
PASSPHRASES = {"secretary": "秘书的口令", "chair": "主任的口令"}


def setup_of(members: int) -> ev.Setup:
    """A committee of so many, M01 its chair and M02 its vice chair."""
    roles = {1: Role.CHAIR, 2: Role.VICE_CHAIR}
    mark = ScoreItem("专业能力", Fraction(0), Fraction(20), Fraction(1, 2))
    return ev.Setup(
        session=ReviewSession(
            review_year=2024,
            meeting_dates=(datetime.date(2024, 11, 30),),
            window_end=datetime.date(2024, 10, 31),
            rules="shanxi-2024",
        ),
        committee=Committee("山西省某系列高级职称评审委员会"),
        members=tuple(
            Member(f"M{n:02d}", f"委员{n}", roles.get(n, Role.MEMBER))
            for n in range(1, members + 1)
        ),
        staff=Staff("秘书甲", "监督乙"),
        choices={"max_rounds": 3},
        scheme=ScoreScheme("赋分办法", ScoreGroup("合计", (mark,))),
        rehearsal=True,
    )


def opened(members: int = 9) -> ev.SessionOpened:
    """The first event of every session."""
    book = ev.BookText("shanxi-2024", "0" * 64, {"shanxi-2024.toml": "[book]\n"})
    return ev.SessionOpened(setup_of(members), book)


def round_of(
    members: int,
    applicants: int,
    *,
    key: str = "1",
    recused: dict[str, tuple[str, ...]] | None = None,
) -> Round:
    """A round in which everybody attends."""
    return Round(
        key=key,
        number=1,
        reason="",
        present=tuple(f"M{n:02d}" for n in range(1, members + 1)),
        applicants=tuple(f"A{n:03d}" for n in range(1, applicants + 1)),
        recused=recused or {},
    )


def sheet(current: Round, member: str, choice: Choice = Choice.APPROVE) -> dict[str, Choice]:
    """One member's whole sheet, the same choice on every line."""
    return dict.fromkeys(current.sheet(member), choice)


def open_round(file: CaseFile, current: Round) -> BallotBox:
    """Enrol chair, vice chair and supervisor, open a round, and return the box."""
    for holder in ("M01", "M02", "supervisor"):
        file.secrets.enrol_holder(holder, f"token of {holder}")
    box = BallotBox(file)
    file.record(
        [ev.RoundOpened(current)],
        actor="秘书甲",
        at=AT,
        also=box.open_round(current, ("M01", "M02"), "supervisor"),
    )
    return box


def every_event() -> list[ev.Event]:
    """One session in which everything happens that can happen, ballots apart."""
    setup = setup_of(9)
    one = Applicant(
        "A001",
        "欧阳𬭎",
        "工程",
        "机械",
        Level.ASSOCIATE_SENIOR,
        born_on=PartialDate(1985, 3),
        degrees=(Degree(Education.BACHELOR, PartialDate(2007, 7, 1)),),
        assessments=(Assessment(2023, Grade.EXCELLENT),),
    )
    two = Applicant("A002", "单青", "工程", "机械", Level.ASSOCIATE_SENIOR)
    mended = replace(two, employer="某厂")
    key = "ab" * 32
    current = round_of(9, 2)
    tally = Tally(9, 0, 9, 6, 3, 0, 0, passed=True, base_matters=False)
    source = Source("notice", "通知", "省人社厅", "2024-07-31")
    floor = Param(
        "elimination.senior.overall",
        Fraction(1, 5),
        Citation(source, "三（五）"),
        Standing.CONFIRMED,
    )
    overall = FloorResult(1, 2, Fraction(1, 5), True, 0, 1, floor)
    group = GroupResult("senior", 2, 1, 1, overall, FloorResult(1, 2, None, True, 0, None))
    day = datetime.date(2024, 11, 30)
    return [
        opened(9),
        ev.SetupChanged(setup, replace(setup, staff=Staff("秘书甲", "监督丙"))),
        ev.RosterImported("花名册.xlsx", key, (one, two), ()),
        ev.RosterImported("花名册.xlsx", key, (), ((two, mended),)),
        ev.ApplicantEdited(mended, replace(mended, city="太原"), "核对原件"),
        ev.DocumentsFiled("A001", (ev.Document(key, "学历.pdf", 1024, key),)),
        ev.DocumentsFiled("A001", (ev.Document(key, "论文.pdf", 2048, key),)),
        ev.DocumentMoved(
            ev.Filed("A001", ev.Document(key, "论文.pdf", 2048, key), 1), None, "重复"
        ),
        ev.FactPinned("A001", None, Pin("name", '"欧阳𬭎"', key, 0, Region(10, 20, 500, 60))),
        ev.FactsTicked("A001", (), (Check("name", '"欧阳𬭎"', "秘书甲", AT),)),
        ev.StatusSet("A002", ApplicantStatus.PENDING, ApplicantStatus.REJECTED, "材料不全"),
        ev.WaiverRecorded(Waiver("A001", "tenure", "文件另有规定", "晋人社", "秘书甲")),
        ev.UnclearAcknowledged((("A001", "degree"), ("", "committee"), ("A002", "degree"))),
        ev.AcknowledgementTakenBack((("A002", "degree"),)),
        ev.RecusalDeclared(Recusal("A001", "M05", "同一单位")),
        ev.RecusalDeclared(Recusal("A002", "M06", "同一单位")),
        ev.RecusalWithdrawn(Recusal("A002", "M06", "同一单位"), "登记有误"),
        ev.AttendanceRecorded(Attendance(day, "M01", AT)),
        ev.AttendanceRecorded(Attendance(day, "M01", AT, "2024-11-30T17:00:00")),
        ev.PhaseStepped(Phase.SETUP, Phase.MATERIALS, ""),
        ev.PanelSet(Panel("一组", ("M01", "M02", "M03"), ("A001",), Fraction(121, 2))),
        ev.PanelSet(Panel("空组", ("M01", "M02", "M03"), ())),
        ev.PanelRemoved(Panel("空组", ("M01", "M02", "M03"), ())),
        ev.ScoresEntered((ScoreSheet("A001", "M01", (Mark("专业能力", Fraction(31, 2)),)),)),
        ev.OpinionWritten("A001", "同意推荐"),
        ev.RoundOpened(current),
        ev.RoundClosed("1", "有委员临时离席", ("M09",)),
        ev.BoxOpened("1", "M01", {"A001": tally, "A002": tally}),
        ev.RoundOpened(replace(current, key="2", number=2, reason="复议")),
        ev.RoundAnnulled("2", "令牌遗失", ("M01", "supervisor")),
        ev.RoundOpened(replace(current, key="2b", number=2, reason="复议", on_paper="停电")),
        ev.RoundClosed("2b", "有委员未交票", ("M09",)),
        ev.PaperCounted(
            "2b",
            "M01",
            ("secretary", "supervisor"),
            {"A001": replace(tally, reject=2, spoilt=1), "A002": tally},
        ),
        ev.ExceptionRecorded("人数过少"),
        ev.ExceptionRecorded(""),
        ev.Sealed({"A001": ApplicantStatus.PASSED}, (group,), "人数过少"),
        ev.Printed("minutes", key),
        ev.PaperSigned("minutes.pdf", SigningRole.CHAIR, key, key, "ab cd"),
        ev.HandSigned("M01", key),
        ev.HandSignatureWithdrawn("M01", key),
        ev.FontAdded("补充.ttf", key, 2048, key, "\U00031350"),
        ev.PackageWritten("移交包", key, 4096),
        ev.ReExamined("投诉", "监督乙", 120, 0, 4, 1, "re-examination-1.pdf", key),
        ev.KeyEnrolled("M01"),
        ev.KeyRemoved("chair"),
        ev.SeatUnlocked("M02", day),
    ]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[..., CaseFile]]:
    """Make case files that are closed after the test."""
    files: list[CaseFile] = []

    def create(name: str = "session.zcd", members: int = 9) -> CaseFile:
        file, _ = CaseFile.create(tmp_path / name, PASSPHRASES, cost=KdfCost.REHEARSAL)
        files.append(file)
        file.record([opened(members)], actor="秘书甲", at=AT)
        return file

    yield create
    for file in files:
        file.close()


@pytest.fixture(scope="session")
def happenings() -> list[ev.Event]:
    """`every_event`, for the tests."""
    return every_event()


@pytest.fixture
def ballot_box() -> Callable[[CaseFile, Round], BallotBox]:
    """Opens a round with its key holders enrolled."""
    return open_round


@pytest.fixture
def file(make: Callable[..., CaseFile]) -> CaseFile:
    """One open case file with a committee of nine."""
    return make()
