"""Keys and certificates that people bring, and one sentence for each that will not do."""

import datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from zcdesk.handover.pdf_cms import signed_data
from zcdesk.handover.signers import (
    KeySigner,
    NotSigned,
    check_certificate,
    holder_of,
    names_in,
    own_signer,
    pem_signer,
    pkcs12_signer,
)

AT = datetime.datetime(2024, 11, 20, 16, 40, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
RSA = rsa.generate_private_key(65537, 2048)
EC = ec.generate_private_key(ec.SECP384R1())


def certify(key, *, begin=AT - DAY, end=AT + DAY, usage=None, name="胡晓雯", mail=""):
    """A self-issued certificate."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(begin)
        .not_valid_after(end)
    )
    if usage is not None:
        made = made.add_extension(usage, critical=True)
    if mail:
        made = made.add_extension(
            x509.SubjectAlternativeName([x509.RFC822Name(mail)]), critical=False
        )
    digest = None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    return made.sign(key, digest)


def usage(**true):
    names = (
        "digital_signature content_commitment key_encipherment data_encipherment key_agreement "
        "key_cert_sign crl_sign encipher_only decipher_only"
    ).split()
    return x509.KeyUsage(**{name: true.get(name, False) for name in names})


def p12(key, certificate, password="三晋2024"):
    return pkcs12.serialize_key_and_certificates(
        None, key, certificate, None, serialization.BestAvailableEncryption(password.encode())
    )


@pytest.mark.parametrize("key", [RSA, EC], ids=["rsa", "p384"])
def test_a_certificate_file_signs(key):
    certificate = certify(key)
    signer = pkcs12_signer(p12(key, certificate), "三晋2024")
    assert signer.certificate == certificate
    assert signed_data(b"d" * 32, signer)


def test_a_wrong_password_is_told():
    with pytest.raises(NotSigned, match="证书文件的密码不正确，没有签名。"):
        pkcs12_signer(p12(EC, certify(EC)), "三晋2025")


@pytest.mark.parametrize("blob", [b"", b"PK\3\4", b"0\x82", b"%PDF-1.7"])
def test_what_is_no_certificate_file_is_told(blob):
    with pytest.raises(NotSigned, match="不是 PKCS#12 证书文件"):
        pkcs12_signer(blob, "x")


def test_a_certificate_file_without_a_key_is_told():
    blob = pkcs12.serialize_key_and_certificates(
        None, None, None, [certify(EC)], serialization.BestAvailableEncryption(b"x")
    )
    with pytest.raises(NotSigned, match="没有私钥"):
        pkcs12_signer(blob, "x")


def test_a_kind_of_key_that_viewers_do_not_know_is_told():
    key = ed25519.Ed25519PrivateKey.generate()
    with pytest.raises(NotSigned, match="密钥类型不受支持"):
        pkcs12_signer(p12(key, certify(key)), "三晋2024")


def pem(key, certificate, password=b""):
    how = serialization.BestAvailableEncryption(password) if password else None
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        how or serialization.NoEncryption(),
    ) + certificate.public_bytes(serialization.Encoding.PEM)


def test_a_key_in_pem_signs_with_its_password_only():
    certificate = certify(EC)
    blob = pem(EC, certificate, b"x")
    assert pem_signer(blob, "x").certificate == certificate
    for password in ("", "y"):
        with pytest.raises(NotSigned, match="密码不正确"):
            pem_signer(blob, password)


def test_a_key_of_another_certificate_is_refused():
    with pytest.raises(NotSigned, match="证书与私钥不是一对，没有签名。"):
        pem_signer(pem(EC, certify(RSA)))
    with pytest.raises(NotSigned, match="证书与私钥不是一对，没有签名。"):
        signed_data(b"d" * 32, KeySigner(EC, certify(ec.generate_private_key(ec.SECP384R1()))))


def test_the_sessions_own_key_signs(identity, at):
    check_certificate(own_signer(identity).certificate, at)
    assert signed_data(b"d" * 32, own_signer(identity))
    assert "PRIVATE" not in repr(own_signer(identity))


@pytest.mark.parametrize(
    ("certificate", "sentence"),
    [
        (certify(EC, begin=AT - 3 * DAY, end=AT - DAY), "签名证书已于 2024-11-19 过期，没有签名。"),
        (certify(EC, begin=AT + DAY, end=AT + 3 * DAY), "签名证书自 2024-11-21 起才有效，没有签名，请核对本机时间。"),
        (certify(EC, usage=usage(key_agreement=True)), "这张证书不是签名证书（例如只用于加密），没有签名。"),
        (
            certify(rsa.generate_private_key(65537, 1024)),
            "证书的 RSA 密钥只有 1024 位，不足 2048 位，没有签名。",
        ),
    ],
    ids=["expired", "early", "encryption", "weak"],
)  # fmt: skip
def test_a_certificate_that_will_not_do_is_told(certificate, sentence):
    with pytest.raises(NotSigned) as told:
        check_certificate(certificate, AT)
    assert told.value.sentence == sentence


@pytest.mark.parametrize("right", ["digital_signature", "content_commitment"])
def test_a_certificate_for_signing_will_do(right):
    check_certificate(certify(EC, usage=usage(**{right: True})), AT)
    check_certificate(certify(EC), AT)


def test_names_of_a_certificate():
    named = certify(EC, name="贾承志", mail="jia@example.cn")
    assert holder_of(named) == "贾承志"
    assert names_in(named) == ("贾承志", "jia@example.cn")
