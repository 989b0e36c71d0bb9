"""The detached CMS signature (RFC 5652) over a package's tag manifest.

Everything in it but the signature value follows from certificate, content and time. The verifier
therefore builds it anew and compares bytes: there is no room for a second signer, an unsigned
attribute or a lenient reading.
"""

from __future__ import annotations

import hashlib
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime

# tsp adds names to cms's attributes; it must do so before the first use of cms freezes them.
from asn1crypto import algos, cms, tsp  # noqa: F401
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from zcdesk.handover.identity import Identity, fingerprint_of, signer_name

# RFC 6979: the same package written again is the same file, byte for byte.
_SIGNING = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
_VERIFYING = ec.ECDSA(hashes.SHA256())


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature that holds: who signed, by certificate, and when by the signer's clock."""

    subject: str
    fingerprint: str
    at: datetime


class BadSignature(Exception):
    """The signature does not hold; the text is the Chinese reason."""


def sign(content: bytes, identity: Identity, *, at: datetime) -> bytes:
    """A detached signature, DER. `at` becomes the signing time, to the second."""
    attributes = _attributes(content, at)
    value = identity.key.sign(attributes.dump(), _SIGNING)
    return _wrap(identity.certificate, attributes, value)


def verify(signature: bytes, signer_pem: bytes, content: bytes) -> Signed:
    """Who signed `content`; BadSignature with the reason where the signature does not hold."""
    try:
        return _verified(signature, _certificate(signer_pem), content)
    except BadSignature:
        raise
    except Exception as error:
        # Both parsers are fed a stranger's bytes; whatever they raise, it is not a signature.
        raise BadSignature("签名文件 signature.p7s 或签名者证书 signer.pem 无法读取") from error


def fingerprints(signer_pem: bytes) -> tuple[str, ...]:
    """The fingerprint of a package's certificate; none where it cannot be read."""
    try:
        return (fingerprint_of(_certificate(signer_pem)),)
    except Exception:
        # As above: a certificate that cannot be read is nobody's.
        return ()


def _verified(signature: bytes, certificate: x509.Certificate, content: bytes) -> Signed:
    at, value = _time_and_value(signature)
    attributes = _attributes(content, at)
    if _wrap(certificate, attributes, value) != signature:
        raise BadSignature("签名与签名者证书或被签清单不相符")
    key = certificate.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise BadSignature("签名者证书的密钥类型不受支持")
    try:
        certificate.verify_directly_issued_by(certificate)
        key.verify(value, attributes.dump(), _VERIFYING)
    except InvalidSignature as error:
        raise BadSignature("签名值不正确，证书或清单在签名之后被改动过") from error
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        raise BadSignature("签名时间不在证书有效期内")
    return Signed(signer_name(certificate), fingerprint_of(certificate), at)


def _certificate(pem: bytes) -> x509.Certificate:
    with warnings.catch_warnings():
        # A certificate that the library merely frowns upon is none that this program made.
        warnings.simplefilter("error")
        certificate = x509.load_pem_x509_certificate(pem)
    if certificate.public_bytes(serialization.Encoding.PEM) != pem:
        raise BadSignature("签名者证书 signer.pem 被改动过")
    return certificate


def _time_and_value(signature: bytes) -> tuple[datetime, bytes]:
    signer = cms.ContentInfo.load(signature, strict=True)["content"]["signer_infos"][0]
    times = [a["values"][0] for a in signer["signed_attrs"] if a["type"].native == "signing_time"]
    return times[0].native, signer["signature"].native


def _attributes(content: bytes, at: datetime) -> cms.CMSAttributes:
    time = at.astimezone(UTC).replace(microsecond=0)
    return cms.CMSAttributes(
        [
            cms.CMSAttribute({"type": "content_type", "values": ["data"]}),
            cms.CMSAttribute({"type": "signing_time", "values": [cms.Time({"utc_time": time})]}),
            cms.CMSAttribute(
                {"type": "message_digest", "values": [hashlib.sha256(content).digest()]}
            ),
        ]
    )


def _wrap(certificate: x509.Certificate, attributes: cms.CMSAttributes, value: bytes) -> bytes:
    der = certificate.public_bytes(serialization.Encoding.DER)
    own = asn1_x509.Certificate.load(der)
    sha256 = algos.DigestAlgorithm({"algorithm": "sha256"})
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                {
                    "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                        {"issuer": own.issuer, "serial_number": own.serial_number}
                    )
                }
            ),
            "digest_algorithm": sha256,
            "signed_attrs": attributes,
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
            "signature": value,
        }
    )
    signed = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [sha256],
            "encap_content_info": {"content_type": "data"},
            "certificates": [own],
            "signer_infos": [signer],
        }
    )
    dumped: bytes = cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump()
    return dumped
