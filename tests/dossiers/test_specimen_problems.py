"""Every kind of problem is planted, and most applicants have none."""

import random
from pathlib import Path

import pytest

from zcdesk.desk.examination import examine_roster
from zcdesk.desk.script import read_script
from zcdesk.domain.finding import Status
from zcdesk.dossiers import specimen, specimen_lists
from zcdesk.dossiers.specimen import write_sample
from zcdesk.dossiers.specimen_applicants import invent

# Every applicant rule but private-enterprise, which a committee for all employers never asks, and
# work-years, which the 工程 standard never asks.
RULES = {
    "id-number",
    "duplicate-person",
    "same-level-twice",
    "on-post",
    "specialty-match",
    "specialty-in-scope",
    "submission-channel",
    "tenure-years",
    "degree-cutoff",
    "achievement-cutoff",
    "assessment-recent",
    "assessment-missing",
    "exceptional-excellent",
    "conversion-first",
    "conversion-one-year",
    "level-by-level",
    "exam-passed",
    "integrity-record",
    "retirement-age",
}


@pytest.mark.parametrize("count", [30, 33, 40, 47, 200])
@pytest.mark.parametrize("seed", [1, 2])
def test_from_thirty_on_every_kind_of_problem_is_there(count: int, seed: int) -> None:
    intake = invent(random.Random(seed), specimen_lists.load(), count)
    assert {rule for case in intake.planted.values() for rule in case.rules} == RULES
    assert 2 * len(intake.planted) < count


@pytest.mark.parametrize("count", [1, 2, 3, 5, 12, 29])
def test_small_rosters_are_mostly_clean(count: int) -> None:
    intake = invent(random.Random(1), specimen_lists.load(), count)
    assert len(intake.applicants) == count
    assert 2 * len(intake.planted) < count


def test_a_pair_keeps_its_clean_partner_in_the_session() -> None:
    """A duplicate is found only while the other row is neither rejected nor withdrawn."""
    intake = invent(random.Random(1), specimen_lists.load(), 40)
    pairs = {case.partner for case in intake.planted.values() if case.partner}
    assert len(pairs) == 2
    assert not pairs & set(intake.planted)
    assert not pairs & set(intake.untouched)


def test_a_waiver_speaks_of_its_own_applicant_and_of_nobody_rejected() -> None:
    intake = invent(random.Random(1), specimen_lists.load(), 200)
    for number, case in intake.planted.items():
        assert {waiver.applicant for waiver in case.waivers} <= {number}
        assert {waiver.rule for waiver in case.waivers} <= set(case.rules)
        assert not (case.waivers and case.rejected)


@pytest.mark.parametrize(("count", "seed"), [(1, 1), (12, 2), (30, 4), (40, 1), (250, 1)])
def test_the_rules_find_what_was_planted_and_nothing_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int, seed: int
) -> None:
    monkeypatch.setattr(specimen, "DOSSIERS_AT_MOST", 0)
    script = read_script(write_sample(tmp_path, count, seed).script)
    examined = examine_roster(script)
    planted = invent(random.Random(f"{seed} people"), specimen_lists.load(), count).planted
    for number, findings in examined.applicants.items():
        found = {f.rule for f in findings if f.status in (Status.VIOLATION, Status.UNCLEAR)}
        if number in planted:
            assert set(planted[number].rules) <= found
        else:
            assert not found
    assert examined.clean
    assert not examined.open_blocks
