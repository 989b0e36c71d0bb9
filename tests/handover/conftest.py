"""A small session worked out by hand: seven applicants, five members, one round, one exception."""

import copy
import hashlib
import json
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from zcdesk.domain import events as ev
from zcdesk.domain.applicant import Applicant, Level
from zcdesk.domain.audit import AuditEntry, entry
from zcdesk.domain.ballot import Round, Tally
from zcdesk.domain.case import Case, replay
from zcdesk.domain.citation import Citation, Param, Source, Standing
from zcdesk.domain.committee import Attendance, Committee, Member, Panel, Recusal, Role, Staff
from zcdesk.domain.elimination import FloorResult, GroupResult
from zcdesk.domain.scoring import Mark, ScoreGroup, ScoreItem, ScoreScheme, ScoreSheet
from zcdesk.domain.session import (
    AbsentFromDefense,
    Aggregate,
    ApplicantStatus,
    ExamReview,
    Phase,
    Pool,
    RecentYears,
    RecusalBase,
    ReviewSession,
    Settings,
    SmallGroupVotes,
    Waiver,
)
from zcdesk.handover.identity import Identity, make_identity
from zcdesk.handover.package import PackageContents, PackageInfo, write_package
from zcdesk.handover.record import build_record

AT = datetime(2024, 11, 20, 17, 30, 5, tzinfo=UTC)
MEMBERS = (
    Member("P01", "郭建国", Role.CHAIR),
    Member("P02", "欧阳𬭎"),
    Member("P03", "单于文"),
    Member("P04", "曾巩"),
    Member("P05", "查理"),
)
BOOK = {"shanxi-2024.toml": '[book]\nid = "shanxi-2024"\n', "titles.toml": "# 系列\n"}
S = ApplicantStatus


def book_digest() -> str:
    joined = b""
    for name, text in sorted(BOOK.items()):
        for part in (name.encode(), text.encode()):
            joined += len(part).to_bytes(8, "big") + part
    return hashlib.sha256(joined).hexdigest()


def settings_in_force() -> Settings:
    return Settings(
        recusal_base=RecusalBase.SUBTRACT,
        absent_from_defense=AbsentFromDefense.EXCLUDED,
        aggregate=Aggregate.MEAN,
        recent_years=RecentYears.LATEST,
        pool=Pool.TIER,
        max_rounds=3,
        pass_mark=Fraction(60),
        junior_floor=None,
        idle_minutes=2,
        committee_min={"senior/series": 25},
        exam_and_review=(ExamReview("会计", Level.ASSOCIATE_SENIOR),),
        small_group_votes=SmallGroupVotes.PRINT,
    )


def parameters() -> dict[str, Param]:
    source = Citation(Source("notice", "通知", "省厅", "2024-07-31"), "三（五）")
    values: dict[str, Any] = {
        "voting.pass": Fraction(2, 3),
        "scoring.trim_from": 5,
        "elimination.senior.overall": Fraction(1, 5),
        "elimination.senior.defense": Fraction(1, 10),
        "elimination.senior_exam.overall": Fraction(15, 100),
        "elimination.senior_exam.defense": Fraction(1, 10),
        "elimination.intermediate.overall": Fraction(1, 10),
        "words": ("优秀", "合格"),
    }
    return {k: Param(k, v, source, Standing.CONFIRMED) for k, v in values.items()}


def setup() -> ev.Setup:
    items = (
        ScoreItem("专业能力", Fraction(0), Fraction(60), Fraction(1, 2)),
        ScoreItem("学术影响力", Fraction(0), Fraction(40), Fraction(1, 2)),
    )
    return ev.Setup(
        session=ReviewSession(
            2024, (date(2024, 11, 20),), date(2024, 9, 30), "shanxi-2024", "太原"
        ),
        committee=Committee("山西省工程系列高级职称评审委员会", organiser="省工信厅"),
        members=MEMBERS,
        staff=Staff("秘书甲", "监督乙"),
        choices={},
        scheme=ScoreScheme("五维", ScoreGroup("合计", items, Fraction(100))),
        rehearsal=True,
    )


def sheet(applicant: str, member: str, first: str, second: str) -> ScoreSheet:
    marks = (Mark("专业能力", Fraction(first)), Mark("学术影响力", Fraction(second)))
    return ScoreSheet(applicant, member, marks)


def tally(recused: int, yes: int, no: int, *, passed: bool, matters: bool) -> Tally:
    return Tally(5, recused, 5 - recused, yes, no, 0, 1, passed, matters)


