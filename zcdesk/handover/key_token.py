"""A signing key on a token (UKey), through the maker's PKCS#11 library.

The binding is an extra (`zcdesk[token]`): without it a token cannot be used, and a sentence says
so. The key never leaves the token; the PIN is not kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from zcdesk.handover.signers import NotSigned, holder_of

try:
    import pkcs11
    from pkcs11.util.ec import encode_ecdsa_signature
except ImportError:
    _has_binding = False
else:
    _has_binding = True

_REMOVED = "签名盾已拔出或没有响应，没有签名，请插好后重试。"


@dataclass(frozen=True, slots=True, repr=False)
class TokenSigner:
    """A key on a token that is open."""

    certificate: x509.Certificate
    _key: Any

    def sign(self, content: bytes) -> bytes:
        """The signature value; NotSigned when the token is gone."""
        try:
            if isinstance(self.certificate.public_key(), rsa.RSAPublicKey):
                signed = self._key.sign(content, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS)
                return bytes(signed)
            # Tokens sign a digest with elliptic curves; few hash the content themselves.
            digest = hashlib.sha256(content).digest()
            value = self._key.sign(digest, mechanism=pkcs11.Mechanism.ECDSA)
            return bytes(encode_ecdsa_signature(value))
        except pkcs11.PKCS11Error as error:
            raise NotSigned(_sentence(error)) from error


class Tries(Enum):
    """What a token tells of the PIN that is left to be tried, as a Chinese clause."""

    FULL = ""
    LOW = "PIN 剩余次数不多，连续输错会锁定签名盾"
    LAST = "PIN 只剩最后一次机会，再输错即被锁定"
    LOCKED = "PIN 已被锁定，请到发证机构解锁"


@dataclass(frozen=True, slots=True)
class TokenCertificate:
    """A certificate that can be seen without a PIN: its label, and whose it is."""

    label: str
    holder: str


@dataclass(frozen=True, slots=True)
class FoundToken:
    """A token that is there."""

    label: str
    certificates: tuple[TokenCertificate, ...]
    tries: Tries


def tokens_behind(library: Path) -> tuple[FoundToken, ...]:
    """Every token that a maker's library sees, without any PIN. NotSigned as for signing."""
    try:
        found = tuple(
            FoundToken(each.label, tuple(_certificates(each)), _tries(each))
            for each in _tokens(_module(library))
        )
    except pkcs11.PKCS11Error as error:
        raise NotSigned(_sentence(error)) from error
    if not found:
        raise NotSigned("没有找到签名盾，请插好后重试。")
    return found


@contextmanager
def token_signer(
    library: Path, pin: str, *, token: str = "", certificate: str = ""
) -> Iterator[TokenSigner]:
    """Open a token for signing and close it afterwards.

    `library` is the maker's PKCS#11 file; `token` and `certificate` are labels where there are
    several. NotSigned with one sentence for a wrong PIN, a token that is not there, no fitting key.
    """
    chosen = _found(_module(library), token)
    try:
        with chosen.open(user_pin=pin) as session:
            yield _signer(session, certificate)
    except pkcs11.PinIncorrect as error:
        left = _tries(chosen.slot.get_token()).value
        told = f"{left}。" if left else "连续输错会锁定签名盾。"
        raise NotSigned(f"签名盾的 PIN 不正确，没有签名；{told}") from error
    except pkcs11.PKCS11Error as error:
        raise NotSigned(_sentence(error)) from error


def _module(library: Path) -> Any:
    if not _has_binding:
        raise NotSigned("本机没有安装签名盾组件（PKCS#11），请改用证书文件，或安装带该组件的版本。")
    try:
        return pkcs11.lib(str(library))
    except (RuntimeError, OSError, pkcs11.PKCS11Error) as error:
        raise NotSigned(f"签名盾驱动“{library.name}”无法加载，请核对所选文件。") from error


