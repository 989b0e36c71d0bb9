"""The session script (会议脚本): a TOML file that tells a whole session, read into a plan."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from pathlib import Path

from zcdesk.desk.script_values import Table, exact, only
from zcdesk.domain.applicant import Level
from zcdesk.domain.committee import (
    Committee,
    CommitteeKind,
    Member,
    Recusal,
    Role,
    Scope,
    Staff,
)
from zcdesk.domain.errors import Unreadable, why
from zcdesk.domain.session import ReviewSession, Waiver
from zcdesk.domain.toml import read_toml


@dataclass(frozen=True, slots=True)
class Decision:
    """An applicant and the reason for what the script says of it."""

    applicant: str
    reason: str


@dataclass(frozen=True, slots=True)
class PanelPlan:
    """A panel of the script; `line` None: the line of the whole defense."""

    name: str
    members: tuple[str, ...]
    applicants: tuple[str, ...]
    line: Fraction | None


class Alone(Enum):
    """What becomes of slips (投票券) of which one stands alone in its class, and is not secret."""

    REFUSED = ""
    ACCEPTED = "accepted"
    SEPARATE = "separate"


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """A round of the script; `applicants` None stands for "all".

    `slips`: it is held with one-time slips; `alone` says what happens where one stands alone: the
    script is refused, the committee accepts it, or the applicants are voted on in separate parts.
    """

    present: tuple[str, ...]
    applicants: tuple[str, ...] | None
    ballots: Path
    reason: str
    slips: bool = False
    alone: Alone = Alone.REFUSED


@dataclass(frozen=True, slots=True)
class Script:
    """Everything that a script says, in its own order."""

    roster: Path | None
    dossiers: Path | None
    session: ReviewSession
    settings: Mapping[str, object]
    committee: Committee
    members: tuple[Member, ...]
    staff: Staff
    recusals: tuple[Recusal, ...]
    rejected: tuple[Decision, ...]
    withdrawn: tuple[Decision, ...]
    waivers: tuple[Waiver, ...]
    acknowledge_unclear: bool
    line: Fraction | None
    scores: Path | None
    failed: tuple[str, ...]
    absent: tuple[str, ...]
    exempt: tuple[Decision, ...]
    disqualified: tuple[Decision, ...]
    panels: tuple[PanelPlan, ...]
    rounds: tuple[RoundPlan, ...]
    exception: str


def read_script(path: Path) -> Script:
    """Read a script. Unreadable with one sentence when it is not one."""
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise Unreadable(f"无法读取会议脚本“{path.name}”：{why(error)}。") from error
    except UnicodeDecodeError as error:
        raise Unreadable(f"会议脚本“{path.name}”不是 UTF-8 编码的文本。") from error
    root = read_toml(f"会议脚本“{path.name}”", text, parse_float=str)
    return _script(Table("", root), path.parent)


_TOP = (
    "roster dossiers session settings committee members staff recusals materials defense rounds sealing"
).split()


def _script(root: Table, folder: Path) -> Script:
    only(root, _TOP)
    materials = root.table("materials", optional=True)
    only(materials, "rejected withdrawn waivers session_waivers acknowledge_unclear".split())
    defense = root.table("defense", optional=True)
    only(defense, "line scores failed absent exempt disqualified panels".split())
    if defense.text("scores", "") and defense.texts("failed"):
        # Who failed follows from the scores: a list beside them could only contradict them.
        raise Unreadable("会议脚本的“defense.scores”与“defense.failed”只能写一项。")
    sealing = root.table("sealing", optional=True)
    only(sealing, ["exception"])
    return Script(
        roster=_path(folder, root.text("roster", "")),
        dossiers=_path(folder, root.text("dossiers", "")),
        session=_session(root.table("session")),
        settings=dict(root.table("settings", optional=True).values),
        committee=_committee(root.table("committee")),
        members=_members(root),
        staff=_staff(root.table("staff", optional=True)),
        recusals=tuple(_recusal(table) for table in root.tables("recusals")),
        rejected=_decisions(materials, "rejected"),
        withdrawn=_decisions(materials, "withdrawn"),
        waivers=_waivers(materials),
        acknowledge_unclear=materials.flag("acknowledge_unclear"),
        line=exact(defense, "line"),
        scores=_path(folder, defense.text("scores", "")),
        failed=defense.texts("failed"),
        absent=defense.texts("absent"),
        exempt=_decisions(defense, "exempt"),
        disqualified=_decisions(defense, "disqualified"),
        panels=tuple(_panel(table) for table in defense.tables("panels")),
        rounds=tuple(_round(table, folder) for table in root.tables("rounds")),
        exception=sealing.text("exception", "").strip(),
    )


def _path(folder: Path, name: str) -> Path | None:
    return folder / name if name else None


def _session(table: Table) -> ReviewSession:
    only(
        table,
        "review_year meeting_dates window_end rules place work_plan scoring_approval standard".split(),
    )
    return ReviewSession(
        review_year=table.year("review_year"),
        meeting_dates=table.days("meeting_dates"),
        window_end=table.day("window_end"),
        rules=table.text("rules"),
        place=table.text("place", ""),
        work_plan=table.text("work_plan", ""),
        scoring_approval=table.text("scoring_approval", ""),
        standard=table.text("standard", ""),
    )


def _committee(table: Table) -> Committee:
    only(
        table,
        "name organiser approval approved_from approved_to kind private_enterprises_only scope code".split(),
    )
    return Committee(
        name=table.text("name"),
        organiser=table.text("organiser", ""),
        approval=table.text("approval", ""),
        approved_from=table.day_or_none("approved_from"),
        approved_to=table.day_or_none("approved_to"),
        kind=table.word("kind", CommitteeKind, CommitteeKind.SERIES),
        private_enterprises_only=table.flag("private_enterprises_only"),
        scope=tuple(_scope(entry) for entry in table.tables("scope")),
        code=table.text("code", ""),
    )


def _scope(table: Table) -> Scope:
    only(table, ["series", "levels", "specialties"])
    return Scope(
        series=table.text("series"),
        levels=tuple(table.words("levels", Level)),
        specialties=table.texts("specialties") or ("*",),
    )


def _members(root: Table) -> tuple[Member, ...]:
    members = tuple(_member(table) for table in root.tables("members"))
    if not members:
        raise Unreadable("会议脚本缺少“[[members]]”：没有委员。")
    return members


def _member(table: Table) -> Member:
    only(table, ["id", "name", "role", "integrity"])
    return Member(
        id=table.text("id"),
        name=table.text("name"),
        role=table.word("role", Role, Role.MEMBER),
        integrity=table.days("integrity"),
    )


def _staff(table: Table) -> Staff:
    only(table, "secretary supervisor secretary_integrity supervisor_integrity".split())
    return Staff(
        secretary=table.text("secretary", ""),
        supervisor=table.text("supervisor", ""),
        secretary_integrity=table.days("secretary_integrity"),
        supervisor_integrity=table.days("supervisor_integrity"),
    )


def _recusal(table: Table) -> Recusal:
    only(table, ["applicant", "member", "reason"])
    return Recusal(table.text("applicant"), table.text("member"), table.text("reason", ""))


def _decisions(table: Table, key: str) -> tuple[Decision, ...]:
    decisions = []
    for entry in table.tables(key):
        only(entry, ["applicant", "reason"])
        decisions.append(Decision(entry.text("applicant"), entry.text("reason", "")))
    return tuple(decisions)


def _waivers(table: Table) -> tuple[Waiver, ...]:
    own = [(entry.text("applicant"), entry) for entry in table.tables("waivers")]
    session = [("", entry) for entry in table.tables("session_waivers")]
    waivers = []
    for applicant, entry in own + session:
        only(entry, ["applicant", "rule", "reason", "document", "by"])
        parts = (entry.text(key, "") for key in ("rule", "reason", "document", "by"))
        waivers.append(Waiver(applicant, *parts))
    return tuple(waivers)


def _panel(table: Table) -> PanelPlan:
    only(table, ["name", "members", "applicants", "line"])
    return PanelPlan(
        name=table.text("name"),
        members=table.texts("members"),
        applicants=table.texts("applicants"),
        line=exact(table, "line"),
    )


def _round(table: Table, folder: Path) -> RoundPlan:
    only(table, "present applicants ballots reason slips slip_alone".split())
    everybody = table.values.get("applicants", "all") == "all"
    return RoundPlan(
        present=table.texts("present"),
        applicants=None if everybody else table.texts("applicants"),
        ballots=folder / table.text("ballots"),
        reason=table.text("reason", "").strip(),
        slips=table.flag("slips"),
        alone=table.word("slip_alone", Alone, Alone.REFUSED),
    )


def read_rows(path: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """Rows of a CSV file of the script; Unreadable when a column is missing."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"无法读取“{path.name}”：{why(error)}。") from error
    reader = csv.DictReader(io.StringIO(decode_text(data, path.name), newline=""))
    try:
        heading = [(name or "").strip() for name in reader.fieldnames or ()]
        reader.fieldnames = heading
        missing = [name for name in columns if name not in heading]
        if missing:
            raise Unreadable(f"“{path.name}”缺少列：{'、'.join(missing)}。")
        return [
            {name: (row[name] or "").strip() for name in columns}
            for row in reader
            if any((row[name] or "").strip() for name in columns)
        ]
    except csv.Error as error:
        raise Unreadable(f"“{path.name}”不是有效的 CSV 文件。") from error


def decode_text(data: bytes, name: str) -> str:
    """Text of a CSV file, UTF-8 or GB18030."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(f"“{name}”的编码既不是 UTF-8 也不是 GB18030。")
