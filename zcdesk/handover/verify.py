"""Verifying a package (核验): needs no session, no password and no clock."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from zcdesk.handover import bag, recount, signature
from zcdesk.handover.check_code import check_code, plain_code
from zcdesk.handover.contents import Contents, read_contents

_NAME = re.compile(r"zc-([0-9]{4})-[a-z0-9]+-([0-9a-f]{16})")


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check: whether it holds, what it is, what was found, and the file that it is about."""

    ok: bool
    title: str
    detail: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class Verification:
    """The answer on one page: a line per check, several where several things are wrong."""

    lines: tuple[CheckLine, ...]

    @property
    def ok(self) -> bool:
        """Everything holds."""
        return all(line.ok for line in self.lines)


def verify_package(path: Path) -> Verification:
    """Check a package. Unreadable where the file is no package at all."""
    contents = read_contents(path)
    return Verification(
        (
            *_container(contents),
            *_signature(contents),
            *_hashes(contents),
            *_minutes(contents),
            *_figures(contents, path),
        )
    )


def _good(title: str, detail: str) -> CheckLine:
    return CheckLine(ok=True, title=title, detail=detail)


def _bad(title: str, detail: str, file: str = "") -> CheckLine:
    return CheckLine(ok=False, title=title, detail=detail, file=file)


def _container(contents: Contents) -> Iterator[CheckLine]:
    for file, sentence in contents.faults:
        yield _bad("封装", sentence, file)
    if contents.kept.get("bagit.txt") != bag.DECLARATION:
        yield _bad("封装", "不是 BagIt 1.0 文件袋", "bagit.txt")
    elif not contents.faults:
        yield _good("封装", "压缩包与封存时写出的逐字节一致")


def _signature(contents: Contents) -> Iterator[CheckLine]:
    kept = contents.kept
    missing = [name for name in (bag.TAG_MANIFEST, bag.SIGNATURE, bag.SIGNER) if name not in kept]
    for name in missing:
        yield _bad("签名", "缺少此文件，无法核对签名", name)
    if missing:
        return
    try:
        signed = signature.verify(kept[bag.SIGNATURE], kept[bag.SIGNER], kept[bag.TAG_MANIFEST])
    except signature.BadSignature as fault:
        yield _bad("签名", str(fault), bag.SIGNATURE)
        return
    at = signed.at.isoformat(sep=" ", timespec="seconds")
    yield _good("签名", f"签名有效，签名者“{signed.subject}”，签名时间 {at}")
    yield _good("证书指纹", f"{signed.fingerprint}，请与会议纪要或交接单上的指纹核对")


def _hashes(contents: Contents) -> Iterator[CheckLine]:
    listed: dict[str, str] = {}
    broken = False
    for name, payload in ((bag.TAG_MANIFEST, False), (bag.MANIFEST, True)):
        try:
            digests = bag.read_manifest(contents.kept[name])
        except (KeyError, ValueError):
            yield _bad("文件清单", "清单缺失或格式不对", name)
            broken = True
            continue
        for each in digests:
            if each.startswith("data/") is not payload:
                yield _bad("文件清单", f"不应列在“{name}”中", each)
                broken = True
        listed |= digests
    faults = list(_mismatches(contents, listed))
    yield from faults
    if not faults and not broken:
        yield _good("文件清单", f"{len(listed)} 个文件的 SHA-256 全部相符，没有清单外的文件")


def _mismatches(contents: Contents, listed: dict[str, str]) -> Iterator[CheckLine]:
    for name in sorted(listed.keys() | contents.digests.keys()):
        if name not in listed:
            if name not in bag.UNLISTED:
                yield _bad("文件清单", "此文件不在清单中", name)
        elif name not in contents.digests:
            yield _bad("文件清单", "清单中有此文件，包内没有", name)
        elif contents.digests[name] != listed[name]:
            yield _bad("文件清单", "内容与清单中的 SHA-256 不符，文件被改动", name)


