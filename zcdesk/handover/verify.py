"""Verifying a package (核验): needs no session, no password and no clock."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

from zcdesk.domain.errors import KnownError
from zcdesk.handover import bag, recount, signature, volumes
from zcdesk.handover.check_code import check_code, plain_code
from zcdesk.handover.contents import Contents, read_contents
from zcdesk.handover.opening import NO_SECRETS, Secrets
from zcdesk.handover.verify_bag import (
    CheckLine,
    bad,
    container_lines,
    good,
    hash_lines,
    signature_lines,
)

_NAME = re.compile(r"zc-([0-9]{4})-[a-z0-9]+-([0-9a-f]{16})(?:-archive)?")
_VOLUME = re.compile(r"(zc-[0-9]{4}-[a-z0-9]+-[0-9a-f]{16}(?:-archive)?)-v([0-9]{2})")
_MINUTES = "data/minutes.pdf"
_ENDINGS = (".zip", ".zip.7z", ".zip.age")


@dataclass(frozen=True, slots=True)
class Verification:
    """The answer on one page: a line per check, several where several things are wrong."""

    lines: tuple[CheckLine, ...]

    @property
    def ok(self) -> bool:
        """Everything holds."""
        return all(line.ok for line in self.lines)


@dataclass(frozen=True, slots=True)
class OnPaper:
    """What a person reads off the paper (纪要, 交接单) to compare with the file; empty: not asked."""

    code: str = ""
    fingerprint: str = ""
    sha256: str = ""


NOTHING_ON_PAPER = OnPaper()


@dataclass(frozen=True, slots=True)
class Examined:
    """A package that was verified, with what it says: empty values where it cannot be read.

    `seal` is the SHA-256 of the signed manifest, which stands for the whole content, `signed_at`
    when it was signed (None: no signature that holds); `volume` is not 0 where the file is only a
    volume (分卷) of a package, `has_volumes` where others belong to it.
    """

    verification: Verification
    name: str
    seal: str
    fingerprint: str
    signed_at: datetime | None
    volume: int
    has_volumes: bool
    record: Mapping[str, Any]
    result: Mapping[str, Any]


def verify_package(
    path: Path, secrets: Secrets = NO_SECRETS, paper: OnPaper = NOTHING_ON_PAPER
) -> Verification:
    """Check a package. Unreadable where the file is no package at all, Locked where it is closed."""
    return examine_package(path, secrets, paper).verification


def examine_package(
    path: Path, secrets: Secrets = NO_SECRETS, paper: OnPaper = NOTHING_ON_PAPER
) -> Examined:
    """Check a package and give what it says; errors as `verify_package`."""
    contents = read_contents(path, secrets)
    signed, signing = signature_lines(contents)
    lines = [*container_lines(contents), *signing, *hash_lines(contents)]
    values: dict[str, dict[str, Any]] = {}
    volume = _VOLUME.fullmatch(contents.root)
    if volume is not None and "data/result.json" not in contents.digests:
        lines.append(good("分卷", f"移交包“{volume[1]}”的第 {int(volume[2])} 卷，请核验主包"))
    else:
        lines += [
            *_papers(contents),
            *_figures(contents, path, values),
            *_volumes(contents, path, secrets),
        ]
    fingerprint = signed.fingerprint if signed else ""
    result = values.get("data/result.json", {})
    lines += _compared(path, paper, fingerprint, result)
    return Examined(
        Verification(tuple(lines)),
        contents.root,
        contents.digests.get(bag.TAG_MANIFEST, ""),
        fingerprint,
        signed.at if signed else None,
        int(volume[2]) if volume else 0,
        f"data/{volumes.LIST}" in contents.digests,
        values.get("data/record.json", {}),
        result,
    )


def _papers(contents: Contents) -> Iterator[CheckLine]:
    minutes = contents.kept.get(_MINUTES)
    if minutes is None:
        yield bad("会议纪要", "包内没有会议纪要", _MINUTES)
    elif not minutes.startswith(b"%PDF-"):
        yield bad("会议纪要", "不是 PDF 文件", _MINUTES)
    else:
        yield good("会议纪要", "随包附有，其摘要在被签清单之内")
    signer = contents.kept.get(bag.SIGNER, b"")
    for name, paper in contents.kept.items():
        if name.endswith(".pdf") and paper.startswith(b"%PDF-"):
            yield from _signed_paper(name, paper, signer)


def _signed_paper(name: str, paper: bytes, signer: bytes) -> Iterator[CheckLine]:
    """The signatures inside a paper; one that is signed by hand only has none."""
    # Every signature has this entry, uncompressed.
    if b"/ByteRange" not in paper:
        return
    # The library takes a quarter of a second to load, which a package without signed papers saves.
    from zcdesk.handover.pdf_signatures import verify_pdf  # noqa: PLC0415

    title = "纪要签名" if name == _MINUTES else "文书签名"
    answer = verify_pdf(paper, signature.fingerprints(signer))
    for each in answer.signatures:
        yield CheckLine(each.ok, title, each.sentence, "" if each.ok else name)
    for fault in answer.faults:
        yield bad(title, fault, name)


def _volumes(contents: Contents, path: Path, secrets: Secrets) -> Iterator[CheckLine]:
    """The volumes that the package vouches for, each beside it and whole."""
    name = f"data/{volumes.LIST}"
    if name not in contents.kept:
        return
    try:
        listed = volumes.read_volume_list(contents.kept[name])
    except ValueError:
        yield bad("分卷", "分卷清单的格式不对", name)
        return
    for volume, digest in listed.items():
        beside = [path.with_name(volume + ending) for ending in _ENDINGS]
        lying = next((each for each in beside if each.is_file()), None)
        if _VOLUME.fullmatch(volume) is None or lying is None:
            yield bad("分卷", "与移交包同一文件夹里没有这一卷", f"{volume}.zip")
            continue
        try:
            held = read_contents(lying, secrets)
        except KnownError as error:
            # A detail, as the others: whoever makes a sentence of it ends it.
            yield bad("分卷", error.sentence.rstrip("。"), lying.name)
            continue
        faults = [*container_lines(held), *signature_lines(held)[1], *hash_lines(held)]
        yield from (replace(each, file=f"{volume}:{each.file}") for each in faults if not each.ok)
        if held.root != volume or held.digests.get(bag.TAG_MANIFEST) != digest:
            yield bad("分卷", "不是与这个移交包一起写出的那一卷", lying.name)
        elif all(each.ok for each in faults):
            yield good("分卷", f"{lying.name} 完整，{len(held.digests)} 个文件全部相符")


def _compared(
    path: Path, paper: OnPaper, fingerprint: str, result: Mapping[str, Any]
) -> Iterator[CheckLine]:
    """What stands on the paper against what the file says."""
    try:
        code = plain_code(str(result["audit"]["head"]))
    except (LookupError, TypeError):
        code = ""
    for title, stated, found in (
        ("纸面校验码", paper.code, code),
        ("纸面指纹", paper.fingerprint, fingerprint),
        ("交接单 SHA-256", paper.sha256, sha256_of(path) if paper.sha256 else ""),
    ):
        if not stated:
            continue
        if found and _bare(found) == _bare(stated):
            yield good(title, "与文件一致")
        else:
            yield bad(title, "与文件不一致，可能是另一份或较早的移交包")


def _bare(text: str) -> str:
    return re.sub(r"[\s:：-]", "", text).lower()


def sha256_of(path: Path) -> str:
    """SHA-256 of a file as it lies there, as hex digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _figures(
    contents: Contents, path: Path, values: dict[str, dict[str, Any]]
) -> Iterator[CheckLine]:
    """The recount; `values` takes up what the two files say."""
    for name in ("data/result.json", "data/record.json"):
        try:
            values[name] = _json(contents.kept[name])
        except KeyError:
            yield bad("复算", "包内没有此文件，无法复算", name)
        except (ValueError, RecursionError):
            yield bad("复算", "不是正确的 JSON 文件，无法复算", name)
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
            yield bad(title, difference, "data/result.json")
        if not found:
            yield good(title, fine)


def _code(root: str, path: Path, result: dict[str, Any]) -> CheckLine:
    try:
        head, year = str(result["audit"]["head"]), str(result["session"]["review_year"])
    except (LookupError, TypeError, ValueError):
        return bad("校验码", "结果文件里没有审计链尾或评审年度", "data/result.json")
    code = check_code(head)
    match = _NAME.fullmatch(root)
    if match is None or match.groups() != (year, plain_code(head)):
        detail = f"包名“{root}”与结果文件的评审年度 {year}、校验码 {code} 不符"
        return bad("校验码", detail, "data/result.json")
    stem = path.name.removesuffix(".7z").removesuffix(".age").removesuffix(".zip")
    if stem != root and _NAME.fullmatch(stem):
        return bad("校验码", f"文件被冠以另一个移交包的名字，原名为“{root}.zip”")
    renamed = "" if stem == root else f"（文件已改名，原名为“{root}.zip”）"
    return good("校验码", f"{code}，请与纸面核对{renamed}")


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