TALLIES = {
    "001": tally(1, 3, 0, passed=True, matters=True),  # 9 ≥ 8, but 9 < 10 of all five
    "002": tally(0, 3, 1, passed=False, matters=False),
    "005": tally(0, 4, 0, passed=True, matters=False),
    "007": tally(0, 4, 0, passed=True, matters=False),
}
FINAL = {
    "001": S.PASSED,
    "002": S.VOTE_FAILED,
    "003": S.DEFENSE_FAILED,
    "004": S.REJECTED,
    "005": S.PASSED,
    "006": S.ABSENT,
    "007": S.PASSED,
}


def groups() -> tuple[GroupResult, ...]:
    def floor(e: int, n: int, percent: int, *, met: bool, short: int) -> FloorResult:
        return FloorResult(e, n, Fraction(percent), met, short, n - 1)

    return (
        GroupResult(
            "senior", 4, 1, 2,
            floor(2, 4, 20, met=True, short=0), floor(1, 4, 10, met=True, short=0),
        ),
        GroupResult(
            "senior_exam", 1, 0, 0,
            floor(0, 1, 15, met=False, short=1), floor(0, 1, 10, met=False, short=1),
        ),
    )  # fmt: skip


def happenings() -> list[ev.Event]:
    people = [
        Applicant(
            f"00{n}", f"申报人{n}", "会计" if n == 7 else "工程", "机械", Level.ASSOCIATE_SENIOR
        )
        for n in range(1, 8)
    ]
    panel = Panel("一组", ("P01", "P02", "P03"), ("001", "002", "003"), Fraction(65), frozen=True)
    vote = Round(
        key="1",
        number=1,
        reason="",
        present=tuple(m.id for m in MEMBERS),
        applicants=tuple(TALLIES),
        recused={"001": ("P03",)},
    )
    decided = (
        ("004", S.PENDING, S.REJECTED, "材料不全，郭建国曾提醒"),
        ("001", S.QUALIFIED, S.DEFENSE_PASSED, ""),
        ("002", S.QUALIFIED, S.DEFENSE_PASSED, ""),
        ("003", S.QUALIFIED, S.DEFENSE_FAILED, ""),
        ("005", S.QUALIFIED, S.EXEMPT, "省级人才"),
        ("006", S.QUALIFIED, S.ABSENT, ""),
        ("007", S.QUALIFIED, S.DEFENSE_PASSED, ""),
    )
    return [
        ev.SessionOpened(setup(), ev.BookText("shanxi-2024", book_digest(), BOOK)),
        ev.RosterImported("花名册.xlsx", "0" * 64, tuple(people), ()),
        ev.WaiverRecorded(Waiver("002", "tenure-years", "支援边疆", "晋人社〔2024〕1号", "王处长")),
        ev.RecusalDeclared(Recusal("001", "P03", "单于文系其导师")),
        ev.PanelSet(panel),
        ev.ScoresEntered(
            (
                sheet("001", "P01", "50", "30"),
                sheet("001", "P02", "51", "30.5"),
                sheet("002", "P01", "40", "30"),
                sheet("002", "P02", "40", "30.5"),
                sheet("002", "P03", "40", "31"),
                sheet("003", "P01", "40", "20"),
                sheet("003", "P02", "40", "21"),
                sheet("003", "P03", "40", "22.5"),
            )
        ),
        *(ev.StatusSet(*each) for each in decided),
        ev.OpinionWritten("001", "欧阳𬭎等三位评委认为达到条件"),
        ev.PhaseStepped(Phase.DEFENSE, Phase.VOTING, ""),
        ev.AttendanceRecorded(Attendance(date(2024, 11, 20), "P01", "2024-11-20T09:00:00")),
        ev.RoundOpened(vote),
        ev.BallotCast("1", 5, 4),
        ev.RoundClosed("1", "查理提前离席", ("P05",)),
        ev.BoxOpened("1", "P01", TALLIES),
        ev.ExceptionRecorded("仅一人参评"),
        ev.Sealed(FINAL, groups(), "仅一人参评"),
    ]


def rate(fraction: str, percent: str, floor: int, *, met: bool = True, short: int = 0) -> Any:
    return {
        "fraction": fraction,
        "percent": percent,
        "floor": floor,
        "met": met,
        "short_by": short,
    }


def round_line(recused: int, yes: int, no: int, *, passed: bool, matters: bool) -> Any:
    return {
        "round": 1,
        "present": 5,
        "recused": recused,
        "base": 5 - recused,
        "yes": yes,
        "no": no,
        "abstain": 0,
        "not_returned": 1,
        "passed": passed,
        "base_matters": matters,
    }


