"""A folder of dossiers: whose is which, and what belongs to nobody."""

from pathlib import Path

import pytest

from zcdesk.domain.errors import Unreadable
from zcdesk.dossiers.folder import find_dossiers, owner


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("1", "1"),
        ("1李明", "1"),
        ("1 李明", "1"),
        ("1-李明", "1"),
        ("１０_王芳", "10"),
        ("10王芳", "10"),
        ("100", None),
        ("1a", None),
        ("001", "001"),
        ("0010", None),
        ("A-1-2 赵强", "A-1-2"),
        ("A-1-3 赵强", "A-1"),
        ("李明1", None),
    ],
)
def test_the_longest_whole_number_owns_a_folder(name: str, number: str | None) -> None:
    assert owner(name, {"1", "10", "001", "A-1", "A-1-2", ""}) == number


def test_a_folder_of_dossiers(tmp_path: Path) -> None:
    for name in (
        "1 李明/申报表.pdf",
        "1 李明/证书/学历.JPG",
        "1 李明/说明.docx",
        "1 李明/Thumbs.db",
        "1补充/业绩.tiff",
        "10/a.png",
        "11/b.pdf",
        "散页.pdf",
        ".DS_Store",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "10" / "outside.pdf").symlink_to("/etc/passwd")
    found = find_dossiers(tmp_path, ["1", "10", "2"])
    assert found.matches == {
        "1": (
            tmp_path / "1 李明/申报表.pdf",
            tmp_path / "1 李明/证书/学历.JPG",
            tmp_path / "1 李明/说明.docx",
            tmp_path / "1补充/业绩.tiff",
        ),
        "10": (tmp_path / "10/a.png",),
    }
    assert found.unmatched == (tmp_path / "11", tmp_path / "散页.pdf")
    assert found.unsupported == (tmp_path / "1 李明/说明.docx",)


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        find_dossiers(tmp_path / "none", [])
