"""Planted problems: which kinds there are, how many a roster of some size gets, and in what order.

A blocking violation is either the reason of a rejection or waived with papers; what is merely
unclear or for attention stays in the session.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from zcdesk.domain.applicant import Applicant
from zcdesk.dossiers import specimen_doubts as doubts
from zcdesk.dossiers import specimen_refusals as refusals
from zcdesk.dossiers.specimen_careers import Careers
from zcdesk.dossiers.specimen_planted import Planted

Case = Callable[[Careers, str, Applicant], Planted]

# The first fourteen hold every rule that an applicant of this committee can break; from thirty
# applicants on they are all there. The order puts the harmless ones first for tiny rosters.
CASES: Sequence[Case] = (
    doubts.wrong_check_character,
    refusals.other_series,
    refusals.retired,
    refusals.duplicate,
    refusals.another_committee,
    refusals.other_work,
    doubts.no_channel_and_a_gap,
    doubts.waived_tenure,
    doubts.late_degree,
    refusals.exceptional_without_excellent,
    refusals.not_transferred,
    refusals.short_transfer,
    refusals.level_left_out,
    refusals.dishonest,
    doubts.open_years,
    doubts.exceptional_jump,
    refusals.second_specialty,
    doubts.no_identity_number,
    doubts.waived_transfer,
    doubts.blank_post,
    doubts.recent_unknown,
    refusals.college_only,
    doubts.sex_disagrees,
)
_CORE = 14
_ALL_FROM = 30


def how_many(applicants: int) -> int:
    """How many rows of a roster have a problem: always fewer than half."""
    if applicants < _ALL_FROM:
        return applicants * 2 // 5
    if applicants <= 2 * len(CASES):
        return max(_CORE, applicants * 9 // 20)
    return max(len(CASES), applicants // 4)


def case_of(order: int) -> Case:
    """The case of the `order`th problem row; large rosters go through them again."""
    return CASES[order % len(CASES)]
