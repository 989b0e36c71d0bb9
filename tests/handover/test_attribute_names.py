"""The order of imports does not decide whether a PDF can be signed."""

import subprocess
import sys


def test_a_package_signature_first_leaves_room_for_a_pdf_signature() -> None:
    code = (
        "from zcdesk.handover import signature\n"
        "from asn1crypto import cms\n"
        "cms.CMSAttributeType('content_type')\n"  # the first use freezes the names
        "from zcdesk.handover import pdf_cms\n"
        "cms.CMSAttributeType('signing_certificate_v2')\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
