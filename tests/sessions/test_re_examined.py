"""复查 raises no false alarm, however a session was held: by name, with slips, with every setting."""

from collections.abc import Callable

import pytest

from tests.sessions.conftest import Told
from tests.sessions.test_slip_script import session_of, with_slips
from zcdesk.desk import re_examination


def every_setting(told: Told) -> None:
    told.values["settings"] |= {
        "recusal_base": "keep",
        "absent_from_defense": "eliminated",
        "aggregate": "trimmed_mean",
        "pool": "specialty",
        "small_group_votes": "outcome_only",
    }


WAYS: dict[str, Callable[[Told], object]] = {
    "with slips, in parts": lambda told: with_slips(told, "separate"),
    "every setting": every_setting,
}


@pytest.mark.parametrize("way", WAYS)
def test_a_session_that_was_held_rightly_agrees_in_everything(told: Told, way: str) -> None:
    WAYS[way](told)
    desk = session_of(told)
    try:
        (package,) = (told.folder / "out").glob("zc-*.zip")
        for counted in (
            re_examination.of_session(desk, package=package),
            re_examination.of_package(package),
        ):
            assert [each for part in counted.parts for each in part.differences] == []
            assert {part.name: part.compared for part in counted.parts}["得分"] == 14
            # Marks of A02 stand under the members' numbers, for whoever compares them with paper.
            sheets = [e for e in counted.entries if (e.number, e.place) == ("A02", "评分表原件")]
            assert [entry.title for entry in sheets] == ["评分表（M01）", "评分表（M02）"]
            assert all("思想品德" in entry.value for entry in sheets)
    finally:
        desk.file.close()
