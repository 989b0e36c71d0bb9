"""The result file, field by field: names and kinds of value that programs outside rely on."""

from __future__ import annotations

import json
import re
import zipfile
from fractions import Fraction
from typing import Any

import pytest

from zcdesk.__main__ import open_desktop
from zcdesk.cli import main
from zcdesk.desk.resources import resources_folder

Told = Any
Result = dict[str, Any]

_HEX = re.compile("[0-9a-f]{64}")
_SETTINGS = (
    "recusal_base absent_from_defense aggregate recent_years pool max_rounds pass_mark junior_floor "
    "idle_minutes committee_min exam_and_review small_group_votes"
).split()
_STATUSES = {
    "passed", "vote_failed", "defense_failed", "absent", "disqualified", "withdrawn", "rejected"
}  # fmt: skip
# A part of the result, and its fields with the kind of their value.
_SHAPE: dict[str, dict[str, type | tuple[type, ...]]] = {
    "": {
        "format": str, "rehearsal": bool, "rules": dict, "settings": dict, "committee": dict,
        "session": dict, "groups": list, "excluded": list, "applicants": list, "exception": str,
        "audit": dict,
    },
    "rules": {"id": str, "sha256": str},
    "committee": {
        "name": str, "organiser": str, "approval": str, "approved_from": str, "approved_to": str,
        "kind": str, "private_enterprises_only": bool, "scope": list,
    },
    "session": {
        "review_year": int, "meeting_dates": list, "window_end": str, "rules": str, "place": str,
        "work_plan": str, "scoring_approval": str, "standard": str,
    },
    "groups": {
        "group": str, "participating": int, "defense_eliminated": int, "eliminated": int,
        "overall": dict, "defense": dict,
    },
    "floor": {
        "fraction": str, "percent": str, "floor": (int, type(None)), "met": bool, "short_by": int,
    },
    "excluded": {"number": str, "status": str, "reason": str},
    "applicants": {
        "number": str, "name": str, "series": str, "specialty": str, "level": str, "status": str,
        "score": (dict, type(None)), "rounds": list, "waivers": list,
    },
    "score": {"fraction": str, "display": str},
    "rounds": {
        "round": int, "present": int, "recused": int, "base": int, "yes": int, "no": int,
        "abstain": int, "not_returned": int, "passed": bool, "base_matters": bool,
    },
    "waivers": {"rule": str, "reason": str, "document": str, "by": str},
    "audit": {"entries": int, "head": str},
}  # fmt: skip


def holds(part: str, value: Result) -> None:
    for name, kind in _SHAPE[part].items():
        assert name in value, (part, name)
        kinds = kind if isinstance(kind, tuple) else (kind,)
        assert type(value[name]) in kinds, (part, name, value[name])


def half_up(share: Fraction) -> str:
    """A share in percent with two decimals, rounded half up, by whole numbers alone."""
    cents = (share * 10_000 * 2 + 1) // 2
    return f"{cents // 100}.{cents % 100:02d}"


@pytest.fixture
def written(told: Told, capsys: pytest.CaptureFixture[str]) -> tuple[Told, Result]:
    """The hand-written session with a waiver and a junior applicant, held by the command."""
    told.applicants["A01"]["2023年度考核"] = "基本合格"
    told.values["materials"]["waivers"] = [
        {
            "applicant": "A01",
            "rule": rule,
            "reason": "疫情",
            "document": "某文〔2024〕1号",
            "by": "某局",
        }
        for rule in ("tenure-years", "assessment-recent")
    ]
    told.applicants["B05"].update({"申报级别": "助理级", "现职称级别": "员级", "现职称": "会计员"})
    told.values["committee"]["scope"][-1]["levels"] = ["副高级", "助理级"]
    with pytest.raises(SystemExit) as left:
        main(
            obj=open_desktop,
            args=["rehearse", str(told.write()), "--out", str(told.folder / "out"), "--json"],
        )
    said = capsys.readouterr()
    assert left.value.code == 0, said.err
    text = (told.folder / "out" / "result.json").read_text("utf-8")
    assert said.out == text
    return told, json.loads(text)


