"""Verifying: what is true passes, and whatever is done to a package is found and named."""

import hashlib
import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from zcdesk.domain.errors import Unreadable
from zcdesk.handover import bag, container, contents
from zcdesk.handover.identity import Identity, make_identity
from zcdesk.handover.package import PackageInfo, write_package
from zcdesk.handover.verify import Verification, verify_package


def told(found: Verification) -> str:
    return "\n".join(f"{x.title} {x.file} {x.detail}" for x in found.lines if not x.ok)


def rezipped(
    package: Path, change: Callable[[dict[str, bytes]], None], method: int = zipfile.ZIP_STORED
) -> Path:
    """The package unpacked, changed, and packed again by another tool under the same name."""
    with zipfile.ZipFile(package) as archive:
        files = {e.filename: archive.read(e) for e in archive.infolist()}
    change(files)
    with zipfile.ZipFile(package, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return package


def laid_out(path: Path, files: dict[str, bytes]) -> Path:
    """Files in our own layout, as a forger who knows it would write them."""
    stamp = container.dos_stamp(datetime(2024, 11, 20))  # noqa: DTZ001 - wall clock of a ZIP
    members = [container.Member(n, len(d), zlib.crc32(d), stamp) for n, d in files.items()]
    with path.open("wb") as stream:
        stream.writelines(container.pieces(members, lambda m: [files[m.name]]))
    return path


def files_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {e.filename: archive.read(e) for e in archive.infolist()}


def test_a_true_package_is_in_order(package: PackageInfo) -> None:
    found = verify_package(package.path)
    assert found.ok, told(found)
    titles = [line.title for line in found.lines]
    assert titles == [
        "封装",
        "签名",
        "证书指纹",
        "文件清单",
        "会议纪要",
        "校验码",
        "复算",
        "审计链",
    ]
    text = "\n".join(line.detail for line in found.lines)
    assert package.fingerprint in text
    # Signed at half past five in the afternoon, UTC.
    assert "签名时间 2024-11-21 01:30:05（北京时间）" in text
    assert package.check_code in text


def test_another_name_on_the_disk_is_remarked(package: PackageInfo) -> None:
    found = verify_package(package.path.rename(package.path.with_name("移交 (1).zip")))
    assert found.ok
    assert any("已改名" in line.detail for line in found.lines)


def test_the_name_of_another_package_is_refused(package: PackageInfo) -> None:
    other = package.path.with_name("zc-2024-sxsgcxlgjzcpswyh-0123456789abcdef.zip")
    assert "另一个移交包" in told(verify_package(package.path.rename(other)))


# --- any byte ---------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.timeout(1800)  # at full length: each of some 40 000 bytes in turn
def test_any_changed_byte_is_found(
    package: PackageInfo, torture: bool, figure: Callable[[str], None]
) -> None:
    good = package.path.read_bytes()
    places = set(range(len(good)))
    if not torture:
        with zipfile.ZipFile(package.path) as archive:
            starts = [e.header_offset for e in archive.infolist()]
        headers = {p for s in starts for p in range(s, s + 30)}
        tail = set(range(archive.start_dir, len(good)))
        chosen = random.Random(1)
        places = set(chosen.sample(sorted(headers | tail), 250)) | set(
            chosen.sample(range(len(good)), 100)
        )
    assert verify_package(package.path).ok  # or every byte would be found
    missed = []
    for place in sorted(places):
        spoiled = bytearray(good)
        spoiled[place] ^= 1 << (place % 8)
        package.path.write_bytes(spoiled)
        found = verify_package(package.path)
        if found.ok or not told(found):
            missed.append(place)
    assert missed == []
    figure(f"逐字节改动移交包：{len(places)} 处（共 {len(good)} 字节），未发现 0 处")


@pytest.mark.parametrize("name", ["data/minutes.pdf", "recount.py", "核验说明.txt", "bag-info.txt"])
def test_a_changed_content_names_its_file(package: PackageInfo, name: str) -> None:
    assert verify_package(package.path).ok
    good = package.path.read_bytes()
    data = files_of(package.path)[f"{package.path.stem}/{name}"]
    at = good.index(data)
    spoiled = good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :]
    package.path.write_bytes(spoiled)
    found = verify_package(package.path)
    assert {line.file for line in found.lines if line.title == "文件清单"} >= {name}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data + b"\0",
        lambda data: b"MZ\0\0" + data,
        lambda data: data[:-1],
        lambda data: data[:-200],
        lambda data: data[: len(data) // 2],
        lambda data: data + data,
        lambda data: data[:-2] + b"\x05\x00hello",
    ],
    ids=["appended", "prepended", "cut", "no end", "half", "twice", "comment"],
)
def test_more_or_fewer_bytes_are_found(package: PackageInfo, spoil: Any) -> None:
    package.path.write_bytes(spoil(package.path.read_bytes()))
    found = verify_package(package.path)
    assert not found.ok
    assert found.lines[0].title == "封装"


