"""`rehearse` and `verify` held to their contract, case by case, each figure worked out by hand."""

from __future__ import annotations

import datetime
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from zcdesk.__main__ import open_desktop
from zcdesk.cli import main

Told = Any
Result = dict[str, Any]

MEMBERS = [f"P0{n}" for n in range(1, 10)]
ITEMS = ("思想品德", "职业道德", "专业能力", "技术水平", "学术影响力")

# The present title of somebody who applies for this level of this series.
HELD = {
    ("工程", "助理级"): ("", ""),
    ("工程", "中级"): ("助理工程师", "助理级"),
    ("工程", "副高级"): ("工程师", "中级"),
    ("工程", "正高级"): ("高级工程师", "副高级"),
    ("会计", "副高级"): ("会计师", "中级"),
    ("会计", "正高级"): ("高级会计师", "副高级"),
}


def lay(told: Told, *applied: str) -> None:
    """Lay the session out anew: applicants 1, 2, … by "series/specialty/level", 9 members, panel
    P01–P03, 70 points from each, one round in which all nine say yes; tests change it from there.
    """
    people = list(told.applicants.values())[: len(applied)]
    told.applicants = {
        str(place): _applying(person, str(place), *each.split("/"))
        for place, (person, each) in enumerate(zip(people, applied, strict=True), 1)
    }
    numbers = list(told.applicants)
    told.scores = [row for number in numbers for row in sheet(number, P01=70, P02=70, P03=70)]
    told.rounds = [held("all", says(numbers, yes=MEMBERS))]
    told.values["recusals"] = []
    told.values["materials"]["rejected"] = []
    told.values["committee"]["scope"] = [
        {"series": series, "levels": ["助理级", "中级", "副高级", "正高级"], "specialties": ["*"]}
        for series in ("工程", "会计")
    ]
    told.values["defense"].update(
        absent=[],
        exempt=[],
        panels=[{"name": "一组", "members": MEMBERS[:3], "applicants": numbers}],
    )
    told.values["settings"] = {}


def _applying(
    person: dict[str, str], number: str, series: str, specialty: str, level: str
) -> dict[str, str]:
    title, title_level = HELD[series, level]
    return person | {
        "编号": number,
        "现职称": title,
        "现职称级别": title_level,
        "现职称系列": series if title else "",
        "现职称专业": specialty if title else "",
        "取得时间": "2018-11-20" if title else "",
        "现从事专业": specialty,
        "申报系列": series,
        "申报专业": specialty,
        "申报级别": level,
        "考试合格有效期": "2026",
    }