def test_every_field_of_the_contract(written: tuple[Told, Result]) -> None:
    told, result = written
    holds("", result)
    for part in ("rules", "committee", "session", "audit"):
        holds(part, result[part])
    for part in ("groups", "excluded", "applicants"):
        assert result[part]
        for entry in result[part]:
            holds(part, entry)
    assert result["format"] == "zcdesk-result/1"
    assert result["rehearsal"] is True
    assert set(_SETTINGS) <= set(result["settings"])
    assert result["session"]["meeting_dates"] == ["2024-11-20"]
    assert [entry["number"] for entry in result["applicants"]] == list(told.applicants)
    for entry in result["applicants"]:
        assert entry["status"] in _STATUSES
        if entry["score"] is not None:
            holds("score", entry["score"])
            score = Fraction(entry["score"]["fraction"])
            assert str(score) == entry["score"]["fraction"]
            assert entry["score"]["display"] == half_up(score / 100)
        for each in entry["rounds"]:
            holds("rounds", each)
            assert each["base"] == each["present"] - each["recused"]
            returned = each["yes"] + each["no"] + each["abstain"]
            assert returned + each["not_returned"] == each["base"]
            assert each["passed"] is (3 * each["yes"] >= 2 * each["base"])
            other = 3 * each["yes"] >= 2 * each["present"]
            assert each["base_matters"] is (other is not each["passed"])
        for waiver in entry["waivers"]:
            holds("waivers", waiver)
    by_number = {entry["number"]: entry for entry in result["applicants"]}
    assert "疫情" in {waiver["reason"] for waiver in by_number["A01"]["waivers"]}
    out = {n for n, e in by_number.items() if e["status"] in _STATUSES - {
        "passed", "vote_failed", "defense_failed"}}  # fmt: skip
    assert {entry["number"] for entry in result["excluded"]} == out


def test_shares_of_the_groups(written: tuple[Told, Result]) -> None:
    _, result = written
    assert [group["group"] for group in result["groups"]] == ["senior", "senior_exam", "junior"]
    for group in result["groups"]:
        for part, count in (("overall", "eliminated"), ("defense", "defense_eliminated")):
            floor = group[part]
            holds("floor", floor)
            out, of = group[count], group["participating"]
            assert floor["fraction"] == f"{out}/{of}"
            assert floor["percent"] == half_up(Fraction(out, of))
            least = 0 if floor["floor"] is None else -(-floor["floor"] * of // 100)
            assert floor["short_by"] == max(0, least - out)
            assert floor["met"] is (out >= least)
    junior = result["groups"][-1]
    for part in ("overall", "defense"):
        assert (junior[part]["floor"], junior[part]["met"], junior[part]["short_by"]) == (
            None,
            True,
            0,
        )


def test_the_package_holds_the_same_file_and_what_it_names(written: tuple[Told, Result]) -> None:
    told, result = written
    (package,) = (told.folder / "out").glob("zc-2024-*.zip")
    with zipfile.ZipFile(package) as bag:
        root = bag.namelist()[0].partition("/")[0]
        inside = bag.read(f"{root}/data/result.json")
        record = json.loads(bag.read(f"{root}/data/record.json"))
        packed = {info.compress_type for info in bag.infolist()}
    assert inside == (told.folder / "out" / "result.json").read_bytes()
    assert packed == {zipfile.ZIP_STORED}
    assert result["audit"]["entries"] == len(record["audit"])
    assert result["audit"]["head"] == record["audit"][-1]["head"]
    assert _HEX.fullmatch(result["audit"]["head"])
    assert result["rules"]["sha256"] == record["rules"]["sha256"]
    assert _HEX.fullmatch(result["rules"]["sha256"])
    assert record["rules"]["files"]["shanxi-2024.toml"] == (
        resources_folder() / "rules" / "shanxi-2024.toml"
    ).read_text("utf-8")
