"""Passphrases, PINs and tokens: changed by their owner, after a loss by two others or the code."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from zcdesk.desk import agreement, keys, setup, voting
from zcdesk.desk.desk import Desk
from zcdesk.domain.committee import Role
from zcdesk.domain.errors import Refused
from zcdesk.domain.events import SetupChanged
from zcdesk.store.errors import SeatLocked, WrongSecret

Make = Callable[..., Desk]
SECRETARY = {"secretary": "huiyi-kouling"}
CHAIR = {"P01": "zhuren-kouling"}
VICE = {"P02": "fuzhuren-kouling"}
SUPERVISOR = {"supervisor": "jiandu-kouling"}


def test_a_passphrase_is_given_changed_and_taken_away(before_the_vote: Make) -> None:
    desk = before_the_vote()
    keys.give(desk, "chair", "zhuren-dakai", by="huiyi-kouling")
    keys.give(desk, "supervisor", "jiandu-dakai", by="zhuren-dakai")
    assert keys.owners(desk) == ("supervisor", "chair", "secretary")
    keys.change(desk, "chair", "zhuren-dakai", "zhuren-dakai-2")
    assert desk.file.passphrases.opened_by("zhuren-dakai-2") == "chair"
    with pytest.raises(WrongSecret):
        desk.file.passphrases.opened_by("zhuren-dakai")
    keys.take_away(desk, "supervisor", by="jiandu-dakai")
    assert keys.owners(desk) == ("chair", "secretary")
    told = [line.body for line in desk.file.audit()[-4:]]
    assert all("passphrase:" in body and "dakai" not in body for body in told)
    assert desk.file.verify() == []


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (lambda d: keys.give(d, "secretary", "12345678", by="huiyi-kouling"), "已有口令"),
        (lambda d: keys.give(d, "P03", "12345678", by="huiyi-kouling"), "只有秘书"),
        (lambda d: keys.give(d, "chair", "1234567", by="huiyi-kouling"), "至少 8"),
        (lambda d: keys.give(d, "chair", "huiyi-kouling", by="huiyi-kouling"), "已经在用"),
        (lambda d: keys.change(d, "chair", "huiyi-kouling", "12345678"), "还没有"),
        (lambda d: keys.take_away(d, "chair", by="huiyi-kouling"), "还没有"),
        (lambda d: keys.take_away(d, "secretary", by="huiyi-kouling"), "唯一"),
    ],
)
def test_what_makes_no_sense_is_refused(before_the_vote: Make, step, words: str) -> None:
    with pytest.raises(Refused, match=words):
        step(before_the_vote())


def test_one_role_cannot_change_or_remove_the_passphrase_of_another(before_the_vote: Make) -> None:
    desk = before_the_vote()
    keys.give(desk, "chair", "zhuren-dakai", by="huiyi-kouling")
    keys.give(desk, "supervisor", "jiandu-dakai", by="huiyi-kouling")
    with pytest.raises(Refused, match="不是"):
        keys.change(desk, "chair", "huiyi-kouling", "xin-kouling-1")
    with pytest.raises(Refused, match="恢复码"):
        keys.take_away(desk, "chair", by="huiyi-kouling")
    with pytest.raises(Refused, match="已经在用"):
        keys.change(desk, "chair", "zhuren-dakai", "jiandu-dakai")
    with pytest.raises(Refused, match="秘书口令"):
        keys.renew_recovery_code(desk, by="zhuren-dakai")
    with pytest.raises(WrongSecret):
        keys.change(desk, "chair", "something else", "xin-kouling-1")


def test_the_recovery_code_mends_a_loss_and_is_then_replaced(before_the_vote: Make) -> None:
    desk = before_the_vote()
    code = keys.renew_recovery_code(desk, by="huiyi-kouling")
    keys.change(desk, "secretary", code, "xin-de-kouling")
    assert desk.file.passphrases.opened_by("xin-de-kouling") == "secretary"
    keys.give(desk, "chair", "zhuren-dakai", by=code)
    keys.take_away(desk, "chair", by=code)
    newer = keys.renew_recovery_code(desk, by=code)
    with pytest.raises(WrongSecret):
        desk.file.passphrases.opened_by(code)
    assert desk.file.passphrases.opened_by(newer) == "recovery"


def test_a_member_changes_the_pin_with_the_old_one_only(before_the_vote: Make, pin_of) -> None:
    desk = before_the_vote()
    with pytest.raises(Refused) as nothing:
        setup.set_pin(desk, "P03", "998877")
    assert nothing.value.rule == "two-others"
    with pytest.raises(WrongSecret):
        setup.set_pin(desk, "P03", "998877", old="000000")
    setup.set_pin(desk, "P03", "998877", old=pin_of("P03"))
    desk.file.secrets.check_pin("P03", "998877", tries=5)
    for _ in range(4):  # wrong old PINs count like any others
        with pytest.raises(WrongSecret):
            setup.set_pin(desk, "P03", "1111", old=pin_of("P03"))
    with pytest.raises(SeatLocked):
        setup.set_pin(desk, "P03", "1111", old=pin_of("P03"))


def test_a_lost_pin_takes_two_other_people(before_the_vote: Make) -> None:
    desk = before_the_vote()
    setup.set_pin(desk, "P03", "998877", agreed=SECRETARY | SUPERVISOR)
    desk.file.secrets.check_pin("P03", "998877", tries=5)


@pytest.mark.parametrize("agreed", [SECRETARY | SUPERVISOR, VICE | SUPERVISOR, VICE | SECRETARY])
def test_a_lost_token_takes_two_other_people(before_the_vote: Make, agreed) -> None:
    desk = before_the_vote()
    with pytest.raises(Refused) as nothing:
        setup.enrol_holder(desk, "P01", "xin-kaixiang")
    assert nothing.value.rule == "two-others"
    setup.enrol_holder(desk, "P01", "xin-kaixiang", agreed=agreed)
    assert desk.file.secrets.check_holder("P01", "xin-kaixiang")
    assert not desk.file.secrets.check_holder("P01", "zhuren-kouling")


@pytest.mark.parametrize(
    "agreed",
    [
        SECRETARY,
        SUPERVISOR,
        SECRETARY | CHAIR,  # the one who says that the token is lost does not count
        SECRETARY | SUPERVISOR | VICE,
        SECRETARY | {"supervisor": "falsch"},
        {"secretary": "falsch"} | SUPERVISOR,
        SECRETARY | {"P03": "71948200305 3"},  # a member without a token
        SECRETARY | {"nobody": ""},
    ],
)
def test_fewer_the_owner_or_a_wrong_secret_do_not(before_the_vote: Make, agreed) -> None:
    desk = before_the_vote()
    with pytest.raises(Refused):
        setup.enrol_holder(desk, "P01", "xin-kaixiang", agreed=agreed)
    with pytest.raises(Refused):
        agreement.check_two_others(desk, "P01", agreed)
    assert desk.file.secrets.check_holder("P01", "zhuren-kouling")


def test_the_old_token_replaces_itself(before_the_vote: Make) -> None:
    desk = before_the_vote()
    with pytest.raises(Refused, match="原开箱口令"):
        setup.enrol_holder(desk, "supervisor", "xin-kaixiang", old="falsch")
    setup.enrol_holder(desk, "supervisor", "xin-kaixiang", old="jiandu-kouling")
    assert desk.file.secrets.check_holder("supervisor", "xin-kaixiang")
    assert voting.open_round(desk).round.key == "1"


def test_a_round_names_whoever_in_the_room_has_no_token_yet(before_the_vote: Make) -> None:
    desk = before_the_vote()
    whole = desk.case.current
    third = replace(whole.members[2], role=Role.VICE_CHAIR)
    assert third.id not in desk.file.secrets.holders()
    members = (*whole.members[:2], third, *whole.members[3:])
    desk.record([SetupChanged(whole, replace(whole, members=members))])
    with pytest.raises(Refused, match=f"副主任委员{third.name}还没有设置开箱口令"):
        voting.open_round(desk)
    assert desk.case.rounds == {}
    setup.enrol_holder(desk, third.id, "disanren-kouling")
    assert voting.open_round(desk).round.key == "1"


def test_the_passphrase_of_the_chair_does_not_stand_in_for_the_secretarys(
    before_the_vote: Make,
) -> None:
    desk = before_the_vote()
    keys.give(desk, "chair", "zhuren-dakai", by="huiyi-kouling")
    with pytest.raises(Refused, match="秘书的口令"):
        setup.enrol_holder(
            desk, "P02", "xin-kaixiang", agreed={"secretary": "zhuren-dakai"} | SUPERVISOR
        )
