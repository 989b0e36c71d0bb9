"""The package as other people's tools see it, and what is left when the medium fails."""

import errno
import hashlib
import os
import re
import shutil
import stat
import subprocess
import zipfile
from collections import namedtuple
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import bagit
import pytest

from zcdesk.domain.committee import Committee
from zcdesk.handover import package as writing
from zcdesk.handover.check_code import plain_code
from zcdesk.handover.identity import Identity
from zcdesk.handover.medium import NotWritten
from zcdesk.handover.package import (
    PackageInfo,
    committee_code,
    package_name,
    write_package,
)

IN_THE_BAG = {
    "bagit.txt",
    "bag-info.txt",
    "manifest-sha256.txt",
    "manifest-sm3.txt",
    "核验说明.txt",
    "VERIFY.txt",
    "recount.py",
    "tagmanifest-sha256.txt",
    "signature.p7s",
    "signer.pem",
    "data/minutes.pdf",
    "data/record.json",
    "data/result.json",
    "data/votes.csv",
}


def bag_of(package: PackageInfo, folder: Path) -> Path:
    with zipfile.ZipFile(package.path) as archive:
        assert archive.testzip() is None
        archive.extractall(folder)
    return folder / package.path.stem


def test_it_is_one_stored_zip_with_an_ascii_name(package: PackageInfo, small: Any) -> None:
    code = plain_code(small.chain[-1].head)
    assert package.path.name == f"zc-2024-sxsgcxlgjzcpswyh-{code}.zip"
    assert package.sha256 == hashlib.sha256(package.path.read_bytes()).hexdigest()
    assert package.size == package.path.stat().st_size
    with zipfile.ZipFile(package.path) as archive:
        entries = archive.infolist()
    assert {e.filename.removeprefix(package.path.stem + "/") for e in entries} == IN_THE_BAG
    assert {e.compress_type for e in entries} == {zipfile.ZIP_STORED}
    assert {e.date_time for e in entries} == {(2024, 11, 20, 17, 30, 4)}
    assert all(bool(e.flag_bits & 0x800) is not e.filename.isascii() for e in entries)
    assert {stat.filemode(e.external_attr >> 16) for e in entries} == {"-rw-r--r--"}


def test_it_is_a_bag(package: PackageInfo, tmp_path: Path) -> None:
    bag = bagit.Bag(str(bag_of(package, tmp_path / "out")))
    bag.validate()
    assert bag.version_info == (1, 0)
    assert bag.info["Bagging-Date"] == "2024-11-20"
    assert bag.info["Source-Organization"] == "省工信厅"
    assert bag.info["External-Description"].endswith("（演练）")
    assert bag.info["Bag-Software-Agent"] == "zcdesk 1.2.3"


@pytest.mark.parametrize("text", ["VERIFY.txt", "核验说明.txt"])
def test_every_command_of_the_instructions_works(
    package: PackageInfo, tmp_path: Path, text: str
) -> None:
    folder = bag_of(package, tmp_path / "out")
    instructions = (folder / text).read_text("utf-8-sig")
    commands = re.findall(r"^ {8}((?:sha256sum|openssl|python3) .+?)\r?$", instructions, re.M)
    assert len(commands) == 6
    for command in commands:
        done = subprocess.run(
            command.split(), cwd=folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, command + done.stdout + done.stderr
        if command.startswith("openssl dgst"):
            digest = done.stdout.strip().partition("= ")[2]
            assert f"{digest}  data/result.json\n" in (folder / "manifest-sm3.txt").read_text()
    assert package.check_code in instructions
    assert package.fingerprint in instructions
    assert f"{package.path.name}" in instructions


def test_the_commands_fail_when_a_file_is_changed(package: PackageInfo, tmp_path: Path) -> None:
    folder = bag_of(package, tmp_path / "out")
    (folder / "data" / "votes.csv").write_text("x")
    done = subprocess.run(
        ["sha256sum", "-c", "manifest-sha256.txt"], cwd=folder, capture_output=True, check=False
    )
    assert done.returncode == 1
    with pytest.raises(bagit.BagValidationError):
        bagit.Bag(str(folder)).validate()


@pytest.fixture(autouse=True)
def quiet_bagit(caplog: pytest.LogCaptureFixture) -> Any:
    """The library logs what it refuses; here that is expected."""
    yield
    caplog.clear()


def test_the_same_session_written_again_is_the_same_file(
    package: PackageInfo, small: Any, identity: Identity, at: datetime
) -> None:
    first = package.path.read_bytes()
    again = write_package(package.path.parent, small.contents(), identity, at=at)
    assert again == package
    assert package.path.read_bytes() == first


def test_files_on_the_disk_are_packed_like_bytes(
    package: PackageInfo, small: Any, identity: Identity, at: datetime, tmp_path: Path
) -> None:
    lying = tmp_path / "votes.csv"
    lying.write_bytes(small.files()["votes.csv"])
    contents = small.contents()
    contents = replace(contents, files={**contents.files, "votes.csv": lying})
    (tmp_path / "other").mkdir()
    again = write_package(tmp_path / "other", contents, identity, at=at)
    assert again.sha256 == package.sha256


def test_a_file_that_changes_while_it_is_packed_stops_the_writing(
    small: Any, identity: Identity, at: datetime, tmp_path: Path, monkeypatch: Any
) -> None:
    lying = tmp_path / "source"
    lying.write_bytes(b"before")
    (tmp_path / "target").mkdir()
    contents = replace(small.contents(), files={**small.files(), "votes.csv": lying})
    real = writing.container.pieces

    def late(*args: Any) -> Any:
        lying.write_bytes(b"after!")
        return real(*args)

    monkeypatch.setattr(writing.container, "pieces", late)
    with pytest.raises(NotWritten, match=r"votes\.csv"):
        write_package(tmp_path / "target", contents, identity, at=at)
    assert list((tmp_path / "target").iterdir()) == []


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (errno.ENOSPC, "空间不足"),
        (errno.EROFS, "只读"),
        (errno.EACCES, "权限"),
        (errno.EIO, "拔出"),
        (errno.ENODEV, "拔出"),
    ],
)
@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_failing_medium_gives_one_sentence_and_leaves_nothing(
    package: PackageInfo,
    small: Any,
    identity: Identity,
    at: datetime,
    monkeypatch: Any,
    code: int,
    told: str,
    step: str,
) -> None:
    before = package.path.read_bytes()

    def fails(*_args: Any, **_kwargs: Any) -> None:
        raise OSError(code, os.strerror(code))

    if step == "fsync":
        monkeypatch.setattr(os, "fsync", fails)
    else:
        monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(NotWritten, match=told) as refused:
        write_package(package.path.parent, small.contents(), identity, at=at)
    assert "\n" not in refused.value.sentence
    assert list(package.path.parent.iterdir()) == [package.path]
    assert package.path.read_bytes() == before


