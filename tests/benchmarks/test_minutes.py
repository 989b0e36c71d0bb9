"""Minutes of 2 000 applicants against a bare canvas that draws the same text."""

import importlib.util
import io
import time
from pathlib import Path

import pypdfium2
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tests.conftest import Measured
from zcdesk.reports.edition import Edition
from zcdesk.reports.fonts import font_file
from zcdesk.reports.minutes import minutes

pytestmark = pytest.mark.benchmark
LIMIT = 3


def invented(size):
    """The session builder of the report tests."""
    path = Path(__file__).parents[1] / "reports" / "conftest.py"
    spec = importlib.util.spec_from_file_location("report_sessions", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.make_snapshot(size)


def bare(pages, name):
    """The floor: one font, one line of text after the other, nothing decided."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1, pageCompression=1)
    for page in pages:
        canvas.setFont(name, 9)
        for place, line in enumerate(page):
            canvas.drawString(80, 780 - 10 * place, line)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def test_minutes_of_two_thousand(measured: Measured):
    snapshot = invented(2000)
    pdf = minutes(snapshot, Edition.ARCHIVE)  # reads the fonts
    document = pypdfium2.PdfDocument(pdf)
    pages = [p.get_textpage().get_text_range().splitlines() for p in document]
    pdfmetrics.registerFont(TTFont("bare", font_file("song").path))  # not counted either
    bare(pages[:1], "bare")
    ours, floor = [], []
    for _ in range(3):
        start = time.perf_counter()
        minutes(snapshot, Edition.ARCHIVE)
        ours.append(time.perf_counter() - start)
        start = time.perf_counter()
        bare(pages, "bare")
        floor.append(time.perf_counter() - start)
    measured(
        "minutes of 2000 applicants",
        min(ours),
        min(floor),
        "a bare canvas drawing the same text",
        most=LIMIT,
        target=1.5,
    )
