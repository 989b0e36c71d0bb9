"""The defense (答辩评议): panels, score sheets, the line, opinions, absences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from zcdesk.desk.desk import Desk
from zcdesk.desk.register import known
from zcdesk.domain.case import pair
from zcdesk.domain.committee import Panel
from zcdesk.domain.errors import Refused
from zcdesk.domain.events import Event, OpinionWritten, PanelSet, ScoresEntered, StatusSet
from zcdesk.domain.finding import Finding
from zcdesk.domain.scoring import ScoreSheet
from zcdesk.domain.session import ApplicantStatus, Phase
from zcdesk.rules import scoring
from zcdesk.rules.line import HEARD, check_line, defense_result
from zcdesk.rules.recusal import check_panel
from zcdesk.rules.score_sheets import check_finished, check_sheet
from zcdesk.rules.sitting import examine_session

APART = (ApplicantStatus.ABSENT, ApplicantStatus.EXEMPT, ApplicantStatus.DISQUALIFIED)
"""What can be said of an applicant instead of a panel's decision."""


def session_findings(desk: Desk, *, scores_planned: bool = False) -> tuple[Finding, ...]:
    """What every session rule says."""
    return examine_session(desk.case, desk.settings, desk.book, scores_planned=scores_planned)


def form_panels(desk: Desk, panels: Sequence[Panel]) -> tuple[PanelSet, ...]:
    """Form panels of at least three members; an applicant is heard by one panel."""
    desk.require(Phase.MATERIALS, Phase.DEFENSE)
    heard: dict[str, str] = {
        number: panel.name
        for panel in desk.case.panels.values()
        if panel.name not in {new.name for new in panels}
        for number in panel.applicants
    }
    for panel in panels:
        check_panel(panel, desk.case, desk.book)
        if panel.line is not None:
            check_line(panel.line, desk.settings)
        for number in panel.applicants:
            known(desk, number)
            if number in heard:
                raise Refused("panel-size", f"{number}号申报人被分到了两个评议组。")
            heard[number] = panel.name
    events = tuple(PanelSet(panel) for panel in panels)
    if events:
        desk.record(events)
    return events


def enter_scores(desk: Desk, sheets: Sequence[ScoreSheet], actor: str) -> ScoresEntered:
    """Fill in score sheets; a member's own sheet may be filled in again until the freeze."""
    desk.require(Phase.DEFENSE)
    for finding in session_findings(desk, scores_planned=True):
        waived = pair("", finding.rule) in desk.case.waivers
        if finding.rule == "scoring-scheme" and finding.blocks and not waived:
            raise Refused(finding.rule, finding.message)
    for sheet in sheets:
        known(desk, sheet.applicant)
        panel = desk.case.panel_of(sheet.applicant)
        check_sheet(desk.case, sheet)
        if panel is not None and panel.frozen:
            raise Refused("score-double", f"“{panel.name}”的评分已经冻结，不能再修改。")
    event = ScoresEntered(tuple(sheets))
    desk.record([event], actor=actor)
    return event


def freeze(desk: Desk, panel_name: str) -> PanelSet:
    """Freeze a panel's scores; refused with names while a sheet is unfinished."""
    desk.require(Phase.DEFENSE)
    panel = _panel(desk, panel_name)
    check_finished(desk.case, panel)
    event = PanelSet(replace(panel, frozen=True))
    desk.record([event])
    return event


def scores(desk: Desk, numbers: Sequence[str]) -> Mapping[str, Fraction]:
    """The exact score of each of these applicants who has one."""
    return scoring.scores(desk.case, numbers, desk.settings, desk.book)


def set_line(desk: Desk, panel_name: str, line: Fraction) -> tuple[Event, ...]:
    """Set a panel's line; everyone at or above it passes the defense."""
    desk.require(Phase.DEFENSE)
    panel = _panel(desk, panel_name)
    if not panel.frozen:
        raise Refused("score-unfinished", f"“{panel.name}”的评分尚未冻结，不能划定分数线。")
    check_line(line, desk.settings)
    events: list[Event] = [PanelSet(replace(panel, line=line))]
    heard = [number for number in panel.applicants if desk.case.status(number) in HEARD]
    reached = scores(desk, heard)
    for number in heard:
        after = defense_result(reached[number], line)
        if desk.case.status(number) is not after:
            events.append(StatusSet(number, desk.case.status(number), after, ""))
    desk.record(events)
    return tuple(events)


def decide_without_scores(desk: Desk, failed: Sequence[str]) -> tuple[StatusSet, ...]:
    """Where no scores are used the panel names who failed; everybody else passed."""
    desk.require(Phase.DEFENSE)
    for number in failed:
        known(desk, number)
        if desk.case.status(number) not in HEARD:
            raise Refused("unknown-applicant", f"{number}号申报人不参加答辩，不能判为答辩未通过。")
    events = []
    for number in desk.case.applicants:
        before = desk.case.status(number)
        fell = number in set(failed)
        after = ApplicantStatus.DEFENSE_FAILED if fell else ApplicantStatus.DEFENSE_PASSED
        if before in HEARD and before is not after:
            events.append(StatusSet(number, before, after, ""))
    if events:
        desk.record(events)
    return tuple(events)


def set_apart(desk: Desk, number: str, status: ApplicantStatus, reason: str) -> StatusSet:
    """Record an absence, an exemption from the defense, or a disqualification."""
    desk.require(Phase.DEFENSE, Phase.VOTING)
    known(desk, number)
    before = desk.case.status(number)
    if status not in APART or before not in {*HEARD, *APART}:
        raise Refused(
            "unknown-applicant", f"{number}号申报人不参加评审，不能登记为{status.chinese}。"
        )
    if status is not ApplicantStatus.ABSENT and not reason.strip():
        raise Refused("reason", f"请写明{number}号申报人{status.chinese}的原因。")
    if desk.case.current_phase is Phase.VOTING and status is not ApplicantStatus.DISQUALIFIED:
        raise Refused("phase", "表决阶段只能登记取消申报资格。")
    if status is ApplicantStatus.ABSENT:
        _check_unheard(desk, number)
    event = StatusSet(number, before, status, reason)
    desk.record([event])
    return event


def _check_unheard(desk: Desk, number: str) -> None:
    """Nobody marked them: who was marked was there. The office's marks come from the papers."""
    case = desk.case
    markers = [
        member.name for member in case.current.members if scoring.marks_of(case, number, member.id)
    ]
    if markers:
        raise Refused(
            "score-double",
            f"{'、'.join(markers)}已为{number}号{case.applicants[number].name}评分，不能登记为缺席；"
            "确属缺席的，请这些评委先清空此人的评分。",
        )


def write_opinions(desk: Desk, opinions: Mapping[str, str]) -> tuple[OpinionWritten, ...]:
    """The panel's written opinion on each applicant."""
    desk.require(Phase.DEFENSE)
    for number, opinion in opinions.items():
        known(desk, number)
        if not opinion.strip():
            raise Refused("reason", f"{number}号申报人的评议意见不能为空。")
    events = tuple(OpinionWritten(number, text) for number, text in opinions.items())
    if events:
        desk.record(events)
    return events


def _panel(desk: Desk, name: str) -> Panel:
    panel = desk.case.panels.get(name)
    if panel is None:
        raise Refused("panel-size", f"没有名为“{name}”的评议组。")
    return panel
