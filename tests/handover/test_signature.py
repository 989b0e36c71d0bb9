"""The CMS signature: openssl agrees, and no byte of it can be another."""

import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from zcdesk.handover.identity import Identity, make_identity
from zcdesk.handover.signature import BadSignature, sign, verify

CONTENT = b"a manifest\n"


@pytest.fixture
def signed(identity: Identity, at: datetime) -> bytes:
    return sign(CONTENT, identity, at=at)


def openssl_verifies(folder: Path, signature: bytes, pem: bytes, content: bytes) -> bool:
    files = {"s.p7s": signature, "signer.pem": pem, "content": content}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    command = "openssl cms -verify -binary -inform DER -in s.p7s -content content"
    command += " -CAfile signer.pem -no_check_time -out out"
    done = subprocess.run(command.split(), cwd=folder, capture_output=True, check=False)
    return done.returncode == 0


def test_it_says_who_signed_and_when(identity: Identity, signed: bytes, at: datetime) -> None:
    found = verify(signed, identity.certificate_pem, CONTENT)
    assert (found.fingerprint, found.at) == (identity.fingerprint, at)
    assert found.subject == "山西省工程系列高级职称评审委员会"


def test_openssl_and_we_agree(identity: Identity, signed: bytes, tmp_path: Path) -> None:
    pem = identity.certificate_pem
    assert openssl_verifies(tmp_path, signed, pem, CONTENT)
    assert not openssl_verifies(tmp_path, signed, pem, CONTENT + b" ")
    with pytest.raises(BadSignature):
        verify(signed, pem, CONTENT + b" ")


def test_signing_again_gives_the_same_bytes(
    identity: Identity, signed: bytes, at: datetime
) -> None:
    assert sign(CONTENT, identity, at=at) == signed
    assert sign(CONTENT, identity, at=at + timedelta(seconds=1)) != signed


def test_every_changed_byte_is_found(identity: Identity, signed: bytes) -> None:
    pem = identity.certificate_pem
    missed = []
    for place in range(len(signed)):
        for flip in (0x01, 0x20, 0x80):
            other = bytearray(signed)
            other[place] ^= flip
            try:
                verify(bytes(other), pem, CONTENT)
            except BadSignature:
                continue
            missed.append((place, flip))
    assert missed == []


@pytest.mark.parametrize("spoiled", [b"", b"0", b"0\x80", b"\x30\x84\xff\xff\xff\xff", b"x" * 900])
def test_what_is_no_signature_is_none(identity: Identity, spoiled: bytes) -> None:
    with pytest.raises(BadSignature):
        verify(spoiled, identity.certificate_pem, CONTENT)


def test_trailing_bytes_and_a_second_certificate_are_refused(
    identity: Identity, signed: bytes
) -> None:
    pem = identity.certificate_pem
    for signature, signer in ((signed + b"\0", pem), (signed, pem + pem), (signed, pem + b"\n")):
        with pytest.raises(BadSignature):
            verify(signature, signer, CONTENT)


def test_another_persons_certificate_does_not_fit(
    identity: Identity, signed: bytes, at: datetime
) -> None:
    other = make_identity("山西省工程系列高级职称评审委员会", now=at)
    with pytest.raises(BadSignature):
        verify(signed, other.certificate_pem, CONTENT)


def test_a_signature_from_outside_the_certificates_time_is_refused(
    identity: Identity, at: datetime
) -> None:
    late = sign(CONTENT, identity, at=at + timedelta(days=4000))
    with pytest.raises(BadSignature, match="有效期"):
        verify(late, identity.certificate_pem, CONTENT)
