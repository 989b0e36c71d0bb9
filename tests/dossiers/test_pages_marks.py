"""How pages are held is remembered, encrypted; what cannot be read counts for nothing."""

from pathlib import Path

import pytest

from zcdesk.domain.errors import KnownError
from zcdesk.dossiers.pages_marks import Marks, read_marks, write_marks

KEY, NONCE = bytes(range(32)), bytes(12)


def test_quarter_turns_add_up() -> None:
    marks = Marks().turned("a", 0, 1).turned("a", 0, 1).turned("a", 1, -1).turned("b", 0, 5)
    assert marks.turns == {("a", 0): 2, ("a", 1): 3, ("b", 0): 1}
    assert marks.turned("a", 0, 2).turns == {("a", 1): 3, ("b", 0): 1}


def test_marks_come_back(tmp_path: Path) -> None:
    marks = Marks().turned("a", 7, 1).sorted_as("a", "论文").sorted_as("a", "获奖")
    path = tmp_path / "reading.zcm"
    write_marks(path, KEY, marks, NONCE)
    assert read_marks(path, KEY) == marks
    assert "论文".encode() not in path.read_bytes()
    assert [each.name for each in tmp_path.iterdir()] == ["reading.zcm"]


@pytest.mark.parametrize("harm", ["nothing", "short", "changed", "other key"])
def test_what_cannot_be_read_counts_for_nothing(tmp_path: Path, harm: str) -> None:
    path = tmp_path / "reading.zcm"
    if harm != "nothing":
        write_marks(path, KEY, Marks().turned("a", 0, 1), NONCE)
    if harm == "short":
        path.write_bytes(path.read_bytes()[:10])
    if harm == "changed":
        path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert read_marks(path, bytes(32) if harm == "other key" else KEY) == Marks()


def test_a_disk_that_refuses_is_told(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="没有存下"):
        write_marks(tmp_path / "none" / "reading.zcm", KEY, Marks(), NONCE)
