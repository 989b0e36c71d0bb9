"""The account of a paper round names what does not belong to it."""

from types import SimpleNamespace

import pytest

from zcdesk.domain.ballot import PaperCount, Round
from zcdesk.domain.errors import Refused
from zcdesk.rules import paper

VOTE = Round("1", 1, "", ("P01", "P02"), ("001",), {}, on_paper="停电")
CASE = SimpleNamespace(applicants={n: SimpleNamespace(name=f"某{n}") for n in ("001", "002")})


def test_figures_of_somebody_who_is_not_in_the_round_are_refused() -> None:
    right = PaperCount(2, 0, 0, 0)
    paper.check_account(CASE, VOTE, {"001": right})
    with pytest.raises(Refused) as refused:
        paper.check_account(CASE, VOTE, {"001": right, "002": right})
    assert refused.value.rule == "round-applicant"
