"""Writing the package (移交包): a signed bag in one file, whole or not at all."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pypinyin import Style, lazy_pinyin

from zcdesk.domain.committee import Committee
from zcdesk.handover import bag, container, envelope, recount, signature, volumes
from zcdesk.handover.check_code import check_code, plain_code
from zcdesk.handover.identity import Identity
from zcdesk.handover.measures import Measured, Source, chunks_of, measured
from zcdesk.handover.media import Medium
from zcdesk.handover.medium import NotWritten, Outgoing, WrittenFile, write_all
from zcdesk.handover.volumes import DossierFile, Placed
from zcdesk.handover.watch import Watch

REQUIRED = ("minutes.pdf", "result.json", "record.json")

_PACKAGE = Path(__file__).resolve().parents[1]
# A wheel carries the texts inside the package, a source checkout beside it.
_FOLDERS = (_PACKAGE / "_resources" / "handover", _PACKAGE.parent / "resources" / "handover")
_CODE = re.compile(r"[a-z0-9]{1,24}")
_INSTRUCTIONS = ("核验说明.txt", "VERIFY.txt")


@dataclass(frozen=True, slots=True)
class PackageContents:
    """What goes into a package. `files` are payload by name below `data/`, ASCII.

    `audit_head` is the head of the entry that sealed; it gives the check code. `archive`: the
    edition that names experts (档案版). `dossiers` go along decrypted.
    """

    committee: Committee
    review_year: int
    audit_head: str
    files: Mapping[str, Source]
    program_version: str = ""
    rehearsal: bool = False
    archive: bool = False
    dossiers: tuple[DossierFile, ...] = ()


@dataclass(frozen=True, slots=True)
class PackageInfo:
    """A package as written: what the receipt (交接单) prints. `size` in bytes.

    `path`, `sha256` and `size` are the main file's; `volumes` those that hold its dossiers.
    """

    path: Path
    sha256: str
    size: int
    check_code: str
    fingerprint: str
    volumes: tuple[WrittenFile, ...] = ()


def package_name(contents: PackageContents) -> str:
    """Name without ending: zc-<year>-<committee code>-<check code>[-archive], ASCII."""
    code = committee_code(contents.committee)
    edition = "-archive" if contents.archive else ""
    return f"zc-{contents.review_year}-{code}-{plain_code(contents.audit_head)}{edition}"


def committee_code(committee: Committee) -> str:
    """The committee's own code, or the initials of its name's pinyin; lower case, no signs."""
    own = re.sub(r"[^a-z0-9]", "", committee.code.lower())
    initials = "".join(lazy_pinyin(committee.name, style=Style.FIRST_LETTER, errors="ignore"))
    for code in (own[:24], re.sub(r"[^a-z0-9]", "", initials.lower())[:24]):
        if _CODE.fullmatch(code):
            return code
    return "pwh"


def write_package(
    target: Path,
    contents: PackageContents,
    identity: Identity,
    *,
    at: datetime,
    closed: envelope.Envelope = envelope.PLAIN,
    watch: Watch | None = None,
    medium: Medium | None = None,
    volume_size: int = volumes.VOLUME_SIZE,
) -> PackageInfo:
    """Write the signed package into a folder; `at` becomes every time stamp in it.

    Without an envelope the same contents, identity and time give the same bytes. NotWritten with
    one sentence where the medium is full, read-only or gone; a package that stood there before is
    then untouched. Dossiers that do not fit into one file go into volumes beside it.
    """
    try:
        bags = _bags(contents, identity, at, volume_size)
    except OSError as error:
        raise NotWritten("随包文件无法读取，移交包没有写成，请检查后重试。") from error
    for each in bags:
        if closed.largest(each.size) > container.LARGEST:
            raise NotWritten("移交包超过 4 GiB，FAT32 移动盘放不下，请减少随包材料后再写。")
    # The main file gets its name last: where it stands, everything that belongs to it does too.
    outgoing = [_outgoing(each, closed) for each in (*bags[1:], bags[0])]
    *others, main = write_all(target, outgoing, watch or Watch(), medium)
    return PackageInfo(
        main.path,
        main.sha256,
        main.size,
        check_code(contents.audit_head),
        identity.fingerprint,
        tuple(others),
    )


def _outgoing(one: _Bag, closed: envelope.Envelope) -> Outgoing:
    name = f"{one.name}.zip"
    return Outgoing(
        name + closed.suffix,
        closed.largest(one.size),
        lambda sink: envelope.close(sink, closed, name, one.size, one.pieces()),
        patched=bool(closed.password),
    )


def _bags(
    contents: PackageContents, identity: Identity, at: datetime, volume_size: int
) -> list[_Bag]:
    """The main bag, and after it those of the volumes."""
    name = package_name(contents)
    documents = volumes.placed(contents.dossiers)
    beside = sum(measured(source).size for source in contents.files.values())
    parts = volumes.split(documents, beside, volume_size)
    held = {
        volumes.volume_name(name, place): part for place, part in enumerate(parts, start=1) if part
    }
    others = [
        _Bag.of(each, _payload(part), {}, contents, identity, at) for each, part in held.items()
    ]
    files = {f"data/{each}": contents.files[each] for each in _checked(contents)}
    if documents:
        volume_of = {each.path: volume for volume, part in held.items() for each in part}
        files[f"data/{volumes.MAP}"] = volumes.map_csv(volume_of, documents)
    if held:
        vouched = {each.name: each.tag_manifest_sha256 for each in others}
        files[f"data/{volumes.LIST}"] = volumes.volume_list(vouched)
    else:
        files |= _payload(documents)
    tags = {
        **_instructions(contents, identity, name),
        "recount.py": Path(recount.__file__).read_bytes(),
    }
    return [_Bag.of(name, files, tags, contents, identity, at), *others]


def _checked(contents: PackageContents) -> list[str]:
    missing = [each for each in REQUIRED if each not in contents.files]
    unsafe = [each for each in contents.files if not (each.isascii() and bag.is_safe_name(each))]
    if missing or unsafe:
        raise ValueError(f"missing {missing}, unsafe {unsafe}")
    return sorted(contents.files)


def _payload(documents: list[Placed]) -> dict[str, Source]:
    return {f"data/{each.path}": each.document.content for each in documents}


@dataclass(frozen=True, slots=True)
class _Bag:
    """Every member of one container, in order, and where its content comes from."""

    name: str
    members: tuple[container.Member, ...]
    sources: Mapping[str, Source]
    tag_manifest_sha256: str

    @classmethod
    def of(
        cls,
        name: str,
        payload: Mapping[str, Source],
        more: Mapping[str, Source],
        contents: PackageContents,
        identity: Identity,
        at: datetime,
    ) -> _Bag:
        """A signed bag of payload (names with `data/`) with `more` tag files."""
        held = {each: measured(payload[each]) for each in sorted(payload)}
        tags = _tags(name, held, more, contents, at)
        measures = {each: measured(source) for each, source in tags.items()}
        tag_manifest = bag.manifest({each: m.sha256 for each, m in measures.items()})
        vouching: dict[str, Source] = {
            bag.TAG_MANIFEST: tag_manifest,
            bag.SIGNATURE: signature.sign(tag_manifest, identity, at=at),
            bag.SIGNER: identity.certificate_pem,
        }
        measures |= {each: measured(source) for each, source in vouching.items()}
        stamp = container.dos_stamp(at)
        members = tuple(
            container.Member(f"{name}/{inside}", m.size, m.crc, stamp)
            for inside, m in (measures | held).items()
        )
        sources = {f"{name}/{e}": s for e, s in {**tags, **vouching, **payload}.items()}
        return cls(name, members, sources, measures[bag.TAG_MANIFEST].sha256)

    @property
    def size(self) -> int:
        """Bytes of the whole file."""
        return container.size_of(self.members)

    def pieces(self) -> Iterator[bytes]:
        """The whole file piece by piece."""
        return container.pieces(self.members, self._content)

    def _content(self, member: container.Member) -> Iterator[bytes]:
        """One member's content; a file that changed meanwhile is not packed."""
        crc = size = 0
        for chunk in chunks_of(self.sources[member.name]):
            crc, size = zlib.crc32(chunk, crc), size + len(chunk)
            yield chunk
        if (size, crc) != (member.size, member.crc):
            raise NotWritten(f"文件“{member.name}”在打包时被改动，移交包没有写成，请重试。")


def _tags(
    name: str,
    held: Mapping[str, Measured],
    more: Mapping[str, Source],
    contents: PackageContents,
    at: datetime,
) -> dict[str, Source]:
    """Declaration, description, manifests and what else stands beside the payload."""
    tags: dict[str, Source] = {
        "bagit.txt": bag.DECLARATION,
        "bag-info.txt": bag.bag_info(
            day=at.date(),
            organization=contents.committee.organiser or contents.committee.name,
            identifier=name,
            description=contents.committee.name + ("（演练）" if contents.rehearsal else ""),
            oxum=f"{sum(m.size for m in held.values())}.{len(held)}",
            software=f"zcdesk {contents.program_version}".strip(),
        ),
        bag.MANIFEST: bag.manifest({each: m.sha256 for each, m in held.items()}),
    }
    if bag.has_sm3():
        tags[bag.SM3_MANIFEST] = bag.manifest({each: m.sm3 for each, m in held.items()})
    return tags | dict(more)


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
