"""Signing a PDF (电子签名): the secretary certifies, the chair approves and locks.

Each signature is an incremental update that fills in a field which the paper has from the start;
what was there before stays byte for byte. The signed file is verified before it is given back.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import (
    FieldMDPAction,
    FieldMDPSpec,
    MDPPerm,
    SigSeedSubFilter,
    enumerate_sig_fields,
)
from pyhanko.sign.signers.cms_embedder import (
    PdfCMSEmbedder,
    SigIOSetup,
    SigMDPSetup,
    SigObjSetup,
)
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from zcdesk.domain.signing import SigningRole
from zcdesk.handover.identity import fingerprint_of
from zcdesk.handover.pdf_cms import signed_data
from zcdesk.handover.pdf_signatures import verify_pdf
from zcdesk.handover.signers import NotSigned, Signer, check_certificate

_RESERVED = 16 * 1024
"""Hex digits for the signature: a certificate of a public authority has some 2 kB."""

Appearance = Callable[[float, float], bytes]
"""Width and height of the field in points → a one-page PDF of that size."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What the signature says beside the signature value. `at` is the machine's time."""

    role: SigningRole
    name: str
    reason: str
    at: datetime
    location: str = ""


def sign_pdf(data: bytes, signer: Signer, statement: Statement, appearance: Appearance) -> bytes:
    """The file with one more signature. NotSigned with one sentence; `data` is never altered.

    Refused are a second signature in the same role, the chair's before the secretary's, any after
    the chair's, a paper without signature fields, and a file whose signatures do not hold.
    """
    check_certificate(signer.certificate, statement.at)
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(data), strict=True)
        _check_turn(writer.prev, data, statement.role)
        signed = _sign(writer, signer, statement, appearance)
    except PdfError as error:
        raise NotSigned("这份 PDF 文件的结构无法读取，没有签名。") from error
    answer = verify_pdf(signed)
    if not (answer.ok and answer.signatures[-1].fingerprint == fingerprint_of(signer.certificate)):
        raise NotSigned("签名写好后核验没有通过，文件保持原样，没有签名。")
    return signed


def _check_turn(reader: PdfFileReader, data: bytes, role: SigningRole) -> None:
    """Refuse whoever's turn it is not."""
    filled = {str(name): value is not None for name, value, _ in enumerate_sig_fields(reader)}
    if not {each.value for each in SigningRole} <= filled.keys():
        raise NotSigned("这份文书没有签名栏，不能电子签名。")
    if filled[SigningRole.CHAIR.value]:
        raise NotSigned("主任委员已经签发并锁定了这份文书，不能再加签名。")
    if filled[role.value]:
        raise NotSigned("秘书已经签过这份文书，不能重复签名。")
    if role is SigningRole.CHAIR and not filled[SigningRole.SECRETARY.value]:
        raise NotSigned("请先由秘书签名认证，再由主任委员签发。")
    if any(filled.values()) and not verify_pdf(data).ok:
        raise NotSigned("这份文书已有的签名核验不通过，不能继续签名。")


def _sign(
    writer: IncrementalPdfFileWriter,
    signer: Signer,
    statement: Statement,
    appearance: Appearance,
) -> bytes:
    steps = PdfCMSEmbedder().write_cms(statement.role.value, writer, existing_fields_only=True)
    field = next(steps).get_object()
    _dress(writer, field, appearance)
    value = SignatureObject(
        timestamp=statement.at,
        subfilter=SigSeedSubFilter.PADES,
        name=statement.name,
        location=statement.location or None,
        reason=statement.reason,
        bytes_reserved=_RESERVED,
    )
    steps.send(SigObjSetup(sig_placeholder=value, mdp_setup=_permissions(statement.role)))
    digest, output = steps.send(SigIOSetup(md_algorithm="sha256"))
    digest.fill_with_cms(output, signed_data(digest.document_digest, signer))
    signed: bytes = output.getvalue()
    return signed


def _permissions(role: SigningRole) -> SigMDPSetup:
    if role is SigningRole.SECRETARY:
        return SigMDPSetup("sha256", certify=True, docmdp_perms=MDPPerm.FILL_FORMS)
    everything = FieldMDPSpec(FieldMDPAction.ALL)
    return SigMDPSetup("sha256", field_lock=everything, docmdp_perms=MDPPerm.NO_CHANGES)


def _dress(
    writer: IncrementalPdfFileWriter, field: generic.DictionaryObject, appearance: Appearance
) -> None:
    """Give the field its looks."""
    left, bottom, right, top = (float(value) for value in field["/Rect"])
    page = PdfFileReader(io.BytesIO(appearance(right - left, top - bottom)))
    drawn = writer.import_page_as_xobject(page)
    field["/AP"] = generic.DictionaryObject({generic.pdf_name("/N"): drawn})
