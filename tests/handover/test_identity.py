"""The signing identity: kept and found again, and what other people's tools read in it."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from zcdesk.domain.errors import Unreadable
from zcdesk.handover.check_code import check_code, plain_code
from zcdesk.handover.identity import Identity, make_identity, signer_name


def openssl(pem: bytes, *what: str) -> str:
    done = subprocess.run(
        ["openssl", "x509", "-noout", *what], input=pem, capture_output=True, check=True
    )
    return done.stdout.decode()


def test_it_survives_storage(identity: Identity) -> None:
    again = Identity.from_bytes(identity.to_bytes())
    assert again.fingerprint == identity.fingerprint
    assert again.key.private_numbers() == identity.key.private_numbers()


def test_the_fingerprint_is_the_one_that_openssl_prints(identity: Identity) -> None:
    printed = openssl(identity.certificate_pem, "-fingerprint", "-sha256")
    digits = printed.strip().partition("=")[2].replace(":", "").lower()
    assert identity.fingerprint.replace(" ", "") == digits
    assert {len(group) for group in identity.fingerprint.split(" ")} == {4}


def test_the_certificate_is_for_signing_and_nothing_else(identity: Identity) -> None:
    text = openssl(identity.certificate_pem, "-text", "-purpose")
    assert "Digital Signature, Non Repudiation\n" in text
    assert "E-mail Protection\n" in text
    assert "CA:FALSE" in text
    assert "S/MIME signing : Yes" in text
    assert "SSL server : No" in text
    assert "NIST CURVE: P-256" in text


def test_it_holds_ten_years_from_now_even_from_a_leap_day() -> None:
    made = make_identity("评委会", now=datetime(2024, 2, 29, 8, 0, 0, 5, tzinfo=UTC))
    assert made.certificate.not_valid_before_utc == datetime(2024, 2, 29, 8, tzinfo=UTC)
    assert made.certificate.not_valid_after_utc == datetime(2034, 2, 28, 8, tzinfo=UTC)


def test_a_long_committee_name_is_cut_not_refused(at: datetime) -> None:
    made = make_identity("评" * 90, now=at)
    assert signer_name(made.certificate) == "评" * 64
    assert "CN=" + "评" * 21 in made.certificate.subject.rfc4514_string()
    assert signer_name(make_identity("  ", now=at).certificate) == "zcdesk"


def test_it_never_prints_its_key(identity: Identity) -> None:
    assert repr(identity) == f"Identity({identity.fingerprint})"


@pytest.mark.parametrize("spoil", ["", "text", "half", "other"])
def test_a_damaged_identity_is_refused_with_a_sentence(
    identity: Identity, at: datetime, spoil: str
) -> None:
    blob = identity.to_bytes()
    other: Any = make_identity("别的评委会", now=at)
    key_only = blob[: blob.index(b"-----BEGIN CERT")]
    bad = {
        "": b"",
        "text": b"hello",
        "half": blob[: len(blob) // 2],
        "other": key_only + other.certificate_pem,
    }
    with pytest.raises(Unreadable, match="签名密钥"):
        Identity.from_bytes(bad[spoil])


def test_the_check_code_is_sixteen_digits_in_fours(tmp_path: Path) -> None:
    head = "0123456789abcdef" + "7" * 48
    assert check_code(head) == "0123 4567 89ab cdef"
    assert plain_code(head.upper()) == "0123456789abcdef"