def _tokens(module: Any) -> list[Any]:
    """The tokens that are there and set up."""
    there = [slot.get_token() for slot in module.get_slots(token_present=True)]
    return [each for each in there if pkcs11.TokenFlag.TOKEN_INITIALIZED in each.flags]


def _certificates(token: Any) -> Iterator[TokenCertificate]:
    wanted = {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE}
    with token.open() as session:
        for each in session.get_objects(wanted):
            try:
                found = x509.load_der_x509_certificate(each[pkcs11.Attribute.VALUE])
            except ValueError:
                continue
            yield TokenCertificate(each[pkcs11.Attribute.LABEL], holder_of(found))


def _tries(token: Any) -> Tries:
    flag = pkcs11.TokenFlag
    told = (
        (flag.USER_PIN_LOCKED, Tries.LOCKED),
        (flag.USER_PIN_FINAL_TRY, Tries.LAST),
        (flag.USER_PIN_COUNT_LOW, Tries.LOW),
    )
    return next((tries for each, tries in told if each in token.flags), Tries.FULL)


def _found(module: Any, label: str) -> Any:
    try:
        tokens = _tokens(module)
    except pkcs11.PKCS11Error as error:
        raise NotSigned(_sentence(error)) from error
    fitting = [each for each in tokens if not label or each.label == label]
    if not fitting:
        raise NotSigned("没有找到签名盾，请插好后重试。")
    if len(fitting) > 1:
        names = "、".join(sorted(f"“{each.label}”" for each in fitting))
        raise NotSigned(f"插着多个签名盾：{names}，请指明用哪一个。")
    return fitting[0]


def _signer(session: Any, label: str) -> TokenSigner:
    """The first certificate on the token whose private key is there too."""
    wanted: dict[Any, Any] = {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE}
    if label:
        wanted[pkcs11.Attribute.LABEL] = label
    certificates = list(session.get_objects(wanted))
    for each in certificates:
        mine = {
            pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PRIVATE_KEY,
            pkcs11.Attribute.ID: each[pkcs11.Attribute.ID],
        }
        keys = list(session.get_objects(mine))
        if keys:
            found = x509.load_der_x509_certificate(each[pkcs11.Attribute.VALUE])
            _check_kind(found)
            return TokenSigner(found, keys[0])
    what = "没有指定的证书" if label and not certificates else "没有带私钥的签名证书"
    raise NotSigned(f"签名盾中{what}。")


def _check_kind(certificate: x509.Certificate) -> None:
    try:
        key = certificate.public_key()
    except ValueError as error:
        raise NotSigned("签名盾中的密钥类型不受支持（例如国密 SM2）。") from error
    if not isinstance(key, ec.EllipticCurvePublicKey | rsa.RSAPublicKey):
        raise NotSigned("签名盾中的密钥类型不受支持（例如国密 SM2）。")


def _sentence(error: Exception) -> str:
    """What a PKCS#11 error means to the person who holds the token."""
    match error:
        case pkcs11.PinInvalid() | pkcs11.PinLenRange():
            return "签名盾的 PIN 不正确，没有签名；连续输错会锁定签名盾。"
        case pkcs11.PinLocked():
            return "签名盾的 PIN 已被锁定，请到发证机构解锁。"
        case pkcs11.PinExpired() | pkcs11.UserPinNotInitialized():
            return "签名盾的 PIN 尚未设置或已过期，请用签名盾自带的工具设置后重试。"
        case pkcs11.MechanismInvalid() | pkcs11.KeyTypeInconsistent():
            return "签名盾不支持所需的签名算法（RSA 或 ECDSA 加 SHA-256），没有签名。"
        case (
            pkcs11.DeviceRemoved()
            | pkcs11.TokenNotPresent()
            | pkcs11.SessionHandleInvalid()
            | pkcs11.SessionClosed()
            | pkcs11.SlotIDInvalid()
            | pkcs11.NoSuchToken()
        ):
            return _REMOVED
        case _:
            return f"签名盾报告错误（{type(error).__name__}），没有签名，请拔出重插后重试。"