def expected_result(chain: list[AuditEntry]) -> dict[str, Any]:
    """The result as a person with paper and pencil writes it."""

    waiver = {
        "rule": "tenure-years",
        "reason": "支援边疆",
        "document": "晋人社〔2024〕1号",
        "by": "王处长",
    }

    def applicant(number: str, status: str, score: tuple[str, str] | None, *rounds: Any) -> Any:
        return {
            "number": number,
            "name": f"申报人{int(number)}",
            "series": "会计" if number == "007" else "工程",
            "specialty": "机械",
            "level": "副高级",
            "status": status,
            "score": score and {"fraction": score[0], "display": score[1]},
            "rounds": list(rounds),
            "waivers": [waiver] if number == "002" else [],
        }

    return {
        "format": "zcdesk-result/1",
        "rehearsal": True,
        "rules": {"id": "shanxi-2024", "sha256": book_digest()},
        "settings": {
            "recusal_base": "subtract",
            "absent_from_defense": "excluded",
            "aggregate": "mean",
            "recent_years": "latest",
            "pool": "tier",
            "max_rounds": 3,
            "pass_mark": 60,
            "junior_floor": None,
            "idle_minutes": 2,
            "unproven_facts": "tell",
            "committee_min": {"senior/series": 25},
            "exam_and_review": [{"series": "会计", "level": "副高级"}],
            "small_group_votes": "print",
            "chosen": [],
        },
        "committee": {
            "name": "山西省工程系列高级职称评审委员会",
            "organiser": "省工信厅",
            "approval": "",
            "approved_from": None,
            "approved_to": None,
            "kind": "series",
            "private_enterprises_only": False,
            "scope": [],
            "code": "",
        },
        "session": {
            "review_year": 2024,
            "meeting_dates": ["2024-11-20"],
            "window_end": "2024-09-30",
            "rules": "shanxi-2024",
            "place": "太原",
            "work_plan": "",
            "scoring_approval": "",
            "standard": "",
        },
        "groups": [
            {
                "group": "senior",
                "participating": 4,
                "defense_eliminated": 1,
                "eliminated": 2,
                "overall": rate("2/4", "50.00", 20),
                "defense": rate("1/4", "25.00", 10),
            },
            {
                "group": "senior_exam",
                "participating": 1,
                "defense_eliminated": 0,
                "eliminated": 0,
                "overall": rate("0/1", "0.00", 15, met=False, short=1),
                "defense": rate("0/1", "0.00", 10, met=False, short=1),
            },
        ],
        "excluded": [
            {"number": "004", "status": "rejected", "reason": "材料不全，M01曾提醒"},
            {"number": "006", "status": "absent", "reason": ""},
        ],
        "applicants": [
            applicant(
                "001",
                "passed",
                ("323/4", "80.75"),
                round_line(1, 3, 0, passed=True, matters=True),
            ),
            applicant(
                "002",
                "vote_failed",
                ("141/2", "70.50"),
                round_line(0, 3, 1, passed=False, matters=False),
            ),
            applicant("003", "defense_failed", ("367/6", "61.17")),
            applicant("004", "rejected", None),
            applicant("005", "passed", None, round_line(0, 4, 0, passed=True, matters=False)),
            applicant("006", "absent", None),
            applicant("007", "passed", None, round_line(0, 4, 0, passed=True, matters=False)),
        ],
        "exception": "仅一人参评",
        "audit": {"entries": len(chain), "head": chain[-1].head},
    }


@dataclass(frozen=True)
class SmallSession:
    case: Case
    chain: list[AuditEntry]
    settings: Settings
    members: tuple[Member, ...]

    def record(self, *, names: bool = False) -> dict[str, Any]:
        return build_record(
            self.case,
            self.chain,
            settings=self.settings,
            parameters=parameters(),
            canonical=lambda series: series,
            specialty_key=lambda specialty: specialty.removesuffix("专业"),
            program_version="1.2.3",
            names=names,
        )

    def result(self) -> dict[str, Any]:
        return copy.deepcopy(expected_result(self.chain))

    def files(self) -> Mapping[str, bytes]:
        return {
            "minutes.pdf": b"%PDF-1.7\n" + "会议纪要".encode() * 20,
            "result.json": json.dumps(self.result(), ensure_ascii=False).encode(),
            "record.json": json.dumps(self.record(), ensure_ascii=False).encode(),
            "votes.csv": "编号,同意\r\n001,3\r\n".encode(),
        }

    def contents(self, **files: bytes) -> PackageContents:
        named = {name.replace("_", "."): data for name, data in files.items()}
        return PackageContents(
            committee=self.case.current.committee,
            review_year=2024,
            audit_head=self.chain[-1].head,
            files={**self.files(), **named},
            program_version="1.2.3",
            rehearsal=True,
        )