def test_a_full_medium_is_refused_before_anything_is_written(
    small: Any, identity: Identity, at: datetime, tmp_path: Path, monkeypatch: Any
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(10, 9, 1000))
    with pytest.raises(NotWritten, match="空间不足"):
        write_package(tmp_path, small.contents(), identity, at=at)
    assert list(tmp_path.iterdir()) == []


def test_a_medium_that_gives_back_other_bytes_is_noticed(
    small: Any, identity: Identity, at: datetime, tmp_path: Path, monkeypatch: Any
) -> None:
    real_open = Path.open

    def rotten(path: Path, mode: str = "r", **rest: Any) -> Any:
        if mode == "rb" and path.suffix == ".part":
            with real_open(path, "r+b") as stream:
                stream.seek(100)
                stream.write(b"\xff")
        return real_open(path, mode, **rest)

    monkeypatch.setattr(Path, "open", rotten)
    with pytest.raises(NotWritten, match="不一致"):
        write_package(tmp_path, small.contents(), identity, at=at)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_a_sentence(
    small: Any, identity: Identity, at: datetime, tmp_path: Path
) -> None:
    with pytest.raises(NotWritten, match="没有写成"):
        write_package(tmp_path / "gone", small.contents(), identity, at=at)


def test_a_source_that_is_gone_is_a_sentence(
    small: Any, identity: Identity, at: datetime, tmp_path: Path
) -> None:
    contents = replace(small.contents(), files={**small.files(), "a.pdf": tmp_path / "gone"})
    with pytest.raises(NotWritten, match="随包文件无法读取"):
        write_package(tmp_path, contents, identity, at=at)


def test_what_fat32_cannot_hold_is_refused(
    small: Any, identity: Identity, at: datetime, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setattr(writing.container, "LARGEST", 1000)
    with pytest.raises(NotWritten, match="4 GiB"):
        write_package(tmp_path, small.contents(), identity, at=at)


@pytest.mark.parametrize("name", ["纪要.pdf", "../x", "a/../b", "/x", "a\\b", "con.txt", "a:b", ""])
def test_a_payload_name_that_is_not_plain_is_a_bug(
    small: Any, identity: Identity, at: datetime, tmp_path: Path, name: str
) -> None:
    contents = replace(small.contents(), files={**small.files(), name: b""})
    with pytest.raises(ValueError, match="unsafe"):
        write_package(tmp_path, contents, identity, at=at)


def test_a_package_without_minutes_is_a_bug(
    small: Any, identity: Identity, at: datetime, tmp_path: Path
) -> None:
    files = {k: v for k, v in small.files().items() if k != "minutes.pdf"}
    with pytest.raises(ValueError, match=r"minutes\.pdf"):
        write_package(tmp_path, replace(small.contents(), files=files), identity, at=at)


@pytest.mark.parametrize(
    ("name", "code", "expected"),
    [
        ("山西省工程系列高级职称评审委员会", "", "sxsgcxlgjzcpswyh"),
        ("山西省工程系列高级职称评审委员会", "GC-01", "gc01"),
        ("太原市A评委会", "", "tyspwh"),
        ("𬭎", "", "h"),
        ("？", "", "pwh"),
    ],
)
def test_the_committees_code(name: str, code: str, expected: str) -> None:
    assert committee_code(Committee(name, code=code)) == expected


def test_the_year_is_the_review_year(small: Any) -> None:
    assert package_name(replace(small.contents(), review_year=2025)).startswith("zc-2025-")
