"""A whole session from a script (演练), through the same verbs as the desktop."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from zcdesk.desk import defense, delivery, phases, register, rehearsal_votes, sealing, setup, voting
from zcdesk.desk.desk import SECRETARY, Desk
from zcdesk.desk.rehearsal_votes import Keys
from zcdesk.desk.resources import shipped_book
from zcdesk.desk.script import Decision, Script, read_rows
from zcdesk.domain.committee import Panel
from zcdesk.domain.errors import KnownError, Refused, Unreadable, why
from zcdesk.domain.events import Setup
from zcdesk.domain.scoring import Mark, ScoreSheet
from zcdesk.domain.session import ApplicantStatus
from zcdesk.dossiers.beside import beside
from zcdesk.dossiers.roster import Roster
from zcdesk.rules.scoring import points_of

SESSION_FOLDER = "session.zcd"
EARLIER = "earlier-rehearsal"
"""The folder of what an earlier rehearsal left, once a script was refused in its place."""


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """Where a rehearsal left its papers, its result, and its session with what opens it."""

    result: Mapping[str, object]
    outputs: delivery.Outputs
    session: Path
    passphrase: str


def setup_of(script: Script, *, rehearsal: bool) -> Setup:
    """The set-up that a script describes."""
    return Setup(
        session=script.session,
        committee=script.committee,
        members=script.members,
        staff=script.staff,
        choices=script.settings,
        scheme=shipped_book(script.session.rules).scheme,
        rehearsal=rehearsal,
    )


def roster_of(script: Script) -> Roster:
    """The roster that a script names, read."""
    if script.roster is None:
        raise Unreadable("会议脚本没有写明花名册（roster）。")
    return register.look_at_roster(script.roster)


def rehearse(
    script: Script,
    out: Path,
    *,
    now: Callable[[], datetime.datetime],
    random: Callable[[int], bytes],
) -> Rehearsed:
    """Run a script to its end; Refused where it breaks a rule, and then no result is there.

    What an earlier rehearsal left in the folder is replaced at the end. Where this one fails, it
    stays; where a rule is broken it goes into a folder of its own, so that none can be mistaken.
    """
    try:
        with beside(out) as work:
            done = _rehearse(script, work, now, random)
            _clear(out)
            done.session.replace(out / SESSION_FOLDER)
            outputs = delivery.move_outputs(done.outputs, work, out)
    except Refused:
        _set_aside(out)
        raise
    except OSError as error:
        raise Unreadable(f"无法写入输出文件夹“{out}”：{why(error)}。") from error
    return replace(done, outputs=outputs, session=out / SESSION_FOLDER)


def _rehearse(
    script: Script,
    out: Path,
    now: Callable[[], datetime.datetime],
    random: Callable[[int], bytes],
) -> Rehearsed:
    roster = roster_of(script)
    for problem in roster.problems:
        place = f"{problem.sheet}!{problem.cell}" if problem.cell else problem.sheet
        raise Refused("import-problem", f"花名册 {place}：{problem.message}")
    people = Keys.of(script, random)
    new = setup.create(
        out / SESSION_FOLDER,
        setup_of(script, rehearsal=True),
        {SECRETARY: people.passphrase},
        now=now,
        random=random,
    )
    desk = new.desk
    try:
        setup.enrol_many(desk, people.pins, people.tokens)
        _sit(desk, people)
        _materials(desk, script, roster)
        _defense(desk, script)
        rehearsal_votes.hold(desk, script, people)
        sealing.seal(desk, script.exception, people.two(desk))
        voting.close_sitting(desk)
        outputs = delivery.write_outputs(desk, out)
        return Rehearsed(outputs.result, outputs, out / SESSION_FOLDER, people.passphrase)
    except BaseException:
        desk.file.close()
        raise
    finally:
        desk.file.close()


def _left(out: Path) -> list[Path]:
    """What an earlier rehearsal left in a folder."""
    named = (out / name for name in (*delivery.OUTPUT_NAMES, SESSION_FOLDER))
    return [*(path for path in named if path.exists()), *out.glob("zc-*-*-*.zip*")]


def _clear(out: Path) -> None:
    """Take away what an earlier rehearsal left, so that nothing stale can be mistaken."""
    for path in _left(out):
        _remove(path)


def _set_aside(out: Path) -> None:
    """Keep what an earlier rehearsal left, out of the way; of one name the newest is kept."""
    kept = out / EARLIER
    for path in _left(out):
        kept.mkdir(exist_ok=True)
        _remove(kept / path.name)
        path.replace(kept / path.name)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _sit(desk: Desk, people: Keys) -> None:
    # Without a presider the rules refuse the first round, with their own sentence.
    if any(member.presides for member in desk.case.current.members):
        two = people.two(desk)
        voting.open_sitting(desk, two.presider, two.presider_token)


def _materials(desk: Desk, script: Script, roster: Roster) -> None:
    phases.forward(desk)
    register.import_roster(desk, roster)
    if script.dossiers is not None:
        register.file_dossiers(desk, script.dossiers)
    for status, decisions in (
        (ApplicantStatus.REJECTED, script.rejected),
        (ApplicantStatus.WITHDRAWN, script.withdrawn),
    ):
        for decision in decisions:
            register.decide(desk, decision.applicant, status, _reason(decision, status))
    for waiver in script.waivers:
        register.waive(desk, waiver)
    register.declare_recusals(desk, script.recusals)
    register.qualify_all(desk)
    if script.acknowledge_unclear:
        register.acknowledge_all(desk)
    defense.form_panels(desk, _panels(desk, script))
    phases.forward(desk)


def _reason(decision: Decision, status: ApplicantStatus) -> str:
    return decision.reason.strip() or f"{status.chinese}（脚本未写明原因）"


def _panels(desk: Desk, script: Script) -> list[Panel]:
    """The script's panels; without any, the whole committee hears everybody."""
    if script.panels:
        return [
            Panel(
                plan.name,
                plan.members,
                plan.applicants,
                script.line if plan.line is None else plan.line,
            )
            for plan in script.panels
        ]
    everybody = tuple(member.id for member in script.members)
    return [Panel("评议组", everybody, tuple(desk.case.applicants), script.line)]


