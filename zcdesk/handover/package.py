"""Writing the package (移交包): a signed bag in one file, whole or not at all."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pypinyin import Style, lazy_pinyin

from zcdesk.domain.committee import Committee
from zcdesk.handover import bag, container, recount, signature
from zcdesk.handover.check_code import check_code, plain_code
from zcdesk.handover.identity import Identity
from zcdesk.handover.medium import NotWritten, write_whole

Source = bytes | Path
"""A file's content, or where it lies."""

REQUIRED = ("minutes.pdf", "result.json", "record.json")

_PACKAGE = Path(__file__).resolve().parents[1]
# A wheel carries the texts inside the package, a source checkout beside it.
_FOLDERS = (_PACKAGE / "_resources" / "handover", _PACKAGE.parent / "resources" / "handover")
_CODE = re.compile(r"[a-z0-9]{1,24}")
_INSTRUCTIONS = ("核验说明.txt", "VERIFY.txt")


@dataclass(frozen=True, slots=True)
class PackageContents:
    """What goes into a package. `files` are payload by name below `data/`, ASCII.

    `audit_head` is the head of the entry that sealed; it gives the check code.
    """

    committee: Committee
    review_year: int
    audit_head: str
    files: Mapping[str, Source]
    program_version: str = ""
    rehearsal: bool = False


@dataclass(frozen=True, slots=True)
class PackageInfo:
    """A package as written: what the receipt (交接单) prints. `size` in bytes."""

    path: Path
    sha256: str
    size: int
    check_code: str
    fingerprint: str


def package_name(contents: PackageContents) -> str:
    """Name without ending: zc-<year>-<committee code>-<check code>, ASCII."""
    code = committee_code(contents.committee)
    return f"zc-{contents.review_year}-{code}-{plain_code(contents.audit_head)}"


def committee_code(committee: Committee) -> str:
    """The committee's own code, or the initials of its name's pinyin; lower case, no signs."""
    own = re.sub(r"[^a-z0-9]", "", committee.code.lower())
    initials = "".join(lazy_pinyin(committee.name, style=Style.FIRST_LETTER, errors="ignore"))
    for code in (own[:24], re.sub(r"[^a-z0-9]", "", initials.lower())[:24]):
        if _CODE.fullmatch(code):
            return code
    return "pwh"


def write_package(
    target: Path, contents: PackageContents, identity: Identity, *, at: datetime
) -> PackageInfo:
    """Write the signed package into a folder; `at` becomes every time stamp in it.

    The same contents, identity and time give the same bytes. NotWritten with one sentence where
    the medium is full, read-only or gone; a package that stood there before is then untouched.
    """
    name = package_name(contents)
    path = target / f"{name}.zip"
    try:
        parts = _Parts.of(contents, identity, name, at)
    except OSError as error:
        raise NotWritten("随包文件无法读取，移交包没有写成，请检查后重试。") from error
    if parts.size > container.LARGEST:
        raise NotWritten("移交包超过 4 GiB，FAT32 移动盘放不下，请减少随包材料后再写。")
    digest = write_whole(
        path, parts.size, lambda sink: container.write(sink, parts.members, parts.copy)
    )
    code = check_code(contents.audit_head)
    return PackageInfo(path, digest, parts.size, code, identity.fingerprint)


