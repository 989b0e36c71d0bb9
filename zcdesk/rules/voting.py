"""Secret votes (无记名投票): papers, tallies, and what they decide."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from zcdesk.domain.ballot import Choice, Outcome, Paper, PaperCount, Round, RoundState, Tally
from zcdesk.domain.case import Case
from zcdesk.domain.citation import Params
from zcdesk.domain.errors import Refused
from zcdesk.domain.session import ApplicantStatus, RecusalBase, Settings
from zcdesk.rules import recusal
from zcdesk.rules.figures import needed, share_of

MAY_BE_VOTED_ON = frozenset({ApplicantStatus.DEFENSE_PASSED, ApplicantStatus.EXEMPT})
"""Who goes before the committee: passed the defense (答辩评议通过) or exempt (免答辩)."""


def base(present: int, recused: int, setting: RecusalBase) -> int:
    """What two thirds are asked of: those present, less the recused where the setting says so."""
    return present - recused if setting is RecusalBase.SUBTRACT else present


def passes(approve: int, of: int, share: Fraction) -> bool:
    """Approvals reach the share of the base; with a base of 0 nobody passes."""
    return of > 0 and approve >= needed(of, share)


def count(
    vote: Round, counts: Mapping[str, Mapping[Choice, int]], settings: Settings, book: Params
) -> Mapping[str, Tally]:
    """The tally of every applicant of a closed round from the sums in the box.

    ValueError where the sums and the members who did not cast do not make up the sheets that
    were due: a box that lost or gained a ballot is never counted.
    """
    sums = {number: _sums(counts.get(number, {})) for number in vote.applicants}
    return tallies(vote, sums, settings, book)


def tallies(
    vote: Round, sums: Mapping[str, PaperCount], settings: Settings, book: Params
) -> Mapping[str, Tally]:
    """Every applicant's tally from the sums of a closed round, whatever they were read from."""
    share = share_of(book, "voting.pass")
    missing = vote.due(vote.missing)
    return {
        number: _tally(vote, number, sums[number], missing[number], settings.recusal_base, share)
        for number in vote.applicants
    }


def _sums(counted: Mapping[Choice, int]) -> PaperCount:
    approve, reject, abstain = (counted.get(choice, 0) for choice in Choice)
    return PaperCount(approve, reject, abstain, spoilt=0)


def _tally(
    vote: Round,
    number: str,
    sums: PaperCount,
    not_returned: int,
    setting: RecusalBase,
    share: Fraction,
) -> Tally:
    """One applicant's tally from the sums of a closed round.

    Abstentions, spoilt lines and sheets not handed back stay in the base. ValueError where the
    sums do not make up the sheets that were due.
    """
    out = vote.recused.get(number, ())
    present, recused = len(vote.present), len(out)
    approve = sums.approve
    if sums.read + not_returned != present - recused:
        raise ValueError(f"the ballots for {number} do not add up")
    of = base(present, recused, setting)
    outcomes = {passes(approve, base(present, recused, each), share) for each in RecusalBase}
    return Tally(
        present=present,
        recused=recused,
        base=of,
        approve=approve,
        reject=sums.reject,
        abstain=sums.abstain,
        not_returned=not_returned,
        passed=passes(approve, of, share),
        base_matters=len(outcomes) > 1,
        spoilt=sums.spoilt,
    )


def choice_of(word: str) -> Choice:
    """A vote written in words; Refused("vote-word") for anything but 同意, 不同意, 弃权."""
    try:
        return Choice(word)
    except ValueError:
        raise Refused(
            "vote-word", f"“{word}”不是有效的表决意见，只能是同意、不同意或弃权。"
        ) from None


def may_take_sheet(case: Case, vote: Round, member: str, *, has_cast: bool) -> tuple[str, ...]:
    """The applicants on the sheet that a member may fill in now, in the committee's order.

    Refused with unknown-member, late-ballot (no late vote, 40号令), absent-ballot, double-ballot,
    or recused-ballot where the member keeps out of everybody's review.
    """
    recusal.in_order(case, (member,))
    if vote.state is not RoundState.OPEN:
        raise Refused("late-ballot", "本轮投票已经结束，不能补投。")
    if member not in vote.present:
        raise Refused(
            "absent-ballot", f"评委{member}未出席本轮投票，不能投票，也不能委托他人投票。"
        )
    if has_cast:
        raise Refused("double-ballot", f"评委{member}本轮已经投票，不能重复投票。")
    sheet = vote.sheet(member)
    if not sheet:
        raise Refused("recused-ballot", f"评委{member}须回避本轮全部申报人，没有表决票。")
    return sheet


def may_cast(case: Case, vote: Round, member: str, paper: Paper, *, has_cast: bool) -> None:
    """A member may cast this paper in this round, or is Refused.

    Refused as by `may_take_sheet`, and with unknown-applicant, recused-ballot, round-applicant,
    incomplete-sheet.
    """
    sheet = may_take_sheet(case, vote, member, has_cast=has_cast)
    for number in paper.choices:
        recusal.known(case, number)
        if member in vote.recused.get(number, ()):
            raise Refused("recused-ballot", f"评委{member}须回避申报人{number}，不能对其投票。")
        if number not in sheet:
            raise Refused("round-applicant", f"申报人{number}不在本轮投票名单中。")
    missing = "、".join(number for number in sheet if number not in paper.choices)
    if missing:
        raise Refused(
            "incomplete-sheet", f"评委{member}的表决票缺少申报人{missing}，弃权也须写明。"
        )


def deciding(case: Case, applicant: str) -> tuple[Round, Tally] | None:
    """The last opened round that held an applicant, with its tally; None before any."""
    opened = [
        vote
        for vote in case.rounds.values()
        if vote.state is RoundState.OPENED and applicant in vote.tallies
    ]
    if not opened:
        return None
    last = max(opened, key=lambda vote: vote.number)
    return last, last.tallies[applicant]


def outcome_of(case: Case, applicant: str, book: Params) -> Outcome | None:
    """What the committee decided on an applicant: the last opened round that held them."""
    found = deciding(case, applicant)
    if found is None:
        return None
    tally = found[1]
    share = share_of(book, "voting.pass")
    return Outcome(tally.passed, tally.base_matters, needed(tally.base, share), book["voting.pass"])


def final_statuses(case: Case, *, sealing: bool = False) -> Mapping[str, ApplicantStatus]:
    """Every applicant's status with the opened votes applied, in roster order.

    At sealing an applicant whom every attending member was recused from fails the vote, and one
    whom no opened round held is Refused("round-one-complete").
    """
    return {number: _final(case, number, sealing=sealing) for number in case.applicants}


def _final(case: Case, number: str, *, sealing: bool) -> ApplicantStatus:
    status = case.status(number)
    if status not in MAY_BE_VOTED_ON:
        return status
    found = deciding(case, number)
    if found is not None:
        return ApplicantStatus.PASSED if found[1].passed else ApplicantStatus.VOTE_FAILED
    if not sealing:
        return status
    opened = [vote for vote in case.rounds.values() if vote.state is RoundState.OPENED]
    if any(number in vote.not_put for vote in opened):
        return ApplicantStatus.VOTE_FAILED
    raise Refused("round-one-complete", f"申报人{number}尚未经评委会投票表决，不能封存。")
