"""Recusal: who keeps out of whose review, and what a panel needs."""

import pytest

from zcdesk.domain.committee import Panel, Recusal
from zcdesk.domain.errors import Refused
from zcdesk.domain.session import ApplicantStatus
from zcdesk.rules.recusal import (
    check_panel,
    check_recusal,
    in_order,
    keeps_out,
    known,
    must_step_out,
    recused,
)


@pytest.fixture
def case(case_with):
    """Three applicants; P04 and P02 keep out of 001, P02 out of 003."""
    return case_with(
        statuses=dict.fromkeys(("001", "002", "003"), ApplicantStatus.QUALIFIED),
        recusals=[("001", "P04"), ("001", "P02"), ("003", "P02")],
        panels={"一组": Panel("一组", ("P01", "P02", "P03"), ("001",))},
    )


def test_only_those_present_keep_out_in_the_committees_order(case):
    everybody = ("P01", "P02", "P03", "P04")
    assert recused(case, ("001", "002", "003"), everybody) == {
        "001": ("P02", "P04"),
        "003": ("P02",),
    }
    assert recused(case, ("001", "003"), ("P03", "P04")) == {"001": ("P04",)}


def test_who_leaves_the_room(case):
    assert must_step_out(case, "001", ("P01", "P02", "P04")) == ("P02", "P04")
    assert must_step_out(case, "002", ("P01", "P02", "P04")) == ()


def test_what_is_closed_to_a_member(case):
    assert keeps_out(case, "P02", "003")
    assert not keeps_out(case, "P04", "003")


def test_members_stand_in_the_committees_order(case):
    assert in_order(case, ("P09", "P01", "P09")) == ("P01", "P09")
    assert known(case, "002").name == "申报人002"


@pytest.mark.parametrize(
    ("applicant", "member", "rule"),
    [("001", "P99", "unknown-member"), ("099", "P01", "unknown-applicant")],
)
def test_a_recusal_names_people_of_the_session(case, applicant, member, rule):
    check_recusal(case, Recusal("002", "P05", "师生"))
    with pytest.raises(Refused) as refusal:
        check_recusal(case, Recusal(applicant, member, "师生"))
    assert refusal.value.rule == rule


@pytest.mark.parametrize(
    ("members", "applicants", "rule"),
    [
        ("P01 P02", "002", "panel-size"),
        ("P01 P02 P01", "002", "panel-size"),
        ("P01 P02 P99", "002", "unknown-member"),
        ("P01 P02 P03", "009", "unknown-applicant"),
        ("P01 P02 P03", "002 002", "score-double"),
        ("P01 P02 P03", "002 001", "score-double"),
    ],
)
def test_panels_that_cannot_be_formed(case, figures, members, applicants, rule):
    panel = Panel("二组", tuple(members.split()), tuple(applicants.split()))
    with pytest.raises(Refused) as refusal:
        check_panel(panel, case, figures)
    assert refusal.value.rule == rule


@pytest.mark.parametrize("members", ["P01 P02 P03", "P04 P05 P06 P07"])
def test_panels_that_can(case, figures, members):
    check_panel(Panel("二组", tuple(members.split()), ("002", "003")), case, figures)


def test_a_panel_may_be_changed(case, figures):
    check_panel(Panel("一组", ("P01", "P02", "P05"), ("001", "002")), case, figures)
