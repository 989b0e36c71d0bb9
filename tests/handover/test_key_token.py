"""A key on a token: SoftHSM2 stands in for the maker's library."""

import datetime
import os
import shutil
import subprocess
from pathlib import Path

import pkcs11
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from pkcs11.util.ec import decode_ec_private_key
from pkcs11.util.rsa import decode_rsa_private_key

from zcdesk.handover import key_token
from zcdesk.handover.key_token import TokenSigner, Tries, token_signer, tokens_behind
from zcdesk.handover.pdf_cms import signed_data
from zcdesk.handover.signers import NotSigned

LIBRARY = next(
    (p for p in (Path("/usr/lib/softhsm"), *Path("/usr/lib").glob("*/softhsm")) if p.is_dir()),
    Path("/usr/lib/softhsm"),
) / "libsofthsm2.so"  # fmt: skip
PIN = "246810"

pytestmark = pytest.mark.skipif(
    shutil.which("softhsm2-util") is None, reason="no SoftHSM2 on this machine"
)


def put(session, key, name, label):
    """A key and its certificate onto a token."""
    der = key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    decode = (
        decode_ec_private_key
        if isinstance(key, ec.EllipticCurvePrivateKey)
        else decode_rsa_private_key
    )
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC))
        .not_valid_after(datetime.datetime(2034, 1, 1, tzinfo=datetime.UTC))
        .sign(key, hashes.SHA256())
    )
    ident = {pkcs11.Attribute.ID: label.encode(), pkcs11.Attribute.TOKEN: True}
    session.create_object(
        {**decode(der), **ident, pkcs11.Attribute.LABEL: label, pkcs11.Attribute.SIGN: True}
    )
    session.create_object(
        {
            **ident,
            pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
            pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
            pkcs11.Attribute.LABEL: label,
            pkcs11.Attribute.SUBJECT: subject.public_bytes(),
            pkcs11.Attribute.VALUE: certificate.public_bytes(serialization.Encoding.DER),
        }
    )


@pytest.fixture(scope="module")
def tokens(tmp_path_factory):
    """Two tokens: `chair` with an elliptic and an RSA key, `empty` with nothing."""
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    configuration = folder / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    with pytest.MonkeyPatch.context() as patch:
        # Read by the library when it is first loaded in this process.
        patch.setitem(os.environ, "SOFTHSM2_CONF", str(configuration))
        for label in ("chair", "empty"):
            subprocess.run(
                ["softhsm2-util", "--init-token", "--free", "--label", label, "--pin", PIN,
                 "--so-pin", "13579"],
                check=True, capture_output=True,
            )  # fmt: skip
        module = pkcs11.lib(str(LIBRARY))
        with module.get_token(token_label="chair").open(user_pin=PIN, rw=True) as session:
            put(session, ec.generate_private_key(ec.SECP256R1()), "贾承志", "ec")
            put(session, rsa.generate_private_key(65537, 2048), "温如玉", "rsa")
        yield module


@pytest.mark.parametrize(("label", "name"), [("ec", "贾承志"), ("rsa", "温如玉")])
def test_a_token_signs(tokens, label, name):
    with token_signer(LIBRARY, PIN, token="chair", certificate=label) as signer:
        assert name in signer.certificate.subject.rfc4514_string()
        assert signed_data(b"d" * 32, signer)


@pytest.mark.parametrize(
    ("pin", "choice", "sentence"),
    [
        (
            "000000",
            {"token": "chair"},
            "签名盾的 PIN 不正确，没有签名；PIN 剩余次数不多，连续输错会锁定签名盾。",
        ),
        (PIN, {"token": "gone"}, "没有找到签名盾，请插好后重试。"),
        (PIN, {"token": "empty"}, "签名盾中没有带私钥的签名证书。"),
        (PIN, {"token": "chair", "certificate": "sm2"}, "签名盾中没有指定的证书。"),
        (PIN, {}, "插着多个签名盾：“chair”、“empty”，请指明用哪一个。"),
    ],
)
def test_what_a_token_refuses_is_told(tokens, pin, choice, sentence):
    with pytest.raises(NotSigned) as told, token_signer(LIBRARY, pin, **choice):
        pass
    assert told.value.sentence == sentence


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (pkcs11.DeviceRemoved, "已拔出"),
        (pkcs11.TokenNotPresent, "已拔出"),
        (pkcs11.SessionHandleInvalid, "已拔出"),
        (pkcs11.PinLocked, "已被锁定"),
        (pkcs11.MechanismInvalid, "不支持所需的签名算法"),
        (pkcs11.DeviceError, "DeviceError"),
    ],
)
def test_a_token_that_fails_while_signing_is_told(tokens, error, words):
    class Gone:
        def sign(self, *_, **__):
            raise error

    with token_signer(LIBRARY, PIN, token="chair", certificate="ec") as signer:
        broken = TokenSigner(signer.certificate, Gone())
        with pytest.raises(NotSigned, match=words):
            broken.sign(b"x")


def test_the_tokens_that_are_there_are_told_without_a_pin(tokens):
    found = {each.label: each for each in tokens_behind(LIBRARY)}
    assert set(found) == {"chair", "empty"}
    assert {(c.label, c.holder) for c in found["chair"].certificates} == {
        ("ec", "贾承志"),
        ("rsa", "温如玉"),
    }
    assert found["empty"].certificates == ()


def test_tries_that_are_left_are_told_and_forgotten_after_the_right_pin(tokens):
    def tries():
        return {each.label: each.tries for each in tokens_behind(LIBRARY)}["chair"]

    with token_signer(LIBRARY, PIN, token="chair", certificate="ec"):
        pass
    assert tries() is Tries.FULL
    with pytest.raises(NotSigned), token_signer(LIBRARY, "000000", token="chair"):
        pass
    assert tries() is Tries.LOW
    with token_signer(LIBRARY, PIN, token="chair", certificate="ec"):
        pass
    assert tries() is Tries.FULL


@pytest.mark.parametrize(
    ("flags", "tries"),
    [
        (pkcs11.TokenFlag.USER_PIN_LOCKED | pkcs11.TokenFlag.USER_PIN_COUNT_LOW, Tries.LOCKED),
        (pkcs11.TokenFlag.USER_PIN_FINAL_TRY | pkcs11.TokenFlag.USER_PIN_COUNT_LOW, Tries.LAST),
        (pkcs11.TokenFlag.USER_PIN_COUNT_LOW, Tries.LOW),
        (pkcs11.TokenFlag.SO_PIN_LOCKED, Tries.FULL),
    ],
)
def test_the_worst_that_a_token_says_counts(flags, tries):
    class Token:
        pass

    Token.flags = flags
    assert key_token._tries(Token) is tries


def test_a_file_that_is_no_driver_is_told(tmp_path):
    stray = tmp_path / "driver.so"
    stray.write_bytes(b"MZ")
    with pytest.raises(NotSigned, match="无法加载"), token_signer(stray, PIN):
        pass


def test_without_the_binding_a_sentence_says_so(monkeypatch):
    monkeypatch.setattr(key_token, "_has_binding", False)
    with pytest.raises(NotSigned, match="没有安装签名盾组件"), token_signer(LIBRARY, PIN):
        pass
