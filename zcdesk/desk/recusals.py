"""Recusals (回避) while the session goes on: taken back in time, and who leaves the room now."""

from __future__ import annotations

from zcdesk.desk.desk import Desk
from zcdesk.desk.voting import in_the_room
from zcdesk.domain.case import pair
from zcdesk.domain.errors import Refused
from zcdesk.domain.events import RecusalWithdrawn
from zcdesk.domain.session import ApplicantStatus, Phase
from zcdesk.rules import recusal as rules


def withdraw(desk: Desk, applicant: str, member: str, why: str) -> RecusalWithdrawn:
    """Take a recusal back with a reason; possible until the applicant's defense begins."""
    desk.require(Phase.SETUP, Phase.MATERIALS, Phase.DEFENSE)
    kept = desk.case.recusals.get(pair(applicant, member))
    if kept is None:
        raise Refused("recusal", "没有这项回避登记。")
    if not withdrawable(desk, applicant):
        raise Refused("recusal", f"{applicant}号申报人的答辩已经开始，不能再撤销回避。")
    if not why.strip():
        raise Refused("reason", "撤销回避须写明原因。")
    event = RecusalWithdrawn(kept, why)
    desk.record([event])
    return event


def withdrawable(desk: Desk, applicant: str) -> bool:
    """The applicant's defense has not begun: no mark given, nothing decided."""
    early = (ApplicantStatus.PENDING, ApplicantStatus.QUALIFIED)
    begun = any(sheet.applicant == applicant for sheet in desk.case.scores.values())
    return desk.case.status(applicant) in early and not begun


def must_step_out(desk: Desk, applicant: str) -> tuple[str, ...]:
    """Names of those in the room who leave while this applicant is heard (40号令 第二十五条)."""
    out = rules.must_step_out(desk.case, applicant, in_the_room(desk))
    return tuple(m.name for m in desk.case.current.members if m.id in out)