@pytest.fixture(scope="session")
def small() -> SmallSession:
    """The session, sealed, with its audit chain."""
    chain: list[AuditEntry] = []
    events = happenings()
    for event in events:
        chain.append(
            entry(chain[-1] if chain else None, event, actor="secretary", at="2024-11-20T09:00:00")
        )
    return SmallSession(replay(events), chain, settings_in_force(), MEMBERS)


@pytest.fixture(scope="session")
def at() -> datetime:
    """When everything happens."""
    return AT


@pytest.fixture(scope="session")
def identity() -> Identity:
    """The session's signing identity."""
    return make_identity("山西省工程系列高级职称评审委员会", now=AT)


@pytest.fixture
def package(small: SmallSession, identity: Identity, tmp_path: Path) -> PackageInfo:
    """A package of the session, whole and true."""
    return write_package(tmp_path, small.contents(), identity, at=AT)


@pytest.fixture
def write_with(
    small: SmallSession, identity: Identity, tmp_path: Path
) -> Callable[[dict[str, Any]], Path]:
    """Write and sign a package whose result is another one: what a forger with the key could do."""

    def write(result: dict[str, Any]) -> Path:
        text = json.dumps(result, ensure_ascii=False).encode()
        return write_package(tmp_path, small.contents(result_json=text), identity, at=AT).path

    return write


# --- file systems as sticks have them -----------------------------------------------------------------


def _ran(*command: str | Path) -> bool:
    """Whether a tool is there and did what it was asked."""
    try:
        done = subprocess.run(list(map(str, command)), capture_output=True, check=False, timeout=20)
    except OSError:
        return False
    return done.returncode == 0


def _make(image: Path, *command: str) -> None:
    """Format an image; one that is there already is a stick that is put in again."""
    if image.exists():
        return
    with image.open("wb") as file:
        file.truncate(64 << 20)
    if not _ran(*command, image):
        pytest.skip(f"no {command[0]} on this machine")


def _fat32(folder: Path, image: Path) -> None:
    _make(image, "mkfs.vfat", "-F", "32")
    if not _ran("fusefat", "-o", "rw+", image, folder):
        pytest.skip("this machine cannot mount FAT32 (fusefat, /dev/fuse)")


def _exfat(folder: Path, image: Path) -> None:
    _make(image, "mkfs.exfat")
    found = subprocess.run(["losetup", "-f", "--show", image], capture_output=True, check=False)
    device = found.stdout.decode().strip()
    if not device or not _ran("mount.exfat-fuse", device, folder):
        pytest.skip("this machine cannot mount exFAT (loop device, exfat-fuse)")


def _tmpfs(options: str) -> Callable[[Path, Path], None]:
    def make(folder: Path, image: Path) -> None:
        if not _ran("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder):
            pytest.skip("this machine does not let us mount")

    return make


KINDS: dict[str, Callable[[Path, Path], None]] = {
    "fat32": _fat32,
    "exfat": _exfat,
    "small": _tmpfs("size=64k"),
    "roomy": _tmpfs("size=64m"),
    "read-only": _tmpfs("ro"),
}


@pytest.fixture
def stick(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Mounts a file system of a kind and gives its folder; `umount` and `image` stand beside it."""
    mounted: list[Path] = []

    def mount(kind: str) -> Path:
        folder, image = tmp_path / f"stick-{kind}", tmp_path / f"{kind}.img"
        folder.mkdir(exist_ok=True)
        KINDS[kind](folder, image)
        mounted.append(folder)
        # A FUSE file system answers a moment after its program went to the background.
        for _ in range(100):
            if folder.stat().st_dev != tmp_path.stat().st_dev:
                return folder
            time.sleep(0.02)
        pytest.skip(f"{kind} was not mounted in time")

    yield mount
    for folder in mounted:
        _ran("umount", "-l", folder)
        for line in subprocess.run(
            ["losetup", "-a"], capture_output=True, text=True, check=False
        ).stdout.splitlines():
            if str(tmp_path) in line:
                _ran("losetup", "-d", line.split(":")[0])


@pytest.fixture
def unmount() -> Callable[[Path], None]:
    """Take a stick out, in order: what is on its way to it is written first."""

    def take_out(folder: Path) -> None:
        device = folder.stat().st_dev
        assert _ran("umount", folder)
        for _ in range(100):
            if folder.stat().st_dev != device:
                break
            time.sleep(0.02)
        time.sleep(0.2)  # the program behind a FUSE mount ends after the mount is gone

    return take_out