# --- a forger --------------------------------------------------------------------------------------


def test_a_package_packed_again_is_no_original_even_untouched(package: PackageInfo) -> None:
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        found = verify_package(rezipped(package.path, lambda files: None, method))
        assert [line.title for line in found.lines if not line.ok] == ["封装"]


def test_a_changed_figure_is_named_with_its_file(package: PackageInfo) -> None:
    def change(files: dict[str, bytes]) -> None:
        name = next(n for n in files if n.endswith("result.json"))
        files[name] = files[name].replace(b'"yes": 4', b'"yes": 5')

    text = told(verify_package(rezipped(package.path, change)))
    assert "data/result.json 内容与清单中的 SHA-256 不符" in text
    assert "申报人 005 第 1 轮：yes 复算为 4，结果文件为 5" in text


def remade(files: dict[str, bytes]) -> None:
    """Make both manifests anew, as any BagIt tool does."""
    root = next(iter(files)).split("/")[0]
    inside = {n.removeprefix(f"{root}/"): hashlib.sha256(d).hexdigest() for n, d in files.items()}
    payload = {n: d for n, d in inside.items() if n.startswith("data/")}
    files[f"{root}/{bag.MANIFEST}"] = bag.manifest(payload)
    inside[bag.MANIFEST] = hashlib.sha256(files[f"{root}/{bag.MANIFEST}"]).hexdigest()
    tags = {n: d for n, d in inside.items() if n not in payload and n not in bag.UNLISTED}
    files[f"{root}/{bag.TAG_MANIFEST}"] = bag.manifest(tags)


def test_manifests_made_anew_do_not_help(package: PackageInfo) -> None:
    files = files_of(package.path)
    minutes = f"{package.path.stem}/data/minutes.pdf"
    files[minutes] = files[minutes].replace("会议".encode(), "伪造".encode())
    remade(files)
    found = verify_package(laid_out(package.path, files))
    assert [line.title for line in found.lines if not line.ok] == ["签名"]


def test_a_signer_of_ones_own_shows_in_the_fingerprint_only(
    package: PackageInfo, small: Any, at: datetime
) -> None:
    forger = make_identity("山西省工程系列高级职称评审委员会", now=at)
    forged = write_package(package.path.parent, small.contents(), forger, at=at)
    found = verify_package(forged.path)
    assert found.ok
    assert all(package.fingerprint not in line.detail for line in found.lines)
    assert any(forger.fingerprint in line.detail for line in found.lines)


def test_even_a_signed_figure_must_follow_from_the_record(small: Any, write_with: Any) -> None:
    result = small.result()
    result["groups"][0]["eliminated"] = 3
    found = verify_package(write_with(result))
    assert "淘汰率 senior：eliminated 复算为 2，结果文件为 3" in told(found)
    result = small.result()
    result["audit"]["head"] = "f" * 64
    text = told(verify_package(write_with(result)))
    assert "校验码" in text
    assert "审计链" in text


@pytest.mark.parametrize(
    "text", [b"{", b"[]", b'{"a":1,"a":2}', b'{"a":1.5}', b'{"a":NaN}', b"[" * 99999, b"\xff"]
)
def test_a_signed_result_that_is_no_result_is_named(
    small: Any, identity: Identity, at: datetime, tmp_path: Path, text: bytes
) -> None:
    written = write_package(tmp_path, small.contents(result_json=text), identity, at=at)
    assert "data/result.json 不是正确的 JSON" in told(verify_package(written.path))


def test_minutes_must_be_a_pdf(
    small: Any, identity: Identity, at: datetime, tmp_path: Path
) -> None:
    written = write_package(tmp_path, small.contents(minutes_pdf=b"hello"), identity, at=at)
    assert "data/minutes.pdf 不是 PDF" in told(verify_package(written.path))


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("data/extra.pdf", "data/extra.pdf 此文件不在清单中"),
        ("autorun.inf", "autorun.inf 此文件不在清单中"),
        ("data/../../evil", "文件名不合规"),
        ("data\\evil.exe", "文件名不合规"),
        ("C:evil", "文件名不合规"),
        ("data/MINUTES.PDF", "文件名重复"),
        ("data/con.txt", "文件名不合规"),
    ],
)
def test_a_file_put_in_is_named(package: PackageInfo, name: str, sentence: str) -> None:
    files = files_of(package.path)
    files[f"{package.path.stem}/{name}"] = b"x"
    assert sentence in told(verify_package(laid_out(package.path, files)))


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "other/data/x"])
def test_a_file_outside_the_bag_is_named(package: PackageInfo, name: str) -> None:
    files = files_of(package.path)
    files[name] = b"x"
    text = told(verify_package(laid_out(package.path, files)))
    assert "文件名不合规" in text
    assert "不在清单中" in text


