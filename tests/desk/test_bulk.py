"""Steps over many are taken back and done again as new events, as far as nobody decided otherwise."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from zcdesk.desk import bulk, defense, panels, phases, register
from zcdesk.desk.desk import Desk
from zcdesk.domain.committee import Panel
from zcdesk.domain.errors import Refused
from zcdesk.domain.events import (
    AcknowledgementTakenBack,
    PanelRemoved,
    PanelSet,
    StatusSet,
    UnclearAcknowledged,
)
from zcdesk.domain.scoring import Mark, ScoreSheet
from zcdesk.domain.session import ApplicantStatus, Phase, Waiver

PENDING, QUALIFIED = ApplicantStatus.PENDING, ApplicantStatus.QUALIFIED
NUMBERS = ("001", "002", "003")
THREE = ("P01", "P02", "P03")


@pytest.fixture
def desk(before_the_vote: Callable[..., Desk]) -> Desk:
    """Three applicants at the materials, nobody decided on."""
    made = before_the_vote()
    for _ in range(2):
        phases.back(made, "重来")
    assert made.case.current_phase is Phase.MATERIALS
    for number in NUMBERS:
        register.decide(made, number, PENDING)
    return made


def statuses(desk: Desk) -> list[ApplicantStatus]:
    return [desk.case.status(number) for number in NUMBERS]


def test_qualifying_is_taken_back_but_for_whom_somebody_decided_since(desk: Desk) -> None:
    done = register.qualify_clean(desk)
    assert statuses(desk) == [QUALIFIED] * 3
    register.decide(desk, "002", ApplicantStatus.REJECTED, "材料不全")
    back = bulk.take_back(desk, done)
    assert statuses(desk) == [PENDING, ApplicantStatus.REJECTED, PENDING]
    assert all(isinstance(event, StatusSet) for event in back)
    with pytest.raises(Refused, match="成批判为合格 3 人"):
        bulk.take_back(desk, done)
    bulk.do_again(desk, done)
    assert statuses(desk) == [QUALIFIED, ApplicantStatus.REJECTED, QUALIFIED]
    with pytest.raises(Refused, match="重做"):
        bulk.do_again(desk, done)


def test_acknowledgements_wait_again(desk: Desk) -> None:
    kept = dict(desk.case.acknowledged)
    assert kept
    assert register.waiting(desk) == []
    everything = UnclearAcknowledged(tuple(tuple(key.split("\n")) for key in kept))
    (event,) = bulk.take_back(desk, everything)
    assert isinstance(event, AcknowledgementTakenBack)
    assert desk.case.acknowledged == {}
    assert sorted(register.waiting(desk)) == sorted(event.findings)
    with pytest.raises(Refused, match="撤销"):
        bulk.take_back(desk, everything)
    bulk.do_again(desk, everything)
    assert desk.case.acknowledged == kept
    with pytest.raises(Refused, match="重做"):
        bulk.do_again(desk, everything)


def test_new_panels_go_and_filled_ones_are_as_before(desk: Desk) -> None:
    first = Panel("甲组", THREE, ("001",))
    defense.form_panels(desk, [first])
    done = panels.distribute(desk)
    assert desk.case.panels["甲组"].applicants == NUMBERS
    (event,) = bulk.take_back(desk, done)
    assert event == PanelSet(first)
    assert desk.case.panels == {"甲组": first}
    formed = panels.group(desk, [Panel("乙组", THREE, ("002", "003"))])
    (gone,) = bulk.take_back(desk, formed)
    assert isinstance(gone, PanelRemoved)
    assert desk.case.panels == {"甲组": first}
    bulk.do_again(desk, formed)
    assert set(desk.case.panels) == {"甲组", "乙组"}


def test_panels_changed_or_marked_since_stay(desk: Desk) -> None:
    formed = panels.group(desk, [Panel("乙组", THREE, NUMBERS)])
    panels.change(desk, Panel("乙组", ("P04", "P05", "P06"), NUMBERS))
    with pytest.raises(Refused, match="“乙组”分组以后又有改动"):
        bulk.take_back(desk, formed)
    panels.change(desk, Panel("乙组", THREE, NUMBERS))
    register.qualify_all(desk)
    register.waive(desk, Waiver("", "scoring-scheme", "已报", "晋人社〔2024〕9号", "段丽娟"))
    phases.forward(desk)
    sheet = ScoreSheet("001", "P01", (Mark("思想品德", Fraction(15)),))
    defense.enter_scores(desk, [sheet], "P01")
    with pytest.raises(Refused, match="“乙组”已有评分"):
        bulk.take_back(desk, formed)


def test_nothing_is_taken_back_in_a_later_phase(desk: Desk) -> None:
    seen = UnclearAcknowledged(tuple(tuple(key.split("\n")) for key in desk.case.acknowledged))
    decided = register.qualify_clean(desk)
    phases.forward(desk)
    for done in (decided, seen):
        with pytest.raises(Refused) as told:
            bulk.take_back(desk, done)
        assert told.value.rule == "phase"
    assert statuses(desk) == [QUALIFIED] * 3


def test_the_log_tells_of_each_and_agrees_with_the_tables(desk: Desk) -> None:
    seen = UnclearAcknowledged(tuple(tuple(key.split("\n")) for key in desk.case.acknowledged))
    bulk.take_back(desk, seen)
    bulk.take_back(desk, register.qualify_clean(desk))
    bulk.take_back(desk, panels.group(desk, [Panel("乙组", THREE, NUMBERS)]))
    assert desk.file.verify() == []
