"""Phases: what is missing for the next step, the step itself, and the step back."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from zcdesk.desk import legibility, session_fonts, vetting
from zcdesk.desk.defense import session_findings
from zcdesk.desk.desk import OUT_OF_THE_ROSTER, Desk
from zcdesk.desk.register import open_blocks, open_unclear
from zcdesk.desk.voting import open_now
from zcdesk.domain.case import pair
from zcdesk.domain.errors import Refused
from zcdesk.domain.events import PhaseStepped
from zcdesk.domain.finding import Finding, Status
from zcdesk.domain.session import ApplicantStatus, Phase, UnprovenFacts
from zcdesk.reports.fonts import MISSING_GLYPH

NOT_ASKED_HERE = ("quorum", "elimination-floor")
"""Asked at each round and at sealing, not at the end of the materials phase."""


NOT_SHOWN = "not-shown"
"""What a dossier that does not show all it holds is called."""

UNPROVEN = "unproven"
"""What facts are called that a rule relied on and that are not pinned and checked."""

NO_OPINION = "panel-opinion"
"""What the lack of a panel's opinion is called."""

NO_ROSTER = "roster"
"""What the lack of applicants is called."""


@dataclass(frozen=True, slots=True)
class Missing:
    """One condition of the next step that does not hold yet; `applicant` where it is one's.

    One that only `warns` keeps nobody from the step.
    """

    rule: str
    sentence: str
    applicant: str = ""
    warns: bool = False


def missing(desk: Desk) -> list[Missing]:
    """Everything that keeps the session from its next phase."""
    match desk.case.current_phase:
        case Phase.SETUP:
            return _missing_of_setup(desk)
        case Phase.MATERIALS:
            return _missing_of_materials(desk)
        case Phase.DEFENSE:
            return _missing_of_defense(desk)
        case _:
            return []


CLOCK = "clock"
"""What a clock that was set back is called."""

_CORRECTION = datetime.timedelta(minutes=2)
"""A clock that is set right by less than this is no mishap."""


def warnings(desk: Desk) -> list[Missing]:
    """What somebody should know before the next phase, though it keeps nobody from it."""
    told = _clock(desk)
    if desk.case.current_phase not in (Phase.SETUP, Phase.MATERIALS, Phase.DEFENSE):
        return told
    told += [
        Missing(NOT_SHOWN, legibility.sentence(desk, number), number, warns=True)
        for number in legibility.everywhere(desk)
    ]
    told += _undrawn(desk)
    begun = desk.case.current_phase is Phase.MATERIALS and vetting.any_begun(desk)
    return told + (_unproven(desk, warns=True) if begun and not _proof_asked(desk) else [])


def _proof_asked(desk: Desk) -> bool:
    """The session has chosen that nobody goes on whose facts are not proven."""
    return desk.settings.unproven_facts is UnprovenFacts.BLOCK


def _unproven(desk: Desk, *, warns: bool) -> list[Missing]:
    """Facts that rules relied on and nobody has pinned and checked; one line for all of them."""
    numbers = vetting.unproven(desk)
    if not numbers:
        return []
    first = numbers[0]
    sentence = (
        f"审核依据还没有全部钉住并核对的有 {len(numbers)} 人，"
        f"第一位是{first}号{desk.case.applicants[first].name}。"
    )
    return [Missing(UNPROVEN, sentence, first, warns=warns)]


def _undrawn(desk: Desk) -> list[Missing]:
    """Names with a character that no font draws: found now, not when the minutes are to be printed."""
    signs = session_fonts.undrawn(desk)
    if not signs:
        return []
    named = "、".join(f"“{sign}”（U+{ord(sign):04X}）" for sign in signs)
    holders = (a.number for a in desk.case.applicants.values() if set(a.name) & set(signs))
    sentence = (
        f"姓名中有字库里没有的字：{named}。请核对用字；无误的，"
        "请在“会议”菜单的“补充字体”中补充，否则文书不能出具。"
    )
    return [Missing(MISSING_GLYPH, sentence, next(holders, ""), warns=True)]


