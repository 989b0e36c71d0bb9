"""A round on paper (纸质表决): handed back, read off twice by two people, counted by the same rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zcdesk.desk.desk import SECRETARY, SUPERVISOR, Desk
from zcdesk.desk.voting import round_in, two_people
from zcdesk.domain.ballot import PaperCount, Round, RoundState
from zcdesk.domain.errors import Refused
from zcdesk.domain.events import PaperCounted, RoundClosed
from zcdesk.rules import paper as rules


@dataclass(frozen=True, slots=True)
class Reading:
    """What one person read off: `by` is secretary, supervisor or a member's id."""

    by: str
    counts: Mapping[str, PaperCount]


def close(
    desk: Desk,
    key: str,
    not_returned: Sequence[str] = (),
    *,
    reason: str = "",
    presider: str = "",
    presider_token: str = "",
    supervisor_token: str = "",
) -> RoundClosed:
    """The ballots are back: 发出 = 收回 + 未交. Whoever handed none back is named.

    With anybody missing, chair and supervisor agree with a reason, as in every round.
    """
    vote = _on_paper(desk, key, RoundState.OPEN)
    missing = tuple(member for member in vote.voters if member in set(not_returned))
    if len(missing) != len(set(not_returned)):
        raise Refused("paper-account", "未交票的只能是领取了表决票的委员。")
    if missing:
        if not reason.strip():
            raise Refused("round-reason", "还有委员未交票，结束收票须写明原因。")
        two_people(desk, presider, presider_token, supervisor_token)
    event = RoundClosed(key, reason, missing)
    desk.record([event])
    return event


def readers(desk: Desk, key: str) -> list[tuple[str, str]]:
    """Who may read the ballots off, with their names: the staff, and members recused from nobody."""
    vote, setup = desk.case.rounds[key], desk.case.current
    out = {member for members in vote.recused.values() for member in members}
    staff = [
        (SECRETARY, f"{setup.staff.secretary}（秘书）"),
        (SUPERVISOR, f"{setup.staff.supervisor}（监督员）"),
    ]
    return staff + [
        (member.id, f"{member.name}（{member.role.chinese}）")
        for member in setup.members
        if member.id in vote.present and member.id not in out
    ]


def due(desk: Desk, key: str) -> Mapping[str, int]:
    """For each applicant the lines that the ballots handed back must have."""
    vote = desk.case.rounds[key]
    return {number: rules.due(vote, number) for number in vote.applicants}


def differences(first: Reading, second: Reading) -> tuple[tuple[str, str], ...]:
    """(applicant, figure) for every figure that the two read off differently."""
    return rules.differences(first.counts, second.counts)


def check(desk: Desk, key: str, reading: Reading) -> None:
    """Refused where a reading does not come to the ballots handed back."""
    vote = _on_paper(desk, key, RoundState.CLOSED)
    if reading.by not in dict(readers(desk, key)):
        raise Refused("paper-two-people", "录入人须是秘书、监督员，或在场且没有回避的委员。")
    rules.check_account(desk.case, vote, reading.counts)


def count(
    desk: Desk,
    key: str,
    first: Reading,
    second: Reading,
    *,
    presider: str,
    presider_token: str,
    supervisor_token: str,
) -> PaperCounted:
    """Accept what two different people read off alike; chair and supervisor agree to it."""
    vote = _on_paper(desk, key, RoundState.CLOSED)
    if first.by == second.by:
        raise Refused("paper-two-people", "两次录入须由两个人分别进行。")
    for reading in (first, second):
        check(desk, key, reading)
    differing = differences(first, second)
    if differing:
        raise Refused(
            "paper-differs", f"两次录入有 {len(differing)} 处不一致，请对照纸质票核对后改正。"
        )
    two_people(desk, presider, presider_token, supervisor_token)
    tallies = rules.count_paper(
        desk.case, vote, first.counts, settings=desk.settings, book=desk.book
    )
    event = PaperCounted(key, presider, (first.by, second.by), tallies)
    desk.record([event], actor=presider)
    return event


def _on_paper(desk: Desk, key: str, state: RoundState) -> Round:
    vote = round_in(desk, key, state)
    if not vote.on_paper:
        raise Refused("paper-round", "这一轮不是纸质表决，票数由票箱计出。")
    return vote