@dataclass(frozen=True, slots=True)
class _Parts:
    """Every member of the container, in order, and where its content comes from."""

    members: tuple[container.Member, ...]
    sources: Mapping[str, Source]

    @classmethod
    def of(cls, contents: PackageContents, identity: Identity, name: str, at: datetime) -> _Parts:
        sources = _signed_files(contents, identity, name, at)
        stamp = container.dos_stamp(at)
        members = []
        for inside, source in sources.items():
            size, crc, _ = _measure(source)
            members.append(container.Member(f"{name}/{inside}", size, crc, stamp))
        return cls(tuple(members), {f"{name}/{inside}": s for inside, s in sources.items()})

    @property
    def size(self) -> int:
        """Bytes of the whole file."""
        contents = sum(len(container.local_header(m)) + m.size for m in self.members)
        return contents + len(container.directory(self.members))

    def copy(self, sink: container.Sink, member: container.Member) -> None:
        """Write one member's content; a file that changed meanwhile is not packed."""
        crc = size = 0
        for chunk in _chunks(self.sources[member.name]):
            sink.write(chunk)
            crc, size = zlib.crc32(chunk, crc), size + len(chunk)
        if (size, crc) != (member.size, member.crc):
            raise NotWritten(f"文件“{member.name}”在打包时被改动，移交包没有写成，请重试。")


def _signed_files(
    contents: PackageContents, identity: Identity, name: str, at: datetime
) -> dict[str, Source]:
    """All files of the bag: declaration, manifests, instructions, signature, then the payload."""
    missing = [each for each in REQUIRED if each not in contents.files]
    unsafe = [each for each in contents.files if not (each.isascii() and bag.is_safe_name(each))]
    if missing or unsafe:
        raise ValueError(f"missing {missing}, unsafe {unsafe}")
    payload = {f"data/{each}": contents.files[each] for each in sorted(contents.files)}
    measured = {each: _measure(source) for each, source in payload.items()}
    oxum = f"{sum(size for size, _, _ in measured.values())}.{len(measured)}"
    tags: dict[str, Source] = {
        "bagit.txt": bag.DECLARATION,
        "bag-info.txt": bag.bag_info(
            day=at.date(),
            organization=contents.committee.organiser or contents.committee.name,
            identifier=name,
            description=contents.committee.name + ("（演练）" if contents.rehearsal else ""),
            oxum=oxum,
            software=f"zcdesk {contents.program_version}".strip(),
        ),
        bag.MANIFEST: bag.manifest({each: digest for each, (_, _, digest) in measured.items()}),
        **_sm3(payload),
        **_instructions(contents, identity, name),
        "recount.py": Path(recount.__file__).read_bytes(),
    }
    tag_manifest = bag.manifest({each: _measure(source)[2] for each, source in tags.items()})
    return {
        **tags,
        bag.TAG_MANIFEST: tag_manifest,
        bag.SIGNATURE: signature.sign(tag_manifest, identity, at=at),
        bag.SIGNER: identity.certificate_pem,
        **payload,
    }


def _sm3(payload: Mapping[str, Source]) -> dict[str, Source]:
    if not bag.has_sm3():
        return {}
    digests = {}
    for name, source in payload.items():
        digest = hashlib.new("sm3")
        for chunk in _chunks(source):
            digest.update(chunk)
        digests[name] = digest.hexdigest()
    return {bag.SM3_MANIFEST: bag.manifest(digests)}


def _instructions(contents: PackageContents, identity: Identity, name: str) -> dict[str, Source]:
    folder = next(each for each in _FOLDERS if each.is_dir())
    values = {
        "name": name,
        "committee": contents.committee.name + ("（演练）" if contents.rehearsal else ""),
        "check_code": check_code(contents.audit_head),
        "fingerprint": identity.fingerprint,
    }
    texts: dict[str, Source] = {}
    for each in _INSTRUCTIONS:
        text = (folder / each).read_text("utf-8").format(**values)
        # Windows' editor is where these are read first.
        texts[each] = b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode("utf-8")
    return texts


def _measure(source: Source) -> tuple[int, int, str]:
    """Size, CRC-32 and SHA-256 of a content."""
    digest, size, crc = hashlib.sha256(), 0, 0
    for chunk in _chunks(source):
        digest.update(chunk)
        size, crc = size + len(chunk), zlib.crc32(chunk, crc)
    return size, crc, digest.hexdigest()


def _chunks(source: Source) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
        return
    with source.open("rb") as stream:
        yield from container.chunks(stream, container.LARGEST)
