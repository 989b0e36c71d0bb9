"""The session's own signing identity (签名身份): a key and its self-issued certificate."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from zcdesk.domain.dates import add_years
from zcdesk.domain.errors import Unreadable

_LONGEST = 64
# Of a name in a certificate, RFC 5280: characters; of a common name the library counts bytes.
_GROUP = 4


@dataclass(frozen=True, slots=True, repr=False)
class Identity:
    """A private key (P-256) with its certificate; it never prints the key."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    def __repr__(self) -> str:
        return f"Identity({self.fingerprint})"

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, to be compared with the paper."""
        return fingerprint_of(self.certificate)

    @property
    def certificate_pem(self) -> bytes:
        """The certificate alone, as it stands in a package."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def to_bytes(self) -> bytes:
        """Key and certificate as PEM, the key unprotected: keep it in encrypted storage only."""
        key = self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        return key + self.certificate_pem

    @classmethod
    def from_bytes(cls, blob: bytes) -> Identity:
        """What `to_bytes` gave. Unreadable for anything else."""
        try:
            key = serialization.load_pem_private_key(blob, password=None)
            certificate = x509.load_pem_x509_certificate(blob)
        except (ValueError, TypeError) as error:
            raise Unreadable("会议文件中的签名密钥已损坏，无法读取。") from error
        if (
            not isinstance(key, ec.EllipticCurvePrivateKey)
            or key.public_key() != certificate.public_key()
        ):
            raise Unreadable("会议文件中的签名密钥与证书不一致。")
        return cls(key, certificate)


def make_identity(name: str, *, now: datetime, years: int = 10) -> Identity:
    """A new key and a certificate in `name` (the committee's), valid `years` from `now`.

    E-mail protection is the purpose that S/MIME and PDF verifiers ask of a leaf.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _subject(name.strip() or "zcdesk")
    begin = now.astimezone(UTC).replace(microsecond=0)
    end = datetime.combine(add_years(begin.date(), years), begin.timetz())
    own_id = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_signing_only(), critical=True)
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False
        )
        .add_extension(own_id, critical=False)
        .sign(key, hashes.SHA256())
    )
    return Identity(key, certificate)


def signer_name(certificate: x509.Certificate) -> str:
    """In whose name a certificate is."""
    found = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return str(found[0].value)


def _subject(name: str) -> x509.Name:
    short = name.encode("utf-8")[:_LONGEST].decode("utf-8", errors="ignore")
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, name[:_LONGEST]),
            x509.NameAttribute(NameOID.COMMON_NAME, short),
        ]
    )


def fingerprint_of(certificate: x509.Certificate) -> str:
    """SHA-256 of a certificate: 64 hex digits in groups of four."""
    digits = hashlib.sha256(certificate.public_bytes(serialization.Encoding.DER)).hexdigest()
    return " ".join(digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP))


def _signing_only() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
