"""What is checked of any signed bag, a package's or a volume's: layout, signature, every hash."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from zcdesk.domain.dates import in_beijing
from zcdesk.handover import bag, signature
from zcdesk.handover.contents import Contents


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check: whether it holds, what it is, what was found, and the file that it is about."""

    ok: bool
    title: str
    detail: str
    file: str = ""


def good(title: str, detail: str) -> CheckLine:
    """A check that holds."""
    return CheckLine(ok=True, title=title, detail=detail)


def bad(title: str, detail: str, file: str = "") -> CheckLine:
    """A check that does not hold, and the file that it is about."""
    return CheckLine(ok=False, title=title, detail=detail, file=file)


def container_lines(contents: Contents) -> Iterator[CheckLine]:
    """Whether the file is laid out as it was written, and is a bag."""
    for file, sentence in contents.faults:
        yield bad("封装", sentence, file)
    if contents.kept.get("bagit.txt") != bag.DECLARATION:
        yield bad("封装", "不是 BagIt 1.0 文件袋", "bagit.txt")
    elif not contents.faults:
        yield good("封装", "压缩包与封存时写出的逐字节一致")


def signature_lines(contents: Contents) -> tuple[signature.Signed | None, list[CheckLine]]:
    """Who signed the manifests; None where no signature holds."""
    kept = contents.kept
    missing = [name for name in (bag.TAG_MANIFEST, bag.SIGNATURE, bag.SIGNER) if name not in kept]
    if missing:
        return None, [bad("签名", "缺少此文件，无法核对签名", name) for name in missing]
    try:
        signed = signature.verify(kept[bag.SIGNATURE], kept[bag.SIGNER], kept[bag.TAG_MANIFEST])
    except signature.BadSignature as fault:
        return None, [bad("签名", str(fault), bag.SIGNATURE)]
    # The signature holds UTC: eight hours off beside the times that the papers give.
    at = f"{in_beijing(signed.at):%Y-%m-%d %H:%M:%S}（北京时间）"
    told = f"{signed.fingerprint}，请与会议纪要或交接单上的指纹核对"
    return signed, [
        good("签名", f"签名有效，签名者“{signed.subject}”，签名时间 {at}"),
        good("证书指纹", told),
    ]


def hash_lines(contents: Contents) -> Iterator[CheckLine]:
    """Every file against the manifests: changed, missing, unlisted."""
    listed: dict[str, str] = {}
    broken = False
    for name, payload in ((bag.TAG_MANIFEST, False), (bag.MANIFEST, True)):
        try:
            digests = bag.read_manifest(contents.kept[name])
        except (KeyError, ValueError):
            yield bad("文件清单", "清单缺失或格式不对", name)
            broken = True
            continue
        for each in digests:
            if each.startswith("data/") is not payload:
                yield bad("文件清单", f"不应列在“{name}”中", each)
                broken = True
        listed |= digests
    faults = list(_mismatches(contents, listed))
    yield from faults
    if not faults and not broken:
        yield good("文件清单", f"{len(listed)} 个文件的 SHA-256 全部相符，没有清单外的文件")


def _mismatches(contents: Contents, listed: dict[str, str]) -> Iterator[CheckLine]:
    for name in sorted(listed.keys() | contents.digests.keys()):
        if name not in listed:
            if name not in bag.UNLISTED:
                yield bad("文件清单", "此文件不在清单中", name)
        elif name not in contents.digests:
            yield bad("文件清单", "清单中有此文件，包内没有", name)
        elif contents.digests[name] != listed[name]:
            yield bad("文件清单", "内容与清单中的 SHA-256 不符，文件被改动", name)
