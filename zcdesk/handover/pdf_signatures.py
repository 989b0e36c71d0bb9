"""Verifying the signatures inside a PDF (电子签名核验), more strictly than a viewer does.

A viewer calls a signature valid when the bytes under it are unchanged, whatever was appended to
the file. Here a file holds only if the last signature covers it to its last byte, the secretary's
certification comes first and the chair's lock last, and nothing but signatures came after the
first one: a page painted over, an exchanged attachment or a stray byte at the end is refused.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature, read_certification_data
from pyhanko.sign.validation.status import SignatureCoverageLevel

from zcdesk.domain.signing import SigningRole
from zcdesk.handover.identity import fingerprint_of
from zcdesk.handover.pdf_changes import changed_since
from zcdesk.handover.signers import holder_of

# What the library would log of a stranger's file stands in the answer.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)

_MOST = len(SigningRole)
_HASHES = ("sha256", "sha384", "sha512")


@dataclass(frozen=True, slots=True)
class PdfSignature:
    """One signature of a file.

    `signer` is the certificate's holder, `name` what the signature calls the person, `at` the
    time on the signer's machine. `whole`: it covers the file to its last byte. `trusted`: the
    certificate is one of those that the caller knows by fingerprint. `faults` are Chinese reasons
    why it does not hold.
    """

    role: SigningRole | None
    signer: str
    name: str
    reason: str
    at: datetime | None
    fingerprint: str
    whole: bool
    intact: bool
    trusted: bool
    faults: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """The signature holds; whether the certificate is known is another question."""
        return not self.faults

    @property
    def sentence(self) -> str:
        """The signature in one Chinese sentence."""
        office = self.role.chinese if self.role else "其他"
        at = self.at.strftime("%Y-%m-%d %H:%M:%S") if self.at else "时间不明"
        found = "；".join(self.faults) if self.faults else "签名有效"
        cover = "覆盖整个文件" if self.whole else "覆盖签名时的文件"
        known = "证书与会议所列一致" if self.trusted else "证书不在已知之列，请核对指纹"
        return (
            f"{office}签名：{self.name or self.signer}，{at}（签名者本机时间），{found}，"
            f"{cover}，{known}，指纹 {self.fingerprint}"
        )


@dataclass(frozen=True, slots=True)
class PdfVerification:
    """The answer for one file: its signatures in order, and what is wrong with the whole."""

    signatures: tuple[PdfSignature, ...]
    faults: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """There is a signature, and everything holds."""
        return bool(self.signatures) and not self.faults and all(s.ok for s in self.signatures)

    @property
    def roles(self) -> tuple[SigningRole | None, ...]:
        """Who signed, in order."""
        return tuple(each.role for each in self.signatures)


def verify_pdf(data: bytes, trusted: Collection[str] = ()) -> PdfVerification:
    """Check every signature of a PDF; `trusted` are certificate fingerprints that the caller knows.

    Never raises: a file that cannot be read has a fault that says so.
    """
    try:
        reader = PdfFileReader(io.BytesIO(data), strict=True)
        if reader.encrypted:
            return PdfVerification((), ("文件被加密，无法核验签名",))
        embedded = list(reader.embedded_signatures)
        signatures = tuple(_signature(each, data, trusted) for each in embedded)
        faults = tuple(_file_faults(reader, embedded, data))
        if faults and embedded:
            faults += tuple(_what_changed(data, _end(embedded[0])))
        return PdfVerification(signatures, faults)
    except Exception as error:
        return PdfVerification((), (f"PDF 文件结构无法读取（{type(error).__name__}）",))


def _file_faults(
    reader: PdfFileReader, embedded: Sequence[EmbeddedPdfSignature], data: bytes
) -> Iterator[str]:
    if not embedded:
        yield "文件中没有电子签名"
        return
    if len(embedded) > _MOST:
        yield f"有 {len(embedded)} 个签名，最多只应有秘书和主任委员两个"
    extra = len(data) - max(_end(each) for each in embedded)
    if extra:
        yield f"最后一个签名之后被追加了 {extra} 个字节，追加的内容不在签名之内"
    revisions = [each.signed_revision for each in embedded]
    first = revisions[0]
    if revisions != list(range(first, reader.xrefs.total_revisions)):
        yield "签名之间或签名之后有不属于签名的改动"
    roles = [_role(each) for each in embedded]
    if roles != list(SigningRole)[: len(roles)]:
        yield "签名次序不对，应当先由秘书认证、再由主任委员签发"
    certified = read_certification_data(reader)
    mine = embedded[0].sig_object
    if certified is None or certified.author_sig != mine:
        yield "第一个签名不是认证签名，未限定以后的改动"
    elif certified.permission is not MDPPerm.FILL_FORMS:
        yield "认证签名允许的改动与规定不符"
    if SigningRole.CHAIR in roles and embedded[-1].docmdp_level is not MDPPerm.NO_CHANGES:
        yield "主任委员的签名没有锁定文件"


def _what_changed(data: bytes, signed: int) -> Iterator[str]:
    """Which pages and attachments differ from the file as it was signed first."""
    found = changed_since(data[:signed], data)
    if found:
        yield "签名之后改动的是：" + "；".join(found)


def _signature(each: EmbeddedPdfSignature, data: bytes, trusted: Collection[str]) -> PdfSignature:
    certificate = x509.load_der_x509_certificate(each.signer_cert.dump())
    fingerprint = fingerprint_of(certificate)
    at = each.self_reported_timestamp
    intact, faults = _intact(each, data)
    faults += list(_time_faults(certificate, at))
    said = each.sig_object
    return PdfSignature(
        role=_role(each),
        signer=holder_of(certificate),
        name=str(said.get("/Name", "")),
        reason=str(said.get("/Reason", "")),
        at=at,
        fingerprint=fingerprint,
        whole=_end(each) == len(data),
        intact=intact,
        trusted=fingerprint in trusted,
        faults=tuple(faults),
    )


def _intact(each: EmbeddedPdfSignature, data: bytes) -> tuple[bool, list[str]]:
    """Whether the bytes under the signature are unchanged, and everything that is wrong with it."""
    if each.sig_object_type != "/Sig" or each.md_algorithm not in _HASHES:
        return False, ["签名的类型或摘要算法不受支持"]
    if not _only_the_value_is_left_out(each, data):
        return False, ["签名范围之外还有别的内容"]
    each.compute_integrity_info()
    unchanged, valid = validate_sig_integrity(
        each.signer_info, each.signer_cert, "data", each.compute_digest()
    )
    if not (unchanged and valid):
        return False, ["签名之后文件内容被改动，或签名值不正确"]
    return True, list(_change_faults(each))


def _only_the_value_is_left_out(each: EmbeddedPdfSignature, data: bytes) -> bool:
    """The range is the file from its start but for one hex string: the signature, padded with 0."""
    start, length, after, _ = (int(value) for value in each.byte_range)
    gap = data[length:after]
    value = each.pkcs7_content
    padding = value[_der_length(value) :]
    return (
        start == 0
        and gap[:1] == b"<"
        and gap[-1:] == b">"
        and gap[1:-1].lower() == value.hex().encode()
        and not padding.strip(b"\0")
        and _end(each) <= len(data)
    )


def _der_length(value: bytes) -> int:
    """Bytes of the DER structure at the start of `value`."""
    size = value[1]
    if size < 0x80:  # noqa: PLR2004 - the short form of X.690, 8.1.3.4
        return 2 + size
    count = size & 0x7F
    return 2 + count + int.from_bytes(value[2 : 2 + count], "big")


def _change_faults(each: EmbeddedPdfSignature) -> Iterator[str]:
    covered = each.evaluate_signature_coverage()
    if covered < SignatureCoverageLevel.ENTIRE_REVISION:
        yield "签名没有覆盖它那一版的全部内容"
        return
    difference: object = each.diff_result
    if not isinstance(difference, DiffResult):
        yield "签名之后页面、附件或其他内容被改动"
        return
    locked = each.docmdp_level is MDPPerm.NO_CHANGES
    allowed = ModificationLevel.NONE if locked else ModificationLevel.FORM_FILLING
    if difference.modification_level > allowed:
        yield "签名之后有签名所不允许的改动"


def _time_faults(certificate: x509.Certificate, at: datetime | None) -> Iterator[str]:
    if at is None or at.tzinfo is None:
        yield "签名没有写明时间"
    elif not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        yield "签名时间不在证书有效期内"


def _role(each: EmbeddedPdfSignature) -> SigningRole | None:
    names = {role.value: role for role in SigningRole}
    return names.get(each.field_name)


def _end(each: EmbeddedPdfSignature) -> int:
    return int(each.byte_range[2]) + int(each.byte_range[3])