def _minutes(contents: Contents) -> Iterator[CheckLine]:
    minutes = contents.kept.get("data/minutes.pdf")
    if minutes is None:
        yield _bad("会议纪要", "包内没有会议纪要", "data/minutes.pdf")
    elif not minutes.startswith(b"%PDF-"):
        yield _bad("会议纪要", "不是 PDF 文件", "data/minutes.pdf")
    else:
        yield _good("会议纪要", "随包附有，其摘要在被签清单之内")
        yield from _signed_minutes(minutes, contents.kept.get(bag.SIGNER, b""))


def _signed_minutes(minutes: bytes, signer: bytes) -> Iterator[CheckLine]:
    """The signatures inside the minutes; a paper that is signed by hand only has none."""
    # Every signature has this entry, uncompressed.
    if b"/ByteRange" not in minutes:
        return
    # The library takes a quarter of a second to load, which a package without signed papers saves.
    from zcdesk.handover.pdf_signatures import verify_pdf  # noqa: PLC0415

    answer = verify_pdf(minutes, signature.fingerprints(signer))
    for each in answer.signatures:
        yield CheckLine(each.ok, "纪要签名", each.sentence, "" if each.ok else "data/minutes.pdf")
    for fault in answer.faults:
        yield _bad("纪要签名", fault, "data/minutes.pdf")


def _figures(contents: Contents, path: Path) -> Iterator[CheckLine]:
    values: dict[str, dict[str, Any]] = {}
    for name in ("data/result.json", "data/record.json"):
        try:
            values[name] = _json(contents.kept[name])
        except KeyError:
            yield _bad("复算", "包内没有此文件，无法复算", name)
        except (ValueError, RecursionError):
            yield _bad("复算", "不是正确的 JSON 文件，无法复算", name)
    if "data/result.json" in values:
        yield _code(contents.root, path, values["data/result.json"])
    if len(values) == 2:  # noqa: PLR2004 - both are there
        yield from _recounted(values["data/record.json"], values["data/result.json"])


def _recounted(record: dict[str, Any], result: dict[str, Any]) -> Iterator[CheckLine]:
    for title, found, fine in (
        ("复算", recount.recount(record, result), "得分、票数、状态和淘汰率全部相符"),
        ("审计链", recount.audit_breaks(record, result), "审计链连续，链尾与结果一致"),
    ):
        for difference in found:
            yield _bad(title, difference, "data/result.json")
        if not found:
            yield _good(title, fine)


def _code(root: str, path: Path, result: dict[str, Any]) -> CheckLine:
    try:
        head, year = str(result["audit"]["head"]), str(result["session"]["review_year"])
    except (LookupError, TypeError, ValueError):
        return _bad("校验码", "结果文件里没有审计链尾或评审年度", "data/result.json")
    code = check_code(head)
    match = _NAME.fullmatch(root)
    if match is None or match.groups() != (year, plain_code(head)):
        detail = f"包名“{root}”与结果文件的评审年度 {year}、校验码 {code} 不符"
        return _bad("校验码", detail, "data/result.json")
    if path.stem != root and _NAME.fullmatch(path.stem):
        return _bad("校验码", f"文件被冠以另一个移交包的名字，原名为“{root}.zip”")
    renamed = "" if path.stem == root else f"（文件已改名，原名为“{root}.zip”）"
    return _good("校验码", f"{code}，请与纸面核对{renamed}")


def _json(text: bytes) -> dict[str, Any]:
    """A JSON object without repeated keys and without inexact numbers."""
    value = json.loads(
        text.decode("utf-8"),
        object_pairs_hook=_unique,
        parse_float=_inexact,
        parse_constant=_inexact,
    )
    if not isinstance(value, dict):
        raise ValueError("not an object")  # noqa: TRY004 - caught with all other bad texts
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a key stands twice")
    return value


def _inexact(text: str) -> NoReturn:
    raise ValueError(f"not exact: {text}")
