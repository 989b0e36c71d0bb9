"""Paper ballots (纸质表决票): the account that must hold before they make a tally."""

from __future__ import annotations

from collections.abc import Mapping

from zcdesk.domain.ballot import PaperCount, Round, Tally
from zcdesk.domain.case import Case
from zcdesk.domain.citation import Params
from zcdesk.domain.errors import Refused
from zcdesk.domain.session import Settings
from zcdesk.rules.voting import tallies

FIGURES = ("approve", "reject", "abstain", "spoilt")
"""The figures that are read off for each applicant: 同意, 不同意, 弃权, 废票."""


def due(vote: Round, number: str) -> int:
    """Lines that an applicant must have on the ballots handed back: of everybody not recused."""
    out = {*vote.recused.get(number, ()), *vote.not_returned}
    return sum(1 for member in vote.present if member not in out)


def differences(
    first: Mapping[str, PaperCount], second: Mapping[str, PaperCount]
) -> tuple[tuple[str, str], ...]:
    """(applicant, figure) for every figure that two people read off differently."""
    return tuple(
        (number, name)
        for number in dict.fromkeys([*first, *second])
        for name in FIGURES
        if getattr(first.get(number), name, None) != getattr(second.get(number), name, None)
    )


def check_account(case: Case, vote: Round, counts: Mapping[str, PaperCount]) -> None:
    """收回 = 同意 + 不同意 + 弃权 + 废票 for every applicant of the round, or Refused("paper-account")."""
    for number in vote.applicants:
        name = f"{case.applicants[number].name}（{number}）"
        count = counts.get(number)
        if count is None:
            raise Refused("paper-account", f"还没有录入{name}的票数。")
        if min(count.approve, count.reject, count.abstain, count.spoilt) < 0:
            raise Refused("paper-account", f"{name}的票数不能为负数。")
        asked = due(vote, number)
        if count.read != asked:
            raise Refused(
                "paper-account",
                f"{name}的同意、不同意、弃权、废票合计{count.read}张，"
                f"应等于收回的{asked}张（回避的委员不投此人）。",
            )
    for number in counts:
        if number not in vote.applicants:
            raise Refused("round-applicant", f"申报人{number}不在本轮投票名单中。")


def count_paper(
    case: Case,
    vote: Round,
    counts: Mapping[str, PaperCount],
    *,
    settings: Settings,
    book: Params,
) -> Mapping[str, Tally]:
    """The tally of every applicant of a paper round, by the rules of every other round."""
    check_account(case, vote, counts)
    return tallies(vote, counts, settings, book)
