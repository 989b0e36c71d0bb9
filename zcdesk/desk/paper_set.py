"""The papers that can be issued at a moment of the session, each with what it still waits for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from zcdesk.desk import forms, handing_over, issued, signing
from zcdesk.desk.desk import Desk
from zcdesk.desk.forms import Issued
from zcdesk.desk.writing import write_whole
from zcdesk.domain.ballot import Round, RoundState
from zcdesk.domain.session import ApplicantStatus, Phase
from zcdesk.reports.wording import date, name_of_round


@dataclass(frozen=True, slots=True)
class PaperKind:
    """A paper by its Chinese title; `waits` says when it can be issued, empty: now."""

    id: str
    title: str
    make: Callable[[Desk], Issued]
    waits: str = ""


PUBLIC_NOTICE = "public-notice"
"""The one paper that asks something first: the day it begins, and where objections go."""

_PASSED = (ApplicantStatus.PASSED,)
_FELL = (ApplicantStatus.VOTE_FAILED, ApplicantStatus.DEFENSE_FAILED)


def papers_now(desk: Desk) -> list[PaperKind]:
    """Every paper beside the minutes and the package, in the order of the session."""
    return [*_of_the_meeting(desk), *_of_the_result(desk)]


def _of_the_meeting(desk: Desk) -> Iterator[PaperKind]:
    case = desk.case
    for day in forms.sittings(desk):
        title = f"签到表（{date(day)}）"
        yield PaperKind(f"attendance-{day}", title, partial(forms.attendance_sheet, sitting=day))
    closed = "" if case.current_phase.rank >= Phase.DEFENSE.rank else "材料审核结束后"
    yield PaperKind("findings", "材料审核意见汇总", forms.all_findings)
    yield PaperKind("overview", "评审一览表（A3）", forms.overview, closed)
    keeping_out = {recusal.member for recusal in case.recusals.values()}
    for member in case.current.members:
        if member.id in keeping_out:
            title = f"评审一览表（A3，供{member.name}，不含须回避的申报人）"
            make = partial(forms.overview, member=member.id)
            yield PaperKind(f"overview-{member.id}", title, make, closed)
    scores = _before_the_scores(desk)
    yield PaperKind("score-sheets", "专家评分表（空白，手工填写用）", forms.score_sheets, scores)
    frozen = any(panel.frozen for panel in case.panels.values())
    yield PaperKind("defense", "答辩评议表", forms.defense_sheets, "" if frozen else "评分冻结后")
    opened = [vote for vote in case.rounds.values() if vote.state is RoundState.OPENED]
    for vote in opened:
        title = f"投票统计表（{name_of_round(vote, tuple(case.rounds.values()))}）"
        yield PaperKind(f"votes-{vote.key}", title, partial(forms.vote_sheet, key=vote.key))
    if not opened:
        yield PaperKind("votes", "投票统计表", partial(forms.vote_sheet, key=""), "开箱后")


def _before_the_scores(desk: Desk) -> str:
    """What the empty score sheets wait for, or why there are none."""
    phase = desk.case.current_phase
    if phase is not Phase.DEFENSE:
        return "材料审核结束后" if phase.rank < Phase.DEFENSE.rank else "答辩评议已经结束"
    return forms.why_no_score_sheets(desk)


def _of_the_result(desk: Desk) -> Iterator[PaperKind]:
    case = desk.case
    sealed = case.current_phase.rank >= Phase.SEALED.rank
    final = {case.status(number) for number in case.applicants}
    waits = "" if sealed else "封存后"
    fell = waits or ("" if final & set(_FELL) else "没有评审未通过人员")
    passed = waits or ("" if final & set(_PASSED) else "没有评审通过人员")
    yield PaperKind("notices", "评审结果通知书", forms.result_notices, fell)
    today = partial(forms.public_notice, starts_on=desk.now().date())
    yield PaperKind(PUBLIC_NOTICE, "公示", today, passed)
    for archive, edition in ((False, "报送版"), (True, "档案版")):
        yield PaperKind(
            f"exceptions-{archive}",
            f"豁免与例外事项登记表（{edition}）",
            partial(forms.register_of_exceptions, archive=archive),
        )
    handed = "" if case.current_phase is Phase.HANDED_OVER else "移交后"
    yield PaperKind("receipt", "移交交接单", handing_over.hand_over_receipt, handed)
    yield PaperKind("minutes-archive", "会议纪要（档案版）", forms.archive_minutes, waits)
    yield PaperKind("tables", "结果工作簿（档案版）", forms.archive_workbook, waits)


def issue(desk: Desk, make: Callable[[Desk], Issued], folder: Path) -> Path:
    """Issue a paper into a folder, signed where these very bytes were signed; where it stands."""
    made = make(desk)
    path = folder / made.name
    write_whole(path, signing.as_signed(desk, made.name, made.data))
    issued.keep_place(desk, path)
    return path


def ballots_of(desk: Desk, vote: Round, folder: Path) -> tuple[Path, Path]:
    """表决票 and 计票单 of a round on paper, into a folder."""
    return (
        issue(desk, lambda opened: forms.ballots(opened, vote), folder),
        issue(desk, lambda opened: forms.tally_sheet(opened, vote), folder),
    )
