"""A whole session is held against starting Python with the libraries that it needs."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import Measured
from zcdesk.dossiers.specimen import write_sample

pytestmark = pytest.mark.benchmark

LIBRARIES = "click, cryptography.x509, nacl.public, reportlab.pdfgen.canvas, sqlcipher3, xlsxwriter"


def _seconds(*arguments: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
    return time.perf_counter() - start


def test_a_session_of_forty_applicants_and_25_members(tmp_path: Path, measured: Measured) -> None:
    script = write_sample(tmp_path / "sample").script
    ours, floor = [], []
    for turn in range(3):
        out = str(tmp_path / f"out{turn}")
        ours.append(_seconds("-m", "zcdesk", "rehearse", str(script), "--out", out))
        floor.append(_seconds("-c", f"import {LIBRARIES}"))
    # The start takes a quarter of a second where a session may take five.
    measured(
        "a whole session of 40 applicants and 25 members",
        min(ours),
        min(floor),
        "Python with the libraries that it needs",
        most=20,
    )