@pytest.mark.parametrize(
    "name", ["data/minutes.pdf", "data/record.json", "signature.p7s", "signer.pem", "bagit.txt",
             "manifest-sha256.txt", "tagmanifest-sha256.txt", "VERIFY.txt"],
)  # fmt: skip
def test_a_file_taken_out_is_named(package: PackageInfo, name: str) -> None:
    files = files_of(package.path)
    del files[f"{package.path.stem}/{name}"]
    assert name in told(verify_package(laid_out(package.path, files)))


def test_a_link_an_encrypted_member_and_a_double_are_named(package: PackageInfo) -> None:
    root = package.path.stem
    data = files_of(package.path)
    link = zipfile.ZipInfo(f"{root}/data/link")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(package.path, "w") as archive:
        for name, text in data.items():
            archive.writestr(name, text)
        archive.writestr(link, "/etc/passwd")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr(f"{root}/data/minutes.pdf", b"%PDF-other")
    spoiled = bytearray(package.path.read_bytes())
    place = spoiled.rindex(b"PK\1\2", 0, spoiled.rindex(f"{root}/VERIFY.txt".encode()))
    spoiled[place + 8] |= 1
    package.path.write_bytes(spoiled)
    text = told(verify_package(package.path))
    assert "data/link 不是普通文件" in text
    assert "data/minutes.pdf 文件名重复" in text
    assert "VERIFY.txt 文件被加密" in text


def test_a_bomb_is_not_unpacked(package: PackageInfo, monkeypatch: Any) -> None:
    monkeypatch.setattr(contents, "_LARGEST_FOREIGN", 8 << 20)
    root = package.path.stem

    def change(files: dict[str, bytes]) -> None:
        files[f"{root}/data/bomb.bin"] = bytes(9 << 20)

    found = verify_package(rezipped(package.path, change, zipfile.ZIP_DEFLATED))
    assert "data/bomb.bin 解压后过大" in told(found)


def test_a_bomb_that_lies_about_its_size_stops_at_the_lie(package: PackageInfo) -> None:
    root = package.path.stem

    def change(files: dict[str, bytes]) -> None:
        files[f"{root}/data/bomb.bin"] = bytes(9 << 20)

    rezipped(package.path, change, zipfile.ZIP_DEFLATED)
    true, lie = struct.pack("<I", 9 << 20), struct.pack("<I", 10)
    package.path.write_bytes(package.path.read_bytes().replace(true, lie))
    assert "data/bomb.bin" in told(verify_package(package.path))


def test_a_kept_file_that_is_too_large_is_named(package: PackageInfo, monkeypatch: Any) -> None:
    monkeypatch.setattr(contents, "_LARGEST_KEPT", 1000)
    assert "data/record.json 文件过大" in told(verify_package(package.path))


def test_manifests_in_a_form_of_their_own_are_refused(package: PackageInfo) -> None:
    files = files_of(package.path)
    name = f"{package.path.stem}/manifest-sha256.txt"
    for other in (files[name] + b"\n", files[name] * 2, files[name].replace(b"  ", b" *"), b"\xff"):
        spoiled = laid_out(package.path, {**files, name: other})
        assert "manifest-sha256.txt 清单缺失或格式不对" in told(verify_package(spoiled))


# --- no package at all --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind", ["missing", "folder", "empty", "text", "other zip", "zip of bytes"]
)
def test_what_is_no_package_is_one_sentence(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x.zip"
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    if kind == "folder":
        path.mkdir()
    elif kind != "missing":
        data = {"empty": b"", "text": b"hello", "other zip": other.getvalue()}
        path.write_bytes(data.get(kind, b"PK\3\4" + b"\0" * 40))
    with pytest.raises(Unreadable) as refused:
        verify_package(path)
    assert "x.zip" in refused.value.sentence
    assert "\n" not in refused.value.sentence


def test_a_medium_that_cannot_be_read_is_one_sentence(
    package: PackageInfo, monkeypatch: Any
) -> None:
    def gone(*_args: Any, **_kwargs: Any) -> Any:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "open", gone)
    with pytest.raises(Unreadable, match="无法读取"):
        verify_package(package.path)


def test_random_rubbish_behind_a_true_head_never_crashes(package: PackageInfo) -> None:
    good = package.path.read_bytes()
    chosen = random.Random(7)
    for _ in range(60):
        spoiled = bytearray(good)
        for _ in range(chosen.randrange(1, 40)):
            spoiled[chosen.randrange(len(spoiled))] = chosen.randrange(256)
        cut = chosen.randrange(400, len(spoiled))
        package.path.write_bytes(spoiled[:cut] if chosen.random() < 0.3 else spoiled)
        try:
            assert not verify_package(package.path).ok
        except Unreadable:
            continue
