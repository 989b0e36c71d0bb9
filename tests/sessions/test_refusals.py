"""Every refusal of the procedure: one thing changed in the hand-written session, one sentence."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from zcdesk.__main__ import open_desktop
from zcdesk.cli import main

Told = Any
Change = Callable[[Told], None]


def _votes(
    place: int, change: Callable[[list[tuple[str, str, str]]], list[tuple[str, str, str]]]
) -> Change:
    def apply(told: Told) -> None:
        told.rounds[place]["rows"] = change(told.rounds[place]["rows"])

    return apply


def _value(*path: str | int, to: Any) -> Change:
    def apply(told: Told) -> None:
        where = told.values
        for key in path[:-1]:
            where = where[key]
        where[path[-1]] = to

    return apply


def _round(place: int, **values: Any) -> Change:
    return lambda told: told.rounds[place].update(values)


def _score(applicant: str, member: str, item: str, score: str) -> Change:
    def apply(told: Told) -> None:
        told.scores = [
            (a, m, i, score if (a, m, i) == (applicant, member, item) else s)
            for a, m, i, s in told.scores
        ]

    return apply


def _fact(number: str, heading: str, value: str) -> Change:
    return lambda told: told.applicants[number].update({heading: value})


def _more(name: str, *rows: tuple[str, ...]) -> Change:
    def apply(told: Told) -> None:
        setattr(told, name, [*getattr(told, name), *rows])

    return apply


CASES: list[tuple[str, Change]] = [
    ("recused-ballot", _votes(0, lambda rows: [*rows, ("P03", "A02", "同意")])),
    ("absent-ballot", _votes(0, lambda rows: [*rows, ("P09", "A01", "同意")])),
    ("double-ballot", _votes(0, lambda rows: [*rows, rows[0]])),
    ("incomplete-sheet", _votes(0, lambda rows: rows[1:])),
    ("vote-word", _votes(0, lambda rows: [(rows[0][0], rows[0][1], "赞成"), *rows[1:]])),
    ("round-applicant", _votes(0, lambda rows: [*rows, ("P01", "A04", "同意")])),
    ("unknown-member", _votes(0, lambda rows: [*rows, ("P77", "A01", "同意")])),
    ("unknown-applicant", _votes(0, lambda rows: [*rows, ("P01", "Z99", "同意")])),
    ("round-applicant", _round(1, applicants=["A04"])),
    ("round-applicant", _round(0, applicants=["A01", "A01"])),
    (
        "round-one-complete",
        lambda told: (
            _round(0, applicants=["A01", "A02"])(told),
            _votes(0, lambda rows: [r for r in rows if r[1] in ("A01", "A02")])(told),
        ),
    ),
    ("round-reason", _round(1, reason="")),
    ("max-rounds", _value("settings", "max_rounds", to=1)),
    ("quorum", _round(0, present=["P01", "P02", "P03", "P04", "P05"])),
    ("quorum", _round(1, present=["P03", "P04", "P05", "P06", "P07", "P08", "P09"])),
    ("unknown-member", _round(0, present=["P01", "P02", "P03", "P04", "P05", "P06", "PX"])),
    ("score-range", _score("A01", "P01", "思想品德", "20.5")),
    ("score-range", _score("A01", "P01", "思想品德", "16.3")),
    ("score-range", _score("A01", "P01", "思想品德", "优")),
    ("recused-score", _more("scores", ("A02", "P03", "思想品德", "10"))),
    ("unknown-member", _more("scores", ("A01", "P04", "思想品德", "10"))),
    ("unknown-applicant", _more("scores", ("Z99", "P01", "思想品德", "10"))),
    ("score-double", _more("scores", ("A01", "P01", "思想品德", "10"))),
    ("score-unfinished", lambda told: told.scores.pop()),
    ("line-below-pass-mark", _value("defense", "line", to="59.5")),
    ("line-below-pass-mark", _value("defense", "panels", 0, "line", to="59")),
    ("panel-size", _value("defense", "panels", 0, "members", to=["P01", "P02"])),
    ("unknown-member", _value("defense", "panels", 0, "members", to=["P01", "P02", "PX"])),
    ("unknown-applicant", _value("defense", "panels", 0, "applicants", to=["A01", "Z99"])),
    ("unknown-applicant", _value("materials", "rejected", to=[{"applicant": "Z9", "reason": "x"}])),
    ("unknown-applicant", _value("defense", "absent", to=["Z9"])),
    (
        "waiver-incomplete",
        _value(
            "materials",
            "waivers",
            to=[
                {
                    "applicant": "A01",
                    "rule": "tenure-years",
                    "reason": "x",
                    "document": "",
                    "by": "y",
                }
            ],
        ),
    ),
    (
        "waiver-incomplete",
        _value(
            "materials",
            "waivers",
            to=[{"applicant": "A01", "rule": "tenure", "reason": "x", "document": "y", "by": "z"}],
        ),
    ),
    (
        "waiver-incomplete",
        _value(
            "materials",
            "session_waivers",
            to=[{"rule": "tenure-years", "reason": "x", "document": "y", "by": "z"}],
        ),
    ),
    (
        "quorum",
        _value(
            "materials",
            "session_waivers",
            to=[{"rule": "quorum", "reason": "x", "document": "y", "by": "z"}],
        ),
    ),
    ("session-year", _value("session", "review_year", to=2023)),
    ("unknown-rules", _value("session", "rules", to="shanxi-2031")),
    (
        "unacknowledged",
        lambda told: (
            _fact("A01", "申报渠道", "")(told),
            _value("materials", "acknowledge_unclear", to=False)(told),
        ),
    ),
    ("import-problem", _fact("A01", "2021年度考核", "良好")),
    ("unknown-setting", _value("settings", "recusal_bases", to="keep")),
    ("unknown-setting", _value("settings", "recusal_base", to="maybe")),
    ("elimination-floor", _value("sealing", "exception", to="  ")),
    ("tenure-years", _fact("A01", "取得时间", "2020-05")),
    ("on-post", _fact("A01", "在岗状态", "退休")),
    ("session-year", _value("session", "meeting_dates", to=[datetime.date(2025, 1, 3)])),
    ("committee-filing", _value("committee", "approved_to", to=datetime.date(2024, 11, 19))),
    ("scoring-scheme", _value("session", "scoring_approval", to="")),
    ("member-integrity", _value("members", 3, "integrity", to=[datetime.date(2022, 1, 5)])),
    ("round-one-complete", lambda told: told.rounds.clear()),
]


@pytest.mark.parametrize(
    ("rule", "change"), CASES, ids=[f"{n}-{rule}" for n, (rule, _) in enumerate(CASES)]
)
def test_one_sentence_and_no_result(
    told: Told, capsys: pytest.CaptureFixture[str], rule: str, change: Change
) -> None:
    change(told)
    out = told.folder / "out"
    out.mkdir(parents=True)
    (out / "result.json").write_text("stale")
    (out / "minutes.pdf").write_text("of an earlier rehearsal")
    with pytest.raises(SystemExit) as left:
        main(obj=open_desktop, args=["rehearse", str(told.write()), "--out", str(out), "--json"])
    said = capsys.readouterr()
    assert left.value.code == 2, said
    assert said.out == ""
    lines = [line for line in said.err.splitlines() if line.strip()]
    assert len(lines) == 1, said.err
    assert lines[0].endswith(f"。 [{rule}]"), lines[0]
    assert any("一" <= sign <= "鿿" for sign in lines[0])
    # No result can be mistaken for this one's; nothing is lost, nothing half-done is left.
    (kept,) = out.iterdir()
    assert kept.name == "earlier-rehearsal"
    assert {path.name: path.read_text() for path in kept.iterdir()} == {
        "result.json": "stale",
        "minutes.pdf": "of an earlier rehearsal",
    }


def test_what_cannot_be_read_changes_nothing(
    told: Told, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not refused by a rule but not run at all: of the output folder nothing is touched or made."""
    script = told.write()
    out = told.folder / "out"
    out.mkdir()
    (out / "result.json").write_text("of an earlier rehearsal")
    for spoil in (told.folder / "round1.csv", told.folder / "roster.xlsx", script):
        spoil.unlink()
        for folder in (out, told.folder / "new" / "below"):
            with pytest.raises(SystemExit) as left:
                main(obj=open_desktop, args=["rehearse", str(script), "--out", str(folder)])
            assert left.value.code == 2
            assert capsys.readouterr().err.endswith("。\n")
        assert [path.name for path in out.iterdir()] == ["result.json"]
        assert (out / "result.json").read_text() == "of an earlier rehearsal"
        assert not (told.folder / "new").exists()


