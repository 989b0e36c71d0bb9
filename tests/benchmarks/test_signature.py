"""One signature of the minutes, with its looks and verified, against pyHanko's own and nothing more."""

import datetime
import io
import time

import pytest
from asn1crypto import keys, x509
from cryptography.hazmat.primitives import serialization

from tests.conftest import Measured
from tests.reports.conftest import make_snapshot
from zcdesk.domain.signing import SigningRole
from zcdesk.handover import pdf_signing
from zcdesk.handover.identity import Identity, make_identity
from zcdesk.handover.signers import own_signer
from zcdesk.reports.edition import Edition
from zcdesk.reports.minutes import minutes
from zcdesk.reports.signing_appearance import Stamp, appearance

pytestmark = pytest.mark.benchmark
AT = datetime.datetime(2024, 11, 20, 16, 40, 5, tzinfo=datetime.UTC)
ENOUGH = 0.3  # seconds for one signature, whatever the floor


def bare(data: bytes, identity: Identity) -> bytes:
    """The floor: certified by the library alone, without looks and unread afterwards."""
    # After zcdesk.handover, which keeps the library's network out.
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter

    der = serialization.Encoding.DER
    private = identity.key.private_bytes(
        der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    signer = signers.SimpleSigner(
        signing_cert=x509.Certificate.load(identity.certificate.public_bytes(der)),
        signing_key=keys.PrivateKeyInfo.load(private),
        cert_registry=None,
    )
    about = signers.PdfSignatureMetadata(
        field_name=SigningRole.SECRETARY.value,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.FILL_FORMS,
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    signed: io.BytesIO = signers.sign_pdf(writer, about, signer, existing_fields_only=True)
    return signed.getvalue()


def test_one_signature_of_the_minutes(measured: Measured) -> None:
    identity = make_identity("山西省工程系列高级职称评审委员会", now=AT)
    data = minutes(make_snapshot(40), Edition.ARCHIVE)
    stamp = Stamp("胡晓雯", "秘书", "2024-11-20 16:40:05", identity.fingerprint, rehearsal=False)
    role = SigningRole.SECRETARY
    statement = pdf_signing.Statement(role, "胡晓雯", "核对无误，秘书认证", AT)

    def ours() -> bytes:
        signer = own_signer(identity)
        return pdf_signing.sign_pdf(data, signer, statement, lambda w, h: appearance(stamp, w, h))

    took: dict[str, list[float]] = {"ours": [], "bare": []}
    for _ in range(5):
        for name, sign in (("ours", ours), ("bare", lambda: bare(data, identity))):
            start = time.perf_counter()
            signed = sign()
            took[name].append(time.perf_counter() - start)
            assert signed.startswith(data)
            assert len(signed) > len(data)
    measured(
        "one signature of the minutes, seen and verified",
        min(took["ours"]),
        min(took["bare"]),
        "pyHanko's bare signature of the same file",
        most=3,
        target=1.5,
        within=ENOUGH,
    )
