"""What keeps a session from its next phase."""

import datetime
import random
from pathlib import Path

import pytest

from zcdesk.desk import phases, rehearsal, setup
from zcdesk.desk.script import read_script
from zcdesk.domain.errors import Refused
from zcdesk.dossiers.specimen import write_sample


def test_an_empty_roster_does_not_go_to_the_defense(tmp_path: Path) -> None:
    script = read_script(write_sample(tmp_path / "sample", applicants=6).script)
    desk = setup.create(
        tmp_path / "s.zcd",
        rehearsal.setup_of(script, rehearsal=True),
        {"secretary": "秘书的口令"},
        now=lambda: datetime.datetime(2024, 11, 20, 9, 0),  # noqa: DTZ001 - local time
        random=random.Random(1).randbytes,
    ).desk
    phases.forward(desk)
    assert "还没有申报人，请先导入花名册。" in [lack.sentence for lack in phases.missing(desk)]
    with pytest.raises(Refused):
        phases.forward(desk)
    desk.file.close()
