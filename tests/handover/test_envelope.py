"""What closes a package: other people's programs open it, wrong secrets do not."""

import io
import random
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import py7zr
import pytest

from zcdesk.domain.errors import KnownError, Refused
from zcdesk.handover import envelope, opening
from zcdesk.handover.envelope import (
    PLAIN,
    Envelope,
    close,
    new_receiver_key,
    spoken_password,
)
from zcdesk.handover.identity import Identity
from zcdesk.handover.opening import Locked, Secrets, opened
from zcdesk.handover.package import PackageInfo, write_package
from zcdesk.handover.verify import verify_package

PASSWORD = "4821-0937-5526-1140"
SECRET, PUBLIC = new_receiver_key()
DATA = random.Random(5).randbytes(300_000)


def pieces(data: bytes, length: int = 70_000) -> Iterator[bytes]:
    return (data[at : at + length] for at in range(0, len(data), length))


def closed(by: Envelope, data: bytes = DATA) -> bytes:
    sink = io.BytesIO()
    close(sink, by, "a.zip", len(data), pieces(data))
    return sink.getvalue()


BY_PASSWORD, BY_KEY = Envelope(password=PASSWORD), Envelope(recipient=PUBLIC)


@pytest.mark.parametrize(
    ("by", "secrets"),
    [(PLAIN, Secrets()), (BY_PASSWORD, Secrets(PASSWORD)), (BY_KEY, Secrets(key=SECRET))],
)
@pytest.mark.parametrize("size", [0, 1, 300_000])
def test_what_goes_in_comes_out(by: Envelope, secrets: Secrets, size: int) -> None:
    data = DATA[:size]
    if by is BY_PASSWORD and size < 300_000:
        return  # a third of a second each, and 7z has no content to encrypt in an empty file
    inside = closed(by, data)
    assert len(inside) <= by.largest(size)
    with opened(io.BytesIO(inside), "a.zip", secrets) as stream:
        assert stream.read() == data
    if by is not PLAIN and size > 1:
        assert data[:200] not in inside
        assert b"a.zip" not in inside  # not even the name is told


def test_seven_zip_opens_it(tmp_path: Path) -> None:
    program = shutil.which("7z")
    if program is None:
        pytest.skip("no 7-Zip on this machine")
    (tmp_path / "a.7z").write_bytes(closed(BY_PASSWORD))
    command = [program, "x", f"-p{PASSWORD}", f"-o{tmp_path / 'out'}", tmp_path / "a.7z"]
    subprocess.run(command, check=True, capture_output=True)
    assert (tmp_path / "out" / "a.zip").read_bytes() == DATA
    listed = subprocess.run(
        [program, "l", "-slt", f"-p{PASSWORD}", tmp_path / "a.7z"], check=True, capture_output=True
    )
    assert b"Method = Copy 7zAES" in listed.stdout


@pytest.mark.parametrize(
    ("by", "secrets", "sentence"),
    [
        (BY_PASSWORD, Secrets(), "需要口令"),
        (BY_PASSWORD, Secrets("4821-0937-5526-1141"), "口令不正确"),
        (BY_PASSWORD, Secrets(key=SECRET), "需要口令"),
        (BY_KEY, Secrets(), "私钥文件"),
        (BY_KEY, Secrets(PASSWORD), "私钥文件"),
        (BY_KEY, Secrets(key="hello"), "私钥文件不正确"),
        (BY_KEY, Secrets(key="AGE-SECRET-KEY-1QQQQ"), "私钥文件不正确"),
        (BY_KEY, Secrets(key=new_receiver_key()[0]), "不能用这个私钥打开"),
    ],
)
def test_a_missing_or_wrong_secret_is_a_sentence(
    by: Envelope, secrets: Secrets, sentence: str
) -> None:
    with pytest.raises(Locked, match=sentence) as refused:
        opened(io.BytesIO(closed(by)), "a.zip", secrets)
    assert "\n" not in refused.value.sentence
    assert PASSWORD not in repr(secrets)
    assert PASSWORD not in repr(by)


