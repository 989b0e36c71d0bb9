"""The CMS structure of a signature inside a PDF (PAdES baseline B-B, ETSI EN 319 142-1).

Signed are the digest of the file, the content type and the digest of the certificate; the time
stands in the PDF, as the standard asks, and is the machine's.
"""

from __future__ import annotations

import hashlib

from asn1crypto import algos, cms, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from zcdesk.handover.signers import NotSigned, Signer


def signed_data(digest: bytes, signer: Signer) -> bytes:
    """The DER of a signature over a file's SHA-256. NotSigned where the key is not the certificate's."""
    certificate = signer.certificate
    der = certificate.public_bytes(serialization.Encoding.DER)
    attributes = _attributes(digest, der)
    content = attributes.dump()
    value = signer.sign(content)
    if not _holds(certificate, value, content):
        raise NotSigned("证书与私钥不是一对，没有签名。")
    return _wrap(asn1_x509.Certificate.load(der), attributes, value)


def _attributes(digest: bytes, certificate: bytes) -> cms.CMSAttributes:
    own = tsp.SigningCertificateV2(
        {"certs": [tsp.ESSCertIDv2({"cert_hash": hashlib.sha256(certificate).digest()})]}
    )
    return cms.CMSAttributes(
        [
            cms.CMSAttribute({"type": "content_type", "values": ["data"]}),
            cms.CMSAttribute({"type": "message_digest", "values": [digest]}),
            cms.CMSAttribute({"type": "signing_certificate_v2", "values": [own]}),
        ]
    )


def _holds(certificate: x509.Certificate, value: bytes, content: bytes) -> bool:
    key = certificate.public_key()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(value, content, padding.PKCS1v15(), hashes.SHA256())
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(value, content, ec.ECDSA(hashes.SHA256()))
        else:
            return False
    except InvalidSignature:
        return False
    return True


def _wrap(own: asn1_x509.Certificate, attributes: cms.CMSAttributes, value: bytes) -> bytes:
    sha256 = algos.DigestAlgorithm({"algorithm": "sha256"})
    name = "sha256_rsa" if own.public_key.algorithm == "rsa" else "sha256_ecdsa"
    issuer = cms.IssuerAndSerialNumber({"issuer": own.issuer, "serial_number": own.serial_number})
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier({"issuer_and_serial_number": issuer}),
            "digest_algorithm": sha256,
            "signed_attrs": attributes,
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": name}),
            "signature": value,
        }
    )
    data = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [sha256],
            "encap_content_info": {"content_type": "data"},
            "certificates": [own],
            "signer_infos": [signer],
        }
    )
    dumped: bytes = cms.ContentInfo({"content_type": "signed_data", "content": data}).dump()
    return dumped
