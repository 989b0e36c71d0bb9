"""Whose key signs a paper: the session's own, or one from a certificate file (PKCS#12).

A signer has a certificate and turns bytes into a signature value over their SHA-256. RSA and
elliptic curves of NIST are known; SM2 keys (国密) are refused with a sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from asn1crypto import pkcs12 as asn1_pkcs12
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from zcdesk.domain.errors import KnownError
from zcdesk.handover.identity import Identity

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
_SMALLEST_RSA = 2048


class NotSigned(KnownError):
    """A paper could not be signed; the file is as it was."""


class Signer(Protocol):
    """Who signs. `certificate` says in whose name, `sign` gives the signature value."""

    @property
    def certificate(self) -> x509.Certificate:
        """The certificate that goes into the file."""

    def sign(self, content: bytes) -> bytes:
        """The signature value over the SHA-256 of `content`, DER for elliptic curves."""


@dataclass(frozen=True, slots=True, repr=False)
class KeySigner:
    """A key in memory with its certificate; it never prints the key."""

    key: Key
    certificate: x509.Certificate

    def sign(self, content: bytes) -> bytes:
        """The signature value."""
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(content, padding.PKCS1v15(), hashes.SHA256())
        return self.key.sign(content, ec.ECDSA(hashes.SHA256()))


def own_signer(identity: Identity) -> KeySigner:
    """The key made at set-up."""
    return KeySigner(identity.key, identity.certificate)


def pem_signer(blob: bytes, password: str = "") -> KeySigner:
    """A private key (PKCS#8) and its certificate in one PEM text. NotSigned for anything else."""
    try:
        key = serialization.load_pem_private_key(blob, password.encode() or None)
        certificate = x509.load_pem_x509_certificate(blob)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise NotSigned("密钥文件的密码不正确，或文件中没有私钥和证书。") from error
    return _matched(key, certificate)


def pkcs12_signer(blob: bytes, password: str) -> KeySigner:
    """The key in a certificate file (.p12, .pfx). NotSigned with one sentence."""
    try:
        asn1_pkcs12.Pfx.load(blob, strict=True)["version"].native  # noqa: B018 - read to see
    except (ValueError, TypeError) as error:
        raise NotSigned("所选文件不是 PKCS#12 证书文件（.p12 或 .pfx）。") from error
    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(blob, password.encode())
    except UnsupportedAlgorithm as error:
        raise NotSigned("证书文件的加密方式或密钥类型不受支持（例如国密 SM2）。") from error
    except ValueError as error:
        raise NotSigned("证书文件的密码不正确，没有签名。") from error
    if key is None or certificate is None:
        raise NotSigned("证书文件中没有私钥或没有与之相配的证书，不能用于签名。")
    return _matched(key, certificate)


def _matched(key: object, certificate: x509.Certificate) -> KeySigner:
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise NotSigned("密钥类型不受支持，只能使用 RSA 或 ECDSA 密钥。")
    if key.public_key() != certificate.public_key():
        raise NotSigned("证书与私钥不是一对，没有签名。")
    return KeySigner(key, certificate)


def check_certificate(certificate: x509.Certificate, at: datetime) -> None:
    """Refuse a certificate that is not valid at this time, or not made for signing."""
    moment = at.astimezone(UTC)
    if moment > certificate.not_valid_after_utc:
        raise NotSigned(f"签名证书已于 {certificate.not_valid_after_utc:%Y-%m-%d} 过期，没有签名。")
    if moment < certificate.not_valid_before_utc:
        raise NotSigned(
            f"签名证书自 {certificate.not_valid_before_utc:%Y-%m-%d} 起才有效，"
            "没有签名，请核对本机时间。"
        )
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        usage = None
    if usage is not None and not (usage.digital_signature or usage.content_commitment):
        raise NotSigned("这张证书不是签名证书（例如只用于加密），没有签名。")
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey) and key.key_size < _SMALLEST_RSA:
        raise NotSigned(
            f"证书的 RSA 密钥只有 {key.key_size} 位，不足 {_SMALLEST_RSA} 位，没有签名。"
        )


def holder_of(certificate: x509.Certificate) -> str:
    """In whose name a certificate is: its common name, or the organisation's."""
    for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        found = certificate.subject.get_attributes_for_oid(oid)
        if found:
            return str(found[0].value)
    return certificate.subject.rfc4514_string()


def names_in(certificate: x509.Certificate) -> tuple[str, ...]:
    """Every text of a certificate that may name a person: subject, and alternative names."""
    names = [str(each.value) for each in certificate.subject]
    try:
        others = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        return tuple(names)
    return (*names, *(str(each.value) for each in others.value))
