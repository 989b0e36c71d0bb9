"""Dossiers in packages: plain names, the map to the real ones, volumes and their verification."""

import csv
import io
import json
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import bagit
import pytest

from zcdesk.domain.errors import KnownError
from zcdesk.handover.envelope import Envelope
from zcdesk.handover.identity import Identity
from zcdesk.handover.opening import Secrets
from zcdesk.handover.package import PackageInfo, write_package
from zcdesk.handover.verify import OnPaper, Verification, examine_package, verify_package
from zcdesk.handover.volumes import (
    VOLUME_SIZE,
    DossierFile,
    placed,
    read_volume_list,
    split,
    volume_list,
)


def document(applicant: str, title: str, data: bytes = b"%PDF-x") -> DossierFile:
    return DossierFile(
        applicant, f"姓名{applicant}", title, len(data), sha256(data).hexdigest(), data
    )


DOCUMENTS = (
    document("001", "学历证书.PDF", b"%PDF-" + b"a" * 9000),
    document("001", "论文", b"b" * 9000),
    document("乙-2", "=业绩.jpg", b"c" * 9000),
    document("A1", "奖状.tiff", b"d" * 9000),
    document("a1", "../evil.sh;", b"e" * 9000),
    document("x0003", "长.名字很长很长", b"f" * 9000),
)
PATHS = [
    "dossiers/001/01.pdf",
    "dossiers/001/02",
    "dossiers/x0002/01.jpg",
    "dossiers/A1/01.tiff",
    "dossiers/x0004/01",
    "dossiers/x0003/01",
]


def test_names_are_plain_and_no_two_fold_together() -> None:
    assert [each.path for each in placed(DOCUMENTS)] == PATHS
    taken = placed((document("x0002", "a.pdf"), document("乙", "b.pdf"), document("丙", "c.pdf")))
    assert [each.path for each in taken] == [
        "dossiers/x0002/01.pdf",
        "dossiers/x0002x/01.pdf",
        "dossiers/x0003/01.pdf",
    ]


def test_volumes_are_filled_in_order_and_hold_what_fat32_can() -> None:
    def sized(size: int) -> DossierFile:
        return replace(document("001", "a.pdf"), size=size)

    gib = 1 << 30
    files = placed([sized(gib)] * 7)
    volumes = split(files, 10 << 20)
    assert [len(each) for each in volumes] == [3, 3, 1]
    assert [p for volume in volumes for p in volume] == files
    assert all(sum(p.document.size for p in v) <= VOLUME_SIZE < 1 << 32 for v in volumes)
    assert split(files[:3], 10 << 20) == [[]]  # all beside the papers
    assert split([], 10) == [[]]
    with pytest.raises(KnownError, match=r"001号.*超过 4 GiB"):
        split(placed([sized(4 * gib)]), 0)


def test_the_list_of_volumes_is_read_as_it_is_written() -> None:
    volumes = {"zc-v01": "0" * 64, "zc-v02": "1" * 64}
    assert read_volume_list(volume_list(volumes)) == volumes
    for other in (b"{}", b"[]", b'{"volumes": [1]}', volume_list(volumes) + b" ", b"\xff"):
        with pytest.raises(ValueError, match=r"."):
            read_volume_list(other)


@pytest.fixture
def write(small: Any, identity: Identity, at: datetime, tmp_path: Path) -> Callable[..., Any]:
    """Write a package with dossiers, volumes of at most `volume_size` bytes."""

    def written(volume_size: int = VOLUME_SIZE, **more: Any) -> PackageInfo:
        contents = replace(small.contents(), dossiers=DOCUMENTS)
        return write_package(tmp_path, contents, identity, at=at, volume_size=volume_size, **more)

    return written