def test_a_refusal_makes_no_folder(told: Told, capsys: pytest.CaptureFixture[str]) -> None:
    told.rounds[1]["reason"] = ""
    out = told.folder / "new" / "below"
    with pytest.raises(SystemExit):
        main(obj=open_desktop, args=["rehearse", str(told.write()), "--out", str(out)])
    assert capsys.readouterr().err.endswith("[round-reason]\n")
    assert not (told.folder / "new").exists()


def test_a_full_disk_is_told_and_leaves_what_was_there(
    told: Told, capsys: pytest.CaptureFixture[str], small_disk: Path
) -> None:
    (small_disk / "result.json").write_text("of an earlier rehearsal")
    (small_disk / "filler").write_bytes(b"x" * 5_000_000)
    with pytest.raises(SystemExit) as left:
        main(obj=open_desktop, args=["rehearse", str(told.write()), "--out", str(small_disk)])
    assert left.value.code == 2
    said = capsys.readouterr().err
    assert "磁盘" in said
    assert said.count("\n") == 1
    assert {path.name for path in small_disk.iterdir()} == {"filler", "result.json"}


def test_a_second_rehearsal_replaces_the_first(
    told: Told, capsys: pytest.CaptureFixture[str]
) -> None:
    script, out = told.write(), told.folder / "out"
    out.mkdir()
    (out / "mine.txt").write_text("a file of the user's")
    names = []
    for _ in range(2):
        with pytest.raises(SystemExit) as left:
            main(obj=open_desktop, args=["rehearse", str(script), "--out", str(out)])
        said = capsys.readouterr()
        assert left.value.code == 0, said.err
        names.append(sorted(path.name for path in out.iterdir()))
        paths = [Path(line.partition("（")[0]) for line in said.out.splitlines()[1:]]
        assert all(path.exists() and path.parent == out for path in paths)
    assert len(names[0]) == len(names[1])
    assert len(list(out.glob("*.zip"))) == 1
    assert not [name for name in names[1] if name.startswith((".part", "earlier"))]
    assert (out / "mine.txt").read_text() == "a file of the user's"


def test_untouched_session_runs(told: Told, capsys: pytest.CaptureFixture[str]) -> None:
    script = told.write()
    with pytest.raises(SystemExit) as left:
        main(obj=open_desktop, args=["rehearse", str(script), "--out", str(told.folder / "out")])
    assert left.value.code == 0, capsys.readouterr().err
    assert (told.folder / "out" / "result.json").exists()
