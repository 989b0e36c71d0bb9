"""Chair or vice chair opens the sitting; a rehearsal is one sitting from its keys to its seal."""

import datetime
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from zcdesk.desk import rehearsal, setup, voting
from zcdesk.desk.desk import SUPERVISOR, Desk
from zcdesk.desk.script import read_script
from zcdesk.domain.errors import Refused
from zcdesk.store.errors import StoreDamaged, WrongSecret

MORNING = datetime.datetime(2024, 11, 20, 9, 0)  # noqa: DTZ001 - local time, as the desk keeps it


@pytest.fixture
def desk(told: Any, tmp_path: Path) -> Iterator[Desk]:
    """A session just set up: P01 its chair, P02 its vice chair, each with a token."""
    described = rehearsal.setup_of(read_script(told.write()), rehearsal=True)
    made = setup.create(
        tmp_path / "s.zcd",
        described,
        {"secretary": "秘书的口令"},
        now=lambda: MORNING,
        random=random.Random(1).randbytes,
    ).desk
    for holder in ("P01", "P02", SUPERVISOR):
        setup.enrol_holder(made, holder, f"{holder}的开箱口令")
    yield made
    made.file.close()


@pytest.mark.parametrize("nobody", ["P03", SUPERVISOR, "P99", ""])
def test_only_chair_and_vice_chair_open_a_sitting(desk: Desk, nobody: str) -> None:
    with pytest.raises(Refused) as refusal:
        voting.open_sitting(desk, nobody, f"{nobody}的开箱口令")
    assert refusal.value.rule == "token"
    assert desk.file.sitting == ""


def test_a_wrong_token_opens_none(desk: Desk) -> None:
    with pytest.raises(WrongSecret):
        voting.open_sitting(desk, "P01", "P02的开箱口令")


@pytest.mark.parametrize("presider", ["P01", "P02"])
def test_a_file_changed_between_two_sittings_is_not_sat_over(desk: Desk, presider: str) -> None:
    token = f"{presider}的开箱口令"
    assert not voting.open_sitting(desk, presider, token).checked
    voting.arrive(desk, "P01")
    voting.close_sitting(desk)
    assert voting.open_sitting(desk, presider, token).checked
    voting.close_sitting(desk)
    desk.file.run(
        lambda db: db.execute("DELETE FROM audit WHERE number = (SELECT max(number) FROM audit)")
    )
    with pytest.raises(StoreDamaged):
        voting.open_sitting(desk, presider, token)


def test_a_rehearsal_is_vouched_for_from_its_keys_to_its_seal(
    told: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def spy(desk: Desk) -> None:
        (number,) = desk.file.run(lambda db: db.execute("SELECT number FROM sitting").fetchone())
        log = desk.file.audit()
        seen.append((desk.file.sitting, int.from_bytes(number, "big") - len(log), log[-1].body))
        assert desk.file.verify() == []
        desk.file.close_sitting()

    monkeypatch.setattr(voting, "close_sitting", spy)
    told.run()
    ((holder, behind, last),) = seen
    assert (holder, behind) == ("P01", 0)
    assert '"event":"Sealed"' in last
