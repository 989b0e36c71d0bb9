"""Key slots of an open file: given, changed and taken away, completely or not at all."""

from pathlib import Path

import pytest

from zcdesk.store import slots
from zcdesk.store.casefile import CaseFile
from zcdesk.store.errors import StoreFull, WrongSecret
from zcdesk.store.keys import KdfCost


def opens(folder: Path, secret: str) -> str:
    """The slot that a secret opens a closed file by; empty when it opens none."""
    try:
        with CaseFile.open(folder, secret) as file:
            return file.opened_by
    except WrongSecret:
        return ""


def test_a_new_passphrase_opens_and_the_earlier_one_does_not(file: CaseFile) -> None:
    file.passphrases.put("chair", "主任的新口令")
    file.passphrases.put("supervisor", "监督的口令")
    assert file.passphrases.names() == ("supervisor", "secretary", "chair")
    file.close()
    assert opens(file.folder, "主任的新口令") == "chair"
    assert opens(file.folder, "监督的口令") == "supervisor"
    assert opens(file.folder, "秘书的口令") == "secretary"
    assert opens(file.folder, "主任的口令") == ""
    assert sorted(path.name for path in file.folder.iterdir()) == [
        "files",
        "session.db",
        "session.db-journal",
        "slots.json",
    ]


def test_one_that_was_taken_away_opens_nothing_and_the_last_stays(file: CaseFile) -> None:
    file.passphrases.drop("chair")
    for name in ("chair", "secretary", slots.RECOVERY):
        with pytest.raises(ValueError, match="stays"):
            file.passphrases.drop(name)
    file.close()
    assert opens(file.folder, "主任的口令") == ""
    assert opens(file.folder, "秘书的口令") == "secretary"


def test_a_recovery_code_is_replaced(tmp_path: Path) -> None:
    file, first = CaseFile.create(
        tmp_path / "s.zcd", {"secretary": "秘书的口令"}, cost=KdfCost.REHEARSAL
    )
    second = file.passphrases.renew_recovery()
    assert file.passphrases.opened_by(second) == slots.RECOVERY
    file.close()
    assert opens(file.folder, second) == "recovery"
    assert opens(file.folder, first) == ""


def test_a_full_disk_leaves_the_slots_as_they_were(file: CaseFile, monkeypatch) -> None:
    before = (file.folder / "slots.json").read_bytes()

    def full(path: Path, kept: object) -> None:
        path.write_bytes(b"half")
        raise OSError(28, "no space")

    monkeypatch.setattr(slots, "write", full)
    with pytest.raises(StoreFull):
        file.passphrases.put("chair", "主任的新口令")
    assert (file.folder / "slots.json").read_bytes() == before
    assert not (file.folder / "slots.json.part").exists()