def sheet(number: str, **totals: float) -> list[tuple[str, str, str, str]]:
    """Score rows that give these totals, in halves of a point, over the five items."""
    rows = []
    for member, total in totals.items():
        halves = int(Fraction(str(total)) * 2)
        parts = [halves // 5 + (place < halves % 5) for place in range(5)]
        rows += [
            (number, member, item, f"{part / 2:g}") for item, part in zip(ITEMS, parts, strict=True)
        ]
    return rows


def says(
    numbers: Sequence[str],
    yes: Sequence[str] = (),
    no: Sequence[str] = (),
    abstain: Sequence[str] = (),
) -> list[tuple[str, str, str]]:
    """Ballot rows: each of the members says this of each of the applicants."""
    words = (("同意", yes), ("不同意", no), ("弃权", abstain))
    return [(m, n, word) for n in numbers for word, members in words for m in members]


def held(
    applicants: Any,
    rows: list[tuple[str, str, str]],
    present: list[str] = MEMBERS,
    reason: str = "",
) -> dict[str, Any]:
    return {"present": present, "applicants": applicants, "rows": rows, "reason": reason}


def run(told: Told, capsys: pytest.CaptureFixture[str], out: Path | None = None) -> Result:
    code, said, complaint = command(
        capsys, "rehearse", told.write(), "--out", out or told.folder / "out", "--json"
    )
    assert code == 0, complaint
    return dict(json.loads(said))


def command(capsys: pytest.CaptureFixture[str], *args: object) -> tuple[Any, str, str]:
    capsys.readouterr()
    with pytest.raises(SystemExit) as left:
        main(obj=open_desktop, args=[str(arg) for arg in args])
    said = capsys.readouterr()
    return left.value.code, said.out, said.err


def groups(result: Result) -> dict[str, tuple[Any, ...]]:
    """Group: N, D, E, overall (percent, floor, met, short by), defense (the same)."""

    def floor(part: Result) -> tuple[Any, ...]:
        return part["percent"], part["floor"], part["met"], part["short_by"]

    counts = ("participating", "defense_eliminated", "eliminated")
    return {
        group["group"]: (
            *(group[count] for count in counts),
            floor(group["overall"]),
            floor(group["defense"]),
        )
        for group in result["groups"]
    }


def statuses(result: Result) -> dict[str, str]:
    return {entry["number"]: entry["status"] for entry in result["applicants"]}


def tallies(result: Result, number: str) -> list[tuple[Any, ...]]:
    """Round, present, recused, base, yes, no, abstain, not returned, passed, base matters."""
    entry = next(each for each in result["applicants"] if each["number"] == number)
    return [tuple(each.values()) for each in entry["rounds"]]


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def bare(text: str) -> str:
    return "".join(text.split())


ONE_EACH = (
    "工程/机械/副高级",
    "工程/机械/正高级",
    "工程/机械/中级",
    "工程/电气/助理级",
    "会计/会计/副高级",
    "会计/会计/正高级",
)
NONE_OF_1 = ("0.00", 10, False, 1)
NO_FLOOR = ("0.00", None, True, 0)


@pytest.mark.parametrize(
    ("pool", "expected"),
    [
        (
            "level",
            {
                # 1 falls at the defense, 2 at the vote; accounting's full professors sit no exam.
                "senior/副高级": (1, 1, 1, ("100.00", 20, True, 0), ("100.00", 10, True, 0)),
                "senior/正高级": (2, 0, 1, ("50.00", 20, True, 0), NONE_OF_1),
                "senior_exam/副高级": (1, 0, 0, ("0.00", 15, False, 1), NONE_OF_1),
                "intermediate": (1, 0, 0, ("0.00", 10, False, 1), NO_FLOOR),
                "junior": (1, 0, 0, ("0.00", 5, False, 1), NO_FLOOR),
            },
        ),
        (
            "specialty",
            {
                "senior/副高级/工程/机械": (
                    *(1, 1, 1),
                    ("100.00", 20, True, 0),
                    ("100.00", 10, True, 0),
                ),
                "senior/正高级/工程/机械": (1, 0, 1, ("100.00", 20, True, 0), NONE_OF_1),
                "senior/正高级/会计/会计": (1, 0, 0, ("0.00", 20, False, 1), NONE_OF_1),
                "senior_exam/副高级/会计/会计": (1, 0, 0, ("0.00", 15, False, 1), NONE_OF_1),
                "intermediate/工程/机械": (1, 0, 0, ("0.00", 10, False, 1), NO_FLOOR),
                "junior/工程/电气": (1, 0, 0, ("0.00", 5, False, 1), NO_FLOOR),
            },
        ),
    ],
)
def test_groups_by_name(
    told: Told, capsys: pytest.CaptureFixture[str], pool: str, expected: dict[str, Any]
) -> None:
    lay(told, *ONE_EACH)
    told.values["settings"] = {"pool": pool, "junior_floor": 5}
    told.scores = [row for row in told.scores if row[0] != "1"] + sheet(
        "1", P01=59.5, P02=60, P03=60
    )
    rest = ["3", "4", "5", "6"]
    told.rounds = [held("all", says(rest, yes=MEMBERS) + says(["2"], no=MEMBERS))]
    assert groups(run(told, capsys)) == expected


def test_parts_of_round_one_then_a_passed_applicant_put_again(
    told: Told, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ten applicants, 10 falls at the defense: D/N = 1/10 = 10 % meets its floor to the point.

    Round 1 in two parts, the second with the same people in another order: 3 gets 5 of 9
    (15 < 18) and fails, E/N = 2/10 = 20 %. Round 2 puts 3 (6 of 9: passes) and 4, who had passed
    and now fails: E stays 2, every floor is met, so the exception that was prepared is dropped.
    Two rounds are as many as are allowed: parts do not count.
    """
    lay(told, *["工程/机械/副高级"] * 10)
    told.values["settings"] = {"max_rounds": 2}
    told.scores = [row for row in told.scores if row[0] != "10"] + sheet(
        "10", P01=50, P02=50, P03=50
    )
    most, few = MEMBERS[:6], MEMBERS[:5]
    told.rounds = [
        held(["2", "1"], says(["1", "2"], yes=most, abstain=MEMBERS[6:])),
        held(
            ["3", "4", "5", "6", "7", "8", "9"],
            says(["3"], yes=few, no=MEMBERS[5:]) + says("456789", yes=MEMBERS),
            present=MEMBERS[::-1],
        ),
        held(
            ["4", "3"],
            says(["3"], yes=most, no=MEMBERS[6:]) + says(["4"], yes=few, abstain=MEMBERS[5:]),
            reason="复核两名申报人",
        ),
    ]
    result = run(told, capsys)
    assert groups(result) == {"senior": (10, 1, 2, ("20.00", 20, True, 0), ("10.00", 10, True, 0))}
    assert result["exception"] == ""
    assert statuses(result)["3"] == "passed"
    assert statuses(result)["4"] == "vote_failed"
    assert tallies(result, "1") == [(1, 9, 0, 9, 6, 0, 3, 0, True, False)]
    assert tallies(result, "3") == [
        (1, 9, 0, 9, 5, 4, 0, 0, False, False),
        (2, 9, 0, 9, 6, 3, 0, 0, True, False),
    ]
    assert tallies(result, "4") == [
        (1, 9, 0, 9, 9, 0, 0, 0, True, False),
        (2, 9, 0, 9, 5, 0, 4, 0, False, False),
    ]
    # Nobody was missing at any of the three ballots, so none was closed early.
    minutes = bare(text_of((told.folder / "out" / "minutes.pdf").read_bytes()))
    assert "提前结束" not in minutes


def test_who_is_in_the_denominator(told: Told, capsys: pytest.CaptureFixture[str]) -> None:
    """1 absent, 2 exempt, 3 found out before any score, 4 after it, 5 withdrew, 6 was rejected.

    7 fails the defense, 8 passes: N = 3 (2, 7, 8), D = E = 1, 1/3 = 33.33 %.
    """
    lay(told, *["工程/机械/副高级"] * 8)
    told.scores = [row for row in told.scores if row[0] in "48"] + sheet(
        "7", P01=50, P02=50, P03=50
    )
    told.values["materials"].update(
        withdrawn=[{"applicant": "5", "reason": "本人撤回"}],
        rejected=[{"applicant": "6", "reason": "材料不齐"}],
    )
    told.values["defense"].update(
        absent=["1"],
        exempt=[{"applicant": "2", "reason": "重大贡献"}],
        disqualified=[
            {"applicant": "3", "reason": "论文造假"},
            {"applicant": "4", "reason": "业绩造假"},
        ],
    )
    told.rounds = [held("all", says(["2", "8"], yes=MEMBERS))]
    result = run(told, capsys)
    assert groups(result) == {"senior": (3, 1, 1, ("33.33", 20, True, 0), ("33.33", 10, True, 0))}
    assert list(statuses(result).values()) == [
        *("absent", "passed", "disqualified", "disqualified", "withdrawn", "rejected"),
        *("defense_failed", "passed"),
    ]
    told_apart = [(entry["number"], entry["status"]) for entry in result["excluded"]]
    assert told_apart == [
        ("1", "absent"),
        ("3", "disqualified"),
        ("4", "disqualified"),
        ("5", "withdrawn"),
        ("6", "rejected"),
    ]
    assert [entry["reason"] for entry in result["excluded"][1:]] == [
        *("论文造假", "业绩造假", "本人撤回", "材料不齐")
    ]
    by_number = {entry["number"]: entry for entry in result["applicants"]}
    assert by_number["2"]["score"] is None
    assert by_number["3"]["score"] is None
    assert by_number["3"]["rounds"] == by_number["6"]["rounds"] == []


def test_means_and_their_rounding(told: Told, capsys: pytest.CaptureFixture[str]) -> None:
    """A panel of five; a highest and a lowest fall away while five experts scored.

    1: 60 61 61.5 62 99 → (61 + 61.5 + 62)/3 = 61.5
    2: 60 60 61 99 99 → (60 + 61 + 99)/3 = 220/3 = 73.33
    3: P05 keeps out, so all four count: 60 60 60 60.5 → 481/8 = 60.125, shown as 60.13
    4: P05 keeps out: 59.5 60 60 60 → 479/8 = 59.875, shown as 59.88, below the line of 60
    """
    lay(told, *["工程/机械/副高级"] * 4)
    told.values["settings"] = {"aggregate": "trimmed_mean"}
    told.values["defense"]["panels"][0]["members"] = MEMBERS[:5]
    told.values["recusals"] = [
        {"applicant": number, "member": "P05", "reason": "亲属"} for number in ("3", "4")
    ]
    told.scores = [
        *sheet("1", P01=60, P02=61, P03=62, P04=99, P05=61.5),
        *sheet("2", P01=60, P02=60, P03=99, P04=99, P05=61),
        *sheet("3", P01=60, P02=60, P03=60, P04=60.5),
        *sheet("4", P01=59.5, P02=60, P03=60, P04=60),
    ]
    eight = [member for member in MEMBERS if member != "P05"]
    told.rounds = [held("all", says(["1", "2"], yes=MEMBERS) + says(["3"], yes=eight))]
    result = run(told, capsys)
    shown = [tuple(entry["score"].values()) for entry in result["applicants"]]
    assert shown == [
        ("123/2", "61.50"),
        ("220/3", "73.33"),
        ("481/8", "60.13"),
        ("479/8", "59.88"),
    ]
    assert statuses(result)["4"] == "defense_failed"


def test_recused_from_everybody_and_everybody_recused(
    told: Told, capsys: pytest.CaptureFixture[str]
) -> None:
    """P04 keeps out of all; of 3 only P01 and P02 vote: base 2, both yes, 6 ≥ 4 passes.

    On a base of 9 that would be 6 < 18, so the base matters. From 4 everyone keeps out: base 0,
    never put to the vote, and not passed.
    """
    lay(told, *["工程/机械/副高级"] * 4)
    out_of_3, out_of_4 = MEMBERS[2:], MEMBERS
    told.values["recusals"] = [
        {"applicant": number, "member": member, "reason": "回避"}
        for number, members in {"1": ["P04"], "2": ["P04"], "3": out_of_3, "4": out_of_4}.items()
        for member in members
    ]
    told.values["defense"]["exempt"] = [{"applicant": n, "reason": "免答辩"} for n in ("3", "4")]
    told.scores = [row for row in told.scores if row[0] in "12"]
    eight = [member for member in MEMBERS if member != "P04"]
    told.rounds = [
        held("all", says(["1", "2"], yes=eight[:6], no=eight[6:]) + says(["3"], yes=["P01", "P02"]))
    ]
    result = run(told, capsys)
    assert tallies(result, "1") == [(1, 9, 1, 8, 6, 2, 0, 0, True, False)]
    assert tallies(result, "3") == [(1, 9, 7, 2, 2, 0, 0, 0, True, True)]
    assert tallies(result, "4") == []
    assert statuses(result)["4"] != "passed"


def test_marks_of_exam_and_review_and_a_junior_floor(
    told: Told, capsys: pytest.CaptureFixture[str]
) -> None:
    """Accounting's mark is taken off and engineering's put on; no scores: the panel names 2.

    senior_exam: 1, N = 1, E = 0 of 15 %; senior: 2, failed at the defense; junior 3: 1 of 1.
    """
    lay(told, "工程/机械/副高级", "会计/会计/副高级", "工程/机械/助理级")
    told.values["settings"] = {
        "junior_floor": 33,
        "exam_and_review": [
            {"series": "工程", "level": "副高级"},
            {"series": "会计", "level": "副高级", "off": True},
        ],
    }
    told.values["defense"].pop("scores")
    told.values["defense"].update(failed=["2"], panels=[])
    told.values["session"]["scoring_approval"] = ""
    told.rounds = [held("all", says(["1"], yes=MEMBERS) + says(["3"], no=MEMBERS))]
    result = run(told, capsys)
    assert groups(result) == {
        "senior_exam": (1, 0, 0, ("0.00", 15, False, 1), NONE_OF_1),
        "senior": (1, 1, 1, ("100.00", 20, True, 0), ("100.00", 10, True, 0)),
        "junior": (1, 0, 1, ("100.00", 33, True, 0), NO_FLOOR),
    }
    assert [entry["score"] for entry in result["applicants"]] == [None] * 3


WAIVED = {"reason": "疫情顺延", "document": "晋人社函〔2025〕1号", "by": "厅职称处"}


def test_a_session_across_the_year_runs_with_a_waiver(
    told: Told, capsys: pytest.CaptureFixture[str]
) -> None:
    lay(told, "工程/机械/副高级")
    told.values["session"]["meeting_dates"] = [datetime.date(2025, 1, 3)]
    told.values["materials"]["session_waivers"] = [{"rule": "session-year", **WAIVED}]
    result = run(told, capsys)
    assert statuses(result) == {"1": "passed"}
    # N = 1 cannot meet 20 %: the exception stands in full.
    assert result["exception"] == told.values["sealing"]["exception"]
    minutes = bare(text_of((told.folder / "out" / "minutes.pdf").read_bytes()))
    for said in (*WAIVED.values(), result["exception"]):
        assert said in minutes


@pytest.mark.parametrize("rule", ["quorum", "elimination-floor"])
def test_what_is_never_waived(told: Told, capsys: pytest.CaptureFixture[str], rule: str) -> None:
    lay(told, "工程/机械/副高级")
    told.values["materials"]["session_waivers"] = [{"rule": rule, **WAIVED}]
    refused(told, capsys, f"[{rule}]")


def refused(told: Told, capsys: pytest.CaptureFixture[str], ending: str = "。") -> str:
    out = told.folder / "out"
    script = told.folder / "script.toml"
    if not script.exists():
        script = told.write()
    code, said, complaint = command(capsys, "rehearse", script, "--out", out, "--json")
    assert (code, said) == (2, "")
    (line,) = [each for each in complaint.splitlines() if each.strip()]
    assert line.endswith(ending), line
    assert "程序出错" not in line
    assert not (out / "result.json").exists()
    return line


def _text(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        told = (folder / name).read_text("utf-8")
        assert old in told
        (folder / name).write_text(told.replace(old, new, 1), "utf-8")

    return change


def _bytes(name: str, data: bytes) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / name).write_bytes(data)

    return change


BAD = {
    "no table of the session": (_text("script.toml", "[session]", "[sitting]"), "。"),
    "a year in words": (_text("script.toml", "= 2024\n", '= "2024"\n'), "。"),
    "a year without end": (_text("script.toml", "= 2024\n", f"= {10**19}\n"), ""),
    "a key that nobody reads": (_text("script.toml", "[session]", "[session]\nfoo = 1"), "。"),
    "broken": (_text("script.toml", "[session]", "[session"), "。"),
    "not text": (_bytes("script.toml", bytes(range(256))), "。"),
    "a line of a billion digits": (_text("script.toml", '"60"', '"1e999999999"'), "。"),
    "failures beside scores": (
        _text("script.toml", 'scores = "scores.csv"', 'scores = "scores.csv"\nfailed = ["1"]'),
        "。",
    ),
    "a panel's line of nothing": (
        _text("script.toml", 'name = "一组"', 'name = "一组"\nline = "0"'),
        "[line-below-pass-mark]",
    ),
    "no roster": (_text("script.toml", '"roster.xlsx"', '"other.xlsx"'), "。"),
    "not a roster": (_bytes("roster.xlsx", b"garbage" * 99), "。"),
    "no scores": (_text("script.toml", '"scores.csv"', '"other.csv"'), "。"),
    "empty scores": (_bytes("scores.csv", b""), "。"),
    "no column": (_bytes("scores.csv", b"applicant,member,item\n1,P01,x\n"), "。"),
    "neither UTF-8 nor GB18030": (_bytes("scores.csv", b"\xff\xfe\xff" * 50), "。"),
    "nobody was scored": (
        _bytes("scores.csv", b"applicant,member,item,score\n"),
        "[score-unfinished]",
    ),
    "an endless cell": (
        _bytes("round1.csv", b"member,applicant,vote\n" + b"x" * 200_000 + b",1,y\n"),
        "。",
    ),
    "no ballots": (_text("script.toml", '"round1.csv"', '"other.csv"'), "。"),
    "neither all nor a list": (_text("script.toml", '"all"', '"some"'), "。"),
}


@pytest.mark.parametrize("bad", BAD)
def test_bad_files_are_refused_with_one_sentence(
    told: Told, capsys: pytest.CaptureFixture[str], bad: str
) -> None:
    lay(told, "工程/机械/副高级")
    told.write()
    change, ending = BAD[bad]
    change(told.folder)
    refused(told, capsys, ending)


def test_other_encodings_of_the_lists(told: Told, capsys: pytest.CaptureFixture[str]) -> None:
    """Scores in GB18030, ballots with a byte-order mark, CRLF, a note and other columns first."""
    lay(told, "工程/机械/副高级")
    script = told.write()
    scores = told.folder / "scores.csv"
    scores.write_bytes(scores.read_text("utf-8").encode("gb18030"))
    rows = "".join(f"同意,x,{member},1\r\n" for member in MEMBERS[:6])
    (told.folder / "round1.csv").write_text("vote,note,member,applicant\r\n" + rows, "utf-8-sig")
    code, said, complaint = command(
        capsys, "rehearse", script, "--out", told.folder / "o", "--json"
    )
    assert code == 0, complaint
    assert tallies(json.loads(said), "1") == [(1, 9, 0, 9, 6, 0, 0, 3, True, False)]


@pytest.fixture(scope="module")
def done() -> dict[str, Any]:
    """The rehearsed session that the tests below look at; made once."""
    return {}


@pytest.fixture
def rehearsed(
    done: dict[str, Any],
    told: Told,
    capsys: pytest.CaptureFixture[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Any]:
    """The hand-written session with experts named in reasons: output folder and what was said."""
    if not done:
        told.values["materials"]["rejected"][0]["reason"] = "材料不齐，评委05已说明"
        told.values["materials"]["waivers"] = [
            {"applicant": "A01", "rule": "tenure-years", **WAIVED, "by": "评委07"}
        ]
        told.rounds[1]["reason"] = "评委02提议复议"
        out = tmp_path_factory.mktemp("rehearsed")
        done["result"] = run(told, capsys, out)
        done["text"] = (out / "result.json").read_text("utf-8")
        done["names"] = [member["name"] for member in told.values["members"]]
        done["out"] = out
    return done


def inside(out: Path) -> dict[str, bytes]:
    """The package's files by their path in the bag."""
    (package,) = out.glob("zc-2024-*.zip")
    with zipfile.ZipFile(package) as archive:
        assert all(each.compress_type == zipfile.ZIP_STORED for each in archive.infolist())
        return {name.split("/", 1)[1]: archive.read(name) for name in archive.namelist()}


def test_the_result_file_and_its_copies(rehearsed: dict[str, Any]) -> None:
    result = rehearsed["result"]
    assert json.loads(rehearsed["text"]) == result
    assert inside(rehearsed["out"])["data/result.json"].decode("utf-8") == rehearsed["text"]
    assert result["format"] == "zcdesk-result/1"
    assert result["rehearsal"] is True
    assert result["rules"]["id"] == "shanxi-2024"
    assert len(result["rules"]["sha256"]) == 64
    assert set(result["settings"]) >= {
        *("recusal_base", "absent_from_defense", "aggregate", "recent_years", "pool"),
        *("max_rounds", "pass_mark", "junior_floor", "idle_minutes", "committee_min"),
        *("exam_and_review", "small_group_votes", "unproven_facts"),
    }
    assert result["committee"]["name"] == "样例高级职称评审委员会"
    assert result["session"]["review_year"] == 2024
    assert [entry["number"] for entry in result["applicants"]] == [
        *("A01", "A02", "A03", "A04", "A05", "A06", "A07", "A08"),
        *("B01", "B02", "B03", "B04", "B05", "B06"),
    ]
    first = result["applicants"][0]
    assert first["name"] == "欧阳𬭎"
    assert (first["series"], first["specialty"], first["level"]) == ("工程", "机械", "副高级")
    assert [waiver["rule"] for waiver in first["waivers"]] == ["tenure-years"]
    assert result["audit"]["entries"] > 0
    assert len(result["audit"]["head"]) == 64


def test_no_expert_is_named_outside_the_archive(rehearsed: dict[str, Any]) -> None:
    files = inside(rehearsed["out"])
    for name, data in files.items():
        if name.endswith(".pdf"):
            text = bare(text_of(data))
            assert "演练" in text, name
        elif name.endswith(".xlsx"):
            with zipfile.ZipFile(io.BytesIO(data)) as book:
                text = "".join(book.read(part).decode("utf-8") for part in book.namelist())
        elif name.endswith(".p7s"):
            text = data.decode("latin-1")
        else:
            text = data.decode("utf-8")
        if name.endswith(".json"):
            text = json.dumps(json.loads(text), ensure_ascii=False)
        assert not [expert for expert in rehearsed["names"] if expert in text], name
    archive = bare(text_of((rehearsed["out"] / "minutes-archive.pdf").read_bytes()))
    assert all(expert in archive for expert in rehearsed["names"])


def test_the_minutes_print_what_the_result_says(rehearsed: dict[str, Any]) -> None:
    result = rehearsed["result"]
    text = text_of((rehearsed["out"] / "minutes.pdf").read_bytes())
    printed = bare(text)
    with pypdfium2.PdfDocument(rehearsed["out"] / "minutes.pdf") as document:
        assert all("演练" in bare(page.get_textpage().get_text_range()) for page in document)
    assert result["audit"]["head"] in printed
    assert str(result["audit"]["entries"]) in printed
    for group in result["groups"]:
        for kind in ("overall", "defense"):
            rate = group[kind]
            assert f"{rate['fraction']}＝{rate['percent']}%" in printed
            assert f"下限{rate['floor']}%" in printed
    assert result["exception"] in printed
    words = text.split()
    for entry in result["applicants"]:
        assert entry["name"] in printed
        for tally in entry["rounds"]:
            counts = ("yes", "no", "abstain", "not_returned", "recused", "base")
            row = [str(tally[count]) for count in counts]
            assert _row_behind(words, entry["number"], row), (entry["number"], row)


def _row_behind(words: list[str], number: str, row: list[str]) -> bool:
    """Whether these figures stand side by side in a row that begins with this number."""
    width = len(row)
    return any(
        words[at : at + width] == row
        for place, word in enumerate(words)
        if word == number
        for at in range(place, place + 5)
    )


def test_a_later_refusal_leaves_nothing_of_the_run_before(
    told: Told, capsys: pytest.CaptureFixture[str]
) -> None:
    lay(told, "工程/机械/副高级")
    out = told.folder / "out"
    run(told, capsys, out)
    (out / "own.txt").write_text("kept")
    told.values["session"]["place"] = "大同"
    assert run(told, capsys, out)["session"]["place"] == "大同"
    assert len(list(out.glob("zc-*.zip"))) == 1
    told.values["sealing"]["exception"] = ""
    told.write()
    assert "还差1人" in refused(told, capsys, "[elimination-floor]")
    assert not list(out.glob("*.zip"))
    assert not list(out.glob("*.pdf"))
    assert {path.name for path in out.iterdir()} == {"own.txt", "earlier-rehearsal"}
    assert (out / "own.txt").read_text() == "kept"
    # Out of the way and whole: a second refusal takes nothing of it.
    before = {p: p.read_bytes() for p in (out / "earlier-rehearsal").rglob("*") if p.is_file()}
    assert {"result.json", "minutes.pdf", "session.db"} <= {path.name for path in before}
    refused(told, capsys, "[elimination-floor]")
    assert {p: p.read_bytes() for p in before} == before


Files = dict[str, bytes]


def _flip(name: str) -> Callable[[Files], Files]:
    def change(files: Files) -> Files:
        data = bytearray(files[name])
        data[len(data) // 2] ^= 1
        return files | {name: bytes(data)}

    return change


def _edited(files: Files) -> Files:
    before = files["data/result.json"]
    after = before.replace(b'"yes": 7', b'"yes": 8', 1)
    assert after != before
    return files | {"data/result.json": after}


def _remade(files: Files) -> Files:
    """An edited result, with both levels of manifests made again over it."""
    files = _edited(files)

    def listed(names: list[str]) -> bytes:
        return "".join(
            f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in names
        ).encode()

    files["manifest-sha256.txt"] = listed(sorted(n for n in files if n.startswith("data/")))
    told = files["tagmanifest-sha256.txt"].decode().splitlines()
    files["tagmanifest-sha256.txt"] = listed([line.split("  ", 1)[1] for line in told])
    return files


TAMPERED: dict[str, tuple[Callable[[Files], Files], tuple[str, ...]]] = {
    "minutes flipped": (_flip("data/minutes.pdf"), ("data/minutes.pdf",)),
    "table flipped": (_flip("data/votes.csv"), ("data/votes.csv",)),
    "record missing": (
        lambda files: {n: d for n, d in files.items() if n != "data/record.json"},
        ("data/record.json",),
    ),
    "file added": (lambda files: files | {"data/more.txt": b"x"}, ("data/more.txt",)),
    "unsigned": (
        lambda files: {n: d for n, d in files.items() if n != "signature.p7s"},
        ("signature.p7s",),
    ),
    "figure edited": (_edited, ("data/result.json", "A01", "yes", "7", "8")),
    "figure edited, manifests made again": (_remade, ("signature.p7s", "A01", "yes", "7", "8")),
}


@pytest.mark.parametrize("change", TAMPERED)
def test_tampering_is_named(
    rehearsed: dict[str, Any], capsys: pytest.CaptureFixture[str], tmp_path: Path, change: str
) -> None:
    tamper, names = TAMPERED[change]
    (package,) = rehearsed["out"].glob("zc-*.zip")
    top = package.stem
    path = tmp_path / package.name
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in tamper(inside(rehearsed["out"])).items():
            archive.writestr(f"{top}/{name}", data)
    code, said, _ = command(capsys, "verify", path, "--json")
    assert code == 1
    wrong = [
        (line["title"] + line["detail"] + str(line["file"]))
        for line in json.loads(said)["lines"]
        if not line["ok"]
    ]
    for name in names:
        assert any(name in line for line in wrong), (name, wrong)
    code, said, _ = command(capsys, "verify", path)
    assert code == 1
    assert "核验不通过。" in said


def test_what_is_verified_and_what_is_no_package(
    rehearsed: dict[str, Any], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (package,) = rehearsed["out"].glob("zc-*.zip")
    code, said, complaint = command(capsys, "verify", package, "--json")
    assert (code, complaint) == (0, "")
    assert json.loads(said)["ok"] is True
    (tmp_path / "empty.zip").write_bytes(b"")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("a/b", "c")
    for path in (
        tmp_path / "missing.zip",
        tmp_path,
        tmp_path / "empty.zip",
        tmp_path / "other.zip",
        rehearsed["out"] / "minutes.pdf",
    ):
        code, said, complaint = command(capsys, "verify", path, "--json")
        assert (code, said) == (2, ""), path
        assert len(complaint.strip().splitlines()) == 1
        assert complaint.strip().endswith("。")
