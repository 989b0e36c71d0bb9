"""Score sheets (评分表): what one may hold, and when a panel's sheets are all there."""

from __future__ import annotations

from collections.abc import Collection

from zcdesk.domain.case import Case
from zcdesk.domain.committee import Panel
from zcdesk.domain.errors import Refused
from zcdesk.domain.scoring import Combine, JudgedBy, Mark, ScoreGroup, ScoreItem, ScoreSheet
from zcdesk.rules import recusal
from zcdesk.rules.line import HEARD
from zcdesk.rules.scoring import OFFICE, marks_of, plain


def check_mark(item: ScoreItem, mark: Mark) -> None:
    """A mark lies in the item's range and on its steps, with a rank where the item asks one.

    Refused("score-range") otherwise.
    """
    inside = item.low <= mark.points <= item.high
    if not inside or (mark.points - item.low) % item.step:
        raise Refused(
            "score-range",
            f"“{item.name}”的赋分{plain(mark.points)}不符合要求，应为{plain(item.low)}至"
            f"{plain(item.high)}分，以{plain(item.step)}分为一档。",
        )
    if (mark.rank > 0) is not bool(item.rank_factors) or mark.rank < 0:
        asked = "须填写排名" if item.rank_factors else "不填写排名"
        raise Refused("score-range", f"“{item.name}”{asked}。")


def check_sheet(case: Case, sheet: ScoreSheet) -> None:
    """A score sheet may be filed: a member of the applicant's panel, not recused, marks in range.

    Refused with unknown-applicant, panel-size (no panel hears the applicant), unknown-member,
    recused-score, score-double, score-range. A sheet need not be complete yet.
    """
    recusal.known(case, sheet.applicant)
    panel = case.panel_of(sheet.applicant)
    if panel is None:
        raise Refused("panel-size", f"申报人{sheet.applicant}尚未分到评议组，不能赋分。")
    if sheet.member != OFFICE:
        _check_expert(case, panel, sheet)
    judge = JudgedBy.OFFICE if sheet.member == OFFICE else JudgedBy.EXPERT
    items = {item.name: item for item in case.current.scheme.items if item.judged_by is judge}
    given = [mark.item for mark in sheet.marks]
    for mark in sheet.marks:
        if given.count(mark.item) > 1:
            raise Refused(
                "score-double", f"申报人{sheet.applicant}的“{mark.item}”由同一评委重复赋分。"
            )
        if mark.item not in items:
            raise Refused("score-range", f"评分表中没有可由其赋分的“{mark.item}”一项。")
        check_mark(items[mark.item], mark)


def _check_expert(case: Case, panel: Panel, sheet: ScoreSheet) -> None:
    recusal.in_order(case, (sheet.member,))
    if recusal.keeps_out(case, sheet.member, sheet.applicant):
        raise Refused(
            "recused-score", f"评委{sheet.member}须回避申报人{sheet.applicant}，不能赋分。"
        )
    if sheet.member not in panel.members:
        raise Refused(
            "unknown-member",
            f"评委{sheet.member}不是评议组“{panel.name}”的成员，不能为申报人{sheet.applicant}赋分。",
        )


def unfinished(case: Case, panel: Panel) -> tuple[tuple[str, str], ...]:
    """(member, applicant) for every sheet of a panel that is missing or lacks a mark."""
    root = case.current.scheme.root
    lacking = []
    for applicant in _heard(case, panel):
        due = [m for m in panel.members if not recusal.keeps_out(case, m, applicant)]
        for member in (*due, OFFICE):
            judge = JudgedBy.OFFICE if member == OFFICE else JudgedBy.EXPERT
            given = {mark.item for mark in marks_of(case, applicant, member)}
            if lacks(root, given, judge):
                lacking.append((member, applicant))
    return tuple(lacking)


def lacks(part: ScoreItem | ScoreGroup, given: Collection[str], judge: JudgedBy) -> bool:
    """Whether a sheet with marks for these items lacks one that this judge fills in."""
    if isinstance(part, ScoreItem):
        return part.judged_by is judge and part.name not in given
    lacking = [lacks(each, given, judge) for each in part.parts]
    if part.combine is Combine.HIGHEST:
        # One of the alternatives is enough.
        return bool(lacking) and all(lacking)
    return any(lacking)


def _heard(case: Case, panel: Panel) -> tuple[str, ...]:
    return tuple(number for number in panel.applicants if case.status(number) in HEARD)


def check_finished(case: Case, panel: Panel) -> None:
    """A panel's scores may be frozen, or are Refused("score-unfinished") with the names.

    An applicant from whom the whole panel is recused has to go to another panel first.
    """
    for applicant in _heard(case, panel):
        if all(recusal.keeps_out(case, member, applicant) for member in panel.members):
            raise Refused(
                "score-unfinished",
                f"评议组“{panel.name}”全体评委均须回避申报人{applicant}，应改由其他评议组评议。",
            )
    lacking = unfinished(case, panel)
    if lacking:
        names = {member.id: member.name for member in case.current.members} | {OFFICE: "办事机构"}
        told = "、".join(
            f"{names[member]}对{case.applicants[applicant].name}（{applicant}）"
            for member, applicant in lacking
        )
        raise Refused("score-unfinished", f"评议组“{panel.name}”的评分尚未完成：{told}。")