def _defense(desk: Desk, script: Script) -> None:
    for number in script.absent:
        defense.set_apart(desk, number, ApplicantStatus.ABSENT, "")
    for decision in script.exempt:
        reason = _reason(decision, ApplicantStatus.EXEMPT)
        defense.set_apart(desk, decision.applicant, ApplicantStatus.EXEMPT, reason)
    late = script.disqualified
    if script.scores is None:
        defense.decide_without_scores(desk, script.failed)
    else:
        sheets = score_sheets(script)
        defense.enter_scores(desk, sheets, SECRETARY)
        # Who was found out before the first score has no sheet that the freeze could wait for.
        scored = {sheet.applicant for sheet in sheets}
        late = tuple(each for each in late if each.applicant in scored)
        _disqualify(desk, [each for each in script.disqualified if each not in late])
        for panel in list(desk.case.panels.values()):
            defense.freeze(desk, panel.name)
            defense.set_line(desk, panel.name, panel.line or desk.settings.pass_mark)
    _disqualify(desk, late)
    defense.write_opinions(desk, _opinions(desk))
    phases.forward(desk)


def _disqualify(desk: Desk, decisions: Sequence[Decision]) -> None:
    for decision in decisions:
        reason = _reason(decision, ApplicantStatus.DISQUALIFIED)
        defense.set_apart(desk, decision.applicant, ApplicantStatus.DISQUALIFIED, reason)


def score_sheets(script: Script) -> list[ScoreSheet]:
    """The script's score file as sheets; an item given twice is refused."""
    assert script.scores is not None
    sheets: dict[tuple[str, str], dict[str, Mark]] = {}
    for row in read_rows(script.scores, ("applicant", "member", "item", "score")):
        marks = sheets.setdefault((row["applicant"], row["member"]), {})
        if row["item"] in marks:
            raise Refused(
                "score-double",
                f"评委{row['member']}对{row['applicant']}号申报人的“{row['item']}”打了两次分。",
            )
        marks[row["item"]] = Mark(row["item"], points_of(row["score"]))
    return [
        ScoreSheet(applicant, member, tuple(marks.values()))
        for (applicant, member), marks in sheets.items()
    ]


def _opinions(desk: Desk) -> dict[str, str]:
    opinions = {
        ApplicantStatus.DEFENSE_PASSED: "（演练）评议组认为达到申报条件，建议提交评委会表决。",
        ApplicantStatus.DEFENSE_FAILED: "（演练）评议组认为未达到答辩评议要求，不建议提交表决。",
    }
    return {
        number: opinions[desk.case.status(number)]
        for number in desk.case.applicants
        if desk.case.status(number) in opinions
    }


def sentence_of(error: KnownError) -> str:
    """One line for a terminal; a refusal ends with its rule's id in brackets."""
    line = " ".join(error.sentence.split())
    return f"{line} [{error.rule}]" if isinstance(error, Refused) else line