def _clock(desk: Desk) -> list[Missing]:
    """The clock stands before something that was written already. The order of the log is kept."""
    written = desk.file.written_at
    if not written or desk.now() + _CORRECTION >= datetime.datetime.fromisoformat(written):
        return []
    sentence = (
        f"电脑时钟比已有记录（{written.replace('T', ' ')}）还早，请核对系统日期和时间；"
        "记录按先后编号保存，没有丢失。"
    )
    return [Missing(CLOCK, sentence, warns=True)]


def forward(desk: Desk) -> PhaseStepped:
    """One phase forward, up to the vote; sealing and handing over are verbs of their own."""
    before = desk.case.current_phase
    desk.require(Phase.SETUP, Phase.MATERIALS, Phase.DEFENSE)
    for lack in missing(desk):
        raise Refused(lack.rule, lack.sentence)
    event = PhaseStepped(before, list(Phase)[before.rank + 1], "")
    desk.record([event])
    return event


def back(desk: Desk, reason: str) -> PhaseStepped:
    """One phase back with a reason, until the session is sealed."""
    desk.require(Phase.MATERIALS, Phase.DEFENSE, Phase.VOTING)
    if not reason.strip():
        raise Refused("reason", "退回上一阶段须写明原因。")
    if open_now(desk) is not None:
        raise Refused("phase", "还有一轮投票没有结束，请先开箱或作废后再退回。")
    before = desk.case.current_phase
    event = PhaseStepped(before, list(Phase)[before.rank - 1], reason)
    desk.record([event])
    return event


def open_session_findings(desk: Desk) -> list[Finding]:
    """Session findings that block and are not waived, or are unclear and not acknowledged."""
    return [
        finding
        for finding in session_findings(desk)
        if finding.rule not in NOT_ASKED_HERE
        and (
            (finding.blocks and pair("", finding.rule) not in desk.case.waivers)
            or (
                finding.status is Status.UNCLEAR
                and pair("", finding.rule) not in desk.case.acknowledged
            )
        )
    ]


def _missing_of_setup(desk: Desk) -> list[Missing]:
    setup = desk.case.current
    lacks = []
    if not setup.members:
        lacks.append(Missing("unknown-member", "委员名单还是空的，请先录入委员。"))
    elif not any(member.presides for member in setup.members):
        lacks.append(Missing("unknown-member", "委员名单中没有主任委员或副主任委员。"))
    return lacks


def _missing_of_materials(desk: Desk) -> list[Missing]:
    lacks = []
    for finding in open_session_findings(desk):
        if finding.blocks:
            lacks.append(Missing(finding.rule, finding.message))
        else:
            sentence = f"会议检查中有待确认的事项：{finding.message}"
            lacks.append(Missing("unacknowledged", sentence))
    if not desk.case.applicants:
        lacks.append(Missing(NO_ROSTER, "还没有申报人，请先导入花名册。"))
    for number, applicant in desk.case.applicants.items():
        status = desk.case.status(number)
        if status in OUT_OF_THE_ROSTER:
            continue
        who = f"{number}号{applicant.name}"
        if status is ApplicantStatus.PENDING:
            sentence = f"{who}的材料还没有判定合格或不合格。"
            lacks.append(Missing("materials-pending", sentence, number))
        lacks += [
            Missing(finding.rule, f"{who}：{finding.message}", number)
            for finding in open_blocks(desk, number)
        ]
        lacks += [
            Missing("unacknowledged", f"{who}有待确认的事项：{finding.message}", number)
            for finding in open_unclear(desk, number)
        ]
    return lacks + (_unproven(desk, warns=False) if _proof_asked(desk) else [])


def _missing_of_defense(desk: Desk) -> list[Missing]:
    lacks = []
    for number, applicant in desk.case.applicants.items():
        status = desk.case.status(number)
        who = f"{number}号{applicant.name}"
        if status is ApplicantStatus.QUALIFIED:
            sentence = f"{who}还没有答辩评议结果。"
            lacks.append(Missing("score-unfinished", sentence, number))
        decided = (ApplicantStatus.DEFENSE_PASSED, ApplicantStatus.DEFENSE_FAILED)
        if status in decided and not desk.case.opinions.get(number):
            sentence = f"{who}还没有评议组书面意见。"
            lacks.append(Missing(NO_OPINION, sentence, number))
    return lacks
