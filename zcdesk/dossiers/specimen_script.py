"""The session script (TOML) and its tables (CSV), in the shape that `zcdesk rehearse` reads."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from zcdesk.dossiers.specimen_defense import ITEMS
from zcdesk.dossiers.specimen_facts import MEETING, REVIEW_YEAR, SERIES, WINDOW_END
from zcdesk.dossiers.specimen_lists import Lists
from zcdesk.dossiers.specimen_session import MEMBERS, Plan

_ROLES = {"P01": "chair", "P02": "vice_chair", "P03": "vice_chair"}
_A_LINE = 10


def _text(value: str) -> str:
    # A JSON string of printable text is a TOML basic string.
    return json.dumps(value, ensure_ascii=False)


def _list(values: Iterable[str]) -> str:
    quoted = [_text(value) for value in values]
    if len(quoted) <= _A_LINE:
        return f"[{', '.join(quoted)}]"
    lines = [", ".join(quoted[at : at + _A_LINE]) for at in range(0, len(quoted), _A_LINE)]
    return "[\n    " + ",\n    ".join(lines) + ",\n]"


def _table(entry: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{key} = {_text(value)}" for key, value in entry.items()) + "}"


def _tables(name: str, entries: Sequence[Mapping[str, str]]) -> str:
    if not entries:
        return f"{name} = []"
    return f"{name} = [\n" + "".join(f"    {_table(entry)},\n" for entry in entries) + "]"


def _reasons(name: str, reasons: Mapping[str, str]) -> str:
    entries = [{"applicant": n, "reason": why} for n, why in sorted(reasons.items())]
    return _tables(name, entries)


def script_text(plan: Plan, lists: Lists, tables: Sequence[str]) -> str:
    """The whole script. `tables`: the file names of the scores and of each round's ballots."""
    scores, *ballots = tables
    parts = [
        _head(),
        *_people(plan, lists),
        _materials(plan),
        *_defense(plan, scores),
        *_rounds(plan, ballots),
        f"[sealing]\nexception = {_text(plan.exception)}",
    ]
    return "\n\n".join(parts) + "\n"


def _head() -> str:
    return f"""# 样例会议脚本：人物、单位、文号均为虚构。
roster = "roster.xlsx"
dossiers = "dossiers"

[session]
review_year = {REVIEW_YEAR}
meeting_dates = [{MEETING.isoformat()}]
window_end = {WINDOW_END.isoformat()}
rules = "shanxi-2024"
place = "太原"
work_plan = "样工高评办〔2024〕6号"
scoring_approval = "样人社职赋〔2024〕18号"
standard = "样人社职标〔2024〕2号《工程系列高级职称评价标准》"

[settings]

[committee]
name = "山西省工程系列高级职称评审委员会（样例）"
organiser = "样例省工程系列职称改革领导组办公室"
approval = "样人社职核〔2023〕27号"
approved_from = 2023-06-01
approved_to = 2026-05-31
kind = "series"
private_enterprises_only = false

[[committee.scope]]
series = {_text(SERIES)}
levels = ["副高级", "正高级"]
specialties = ["*"]"""


def _people(plan: Plan, lists: Lists) -> list[str]:
    members = [
        f"[[members]]\nid = {_text(member)}\nname = {_text(name)}\n"
        f"role = {_text(_ROLES.get(member, 'member'))}\nintegrity = []"
        for member, name in zip(MEMBERS, lists.members, strict=True)
    ]
    staff = f"[staff]\nsecretary = {_text(lists.secretary)}\nsupervisor = {_text(lists.supervisor)}"
    recusals = [
        f"[[recusals]]\napplicant = {_text(applicant)}\nmember = {_text(member)}\n"
        f"reason = {_text(reason)}"
        for applicant, member, reason in plan.recusals
    ]
    return [*members, staff, *recusals]


def _materials(plan: Plan) -> str:
    waivers = [
        {
            "applicant": waiver.applicant,
            "rule": waiver.rule,
            "reason": waiver.reason,
            "document": waiver.document,
            "by": waiver.by,
        }
        for waiver in sorted(plan.waivers, key=lambda w: (w.applicant, w.rule))
    ]
    return "\n".join(
        (
            "[materials]",
            "acknowledge_unclear = true",
            _reasons("rejected", plan.rejected),
            _reasons("withdrawn", plan.withdrawn),
            _tables("waivers", waivers),
        )
    )


def _decimal(halves: int) -> str:
    """A multiple of a half, given in halves, as people write it."""
    return f"{halves // 2}.5" if halves % 2 else str(halves // 2)


def _defense(plan: Plan, scores: str) -> list[str]:
    head = "\n".join(
        (
            "[defense]",
            f"line = {_text(_decimal(int(plan.defense.line * 2)))}",
            f"scores = {_text(scores)}",
            f"absent = {_list(plan.absent)}",
            _reasons("exempt", plan.exempt),
        )
    )
    panels = [
        f"[[defense.panels]]\nname = {_text(panel.name)}\nmembers = {_list(panel.members)}\n"
        f"applicants = {_list(panel.applicants)}"
        for panel in plan.defense.panels
    ]
    return [head, *panels]


def _rounds(plan: Plan, ballots: Sequence[str]) -> list[str]:
    return [
        f"[[rounds]]\npresent = {_list(held.present)}\n"
        f"applicants = {_list(held.applicants) if place else _text('all')}\n"
        f"ballots = {_text(file)}\nreason = {_text(held.reason)}"
        for place, (held, file) in enumerate(zip(plan.rounds, ballots, strict=True))
    ]


def write_scores(path: Path, plan: Plan) -> None:
    """One row for each applicant, panel member and item."""
    _write(
        path,
        ("applicant", "member", "item", "score"),
        (
            (number, member, item, _decimal(int(score * 2)))
            for (number, member), sheet in plan.defense.sheets.items()
            for item, score in zip(ITEMS, sheet, strict=True)
        ),
    )


def write_ballots(path: Path, votes: Iterable[tuple[str, str, str]]) -> None:
    """One row for each member who cast and each applicant on the member's sheet."""
    _write(path, ("member", "applicant", "vote"), votes)


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