def mapped(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_dossiers_beside_the_papers(write: Callable[..., Any]) -> None:
    info = write()
    assert info.volumes == ()
    root = info.path.stem
    with zipfile.ZipFile(info.path) as archive:
        assert archive.testzip() is None
        for path, each in zip(PATHS, DOCUMENTS, strict=True):
            assert archive.read(f"{root}/data/{path}") == each.content
        head, *rows = mapped(archive.read(f"{root}/data/dossiers/map.csv"))
        archive.extractall(info.path.parent / "out")
    assert head == ["文件", "所在分卷", "编号", "姓名", "材料名称", "字节数", "SHA-256"]
    assert [row[0] for row in rows] == PATHS
    assert [row[4] for row in rows][:3] == ["学历证书.PDF", "论文", "'=业绩.jpg"]
    assert all(row[6] == each.sha256 for row, each in zip(rows, DOCUMENTS, strict=True))
    bagit.Bag(str(info.path.parent / "out" / root)).validate()
    assert verify_package(info.path).ok


def told(found: Verification) -> list[str]:
    return [f"{line.title} {line.file} {line.detail}" for line in found.lines if not line.ok]


def test_volumes_are_packages_of_their_own_that_the_main_one_vouches_for(
    write: Callable[..., Any],
) -> None:
    info = write(20_500)
    folder = info.path.parent
    assert [each.path.name for each in info.volumes] == [
        f"{info.path.stem}-v{place:02d}.zip" for place in (1, 2, 3)
    ]
    for each in info.volumes:
        assert each.sha256 == sha256(each.path.read_bytes()).hexdigest()
        found = examine_package(each.path)
        assert found.verification.ok
        assert found.volume == info.volumes.index(each) + 1
        with zipfile.ZipFile(each.path) as archive:
            archive.extractall(folder / "out")
        bagit.Bag(str(folder / "out" / each.path.stem)).validate()
    found = verify_package(info.path)
    assert found.ok
    assert sum(line.title == "分卷" for line in found.lines) == 3
    with zipfile.ZipFile(info.path) as archive:
        rows = mapped(archive.read(f"{info.path.stem}/data/dossiers/map.csv"))[1:]
        held = {name for name in archive.namelist() if "/dossiers/" in name}
    assert [row[1][-3:] for row in rows] == ["v01", "v01", "v02", "v02", "v03", "v03"]
    assert len(held) == 2


def test_volumes_missing_changed_or_of_another_package_are_named(
    write: Callable[..., Any], small: Any, identity: Identity, at: datetime
) -> None:
    info = write(20_500)
    first, second, third = (each.path for each in info.volumes)
    whole = first.read_bytes()
    first.unlink()
    assert told(verify_package(info.path)) == [f"分卷 {first.name} 与移交包同一文件夹里没有这一卷"]
    spoiled = bytearray(whole)
    spoiled[spoiled.index(b"a" * 100) + 3] ^= 1
    first.write_bytes(spoiled)
    lines = told(verify_package(info.path))
    assert any(f"{first.stem}:data/dossiers/001/01.pdf" in line for line in lines)
    first.write_bytes(b"hello")
    lines = told(verify_package(info.path))
    assert any("不是移交包" in line for line in lines)
    assert not any(line.endswith("。") for line in lines)
    # A volume of the same name with another document is whole, and not the one vouched for.
    (info.path.parent / "later").mkdir()
    other = write_package(
        info.path.parent / "later",
        replace(small.contents(), dossiers=(document("001", "换.pdf", b"9" * 9000), *DOCUMENTS)),
        identity,
        at=at,
        volume_size=20_500,
    )
    assert verify_package(other.path).ok
    shutil.copy(other.volumes[0].path, first)
    assert told(verify_package(info.path)) == [
        f"分卷 {first.name} 不是与这个移交包一起写出的那一卷"
    ]
    shutil.copy(second, third)
    assert any("不是与这个移交包" in line for line in told(verify_package(info.path)))


def test_volumes_are_encrypted_like_the_package(write: Callable[..., Any]) -> None:
    closed = Envelope(password="4821-0937-5526")
    info = write(40_000, closed=closed)
    assert [each.path.suffix for each in info.volumes] == [".7z", ".7z"]
    assert verify_package(info.path, Secrets("4821-0937-5526")).ok
    assert b"c" * 100 not in b"".join(each.path.read_bytes() for each in info.volumes)


def test_a_failed_volume_leaves_no_package(
    write: Callable[..., Any], tmp_path: Path, monkeypatch: Any
) -> None:
    real, count = Path.replace, 0

    def fails(path: Path, target: Path) -> Path:
        nonlocal count
        count += 1
        if count == 3:
            raise OSError(5, "Input/output error")
        return real(path, target)

    monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(KnownError, match="没有写成"):
        write(20_500)
    assert list(tmp_path.iterdir()) == []


def test_a_document_read_piece_by_piece(
    small: Any, identity: Identity, at: datetime, tmp_path: Path
) -> None:
    asked = 0

    def content() -> Any:
        nonlocal asked
        asked += 1
        yield b"%PDF-"
        yield b"z" * 100

    one = replace(document("001", "a.pdf"), size=105, content=content)
    contents = replace(small.contents(), dossiers=(one,))
    info = write_package(tmp_path, contents, identity, at=at)
    assert verify_package(info.path).ok
    assert asked == 2  # measured, written


# --- what stands on the paper -------------------------------------------------------------------


def test_paper_and_file_are_compared(package: PackageInfo, identity: Identity) -> None:
    right = OnPaper(package.check_code.upper(), identity.fingerprint, package.sha256)
    found = verify_package(package.path, paper=right)
    assert found.ok
    assert {"纸面校验码", "纸面指纹", "交接单 SHA-256"} <= {line.title for line in found.lines}
    wrong = OnPaper("0000 1111 2222 3333", "ab cd", "0" * 64)
    assert [line.title for line in verify_package(package.path, paper=wrong).lines if not line.ok] == [
        "纸面校验码", "纸面指纹", "交接单 SHA-256",
    ]  # fmt: skip


def test_an_older_package_does_not_pass_for_the_newer(
    package: PackageInfo, small: Any, identity: Identity, at: datetime, tmp_path: Path
) -> None:
    """Both are whole and of one session: only the receipt's hash tells them apart."""
    old = package.path.read_bytes()
    newer = write_package(tmp_path, small.contents(), identity, at=at.replace(hour=19))
    newer.path.write_bytes(old)
    assert verify_package(newer.path, paper=OnPaper(newer.check_code)).ok
    found = verify_package(newer.path, paper=OnPaper(sha256=newer.sha256))
    assert told(found) == ["交接单 SHA-256  与文件不一致，可能是另一份或较早的移交包"]


def test_the_archive_edition_has_a_name_of_its_own(
    small: Any, identity: Identity, at: datetime, tmp_path: Path
) -> None:
    record = json.dumps(small.record(names=True), ensure_ascii=False).encode()
    contents = replace(small.contents(record_json=record), archive=True)
    info = write_package(tmp_path, contents, identity, at=at)
    assert info.path.stem.endswith("-archive")
    assert verify_package(info.path).ok
