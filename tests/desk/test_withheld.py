"""What a submission package withholds of the log cannot be guessed from the digests that stay."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from tests.desk.test_re_examination import sealed_by
from zcdesk.desk import delivery
from zcdesk.desk.desk import Desk
from zcdesk.domain.audit import digest_of
from zcdesk.domain.codec import canonical
from zcdesk.domain.committee import Recusal

REASON = "与{name}同一单位"
POOL = [f"委员{n}" for n in range(1, 200)]
"""Everybody who may sit in this committee; whoever receives the package knows the list."""


def guesses(body: dict[str, Any]) -> Iterator[str]:
    """The line with every name of the pool, all else of it known: the best an attacker can have."""
    for name in POOL:
        told = {**body["payload"]["recusal"], "reason": REASON.format(name=name)}
        kept = {key: value for key, value in body.items() if key != "salt"}
        yield canonical({**kept, "payload": {"recusal": told}})


@pytest.fixture
def withheld(
    before_the_vote: Callable[..., Desk], pin_of, tmp_path: Path
) -> tuple[dict[str, Any], str, Desk]:
    """A line that names an expert in a reason, the digest that the package has of it, the session."""
    desk = sealed_by(before_the_vote([Recusal("002", "P09", REASON.format(name="委员9"))]), pin_of)
    package = delivery.write_outputs(desk, tmp_path).package
    with ZipFile(package) as archive:
        (name,) = (n for n in archive.namelist() if n.endswith("data/record.json"))
        lines = json.loads(archive.read(name))["audit"]
    (body,) = (
        told
        for told in (json.loads(line.body) for line in desk.file.audit())
        if told["event"] == "RecusalDeclared"
    )
    place = next(line.number for line in desk.file.audit() if '"RecusalDeclared"' in line.body)
    assert lines[place - 1]["body"] is None
    return body, lines[place - 1]["digest"], desk


def test_nobody_is_found_by_trying_every_name(withheld: tuple[dict[str, Any], str, Desk]) -> None:
    body, digest, desk = withheld
    assert digest not in {digest_of(text) for text in guesses(body)}
    # The same search finds the expert at once where a line has no salt.
    bare = canonical({key: value for key, value in body.items() if key != "salt"})
    found = [text for text in guesses(body) if digest_of(text) == digest_of(bare)]
    assert [REASON.format(name="委员9") in text for text in found] == [True]
    # Each line has a salt of its own, but a cast, which tells nothing that anybody could guess.
    bodies = [json.loads(line.body) for line in desk.file.audit()]
    salts = [told["salt"] for told in bodies if told["event"] != "BallotCast"]
    assert len(set(salts)) == len(salts) > 20
    assert {len(salt) for salt in salts} == {32}
    assert not any("salt" in told for told in bodies if told["event"] == "BallotCast")
