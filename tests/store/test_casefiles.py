"""Every schema ever released still opens."""

import json
import shutil
from pathlib import Path

import pytest

from zcdesk.domain.ballot import Choice
from zcdesk.domain.codec import encode
from zcdesk.store.ballots import BallotBox
from zcdesk.store.casefile import CaseFile
from zcdesk.store.migrations import VERSION
from zcdesk.store.sittings import Continuity

FOLDER = Path(__file__).parents[1] / "casefiles"
RELEASED = [f"v{number}" for number in range(1, VERSION + 1)]


@pytest.fixture(params=RELEASED)
def released(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, dict]:
    """A copy of a released case file, and what is in it."""
    folder = tmp_path / "copy.zcd"
    shutil.copytree(FOLDER / f"{request.param}.zcd", folder)
    return folder, json.loads((FOLDER / f"{request.param}.json").read_text("utf-8"))


def test_it_opens_with_every_secret_and_holds_what_it_held(released: tuple[Path, dict]) -> None:
    folder, expected = released
    secrets = {"秘书的口令": "secretary", "主任的口令": "chair", expected["recovery"]: "recovery"}
    for secret, slot in secrets.items():
        with CaseFile.open(folder, secret) as file:
            assert file.opened_by == slot
            assert encode(file.case) == expected["case"]
            assert file.head == expected["head"]
            assert file.verify(expected["head"]) == []


def test_its_secrets_and_its_open_round_go_on(released: tuple[Path, dict]) -> None:
    folder, _ = released
    with CaseFile.open(folder, "秘书的口令") as file:
        file.secrets.check_pin("M01", "2468", tries=5)
        assert file.secrets.identity() == b"identity of v1"
        box = BallotBox(file)
        assert box.turnout("3") == (9, 3)
        assert box.has_cast("3", "M05")
        box.cast("3", "M06", {"A001": Choice.REJECT, "A002": Choice.REJECT})
        found = file.open_sitting("M01", "token of M01")
        assert found == Continuity("M01", checked=True, unvouched=1)
        counted = box.count("3", "M02", "token of M02", "token of supervisor")
        yes, no, none = Choice.APPROVE, Choice.REJECT, Choice.ABSTAIN
        assert counted == {"A001": {yes: 1, no: 1, none: 1}, "A002": {yes: 1, no: 2, none: 1}}
