"""Rounds with slips (投票券) in a script: the same verbs, the same figures, and nobody's name.

P03 keeps out of A02, P01 and P08 out of B03. So of the first round's eight slips five are for
everybody, two are for all but B03, and one, P03's, is alone in its class.
"""

import datetime
import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from tests.sessions.conftest import Told
from zcdesk.desk import rehearsal, setup
from zcdesk.desk.delivery import verify
from zcdesk.desk.desk import Desk
from zcdesk.desk.script import read_script
from zcdesk.domain.errors import Refused, Unreadable


def with_slips(told: Told, alone: str = "") -> Told:
    """Both rounds with slips."""
    for held in told.rounds:
        held["slips"] = True
    if alone:
        told.rounds[0]["slip_alone"] = alone
    return told


def session_of(told: Told) -> Desk:
    """Rehearse it; the session that is left, open."""
    done = rehearsal.rehearse(
        read_script(told.write()),
        told.folder / "out",
        now=lambda: datetime.datetime(2024, 11, 20, 9, 0),  # noqa: DTZ001
        random=random.Random(7).randbytes,
    )
    return setup.open_session(
        done.session,
        done.passphrase,
        now=lambda: datetime.datetime(2024, 11, 21, 9, 0),  # noqa: DTZ001
        random=random.Random(8).randbytes,
    )


def figures(result: dict[str, Any]) -> dict[str, Any]:
    """Everything that a vote decides."""
    return {name: result[name] for name in ("groups", "applicants", "excluded", "exception")}


def result_of(told: Told) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((told.folder / "out" / "result.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def by_name(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The result of the same session by name."""
    return Told(tmp_path_factory.mktemp("by-name") / "second").run()


def test_in_parts_nobody_stands_alone_and_the_figures_are_those_of_a_round_by_name(
    told: Told, by_name: dict[str, Any]
) -> None:
    desk = session_of(with_slips(told, "separate"))
    try:
        rounds = desk.case.rounds
        assert list(rounds) == ["1", "1b", "2"]
        assert all(vote.slips and not vote.not_returned for vote in rounds.values())
        assert not any(each.alone for vote in rounds.values() for each in vote.classes)
        held = [set(rounds[key].applicants) for key in ("1", "1b")]
        assert held[0] & held[1] == set()
        assert "A02" not in held[0] or "B03" not in held[0]
        # P07 has drawn no slip: of the class that is for everybody one is out, in each part.
        for key in ("1", "1b"):
            (out,) = rounds[key].slips_out
            label = {each.label: each.applicants for each in rounds[key].classes}
            assert set(label[out]) == set(rounds[key].applicants)
        assert desk.file.verify() == []
        # Nothing of who cast: neither in the log nor in the record of a round.
        casts = [json.loads(line.body) for line in desk.file.audit() if "BallotCast" in line.body]
        assert len(casts) == len(MEMBERS_IN_PARTS)
        assert {body["actor"] for body in casts} == {""}
    finally:
        desk.file.close()
    assert figures(result_of(told)) == figures(by_name)
    (package,) = (told.folder / "out").glob("zc-*.zip")
    assert verify(package).ok


# Seven of eight cast in the first round's larger part; in the other, P03 or P01 and P08 keep out.
MEMBERS_IN_PARTS = [*range(7), *range(6), *range(9)]


def test_a_slip_alone_is_refused_or_accepted_as_the_script_says(
    told: Told, by_name: dict[str, Any]
) -> None:
    with pytest.raises(Refused, match=r"只有一张，持券人可以被认出.*分开单独表决") as refusal:
        with_slips(told).run()
    assert refusal.value.rule == "slip-alone"
    assert not (told.folder / "out" / "result.json").exists()
    assert figures(with_slips(told, "accepted").run()) == figures(by_name)


def _row(*row: str) -> Callable[[list[tuple[str, ...]]], list[tuple[str, ...]]]:
    return lambda rows: [*rows, row]


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("recused-ballot", _row("P03", "A02", "同意")),
        ("absent-ballot", _row("P09", "A01", "同意")),
        ("round-applicant", _row("P01", "A04", "同意")),
        ("incomplete-sheet", lambda rows: [r for r in rows if r[:2] != ("P02", "A02")]),
        ("incomplete-sheet", lambda rows: [r for r in rows if r[:2] != ("P02", "B03")]),
        ("double-ballot", lambda rows: [*rows, rows[0]]),
    ],
)
def test_a_ballot_that_breaks_a_rule_is_refused_in_a_part_as_in_a_round(
    told: Told, rule: str, change: Callable[..., Any]
) -> None:
    with_slips(told, "separate").rounds[0]["rows"] = change(told.rounds[0]["rows"])
    with pytest.raises(Refused) as refusal:
        told.run()
    assert refusal.value.rule == rule
    assert not (told.folder / "out" / "result.json").exists()


def test_what_is_no_answer_to_a_slip_alone_is_named(told: Told) -> None:
    with_slips(told, "ask")
    with pytest.raises(Unreadable, match=r"rounds\[1\].slip_alone”应当是以下之一"):
        told.run()