@pytest.mark.parametrize(
    ("by", "secrets", "tries"),
    # A password costs a third of a second each time, on purpose.
    [(BY_PASSWORD, Secrets(PASSWORD), 2), (BY_KEY, Secrets(key=SECRET), 60)],
)
def test_a_damaged_envelope_never_gives_other_content(
    by: Envelope, secrets: Secrets, tries: int
) -> None:
    whole, dice = closed(by), random.Random(11)
    for _ in range(tries):
        spoiled = bytearray(whole)
        spoiled[dice.randrange(30, len(spoiled))] ^= 1 << dice.randrange(8)
        try:
            with opened(io.BytesIO(bytes(spoiled)), "a.zip", secrets) as stream:
                assert stream.read() == DATA  # a bit that nothing depends on
        except KnownError:
            continue
    for end in (40, 1000, len(whole) - 1):
        with pytest.raises(KnownError):
            opened(io.BytesIO(whole[:end]), "a.zip", secrets)


def test_a_bomb_stops_at_the_size_of_a_package(monkeypatch: Any) -> None:
    monkeypatch.setattr(opening, "LARGEST", 1000)
    with pytest.raises(KnownError, match="只有一个移交包"):
        opened(io.BytesIO(closed(BY_PASSWORD)), "a.zip", Secrets(PASSWORD))


def test_two_files_in_one_archive_are_refused() -> None:
    sink = io.BytesIO()
    with py7zr.SevenZipFile(sink, "w", password=PASSWORD) as archive:
        archive.writestr("one", "a.zip")
        archive.writestr("two", "b.zip")
    with pytest.raises(KnownError, match="只有一个移交包"):
        opened(sink, "a.7z", Secrets(PASSWORD))


@pytest.mark.parametrize("by", [PLAIN, BY_PASSWORD, BY_KEY])
def test_errors_of_medium_and_source_come_out_as_they_are(by: Envelope) -> None:
    class Full(io.BytesIO):
        def write(self, data: Any, /) -> int:
            if self.tell() > 100_000:
                raise OSError(28, "No space left on device")
            return super().write(data)

    with pytest.raises(OSError, match="No space"):
        close(Full(), by, "a.zip", len(DATA), pieces(DATA))

    def gone() -> Iterator[bytes]:
        yield DATA[:100_000]
        raise KnownError("申报材料读不出来。")

    with pytest.raises(KnownError, match="读不出来"):
        close(io.BytesIO(), by, "a.zip", len(DATA), gone())


@pytest.mark.parametrize(
    ("password", "recipient", "sentence"),
    [("short", "", "至少 10"), ("", "age1xyz", "公钥不正确"), (PASSWORD, PUBLIC, "只能选一种"),
     ("", SECRET.split()[-1], "公钥不正确")],
    ids=["short", "no key", "both", "secret half"],
)  # fmt: skip
def test_an_envelope_that_cannot_be_is_refused(
    password: str, recipient: str, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        Envelope(password, recipient)


def test_a_spoken_password_is_twenty_digits() -> None:
    assert spoken_password(lambda n: b"\0" * n) == "0000-0000-0000-0000-0000"
    assert spoken_password(lambda n: b"\xff" * n) == f"{(2**128 - 1) % 10**20:020d}"[:4] + "".join(
        f"-{str((2**128 - 1) % 10**20).zfill(20)[at : at + 4]}" for at in range(4, 20, 4)
    )


# --- whole packages -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "secrets", "ending"),
    [(BY_PASSWORD, Secrets(PASSWORD), ".zip.7z"), (BY_KEY, Secrets(key=SECRET), ".zip.age")],
)
def test_an_encrypted_package_verifies_with_its_secret(
    package: PackageInfo,
    small: Any,
    identity: Identity,
    at: datetime,
    tmp_path: Path,
    by: Envelope,
    secrets: Secrets,
    ending: str,
) -> None:
    written = write_package(tmp_path, small.contents(), identity, at=at, closed=by)
    assert written.path.name == package.path.stem + ending
    with pytest.raises(Locked):
        verify_package(written.path)
    assert verify_package(written.path, secrets).ok
    with written.path.open("rb") as file, opened(file, "x", secrets) as stream:
        assert stream.read() == package.path.read_bytes()
    files = sorted(each.name for each in tmp_path.iterdir())
    assert files == sorted([package.path.name, written.path.name])


def test_the_reader_gives_what_is_asked_and_only_in_order() -> None:
    source: BinaryIO = envelope._Source(5, iter([b"abc", b"de"]), [])  # type: ignore[assignment]
    assert source.seek(0, io.SEEK_END) == 5
    with pytest.raises(io.UnsupportedOperation):
        source.read(1)
    source.seek(0)
    assert [source.read(2), source.read(), source.read(4), source.read()] == [
        b"ab",
        b"c",
        b"de",
        b"",
    ]
