"""No PIN, token, passphrase, recovery code or slip stands in any file, journal or log of a session."""

import base64
import io
import logging
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from zcdesk.desk import delivery, keys, sealing, setup, slips, voting
from zcdesk.desk.desk import Desk
from zcdesk.domain.ballot import Choice, Paper
from zcdesk.domain.errors import KnownError
from zcdesk.dossiers.vault import Vault
from zcdesk.store.casefile import CaseFile

TWO = {
    "presider": "P01",
    "presider_token": "zhuren-kouling",
    "supervisor_token": "jiandu-kouling",
}


def forms(secret: str) -> Iterator[bytes]:
    """A secret in every form in which it might be written."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        raw = secret.encode(encoding)
        yield from (raw, raw.hex().encode(), raw.hex().upper().encode())
        yield base64.b64encode(raw).rstrip(b"=")[:-1]


def streams(data: bytes) -> Iterator[bytes]:
    """A file, and what is packed in it: members of an archive, streams of a PDF."""
    yield data
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                yield from streams(archive.read(entry))
    if data.startswith(b"%PDF"):
        for found in re.finditer(rb"stream\r?\n", data):
            try:
                yield zlib.decompressobj().decompress(data[found.end() :])
            except zlib.error:
                continue


def leaked(secrets: set[str], contents: dict[str, bytes]) -> set[tuple[str, str]]:
    """Each secret and the place where it stands."""
    wanted = [(secret, form) for secret in secrets for form in forms(secret)]
    return {
        (secret, place)
        for place, data in contents.items()
        for stream in streams(data)
        for secret, form in wanted
        if form in stream
    }


def everything(folder: Path, desk: Desk, logged: str) -> dict[str, bytes]:
    """Every byte that a session leaves: raw, decrypted, and what was logged."""
    contents = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
    vault = Vault(desk.file.files_folder, desk.file.vault_key)
    for path in desk.file.files_folder.iterdir():
        contents[f"vault {path.name}"] = vault.get(path.name)
    contents["pages"] = b"".join(CaseFile.open(desk.file.folder, "xin-huiyi-kl").pages())
    contents["log"] = logged.encode()
    return contents


@pytest.fixture
def held(
    before_the_vote: Callable[..., Desk], pin_of, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> tuple[dict[str, bytes], set[str]]:
    """A whole session with every kind of secret typed, wrong, changed and lost; its bytes."""
    secrets = {"huiyi-kouling", *TWO.values(), "fuzhuren-kouling"} - {"P01"}
    secrets |= {pin_of(f"P0{n}") for n in range(1, 10)}
    with caplog.at_level(logging.DEBUG):
        desk = before_the_vote()
        code = keys.renew_recovery_code(desk, by="huiyi-kouling")
        keys.give(desk, "chair", "zhuren-dakai", by="huiyi-kouling")
        keys.change(desk, "secretary", code, "xin-huiyi-kl")
        setup.set_pin(desk, "P03", "550055005500", old=pin_of("P03"))
        setup.enrol_holder(
            desk,
            "P02",
            "xin-fuzhuren-kl",
            agreed={"secretary": "xin-huiyi-kl", "supervisor": "jiandu-kouling"},
        )
        said = []
        voting.open_sitting(desk, "P01", "zhuren-kouling")
        key = voting.open_round(desk).round.key
        for member in desk.case.rounds[key].voters:
            pin = "550055005500" if member == "P03" else pin_of(member)
            with pytest.raises(KnownError) as wrong:
                voting.sheet(desk, key, member, f"{pin}9")
            said.append(wrong.value.sentence + repr(wrong.value))
            sheet = voting.sheet(desk, key, member, pin)
            voting.cast(desk, key, member, pin, Paper(dict.fromkeys(sheet, Choice.REJECT)))
        voting.close(desk, key)
        with pytest.raises(KnownError) as wrong:
            voting.open_box(desk, key, **{**TWO, "supervisor_token": "cuode-kouling"})
        said.append(wrong.value.sentence + repr(wrong.value))
        voting.open_box(desk, key, **TWO)
        batch = slips.prepare(desk, reason="再次表决")
        said.append(repr(batch))
        key = slips.open_round(desk, batch).round.key
        for slip in batch.codes:
            slips.cast(
                desk, key, slip, Paper(dict.fromkeys(slips.sheet(desk, key, slip), Choice.REJECT))
            )
        voting.close(desk, key)
        voting.open_box(desk, key, **TWO)
        two = sealing.TwoPeople(*TWO.values())
        said.append(repr(two))
        sealing.seal(desk, "人数过少", two)
        delivery.write_outputs(desk, tmp_path)
        desk.file.close()
    secrets |= {code, "zhuren-dakai", "xin-huiyi-kl", "550055005500", "xin-fuzhuren-kl"}
    secrets |= {"cuode-kouling", *batch.codes, *(slip[2:].replace("-", "") for slip in batch.codes)}
    secrets |= {code.replace("-", "")}
    return everything(tmp_path, desk, caplog.text + "\n".join(said)), secrets


def test_no_secret_stands_anywhere(held: tuple[dict[str, bytes], set[str]]) -> None:
    contents, secrets = held
    assert len(secrets) > 35
    assert {"minutes.pdf", "result.json", "pages", "log"} <= set(contents)
    assert any(place.endswith("session.db") for place in contents)
    assert any(place.endswith(".zip") for place in contents)
    assert leaked(secrets, contents) == set()
    # The search bites: everything that was written is found in the pages, the names at least.
    assert "委员3".encode() in contents["pages"]
    assert leaked({"样例评审委员会"}, contents) >= {
        ("样例评审委员会", "pages"),
        ("样例评审委员会", "result.json"),
    }


@pytest.mark.parametrize("number", range(12))
def test_a_planted_secret_is_found_in_every_form(number: int) -> None:
    secret = "zhuren-kouling"
    form = list(forms(secret))[number]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/b.json", b"..." + form + b"...")
    for data in (
        b"x" + form,
        b"%PDF-1.7\nstream\n" + zlib.compress(b"BT " + form) + b"\nendstream",
        packed.getvalue(),
    ):
        assert leaked({secret, "another"}, {"here": data, "there": b""}) == {(secret, "here")}
